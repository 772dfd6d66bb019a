//! What is behind the links that a change of address mails to both ends: agreeing, or stopping it. Nobody is signed in by
//! them, and mail programs that follow links do nothing: only the buttons do.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::{self, AddressChange, AddressEnd};
use crate::accounts::one_time_link::{WayOn, spent};
use crate::accounts::store as accounts;
use crate::accounts::store::TokenState;
use crate::audit::store::{NewEntry, append};
use crate::db::is_duplicate;
use crate::identity::model::{Account, Role};
use crate::notices::store::{Message, post};
use crate::site::{Fault, Page, Path, Visit};

const WAY_ON: WayOn = WayOn {
    sentence: "The change may be done, stopped or given up. Your account page says which address you have.",
    href: "/account/address",
    label: "Look at my address",
};

/// The change of a link with its account, if it is under way.
async fn find(visit: &Visit, token: &str) -> Result<Option<(AddressChange, AddressEnd, Account)>, Fault> {
    let Some((change, end)) = store::of_token(&visit.app.db, token, visit.now).await? else { return Ok(None) };
    let account = accounts::by_id(&visit.app.db, change.account_id).await?;
    Ok(account.filter(|account| account.disabled_at.is_none()).map(|account| (change, end, account)))
}

/// `GET /address/{token}`
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    let Some((change, end, account)) = find(&visit, &token).await? else {
        return spent(&visit, TokenState::Unknown, WAY_ON);
    };
    let agreed = if end == AddressEnd::Old { change.old_agreed_at } else { change.new_agreed_at }.is_some();
    let (title, lede, button) = match end {
        AddressEnd::Old => (
            "Was this you?",
            format!("The address of your account is to change from {} to {}.", account.email, change.email),
            "Yes, this was me",
        ),
        AddressEnd::New => (
            "Confirm your new address",
            format!("{} is to be the address of an account with {}.", change.email, visit.service.name),
            "Yes, this address is mine",
        ),
    };
    visit.page(title).private().show(|| {
        view! {
            <header class="title"><h1>{title}</h1><p class="lede">{lede}</p></header>
            {if agreed {
                view! { <p>"This end has agreed already. The change waits for the other one."</p> }.into_any()
            } else {
                view! {
                    <form method="post" action=format!("/address/{token}")><p class="actions"><button class="button">{button}</button></p></form>
                }
                .into_any()
            }}
            <h2>"It was not you?"</h2>
            <p>{if end == AddressEnd::Old {
                "Stop the change. Then set a new password, because somebody may know yours."
            } else {
                "Stop the change, and your address is forgotten here."
            }}</p>
            <form method="post" action=format!("/address/{token}/stop")><p class="actions"><button class="button warn">"No, stop it"</button></p></form>
        }
        .into_any()
    })
}

/// `POST /address/{token}`
pub async fn agree(visit: Visit, Path(token): Path<String>) -> Page {
    let Some((change, end, account)) = find(&visit, &token).await? else {
        return spent(&visit, TokenState::Unknown, WAY_ON);
    };
    let mut tx = visit.app.db.begin().await?;
    let Some(both) = store::agree(&mut tx, change.id, end, visit.now).await? else {
        tx.rollback().await?;
        return spent(&visit, TokenState::Unknown, WAY_ON);
    };
    if !both {
        tx.commit().await?;
        let other = if end == AddressEnd::Old { &change.email } else { &account.email };
        let said = if end == AddressEnd::Old {
            format!("Now open the link that we sent to {other}, and press the button there. Then your address changes.")
        } else {
            "Now open the link that we sent to the address your account has so far, and press the button there. Then your address changes.".to_owned()
        };
        return end_page(&visit, "Thank you: one to go", &said, StatusCode::OK, None);
    }
    match store::take_place(&mut tx, &change, visit.now).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => {
            drop(tx);
            let said = "The new address has got an account of its own meanwhile, so yours keeps the address it had.";
            return end_page(&visit, "The address is taken", said, StatusCode::CONFLICT, None);
        }
        Err(error) => return Err(error.into()),
    }
    let body = format!(
        "Hello,\n\nThe address of your account with {} was changed from {} to {}. Both addresses agreed. From now on you sign \
         in with the new one.\n\nIf that was not you, tell the people who run the site.\n",
        visit.service.name, account.email, change.email
    );
    let subject = format!("Your address for {} was changed", visit.service.name);
    for recipient in [&account.email, &change.email] {
        let message = Message { account: Some(account.id), recipient, subject: &subject, body: &body };
        post(&mut tx, &message, visit.now).await?;
    }
    if account.role != Role::Resident {
        let (actor, action, id) = (Some(account.id), "account.new-address", account.id.0);
        let entry = NewEntry { actor, action, subject_kind: "account", subject_id: id, detail: &[] };
        append(&mut tx, &entry, visit.now).await?;
    }
    tx.commit().await?;
    let said = format!("From now on you sign in with {}, and messages go there.", change.email);
    end_page(&visit, "Your address is changed", &said, StatusCode::OK, Some(("/account", "To my account")))
}

/// `POST /address/{token}/stop`
pub async fn stop(visit: Visit, Path(token): Path<String>) -> Page {
    let Some((change, end, _)) = find(&visit, &token).await? else {
        return spent(&visit, TokenState::Unknown, WAY_ON);
    };
    let mut tx = visit.app.db.begin().await?;
    store::stop(&mut tx, change.account_id).await?;
    tx.commit().await?;
    let (said, way) = match end {
        AddressEnd::Old => (
            "The address of your account stays as it was. If you did not ask for the change, set a new password now: \
             somebody may know yours.",
            Some(("/reset", "Set a new password")),
        ),
        AddressEnd::New => ("Nothing changes, and your address is forgotten here. Thank you for telling us.", None),
    };
    end_page(&visit, "The change is stopped", said, StatusCode::OK, way)
}

fn end_page(
    visit: &Visit,
    title: &'static str,
    said: &str,
    status: StatusCode,
    way: Option<(&'static str, &'static str)>,
) -> Page {
    let said = said.to_owned();
    visit.page(title).status(status).private().show(|| {
        view! {
            <header class="title"><h1>{title}</h1><p class="lede">{said}</p></header>
            {way.map(|(href, label)| view! { <p class="actions"><a class="button" href=href>{label}</a></p> })}
        }
        .into_any()
    })
}
