//! Adding, moving, splitting, joining and taking out pages.

use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{QuestionPage, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::ui::first_letter::capitalised;

use super::super::edit::MoveTo;
use super::super::keys::{fresh_key, key_like};
use super::super::references;
use super::super::say::page_called;
use super::{Done, EditBounds, done, no_page, page_place, question_place, refuse, titled, unless_referred};

pub(super) fn add(
    form: &mut Questionnaire,
    bounds: &EditBounds<'_>,
    title: &str,
    language: &Language,
    after: Option<&Key>,
) -> Done {
    let place = after.map_or(Ok(0), |after| page_place(form, after).map(|place| place + 1))?;
    let key = fresh_key(title, "page", &bounds.taken(form));
    let title = Wording::one(language, title.trim());
    form.pages
        .insert(place, QuestionPage { key: key.clone(), title, when: None, shuffled: false, questions: Vec::new() });
    done(ChangedPart::Page(key))
}

pub(super) fn relocate(form: &mut Questionnaire, key: &Key, to: &MoveTo<Key>) -> Done {
    let place = page_place(form, key)?;
    let said = capitalised(&page_called(form, key));
    move_in(&mut form.pages, place, to, |page, other| page.key == *other)
        .map_err(|why| super::EditRefused { why: format!("{said} {why}.") })?;
    done(ChangedPart::Page(key.clone()))
}

/// Moves one of a list.
pub(super) fn move_in<T, K>(
    list: &mut Vec<T>,
    place: usize,
    to: &MoveTo<K>,
    is: impl Fn(&T, &K) -> bool,
) -> Result<(), &'static str> {
    if place >= list.len() {
        return Err("is not there any more");
    }
    match to {
        MoveTo::Up if place == 0 => return Err("is the first already"),
        MoveTo::Up => list.swap(place - 1, place),
        MoveTo::Down if place + 1 >= list.len() => return Err("is the last already"),
        MoveTo::Down => list.swap(place, place + 1),
        MoveTo::After(None) => {
            let one = list.remove(place);
            list.insert(0, one);
        }
        MoveTo::After(Some(other)) => {
            let Some(after) = list.iter().position(|one| is(one, other)) else {
                return Err("was to go after something that is not there any more");
            };
            if after != place {
                let one = list.remove(place);
                list.insert(if after < place { after + 1 } else { after }, one);
            }
        }
    }
    Ok(())
}

pub(super) fn split(form: &mut Questionnaire, bounds: &EditBounds<'_>, question: &Key) -> Done {
    let (page, place) = question_place(form, question)?;
    let taken = bounds.taken(form);
    let title = titled(form, question);
    let Some(whole) = form.pages.get_mut(page) else { return Err(no_page(question)) };
    if place == 0 {
        return refuse(format!("A page begins with {title} already."));
    }
    if whole.shuffled {
        return refuse(format!(
            "The page “{}” changes places with those beside it. Let it keep its place first: its parts would be torn apart.",
            whole.key
        ));
    }
    let questions = whole.questions.split_off(place);
    let key = key_like(&whole.key, &taken);
    let when = whole.when.clone();
    form.pages.insert(
        page + 1,
        QuestionPage { key: key.clone(), title: Wording::default(), when, shuffled: false, questions },
    );
    done(ChangedPart::Page(key))
}

pub(super) fn merge(form: &mut Questionnaire, key: &Key) -> Done {
    let place = page_place(form, key)?;
    let Some(before) = place.checked_sub(1) else {
        return refuse(format!(
            "{} is the first: there is no page before it to be joined to.",
            capitalised(&page_called(form, key))
        ));
    };
    if form.pages.iter().skip(before).take(2).any(|page| page.shuffled) {
        return refuse("One of the two pages changes places with those beside it. Let it keep its place first.");
    }
    let mut second = form.pages.remove(place);
    let Some(first) = form.pages.get_mut(before) else { return Err(no_page(key)) };
    // A page is asked of the same people as before: what was said of one page alone is now said of each of its questions.
    if first.when != second.when {
        for page in [&mut *first, &mut second] {
            if let Some(when) = page.when.take() {
                for question in &mut page.questions {
                    question.when = Condition::both(Some(when.clone()), question.when.take());
                }
            }
        }
    }
    if first.title.is_empty() {
        first.title = second.title;
    }
    first.questions.append(&mut second.questions);
    done(ChangedPart::Page(first.key.clone()))
}

pub(super) fn remove(form: &mut Questionnaire, bounds: &EditBounds<'_>, key: &Key) -> Done {
    let place = page_place(form, key)?;
    let own: Vec<Key> =
        form.pages.get(place).into_iter().flat_map(|page| &page.questions).map(|one| one.key.clone()).collect();
    if let Some(published) = own.iter().find(|question| bounds.has_published(question)) {
        return refuse(format!(
            "{} was published and keeps its column, so {} cannot be taken out with it. Move or retire the question, or join \
             the page to another.",
            capitalised(&titled(form, published)),
            page_called(form, key)
        ));
    }
    for question in &own {
        let mut others = references::to_question(form, question);
        others.retain(|reference| reference.question.as_ref().is_none_or(|by| !own.contains(by)));
        unless_referred(&titled(form, question), &others, false)?;
    }
    form.pages.remove(place);
    done(ChangedPart::Whole)
}
