//! The interactive part of the comment form: how many characters are left, and what others have said that is
//! like it, before it is posted. It stands inside the plain form, which is sent as it always is.

#![expect(missing_docs, reason = "an island becomes a type that takes no words")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{LONGEST, agreeing};
use crate::ids::{CommentId, ProposalId};

#[cfg(feature = "hydrate")]
mod typing;

/// How many characters may be left before a screen reader is told.
pub const NEARLY_FULL: i64 = 200;
/// How long a text has to be before others like it are looked for, in characters.
pub const ENOUGH: usize = 20;
/// How much of a text is compared, in characters.
pub const COMPARED: usize = 400;

/// A published comment that says something like what is being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The comment.
    pub id: CommentId,
    /// How it begins.
    pub excerpt: String,
    /// How many agree with it.
    pub agrees: i64,
    /// Whether it is on the page being looked at. Only the browser knows.
    #[serde(skip)]
    pub here: bool,
}

/// Up to three published comments on a proposal that say something like this text.
///
/// # Errors
/// When the record cannot be reached.
#[server(prefix = "/fn", endpoint = "similar-comments", input = server_fn::codec::GetUrl)]
pub async fn similar_comments(
    /// The proposal.
    proposal: ProposalId,
    /// What is typed.
    text: String,
) -> Result<Vec<Alike>, ServerFnError> {
    let app = use_context::<crate::App>().ok_or_else(|| ServerFnError::new("asked outside of the site"))?;
    let text: String = text.chars().take(COMPARED).collect();
    let found = super::similar::similar(&app.db, proposal, &text).await.map_err(|error| {
        tracing::warn!(%error, "similar comments could not be read");
        ServerFnError::new("The record is out of reach")
    })?;
    let alike = found.into_iter().take(3);
    Ok(alike.map(|one| Alike { id: one.id, excerpt: one.excerpt, agrees: one.agrees, here: false }).collect())
}

/// What is known about the text being typed. Copied freely: the values live with the page.
#[derive(Clone, Copy)]
pub struct CommentDraft {
    /// How many characters are left; none before the browser has counted.
    pub left: RwSignal<Option<i64>>,
    /// What a screen reader is told of it.
    pub told: RwSignal<String>,
    /// What others have said that is like it.
    pub alike: RwSignal<Vec<Alike>>,
}

/// Counts what is typed in the form around it, and shows what others have said that is like it.
#[island]
pub fn CommentIsland(
    /// The proposal that is commented on.
    proposal: ProposalId,
    /// Whether to look for others that say the same. For a reply it would only be in the way.
    looking: bool,
) -> impl IntoView {
    let writing = CommentDraft { left: RwSignal::new(None), told: RwSignal::default(), alike: RwSignal::default() };
    #[cfg(feature = "hydrate")]
    typing::watch(proposal, looking, writing);
    #[cfg(not(feature = "hydrate"))]
    let _ = (proposal, looking);
    view! {
        <p class="counter" hidden=move || writing.left.get().is_none()
            data-over=move || writing.left.get().is_some_and(|left| left < 0).then_some("true")>
            {move || writing.left.get().map(left_words)}
        </p>
        <p class="vh" role="status">{move || writing.told.get()}</p>
        <div class="similar" aria-live="polite" hidden=move || writing.alike.with(Vec::is_empty)>
            {move || writing.alike.with(|alike| (!alike.is_empty()).then(|| others(alike)))}
        </div>
    }
    .into_any()
}

fn others(alike: &[Alike]) -> AnyView {
    let lines: Vec<AnyView> = alike
        .iter()
        .map(|one| {
            let excerpt = one.excerpt.clone();
            // A link to another page would lose what is typed, so only comments on this one are linked.
            let words = if one.here {
                view! { <a href=format!("#c{}", one.id)>{excerpt}</a> }.into_any()
            } else {
                view! { <span>{excerpt}</span> }.into_any()
            };
            let agrees = match one.agrees {
                0 => "Nobody has agreed with it yet".to_owned(),
                some => agreeing(some),
            };
            view! { <li><bdi>{words}</bdi>" "<small>{agrees}</small></li> }.into_any()
        })
        .collect();
    view! {
        <h3>"Others have said something like this"</h3>
        <p>"You can agree with their comment instead of writing it again. If yours says more, post it."</p>
        <ul class="plain">{lines}</ul>
    }
    .into_any()
}

/// How many characters are left, in words.
pub fn left_words(left: i64) -> String {
    let over = left < 0;
    let characters = if left.abs() == 1 { "character" } else { "characters" };
    let number = crate::numbers::grouped(left.abs());
    if over {
        format!("You have {number} {characters} too many")
    } else {
        format!("You have {number} {characters} left")
    }
}

/// How many characters a text leaves.
pub fn left_of(text: &str) -> i64 {
    let longest = i64::try_from(LONGEST).unwrap_or(i64::MAX);
    longest.saturating_sub(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_counts_characters_and_says_when_there_are_too_many() {
        assert_eq!(left_words(left_of("Where’s the café?")), "You have 4,983 characters left");
        assert_eq!(left_words(left_of(&"é".repeat(LONGEST - 1))), "You have 1 character left");
        assert_eq!(left_words(left_of(&"a".repeat(LONGEST + 12))), "You have 12 characters too many");
    }
}
