//! Reading the record of acts, with the names that its numbers stand for today.

use std::collections::BTreeMap;

use crate::db::{Db, DbError, On};
use crate::identity::model::Role;
use crate::time::Time;
use crate::{sql, sql_in};

/// How many entries a page shows.
pub const PAGE: usize = 50;

/// An entry as it is listed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedEntry {
    /// Its place in the log.
    pub seq: i64,
    /// When it was done.
    pub at: Time,
    /// The account that did it; none for the operator.
    pub account_id: Option<i64>,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject_kind: String,
    /// The number of what it was done to.
    pub subject_id: i64,
}

/// A page of the log, newest first, from before an entry, of one kind of thing or of one thing alone; and the entry the next
/// page begins before.
///
/// # Errors
/// When the record cannot be reached.
pub async fn page(
    db: &Db,
    kind: &str,
    about: Option<i64>,
    before: i64,
) -> Result<(Vec<ListedEntry>, Option<i64>), DbError> {
    let statement = match (kind.is_empty(), about) {
        (true, _) => sql!(
            "SELECT seq, at, account_id, action, subject_kind, subject_id FROM audit_log \
             WHERE seq < $1 ORDER BY seq DESC LIMIT 51",
            before
        ),
        (false, None) => sql!(
            "SELECT seq, at, account_id, action, subject_kind, subject_id FROM audit_log \
             WHERE seq < $1 AND subject_kind = $2 ORDER BY seq DESC LIMIT 51",
            before,
            kind
        ),
        (false, Some(about)) => sql!(
            "SELECT seq, at, account_id, action, subject_kind, subject_id FROM audit_log \
             WHERE seq < $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY seq DESC LIMIT 51",
            before,
            kind,
            about
        ),
    };
    let mut entries: Vec<ListedEntry> = statement.all(db).await?;
    let next = if entries.len() > PAGE {
        entries.truncate(PAGE);
        entries.last().map(|last| last.seq)
    } else {
        None
    };
    Ok((entries, next))
}

/// The latest entries about some things of one kind, newest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn latest_on(db: &Db, kind: &str, ids: &[i64], most: usize) -> Result<Vec<ListedEntry>, DbError> {
    let on = On::Db(db);
    let asked = sql_in!(
        "SELECT seq, at, account_id, action, subject_kind, subject_id FROM audit_log WHERE subject_id IN",
        ids.iter().copied(),
        "AND subject_kind = $2 ORDER BY seq DESC LIMIT $3"
    );
    match asked.statement(&on) {
        Some(asked) => asked.bind(kind).bind(most as i64).all(on).await,
        None => Ok(Vec::new()),
    }
}

/// Every kind of thing that something was done to.
///
/// # Errors
/// When the record cannot be reached.
pub async fn kinds(db: &Db) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> =
        sql!("SELECT DISTINCT subject_kind FROM audit_log ORDER BY subject_kind").all(db).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Who an account is today.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ActorName {
    /// Its number.
    pub id: i64,
    /// The name they gave.
    pub name: String,
    /// What they are to the service.
    #[sqlx(try_from = "String")]
    pub role: Role,
}

/// A thing that something was done to, as it is called today and where it is.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Called {
    id: i64,
    name: String,
    slug: String,
    number: i64,
}

/// The names behind the numbers of some entries.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Accounts that still exist.
    pub people: BTreeMap<i64, ActorName>,
    /// What things are called and where they are, by kind and number.
    pub things: BTreeMap<(&'static str, i64), (String, String)>,
}

/// Looks up what the numbers of some entries stand for. What was erased since has no name any more.
///
/// # Errors
/// When the record cannot be reached.
pub async fn names(db: &Db, entries: &[ListedEntry]) -> Result<Names, DbError> {
    let of = |kind: &'static str| {
        entries.iter().filter(move |entry| entry.subject_kind == kind).map(|entry| entry.subject_id)
    };
    let mut names = Names::default();
    let people = entries.iter().filter_map(|entry| entry.account_id).chain(of("account"));
    for who in sql_in!("SELECT id, name, role FROM accounts WHERE id IN", people, "").all::<ActorName>(db).await? {
        names.people.insert(who.id, who);
    }
    let consultations = sql_in!(
        "SELECT id, title AS name, slug, CAST(CASE WHEN published_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS number \
         FROM consultations WHERE id IN",
        of("consultation"),
        ""
    );
    for found in consultations.all::<Called>(db).await? {
        // Not everybody who reads the record may see a draft: it is named, and leads nowhere.
        let place = if found.number == 0 { String::new() } else { format!("/consultations/{}", found.slug) };
        names.things.insert(("consultation", found.id), (found.name, place));
    }
    let proposals = sql_in!(
        "SELECT proposals.id, proposal_versions.title AS name, slug, number FROM proposals \
         JOIN proposal_versions ON proposal_versions.id = current_version_id \
         JOIN consultations ON consultations.id = consultation_id WHERE proposals.id IN",
        of("proposal"),
        ""
    );
    for found in proposals.all::<Called>(db).await? {
        let place = format!("/consultations/{}/proposals/{}", found.slug, found.number);
        names.things.insert(("proposal", found.id), (found.name, place));
    }
    let branches =
        sql_in!("SELECT id, name, slug, CAST(0 AS BIGINT) AS number FROM branches WHERE id IN", of("branch"), "");
    for found in branches.all::<Called>(db).await? {
        names.things.insert(("branch", found.id), (found.name, format!("/branches/{}", found.slug)));
    }
    let events = sql_in!(
        "SELECT id, title AS name, slug, CAST(CASE WHEN published_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS number \
         FROM events WHERE id IN",
        of("event"),
        ""
    );
    for found in events.all::<Called>(db).await? {
        let place = if found.number == 0 { String::new() } else { format!("/events/{}", found.slug) };
        names.things.insert(("event", found.id), (found.name, place));
    }
    Ok(names)
}

/// The latest of some acts on one thing: who did it and when.
#[derive(Clone, Debug)]
pub struct Latest {
    /// The account that did it; none for the operator.
    pub account_id: Option<i64>,
    /// Its name today; none when it is gone.
    pub name: Option<String>,
    /// When.
    pub at: Time,
}

#[derive(sqlx::FromRow)]
struct Done {
    at: Time,
    account_id: Option<i64>,
    action: String,
    detail: String,
    name: Option<String>,
}

/// The latest of these acts on one thing, if any of its last two hundred acts was one. Where several things are written
/// under one number, `among` is the detail that tells them apart.
///
/// # Errors
/// When the record cannot be reached.
pub async fn latest(
    db: &Db,
    kind: &str,
    id: i64,
    acts: &[&str],
    among: Option<&(&'static str, String)>,
) -> Result<Option<Latest>, DbError> {
    let rows: Vec<Done> = sql!(
        "SELECT at, account_id, action, detail, name FROM audit_log LEFT JOIN accounts ON accounts.id = account_id \
         WHERE subject_kind = $1 AND subject_id = $2 ORDER BY seq DESC LIMIT 200",
        kind,
        id
    )
    .all(db)
    .await?;
    let fits = |row: &Done| {
        acts.contains(&row.action.as_str())
            && among.is_none_or(|(name, value)| {
                serde_json::from_str::<BTreeMap<String, String>>(&row.detail)
                    .is_ok_and(|detail| detail.get(*name) == Some(value))
            })
    };
    let found = rows.into_iter().find(fits);
    Ok(found.map(|row| Latest { account_id: row.account_id, name: row.name, at: row.at }))
}

/// The highest number that an act on this kind of thing has named. A number that the record still names is not given
/// to another thing.
///
/// # Errors
/// When the record cannot be reached.
pub async fn highest(on: impl Into<On<'_>>, kind: &str) -> Result<i64, DbError> {
    sql!("SELECT CAST(COALESCE(MAX(subject_id), 0) AS BIGINT) FROM audit_log WHERE subject_kind = $1", kind)
        .number(on)
        .await
}
