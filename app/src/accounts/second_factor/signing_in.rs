//! Signing in with a second step. After the right password there is no session yet, but half a sign-in: the form of the
//! second step carries its token, it belongs to the browser that typed the password, and it ends after ten minutes. Until it
//! is finished its owner reads of it as of a sign-in that failed, since somebody knows the password. What
//! waits to be sent or gone on to comes along, as on the form before.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::codes::{self, WAIT};
use super::model::{FactorKind, HalfSignIn};
use super::passkeys::RelyingParty;
use super::store::NewHalf;
use super::{factors, store};
use crate::accounts::forms::{ArrivedBy, arrive, sign_in_cookie, with_cookie};
use crate::accounts::limits::try_code;
use crate::accounts::store as accounts;
use crate::accounts::waiting::{AwaitingSignIn, repeated};
use crate::db::Tx;
use crate::identity::model::{Account, SignedInBy};
use crate::identity::sign_ins::SignInOutcome;
use crate::identity::{browsers, sessions, sign_ins};
use crate::ids::AccountId;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::ui::{Field, error_summary};

/// Begins the second step for somebody who typed the right password, if they have one. The change is ended with it.
///
/// # Errors
/// When the record cannot be reached.
pub(crate) async fn begin(
    mut tx: Tx,
    visit: &Visit,
    account: AccountId,
    (own_device, own_desk): (bool, bool),
    waiting: &AwaitingSignIn,
) -> Page {
    let random = &visit.app.random;
    // A browser that has no cookie of ours yet gets a mark, so that this step can belong to it.
    let mark = visit.browser.is_none().then(|| sessions::new_mark(random));
    let browser = visit.browser.or_else(|| mark.as_deref().map(sessions::token_hash)).ok_or(Fault::SignIn)?;
    let words = browsers::in_words(&visit.agent);
    let noted = sign_ins::note(&mut tx, account, &words, SignInOutcome::WrongSecondFactor, visit.now).await?;
    let new = NewHalf { account, browser, own_device, own_desk, noted };
    let token = store::begin_half(&mut tx, random, &new, visit.now).await?;
    tx.commit().await?;
    let half = store::half(&visit.app.db, &token, visit.now).await?.ok_or(Fault::SignIn)?;
    let answer = page(visit, &half, &token, waiting, &FormErrors::none(), StatusCode::OK).await?;
    Ok(match mark {
        Some(mark) => with_cookie(answer, &sign_in_cookie(visit, &mark, false)),
        None => answer,
    })
}

/// `GET /sign-in/second-step`: somebody went back or loaded the page again. The step belongs to the password before it.
pub async fn get(visit: Visit) -> Page {
    visit.go("/sign-in")
}

/// The page that asks for the second step. A passkey is asked anew each time.
async fn page(
    visit: &Visit,
    half: &HalfSignIn,
    token: &str,
    waiting: &AwaitingSignIn,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let keys = store::keys(&visit.app.db, half.account_id, FactorKind::Passkey).await?;
    let apps = !store::keys(&visit.app.db, half.account_id, FactorKind::App).await?.is_empty();
    let asked = RelyingParty::of(visit).and_then(|party| party.ask(half.account_id, &keys));
    let mut options = None;
    if let Some(asked) = asked {
        let mut tx = visit.app.db.begin().await?;
        store::set_challenge(&mut tx, half.id, &asked.sealed).await?;
        tx.commit().await?;
        options = Some(asked.options);
    }
    let lede = match (apps, options.is_some()) {
        (true, true) => {
            "The password is right. Now the second step: what your authenticator app shows, or your passkey."
        }
        (true, false) => "The password is right. Now the second step: what your authenticator app shows.",
        (false, true) => "The password is right. Now the second step: your passkey.",
        // Passkeys, at an address for which browsers know none.
        (false, false) => "The password is right. Now the second step: one of your recovery codes.",
    };
    let hint = match (apps, options.is_some()) {
        (true, _) => "Six digits from your app. Without your telephone: one of your recovery codes.",
        (false, true) => "Without your passkey: one of your recovery codes.",
        (false, false) => "Your passkey does not work at this address of the site.",
    };
    let sheet = visit.page("One more step").status(status).private();
    let sheet = if errors.is_empty() { sheet.step() } else { sheet };
    sheet.show(|| {
        let with_passkey = options.map(|options| passkey_form(visit, token, waiting, options));
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"One more step"</h1><p class="lede">{lede}</p></header>
            {waiting.body.as_deref().map(|body| view! {
                <section class="note" aria-labelledby="waits-title">
                    <h2 id="waits-title">"What you are about to send"</h2>
                    {repeated(&visit.app, body)}
                </section>
            })}
            {with_passkey}
            <form method="post" action="/sign-in/second-step" novalidate>
                {waiting.inputs()}
                <input type="hidden" name="half_token" value=token.to_owned()/>
                {Field::new("one_time_code", "Code").hint(hint).autocomplete("one-time-code").short().show(errors)}
                <p class="actions"><button class="button">"Sign in"</button> <a href="/sign-in">"Begin again"</a></p>
            </form>
            <details class="why"><summary>"I have neither my second step nor a recovery code"</summary>
                <p>"If you work for the service, ask an administrator: they can take your second step off, and you are told by email. If you do not, ask "{visit.service.contact.clone()}"."</p>
            </details>
        }
        .into_any()
    })
}

fn passkey_form(visit: &Visit, token: &str, waiting: &AwaitingSignIn, options: String) -> AnyView {
    view! {
        <section aria-labelledby="passkey-title">
            <h2 id="passkey-title">"With your passkey"</h2>
            <p data-passkey-without="">"Passkeys need JavaScript, and a browser that knows them. Here they do not work, so please type a code."</p>
            <form method="post" action="/sign-in/second-step" data-passkey="get" data-options=options hidden>
                {waiting.inputs()}
                <input type="hidden" name="half_token" value=token.to_owned()/>
                <input type="hidden" name="passkey_token" value=""/>
                <p class="error" role="alert" data-passkey-said="" hidden></p>
                <p class="actions"><button class="button">"Use my passkey"</button></p>
            </form>
        </section>
        <h2>"With a code"</h2>
        {visit.app.assets.url("passkey.js").map(|url| view! { <script r#type="module" src=url></script> })}
    }
    .into_any()
}

/// The page for half a sign-in that is over, or belongs to another browser.
async fn begin_again(visit: &Visit, waiting: &AwaitingSignIn) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", "The second step took longer than ten minutes, or was begun in another window. Please sign in again: nothing is lost.");
    crate::accounts::pages::sign_in_form(visit, "", waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// `POST /sign-in/second-step`: a code, or what a passkey answered.
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["half_token", "one_time_code", "passkey_token", "continue_to", "carry"], &mut errors);
    let waiting = AwaitingSignIn::from_fields(&fields);
    let token = fields.text("half_token");
    let half = store::half(&visit.app.db, token, visit.now).await?;
    let same_browser = |half: &HalfSignIn| visit.browser.is_some_and(|browser| half.browser == browser);
    let Some(half) = half.filter(same_browser) else { return begin_again(&visit, &waiting).await };
    let account = accounts::by_id(&visit.app.db, half.account_id).await?.ok_or(Fault::SignIn)?;
    let (code, answer) = (fields.text("one_time_code"), fields.text("passkey_token"));
    if answer.is_empty() && code.is_empty() {
        errors.add("one_time_code", "Enter a code of your app, or one of your recovery codes");
    }
    if !errors.is_empty() {
        return page(&visit, &half, token, &waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let Some(attempt) = try_code(&visit, &account).await? else {
        errors.add("form", WAIT);
        return page(&visit, &half, token, &waiting, &errors, StatusCode::TOO_MANY_REQUESTS).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let how = if answer.is_empty() {
        codes::take(&mut tx, &visit, &account, code).await?
    } else {
        take_passkey(&mut tx, &visit, &half, answer).await?.then_some(SignedInBy::Passkey)
    };
    let Some(how) = how else {
        if attempt.last {
            factors::warn(&mut tx, &visit, &account).await?;
        }
        tx.commit().await?;
        let (field, sentence) = if answer.is_empty() {
            ("one_time_code", "That code is not right, or was used before: wait for the next one in your app")
        } else {
            (
                "form",
                "That passkey does not fit: it is of another account or another site, or it was not asked just now. Try again, or type a code.",
            )
        };
        errors.add(field, sentence);
        return page(&visit, &half, token, &waiting, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    attempt.right(&mut tx).await?;
    if !store::end_half(&mut tx, half.id).await? {
        tx.rollback().await?;
        return begin_again(&visit, &waiting).await;
    }
    if let Some(noted) = half.noted {
        sign_ins::take_back(&mut tx, noted).await?;
    }
    let by = ArrivedBy { how, own_device: half.own_device.0, own_desk: half.own_desk.0 };
    arrive(tx, &visit, &account, &by, &waiting).await
}

/// Judges what a passkey answered. The question is taken first, so it is answered once, whatever the answer is.
async fn take_passkey(tx: &mut Tx, visit: &Visit, half: &HalfSignIn, answer: &str) -> Result<bool, Fault> {
    let (Some(party), Some(challenge)) = (RelyingParty::of(visit), &half.challenge) else { return Ok(false) };
    if !store::take_challenge(&mut *tx, half.id).await? {
        return Ok(false);
    }
    let keys = store::keys(&mut *tx, half.account_id, FactorKind::Passkey).await?;
    let Ok((id, passkey)) = party.judge(half.account_id, &keys, challenge, answer) else { return Ok(false) };
    let before = keys.iter().find(|key| key.id == id).map_or(0, |key| key.used_up_to);
    let counts = passkey.counter > 0 || before > 0;
    // One that counts must have counted on, or there is a copy of it somewhere.
    if counts && !store::use_up_to(&mut *tx, id, passkey.counter, visit.now).await? {
        return Ok(false);
    }
    store::use_passkey(tx, id, &passkey.sealed, visit.now).await?;
    Ok(true)
}

/// What somebody meets who came by a link from their mailbox and has a second step: the mailbox alone lets nobody in.
pub(crate) fn sign_in_after_link(done: &str) -> Response {
    Redirect::to(&format!("/sign-in?done={done}")).into_response()
}

/// What was done by the second step, told to its owner if it was a recovery code.
///
/// # Errors
/// When the record refuses it.
pub(crate) async fn tell(tx: &mut Tx, visit: &Visit, account: &Account, how: SignedInBy) -> Result<(), Fault> {
    if how == SignedInBy::RecoveryCode { factors::tell_of_recovery(tx, visit, account).await } else { Ok(()) }
}
