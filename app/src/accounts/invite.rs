//! Accepting an invitation: the first password of an account that an administrator made.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use super::forms::{sign_in_cookie, with_cookie};
use super::one_time_link::{self, WayOn};
use super::store::{self, Purpose, TokenState};
use crate::db::Tx;
use crate::identity::model::Account;
use crate::identity::{rules, sessions};
use crate::notices::store::{Message, post as post_message};
use crate::notices::{Delivery, delivery};
use crate::site::{Area, Fault, Fields, FormErrors, Page, Visit};
use crate::ui::error_summary;

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

/// Who is invited by the link, or why it does not work.
async fn guest(visit: &Visit, token: &str) -> Result<Result<Account, TokenState>, Fault> {
    let state = store::look_at_token(&visit.app.db, Purpose::Invite, token, visit.now).await?;
    let TokenState::Good(Some(id)) = state else { return Ok(Err(state)) };
    let account = store::by_id(&visit.app.db, id).await?.filter(|account| account.disabled_at.is_none());
    Ok(account.ok_or(TokenState::Unknown))
}

/// `GET /invite/{token}`
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    match guest(&visit, &token).await? {
        Ok(account) => form(&visit, &token, &account, &FormErrors::none()),
        Err(state) => one_time_link::spent(&visit, state, WAY_ON),
    }
}

fn form(visit: &Visit, token: &str, account: &Account, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let action = format!("/invite/{token}");
    visit.page("Choose your password").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Welcome. Choose your password"</h1>
                <p class="lede">{format!("You have been added to {} as: {}.", visit.service.name, account.role.title().to_lowercase())}</p>
            </header>
            <form method="post" action=action novalidate>
                {one_time_link::address(&account.email)}
                {one_time_link::new_password(errors)}
                <p class="actions"><button class="button">"Set my password"</button></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /invite/{token}`: whoever has the link has the mailbox, so the address is confirmed as well, and they are signed
/// in.
pub async fn post(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    let account = match guest(&visit, &token).await? {
        Ok(account) => account,
        Err(state) => return one_time_link::spent(&visit, state, WAY_ON),
    };
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "password"], &mut errors);
    let new = fields.raw_text("password").to_owned();
    errors.check("password", rules::password(&new, &account.email));
    if !errors.is_empty() {
        return form(&visit, &token, &account, &errors);
    }
    let hash = visit.app.passwords.hash(new).await?;
    let mut tx = visit.app.db.begin().await?;
    let state = store::use_token(&mut tx, Purpose::Invite, &token, visit.now).await?;
    if !matches!(state, TokenState::Good(_)) {
        drop(tx);
        return one_time_link::spent(&visit, state, WAY_ON);
    }
    store::set_password(&mut tx, account.id, &hash).await?;
    store::confirm(&mut tx, account.id, visit.now).await?;
    sessions::end_all(&mut tx, account.id, None).await?;
    let token = sessions::begin(&mut tx, &visit.app.random, account.id, false, &visit.agent, visit.now).await?;
    tx.commit().await?;
    let answer = Redirect::to(&format!("{}?done=welcome", rules::home(account.role))).into_response();
    Ok(with_cookie(answer, &sign_in_cookie(&visit, &token, false)))
}
