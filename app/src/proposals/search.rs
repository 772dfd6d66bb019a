//! The words by which a consultation is found: its own, and those of its proposals.

use crate::consultations;
use crate::db::{DbError, Tx, dialect};
use crate::ids::ConsultationId;
use crate::proposals;
use crate::ui::prose;

/// Keeps the words it can be found by: its own, and those of its published proposals.
///
/// # Errors
/// When the record refuses it.
pub async fn index(tx: &mut Tx, id: ConsultationId) -> Result<(), DbError> {
    let Some(consultation) = consultations::store::by_id(&mut *tx, id).await? else { return Ok(()) };
    let mut words = vec![consultation.title, consultation.summary, prose::plain(&consultation.background)];
    for working in proposals::editing::store::all(&mut *tx, [id]).await? {
        let Some((_, _, content)) = working.published else { continue };
        words.extend([content.title, content.summary]);
        words.extend([content.body, content.fixed, content.open, content.impact].map(|text| prose::plain(&text)));
        words.extend(content.alternatives.into_iter().flat_map(|other| [other.title, other.why_not]));
    }
    dialect::index_consultation(tx, id.0, &words.join("\n")).await
}
