//! What a template keeps of statements: the question, and the statements of the service's own. What residents added stays
//! theirs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{OwnStatementsRule, StatementState};
use super::store;
use crate::consultations::instrument::TemplateError;
use crate::db::{On, Tx};
use crate::ids::ConsultationId;
use crate::time::Time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementsKept {
    question: String,
    /// The word of whether residents may add their own.
    own: String,
    statements: Vec<String>,
}

/// The statements of a consultation; none when it has none.
pub(super) async fn kept(on: On<'_>, of: ConsultationId) -> Result<Option<Value>, TemplateError> {
    let mut on = on;
    let Some(set) = store::set(on.again(), of).await? else { return Ok(None) };
    let all = store::all(on, of).await?;
    let own = all.into_iter().filter(|one| one.response_id.is_none() && one.state == StatementState::Published);
    let statements = own.map(|one| one.text).collect();
    Ok(Some(serde_json::to_value(StatementsKept {
        question: set.question,
        own: set.own.word().to_owned(),
        statements,
    })?))
}

/// Puts them into a draft.
pub(super) async fn begun(
    tx: &mut Tx,
    into: ConsultationId,
    kept: &Value,
    now: Time,
) -> Result<Vec<String>, TemplateError> {
    let StatementsKept { question, own, statements } = serde_json::from_value(kept.clone())?;
    let own = OwnStatementsRule::try_from(own).map_err(TemplateError::Unknown)?;
    store::set_up(tx, into, &question, own, now).await?;
    for text in &statements {
        store::add(tx, into, None, text, StatementState::Published, now).await?;
    }
    Ok(Vec::new())
}
