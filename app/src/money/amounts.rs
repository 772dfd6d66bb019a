//! Amounts of money as people type them: "£1,200.50", "-500", "6.2k", "£6,200 a year". Read to the penny, never through
//! fractions. What cannot be meant for sure is refused, with the reason and what to type instead.

use crate::money::Period;

/// The largest amount, in pounds: more than any library service spends, small enough to add up safely.
const MOST_POUNDS: i128 = 999_999_999_999;

/// Spaces, commas and apostrophes between every three digits.
const BETWEEN: [char; 6] = [',', ' ', '\'', '’', '_', '\u{2019}'];

/// Words that say that it costs nothing.
const NOTHING: [&str; 8] = ["none", "nothing", "nil", "free", "zero", "no cost", "no costs", "it costs nothing"];

/// Words before an amount that make it less than exact.
const ABOUT: [&str; 15] = [
    "about",
    "approximately",
    "approx.",
    "approx",
    "around",
    "circa",
    "ca.",
    "c.",
    "roughly",
    "nearly",
    "almost",
    "up to",
    "over",
    "under",
    "at least",
];

/// How often an amount is paid, as people say it, and how many times in a year that is. None is "once".
const OFTEN: [(&str, Option<i64>); 44] = [
    ("once", None),
    ("once only", None),
    ("one off", None),
    ("oneoff", None),
    ("one time", None),
    ("a one off", None),
    ("one off cost", None),
    ("a year", Some(1)),
    ("per year", Some(1)),
    ("each year", Some(1)),
    ("every year", Some(1)),
    ("yearly", Some(1)),
    ("annually", Some(1)),
    ("annual", Some(1)),
    ("per annum", Some(1)),
    ("pa", Some(1)),
    ("p a", Some(1)),
    ("year", Some(1)),
    ("yr", Some(1)),
    ("a yr", Some(1)),
    ("per yr", Some(1)),
    ("once a year", Some(1)),
    ("a quarter", Some(4)),
    ("per quarter", Some(4)),
    ("each quarter", Some(4)),
    ("every quarter", Some(4)),
    ("quarterly", Some(4)),
    ("a month", Some(12)),
    ("per month", Some(12)),
    ("each month", Some(12)),
    ("every month", Some(12)),
    ("monthly", Some(12)),
    ("month", Some(12)),
    ("pcm", Some(12)),
    ("p c m", Some(12)),
    ("pm", Some(12)),
    ("p m", Some(12)),
    ("a week", Some(52)),
    ("per week", Some(52)),
    ("each week", Some(52)),
    ("every week", Some(52)),
    ("weekly", Some(52)),
    ("week", Some(52)),
    ("pw", Some(52)),
];

/// An amount, and how often it is paid if that was said with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Pence; negative for a saving.
    pub pence: i64,
    /// How often.
    pub period: Option<Period>,
}

fn example() -> String {
    "Enter an amount in pounds, like 1,200.50, or -500 for a saving".to_owned()
}

/// How often a few words say that something is paid: "each year", "one-off"; nothing for other words.
pub fn period(words: &str) -> Option<Period> {
    let words = plain(words);
    let (_, times) = OFTEN.iter().find(|(said, _)| *said == words)?;
    match times {
        None => Some(Period::Once),
        Some(1) => Some(Period::EachYear),
        Some(_) => None,
    }
}

/// Words without marks, in small letters and with single spaces: "(Each year)." is "each year", "p.a." is "p a".
fn plain(words: &str) -> String {
    let spaced: String =
        words.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an amount says, as somebody typed it; a saving has a minus.
///
/// # Errors
/// A sentence that says what to type instead.
pub fn amount(typed: &str) -> Result<Amount, String> {
    let spaced: String = typed.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
    let lower = spaced.trim().to_lowercase();
    if NOTHING.contains(&plain(&lower).as_str()) {
        return Ok(Amount { pence: 0, period: None });
    }
    if let Some(word) =
        ABOUT.iter().find(|word| lower.strip_prefix(**word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
    {
        return Err(format!("Enter one amount, your best figure, and say “{word}” in the note"));
    }
    // In accounts a saving stands in brackets.
    if let Some(inside) = lower.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let inner = amount(inside)?;
        return Ok(Amount { pence: -inner.pence.abs(), ..inner });
    }
    let (negative, rest) = sign(&lower)?;
    let (digits, rest) = number(rest);
    if digits.is_empty() {
        return Err(example());
    }
    let (scale, rest) = scale(rest);
    let pence = pence_of(digits, scale)?;
    let pence = if negative { -pence } else { pence };
    Ok(Amount { pence, period: after(rest, pence)? })
}

/// A minus and a pound sign may come in either order, each once.
fn sign(text: &str) -> Result<(bool, &str), String> {
    let (mut rest, mut negative, mut marks) = (text, false, (false, false));
    while let Some(first) = rest.chars().next() {
        match first {
            '-' | '−' | '–' | '+' if !marks.0 => {
                marks.0 = true;
                negative = first != '+';
            }
            '£' if !marks.1 => marks.1 = true,
            '$' | '€' => return Err("Enter the amount in pounds, like 1,200.50".to_owned()),
            ' ' => {}
            _ => break,
        }
        rest = &rest[first.len_utf8()..];
    }
    let rest = if marks.1 { rest } else { rest.strip_prefix("gbp").map_or(rest, str::trim_start) };
    Ok((negative, rest))
}

/// The digits a text begins with, with what stands between them, and the rest.
fn number(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let goes_on = letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if letter.is_ascii_digit() {
            end = at + 1;
        } else if end == 0 || !goes_on || !(letter == '.' || BETWEEN.contains(&letter)) {
            break;
        }
    }
    text.split_at(end)
}

/// "k", "m" and the like, as a power of ten, and the rest.
fn scale(text: &str) -> (u32, &str) {
    let trimmed = text.trim_start();
    let word: String = trimmed.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let power = match word.as_str() {
        "k" | "thousand" | "grand" => 3,
        "m" | "mn" | "mio" | "million" | "mil" => 6,
        "bn" | "billion" => 9,
        _ => return (0, text),
    };
    (power, &trimmed[word.len()..])
}

/// The pence of a number as it is written.
fn pence_of(written: &str, scale: u32) -> Result<i64, String> {
    let (whole, part) = match written.split_once('.') {
        Some((whole, part)) => (whole, part),
        None => (written, ""),
    };
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(
            "Write the comma before every three digits and the full stop before the pence, as in 1,200.50".to_owned()
        );
    }
    let groups: Vec<&str> = whole.split(BETWEEN).collect();
    let grouped = groups.len() == 1
        || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3) && one_kind(whole));
    if !grouped {
        return Err(
            "Check the commas: they stand before every three digits, and a full stop before the pence, as in 1,200.50"
                .to_owned(),
        );
    }
    if scale == 0 && part.len() > 2 {
        return Err("Use at most two digits for the pence, as in 1,200.50".to_owned());
    }
    let too_much = || "That is too much money: enter an amount in pounds, not in pence".to_owned();
    let digits: String = groups.concat() + part;
    if digits.trim_start_matches('0').len() > 24 {
        return Err(too_much());
    }
    let number: i128 = digits.parse().map_err(|_| example())?;
    // The digits after the full stop are worth a tenth each; two places of pence and the scale make up for them.
    let places = u32::try_from(part.len()).unwrap_or(u32::MAX);
    let pence = match (2 + scale).checked_sub(places) {
        Some(up) => number.checked_mul(10_i128.pow(up)).ok_or_else(too_much)?,
        None => {
            let down = 10_i128.checked_pow(places - 2 - scale).ok_or_else(example)?;
            if number % down != 0 {
                return Err("Enter an amount in whole pence, as in 1,200.50".to_owned());
            }
            number / down
        }
    };
    if pence > MOST_POUNDS * 100 + 99 {
        return Err(too_much());
    }
    i64::try_from(pence).map_err(|_| too_much())
}

/// Whether one kind of mark stands between all digits.
fn one_kind(whole: &str) -> bool {
    let mut marks = whole.chars().filter(|letter| !letter.is_ascii_digit());
    let first = marks.next();
    marks.all(|mark| Some(mark) == first)
}

/// What follows an amount: nothing, "pounds", how often. Everything else is refused with what is wrong with it.
fn after(rest: &str, pence: i64) -> Result<Option<Period>, String> {
    let mark = rest.trim_start().chars().next();
    let words = plain(rest);
    if matches!(mark, Some('%')) || words.starts_with("per cent") || words.starts_with("percent") {
        return Err("Enter an amount in pounds, not a percentage".to_owned());
    }
    let words = ["pounds", "pound", "gbp", "quid"]
        .iter()
        .find_map(|unit| words.strip_prefix(unit).filter(|rest| rest.is_empty() || rest.starts_with(' ')))
        .map_or(words.as_str(), str::trim);
    if words.is_empty() {
        return if rest.trim().chars().all(|letter| letter == '£' || letter.is_alphabetic()) {
            Ok(None)
        } else {
            Err(example())
        };
    }
    if let Some((_, times)) = OFTEN.iter().find(|(said, _)| *said == words) {
        return match times {
            None => Ok(Some(Period::Once)),
            Some(1) => Ok(Some(Period::EachYear)),
            Some(times) => {
                let year = pence.checked_mul(*times).map(crate::money::pounds);
                let year = year.map_or_else(String::new, |year| format!(": that is {year} a year"));
                Err(format!("Enter what it comes to in a whole year{year}"))
            }
        };
    }
    if matches!(mark, Some('-' | '–' | '—')) && words.starts_with(|letter: char| letter.is_ascii_digit())
        || words.starts_with("to ")
        || words.starts_with("or ")
    {
        return Err("Enter one amount, not from and to: the most it may be, with the rest in the note".to_owned());
    }
    if words == "p" || words == "pence" {
        return Err("Enter the amount in pounds: 50p is 0.50".to_owned());
    }
    let all: Vec<&str> = words.split(' ').collect();
    let number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let lasts = |word: &str| word.starts_with("year") || word.starts_with("month");
    // "A year for 3 years" says how long; "once and 6,200 a year" is another amount.
    if all.windows(2).any(|two| number(two[0]) && lasts(two[1])) {
        return Err("Enter what it costs each year, or once for all of it, and say in the note for how long".to_owned());
    }
    let more = all.iter().any(|word| number(word));
    if more {
        return Err(
            "Enter one amount in each row: what is paid once in one, and what is paid each year in another".to_owned()
        );
    }
    if ["hour", "day", "week", "month", "term", "visit", "person", "head", "session"]
        .iter()
        .any(|word| words.contains(word))
    {
        return Err("Enter what it comes to once, or in a whole year".to_owned());
    }
    Err(example() + ". Words go into the note")
}

/// An amount as the form shows it: "1200.50", "-500".
pub fn typed(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let (whole, rest) = (pence.unsigned_abs() / 100, pence.unsigned_abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests;
