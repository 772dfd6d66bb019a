//! What is typed about a consultation that was run elsewhere, in the form or in a row of a file, and what it means. Both
//! are held to the same rules.

use crate::branches::model::{Branch, BranchName};
use crate::clock;
use crate::consultations::earlier::RunElsewhere;
use crate::consultations::model::Consultation;
use crate::decisions::model::{Decision, DecisionContent};
use crate::folding;
use crate::ids::BranchId;
use crate::site::fields::{length, web_page};
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::overtaken::ReadField;
use crate::ui::prose;

/// Longest title and longest line.
const LINE_LONGEST: usize = 200;
/// Longest summary and longest sentence or two.
const SENTENCES_LONGEST: usize = 500;
/// Longest outcome.
const OUTCOME_LONGEST: usize = 2_000;
/// Longest text.
const TEXT_LONGEST: usize = 20_000;
/// The most people who can have answered.
const ANSWERS_MOST: i64 = 10_000_000;
/// The first year from which a consultation is entered: that of the first Public Libraries Act.
const FIRST_YEAR: i64 = 1850;

/// The fields of the form.
pub(super) const FIELDS: [&str; 16] = [
    "title",
    "summary",
    "background",
    "run_with",
    "opened",
    "closed",
    "answers",
    "link",
    "branch",
    "outcome",
    "decided_by",
    "decided_on",
    "you_said",
    "we_did",
    "reasons",
    "seen",
];

/// Everything typed.
#[derive(Clone, Debug, Default)]
pub(super) struct EarlierForm {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) background: String,
    pub(super) run_with: String,
    /// A day, as "2019-03-14".
    pub(super) opened: String,
    /// A day.
    pub(super) closed: String,
    /// A number.
    pub(super) answers: String,
    pub(super) link: String,
    /// Names of libraries in addresses.
    pub(super) branches: Vec<String>,
    pub(super) outcome: String,
    pub(super) decided_by: String,
    /// A day.
    pub(super) decided_on: String,
    pub(super) you_said: String,
    pub(super) we_did: String,
    pub(super) reasons: String,
    /// When what is being edited was last changed.
    pub(super) seen: i64,
}

/// One that was checked.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct EarlierText {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) background: String,
    pub(super) run_with: String,
    pub(super) answers: Option<i64>,
    pub(super) link: String,
    pub(super) opens_at: Option<Time>,
    pub(super) closes_at: Time,
    pub(super) branches: Vec<BranchId>,
    /// What was decided and on which day, if that is known.
    pub(super) outcome: Option<(DecisionContent, Time)>,
}

/// Libraries by name, those that are closed too: people were asked about them.
pub(super) fn names(branches: &[Branch]) -> Vec<BranchName> {
    let called = |branch: &Branch| match branch.about.year_closed {
        Some(year) => format!("{} (closed {year})", branch.about.name),
        None => branch.about.name.clone(),
    };
    branches.iter().map(|one| BranchName { id: one.id, slug: one.slug.clone(), name: called(one) }).collect()
}

impl EarlierForm {
    /// What was entered before.
    pub(super) fn of(
        consultation: &Consultation,
        own: &RunElsewhere,
        branches: Vec<String>,
        decision: Option<&Decision>,
    ) -> Self {
        let content = decision.map(|decision| decision.content.clone()).unwrap_or_default();
        Self {
            title: consultation.title.clone(),
            summary: consultation.summary.clone(),
            background: consultation.background.clone(),
            run_with: own.run_with.clone(),
            opened: consultation.dates.opens_at.map(clock::date_input).unwrap_or_default(),
            closed: consultation.dates.closes_at.map(clock::end_day).unwrap_or_default(),
            answers: own.answers.map(|answers| answers.to_string()).unwrap_or_default(),
            link: own.link.clone(),
            branches,
            outcome: content.outcome,
            decided_by: content.decided_by,
            decided_on: decision.and_then(|decision| decision.decided_on).map(clock::day).unwrap_or_default(),
            you_said: content.you_said,
            we_did: content.we_did,
            reasons: content.reasons,
            seen: consultation.updated_at.0,
        }
    }

    /// What a form sent.
    pub(super) fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        let paragraphs = |name: &str| fields.raw_text(name).trim_end().to_owned();
        Self {
            title: folding::visible(fields.text("title")),
            summary: text("summary"),
            background: paragraphs("background"),
            run_with: fields.line("run_with"),
            opened: text("opened"),
            closed: text("closed"),
            answers: text("answers"),
            link: text("link"),
            branches: fields.all("branch").map(str::to_owned).collect(),
            outcome: text("outcome"),
            decided_by: fields.line("decided_by"),
            decided_on: text("decided_on"),
            you_said: paragraphs("you_said"),
            we_did: paragraphs("we_did"),
            reasons: paragraphs("reasons"),
            seen: fields.number("seen").unwrap_or(0),
        }
    }

    /// Every field by its label, for whoever has to compare two of them.
    pub(super) fn read(&self, all: &[BranchName]) -> Vec<ReadField> {
        let about: Vec<&str> =
            all.iter().filter(|known| self.branches.contains(&known.slug)).map(|known| known.name.as_str()).collect();
        [
            ("Title", self.title.clone()),
            ("Summary", self.summary.clone()),
            ("What was asked, and why", self.background.clone()),
            ("How it was run", self.run_with.clone()),
            ("Opened", self.opened.clone()),
            ("Closed", self.closed.clone()),
            ("How many answered", self.answers.clone()),
            ("Where more of it can be read", self.link.clone()),
            ("Libraries", about.join("\n")),
            ("What was decided", self.outcome.clone()),
            ("Decided by", self.decided_by.clone()),
            ("Decided on", self.decided_on.clone()),
            ("What people said", self.you_said.clone()),
            ("What the service did", self.we_did.clone()),
            ("Why", self.reasons.clone()),
        ]
        .map(|(label, value)| (label.to_owned(), value))
        .into()
    }

    /// What it says, or what is wrong.
    pub(super) fn text(&self, all: &[BranchName], now: Time, errors: &mut FormErrors) -> Option<EarlierText> {
        let title = errors.check("title", length(&self.title, "what it was called", true, LINE_LONGEST));
        let summary = errors.check("summary", length(&self.summary, "what it was about", true, SENTENCES_LONGEST));
        let run_with = errors.check("run_with", length(&self.run_with, "how it was run", false, LINE_LONGEST));
        let background = self.prose("background", &self.background, "what was asked", errors);
        let answers = errors.check("answers", number(&self.answers));
        let link = errors.check("link", web_page(&self.link));
        let opened = self.past("opened", "it opened", &self.opened, now, errors);
        let closed = self.past("closed", "it closed", &self.closed, now, errors);
        if closed.is_none() && errors.of("closed").is_none() {
            errors.add("closed", "Enter the last day on which people could answer");
        }
        if closed.is_some_and(|closed| !clock::day_is_over(closed, now)) {
            errors.add("closed", "It closes today, so it is not over: enter it tomorrow");
        }
        if let (Some(opened), Some(closed)) = (opened, closed)
            && opened > closed
        {
            errors.add("closed", "It cannot have closed before it opened");
        }
        let mut about = Vec::new();
        for slug in &self.branches {
            match all.iter().find(|known| known.slug == *slug) {
                Some(known) if !about.contains(&known.id) => about.push(known.id),
                Some(_) => {}
                None => errors.add("branch", "One of the libraries is not in the list any more: choose again"),
            }
        }
        let outcome = self.outcome(closed, now, errors);
        let text = EarlierText {
            title: title?,
            summary: summary?,
            background: background?,
            run_with: run_with?,
            answers: answers?,
            link: link?,
            opens_at: opened,
            closes_at: end_of(closed?),
            branches: about,
            outcome: outcome?,
        };
        errors.is_empty().then_some(text)
    }

    /// What was decided, if that is known; nothing when something about it is wrong.
    fn outcome(
        &self,
        closed: Option<Time>,
        now: Time,
        errors: &mut FormErrors,
    ) -> Option<Option<(DecisionContent, Time)>> {
        let outcome = errors.check("outcome", length(&self.outcome, "what was decided", false, OUTCOME_LONGEST));
        let decided_by = errors.check("decided_by", length(&self.decided_by, "who decided", false, LINE_LONGEST));
        let decided_on = self.past("decided_on", "it was decided", &self.decided_on, now, errors);
        let you_said = self.prose("you_said", &self.you_said, "what people said", errors);
        let we_did = self.prose("we_did", &self.we_did, "what the service did", errors);
        let reasons = self.prose("reasons", &self.reasons, "why", errors);
        let content = DecisionContent {
            outcome: outcome?,
            decided_by: decided_by?,
            decided_on: self.decided_on.clone(),
            you_said: you_said?,
            we_did: we_did?,
            reasons: reasons?,
            ..DecisionContent::default()
        };
        if content == DecisionContent::default() {
            return errors.of("decided_on").is_none().then_some(None);
        }
        if content.outcome.trim().is_empty() {
            errors.add("outcome", "Say in a sentence what was decided, or leave everything about the decision empty");
        }
        match decided_on {
            Some(on) if closed.is_some_and(|closed| on < closed) => {
                errors.add("decided_on", "It cannot have been decided before it closed");
            }
            Some(on) if errors.of("outcome").is_none() => return Some(Some((content, on))),
            None if errors.of("decided_on").is_none() => errors.add(
                "decided_on",
                "Enter the day on which it was decided: that of the meeting, or the one on which it was published",
            ),
            _ => {}
        }
        None
    }

    fn prose(&self, field: &str, typed: &str, what: &'static str, errors: &mut FormErrors) -> Option<String> {
        errors.check(field, length(typed, what, false, TEXT_LONGEST))?;
        errors.check(field, prose::normalise(typed).map_err(|error| error.to_string()))
    }

    /// The start of a day that has come, if one was typed.
    fn past(&self, field: &str, what: &str, typed: &str, now: Time, errors: &mut FormErrors) -> Option<Time> {
        if typed.is_empty() {
            return None;
        }
        let year: i64 = typed.split('-').next().and_then(|year| year.parse().ok()).unwrap_or(0);
        match clock::moment(typed, "00:00") {
            Ok(at) if year >= FIRST_YEAR && at <= now => Some(at),
            Ok(at) if at > now => {
                errors.add(
                    field,
                    format!("The day on which {what} has not come yet: what is still to come is not entered here"),
                );
                None
            }
            Ok(_) => {
                errors.add(field, format!("Enter the day on which {what}, from {FIRST_YEAR} on"));
                None
            }
            Err(_) => {
                errors.add(field, format!("Enter the day on which {what} as year, month and day, like 2019-03-14"));
                None
            }
        }
    }
}

/// The moment at which a day is over.
pub(super) fn end_of(day: Time) -> Time {
    // Into the middle of the day after, so that the hour the clocks change never moves it.
    clock::start_of_day(day.plus(36 * Time::HOUR))
}

fn number(typed: &str) -> Result<Option<i64>, &'static str> {
    let plain: String = typed.chars().filter(|letter| !matches!(letter, ',' | ' ' | '\u{a0}')).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.parse().ok().filter(|number| digits && (0..=ANSWERS_MOST).contains(number));
    number.map(Some).ok_or("Enter how many answered as a whole number, like 412, or nothing")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Time {
        clock::moment("2026-11-29", "12:00").unwrap()
    }

    fn good() -> EarlierForm {
        EarlierForm {
            title: "Opening hours 2019".to_owned(),
            summary: "Whether to open later on Thursdays.".to_owned(),
            closed: "2019-03-14".to_owned(),
            ..EarlierForm::default()
        }
    }

    fn wrong(change: impl FnOnce(&mut EarlierForm)) -> String {
        let mut form = good();
        change(&mut form);
        let mut errors = FormErrors::none();
        let text = form.text(&[], now(), &mut errors);
        assert!(text.is_none() != errors.is_empty());
        errors.iter().map(|(field, words)| format!("{field}: {words}")).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_title_a_sentence_and_the_day_it_closed_are_enough() {
        let mut errors = FormErrors::none();
        let text = good().text(&[], now(), &mut errors).unwrap();
        assert_eq!(clock::machine(text.closes_at), "2019-03-15T00:00:00Z");
        assert!(text.outcome.is_none() && text.opens_at.is_none() && text.answers.is_none());
        assert_eq!(wrong(|_| {}), "");
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        let set = |field: fn(&mut EarlierForm) -> &mut String, value: &'static str| {
            wrong(|form| value.clone_into(field(form)))
        };
        for (said, begins) in [
            (set(|form| &mut form.title, " "), "title: Enter what it was called"),
            (set(|form| &mut form.summary, ""), "summary: Enter what it was about"),
            (set(|form| &mut form.closed, ""), "closed: Enter the last day"),
            (set(|form| &mut form.closed, "2019-02-30"), "closed: Enter the day on which it closed as year"),
            (set(|form| &mut form.closed, "1234-01-01"), "closed: Enter the day on which it closed, from 1850"),
            (set(|form| &mut form.closed, "2026-11-29"), "closed: It closes today"),
            (set(|form| &mut form.closed, "2027-01-01"), "closed: The day on which it closed has not come"),
            (set(|form| &mut form.opened, "2019-03-15"), "closed: It cannot have closed before it opened"),
            (set(|form| &mut form.answers, "about 400"), "answers: Enter how many"),
            (set(|form| &mut form.answers, "-3"), "answers: Enter how many"),
            (set(|form| &mut form.link, "javascript:alert(1)"), "link: Enter a whole address"),
            (set(|form| &mut form.link, "https://user:pw@council.example/"), "link: Enter a whole address"),
            (set(|form| &mut form.decided_on, "2019-05-01"), "outcome: Say in a sentence"),
            (set(|form| &mut form.we_did, "We did it."), "outcome: Say in a sentence"),
            (set(|form| &mut form.outcome, "Adopted."), "decided_on: Enter the day on which it was decided"),
        ] {
            assert!(said.starts_with(begins), "{said} / {begins}");
        }
        let early = wrong(|form| {
            form.outcome = "Adopted.".to_owned();
            form.decided_on = "2019-03-13".to_owned();
        });
        assert!(early.starts_with("decided_on: It cannot have been decided before it closed"), "{early}");
    }

    #[test]
    fn numbers_may_be_written_with_commas() {
        assert_eq!(number("1,412"), Ok(Some(1412)));
        assert_eq!(number(""), Ok(None));
        assert!(number("1.5").is_err() && number("99999999999999999999").is_err());
    }

    #[test]
    fn a_day_ends_at_midnight_whatever_the_clocks_do() {
        for (day, ends) in [
            ("2026-03-28", "2026-03-29T00:00:00Z"),
            ("2026-03-29", "2026-03-29T23:00:00Z"),
            ("2025-10-26", "2025-10-27T00:00:00Z"),
        ] {
            assert_eq!(clock::machine(end_of(clock::moment(day, "00:00").unwrap())), ends);
        }
    }
}
