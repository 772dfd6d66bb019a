//! Proving the counts: counts every vote, comment and agreement again and compares with the counts that are shown; and
//! looks for states that cannot be, such as a vote that belongs to no response.

#[cfg(test)]
mod tests;

use crate::consultations::instrument::Instruments;
use crate::db::{DbError, On, Statement};
use crate::sql;

/// A count that is not what the votes say.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Difference {
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
pub async fn recount(on: impl Into<On<'_>>) -> Result<Vec<Difference>, DbError> {
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
        "SELECT proposals.id AS id, proposals.comments AS kept, CAST(COUNT(comments.id) AS BIGINT) AS counted \
         FROM proposals LEFT JOIN comments ON comments.proposal_id = proposals.id \
                                          AND comments.state IN ('published', 'redacted') \
         GROUP BY proposals.id, proposals.comments HAVING proposals.comments <> COUNT(comments.id) ORDER BY proposals.id"
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
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments WHERE state IN ('published', 'redacted')").number(on).await
}

/// Something in the record that cannot be, however it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// What is wrong, about each of them.
    pub what: &'static str,
    /// How many there are.
    pub many: i64,
    /// The number of the first.
    pub first: i64,
}

impl std::fmt::Display for Impossible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, many, first } = self;
        match many {
            1 => write!(f, "{what}: number {first}"),
            _ => write!(f, "{what}: {many} of them, the first is number {first}"),
        }
    }
}

/// Everything in the record that cannot be. An empty list is as it should be.
///
/// # Errors
/// When the record cannot be reached.
pub async fn impossible(on: impl Into<On<'_>>, instruments: Instruments) -> Result<Vec<Impossible>, DbError> {
    let mut on = on.into();
    let mut found = Vec::new();
    for (what, statement) in states().into_iter().chain(instruments.all().flat_map(|one| one.impossible())) {
        let (many, first): (i64, i64) = statement.one(on.again()).await?;
        if many > 0 {
            found.push(Impossible { what, many, first });
        }
    }
    Ok(found)
}

/// What cannot be, each with a question that finds how many there are and the first of them.
fn states() -> Vec<(&'static str, Statement)> {
    vec![
        (
            "a participant with two live responses",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(participant_id), 0) AS BIGINT) FROM \
                 (SELECT participant_id FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL \
                  GROUP BY participant_id HAVING COUNT(*) > 1) AS doubled"
            ),
        ),
        (
            "a response of a participant in another consultation, or of none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(responses.id), 0) AS BIGINT) FROM responses \
                 LEFT JOIN participants ON participants.id = participant_id \
                 WHERE participants.id IS NULL OR participants.consultation_id <> responses.consultation_id"
            ),
        ),
        (
            "a response replaced by one of another participant, by itself, or by none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(old.id), 0) AS BIGINT) FROM responses AS old \
                 LEFT JOIN responses AS new ON new.id = old.superseded_by WHERE old.superseded_by IS NOT NULL \
                 AND (new.id IS NULL OR new.id = old.id OR new.participant_id <> old.participant_id)"
            ),
        ),
        (
            "a response without a receipt",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(responses.id), 0) AS BIGINT) FROM responses \
                 LEFT JOIN receipts ON receipts.response_id = responses.id WHERE receipts.response_id IS NULL"
            ),
        ),
        (
            "a receipt without a response",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(response_id), 0) AS BIGINT) FROM receipts \
                 LEFT JOIN responses ON responses.id = response_id WHERE responses.id IS NULL"
            ),
        ),
        (
            "an account joined to a participant of another consultation, or to none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(account_id), 0) AS BIGINT) \
                 FROM account_participants LEFT JOIN participants ON participants.id = participant_id \
                 WHERE participants.id IS NULL OR participants.consultation_id <> account_participants.consultation_id"
            ),
        ),
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

/// Everything that is wrong with the counts, as lines for whoever runs the service. An empty list is the proof that they
/// are right.
///
/// # Errors
/// When the record cannot be reached.
pub async fn everything_wrong(on: impl Into<On<'_>>, instruments: Instruments) -> Result<Vec<String>, DbError> {
    let mut on = on.into();
    let mut lines = Vec::new();
    for one in recount(on.again()).await? {
        lines.push(format!(
            "proposal {}, version {}, {}, {}, branch {}: {} shown, {} counted",
            one.proposal_id, one.version_id, one.choice, one.channel, one.branch_id, one.kept, one.counted
        ));
    }
    for instrument in instruments.all() {
        lines.extend(instrument.recount(on.again()).await?);
    }
    for Miscounted { id, kept, counted } in recount_comments(on.again()).await? {
        lines.push(format!("proposal {id}, comments: {kept} shown, {counted} counted"));
    }
    for Miscounted { id, kept, counted } in recount_agreements(on.again()).await? {
        lines.push(format!("comment {id}, agreements: {kept} shown, {counted} counted"));
    }
    lines.extend(impossible(on, instruments).await?.iter().map(Impossible::to_string));
    Ok(lines)
}
