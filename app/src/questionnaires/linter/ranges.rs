//! Options that are ranges of numbers: "16-25", "Less than a mile", "£5 or more", "1 hour or more, but less than 3
//! hours". Somebody who stands between two of them, or in two of them, cannot answer.

use super::asked::{AnswerForm, AskedQuestion};
use super::counts::number;
use super::findings::FindingList;
use super::measures::{Dimension, ONE, figure, unit};
use super::offered::{OfferedOption, OptionRole};
use super::phrases::phrases;
use super::rule::LintRule;

/// A range, from and to in thousandths of its unit; with no end where it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ValueRange {
    low: Option<(i64, bool)>,
    high: Option<(i64, bool)>,
    dimension: Dimension,
    /// The size of its unit and of its smallest step.
    unit: i64,
    step: i64,
    /// "In the last week": each such range is read as what comes after the one before it.
    since: bool,
}

impl ValueRange {
    fn is_single(&self) -> bool {
        self.low.is_some() && self.low == self.high
    }

    fn from(&self) -> i64 {
        self.low.map_or(i64::MIN, |(low, _)| low)
    }
}

phrases! {
    BELOW:
    "less|fewer|shorter|younger|lower|cheaper|earlier than", "under", "below", "within the?", "in the last",
    "before", "not quite",
}
phrases! {
    SINCE:
    "within|in|during|over the? last|past|previous", "within", "less than .. ago", "last|this|past week|month|year",
}
phrases! {
    UP_TO:
    "up to", "at most", "no|not more than", "no later than", "maximum of?", "not over", "and up to",
}
phrases! {
    ABOVE:
    "more|longer|older|greater|higher|further|farther|later than", "over", "above", "after",
}
phrases! {
    FROM:
    "at least", "no|not less|fewer than", "minimum of?",
}
phrases! {
    AND_MORE:
    "or|and more|over|above|older|longer|upwards|further|later|higher|up|greater|plus", "plus", "and|or over",
    "upwards", "onwards", "or and more", "or more",
}
phrases! {
    AND_LESS:
    "or|and less|fewer|under|below|younger|shorter|earlier|lower",
}

const RATES: &[&str] = &["a", "an", "per", "each", "every"];

/// The range that an option names; none if it names none.
#[expect(clippy::too_many_lines, reason = "one way of saying a range after another")]
fn range(option: &OfferedOption<'_>) -> Option<ValueRange> {
    let sentence = &option.sentence;
    let mut figures = Vec::new();
    let mut at = 0;
    while at < sentence.words.len() {
        match figure(sentence, at) {
            Some(figure) => {
                at = figure.end.max(at + 1);
                figures.push(figure);
            }
            None => at += 1,
        }
    }
    let last = *figures.last()?;
    if figures.len() > 2 {
        return None;
    }
    // "Once a week", "3 times a month": how often in which time is not compared.
    if sentence.words.iter().enumerate().any(|(at, word)| {
        at > 0
            && word.is(RATES)
            && unit(sentence.lower(at + 1)).is_some()
            && !figures.iter().any(|figure| figure.at == at)
    }) {
        return None;
    }
    // "9 to 5pm", "£5 to 10", "1 to 3 hours": the one without a unit has that of the other.
    let shared = figures.iter().rev().find_map(|figure| figure.unit);
    let (dimension, size) = shared.unwrap_or((Dimension::Count, 1));
    for figure in &mut figures {
        if figure.unit.is_none() && shared.is_some() {
            let size = if dimension == Dimension::Clock { 60 } else { size };
            figure.value = figure.value.checked_mul(size)?;
            figure.step = figure.step.checked_mul(size)?;
        } else if figure.unit.is_some_and(|(other, _)| other != dimension) {
            return None;
        }
    }
    let step = figures.iter().map(|figure| figure.step).min()?;
    let since = SINCE.at(sentence, 0).is_some();
    let made = |low, high| Some(ValueRange { low, high, dimension, unit: size.saturating_mul(ONE), step, since });
    let ends = |phrase: &super::phrases::PhraseList, at: usize| {
        (0..at).any(|from| {
            phrase.at(sentence, from) == Some(at)
                || (phrase.at(sentence, from).is_some_and(|to| {
                    to < at
                        && (to..at)
                            .all(|between| matches!(sentence.lower(between), "the" | "about" | "a" | "age" | "last"))
                }))
        })
    };
    let first = *figures.first()?;
    if figures.len() == 2 {
        let between = last.at.saturating_sub(1);
        let low = if ends(&ABOVE, first.at) { (first.value, false) } else { (first.value, true) };
        let joint = sentence.lower(between);
        let marked = sentence
            .words
            .get(first.end.saturating_sub(1))
            .is_some_and(|word| matches!(word.mark, '-' | '–' | '—' | '‑' | '/'));
        if first.end == last.at && marked
            || matches!(joint, "to" | "and" | "until" | "till" | "through" | "or") && between == first.end
        {
            if joint == "or" && (last.value - first.value) > last.step {
                return None;
            }
            return made(Some(low), Some((last.value, true)));
        }
        let inside =
            (first.end..last.at).any(|from| sentence.lower(from) == "but" || AND_MORE.at(sentence, from).is_some());
        let below = (first.end..last.at).any(|from| BELOW.at(sentence, from) == Some(last.at));
        let at_most = (first.end..last.at).any(|from| UP_TO.at(sentence, from) == Some(last.at));
        if below && (inside || ends(&ABOVE, first.at) || ends(&FROM, first.at) || sentence.has(&["and"])) {
            return made(Some(low), Some((last.value, false)));
        }
        if at_most {
            return made(Some(low), Some((last.value, true)));
        }
        return None;
    }
    if AND_MORE.at(sentence, first.end).is_some()
        || sentence.words.get(first.at)?.text.ends_with('+')
        || ends(&FROM, first.at)
    {
        return made(Some((first.value, true)), None);
    }
    // "5 times or more", "3 people or fewer".
    let after = (first.end..(first.end + 3).min(sentence.words.len())).find_map(|from| {
        if AND_MORE.at(sentence, from).is_some() {
            Some(true)
        } else if AND_LESS.at(sentence, from).is_some() {
            Some(false)
        } else {
            None
        }
    });
    match after {
        Some(true) => return made(Some((first.value, true)), None),
        Some(false) => return made(None, Some((first.value, true))),
        None => {}
    }
    if ends(&UP_TO, first.at) {
        return made(None, Some((first.value, true)));
    }
    if ends(&BELOW, first.at) {
        return made(None, Some((first.value, false)));
    }
    if ends(&ABOVE, first.at) {
        return made(Some((first.value, false)), None);
    }
    // A number alone is itself, where nothing but a noun stands beside it.
    (first.at == 0 && sentence.words.len() <= 3).then(|| made(Some((first.value, true)), Some((first.value, true))))?
}

/// The ranges of the options, if that is what they are: each with its place among the options.
fn ranges(asked: &AskedQuestion<'_>) -> Option<Vec<(usize, ValueRange)>> {
    let mut found = Vec::new();
    for (at, option) in asked.options.iter().enumerate() {
        match (option.role, range(option)) {
            (OptionRole::Plain, Some(range)) => found.push((at, range)),
            (OptionRole::Plain, None) => return None,
            // "Another 5 or more" is none.
            _ => {}
        }
    }
    let (_, first) = *found.first()?;
    // Where some say no unit, it is that of the others: "1-3", "4 or more hours".
    let unit = found.iter().find(|(_, range)| range.dimension != Dimension::Count).map(|(_, range)| *range);
    if let Some(with_unit) = unit {
        for (_, range) in &mut found {
            if range.dimension == Dimension::Count {
                let size = with_unit.unit / ONE;
                let more =
                    |end: Option<(i64, bool)>| end.map(|(value, included)| (value.saturating_mul(size), included));
                *range = ValueRange {
                    low: more(range.low),
                    high: more(range.high),
                    dimension: with_unit.dimension,
                    unit: with_unit.unit,
                    step: range.step.saturating_mul(size),
                    since: range.since,
                };
            } else if range.dimension != with_unit.dimension {
                return None;
            }
        }
    } else if found.iter().any(|(_, range)| range.dimension != first.dimension) {
        return None;
    }
    (found.len() >= 2 && found.iter().any(|(_, range)| !range.is_single())).then_some(found)
}

/// Whether the options of a question are ranges of numbers.
pub(super) fn are_ranges(asked: &AskedQuestion<'_>) -> bool {
    ranges(asked).is_some()
}

phrases! {
    HOW_MANY:
    "how many", "how often", "what number of",
}
phrases! {
    HOW_MUCH:
    "how far", "how long", "how much", "what distance",
}
phrases! {
    /// There is at least one.
    AT_LEAST_ONE:
    "including you|yourself", "people|adults .. with you", "your organisation|company|group|business",
    "people|adults .. household", "people|adults .. live|living in|with|at", "people|adults are there in",
    "people are there in", "rooms|bedrooms",
}
phrases! {
    AGES:
    "how old", "what age|ages", "age group|range|band", "your age", "aged",
}

fn written(value: i64, dimension: Dimension) -> String {
    let whole = value / ONE;
    match dimension {
        Dimension::Money if value % ONE == 0 => format!("£{whole}"),
        Dimension::Money => format!("£{whole}.{:02}", (value % ONE) / 10),
        Dimension::Clock => format!("{}:{:02}", whole / 60, whole % 60),
        Dimension::Percent => format!("{whole}%"),
        _ if value % ONE == 0 => whole.to_string(),
        _ => format!("{whole}.{}", format!("{:03}", value % ONE).trim_end_matches('0')),
    }
}

/// `overlap` and `gap`, and a range that goes backwards.
pub(super) fn check(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if !matches!(asked.form, AnswerForm::OneOf | AnswerForm::SeveralOf | AnswerForm::Scale) {
        return;
    }
    let Some(mut found) = ranges(asked) else { return };
    let label = |at: usize| asked.options.get(at).map_or("", |option| option.label);
    for (at, range) in &found {
        if let (Some((low, _)), Some((high, _))) = (range.low, range.high)
            && low > high
        {
            findings.add(
                asked,
                LintRule::InconsistentFigures,
                label(*at),
                "This range goes backwards. Put the smaller number first.",
            );
            return;
        }
    }
    found.sort_by_key(|(_, range)| (range.from(), range.high.map_or(i64::MAX, |(high, _)| high)));
    let mut since = None;
    for (_, range) in &mut found {
        if range.since && range.low.is_none() {
            range.low = since;
            since = range.high;
        }
    }
    let step = found.iter().map(|(_, range)| range.step).min().unwrap_or(ONE);
    for pair in found.windows(2) {
        let [(one, lower), (other, upper)] = pair else { continue };
        let words = format!("{}, {}", label(*one), label(*other));
        let (Some((high, high_in)), Some((low, low_in))) = (lower.high, upper.low) else {
            findings.add(
                asked,
                LintRule::Overlap,
                words,
                "Both options take in the same values. Let each begin where the one before it ended.",
            );
            continue;
        };
        let dimension = lower.dimension;
        // Weeks, months and years do not fit into each other to the day.
        let since = lower.since || upper.since;
        let loose = if dimension == Dimension::Calendar && (since || lower.unit != upper.unit) {
            lower.unit.max(upper.unit)
        } else {
            0
        };
        let touching_counts = dimension != Dimension::Clock && loose == 0;
        let overlaps = high > low.saturating_add(loose) || (high == low && high_in && low_in && touching_counts);
        let own_step = if lower.unit == upper.unit { lower.step.min(upper.step) } else { step };
        let allowed = match (high_in, low_in) {
            (true, true) => own_step,
            _ => 0,
        };
        let neither = high == low && !high_in && !low_in && loose == 0;
        if overlaps {
            let begins = unscaled(lower, high.saturating_add(lower.step));
            let shared = unscaled(lower, low);
            findings.add(
                asked,
                LintRule::Overlap,
                words,
                format!(
                    "{shared} fits both. Let the second begin at {begins}, or say “{shared} or more, but less \
                        than …”."
                ),
            );
        } else if neither || low.saturating_sub(high) > allowed.max(loose) {
            let missing = if neither {
                unscaled(lower, low)
            } else {
                format!("What is between {} and {}", unscaled(lower, high), unscaled(upper, low))
            };
            findings.add(
                asked,
                LintRule::Gap,
                words,
                format!("{missing} fits neither. Let the second begin where the first ends."),
            );
        }
    }
    ends(asked, &found, findings);
}

/// A value in the unit in which the range was written.
fn unscaled(range: &ValueRange, value: i64) -> String {
    match range.dimension {
        Dimension::Time | Dimension::Calendar => written(value / (range.unit / ONE).max(1), range.dimension),
        dimension => written(value, dimension),
    }
}

/// Whether there is something to choose before the first range and after the last one.
fn ends(asked: &AskedQuestion<'_>, found: &[(usize, ValueRange)], findings: &mut FindingList<'_>) {
    if asked.offers(OptionRole::Other) {
        return;
    }
    let label = |at: usize| asked.options.get(at).map_or("", |option| option.label);
    let (Some((first, lowest)), Some((last, highest))) = (found.first(), found.last()) else { return };
    let asks =
        |phrases: &super::phrases::PhraseList| asked.sentences.iter().any(|sentence| phrases.find(sentence).is_some());
    let nothing = asked.options.iter().any(|option| matches!(option.role, OptionRole::None | OptionRole::Outside));
    let counts = asks(&HOW_MANY) && lowest.dimension == Dimension::Count;
    let measures = asks(&HOW_MUCH) && !matches!(lowest.dimension, Dimension::Clock | Dimension::Percent);
    let ages = asks(&AGES);
    let of_child = asked.asking.has(&[
        "child",
        "children",
        "son",
        "daughter",
        "grandchild",
        "grandchildren",
        "child's",
        "children's",
    ]);
    if let Some((low, included)) = lowest.low
        && !nothing
        && ((counts && low >= ONE && !asks(&AT_LEAST_ONE))
            || (measures && (low > lowest.unit || (low > 0 && included && low >= ONE && !asked.conditional)))
            || (ages && !counts && low > 18 * ONE))
        && !(measures && lowest.is_single())
    {
        let none = if counts { "None" } else { "Less" };
        let better =
            format!("There is nothing to choose before “{}”. Begin with “{none}”, if that can be so.", label(*first));
        findings.add(asked, LintRule::Gap, label(*first), better);
    }
    if let Some((high, _)) = highest.high
        && ((counts && !is_limited(asked, high))
            || measures
            || (ages && high < 90 * ONE && !(of_child && high >= 15 * ONE)))
        && !(measures && highest.is_single())
    {
        let better = format!("There is nothing to choose after “{}”. End with “… or more”.", label(*last));
        findings.add(asked, LintRule::Gap, label(*last), better);
    }
}

/// Whether no more than so many are possible: seven days of a week.
fn is_limited(asked: &AskedQuestion<'_>, high: i64) -> bool {
    asked.sentences.iter().any(|sentence| {
        sentence.words.iter().any(|word| number(&word.lower).is_some_and(|number| number.millionths() / 1_000 == high))
            || (high == 7 * ONE && sentence.has(&["week"]) && sentence.has(&["days"]))
    })
}

/// Whether a count begins at one although there may be none: nobody can say "none".
pub(super) fn begins_at_one(asked: &AskedQuestion<'_>) -> bool {
    let Some(mut found) = ranges(asked) else { return false };
    found.sort_by_key(|(_, range)| range.from());
    let asks =
        |phrases: &super::phrases::PhraseList| asked.sentences.iter().any(|sentence| phrases.find(sentence).is_some());
    let nothing = asked.options.iter().any(|option| matches!(option.role, OptionRole::None | OptionRole::Outside));
    !nothing
        && asks(&HOW_MANY)
        && !asks(&AT_LEAST_ONE)
        && found.first().is_some_and(|(_, range)| {
            range.dimension == Dimension::Count && range.low.is_some_and(|(low, _)| low >= ONE)
        })
}
