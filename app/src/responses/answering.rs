//! A form that somebody sends to take part: who may now, and what is said to somebody whose submission could not be
//! recorded. The same for every form that residents send.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::taking_part::{TakingPart, Who};
use super::writer::{Recorded, Refusal};
use crate::App;
use crate::accounts::confirming::confirm_first;
use crate::accounts::waiting::{AwaitingSignIn, sign_in_first};
use crate::code;
use crate::identity::rules::{AccountStanding, Permission, standing};
use crate::reason;
use crate::reason::{Code, Reason};
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::time::Time;

/// A form as it arrived. It is judged by the moment its body was there.
pub struct Answering {
    /// Who visits.
    pub visit: Visit,
    /// What they sent.
    pub fields: Fields,
    /// When it had arrived.
    pub received_at: Time,
}

impl FromRequest<App> for Answering {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), app).await?;
        let received_at = app.clock.now();
        Ok(Self { visit, fields, received_at })
    }
}

/// Who takes part with a form, and how; or the page that says what to do first, with the submission kept.
///
/// # Errors
/// The answer to give instead: 401 with one more step, or 403.
pub async fn taking_part(visit: &Visit, fields: &Fields, received_at: Time) -> Result<TakingPart, Page> {
    let Some(account) = visit.account() else {
        if visit.wants_json {
            return Err(Err(Fault::SignIn));
        }
        return Err(sign_in_first(visit, &AwaitingSignIn::form(visit, fields)));
    };
    if standing(account) == AccountStanding::Unconfirmed {
        // An interactive part then sends the same form as a page, and its author reads that it is kept.
        return Err(if visit.wants_json { Err(Fault::SignIn) } else { confirm_first(visit, account, fields).await });
    }
    let account = visit.require(Permission::TakePart).map_err(Err)?;
    Ok(TakingPart::online(Who::Account(account.id), received_at))
}

/// What an interactive part is told of a submission that is recorded: what was done, the receipt, and what its kind has to
/// say besides.
///
/// # Errors
/// None: it is an answer like a page.
pub fn recorded(done: &str, recorded: &Recorded, besides: Value) -> Page {
    let mut answer = json!({ "done": done, "receipt": recorded.code });
    if let (Some(answer), Value::Object(besides)) = (answer.as_object_mut(), besides) {
        answer.extend(besides);
    }
    Ok(Json(answer).into_response())
}

/// What an interactive part is told of a form that is refused: sentences, each with its field, under the status that the
/// page with the form would have.
///
/// # Errors
/// None: it is an answer like a page.
pub fn refused(errors: &FormErrors, status: StatusCode) -> Page {
    Ok((status, Json(errors.to_json())).into_response())
}

/// The same for a form that is refused for a reason with a code.
///
/// # Errors
/// None: it is an answer like a page.
pub fn refused_for(errors: &FormErrors, code: &Code, status: StatusCode) -> Page {
    let mut answer = errors.to_json();
    answer["code"] = code.code.into();
    Ok((status, Json(answer)).into_response())
}

/// The version that somebody answered was amended meanwhile.
pub fn superseded() -> &'static Code {
    code!("superseded", CONFLICT, Residents, "The version that was answered has been amended")
}

/// What somebody answered is not shown any more.
pub fn not_shown() -> &'static Code {
    code!("not-shown", CONFLICT, Residents, "The comment or statement that was answered is not shown any more")
}

/// What a refusal of the writer means to whoever sent the form; a superseded version is handled by the caller.
pub fn fault_of(refusal: &Refusal) -> Fault {
    match refusal {
        Refusal::Missing => Fault::Missing,
        Refusal::Closed(why) => (*why).into(),
        Refusal::Superseded { .. } => Fault::Refused(Reason::new(
            superseded(),
            "The proposal was amended while you were reading. Please read the new text.",
        )),
        Refusal::Gone => {
            Fault::Refused(Reason::new(not_shown(), "That comment is not shown any more, so nothing was recorded."))
        }
        Refusal::OwnComment => Fault::Refused(reason!(
            "own-comment",
            CONFLICT,
            Residents,
            "Nobody agrees with their own comment",
            "This is your own comment: others can agree with it."
        )),
        Refusal::Unfit(why) | Refusal::TooMany(why) => Fault::Refused(why.clone()),
        Refusal::Account => Fault::Refused(reason!(
            "account-takes-no-part",
            FORBIDDEN,
            Residents,
            "The account may not take part (any more)",
            "This account cannot take part."
        )),
        Refusal::Busy => Fault::Busy,
        Refusal::Unsure => Fault::Unsure,
    }
}
