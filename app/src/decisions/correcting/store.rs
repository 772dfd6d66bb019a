//! The versions of published decisions in the record. A decision that was never corrected has none: what stands is what was
//! published.

use super::DecisionVersion;
use crate::db::{DbError, Flag, On, Tx};
use crate::decisions::model::{Decision, DecisionContent, PublishableDecision, Ruled};
use crate::decisions::store::rendered;
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;
use crate::ui::prose;

#[derive(sqlx::FromRow)]
struct DecisionVersionRow {
    version: i64,
    content: String,
    change_summary: String,
    outcome_changed: Flag,
    published_at: Time,
}

fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Decode(Box::new(error))
}

/// The versions of a decision, the latest first; none while it was never corrected.
///
/// # Errors
/// When the record cannot be reached.
pub async fn versions(on: impl Into<On<'_>>, decision: i64) -> Result<Vec<DecisionVersion>, DbError> {
    let rows: Vec<DecisionVersionRow> = sql!(
        "SELECT version, content, change_summary, outcome_changed, published_at FROM decision_versions \
         WHERE decision_id = $1 ORDER BY version DESC LIMIT 100",
        decision
    )
    .all(on)
    .await?;
    rows.into_iter()
        .map(|row| {
            let content: DecisionContent = serde_json::from_str(&row.content).map_err(unreadable)?;
            Ok(DecisionVersion {
                version: row.version,
                content,
                change: row.change_summary,
                outcome_changed: row.outcome_changed.0,
                published_at: row.published_at,
            })
        })
        .collect()
}

/// When the decision of a consultation was last corrected.
///
/// # Errors
/// When the record cannot be reached.
pub async fn corrected_at(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Time>, DbError> {
    let found: Option<(Option<Time>,)> =
        sql!("SELECT corrected_at FROM decisions WHERE consultation_id = $1", consultation).maybe(on).await?;
    Ok(found.and_then(|(at,)| at))
}

/// A correction to publish.
pub struct NewCorrection<'a> {
    /// The decision as it stands, and was seen.
    pub stands: &'a Decision,
    /// What it is to say, checked.
    pub checked: &'a PublishableDecision,
    /// What changed and why.
    pub change: &'a str,
    /// Whether what was decided was put right.
    pub outcome_changed: bool,
}

async fn keep(
    tx: &mut Tx,
    decision: i64,
    (version, content): (i64, &DecisionContent),
    (change, outcome_changed): (&str, bool),
    at: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO decision_versions (decision_id, version, content, change_summary, outcome_changed, published_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        decision,
        version,
        serde_json::to_string(content).map_err(unreadable)?,
        change,
        i64::from(outcome_changed),
        at
    )
    .run(tx)
    .await
    .map(drop)
}

/// Publishes a correction: what stood stays as a version of its own. Gives the new version's number, or nothing when a
/// colleague was quicker.
///
/// # Errors
/// When the record refuses it.
pub async fn correct(tx: &mut Tx, new: &NewCorrection<'_>, now: Time) -> Result<Option<i64>, DbError> {
    let NewCorrection { stands, checked, change, outcome_changed } = *new;
    let changed = sql!(
        "UPDATE decisions SET content = $2, html = $3, renderer = $4, decided_on = $5, corrected_at = $6, \
             updated_at = CASE WHEN $6 > updated_at THEN $6 ELSE updated_at + 1 END \
         WHERE id = $1 AND published_at IS NOT NULL AND updated_at = $7",
        stands.id,
        serde_json::to_string(&checked.content).map_err(unreadable)?,
        serde_json::to_string(&rendered(&checked.content)).map_err(unreadable)?,
        prose::RENDERER,
        checked.decided_on,
        now,
        stands.updated_at
    )
    .run(&mut *tx)
    .await?;
    if changed == 0 {
        return Ok(None);
    }
    let last = sql!(
        "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM decision_versions WHERE decision_id = $1",
        stands.id
    )
    .number(&mut *tx)
    .await?;
    if last == 0 {
        let published = stands.published_at.unwrap_or(now);
        keep(&mut *tx, stands.id, (1, &stands.content), ("", false), published).await?;
    }
    let version = last.max(1) + 1;
    keep(&mut *tx, stands.id, (version, &checked.content), (change, outcome_changed), now).await?;
    sql!("DELETE FROM decision_rulings WHERE decision_id = $1", stands.id).run(&mut *tx).await?;
    for Ruled { kind, number, outcome, version } in &checked.rulings {
        sql!(
            "INSERT INTO decision_rulings (decision_id, kind, number, outcome, version) VALUES ($1, $2, $3, $4, $5)",
            stands.id,
            kind,
            *number,
            outcome.word(),
            *version
        )
        .run(&mut *tx)
        .await?;
    }
    Ok(Some(version))
}
