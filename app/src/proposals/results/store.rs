//! Results in the record. Counts come from the kept tallies, so a page costs the same however many people
//! voted; what only staff see reads an index on the consultation.

use super::figures;
use super::model::{
    BranchCounts, CommentsByVote, Funnel, ProposalResults, PublishedVersion, Registrations, Side, Tally, TopComment,
};
use crate::db::{DbError, On};
use crate::ids::{CommentId, ConsultationId, ProposalId};
use crate::moderation::model::shown_states;
use crate::proposals;
use crate::proposals::votes::model::Choice;
use crate::time::Time;
use crate::{sql, sql_in};

/// How many comments of each side are shown.
pub const TOP: usize = 3;

/// A word in the record that this program does not know.
fn unknown(error: String) -> DbError {
    DbError::Decode(error.into())
}

/// What people answered to the proposals of a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn results(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<ProposalResults>, DbError> {
    let mut on = on.into();
    let listed = proposals::store::listed(on.again(), consultation).await?;
    let versions: Vec<PublishedVersion> = sql!(
        "SELECT proposal_versions.id, proposal_id, version, kind, published_at FROM proposals \
         JOIN proposal_versions ON proposal_versions.proposal_id = proposals.id \
         WHERE consultation_id = $1 ORDER BY number, version",
        consultation
    )
    .all(on.again())
    .await?;
    let tallies: Vec<Tally> = sql!(
        "SELECT tallies.proposal_id, version_id, choice, channel, branch_id, branches.slug AS branch_slug, \
                branches.name AS branch_name, votes \
         FROM proposals JOIN tallies ON tallies.proposal_id = proposals.id \
         LEFT JOIN branches ON branches.id = tallies.branch_id \
         WHERE consultation_id = $1 AND votes > 0",
        consultation
    )
    .all(on)
    .await?;
    Ok(figures::assemble(listed, &versions, &tallies))
}

/// What people answered to one proposal, by library. Put small numbers together before they are published:
/// [`figures::grouped`].
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_branch(on: impl Into<On<'_>>, proposal: ProposalId) -> Result<Vec<BranchCounts>, DbError> {
    let tallies: Vec<Tally> = sql!(
        "SELECT proposal_id, version_id, choice, channel, branch_id, branches.slug AS branch_slug, \
                branches.name AS branch_name, votes \
         FROM tallies LEFT JOIN branches ON branches.id = branch_id WHERE proposal_id = $1 AND votes > 0",
        proposal
    )
    .all(on)
    .await?;
    Ok(figures::by_library(tallies.iter()))
}

#[derive(sqlx::FromRow)]
struct TopRow {
    id: CommentId,
    #[sqlx(try_from = "String")]
    choice: Choice,
    html: String,
    branch: Option<String>,
    agrees: i64,
    posted_at: Time,
}

/// The comments on some proposals that most people agree with, a few for each side.
///
/// # Errors
/// When the record cannot be reached.
pub async fn top_comments(on: impl Into<On<'_>>, proposals: &[ProposalResults]) -> Result<Vec<TopComment>, DbError> {
    let mut on = on.into();
    let mut top = Vec::new();
    for proposal in proposals.iter().map(|proposal| proposal.id).collect::<Vec<_>>() {
        for side in Side::ALL {
            let [one, other] = side.choices();
            let rows: Vec<TopRow> = sql!(
                concat!(
                    "SELECT comments.id, choice, html, branches.name AS branch, agrees, posted_at \
                     FROM comments LEFT JOIN branches ON branches.id = branch_id \
                     WHERE proposal_id = $1 AND reply_to IS NULL AND choice IN ($2, $3) AND agrees > 0 \
                       AND official = 0 AND state IN ",
                    shown_states!(),
                    " ORDER BY agrees DESC, comments.id DESC LIMIT 3"
                ),
                proposal,
                one.word(),
                other.word()
            )
            .all(on.again())
            .await?;
            top.extend(rows.into_iter().take(TOP).map(|row| TopComment {
                id: row.id,
                proposal,
                side,
                choice: row.choice,
                html: row.html,
                branch: row.branch,
                agrees: row.agrees,
                posted_at: row.posted_at,
            }));
        }
    }
    Ok(top)
}

/// How many shown comments were written by people with each answer, proposal by proposal.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments_by_vote(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
) -> Result<Vec<(ProposalId, CommentsByVote)>, DbError> {
    let rows: Vec<(ProposalId, String, i64)> = sql!(
        concat!(
            "SELECT proposal_id, choice, CAST(SUM(comment_sums.comments) AS BIGINT) FROM proposals \
             JOIN comment_sums ON proposal_id = proposals.id WHERE consultation_id = $1 AND state IN ",
            shown_states!(),
            " GROUP BY proposal_id, choice HAVING SUM(comment_sums.comments) <> 0 ORDER BY proposal_id"
        ),
        consultation
    )
    .all(on)
    .await?;
    let mut found: Vec<(ProposalId, CommentsByVote)> = Vec::new();
    for (proposal, choice, comments) in rows {
        if found.last().is_none_or(|(last, _)| *last != proposal) {
            found.push((proposal, CommentsByVote::default()));
        }
        let Some((_, counts)) = found.last_mut() else { continue };
        if choice.is_empty() {
            counts.not_voted += comments;
        } else {
            counts.voted.add(Choice::try_from(choice).map_err(unknown)?, comments);
        }
    }
    Ok(found)
}

/// What happened to the proposals of a consultation in one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ProposalHour {
    /// The hour, in hours since 1970.
    pub hour: i64,
    /// First answers to a proposal, of live responses.
    pub votes: i64,
    /// Residents' comments that are shown.
    pub comments: i64,
}

/// First answers and residents' comments by the hour.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_hour(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<ProposalHour>, DbError> {
    sql!(
        "SELECT hour, CAST(SUM(votes) AS BIGINT) AS votes, CAST(SUM(proposal_hours.comments) AS BIGINT) AS comments \
         FROM proposals JOIN proposal_hours ON proposal_id = proposals.id \
         WHERE consultation_id = $1 GROUP BY hour ORDER BY hour",
        consultation
    )
    .all(on)
    .await
}

/// How far people came, of so many proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn funnel(on: impl Into<On<'_>>, consultation: ConsultationId, proposals: i64) -> Result<Funnel, DbError> {
    sql!(
        "SELECT CAST((SELECT COALESCE(SUM(responses), 0) FROM response_sums WHERE consultation_id = $1) AS BIGINT) AS responses, \
                CAST(COALESCE(SUM(responses), 0) AS BIGINT) AS voted, \
                CAST(COALESCE(SUM(responses) FILTER (WHERE voted >= $2), 0) AS BIGINT) AS voted_on_all, \
                CAST(COALESCE(SUM(responses) FILTER (WHERE voted >= $2 AND wrote = 1), 0) AS BIGINT) AS commented_too \
         FROM reach_sums WHERE consultation_id = $1",
        consultation,
        proposals
    )
    .one(on)
    .await
}

/// Residents who registered in a time, and how many of them sent something to a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn registered(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    from: Time,
    until: Time,
) -> Result<Registrations, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS accounts, CAST(COUNT(participant_id) AS BIGINT) AS took_part \
         FROM accounts LEFT JOIN account_participants ON account_id = accounts.id AND consultation_id = $1 \
         WHERE role = 'resident' AND created_at >= $2 AND created_at < $3",
        consultation,
        from,
        until
    )
    .one(on)
    .await
}

/// A vote as an export has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedVote {
    /// The response, by its number in the record.
    pub response_id: i64,
    /// The proposal.
    pub proposal_id: ProposalId,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub choice: Choice,
    /// Which version it was given to, from 1.
    pub version: i64,
    /// When it was given.
    pub cast_at: Time,
}

/// The votes of some responses.
///
/// # Errors
/// When the record cannot be reached.
pub async fn exported_votes(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = i64>,
) -> Result<Vec<ExportedVote>, DbError> {
    sql_in!(
        "SELECT response_id, votes.proposal_id, choice, version, cast_at FROM votes \
         JOIN proposal_versions ON proposal_versions.id = votes.version_id WHERE response_id IN",
        responses,
        ""
    )
    .all(on)
    .await
}

/// A comment as an export has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedComment {
    /// Its number.
    pub id: i64,
    /// The response, by its number in the record; none for an official reply.
    pub response_id: Option<i64>,
    /// The proposal.
    pub proposal_id: ProposalId,
    /// The comment it replies to.
    pub reply_to: Option<i64>,
    /// Whether the library service wrote it.
    pub official: crate::db::Flag,
    /// What is shown of it.
    pub html: String,
    /// What has become of it.
    pub state: String,
    /// Its author's vote.
    pub choice: Option<String>,
    /// The library its author agreed to show.
    pub branch: Option<String>,
    /// How many agree with it.
    pub agrees: i64,
    /// When it was posted.
    pub posted_at: Time,
}

/// Some comments of a consultation in the order they were posted, after one of them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn exported_comments(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    after: i64,
    most: i64,
) -> Result<Vec<ExportedComment>, DbError> {
    sql!(
        "SELECT comments.id, response_id, proposal_id, reply_to, official, html, state, choice, \
                branches.name AS branch, agrees, posted_at \
         FROM comments LEFT JOIN branches ON branches.id = branch_id \
         WHERE consultation_id = $1 AND comments.id > $2 ORDER BY comments.id LIMIT $3",
        consultation,
        after,
        most
    )
    .all(on)
    .await
}

/// The comments of some responses in the order they were posted.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments_of_responses(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = i64>,
) -> Result<Vec<ExportedComment>, DbError> {
    sql_in!(
        "SELECT comments.id, response_id, proposal_id, reply_to, official, html, state, choice, \
                branches.name AS branch, agrees, posted_at \
         FROM comments LEFT JOIN branches ON branches.id = branch_id WHERE response_id IN",
        responses,
        "ORDER BY comments.id"
    )
    .all(on)
    .await
}
