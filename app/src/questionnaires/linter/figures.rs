//! Figures in a question that contradict each other: hours against clock times, weekdays against dates, ends before
//! beginnings, percentages and sums that do not add up.

use super::asked::AskedQuestion;
use super::calendar::{Contradiction, dates_that_cannot_be, weekday};
use super::counts::{number, whole};
use super::findings::FindingList;
use super::measures::clock;
use super::rule::LintRule;
use super::words::LabelSentence;

/// A span of clock times: "from 11am to 1pm".
struct ClockSpan {
    from: usize,
    to: usize,
    minutes: i64,
    opened: bool,
}

fn time(sentence: &LabelSentence<'_>, at: usize) -> Option<(i64, usize)> {
    let minutes = clock(sentence.lower(at), sentence.lower(at + 1))?;
    let apart =
        matches!(sentence.lower(at + 1), "am" | "pm" | "noon" | "midnight") && !sentence.lower(at).ends_with('m');
    Some((minutes, at + 1 + usize::from(apart)))
}

fn clock_spans(sentence: &LabelSentence<'_>) -> Vec<ClockSpan> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentence.words.len() {
        // "9 to 5pm" has the first figure in the half of the day that makes sense of it.
        let first = time(sentence, at).or_else(|| {
            let bare: i64 = sentence.lower(at).parse().ok().filter(|hour| (1..=12).contains(hour))?;
            Some((bare * 60, at + 1))
        });
        let Some((mut begins, end)) = first else {
            at += 1;
            continue;
        };
        let bare = time(sentence, at).is_none();
        let marked = sentence.words.get(end - 1).is_some_and(|word| matches!(word.mark, '-' | '–' | '—'));
        let joint = matches!(sentence.lower(end), "to" | "until" | "till" | "and");
        let second = if marked { end } else { end + 1 };
        if let Some((ends, to)) = time(sentence, second).filter(|_| marked || joint) {
            if bare && begins + 720 < ends {
                begins += 720;
            }
            let before = at.checked_sub(1).map_or("", |before| sentence.lower(before));
            found.push(ClockSpan {
                from: at,
                to,
                minutes: ends - begins,
                opened: matches!(before, "from" | "between" | "open") || marked,
            });
            at = to;
        } else {
            at = end;
        }
    }
    found
}

/// "3 hours", "two and a half hours", "a 3-hour session": minutes, and where it stands.
fn durations(sentence: &LabelSentence<'_>) -> Vec<(i64, usize, usize)> {
    let mut found = Vec::new();
    for at in 0..sentence.words.len() {
        let lower = sentence.lower(at);
        let hyphened = lower.strip_suffix("-hour").or_else(|| lower.strip_suffix("-hours")).and_then(number);
        let (minutes, end) = if let Some(hours) = hyphened {
            (hours.millionths() * 60 / 1_000_000, at + 1)
        } else if let Some(hours) = number(lower) {
            match (sentence.lower(at + 1), sentence.lower(at + 2), sentence.lower(at + 3), sentence.lower(at + 4)) {
                ("hour" | "hours" | "hrs", ..) => (hours.millionths() * 60 / 1_000_000, at + 2),
                ("and", "a", "half", "hours") => (hours.millionths() * 60 / 1_000_000 + 30, at + 5),
                _ => continue,
            }
        } else {
            continue;
        };
        found.push((minutes, at, end));
    }
    found
}

/// Days from "Monday to Friday", "Mondays and Thursdays", "every day", "5 days a week".
fn days_named(sentence: &LabelSentence<'_>) -> Option<(i64, usize, usize)> {
    let words = &sentence.words;
    for (at, word) in words.iter().enumerate() {
        if let Some(first) = weekday(&word.lower) {
            let ranged = matches!(sentence.lower(at + 1), "to" | "until") || matches!(word.mark, '-' | '–');
            let second = if matches!(sentence.lower(at + 1), "to" | "until") { at + 2 } else { at + 1 };
            if let Some(last) = weekday(sentence.lower(second)).filter(|last| ranged && *last > first) {
                return Some((i64::try_from(last - first + 1).unwrap_or_default(), at, second + 1));
            }
        }
    }
    None
}

const RATES: &[&str] = &["a", "per", "each", "every"];

fn hours_that_do_not_fit(sentence: &LabelSentence<'_>) -> Option<Contradiction> {
    let spans = clock_spans(sentence);
    if let Some(span) = spans.iter().find(|span| span.opened && span.minutes <= 0) {
        return Some((
            sentence.between(span.from, span.to).to_owned(),
            "This ends before it begins. Correct one of the times.".to_owned(),
        ));
    }
    let found = durations(sentence);
    let rate = |end: usize, unit: &str| {
        sentence.words.get(end).is_some_and(|word| word.is(RATES)) && sentence.lower(end + 1) == unit
    };
    let daily = found.iter().find(|(_, _, end)| rate(*end, "day"));
    let weekly = found.iter().find(|(_, _, end)| rate(*end, "week") || sentence.lower(*end) == "weekly");
    let day_count = days_named(sentence);
    let said_days = (0..sentence.words.len()).find_map(|at| {
        (sentence.lower(at + 1) == "days")
            .then(|| whole(sentence.lower(at)))
            .flatten()
            .filter(|days| (1..=7).contains(days))
            .map(|days| (days, at))
    });
    if let (Some((said, at)), Some((named, _, end))) = (said_days, day_count)
        && said != named
        && sentence.has(&["week", "from", "days"])
    {
        let words = sentence.between(at.min(end - 1), end.max(at + 2));
        return Some((
            words.to_owned(),
            format!("The days that are named are {named}, not {said}. Correct one of them."),
        ));
    }
    if let (Some((daily, ..)), Some((weekly, from, to))) = (daily, weekly) {
        let days = day_count
            .map(|(days, ..)| days)
            .or(said_days.map(|(days, _)| days))
            .or_else(|| sentence.has(&["everyday"]).then_some(7))?;
        if daily * days != *weekly {
            let words = sentence.between(*from, to + 2).to_owned();
            return Some((
                words,
                format!(
                    "{} hours on {days} days are {} hours. Correct one of the figures.",
                    hours(*daily),
                    hours(daily * days)
                ),
            ));
        }
        return None;
    }
    if let Some(contradiction) = difference(sentence, &found) {
        return Some(contradiction);
    }
    // "for 3 hours … from 11am to 1pm", where the hours are how long it is open and nothing else.
    let lasting: Vec<_> = found
        .iter()
        .filter(|(_, from, end)| {
            let before = from.checked_sub(1).map_or("", |before| sentence.lower(before));
            let compared = matches!(
                sentence.lower(*end),
                "more"
                    | "longer"
                    | "less"
                    | "fewer"
                    | "later"
                    | "earlier"
                    | "extra"
                    | "before"
                    | "after"
                    | "ago"
                    | "away"
                    | "notice"
            ) || matches!(
                before,
                "extra"
                    | "additional"
                    | "more"
                    | "every"
                    | "within"
                    | "last"
                    | "by"
                    | "another"
                    | "first"
                    | "next"
                    | "than"
                    | "past"
                    | "over"
                    | "under"
                    | "to"
            );
            !compared && !rate(*end, "week") && !rate(*end, "month") && sentence.lower(*end) != "weekly"
        })
        .collect();
    if let ([(minutes, from, to)], false) = (lasting.as_slice(), spans.is_empty()) {
        let total: i64 = spans.iter().map(|span| span.minutes).sum();
        let fits = spans.iter().any(|span| span.minutes == *minutes)
            || total == *minutes
            || day_count.is_some_and(|(days, ..)| total * days == *minutes);
        if !fits && let Some(span) = spans.first() {
            let words = sentence.between((*from).min(span.from), (*to).max(span.to)).to_owned();
            let times = sentence.between(span.from, span.to);
            return Some((
                words,
                format!(
                    "{times} is {} hours, not {}. Correct one of the figures.",
                    hours(span.minutes),
                    hours(*minutes)
                ),
            ));
        }
    }
    None
}

/// "From 40 hours to 45 hours, an extra 6 hours", and the same of money.
fn difference(sentence: &LabelSentence<'_>, durations: &[(i64, usize, usize)]) -> Option<Contradiction> {
    let money = if durations.len() < 3 { amounts(sentence) } else { Vec::new() };
    let found = if money.len() >= 3 { money.as_slice() } else { durations };
    let from =
        found.iter().position(|(_, at, _)| at.checked_sub(1).is_some_and(|before| sentence.lower(before) == "from"))?;
    let (first, ..) = found.get(from)?;
    let (second, at, _) = found.get(from + 1)?;
    if sentence.lower(at.saturating_sub(1)) != "to" {
        return None;
    }
    let (said, at, end) = found.get(from + 2)?;
    let near = (at.saturating_sub(3)..*at).chain(*end..end + 2);
    let compared = near.into_iter().any(|place| {
        matches!(
            sentence.lower(place),
            "extra" | "additional" | "more" | "fewer" | "less" | "increase" | "rise" | "cut" | "reduction" | "longer"
        )
    });
    (compared && second.saturating_sub(*first).saturating_abs() != *said).then(|| {
        (
            sentence.between(*at, *end).to_owned(),
            "This is not the difference between the two figures. Correct one of them.".to_owned(),
        )
    })
}

fn hours(minutes: i64) -> String {
    match minutes % 60 {
        0 => (minutes / 60).to_string(),
        30 => format!("{}½", minutes / 60),
        rest => format!("{}:{rest:02}", minutes / 60),
    }
}

const TOTALS: &[&str] = &["total", "all", "altogether", "together", "overall"];

fn sums_that_do_not_add_up(sentence: &LabelSentence<'_>) -> Option<Contradiction> {
    let words = &sentence.words;
    // Shares of one whole: "40% on books, 40% on staff and 30% on buildings".
    let shares: Vec<(i64, usize)> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| {
            word.text.ends_with('%')
                && (matches!(
                    sentence.lower(at + 1),
                    "on" | "for" | "to" | "goes" | "would" | "is" | "from" | "in" | "spent"
                ) || sentence.lower(at + 1) == "of"
                    && sentence.lower(at + 2) == "the"
                    && matches!(
                        sentence.lower(at + 3),
                        "budget" | "money" | "total" | "cost" | "funding" | "savings" | "spending"
                    )
                    || at + 1 == words.len())
        })
        .filter_map(|(at, word)| number(&word.lower).map(|number| (number.millionths(), at)))
        .collect();
    if let [(_, first), .., (_, last)] = shares.as_slice() {
        let total = shares.iter().fold(0_i64, |sum, (share, _)| sum.saturating_add(*share));
        let whole = 100_000_000;
        if total > whole && shares.len() >= 2 && !sentence.has(&["from", "increase", "rise", "fall", "cut"])
            || (shares.len() >= 3 && total < whole && total >= whole * 4 / 5)
        {
            let words = sentence.between(*first, last + 3).to_owned();
            return Some((
                words,
                format!("The parts add up to {}%, not 100%. Correct one of them.", total / 1_000_000),
            ));
        }
    }
    // Amounts of one kind and what they come to: "£2 million and £3 million, £6 million in all".
    let money: Vec<(i64, usize, usize)> = amounts(sentence);
    let is_total = |at: usize, end: usize| {
        let after = (end..(end + 3).min(words.len())).any(|next| words.get(next).is_some_and(|word| word.is(TOTALS)));
        let before = (at.saturating_sub(3)..at)
            .any(|earlier| words.get(earlier).is_some_and(|word| word.is(&["total", "altogether"])));
        after || before
    };
    // "It would cost £10,000: £6,000 for staff and £5,000 for heating."
    let opens = |end: usize| words.get(end.saturating_sub(1)).is_some_and(|word| word.mark == ':');
    let totals: Vec<_> = money.iter().filter(|(_, at, end)| is_total(*at, *end) || opens(*end)).collect();
    if let [(total, at, end)] = totals.as_slice() {
        let parts: Vec<_> = money.iter().filter(|(_, other, _)| other != at).collect();
        let sum = parts.iter().fold(0_i64, |sum, (part, ..)| sum.saturating_add(*part));
        if parts.len() >= 2 && sum != *total {
            let from = parts.iter().map(|(_, at, _)| *at).min().unwrap_or(*at).min(*at);
            let to = parts.iter().map(|(_, _, end)| *end).max().unwrap_or(*end).max(*end);
            return Some((
                sentence.between(from, to).to_owned(),
                "The parts do not add up to the total. Correct one of them.".to_owned(),
            ));
        }
    }
    None
}

/// Amounts of the commonest kind in a sentence: money if there is some, or else hours.
fn amounts(sentence: &LabelSentence<'_>) -> Vec<(i64, usize, usize)> {
    let money: Vec<_> = sentence
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.text.starts_with('£'))
        .filter_map(|(at, word)| {
            let millions = sentence.lower(at + 1) == "million" || word.lower.ends_with('m');
            let thousands = word.lower.ends_with('k');
            let value = number(word.lower.trim_end_matches(['m', 'k']))?.millionths();
            let size = if millions {
                1_000_000
            } else if thousands {
                1_000
            } else {
                1
            };
            Some((value.checked_mul(size)?, at, at + 1 + usize::from(sentence.lower(at + 1) == "million")))
        })
        .collect();
    if money.len() >= 2 { money } else { durations(sentence) }
}

/// `inconsistent-figures`.
pub(super) fn check(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let help = super::words::sentences(asked.help);
    let options = asked.options.iter().map(|option| &option.sentence);
    for sentence in asked.sentences.iter().chain(&help).chain(options) {
        if let Some((words, better)) = contradiction(sentence) {
            findings.add(asked, LintRule::InconsistentFigures, words, better);
        }
    }
}

/// What contradicts itself in a sentence.
pub(super) fn contradiction(sentence: &LabelSentence<'_>) -> Option<Contradiction> {
    if !sentence.words.iter().any(super::words::LabelWord::has_digit) && number_words(sentence) == 0 {
        return None;
    }
    hours_that_do_not_fit(sentence)
        .or_else(|| dates_that_cannot_be(sentence))
        .or_else(|| sums_that_do_not_add_up(sentence))
}

fn number_words(sentence: &LabelSentence<'_>) -> usize {
    sentence.words.iter().filter(|word| number(&word.lower).is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::super::words::sentences;
    use super::*;

    fn wrong(text: &str) -> Option<String> {
        sentences(text).iter().find_map(contradiction).map(|(words, _)| words)
    }

    #[test]
    fn hours_that_differ_from_clock_times_are_found() {
        assert_eq!(
            wrong("Shall we open for 3 hours on Wednesdays from 11am to 1pm?").as_deref(),
            Some("3 hours on Wednesdays from 11am to 1pm")
        );
        assert_eq!(wrong("A 3-hour opening, 9:30am–12 noon").as_deref(), Some("3-hour opening, 9:30am–12 noon"));
        assert_eq!(wrong("Shall we open for two and a half hours from 11am to 1:30pm?"), None);
        assert_eq!(wrong("Shall we open 2 hours longer, from 9am to 7pm?"), None);
        assert_eq!(wrong("Open from 9am to 1pm and from 2pm to 5pm, 7 hours a day"), None);
        assert_eq!(wrong("Open from 9 to 5pm, for 8 hours"), None);
        assert_eq!(wrong("from 2pm to 11am").as_deref(), Some("2pm to 11am"));
    }

    #[test]
    fn hours_of_days_and_weeks_are_multiplied() {
        assert!(wrong("4 hours a day, Monday to Friday, 18 hours a week").is_some());
        assert_eq!(wrong("4 hours a day, Monday to Friday, 20 hours a week"), None);
        assert!(wrong("We would open six days a week, Monday to Friday.").is_some());
        assert_eq!(wrong("We would open six days a week, Monday to Saturday."), None);
    }

    #[test]
    fn figures_beyond_reckoning_are_let_be() {
        let much = "£9,000,000 million";
        assert!(wrong(&format!("from {much} to {much}, a cut of {much}, and {much} in all")).is_some());
        assert!(wrong("999999999% on books, 999999999% on staff").is_some());
        let _ = wrong("999999999 hours a day, Monday to Friday, 999,999,999.999999 hours a week from 12am to 12pm");
    }

    #[test]
    fn parts_and_their_total_are_added() {
        assert!(wrong("40% on books, 40% on staff and 30% on buildings").is_some());
        assert_eq!(wrong("50% on books, 30% on staff and 20% on buildings"), None);
        assert_eq!(wrong("60% of children and 70% of adults use it"), None);
        assert!(wrong("We would save £2 million on buildings and £3 million on staff, £6 million in all.").is_some());
        assert_eq!(wrong("We would save £2 million on buildings and £3 million on staff, £5 million in all."), None);
    }
}
