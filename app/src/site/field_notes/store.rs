//! Notes between colleagues, in the record.

use crate::db::{DbError, On, Tx};
use crate::ids::{AccountId, ConsultationId};
use crate::time::Time;
use crate::{sql, sql_in};

/// How many notes a page shows.
pub const LISTED: i64 = 300;
/// How somebody is called whose account is gone.
pub const LEFT: &str = "Somebody who has left";

/// A note beside a field.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DraftNote {
    /// Its number.
    pub id: i64,
    /// The form: what follows the consultation's staff address.
    pub form: String,
    /// The field's name.
    pub field: String,
    /// What the form and the field are called.
    pub label: String,
    /// Whose it is; none when their account is gone.
    pub account_id: Option<AccountId>,
    /// What they are called.
    pub author: Option<String>,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Time,
    /// When somebody settled it.
    pub settled_at: Option<Time>,
    /// Who did.
    pub settled_name: Option<String>,
}

/// The open notes about one form of a consultation, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn open_at(on: impl Into<On<'_>>, slug: &str, form: &str) -> Result<Vec<DraftNote>, DbError> {
    sql!(
        "SELECT draft_notes.id, form, field, label, draft_notes.account_id, authors.name AS author, text, at, settled_at, \
                CAST(NULL AS TEXT) AS settled_name \
         FROM draft_notes JOIN consultations ON consultations.id = consultation_id \
         LEFT JOIN accounts AS authors ON authors.id = draft_notes.account_id \
         WHERE slug = $1 AND form = $2 AND settled_at IS NULL ORDER BY draft_notes.id LIMIT $3",
        slug,
        form,
        LISTED
    )
    .all(on)
    .await
}

/// The notes of a consultation, the newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<DraftNote>, DbError> {
    sql!(
        "SELECT draft_notes.id, form, field, label, draft_notes.account_id, authors.name AS author, text, at, settled_at, \
                settlers.name AS settled_name \
         FROM draft_notes LEFT JOIN accounts AS authors ON authors.id = draft_notes.account_id \
         LEFT JOIN accounts AS settlers ON settlers.id = settled_by \
         WHERE consultation_id = $1 ORDER BY draft_notes.id DESC LIMIT $2",
        consultation,
        LISTED
    )
    .all(on)
    .await
}

/// A note to be written.
pub struct NewNote<'a> {
    /// The form: what follows the consultation's staff address.
    pub form: &'a str,
    /// The field's name.
    pub field: &'a str,
    /// What both are called.
    pub label: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// Writes a note, and gives its number.
///
/// # Errors
/// When the record refuses it.
pub async fn write(
    tx: &mut Tx,
    consultation: ConsultationId,
    by: AccountId,
    note: &NewNote<'_>,
    now: Time,
) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO draft_notes (consultation_id, form, field, label, account_id, text, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        consultation,
        note.form,
        note.field,
        note.label,
        by,
        note.text,
        now
    )
    .number(tx)
    .await
}

/// Settles a note, or opens it again. False when there is no such note in the consultation.
///
/// # Errors
/// When the record refuses it.
pub async fn settle(
    tx: &mut Tx,
    (consultation, id): (ConsultationId, i64),
    by: Option<(AccountId, Time)>,
) -> Result<bool, DbError> {
    sql!(
        "UPDATE draft_notes SET settled_at = $3, settled_by = $4 WHERE id = $2 AND consultation_id = $1",
        consultation,
        id,
        by.map(|(_, at)| at),
        by.map(|(account, _)| account)
    )
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Deletes somebody's own note. False when it is not theirs.
///
/// # Errors
/// When the record refuses it.
pub async fn delete(
    tx: &mut Tx,
    (consultation, id): (ConsultationId, i64),
    author: AccountId,
) -> Result<bool, DbError> {
    sql!("DELETE FROM draft_notes WHERE id = $2 AND consultation_id = $1 AND account_id = $3", consultation, id, author)
        .run(tx)
        .await
        .map(|gone| gone == 1)
}

/// How many open notes of others than somebody there are in each of some consultations.
///
/// # Errors
/// When the record cannot be reached.
pub async fn open_by_author(
    on: impl Into<On<'_>>,
    consultations: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<(ConsultationId, Option<AccountId>, i64)>, DbError> {
    sql_in!(
        "SELECT consultation_id, account_id, CAST(COUNT(*) AS BIGINT) FROM draft_notes \
         WHERE settled_at IS NULL AND consultation_id IN",
        consultations.into_iter().map(|id| id.0),
        "GROUP BY consultation_id, account_id"
    )
    .all(on)
    .await
}

/// What somebody wrote, for the data they take away: the consultation, beside what, the words and when.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_person(
    on: impl Into<On<'_>>,
    account: AccountId,
) -> Result<Vec<(String, String, String, Time)>, DbError> {
    sql!(
        "SELECT slug, label, text, at FROM draft_notes JOIN consultations ON consultations.id = consultation_id \
         WHERE draft_notes.account_id = $1 ORDER BY draft_notes.id",
        account
    )
    .all(on)
    .await
}
