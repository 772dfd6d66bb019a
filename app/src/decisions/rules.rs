//! When a decision may be written, and what it has to say before it may be published.

use super::model::{DecisionContent, PublishableDecision, Ruled, RulingOutcome, called, ending};
use crate::clock;
use crate::consultations::instrument::Finding;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::site::FormErrors;
use crate::site::fields::length;
use crate::time::Time;
use crate::ui::errors::Mistake;

/// Longest text of a part of the decision, in characters.
pub const TEXT_LONGEST: usize = 20_000;
/// Longest line, such as who decided or what a theme is, in characters.
pub const LINE_LONGEST: usize = 300;
/// Longest promise, weighing or summary, in characters.
pub const SENTENCES_LONGEST: usize = 2_000;
/// Most themes, and most promises, in one decision.
pub const ROWS_MOST: usize = 40;

/// Why no decision can be written now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooEarly {
    /// The consultation has not begun.
    NotBegun,
    /// People can still answer.
    StillOpen,
    /// The consultation was withdrawn.
    Withdrawn,
    /// The consultation was run elsewhere: its outcome stands with its entry.
    Elsewhere,
}

impl WhyNot for TooEarly {
    fn reason(&self) -> Reason {
        match self {
            Self::NotBegun => reason!(
                "decision-not-begun",
                CONFLICT,
                Staff,
                "The consultation has not begun: there is nothing to decide yet",
                "This consultation has not begun, so there is nothing to decide yet. You can record the decision once it has closed."
            ),
            Self::StillOpen => reason!(
                "decision-still-open",
                CONFLICT,
                Staff,
                "People can still answer: nothing is decided yet",
                "People can still answer. The decision can be recorded once the consultation has closed."
            ),
            Self::Withdrawn => reason!(
                "decision-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: nothing is decided on it",
                "This consultation was withdrawn, so nothing is decided on it."
            ),
            Self::Elsewhere => reason!(
                "decision-elsewhere",
                CONFLICT,
                Staff,
                "The consultation was run elsewhere: its outcome is part of its entry",
                "This consultation was run elsewhere, so its outcome is part of its entry. Change it there, among the earlier consultations."
            ),
        }
    }
}

/// Why no decision can be written now; none once the consultation is closed.
///
/// The first Gunning principle: a decision made while people are still being asked is no consultation.
pub fn too_early(consultation: &Consultation, now: Time) -> Option<TooEarly> {
    if consultation.parts.elsewhere() {
        return Some(TooEarly::Elsewhere);
    }
    match stage(&consultation.dates, now) {
        Stage::Closed | Stage::Decided => None,
        Stage::Draft | Stage::Upcoming => Some(TooEarly::NotBegun),
        Stage::Open => Some(TooEarly::StillOpen),
        Stage::Withdrawn => Some(TooEarly::Withdrawn),
    }
}

/// What holds for a draft too: nothing longer than fits.
pub fn check_lengths(content: &DecisionContent, asked: &[Finding], errors: &mut FormErrors) {
    let texts = [
        ("we-asked", &content.we_asked, "“we asked”"),
        ("you-said", &content.you_said, "“you said”"),
        ("we-did", &content.we_did, "“we did”"),
        ("reasons", &content.reasons, "the reasons"),
    ];
    for (field, text, what) in texts {
        errors.check(field, length(text, what, false, TEXT_LONGEST));
    }
    errors.check("outcome", length(&content.outcome, "the summary", false, SENTENCES_LONGEST));
    errors.check("decided-by", length(&content.decided_by, "who decided", false, LINE_LONGEST));
    for ruling in &content.rulings {
        let Some(finding) = asked.iter().find(|finding| ruling.is_about(finding)) else { continue };
        let field = format!("changes-{}", ending(finding));
        let what = if finding.adoptable { "what changes" } else { "what was made of it" };
        errors.check(&field, length(&ruling.changes, what, false, TEXT_LONGEST));
    }
    for (index, theme) in content.themes.iter().enumerate() {
        let field = format!("theme-{}", index + 1);
        errors.check(&field, length(&theme.theme, "the theme", false, LINE_LONGEST));
        let field = format!("weighed-{}", index + 1);
        errors.check(&field, length(&theme.weight_given, "how it was weighed", false, SENTENCES_LONGEST));
    }
    for (index, promise) in content.promises.iter().enumerate() {
        let field = format!("promise-{}", index + 1);
        errors.check(&field, length(&promise.text, "the promise", false, SENTENCES_LONGEST));
    }
}

/// The start of a typed day.
fn day(typed: &str) -> Option<Time> {
    clock::moment(typed, "00:00").ok()
}

/// Why a day cannot be the one on which it was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadDay {
    /// None was typed.
    Nothing,
    /// It is no date.
    NoDate,
    /// It is before the consultation closed, at this moment.
    BeforeClosing(Time),
    /// It has not come yet.
    InTheFuture,
}

impl From<BadDay> for String {
    /// How it is said beside the field.
    fn from(why: BadDay) -> Self {
        match why {
            BadDay::Nothing => "Enter the day it was decided".to_owned(),
            BadDay::NoDate => "Enter a real date for the day it was decided".to_owned(),
            BadDay::BeforeClosing(closed) => format!(
                "The consultation closed on {}: the decision cannot have been made before that",
                clock::end_date_time(closed)
            ),
            BadDay::InTheFuture => {
                "The day it was decided is in the future: record the decision once it is made".to_owned()
            }
        }
    }
}

fn check_day(typed: &str, consultation: &Consultation, now: Time) -> Result<Time, BadDay> {
    if typed.is_empty() {
        return Err(BadDay::Nothing);
    }
    let decided = day(typed).ok_or(BadDay::NoDate)?;
    let closed = consultation.dates.closes_at.unwrap_or(now);
    if decided < clock::start_of_day(closed) {
        return Err(BadDay::BeforeClosing(closed));
    }
    if decided > now {
        return Err(BadDay::InTheFuture);
    }
    Ok(decided)
}

/// A text that no decision is published without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// The summary.
    Outcome,
    /// What people were asked.
    WeAsked,
    /// What they said.
    YouSaid,
    /// What was done about it.
    WeDid,
    /// The reasons.
    Reasons,
    /// Who decided.
    DecidedBy,
}

/// What is not said of one thing that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaid {
    /// What was made of it.
    Made,
    /// What was decided about it.
    Outcome,
    /// What changes in its outcome.
    ChangedOutcome,
    /// What changes in its text.
    ChangedText,
    /// The version that was adopted: the one named was never put to residents.
    VersionPut,
    /// The version that was adopted.
    Version,
}

/// What a decision has to say, or says wrongly, before it may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing may be decided yet.
    TooEarly(TooEarly),
    /// A text is not written.
    Text(Text),
    /// The day on which it was decided.
    Day(BadDay),
    /// Something about what was asked: what that is called, and how its fields end.
    Asked(Unsaid, String, String),
    /// There is no theme.
    NoTheme,
    /// A theme is not named, in this row.
    Theme(usize),
    /// How a theme was weighed is not said, in this row.
    Weighed(usize),
    /// Nothing is promised, in this row.
    Promise(usize),
    /// A promise has no date, in this row.
    Due(usize),
    /// A promise is due before the decision was made, in this row.
    DueBefore(usize),
}

impl Mistake for Gap {
    fn field(&self) -> String {
        match self {
            Self::TooEarly(_) => "form".to_owned(),
            Self::Text(text) => match text {
                Text::Outcome => "outcome",
                Text::WeAsked => "we-asked",
                Text::YouSaid => "you-said",
                Text::WeDid => "we-did",
                Text::Reasons => "reasons",
                Text::DecidedBy => "decided-by",
            }
            .to_owned(),
            Self::Day(_) => "decided-on".to_owned(),
            Self::Asked(Unsaid::Outcome, _, ending) => format!("outcome-{ending}"),
            Self::Asked(Unsaid::VersionPut | Unsaid::Version, _, ending) => format!("version-{ending}"),
            Self::Asked(Unsaid::Made | Unsaid::ChangedOutcome | Unsaid::ChangedText, _, ending) => {
                format!("changes-{ending}")
            }
            Self::NoTheme => "theme-1".to_owned(),
            Self::Theme(row) => format!("theme-{row}"),
            Self::Weighed(row) => format!("weighed-{row}"),
            Self::Promise(row) => format!("promise-{row}"),
            Self::Due(row) | Self::DueBefore(row) => format!("due-{row}"),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::TooEarly(why) => why.words().into_owned(),
            Self::Day(why) => (*why).into(),
            Self::Text(text) => match text {
                Text::Outcome => "Say in a sentence or two what was decided",
                Text::WeAsked => "Say what you asked people",
                Text::YouSaid => "Say what people told you, including those who disagreed",
                Text::WeDid => "Say what you did about it",
                Text::Reasons => "Give the reasons for the decision",
                Text::DecidedBy => "Say who decided: the body, or the person in office",
            }
            .to_owned(),
            Self::Asked(what, name, _) => match what {
                Unsaid::Made => format!("Say what was made of {name}: people answered, and want to know"),
                Unsaid::Outcome => format!("Say what was decided about {name}"),
                Unsaid::ChangedOutcome => format!(
                    "Say what changes in the outcome of {name}: people must be able to see how it differs from what they \
                     chose"
                ),
                Unsaid::ChangedText => format!(
                    "Say what changes in {name}: people must be able to see how it differs from what they were asked"
                ),
                Unsaid::VersionPut => format!(
                    "That version of {name} was not put to residents while they could answer: choose one that was, or ask \
                     people again"
                ),
                Unsaid::Version => format!("Choose which version of {name} was adopted"),
            },
            Self::NoTheme => "Name at least one theme in what people said, and how it was weighed".to_owned(),
            Self::Theme(_) => "Say what the theme is, or empty the whole row".to_owned(),
            Self::Weighed(_) => "Say how this theme was weighed, even if it changed nothing".to_owned(),
            Self::Promise(_) => "Say what is promised, or empty the whole row".to_owned(),
            Self::Due(_) => "Say by when, as a date: a promise without a date cannot be checked".to_owned(),
            Self::DueBefore(_) => "The promise is due before the decision was made: choose a later date".to_owned(),
        }
    }
}

/// What was decided about one thing that was asked, with the version adopted if it was put in versions.
fn check_ruling(content: &DecisionContent, asked: &[Finding], about: &Finding, gaps: &mut Vec<Gap>) -> Option<Ruled> {
    let gap = |what| Gap::Asked(what, called(about, asked), ending(about));
    let ruling = content.rulings.iter().find(|ruling| ruling.is_about(about));
    let ruled = |outcome, version| Some(Ruled { kind: about.key.to_owned(), number: about.number, outcome, version });
    if !about.adoptable {
        if ruling.is_none_or(|ruling| ruling.changes.trim().is_empty()) {
            gaps.push(gap(Unsaid::Made));
            return None;
        }
        return ruled(RulingOutcome::Considered, None);
    }
    let Some((ruling, outcome)) = ruling.and_then(|ruling| Some((ruling, ruling.outcome?))) else {
        gaps.push(gap(Unsaid::Outcome));
        return None;
    };
    if outcome == RulingOutcome::AdoptedWithChanges && ruling.changes.trim().is_empty() {
        gaps.push(gap(if about.put.is_empty() { Unsaid::ChangedOutcome } else { Unsaid::ChangedText }));
    }
    if !outcome.adopts() || about.put.is_empty() {
        return ruled(outcome, None);
    }
    // What was never put to residents cannot be adopted in their name.
    if let Some(put) = about.put.iter().find(|put| Some(put.version) == ruling.version) {
        return ruled(outcome, Some(put.version));
    }
    gaps.push(gap(if ruling.version.is_some() { Unsaid::VersionPut } else { Unsaid::Version }));
    None
}

/// Everything a decision has to say before it may be published, apart from the lengths of its texts.
///
/// # Errors
/// What is missing.
pub fn complete(
    consultation: &Consultation,
    content: &DecisionContent,
    asked: &[Finding],
    now: Time,
) -> Result<PublishableDecision, Vec<Gap>> {
    let mut gaps: Vec<Gap> = too_early(consultation, now).map(Gap::TooEarly).into_iter().collect();
    let required = [
        (Text::Outcome, &content.outcome),
        (Text::WeAsked, &content.we_asked),
        (Text::YouSaid, &content.you_said),
        (Text::WeDid, &content.we_did),
        (Text::Reasons, &content.reasons),
        (Text::DecidedBy, &content.decided_by),
    ];
    gaps.extend(required.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(which, _)| Gap::Text(which)));
    let decided_on = check_day(&content.decided_on, consultation, now);
    gaps.extend(decided_on.err().map(Gap::Day));
    let rulings: Vec<_> = asked.iter().filter_map(|about| check_ruling(content, asked, about, &mut gaps)).collect();
    if content.themes.is_empty() {
        gaps.push(Gap::NoTheme);
    }
    for (row, theme) in (1..).zip(&content.themes) {
        if theme.theme.trim().is_empty() {
            gaps.push(Gap::Theme(row));
        }
        if theme.weight_given.trim().is_empty() {
            gaps.push(Gap::Weighed(row));
        }
    }
    let mut promises = Vec::new();
    for (row, promise) in (1..).zip(&content.promises) {
        if promise.text.trim().is_empty() {
            gaps.push(Gap::Promise(row));
        }
        match day(&promise.due) {
            Some(due) if decided_on.is_ok_and(|decided| due < decided) => gaps.push(Gap::DueBefore(row)),
            Some(due) => promises.push((promise.text.clone(), due)),
            None => gaps.push(Gap::Due(row)),
        }
    }
    match decided_on {
        Ok(decided_on) if gaps.is_empty() => Ok(PublishableDecision {
            consultation: consultation.id,
            content: content.clone(),
            decided_on,
            rulings,
            promises,
        }),
        _ => Err(gaps),
    }
}

/// A decision that may be published. Nothing is returned when something is missing; what is missing is in `errors`.
pub fn check(
    consultation: &Consultation,
    content: &DecisionContent,
    asked: &[Finding],
    now: Time,
    errors: &mut FormErrors,
) -> Option<PublishableDecision> {
    check_lengths(content, asked, errors);
    errors.check_all(complete(consultation, content, asked, now)).filter(|_| errors.is_empty())
}
