//! Other formats in the record.

use super::model::{OfferedFormat, OtherFormat};
use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, DocumentId};
use crate::sql;
use crate::time::Time;

/// The most that a consultation has.
pub(super) const MOST: usize = 40;

/// The formats of a consultation in the order in which they were added. One whose document was removed is gone with it.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn all(on: impl Into<On<'_>>, of: ConsultationId) -> Result<Vec<OfferedFormat>, DbError> {
    sql!(
        "SELECT other_formats.id, format, language, link, document_id, documents.file_name, documents.kind, documents.size \
         FROM other_formats LEFT JOIN documents ON documents.id = document_id AND documents.removed_at IS NULL \
         WHERE other_formats.consultation_id = $1 AND (document_id IS NULL OR documents.id IS NOT NULL) \
         ORDER BY other_formats.id LIMIT 40",
        of
    )
    .all(on)
    .await
}

/// Adds one: a link, or a document.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn add(
    tx: &mut Tx,
    to: ConsultationId,
    (format, language): (OtherFormat, &str),
    (link, document): (&str, Option<DocumentId>),
    now: Time,
) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO other_formats (consultation_id, format, language, link, document_id, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        to,
        format.word(),
        language,
        link,
        document,
        now
    )
    .number(tx)
    .await
}

/// Takes one away. False when it was gone.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn remove(tx: &mut Tx, of: ConsultationId, id: i64) -> Result<bool, DbError> {
    let gone = sql!("DELETE FROM other_formats WHERE consultation_id = $1 AND id = $2", of, id).run(tx).await?;
    Ok(gone == 1)
}
