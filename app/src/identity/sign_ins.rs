//! Who signed in to an account, or tried to: when, with what browser and how. Kept for ninety days, for its owner alone, so
//! that they notice when somebody else is at the door.

use super::model::SignedInBy;
use crate::db::{DbError, On, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// How long a sign-in is known, in milliseconds.
pub const KEPT: i64 = 90 * Time::DAY;
/// How many are kept of one account, of those that succeeded and of those that failed.
const MOST: i64 = 50;
/// How many are shown.
const SHOWN: i64 = 20;

/// What came of trying to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// They were signed in.
    In(SignedInBy),
    /// The password was wrong.
    WrongPassword,
    /// The password was right, and no right second factor came after it.
    WrongSecondFactor,
}

impl SignInOutcome {
    const fn word(self) -> &'static str {
        match self {
            Self::In(how) => how.word(),
            Self::WrongPassword => "wrong-password",
            Self::WrongSecondFactor => "wrong-second-factor",
        }
    }

    /// How a page says it.
    pub fn words(self) -> String {
        match self {
            Self::In(how) => format!("Signed in with {}", how.words()),
            Self::WrongPassword => "Not signed in: wrong password".to_owned(),
            Self::WrongSecondFactor => {
                "Not signed in: the password was right, the second step was not shown".to_owned()
            }
        }
    }
}

impl TryFrom<String> for SignInOutcome {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "wrong-password" => Ok(Self::WrongPassword),
            "wrong-second-factor" => Ok(Self::WrongSecondFactor),
            how => SignedInBy::of_word(how).map(Self::In).ok_or_else(|| format!("{word:?} is no way to sign in")),
        }
    }
}

/// One time that somebody signed in or tried to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SignIn {
    /// When.
    pub at: Time,
    /// With what browser, in words.
    pub browser: String,
    /// What came of it.
    #[sqlx(try_from = "String")]
    pub outcome: SignInOutcome,
}

/// Notes that somebody signed in or tried to, and gives the number of the entry. What is older than ninety days goes; failures
/// never push out successes.
///
/// # Errors
/// When the record refuses it.
pub async fn note(
    tx: &mut Tx,
    account: AccountId,
    browser: &str,
    outcome: SignInOutcome,
    now: Time,
) -> Result<i64, DbError> {
    forget_old(&mut *tx, now).await?;
    let id = sql!(
        "INSERT INTO sign_ins (account_id, at, browser, outcome) VALUES ($1, $2, $3, $4) RETURNING id",
        account,
        now,
        browser,
        outcome.word()
    )
    .number(&mut *tx)
    .await?;
    if matches!(outcome, SignInOutcome::In(_)) {
        sql!(
            "DELETE FROM sign_ins WHERE account_id = $1 AND outcome NOT LIKE 'wrong-%' AND id NOT IN \
               (SELECT id FROM sign_ins WHERE account_id = $1 AND outcome NOT LIKE 'wrong-%' ORDER BY id DESC LIMIT $2)",
            account,
            MOST
        )
        .run(tx)
        .await
    } else {
        sql!(
            "DELETE FROM sign_ins WHERE account_id = $1 AND outcome LIKE 'wrong-%' AND id NOT IN \
               (SELECT id FROM sign_ins WHERE account_id = $1 AND outcome LIKE 'wrong-%' ORDER BY id DESC LIMIT $2)",
            account,
            MOST
        )
        .run(tx)
        .await
    }?;
    Ok(id)
}

/// Notes that somebody tries a password for an address, as a wrong one; nothing where the address has no account, by the same
/// statements, so that it takes as long. It is taken back when the password was right.
///
/// # Errors
/// When the record refuses it.
pub async fn note_try(tx: &mut Tx, email: &str, browser: &str, now: Time) -> Result<Option<i64>, DbError> {
    forget_old(&mut *tx, now).await?;
    let noted: Option<(i64,)> = sql!(
        "INSERT INTO sign_ins (account_id, at, browser, outcome) \
         SELECT id, CAST($2 AS BIGINT), CAST($3 AS TEXT), 'wrong-password' FROM accounts \
         WHERE email = $1 AND disabled_at IS NULL RETURNING id",
        email,
        now,
        browser
    )
    .maybe(&mut *tx)
    .await?;
    sql!(
        "DELETE FROM sign_ins WHERE outcome LIKE 'wrong-%' \
           AND account_id IN (SELECT id FROM accounts WHERE email = $1) AND id NOT IN \
           (SELECT id FROM sign_ins WHERE outcome LIKE 'wrong-%' \
              AND account_id IN (SELECT id FROM accounts WHERE email = $1) ORDER BY id DESC LIMIT $2)",
        email,
        MOST
    )
    .run(tx)
    .await?;
    Ok(noted.map(|(id,)| id))
}

/// Takes a try back.
///
/// # Errors
/// When the record refuses it.
pub async fn take_back(tx: &mut Tx, id: i64) -> Result<(), DbError> {
    sql!("DELETE FROM sign_ins WHERE id = $1", id).run(tx).await.map(drop)
}

/// Erases what is older than ninety days, of everybody. Gives how many went.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_old(tx: &mut Tx, now: Time) -> Result<u64, DbError> {
    sql!("DELETE FROM sign_ins WHERE at < $1", now.plus(-KEPT)).run(tx).await
}

/// The last times that somebody signed in to an account or tried to, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn latest(on: impl Into<On<'_>>, account: AccountId, now: Time) -> Result<Vec<SignIn>, DbError> {
    sql!(
        "SELECT at, browser, outcome FROM sign_ins WHERE account_id = $1 AND at >= $2 ORDER BY id DESC LIMIT $3",
        account,
        now.plus(-KEPT),
        SHOWN
    )
    .all(on)
    .await
}
