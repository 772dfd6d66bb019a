//! Adding, copying, moving and taking out questions.

use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{
    KINDS, OptionList, Question, QuestionKind, Questionnaire, USUAL_POINTS,
};
use crate::questionnaires::definition::texts::{Language, Wording};

use super::super::edit::{OptionsOf, QuestionMove, QuestionSpot};
use super::super::keys::{fresh_key, key_like};
use super::super::references;
use super::super::say::called;
use super::{
    Done, EditBounds, EditRefused, done, done_as, page_place, question_mut, question_place, refuse, titled,
    unless_referred,
};

/// Points to share out where nothing else is said.
const USUAL_TOTAL: i64 = 10;
/// Pence to share out where nothing else is said.
const USUAL_AMOUNT: i64 = 10_000;

/// The kind with this word, with nothing in it yet.
fn empty_kind(word: &str) -> Result<QuestionKind, EditRefused> {
    let list = OptionList::default;
    Ok(match word {
        "one-of" => QuestionKind::OneOf(list()),
        "several-of" => QuestionKind::SeveralOf { list: list(), least: None, most: None },
        "scale" => QuestionKind::Scale { points: vec![Wording::default(); USUAL_POINTS] },
        "matrix" => QuestionKind::Matrix { rows: Vec::new(), columns: Vec::new(), every_row: false },
        "rank" => QuestionKind::Rank { list: list(), most: None },
        "whole-number" => QuestionKind::Number { places: 0, least: None, most: None, unit: Wording::default() },
        "decimal-number" => QuestionKind::Number { places: 2, least: None, most: None, unit: Wording::default() },
        "money" => QuestionKind::Money { least: None, most: None },
        "split-points" => QuestionKind::Split { options: Vec::new(), total: USUAL_TOTAL, money: false },
        "split-money" => QuestionKind::Split { options: Vec::new(), total: USUAL_AMOUNT, money: true },
        "short-text" => QuestionKind::Text { long: false, most: None, published: false },
        "long-text" => QuestionKind::Text { long: true, most: None, published: false },
        "date" => QuestionKind::Date { partial: false, earliest: None, latest: None },
        "branch" => QuestionKind::Branch,
        "postcode-area" => QuestionKind::PostcodeArea,
        "information" => QuestionKind::Information,
        "file" => QuestionKind::File,
        other => {
            let kinds: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
            return refuse(format!("“{other}” is no type of question. The types are {}.", kinds.join(", ")));
        }
    })
}

/// Puts a question in its place.
fn put(form: &mut Questionnaire, question: Question, spot: &QuestionSpot) -> Result<(), EditRefused> {
    let (page, place) = match spot {
        QuestionSpot::First(page) => (page_place(form, page)?, Some(0)),
        QuestionSpot::Last(page) => (page_place(form, page)?, None),
        QuestionSpot::After(other) => question_place(form, other).map(|(page, place)| (page, Some(place + 1)))?,
    };
    if let Some(page) = form.pages.get_mut(page) {
        let place = place.unwrap_or(page.questions.len()).min(page.questions.len());
        page.questions.insert(place, question);
    }
    Ok(())
}

pub(super) fn add(
    form: &mut Questionnaire,
    bounds: &EditBounds<'_>,
    (kind, label, language): (&str, &str, &Language),
    spot: &QuestionSpot,
) -> Done {
    let made = empty_kind(kind)?;
    let key = fresh_key(label, kind, &bounds.taken(form));
    let mut question = Question::new(key.clone(), made);
    question.label.set(language, label.trim());
    put(form, question, spot)?;
    done(ChangedPart::Question(key))
}

pub(super) fn add_copy(
    form: &mut Questionnaire,
    bounds: &EditBounds<'_>,
    question: &Question,
    spot: &QuestionSpot,
) -> Done {
    let taken = bounds.taken(form);
    let mut copy = standing(question);
    if taken.contains(&copy.key) {
        copy.key = key_like(&copy.key, &taken);
    }
    let key = copy.key.clone();
    let left_behind = |when: &mut Option<_>| when.take_if(|when| references::missing(form, when).is_some()).is_some();
    let mut left = left_behind(&mut copy.when);
    for of in [OptionsOf::Options, OptionsOf::Columns] {
        for option in super::options::list_mut(&mut copy, of).into_iter().flatten() {
            left |= left_behind(&mut option.when);
        }
    }
    let said = called(form, Some(&copy), &key);
    put(form, copy, spot)?;
    let more = if left { ", without a condition on questions that are not here" } else { "" };
    done_as(ChangedPart::Question(key), format!("Added {said}{more}"))
}

pub(super) fn duplicate(form: &mut Questionnaire, bounds: &EditBounds<'_>, key: &Key) -> Done {
    let mut copy = standing(question_mut(form, key)?);
    copy.key = key_like(key, &bounds.taken(form));
    let fresh = copy.key.clone();
    put(form, copy, &QuestionSpot::After(key.clone()))?;
    done(ChangedPart::Question(fresh))
}

/// A copy that is asked, without the options that cannot be chosen any more: they have no answers under a new key.
fn standing(question: &Question) -> Question {
    let mut copy = question.clone();
    copy.retired = false;
    for of in [OptionsOf::Options, OptionsOf::Columns] {
        if let Ok(options) = super::options::list_mut(&mut copy, of) {
            options.retain(|option| !option.retired);
        }
    }
    copy
}

pub(super) fn relocate(form: &mut Questionnaire, key: &Key, to: &QuestionMove) -> Done {
    let (page, place) = question_place(form, key)?;
    let page_at = |at: Option<usize>| at.and_then(|at| form.pages.get(at));
    let own = page_at(Some(page)).ok_or_else(|| super::no_question(key))?;
    let other = |at: Option<usize>| at.and_then(|at| own.questions.get(at)).map(|question| question.key.clone());
    let spot = match to {
        QuestionMove::To(spot) => spot.clone(),
        QuestionMove::Up => match (place, page_at(page.checked_sub(1))) {
            (0, None) => return refuse(format!("{} is the first already.", quoted(form, key))),
            (0, Some(before)) => QuestionSpot::Last(before.key.clone()),
            (1, _) => QuestionSpot::First(own.key.clone()),
            (place, _) => other(place.checked_sub(2)).map_or(QuestionSpot::First(own.key.clone()), QuestionSpot::After),
        },
        QuestionMove::Down => match (other(Some(place + 1)), page_at(Some(page + 1))) {
            (Some(next), _) => QuestionSpot::After(next),
            (None, Some(after)) => QuestionSpot::First(after.key.clone()),
            (None, None) => return refuse(format!("{} is the last already.", quoted(form, key))),
        },
    };
    match &spot {
        QuestionSpot::After(other) if other == key => return done(ChangedPart::Question(key.clone())),
        QuestionSpot::After(other) => question_place(form, other).map(|_| ())?,
        QuestionSpot::First(page) | QuestionSpot::Last(page) => page_place(form, page).map(|_| ())?,
    }
    let moved = form.pages.get_mut(page).filter(|page| place < page.questions.len());
    let moved = moved.map(|page| page.questions.remove(place)).ok_or_else(|| super::no_question(key))?;
    put(form, moved, &spot)?;
    done(ChangedPart::Question(key.clone()))
}

fn quoted(form: &Questionnaire, key: &Key) -> String {
    called(form, form.question(key.as_str()), key)
}

pub(super) fn remove(form: &mut Questionnaire, bounds: &EditBounds<'_>, key: &Key) -> Done {
    question_place(form, key)?;
    let (title, said) = (titled(form, key), quoted(form, key));
    let published = bounds.has_published(key);
    unless_referred(&title, &references::to_question(form, key), published)?;
    if published {
        let question = question_mut(form, key)?;
        if question.retired {
            return refuse(format!("{said} is retired already. It was published, so it keeps its column."));
        }
        question.retired = true;
        let words = format!("Retired {said}: it was published, so it keeps its column and is asked of nobody new");
        return done_as(ChangedPart::Question(key.clone()), words);
    }
    let mut at = ChangedPart::Whole;
    for page in &mut form.pages {
        if page.questions.iter().any(|question| question.key == *key) {
            at = ChangedPart::Page(page.key.clone());
        }
        page.questions.retain(|question| question.key != *key);
    }
    done(at)
}

pub(super) fn bring_back(form: &mut Questionnaire, key: &Key) -> Done {
    let said = quoted(form, key);
    let question = question_mut(form, key)?;
    if !question.retired {
        return refuse(format!("{said} is asked already."));
    }
    question.retired = false;
    done(ChangedPart::Question(key.clone()))
}

pub(super) fn set_blanks(form: &mut Questionnaire, key: &Key, dont_know: bool, prefer_not_to_say: bool) -> Done {
    use crate::questionnaires::definition::blank::Blank;
    let title = titled(form, key);
    let (knew, said) = {
        let question = super::asking_mut(form, key)?;
        (question.dont_know, question.prefer_not_to_say)
    };
    for (was, is, blank) in [(knew, dont_know, Blank::DontKnow), (said, prefer_not_to_say, Blank::PreferNotToSay)] {
        if was && !is {
            let all = references::to_option(form, key, OptionsOf::Options, blank.code()).into_iter();
            let all: Vec<_> = all.chain(references::to_option(form, key, OptionsOf::Columns, blank.code())).collect();
            unless_referred(&format!("“{}” in {title}", blank.label()), &all, false)?;
        }
    }
    let question = question_mut(form, key)?;
    (question.dont_know, question.prefer_not_to_say) = (dont_know, prefer_not_to_say);
    done(ChangedPart::Question(key.clone()))
}
