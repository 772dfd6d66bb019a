//! The reasons of the published policy, as its page lists them: the very ones that moderators choose from, so the two cannot
//! differ.

use leptos::prelude::*;

use super::model::PolicyReason;

/// Each of the reasons, with what it means, for the page that tells the policy.
pub fn reasons() -> AnyView {
    let reasons: Vec<AnyView> = PolicyReason::ALL
        .into_iter()
        .map(|reason| {
            view! { <section id=reason.word()><h3>{reason.title()}</h3><p>{reason.definition()}</p></section> }
                .into_any()
        })
        .collect();
    view! { {reasons} }.into_any()
}
