//! What is said about the lines of a file that somebody sent: what to put right, or what was noticed.

use leptos::prelude::*;

use super::first_letter::capitalised;
use crate::files::sheets::RowError;

/// How many lines a page shows.
const SHOWN: usize = 100;

/// A list of what is said.
pub fn lines(said: &[RowError]) -> AnyView {
    let shown: Vec<AnyView> = said
        .iter()
        .take(SHOWN)
        .map(|line| view! { <li dir="auto">{capitalised(&line.to_string())}</li> }.into_any())
        .collect();
    let more = said.len().saturating_sub(SHOWN);
    view! { <ul>{shown}</ul>{(more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> })} }.into_any()
}
