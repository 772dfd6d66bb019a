//! When equality answers came in, no finer than a week, and coarser where a week had few of them.

use std::fmt;
use std::str::FromStr;

use super::super::definition::answer::PartialDate;
use crate::responses::suppression::FEWEST_FOR_A_LIBRARY;

/// The week that equality answers are filed under, by its Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EqualityWeek(PartialDate);

impl EqualityWeek {
    /// The week of a day; none if it is not a whole day, or in the first week of the calendar.
    pub fn of(day: PartialDate) -> Option<Self> {
        let mut monday = day;
        for _ in 0..days_since_monday(day)? {
            monday = day_before(monday)?;
        }
        Some(Self(monday))
    }

    /// Its Monday.
    pub const fn monday(self) -> PartialDate {
        self.0
    }
}

impl fmt::Display for EqualityWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for EqualityWeek {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day: PartialDate = text.parse()?;
        Self::of(day).filter(|week| week.0 == day).ok_or_else(|| format!("{text:?} is not the Monday of a week"))
    }
}

/// The cell that equality answers are filed under: the week in which they came, and nothing else. Not the day, the channel
/// or the library, since each of those makes cells of one person. What is entered before the opening or after the closing
/// (paper) belongs to the first or last week, so that a late paper does not stand alone.
///
/// None if one of the days is not whole, or if it closes before it opens.
pub fn file_under(received: PartialDate, opens: PartialDate, closes: PartialDate) -> Option<EqualityWeek> {
    let (received, first, last) = (EqualityWeek::of(received)?, EqualityWeek::of(opens)?, EqualityWeek::of(closes)?);
    (first <= last).then(|| received.clamp(first, last))
}

/// Some weeks that are taken as one, so that none of them stands alone with few people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledWeeks {
    /// The first.
    pub first: EqualityWeek,
    /// The last.
    pub last: EqualityWeek,
    /// How many people's answers they hold.
    pub people: u64,
}

/// How weeks are put together until each lot holds five people, from the beginning. What is left at the end waits for
/// more, and joins the lot before once it is closed; if there is none, the whole time is one lot. Weeks that are put
/// together are rewritten in the record as the first of them.
pub fn settled(weeks: &[(EqualityWeek, u64)], closed: bool) -> Vec<SettledWeeks> {
    let mut weeks: Vec<(EqualityWeek, u64)> = weeks.iter().copied().filter(|(_, people)| *people > 0).collect();
    weeks.sort_unstable();
    let mut lots: Vec<SettledWeeks> = Vec::new();
    let mut waiting: Option<SettledWeeks> = None;
    for (week, people) in weeks {
        let lot = match waiting.take() {
            None => SettledWeeks { first: week, last: week, people },
            Some(lot) => SettledWeeks { last: week, people: lot.people + people, ..lot },
        };
        if lot.people < FEWEST_FOR_A_LIBRARY { waiting = Some(lot) } else { lots.push(lot) }
    }
    if let Some(rest) = waiting.filter(|_| closed) {
        match lots.last_mut() {
            Some(lot) => *lot = SettledWeeks { last: rest.last, people: lot.people + rest.people, ..*lot },
            None => lots.push(rest),
        }
    }
    lots
}

/// How many days a day is after a Monday, by Sakamoto's method for the Gregorian calendar.
fn days_since_monday(day: PartialDate) -> Option<i32> {
    const SHIFTS: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let (month, of_month) = (i32::from(day.month?), i32::from(day.day?));
    let year = i32::from(day.year) - i32::from(month < 3);
    let shift = SHIFTS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    // Sunday is 0 in the method.
    let sunday = (year + year / 4 - year / 100 + year / 400 + shift + of_month).rem_euclid(7);
    Some((sunday + 6) % 7)
}

/// The day before a whole day.
fn day_before(day: PartialDate) -> Option<PartialDate> {
    let (month, of_month) = (day.month?, day.day?);
    if of_month > 1 {
        return PartialDate::new(day.year, Some(month), Some(of_month - 1));
    }
    let (year, month) = if month > 1 { (day.year, month - 1) } else { (day.year - 1, 12) };
    // The calendar knows how long the month is.
    (28..=31).rev().find_map(|last| PartialDate::new(year, Some(month), Some(last)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> PartialDate {
        text.parse().expect(text)
    }

    fn week(text: &str) -> EqualityWeek {
        text.parse().expect(text)
    }

    #[test]
    fn a_week_begins_on_monday_whatever_month_or_year_that_is_in() {
        for (of, monday) in [
            ("2026-11-28", "2026-11-23"),
            ("2026-11-23", "2026-11-23"),
            ("2026-11-29", "2026-11-23"),
            ("2027-01-01", "2026-12-28"),
            ("2024-03-01", "2024-02-26"),
            ("2025-03-02", "2025-02-24"),
            ("2000-02-29", "2000-02-28"),
        ] {
            assert_eq!(EqualityWeek::of(day(of)), Some(week(monday)), "{of}");
        }
        assert_eq!(EqualityWeek::of(day("2026-11")), None, "a month is no day");
        assert!("2026-11-24".parse::<EqualityWeek>().is_err(), "a Tuesday");
    }

    #[test]
    fn late_paper_is_filed_under_the_last_week_and_early_paper_under_the_first() {
        let (opens, closes) = (day("2027-03-03"), day("2027-04-20"));
        let under = |received| file_under(day(received), opens, closes).map(|week| week.to_string());
        assert_eq!(under("2027-03-04").as_deref(), Some("2027-03-01"));
        assert_eq!(under("2027-05-11").as_deref(), Some("2027-04-19"));
        assert_eq!(under("2027-02-01").as_deref(), Some("2027-03-01"));
        assert_eq!(file_under(day("2027-03-04"), closes, opens), None);
    }

    #[test]
    fn weeks_are_put_together_until_each_lot_has_five_people_and_the_last_joins_the_one_before() {
        let weeks =
            [(week("2027-03-01"), 3), (week("2027-03-08"), 2), (week("2027-03-15"), 9), (week("2027-03-22"), 1)];
        let lots = |closed| -> Vec<(String, u64)> {
            settled(&weeks, closed).into_iter().map(|lot| (lot.first.to_string(), lot.people)).collect()
        };
        assert_eq!(lots(false), [("2027-03-01".to_owned(), 5), ("2027-03-15".to_owned(), 9)], "the last waits");
        assert_eq!(lots(true), [("2027-03-01".to_owned(), 5), ("2027-03-15".to_owned(), 10)]);
    }

    proptest! {
        #[test]
        fn nobody_is_lost_and_no_lot_is_small_where_there_are_five_people(people in prop::collection::vec(0..9u64, 1..14)) {
            // The first and the fifteenth of a month are never in one week.
            let days = (1..=12).flat_map(|month| [1, 15].map(|day| PartialDate::new(2027, Some(month), Some(day))));
            let weeks: Vec<(EqualityWeek, u64)> =
                days.filter_map(|day| EqualityWeek::of(day?)).zip(people.iter().copied()).collect();
            let total: u64 = people.iter().sum();
            let lots = settled(&weeks, true);
            prop_assert_eq!(lots.iter().map(|lot| lot.people).sum::<u64>(), total);
            prop_assert!(lots.windows(2).all(|pair| pair[0].last < pair[1].first));
            prop_assert!(total < FEWEST_FOR_A_LIBRARY || lots.iter().all(|lot| lot.people >= FEWEST_FOR_A_LIBRARY));
            // What has settled while it is open does not change when more comes.
            for seen in 0..weeks.len() {
                let early = settled(&weeks[..seen], false);
                let late = settled(&weeks, false);
                prop_assert_eq!(&early[..], &late[..early.len()]);
            }
        }
    }
}
