//! Questions whose answer has several parts: rows of a matrix, places of a rank, shares, the parts of a date.

use leptos::prelude::*;

use super::OnPage;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::order;
use crate::questionnaires::definition::question::{AnswerOption, OptionList};

/// Each row is a group of its own: so it reads in any width and to a screen reader.
pub(super) fn matrix(page: &OnPage<'_>, rows: &[AnswerOption], columns: &[AnswerOption]) -> AnyView {
    let rows: Vec<AnyView> = rows
        .iter()
        .filter(|row| page.route.offers(row))
        .map(|row| {
            let name = page.field_of(&row.code);
            let chosen = page.value_of(&row.code);
            let points = columns.iter().filter(|column| !column.retired).map(|column| (column.code.as_str(), page.said(&column.label)));
            let blanks = Blank::CHOSEN
                .into_iter()
                .filter(|blank| page.question.offers_blank(*blank))
                .map(|blank| (blank.code(), blank.words(page.asked.language).to_owned()));
            let choices: Vec<AnyView> = points
                .chain(blanks)
                .enumerate()
                .map(|(place, (code, label))| {
                    let id = if place == 0 { name.clone() } else { format!("{name}-{code}") };
                    let checked = chosen == code;
                    view! {
                        <label class="check"><input type="radio" id=id name=name.clone() value=code.to_owned() checked=checked/>" "<span dir="auto">{label}</span></label>
                    }
                    .into_any()
                })
                .collect();
            view! {
                <fieldset class="row"><legend dir="auto">{page.said(&row.label)}</legend><div class="matrix-points">{choices}</div></fieldset>
            }
            .into_any()
        })
        .collect();
    view! { <div class="matrix">{rows}</div> }.into_any()
}

/// A small field before each option.
fn numbered(
    page: &OnPage<'_>,
    options: Vec<&AnswerOption>,
    class: &'static str,
    mode: &'static str,
    before: &'static str,
) -> AnyView {
    let lines: Vec<AnyView> = options
        .into_iter()
        .map(|option| {
            let name = page.field_of(&option.code);
            let value = page.value_of(&option.code);
            let invalid = page.invalid();
            view! {
                <p class="answer-line">
                    {(!before.is_empty()).then(|| view! { <span class="affix" aria-hidden="true">{before}</span> })}
                    <input type="text" id=name.clone() name=name.clone() class=class inputmode=mode value=value autocomplete="off" aria-invalid=invalid/>
                    <label for=name dir="auto">{page.said(&option.label)}</label>
                </p>
            }
            .into_any()
        })
        .collect();
    view! { <div class="numbered">{lines}</div> }.into_any()
}

pub(super) fn rank(page: &OnPage<'_>, list: &OptionList) -> AnyView {
    let shown = order::options(page.question.key.as_str(), list, page.asked.order_seed);
    let shown = shown.into_iter().filter(|option| page.route.offers(option)).collect();
    numbered(page, shown, "place", "numeric", "")
}

pub(super) fn split(page: &OnPage<'_>, options: &[AnswerOption], money: bool) -> AnyView {
    let shown = options.iter().filter(|option| page.route.offers(option)).collect();
    if money { numbered(page, shown, "amount", "decimal", "£") } else { numbered(page, shown, "share", "numeric", "") }
}

/// Three boxes: a calendar is slower for dates that are known, and shut to many.
pub(super) fn date(page: &OnPage<'_>) -> AnyView {
    let boxes: Vec<AnyView> = [("day", "Day"), ("month", "Month"), ("year", "Year")]
        .into_iter()
        .map(|(part, label)| {
            let name = page.field_of(part);
            let value = page.value_of(part);
            let invalid = page.invalid();
            view! {
                <div class=part><label for=name.clone()>{label}</label><input type="text" id=name.clone() name=name inputmode="numeric" value=value autocomplete="off" aria-invalid=invalid/></div>
            }
            .into_any()
        })
        .collect();
    view! { <div class="date-boxes">{boxes}</div> }.into_any()
}
