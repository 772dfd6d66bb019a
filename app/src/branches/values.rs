//! What single cells of a list of branches say: years, yes and no, kinds of library, in the many ways in which people write
//! them. Postcodes, and web pages and email addresses, have files of their own. Pure functions of the text.

use std::collections::BTreeSet;

use super::import::ImportedKind;

/// What a year's cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// Nothing.
    None,
    /// A year alone.
    Plain(i64),
    /// One year among other words: "April 1974", "01/04/1974".
    Found(i64),
    /// No year, or several.
    Unclear,
}

/// What the closing year's cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// Nothing: it is open.
    No,
    /// It closed for good in this year.
    In(i64),
    /// It is open, in words.
    Open,
    /// It cannot be told whether it is open.
    Unclear,
}

/// Whether a cell says nothing, in one of the ways people write that.
pub(super) fn is_blank(written: &str) -> bool {
    matches!(
        written.to_lowercase().trim_matches(['.', '(', ')', '[', ']', '*', '"', '\'']),
        "" | "-"
            | "–"
            | "—"
            | "--"
            | "---"
            | "n/a"
            | "na"
            | "n.a"
            | "none"
            | "null"
            | "nil"
            | "unknown"
            | "not known"
            | "not applicable"
            | "not available"
            | "tbc"
            | "tba"
            | "?"
            | "??"
            | "#n/a"
            | "#ref!"
            | "#value!"
            | "nan"
    )
}

/// The days from the beginning of 1900 that Excel writes where a date lost its format, as a year.
fn excel_year(written: &str) -> Option<i64> {
    let days: i64 = written.parse().ok().filter(|days| (10_000..=80_000).contains(days))?;
    let mut left = days - 2;
    let mut year = 1900;
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = if leap { 366 } else { 365 };
        if left < length {
            return Some(year);
        }
        left -= length;
        year += 1;
    }
}

/// Reads a year.
pub(super) fn year(written: &str) -> Year {
    if is_blank(written) {
        return Year::None;
    }
    if written.len() == 5 && written.bytes().all(|byte| byte.is_ascii_digit()) {
        return excel_year(written).map_or(Year::Unclear, Year::Found);
    }
    let years: BTreeSet<i64> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1600..=2200).contains(year))
        .collect();
    match (years.first(), years.len()) {
        (Some(year), 1) if written == year.to_string() => Year::Plain(*year),
        (Some(year), 1) => Year::Found(*year),
        _ => Year::Unclear,
    }
}

/// Reads the year of closing.
pub(super) fn closed(written: &str) -> Closed {
    let lower = written.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if is_blank(written) {
        return Closed::No;
    }
    if says(&["reopen", "re-open", "re open", "still open", "not closed", "temporar", "remains open"])
        || matches!(lower.trim_matches(['.', ' ']), "no" | "n" | "open" | "false" | "0" | "current" | "currently open")
    {
        return Closed::Open;
    }
    match year(written) {
        Year::None => Closed::No,
        Year::Plain(year) | Year::Found(year) => Closed::In(year),
        Year::Unclear => Closed::Unclear,
    }
}

fn letters(written: &str) -> String {
    written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The schema's codes, and the words some councils write instead. A branch called "… mobile library" is
/// one whoever runs it: the schema has no code for it.
pub(super) fn kind_of(written: &str, name: &str) -> Option<ImportedKind> {
    let named = name.to_lowercase().contains("mobile library");
    let word = |word: &str| {
        Some(match word {
            "lal"
            | "la"
            | "lalibrary"
            | "lalrun"
            | "cl"
            | "localauthority"
            | "localauthoritylibrary"
            | "localauthorityrun"
            | "localauthorityrunlibrary"
            | "localauthoritymanaged"
            | "council"
            | "councilrun"
            | "councilrunlibrary"
            | "councillibrary"
            | "commissioned"
            | "commissionedlibrary"
            | "static"
            | "staticlibrary"
            | "branch"
            | "branchlibrary"
            | "centrallibrary" => ImportedKind::Static,
            "crl"
            | "icl"
            | "community"
            | "communityrun"
            | "communityrunlibrary"
            | "communitylibrary"
            | "communitymanaged"
            | "communitymanagedlibrary"
            | "independentcommunity"
            | "independentcommunitylibrary"
            | "volunteerrun"
            | "volunteerrunlibrary"
            | "volunteermanaged"
            | "volunteerled"
            | "communityled"
            | "communityledlibrary" => ImportedKind::Community,
            "mobile" | "mobilelibrary" | "ml" | "mobilestop" | "mobilelibrarystop" => ImportedKind::Mobile,
            _ => return None,
        })
    };
    let whole = word(&letters(written));
    // "LAL – local authority library", "Run by the community (CRL)": one code among other words, or several that
    // mean the same.
    let code = || {
        let codes = written.split(|c: char| !c.is_alphanumeric()).map(letters);
        let mut kinds =
            codes.filter(|part| matches!(part.as_str(), "lal" | "cl" | "crl" | "icl" | "ml")).map(|part| word(&part));
        let first = kinds.next()?;
        first.filter(|_| kinds.all(|kind| kind == first))
    };
    let kind = whole.or_else(code)?;
    Some(if named { ImportedKind::Mobile } else { kind })
}

/// Reads yes or no, in English or Welsh.
pub(super) fn yes_or_no(written: &str) -> Option<bool> {
    let lower = written.to_lowercase();
    match lower.trim_matches(['.', ' ', '*']) {
        "yes" | "y" | "true" | "t" | "1" | "1.0" | "✓" | "✔" | "☑" | "ydy" | "oes" | "ie" | "statutory" => {
            return Some(true);
        }
        "no" | "n" | "false" | "f" | "0" | "0.0" | "✗" | "✘" | "☐" | "nac ydy" | "nac oes" | "nage"
        | "non-statutory" | "non statutory" | "not statutory" => return Some(false),
        _ => {}
    }
    // "Yes – since 2010", "No (closed)".
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, others) = (words.next()?, words.collect::<Vec<_>>());
    match first {
        "yes" | "y" if !others.contains(&"no") => Some(true),
        "no" | "n" if !others.contains(&"yes") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_found_in_dates_and_words() {
        for (written, read) in [
            ("1932", Year::Plain(1932)),
            ("c. 1932", Year::Found(1932)),
            ("01/04/1974", Year::Found(1974)),
            ("1974-04-01", Year::Found(1974)),
            ("April 1974 (new building)", Year::Found(1974)),
            ("1904/05", Year::Found(1904)),
            ("1960s", Year::Found(1960)),
            ("2018.0", Year::Found(2018)),
            ("43101", Year::Found(2018)),
            ("43100", Year::Found(2017)),
            ("36525", Year::Found(1999)),
            ("36526", Year::Found(2000)),
            ("n/a", Year::None),
            ("", Year::None),
            ("1904 and 1932", Year::Unclear),
            ("Apr-74", Year::Unclear),
            ("13", Year::Unclear),
            ("0001", Year::Unclear),
        ] {
            assert_eq!(year(written), read, "{written}");
        }
    }

    #[test]
    fn whether_a_library_is_open_is_never_guessed() {
        for (written, read) in [
            ("", Closed::No),
            ("-", Closed::No),
            ("2016", Closed::In(2016)),
            ("31/03/2016", Closed::In(2016)),
            ("No", Closed::Open),
            ("Closed 2016, reopened 2018", Closed::Open),
            ("temporarily closed since 2024", Closed::Open),
            ("yes", Closed::Unclear),
            ("closed", Closed::Unclear),
            ("2011 or 2012", Closed::Unclear),
        ] {
            assert_eq!(closed(written), read, "{written}");
        }
    }

    #[test]
    fn kinds_and_answers_are_read_in_the_words_of_councils() {
        use ImportedKind::{Community, Mobile, Static};
        for (written, kind) in [
            ("LAL", Some(Static)),
            ("lal-", Some(Static)),
            ("LAL – local authority library", Some(Static)),
            ("Commissioned Library", Some(Static)),
            ("CRL (from 2015)", Some(Community)),
            ("Local Authority Library (LAL)", Some(Static)),
            ("LAL/CRL", None),
            ("Community-run", Some(Community)),
            ("ICL", Some(Community)),
            ("Mobile", Some(Mobile)),
            ("Yes", None),
            ("XYZ", None),
            ("", None),
        ] {
            assert_eq!(kind_of(written, "Mill"), kind, "{written}");
        }
        assert_eq!(kind_of("LAL", "North Mobile Library"), Some(Mobile));
        for (written, answer) in [
            ("Yes", Some(true)),
            ("y", Some(true)),
            ("TRUE", Some(true)),
            ("Yes – since 2010", Some(true)),
            ("Oes", Some(true)),
            ("Statutory", Some(true)),
            ("no.", Some(false)),
            ("Non-statutory", Some(false)),
            ("No (closed)", Some(false)),
            ("Yes/No", None),
            ("maybe", None),
            ("", None),
        ] {
            assert_eq!(yes_or_no(written), answer, "{written}");
        }
    }
}
