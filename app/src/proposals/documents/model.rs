//! What is known about a document without opening it.

use crate::files::sniff::FileKind;
use crate::ids::{ConsultationId, DocumentId, ProposalId};
use crate::time::Time;

/// A document.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Document {
    /// Its number in the record.
    pub id: DocumentId,
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// The proposal it belongs to; none for the whole consultation.
    pub proposal_id: Option<ProposalId>,
    /// What it is.
    pub title: String,
    /// Its name in its address and when saved.
    pub file_name: String,
    /// `pdf`, `png`, `jpeg`, `webp` or `gif`.
    #[sqlx(try_from = "String")]
    pub kind: FileKind,
    /// Bytes.
    pub size: i64,
    /// What its content is known by.
    pub sha256: Vec<u8>,
    /// When it was added.
    pub added_at: Time,
}
