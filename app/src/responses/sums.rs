//! How many responses each consultation has, by the hour in which they began, the way they came in and the library: kept, so
//! that no page has to go through them. The numbers change in the transaction in which a response begins or is withdrawn.

use std::collections::BTreeMap;

use super::model::Channel;
use crate::db::{DbError, On, Tx};
use crate::ids::{BranchId, ConsultationId};
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

/// What a number of responses is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResponseSumKey {
    consultation: ConsultationId,
    hour: i64,
    channel: Channel,
    branch: i64,
}

impl ResponseSumKey {
    /// What a response counts under.
    pub const fn new(
        consultation: ConsultationId,
        received_at: Time,
        channel: Channel,
        branch: Option<BranchId>,
    ) -> Self {
        let branch = match branch {
            Some(branch) => branch.0,
            None => 0,
        };
        Self { consultation, hour: hour(received_at), channel, branch }
    }
}

/// The hour that a moment is in, in hours since 1970. London is always whole hours from UTC, so that no hour belongs to two
/// of its days.
pub const fn hour(at: Time) -> i64 {
    at.0 / Time::HOUR
}

/// Changes the numbers by so much each.
///
/// # Errors
/// When the record refuses it.
pub async fn change(tx: &mut Tx, changes: BTreeMap<ResponseSumKey, i64>) -> Result<(), DbError> {
    let mut rows = sql_rows!(
        "INSERT INTO response_sums (consultation_id, hour, channel, branch_id, responses) VALUES",
        5,
        "ON CONFLICT (consultation_id, hour, channel, branch_id) \
         DO UPDATE SET responses = response_sums.responses + excluded.responses"
    );
    for (key, change) in changes {
        rows.push([
            key.consultation.into(),
            key.hour.into(),
            key.channel.word().into(),
            key.branch.into(),
            change.into(),
        ]);
    }
    rows.run(tx).await
}

/// Counts everything into an empty table, where responses were written past the response writer.
///
/// # Errors
/// When the record refuses it, or the table is not empty.
pub async fn fill(tx: &mut Tx) -> Result<(), DbError> {
    sql!(
        "INSERT INTO response_sums (consultation_id, hour, channel, branch_id, responses) \
         SELECT consultation_id, received_at / 3600000, channel, COALESCE(branch_id, 0), COUNT(*) \
         FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL \
         GROUP BY consultation_id, received_at / 3600000, channel, COALESCE(branch_id, 0)"
    )
    .run(tx)
    .await
    .map(drop)
}

/// How many live responses some consultations have; those without any are left out.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(
    on: impl Into<On<'_>>,
    consultations: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<(ConsultationId, i64)>, DbError> {
    sql_in!(
        "SELECT consultation_id, CAST(SUM(responses) AS BIGINT) FROM response_sums WHERE responses <> 0 AND consultation_id IN",
        consultations.into_iter().map(|id| id.0),
        "GROUP BY consultation_id"
    )
    .all(on)
    .await
}

/// Live responses by the way they came in, most first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_channel(on: impl Into<On<'_>>, of: ConsultationId) -> Result<Vec<(Channel, i64)>, DbError> {
    let rows: Vec<(String, i64)> = sql!(
        "SELECT channel, CAST(SUM(responses) AS BIGINT) FROM response_sums WHERE consultation_id = $1 \
         GROUP BY channel HAVING SUM(responses) <> 0 ORDER BY 2 DESC, 1",
        of
    )
    .all(on)
    .await?;
    let channel = |word| Channel::try_from(word).map_err(|error: String| DbError::Decode(error.into()));
    rows.into_iter().map(|(word, number)| Ok((channel(word)?, number))).collect()
}

/// Live responses by the hour in which they began, in hours since 1970.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_hour(on: impl Into<On<'_>>, of: ConsultationId) -> Result<Vec<(i64, i64)>, DbError> {
    sql!(
        "SELECT hour, CAST(SUM(responses) AS BIGINT) FROM response_sums WHERE consultation_id = $1 \
         GROUP BY hour HAVING SUM(responses) <> 0 ORDER BY hour",
        of
    )
    .all(on)
    .await
}

/// Live responses of one library, or of people who named none.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LibraryResponses {
    /// The library; none for people who named none.
    pub branch: Option<BranchId>,
    /// What it is called.
    pub name: Option<String>,
    /// How many. Put small numbers together before they are published: [`super::suppression`].
    pub responses: i64,
}

/// Live responses by library, in the order of their names, those without one last.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_library(on: impl Into<On<'_>>, of: ConsultationId) -> Result<Vec<LibraryResponses>, DbError> {
    sql!(
        "SELECT branches.id AS branch, branches.name, responses \
         FROM (SELECT branch_id, CAST(SUM(responses) AS BIGINT) AS responses FROM response_sums \
               WHERE consultation_id = $1 GROUP BY branch_id HAVING SUM(responses) <> 0) AS sums \
         LEFT JOIN branches ON branches.id = branch_id \
         ORDER BY CASE WHEN branches.id IS NULL THEN 1 ELSE 0 END, branches.name, branches.id",
        of
    )
    .all(on)
    .await
}

/// A number that is not what the responses say.
#[derive(sqlx::FromRow)]
struct ResponsesMiscounted {
    consultation_id: i64,
    hour: i64,
    channel: String,
    branch_id: i64,
    kept: i64,
    counted: i64,
}

/// Counts every live response again: a sentence for each number that is wrong.
///
/// # Errors
/// When the record cannot be reached.
pub async fn wrong(on: impl Into<On<'_>>) -> Result<Vec<String>, DbError> {
    let rows: Vec<ResponsesMiscounted> = sql!(
        "SELECT consultation_id, hour, channel, branch_id, \
                CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(counted) AS BIGINT) AS counted \
         FROM (SELECT consultation_id, hour, channel, branch_id, responses AS kept, 0 AS counted FROM response_sums \
               UNION ALL \
               SELECT consultation_id, received_at / 3600000, channel, COALESCE(branch_id, 0), 0, 1 FROM responses \
               WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS both_sides \
         GROUP BY consultation_id, hour, channel, branch_id \
         HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2, 3, 4"
    )
    .all(on)
    .await?;
    let line = |row: ResponsesMiscounted| {
        let ResponsesMiscounted { consultation_id, hour, channel, branch_id, kept, counted } = row;
        format!(
            "consultation {consultation_id}, responses in hour {hour}, {channel}, branch {branch_id}: {kept} kept, \
             {counted} counted"
        )
    };
    Ok(rows.into_iter().map(line).collect())
}
