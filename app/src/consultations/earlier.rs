//! Consultations that were run elsewhere: on paper, at meetings, with another system, before this site was there. They
//! stand on the record with their dates, their documents and their outcome, so that people find everything the service
//! ever asked in one place. What people wrote then is not here, and every page says so.

use crate::db::{DbError, On, Tx};
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;

/// What only a consultation has that was run elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RunElsewhere {
    /// How it was run, in words; empty when nobody knows.
    pub run_with: String,
    /// How many answered, if that is known.
    pub answers: Option<i64>,
    /// Where more of it can be read; empty for nowhere.
    pub link: String,
    /// When it was entered here.
    pub entered_at: Time,
}

/// What is kept of one that was run elsewhere; none for any other consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, id: ConsultationId) -> Result<Option<RunElsewhere>, DbError> {
    sql!("SELECT run_with, answers, link, entered_at FROM earlier_consultations WHERE consultation_id = $1", id)
        .maybe(on)
        .await
}

/// Marks a consultation as run elsewhere, or changes what is kept of that. When it was entered stays.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(tx: &mut Tx, id: ConsultationId, about: &RunElsewhere) -> Result<(), DbError> {
    sql!(
        "INSERT INTO earlier_consultations (consultation_id, run_with, answers, link, entered_at) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (consultation_id) DO UPDATE SET run_with = excluded.run_with, answers = excluded.answers, \
             link = excluded.link",
        id,
        &about.run_with,
        about.answers,
        &about.link,
        about.entered_at
    )
    .run(tx)
    .await
    .map(drop)
}

/// Gives one that was run elsewhere its place in time: it was public from when it opened, and decided when it was.
///
/// # Errors
/// When the record refuses it.
pub async fn place(
    tx: &mut Tx,
    id: ConsultationId,
    published_at: Time,
    decided_at: Option<Time>,
) -> Result<(), DbError> {
    sql!(
        "UPDATE consultations SET published_at = $2, decided_at = $3 \
         WHERE id = $1 AND EXISTS (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id)",
        id,
        published_at,
        decided_at
    )
    .run(tx)
    .await
    .map(drop)
}

/// Takes one off the record that was entered by mistake. False when it was run here, or changed since `seen`.
///
/// # Errors
/// When the record refuses it.
pub async fn delete(tx: &mut Tx, id: ConsultationId, seen: Time) -> Result<bool, DbError> {
    sql!(
        "DELETE FROM consultations WHERE id = $1 AND updated_at = $2 \
         AND EXISTS (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id)",
        id,
        seen
    )
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// One of them in the staff's list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedEarlier {
    /// Its number.
    pub id: ConsultationId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// When it closed.
    pub closes_at: Time,
    /// When it was decided, if that is known.
    pub decided_at: Option<Time>,
}

/// Those that were run elsewhere, the latest first, from a place on: when it closed, and its number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn list(on: impl Into<On<'_>>, (before, id): (i64, i64), most: i64) -> Result<Vec<ListedEarlier>, DbError> {
    sql!(
        "SELECT id, slug, title, closes_at, decided_at FROM earlier_consultations \
         JOIN consultations ON consultations.id = consultation_id \
         WHERE closes_at < $1 OR (closes_at = $1 AND id < $2) ORDER BY closes_at DESC, id DESC LIMIT $3",
        before,
        id,
        most
    )
    .all(on)
    .await
}

/// Titles of the consultations that closed at a moment, run here or elsewhere: so that nothing is entered twice.
///
/// # Errors
/// When the record cannot be reached.
pub async fn titles_closed_at(on: impl Into<On<'_>>, closes_at: Time) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> =
        sql!("SELECT title FROM consultations WHERE closes_at = $1 AND published_at IS NOT NULL LIMIT 1000", closes_at)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
