//! Days as people write them in spreadsheets. The day comes before the month, as everywhere in Britain; what could be read
//! in two ways, or is no date, is said and never guessed.

use crate::clock::{self, named_month};
use crate::files::sheets::short;

/// The number of a day: "3", "03", "3rd".
fn day_of(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].into_iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

fn year_of(word: &str) -> Option<u32> {
    (word.len() == 4).then(|| word.parse().ok()).flatten()
}

fn whole_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day as "2019-03-14", from what stands in a cell; empty for an empty one. What is written as a form sends it stays.
///
/// # Errors
/// Why it cannot be read as a day, and how to write it.
pub(super) fn day(cell: &str) -> Result<String, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(String::new());
    }
    let written = || format!("“{}” is not a date. Write it as 2019-03-14, 14/03/2019 or 14 March 2019.", short(cell));
    // "14 March 2019 00:00:00": a spreadsheet's midnight says nothing.
    let plain = cell.to_lowercase().replace(" of ", " ");
    let plain = ["00:00:00", "00:00", "t00:00:00z", "t00:00:00"]
        .into_iter()
        .find_map(|end| plain.strip_suffix(end))
        .unwrap_or(&plain)
        .trim()
        .to_owned();
    let mut words: Vec<&str> = plain.split([' ', '/', '-', '.', ',']).filter(|word| !word.is_empty()).collect();
    let weekday = |word: &&str| {
        word.len() >= 3
            && ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
                .iter()
                .any(|name| name.starts_with(*word))
    };
    if words.len() == 4 && words.first().is_some_and(weekday) {
        words.remove(0);
    }
    let (day, month, year) = match words[..] {
        [only] if whole_number(only) && only.len() == 4 => {
            return Err(format!("“{only}” is a year. Write the whole date, such as 14/03/{only}."));
        }
        [only] if whole_number(only) && only.len() == 5 => {
            return Err(format!(
                "“{only}” is a spreadsheet’s own number for a day. Format the column as a date and save it again."
            ));
        }
        [first, second, third] => match (year_of(first), named_month(second), year_of(third)) {
            (Some(year), None, None) => (day_of(third), second.parse().ok(), Some(year)),
            (Some(year), Some(month), None) => (day_of(third), Some(month), Some(year)),
            (None, Some(month), year @ Some(_)) => (day_of(first), Some(month), year),
            (None, None, year @ Some(_)) => match named_month(first) {
                Some(month) => (day_of(second), Some(month), year),
                None => (day_of(first), second.parse().ok(), year),
            },
            (None, month, None)
                if whole_number(third) && third.len() == 2 && (month.is_some() || whole_number(second)) =>
            {
                return Err(format!("“{}” has two figures for the year. Write all four.", short(cell)));
            }
            _ => return Err(written()),
        },
        [first, second] if named_month(first).is_some() && year_of(second).is_some() => {
            return Err(format!(
                "“{}” has no day. Write the whole date; if nobody knows it, the last of that month.",
                short(cell)
            ));
        }
        _ => return Err(written()),
    };
    let (Some(day), Some(month), Some(year)) = (day, month, year) else { return Err(written()) };
    if month > 12 && day <= 12 {
        return Err(format!(
            "“{}” has the day where the month should be. Write the day first, or use 2019-03-14.",
            short(cell)
        ));
    }
    let iso = format!("{year:04}-{month:02}-{day:02}");
    clock::moment(&iso, "12:00").map_err(|_| format!("There is no such day as “{}”.", short(cell)))?;
    Ok(iso)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for written in [
            "2019-03-14",
            "2019/3/14",
            "14/03/2019",
            "14.3.2019",
            "14-03-2019",
            "14 March 2019",
            "14 Mar 2019",
            "14-Mar-2019",
            "14th of March 2019",
            "March 14, 2019",
            "Thursday 14 March 2019",
            "Thu 14 March 2019",
            " 14/03/2019 00:00 ",
            "2019-03-14 00:00:00",
            "2019-03-14T00:00:00Z",
        ] {
            assert_eq!(day(written).as_deref(), Ok("2019-03-14"), "{written}");
        }
        assert_eq!(day("  "), Ok(String::new()));
        assert_eq!(day("3 Sept 2019").unwrap(), "2019-09-03");
        assert_eq!(day("03/04/2019").unwrap(), "2019-04-03", "the day comes first");
    }

    #[test]
    fn what_is_no_day_says_why() {
        for (written, why) in [
            ("2019", "is a year"),
            ("43538", "spreadsheet’s own number"),
            ("14/03/19", "two figures"),
            ("14 Mar 19", "two figures"),
            ("03/14/2019", "the day where the month should be"),
            ("March 2019", "has no day"),
            ("31/02/2019", "no such day"),
            ("30 February 2019", "no such day"),
            ("29/02/2019", "no such day"),
            ("Spring 2019", "is not a date"),
            ("n/a", "is not a date"),
            ("14/14/2019", "no such day"),
            ("00/00/0000", "is not a date"),
            ("Ma 14 2019", "is not a date"),
            ("#VALUE!", "is not a date"),
            ("=TODAY()", "is not a date"),
        ] {
            let said = day(written).expect_err(written);
            assert!(said.contains(why), "{written}: {said}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_cell_says_it_is_a_real_day_or_refused(cell in "\\PC{0,40}") {
            if let Ok(iso) = day(&cell) {
                prop_assert!(iso.is_empty() || clock::moment(&iso, "12:00").is_ok());
                prop_assert_eq!(day(&iso).unwrap(), iso);
            }
        }

        #[test]
        fn every_day_is_read_back_from_how_britain_writes_it(year in 1850u32..2100, month in 1u32..13, date in 1u32..29) {
            let iso = format!("{year:04}-{month:02}-{date:02}");
            prop_assert_eq!(day(&format!("{date}/{month}/{year}")).unwrap(), iso.clone());
            prop_assert_eq!(day(&format!("{date:02}.{month:02}.{year}")).unwrap(), iso.clone());
            prop_assert_eq!(day(&format!("{date} {} {year}", clock::moment(&iso, "12:00").map(clock::long_date).unwrap().split(' ').nth(2).unwrap())).unwrap(), iso);
        }
    }
}
