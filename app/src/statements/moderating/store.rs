//! Reports of statements and moderation decisions about them in the record.

use crate::db::{DbError, On, Tx};
use crate::ids::{AccountId, StatementId};
use crate::moderation::store::Report;
use crate::statements::model::State;
use crate::statements::store::show_as;
use crate::time::Time;
use crate::{sql, sql_in};

/// How many statements a page of the queue shows.
pub const PAGE: usize = 20;

/// Makes a report. The same form sent twice is one report.
///
/// # Errors
/// When the record refuses it.
pub async fn report(
    tx: &mut Tx,
    statement: StatementId,
    account: Option<AccountId>,
    (reason, detail): (&str, &str),
    source: &[u8],
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO statement_reports (statement_id, account_id, reason, detail, source, at) \
         SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), $3, $4, $5, CAST($6 AS BIGINT) \
         WHERE NOT EXISTS (SELECT 1 FROM statement_reports WHERE source = $5 AND statement_id = $1 AND reason = $3 \
            AND detail = $4 AND resolved_at IS NULL)",
        statement,
        account,
        reason,
        detail,
        source,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// A statement as moderators see it: the words, where and when; never who wrote it or how anybody answered.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Item {
    /// Its number in the record.
    pub id: StatementId,
    /// The consultation's address.
    pub slug: String,
    /// The consultation's title.
    pub title: String,
    /// Its number in the consultation.
    pub number: i64,
    /// Its words; empty once its author had it erased.
    pub text: String,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Whether a resident wrote it.
    pub by_resident: crate::db::Flag,
    /// When it was added.
    pub posted_at: Time,
    /// The latest open report, if there is one: how many there are.
    pub reports: i64,
    /// The number of the latest decision about it; 0 before the first.
    pub last_decision: i64,
}

/// The statements that are held or reported, longest waiting first, and the last one's number when there are more.
///
/// # Errors
/// When the record cannot be reached.
pub async fn waiting(on: impl Into<On<'_>>, after: i64) -> Result<(Vec<Item>, Option<i64>), DbError> {
    let mut items: Vec<Item> = sql!(
        "SELECT statements.id, consultations.slug, consultations.title, statements.number, statements.text, statements.state, \
                CAST(CASE WHEN statements.response_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_resident, statements.posted_at, \
                CAST((SELECT COUNT(DISTINCT source) FROM statement_reports WHERE statement_id = statements.id AND resolved_at IS NULL) AS BIGINT) AS reports, \
                CAST(COALESCE((SELECT MAX(id) FROM statement_decisions WHERE statement_id = statements.id), 0) AS BIGINT) AS last_decision \
         FROM statements JOIN consultations ON consultations.id = statements.consultation_id \
         WHERE consultations.published_at IS NOT NULL AND statements.id > $1 AND statements.id IN ( \
             SELECT id FROM statements WHERE state = 'held' \
             UNION SELECT statement_id FROM statement_reports WHERE resolved_at IS NULL) \
         ORDER BY statements.id LIMIT 21",
        after
    )
    .all(on)
    .await?;
    let next = (items.len() > PAGE).then(|| {
        items.truncate(PAGE);
        items.last().map(|last| last.id.0)
    });
    Ok((items, next.flatten()))
}

/// One statement as moderators see it; none of a draft, whose statements staff reword or delete themselves.
///
/// # Errors
/// When the record cannot be reached.
pub async fn item(on: impl Into<On<'_>>, id: StatementId) -> Result<Option<Item>, DbError> {
    sql!(
        "SELECT statements.id, consultations.slug, consultations.title, statements.number, statements.text, statements.state, \
                CAST(CASE WHEN statements.response_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_resident, statements.posted_at, \
                CAST((SELECT COUNT(DISTINCT source) FROM statement_reports WHERE statement_id = statements.id AND resolved_at IS NULL) AS BIGINT) AS reports, \
                CAST(COALESCE((SELECT MAX(id) FROM statement_decisions WHERE statement_id = statements.id), 0) AS BIGINT) AS last_decision \
         FROM statements JOIN consultations ON consultations.id = statements.consultation_id \
         WHERE statements.id = $1 AND consultations.published_at IS NOT NULL",
        id
    )
    .maybe(on)
    .await
}

/// A report that somebody made, for them to take away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Made {
    /// The statement.
    pub statement_id: StatementId,
    /// A reason's word, or "other".
    pub reason: String,
    /// What they added.
    pub detail: String,
    /// When.
    pub at: Time,
    /// When a moderator decided about it.
    pub resolved_at: Option<Time>,
}

/// The reports of statements that an account made, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_by(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<Made>, DbError> {
    sql!(
        "SELECT statement_id, reason, detail, at, resolved_at FROM statement_reports WHERE account_id = $1 ORDER BY id",
        account
    )
    .all(on)
    .await
}

/// The reports of these statements that nobody has decided about yet, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn open_reports(on: impl Into<On<'_>>, statements: &[StatementId]) -> Result<Vec<Report>, DbError> {
    sql_in!(
        "SELECT statement_id AS about, reason, detail, at, resolved_at FROM statement_reports \
         WHERE resolved_at IS NULL AND statement_id IN",
        statements.iter().map(|id| id.0),
        "ORDER BY id LIMIT 500"
    )
    .all(on)
    .await
}

/// The reports of one statement, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_of(on: impl Into<On<'_>>, statement: StatementId) -> Result<Vec<Report>, DbError> {
    sql!(
        "SELECT statement_id AS about, reason, detail, at, resolved_at FROM statement_reports WHERE statement_id = $1 \
         ORDER BY id DESC LIMIT 100",
        statement
    )
    .all(on)
    .await
}

/// A decision that was made.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Decision {
    /// `publish`, `hold` or `remove`.
    pub action: String,
    /// A reason's word; empty when the statement was shown.
    pub reason: String,
    /// What the author was told beside the reason.
    pub note: String,
    /// When.
    pub at: Time,
}

/// The decisions about one statement, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decisions_of(on: impl Into<On<'_>>, statement: StatementId) -> Result<Vec<Decision>, DbError> {
    sql!(
        "SELECT action, reason, note, at FROM statement_decisions WHERE statement_id = $1 ORDER BY id DESC LIMIT 100",
        statement
    )
    .all(on)
    .await
}

/// A decision to make.
pub struct NewDecision<'a> {
    /// The statement.
    pub statement: StatementId,
    /// What it is to be; none leaves it as it is and closes the reports.
    pub state: Option<State>,
    /// A reason's word; empty when none is needed.
    pub reason: &'a str,
    /// What the author is told beside the reason.
    pub note: &'a str,
    /// The latest decision that was seen.
    pub seen: i64,
    /// Who decides.
    pub by: AccountId,
}

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is made.
    Made {
        /// Its number.
        id: i64,
        /// What the statement was before.
        was: State,
    },
    /// Somebody else decided meanwhile; nothing is changed.
    Stale,
    /// Its author had it erased meanwhile; nothing is changed.
    Erased,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "String")]
    state: State,
    text: String,
}

/// Makes a decision, closes the open reports and enters it in the log.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn decide(tx: &mut Tx, new: &NewDecision<'_>, now: Time) -> Result<Outcome, DbError> {
    // A write that changes nothing: PostgreSQL then lets nobody else at the row; SQLite has one writer anyway.
    sql!("UPDATE statements SET state = state WHERE id = $1", new.statement).run(&mut *tx).await?;
    let Row { state: was, text } =
        sql!("SELECT state, text FROM statements WHERE id = $1", new.statement).one(&mut *tx).await?;
    if text.is_empty() {
        return Ok(Outcome::Erased);
    }
    let last = sql!(
        "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM statement_decisions WHERE statement_id = $1",
        new.statement
    )
    .number(&mut *tx)
    .await?;
    if last != new.seen {
        return Ok(Outcome::Stale);
    }
    let state = new.state.unwrap_or(was);
    if new.state.is_some() {
        show_as(tx, new.statement, state).await?;
    }
    sql!(
        "UPDATE statement_reports SET resolved_at = $2 WHERE statement_id = $1 AND resolved_at IS NULL",
        new.statement,
        now
    )
    .run(&mut *tx)
    .await?;
    let action = match state {
        State::Published => "publish",
        State::Held => "hold",
        State::Removed => "remove",
    };
    let id = sql!(
        "INSERT INTO statement_decisions (statement_id, action, reason, note, account_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        new.statement,
        action,
        new.reason,
        new.note,
        new.by,
        now
    )
    .number(tx)
    .await?;
    Ok(Outcome::Made { id, was })
}

/// Whoever added a statement, if they still have an account: its number and address.
///
/// # Errors
/// When the record cannot be reached.
pub async fn author(tx: &mut Tx, statement: StatementId) -> Result<Option<(AccountId, String)>, DbError> {
    sql!(
        "SELECT accounts.id, accounts.email FROM statements \
         JOIN responses ON responses.id = statements.response_id \
         JOIN account_participants ON account_participants.participant_id = responses.participant_id \
         JOIN accounts ON accounts.id = account_participants.account_id WHERE statements.id = $1",
        statement
    )
    .maybe(tx)
    .await
}
