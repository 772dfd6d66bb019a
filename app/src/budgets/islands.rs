//! The interactive part of the ballot: what is ticked and what it costs, while somebody ticks. It stands inside the
//! plain form, which is sent as it always is.

#![expect(missing_docs, reason = "an island becomes a type that takes no words")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::BallotKind;

#[cfg(feature = "hydrate")]
mod adding_up;

/// What the browser needs to add up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BudgetSum {
    /// How people vote.
    pub kind: BallotKind,
    /// How many projects, or how many points.
    pub most: i64,
    /// How much there is, in pence.
    pub total: i64,
    /// The projects by number, each with its cost.
    pub costs: Vec<(i64, i64)>,
    /// What to say to begin with.
    pub text: String,
}

/// Says what is ticked in the form around it.
#[island]
pub fn RunningIsland(
    /// What the browser needs to add up.
    sum: BudgetSum,
) -> impl IntoView {
    let text = RwSignal::new(sum.text.clone());
    // Told apart from what is seen, and only once somebody stops: nobody could listen to every tick.
    let told = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    adding_up::watch(sum, text, told);
    view! {
        <p class="running">{move || text.get()}</p>
        <p class="vh" role="status">{move || told.get()}</p>
    }
    .into_any()
}
