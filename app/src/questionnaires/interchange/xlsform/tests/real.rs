//! Real forms, which are not part of the project: the folder is named by the environment variable `SOUNDINGS_REAL_DATA`.
//! What they hold was noted with pyxform: every name is taken over or named as left out, lists keep their sizes, and each
//! condition is true of the same people as in the form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rand::Rng;
use serde::Deserialize;

use super::super::super::super::definition::answer::{Answer, Given, PartialDate};
use super::super::super::super::definition::arbitrary::chance;
use super::super::super::super::definition::condition::{Standing, Viewed};
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::document;
use super::super::super::super::definition::key::Key;
use super::super::super::super::definition::question::{Question, QuestionKind};
use super::super::super::imported::Imported;
use super::super::{read, write, xpath};
use super::oracle;

#[derive(Deserialize)]
struct ExpectedForms {
    files: BTreeMap<String, ExpectedForm>,
}

#[derive(Deserialize)]
struct ExpectedForm {
    names_in_order: Vec<String>,
    languages: Vec<String>,
    choice_lists: BTreeMap<String, usize>,
    relevant: BTreeMap<String, String>,
    constraint: BTreeMap<String, String>,
    required: Vec<String>,
}

fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the tests look for data that is not part of the project")]
    let folder = std::env::var("SOUNDINGS_REAL_DATA");
    if folder.is_err() {
        println!("SOUNDINGS_REAL_DATA is not set: real forms are not tried.");
    }
    folder.ok().map(|folder| PathBuf::from(folder).join("questionnaires/xlsform"))
}

fn forms() -> Vec<(String, ExpectedForm, Imported)> {
    let Some(folder) = folder() else { return Vec::new() };
    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: ExpectedForms = serde_json::from_str(&expected).unwrap();
    let forms = expected.files.into_iter().filter(|(name, _)| !name.ends_with(".md"));
    forms
        .map(|(name, form)| {
            let imported =
                read(&std::fs::read(folder.join(&name)).unwrap()).unwrap_or_else(|why| panic!("{name}: {why}"));
            (name, form, imported)
        })
        .collect()
}

/// Everything by which a form's name may live on: questions, rows of matrices and pages.
fn names(imported: &Imported) -> Vec<&str> {
    let mut names = Vec::new();
    for page in &imported.questionnaire.pages {
        names.push(page.key.as_str());
        for question in &page.questions {
            names.push(question.key.as_str());
            if let QuestionKind::Matrix { rows, .. } = &question.kind {
                names.extend(rows.iter().map(|row| row.code.as_str()));
            }
        }
    }
    names
}

#[test]
fn every_name_of_a_real_form_is_taken_over_or_named() {
    for (file, form, imported) in forms() {
        let taken = names(&imported);
        let dropped: BTreeSet<&str> = imported.dropped.iter().map(|dropped| dropped.name.as_str()).collect();
        for name in &form.names_in_order {
            let said = imported.warnings.iter().any(|warning| warning.contains(name.as_str()));
            let is = taken.contains(&name.as_str()) || dropped.contains(name.as_str()) || said;
            assert!(is, "{file}: {name}");
        }
        // What is left is in the order of the form; a name may come twice as that of a page and of its matrix.
        let mut at = 0;
        for name in form.names_in_order.iter().filter(|name| taken.contains(&name.as_str())) {
            let next = taken[at..].iter().position(|other| other == name);
            at += next.unwrap_or_else(|| panic!("{file}: {name} is out of order"));
        }
    }
}

#[test]
fn what_is_required_and_how_long_lists_are_stays_in_real_forms() {
    for (file, form, imported) in forms() {
        for question in imported.questionnaire.questions().filter(|question| question.asks()) {
            let key = question.key.as_str();
            match &question.kind {
                QuestionKind::Matrix { rows, .. } => {
                    let any = rows.iter().any(|row| form.required.contains(&row.code));
                    assert_eq!(question.required, any, "{file}: {key}");
                }
                _ => assert_eq!(question.required, form.required.iter().any(|name| name == key), "{file}: {key}"),
            }
            let length = match &question.kind {
                QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
                    list.options.iter().filter(|option| !(option.write_in && option.code == "other")).count()
                }
                QuestionKind::Scale { points } => points.len(),
                QuestionKind::Matrix { columns, .. } => columns.len(),
                _ => continue,
            };
            let agrees = length == 1 && question.options().iter().any(|option| option.code == "OK");
            let filtered = key == "fav_pastel";
            assert!(
                agrees || filtered || form.choice_lists.values().any(|size| *size == length),
                "{file}: {key} {length}"
            );
        }
        if !form.languages.is_empty() {
            assert_eq!(imported.questionnaire.languages.len(), form.languages.len(), "{file}");
        }
    }
}

#[test]
fn every_condition_and_check_of_a_real_form_is_taken_over_or_named() {
    for (file, form, imported) in forms() {
        let whole = &imported.questionnaire;
        let gone = |name: &str| imported.dropped.iter().any(|dropped| dropped.name == name);
        let folded =
            |name: &str| imported.warnings.iter().any(|warning| warning.starts_with(&format!("{name} became")));
        for (name, condition) in &form.relevant {
            let own = whole.question(name).and_then(|question| question.when.as_ref());
            let page = whole.pages.iter().any(|page| page.when.is_some());
            let unclear = imported.unclear.iter().any(|unclear| unclear.condition == *condition);
            assert!(own.is_some() || page || unclear || gone(name) || folded(name), "{file}: {name} {condition}");
        }
        for (name, check) in &form.constraint {
            let limited = whole.question(name).is_some_and(|question| match &question.kind {
                QuestionKind::Number { least, most, .. } => least.is_some() || most.is_some(),
                QuestionKind::SeveralOf { least, most, list } => {
                    least.is_some() || most.is_some() || list.options.iter().any(|option| option.exclusive)
                }
                QuestionKind::Date { earliest, latest, .. } => earliest.is_some() || latest.is_some(),
                QuestionKind::Text { most, .. } => most.is_some(),
                _ => false,
            });
            assert!(limited || gone(name), "{file}: {name} {check}");
        }
    }
}

/// All answers at once, without a route: what a condition alone makes of them.
struct AllAnswers<'a>(&'a Given);

impl Viewed for AllAnswers<'_> {
    fn standing(&self, key: &Key) -> Standing<'_> {
        self.0.get(key).map_or(Standing::Empty, Standing::Answered)
    }
}

/// An answer as chance makes it, here and in a form.
fn answered(rng: &mut impl Rng, question: &Question, into: &mut BTreeMap<String, String>) -> Option<Answer> {
    let key = question.key.to_string();
    let codes: Vec<String> = question.options().iter().map(|option| option.code.clone()).collect();
    if rng.random_bool(0.25) {
        return None;
    }
    match &question.kind {
        QuestionKind::OneOf(_) => {
            let code = codes.get(rng.random_range(0..codes.len()))?;
            into.insert(key, code.clone());
            Some(Answer::code(code.clone()))
        }
        QuestionKind::SeveralOf { .. } => {
            let ticked: Vec<&str> = codes.iter().filter(|_| rng.random_bool(0.4)).map(String::as_str).collect();
            into.insert(key, ticked.join(" "));
            (!ticked.is_empty()).then(|| Answer::ticks(ticked))
        }
        QuestionKind::Number { .. } => {
            let number = Decimal::whole(rng.random_range(0..60))?;
            into.insert(key, number.to_string());
            Some(Answer::Number(number))
        }
        QuestionKind::Text { .. } => {
            let text = ["x", "a b", "other"][rng.random_range(0..3)];
            into.insert(key, text.to_owned());
            Some(Answer::Text(text.to_owned()))
        }
        QuestionKind::Date { .. } => {
            let date = PartialDate::new(rng.random_range(2000..2030), Some(rng.random_range(1..=12)), Some(1))?;
            into.insert(key, date.to_string());
            Some(Answer::Date(date))
        }
        QuestionKind::Matrix { rows, columns, .. } => {
            let mut given = BTreeMap::new();
            for row in rows {
                let column = &columns[rng.random_range(0..columns.len())];
                into.insert(row.code.clone(), column.code.clone());
                given.insert(row.code.clone(), column.code.clone());
            }
            Some(Answer::Rows(given))
        }
        _ => None,
    }
}

#[test]
fn conditions_of_real_forms_are_true_of_the_same_people() {
    let mut tried = 0;
    for (file, form, imported) in forms() {
        for (name, condition) in &form.relevant {
            let Some(question) = imported.questionnaire.question(name) else { continue };
            if imported.unclear.iter().any(|unclear| unclear.question == *name) {
                continue;
            }
            let (Some(when), Ok(expression)) = (&question.when, xpath::read(condition)) else { continue };
            if matches!(expression, xpath::Expression::Named(_)) {
                continue;
            }
            for seed in 0..50 {
                let mut rng = chance(seed);
                let mut texts = BTreeMap::new();
                let mut given = Given::new();
                for question in imported.questionnaire.questions() {
                    if let Some(answer) = answered(&mut rng, question, &mut texts) {
                        given.insert(question.key.clone(), answer);
                    }
                }
                let held = oracle::worth(&expression, &|name| texts.get(name).cloned().unwrap_or_default()).truth();
                assert_eq!(when.holds(&AllAnswers(&given)), held, "{file}: {name} {condition} as {when}: {texts:?}");
            }
            tried += 1;
        }
    }
    println!("{tried} conditions were tried on 50 people each");
}

#[test]
fn a_real_form_that_was_taken_over_can_be_written_and_read_again() {
    for (file, _, imported) in forms() {
        let whole = imported.without_unclear().questionnaire;
        let again = read(&write(&whole).unwrap_or_else(|why| panic!("{file}: {why}"))).unwrap();
        assert_eq!(document::to_json(&again.questionnaire).unwrap(), document::to_json(&whole).unwrap(), "{file}");
        assert_eq!((again.dropped, again.unclear), (vec![], vec![]), "{file}");
    }
}
