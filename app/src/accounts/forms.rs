//! What happens when the registration, confirmation and sign-in forms are sent.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use super::model::Role;
use super::pages::{self, Registration, Waiting};
use super::store::{self, NewAccount, Purpose, TokenState};
use super::{rules, sessions};
use crate::App;
use crate::db::{DbError, is_duplicate};
use crate::notices::store::{Message, post};
use crate::site::visit::session_token;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::time::Time;

/// Wrong passwords for one account within [`FAILURE_WINDOW`] before it has to wait.
pub const ACCOUNT_FAILURES: i64 = 10;
/// How long wrong passwords count, in milliseconds.
pub const FAILURE_WINDOW: i64 = 15 * Time::MINUTE;

/// The `Set-Cookie` line that signs a browser in.
pub fn sign_in_cookie(visit: &Visit, token: &str, own_device: bool) -> String {
    let https = visit.app.config.https();
    let name = sessions::cookie_name(https);
    let secure = if https { "; Secure" } else { "" };
    // Without Max-Age the cookie goes when the browser closes.
    let age = if own_device { "; Max-Age=2592000" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// The `Set-Cookie` line that signs a browser out.
pub fn sign_out_cookie(visit: &Visit) -> String {
    let https = visit.app.config.https();
    let name = sessions::cookie_name(https);
    let secure = if https { "; Secure" } else { "" };
    format!("{name}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0")
}

pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// `POST /register`: makes the account, signs in, and sends the confirming link.
///
/// An address that is registered already gets the same answer, and its owner a message, so that nobody can
/// find out who has an account.
pub async fn register(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["name", "email", "password", "own_device"], &mut errors);
    let typed = Registration { name: fields.text("name").to_owned(), email: fields.text("email").to_owned() };
    let name = errors.check("name", rules::name(&typed.name));
    let email = errors.check("email", rules::email(&typed.email));
    let password = fields.raw_text("password").to_owned();
    errors.check("password", rules::password(&password, email.as_deref().unwrap_or("")));
    let (Some(name), Some(email), true) = (name, email, errors.is_empty()) else {
        return pages::register_form(&visit, &typed, &errors);
    };
    let own_device = fields.ticked("own_device");
    let hash = visit.app.passwords.hash(password).await?;
    let mut tx = visit.app.db.begin().await?;
    let new = NewAccount { email: &email, name: &name, password_hash: &hash, role: Role::Resident, confirmed_at: None };
    let account = match store::create(&mut tx, &new, visit.now).await {
        Ok(account) => account,
        Err(error) if is_duplicate(&error) => {
            drop(tx);
            return already_registered(&visit, &email).await;
        }
        Err(error) => return Err(error.into()),
    };
    let token =
        store::issue_token(&mut tx, &visit.app.random, Purpose::Confirm, Some(account), visit.now, rules::CONFIRM_LIFE)
            .await?;
    let body = confirm_message(&visit, &token);
    let subject = format!("Confirm your email address for {}", visit.service.name);
    post(&mut tx, &Message { account: Some(account), recipient: &email, subject: &subject, body: &body }, visit.now)
        .await?;
    let session = sessions::begin(&mut tx, &visit.app.random, account, own_device, &visit.agent, visit.now).await?;
    tx.commit().await?;
    let next = if visit.app.demo { format!("/registered?confirm={token}") } else { "/registered".to_owned() };
    Ok(with_cookie(Redirect::to(&next).into_response(), &sign_in_cookie(&visit, &session, own_device)))
}

/// The text of the confirming message.
pub fn confirm_message(visit: &Visit, token: &str) -> String {
    format!(
        "Hello,\n\nSomebody, we hope you, registered this address with {}.\n\nTo confirm that it is yours, open this \
         link and press the button:\n\n{}\n\nThe link works for three days. If it was not you, do nothing: without \
         the button the address takes no part in anything.\n",
        visit.service.name,
        visit.app.config.link(&format!("/confirm/{token}")),
    )
}

async fn already_registered(visit: &Visit, email: &str) -> Page {
    let Some(account) = store::by_email(&visit.app.db, email).await? else {
        return Err(Fault::Conflict("Please send the form again.".to_owned()));
    };
    let mut tx = visit.app.db.begin().await?;
    let subject = format!("You already have an account with {}", visit.service.name);
    let body = format!(
        "Hello,\n\nSomebody, perhaps you, tried to register this address with {}, where it already has an \
         account.\n\nTo sign in: {}\nTo set a new password: {}\n\nIf it was not you, there is nothing to do.\n",
        visit.service.name,
        visit.app.config.link("/sign-in"),
        visit.app.config.link("/reset"),
    );
    let message = Message { account: Some(account.id), recipient: email, subject: &subject, body: &body };
    post(&mut tx, &message, visit.now).await?;
    tx.commit().await?;
    visit.go("/registered")
}

/// `POST /confirm/{token}`
pub async fn confirm(visit: Visit, Path(token): Path<String>) -> Page {
    let mut tx = visit.app.db.begin().await?;
    let state = store::use_token(&mut tx, Purpose::Confirm, &token, visit.now).await?;
    let TokenState::Good(Some(account)) = state else {
        drop(tx);
        return pages::confirm_page(&visit, &token, state);
    };
    store::confirm(&mut tx, account, visit.now).await?;
    tx.commit().await?;
    let same = visit.account().is_some_and(|signed_in| signed_in.id == account);
    visit.go(if same { "/consultations?done=confirmed" } else { "/sign-in?done=confirmed" })
}

/// What wrong passwords (and messages that were asked for) are counted under: an account's address, or a network
/// address; never kept as it is.
pub(super) fn subject(visit: &Visit, kind: &str, value: &str) -> Vec<u8> {
    subject_in(&visit.app, kind, value)
}

fn subject_in(app: &App, kind: &str, value: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(&app.secret);
    hash.update(kind);
    hash.update([0]);
    hash.update(value);
    hash.finalize().to_vec()
}

/// `POST /sign-in`: then goes on to what waited, or to where this role begins.
pub async fn sign_in(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "password", "own_device", "own_desk", "continue_to", "carry"], &mut errors);
    let waiting = Waiting::from_fields(&fields);
    let typed = fields.text("email").to_owned();
    let email = errors.check("email", rules::email(&typed));
    let password = fields.raw_text("password").to_owned();
    if password.is_empty() {
        errors.add("password", "Enter your password");
    }
    let (Some(email), true) = (email, errors.is_empty()) else {
        return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let by_account = subject(&visit, "account", &email);
    let by_address = subject(&visit, "address", &visit.address);
    let since = visit.now.plus(-FAILURE_WINDOW);
    if store::failures_since(&visit.app.db, &by_account, since).await? >= ACCOUNT_FAILURES {
        errors.add(
            "form",
            "There were several wrong passwords for this address, so we ask you to wait 15 minutes and try again. \
             If you do not remember the password you can set a new one now.",
        );
        return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::TOO_MANY_REQUESTS).await;
    }
    slow_down(&visit).await?;
    let kept = store::password_of(&visit.app.db, &email).await?;
    let (account, hash) = kept.map_or((None, None), |(account, hash)| (Some(account), Some(hash)));
    let right = visit.app.passwords.check(password.chars().take(rules::PASSWORD_LONGEST).collect(), hash).await?;
    let (Some(account), true) = (account, right) else {
        let mut tx = visit.app.db.begin().await?;
        store::note_failure(&mut tx, [&by_account, &by_address], visit.now).await?;
        tx.commit().await?;
        errors.add("email", "The address and the password do not belong together. Check both and try again.");
        return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let own_device = fields.ticked("own_device");
    let mut tx = visit.app.db.begin().await?;
    store::forget_failures(&mut tx, &by_account).await?;
    let token = sessions::begin(&mut tx, &visit.app.random, account, own_device, &visit.agent, visit.now).await?;
    if fields.ticked("own_desk") {
        sessions::at_own_desk(&mut tx, &token, visit.now).await?;
    }
    tx.commit().await?;
    let cookie = sign_in_cookie(&visit, &token, own_device);
    if let Some(body) = waiting.body {
        return send_on(&visit, &waiting.path, body, &token, &cookie).await;
    }
    let home = match store::by_id(&visit.app.db, account).await? {
        Some(account) => rules::home(account.role),
        None => "/",
    };
    let next = if waiting.path.is_empty() { home } else { &waiting.path };
    Ok(with_cookie(Redirect::to(next).into_response(), &cookie))
}

/// How long a visitor at a network address waits before a password is looked at, in milliseconds.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn address_wait(app: &App, address: &str, now: Time) -> Result<u64, DbError> {
    let branch = crate::branches::store::is_branch_address(&app.db, address).await?;
    let by_address = subject_in(app, "address", address);
    let failures = store::failures_since(&app.db, &by_address, now.plus(-FAILURE_WINDOW)).await?;
    Ok(rules::address_wait(failures, branch))
}

/// Makes many wrong passwords from one network address slow, and never impossible: a branch shares one address.
pub(super) async fn slow_down(visit: &Visit) -> Result<(), Fault> {
    let wait = address_wait(&visit.app, &visit.address, visit.now).await?;
    if wait > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
    }
    Ok(())
}

/// Sends a submission on that waited for its author to sign in, and answers with what came of it.
async fn send_on(visit: &Visit, path: &str, body: String, token: &str, cookie: &str) -> Page {
    let Some(router) = visit.app.router.get().cloned() else { return Err(Fault::Missing) };
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, format!("{}={token}", sessions::cookie_name(visit.app.config.https())))
        .body(Body::from(body))
        .map_err(|_| Fault::Missing)?;
    let response = router.oneshot(request).await.map_err(Fault::broken)?;
    Ok(with_cookie(response, cookie))
}

/// `POST /sign-out`
pub async fn sign_out(visit: Visit, headers: axum::http::HeaderMap) -> Page {
    if session_token(&headers, visit.app.config.https()).is_some()
        && let Some(session) = &visit.session
    {
        let mut tx = visit.app.db.begin().await?;
        sessions::end(&mut tx, session.account.id, session.id).await?;
        tx.commit().await?;
    }
    Ok(with_cookie(Redirect::to("/sign-in?done=signed-out").into_response(), &sign_out_cookie(&visit)))
}
