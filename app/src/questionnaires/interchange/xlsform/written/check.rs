//! The limits of a question as the check of a form.

use super::super::super::super::definition::answer::PartialDate;
use super::super::super::super::definition::blank::Blank;
use super::super::super::super::definition::condition::Bound;
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::question::{DateLimit, Question, QuestionKind};
use super::super::xpath::quoted;
use super::naming::choice_name;
use super::outward::day_limit;

/// Whether "I don't know" and "I prefer not to say" are choices among the others.
pub(super) fn as_choices(question: &Question) -> bool {
    let of_kind =
        matches!(question.kind, QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } | QuestionKind::Scale { .. });
    of_kind && Blank::CHOSEN.iter().all(|blank| question.option(blank.code()).is_none())
}

/// The check of a question's limits.
pub(super) fn check(question: &Question) -> String {
    let between = |least: Option<String>, most: Option<String>| {
        let parts = [least.map(|least| format!(". >= {least}")), most.map(|most| format!(". <= {most}"))];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
    };
    match &question.kind {
        QuestionKind::Number { least, most, .. } => {
            between(least.map(|number| number.to_string()), most.map(|number| number.to_string()))
        }
        QuestionKind::Money { least, most } => {
            let pounds = |pence: &Option<i64>| pence.and_then(Decimal::pounds).map(|pounds| pounds.to_string());
            between(pounds(least), pounds(most))
        }
        QuestionKind::Text { most: Some(most), .. } => format!("string-length(.) <= {most}"),
        QuestionKind::PostcodeArea => super::super::POSTCODE_AREA.to_owned(),
        QuestionKind::Date { earliest, latest, .. } => {
            let parts = [(Bound::AtLeast, earliest), (Bound::AtMost, latest)].map(|(bound, limit)| match limit {
                None => None,
                Some(DateLimit::Today) => Some(format!(". {} today()", bound.sign())),
                Some(DateLimit::On(date)) => date_check(bound, *date),
            });
            parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
        }
        QuestionKind::SeveralOf { list, least, most } => {
            let mut alone: Vec<String> = list
                .options
                .iter()
                .filter(|option| option.exclusive)
                .map(|option| quoted(&choice_name(&option.code)))
                .collect();
            if as_choices(question) {
                let blanks =
                    [(question.dont_know, Blank::DontKnow), (question.prefer_not_to_say, Blank::PreferNotToSay)];
                alone.extend(blanks.iter().filter(|(allowed, _)| *allowed).map(|(_, blank)| quoted(blank.code())));
            }
            let mut parts = Vec::new();
            if let Some(least) = least {
                let enough = format!("count-selected(.) >= {least}");
                let one: Vec<String> = alone.iter().map(|code| format!("selected(., {code})")).collect();
                parts.push(if one.is_empty() { enough } else { format!("({enough} or {})", one.join(" or ")) });
            }
            if let Some(most) = most {
                parts.push(format!("count-selected(.) <= {most}"));
            }
            parts.extend(alone.iter().map(|code| format!("not(selected(., {code}) and count-selected(.) > 1)")));
            parts.join(" and ")
        }
        _ => String::new(),
    }
}

fn date_check(bound: Bound, date: PartialDate) -> Option<String> {
    let (sign, day) = day_limit(bound, date);
    day.map(|day| format!(". {sign} date('{day}')"))
}
