//! What a template keeps of proposals: the words of each, as staff wrote them.

use serde_json::Value;

use super::editing::store as drafts;
use super::model::ProposalContent;
use super::store;
use crate::consultations::instrument::TemplateError;
use crate::db::{On, Tx};
use crate::ids::ConsultationId;
use crate::time::Time;

/// The words of a consultation's proposals; none when it has none.
pub(super) async fn kept(on: On<'_>, of: ConsultationId) -> Result<Option<Value>, TemplateError> {
    let contents: Vec<ProposalContent> = drafts::all(on, [of]).await?.iter().map(drafts::Working::content).collect();
    if contents.is_empty() { Ok(None) } else { Ok(Some(serde_json::to_value(contents)?)) }
}

/// Puts them into a draft.
pub(super) async fn begun(
    tx: &mut Tx,
    into: ConsultationId,
    kept: &Value,
    now: Time,
) -> Result<Vec<String>, TemplateError> {
    let contents: Vec<ProposalContent> = serde_json::from_value(kept.clone())?;
    for content in &contents {
        let place = store::add(tx, into, now).await?;
        drafts::save_draft(tx, place.id, content, now).await?;
    }
    Ok(Vec::new())
}
