//! Accepting an invitation: the first password of an account that an administrator made.

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use super::forms::{sign_in_cookie, with_cookie};
use super::one_time_link::{Chosen, PasswordLink, WayOn};
use super::second_factor;
use super::store::{self, Purpose};
use crate::db::Tx;
use crate::identity::model::{Account, SignedInBy};
use crate::identity::{rules, sessions};
use crate::notices::store::{Message, post as post_message};
use crate::notices::{Delivery, delivery};
use crate::site::{Area, Fault, Fields, Page, Path, Visit};

const WAY_ON: WayOn = WayOn {
    sentence: "If you have chosen a password already, sign in. If not, ask the administrator who invited you for a new message.",
    href: "/sign-in",
    label: "Sign in",
};

/// Writes an invitation to somebody an administrator added, and returns the link in it. An earlier one stops working.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn send(tx: &mut Tx, visit: &Visit, account: &Account) -> Result<String, Fault> {
    let random = &visit.app.random;
    let token =
        store::issue_token(&mut *tx, random, Purpose::Invite, Some(account.id), visit.now, rules::INVITE_LIFE).await?;
    let link = visit.app.config.link(&format!("/invite/{token}"));
    let subject = format!("Your account with {}", visit.service.name);
    let body = format!(
        "Hello {},\n\nYou have been added to the consultations of {} as: {}.\n\nTo begin, choose a password behind \
         this link:\n\n{}\n\nThe link works for seven days. You sign in with this email address.\n",
        account.name,
        visit.service.name,
        account.role.title().to_lowercase(),
        link,
    );
    let message = Message { account: Some(account.id), recipient: &account.email, subject: &subject, body: &body };
    post_message(tx, &message, visit.now).await?;
    Ok(link)
}

/// What an administrator sees right after inviting somebody whom no message can reach: the link, once.
pub(super) fn to_hand_over(visit: &Visit, account: &Account, link: &str) -> Page {
    let why = match delivery(&visit.app) {
        Delivery::Demonstration => "No message leaves a demonstration, so give them this link yourself.",
        Delivery::Nowhere | Delivery::Server => {
            "Mail is not set up, so no message has reached them: give them this link yourself."
        }
    };
    let address = format!("/staff/people/{}", account.id);
    visit.page("Give them this link yourself").area(Area::Staff).private().show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/people">"People"</a></li><li>{account.name.clone()}</li></ol></nav>
            <header class="title"><h1>"Give them this link yourself"</h1>
                <p class="lede">{format!("{} is invited as: {}. {why}", account.name, account.role.title().to_lowercase())}</p>
            </header>
            <p><code>{link.to_owned()}</code></p>
            <p>"It is shown this once. It works once, for seven days: they choose their password behind it, and sign in with "<strong>{account.email.clone()}</strong>"."</p>
            <div class="note warn"><p><strong>"Whoever has the link has the account."</strong>" Give it to nobody else, in a way that only they can read. If it gets lost, make a new one on their page: this one then stops working."</p></div>
            <p class="actions"><a class="button quiet" href=address>"To their page"</a></p>
        }
        .into_any()
    })
}

const LINK: PasswordLink = PasswordLink {
    purpose: Purpose::Invite,
    path: "/invite",
    way_on: WAY_ON,
    title: "Choose your password",
    head: |visit, account| {
        let role = account.role.title().to_lowercase();
        ("Welcome. Choose your password", format!("You have been added to {} as: {role}.", visit.service.name))
    },
    button: "Set my password",
};

/// `GET /invite/{token}`
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    LINK.page(&visit, &token).await
}

/// `POST /invite/{token}`: whoever has the link has the mailbox, so the address is confirmed as well, and they are signed
/// in.
pub async fn post(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    let (mut tx, account) = match LINK.take(&visit, &token, &fields).await? {
        Chosen::Set(tx, account) => (tx, account),
        Chosen::Not(page) => return page,
    };
    sessions::end_all(&mut tx, account.id, None).await?;
    if second_factor::store::has(&mut tx, account.id).await? {
        tx.commit().await?;
        return Ok(second_factor::signing_in::sign_in_after_link("password"));
    }
    let token =
        sessions::begin(&mut tx, &visit.app.random, account.id, false, (&visit.agent, SignedInBy::Link), visit.now)
            .await?;
    tx.commit().await?;
    let answer = Redirect::to(&format!("{}?done=welcome", rules::home(account.role))).into_response();
    Ok(with_cookie(answer, &sign_in_cookie(&visit, &token, false)))
}
