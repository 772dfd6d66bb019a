//! What pages of results say beside the votes: when people answered and wrote, what became of their comments, and how far
//! they came. Kept, so that no page has to go through every vote and comment; the numbers change in the transaction that
//! changes what they count.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::votes::model::Choice;
use crate::db::{DbError, On, Tx};
use crate::ids::{CommentId, ConsultationId, ProposalId, ResponseId};
use crate::moderation::model::{WritingState, shown_states};
use crate::responses::sums::hour;
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

/// How far a response came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// On how many proposals it votes.
    pub voted: i64,
    /// Whether a comment was ever written with it.
    pub wrote: bool,
}

/// What a batch of answers does to the sums.
#[derive(Default)]
pub struct SumChanges {
    /// First answers and shown comments, by proposal and hour.
    hours: BTreeMap<(ProposalId, i64), (i64, i64)>,
    /// Comments by proposal, the vote beside them, and state.
    comments: BTreeMap<(ProposalId, &'static str, &'static str), i64>,
    /// Responses by how far they came.
    reach: BTreeMap<(ConsultationId, i64, bool), i64>,
}

impl SumChanges {
    /// A response votes on a proposal for the first time.
    pub fn first_vote(&mut self, proposal: ProposalId, at: Time) {
        self.hours.entry((proposal, hour(at))).or_default().0 += 1;
    }

    /// A resident's comment is posted, with the vote that stands beside it.
    pub fn posted(&mut self, proposal: ProposalId, beside: Option<Choice>, state: WritingState, at: Time) {
        if state.shown() {
            self.hours.entry((proposal, hour(at))).or_default().1 += 1;
        }
        *self.comments.entry((proposal, beside.map_or("", Choice::word), state.word())).or_default() += 1;
    }

    /// A response came further than it was before.
    pub fn came(&mut self, of: ConsultationId, before: Reach, now: Reach) {
        for (reach, change) in [(before, -1), (now, 1)] {
            // Whoever has not voted is not counted here: how many responded is known without.
            if before != now && reach.voted > 0 {
                *self.reach.entry((of, reach.voted, reach.wrote)).or_default() += change;
            }
        }
    }

    /// Writes every change.
    ///
    /// # Errors
    /// When the record refuses one.
    pub async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let mut rows = sql_rows!(
            "INSERT INTO comment_sums (proposal_id, choice, state, comments) VALUES",
            4,
            "ON CONFLICT (proposal_id, choice, state) DO UPDATE SET comments = comment_sums.comments + excluded.comments"
        );
        for ((proposal, choice, state), comments) in self.comments {
            rows.push([proposal.into(), choice.into(), state.into(), comments.into()]);
        }
        rows.run(tx).await?;
        let mut rows = sql_rows!(
            "INSERT INTO proposal_hours (proposal_id, hour, votes, comments) VALUES",
            4,
            "ON CONFLICT (proposal_id, hour) DO UPDATE SET votes = proposal_hours.votes + excluded.votes, \
                 comments = proposal_hours.comments + excluded.comments"
        );
        for ((proposal, hour), (votes, comments)) in self.hours {
            rows.push([proposal.into(), hour.into(), votes.into(), comments.into()]);
        }
        rows.run(tx).await?;
        let mut rows = sql_rows!(
            "INSERT INTO reach_sums (consultation_id, voted, wrote, responses) VALUES",
            4,
            "ON CONFLICT (consultation_id, voted, wrote) \
             DO UPDATE SET responses = reach_sums.responses + excluded.responses"
        );
        for ((of, voted, wrote), responses) in self.reach {
            rows.push([of.into(), voted.into(), i64::from(wrote).into(), responses.into()]);
        }
        rows.run(tx).await
    }
}

/// Which comments are about to change, or have just changed.
#[derive(Clone, Copy)]
pub enum ChangingComments<'a> {
    /// This one.
    One(CommentId),
    /// Those of these responses.
    Of(&'a [i64]),
}

/// One statement over the comments that change: `$2` is what each counts.
macro_rules! over {
    ($comments:expr, $by:expr, $tx:expr, $head:literal, $tail:literal) => {{
        let statement = match $comments {
            ChangingComments::One(id) => sql_in!(concat!($head, " AND comments.id IN"), [id.0], $tail),
            ChangingComments::Of(responses) => {
                sql_in!(concat!($head, " AND response_id IN"), responses.iter().copied(), $tail)
            }
        }
        .statement(&On::Tx($tx));
        if let Some(statement) = statement {
            statement.bind($by).run_with_next($tx).await?;
        }
    }};
}

async fn by_vote(tx: &mut Tx, comments: ChangingComments<'_>, by: i64) -> Result<(), DbError> {
    over!(
        comments,
        by,
        tx,
        "INSERT INTO comment_sums (proposal_id, choice, state, comments) \
         SELECT proposal_id, COALESCE(choice, ''), state, SUM(CAST($2 AS BIGINT)) FROM comments WHERE official = 0",
        "GROUP BY proposal_id, COALESCE(choice, ''), state \
         ON CONFLICT (proposal_id, choice, state) DO UPDATE SET comments = comment_sums.comments + excluded.comments"
    );
    Ok(())
}

async fn by_hour(tx: &mut Tx, comments: ChangingComments<'_>, by: i64) -> Result<(), DbError> {
    over!(
        comments,
        by,
        tx,
        "INSERT INTO proposal_hours (proposal_id, hour, votes, comments) \
         SELECT proposal_id, posted_at / 3600000, 0, SUM(CAST($2 AS BIGINT)) FROM comments \
         WHERE official = 0 AND state IN ('published', 'redacted')",
        "GROUP BY proposal_id, posted_at / 3600000 \
         ON CONFLICT (proposal_id, hour) DO UPDATE SET comments = proposal_hours.comments + excluded.comments"
    );
    Ok(())
}

/// Takes comments out of the sums before something about them changes; whoever does counts them again after it.
///
/// # Errors
/// When the record refuses it.
pub async fn uncount_comments(tx: &mut Tx, comments: ChangingComments<'_>) -> Result<(), DbError> {
    by_vote(tx, comments, -1).await?;
    by_hour(tx, comments, -1).await
}

/// Puts comments into the sums as they are now.
///
/// # Errors
/// When the record refuses it.
pub async fn count_comments(tx: &mut Tx, comments: ChangingComments<'_>) -> Result<(), DbError> {
    by_vote(tx, comments, 1).await?;
    by_hour(tx, comments, 1).await
}

/// Takes a response that was just withdrawn out of the sums of votes. Its comments stay.
///
/// # Errors
/// When the record refuses it.
pub async fn uncount_votes(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    sql!(
        "INSERT INTO proposal_hours (proposal_id, hour, votes, comments) \
         SELECT proposal_id, first_cast_at / 3600000, -1, 0 FROM votes WHERE response_id = $1 \
         ON CONFLICT (proposal_id, hour) DO UPDATE SET votes = proposal_hours.votes + excluded.votes",
        response
    )
    .run_with_next(tx)
    .await?;
    sql!(
        "INSERT INTO reach_sums (consultation_id, voted, wrote, responses) \
         SELECT consultation_id, voted, wrote, -1 \
         FROM (SELECT consultation_id, \
                      (SELECT COUNT(*) FROM votes WHERE votes.response_id = responses.id) AS voted, \
                      CASE WHEN EXISTS (SELECT 1 FROM comments WHERE comments.response_id = responses.id) \
                           THEN 1 ELSE 0 END AS wrote \
               FROM responses WHERE id = $1) AS each_one \
         WHERE voted > 0 \
         ON CONFLICT (consultation_id, voted, wrote) \
         DO UPDATE SET responses = reach_sums.responses + excluded.responses",
        response
    )
    .run_with_next(tx)
    .await
}

/// Counts everything into empty tables, where answers were written past the response writer.
///
/// # Errors
/// When the record refuses it, or the tables are not empty.
pub async fn fill(tx: &mut Tx) -> Result<(), DbError> {
    sql!(concat!(
        "INSERT INTO proposal_hours (proposal_id, hour, votes, comments) \
         SELECT proposal_id, at_hour, SUM(votes), SUM(comments) \
         FROM (SELECT proposal_id, first_cast_at / 3600000 AS at_hour, 1 AS votes, 0 AS comments \
               FROM votes JOIN responses ON responses.id = response_id \
               WHERE withdrawn_at IS NULL AND superseded_by IS NULL \
               UNION ALL \
               SELECT proposal_id, posted_at / 3600000, 0, 1 FROM comments WHERE official = 0 AND state IN ",
        shown_states!(),
        ") AS said GROUP BY proposal_id, at_hour"
    ))
    .run(&mut *tx)
    .await?;
    sql!(
        "INSERT INTO comment_sums (proposal_id, choice, state, comments) \
         SELECT proposal_id, COALESCE(choice, ''), state, COUNT(*) FROM comments WHERE official = 0 \
         GROUP BY proposal_id, COALESCE(choice, ''), state"
    )
    .run(&mut *tx)
    .await?;
    sql!(
        "INSERT INTO reach_sums (consultation_id, voted, wrote, responses) \
         SELECT consultation_id, voted, wrote, COUNT(*) \
         FROM (SELECT consultation_id, \
                      (SELECT COUNT(*) FROM votes WHERE votes.response_id = responses.id) AS voted, \
                      CASE WHEN EXISTS (SELECT 1 FROM comments WHERE comments.response_id = responses.id) \
                           THEN 1 ELSE 0 END AS wrote \
               FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS each_one \
         WHERE voted > 0 GROUP BY consultation_id, voted, wrote"
    )
    .run(tx)
    .await
    .map(drop)
}

/// A sum that is not what the record says: where it stands, what is kept, what there is.
type SumDifference = (i64, String, i64, i64);

/// Counts everything again: a sentence for each sum that is wrong.
///
/// # Errors
/// When the record cannot be reached.
pub async fn wrong(on: impl Into<On<'_>>) -> Result<Vec<String>, DbError> {
    let mut on = on.into();
    let mut lines = Vec::new();
    let hours: Vec<SumDifference> = sql!(concat!(
        "SELECT proposal_id, what || ' in hour ' || CAST(hour AS TEXT), CAST(SUM(kept) AS BIGINT), CAST(SUM(counted) AS BIGINT) \
         FROM (SELECT proposal_id, 'first answers' AS what, hour, votes AS kept, 0 AS counted FROM proposal_hours \
               UNION ALL SELECT proposal_id, 'comments', hour, comments, 0 FROM proposal_hours \
               UNION ALL SELECT proposal_id, 'first answers', first_cast_at / 3600000, 0, 1 \
                         FROM votes JOIN responses ON responses.id = response_id \
                         WHERE withdrawn_at IS NULL AND superseded_by IS NULL \
               UNION ALL SELECT proposal_id, 'comments', posted_at / 3600000, 0, 1 \
                         FROM comments WHERE official = 0 AND state IN ",
        shown_states!(),
        ") AS both_sides \
         GROUP BY proposal_id, what, hour HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2"
    ))
    .all(on.again())
    .await?;
    let comments: Vec<SumDifference> = sql!(
        "SELECT proposal_id, state || ' comments beside the vote ' || CASE WHEN choice = '' THEN 'none' ELSE choice END, \
                CAST(SUM(kept) AS BIGINT), CAST(SUM(counted) AS BIGINT) \
         FROM (SELECT proposal_id, choice, state, comments AS kept, 0 AS counted FROM comment_sums \
               UNION ALL SELECT proposal_id, COALESCE(choice, ''), state, 0, 1 FROM comments WHERE official = 0) AS both_sides \
         GROUP BY proposal_id, choice, state HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2"
    )
    .all(on.again())
    .await?;
    for (proposal, what, kept, counted) in hours.into_iter().chain(comments) {
        lines.push(format!("proposal {proposal}, {what}: {kept} kept, {counted} counted"));
    }
    let reach: Vec<SumDifference> = sql!(
        "SELECT consultation_id, CAST(voted AS TEXT) || CASE WHEN wrote = 1 THEN ' and wrote' ELSE '' END, \
                CAST(SUM(kept) AS BIGINT), CAST(SUM(counted) AS BIGINT) \
         FROM (SELECT consultation_id, voted, wrote, responses AS kept, 0 AS counted FROM reach_sums \
               UNION ALL \
               SELECT consultation_id, voted, wrote, 0, 1 \
               FROM (SELECT consultation_id, \
                            (SELECT COUNT(*) FROM votes WHERE votes.response_id = responses.id) AS voted, \
                            CASE WHEN EXISTS (SELECT 1 FROM comments WHERE comments.response_id = responses.id) \
                                 THEN 1 ELSE 0 END AS wrote \
                     FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS each_one \
               WHERE voted > 0) AS both_sides \
         GROUP BY consultation_id, voted, wrote HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2"
    )
    .all(on)
    .await?;
    for (consultation, what, kept, counted) in reach {
        lines.push(format!(
            "consultation {consultation}, responses that voted on {what}: {kept} kept, {counted} counted"
        ));
    }
    Ok(lines)
}
