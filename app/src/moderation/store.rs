//! Reports of what people wrote, and decisions about it, in the record: one table of each for every kind. A piece of writing
//! is named by its kind and its number.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::appeals;
use super::backlog::Backlog;
use super::model::{Action, PolicyReason};
use super::writing::Writings;
use crate::clock::machine;
use crate::db::{DbError, On, Tx};
use crate::ids::AccountId;
use crate::time::Time;
use crate::{sql, sql_in};

pub use super::waiting::rules::PAGE;

/// A piece of writing: its kind and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WritingRef<'a> {
    /// The kind's word.
    pub kind: &'a str,
    /// Its number.
    pub id: i64,
}

/// A report to make.
pub struct NewReport<'a> {
    /// What is reported.
    pub about: WritingRef<'a>,
    /// Who reports, if signed in.
    pub account: Option<AccountId>,
    /// A reason's word, or "other".
    pub reason: &'a str,
    /// What the reporter adds.
    pub detail: &'a str,
    /// The place it comes from, hashed.
    pub source: &'a [u8],
}

/// Makes a report. The same form sent twice is one report.
///
/// # Errors
/// When the record refuses it.
pub async fn report(tx: &mut Tx, new: &NewReport<'_>, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO reports (kind, subject_id, account_id, reason, detail, source, at) \
         SELECT $1, CAST($2 AS BIGINT), CAST($3 AS BIGINT), $4, $5, $6, CAST($7 AS BIGINT) \
         WHERE NOT EXISTS (SELECT 1 FROM reports WHERE source = $6 AND kind = $1 AND subject_id = $2 AND reason = $4 \
            AND detail = $5 AND resolved_at IS NULL)",
        new.about.kind,
        new.about.id,
        new.account,
        new.reason,
        new.detail,
        new.source,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// How many reports, of whatever kind, came from a place since a moment.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_since(on: impl Into<On<'_>>, source: &[u8], since: Time) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM reports WHERE source = $1 AND at > $2", source, since).number(on).await
}

/// A report, as moderators see it and as whoever made it can take it away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Report {
    /// The number of what is reported.
    pub about: i64,
    /// A reason's word, or "other".
    pub reason: String,
    /// What the reporter added.
    pub detail: String,
    /// When.
    pub at: Time,
    /// When a moderator decided about it.
    pub resolved_at: Option<Time>,
}

/// The reports of these that nobody has decided about yet, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn open_reports(on: impl Into<On<'_>>, kind: &str, ids: &[i64]) -> Result<Vec<Report>, DbError> {
    let on = on.into();
    let asked = sql_in!(
        "SELECT subject_id AS about, reason, detail, at, resolved_at FROM reports \
         WHERE resolved_at IS NULL AND subject_id IN",
        ids.iter().copied(),
        "AND kind = $2 ORDER BY id LIMIT 500"
    );
    match asked.statement(&on) {
        Some(asked) => asked.bind(kind).all(on).await,
        None => Ok(Vec::new()),
    }
}

/// The latest reports of one, decided about or not, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_of(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<Vec<Report>, DbError> {
    sql!(
        "SELECT subject_id AS about, reason, detail, at, resolved_at FROM reports WHERE kind = $1 AND subject_id = $2 \
         ORDER BY id DESC LIMIT 100",
        about.kind,
        about.id
    )
    .all(on)
    .await
}

/// The reports of one kind that an account made, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reports_by(on: impl Into<On<'_>>, kind: &str, account: AccountId) -> Result<Vec<Report>, DbError> {
    sql!(
        "SELECT subject_id AS about, reason, detail, at, resolved_at FROM reports WHERE account_id = $1 AND kind = $2 \
         ORDER BY id",
        account,
        kind
    )
    .all(on)
    .await
}

/// Closes the open reports of these: nothing is left for a moderator to look at.
///
/// # Errors
/// When the record refuses it.
pub async fn close_reports(tx: &mut Tx, kind: &str, ids: &[i64], now: Time) -> Result<(), DbError> {
    let closed = sql_in!(
        "UPDATE reports SET resolved_at = $2 WHERE resolved_at IS NULL AND kind = $3 AND subject_id IN",
        ids.iter().copied(),
        ""
    );
    match closed.statement(&On::Tx(tx)) {
        Some(closed) => closed.bind(now).bind(kind).run(tx).await.map(drop),
        None => Ok(()),
    }
}

/// How much waits, of each kind.
///
/// # Errors
/// When the record cannot be reached.
pub async fn backlog(on: impl Into<On<'_>>, writings: &Writings) -> Result<Backlog, DbError> {
    let mut on = on.into();
    let counts: Vec<(String, i64)> = sql!(
        "SELECT kind, CAST(COUNT(*) AS BIGINT) FROM ( \
             SELECT kind, subject_id FROM held_writing \
             UNION SELECT kind, subject_id FROM reports WHERE resolved_at IS NULL) AS waiting_ones GROUP BY kind"
    )
    .all(on.again())
    .await?;
    let each = writings.0.iter().filter_map(|writing| {
        let words = writing.words();
        let (_, many) = counts.iter().find(|(kind, _)| kind == words.kind)?;
        Some(([words.kind, words.many], *many))
    });
    let kinds = each.collect();
    Ok(Backlog { kinds, appeals: appeals::store::many_waiting(on).await? })
}

/// A decision that was made.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ModerationDecision {
    /// Its number.
    pub id: i64,
    /// An action's word.
    pub action: String,
    /// A reason's word; empty when it was published.
    pub reason: String,
    /// What the author was told beside the reason.
    pub note: String,
    /// When.
    pub at: Time,
    /// The role of whoever decided; none once their account is gone.
    pub role: Option<String>,
}

/// The decisions about one, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decisions_of(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<Vec<ModerationDecision>, DbError> {
    sql!(
        "SELECT moderation_decisions.id, action, reason, note, at, role \
         FROM moderation_decisions LEFT JOIN accounts ON accounts.id = account_id \
         WHERE kind = $1 AND subject_id = $2 ORDER BY moderation_decisions.id DESC LIMIT 100",
        about.kind,
        about.id
    )
    .all(on)
    .await
}

/// The decisions about one as its author can take them away, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn decisions_as_data(on: impl Into<On<'_>>, about: WritingRef<'_>) -> Result<Vec<Value>, DbError> {
    let mut on = on.into();
    let appeals = appeals::store::about(on.again(), about).await?;
    let decisions = decisions_of(on, about).await?.into_iter();
    let told = decisions.map(|one| {
        let mut told = json!({ "action": one.action, "reason": one.reason, "at": machine(one.at) });
        if let Some(appeal) = appeals.iter().find(|appeal| appeal.decision == one.id) {
            told["appeal"] = json!({
                "text": appeal.words, "sent_at": machine(appeal.sent_at), "answer": appeal.answer,
                "outcome": appeal.outcome.map(|(outcome, _)| outcome.word()),
                "decided_at": appeal.outcome.map(|(_, at)| machine(at)),
            });
        }
        told
    });
    Ok(told.collect())
}

/// The numbers of the latest decisions about these, for those about which there is one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn last_decisions(on: impl Into<On<'_>>, kind: &str, ids: &[i64]) -> Result<Vec<(i64, i64)>, DbError> {
    let on = on.into();
    let asked = sql_in!(
        "SELECT subject_id, CAST(MAX(id) AS BIGINT) FROM moderation_decisions WHERE subject_id IN",
        ids.iter().copied(),
        "AND kind = $2 GROUP BY subject_id"
    );
    match asked.statement(&on) {
        Some(asked) => asked.bind(kind).all(on).await,
        None => Ok(Vec::new()),
    }
}

/// Why these are not shown: the reason of the latest decision about each, where it has one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reasons(on: impl Into<On<'_>>, kind: &str, ids: &[i64]) -> Result<HashMap<i64, PolicyReason>, DbError> {
    let on = on.into();
    let asked = sql_in!(
        "SELECT subject_id, reason FROM moderation_decisions WHERE subject_id IN",
        ids.iter().copied(),
        "AND kind = $2 ORDER BY id"
    );
    let Some(asked) = asked.statement(&on) else { return Ok(HashMap::new()) };
    let decisions: Vec<(i64, String)> = asked.bind(kind).all(on).await?;
    // The latest of each stands.
    let latest: HashMap<i64, String> = decisions.into_iter().collect();
    Ok(latest.into_iter().filter_map(|(id, word)| Some((id, PolicyReason::from_word(&word)?))).collect())
}

/// The latest decision about one: its number and its reason.
///
/// # Errors
/// When the record cannot be reached.
pub async fn last_decision(tx: &mut Tx, about: WritingRef<'_>) -> Result<Option<(i64, String)>, DbError> {
    sql!(
        "SELECT id, reason FROM moderation_decisions WHERE kind = $1 AND subject_id = $2 ORDER BY id DESC LIMIT 1",
        about.kind,
        about.id
    )
    .maybe(tx)
    .await
}

/// A decision to enter in the log.
pub struct NewDecision<'a> {
    /// What it is about.
    pub about: WritingRef<'a>,
    /// What was done.
    pub action: Action,
    /// A reason's word; empty when none is needed.
    pub reason: &'a str,
    /// What the author is told beside the reason.
    pub note: &'a str,
    /// Who decided.
    pub by: AccountId,
}

/// Closes the open reports and enters a decision in the log; gives its number.
///
/// # Errors
/// When the record refuses it.
pub async fn enter(tx: &mut Tx, new: &NewDecision<'_>, now: Time) -> Result<i64, DbError> {
    close_reports(tx, new.about.kind, &[new.about.id], now).await?;
    sql!(
        "INSERT INTO moderation_decisions (kind, subject_id, action, reason, note, account_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        new.about.kind,
        new.about.id,
        new.action.word(),
        new.reason,
        new.note,
        new.by,
        now
    )
    .number(tx)
    .await
}

/// What cannot be: reports of things that are not there, or decisions about them; the recount asks. `$one` is what one of the
/// kind is called, `$kind` its word in the record, `$table` where they are.
macro_rules! lost {
    ($one:literal, $kind:literal, $table:literal) => {
        (
            concat!("a report of ", $one, " that is not there, or a decision about one"),
            $crate::sql!(concat!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(subject_id), 0) AS BIGINT) FROM \
                 (SELECT kind, subject_id FROM reports UNION ALL SELECT kind, subject_id FROM moderation_decisions) AS about_it \
                 WHERE kind = '",
                $kind,
                "' AND NOT EXISTS (SELECT 1 FROM ",
                $table,
                " WHERE ",
                $table,
                ".id = subject_id)"
            )),
        )
    };
}
pub(crate) use lost;

/// A line of the log.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Logged {
    /// When it was made.
    pub at: Time,
    /// Its number.
    pub id: i64,
    /// What kind of thing it is about.
    pub kind: String,
    /// The number of that.
    pub subject_id: i64,
    /// An action's word.
    pub action: String,
    /// A reason's word; empty when it was published.
    pub reason: String,
    /// The role of whoever decided; none once their account is gone.
    pub role: Option<String>,
}

/// The log: decisions before a moment and, in that moment, before a number; newest first, at most 1,000.
///
/// # Errors
/// When the record cannot be reached.
pub async fn log(on: impl Into<On<'_>>, before: Option<(Time, i64)>, most: usize) -> Result<Vec<Logged>, DbError> {
    let (at, id) = before.unwrap_or((Time(i64::MAX), 0));
    // From its index: what a page costs does not grow with the log.
    sql!(
        "SELECT at, moderation_decisions.id, kind, subject_id, action, reason, role \
         FROM moderation_decisions LEFT JOIN accounts ON accounts.id = account_id \
         WHERE at <= $1 AND (at < $1 OR moderation_decisions.id < $2) ORDER BY at DESC, moderation_decisions.id DESC LIMIT $3",
        at,
        id,
        most.min(1_000) as i64
    )
    .all(on)
    .await
}
