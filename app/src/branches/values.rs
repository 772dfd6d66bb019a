//! What single cells of a list of branches say: years, postcodes, yes and no, kinds of library, web pages and email
//! addresses, in the many ways in which people write them. Pure functions of the text.

use std::collections::BTreeSet;

use super::import::BranchKind;

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

/// What stands in a cell for web pages or email addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Contacts {
    pub(super) emails: Vec<String>,
    pub(super) pages: Vec<String>,
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
pub(super) fn kind_of(written: &str, name: &str) -> Option<BranchKind> {
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
            | "centrallibrary" => BranchKind::Static,
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
            | "communityledlibrary" => BranchKind::Community,
            "mobile" | "mobilelibrary" | "ml" | "mobilestop" | "mobilelibrarystop" => BranchKind::Mobile,
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
    Some(if named { BranchKind::Mobile } else { kind })
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

/// A UK postcode in capitals with its one space, if it has the shape of one: an area of one or two
/// letters, a district of one or two characters beginning with a digit, a digit and two letters.
pub(super) fn postcode_of(written: &str) -> Option<String> {
    let compact: String = written.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (outward, inward) = compact.is_ascii().then(|| compact.len().checked_sub(3))?.map(|at| compact.split_at(at))?;
    let shape = |part: &str| -> String {
        part.chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_ascii_uppercase() {
                    'A'
                } else {
                    '?'
                }
            })
            .collect()
    };
    let outward_is_good = match shape(outward).as_str() {
        "A9" | "A99" | "AA9" | "AA99" => true,
        // Letters that look like digits are never the last of a district.
        "A9A" | "AA9A" => !outward.ends_with(['I', 'L', 'O']),
        _ => outward == "GIR",
    };
    (outward_is_good && shape(inward) == "9AA").then(|| format!("{outward} {inward}"))
}

/// The postcodes in a text that has other signs or words in it, too; a letter O that stands for a nought, or a nought
/// for an O, is put right where the shape leaves no doubt.
pub(super) fn postcodes_in(written: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = written.nfkc().collect();
    let parts: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let pair = parts.get(at + 1).map(|next| format!("{}{next}", parts[at]));
        let (postcode, used) = match pair.as_deref().and_then(postcode_of) {
            Some(postcode) => (Some(postcode), 2),
            None => (postcode_of(parts[at]), 1),
        };
        at += used;
        found.extend(postcode.filter(|postcode| !found.contains(postcode)));
    }
    if found.is_empty() {
        let compact: String = parts.concat().to_uppercase();
        found.extend(mended(&compact));
    }
    found
}

/// A postcode in which a letter stands for the digit that looks like it. The other way round nothing is guessed: the
/// last two letters are never O or I.
fn mended(compact: &str) -> Option<String> {
    let at = compact.is_ascii().then(|| compact.len().checked_sub(3))??;
    let digit = |c: char| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let (outward, inward) = compact.split_at(at);
    let mut letters = inward.chars();
    let first = letters.next().map(digit)?;
    let inward: String = std::iter::once(first).chain(letters).collect();
    postcode_of(&format!("{outward}{inward}")).or_else(|| {
        // The district's last sign: "CF1O" is CF10, as no district ends in the letter O or I.
        let last = outward.chars().next_back().map(digit)?;
        let outward: String = outward.chars().take(outward.len() - 1).chain([last]).collect();
        postcode_of(&format!("{outward}{inward}"))
    })
}

/// Whether this is a whole web address.
pub(super) fn is_web_address(written: &str) -> bool {
    let lower = written.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric())
            && rest.contains('.')
            && !rest.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>'))
    })
}

/// Whether this is one email address and nothing else.
pub(super) fn is_email(written: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>,;:\"()".contains(c));
    written.split_once('@').is_some_and(|(who, host)| {
        plain(who)
            && plain(host)
            && !host.contains('@')
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

/// The email addresses and web pages in a cell, in their order, each once: "mailto:a@b.uk", "Mill Library
/// <a@b.uk>", "a@b.uk; c@d.uk", "www.b.uk/contact".
pub(super) fn contacts(written: &str) -> Contacts {
    let mut found = Contacts::default();
    let one = |divider| {
        !written
            .split(divider)
            .skip(1)
            .any(|part: &str| part.contains("://") || part.contains("www.") || part.contains('@'))
    };
    if is_web_address(written) && one([';', ',', '|']) {
        found.pages.push(written.to_owned());
        return found;
    }
    let divided = |c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|' | '<' | '>' | '"' | '(' | ')' | '[' | ']');
    let joined = written.replace("[at]", "@").replace("(at)", "@").replace("[dot]", ".").replace("(dot)", ".");
    let joined = joined.replace(" @", "@").replace("@ ", "@").replace('\\', "/");
    for part in joined.split(divided) {
        let part = part.trim_matches(['.', ':', '\'', '‘', '’', '“', '”', '*']);
        let lower = part.to_ascii_lowercase();
        let after = ["mailto:", "email:", "e-mail:", "mail:"].into_iter().find(|scheme| lower.starts_with(scheme));
        let address = part.get(after.map_or(0, str::len)..).unwrap_or("").trim_start_matches('/');
        let address = if after.is_some() { address.split('?').next().unwrap_or("") } else { address };
        if is_email(address) {
            if !found.emails.iter().any(|known| known.eq_ignore_ascii_case(address)) {
                found.emails.push(address.to_owned());
            }
        } else if let Some(page) = page_of(part)
            && !found.pages.contains(&page)
        {
            found.pages.push(page);
        }
    }
    found
}

/// A web address, with its scheme where that was left out or mistyped.
fn page_of(part: &str) -> Option<String> {
    if is_web_address(part) {
        return Some(part.to_owned());
    }
    let lower = part.to_ascii_lowercase();
    let known = ["https", "http", "htps", "htpps", "htttps", "ttps", "ttp", "hhtps", "httpss", "htp"];
    let scheme = lower.split([':', '/']).next().filter(|scheme| known.contains(scheme));
    let rest = part.get(scheme.map_or(0, str::len)..)?.trim_start_matches([':', '/']);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let labels: Vec<&str> = host.split('.').collect();
    let fits = labels.len() >= 2
        && labels.iter().all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && labels.last().is_some_and(|last| last.len() >= 2 && last.chars().all(char::is_alphabetic));
    let scheme = if scheme == Some("http") { "http" } else { "https" };
    Some(format!("{scheme}://{rest}")).filter(|page| fits && is_web_address(page))
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
    fn postcodes_are_found_however_they_are_written() {
        for (written, found) in [
            ("CF10-1AA", vec!["CF10 1AA"]),
            ("CF10 1AA.", vec!["CF10 1AA"]),
            ("Cardiff CF10 1AA, UK", vec!["CF10 1AA"]),
            ("cf101aa / cf10 1ab", vec!["CF10 1AA", "CF10 1AB"]),
            ("ＣＦ１０ １ＡＡ", vec!["CF10 1AA"]),
            ("CF10 IAA", vec!["CF10 1AA"]),
            ("CF1O 1AA", vec!["CF10 1AA"]),
            ("M1 OAE", vec!["M1 0AE"]),
            ("nowhere", vec![]),
            ("CF10 1A", vec![]),
            ("B27", vec![]),
            ("12345", vec![]),
        ] {
            assert_eq!(postcodes_in(written), found, "{written}");
        }
        assert_eq!(postcode_of("gir0aa").as_deref(), Some("GIR 0AA"));
    }

    #[test]
    fn addresses_are_found_among_what_stands_around_them() {
        let both = |written: &str| {
            let found = contacts(written);
            (found.emails.join(" "), found.pages.join(" "))
        };
        for (written, emails, pages) in [
            ("a@b.uk", "a@b.uk", ""),
            ("mailto:a@b.uk", "a@b.uk", ""),
            ("MAILTO:a@b.uk?subject=Hello", "a@b.uk", ""),
            ("Mill Library <a@b.uk>", "a@b.uk", ""),
            ("\"Mill, Library\" <a@b.uk>", "a@b.uk", ""),
            ("a@b.uk; c@d.uk", "a@b.uk c@d.uk", ""),
            ("a@b.uk / A@B.uk", "a@b.uk", ""),
            ("a@b.uk or c@d.uk.", "a@b.uk c@d.uk", ""),
            ("a @ b.uk", "a@b.uk", ""),
            ("a[at]b.uk", "a@b.uk", ""),
            ("Email: a@b.uk", "a@b.uk", ""),
            ("https://b.uk/contact", "", "https://b.uk/contact"),
            ("www.b.uk/contact", "", "https://www.b.uk/contact"),
            ("b.gov.uk", "", "https://b.gov.uk"),
            ("http:/b.uk", "", "http://b.uk"),
            ("https//b.uk", "", "https://b.uk"),
            ("//b.uk", "", "https://b.uk"),
            ("https:\\\\b.uk\\x", "", "https://b.uk/x"),
            ("https://b.uk/x,y;z", "", "https://b.uk/x,y;z"),
            ("www.b.uk and www.c.uk", "", "https://www.b.uk https://www.c.uk"),
            ("https://b.uk (council)", "", "https://b.uk"),
            ("ring 01632 960001", "", ""),
            ("javascript:alert(1)", "", ""),
            ("e.g.", "", ""),
        ] {
            assert_eq!(both(written), (emails.to_owned(), pages.to_owned()), "{written}");
        }
    }

    #[test]
    fn kinds_and_answers_are_read_in_the_words_of_councils() {
        use BranchKind::{Community, Mobile, Static};
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
