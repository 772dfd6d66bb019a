//! A forgotten password: a message with a link, and a new password behind it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use super::forms::{sign_in_cookie, with_cookie};
use super::limits::{self, slow_registering, subject};
use super::one_time_link::{Chosen, PasswordLink, WayOn};
use super::password;
use super::pending::{self, Arrived};
use super::second_factor;
use super::store::{self, Purpose};
use super::waiting::{AwaitingSignIn, repeated};
use crate::identity::model::{Account, SignedInBy};
use crate::identity::{rules, sessions};
use crate::notices::no_mail_note;
use crate::notices::store::{Message, post as post_message};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, error_summary};

const WAY_ON: WayOn = WayOn { sentence: "You can ask for another link.", href: "/reset", label: "Ask for a new link" };

/// `GET /reset`: asks for the address; after it was sent, says what to do next.
pub async fn ask(visit: Visit) -> Page {
    if visit.query_value("done") == "sent" {
        return sent(&visit);
    }
    ask_form(&visit, "", &AwaitingSignIn::default(), &FormErrors::none())
}

/// `POST /reset/begin`: the same form, for somebody who was on the way to send something.
pub async fn begin(visit: Visit, fields: Fields) -> Page {
    let waiting = AwaitingSignIn::from_fields(&fields);
    ask_form(&visit, "", &waiting, &FormErrors::none())
}

fn ask_form(visit: &Visit, typed: &str, waiting: &AwaitingSignIn, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page("Set a new password").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Set a new password"</h1>
                <p class="lede">"Tell us the address you registered with. We send a link to it, and behind the link you choose a new password."</p>
            </header>
            {no_mail_note(visit)}
            {waiting.body.as_deref().map(|body| view! {
                <section class="note" aria-labelledby="waits-title">
                    <h2 id="waits-title">"What you are about to send"</h2>
                    {repeated(&visit.app, body)}
                    <p class="meta">"It goes with you: it is recorded when you have chosen a new password."</p>
                </section>
            })}
            <form method="post" action="/reset" novalidate>
                {waiting.inputs()}
                {Field::new("email", "Email address").kind(FieldKind::Email).value(typed).autocomplete("username").show(errors)}
                <p class="actions"><button class="button">"Send me a link"</button> <a href="/sign-in">"Back to sign in"</a></p>
            </form>
        }
        .into_any()
    })
}

fn sent(visit: &Visit) -> Page {
    if let Some(note) = no_mail_note(visit) {
        return visit.page("Set a new password").private().show(|| view! { <header class="title"><h1>"No message can be sent"</h1></header> {note} <p>"Your password stays as it is."</p> <p class="actions"><a class="button quiet" href="/sign-in">"Back to sign in"</a></p> }.into_any());
    }
    visit.page("Check your email").private().show(|| {
        view! {
            <header class="title"><h1>"Check your email"</h1>
                <p class="lede">"If the address has an account, a message with a link is on its way. The link works for one hour."</p>
            </header>
            <p>"Nothing after a few minutes? Look in the folder for unwanted mail, and check that it is the address you registered with. We send at most three messages an hour to one address."</p>
            <details class="why"><summary>"Why do you not say whether the address has an account?"</summary>
                <p>"Because anybody can type any address here. Who takes part in consultations is nobody else’s business."</p>
            </details>
            <p class="actions"><a class="button quiet" href="/sign-in">"Back to sign in"</a></p>
        }
        .into_any()
    })
}

/// `POST /reset`: the same answer whether or not the address has an account.
pub async fn send(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "continue_to", "carry"], &mut errors);
    let waiting = AwaitingSignIn::from_fields(&fields);
    let typed = fields.text("email").to_owned();
    let email = errors.check("email", rules::email(&typed));
    let (Some(email), true) = (email, errors.is_empty()) else { return ask_form(&visit, &typed, &waiting, &errors) };
    slow_registering(&visit).await?;
    let mark = sessions::new_mark(&visit.app.random);
    let mut tx = visit.app.db.begin().await?;
    // Counted for an address without an account too, so that both take the same way.
    let may_write = limits::may_write(&mut tx, &visit, &email).await?;
    let account = store::by_email(&mut tx, &email).await?.filter(|account| account.disabled_at.is_none());
    if let Some(account) = account {
        let browser = sessions::token_hash(&mark);
        pending::keep(&mut tx, &visit.app, account.id, &browser, &waiting, visit.now).await?;
        if may_write {
            post_link(&mut tx, &visit, &account).await?;
        }
    }
    tx.commit().await?;
    let answer = Redirect::to("/reset?done=sent").into_response();
    // Whoever comes back in this browser need not be asked whether what waits is theirs.
    Ok(if visit.session.is_none() { with_cookie(answer, &sign_in_cookie(&visit, &mark, false)) } else { answer })
}

async fn post_link(tx: &mut crate::db::Tx, visit: &Visit, account: &Account) -> Result<(), Fault> {
    let random = &visit.app.random;
    let token =
        store::issue_token(&mut *tx, random, Purpose::Reset, Some(account.id), visit.now, rules::RESET_LIFE).await?;
    let subject = format!("Set a new password for {}", visit.service.name);
    let body = format!(
        "Hello,\n\nSomebody, we hope you, asked for a new password for your account with {}.\n\nTo choose one, open \
         this link within an hour:\n\n{}\n\nIf it was not you, do nothing: your password stays as it is.\n",
        visit.service.name,
        visit.app.config.link(&format!("/reset/{token}")),
    );
    let message = Message { account: Some(account.id), recipient: &account.email, subject: &subject, body: &body };
    post_message(tx, &message, visit.now).await?;
    Ok(())
}

const LINK: PasswordLink = PasswordLink {
    purpose: Purpose::Reset,
    path: "/reset",
    way_on: WAY_ON,
    title: "Choose a new password",
    head: |_, _| {
        let lede = "Every device that is signed in is signed out, in case somebody else knows the old one.";
        ("Choose a new password", lede.to_owned())
    },
    button: "Set this password",
};

/// `GET /reset/{token}`
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    LINK.page(&visit, &token).await
}

/// `POST /reset/{token}`: whoever has the link has the mailbox, so the address is confirmed as well.
/// They are signed in: nobody types a password again seconds after choosing it. Those who have a second step are not: a
/// mailbox alone lets nobody in.
pub async fn post(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    let (mut tx, account) = match LINK.take(&visit, &token, &fields).await? {
        Chosen::Set(tx, account) => (tx, account),
        Chosen::Not(page) => return page,
    };
    store::forget_failures(&mut tx, &subject(&visit, "account", &account.email)).await?;
    sessions::end_all(&mut tx, account.id, None).await?;
    sessions::forget_known(&mut tx, account.id).await?;
    second_factor::store::end_halves(&mut tx, account.id).await?;
    password::tell(&mut tx, &visit, &account).await?;
    if second_factor::store::has(&mut tx, account.id).await? {
        tx.commit().await?;
        return Ok(second_factor::signing_in::sign_in_after_link("password"));
    }
    let token =
        sessions::begin(&mut tx, &visit.app.random, account.id, false, (&visit.agent, SignedInBy::Link), visit.now)
            .await?;
    tx.commit().await?;
    let arrived = Arrived { account: account.id, cookie: sign_in_cookie(&visit, &token, false), token };
    let browser = visit.browser;
    let theirs = |pending: &pending::Pending| browser.is_some_and(|mine| pending.browser == mine);
    pending::record(&visit, &arrived, theirs, "/account?done=password").await
}
