//! The people an administrator manages: the list, with search.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::second_factor;
use super::store::people::{self, PeopleFilter};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::identity::model::{Account, Role};
use crate::identity::rules::{AccountStanding, standing};
use crate::ids::AccountId;
use crate::site::{Area, FormErrors, Page, Visit};
use crate::ui::pager::pager;
use crate::ui::{FieldOption, done_note, form};

/// The most characters of a search that are looked at.
const WORDS_LONGEST: usize = 200;

/// What an account is at the moment, in words.
pub(super) fn standing_words(account: &Account) -> String {
    match (standing(account), account.disabled_at) {
        (AccountStanding::Disabled, Some(at)) => format!("Closed on {}", clock::short_date(at)),
        (AccountStanding::Disabled, None) => "Closed".to_owned(),
        (AccountStanding::Unconfirmed, _) => "Address not confirmed".to_owned(),
        (AccountStanding::Good, _) => "Can sign in".to_owned(),
    }
}

/// `GET /staff/people?q=&role=&after=`: looking is recorded, once for each page looked at.
pub async fn get(visit: Visit) -> Page {
    let administrator = visit.own_account()?;
    visit.require_own_wish()?;
    let filter = PeopleFilter {
        words: visit.query_value("q").trim().chars().take(WORDS_LONGEST).collect(),
        role: Role::try_from(visit.query_value("role")).ok(),
        after: visit.query_value("after").parse().ok().map(AccountId),
    };
    let (listed, next) = people::page(&visit.app.db, &filter).await?;
    let with_second = second_factor::store::who_has(&visit.app.db, listed.iter().map(|account| account.id)).await?;
    let entry = NewEntry {
        actor: Some(administrator.id),
        action: "people.look",
        subject_kind: "people",
        subject_id: 0,
        detail: &[("shown", listed.len().to_string())],
    };
    // Looking through everybody must not keep those who write waiting, so only the entry is a transaction.
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry, visit.now).await?;
    tx.commit().await?;
    let note = done_note(
        &visit.query_value("done"),
        &[("added", "The person is added.", "An invitation is on its way to their address.")],
    );
    visit.page("People").area(Area::Staff).show(|| {
        view! {
            {note}
            <header class="title"><h1>"People"</h1>
                <p class="lede">"Everybody with an account: residents, and those who work here. Names and addresses are for running the service only, so each look at this list is recorded."</p>
            </header>
            <details class="why"><summary>"Why is looking recorded?"</summary>
                <p>"Residents trust us with their names so that everybody is counted once. The record of acts shows who looked at personal data and when (never whose name was found), so that this trust can be checked."</p>
            </details>
            <p class="actions"><a class="button" href="/staff/people/new">"Add a person"</a> <a href="/staff/mail">"Mail"</a> <a href="/staff/settings/second-factor">"Who needs a second step"</a></p>
            {filters(&filter)}
            {table(&listed, &with_second)}
            {pager("More people", filter.after.map(|_| query(&filter, None)), next.map(|next| query(&filter, Some(next))))}
        }
        .into_any()
    })
}

fn query(filter: &PeopleFilter, after: Option<AccountId>) -> String {
    let mut pairs = Vec::new();
    if !filter.words.is_empty() {
        pairs.push(("q", filter.words.clone()));
    }
    if let Some(role) = filter.role {
        pairs.push(("role", role.word().to_owned()));
    }
    if let Some(after) = after {
        pairs.push(("after", after.to_string()));
    }
    format!("/staff/people?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

fn filters(filter: &PeopleFilter) -> AnyView {
    let mut roles = vec![FieldOption::new("", "Everybody")];
    roles.extend(Role::ALL.map(|role| FieldOption::new(role.word(), role.title())));
    let chosen = filter.role.map_or("", Role::word);
    view! {
        <form class="filters" method="get" action="/staff/people" role="search" aria-label="Find people">
            <div class="field"><label for="q">"Name or address"</label><input id="q" name="q" type="search" dir="auto" value=filter.words.clone()/></div>
            {form::select("role", "Role", roles, chosen, &FormErrors::none())}
            <button class="button quiet">"Show"</button>
        </form>
    }
    .into_any()
}

/// Whether somebody has a second step, in a word; nothing of residents, of whom none is asked.
const fn second_step_words(account: &Account, has: bool) -> &'static str {
    match (has, account.role) {
        (true, _) => "Yes",
        (false, Role::Resident) => "",
        (false, _) => "No",
    }
}

fn table(listed: &[Account], with_second: &BTreeSet<AccountId>) -> AnyView {
    if listed.is_empty() {
        return view! {
            <div class="empty"><h2>"Nobody found"</h2><p>"No name or address has these words in this role. Try fewer letters, or another role."</p></div>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = listed
        .iter()
        .map(|account| {
            view! {
                <tr>
                    <th scope="row"><a dir="auto" href=format!("/staff/people/{}", account.id)>{account.name.clone()}</a></th>
                    <td>{account.email.clone()}</td>
                    <td>{account.role.title()}</td>
                    <td>{standing_words(account)}</td>
                    <td>{second_step_words(account, with_second.contains(&account.id))}</td>
                    <td>{clock::short_date(account.created_at)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-wrap wide" role="region" aria-labelledby="people-caption" tabindex="0">
            <table>
                <caption id="people-caption">"People, the newest first"</caption>
                <thead><tr><th scope="col">"Name"</th><th scope="col">"Email address"</th><th scope="col">"Role"</th><th scope="col">"State"</th><th scope="col">"Second step"</th><th scope="col">"Since"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
