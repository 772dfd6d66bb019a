//! Work in a table (`.worklist`): rows of columns where there is room, and on a phone a card for each row, in which every value
//! says what it is.

use leptos::prelude::*;

/// A cell, with what its column is called for phones, where there are no columns. Those who listen hear the column's head.
pub fn cell(label: &'static str, class: &'static str, inner: AnyView) -> AnyView {
    view! {
        <td role="cell" class=class><span class="cell-label" aria-hidden="true">{label}</span>" "<div>{inner}</div></td>
    }
    .into_any()
}
