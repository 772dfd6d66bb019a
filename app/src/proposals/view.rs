//! Proposals as a list, on the page of their consultation.

use leptos::prelude::*;

use super::model::ListedProposal;
use crate::numbers::Noun;

/// What is proposed, each with the way to it: to its page, or in a draft to the staff's preview.
pub(super) fn list(slug: &str, listed: &[ListedProposal], draft: bool) -> AnyView {
    let items: Vec<AnyView> = listed
        .iter()
        .map(|proposal| {
            let href = match draft {
                true => format!("/staff/consultations/{slug}/proposals/{}/preview", proposal.number),
                false => format!("/consultations/{slug}/proposals/{}", proposal.number),
            };
            let comments = Noun::COMMENT.count(proposal.comments);
            view! {
                <li class="notice">
                    <h3><a dir="auto" href=href>{proposal.title.clone()}</a></h3>
                    <p dir="auto">{proposal.summary.clone()}</p>
                    <p class="meta"><span>{comments}</span>
                        {(proposal.version > 1).then(|| view! { " "<span>{format!("version {}", proposal.version)}</span> })}
                    </p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="notices numbered">{items}</ol> }.into_any()
}
