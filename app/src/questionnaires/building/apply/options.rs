//! Adding, moving and taking out options, rows and points.

use std::collections::BTreeSet;

use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::proof::MOST_OPTIONS;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};

use super::super::edit::{MoveTo, OptionsOf};
use super::super::keys::fresh_code;
use super::super::pasted;
use super::super::references::{self, options_of};
use super::super::say::{called, option_called};
use super::{Done, EditBounds, EditRefused, done, done_as, question_mut, refuse, titled, unless_referred};

pub(super) fn list_mut(question: &mut Question, of: OptionsOf) -> Result<&mut Vec<AnswerOption>, EditRefused> {
    match (of, &mut question.kind) {
        (
            OptionsOf::Options,
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. },
        ) => Ok(&mut list.options),
        (OptionsOf::Options, QuestionKind::Split { options, .. } | QuestionKind::Matrix { rows: options, .. }) => {
            Ok(options)
        }
        (OptionsOf::Columns, QuestionKind::Matrix { columns, .. }) => Ok(columns),
        (OptionsOf::Options, _) => refuse("A question of this type has no options."),
        (OptionsOf::Columns, _) => refuse("Only a matrix has points of its own."),
    }
}

pub(super) fn option_mut<'a>(options: &'a mut [AnswerOption], code: &str) -> Result<&'a mut AnswerOption, EditRefused> {
    let option = options.iter_mut().find(|option| option.code == code);
    option.ok_or_else(|| EditRefused { why: format!("There is no option “{code}” any more.") })
}

fn part(key: &Key, of: OptionsOf, code: &str) -> ChangedPart {
    match of {
        OptionsOf::Options => ChangedPart::Option(key.clone(), code.to_owned()),
        OptionsOf::Columns => ChangedPart::Column(key.clone(), code.to_owned()),
    }
}

/// The codes that a question has or had: none of them is given to something new.
fn taken(form: &Questionnaire, bounds: &EditBounds<'_>, key: &Key, of: OptionsOf) -> BTreeSet<String> {
    let forms = bounds.published.iter().copied().chain([form]);
    let lists = forms.filter_map(|form| form.question(key.as_str())).flat_map(|question| options_of(question, of));
    lists.map(|option| option.code.clone()).collect()
}

/// The code of something new: a number for a point of a matrix, as of a scale; made from the label for the others.
fn new_code(of: OptionsOf, label: &str, taken: &BTreeSet<String>) -> String {
    match of {
        OptionsOf::Options => fresh_code(label, taken),
        OptionsOf::Columns => {
            let number = (1..=taken.len() + 1).map(|number| number.to_string()).find(|code| !taken.contains(code));
            number.unwrap_or_else(|| fresh_code(label, taken))
        }
    }
}

/// Puts an option before those at the end that stay last: "other", "none of these".
fn put(options: &mut Vec<AnswerOption>, option: AnswerOption) {
    let last = options.iter().rev().take_while(|one| one.exclusive || one.write_in || one.fixed).count();
    options.insert(options.len() - last, option);
}

pub(super) fn add(
    form: &mut Questionnaire,
    bounds: &EditBounds<'_>,
    key: &Key,
    of: OptionsOf,
    (label, language): (&str, &Language),
) -> Done {
    let label = label.trim();
    if label.is_empty() {
        return refuse("Write what the option is called.");
    }
    let code = new_code(of, label, &taken(form, bounds, key, of));
    let options = list_mut(question_mut(form, key)?, of)?;
    room(options.len() + 1)?;
    put(options, AnswerOption::new(code.clone(), Wording::one(language, label)));
    done(part(key, of, &code))
}

fn room(count: usize) -> Result<(), EditRefused> {
    if count > MOST_OPTIONS {
        return refuse(format!("That would be {count} options. A question has at most {MOST_OPTIONS}."));
    }
    Ok(())
}

pub(super) fn paste(
    form: &mut Questionnaire,
    bounds: &EditBounds<'_>,
    key: &Key,
    of: OptionsOf,
    (text, language): (&str, &Language),
) -> Done {
    let list = pasted::read(text).map_err(|why| EditRefused { why })?;
    let mut taken = taken(form, bounds, key, of);
    let said = called(form, form.question(key.as_str()), key);
    let options = list_mut(question_mut(form, key)?, of)?;
    let mut repeated = list.repeated;
    let mut added = 0_usize;
    let mut seen: Vec<(String, Option<String>)> = options
        .iter()
        .filter(|one| !one.retired)
        .map(|one| (one.code.clone(), one.label.get(language).map(str::to_owned)))
        .collect();
    // Codes that were written are given before those that are made, so that no made one is in the way of a written one.
    let written: BTreeSet<String> = list.options.iter().filter_map(|option| option.code.clone()).collect();
    for option in list.options {
        let same =
            |one: &&(String, Option<String>)| one.1.as_deref().is_some_and(|label| pasted::same(label, &option.label));
        if seen.iter().find(same).is_some_and(|one| option.code.as_ref().is_none_or(|code| *code == one.0)) {
            repeated.push(option.label);
            continue;
        }
        let code = match option.code {
            Some(code) if taken.contains(&code) => {
                return refuse(format!("The code “{code}” of “{}” is taken in {said}. Choose another.", option.label));
            }
            Some(code) => code,
            None => new_code(of, &option.label, &taken.union(&written).cloned().collect()),
        };
        taken.insert(code.clone());
        seen.push((code.clone(), Some(option.label.clone())));
        put(options, AnswerOption::new(code, Wording::one(language, option.label)));
        added += 1;
    }
    room(options.len())?;
    let noun = if added == 1 { "option" } else { "options" };
    let left = if repeated.is_empty() {
        String::new()
    } else {
        let names: Vec<String> = repeated.iter().map(|label| format!("“{label}”")).collect();
        format!("; left out what is there already: {}", names.join(", "))
    };
    done_as(ChangedPart::Question(key.clone()), format!("Added {added} {noun} to {said} from a list{left}"))
}

pub(super) fn relocate(form: &mut Questionnaire, key: &Key, of: OptionsOf, code: &str, to: &MoveTo<String>) -> Done {
    let said = option_called(form, key, of, code);
    let options = list_mut(question_mut(form, key)?, of)?;
    let place = options.iter().position(|option| option.code == code).unwrap_or(options.len());
    super::pages::move_in(options, place, to, |option, other| option.code == *other)
        .map_err(|why| EditRefused { why: format!("{said} {why}.") })?;
    done(part(key, of, code))
}

pub(super) fn remove(form: &mut Questionnaire, bounds: &EditBounds<'_>, key: &Key, of: OptionsOf, code: &str) -> Done {
    let said = option_called(form, key, of, code);
    let title = titled(form, key);
    let published = bounds.published.iter().filter_map(|version| version.question(key.as_str()));
    let published = published.flat_map(|question| options_of(question, of)).any(|option| option.code == code);
    option_mut(list_mut(question_mut(form, key)?, of)?, code)?;
    unless_referred(&format!("{said} of {title}"), &references::to_option(form, key, of, code), published)?;
    let options = list_mut(question_mut(form, key)?, of)?;
    if published {
        let option = option_mut(options, code)?;
        if option.retired {
            return refuse(format!("{said} is retired already. It was published, so it keeps its column."));
        }
        option.retired = true;
        let words = format!("Retired {said}: it was published, so it keeps its column and can be chosen no longer");
        return done_as(part(key, of, code), words);
    }
    options.retain(|option| option.code != code);
    done(ChangedPart::Question(key.clone()))
}

pub(super) fn bring_back(form: &mut Questionnaire, key: &Key, of: OptionsOf, code: &str) -> Done {
    let said = option_called(form, key, of, code);
    let option = option_mut(list_mut(question_mut(form, key)?, of)?, code)?;
    if !option.retired {
        return refuse(format!("{said} can be chosen already."));
    }
    option.retired = false;
    done(part(key, of, code))
}

pub(super) fn set(
    form: &mut Questionnaire,
    key: &Key,
    code: &str,
    (exclusive, write_in, fixed): (bool, bool, bool),
) -> Done {
    let question = question_mut(form, key)?;
    let (several, one) =
        (matches!(question.kind, QuestionKind::SeveralOf { .. }), matches!(question.kind, QuestionKind::OneOf(_)));
    let option = option_mut(list_mut(question, OptionsOf::Options)?, code)?;
    if exclusive && !option.exclusive && !several {
        return refuse("Only where several options can be ticked can one exclude the others.");
    }
    if write_in && !option.write_in && !(several || one) {
        return refuse("Only options that are chosen or ticked can ask “please say”.");
    }
    (option.exclusive, option.write_in, option.fixed) = (exclusive, write_in, fixed);
    done(part(key, OptionsOf::Options, code))
}
