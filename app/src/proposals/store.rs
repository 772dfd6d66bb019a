//! Proposals in the record.

use std::collections::BTreeMap;

use super::model::{CostLine, ListedProposal, ProposalContent, RenderedProposal, Version, VersionKind};
use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, ProposalId, VersionId};
use crate::sql;
use crate::time::Time;
use crate::ui::prose::{self, Author};

/// The published proposals of a consultation, in order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn listed(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<ListedProposal>, DbError> {
    sql!(
        "SELECT proposals.id, number, current_version_id AS version_id, version, title, summary, \
                CAST(LENGTH(content) AS BIGINT) AS letters, comments \
         FROM proposals JOIN proposal_versions ON proposal_versions.id = current_version_id \
         WHERE consultation_id = $1 ORDER BY number",
        consultation
    )
    .all(on)
    .await
}

/// What the proposals of a consultation cost, as their standing versions say.
///
/// # Errors
/// When the record cannot be reached.
pub async fn costs(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
) -> Result<BTreeMap<ProposalId, Vec<CostLine>>, DbError> {
    let rows: Vec<(ProposalId, String)> = sql!(
        "SELECT proposals.id, content FROM proposals JOIN proposal_versions ON proposal_versions.id = current_version_id \
         WHERE consultation_id = $1 ORDER BY number",
        consultation
    )
    .all(on)
    .await?;
    let costs = |(id, content): (ProposalId, String)| {
        Ok((id, serde_json::from_str::<ProposalContent>(&content).map_err(unreadable)?.costs))
    };
    rows.into_iter().map(costs).collect()
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: VersionId,
    proposal_id: ProposalId,
    version: i64,
    #[sqlx(try_from = "String")]
    kind: VersionKind,
    content: String,
    html: String,
    renderer: i64,
    change_summary: String,
    published_at: Time,
}

/// A kept JSON text that cannot be read back is a broken record.
fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Decode(Box::new(error))
}

impl TryFrom<VersionRow> for Version {
    type Error = DbError;

    fn try_from(row: VersionRow) -> Result<Self, DbError> {
        let content: ProposalContent = serde_json::from_str(&row.content).map_err(unreadable)?;
        // A published version is never written again, so an older renderer's HTML is put right as it is read.
        let html = match row.renderer {
            prose::RENDERER => serde_json::from_str(&row.html).map_err(unreadable)?,
            _ => rendered(&content),
        };
        Ok(Self {
            content,
            html,
            id: row.id,
            proposal_id: row.proposal_id,
            version: row.version,
            kind: row.kind,
            change_summary: row.change_summary,
            published_at: row.published_at,
        })
    }
}

/// A proposal's place in the record.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct ProposalPlace {
    /// Its number in the record.
    pub id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// The version that stands, once published.
    pub current_version_id: Option<VersionId>,
}

/// The proposal with this number in a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn place(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    number: i64,
) -> Result<Option<ProposalPlace>, DbError> {
    sql!(
        "SELECT id, number, current_version_id FROM proposals WHERE consultation_id = $1 AND number = $2",
        consultation,
        number
    )
    .maybe(on)
    .await
}

/// One version.
///
/// # Errors
/// When the record cannot be reached.
pub async fn version(on: impl Into<On<'_>>, id: VersionId) -> Result<Option<Version>, DbError> {
    sql!(
        "SELECT id, proposal_id, version, kind, content, html, renderer, change_summary, published_at \
         FROM proposal_versions WHERE id = $1",
        id
    )
    .maybe::<VersionRow>(on)
    .await?
    .map(Version::try_from)
    .transpose()
}

/// Every version of a proposal, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn versions(on: impl Into<On<'_>>, proposal: ProposalId) -> Result<Vec<Version>, DbError> {
    sql!(
        "SELECT id, proposal_id, version, kind, content, html, renderer, change_summary, published_at \
         FROM proposal_versions WHERE proposal_id = $1 ORDER BY version",
        proposal
    )
    .all::<VersionRow>(on)
    .await?
    .into_iter()
    .map(Version::try_from)
    .collect()
}

/// Adds a proposal without text to a consultation and gives it the next number.
///
/// # Errors
/// When the record refuses it.
pub async fn add(tx: &mut Tx, consultation: ConsultationId, now: Time) -> Result<ProposalPlace, DbError> {
    sql!(
        "INSERT INTO proposals (consultation_id, number, created_at) \
         VALUES ($1, (SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM proposals WHERE consultation_id = $1), $2) \
         RETURNING id, number, current_version_id",
        consultation,
        now
    )
    .one(tx)
    .await
}

/// The safe HTML of the longer parts, as a version would carry it.
pub fn rendered(content: &ProposalContent) -> RenderedProposal {
    let html = |text: &str| prose::render(text, Author::Service).into_string();
    RenderedProposal {
        body: html(&content.body),
        fixed: html(&content.fixed),
        open: html(&content.open),
        impact: html(&content.impact),
    }
}

/// Publishes a version, which from then on never changes, and makes it the one that stands.
///
/// # Errors
/// When the record refuses it.
pub async fn publish(
    tx: &mut Tx,
    proposal: ProposalId,
    kind: VersionKind,
    content: &ProposalContent,
    change_summary: &str,
    now: Time,
) -> Result<VersionId, DbError> {
    let html = rendered(content);
    let id = sql!(
        "INSERT INTO proposal_versions \
             (proposal_id, version, kind, title, summary, content, html, renderer, change_summary, published_at) \
         VALUES ($1, (SELECT CAST(COALESCE(MAX(version), 0) + 1 AS BIGINT) FROM proposal_versions WHERE proposal_id = $1), \
             $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        proposal,
        kind.word(),
        &content.title,
        &content.summary,
        serde_json::to_string(content).map_err(unreadable)?,
        serde_json::to_string(&html).map_err(unreadable)?,
        prose::RENDERER,
        change_summary,
        now
    )
    .number(&mut *tx)
    .await?;
    sql!("UPDATE proposals SET current_version_id = $2 WHERE id = $1", proposal, id).run(tx).await?;
    Ok(VersionId(id))
}

/// Adds to (or takes from) the number of published comments.
///
/// # Errors
/// When the record refuses it.
pub async fn add_comments(tx: &mut Tx, proposal: ProposalId, change: i64) -> Result<(), DbError> {
    sql!("UPDATE proposals SET comments = comments + $2 WHERE id = $1", proposal, change).run_with_next(tx).await
}

/// How many comments and replies are published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments(on: impl Into<On<'_>>, proposal: ProposalId) -> Result<i64, DbError> {
    sql!("SELECT comments FROM proposals WHERE id = $1", proposal).number(on).await
}

/// How many proposals of a consultation are published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn published(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM proposals WHERE consultation_id = $1 AND current_version_id IS NOT NULL",
        consultation
    )
    .number(on)
    .await
}

/// The published proposals of the consultations with numbers above the first of these and up to the second: for programs
/// that read every page.
///
/// # Errors
/// When the record cannot be reached.
pub async fn published_between(
    on: impl Into<On<'_>>,
    (after, last): (i64, i64),
    most: i64,
) -> Result<Vec<(ConsultationId, i64)>, DbError> {
    sql!(
        "SELECT consultation_id, number FROM proposals \
         WHERE consultation_id > $1 AND consultation_id <= $2 AND current_version_id IS NOT NULL \
         ORDER BY consultation_id, number LIMIT $3",
        after,
        last,
        most
    )
    .all(on)
    .await
}
