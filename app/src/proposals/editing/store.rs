//! What staff are working on, in the record: one draft for each proposal at most, beside the version that
//! stands.

use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, ProposalId, VersionId};
use crate::proposals::model::{ListedProposal, ProposalContent};
use crate::time::Time;
use crate::{sql, sql_in};

/// A proposal as staff see it.
#[derive(Clone, Debug)]
pub struct Working {
    /// Its number in the record.
    pub id: ProposalId,
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// Its number in the consultation.
    pub number: i64,
    /// What is being written, and when it was saved.
    pub draft: Option<(ProposalContent, Time)>,
    /// The version that stands, with its number from 1.
    pub published: Option<(VersionId, i64, ProposalContent)>,
}

impl Working {
    /// What is being written; without a draft, what stands.
    pub fn content(&self) -> ProposalContent {
        match (&self.draft, &self.published) {
            (Some((content, _)), _) | (None, Some((_, _, content))) => content.clone(),
            (None, None) => ProposalContent::default(),
        }
    }

    /// When the draft was saved; 0 without one. Shows whether somebody else saved meanwhile.
    pub fn seen(&self) -> i64 {
        self.draft.as_ref().map_or(0, |(_, at)| at.0)
    }

    /// Whether the draft says something else than the version that stands.
    pub fn differs(&self) -> bool {
        match (&self.draft, &self.published) {
            (Some((draft, _)), Some((_, _, published))) => draft != published,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

#[derive(sqlx::FromRow)]
struct WorkingRow {
    id: ProposalId,
    consultation_id: ConsultationId,
    number: i64,
    draft: Option<String>,
    updated_at: Option<Time>,
    published: Option<String>,
    current_version_id: Option<VersionId>,
    version: Option<i64>,
}

/// A kept JSON text that cannot be read back is a broken record.
fn read(text: &str) -> Result<ProposalContent, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Decode(Box::new(error)))
}

impl TryFrom<WorkingRow> for Working {
    type Error = DbError;

    fn try_from(row: WorkingRow) -> Result<Self, DbError> {
        let draft = match (row.draft, row.updated_at) {
            (Some(text), Some(at)) => Some((read(&text)?, at)),
            _ => None,
        };
        let published = match (row.published, row.current_version_id, row.version) {
            (Some(text), Some(id), Some(version)) => Some((id, version, read(&text)?)),
            _ => None,
        };
        Ok(Self { id: row.id, consultation_id: row.consultation_id, number: row.number, draft, published })
    }
}

/// The proposals of some consultations, in order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(
    on: impl Into<On<'_>>,
    consultations: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<Working>, DbError> {
    let rows: Vec<WorkingRow> = sql_in!(
        "SELECT proposals.id, consultation_id, number, current_version_id, version, proposal_drafts.content AS draft, \
                proposal_drafts.updated_at, proposal_versions.content AS published \
         FROM proposals LEFT JOIN proposal_drafts ON proposal_drafts.proposal_id = proposals.id \
             LEFT JOIN proposal_versions ON proposal_versions.id = current_version_id \
         WHERE consultation_id IN",
        consultations.into_iter().map(|id| id.0),
        "ORDER BY consultation_id, number"
    )
    .all(on)
    .await?;
    rows.into_iter().map(Working::try_from).collect()
}

/// One proposal.
///
/// # Errors
/// When the record cannot be reached.
pub async fn one(on: impl Into<On<'_>>, consultation: ConsultationId, number: i64) -> Result<Option<Working>, DbError> {
    sql!(
        "SELECT proposals.id, consultation_id, number, current_version_id, version, proposal_drafts.content AS draft, \
                proposal_drafts.updated_at, proposal_versions.content AS published \
         FROM proposals LEFT JOIN proposal_drafts ON proposal_drafts.proposal_id = proposals.id \
             LEFT JOIN proposal_versions ON proposal_versions.id = current_version_id \
         WHERE consultation_id = $1 AND number = $2",
        consultation,
        number
    )
    .maybe::<WorkingRow>(on)
    .await?
    .map(Working::try_from)
    .transpose()
}

/// The drafts of a consultation that is not published, as a preview of its page lists them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn as_listed(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<ListedProposal>, DbError> {
    let listed = all(on, [consultation]).await?.into_iter().map(|working| {
        let content = working.content();
        ListedProposal {
            id: working.id,
            number: working.number,
            version_id: VersionId(0),
            version: 1,
            letters: i64::try_from(content.letters()).unwrap_or(i64::MAX),
            title: content.title,
            summary: content.summary,
            comments: 0,
        }
    });
    Ok(listed.collect())
}

/// Keeps what is being written.
///
/// # Errors
/// When the record refuses it.
pub async fn save_draft(
    tx: &mut Tx,
    proposal: ProposalId,
    content: &ProposalContent,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO proposal_drafts (proposal_id, content, updated_at) VALUES ($1, $2, $3) \
         ON CONFLICT (proposal_id) DO UPDATE SET content = excluded.content, \
             updated_at = CASE WHEN excluded.updated_at > proposal_drafts.updated_at THEN excluded.updated_at \
                 ELSE proposal_drafts.updated_at + 1 END",
        proposal,
        serde_json::to_string(content).map_err(|error| DbError::Encode(Box::new(error)))?,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Drops what was being written: it is published, or given up.
///
/// # Errors
/// When the record refuses it.
pub async fn drop_draft(tx: &mut Tx, proposal: ProposalId) -> Result<(), DbError> {
    sql!("DELETE FROM proposal_drafts WHERE proposal_id = $1", proposal).run(tx).await.map(drop)
}

/// Deletes a proposal that was never published, and closes the gap in the numbers after it.
///
/// # Errors
/// When the record refuses it.
pub async fn delete(tx: &mut Tx, working: &Working) -> Result<(), DbError> {
    sql!("DELETE FROM proposals WHERE id = $1 AND current_version_id IS NULL", working.id).run(&mut *tx).await?;
    let later: Vec<(ProposalId,)> = sql!(
        "SELECT id FROM proposals WHERE consultation_id = $1 AND number > $2 ORDER BY number",
        working.consultation_id,
        working.number
    )
    .all(&mut *tx)
    .await?;
    // One after the other: two proposals never have one number, not even for a moment.
    for (id,) in later {
        sql!("UPDATE proposals SET number = number - 1 WHERE id = $1", id).run(&mut *tx).await?;
    }
    Ok(())
}
