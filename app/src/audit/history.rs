//! The last acts on one thing, as its own page tells them.

use leptos::prelude::*;

use super::pages::{what, who};
use super::read::{self, ListedEntry, Names};
use crate::clock;
use crate::identity::rules::Permission;
use crate::site::{Fault, Visit};

/// How many acts a page tells.
const MOST: usize = 5;

/// A thing that acts are on: its kind in the record, and its number.
pub type ActSubject = (&'static str, i64);

/// The last acts on a thing, with the names that their numbers stand for.
pub struct History {
    entries: Vec<ListedEntry>,
    names: Names,
    rest: String,
}

/// The last acts on a thing and on those that belong to it, newest first; nothing for those who may not read the record, or
/// before anything was done.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(visit: &Visit, thing: ActSubject, belonging: &[ActSubject]) -> Result<Option<History>, Fault> {
    if !visit.may(Permission::ReadAudit) {
        return Ok(None);
    }
    let db = &visit.app.db;
    let mut entries = read::latest_on(db, thing.0, &[thing.1], MOST).await?;
    let mut kinds: Vec<&'static str> = belonging.iter().map(|(kind, _)| *kind).collect();
    kinds.dedup();
    for kind in kinds {
        let ids: Vec<i64> = belonging.iter().filter(|(of, _)| *of == kind).map(|(_, id)| *id).collect();
        entries.extend(read::latest_on(db, kind, &ids, MOST).await?);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    entries.truncate(MOST);
    if entries.is_empty() {
        return Ok(None);
    }
    let names = read::names(db, &entries).await?;
    Ok(Some(History { entries, names, rest: format!("/staff/audit?kind={}&about={}", thing.0, thing.1) }))
}

impl History {
    /// The section of the thing's page, with the way to everything that was done.
    pub fn show(&self, visit: &Visit) -> AnyView {
        let by_name = visit.may(Permission::ManagePeople);
        let acts: Vec<AnyView> = self
            .entries
            .iter()
            .map(|entry| {
                view! {
                    <li>
                        <time datetime=clock::machine(entry.at)>{clock::short_date(entry.at)}", "{clock::clock_time(entry.at)}</time>" "
                        <span>{who(entry, &self.names, by_name)}" "{what(visit, entry, &self.names, by_name)}</span>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            <section aria-labelledby="history">
                <h2 id="history">"What was done"</h2>
                <ol class="history">{acts}</ol>
                <p class="actions"><a href=self.rest.clone()>"Everything that was done to it"</a></p>
            </section>
        }
        .into_any()
    }
}
