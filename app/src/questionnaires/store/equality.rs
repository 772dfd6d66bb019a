//! Equality monitoring in the record: what a consultation asks, who may still answer, what was answered, and the counts. What
//! was answered is written without anything that says whose it is, and under numbers drawn by chance.

use std::collections::{BTreeMap, BTreeSet};

use crate::consultations::model::Dates;
use crate::db::{DbError, On, Tx};
use crate::ids::{ConsultationId, QuestionnaireId};
use crate::questionnaires::equality::asked::EqualitySetting;
use crate::questionnaires::equality::drawn::DrawnTables;
use crate::questionnaires::equality::{EqualityTopic, EqualityWeek, FiledTopic, Nation};
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

#[derive(sqlx::FromRow)]
struct EqualitySettingRow {
    consultation_id: ConsultationId,
    questionnaire_id: QuestionnaireId,
    asks: i64,
    nation: String,
    topics: String,
    unreviewed: i64,
    updated_at: Time,
}

fn nation(word: &str) -> Result<Nation, DbError> {
    Nation::from_word(word).ok_or_else(|| DbError::Decode(format!("{word:?} is not a nation").into()))
}

/// What staff have chosen for a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn setting(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<EqualitySetting>, DbError> {
    let row: Option<EqualitySettingRow> = sql!(
        "SELECT consultation_id, questionnaire_id, asks, nation, topics, unreviewed, updated_at FROM equality_blocks \
         WHERE consultation_id = $1",
        consultation
    )
    .maybe(on)
    .await?;
    row.map(|row| {
        Ok(EqualitySetting {
            consultation: row.consultation_id,
            questionnaire: row.questionnaire_id,
            asks: row.asks == 1,
            nation: nation(&row.nation)?,
            // A topic that is not asked any more is left out.
            topics: row.topics.split(' ').filter_map(EqualityTopic::from_word).collect(),
            unreviewed: row.unreviewed == 1,
            updated_at: row.updated_at,
        })
    })
    .transpose()
}

/// Keeps what staff have chosen.
///
/// # Errors
/// When the record refuses it.
pub async fn set(tx: &mut Tx, chosen: &EqualitySetting) -> Result<(), DbError> {
    let topics: Vec<&str> = chosen.topics.iter().map(|topic| topic.word()).collect();
    sql!(
        "INSERT INTO equality_blocks (consultation_id, questionnaire_id, asks, nation, topics, unreviewed, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (consultation_id) DO UPDATE SET questionnaire_id = excluded.questionnaire_id, \
             asks = excluded.asks, nation = excluded.nation, topics = excluded.topics, \
             unreviewed = excluded.unreviewed, \
             updated_at = CASE WHEN excluded.updated_at > equality_blocks.updated_at THEN excluded.updated_at \
                               ELSE equality_blocks.updated_at + 1 END",
        chosen.consultation,
        chosen.questionnaire,
        i64::from(chosen.asks),
        chosen.nation.word(),
        topics.join(" "),
        i64::from(chosen.unreviewed),
        chosen.updated_at
    )
    .run(tx)
    .await
    .map(drop)
}

/// Those of some questionnaires after which equality questions were asked.
///
/// # Errors
/// When the record cannot be reached.
pub async fn asked_after(
    on: impl Into<On<'_>>,
    questionnaires: impl IntoIterator<Item = QuestionnaireId>,
) -> Result<BTreeSet<QuestionnaireId>, DbError> {
    let rows: Vec<(QuestionnaireId,)> = sql_in!(
        "SELECT questionnaire_id FROM equality_blocks WHERE questionnaire_id IN",
        questionnaires.into_iter().map(|id| id.0),
        ""
    )
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Whether what was recorded under this key is the first that this person has sent to the questionnaire, what they withdrew
/// counted in: so nobody is asked twice.
///
/// # Errors
/// When the record cannot be reached.
pub async fn is_first(on: impl Into<On<'_>>, send_key: i64) -> Result<bool, DbError> {
    let (earlier,): (i64,) = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_answers AS mine \
         JOIN responses ON responses.id = mine.response_id \
         WHERE mine.send_key = $1 AND ( \
             EXISTS (SELECT 1 FROM questionnaire_answers AS earlier \
                     WHERE earlier.response_id = mine.response_id \
                       AND earlier.questionnaire_id = mine.questionnaire_id AND earlier.id < mine.id) \
             OR EXISTS (SELECT 1 FROM responses AS withdrawn \
                        JOIN questionnaire_answers AS earlier ON earlier.response_id = withdrawn.id \
                        WHERE withdrawn.participant_id = responses.participant_id \
                          AND withdrawn.withdrawn_at IS NOT NULL \
                          AND earlier.questionnaire_id = mine.questionnaire_id AND earlier.id < mine.id))",
        send_key
    )
    .one(on)
    .await?;
    Ok(earlier == 0)
}

/// Gives a right to answer, by the hash of what it is claimed with.
///
/// # Errors
/// When the record refuses it.
pub async fn give_ticket(
    tx: &mut Tx,
    hash: &[u8],
    consultation: ConsultationId,
    expires_at: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO equality_tickets (ticket_hash, consultation_id, expires_at) VALUES ($1, $2, $3) \
         ON CONFLICT (ticket_hash) DO NOTHING",
        hash,
        consultation,
        expires_at
    )
    .run(tx)
    .await
    .map(drop)
}

/// Until when a right to answer lasts; none if there is none in this consultation, or it was used up or has expired.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ticket(
    on: impl Into<On<'_>>,
    hash: &[u8],
    consultation: ConsultationId,
    now: Time,
) -> Result<Option<Time>, DbError> {
    let row: Option<(Time,)> = sql!(
        "SELECT expires_at FROM equality_tickets WHERE ticket_hash = $1 AND consultation_id = $2 AND expires_at > $3",
        hash,
        consultation,
        now
    )
    .maybe(on)
    .await?;
    Ok(row.map(|(until,)| until))
}

/// Uses up a right to answer. False if there is none in this consultation, or it was used up or has expired.
///
/// # Errors
/// When the record refuses it.
pub async fn use_ticket(tx: &mut Tx, hash: &[u8], consultation: ConsultationId, now: Time) -> Result<bool, DbError> {
    let used = sql!(
        "DELETE FROM equality_tickets WHERE ticket_hash = $1 AND consultation_id = $2 AND expires_at > $3",
        hash,
        consultation,
        now
    )
    .run(tx)
    .await?;
    Ok(used == 1)
}

/// Erases the rights to answer that have expired.
///
/// # Errors
/// When the record refuses it.
pub async fn erase_tickets(tx: &mut Tx, now: Time) -> Result<(), DbError> {
    sql!("DELETE FROM equality_tickets WHERE expires_at <= $1", now).run(tx).await.map(drop)
}

/// One record of the file.
#[derive(Clone, Debug)]
pub struct EqualityRecord {
    /// The nation and the edition of its questions.
    pub block: String,
    /// The week it is filed under.
    pub week: EqualityWeek,
    /// What was answered.
    pub filed: FiledTopic,
}

/// Writes records, each under a number drawn by chance.
///
/// # Errors
/// When the record refuses them.
pub async fn write(
    tx: &mut Tx,
    consultation: ConsultationId,
    records: &[EqualityRecord],
    mut by_chance: impl FnMut() -> i64,
) -> Result<(), DbError> {
    // In the order of their numbers: so no engine writes them down in the order in which they were answered.
    let records: BTreeMap<i64, &EqualityRecord> = records.iter().map(|record| (by_chance(), record)).collect();
    let mut rows =
        sql_rows!("INSERT INTO equality_answers (id, consultation_id, block, week, topic, answers) VALUES", 6, "");
    for (id, record) in records {
        let answers = serde_json::to_string(&record.filed.codes).map_err(|why| DbError::Encode(Box::new(why)))?;
        rows.push([
            id.into(),
            consultation.into(),
            record.block.as_str().into(),
            record.week.to_string().into(),
            record.filed.topic.word().into(),
            answers.into(),
        ]);
    }
    rows.run(tx).await
}

/// A consultation that asked equality questions and is published.
#[derive(Clone, Debug)]
pub struct AnsweredBlock {
    /// The consultation.
    pub consultation: ConsultationId,
    /// Whose questions.
    pub nation: Nation,
    /// Its dates.
    pub dates: Dates,
    /// Whether the counts are drawn.
    pub drawn: bool,
}

#[derive(sqlx::FromRow)]
struct AnsweredRow {
    consultation_id: ConsultationId,
    nation: String,
    #[sqlx(flatten)]
    dates: Dates,
    drawn: i64,
}

/// The consultations that asked equality questions, whose answers are not drawn and erased yet.
///
/// # Errors
/// When the record cannot be reached.
pub async fn answered(on: impl Into<On<'_>>) -> Result<Vec<AnsweredBlock>, DbError> {
    let rows: Vec<AnsweredRow> = sql!(
        "SELECT equality_blocks.consultation_id, nation, consultations.published_at, opens_at, closes_at, \
                decision_due_at, withdrawn_at, CAST(NULL AS BIGINT) AS decided_at, \
                CAST(CASE WHEN drawn_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS drawn \
         FROM equality_blocks JOIN consultations ON consultations.id = equality_blocks.consultation_id \
         LEFT JOIN equality_counts ON equality_counts.consultation_id = equality_blocks.consultation_id \
         WHERE published_at IS NOT NULL AND (drawn_at IS NULL OR EXISTS \
             (SELECT 1 FROM equality_answers WHERE equality_answers.consultation_id = equality_blocks.consultation_id))"
    )
    .all(on)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(AnsweredBlock {
                consultation: row.consultation_id,
                nation: nation(&row.nation)?,
                dates: row.dates,
                drawn: row.drawn == 1,
            })
        })
        .collect()
}

fn people(of: impl IntoIterator<Item = (EqualityWeek, EqualityTopic, u64)>) -> Vec<(EqualityWeek, u64)> {
    // Everybody who answers leaves a record of each topic, so any topic has as many as there were people.
    let mut weeks: BTreeMap<EqualityWeek, BTreeMap<EqualityTopic, u64>> = BTreeMap::new();
    for (week, topic, count) in of {
        *weeks.entry(week).or_default().entry(topic).or_default() += count;
    }
    weeks.into_iter().map(|(week, topics)| (week, topics.into_values().max().unwrap_or(0))).collect()
}

fn week(text: &str) -> Result<EqualityWeek, DbError> {
    text.parse().map_err(|why: String| DbError::Decode(why.into()))
}

/// How many people's answers each week has.
///
/// # Errors
/// When the record cannot be reached.
pub async fn weeks(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<(EqualityWeek, u64)>, DbError> {
    let rows: Vec<(String, String, i64)> = sql!(
        "SELECT week, topic, CAST(COUNT(*) AS BIGINT) FROM equality_answers WHERE consultation_id = $1 \
         GROUP BY week, topic",
        consultation
    )
    .all(on)
    .await?;
    let mut counts = Vec::new();
    for (text, topic, count) in rows {
        let Some(topic) = EqualityTopic::from_word(&topic) else { continue };
        counts.push((week(&text)?, topic, u64::try_from(count).unwrap_or(0)));
    }
    Ok(people(counts))
}

/// The same of records that were taken out.
pub fn weeks_of(records: &[EqualityRecord]) -> Vec<(EqualityWeek, u64)> {
    people(records.iter().map(|record| (record.week, record.filed.topic, 1)))
}

/// Files a week's answers under another.
///
/// # Errors
/// When the record refuses it.
pub async fn move_week(
    tx: &mut Tx,
    consultation: ConsultationId,
    from: EqualityWeek,
    to: EqualityWeek,
) -> Result<(), DbError> {
    sql!(
        "UPDATE equality_answers SET week = $3 WHERE consultation_id = $1 AND week = $2",
        consultation,
        from.to_string(),
        to.to_string()
    )
    .run(tx)
    .await
    .map(drop)
}

/// Takes every answer of a consultation out of the record, to be written again.
///
/// # Errors
/// When the record refuses it.
pub async fn take_out(tx: &mut Tx, consultation: ConsultationId) -> Result<Vec<EqualityRecord>, DbError> {
    let rows: Vec<(String, String, String, String)> = sql!(
        "DELETE FROM equality_answers WHERE consultation_id = $1 RETURNING block, week, topic, answers",
        consultation
    )
    .all(tx)
    .await?;
    let mut records = Vec::new();
    for (block, text, topic, answers) in rows {
        let topic = EqualityTopic::from_word(&topic)
            .ok_or_else(|| DbError::Decode(format!("{topic:?} is not a topic").into()))?;
        let codes = serde_json::from_str(&answers).map_err(|why| DbError::Decode(Box::new(why)))?;
        let filed = FiledTopic { topic, codes, words: BTreeMap::new() };
        records.push(EqualityRecord { block, week: week(&text)?, filed });
    }
    Ok(records)
}

/// Erases every answer of a consultation.
///
/// # Errors
/// When the record refuses it.
pub async fn erase(tx: &mut Tx, consultation: ConsultationId) -> Result<(), DbError> {
    sql!("DELETE FROM equality_answers WHERE consultation_id = $1", consultation).run(tx).await.map(drop)
}

/// Keeps the counts. False, and nothing kept, if they were drawn already.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_counts(
    tx: &mut Tx,
    consultation: ConsultationId,
    counts: &DrawnTables,
    now: Time,
) -> Result<bool, DbError> {
    let json = serde_json::to_string(counts).map_err(|why| DbError::Encode(Box::new(why)))?;
    let kept = sql!(
        "INSERT INTO equality_counts (consultation_id, drawn_at, counts) VALUES ($1, $2, $3) \
         ON CONFLICT (consultation_id) DO NOTHING",
        consultation,
        now,
        json
    )
    .run(tx)
    .await?;
    Ok(kept == 1)
}

/// The counts and when they were drawn; none before that.
///
/// # Errors
/// When the record cannot be reached.
pub async fn counts(
    on: impl Into<On<'_>>,
    consultation: ConsultationId,
) -> Result<Option<(Time, DrawnTables)>, DbError> {
    let row: Option<(Time, String)> =
        sql!("SELECT drawn_at, counts FROM equality_counts WHERE consultation_id = $1", consultation).maybe(on).await?;
    row.map(|(at, json)| Ok((at, serde_json::from_str(&json).map_err(|why| DbError::Decode(Box::new(why)))?)))
        .transpose()
}
