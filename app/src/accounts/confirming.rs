//! Confirming an address: the link in the message, and the button behind it (mail scanners follow links, so only the
//! button confirms). The browser that registered is signed in and led to what came of what it sent. In any other
//! browser somebody may look at a registration that a stranger made in their name: they are told what was registered
//! and what waits, and choose a password of their own before anything is recorded.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use super::forms::{post_confirming, sign_in_cookie};
use super::limits;
use super::one_time_link;
use super::pending::{self, Arrived, Pending, store::Unconfirmed};
use super::second_factor;
use super::store::{self, Purpose, TokenState};
use crate::clock;
use crate::identity::model::{Account, Role, SignedInBy};
use crate::identity::passwords::PasswordError;
use crate::identity::{rules, sessions};
use crate::site::{Fault, Fields, FormErrors, Onward, Page, Path, Visit};
use crate::ui::{Field, FieldKind, error_summary, form};

/// A good link, and what hangs on it.
struct ConfirmationLink {
    account: Account,
    registration: Option<Unconfirmed>,
    waiting: Vec<Pending>,
    /// Whether this browser made the registration, or its owner is signed in here.
    same_browser: bool,
}

impl ConfirmationLink {
    /// Whether something that waits came from whoever confirms here, so that it needs no question. What another browser
    /// sent before, with the same address, does.
    fn is_theirs(&self, visit: &Visit, pending: &Pending) -> bool {
        let registered = self.registration.as_ref().is_some_and(|registration| pending.browser == registration.browser);
        let sent_here = visit.browser.is_some_and(|browser| pending.browser == browser);
        self.same_browser && (registered || sent_here)
    }
}

/// What a link leads to, or why it does not work.
async fn find(visit: &Visit, token: &str) -> Result<Result<ConfirmationLink, TokenState>, Fault> {
    let state = store::look_at_token(&visit.app.db, Purpose::Confirm, token, visit.now).await?;
    let TokenState::Good(Some(id)) = state else { return Ok(Err(state)) };
    let account = store::by_id(&visit.app.db, id).await?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(Err(TokenState::Unknown)) };
    let registration = pending::store::registration(&visit.app.db, id).await?;
    let waiting = pending::of_account(&visit.app, id, visit.now).await?;
    let registered_here =
        registration.as_ref().zip(visit.browser).is_some_and(|(registration, browser)| registration.browser == browser);
    let same_browser = registered_here || visit.account().is_some_and(|signed_in| signed_in.id == id);
    Ok(Ok(ConfirmationLink { account, registration, waiting, same_browser }))
}

/// `GET /confirm/{token}`
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    match find(&visit, &token).await? {
        Ok(found) => page(&visit, &token, &found, &FormErrors::none(), StatusCode::OK),
        Err(state) => spent(&visit, state),
    }
}

fn page(visit: &Visit, token: &str, found: &ConfirmationLink, errors: &FormErrors, status: StatusCode) -> Page {
    let body =
        if found.same_browser { one_press(visit, token, found) } else { from_elsewhere(visit, token, found, errors) };
    visit.page("Confirm your email address").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Confirm your email address"</h1></header>
            {body}
        }
        .into_any()
    })
}

fn one_press(visit: &Visit, token: &str, found: &ConfirmationLink) -> AnyView {
    let (theirs, others): (Vec<Pending>, Vec<Pending>) =
        found.waiting.iter().cloned().partition(|pending| found.is_theirs(visit, pending));
    let waits = !theirs.is_empty();
    view! {
        <p class="lede">{if waits {
            "One press: your address is confirmed, you are signed in, and what you sent is recorded."
        } else {
            "One press: your address is confirmed and you are signed in."
        }}</p>
        {waits.then(|| view! { <section aria-labelledby="waits-title"><h2 id="waits-title">"What you sent"</h2>{pending::pages::list(visit, &theirs)}</section> })}
        {(!others.is_empty()).then(|| view! { <p>"Something else was sent with this address in another browser. It is not recorded: you are shown it next, and say whether it is yours."</p> })}
        <form method="post" action=format!("/confirm/{token}")><p class="actions"><button class="button">"Confirm my address"</button></p></form>
    }
    .into_any()
}

fn from_elsewhere(visit: &Visit, token: &str, found: &ConfirmationLink, errors: &FormErrors) -> AnyView {
    let when = found.registration.as_ref().map_or(found.account.created_at, |registration| registration.registered_at);
    let waits = !found.waiting.is_empty();
    view! {
        <p class="lede">"This address was registered in another browser. If that was you, choose a password here, so that nobody who only typed your address can use the account."</p>
        <dl class="facts">
            <div><dt>"Email address"</dt><dd>{found.account.email.clone()}</dd></div>
            <div><dt>"Name"</dt><dd dir="auto">{found.account.name.clone()}</dd></div>
            <div><dt>"Registered"</dt><dd>{clock::long_date_time(when)}</dd></div>
        </dl>
        {waits.then(|| view! {
            <section aria-labelledby="waits-title"><h2 id="waits-title">"What was sent with it"</h2>
                <p>"None of it is recorded yet. Is it yours?"</p>
                {pending::pages::list(visit, &found.waiting)}
            </section>
        })}
        <form method="post" action=format!("/confirm/{token}") novalidate>
            <input type="hidden" name="email" value=found.account.email.clone() autocomplete="username"/>
            {Field::new("password", "Choose a password").kind(FieldKind::Password).hint("At least 10 characters. Three or four words are easy to remember and hard to guess.").autocomplete("new-password").show(errors)}
            {form::check("own_device", "This is my own device", Some("Stay signed in for 30 days. Leave this empty on a library computer."), false)}
            {if waits {
                view! { <p class="actions"><button class="button" name="waiting" value="record">"Confirm, and record what was sent"</button>" "<button class="button quiet" name="waiting" value="throw-away">"Confirm, and throw it away"</button></p> }.into_any()
            } else {
                view! { <p class="actions"><button class="button">"Confirm my address"</button></p> }.into_any()
            }}
        </form>
        <h2>"It was not you?"</h2>
        <p>"Then somebody typed your address. Nothing counts without you. You can do nothing, or erase the registration now, with whatever was sent."</p>
        <form method="post" action=format!("/confirm/{token}/not-me")><p class="actions"><button class="button warn">"It was not me: erase it"</button></p></form>
    }
    .into_any()
}

/// The page for a link that does not work.
fn spent(visit: &Visit, state: TokenState) -> Page {
    let (status, title, lede) = match state {
        TokenState::Used(_) => {
            (StatusCode::GONE, "This link was used already", "The address is confirmed. There is nothing more to do.")
        }
        TokenState::Expired => (
            StatusCode::GONE,
            "This link is too old",
            "Links work for three days. We can send a new one. What was sent with the registration is kept for 14 days.",
        ),
        TokenState::Good(_) | TokenState::Unknown => (
            StatusCode::NOT_FOUND,
            "We do not know this link",
            "It may be cut short (some mail programs break long links), or a newer message replaced it.",
        ),
    };
    let used = matches!(state, TokenState::Used(_));
    visit.page(title).status(status).private().show(|| {
        view! {
            <header class="title"><h1>{title}</h1><p class="lede">{lede}</p></header>
            {if used {
                view! { <p class="actions"><a class="button" href="/sign-in">"Sign in"</a></p> }.into_any()
            } else {
                again_form("", &FormErrors::none())
            }}
        }
        .into_any()
    })
}

/// The form that asks for a new confirming message.
pub(super) fn again_form(typed: &str, errors: &FormErrors) -> AnyView {
    view! {
        <form method="post" action="/confirm-again" novalidate>
            {Field::new("email", "The email address you registered").kind(FieldKind::Email).value(typed).autocomplete("email").show(errors)}
            <p class="actions"><button class="button quiet">"Send me a new message"</button></p>
        </form>
    }
    .into_any()
}

/// `POST /confirm/{token}`
pub async fn post(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    let found = match find(&visit, &token).await? {
        Ok(found) => found,
        Err(state) => return spent(&visit, state),
    };
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "password", "own_device", "waiting"], &mut errors);
    let password = fields.raw_text("password").to_owned();
    let mut hash = None;
    if !found.same_browser {
        errors.check("password", rules::password(&password, &found.account.email));
        if errors.is_empty() {
            hash = match visit.app.passwords.hash(password).await {
                Err(PasswordError::Full) => {
                    errors.add("form", "Very many people are signing in at this moment. Please try again in a minute.");
                    return page(&visit, &token, &found, &errors, StatusCode::SERVICE_UNAVAILABLE);
                }
                hash => Some(hash?),
            };
        }
    }
    if !errors.is_empty() {
        return page(&visit, &token, &found, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let id = found.account.id;
    let own_device = if found.same_browser {
        found.registration.as_ref().is_some_and(|registration| registration.own_device.0)
    } else {
        fields.ticked("own_device")
    };
    let mut tx = visit.app.db.begin().await?;
    let state = store::use_token(&mut tx, Purpose::Confirm, &token, visit.now).await?;
    if !matches!(state, TokenState::Good(_)) {
        drop(tx);
        return spent(&visit, TokenState::Used(None));
    }
    store::confirm(&mut tx, id, visit.now).await?;
    if let Some(hash) = &hash {
        store::set_password(&mut tx, id, hash).await?;
        sessions::end_all(&mut tx, id, None).await?;
        sessions::forget_known(&mut tx, id).await?;
    }
    if !found.same_browser && fields.text("waiting") == "throw-away" {
        for pending in &found.waiting {
            pending::store::erase(&mut tx, id, pending.id).await?;
        }
    }
    // Whoever was signed in here before is signed out by the new cookie.
    if let Some(session) = &visit.session {
        sessions::end(&mut tx, session.account.id, session.id).await?;
    }
    if second_factor::store::has(&mut tx, id).await? {
        tx.commit().await?;
        return Ok(second_factor::signing_in::sign_in_after_link("confirmed"));
    }
    let session =
        sessions::begin(&mut tx, &visit.app.random, id, own_device, (&visit.agent, SignedInBy::Link), visit.now)
            .await?;
    tx.commit().await?;
    let arrived = Arrived { account: id, cookie: sign_in_cookie(&visit, &session, own_device), token: session };
    let onward = found.registration.as_ref().and_then(|registration| Onward::page(&registration.onward));
    let next = onward.as_ref().map_or("/consultations?done=confirmed", Onward::as_str);
    // Only the page that shows everything that waits asks for that.
    let accepted = !found.same_browser && fields.text("waiting") == "record";
    let shown = |pending: &Pending| found.waiting.iter().any(|known| known.id == pending.id);
    let theirs = |pending: &Pending| (accepted && shown(pending)) || found.is_theirs(&visit, pending);
    pending::record(&visit, &arrived, theirs, next).await
}

/// Whether anybody may have made this account by typing the address. People of the service are invited, on record.
fn registered_by_anybody(account: &Account) -> bool {
    account.confirmed_at.is_none() && account.role == Role::Resident
}

/// `POST /confirm/{token}/not-me`: erases a registration that somebody else made, and whatever was sent with it.
pub async fn not_me(visit: Visit, Path(token): Path<String>) -> Page {
    let mut tx = visit.app.db.begin().await?;
    let state = store::use_token(&mut tx, Purpose::Confirm, &token, visit.now).await?;
    let TokenState::Good(Some(account)) = state else {
        drop(tx);
        return spent(&visit, state);
    };
    let known = store::by_id(&mut tx, account).await?;
    if known.is_some_and(|account| registered_by_anybody(&account)) {
        store::delete(&mut tx, account).await?;
    }
    tx.commit().await?;
    one_time_link::erased(&visit)
}

/// `POST /confirm-again`: a new confirming message for an address that is not confirmed yet; the same answer for any.
pub async fn again(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["email"], &mut errors);
    let typed = fields.text("email").to_owned();
    let email = errors.check("email", rules::email(&typed));
    let (Some(email), true) = (email, errors.is_empty()) else {
        return visit.page("Confirm your email address").status(StatusCode::UNPROCESSABLE_ENTITY).private().show(
            || {
                view! {
                    {error_summary(&errors)}
                    <header class="title"><h1>"Ask for a new message"</h1></header>
                    {again_form(&typed, &errors)}
                }
                .into_any()
            },
        );
    };
    limits::slow_registering(&visit).await?;
    let mut tx = visit.app.db.begin().await?;
    let known = store::by_email(&mut tx, &email).await?;
    let may_write = limits::may_write(&mut tx, &visit, &email).await?;
    let mut next = "/registered?done=again".to_owned();
    if let Some(account) = known.filter(|account| registered_by_anybody(account) && account.disabled_at.is_none())
        && may_write
    {
        let token = post_confirming(&mut tx, &visit, account.id, &email).await?;
        if visit.app.demo {
            next = format!("/registered?done=again&confirm={token}");
        }
    }
    tx.commit().await?;
    Ok(Redirect::to(&next).into_response())
}

/// The answer to somebody who may take part once their address is confirmed: what they sent is kept until then.
///
/// # Errors
/// When the record cannot be reached.
pub async fn confirm_first(visit: &Visit, account: &Account, fields: &Fields) -> Page {
    let waiting = super::waiting::AwaitingSignIn::form(visit, fields);
    let kept = match visit.browser {
        Some(browser) => {
            let mut tx = visit.app.db.begin().await?;
            let kept = pending::keep(&mut tx, &visit.app, account.id, &browser, &waiting, visit.now).await?;
            tx.commit().await?;
            kept
        }
        None => false,
    };
    visit.page("Confirm your address first").status(StatusCode::FORBIDDEN).step().private().show(|| {
        view! {
            <header class="title"><h1>"Confirm your address first"</h1>
                <p class="lede">{if kept {
                    "What you sent is kept. It is recorded as soon as you have confirmed your email address: open the link in the message we sent you and press the button."
                } else {
                    "Open the link in the message we sent you and press the button. Then come back and send this again: we could not keep it for you, so please copy what you wrote."
                }}</p>
            </header>
            {crate::notices::no_mail_note(visit)}
            {super::waiting::repeated(&visit.app, fields.raw())}
            <p>"It shows that the address is yours, so that everybody is counted once. No message? Look in the folder for unwanted mail, or ask for a new one."</p>
            <form method="post" action="/account/confirm-again"><p class="actions"><button class="button">"Send a new message"</button></p></form>
            {kept.then(|| view! { <p class="quiet"><a href="/account/waiting">"What waits for you"</a>" shows it, for 14 days at most. You can throw it away there."</p> })}
        }
        .into_any()
    })
}
