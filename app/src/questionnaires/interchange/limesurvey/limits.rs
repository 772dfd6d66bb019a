//! Rules that LimeSurvey checks answers with (`self >= 18 and self <= 120`) as the limits that questions have here.

use super::super::super::definition::condition::Bound;
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::question::{DateLimit, Question, QuestionKind};
use super::meaning::number;
use super::script::{Script, Sign};

/// Sets the limits of a rule, and says of each part that is none what it is, in a sentence.
pub(super) fn taken(script: &Script, own: &str, question: &mut Question) -> Vec<String> {
    match script {
        Script::All(of) => of.iter().flat_map(|one| taken(one, own, question)).collect(),
        // Limits are only for what was answered, so "or it is empty" says nothing.
        Script::Any(of) => {
            let rest: Vec<&Script> = of.iter().filter(|one| !is_empty(one, own)).collect();
            match rest.as_slice() {
                [one] if of.len() > 1 => taken(one, own, question),
                _ => vec![format!("{} is a rule with “or”.", said(script))],
            }
        }
        Script::Not(inner) if is_empty(inner, own) => {
            question.required = true;
            Vec::new()
        }
        Script::Number(number) if *number != Decimal::default() => Vec::new(),
        Script::Two(sign, one, other) => {
            let compared = match (looks_at(one, own), looks_at(other, own)) {
                (Some(what), None) => Some((*sign, what, &**other)),
                (None, Some(what)) => Some((turned(*sign), what, &**one)),
                _ => None,
            };
            match compared.and_then(|(sign, what, value)| limit(sign, what, value, question)) {
                Some(()) => Vec::new(),
                None => vec![format!("{} is no limit that there is here.", said(script))],
            }
        }
        _ => vec![format!("{} is no limit that there is here.", said(script))],
    }
}

/// What of a question a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aspect {
    Itself,
    Length,
    Count,
}

fn looks_at(script: &Script, own: &str) -> Option<Aspect> {
    match script {
        Script::Name(name) => {
            let first = name.split('.').next().unwrap_or_default();
            (matches!(first, "self" | "this") || first == own).then_some(Aspect::Itself)
        }
        Script::Call(name, of) => match (name.as_str(), of.as_slice()) {
            ("strlen", [one]) => looks_at(one, own).map(|_| Aspect::Length),
            ("count", [one]) => looks_at(one, own).map(|_| Aspect::Count),
            ("intval" | "floatval" | "trim", [one]) => looks_at(one, own),
            _ => None,
        },
        _ => None,
    }
}

fn is_empty(script: &Script, own: &str) -> bool {
    match script {
        Script::Call(name, of) => name == "is_empty" && of.first().is_some_and(|one| looks_at(one, own).is_some()),
        Script::Two(Sign::Equal(_), one, other) => {
            looks_at(one, own).is_some() && matches!(&**other, Script::Text(text) if text.trim().is_empty())
        }
        _ => false,
    }
}

/// Sets one limit, if there is one of that kind.
fn limit(sign: Sign, what: Aspect, value: &Script, question: &mut Question) -> Option<()> {
    if let (Sign::Unequal, Aspect::Itself, Script::Text(text)) = (sign, what, value) {
        question.required |= text.trim().is_empty();
        return text.trim().is_empty().then_some(());
    }
    let Sign::Ordered(bound) = sign else { return None };
    let upper = matches!(bound, Bound::Less | Bound::AtMost);
    match (&mut question.kind, what) {
        (QuestionKind::Number { places, least, most, .. }, Aspect::Itself) => {
            let value = figure(value)?;
            *places = if *places > 0 { (*places).max(value.places()) } else { 0 };
            // A whole number above 17.5 is at least 18.
            let value = reached(bound, value, *places)?;
            if upper {
                *most = Some(most.map_or(value, |known| known.min(value)));
            } else {
                *least = Some(least.map_or(value, |known| known.max(value)));
            }
        }
        (QuestionKind::Text { most, .. }, Aspect::Length) if upper => {
            let value = u32::try_from(reached(bound, figure(value)?, 0)?.as_whole()?).ok()?;
            *most = Some(most.map_or(value, |known| known.min(value)));
        }
        (QuestionKind::Text { .. }, Aspect::Length) => {
            // At least one character: something has to be written.
            let value = reached(bound, figure(value)?, 0)?.as_whole()?;
            if value > 1 {
                return None;
            }
            question.required |= value == 1;
        }
        (QuestionKind::SeveralOf { least, most, .. }, Aspect::Count) => {
            let value = u32::try_from(reached(bound, figure(value)?, 0)?.as_whole()?).ok()?;
            if upper {
                *most = Some(most.map_or(value, |known| known.min(value)));
            } else {
                *least = Some(least.map_or(value, |known| known.max(value)));
            }
        }
        (QuestionKind::Rank { most, .. }, Aspect::Count) if upper => {
            let value = u32::try_from(reached(bound, figure(value)?, 0)?.as_whole()?).ok()?;
            *most = Some(most.map_or(value, |known| known.min(value)));
        }
        (QuestionKind::Date { earliest, latest, .. }, Aspect::Itself) => {
            let limit = date_limit(match value {
                Script::Text(text) => text,
                Script::Call(name, _) if name == "today" => "today",
                _ => return None,
            })?;
            // The day before or after a day is not worked out here.
            if !matches!(bound, Bound::AtMost | Bound::AtLeast) {
                return None;
            }
            *(if upper { latest } else { earliest }) = Some(limit);
        }
        _ => return None,
    }
    Some(())
}

/// The limit itself, where a sign leaves it out.
fn reached(bound: Bound, value: Decimal, places: u32) -> Option<Decimal> {
    let fits = value.places() <= places;
    // The nearest number with so many decimal places that is not above.
    let below = if fits {
        value
    } else {
        let step = 10_i64.pow(6_u32.saturating_sub(places));
        Decimal::from_millionths(value.millionths().div_euclid(step).checked_mul(step)?)?
    };
    match bound {
        Bound::AtMost => Some(below),
        Bound::Less if fits => value.step(-1, places),
        Bound::Less => Some(below),
        Bound::AtLeast if fits => Some(value),
        Bound::AtLeast | Bound::More => below.step(1, places),
    }
}

fn figure(script: &Script) -> Option<Decimal> {
    match script {
        Script::Number(value) => Some(*value),
        Script::Text(text) => number(text),
        _ => None,
    }
}

/// A day as LimeSurvey's settings have it.
pub(super) fn date_limit(text: &str) -> Option<DateLimit> {
    let text = text.trim();
    if matches!(text, "today" | "now" | "{today()}" | "today()") {
        return Some(DateLimit::Today);
    }
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let day: super::super::super::definition::answer::PartialDate = day.parse().ok()?;
    match (day.month, day.day) {
        (Some(_), Some(_)) => Some(DateLimit::On(day)),
        _ => None,
    }
}

const fn turned(sign: Sign) -> Sign {
    match sign {
        Sign::Ordered(Bound::Less) => Sign::Ordered(Bound::More),
        Sign::Ordered(Bound::AtMost) => Sign::Ordered(Bound::AtLeast),
        Sign::Ordered(Bound::More) => Sign::Ordered(Bound::Less),
        Sign::Ordered(Bound::AtLeast) => Sign::Ordered(Bound::AtMost),
        other => other,
    }
}

/// A rule in a few words.
fn said(script: &Script) -> String {
    match script {
        Script::Call(name, _) => format!("“{name}(…)”"),
        Script::Two(Sign::Ordered(_), one, other) => format!("The comparison of {} and {}", part(one), part(other)),
        _ => "A part".to_owned(),
    }
}

fn part(script: &Script) -> String {
    match script {
        Script::Number(number) => number.to_string(),
        Script::Text(text) => format!("“{text}”"),
        Script::Name(name) => name.clone(),
        Script::Call(name, _) => format!("{name}(…)"),
        _ => "a calculation".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::definition::key::Key;
    use super::super::super::super::definition::question::{AnswerOption, OptionList};
    use super::super::super::super::definition::texts::Wording;
    use super::super::script;
    use super::*;

    fn with(kind: QuestionKind, rule: &str) -> (Question, Vec<String>) {
        let mut question = Question::new(Key::new("q").unwrap(), kind);
        let left = taken(&script::read(rule).unwrap(), "q", &mut question);
        (question, left)
    }

    fn number_with(places: u32, rule: &str) -> (Option<String>, Option<String>, usize) {
        let (question, left) =
            with(QuestionKind::Number { places, least: None, most: None, unit: Wording::default() }, rule);
        let QuestionKind::Number { least, most, .. } = question.kind else { panic!("a number") };
        (least.map(|least| least.to_string()), most.map(|most| most.to_string()), left.len())
    }

    #[test]
    fn limits_of_numbers_are_taken_with_the_sign_as_it_is() {
        let some = |text: &str| Some(text.to_owned());
        for (places, rule, least, most, left) in [
            (0, "self >= 18 and self <= 120", some("18"), some("120"), 0),
            (0, "self > 17 and 120.5 > self", some("18"), some("120"), 0),
            (2, "self > 0 and self < 1000", some("0.01"), some("999.99"), 0),
            (0, "is_empty(this) or (q.NAOK ge '18')", some("18"), None, 0),
            (0, "self >= age * 2", None, None, 1),
            (0, "self > 5 and strlen(self) == 3 and self < 9", some("6"), some("8"), 1),
            (0, "self < 5 or self > 9", None, None, 1),
        ] {
            assert_eq!(number_with(places, rule), (least, most, left), "{rule}");
        }
    }

    #[test]
    fn limits_of_words_ticks_and_dates_are_taken() {
        let text = || QuestionKind::Text { long: false, most: None, published: false };
        let (question, left) = with(text(), "strlen(self) <= 80 and self != ''");
        assert!(question.required && left.is_empty());
        assert_eq!(question.kind, QuestionKind::Text { long: false, most: Some(80), published: false });
        let (question, left) = with(text(), "strlen(self) >= 5");
        assert!(!question.required && left.len() == 1);
        let options = vec![AnswerOption::new("a", Wording::default()), AnswerOption::new("b", Wording::default())];
        let list = OptionList { options, shuffled: false };
        let (question, left) =
            with(QuestionKind::SeveralOf { list, least: None, most: None }, "count(self.NAOK) >= 2 && count(self) < 4");
        assert!(left.is_empty());
        assert!(matches!(question.kind, QuestionKind::SeveralOf { least: Some(2), most: Some(3), .. }));
        let (question, left) = with(
            QuestionKind::Date { partial: false, earliest: None, latest: None },
            "self >= '2020-02-01' and self <= today()",
        );
        assert!(left.is_empty());
        assert!(matches!(question.kind, QuestionKind::Date { latest: Some(DateLimit::Today), earliest: Some(_), .. }));
    }
}
