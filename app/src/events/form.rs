//! The form in which staff write an event: what is typed, and what it means.

use super::model::{AccessHelp, Event, EventKind};
use super::rules::LONGEST;
use super::store::EventText;
use crate::branches::model::BranchName;
use crate::clock;
use crate::consultations::editing::form::date_time;
use crate::consultations::model::ListedConsultation;
use crate::folding;
use crate::ids::{BranchId, ConsultationId};
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::overtaken::ReadField;
use crate::ui::prose;

/// Longest line, in characters.
const LINE_LONGEST: usize = 200;
/// Longest few sentences, in characters.
const NOTES_LONGEST: usize = 1_000;
/// Longest text, in characters.
const TEXT_LONGEST: usize = 5_000;

const FIELDS: [&str; 17] = [
    "title",
    "kind",
    "consultation",
    "library",
    "place",
    "address",
    "starts_date",
    "starts_time",
    "ends_date",
    "ends_time",
    "about",
    "access",
    "access_notes",
    "audience",
    "booking",
    "seen",
    "like",
];

/// What an event may be about, and where it may be.
pub struct EventChoices {
    /// Consultations by number, name in addresses and title.
    pub consultations: Vec<(ConsultationId, String, String)>,
    /// Libraries.
    pub libraries: Vec<BranchName>,
}

impl EventChoices {
    /// What is under way and open, with what an event has already.
    pub fn new(under_way: Vec<ListedConsultation>, mut libraries: Vec<BranchName>, event: Option<&Event>) -> Self {
        let mut consultations: Vec<_> = under_way.into_iter().map(|one| (one.id, one.slug, one.title)).collect();
        if let Some(event) = event {
            let own = (event.consultation_id, event.consultation_slug.clone(), event.consultation_title.clone());
            if let (Some(id), Some(slug), Some(title)) = own
                && consultations.iter().all(|known| known.0 != id)
            {
                consultations.push((id, slug, title));
            }
            let own = (event.branch_id, event.branch_slug.clone(), event.branch_name.clone());
            if let (Some(id), Some(slug), Some(name)) = own
                && libraries.iter().all(|known| known.id != id)
            {
                libraries.push(BranchName { id, slug, name });
            }
        }
        Self { consultations, libraries }
    }

    fn consultation(&self, slug: &str) -> Option<ConsultationId> {
        self.consultations.iter().find(|known| known.1 == slug).map(|known| known.0)
    }

    fn library(&self, slug: &str) -> Option<BranchId> {
        self.libraries.iter().find(|known| known.slug == slug).map(|known| known.id)
    }
}

/// Everything typed in the form.
#[derive(Clone, Debug, Default)]
pub struct EventForm {
    /// What it is called.
    pub title: String,
    /// The word of a kind.
    pub kind: String,
    /// A consultation's name in addresses.
    pub consultation: String,
    /// A library's name in addresses; empty for somewhere else.
    pub library: String,
    /// The room, or the place that is no library.
    pub place: String,
    /// Where such a place is.
    pub address: String,
    /// When it begins: a date and a time as typed.
    pub starts: (String, String),
    /// When it ends: a date, which may be empty for the same day, and a time.
    pub ends: (String, String),
    /// What happens.
    pub about: String,
    /// Words of what makes it reachable.
    pub access: Vec<String>,
    /// What else people should know.
    pub access_notes: String,
    /// For whom it is.
    pub audience: String,
    /// How to book, or whom to ask.
    pub booking: String,
    /// When what is being edited was last changed.
    pub seen: i64,
}

impl EventForm {
    /// What was written before.
    pub fn of(event: &Event) -> Self {
        let (from, to) = (event.starts_at, clock::last_minute(event.ends_at));
        let same_day = clock::day(from) == clock::day(to);
        Self {
            starts: (clock::date_input(from), clock::time_input(from)),
            ends: (if same_day { String::new() } else { clock::date_input(to) }, clock::time_input(to)),
            seen: event.updated_at.0,
            ..Self::like(event)
        }
    }

    /// The same event on another day: everything but the dates. The times of day stay, because they mostly do.
    pub fn like(event: &Event) -> Self {
        Self {
            title: event.title.clone(),
            kind: event.kind.word().to_owned(),
            consultation: event.consultation_slug.clone().unwrap_or_default(),
            library: event.branch_slug.clone().unwrap_or_default(),
            place: event.place.clone(),
            address: event.address.clone(),
            starts: (String::new(), clock::time_input(event.starts_at)),
            ends: (String::new(), clock::time_input(clock::last_minute(event.ends_at))),
            about: event.about.clone(),
            access: event.helps().map(|help| help.word().to_owned()).collect(),
            access_notes: event.access_notes.clone(),
            audience: event.audience.clone(),
            booking: event.booking.clone(),
            seen: 0,
        }
    }

    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            // A title that differs by what cannot be seen looks the same in every list.
            title: folding::visible(fields.text("title")),
            kind: text("kind"),
            consultation: text("consultation"),
            library: text("library"),
            place: fields.line("place"),
            address: fields.line("address"),
            starts: (text("starts_date"), text("starts_time")),
            ends: (text("ends_date"), text("ends_time")),
            about: fields.raw_text("about").trim_end().to_owned(),
            access: fields.all("access").map(str::to_owned).collect(),
            access_notes: text("access_notes"),
            audience: fields.line("audience"),
            booking: text("booking"),
            seen: fields.number("seen").unwrap_or(0),
        }
    }

    /// Every field by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self, choices: &EventChoices) -> Vec<ReadField> {
        let consultation = choices.consultations.iter().find(|known| known.1 == self.consultation);
        let library = choices.libraries.iter().find(|known| known.slug == self.library);
        let kind = match EventKind::from_word(&self.kind) {
            Some(kind) => kind.title().to_owned(),
            None => self.kind.clone(),
        };
        let helps: Vec<&str> =
            self.access.iter().filter_map(|word| AccessHelp::from_word(word)).map(AccessHelp::title).collect();
        let moment = |(date, time): &(String, String)| format!("{date} {time}").trim().to_owned();
        [
            ("Title", self.title.clone()),
            ("Kind", kind),
            ("About", consultation.map(|known| known.2.clone()).unwrap_or_default()),
            ("Library", library.map(|known| known.name.clone()).unwrap_or_default()),
            ("Room or place", self.place.clone()),
            ("Address", self.address.clone()),
            ("Begins", moment(&self.starts)),
            ("Ends", moment(&self.ends)),
            ("What happens", self.about.clone()),
            ("Getting in and taking part", helps.join("\n")),
            ("More about access", self.access_notes.clone()),
            ("For whom", self.audience.clone()),
            ("Booking and questions", self.booking.clone()),
        ]
        .map(|(label, value)| (label.to_owned(), value))
        .into()
    }

    /// What the form says, or what is wrong.
    pub fn text(&self, fields: &Fields, choices: &EventChoices, errors: &mut FormErrors) -> Option<EventText> {
        fields.expect_only(&FIELDS, errors);
        errors.check("title", length(&self.title, "a title", true, LINE_LONGEST));
        let kind = errors.check("kind", EventKind::from_word(&self.kind).ok_or("Choose what kind of event it is"));
        let lines = [
            ("place", "the place", &self.place),
            ("address", "the address", &self.address),
            ("audience", "for whom it is", &self.audience),
        ];
        for (field, what, typed) in lines {
            errors.check(field, length(typed, what, false, LINE_LONGEST));
        }
        errors.check("access_notes", length(&self.access_notes, "what you say about access", false, NOTES_LONGEST));
        errors.check("booking", length(&self.booking, "what you say about booking", false, NOTES_LONGEST));
        errors.check("about", length(&self.about, "what happens", false, TEXT_LONGEST));
        let about = errors.check("about", prose::normalise(&self.about).map_err(|error| error.to_string()));
        let consultation = choices.consultation(&self.consultation);
        if consultation.is_none() && !self.consultation.is_empty() {
            errors.add("consultation", "That consultation is not in the list any more: choose again");
        }
        let library = choices.library(&self.library);
        if library.is_none() && !self.library.is_empty() {
            errors.add("library", "That library is not in the list any more: choose again");
        }
        let helps: Vec<AccessHelp> = self.access.iter().filter_map(|word| AccessHelp::from_word(word)).collect();
        if helps.len() != self.access.len() {
            errors.add("access", "Choose from what is in the list");
        }
        let ticked: Vec<&str> =
            AccessHelp::ALL.into_iter().filter(|help| helps.contains(help)).map(AccessHelp::word).collect();
        let (starts_at, ends_at) = self.moments(errors)?;
        let text = EventText {
            title: self.title.clone(),
            kind: kind?,
            consultation,
            library,
            place: self.place.clone(),
            // A library's own address is known, and follows when it moves.
            address: if library.is_some() { String::new() } else { self.address.clone() },
            starts_at,
            ends_at,
            about: about?,
            access: ticked.join(" "),
            access_notes: self.access_notes.clone(),
            audience: self.audience.clone(),
            booking: self.booking.clone(),
        };
        errors.is_empty().then_some(text)
    }

    /// When it begins and ends. Without a day of its own it ends on the day on which it begins; 00:00 is then the midnight
    /// at the end of that day.
    fn moments(&self, errors: &mut FormErrors) -> Option<(Time, Time)> {
        if self.starts.0.is_empty() && self.starts.1.is_empty() {
            errors.add("starts_date", "Enter the day on which it begins");
        }
        let starts = date_time("starts", "beginning", &self.starts, errors);
        if self.ends.1.is_empty() {
            errors.add("ends_time", "Enter when it ends, like 16:00");
            return None;
        }
        let starts = starts?;
        let same_day = self.ends.0.is_empty();
        let date = if same_day { self.starts.0.clone() } else { self.ends.0.clone() };
        let ends = date_time("ends", "ending", &(date, self.ends.1.clone()), errors)?;
        let midnight = same_day && ends == clock::start_of_day(ends) && ends <= starts;
        // Into the middle of the day after, so that the hour the clocks change never moves it.
        let ends = if midnight { clock::start_of_day(ends.plus(36 * Time::HOUR)) } else { ends };
        if ends <= starts {
            let field = if same_day { "ends_time" } else { "ends_date" };
            errors.add(field, "Choose an end after the beginning; if it ends on another day, enter that day too");
            return None;
        }
        if ends.0 - starts.0 > LONGEST {
            errors.add(
                "ends_date",
                "An event may go on for 14 days at most: for several dates, make the same one again on each day",
            );
            return None;
        }
        Some((starts, ends))
    }
}

/// What a name in addresses begins with: the letters and digits of the title, joined by hyphens, cut between words.
pub fn stem_of(title: &str) -> String {
    let mut made = String::new();
    for word in folding::slug(title).split('-').filter(|word| !word.is_empty()) {
        if !made.is_empty() && made.len() + word.len() >= 60 {
            break;
        }
        if !made.is_empty() {
            made.push('-');
        }
        // All of it is plain letters and digits.
        made.push_str(word.get(..60).unwrap_or(word));
    }
    match made.as_str() {
        "" => "event".to_owned(),
        // It stands where a name would in the staff's addresses.
        "new" => "event-new".to_owned(),
        _ => made,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(starts: (&str, &str), ends: (&str, &str)) -> Result<String, String> {
        let pair = |(date, time): (&str, &str)| (date.to_owned(), time.to_owned());
        let form = EventForm { starts: pair(starts), ends: pair(ends), ..EventForm::default() };
        let mut errors = FormErrors::none();
        match form.moments(&mut errors) {
            Some((_, ends)) => Ok(clock::machine(ends)),
            None => Err(errors.iter().map(|(field, words)| format!("{field}: {words}")).collect::<Vec<_>>().join("; ")),
        }
    }

    #[test]
    fn an_event_ends_on_its_day_unless_another_is_given() {
        assert_eq!(ends(("2026-12-03", "14:00"), ("", "16:00")).unwrap(), "2026-12-03T16:00:00Z");
        assert_eq!(ends(("2026-12-03", "19:00"), ("", "00:00")).unwrap(), "2026-12-04T00:00:00Z");
        assert_eq!(ends(("2026-12-03", "14:00"), ("2026-12-05", "12:00")).unwrap(), "2026-12-05T12:00:00Z");
        // The day on which the clocks go back has 25 hours, and the one on which they go forward 23.
        assert_eq!(ends(("2026-10-25", "19:00"), ("", "00:00")).unwrap(), "2026-10-26T00:00:00Z");
        assert_eq!(ends(("2026-03-29", "19:00"), ("", "00:00")).unwrap(), "2026-03-29T23:00:00Z");
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        for (from, to, says) in [
            (("", ""), ("", "16:00"), "starts_date: Enter the day"),
            (("2026-12-03", ""), ("", "16:00"), "starts_time: Enter the beginning time too"),
            (("2026-12-03", "14:00"), ("", ""), "ends_time: Enter when it ends"),
            (("2026-12-03", "14:00"), ("", "14:00"), "ends_time: Choose an end after"),
            (("2026-12-03", "14:00"), ("2026-12-02", "16:00"), "ends_date: Choose an end after"),
            (("2026-12-03", "14:00"), ("2026-12-18", "14:00"), "ends_date: An event may go on for 14 days"),
            (("2026-02-31", "14:00"), ("", "16:00"), "starts_date: Enter the beginning date"),
            (("2026-03-29", "01:30"), ("", "16:00"), "starts_time: The clocks go forward"),
            (("2026-03-29", "00:30"), ("", "01:00"), "ends_time: The clocks go forward"),
            (("12/03/2026", "2pm"), ("", "4pm"), "starts_date: "),
        ] {
            let said = ends(from, to).unwrap_err();
            assert!(said.starts_with(says), "{from:?} {to:?}: {said}");
        }
    }

    #[test]
    fn an_address_is_made_from_the_title() {
        assert_eq!(stem_of("Story time & tea"), "story-time-and-tea");
        assert_eq!(stem_of("مكتبة"), "event");
        assert_eq!(stem_of("New"), "event-new");
        assert!(stem_of(&"a very long title about everything ".repeat(10)).len() <= 60);
        assert!(stem_of(&"w".repeat(300)).len() <= 60);
    }
}
