//! Judging a code that somebody typed: of their app, or one of their recovery codes. Each is good once.

use axum::http::StatusCode;

use super::app::{AppSecret, as_code};
use super::model::FactorKind;
use super::{factors, recovery, store};
use crate::accounts::limits::try_code;
use crate::accounts::seal;
use crate::db::Tx;
use crate::identity::model::{Account, SignedInBy};
use crate::site::{Fault, FormErrors, Visit};
use crate::time::Time;

/// What the secrets of apps are sealed for.
pub(super) const SEAL: &str = "seal of an authenticator app";

/// How long after signing in with a second factor it need not be shown again, in milliseconds.
const FRESH: i64 = 15 * Time::MINUTE;

/// Said when too many wrong codes were typed.
pub(super) const WAIT: &str =
    "There were several wrong codes, so we ask you to wait 15 minutes and try again. We have written to you about it.";

/// Takes a code: what it was, or nothing when it is wrong or was used before. A right one is used up with the change.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn take(
    tx: &mut Tx,
    visit: &Visit,
    account: &Account,
    typed: &str,
) -> Result<Option<SignedInBy>, Fault> {
    let app = &visit.app;
    if let Some(code) = as_code(typed) {
        for key in store::keys(&mut *tx, account.id, FactorKind::App).await? {
            let Some(secret) =
                seal::open(&app.secret, SEAL, account.id, &key.sealed).and_then(|bytes| AppSecret::of_bytes(&bytes))
            else {
                tracing::error!(id = key.id, "a second factor cannot be opened with this installation's secret");
                continue;
            };
            // A step whose code was taken, and every one before it, is used up: nobody who looked on can use it again.
            if let Some(step) = secret.step_of(&code, visit.now)
                && store::use_up_to(&mut *tx, key.id, step, visit.now).await?
            {
                return Ok(Some(SignedInBy::App));
            }
        }
        return Ok(None);
    }
    let Some(hash) = recovery::hash(app, account.id, typed) else { return Ok(None) };
    Ok(store::use_code(tx, account.id, &hash, visit.now).await?.then_some(SignedInBy::RecoveryCode))
}

/// Whether somebody who is signed in has to show their second factor for an act of weight: those who have one and did not
/// show it a moment ago.
///
/// # Errors
/// [`Fault::SignIn`] when nobody is signed in.
pub fn must_show(visit: &Visit) -> Result<bool, Fault> {
    let session = visit.session.as_deref().ok_or(Fault::SignIn)?;
    let fresh = session.second_step_at.is_some_and(|at| visit.now.0 - at.0 < FRESH);
    Ok(session.has_second_factor && !fresh)
}

/// Checks the code of somebody who is signed in, if they have to show one. Notes what is wrong under `field`, and gives the
/// status to answer with: 200 when the code is right or none is needed.
///
/// # Errors
/// When the record cannot be reached.
pub async fn prove(
    visit: &Visit,
    account: &Account,
    field: &str,
    typed: &str,
    errors: &mut FormErrors,
) -> Result<StatusCode, Fault> {
    if !must_show(visit)? {
        return Ok(StatusCode::OK);
    }
    if typed.is_empty() {
        errors.add(field, "Enter a code of your app, or one of your recovery codes");
        return Ok(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let Some(attempt) = try_code(visit, account).await? else {
        errors.add(field, WAIT);
        return Ok(StatusCode::TOO_MANY_REQUESTS);
    };
    let mut tx = visit.app.db.begin().await?;
    let taken = take(&mut tx, visit, account, typed).await?;
    match taken {
        Some(how) => {
            attempt.right(&mut tx).await?;
            if how == SignedInBy::RecoveryCode {
                factors::tell_of_recovery(&mut tx, visit, account).await?;
            }
        }
        None => {
            if attempt.last {
                factors::warn(&mut tx, visit, account).await?;
            }
            errors.add(field, "That code is not right, or was used before: wait for the next one in your app");
        }
    }
    tx.commit().await?;
    Ok(if taken.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}
