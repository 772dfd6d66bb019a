//! The form in which staff write a consultation: what is typed, and what it means.

use super::rules::EditingScope;
use super::store::ConsultationText;
use crate::branches::model::BranchName;
use crate::clock::{self, DateError};
use crate::consultations::checks::USUAL_DAYS;
use crate::consultations::model::{Consultation, Level, Showing};
use crate::folding;
use crate::ids::BranchId;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::overtaken::ReadField;

/// Longest name in addresses.
const SLUG_LONGEST: usize = 80;
/// Words that stand where a name would in the staff's addresses.
const RESERVED: [&str; 2] = ["new", "import"];

/// Everything typed in the form.
#[derive(Clone, Debug, Default)]
pub struct ConsultationForm {
    /// What it is called.
    pub title: String,
    /// Its name in addresses; empty to make one from the title.
    pub slug: String,
    /// One or two sentences.
    pub summary: String,
    /// Why the service asks.
    pub background: String,
    /// The word of a level.
    pub level: String,
    /// `hidden` or `live`.
    pub results: String,
    /// Names of branches in addresses.
    pub branches: Vec<String>,
    /// Dates and times as typed.
    pub opens: (String, String),
    /// Dates and times as typed.
    pub closes: (String, String),
    /// A date as typed.
    pub decision_due: String,
    /// What the public is told about the change, once published.
    pub change: String,
    /// When what is being edited was last changed.
    pub seen: i64,
}

fn date_and_time(at: Option<Time>) -> (String, String) {
    at.map(|at| (clock::date_input(at), clock::time_input(at))).unwrap_or_default()
}

impl ConsultationForm {
    /// A new consultation: opens in a fortnight, for twelve weeks, decided six weeks later. All of it can be
    /// changed; having it filled in makes the usual the easy thing.
    pub fn usual(now: Time) -> Self {
        let opens = now.plus(14 * Time::DAY);
        let closes = opens.plus(USUAL_DAYS * Time::DAY);
        Self {
            results: Showing::Hidden.word().to_owned(),
            opens: (clock::date_input(opens), "09:00".to_owned()),
            closes: (clock::date_input(closes), "17:00".to_owned()),
            decision_due: clock::date_input(closes.plus(42 * Time::DAY)),
            ..Self::default()
        }
    }

    /// What was written before.
    pub fn of(consultation: &Consultation, branches: Vec<String>) -> Self {
        Self {
            title: consultation.title.clone(),
            slug: consultation.slug.clone(),
            summary: consultation.summary.clone(),
            background: consultation.background.clone(),
            level: consultation.level.word().to_owned(),
            results: consultation.results.word().to_owned(),
            branches,
            opens: date_and_time(consultation.dates.opens_at),
            closes: date_and_time(consultation.dates.closes_at.map(clock::last_minute)),
            decision_due: consultation.dates.decision_due_at.map(clock::end_day).unwrap_or_default(),
            change: String::new(),
            seen: consultation.updated_at.0,
        }
    }

    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            title: fields.line("title"),
            slug: text("slug"),
            summary: text("summary"),
            background: fields.raw_text("background").trim_end().to_owned(),
            level: text("level"),
            results: text("results"),
            branches: fields.all("branch").map(str::to_owned).collect(),
            opens: (text("opens_date"), text("opens_time")),
            closes: (text("closes_date"), text("closes_time")),
            decision_due: text("decision_due"),
            change: text("change"),
            seen: fields.number("seen").unwrap_or(0),
        }
    }

    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self, scope: EditingScope, branches: &[BranchName]) -> Vec<ReadField> {
        let about: Vec<&str> = branches
            .iter()
            .filter(|branch| self.branches.contains(&branch.slug))
            .map(|branch| branch.name.as_str())
            .collect();
        let moment = |(date, time): &(String, String)| format!("{date} {time}");
        let mut all = Vec::new();
        let mut add = |label: &str, value: String| all.push((label.to_owned(), value));
        if scope != EditingScope::DecisionDue {
            add("Title", self.title.clone());
            add("Summary", self.summary.clone());
            add("Why you are asking", self.background.clone());
            add("Libraries", about.join("\n"));
        }
        if scope == EditingScope::Everything {
            add("Address", self.slug.clone());
            add(
                "Your promise to the public",
                level(&self.level).map_or(self.level.clone(), |level| level.title().to_owned()),
            );
            add("Opens", moment(&self.opens));
            add("Closes", moment(&self.closes));
            add("Vote counts while it is open", self.results.clone());
        }
        add("Decision due by", self.decision_due.clone());
        all
    }

    /// What a draft says, or what is wrong. The name in addresses is empty when it is to be made from the title.
    pub fn draft(&self, fields: &Fields, branches: &[BranchName], errors: &mut FormErrors) -> Option<ConsultationText> {
        fields.expect_only(
            &[
                "title",
                "slug",
                "summary",
                "background",
                "level",
                "results",
                "branch",
                "opens_date",
                "opens_time",
                "closes_date",
                "closes_time",
                "decision_due",
                "seen",
            ],
            errors,
        );
        let title = errors.check("title", length(&self.title, "a title", true, 200));
        let slug = errors.check("slug", slug(&self.slug));
        let summary = errors.check("summary", length(&self.summary, "a summary", false, 500));
        let background = errors.check("background", length(&self.background, "the background", false, 20_000));
        let level = errors.check("level", level(&self.level));
        let results = errors.check(
            "results",
            Showing::try_from(self.results.clone()).map_err(|_| "Choose whether counts are hidden or shown"),
        );
        let about = self.about(branches, errors);
        let opens_at = date_time("opens", "opening", &self.opens, errors);
        let closes_at = date_time("closes", "closing", &self.closes, errors);
        if let (Some(opens), Some(closes)) = (opens_at, closes_at)
            && closes <= opens
        {
            errors.add("closes_date", "Choose a closing date and time after the opening");
        }
        let decision_due_at = self.decision(closes_at, errors);
        let words = ConsultationText {
            slug: slug?,
            title: title?,
            summary: summary?,
            background: background?,
            level: level?,
            results: results?,
            opens_at,
            closes_at,
            decision_due_at,
            branches: about,
        };
        errors.is_empty().then_some(words)
    }

    /// What a published consultation would say after the change, and what the public is told about it.
    pub fn published(
        &self,
        fields: &Fields,
        was: &Consultation,
        was_about: &[BranchId],
        branches: &[BranchName],
        scope: EditingScope,
        errors: &mut FormErrors,
    ) -> Option<(ConsultationText, String)> {
        let known: &[&str] = match scope {
            EditingScope::DecisionDue => &["decision_due", "change", "seen"],
            _ => &["title", "summary", "background", "branch", "decision_due", "change", "seen"],
        };
        fields.expect_only(known, errors);
        let mut words = ConsultationText {
            slug: was.slug.clone(),
            title: was.title.clone(),
            summary: was.summary.clone(),
            background: was.background.clone(),
            level: was.level,
            results: was.results,
            opens_at: was.dates.opens_at,
            closes_at: was.dates.closes_at,
            decision_due_at: None,
            branches: was_about.to_vec(),
        };
        if scope != EditingScope::DecisionDue {
            words.title = errors.check("title", length(&self.title, "a title", true, 200)).unwrap_or_default();
            words.summary = errors.check("summary", length(&self.summary, "a summary", true, 500)).unwrap_or_default();
            words.background = errors
                .check("background", length(&self.background, "the background", true, 20_000))
                .unwrap_or_default();
            words.branches = self.about(branches, errors);
        }
        words.decision_due_at = self.decision(was.dates.closes_at, errors);
        let what = "what changes and why, in a sentence";
        let change = errors.check("change", length(&self.change, what, true, 500));
        errors.is_empty().then_some(())?;
        Some((words, change?))
    }

    fn about(&self, branches: &[BranchName], errors: &mut FormErrors) -> Vec<BranchId> {
        let mut about: Vec<BranchId> = Vec::new();
        for slug in &self.branches {
            match branches.iter().find(|known| known.slug == *slug) {
                Some(branch) if !about.contains(&branch.id) => about.push(branch.id),
                Some(_) => {}
                None => errors.add("branch", "One of the libraries is not in the list any more: choose again"),
            }
        }
        about
    }

    /// The end of the day on which the decision is due.
    fn decision(&self, closes: Option<Time>, errors: &mut FormErrors) -> Option<Time> {
        if self.decision_due.is_empty() {
            return None;
        }
        let due =
            errors.check("decision_due", clock::moment(&self.decision_due, "23:59").map_err(|_| a_date("decision")))?;
        if closes.is_some_and(|closes| due <= closes || clock::day(due) == clock::end_day(closes)) {
            errors.add("decision_due", "Choose a date for the decision after the closing date, so that there is time to weigh what people said");
        }
        Some(due)
    }
}

fn a_date(what: &str) -> String {
    format!("Enter the {what} date as year, month and day, like 2026-04-13")
}

/// A typed date and time; nothing when both are empty.
pub fn date_time(name: &str, what: &str, typed: &(String, String), errors: &mut FormErrors) -> Option<Time> {
    let (date, time) = (typed.0.as_str(), typed.1.as_str());
    let (date_field, time_field) = (format!("{name}_date"), format!("{name}_time"));
    match (date.is_empty(), time.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            errors.add(date_field, a_date(what));
            return None;
        }
        (false, true) => {
            errors.add(time_field, format!("Enter the {what} time too, like 17:00"));
            return None;
        }
        (false, false) => {}
    }
    match clock::moment(date, time) {
        Ok(at) if (2000..3000).contains(&year(date)) => Some(at),
        Ok(_) | Err(DateError::Date) => {
            errors.add(date_field, a_date(what));
            None
        }
        Err(DateError::Time) => {
            errors.add(time_field, format!("Enter the {what} time as hours and minutes, like 17:00"));
            None
        }
        Err(DateError::Skipped) => {
            errors.add(
                time_field,
                "The clocks go forward in that hour, so this time does not exist on that day: choose an hour earlier or later",
            );
            None
        }
    }
}

fn year(date: &str) -> i64 {
    date.split('-').next().and_then(|year| year.parse().ok()).unwrap_or(0)
}

fn level(word: &str) -> Result<Level, &'static str> {
    Level::try_from(word.to_owned()).map_err(|_| "Choose what you promise")
}

fn slug(typed: &str) -> Result<String, String> {
    if typed.is_empty() {
        return Ok(String::new());
    }
    let fits = typed.len() <= SLUG_LONGEST
        && typed.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !typed.starts_with('-')
        && !typed.ends_with('-');
    if !fits {
        return Err(format!(
            "Use small letters, digits and single hyphens in the address, at most {SLUG_LONGEST}, like millbrook-hours"
        ));
    }
    if RESERVED.contains(&typed) {
        return Err(format!("“{typed}” has a meaning of its own in addresses: choose another"));
    }
    Ok(typed.to_owned())
}

/// A name for addresses made from a title: its letters and digits, joined by hyphens, cut between words.
pub fn slug_of(title: &str) -> String {
    let mut made = String::new();
    for word in folding::slug(title).split('-').filter(|word| !word.is_empty()) {
        if !made.is_empty() && made.len() + word.len() >= 60 {
            break;
        }
        if !made.is_empty() {
            made.push('-');
        }
        made.push_str(&word[..word.len().min(60)]);
    }
    if made.is_empty() || RESERVED.contains(&made.as_str()) {
        format!("consultation{}{made}", if made.is_empty() { "" } else { "-" })
    } else {
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_from_the_title() {
        assert_eq!(slug_of("Millbrook’s opening hours: what next?"), "millbrooks-opening-hours-what-next");
        assert_eq!(slug_of("Llyfrgell Tŷ Mawr"), "llyfrgell-ty-mawr");
        assert_eq!(slug_of("Łódź & Østby: straße"), "lodz-and-ostby-strasse");
        assert_eq!(slug_of("图书馆"), "consultation");
        assert_eq!(slug_of("New"), "consultation-new");
        let long = slug_of(&"a very long title about everything ".repeat(10));
        assert!(long.len() <= 60 && !long.ends_with('-'), "{long}");
    }

    #[test]
    fn a_typed_address_must_be_plain() {
        assert!(slug("millbrook-hours").is_ok());
        for wrong in ["Millbrook", "a b", "-a", "a-", "tŷ", "a/b", "new"] {
            assert!(slug(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_the_clocks_skip_is_explained() {
        let mut errors = FormErrors::none();
        let typed = ("2026-03-29".to_owned(), "01:30".to_owned());
        assert_eq!(date_time("closes", "closing", &typed, &mut errors), None);
        assert!(errors.of("closes_time").unwrap().contains("clocks go forward"));
    }
}
