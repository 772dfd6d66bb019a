//! The checks of a form on an answer: which of them are limits that our questions have. Whether a check on ticks is "none
//! of these with nothing else", "at least two" or "at most three" is found out by trying it on every choice that it can
//! tell apart, not by how it is written.

use super::super::super::definition::answer::PartialDate;
use super::super::super::definition::condition::Operand;
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::question::{DateLimit, QuestionKind};
use super::compile;
use super::xpath::{Comparison, Expression};

/// How much of a check was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CheckTaken {
    /// All of it.
    Whole,
    /// Some of it.
    Part,
    /// Nothing.
    Nothing,
}

/// The parts of a check that all have to hold.
fn clauses(check: &Expression) -> Vec<&Expression> {
    match check {
        Expression::All(parts) => parts.iter().flat_map(clauses).collect(),
        other => vec![other],
    }
}

/// Takes a check over into a question, as far as it can. The options of a choice are told by their names in the form, in
/// the order of the question.
pub(super) fn take_over(check: &Expression, kind: &mut QuestionKind, raw: &[String]) -> CheckTaken {
    let clauses = clauses(check);
    if let QuestionKind::SeveralOf { .. } = kind
        && let Some(limits) = ticks(check, raw)
    {
        limits.put(kind);
        return CheckTaken::Whole;
    }
    let mut taken = 0;
    for clause in &clauses {
        taken += usize::from(clause_taken(clause, kind, raw));
    }
    match taken {
        0 => CheckTaken::Nothing,
        some if some == clauses.len() => CheckTaken::Whole,
        _ => CheckTaken::Part,
    }
}

fn clause_taken(clause: &Expression, kind: &mut QuestionKind, raw: &[String]) -> bool {
    if matches!(compile::constant(clause), Some(Operand::Number(number)) if number != Decimal::default())
        || matches!(clause, Expression::Call(name, given) if name == "true" && given.is_empty())
    {
        return true;
    }
    if let QuestionKind::SeveralOf { .. } = kind {
        return ticks(clause, raw).is_some_and(|limits| {
            limits.put(kind);
            true
        });
    }
    let Expression::Compared(left, how, right) = clause else { return false };
    let (what, how, with) = if mentions_own(left) { (left, *how, right) } else { (right, how.turned(), left) };
    if mentions_own(with) {
        return false;
    }
    match kind {
        QuestionKind::Number { places, least, most, .. } => {
            let Some(number) = own_number(what, with) else { return false };
            *places = if *places == 0 { 0 } else { (*places).max(number.places()) };
            // "More than 10" is "at least 11" of whole numbers, and "at least 10.01" of those with two places.
            let limit = match how {
                Comparison::More => {
                    let down =
                        if *places == 0 && number.as_whole().is_none() { rounded(number, -1) } else { Some(number) };
                    down.and_then(|number| number.step(1, *places))
                }
                Comparison::Less => {
                    let up =
                        if *places == 0 && number.as_whole().is_none() { rounded(number, 1) } else { Some(number) };
                    up.and_then(|number| number.step(-1, *places))
                }
                Comparison::AtLeast | Comparison::AtMost => Some(number),
                Comparison::Equal | Comparison::Unequal => None,
            };
            let Some(limit) = limit else { return false };
            match how {
                Comparison::More | Comparison::AtLeast => {
                    *least = Some(least.map_or(limit, |before| before.max(limit)))
                }
                _ => *most = Some(most.map_or(limit, |before| before.min(limit))),
            }
            true
        }
        QuestionKind::Money { least, most } => {
            let Some(pence) = own_number(what, with).and_then(Decimal::pence) else { return false };
            match how {
                Comparison::AtLeast => *least = Some(least.map_or(pence, |before| before.max(pence))),
                Comparison::AtMost => *most = Some(most.map_or(pence, |before| before.min(pence))),
                _ => return false,
            }
            true
        }
        QuestionKind::Text { most, .. } => {
            let is_length = matches!(&**what, Expression::Call(name, given)
                if name == "string-length" && given.as_slice() == [Expression::Own]);
            let length = number_of(with).and_then(Decimal::as_whole).and_then(|length| u32::try_from(length).ok());
            let limit = match (is_length, how, length) {
                (true, Comparison::AtMost, Some(length)) => length,
                (true, Comparison::Less, Some(length)) if length > 0 => length - 1,
                _ => return false,
            };
            *most = Some(most.map_or(limit, |before| before.min(limit)));
            true
        }
        QuestionKind::Date { earliest, latest, .. } => {
            if **what != Expression::Own {
                return false;
            }
            match (day(with, how), how) {
                (Some(limit), Comparison::More | Comparison::AtLeast) => *earliest = Some(limit),
                (Some(limit), Comparison::Less | Comparison::AtMost) => *latest = Some(limit),
                _ => return false,
            }
            true
        }
        _ => false,
    }
}

fn mentions_own(expression: &Expression) -> bool {
    match expression {
        Expression::Own => true,
        Expression::Text(_) | Expression::Number(_) | Expression::Of(_) | Expression::Named(_) => false,
        Expression::Call(_, given) | Expression::All(given) | Expression::Any(given) => given.iter().any(mentions_own),
        Expression::Compared(left, _, right) | Expression::Sum(left, _, right) => {
            mentions_own(left) || mentions_own(right)
        }
    }
}

fn number_of(expression: &Expression) -> Option<Decimal> {
    match compile::constant(expression)? {
        Operand::Number(number) => Some(number),
        Operand::Text(text) => text.trim().parse().ok(),
    }
}

fn own_number(what: &Expression, with: &Expression) -> Option<Decimal> {
    let is_own = match what {
        Expression::Own => true,
        Expression::Call(name, given) => name == "number" && given.as_slice() == [Expression::Own],
        _ => false,
    };
    if is_own { number_of(with) } else { None }
}

/// The whole number below (`towards` negative) or above.
fn rounded(number: Decimal, towards: i64) -> Option<Decimal> {
    let part = number.millionths().rem_euclid(1_000_000);
    let down = number.millionths() - part;
    Decimal::from_millionths(if towards < 0 { down } else { down + 1_000_000 })
}

/// The day that is a limit. Before today is not the same as up to today, and is not taken.
fn day(with: &Expression, how: Comparison) -> Option<DateLimit> {
    if matches!(with, Expression::Call(name, given) if name == "today" && given.is_empty()) {
        return matches!(how, Comparison::AtLeast | Comparison::AtMost).then_some(DateLimit::Today);
    }
    let Operand::Text(text) = compile::constant(with)? else { return None };
    let date: PartialDate = text.trim().parse().ok()?;
    if !date.is_whole() {
        return None;
    }
    match how {
        Comparison::More => neighbour(date, 1).map(DateLimit::On),
        Comparison::Less => neighbour(date, -1).map(DateLimit::On),
        _ => Some(DateLimit::On(date)),
    }
}

/// The day before or after.
fn neighbour(date: PartialDate, by: i8) -> Option<PartialDate> {
    let (month, day) = (date.month?, date.day?);
    let same_month =
        PartialDate::new(date.year, Some(month), Some(day.checked_add(by)?)).filter(|date| date.is_whole());
    if let Some(found) = same_month {
        return Some(found);
    }
    if by > 0 {
        let (year, month) = if month == 12 { (date.year.checked_add(1)?, 1) } else { (date.year, month + 1) };
        return PartialDate::new(year, Some(month), Some(1));
    }
    let (year, month) = if month == 1 { (date.year.checked_sub(1)?, 12) } else { (date.year, month - 1) };
    (28..=31).rev().find_map(|day| PartialDate::new(year, Some(month), Some(day)))
}

/// What a check on ticks comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct TickLimits {
    /// The places of the options with which nothing else may be ticked.
    exclusive: Vec<usize>,
    least: Option<u32>,
    most: Option<u32>,
}

impl TickLimits {
    fn put(self, kind: &mut QuestionKind) {
        let QuestionKind::SeveralOf { list, least, most } = kind else { return };
        for place in self.exclusive {
            if let Some(option) = list.options.get_mut(place) {
                option.exclusive = true;
            }
        }
        *least = (*least).max(self.least);
        *most = match (*most, self.most) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

/// Options that were ticked: those that the check names, and how many of the others.
struct TickedOptions<'a> {
    named: Vec<&'a str>,
    others: usize,
}

impl TickedOptions<'_> {
    fn count(&self) -> usize {
        self.named.len() + self.others
    }
}

/// The most choices that are tried.
const MOST_TRIED: usize = 8_192;

/// The limits that a check on ticks is the same as; none if it is something else.
fn ticks(check: &Expression, raw: &[String]) -> Option<TickLimits> {
    let mut mentioned = Vec::new();
    gather(check, &mut mentioned);
    let named: Vec<(usize, &str)> = raw
        .iter()
        .enumerate()
        .filter(|(_, raw)| mentioned.contains(raw))
        .map(|(place, raw)| (place, raw.as_str()))
        .collect();
    // Of the options that it does not name it can tell how many were ticked, up to the largest number in it.
    let others = raw.len() - named.len();
    let largest = mentioned.iter().filter_map(|text| text.parse::<usize>().ok()).max().unwrap_or_default();
    let mut counts: Vec<usize> = (0..=others.min(largest.saturating_add(2))).collect();
    if counts.last() != Some(&others) {
        counts.push(others);
    }
    if named.len() > 10 || (1 << named.len()) * counts.len() > MOST_TRIED || raw.is_empty() {
        return None;
    }
    let mut tried = Vec::new();
    for bits in 0..1_usize << named.len() {
        for others in counts.iter().copied() {
            let chosen: Vec<usize> = (0..named.len()).filter(|place| bits >> place & 1 == 1).collect();
            let ticked = TickedOptions {
                named: chosen.iter().filter_map(|at| named.get(*at)).map(|(_, raw)| *raw).collect(),
                others,
            };
            if ticked.count() > 0 {
                tried.push((chosen, ticked.count(), holds(check, &ticked)?));
            }
        }
    }
    // An option is exclusive if it is taken alone and with nothing else, where others are taken together.
    let together = tried.iter().any(|(_, count, accepted)| *accepted && *count > 1);
    let is_exclusive = |at: usize| {
        together && tried.iter().all(|(chosen, count, accepted)| !chosen.contains(&at) || *accepted == (*count == 1))
    };
    let exclusive: Vec<usize> = (0..named.len()).filter(|at| is_exclusive(*at)).collect();
    let free = |chosen: &[usize]| !chosen.iter().any(|at| exclusive.contains(at));
    let sizes: Vec<usize> =
        tried.iter().filter(|(chosen, _, accepted)| *accepted && free(chosen)).map(|(_, count, _)| *count).collect();
    let (least, most) = (*sizes.iter().min()?, *sizes.iter().max()?);
    let same = tried.iter().all(|(chosen, count, accepted)| {
        *accepted == if free(chosen) { (least..=most).contains(count) } else { *count == 1 }
    });
    let most_possible = raw.len() - exclusive.len();
    same.then(|| TickLimits {
        exclusive: exclusive.iter().filter_map(|at| named.get(*at)).map(|(place, _)| *place).collect(),
        least: u32::try_from(least).ok().filter(|least| *least > 1),
        most: u32::try_from(most).ok().filter(|_| most < most_possible),
    })
}

/// Every text in a check that may name an option.
fn gather(expression: &Expression, into: &mut Vec<String>) {
    match expression {
        Expression::Text(text) => into.extend(text.split_whitespace().map(str::to_owned)),
        Expression::Number(number) => into.push(number.to_string()),
        Expression::Own | Expression::Of(_) | Expression::Named(_) => {}
        Expression::Call(_, given) | Expression::All(given) | Expression::Any(given) => {
            given.iter().for_each(|one| gather(one, into));
        }
        Expression::Compared(left, _, right) | Expression::Sum(left, _, right) => {
            gather(left, into);
            gather(right, into);
        }
    }
}

/// Whether a check on ticks holds; nothing if it asks about something else.
fn holds(check: &Expression, ticked: &TickedOptions<'_>) -> Option<bool> {
    match check {
        Expression::All(parts) => {
            parts.iter().map(|part| holds(part, ticked)).try_fold(true, |all, one| Some(all && one?))
        }
        Expression::Any(parts) => {
            parts.iter().map(|part| holds(part, ticked)).try_fold(false, |any, one| Some(any || one?))
        }
        Expression::Call(name, given) => match (name.as_str(), given.as_slice()) {
            ("true", []) => Some(true),
            ("false", []) => Some(false),
            ("not", [inner]) => Some(!holds(inner, ticked)?),
            ("if", [when, then, otherwise]) => holds(if holds(when, ticked)? { then } else { otherwise }, ticked),
            ("selected", [Expression::Own, code]) => {
                let code = match compile::constant(code)? {
                    Operand::Text(text) => text,
                    Operand::Number(number) => number.to_string(),
                };
                Some(ticked.named.contains(&code.as_str()))
            }
            _ => None,
        },
        Expression::Compared(left, how, right) => {
            let (what, how, with) = if mentions_own(left) { (left, *how, right) } else { (right, how.turned(), left) };
            match &**what {
                Expression::Call(name, given) if name == "count-selected" && given.as_slice() == [Expression::Own] => {
                    let count = Decimal::whole(i64::try_from(ticked.count()).ok()?)?;
                    Some(how.holds(count.cmp(&number_of(with)?)))
                }
                Expression::Own if matches!(how, Comparison::Equal | Comparison::Unequal) => {
                    let wanted = match compile::constant(with)? {
                        Operand::Text(text) => text,
                        Operand::Number(number) => number.to_string(),
                    };
                    let is = ticked.count() == 1 && ticked.named.first() == Some(&wanted.as_str());
                    Some(is == (how == Comparison::Equal))
                }
                // A yes or no compared with another.
                _ if matches!(how, Comparison::Equal) => Some(holds(what, ticked)? == holds(with, ticked)?),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::definition::question::{AnswerOption, OptionList};
    use super::super::super::super::definition::texts::Wording;
    use super::super::xpath;
    use super::*;

    fn several() -> (QuestionKind, Vec<String>) {
        let codes = ["a", "b", "c", "none"];
        let options = codes.iter().map(|code| AnswerOption::new(*code, Wording::default())).collect();
        let list = OptionList { options, shuffled: false };
        (
            QuestionKind::SeveralOf { list, least: None, most: None },
            codes.iter().map(|code| (*code).to_owned()).collect(),
        )
    }

    fn taken(check: &str, mut kind: QuestionKind, raw: &[String]) -> (CheckTaken, QuestionKind) {
        let taken = take_over(&xpath::read(check).unwrap(), &mut kind, raw);
        (taken, kind)
    }

    #[test]
    fn none_of_these_is_known_however_it_is_written() {
        for check in [
            "not(selected(., 'none') and count-selected(.) > 1)",
            "not(selected(., 'none')) or count-selected(.) = 1",
            "count-selected(.) <= 1 or not(selected(., 'none'))",
            "if(selected(., 'none'), count-selected(.) = 1, true())",
            "not(selected(., 'none') and (selected(., 'a') or selected(., 'b') or selected(., 'c')))",
        ] {
            let (kind, raw) = several();
            let (how_much, kind) = taken(check, kind, &raw);
            let QuestionKind::SeveralOf { list, least: None, most: None } = &kind else { panic!("{check}: {kind:?}") };
            let exclusive: Vec<bool> = list.options.iter().map(|option| option.exclusive).collect();
            assert_eq!(
                (how_much, exclusive.as_slice()),
                (CheckTaken::Whole, [false, false, false, true].as_slice()),
                "{check}"
            );
        }
    }

    #[test]
    fn a_long_list_is_no_hindrance() {
        let raw: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
        let options = raw.iter().map(|code| AnswerOption::new(code, Wording::default())).collect();
        let list = OptionList { options, shuffled: false };
        let check = "not(selected(., 'c7') and count-selected(.) > 1) and count-selected(.) <= 12";
        let (how_much, kind) = taken(check, QuestionKind::SeveralOf { list, least: None, most: None }, &raw);
        let QuestionKind::SeveralOf { list, most, .. } = kind else { panic!() };
        assert_eq!((how_much, most, list.options[7].exclusive), (CheckTaken::Whole, Some(12), true));
    }

    #[test]
    fn how_many_may_be_ticked_is_taken_over() {
        for (check, how_much, limits) in [
            ("count-selected(.) <= 3", CheckTaken::Whole, (None, Some(3))),
            ("count-selected(.)<=2 and count-selected(.) >= 2", CheckTaken::Whole, (Some(2), Some(2))),
            ("3 > count-selected(.)", CheckTaken::Whole, (None, Some(2))),
            ("count-selected(.) = 1", CheckTaken::Whole, (None, Some(1))),
            ("count-selected(.) >= 1", CheckTaken::Whole, (None, None)),
            ("not(selected(., 'a') and selected(., 'b'))", CheckTaken::Nothing, (None, None)),
            ("count-selected(.) < 4 and not(selected(., 'a') and selected(., 'b'))", CheckTaken::Part, (None, Some(3))),
            (
                "(count-selected(.) >= 2 or selected(., 'none')) and not(selected(., 'none') and count-selected(.) > 1)",
                CheckTaken::Whole,
                (Some(2), None),
            ),
            ("count-selected(.) <= ${most}", CheckTaken::Nothing, (None, None)),
        ] {
            let (kind, raw) = several();
            let (found, kind) = taken(check, kind, &raw);
            let QuestionKind::SeveralOf { least, most, .. } = kind else { panic!("{check}") };
            assert_eq!((found, (least, most)), (how_much, limits), "{check}");
        }
    }

    #[test]
    fn limits_of_numbers_are_taken_over() {
        for (check, places, how_much, limits) in [
            (". >= 18 and . <= 120", 0, CheckTaken::Whole, (Some("18"), Some("120"))),
            (". > 0 and 10 > .", 0, CheckTaken::Whole, (Some("1"), Some("9"))),
            (". > 10.51 and . < 18.39", 2, CheckTaken::Whole, (Some("10.52"), Some("18.38"))),
            (". > 0.5 and . < 3.5", 0, CheckTaken::Whole, (Some("1"), Some("3"))),
            (". > -1", 0, CheckTaken::Whole, (Some("0"), None)),
            (". <= ${other}", 0, CheckTaken::Nothing, (None, None)),
            (". >= 0 and . != 5", 0, CheckTaken::Part, (Some("0"), None)),
            (". >= 0 or . = 99", 0, CheckTaken::Nothing, (None, None)),
            (". >= 2 * 3", 0, CheckTaken::Whole, (Some("6"), None)),
        ] {
            let kind = QuestionKind::Number { places, least: None, most: None, unit: Wording::default() };
            let (found, kind) = taken(check, kind, &[]);
            let QuestionKind::Number { least, most, .. } = kind else { panic!("{check}") };
            let words = (least.map(|number| number.to_string()), most.map(|number| number.to_string()));
            assert_eq!((found, words.0.as_deref(), words.1.as_deref()), (how_much, limits.0, limits.1), "{check}");
        }
    }

    #[test]
    fn limits_of_words_and_days_are_taken_over() {
        let text = |check| taken(check, QuestionKind::Text { long: false, most: None, published: false }, &[]);
        assert_eq!(
            text("string-length(.) < 81"),
            (CheckTaken::Whole, QuestionKind::Text { long: false, most: Some(80), published: false })
        );
        assert_eq!(text("string-length(.) > 2").0, CheckTaken::Nothing);
        assert_eq!(text("regex(., '^[0-9]+$')").0, CheckTaken::Nothing);
        for (check, how_much, earliest, latest) in [
            (". <= today()", CheckTaken::Whole, None, Some("today")),
            (". >= today()", CheckTaken::Whole, Some("today"), None),
            (". < today()", CheckTaken::Nothing, None, None),
            (". >= date('2001-02-03') and . < '2025-01-01'", CheckTaken::Whole, Some("2001-02-03"), Some("2024-12-31")),
            (". > date('2024-02-28')", CheckTaken::Whole, Some("2024-02-29"), None),
        ] {
            let (found, kind) = taken(check, QuestionKind::Date { partial: false, earliest: None, latest: None }, &[]);
            let QuestionKind::Date { earliest: first, latest: last, .. } = kind else { panic!("{check}") };
            let words = |limit: Option<DateLimit>| {
                limit.map(|limit| match limit {
                    DateLimit::Today => "today".to_owned(),
                    DateLimit::On(date) => date.to_string(),
                })
            };
            assert_eq!(
                (found, words(first).as_deref(), words(last).as_deref()),
                (how_much, earliest, latest),
                "{check}"
            );
        }
    }
}
