//! The record of acts as staff read it: in plain words, newest first, with a proof that nobody changed it.

use leptos::prelude::*;

use super::chain::GENESIS;
use super::read::{self, ListedEntry, Names};
use super::store::{self, LogCheck};
use super::words;
use crate::clock;
use crate::identity::rules::Permission;
use crate::site::{Area, FormErrors, Page, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::pager::pager;

/// Who did it: by role, and by name only for those who may see names.
pub(super) fn who(entry: &ListedEntry, names: &Names, by_name: bool) -> String {
    let Some(id) = entry.account_id else { return "The operator, at the machine".to_owned() };
    match names.people.get(&id) {
        Some(who) if by_name => format!("{} ({})", who.name, who.role.title().to_lowercase()),
        Some(who) => who.role.title().to_owned(),
        None => "Somebody whose account is deleted".to_owned(),
    }
}

/// What was done, and to what.
pub(super) fn what(visit: &Visit, entry: &ListedEntry, names: &Names, by_name: bool) -> AnyView {
    let did = words::did(visit, &entry.action);
    let thing = names.things.iter().find(|((kind, id), _)| *kind == entry.subject_kind && *id == entry.subject_id);
    if let Some((_, (name, place))) = thing {
        if place.is_empty() {
            return view! { {did}" “"{name.clone()}"”" }.into_any();
        }
        return view! { {did}" “"<a href=place.clone()>{name.clone()}</a>"”" }.into_any();
    }
    match names.people.get(&entry.subject_id).filter(|_| entry.subject_kind == "account") {
        Some(who) if by_name => format!("{did} ({})", who.name).into_any(),
        // An act on nothing in particular, such as bringing in a list.
        _ if entry.subject_id == 0 || matches!(entry.subject_kind.as_str(), "settings" | "legal") => did.into_any(),
        _ => format!("{did} (number {})", entry.subject_id).into_any(),
    }
}

/// What came of checking the chain, in a sentence.
fn verdict(checked: &LogCheck) -> AnyView {
    match checked {
        Ok(good) if good.head == GENESIS => {
            view! { <div class="note success" role="status"><p><strong>"The record is whole."</strong>" Nothing has been recorded yet."</p></div> }.into_any()
        }
        Ok(good) => {
            let count = if good.count == 1 { "The one entry fits".to_owned() } else { format!("All {} entries fit", good.count) };
            view! {
                <div class="note success" role="status">
                    <p><strong>"The record is whole."</strong>{format!(" {count} the entry before, so nothing was changed, removed or slipped in.")}</p>
                    <p>"Its last seal is "<code>{hex::encode(good.head)}</code>". Note it somewhere else, on paper even: with it anybody can show later that nothing was cut off the end."</p>
                </div>
            }
            .into_any()
        }
        Err(broken) => view! {
            <div class="note warn" role="alert">
                <p><strong>{format!("The record does not fit from entry {} on.", broken.seq)}</strong>{format!(" The entry is not as it was written: {}.", broken.why)}</p>
                <p>"Somebody changed it in the database, or the machine is failing. Do not delete anything. Keep a copy of the database as it is, compare it with a backup, and tell whoever is responsible for the service."</p>
            </div>
        }
        .into_any(),
    }
}

/// `GET /staff/audit?kind=&about=&before=&check=`
pub async fn show(visit: Visit) -> Page {
    let db = &visit.app.db;
    let kinds = read::kinds(db).await?;
    let kind = Some(visit.query_value("kind")).filter(|asked| kinds.contains(asked)).unwrap_or_default();
    let before: Option<i64> = visit.query_value("before").parse().ok();
    // One thing alone, as its own page leads here.
    let about: Option<i64> = visit.query_value("about").parse().ok().filter(|_| !kind.is_empty());
    let (entries, next) = read::page(db, &kind, about, before.unwrap_or(i64::MAX)).await?;
    let names = read::names(db, &entries).await?;
    // It reads the whole log, so only when somebody asks.
    let checked = if visit.query_value("check") == "yes" { Some(store::verify(db).await?) } else { None };
    let by_name = visit.may(Permission::ManagePeople);
    let rows: Vec<AnyView> = entries
        .iter()
        .map(|entry| {
            view! {
                <tr>
                    <td class="num">{entry.seq}</td>
                    <td><time datetime=clock::machine(entry.at)>{clock::short_date(entry.at)}", "{clock::clock_time(entry.at)}</time></td>
                    <td>{who(entry, &names, by_name)}</td>
                    <td>{what(&visit, entry, &names, by_name)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let choices = std::iter::once(FieldOption::new("", "Everything"))
        .chain(kinds.iter().map(|kind| FieldOption::new(kind.clone(), words::kind(kind))))
        .collect();
    let alone = about.map(|id| format!("&about={id}")).unwrap_or_default();
    let first = before.map(|_| format!("/staff/audit?kind={kind}{alone}"));
    let next = next.map(|seq| format!("/staff/audit?kind={kind}{alone}&before={seq}"));
    visit.page("Record of acts").area(Area::Staff).show(|| {
        view! {
            <header class="title"><h1>"Record of acts"</h1>
                <p class="lede">"Everything that staff did that matters: what was published, amended, moderated, brought in and decided, and by whom."</p></header>
            <details class="why"><summary>"What is it for?"</summary>
                <p>"If somebody asks whether a consultation was fair, this shows what was done and when. Nobody can edit it, administrators included. Each entry is sealed to the one before it, so a change to an old entry breaks every later seal and can be found. It holds numbers, not names or texts, so that a person can be erased without breaking it; the names you see are looked up each time."</p>
            </details>
            {checked.as_ref().map(verdict)}
            <form method="get" action="/staff/audit">
                <input type="hidden" name="check" value="yes"/>
                <p class="actions"><button class="button quiet">"Check the whole record now"</button></p>
            </form>
            {if rows.is_empty() {
                view! { <div class="empty"><h2>"Nothing is recorded yet"</h2><p>"The first act, such as publishing a consultation, will be here as soon as it is done."</p></div> }.into_any()
            } else {
                view! {
                    <h2>"What was done"</h2>
                    {about.is_some().then(|| view! { <p>"Only acts on one thing are listed. "<a href="/staff/audit">"See the whole record"</a></p> })}
                    <form class="filters" method="get" action="/staff/audit" role="search" aria-label="Filter the record">
                        {select("kind", "About", choices, &kind, &FormErrors::none())}
                        <button class="button quiet">"Show"</button>
                    </form>
                    <div class="table-wrap wide" role="region" aria-labelledby="acts" tabindex="0">
                        <table>
                            <caption id="acts">"Acts, newest first"</caption>
                            <thead><tr><th scope="col" class="num">"Entry"</th><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What they did"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
            {pager("More of the record", first, next)}
        }
        .into_any()
    })
}
