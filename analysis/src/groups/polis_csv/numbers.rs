//! Numbers and moments as spreadsheets leave them.

use std::str::FromStr;

use crate::groups::votes::Choice;

/// A whole number, also with a fraction of noughts (`12.0`).
pub(super) fn whole(text: &str) -> Option<i64> {
    let text = match text.split_once(['.', ',']) {
        Some((whole, part)) if !part.is_empty() && part.bytes().all(|digit| digit == b'0') => whole,
        _ => text,
    };
    i64::from_str(text).ok()
}

/// An answer: 1, 0 or −1.
pub(super) fn choice(text: &str) -> Option<Choice> {
    match text.strip_prefix('−').and_then(whole).map(|number| -number).or_else(|| whole(text))? {
        1 => Some(Choice::Agree),
        0 => Some(Choice::Pass),
        -1 => Some(Choice::Disagree),
        _ => None,
    }
}

/// A moment in milliseconds, known to lie between two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub earliest: i64,
    pub latest: i64,
}

impl Moment {
    pub(super) fn exactly(at: i64) -> Moment {
        Moment { earliest: at, latest: at }
    }

    pub(super) fn is_exact(self) -> bool {
        self.earliest == self.latest
    }
}

/// A large number that a spreadsheet wrote shorter, `1.79586E+12`: all that it may have been.
pub(super) fn shortened(text: &str) -> Option<Moment> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let power = u32::from_str(power.strip_prefix('+').unwrap_or(power)).ok().filter(|power| *power <= 18)?;
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, part) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}");
    if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // What one in the last place that is shown is worth.
    let unit = 10_i64.checked_pow(power.checked_sub(u32::try_from(part.len()).ok()?)?)?;
    let middle = i64::from_str(&digits).ok()?.checked_mul(unit)?;
    let middle = if negative { -middle } else { middle };
    // Rounded to the nearest, by programs that do not agree on halves.
    Some(Moment { earliest: middle.checked_sub(unit / 2)?, latest: middle.checked_add(unit / 2)? })
}

/// The time of day and date in a text such as `Sat Nov 28 2026 09:00:00 GMT+0000 (…)` or `Wed Jun 18 08:16:54 WIB 2014`,
/// in seconds, and what is left of it: the time zone, whose name may not say how far it is from any other. Only moments
/// with the same rest can be compared.
pub(super) fn written_moment(text: &str) -> Option<(i64, String)> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut month, mut day, mut year, mut seconds) = (None, None, None, None);
    let mut rest = String::new();
    for (place, word) in text.split_whitespace().enumerate() {
        let lower = word.to_ascii_lowercase();
        if let Some(found) = MONTHS.iter().position(|name| lower == *name).filter(|_| month.is_none()) {
            month = Some(found as i64 + 1);
        } else if let (None, [hours, minutes, second]) = (seconds, word.split(':').collect::<Vec<_>>().as_slice()) {
            let number = |text: &str, most| i64::from_str(text).ok().filter(|number| (0..=most).contains(number));
            seconds = Some(number(hours, 23)? * 3600 + number(minutes, 59)? * 60 + number(second, 60)?);
        } else if let Some(number) = i64::from_str(word).ok().filter(|number| *number >= 0) {
            if day.is_none() && number <= 31 {
                day = Some(number);
            } else if year.is_none() && (1970..=9999).contains(&number) {
                year = Some(number);
            } else {
                return None;
            }
        } else if place > 0 {
            // The first word is the day of the week, which follows from the date.
            rest.push_str(word);
            rest.push(' ');
        }
    }
    Some((days(year?, month?, day?) * 86_400 + seconds?, rest))
}

/// Days since 1 January 1970.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have the leap day last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_numbers_are_all_that_they_may_have_been() {
        let between = |earliest, latest| Some(Moment { earliest, latest });
        assert_eq!(shortened("1.79586E+12"), between(1_795_855_000_000, 1_795_865_000_000));
        assert_eq!(shortened("1,79586e12"), between(1_795_855_000_000, 1_795_865_000_000));
        assert_eq!(shortened("2E+0"), between(2, 2));
        for text in ["1.79586", "E+12", "1.5E-3", "1.79586E+99", "1.23E+1", "xE+3", "1E", "99999999999999E+18"] {
            assert_eq!(shortened(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_read_as_polis_writes_them() {
        let seconds = |text: &str| written_moment(text).map(|(seconds, _)| seconds);
        assert_eq!(seconds("Thu Jan 01 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Sat Nov 28 2026 09:00:00 GMT+0000 (Coordinated Universal Time)"), Some(1_795_856_400));
        assert_eq!(seconds("Thu Feb 29 23:59:59 WIB 2024"), Some(1_709_251_199));
        assert_eq!(written_moment("Wed Jun 18 08:16:54 WIB 2014").unwrap().1, "WIB ");
        for text in ["", "yesterday", "Sat Nov 28 2026", "28/11/2026 09:00", "Sat Nov 28 2026 25:00:00 GMT"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
