//! What waits for somebody, shown to them: to be recorded or thrown away.

use axum::http::HeaderMap;
use leptos::prelude::*;

use super::{Arrived, Pending, hand_on, of_account, store};
use crate::accounts::waiting::repeated;
use crate::clock;
use crate::identity::rules::{AccountStanding, standing};
use crate::site::visit::session_token;
use crate::site::{Fault, Page, Path, Visit};
use crate::ui::done_note;

/// What waits, each with when it was sent, for a page that says so.
pub fn list(visit: &Visit, pending: &[Pending]) -> AnyView {
    let items: Vec<AnyView> = pending
        .iter()
        .map(|pending| view! { <li>{sent(pending)}{repeated(&visit.app, &pending.body)}</li> }.into_any())
        .collect();
    view! { <ul class="plain waits">{items}</ul> }.into_any()
}

fn sent(pending: &Pending) -> AnyView {
    let place = pending.path.split('/').take(3).collect::<Vec<_>>().join("/");
    let when = format!("Sent on {}, to ", clock::long_date_time(pending.created_at));
    view! { <p class="meta">{when}<a href=place>"this consultation"</a></p> }.into_any()
}

/// `GET /account/waiting`
pub async fn get(visit: Visit) -> Page {
    let account = visit.own_account()?;
    let waiting = of_account(&visit.app, account.id, visit.now).await?;
    let confirmed = standing(account) == AccountStanding::Good;
    let note = done_note(
        &visit.query_value("done"),
        &[
            ("recorded", "What you sent is recorded.", "Your account page lists it, with its receipt."),
            ("thrown-away", "It is thrown away.", "Nothing of it was recorded, and its words are erased."),
        ],
    );
    let items: Vec<AnyView> = waiting
        .iter()
        .map(|pending| {
            let id = pending.id;
            view! {
                <li class="note">
                    {sent(pending)}
                    {repeated(&visit.app, &pending.body)}
                    <p class="meta">{format!("Kept until {}, then erased.", clock::long_date(pending.expires_at))}</p>
                    <div class="actions">
                        {confirmed.then(|| view! { <form method="post" action=format!("/account/waiting/{id}/send")><button class="button">"Record it now"</button></form> })}
                        <form method="post" action=format!("/account/waiting/{id}/throw-away")><button class="button quiet">"Throw it away"</button></form>
                    </div>
                </li>
            }
            .into_any()
        })
        .collect();
    let title = if items.is_empty() { "Nothing waits for you" } else { "This waits for you" };
    visit.page(title).private().show(|| {
        view! {
            {note}
            <header class="title"><h1>{title}</h1>
                <p class="lede">{if items.is_empty() {
                    "What you send before your address is confirmed is kept here until it is."
                } else if confirmed {
                    "This was sent with your email address before anybody had signed in. If it is yours, record it. If it is not, throw it away: nobody else sees it."
                } else {
                    "It is recorded as soon as you have confirmed your email address: open the link in the message we sent you."
                }}</p>
            </header>
            <ul class="plain">{items}</ul>
            <p class="actions"><a class="button quiet" href="/account">"Your account"</a>" "<a href="/consultations">"All consultations"</a></p>
        }
        .into_any()
    })
}

async fn own(visit: &Visit, id: i64) -> Result<Pending, Fault> {
    let account = visit.own_account()?;
    let waiting = of_account(&visit.app, account.id, visit.now).await?;
    waiting.into_iter().find(|pending| pending.id == id).ok_or(Fault::Missing)
}

/// `POST /account/waiting/{id}/send`
pub async fn send(visit: Visit, Path(id): Path<i64>, headers: HeaderMap) -> Page {
    let pending = own(&visit, id).await?;
    let token = session_token(&headers, visit.app.config.https()).ok_or(Fault::SignIn)?;
    let arrived = Arrived { account: pending.account, token, cookie: String::new() };
    match hand_on(&visit, &arrived, &pending).await? {
        Some(answer) => Ok(answer),
        None => visit.go("/account/waiting"),
    }
}

/// `POST /account/waiting/{id}/throw-away`
pub async fn throw_away(visit: Visit, Path(id): Path<i64>) -> Page {
    let pending = own(&visit, id).await?;
    let mut tx = visit.app.db.begin().await?;
    store::erase(&mut tx, pending.account, pending.id).await?;
    tx.commit().await?;
    visit.go("/account/waiting?done=thrown-away")
}
