//! The choice of the libraries that something is about, as boxes to tick.

use leptos::prelude::*;

use super::model::BranchName;
use crate::ui::errors::FormErrors;

/// Boxes for the libraries, in the field `branch`. None ticked means the whole service.
pub fn libraries(
    legend: &'static str,
    hint: &'static str,
    ticked: &[String],
    all: &[BranchName],
    errors: &FormErrors,
) -> AnyView {
    let error = errors.of("branch").map(str::to_owned);
    let boxes: Vec<AnyView> = all
        .iter()
        .enumerate()
        .map(|(index, branch)| {
            let id = if index == 0 { "branch".to_owned() } else { format!("branch-{}", branch.slug) };
            let ticked = ticked.contains(&branch.slug);
            view! {
                <label class="check"><input type="checkbox" id=id name="branch" value=branch.slug.clone() checked=ticked/>" "<span dir="auto">{branch.name.clone()}</span></label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <p class="hint">{hint}</p>
            {error.map(|error| view! { <p class="error"><span class="vh">"Error: "</span>{error}</p> })}
            {boxes}
        </fieldset>
    }
    .into_any()
}
