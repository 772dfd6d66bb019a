//! Decisions in the record.

use super::model::{Decision, DecisionContent, PublishableDecision, RenderedDecision, Ruled};
use crate::db::{Db, DbError, On, Tx};
use crate::decisions::promises;
use crate::ids::ConsultationId;
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{consultations, sql};

#[derive(sqlx::FromRow)]
struct DecisionRow {
    id: i64,
    content: String,
    html: String,
    decided_on: Option<Time>,
    published_at: Option<Time>,
    updated_at: Time,
    corrected_at: Option<Time>,
}

fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Decode(Box::new(error))
}

/// The decision of a consultation, draft or published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Decision>, DbError> {
    let row: Option<DecisionRow> = sql!(
        "SELECT id, content, html, decided_on, published_at, updated_at, corrected_at FROM decisions \
         WHERE consultation_id = $1",
        consultation
    )
    .maybe(on)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Decision {
        id: row.id,
        content: serde_json::from_str(&row.content).map_err(unreadable)?,
        html: serde_json::from_str(&row.html).map_err(unreadable)?,
        decided_on: row.decided_on,
        published_at: row.published_at,
        updated_at: row.updated_at,
        corrected_at: row.corrected_at,
    }))
}

/// What a published decision says about each thing that was asked.
///
/// # Errors
/// When the record cannot be reached.
pub async fn rulings(on: impl Into<On<'_>>, decision: i64) -> Result<Vec<Ruled>, DbError> {
    sql!(
        "SELECT kind, number, outcome, version FROM decision_rulings WHERE decision_id = $1 ORDER BY kind, number",
        decision
    )
    .all(on)
    .await
}

/// The longer parts of a decision as safe HTML.
pub fn rendered(content: &DecisionContent) -> RenderedDecision {
    let html = |text: &str| prose::render(text, Author::Service).into_string();
    RenderedDecision {
        we_asked: html(&content.we_asked),
        you_said: html(&content.you_said),
        we_did: html(&content.we_did),
        reasons: html(&content.reasons),
    }
}

/// Keeps a draft. A published decision is left as it is.
///
/// Returns whether the draft was kept.
///
/// # Errors
/// When the record refuses it.
pub async fn save(
    tx: &mut Tx,
    consultation: ConsultationId,
    content: &DecisionContent,
    decided_on: Option<Time>,
    now: Time,
) -> Result<bool, DbError> {
    let changed = sql!(
        "INSERT INTO decisions (consultation_id, content, html, renderer, decided_on, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (consultation_id) DO UPDATE SET content = excluded.content, html = excluded.html, \
             renderer = excluded.renderer, decided_on = excluded.decided_on, \
             updated_at = CASE WHEN excluded.updated_at > decisions.updated_at THEN excluded.updated_at \
                 ELSE decisions.updated_at + 1 END \
         WHERE decisions.published_at IS NULL",
        consultation,
        serde_json::to_string(content).map_err(unreadable)?,
        serde_json::to_string(&rendered(content)).map_err(unreadable)?,
        prose::RENDERER,
        decided_on,
        now
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Puts the outcome of a consultation that was run elsewhere on the record, as a published decision, or takes it off again.
/// It stands at the day on which it was made, so that lists and feeds have it where it belongs.
///
/// # Errors
/// When the record refuses it.
pub async fn record(
    tx: &mut Tx,
    consultation: ConsultationId,
    outcome: Option<(&DecisionContent, Time)>,
    now: Time,
) -> Result<(), DbError> {
    let Some((content, decided_on)) = outcome else {
        return sql!("DELETE FROM decisions WHERE consultation_id = $1", consultation).run(tx).await.map(drop);
    };
    sql!(
        "INSERT INTO decisions (consultation_id, content, html, renderer, decided_on, published_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $5, $6) \
         ON CONFLICT (consultation_id) DO UPDATE SET content = excluded.content, html = excluded.html, \
             renderer = excluded.renderer, decided_on = excluded.decided_on, published_at = excluded.published_at, \
             updated_at = excluded.updated_at",
        consultation,
        serde_json::to_string(content).map_err(unreadable)?,
        serde_json::to_string(&rendered(content)).map_err(unreadable)?,
        prose::RENDERER,
        decided_on,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Publishes a decision: keeps its last words, what was decided about each thing asked, and its promises, and
/// makes the consultation decided. Telling people and noting the act are the caller's.
///
/// Returns the decision's number, or nothing when it was published before.
///
/// # Errors
/// When the record refuses it.
pub async fn publish(tx: &mut Tx, checked: &PublishableDecision, now: Time) -> Result<Option<i64>, DbError> {
    let consultation = checked.consultation;
    if !save(tx, consultation, &checked.content, Some(checked.decided_on), now).await? {
        return Ok(None);
    }
    let id = sql!(
        "UPDATE decisions SET published_at = $2 WHERE consultation_id = $1 AND published_at IS NULL RETURNING id",
        consultation,
        now
    )
    .number(&mut *tx)
    .await?;
    for Ruled { kind, number, outcome, version } in &checked.rulings {
        sql!(
            "INSERT INTO decision_rulings (decision_id, kind, number, outcome, version) VALUES ($1, $2, $3, $4, $5)",
            id,
            kind,
            *number,
            outcome.word(),
            *version
        )
        .run(tx)
        .await?;
    }
    for (text, due) in &checked.promises {
        promises::store::make(tx, consultation, text, *due, now).await?;
    }
    consultations::store::decide(tx, consultation, now).await?;
    Ok(Some(id))
}

/// Renders what was stored by an older renderer again, and says how many there were.
///
/// # Errors
/// When the record refuses it.
pub async fn render_again(db: &Db) -> Result<u64, DbError> {
    let mut tx = db.begin().await?;
    let rows: Vec<(i64, String)> =
        sql!("SELECT consultation_id, content FROM decisions WHERE renderer < $1", prose::RENDERER)
            .all(&mut tx)
            .await?;
    let done = rows.len() as u64;
    for (consultation, content) in rows {
        let content: DecisionContent = serde_json::from_str(&content).map_err(unreadable)?;
        sql!(
            "UPDATE decisions SET html = $2, renderer = $3 WHERE consultation_id = $1",
            consultation,
            serde_json::to_string(&rendered(&content)).map_err(unreadable)?,
            prose::RENDERER
        )
        .run(&mut tx)
        .await?;
    }
    tx.commit().await?;
    Ok(done)
}
