//! Calendars as every program for calendars reads them: iCalendar (RFC 5545). We write the few lines that an event needs
//! ourselves: what is hard about the format is reading it and what repeats, and we do neither.
//!
//! Times are UTC. An event here is one moment, not "every Thursday at two", so its time in UTC says all there is to say, and
//! whoever reads it shows it by the clocks on their own wall. A table of when London's clocks change would have to be sent
//! with every calendar, and be right for years to come.

use crate::clock;
use crate::time::Time;

/// The most octets in a line before it goes on in the next.
const LINE: usize = 75;

/// A calendar being written.
pub(super) struct CalendarOut(String);

/// An event as a calendar has it.
pub(super) struct CalendarEvent<'a> {
    /// Its name for ever.
    pub(super) uid: String,
    /// How often it was changed.
    pub(super) sequence: i64,
    /// When it was last changed.
    pub(super) changed: Time,
    /// When it begins.
    pub(super) starts: Time,
    /// When it ends.
    pub(super) ends: Time,
    /// What it is called.
    pub(super) title: &'a str,
    /// Where it is, in one line.
    pub(super) place: String,
    /// What it is about.
    pub(super) description: String,
    /// Its page.
    pub(super) url: String,
    /// What sort of occasion it is.
    pub(super) category: &'a str,
    /// Whether it does not take place.
    pub(super) cancelled: bool,
}

/// "20261203T140000Z".
fn stamp(time: Time) -> String {
    // Of "2026-12-03T14:00:00Z".
    clock::machine(time).chars().filter(|letter| !matches!(letter, '-' | ':')).collect()
}

/// A text as the format writes it. What no reader shows stands as the mark for what cannot be read.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => {
                written.push('\\');
                written.push(letter);
            }
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => written.push_str("\\n"),
            '\t' => written.push(' '),
            control if control.is_control() => written.push(char::REPLACEMENT_CHARACTER),
            other => written.push(other),
        }
    }
    written
}

impl CalendarOut {
    /// Begins a calendar of this name.
    pub(super) fn begin(name: &str) -> Self {
        let mut calendar = Self(String::new());
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//Soundings//Events//EN");
        calendar.line("CALSCALE", "GREGORIAN");
        // The first is the standard's (RFC 7986), the second what most programs read.
        calendar.line("NAME", &escaped(name));
        calendar.line("X-WR-CALNAME", &escaped(name));
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
        calendar
    }

    /// One line, which goes on in the next where it is too long: never within a letter, since some readers take each line
    /// for a text of its own.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds an event.
    pub(super) fn event(&mut self, event: &CalendarEvent<'_>) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", &escaped(&event.uid));
        // In a calendar that nobody is invited by, this is when what it says was last changed; so the same calendar is
        // the same file, however often it is asked for.
        self.line("DTSTAMP", &stamp(event.changed));
        self.line("LAST-MODIFIED", &stamp(event.changed));
        self.line("SEQUENCE", &event.sequence.to_string());
        self.line("DTSTART", &stamp(event.starts));
        self.line("DTEND", &stamp(event.ends));
        self.line("SUMMARY", &escaped(event.title));
        if !event.place.is_empty() {
            self.line("LOCATION", &escaped(&event.place));
        }
        if !event.description.is_empty() {
            self.line("DESCRIPTION", &escaped(&event.description));
        }
        self.line("URL", &event.url);
        self.line("CATEGORIES", &escaped(event.category));
        self.line("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        // Nobody is busy because the library has a story time.
        self.line("TRANSP", "TRANSPARENT");
        self.line("END", "VEVENT");
    }

    /// The whole calendar.
    pub(super) fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(title: &str) -> String {
        let mut calendar = CalendarOut::begin("Events");
        calendar.event(&CalendarEvent {
            uid: "event-1@example.org".to_owned(),
            sequence: 0,
            changed: Time(0),
            starts: clock::moment("2026-07-02", "14:00").unwrap(),
            ends: clock::moment("2026-07-02", "16:00").unwrap(),
            title,
            place: String::new(),
            description: String::new(),
            url: "https://example.org/events/a".to_owned(),
            category: "Meeting",
            cancelled: false,
        });
        calendar.end()
    }

    /// The lines as a reader joins them again.
    fn unfolded(calendar: &str) -> Vec<String> {
        calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn times_are_utc_and_texts_are_escaped() {
        let lines = unfolded(&written("Tea; cake, and\nbooks \\ pens\r\nand \u{7}\u{85}\u{2028}more"));
        let has = |line: &str| assert!(lines.iter().any(|known| known == line), "{line} is not in {lines:#?}");
        has("DTSTART:20260702T130000Z");
        has("DTEND:20260702T150000Z");
        has("SUMMARY:Tea\\; cake\\, and\\nbooks \\\\ pens\\nand \u{FFFD}\u{FFFD}\\nmore");
    }

    proptest! {
        #[test]
        fn whatever_a_title_holds_no_line_is_too_long_and_none_is_added(title in "\\PC{0,300}|[\\x00-\\x1f;,:\\\\\"\u{80}-\u{9f}é📚م]{0,200}") {
            let calendar = written(&title);
            prop_assert!(calendar.ends_with("END:VCALENDAR\r\n"));
            for line in calendar.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE, "{} octets: {line}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let plain = unfolded(&written("a")).len();
            prop_assert_eq!(unfolded(&calendar).len(), plain);
        }
    }
}
