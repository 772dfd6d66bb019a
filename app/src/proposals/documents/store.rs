//! Documents in the record. A file's content is kept once, by its hash, however often it is attached.

use super::model::Document;
use crate::db::{DbError, On, Tx};
use crate::files::sniff::FileKind;
use crate::ids::{ConsultationId, DocumentId, ProposalId};
use crate::sql;
use crate::time::Time;

/// Every document of a consultation and its proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_consultation(on: impl Into<On<'_>>, id: ConsultationId) -> Result<Vec<Document>, DbError> {
    sql!(
        "SELECT id, consultation_id, proposal_id, title, file_name, kind, size, sha256, added_at FROM documents \
         WHERE consultation_id = $1 AND removed_at IS NULL ORDER BY id",
        id
    )
    .all(on)
    .await
}

/// The documents of one proposal.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_proposal(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    proposal: ProposalId,
) -> Result<Vec<Document>, DbError> {
    sql!(
        "SELECT id, consultation_id, proposal_id, title, file_name, kind, size, sha256, added_at FROM documents \
         WHERE consultation_id = $1 AND proposal_id = $2 AND removed_at IS NULL ORDER BY id",
        consultation,
        proposal
    )
    .all(on)
    .await
}

/// One document that is not removed.
///
/// # Errors
/// When the record cannot be reached.
pub async fn one(on: impl Into<On<'_>>, id: DocumentId) -> Result<Option<Document>, DbError> {
    sql!(
        "SELECT id, consultation_id, proposal_id, title, file_name, kind, size, sha256, added_at FROM documents \
         WHERE id = $1 AND removed_at IS NULL",
        id
    )
    .maybe(on)
    .await
}

/// What is in a document.
///
/// # Errors
/// When the record cannot be reached, or does not hold it.
pub async fn content(on: impl Into<On<'_>>, sha256: &[u8]) -> Result<Vec<u8>, DbError> {
    let row: (Vec<u8>,) = sql!("SELECT bytes FROM document_contents WHERE sha256 = $1", sha256).one(on).await?;
    Ok(row.0)
}

/// A document to add.
pub struct NewDocument<'a> {
    /// The consultation.
    pub consultation: ConsultationId,
    /// The proposal it belongs to; none for the whole consultation.
    pub proposal: Option<ProposalId>,
    /// What it is.
    pub title: &'a str,
    /// A safe file name.
    pub file_name: &'a str,
    /// What kind of file it is.
    pub kind: FileKind,
    /// What its content is known by.
    pub sha256: &'a [u8],
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Adds a document.
///
/// # Errors
/// When the record refuses it.
pub async fn add(tx: &mut Tx, new: NewDocument<'_>, now: Time) -> Result<DocumentId, DbError> {
    let size = i64::try_from(new.bytes.len()).unwrap_or(i64::MAX);
    sql!(
        "INSERT INTO document_contents (sha256, bytes) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING",
        new.sha256,
        new.bytes
    )
    .run(&mut *tx)
    .await?;
    sql!(
        "INSERT INTO documents (consultation_id, proposal_id, title, file_name, kind, size, sha256, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        new.consultation,
        new.proposal,
        new.title,
        new.file_name,
        new.kind.word(),
        size,
        new.sha256,
        now
    )
    .number(tx)
    .await
    .map(DocumentId)
}

/// Takes a document away. Its content stays on the record. False when it was taken away already.
///
/// # Errors
/// When the record refuses it.
pub async fn remove(tx: &mut Tx, id: DocumentId, now: Time) -> Result<bool, DbError> {
    sql!("UPDATE documents SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL", id, now)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}

/// Deletes the documents of a proposal that was never published, and content that nothing else holds.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_of_draft(tx: &mut Tx, proposal: ProposalId) -> Result<(), DbError> {
    let hashes: Vec<(Vec<u8>,)> =
        sql!("SELECT DISTINCT sha256 FROM documents WHERE proposal_id = $1", proposal).all(&mut *tx).await?;
    sql!("DELETE FROM documents WHERE proposal_id = $1", proposal).run(&mut *tx).await?;
    forget_contents(tx, hashes).await
}

/// Deletes the documents of a consultation that was never published, and content that nothing else holds.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_of_consultation(tx: &mut Tx, consultation: ConsultationId) -> Result<(), DbError> {
    let hashes: Vec<(Vec<u8>,)> =
        sql!("SELECT DISTINCT sha256 FROM documents WHERE consultation_id = $1", consultation).all(&mut *tx).await?;
    sql!("DELETE FROM documents WHERE consultation_id = $1", consultation).run(&mut *tx).await?;
    forget_contents(tx, hashes).await
}

async fn forget_contents(tx: &mut Tx, hashes: Vec<(Vec<u8>,)>) -> Result<(), DbError> {
    for (sha256,) in hashes {
        sql!(
            "DELETE FROM document_contents WHERE sha256 = $1 AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.sha256 = $1)",
            sha256
        )
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}
