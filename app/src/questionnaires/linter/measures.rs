//! Numbers with what they measure: "£5", "50p", "10 minutes", "half a mile", "9am".

use super::counts::number;
use super::words::LabelSentence;
use crate::questionnaires::definition::decimal::Decimal;

/// One in the unit in which ranges are held: a thousandth.
pub(super) const ONE: i64 = 1_000;

/// What is counted or measured, as far as it has to be turned into something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    /// Times, people, years of age: whole numbers.
    Count,
    /// Pounds.
    Money,
    /// Minutes.
    Time,
    /// Minutes after midnight.
    Clock,
    /// Miles, kilometres, metres: not turned into each other.
    Distance(&'static str),
    /// Days of weeks, months and years, which are not exact.
    Calendar,
    /// Percent.
    Percent,
}

/// A number with what it counts.
#[derive(Clone, Copy)]
pub(super) struct Figure {
    pub(super) value: i64,
    pub(super) at: usize,
    /// Before which word it and its unit end.
    pub(super) end: usize,
    pub(super) unit: Option<(Dimension, i64)>,
    pub(super) step: i64,
}

pub(super) fn unit(word: &str) -> Option<(Dimension, i64)> {
    Some(match word {
        "minute" | "minutes" | "mins" | "min" => (Dimension::Time, 1),
        "hour" | "hours" | "hrs" | "hr" => (Dimension::Time, 60),
        "day" | "days" => (Dimension::Calendar, 1),
        "week" | "weeks" => (Dimension::Calendar, 7),
        "month" | "months" => (Dimension::Calendar, 30),
        "year" | "years" | "yrs" => (Dimension::Calendar, 365),
        "mile" | "miles" => (Dimension::Distance("miles"), 1),
        "km" | "kilometre" | "kilometres" => (Dimension::Distance("km"), 1),
        "metre" | "metres" | "yards" | "m" => (Dimension::Distance("m"), 1),
        "pound" | "pounds" => (Dimension::Money, 1),
        _ => return None,
    })
}

/// A number written together with its unit: "£5", "50p", "9am", "10:30", "40%", "5km".
pub(super) fn figure(sentence: &LabelSentence<'_>, at: usize) -> Option<Figure> {
    let word = sentence.words.get(at)?.lower.as_str();
    let thousandths = |number: Decimal| number.millionths() / 1_000;
    let step = |number: Decimal, text: &str| {
        // "£5.00" is to the penny although it is a whole number.
        let written = text
            .trim_end_matches(['%', '+'])
            .split_once('.')
            .map_or(0, |(_, part)| u32::try_from(part.len()).unwrap_or(0));
        ONE / 10_i64.pow(number.places().max(written).min(3))
    };
    let made = |value, unit, step| Some(Figure { value, at, end: at + 1, unit, step });
    if let Some(minutes) = clock(word, sentence.lower(at + 1)) {
        let end = if matches!(sentence.lower(at + 1), "am" | "pm" | "noon" | "midnight") && !word.ends_with('m') {
            at + 2
        } else {
            at + 1
        };
        return Some(Figure { value: minutes * ONE, at, end, unit: Some((Dimension::Clock, 1)), step: ONE });
    }
    if let Some(pence) = word.strip_suffix('p').and_then(number) {
        return made(thousandths(pence) / 100, Some((Dimension::Money, 1)), 10);
    }
    for (ending, dimension, size) in [
        ("km", Dimension::Distance("km"), 1),
        ("m", Dimension::Distance("m"), 1),
        ("hrs", Dimension::Time, 60),
        ("mins", Dimension::Time, 1),
    ] {
        if let Some(value) = word.strip_suffix(ending).and_then(number) {
            return made(thousandths(value).checked_mul(size)?, Some((dimension, size)), ONE * size);
        }
    }
    let (value, step) = match number(word) {
        Some(value) => (thousandths(value), step(value, word)),
        None if matches!(word, "a" | "an") && unit(sentence.lower(at + 1)).is_some() => (ONE, ONE),
        // "Within the last week".
        None if unit(word).is_some() && at > 0 && matches!(sentence.lower(at - 1), "last" | "past") => {
            let (dimension, size) = unit(word)?;
            return made(ONE * size, Some((dimension, size)), ONE * size);
        }
        None if word == "half" => (ONE / 2, ONE / 2),
        None => return None,
    };
    if word.starts_with('£') {
        let millions = matches!(sentence.lower(at + 1), "million" | "m");
        let size = if millions { 1_000_000 } else { 1 };
        return Some(Figure {
            value: value.checked_mul(size)?,
            at,
            end: at + 1 + usize::from(millions),
            unit: Some((Dimension::Money, 1)),
            step,
        });
    }
    if word.ends_with('%') {
        return made(value, Some((Dimension::Percent, 1)), step);
    }
    let next = at + 1 + usize::from(word == "half" && matches!(sentence.lower(at + 1), "a" | "an"));
    if let Some((dimension, size)) = unit(sentence.lower(next)) {
        return Some(Figure {
            value: value.checked_mul(size)?,
            at,
            end: next + 1,
            unit: Some((dimension, size)),
            step: step * size,
        });
    }
    Some(Figure { value, at, end: next, unit: None, step })
}

/// Minutes after midnight, from "9am", "10:30", "10.30pm", "noon"; or "9" before "am".
pub(super) fn clock(word: &str, next: &str) -> Option<i64> {
    match word {
        "noon" | "midday" => return Some(720),
        "midnight" => return Some(1_440),
        _ => {}
    }
    let (bare, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(bare), _) => (bare, "am"),
        (_, Some(bare)) => (bare, "pm"),
        _ if matches!(next, "am" | "pm") => (word, next),
        _ if word == "12" && next == "noon" => (word, "pm"),
        _ if word == "12" && next == "midnight" => return Some(1_440),
        _ if word.contains(':') => (word, ""),
        _ => return None,
    };
    let (hours, minutes) = bare.split_once([':', '.']).unwrap_or((bare, "0"));
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..=24).contains(&hours) || !(0..60).contains(&minutes) || (!half.is_empty() && !(1..=12).contains(&hours)) {
        return None;
    }
    let hours = match half {
        "am" if hours == 12 => 0,
        "pm" if hours < 12 => hours + 12,
        _ => hours,
    };
    Some(hours * 60 + minutes)
}
