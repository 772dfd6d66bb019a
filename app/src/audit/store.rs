//! Appending to the record of acts, and proving that nobody changed it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::chain::{self, Broken, Entry, GENESIS, Verified};
use crate::db::{DbError, On, Tx, dialect};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// An act to record. Its detail holds numbers and hashes only.
pub struct NewEntry<'a> {
    /// Who did it; none for the operator at the command line.
    pub actor: Option<AccountId>,
    /// What was done, as `noun.verb`: `consultation.publish`.
    pub action: &'a str,
    /// What it was done to: `consultation`, `proposal`, `comment`, `account`, `branch`…
    pub subject_kind: &'a str,
    /// The number of what it was done to.
    pub subject_id: i64,
    /// Numbers and hashes that belong to it.
    pub detail: &'a [(&'a str, String)],
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    seq: i64,
    at: i64,
    account_id: Option<i64>,
    action: String,
    subject_kind: String,
    subject_id: i64,
    detail: String,
    hash: Vec<u8>,
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> DbError {
    DbError::Decode(Box::new(error))
}

/// Appends an act. Always the last thing in its transaction, so that the lock on the log is short.
///
/// # Errors
/// When the record refuses it, or the detail holds something other than numbers and hashes.
pub async fn append(tx: &mut Tx, new: &NewEntry<'_>, now: Time) -> Result<(), DbError> {
    dialect::lock_audit_log(tx).await?;
    let last: Option<(i64, Vec<u8>)> =
        sql!("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").maybe(&mut *tx).await?;
    let (seq, previous) = match last {
        None => (1, GENESIS),
        Some((seq, hash)) => {
            let hash: [u8; 32] =
                hash.try_into().map_err(|_| DbError::Decode("an audit hash is not 32 bytes".into()))?;
            (seq + 1, hash)
        }
    };
    let detail: BTreeMap<String, String> =
        new.detail.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let entry = Entry {
        seq,
        at_ms: now.0,
        actor_account_id: new.actor.map(|id| id.0),
        action: Cow::Borrowed(new.action),
        subject_kind: Cow::Borrowed(new.subject_kind),
        subject_id: new.subject_id,
        detail,
    };
    entry.check().map_err(broken)?;
    let hash = chain::hash(&previous, &entry);
    sql!(
        "INSERT INTO audit_log (seq, at, account_id, action, subject_kind, subject_id, detail, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        seq,
        now,
        new.actor,
        new.action,
        new.subject_kind,
        new.subject_id,
        serde_json::to_string(&entry.detail).map_err(broken)?,
        hash.as_slice()
    )
    .run(tx)
    .await
    .map(drop)
}

/// What came of checking the whole log.
pub type LogCheck = Result<Verified, Broken>;

/// Checks every entry of the log against the one before.
///
/// # Errors
/// When the record cannot be reached or an entry cannot be read at all.
pub async fn verify(on: impl Into<On<'_>>) -> Result<LogCheck, DbError> {
    let rows: Vec<EntryRow> =
        sql!("SELECT seq, at, account_id, action, subject_kind, subject_id, detail, hash FROM audit_log ORDER BY seq")
            .all(on)
            .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let hash: [u8; 32] =
            row.hash.try_into().map_err(|_| DbError::Decode("an audit hash is not 32 bytes".into()))?;
        let entry = Entry {
            seq: row.seq,
            at_ms: row.at,
            actor_account_id: row.account_id,
            action: Cow::Owned(row.action),
            subject_kind: Cow::Owned(row.subject_kind),
            subject_id: row.subject_id,
            detail: serde_json::from_str(&row.detail).map_err(broken)?,
        };
        entries.push((entry, hash));
    }
    Ok(chain::verify(entries))
}
