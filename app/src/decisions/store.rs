//! Decisions in the record.

use std::collections::BTreeMap;

use super::model::{Asked, AskedVersion, Checked, Content, Decision, Outcome, Rendered, Ruled};
use crate::db::{Db, DbError, On, Tx};
use crate::decisions::promises;
use crate::ids::{ConsultationId, ProposalId, VersionId};
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{consultations, sql, sql_in};

/// What was decided about a proposal, and the version adopted.
pub type Ruling = (ProposalId, Option<VersionId>, Outcome);

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    content: String,
    html: String,
    decided_on: Option<Time>,
    published_at: Option<Time>,
    updated_at: Time,
}

fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Decode(Box::new(error))
}

/// The decision of a consultation, draft or published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Decision>, DbError> {
    let row: Option<Row> = sql!(
        "SELECT id, content, html, decided_on, published_at, updated_at FROM decisions WHERE consultation_id = $1",
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
    }))
}

/// What a published decision says about each proposal, in order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn rulings(on: impl Into<On<'_>>, decision: i64) -> Result<Vec<Ruled>, DbError> {
    sql!(
        "SELECT proposals.id AS proposal_id, proposals.number, COALESCE(adopted.title, standing.title) AS title, \
                outcome, adopted.version \
         FROM decision_proposals JOIN proposals ON proposals.id = decision_proposals.proposal_id \
         JOIN proposal_versions AS standing ON standing.id = proposals.current_version_id \
         LEFT JOIN proposal_versions AS adopted ON adopted.id = decision_proposals.version_id \
         WHERE decision_id = $1 ORDER BY proposals.number",
        decision
    )
    .all(on)
    .await
}

/// The proposals of a consultation with the versions that were put to residents before it closed.
///
/// # Errors
/// When the record cannot be reached.
pub async fn asked(on: impl Into<On<'_>>, consultation: ConsultationId, closed: Time) -> Result<Vec<Asked>, DbError> {
    let mut on = on.into();
    let places: Vec<(ProposalId, i64)> =
        sql!("SELECT id, number FROM proposals WHERE consultation_id = $1 ORDER BY number", consultation)
            .all(on.again())
            .await?;
    let versions: Vec<AskedVersion> = sql_in!(
        "SELECT id, proposal_id, version, title, published_at FROM proposal_versions WHERE proposal_id IN",
        places.iter().map(|(id, _)| id.0),
        "ORDER BY proposal_id, version"
    )
    .all(on)
    .await?;
    let mut by_proposal: BTreeMap<ProposalId, Vec<AskedVersion>> = BTreeMap::new();
    for version in versions.into_iter().filter(|version| version.published_at < closed) {
        by_proposal.entry(version.proposal_id).or_default().push(version);
    }
    // A proposal that was never published was not put to anybody, and nothing is decided about it.
    Ok(places
        .into_iter()
        .filter_map(|(id, number)| {
            let versions = by_proposal.remove(&id)?;
            let title = versions.last()?.title.clone();
            Some(Asked { id, number, title, versions })
        })
        .collect())
}

/// The longer parts of a decision as safe HTML.
pub fn rendered(content: &Content) -> Rendered {
    let html = |text: &str| prose::render(text, Author::Service).into_string();
    Rendered {
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
    content: &Content,
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

/// Publishes a decision: keeps its last words, what was decided about each proposal and its promises, and
/// makes the consultation decided. Telling people and noting the act are the caller's.
///
/// Returns the decision's number, or nothing when it was published before.
///
/// # Errors
/// When the record refuses it.
pub async fn publish(tx: &mut Tx, checked: &Checked, now: Time) -> Result<Option<i64>, DbError> {
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
    for (proposal, version, outcome) in &checked.rulings {
        sql!(
            "INSERT INTO decision_proposals (decision_id, proposal_id, version_id, outcome) VALUES ($1, $2, $3, $4)",
            id,
            *proposal,
            *version,
            outcome.word()
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
        let content: Content = serde_json::from_str(&content).map_err(unreadable)?;
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
