//! What time it is, and how to say it.
//!
//! The clock is injected: nothing else in the program reads the time, so tests and the demo can set it. People
//! see dates as "Monday 2 March 2026" and times in Europe/London, whatever the machine is set to.

use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::time::Time;

static LONDON: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is set, for tests.
    pub fn set_to(time: Time) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(time.0))))
    }

    /// The time now.
    pub fn now(&self) -> Time {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Source::System => Time(Timestamp::now().as_millisecond()),
            Source::Set(time) => Time(time.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock on; the machine's clock does not move.
    pub fn advance(&self, milliseconds: i64) {
        if let Source::Set(time) = &self.0 {
            time.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}

fn london(time: Time) -> Zoned {
    let clamped = time.0.clamp(Timestamp::MIN.as_millisecond() + 1, Timestamp::MAX.as_millisecond() - 1);
    Timestamp::from_millisecond(clamped).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(LONDON.clone())
}

/// "Monday 2 March 2026".
pub fn long_date(time: Time) -> String {
    london(time).strftime("%A %-d %B %Y").to_string()
}

/// "2 Mar 2026", for the slip and for tables.
pub fn short_date(time: Time) -> String {
    london(time).strftime("%-d %b %Y").to_string()
}

/// "5pm", "9:30am", "midday", "midnight" (the start of a day). An hour that happens twice, when the clocks go back,
/// says which of the two it is.
pub fn clock_time(time: Time) -> String {
    let at = london(time);
    match (at.hour(), at.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (hour, minute) => {
            let which = if hour == 1 { which_of_two(&at) } else { "" };
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            if minute == 0 { format!("{hour}{half}{which}") } else { format!("{hour}:{minute:02}{half}{which}") }
        }
    }
}

/// Which of two equal times of day it is, on the last Sunday of October; nothing on any other day.
fn which_of_two(at: &Zoned) -> &'static str {
    match LONDON.to_ambiguous_zoned(at.datetime()).offset() {
        jiff::tz::AmbiguousOffset::Fold { before, .. } if before == at.offset() => ", before the clocks go back",
        jiff::tz::AmbiguousOffset::Fold { .. } => ", after the clocks go back",
        _ => "",
    }
}

/// "Monday 2 March 2026 at 5pm". A midnight belongs to two days, so it says that it is the beginning of this one.
pub fn long_date_time(time: Time) -> String {
    format!("{} at {}", long_date(time), time_of_day(time))
}

/// A time on a day that is named beside it: "5pm", "midnight, as the day begins".
pub fn time_of_day(time: Time) -> String {
    let at = london(time);
    let which = if (at.hour(), at.minute()) == (0, 0) { ", as the day begins" } else { "" };
    format!("{}{which}", clock_time(time))
}

/// The moment by which an end is written, so that nobody comes a day late: an end at 00:00 is written as 11:59pm of
/// the day that is over then. This is the one home of how an end is said; what ends, and when exactly, stays as it is.
pub fn last_minute(end: Time) -> Time {
    let at = london(end);
    if (at.hour(), at.minute()) == (0, 0) { end.plus(-Time::MINUTE) } else { end }
}

/// The last day before an end: "Tuesday 19 January 2027".
pub fn end_date(end: Time) -> String {
    long_date(last_minute(end))
}

/// An end, with its time: "Tuesday 19 January 2027 at 11:59pm".
pub fn end_date_time(end: Time) -> String {
    long_date_time(last_minute(end))
}

/// The last day before an end, as [`day`] writes it.
pub fn end_day(end: Time) -> String {
    day(last_minute(end))
}

/// Whether the whole day that a moment is in has gone by.
pub fn day_is_over(day: Time, now: Time) -> bool {
    start_of_day(now) > start_of_day(day)
}

/// For the `datetime` attribute: "2026-03-02T09:00:00Z".
pub fn machine(time: Time) -> String {
    Timestamp::from_millisecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// For `<input type="date">`: "2026-03-02", in London.
pub fn date_input(time: Time) -> String {
    london(time).strftime("%Y-%m-%d").to_string()
}

/// For `<input type="time">`: "17:00", in London.
pub fn time_input(time: Time) -> String {
    london(time).strftime("%H:%M").to_string()
}

/// The time of day to the second, for what changes by the second: "11:00:15".
pub fn to_the_second(time: Time) -> String {
    format!("{}:{:02}", time_input(time), time.0.div_euclid(1_000).rem_euclid(60))
}

/// Why a typed date or time was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not a date, such as 31 February.
    Date,
    /// Not a time of day.
    Time,
    /// A time that the clocks skipped, on the last Sunday of March.
    Skipped,
}

/// The moment of a typed date ("2026-03-02") and time ("17:00") in London. A time that happens twice, on the
/// last Sunday of October, is the first.
///
/// # Errors
/// When either is not a real one, or the clocks skip it.
pub fn moment(date: &str, time: &str) -> Result<Time, DateError> {
    let date: civil::Date = date.trim().parse().map_err(|_| DateError::Date)?;
    let time = civil::Time::strptime("%H:%M", time.trim()).map_err(|_| DateError::Time)?;
    let both = date.to_datetime(time);
    let ambiguous = LONDON.to_ambiguous_zoned(both);
    if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
        return Err(DateError::Skipped);
    }
    ambiguous.earlier().map(|zoned| Time(zoned.timestamp().as_millisecond())).map_err(|_| DateError::Date)
}

/// The number of a month by its English name or the beginning of it, of three letters at least: "Sep", "sept.".
pub fn named_month(typed: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let typed = typed.trim_end_matches('.').to_lowercase();
    let place = MONTHS.iter().position(|month| typed.len() >= 3 && month.starts_with(&typed))?;
    i16::try_from(place + 1).ok()
}

/// The start of the London day that a moment is in.
pub fn start_of_day(time: Time) -> Time {
    london(time).start_of_day().map(|start| Time(start.timestamp().as_millisecond())).unwrap_or(time)
}

/// The London day that a moment is in, as "2026-03-02": for counts by day.
pub fn day(time: Time) -> String {
    date_input(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_time_in_summer_is_an_hour_ahead_of_utc() {
        let time = moment("2026-07-01", "17:00").unwrap();
        assert_eq!(machine(time), "2026-07-01T16:00:00Z");
        assert_eq!(long_date_time(time), "Wednesday 1 July 2026 at 5pm");
    }

    #[test]
    fn a_time_the_clocks_skip_is_refused_and_one_that_happens_twice_is_the_first() {
        assert_eq!(moment("2026-03-29", "01:30"), Err(DateError::Skipped));
        assert_eq!(machine(moment("2026-10-25", "01:30").unwrap()), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn an_end_at_midnight_is_written_as_the_evening_before() {
        for (date, said) in [
            ("2027-01-20", "Tuesday 19 January 2027 at 11:59pm"),
            ("2027-01-01", "Thursday 31 December 2026 at 11:59pm"),
            // Midnight before and after the clocks change, and in summer, when it is 23:00 in UTC.
            ("2026-03-29", "Saturday 28 March 2026 at 11:59pm"),
            ("2026-03-30", "Sunday 29 March 2026 at 11:59pm"),
            ("2026-07-02", "Wednesday 1 July 2026 at 11:59pm"),
            ("2026-10-25", "Saturday 24 October 2026 at 11:59pm"),
            ("2026-10-26", "Sunday 25 October 2026 at 11:59pm"),
        ] {
            let end = moment(date, "00:00").unwrap();
            assert_eq!(end_date_time(end), said);
            assert!(said.starts_with(&end_date(end)) && end_day(end).as_str() < date);
        }
        let five = moment("2027-01-20", "17:00").unwrap();
        assert_eq!((last_minute(five), end_day(five).as_str()), (five, "2027-01-20"));
        let begins = moment("2027-01-20", "00:00").unwrap();
        assert_eq!(long_date_time(begins), "Wednesday 20 January 2027 at midnight, as the day begins");
    }

    #[test]
    fn a_time_that_happens_twice_says_which_it_is() {
        let first = moment("2026-10-25", "01:30").unwrap();
        assert_eq!(end_date_time(first), "Sunday 25 October 2026 at 1:30am, before the clocks go back");
        assert_eq!(end_date_time(first.plus(Time::HOUR)), "Sunday 25 October 2026 at 1:30am, after the clocks go back");
        assert_eq!(end_date_time(first.plus(2 * Time::HOUR)), "Sunday 25 October 2026 at 2:30am");
        assert_eq!(clock_time(moment("2026-10-24", "01:30").unwrap()), "1:30am");
    }

    #[test]
    fn a_day_is_over_at_midnight_also_when_it_had_25_hours() {
        let day = moment("2026-10-25", "00:00").unwrap();
        assert!(!day_is_over(day, moment("2026-10-25", "23:59").unwrap()));
        assert!(day_is_over(day, moment("2026-10-26", "00:00").unwrap()));
    }

    #[test]
    fn what_is_typed_comes_back_as_typed() {
        let time = moment("2026-03-02", "23:59").unwrap();
        assert_eq!((date_input(time).as_str(), time_input(time).as_str()), ("2026-03-02", "23:59"));
        assert_eq!(moment("2026-02-31", "10:00"), Err(DateError::Date));
        assert_eq!(moment("2026-02-01", "25:00"), Err(DateError::Time));
    }
}
