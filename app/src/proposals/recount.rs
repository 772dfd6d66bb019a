//! Counting votes, comments and agreements again, and what cannot be in the record of proposals.

use super::sums;
use crate::db::{DbError, On, Statement};
use crate::moderation::model::shown_states;
use crate::sql;

/// A count that is not what the votes say.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VoteCountDifference {
    /// The proposal.
    pub proposal_id: i64,
    /// The version.
    pub version_id: i64,
    /// The answer.
    pub choice: String,
    /// The way they came in.
    pub channel: String,
    /// The branch, 0 for none.
    pub branch_id: i64,
    /// What is shown.
    pub kept: i64,
    /// What the votes say.
    pub counted: i64,
}

/// Counts every live vote again. An empty list is the proof that the counts are right.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount(on: impl Into<On<'_>>) -> Result<Vec<VoteCountDifference>, DbError> {
    sql!(
        "SELECT proposal_id, version_id, choice, channel, branch_id, \
                CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(counted) AS BIGINT) AS counted \
         FROM (SELECT proposal_id, version_id, choice, channel, branch_id, votes AS kept, 0 AS counted FROM tallies \
               UNION ALL \
               SELECT proposal_id, version_id, choice, channel, COALESCE(branch_id, 0), 0, 1 FROM votes \
               JOIN responses ON responses.id = response_id \
               WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS both_sides \
         GROUP BY proposal_id, version_id, choice, channel, branch_id \
         HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2, 3, 4, 5"
    )
    .all(on)
    .await
}

/// How many live votes there are.
///
/// # Errors
/// When the record cannot be reached.
pub async fn votes_counted(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM votes JOIN responses ON responses.id = response_id \
         WHERE withdrawn_at IS NULL AND superseded_by IS NULL"
    )
    .number(on)
    .await
}

/// A number beside a proposal or a comment that is not what the record says.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Miscounted {
    /// What it is about.
    pub id: i64,
    /// What is shown.
    pub kept: i64,
    /// What there is.
    pub counted: i64,
}

/// Counts the published comments of every proposal again.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount_comments(on: impl Into<On<'_>>) -> Result<Vec<Miscounted>, DbError> {
    sql!(
        concat!(
            "SELECT proposals.id AS id, proposals.comments AS kept, CAST(COUNT(comments.id) AS BIGINT) AS counted \
             FROM proposals LEFT JOIN comments ON comments.proposal_id = proposals.id AND comments.state IN ",
            shown_states!(),
            " GROUP BY proposals.id, proposals.comments HAVING proposals.comments <> COUNT(comments.id) ORDER BY proposals.id"
        )
    )
    .all(on)
    .await
}

/// Counts everybody who agrees with a comment again.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount_agreements(on: impl Into<On<'_>>) -> Result<Vec<Miscounted>, DbError> {
    sql!(
        "SELECT comments.id AS id, comments.agrees AS kept, CAST(COUNT(agreements.response_id) AS BIGINT) AS counted \
         FROM comments LEFT JOIN agreements ON agreements.comment_id = comments.id \
         GROUP BY comments.id, comments.agrees HAVING comments.agrees <> COUNT(agreements.response_id) \
         ORDER BY comments.id"
    )
    .all(on)
    .await
}

/// How many comments everybody can see.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments_counted(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!(concat!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments WHERE state IN ", shown_states!())).number(on).await
}

/// What cannot be, each with a question that finds how many there are and the first of them.
pub fn impossible() -> Vec<(&'static str, Statement)> {
    vec![
        (
            "a vote without a response, or on a proposal of another consultation",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(votes.id), 0) AS BIGINT) FROM votes \
                 LEFT JOIN responses ON responses.id = response_id LEFT JOIN proposals ON proposals.id = proposal_id \
                 WHERE responses.id IS NULL OR proposals.id IS NULL \
                    OR responses.consultation_id <> proposals.consultation_id"
            ),
        ),
        (
            "a vote on a version of another proposal, or of none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(votes.id), 0) AS BIGINT) FROM votes \
                 LEFT JOIN proposal_versions ON proposal_versions.id = version_id \
                 WHERE proposal_versions.id IS NULL OR proposal_versions.proposal_id <> votes.proposal_id"
            ),
        ),
        (
            "a proposal that stands in a version of another one, or of none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(proposals.id), 0) AS BIGINT) FROM proposals \
                 LEFT JOIN proposal_versions ON proposal_versions.id = current_version_id \
                 WHERE current_version_id IS NOT NULL \
                   AND (proposal_versions.id IS NULL OR proposal_versions.proposal_id <> proposals.id)"
            ),
        ),
        (
            "a reply to a comment that is not there, is a reply itself, or is on another proposal",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(reply.id), 0) AS BIGINT) FROM comments AS reply \
                 LEFT JOIN comments AS parent ON parent.id = reply.reply_to WHERE reply.reply_to IS NOT NULL \
                 AND (parent.id IS NULL OR parent.reply_to IS NOT NULL OR parent.proposal_id <> reply.proposal_id)"
            ),
        ),
        (
            "a resident’s comment without a response, or an official one with one",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(comments.id), 0) AS BIGINT) FROM comments \
                 LEFT JOIN responses ON responses.id = response_id \
                 WHERE (official = 0 AND responses.id IS NULL) OR (official = 1 AND response_id IS NOT NULL)"
            ),
        ),
        (
            "a comment on a proposal of another consultation, or of none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(comments.id), 0) AS BIGINT) FROM comments \
                 LEFT JOIN proposals ON proposals.id = proposal_id LEFT JOIN responses ON responses.id = response_id \
                 WHERE proposals.id IS NULL OR proposals.consultation_id <> comments.consultation_id \
                    OR responses.consultation_id <> comments.consultation_id"
            ),
        ),
        (
            "an agreement with a comment that is not there, with one’s own, or by nobody",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(agreements.comment_id), 0) AS BIGINT) \
                 FROM agreements LEFT JOIN comments ON comments.id = comment_id \
                 LEFT JOIN responses ON responses.id = agreements.response_id \
                 WHERE comments.id IS NULL OR responses.id IS NULL OR comments.response_id = agreements.response_id"
            ),
        ),
    ]
}

/// A sentence for every count that is wrong.
///
/// # Errors
/// When the record cannot be reached.
pub async fn wrong(on: On<'_>) -> Result<Vec<String>, DbError> {
    let mut on = on;
    let mut lines = sums::wrong(on.again()).await?;
    for one in recount(on.again()).await? {
        lines.push(format!(
            "proposal {}, version {}, {}, {}, branch {}: {} shown, {} counted",
            one.proposal_id, one.version_id, one.choice, one.channel, one.branch_id, one.kept, one.counted
        ));
    }
    for Miscounted { id, kept, counted } in recount_comments(on.again()).await? {
        lines.push(format!("proposal {id}, comments: {kept} shown, {counted} counted"));
    }
    for Miscounted { id, kept, counted } in recount_agreements(on).await? {
        lines.push(format!("comment {id}, agreements: {kept} shown, {counted} counted"));
    }
    Ok(lines)
}
