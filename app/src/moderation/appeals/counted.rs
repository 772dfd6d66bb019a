//! How many decisions were made and how many appeals upheld, year by year, for everybody: numbers of acts, never of people.

use leptos::prelude::*;

use super::store::{self, ModerationCounts};
use crate::clock;
use crate::db::{Db, DbError};
use crate::numbers::grouped;
use crate::time::Time;

/// How many years are told.
const YEARS: i32 = 10;

/// What was decided in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModerationYear {
    /// The year.
    pub year: i32,
    /// What was decided in it.
    pub counts: ModerationCounts,
}

/// The year in London that a moment is in.
fn year_of(time: Time) -> Option<i32> {
    clock::day(time).split('-').next()?.parse().ok()
}

fn begins(year: i32) -> Option<Time> {
    clock::moment(&format!("{year:04}-01-01"), "00:00").ok()
}

/// The latest years in which anything was decided, this one first; none before the first decision.
///
/// # Errors
/// When the record cannot be reached.
pub async fn years(db: &Db, now: Time) -> Result<Vec<ModerationYear>, DbError> {
    let Some(first) = store::first_decision(db).await? else { return Ok(Vec::new()) };
    let (Some(first), Some(this)) = (year_of(first), year_of(now)) else { return Ok(Vec::new()) };
    let mut years = Vec::new();
    for year in (first.max(this - YEARS + 1)..=this).rev() {
        let (Some(from), Some(before)) = (begins(year), begins(year + 1)) else { continue };
        years.push(ModerationYear { year, counts: store::counts(db, from, before).await? });
    }
    Ok(years)
}

/// The years as a table.
pub fn table(years: &[ModerationYear]) -> AnyView {
    if years.is_empty() {
        return view! { <p>"No decision has been made yet. They will be counted here, year by year."</p> }.into_any();
    }
    let rows: Vec<AnyView> = years
        .iter()
        .map(|one| {
            let ModerationCounts { decisions, appeals, upheld, refused } = one.counts;
            view! {
                <tr><th scope="row">{one.year}</th><td class="num">{grouped(decisions)}</td><td class="num">{grouped(appeals)}</td>
                    <td class="num">{grouped(upheld)}</td><td class="num">{grouped(refused)}</td></tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-wrap" role="region" aria-labelledby="moderation-years" tabindex="0">
            <table>
                <caption id="moderation-years">"Decisions of moderators and appeals against them, by year"</caption>
                <thead><tr><th scope="col">"Year"</th><th scope="col" class="num">"Decisions"</th><th scope="col" class="num">"Appeals"</th>
                    <th scope="col" class="num">"Upheld"</th><th scope="col" class="num">"Refused"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
