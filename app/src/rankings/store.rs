//! Rankings and ballots in the record. Ballots are written by the response writer alone.

use std::collections::{BTreeSet, HashMap};

use super::model::{Method, RankedOrder, Ranking, RankingBallot, RankingOption};
use crate::db::{Db, DbError, On, Tx};
use crate::ids::{ConsultationId, RankingId, ResponseId};
use crate::random::Random;
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{sql, sql_in, sql_rows};

/// The rankings of a consultation in their order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<Ranking>, DbError> {
    sql!(
        "SELECT id, consultation_id, number, question, about, about_html, method, seed, changes, updated_at \
         FROM rankings WHERE consultation_id = $1 ORDER BY number",
        consultation
    )
    .all(on)
    .await
}

/// One ranking of a consultation by its number in it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_number(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
    number: i64,
) -> Result<Option<Ranking>, DbError> {
    sql!(
        "SELECT id, consultation_id, number, question, about, about_html, method, seed, changes, updated_at \
         FROM rankings WHERE consultation_id = $1 AND number = $2",
        consultation,
        number
    )
    .maybe(on)
    .await
}

/// The options of some rankings, the withdrawn ones too, in their order.
///
/// # Errors
/// When the record cannot be reached.
pub async fn options(
    on: impl Into<On<'_>>,
    rankings: impl IntoIterator<Item = RankingId>,
) -> Result<Vec<RankingOption>, DbError> {
    sql_in!(
        "SELECT ranking_id, number, title, summary, withdrawn_at, withdrawn_reason FROM ranking_options \
         WHERE ranking_id IN",
        rankings.into_iter().map(|id| id.0),
        "ORDER BY ranking_id, number"
    )
    .all(on)
    .await
}

/// What staff write.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RankingText {
    /// The question.
    pub question: String,
    /// What people should know before they answer.
    pub about: String,
    /// What decides, by its word.
    pub method: &'static str,
    /// The options: what each is called, and a sentence about it.
    pub options: Vec<(String, String)>,
}

impl RankingText {
    /// What decides.
    pub fn method(&self) -> Option<Method> {
        Method::from_word(self.method)
    }

    fn about_html(&self) -> String {
        prose::render(&self.about, Author::Service).into_string()
    }
}

#[derive(sqlx::FromRow)]
struct AddedRow {
    id: RankingId,
    number: i64,
}

/// Adds a ranking after the others and gives its number in the consultation.
///
/// # Errors
/// When the record refuses it.
pub async fn add(
    tx: &mut Tx,
    consultation: ConsultationId,
    words: &RankingText,
    seed: &str,
    now: Time,
) -> Result<(RankingId, i64), DbError> {
    let added: AddedRow = sql!(
        "INSERT INTO rankings (consultation_id, number, question, about, about_html, renderer, method, seed, \
                               created_at, updated_at) \
         SELECT CAST($1 AS BIGINT), COALESCE(MAX(number), 0) + 1, $2, $3, $4, CAST($5 AS BIGINT), $6, $7, \
                CAST($8 AS BIGINT), CAST($8 AS BIGINT) \
         FROM rankings WHERE consultation_id = $1 RETURNING id, number",
        consultation,
        &words.question,
        &words.about,
        words.about_html(),
        prose::RENDERER,
        words.method,
        seed,
        now
    )
    .one(&mut *tx)
    .await?;
    write_options(tx, added.id, words).await?;
    Ok((added.id, added.number))
}

/// Draws the seed of each ranking of a consultation that is being published, and gives them in order. Not before, so
/// that nobody who writes the ranking can know whom the lot prefers.
///
/// # Errors
/// When the record refuses it.
pub async fn draw(tx: &mut Tx, consultation: ConsultationId, random: &Random) -> Result<Vec<String>, DbError> {
    let mut seeds = Vec::new();
    for ranking in all(&mut *tx, consultation).await? {
        let seed = random.lot();
        sql!("UPDATE rankings SET seed = $2 WHERE id = $1", ranking.id, &seed).run(&mut *tx).await?;
        seeds.push(seed);
    }
    Ok(seeds)
}

/// Changes what a ranking asks, and the seed of its lot, before anybody can have answered. False, and nothing changed, when somebody else
/// changed it since it was seen.
///
/// # Errors
/// When the record refuses it, as when there are ballots.
pub async fn rewrite(
    tx: &mut Tx,
    ranking: RankingId,
    words: &RankingText,
    seed: &str,
    seen: Time,
    now: Time,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE rankings SET question = $2, about = $3, about_html = $4, renderer = $5, method = $6, \
                updated_at = CASE WHEN $7 > updated_at THEN $7 ELSE updated_at + 1 END, changes = changes + 1, \
                seed = $9 \
         WHERE id = $1 AND updated_at = $8 AND NOT EXISTS (SELECT 1 FROM ranking_ballots WHERE ranking_id = rankings.id)",
        ranking,
        &words.question,
        &words.about,
        words.about_html(),
        prose::RENDERER,
        words.method,
        now,
        seen,
        seed
    )
    .run(&mut *tx)
    .await?;
    if changed != 1 {
        return Ok(false);
    }
    sql!("DELETE FROM ranking_options WHERE ranking_id = $1", ranking).run(&mut *tx).await?;
    write_options(tx, ranking, words).await?;
    Ok(true)
}

async fn write_options(tx: &mut Tx, ranking: RankingId, words: &RankingText) -> Result<(), DbError> {
    let mut rows = sql_rows!("INSERT INTO ranking_options (ranking_id, number, title, summary) VALUES", 4, "");
    for (number, (title, summary)) in (1_i64..).zip(&words.options) {
        rows.push([ranking.into(), number.into(), title.into(), summary.into()]);
    }
    rows.run(tx).await
}

/// Takes a ranking away for good, which only a draft allows. False, and nothing done, when somebody changed or deleted
/// it since it was seen.
///
/// # Errors
/// When the record refuses it, as when there are ballots.
pub async fn delete(tx: &mut Tx, ranking: RankingId, seen: Time) -> Result<bool, DbError> {
    let deleted = sql!("DELETE FROM rankings WHERE id = $1 AND updated_at = $2", ranking, seen).run(tx).await?;
    Ok(deleted == 1)
}

/// Withdraws an option; ballots keep the other places. False, and nothing changed, when it was withdrawn already or
/// too few would be left.
///
/// # Errors
/// When the record refuses it.
pub async fn withdraw_option(
    tx: &mut Tx,
    ranking: RankingId,
    number: i64,
    reason: &str,
    fewest: usize,
    now: Time,
) -> Result<bool, DbError> {
    // First, so that two people withdrawing at once come one after the other.
    sql!("UPDATE rankings SET changes = changes + 1 WHERE id = $1", ranking).run(&mut *tx).await?;
    let changed = sql!(
        "UPDATE ranking_options SET withdrawn_at = $3, withdrawn_reason = $4 \
         WHERE ranking_id = $1 AND number = $2 AND withdrawn_at IS NULL \
           AND (SELECT COUNT(*) FROM ranking_options AS others \
                WHERE others.ranking_id = ranking_options.ranking_id AND others.withdrawn_at IS NULL) > $5",
        ranking,
        number,
        now,
        reason,
        fewest as i64
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

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
    let choices = options(tx, ids).await?;
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

/// A ballot to take away in a file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Exported {
    /// The response, which stays out of the file.
    pub response_id: ResponseId,
    /// The order.
    #[sqlx(try_from = "String")]
    pub ranked: RankedOrder,
}

/// Every ballot that counts.
///
/// # Errors
/// When the record cannot be reached.
pub async fn exported(on: impl Into<On<'_>>, ranking: RankingId) -> Result<Vec<Exported>, DbError> {
    sql!(
        "SELECT response_id, ranked FROM ranking_ballots JOIN responses ON responses.id = response_id \
         WHERE ranking_id = $1 AND withdrawn_at IS NULL AND superseded_by IS NULL",
        ranking
    )
    .all(on)
    .await
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
    let choices = options(on, rankings).await?;
    Ok((ballots, choices))
}

/// Renders what was stored by an older renderer again, and says how many there were.
///
/// # Errors
/// When the record refuses it.
pub async fn render_again(db: &Db) -> Result<u64, DbError> {
    let mut tx = db.begin().await?;
    let rows: Vec<(i64, String)> =
        sql!("SELECT id, about FROM rankings WHERE renderer < $1", prose::RENDERER).all(&mut tx).await?;
    let done = rows.len() as u64;
    for (id, about) in rows {
        let html = prose::render(&about, Author::Service).into_string();
        sql!("UPDATE rankings SET about_html = $2, renderer = $3 WHERE id = $1", id, html, prose::RENDERER)
            .run(&mut tx)
            .await?;
    }
    tx.commit().await?;
    Ok(done)
}

/// What cannot be, each with a question that finds how many there are and the first of them.
pub fn impossible() -> Vec<(&'static str, crate::db::Statement)> {
    vec![(
        "an order of a ranking of another consultation, of none, or by nobody",
        sql!(
            "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(ranking_ballots.id), 0) AS BIGINT) \
             FROM ranking_ballots LEFT JOIN rankings ON rankings.id = ranking_id \
             LEFT JOIN responses ON responses.id = response_id \
             WHERE rankings.id IS NULL OR responses.id IS NULL \
                OR rankings.consultation_id <> responses.consultation_id"
        ),
    )]
}
