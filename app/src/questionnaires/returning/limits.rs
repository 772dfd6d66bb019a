//! How much may come from one network address: questionnaires begun, files sent with answers, codes tried, links sent. A
//! library's visitors share one address, so it may do many times as much. Nothing is kept of who tried but a keyed hash, for
//! a day.

use crate::accounts::limits::subject;
use crate::accounts::store as tries;
use crate::branches::store::is_branch_address;
use crate::db::{DbError, Tx, dialect};
use crate::site::{Fault, Visit};
use crate::time::Time;

/// Questionnaires that may be begun from one network address within an hour.
pub const BEGUN_MOST: i64 = 60;
/// Codes that may be tried from one network address within [`CODE_WINDOW`]. One that is right does not count.
pub const CODES_MOST: i64 = 20;
/// How long a code that was tried counts, in milliseconds.
pub const CODE_WINDOW: i64 = 15 * Time::MINUTE;
/// Links that may be asked for from one network address within an hour, to whatever addresses.
pub const LINKS_MOST: i64 = 20;
/// Files that may be sent from one network address within an hour.
pub const FILES_HOURLY: i64 = 40;
/// How many times as much may come from a library's address, which many people share.
pub const LIBRARY: i64 = 20;

/// Counts a try from the visitor's address, in the transaction that allows it, and gives its number; none when there were too
/// many.
async fn counted(tx: &mut Tx, visit: &Visit, kind: &str, (most, window): (i64, i64)) -> Result<Option<i64>, DbError> {
    let library = is_branch_address(&mut *tx, &visit.address).await?;
    let most = if library { most * LIBRARY } else { most };
    let who = subject(visit, kind, &visit.address);
    dialect::lock_tries(&mut *tx, &who).await?;
    if tries::failures_since(&mut *tx, &who, visit.now.plus(-window)).await? >= most {
        return Ok(None);
    }
    tries::note_try(tx, &who, visit.now).await.map(Some)
}

/// Counts a questionnaire that is begun.
///
/// # Errors
/// [`Fault::TooMany`] when too many were begun from the same address within the hour.
pub async fn may_begin(visit: &Visit) -> Result<(), Fault> {
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    if counted(&mut tx, visit, "questionnaire begun", (BEGUN_MOST, Time::HOUR)).await?.is_none() {
        tx.rollback().await?;
        return Err(Fault::TooMany(
            "Very many questionnaires were begun from where you are within the last hour. Please wait a while and press \
             “Start” again. Answers that you began before are kept."
                .to_owned(),
        ));
    }
    tx.commit().await?;
    Ok(())
}

/// Counts a code that is tried, and gives the number of the try, to be taken back when it was right; none when there were
/// too many.
///
/// # Errors
/// When the record refuses it.
pub async fn try_code(visit: &Visit) -> Result<Option<i64>, DbError> {
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    let tried = counted(&mut tx, visit, "return code", (CODES_MOST, CODE_WINDOW)).await?;
    if tried.is_some() {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(tried)
}

/// Counts a file that somebody sends, in the transaction that keeps it, and says whether it may be kept.
///
/// # Errors
/// When the record refuses it.
pub async fn may_send_file(tx: &mut Tx, visit: &Visit) -> Result<bool, DbError> {
    Ok(counted(tx, visit, "questionnaire file", (FILES_HOURLY, Time::HOUR)).await?.is_some())
}

/// Counts a link that is asked for, and says whether it may be sent.
///
/// # Errors
/// When the record refuses it.
pub async fn may_ask_for_link(tx: &mut Tx, visit: &Visit) -> Result<bool, DbError> {
    Ok(counted(tx, visit, "return link", (LINKS_MOST, Time::HOUR)).await?.is_some())
}
