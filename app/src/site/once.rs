//! A form pressed twice makes one thing.
//!
//! Somebody presses a button twice, or goes back and presses it again, with JavaScript or without: the same person
//! sends the same form to the same address with the same content. Within [`WINDOW`] that is answered with what the
//! first one made. The question is asked, and the answer kept, in the transaction that makes the thing, so it holds
//! for two presses in the same millisecond, for two servers on one record, and over a restart: the second waits for
//! the first, and if the first was given up, the second does it.
//!
//! What somebody may well do twice within minutes (change a vote and change it back) does not come here, and when
//! something is taken away, [`forget`] lets it be made again at once. Comments, ideas and residents' own statements
//! keep the same rule inside the response writer.

use sha2::{Digest, Sha256};

use super::fault::Fault;
use super::fields::Fields;
use super::visit::Visit;
use crate::db::{DbError, On, Tx};
use crate::sql;
use crate::time::Time;

/// How long the same form is taken for a second press, in milliseconds.
pub const WINDOW: i64 = 10 * Time::MINUTE;

/// A form that makes something, while it does.
#[must_use = "a second press is only known once the first is kept"]
pub struct Once {
    /// None for an interactive part, which sends nothing while the last answer is on its way.
    key: Option<Vec<u8>>,
    at: Time,
}

/// Buttons that only say where to go on to.
const ON_THE_WAY: &str = "then";

/// What a form is known by: who sends it, where to, and everything in it. Nothing can be read from it.
fn key(visit: &Visit, pairs: &[(String, String)], file: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    part(&visit.app.secret);
    match visit.account() {
        Some(account) => part(format!("account {}", account.id).as_bytes()),
        None => {
            part(visit.address.as_bytes());
            part(visit.agent.as_bytes());
        }
    }
    part(visit.path.as_bytes());
    part(file);
    let mut pairs: Vec<&(String, String)> = pairs.iter().filter(|(name, _)| name != ON_THE_WAY).collect();
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    for (name, value) in pairs {
        part(name.as_bytes());
        part(value.as_bytes());
    }
    hash.finalize().to_vec()
}

impl Once {
    /// Begins what a form makes, first in its transaction.
    ///
    /// # Errors
    /// [`Fault::Made`] when the same form made it a moment ago: handed on with `?`, it is answered with the first.
    pub async fn begin(tx: &mut Tx, visit: &Visit, fields: &Fields) -> Result<Self, Fault> {
        Self::begin_with_file(tx, visit, fields, &[]).await
    }

    /// The same for a form with a file, told by the hash of what is in it (or by the content itself).
    ///
    /// # Errors
    /// As [`Once::begin`].
    pub async fn begin_with_file(tx: &mut Tx, visit: &Visit, fields: &Fields, file: &[u8]) -> Result<Self, Fault> {
        let at = visit.app.clock.now();
        if visit.wants_json {
            return Ok(Self { key: None, at });
        }
        let key = key(visit, fields.pairs(), file);
        // On PostgreSQL a second press waits here until the first is through; SQLite has one writer.
        let begun: Option<(i64,)> = sql!(
            "INSERT INTO made_once (key, at) VALUES ($1, $2) \
             ON CONFLICT (key) DO UPDATE SET at = excluded.at, location = '' \
                WHERE made_once.at <= $3 OR made_once.location = '' \
             RETURNING at",
            key.as_slice(),
            at,
            at.plus(-WINDOW)
        )
        .maybe(&mut *tx)
        .await?;
        if begun.is_none()
            && let Some(location) = kept(tx, &key, at).await?
        {
            return Err(Fault::Made(location));
        }
        Ok(Self { key: Some(key), at })
    }

    /// Keeps where whoever sent the form is led; `place` is what the thing that was made is a part of, for [`forget`].
    ///
    /// # Errors
    /// When the record refuses it.
    pub async fn keep(self, tx: &mut Tx, place: (&str, i64), location: &str) -> Result<(), DbError> {
        let Some(key) = self.key else { return Ok(()) };
        sql!(
            "UPDATE made_once SET location = $2, place = $3, place_id = $4 WHERE key = $1",
            key,
            location,
            place.0,
            place.1
        )
        .run(&mut *tx)
        .await?;
        sql!("DELETE FROM made_once WHERE at < $1", self.at.plus(-Time::DAY)).run(tx).await.map(drop)
    }

    /// The same for what can be changed back: only the latest form of a place is kept, so that an earlier one may be
    /// sent again.
    ///
    /// # Errors
    /// When the record refuses it.
    pub async fn keep_latest(self, tx: &mut Tx, place: (&str, i64), location: &str) -> Result<(), DbError> {
        forget(tx, place).await?;
        self.keep(tx, place, location).await
    }
}

/// Where the same form led a moment ago.
async fn kept(on: impl Into<On<'_>>, key: &[u8], now: Time) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> =
        sql!("SELECT location FROM made_once WHERE key = $1 AND at > $2 AND location <> ''", key, now.plus(-WINDOW))
            .maybe(on)
            .await?;
    Ok(found.map(|(location,)| location))
}

/// Where the same form led a moment ago, for one that was refused because the first did it already (the name is taken
/// now, the promise is kept now).
///
/// # Errors
/// When the record cannot be reached.
pub async fn before(visit: &Visit, fields: &Fields) -> Result<Option<String>, DbError> {
    kept(&visit.app.db, &key(visit, fields.pairs(), &[]), visit.app.clock.now()).await
}

/// Lets everything in a place be made again: something in it was taken away.
///
/// # Errors
/// When the record refuses it.
pub async fn forget(tx: &mut Tx, place: (&str, i64)) -> Result<(), DbError> {
    sql!("DELETE FROM made_once WHERE place = $1 AND place_id = $2", place.0, place.1).run(tx).await.map(drop)
}

#[cfg(test)]
mod tests;
