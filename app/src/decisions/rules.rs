//! When a decision may be written, and what it has to say before it may be published.

use super::model::{Checked, Content, Outcome, Ruled, called, ending};
use crate::clock;
use crate::consultations::instrument::Finding;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::site::FormErrors;
use crate::site::fields::length;
use crate::time::Time;

/// Longest text of a part of the decision, in characters.
pub const TEXT_LONGEST: usize = 20_000;
/// Longest line, such as who decided or what a theme is, in characters.
pub const LINE_LONGEST: usize = 300;
/// Longest promise, weighing or summary, in characters.
pub const SENTENCES_LONGEST: usize = 2_000;
/// Most themes, and most promises, in one decision.
pub const ROWS_MOST: usize = 40;

/// Why no decision can be written now, in a sentence; none once the consultation is closed.
///
/// The first Gunning principle: a decision made while people are still being asked is no consultation.
pub fn too_early(consultation: &Consultation, now: Time) -> Option<&'static str> {
    match stage(&consultation.dates, now) {
        Stage::Closed | Stage::Decided => None,
        Stage::Draft | Stage::Upcoming => Some(
            "This consultation has not begun, so there is nothing to decide yet. You can record the decision once it has closed.",
        ),
        Stage::Open => Some("People can still answer. The decision can be recorded once the consultation has closed."),
        Stage::Withdrawn => Some("This consultation was withdrawn, so nothing is decided on it."),
    }
}

/// What holds for a draft too: nothing longer than fits.
pub fn check_lengths(content: &Content, asked: &[Finding], errors: &mut FormErrors) {
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

fn check_day(typed: &str, consultation: &Consultation, now: Time) -> Result<Time, String> {
    if typed.is_empty() {
        return Err("Enter the day it was decided".to_owned());
    }
    let decided = day(typed).ok_or("Enter a real date for the day it was decided")?;
    let closed = consultation.dates.closes_at.unwrap_or(now);
    if decided < clock::start_of_day(closed) {
        return Err(format!(
            "The consultation closed on {}: the decision cannot have been made before that",
            clock::end_date_time(closed)
        ));
    }
    if decided > now {
        return Err("The day it was decided is in the future: record the decision once it is made".to_owned());
    }
    Ok(decided)
}

/// What was decided about one thing that was asked, with the version adopted if it was put in versions.
fn check_ruling(content: &Content, asked: &[Finding], about: &Finding, errors: &mut FormErrors) -> Option<Ruled> {
    let (name, ending) = (called(about, asked), ending(about));
    let ruling = content.rulings.iter().find(|ruling| ruling.is_about(about));
    let ruled = |outcome, version| Some(Ruled { kind: about.key.to_owned(), number: about.number, outcome, version });
    if !about.adoptable {
        if ruling.is_none_or(|ruling| ruling.changes.trim().is_empty()) {
            errors.add(
                format!("changes-{ending}"),
                format!("Say what was made of {name}: people answered, and want to know"),
            );
            return None;
        }
        return ruled(Outcome::Considered, None);
    }
    let Some((ruling, outcome)) = ruling.and_then(|ruling| Some((ruling, ruling.outcome?))) else {
        errors.add(format!("outcome-{ending}"), format!("Say what was decided about {name}"));
        return None;
    };
    if outcome == Outcome::AdoptedWithChanges && ruling.changes.trim().is_empty() {
        errors.add(
            format!("changes-{ending}"),
            if about.put.is_empty() {
                format!("Say what changes in the outcome of {name}: people must be able to see how it differs from what they chose")
            } else {
                format!("Say what changes in {name}: people must be able to see how it differs from what they were asked")
            },
        );
    }
    if !outcome.adopts() || about.put.is_empty() {
        return ruled(outcome, None);
    }
    // What was never put to residents cannot be adopted in their name.
    if let Some(put) = about.put.iter().find(|put| Some(put.version) == ruling.version) {
        return ruled(outcome, Some(put.version));
    }
    let sentence = if ruling.version.is_some() {
        format!(
            "That version of {name} was not put to residents while they could answer: choose one that was, or ask people again"
        )
    } else {
        format!("Choose which version of {name} was adopted")
    };
    errors.add(format!("version-{ending}"), sentence);
    None
}

/// Everything a decision has to say before it may be published.
///
/// # Errors
/// Nothing is returned when something is missing; what is missing is in `errors`.
pub fn check(
    consultation: &Consultation,
    content: &Content,
    asked: &[Finding],
    now: Time,
    errors: &mut FormErrors,
) -> Option<Checked> {
    if let Some(sentence) = too_early(consultation, now) {
        errors.add("form", sentence);
    }
    check_lengths(content, asked, errors);
    let required = [
        ("outcome", &content.outcome, "Say in a sentence or two what was decided"),
        ("we-asked", &content.we_asked, "Say what you asked people"),
        ("you-said", &content.you_said, "Say what people told you, including those who disagreed"),
        ("we-did", &content.we_did, "Say what you did about it"),
        ("reasons", &content.reasons, "Give the reasons for the decision"),
        ("decided-by", &content.decided_by, "Say who decided: the body, or the person in office"),
    ];
    for (field, text, sentence) in required {
        if text.trim().is_empty() {
            errors.add(field, sentence);
        }
    }
    let decided_on = errors.check("decided-on", check_day(&content.decided_on, consultation, now));
    let rulings: Vec<_> = asked.iter().filter_map(|about| check_ruling(content, asked, about, errors)).collect();
    if content.themes.is_empty() {
        errors.add("theme-1", "Name at least one theme in what people said, and how it was weighed");
    }
    for (index, theme) in content.themes.iter().enumerate() {
        let row = index + 1;
        if theme.theme.trim().is_empty() {
            errors.add(format!("theme-{row}"), "Say what the theme is, or empty the whole row");
        }
        if theme.weight_given.trim().is_empty() {
            errors.add(format!("weighed-{row}"), "Say how this theme was weighed, even if it changed nothing");
        }
    }
    let mut promises = Vec::new();
    for (index, promise) in content.promises.iter().enumerate() {
        let row = index + 1;
        if promise.text.trim().is_empty() {
            errors.add(format!("promise-{row}"), "Say what is promised, or empty the whole row");
        }
        match day(&promise.due) {
            Some(due) if decided_on.is_some_and(|decided| due < decided) => {
                errors
                    .add(format!("due-{row}"), "The promise is due before the decision was made: choose a later date");
            }
            Some(due) => promises.push((promise.text.clone(), due)),
            None => {
                errors.add(format!("due-{row}"), "Say by when, as a date: a promise without a date cannot be checked")
            }
        }
    }
    let decided_on = decided_on.filter(|_| errors.is_empty())?;
    Some(Checked { consultation: consultation.id, content: content.clone(), decided_on, rulings, promises })
}
