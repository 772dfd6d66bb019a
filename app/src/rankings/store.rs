//! Rankings and their options in the record, as staff write them.

pub mod ballots;

use super::model::{Method, Ranking, RankingOption};
use crate::db::{Db, DbError, On, Tx};
use crate::ids::{ConsultationId, RankingId};
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

/// Draws the seed of each ranking of a consultation that is being published, and gives it with the ranking's number. Not
/// before, so that nobody who writes the ranking can know whom the lot prefers.
///
/// # Errors
/// When the record refuses it.
pub async fn draw(tx: &mut Tx, consultation: ConsultationId, random: &Random) -> Result<Vec<(i64, String)>, DbError> {
    let mut seeds = Vec::new();
    for ranking in all(&mut *tx, consultation).await? {
        let seed = random.lot();
        sql!("UPDATE rankings SET seed = $2 WHERE id = $1", ranking.id, &seed).run(&mut *tx).await?;
        seeds.push((ranking.number, seed));
    }
    Ok(seeds)
}

/// Changes what a ranking asks before anybody can have answered, and writes the seed of its lot. False, and nothing
/// changed, when somebody else changed it since it was seen.
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
