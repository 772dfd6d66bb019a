//! Appeals in the record.

use super::model::{Appeal, AppealOutcome, AppealedDecision, FormerDeciders};
use crate::db::{DbError, On, Tx};
use crate::identity::model::Role;
use crate::identity::rules::{Permission, may};
use crate::ids::AccountId;
use crate::moderation::store::WritingRef;
use crate::time::Time;
use crate::{sql, sql_in};

/// How many appeals a page shows.
pub const PAGE: usize = 20;

/// Keeps what the link in a letter hashes to.
///
/// # Errors
/// When the record refuses it.
pub async fn link(tx: &mut Tx, decision: i64, key_hash: &[u8]) -> Result<(), DbError> {
    sql!("INSERT INTO appeal_links (decision_id, key_hash) VALUES ($1, $2)", decision, key_hash).run(tx).await.map(drop)
}

/// The decision that a link leads to.
///
/// # Errors
/// When the record cannot be reached.
pub async fn linked(on: impl Into<On<'_>>, key_hash: &[u8]) -> Result<Option<i64>, DbError> {
    let found: Option<(i64,)> =
        sql!("SELECT decision_id FROM appeal_links WHERE key_hash = $1", key_hash).maybe(on).await?;
    Ok(found.map(|(decision,)| decision))
}

/// A decision by its number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decision(on: impl Into<On<'_>>, id: i64) -> Result<Option<AppealedDecision>, DbError> {
    sql!(
        "SELECT moderation_decisions.id, kind, subject_id, action, reason, note, at, role \
         FROM moderation_decisions LEFT JOIN accounts ON accounts.id = account_id WHERE moderation_decisions.id = $1",
        id
    )
    .maybe(on)
    .await
}

#[derive(sqlx::FromRow)]
struct AppealRow {
    id: i64,
    decision_id: i64,
    words: String,
    sent_at: Time,
    outcome: Option<String>,
    answer: String,
    decided_at: Option<Time>,
}

impl TryFrom<AppealRow> for Appeal {
    type Error = DbError;

    fn try_from(row: AppealRow) -> Result<Self, DbError> {
        let outcome = row.outcome.map(AppealOutcome::try_from).transpose();
        let outcome = outcome.map_err(|error| DbError::Decode(error.into()))?;
        Ok(Self {
            id: row.id,
            decision: row.decision_id,
            words: row.words,
            sent_at: row.sent_at,
            outcome: outcome.zip(row.decided_at),
            answer: row.answer,
        })
    }
}

fn read(rows: Vec<AppealRow>) -> Result<Vec<Appeal>, DbError> {
    rows.into_iter().map(Appeal::try_from).collect()
}

/// The appeal against a decision, if there is one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn against(on: impl Into<On<'_>>, decision: i64) -> Result<Option<Appeal>, DbError> {
    let row: Option<AppealRow> = sql!(
        "SELECT id, decision_id, words, sent_at, outcome, answer, decided_at FROM appeals WHERE decision_id = $1",
        decision
    )
    .maybe(on)
    .await?;
    row.map(Appeal::try_from).transpose()
}

/// An appeal by its number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn one(on: impl Into<On<'_>>, id: i64) -> Result<Option<Appeal>, DbError> {
    let row: Option<AppealRow> =
        sql!("SELECT id, decision_id, words, sent_at, outcome, answer, decided_at FROM appeals WHERE id = $1", id)
            .maybe(on)
            .await?;
    row.map(Appeal::try_from).transpose()
}

/// The appeals against decisions about a piece of writing, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn about(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<Vec<Appeal>, DbError> {
    let rows = sql!(
        "SELECT appeals.id, decision_id, words, sent_at, outcome, answer, decided_at \
         FROM appeals JOIN moderation_decisions ON moderation_decisions.id = decision_id \
         WHERE kind = $1 AND subject_id = $2 ORDER BY appeals.id DESC LIMIT 100",
        about.kind,
        about.id
    )
    .all(on)
    .await?;
    read(rows)
}

/// The appeal about a piece of writing that waits, if one does.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting_about(on: impl Into<On<'_>>, one: WritingRef<'_>) -> Result<Option<i64>, DbError> {
    Ok(about(on, one).await?.into_iter().find(|appeal| appeal.outcome.is_none()).map(|appeal| appeal.id))
}

/// Records an appeal. Gives false when there is one against this decision already.
///
/// # Errors
/// When the record refuses it.
pub async fn send(tx: &mut Tx, decision: i64, words: &str, now: Time) -> Result<bool, DbError> {
    let made = sql!(
        "INSERT INTO appeals (decision_id, words, sent_at) VALUES ($1, $2, $3) ON CONFLICT (decision_id) DO NOTHING",
        decision,
        words,
        now
    )
    .run(tx)
    .await?;
    Ok(made == 1)
}

/// Records what came of an appeal. Gives false when somebody was quicker.
///
/// # Errors
/// When the record refuses it.
pub async fn decide(
    tx: &mut Tx,
    id: i64,
    (outcome, answer): (AppealOutcome, &str),
    by: AccountId,
    now: Time,
) -> Result<bool, DbError> {
    let decided = sql!(
        "UPDATE appeals SET outcome = $2, answer = $3, account_id = $4, decided_at = $5 \
         WHERE id = $1 AND decided_at IS NULL",
        id,
        outcome.word(),
        answer,
        by,
        now
    )
    .run(tx)
    .await?;
    Ok(decided == 1)
}

/// Ends what waits about these, and forgets what their authors said: their words are erased.
///
/// # Errors
/// When the record refuses it.
pub async fn end(tx: &mut Tx, kind: &str, ids: &[i64], now: Time) -> Result<(), DbError> {
    let ended = sql_in!(
        "UPDATE appeals SET words = '', answer = '', outcome = COALESCE(outcome, 'ended'), \
             decided_at = COALESCE(decided_at, CAST($2 AS BIGINT)) \
         WHERE decision_id IN (SELECT id FROM moderation_decisions WHERE kind = $3 AND subject_id IN",
        ids.iter().copied(),
        ")"
    );
    match ended.statement(&On::Tx(tx)) {
        Some(ended) => ended.bind(now).bind(kind).run(tx).await.map(drop),
        None => Ok(()),
    }
}

/// The appeals that wait, the longest waiting first, from after a moment and a number; and one more than a page.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(on: impl Into<On<'_>>, after: (Time, i64)) -> Result<Vec<Appeal>, DbError> {
    let rows = sql!(
        "SELECT id, decision_id, words, sent_at, outcome, answer, decided_at FROM appeals \
         WHERE decided_at IS NULL AND (sent_at > $1 OR (sent_at = $1 AND id > $2)) ORDER BY sent_at, id LIMIT 21",
        after.0,
        after.1
    )
    .all(on)
    .await?;
    read(rows)
}

/// The appeals that were decided, the latest first, from before a moment and a number; and one more than a page.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decided(on: impl Into<On<'_>>, before: (Time, i64)) -> Result<Vec<Appeal>, DbError> {
    let rows = sql!(
        "SELECT id, decision_id, words, sent_at, outcome, answer, decided_at FROM appeals \
         WHERE decided_at <= $1 AND (decided_at < $1 OR id < $2) ORDER BY decided_at DESC, id DESC LIMIT 21",
        before.0,
        before.1
    )
    .all(on)
    .await?;
    read(rows)
}

/// How many wait.
///
/// # Errors
/// When the record cannot be reached.
pub async fn many_waiting(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM appeals WHERE decided_at IS NULL").number(on).await
}

/// Who held back, took down or cut a piece of writing.
///
/// # Errors
/// When the record cannot be reached.
pub async fn deciders(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<FormerDeciders, DbError> {
    let rows: Vec<(AccountId,)> = sql!(
        "SELECT DISTINCT account_id FROM moderation_decisions \
         WHERE kind = $1 AND subject_id = $2 AND action <> 'publish' AND account_id IS NOT NULL",
        about.kind,
        about.id
    )
    .all(on)
    .await?;
    Ok(FormerDeciders(rows.into_iter().map(|(account,)| account).collect()))
}

/// How many people could decide about an appeal: those who may moderate, and did not decide about the same words before.
///
/// # Errors
/// When the record cannot be reached.
pub async fn who_could_decide(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<i64, DbError> {
    let roles: Vec<(String, i64)> = sql!(
        "SELECT role, CAST(COUNT(*) AS BIGINT) FROM accounts \
         WHERE confirmed_at IS NOT NULL AND disabled_at IS NULL AND role <> 'resident' AND NOT EXISTS ( \
             SELECT 1 FROM moderation_decisions WHERE kind = $1 AND subject_id = $2 AND action <> 'publish' \
                AND moderation_decisions.account_id = accounts.id) \
         GROUP BY role",
        about.kind,
        about.id
    )
    .all(on)
    .await?;
    let moderates = |word: String| Role::try_from(word).is_ok_and(|role| may(role, Permission::Moderate));
    Ok(roles.into_iter().filter_map(|(role, people)| moderates(role).then_some(people)).sum())
}

/// The moment of the first decision there is.
///
/// # Errors
/// When the record cannot be reached.
pub async fn first_decision(on: impl Into<On<'_>>) -> Result<Option<Time>, DbError> {
    let found: Option<(Time,)> = sql!("SELECT at FROM moderation_decisions ORDER BY at LIMIT 1").maybe(on).await?;
    Ok(found.map(|(at,)| at))
}

/// What was decided between two moments: decisions made, appeals sent, and what came of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ModerationCounts {
    /// Decisions of moderators.
    pub decisions: i64,
    /// Appeals that were sent.
    pub appeals: i64,
    /// Of them, those that were upheld.
    pub upheld: i64,
    /// Of them, those that were refused.
    pub refused: i64,
}

/// Counts what was decided from one moment on and before another.
///
/// # Errors
/// When the record cannot be reached.
pub async fn counts(on: impl Into<On<'_>>, from: Time, before: Time) -> Result<ModerationCounts, DbError> {
    let found: Option<ModerationCounts> = sql!(
        "SELECT CAST((SELECT COUNT(*) FROM moderation_decisions WHERE at >= $1 AND at < $2) AS BIGINT) AS decisions, \
                CAST(COUNT(*) AS BIGINT) AS appeals, \
                CAST(COUNT(*) FILTER (WHERE outcome = 'upheld') AS BIGINT) AS upheld, \
                CAST(COUNT(*) FILTER (WHERE outcome = 'refused') AS BIGINT) AS refused \
         FROM appeals WHERE sent_at >= $1 AND sent_at < $2",
        from,
        before
    )
    .maybe(on)
    .await?;
    Ok(found.unwrap_or_default())
}
