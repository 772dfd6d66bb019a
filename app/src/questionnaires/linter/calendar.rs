//! Dates as people write them: whether there is such a day, whether it is that day of the week, and whether what
//! begins there ends later.

use super::words::LabelSentence;
use crate::questionnaires::definition::answer::PartialDate;

const WEEKDAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: &[&str] = &[
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

pub(super) fn weekday(word: &str) -> Option<usize> {
    let word = word.strip_suffix('s').unwrap_or(word);
    WEEKDAYS.iter().position(|day| *day == word)
}

fn month(word: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|month| *month == word || (word.len() == 3 && month.starts_with(word)))?;
    i8::try_from(place + 1).ok()
}

/// Whether it is the name of a day or a month.
pub(super) fn is_calendar_word(word: &str) -> bool {
    weekday(word).is_some() || month(word).is_some()
}

/// "25", "25th".
fn day(word: &str) -> Option<i8> {
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    bare.parse().ok().filter(|day| (1..=31).contains(day))
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| (1900..=2200).contains(year))
}

/// A date as it was written.
struct WrittenDate {
    from: usize,
    to: usize,
    weekday: Option<usize>,
    day: i8,
    month: i8,
    year: Option<i16>,
}

fn dates(sentence: &LabelSentence<'_>) -> Vec<WrittenDate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentence.words.len() {
        let word = |ahead: usize| sentence.lower(at + ahead);
        let of = usize::from(word(1) == "of");
        let read = match (day(word(0)), month(word(1 + of)), month(word(0)), day(word(1))) {
            (Some(day), Some(month), ..) => Some((day, month, 2 + of)),
            (_, _, Some(month), Some(day)) if year(word(1)).is_none() => Some((day, month, 2)),
            _ => None,
        };
        let Some((day, month, length)) = read else {
            at += 1;
            continue;
        };
        let year = year(word(length));
        let before = at.checked_sub(1).map_or("", |before| sentence.lower(before));
        let before =
            if before == "the" { at.checked_sub(2).map_or("", |before| sentence.lower(before)) } else { before };
        let to = at + length + usize::from(year.is_some());
        let weekday = weekday(before);
        found.push(WrittenDate {
            from: at.saturating_sub(usize::from(weekday.is_some())),
            to,
            weekday,
            day,
            month,
            year,
        });
        at = to;
    }
    found
}

/// The weekday of a date, Monday 0, by counting days since Monday, 1 January 1900.
fn weekday_of(year: i16, month: i8, day: i8) -> usize {
    let year = i64::from(year);
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let whole_years: i64 = (1900..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i64 = lengths.iter().take(usize::try_from(month - 1).unwrap_or_default()).sum();
    usize::try_from((whole_years + months + i64::from(day) - 1).rem_euclid(7)).unwrap_or_default()
}

/// What is wrong in one text: the words and what to do.
pub(super) type Contradiction = (String, String);

pub(super) fn dates_that_cannot_be(sentence: &LabelSentence<'_>) -> Option<Contradiction> {
    let found = dates(sentence);
    for date in &found {
        let words = sentence.between(date.from, date.to).to_owned();
        let real = PartialDate::new(date.year.unwrap_or(2000), Some(date.month), Some(date.day));
        if real.is_none() {
            return Some((words, "There is no such day. Look it up in a calendar.".to_owned()));
        }
        if let (Some(said), Some(year)) = (date.weekday, date.year) {
            let real = weekday_of(year, date.month, date.day);
            if real != said {
                let name = WEEKDAYS.get(real).copied().unwrap_or_default();
                let name = name.get(..1).unwrap_or_default().to_uppercase() + name.get(1..).unwrap_or_default();
                return Some((words, format!("That day is a {name}. Correct the day of the week or the date.")));
            }
        }
    }
    for pair in found.windows(2) {
        let [one, other] = pair else { continue };
        let joint = sentence.lower(one.to);
        let joined = matches!(joint, "to" | "until" | "till" | "and") && one.to + 1 >= other.from
            || sentence.words.get(one.to - 1).is_some_and(|word| matches!(word.mark, '–' | '-' | '—'))
                && one.to == other.from;
        let opened =
            joint != "and" || one.from.checked_sub(1).is_some_and(|before| sentence.lower(before) == "between");
        if !joined || !opened {
            continue;
        }
        let backwards = match (one.year, other.year) {
            (Some(first), Some(second)) => (second, other.month, other.day) < (first, one.month, one.day),
            // From December to January is no mistake; from the 20th to the 4th of the same month is.
            _ => one.month == other.month && other.day < one.day,
        };
        if backwards {
            let words = sentence.between(one.from, other.to).to_owned();
            return Some((words, "This ends before it begins. Correct one of the dates.".to_owned()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::words::sentences;
    use super::*;

    fn wrong(text: &str) -> Option<String> {
        sentences(text).iter().find_map(dates_that_cannot_be).map(|(words, _)| words)
    }

    #[test]
    fn dates_are_looked_up_in_the_calendar() {
        assert!(wrong("on Tuesday 25 December 2026").is_some());
        assert_eq!(wrong("on Friday 25 December 2026"), None);
        assert!(wrong("on Friday, 31st June 2026").is_some());
        assert_eq!(wrong("from 20 December to 4 January"), None);
        assert!(wrong("from 20 January 2027 to 4 January 2027").is_some());
        assert_eq!((weekday_of(2000, 1, 1), weekday_of(2024, 2, 29), weekday_of(1900, 1, 1)), (5, 3, 0));
    }
}
