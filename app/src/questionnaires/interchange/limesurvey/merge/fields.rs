//! A question of which something was changed elsewhere: what is new, field by field.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::super::definition::blank::Blank;
use super::super::super::super::definition::question::{AnswerOption, Question, QuestionKind};
use super::super::super::super::definition::texts::Wording;
use super::super::names::QuestionNames;
use super::renamed::Renamed;

/// What is new if it was changed, or else what it is here.
pub(super) fn changed<T: PartialEq + Clone>(now: &T, then: &T, here: &T) -> T {
    if now == then { here.clone() } else { now.clone() }
}

/// The same for each language.
pub(super) fn wording(now: &Wording, then: &Wording, here: &Wording) -> Wording {
    let mut merged = here.clone();
    let languages: BTreeSet<_> = now.all().chain(then.all()).map(|(language, _)| language.clone()).collect();
    for language in languages {
        if now.get(&language) != then.get(&language) {
            merged.set(&language, now.get(&language).unwrap_or_default());
        }
    }
    merged
}

/// A question of which something was changed.
pub(super) fn merged_question(
    now: &Question,
    then: &Question,
    here: &Question,
    names: &QuestionNames,
    renamed: &Renamed,
) -> Question {
    let said = |now: &Wording, then: &Wording, here: &Wording| wording(&renamed.words(now), &renamed.words(then), here);
    let mut question = Question {
        key: here.key.clone(),
        label: said(&now.label, &then.label, &here.label),
        help: said(&now.help, &then.help, &here.help),
        error: said(&now.error, &then.error, &here.error),
        note: here.note.clone(),
        required: changed(&now.required, &then.required, &here.required),
        dont_know: here.dont_know,
        prefer_not_to_say: here.prefer_not_to_say,
        when: renamed.when(now.when.as_ref(), then.when.as_ref(), here.when.as_ref()),
        // A retired question is asked of nobody; what is asked of somebody again is no longer retired.
        retired: here.retired && now.when == then.when,
        kind: merged_kind(&now.kind, &then.kind, &here.kind, names, renamed),
    };
    for (blank, name) in &names.blanks {
        let offered = |question: &Question| match &question.kind {
            QuestionKind::Matrix { columns, .. } => columns.iter().any(|column| column.code == *name),
            _ => question.option(name).is_some(),
        };
        if offered(then) && !offered(now) {
            match blank {
                Blank::DontKnow => question.dont_know = false,
                _ => question.prefer_not_to_say = false,
            }
        }
    }
    question
}

fn merged_kind(
    now: &QuestionKind,
    then: &QuestionKind,
    here: &QuestionKind,
    names: &QuestionNames,
    renamed: &Renamed,
) -> QuestionKind {
    if now == then {
        return here.clone();
    }
    let options = |now: &[AnswerOption], then: &[AnswerOption], here: &[AnswerOption]| {
        merged_options(now, then, here, &names.options, names, renamed)
    };
    let mut merged = here.clone();
    match (now, then, &mut merged) {
        (QuestionKind::OneOf(now), QuestionKind::OneOf(then), QuestionKind::OneOf(here)) => {
            here.options = options(&now.options, &then.options, &here.options);
            here.shuffled = changed(&now.shuffled, &then.shuffled, &here.shuffled);
        }
        (
            QuestionKind::SeveralOf { list: now, least: now_least, most: now_most },
            QuestionKind::SeveralOf { list: then, least: then_least, most: then_most },
            QuestionKind::SeveralOf { list: here, least, most },
        ) => {
            here.options = options(&now.options, &then.options, &here.options);
            here.shuffled = changed(&now.shuffled, &then.shuffled, &here.shuffled);
            *least = changed(now_least, then_least, least);
            *most = changed(now_most, then_most, most);
        }
        (
            QuestionKind::Rank { list: now, most: now_most },
            QuestionKind::Rank { list: then, most: then_most },
            QuestionKind::Rank { list: here, most },
        ) => {
            here.options = options(&now.options, &then.options, &here.options);
            here.shuffled = changed(&now.shuffled, &then.shuffled, &here.shuffled);
            *most = changed(now_most, then_most, most);
        }
        (
            QuestionKind::Split { options: now, total: now_total, .. },
            QuestionKind::Split { options: then, total: then_total, .. },
            QuestionKind::Split { options: here, total, .. },
        ) => {
            *here = options(now, then, here);
            *total = changed(now_total, then_total, total);
        }
        (
            QuestionKind::Matrix { rows: now_rows, columns: now_columns, every_row: now_every },
            QuestionKind::Matrix { rows: then_rows, columns: then_columns, every_row: then_every },
            QuestionKind::Matrix { rows, columns, every_row },
        ) => {
            *rows = options(now_rows, then_rows, rows);
            *columns = merged_options(now_columns, then_columns, columns, &names.columns, names, renamed);
            *every_row = changed(now_every, then_every, every_row);
        }
        (
            QuestionKind::Number { places: now_places, least: now_least, most: now_most, unit: now_unit },
            QuestionKind::Number { places: then_places, least: then_least, most: then_most, unit: then_unit },
            QuestionKind::Number { places, least, most, unit },
        ) => {
            *places = changed(now_places, then_places, places);
            *least = changed(now_least, then_least, least);
            *most = changed(now_most, then_most, most);
            *unit = wording(now_unit, then_unit, unit);
        }
        (
            QuestionKind::Text { long: now_long, most: now_most, .. },
            QuestionKind::Text { long: then_long, most: then_most, .. },
            QuestionKind::Text { long, most, .. },
        ) => {
            *long = changed(now_long, then_long, long);
            *most = changed(now_most, then_most, most);
        }
        (
            QuestionKind::Date { earliest: now_earliest, latest: now_latest, .. },
            QuestionKind::Date { earliest: then_earliest, latest: then_latest, .. },
            QuestionKind::Date { earliest, latest, .. },
        ) => {
            *earliest = changed(now_earliest, then_earliest, earliest);
            *latest = changed(now_latest, then_latest, latest);
        }
        (QuestionKind::OneOf(now), QuestionKind::OneOf(then), QuestionKind::Scale { points })
            if now.options.iter().map(|one| &one.code).eq(then.options.iter().map(|one| &one.code)) =>
        {
            for (place, point) in points.iter_mut().enumerate() {
                let code = (place + 1).to_string();
                let find = |options: &[AnswerOption]| options.iter().find(|option| option.code == code).cloned();
                if let (Some(now), Some(then)) = (find(&now.options), find(&then.options)) {
                    *point = wording(&now.label, &then.label, point);
                }
            }
        }
        _ => return renamed.kind(now.clone(), names),
    }
    merged
}

/// Options of which something was changed. Those that LimeSurvey does not have stay where they are.
fn merged_options(
    now: &[AnswerOption],
    then: &[AnswerOption],
    here: &[AnswerOption],
    named: &BTreeMap<String, String>,
    names: &QuestionNames,
    renamed: &Renamed,
) -> Vec<AnswerOption> {
    let own: BTreeMap<&str, &str> = named.iter().map(|(code, name)| (name.as_str(), code.as_str())).collect();
    let code = |option: &AnswerOption| {
        let other = names.other.as_deref().filter(|_| option.write_in);
        other.or_else(|| own.get(option.code.as_str()).copied()).unwrap_or(&option.code).to_owned()
    };
    let blank = |option: &AnswerOption| names.blanks.iter().any(|(_, name)| *name == option.code);
    let now: Vec<(String, &AnswerOption)> =
        now.iter().filter(|option| !blank(option)).map(|option| (code(option), option)).collect();
    let then: Vec<(String, &AnswerOption)> =
        then.iter().filter(|option| !blank(option)).map(|option| (code(option), option)).collect();
    let find = |list: &[(String, &AnswerOption)], code: &str| {
        list.iter().find(|(known, _)| known == code).map(|(_, option)| (*option).clone())
    };
    let merged = |here: &AnswerOption| match (find(&now, &here.code), find(&then, &here.code)) {
        (Some(now), Some(then)) => AnswerOption {
            code: here.code.clone(),
            label: wording(&renamed.words(&now.label), &renamed.words(&then.label), &here.label),
            exclusive: changed(&now.exclusive, &then.exclusive, &here.exclusive),
            write_in: changed(&now.write_in, &then.write_in, &here.write_in),
            fixed: here.fixed,
            when: renamed.when(now.when.as_ref(), then.when.as_ref(), here.when.as_ref()),
            retired: here.retired,
        },
        _ => here.clone(),
    };
    if now.iter().map(|(code, _)| code).eq(then.iter().map(|(code, _)| code)) {
        return here.iter().map(merged).collect();
    }
    let mut list: Vec<AnswerOption> = Vec::new();
    for (code, option) in &now {
        match here.iter().find(|here| here.code == *code) {
            Some(here) => list.push(merged(here)),
            None => list.push(AnswerOption {
                code: code.clone(),
                when: option.when.clone().map(|when| renamed.condition(when)),
                ..(*option).clone()
            }),
        }
    }
    let unseen = here.iter().filter(|here| find(&then, &here.code).is_none());
    for option in unseen {
        if !list.iter().any(|known| known.code == option.code) {
            list.push(option.clone());
        }
    }
    list
}
