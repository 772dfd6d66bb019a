//! People's orders in the record: written by the response writer alone, counted, taken away in files, and each person's own.

use std::collections::{BTreeSet, HashMap};

use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, RankingId, ResponseId};
use crate::rankings::model::{RankedOrder, RankingBallot, RankingOption};
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

#[derive(sqlx::FromRow)]
struct RankingPlaceRow {
    id: RankingId,
    consultation_id: ConsultationId,
    updated_at: Time,
}

/// A ranking as the writer has to know it.
#[derive(Clone, Debug)]
pub struct RankingFacts {
    /// The ranking.
    pub id: RankingId,
    /// Its consultation.
    pub consultation_id: ConsultationId,
    /// When staff last changed it.
    pub updated_at: Time,
    /// Its options.
    pub options: Vec<RankingOption>,
}

/// These rankings, as the writer has to know them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn facts_of(tx: &mut Tx, ids: BTreeSet<RankingId>) -> Result<Vec<RankingFacts>, DbError> {
    let places: Vec<RankingPlaceRow> =
        sql_in!("SELECT id, consultation_id, updated_at FROM rankings WHERE id IN", ids.iter().map(|id| id.0), "")
            .all(&mut *tx)
            .await?;
    let choices = super::options(tx, ids).await?;
    let known = places.into_iter().map(|place| RankingFacts {
        id: place.id,
        consultation_id: place.consultation_id,
        updated_at: place.updated_at,
        options: choices.iter().filter(|option| option.ranking_id == place.id).cloned().collect(),
    });
    Ok(known.collect())
}

/// A ballot to write: new, or in place of the one the response had.
#[derive(Clone, Debug)]
pub struct NewRankingBallot {
    /// The response.
    pub response: ResponseId,
    /// The ranking.
    pub ranking: RankingId,
    /// The order.
    pub ranked: RankedOrder,
    /// When the response first ranked, should it be new.
    pub first_cast_at: Time,
    /// When this order arrived.
    pub cast_at: Time,
}

/// Writes ballots, one for each response and ranking at most, and notes that their results are others now.
///
/// # Errors
/// When the record refuses one.
pub async fn write<'a>(
    tx: &mut Tx,
    ballots: impl Iterator<Item = &'a NewRankingBallot> + Clone,
) -> Result<(), DbError> {
    let mut rows = sql_rows!(
        "INSERT INTO ranking_ballots (response_id, ranking_id, ranked, first_cast_at, cast_at) VALUES",
        5,
        "ON CONFLICT (response_id, ranking_id) DO UPDATE SET ranked = excluded.ranked, cast_at = excluded.cast_at"
    );
    let mut responses = BTreeSet::new();
    for ballot in ballots.clone() {
        rows.push([
            ballot.response.into(),
            ballot.ranking.into(),
            ballot.ranked.to_string().into(),
            ballot.first_cast_at.into(),
            ballot.cast_at.into(),
        ]);
        responses.insert(ballot.response);
    }
    let before: Vec<(ResponseId, RankingId, String)> = sql_in!(
        "SELECT response_id, ranking_id, ranked FROM ranking_ballots WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        ""
    )
    .all(&mut *tx)
    .await?;
    rows.run(&mut *tx).await?;
    let before: HashMap<_, _> = before.into_iter().map(|(response, ranking, was)| ((response, ranking), was)).collect();
    // The same order sent again changes no result.
    let touched: BTreeSet<RankingId> = ballots
        .filter(|one| before.get(&(one.response, one.ranking)) != Some(&one.ranked.to_string()))
        .map(|one| one.ranking)
        .collect();
    sql_in!("UPDATE rankings SET changes = changes + 1 WHERE id IN", touched.into_iter().map(|id| id.0), "")
        .run(tx)
        .await
}

/// Notes that a response's ballots count no more; they stay with the response.
///
/// # Errors
/// When the record refuses it.
pub async fn uncount(tx: &mut Tx, response: ResponseId) -> Result<(), DbError> {
    sql!(
        "UPDATE rankings SET changes = changes + 1 \
         WHERE id IN (SELECT ranking_id FROM ranking_ballots WHERE response_id = $1)",
        response
    )
    .run(tx)
    .await
    .map(drop)
}

/// The ballot a response has.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ballot(
    on: impl Into<On<'_>>,
    response: ResponseId,
    ranking: RankingId,
) -> Result<Option<RankingBallot>, DbError> {
    sql!("SELECT ranked, cast_at FROM ranking_ballots WHERE response_id = $1 AND ranking_id = $2", response, ranking)
        .maybe(on)
        .await
}

/// How many live ballots have this order.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Same {
    /// The order.
    #[sqlx(try_from = "String")]
    pub ranked: RankedOrder,
    /// How many people gave it.
    pub people: i64,
}

/// The orders that count, each with how many people gave it. However many people there are, there are only so many
/// orders of a few options.
///
/// # Errors
/// When the record cannot be reached.
pub async fn orders(on: impl Into<On<'_>>, ranking: RankingId) -> Result<Vec<Same>, DbError> {
    sql!(
        "SELECT ranked, CAST(COUNT(*) AS BIGINT) AS people FROM ranking_ballots \
         JOIN responses ON responses.id = response_id \
         WHERE ranking_id = $1 AND withdrawn_at IS NULL AND superseded_by IS NULL GROUP BY ranked",
        ranking
    )
    .all(on)
    .await
}

/// How many people each ranking of a consultation has an order from.
///
/// # Errors
/// When the record cannot be reached.
pub async fn people(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<(RankingId, i64)>, DbError> {
    sql!(
        "SELECT rankings.id, CAST(COUNT(*) AS BIGINT) FROM rankings \
         JOIN ranking_ballots ON ranking_id = rankings.id JOIN responses ON responses.id = response_id \
         WHERE rankings.consultation_id = $1 AND withdrawn_at IS NULL AND superseded_by IS NULL \
         GROUP BY rankings.id",
        consultation
    )
    .all(on)
    .await
}

/// The responses whose ballots of a ranking count, in the order of their numbers: so many at most, after a number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn that_count(
    on: impl Into<On<'_>>,
    ranking: RankingId,
    after: ResponseId,
    most: i64,
) -> Result<Vec<ResponseId>, DbError> {
    let ids: Vec<(ResponseId,)> = sql!(
        "SELECT response_id FROM ranking_ballots JOIN responses ON responses.id = response_id \
         WHERE ranking_id = $1 AND response_id > $2 AND withdrawn_at IS NULL AND superseded_by IS NULL \
         ORDER BY response_id LIMIT $3",
        ranking,
        after,
        most
    )
    .all(on)
    .await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

#[derive(sqlx::FromRow)]
struct ExportedOrderRow {
    response_id: ResponseId,
    ranking_id: RankingId,
    #[sqlx(try_from = "String")]
    ranked: RankedOrder,
}

/// The orders that these responses gave in a ranking, in the order in which the responses are named.
///
/// # Errors
/// When the record cannot be reached.
pub async fn orders_of(
    on: impl Into<On<'_>>,
    ranking: RankingId,
    responses: &[ResponseId],
) -> Result<Vec<RankedOrder>, DbError> {
    let rows: Vec<ExportedOrderRow> = sql_in!(
        "SELECT response_id, ranking_id, ranked FROM ranking_ballots WHERE response_id IN",
        responses.iter().map(|id| id.0),
        ""
    )
    .all(on)
    .await?;
    let own = rows.into_iter().filter(|row| row.ranking_id == ranking);
    let mut given: HashMap<ResponseId, RankedOrder> = own.map(|row| (row.response_id, row.ranked)).collect();
    Ok(responses.iter().filter_map(|response| given.remove(response)).collect())
}

/// A ballot of a person, for their own download.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnRankingBallot {
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// The ranking.
    pub ranking_id: RankingId,
    /// Its number in the consultation.
    pub number: i64,
    /// The question.
    pub question: String,
    /// The order.
    #[sqlx(try_from = "String")]
    pub ranked: RankedOrder,
    /// When it was first given.
    pub first_cast_at: Time,
    /// When it was last given.
    pub cast_at: Time,
}

impl OwnRankingBallot {
    /// What the options it ranks are called, from the best down.
    pub fn titles<'a>(&self, choices: &'a [RankingOption]) -> Vec<&'a str> {
        let title = |number: &i64| {
            let named = choices.iter().find(|one| one.ranking_id == self.ranking_id && one.number == *number);
            named.map(|one| one.title.as_str())
        };
        self.ranked.numbers().iter().filter_map(title).collect()
    }
}

/// The ballots that some responses hold, and the options they name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<(Vec<OwnRankingBallot>, Vec<RankingOption>), DbError> {
    let mut on = on.into();
    let ballots: Vec<OwnRankingBallot> = sql_in!(
        "SELECT response_id, ranking_id, number, question, ranked, first_cast_at, cast_at FROM ranking_ballots \
         JOIN rankings ON rankings.id = ranking_id WHERE response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY response_id, number"
    )
    .all(on.again())
    .await?;
    let rankings: BTreeSet<RankingId> = ballots.iter().map(|ballot| ballot.ranking_id).collect();
    let choices = super::options(on, rankings).await?;
    Ok((ballots, choices))
}
