//! Questions with options: one of them, several of them, a point on a scale, a library.

use leptos::prelude::*;

use super::OnPage;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::order;
use crate::questionnaires::definition::question::{AnswerOption, OptionList, Question, QuestionKind};
use crate::questionnaires::definition::texts::Wording;

/// The most options that stand under each other; more are chosen from a list.
const MOST_BESIDE: usize = 30;

/// From so many options on a list can be searched by typing, where there is a script (`app/src/browser/type-ahead.js`). A
/// shorter one is read faster than a word is typed.
const FEWEST_TO_SEARCH: usize = 12;

/// Whether an option is chosen from a list that opens.
pub(super) fn from_a_list(question: &Question) -> bool {
    let QuestionKind::OneOf(list) = &question.kind else { return false };
    list.options.iter().filter(|option| !option.retired).count() > MOST_BESIDE
        && !list.options.iter().any(|option| option.write_in)
}

/// The options that are offered, in the order in which this person sees them.
fn shown<'a>(page: &OnPage<'a>, list: &'a OptionList) -> Vec<&'a AnswerOption> {
    let shown = order::options(page.question.key.as_str(), list, page.asked.order_seed);
    shown.into_iter().filter(|option| page.route.offers(option)).collect()
}

struct Choice<'a> {
    kind: &'static str,
    code: &'a str,
    label: String,
    checked: bool,
    /// The first one has the name of the field, so that what is wrong leads to it.
    first: bool,
    write_in: bool,
}

fn choice(page: &OnPage<'_>, choice: Choice<'_>) -> AnyView {
    let field = page.field();
    let id = if choice.first { field.clone() } else { format!("{field}-{}", choice.code) };
    let beside = choice.write_in.then(|| {
        let name = page.question.field_beside(choice.code);
        let value = page.filled.text(&name).to_owned();
        let name = page.names.of(&name);
        let label = format!("{} (say which)", choice.label);
        view! { <input type="text" class="beside" dir="auto" name=name value=value aria-label=label autocomplete="off"/> }
    });
    view! {
        <div class="choice">
            <label class="check"><input type=choice.kind id=id name=field value=choice.code.to_owned() checked=choice.checked/>" "<span dir="auto">{choice.label}</span></label>
            {beside}
        </div>
    }
    .into_any()
}

fn or() -> AnyView {
    view! { <p class="or">"or"</p> }.into_any()
}

/// "I don't know" and "I prefer not to say" as options.
fn blanks(page: &OnPage<'_>, chosen: &str, first: bool) -> Vec<AnyView> {
    let mut views = Vec::new();
    for blank in Blank::CHOSEN.into_iter().filter(|blank| page.question.offers_blank(*blank)) {
        if views.is_empty() {
            views.push(or());
        }
        let label = blank.words(page.asked.language).to_owned();
        let checked = chosen == blank.code();
        let first = first && views.len() == 1;
        views.push(choice(page, Choice { kind: "radio", code: blank.code(), label, checked, first, write_in: false }));
    }
    views
}

pub(super) fn one_of(page: &OnPage<'_>) -> AnyView {
    let QuestionKind::OneOf(list) = &page.question.kind else { return ().into_any() };
    let chosen = page.value();
    let options = shown(page, list);
    let mut views: Vec<AnyView> = options
        .iter()
        .enumerate()
        .map(|(place, option)| {
            choice(
                page,
                Choice {
                    kind: "radio",
                    code: &option.code,
                    label: page.said(&option.label),
                    checked: chosen == option.code,
                    first: place == 0,
                    write_in: option.write_in,
                },
            )
        })
        .collect();
    views.extend(blanks(page, &chosen, options.is_empty()));
    view! { <div class="choices">{views}</div> }.into_any()
}

pub(super) fn several_of(page: &OnPage<'_>) -> AnyView {
    let QuestionKind::SeveralOf { list, .. } = &page.question.kind else { return ().into_any() };
    let field = page.question.field();
    let ticked: Vec<&str> = page.filled.all(&field).collect();
    let mut views = Vec::new();
    let mut excluding = false;
    for (place, option) in shown(page, list).into_iter().enumerate() {
        if option.exclusive && !excluding && place > 0 {
            views.push(or());
        }
        excluding |= option.exclusive;
        views.push(choice(
            page,
            Choice {
                kind: "checkbox",
                code: &option.code,
                label: page.said(&option.label),
                checked: ticked.contains(&option.code.as_str()),
                first: place == 0,
                write_in: option.write_in,
            },
        ));
    }
    view! { <div class="choices">{views}</div> }.into_any()
}

pub(super) fn scale(page: &OnPage<'_>, points: &[Wording]) -> AnyView {
    let chosen = page.value();
    let mut views: Vec<AnyView> = points
        .iter()
        .enumerate()
        .map(|(place, point)| {
            let code = (place + 1).to_string();
            let words = page.said(point);
            let label = if words.is_empty() { code.clone() } else { words };
            let checked = chosen == code;
            choice(page, Choice { kind: "radio", code: &code, label, checked, first: place == 0, write_in: false })
        })
        .collect();
    views.extend(blanks(page, &chosen, points.is_empty()));
    view! { <div class="choices scale">{views}</div> }.into_any()
}

/// A list that opens, for many options.
pub(super) fn list(page: &OnPage<'_>) -> AnyView {
    let QuestionKind::OneOf(list) = &page.question.kind else { return ().into_any() };
    let mut options: Vec<(String, String)> =
        shown(page, list).into_iter().map(|option| (option.code.clone(), page.said(&option.label))).collect();
    for blank in Blank::CHOSEN.into_iter().filter(|blank| page.question.offers_blank(*blank)) {
        options.push((blank.code().to_owned(), blank.words(page.asked.language).to_owned()));
    }
    select(page, options)
}

/// The service's libraries.
pub(super) fn branches(page: &OnPage<'_>) -> AnyView {
    let options = page.asked.branches.iter().map(|branch| (branch.slug.clone(), branch.name.clone()));
    select(page, options.collect())
}

fn select(page: &OnPage<'_>, options: Vec<(String, String)>) -> AnyView {
    let field = page.field();
    let chosen = page.value();
    let searched = options.len() >= FEWEST_TO_SEARCH;
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }.into_any()
        })
        .collect();
    view! {
        <select id=field.clone() name=field data-type-ahead=searched aria-describedby=page.described.clone() aria-invalid=page.invalid()>
            <option value="">"Choose from the list"</option>
            {options}
        </select>
    }
    .into_any()
}
