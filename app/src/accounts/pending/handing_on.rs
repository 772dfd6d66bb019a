//! Handing on what waited, once its author has arrived: it goes to the address it was for, as if it were sent now, and they see
//! what came of it.

use axum::body::Body;
use axum::http::{Request, header};
use axum::response::{IntoResponse, Redirect, Response};
use tower::ServiceExt;

use super::keeping::{Pending, of_account};
use super::store;
use crate::accounts::forms::with_cookie;
use crate::accounts::waiting::AwaitingSignIn;
use crate::identity::sessions;
use crate::ids::AccountId;
use crate::site::visit::OnBehalf;
use crate::site::{Fault, Onward, Page, Visit};
use crate::time::Time;

/// How long one that was handed on may take before it may be handed on again, in milliseconds.
const UNDER_WAY: i64 = 5 * Time::MINUTE;

/// Somebody who has just shown who they are: the session they have now.
pub struct Arrived {
    /// Their account.
    pub account: AccountId,
    /// The session's token.
    pub token: String,
    /// The `Set-Cookie` line that gives it to the browser.
    pub cookie: String,
}

/// Records what waits for somebody who has just arrived, and leads them to what came of it; to another page when
/// nothing waits. What is not theirs for sure is shown to them first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn record(visit: &Visit, arrived: &Arrived, theirs: impl Fn(&Pending) -> bool, otherwise: &str) -> Page {
    let waiting = of_account(&visit.app, arrived.account, visit.now).await?;
    let (theirs, unsure): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|pending| theirs(pending));
    let mut answers = Vec::new();
    for pending in &theirs {
        if let Some(answer) = hand_on(visit, arrived, pending).await? {
            answers.push(answer);
        }
    }
    let recorded = answers.iter().filter(|answer| answer.status().is_redirection()).count();
    let answer = match (answers.pop(), answers.len(), unsure.is_empty()) {
        // One answer, and nothing else to look at: they see what came of it.
        (Some(only), 0, true) => only,
        (None, _, true) => Redirect::to(otherwise).into_response(),
        (_, _, _) if recorded > 0 => Redirect::to("/account/waiting?done=recorded").into_response(),
        (_, _, _) => Redirect::to("/account/waiting").into_response(),
    };
    Ok(with_cookie(answer, &arrived.cookie))
}

/// Hands one on to be recorded and erases it when it is; nothing when another hand has it at this moment.
pub async fn hand_on(visit: &Visit, arrived: &Arrived, pending: &Pending) -> Result<Option<Response>, Fault> {
    let mut tx = visit.app.db.begin().await?;
    let stale = visit.now.plus(-UNDER_WAY);
    let taken = store::take(&mut tx, pending.account, pending.id, visit.now, stale).await?;
    tx.commit().await?;
    if !taken {
        return Ok(None);
    }
    let waiting =
        AwaitingSignIn { path: pending.path.clone(), body: Some(pending.body.clone()), ..AwaitingSignIn::default() };
    let answer = send_on(visit, &waiting, &arrived.token).await?;
    let mut tx = visit.app.db.begin().await?;
    if answer.status().is_redirection() {
        store::erase(&mut tx, pending.account, pending.id).await?;
    } else {
        store::put_back(&mut tx, pending.account, pending.id).await?;
    }
    tx.commit().await?;
    Ok(Some(answer))
}

/// Sends a form on that waited for its author, and answers with what came of it. It goes once: the addresses that a
/// form can wait for sign nobody in, so none of them sends another form on.
///
/// # Errors
/// [`Fault::Missing`] when it waits for no address of ours.
pub async fn send_on(visit: &Visit, waiting: &AwaitingSignIn, token: &str) -> Result<Response, Fault> {
    let address = Onward::form(&waiting.path).ok_or(Fault::Missing)?;
    let (Some(router), Some(body)) = (visit.app.router.get().cloned(), waiting.body.clone()) else {
        return Err(Fault::Missing);
    };
    let request = Request::post(address.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::COOKIE, format!("{}={token}", sessions::cookie_name(visit.app.config.https())))
        .extension(OnBehalf { address: visit.address.clone(), agent: visit.agent.clone() })
        .body(Body::from(body))
        .map_err(|_| Fault::Missing)?;
    // On a task of its own: it passes the whole site once more, and both on one stack are deep. What was begun is also
    // brought to its end when whoever asked for it goes away meanwhile.
    let answer = tokio::spawn(router.oneshot(request)).await.map_err(Fault::broken)?;
    answer.map_err(Fault::broken)
}
