//! What happens when the registration and sign-in forms are sent. Confirming an address is in
//! [`confirming`](super::confirming).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::limits;
use super::pages::{self, Registration};
use super::pending::{self, Arrived};
use super::second_factor;
use super::store::{self, NewAccount, Purpose};
use super::waiting::AwaitingSignIn;
use crate::db::{Tx, is_duplicate};
use crate::identity::model::{Account, Role, SignedInBy};
use crate::identity::obligation::Obligation;
use crate::identity::passwords::PasswordError;
use crate::identity::{rules, sessions};
use crate::ids::AccountId;
use crate::notices::store::{Message, post};
use crate::site::visit::{SET_UP, session_token};
use crate::site::{Fault, Fields, FormErrors, Page, Visit};

/// The `Set-Cookie` line that signs a browser in, or gives it a mark.
pub fn sign_in_cookie(visit: &Visit, token: &str, own_device: bool) -> String {
    // Without Max-Age the cookie goes when the browser closes.
    cookie_line(visit, token, if own_device { "; Max-Age=2592000" } else { "" })
}

/// The `Set-Cookie` line that signs a browser out.
pub fn sign_out_cookie(visit: &Visit) -> String {
    cookie_line(visit, "", "; Max-Age=0")
}

fn cookie_line(visit: &Visit, token: &str, age: &str) -> String {
    let https = visit.app.config.https();
    let name = sessions::cookie_name(https);
    let secure = if https { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// An answer that also sets a cookie, or takes it away.
pub fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Said when so many passwords wait to be worked on that one more would wait for too long.
const VERY_MANY: &str =
    "Very many people are signing in at this moment. What you typed is kept below: please send it again in a minute.";

/// `POST /register`: makes the account, keeps what waits, and sends the confirming link. Nobody is signed in before the
/// address is confirmed.
///
/// An address that is registered already gets the same answer and the same cookie, and its owner a message, so that
/// nobody can find out who has an account.
pub async fn register(visit: Visit, headers: HeaderMap, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["name", "email", "password", "own_device", "continue_to", "carry"], &mut errors);
    let waiting = AwaitingSignIn::from_fields(&fields);
    if errors.is_empty()
        && visit.session.is_some()
        && let Some(token) = session_token(&headers, visit.app.config.https())
    {
        // Signed in meanwhile, in another window: what waited is theirs to send, and nobody is signed out by it.
        return if waiting.body.is_some() {
            Ok(pending::send_on(&visit, &waiting, &token).await?)
        } else {
            visit.go("/account")
        };
    }
    let typed = Registration { name: fields.line("name"), email: fields.text("email").to_owned() };
    let name = errors.check("name", rules::name(&typed.name));
    let email = errors.check("email", rules::email(&typed.email));
    let password = fields.raw_text("password").to_owned();
    errors.check("password", rules::password(&password, email.as_deref().unwrap_or("")));
    let (Some(name), Some(email), true) = (name, email, errors.is_empty()) else {
        return pages::register_form(&visit, &waiting, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    limits::slow_registering(&visit).await?;
    let own_device = fields.ticked("own_device");
    let hash = match visit.app.passwords.hash(password).await {
        Err(PasswordError::Full) => {
            errors.add("form", VERY_MANY);
            return pages::register_form(&visit, &waiting, &typed, &errors, StatusCode::SERVICE_UNAVAILABLE);
        }
        hash => hash?,
    };
    let new = CheckedRegistration { name: &name, email: &email, hash: &hash, own_device, waiting: &waiting };
    let mark = sessions::new_mark(&visit.app.random);
    let token = match write(&visit, &new, &mark).await? {
        Some(token) => token,
        // Somebody registered the same address at the same moment: now it is there.
        None => write(&visit, &new, &mark).await?.ok_or_else(|| Fault::broken("an address cannot be registered"))?,
    };
    let next = match token {
        Some(token) if visit.app.demo => format!("/registered?confirm={token}"),
        _ => "/registered".to_owned(),
    };
    Ok(with_cookie(Redirect::to(&next).into_response(), &cookie_line(&visit, &mark, "")))
}

/// A registration as it was typed, checked.
struct CheckedRegistration<'a> {
    name: &'a str,
    email: &'a str,
    hash: &'a str,
    own_device: bool,
    waiting: &'a AwaitingSignIn,
}

/// Writes a registration down, with what waits and the message to its address. Gives the confirming link's token if
/// there is one, and nothing at all when somebody else registered the address at the same moment.
async fn write(visit: &Visit, new: &CheckedRegistration<'_>, mark: &str) -> Result<Option<Option<String>>, Fault> {
    let browser = sessions::token_hash(mark);
    let mut tx = visit.app.db.begin().await?;
    let known = store::by_email(&mut tx, new.email).await?;
    let (account, confirmed) = match &known {
        Some(account) => (account.id, account.confirmed_at.is_some() || account.role != Role::Resident),
        None => {
            let row = NewAccount {
                email: new.email,
                name: new.name,
                password_hash: new.hash,
                role: Role::Resident,
                confirmed_at: None,
            };
            match store::create(&mut tx, &row, visit.now).await {
                Ok(account) => (account, false),
                Err(error) if is_duplicate(&error) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let waits = pending::keep(&mut tx, &visit.app, account, &browser, new.waiting, visit.now).await?;
    let may_write = limits::may_write(&mut tx, visit, new.email).await?;
    let token = if confirmed {
        if may_write {
            post_already_registered(&mut tx, visit, account, new.email, waits).await?;
        }
        None
    } else {
        // What was typed last counts, and who may confirm without choosing a password is the browser that typed it.
        store::register_again(&mut tx, account, new.name, new.hash).await?;
        sessions::end_all(&mut tx, account, None).await?;
        store::set_network(&mut tx, account, &limits::network(visit)).await?;
        let onward = if new.waiting.body.is_none() { new.waiting.path.as_str() } else { "" };
        pending::store::note_registration(&mut tx, account, &browser, new.own_device, onward, visit.now).await?;
        if may_write { Some(post_confirming(&mut tx, visit, account, new.email).await?) } else { None }
    };
    tx.commit().await?;
    Ok(Some(token))
}

/// Writes the confirming message and gives the token of its link; links sent before stop working.
///
/// # Errors
/// When the record refuses it.
pub async fn post_confirming(tx: &mut Tx, visit: &Visit, account: AccountId, email: &str) -> Result<String, Fault> {
    let random = &visit.app.random;
    let token =
        store::issue_token(&mut *tx, random, Purpose::Confirm, Some(account), visit.now, rules::CONFIRM_LIFE).await?;
    let subject = format!("Confirm your email address for {}", visit.service.name);
    let body = confirm_message(visit, &token);
    post(tx, &Message { account: Some(account), recipient: email, subject: &subject, body: &body }, visit.now).await?;
    Ok(token)
}

/// The text of the confirming message.
fn confirm_message(visit: &Visit, token: &str) -> String {
    format!(
        "Hello,\n\nSomebody, we hope you, registered this address with {}.\n\nTo confirm that it is yours, open this \
         link and press the button:\n\n{}\n\nThe link works for three days. If it was not you, do nothing: without \
         the button the address takes no part in anything.\n",
        visit.service.name,
        visit.app.config.link(&format!("/confirm/{token}")),
    )
}

async fn post_already_registered(
    tx: &mut Tx,
    visit: &Visit,
    account: AccountId,
    email: &str,
    waits: bool,
) -> Result<(), Fault> {
    let subject = format!("You already have an account with {}", visit.service.name);
    let waits = if waits {
        "\n\nAn answer was sent with it. It is kept for 14 days and waits for you to sign in; until then it does not \
         count."
    } else {
        ""
    };
    let body = format!(
        "Hello,\n\nSomebody, perhaps you, tried to register this address with {}, where it already has an \
         account.{waits}\n\nTo sign in: {}\nTo set a new password: {}\n\nIf it was not you, there is nothing to do.\n",
        visit.service.name,
        visit.app.config.link("/sign-in"),
        visit.app.config.link("/reset"),
    );
    post(tx, &Message { account: Some(account), recipient: email, subject: &subject, body: &body }, visit.now).await?;
    Ok(())
}

/// `POST /sign-in`: then goes on to what waited, or to where this role begins.
pub async fn sign_in(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "password", "own_device", "own_desk", "continue_to", "carry"], &mut errors);
    let waiting = AwaitingSignIn::from_fields(&fields);
    let typed = fields.text("email").to_owned();
    let email = errors.check("email", rules::email(&typed));
    let password = fields.raw_text("password").to_owned();
    if password.is_empty() {
        errors.add("password", "Enter your password");
    }
    let (Some(email), true) = (email, errors.is_empty()) else {
        return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let Some(attempt) = limits::try_to_sign_in(&visit, &email).await? else {
        errors.add(
            "form",
            "There were several wrong passwords for this address, so we ask you to wait 15 minutes and try again. \
             If you do not remember the password you can set a new one now.",
        );
        return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::TOO_MANY_REQUESTS).await;
    };
    limits::slow_down(&visit).await?;
    let kept = store::password_of(&visit.app.db, &email).await?;
    let (account, hash) = kept.map_or((None, None), |(account, hash)| (Some(account), Some(hash)));
    let right = match visit.app.passwords.check(password.chars().take(rules::PASSWORD_LONGEST).collect(), hash).await {
        Err(PasswordError::Full) => {
            errors.add("form", VERY_MANY);
            return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::SERVICE_UNAVAILABLE).await;
        }
        right => right?,
    };
    let (Some(account), true) = (account, right) else {
        errors.add("email", "The address and the password do not belong together. Check both and try again.");
        return pages::sign_in_form(&visit, &typed, &waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (own_device, own_desk) = (fields.ticked("own_device"), fields.ticked("own_desk"));
    let mut tx = visit.app.db.begin().await?;
    attempt.right(&mut tx).await?;
    if second_factor::store::has(&mut tx, account).await? {
        return second_factor::signing_in::begin(tx, &visit, account, (own_device, own_desk), &waiting).await;
    }
    let account = store::by_id(&mut tx, account).await?.ok_or(Fault::SignIn)?;
    let by = ArrivedBy { how: SignedInBy::Password, own_device, own_desk };
    arrive(tx, &visit, &account, &by, &waiting).await
}

/// How somebody arrived who showed all that was asked of them.
pub(super) struct ArrivedBy {
    /// What they showed.
    pub how: SignedInBy,
    /// Whether they said that the device is their own.
    pub own_device: bool,
    /// Whether they said that they sit at their own desk.
    pub own_desk: bool,
}

/// Signs somebody in, and leads them on: to what waited, to what their role has to do first, or to where it begins. The
/// change is ended with it.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn arrive(
    mut tx: Tx,
    visit: &Visit,
    known: &Account,
    by: &ArrivedBy,
    waiting: &AwaitingSignIn,
) -> Page {
    let account = known.id;
    let agent = (visit.agent.as_str(), by.how);
    let token = sessions::begin(&mut tx, &visit.app.random, account, by.own_device, agent, visit.now).await?;
    if by.own_desk {
        sessions::at_own_desk(&mut tx, &token, visit.now).await?;
    }
    let obliged = visit.service.second_factor.of(known.role, visit.now) == Obligation::Now
        && !second_factor::store::has(&mut tx, account).await?;
    second_factor::signing_in::tell(&mut tx, visit, known, by.how).await?;
    tx.commit().await?;
    let cookie = sign_in_cookie(visit, &token, by.own_device);
    if waiting.body.is_some() {
        return Ok(with_cookie(pending::send_on(visit, waiting, &token).await?, &cookie));
    }
    let next = match waiting.path.as_str() {
        _ if obliged => SET_UP,
        "" => rules::home(known.role),
        path => path,
    };
    let arrived = Arrived { account, token, cookie };
    if known.confirmed_at.is_none() {
        return Ok(with_cookie(Redirect::to(next).into_response(), &arrived.cookie));
    }
    // They answered, registered with an address that has an account already, and signed in here after all.
    let browser = visit.browser;
    pending::record(visit, &arrived, |pending| browser.is_some_and(|mine| pending.browser == mine), next).await
}

/// `POST /sign-out`
pub async fn sign_out(visit: Visit, headers: HeaderMap) -> Page {
    let mut cookie = sign_out_cookie(&visit);
    if session_token(&headers, visit.app.config.https()).is_some()
        && let Some(session) = &visit.session
    {
        let mut tx = visit.app.db.begin().await?;
        sessions::end(&mut tx, session.account.id, session.id).await?;
        if session.own_device {
            // So that a stranger's wrong guesses do not lock its owner out.
            let mark = sessions::known_mark(&visit.app.random);
            sessions::know(&mut tx, session.account.id, &mark, visit.now).await?;
            cookie = cookie_line(&visit, &mark, &format!("; Max-Age={}", sessions::KNOWN_LIFE / 1_000));
        }
        tx.commit().await?;
    }
    Ok(with_cookie(Redirect::to("/sign-in?done=signed-out").into_response(), &cookie))
}
