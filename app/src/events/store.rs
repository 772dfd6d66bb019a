//! Events in the record. Each change says in its own statement what must still hold, so that of two colleagues pressing
//! a button only one succeeds.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use super::model::{Event, EventKind};
use crate::db::{Db, DbError, On, Statement, Tx};
use crate::ids::{BranchId, ConsultationId, EventId};
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{audit, sql, sql_in};

/// How many events a page of a list shows.
pub const PAGE: i64 = 20;
/// How many events a calendar tells at most.
const CALENDAR: i64 = 1_000;
/// How long ago an event began at most that has not ended, in milliseconds: the longest, and a day for the clocks.
const UNDER_WAY: i64 = super::rules::LONGEST + Time::DAY;

/// Everything the form sets.
#[derive(Clone, Debug, serde::Serialize)]
pub struct EventText {
    /// What it is called.
    pub title: String,
    /// What sort of occasion it is.
    pub kind: EventKind,
    /// What people are asked there.
    pub consultation: Option<ConsultationId>,
    /// The library where it is.
    pub library: Option<BranchId>,
    /// The room, or the place that is no library.
    pub place: String,
    /// Where such a place is.
    pub address: String,
    /// When it begins.
    pub starts_at: Time,
    /// When it ends.
    pub ends_at: Time,
    /// What happens, as written.
    pub about: String,
    /// What makes it reachable, as words with a space between them.
    pub access: String,
    /// What else people should know before they come.
    pub access_notes: String,
    /// For whom it is.
    pub audience: String,
    /// How to book, or whom to ask.
    pub booking: String,
}

/// Reads events with the names of what they belong to: what follows `FROM`, then the values.
macro_rules! events {
    ($rest:expr $(, $value:expr)* $(,)?) => {
        sql!(
            concat!(
                "SELECT events.id, events.slug, events.title, events.kind, events.consultation_id, events.branch_id, \
                        events.place, events.address, events.starts_at, events.ends_at, events.about, \
                        events.about_html, events.access, events.access_notes, events.audience, events.booking, \
                        events.code, events.published_at, events.cancelled_at, events.cancelled_reason, \
                        events.sequence, events.updated_at, consultations.slug AS consultation_slug, \
                        consultations.title AS consultation_title, \
                        consultations.published_at AS consultation_published_at, \
                        consultations.opens_at AS consultation_opens_at, \
                        consultations.closes_at AS consultation_closes_at, branches.slug AS branch_slug, \
                        branches.name AS branch_name, branches.address AS branch_address, \
                        branches.postcode AS branch_postcode \
                 FROM events LEFT JOIN consultations ON consultations.id = events.consultation_id \
                 LEFT JOIN branches ON branches.id = events.branch_id ",
                $rest
            )
            $(, $value)*
        )
    };
}

/// The event with this name in addresses.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_slug(on: impl Into<On<'_>>, slug: &str) -> Result<Option<Event>, DbError> {
    if slug.is_empty() || slug.len() > 200 || !slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(None);
    }
    events!("WHERE events.slug = $1", slug).maybe(on).await
}

/// The event with this code.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_code(on: impl Into<On<'_>>, code: &str) -> Result<Option<Event>, DbError> {
    events!("WHERE events.code = $1", code).maybe(on).await
}

/// What a list of events is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventFilter {
    /// Only events of this consultation.
    pub consultation: Option<ConsultationId>,
    /// Only events in this library.
    pub library: Option<BranchId>,
    /// Those that have ended, the latest first, in place of those still to come.
    pub past: bool,
    /// Drafts too.
    pub drafts: bool,
    /// The last one of the page before.
    pub after: Option<EventPosition>,
    /// How many at most; none for a page.
    pub most: Option<i64>,
}

/// A place in a list: when the event there begins, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPosition {
    at: i64,
    id: i64,
}

impl fmt::Display for EventPosition {
    /// As it stands in an address: `1772409600000-7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at, self.id)
    }
}

impl FromStr for EventPosition {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('-').ok_or(())?;
        Ok(Self { at: at.parse().map_err(drop)?, id: id.parse().map_err(drop)? })
    }
}

/// The statement for what a filter asks: which consultation and library is chosen among four texts.
macro_rules! filtered {
    ($filter:expr, $where:literal, $order:literal, $first:literal, $second:literal, $third:literal, $fourth:literal, $now:expr, $at:expr, $id:expr, $most:expr) => {
        match ($filter.consultation, $filter.library) {
            (None, None) => events!(concat!($where, $first, $order), $now, $at, $id, $most),
            (Some(one), None) => events!(concat!($where, $second, $order), $now, $at, $id, $most, one),
            (None, Some(one)) => events!(concat!($where, $third, $order), $now, $at, $id, $most, one),
            (Some(one), Some(other)) => events!(concat!($where, $fourth, $order), $now, $at, $id, $most, one, other),
        }
    };
    ($filter:expr, $where:literal, $order:literal, $($value:expr),*) => {
        filtered!(
            $filter,
            $where,
            $order,
            "",
            " AND events.consultation_id = $5",
            " AND events.branch_id = $5",
            " AND events.consultation_id = $5 AND events.branch_id = $6",
            $($value),*
        )
    };
}

fn statement(filter: &EventFilter, now: Time, most: i64) -> Statement {
    let (at, id) = match (filter.after, filter.past) {
        (Some(place), _) => (place.at, place.id),
        (None, false) => (now.plus(-UNDER_WAY).0, i64::MIN),
        (None, true) => (i64::MAX, i64::MAX),
    };
    match (filter.past, filter.drafts) {
        (false, false) => filtered!(
            filter,
            "WHERE events.ends_at > $1 AND events.published_at <= $1 \
             AND (events.starts_at > $2 OR (events.starts_at = $2 AND events.id > $3))",
            " ORDER BY events.starts_at, events.id LIMIT $4",
            now,
            at,
            id,
            most
        ),
        (false, true) => filtered!(
            filter,
            "WHERE events.ends_at > $1 AND (events.starts_at > $2 OR (events.starts_at = $2 AND events.id > $3))",
            " ORDER BY events.starts_at, events.id LIMIT $4",
            now,
            at,
            id,
            most
        ),
        (true, false) => filtered!(
            filter,
            "WHERE events.ends_at <= $1 AND events.published_at <= $1 \
             AND (events.starts_at < $2 OR (events.starts_at = $2 AND events.id < $3))",
            " ORDER BY events.starts_at DESC, events.id DESC LIMIT $4",
            now,
            at,
            id,
            most
        ),
        (true, true) => filtered!(
            filter,
            "WHERE events.ends_at <= $1 AND (events.starts_at < $2 OR (events.starts_at = $2 AND events.id < $3))",
            " ORDER BY events.starts_at DESC, events.id DESC LIMIT $4",
            now,
            at,
            id,
            most
        ),
    }
}

/// A page of a list, and where the next begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn list(
    on: impl Into<On<'_>>,
    filter: &EventFilter,
    now: Time,
) -> Result<(Vec<Event>, Option<EventPosition>), DbError> {
    let most = filter.most.unwrap_or(PAGE);
    let mut found: Vec<Event> = statement(filter, now, most + 1).all(on).await?;
    let mut next = None;
    if found.len() as i64 > most {
        found.truncate(usize::try_from(most).unwrap_or(0));
        next = found.last().map(|last| EventPosition { at: last.starts_at.0, id: last.id.0 });
    }
    Ok((found, next))
}

/// Every announced event from a moment on, for a calendar.
///
/// # Errors
/// When the record cannot be reached.
pub async fn calendar(
    on: impl Into<On<'_>>,
    filter: &EventFilter,
    since: Time,
    now: Time,
) -> Result<Vec<Event>, DbError> {
    let statement = filtered!(
        filter,
        "WHERE events.published_at <= $1 AND events.starts_at >= $2 AND events.id >= $3",
        " ORDER BY events.starts_at, events.id LIMIT $4",
        now,
        since,
        i64::MIN,
        CALENDAR
    );
    statement.all(on).await
}

/// Whether a name in addresses is in use.
async fn slug_taken(tx: &mut Tx, slug: &str) -> Result<bool, DbError> {
    let found: Option<(i64,)> = sql!("SELECT id FROM events WHERE slug = $1", slug).maybe(tx).await?;
    Ok(found.is_some())
}

/// Whether an event has this code already.
///
/// # Errors
/// When the record cannot be reached.
pub async fn code_taken(tx: &mut Tx, code: &str) -> Result<bool, DbError> {
    let found: Option<(i64,)> = sql!("SELECT id FROM events WHERE code = $1", code).maybe(tx).await?;
    Ok(found.is_some())
}

/// A free name in addresses from a stem: the same event on another day has a number after it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn free_slug(tx: &mut Tx, stem: &str) -> Result<String, DbError> {
    let mut slug = stem.to_owned();
    let mut number = 2;
    while slug_taken(tx, &slug).await? {
        slug = format!("{stem}-{number}");
        number += 1;
    }
    Ok(slug)
}

/// Writes an event down as a draft.
///
/// # Errors
/// When the record refuses it: the name or the code may have been taken meanwhile.
pub async fn create(tx: &mut Tx, (slug, code): (&str, &str), text: &EventText, now: Time) -> Result<EventId, DbError> {
    let id = sql!(
        "INSERT INTO events (slug, title, kind, consultation_id, branch_id, place, address, starts_at, ends_at, about, \
             about_html, renderer, access, access_notes, audience, booking, code, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18) RETURNING id",
        slug,
        &text.title,
        text.kind.word(),
        text.consultation,
        text.library,
        &text.place,
        &text.address,
        text.starts_at,
        text.ends_at,
        &text.about,
        prose::render(&text.about, Author::Service).into_string(),
        prose::RENDERER,
        &text.access,
        &text.access_notes,
        &text.audience,
        &text.booking,
        code,
        now
    )
    .number(&mut *tx)
    .await?;
    // SQLite gives the number of a draft that was deleted again, and the record of acts still names that one.
    let named = audit::read::highest(&mut *tx, "event").await?;
    if id <= named {
        sql!("UPDATE events SET id = $2 WHERE id = $1", id, named + 1).run(&mut *tx).await?;
        return Ok(EventId(named + 1));
    }
    Ok(EventId(id))
}

/// Changes everything the form sets. False when somebody changed it since `seen`, or it was cancelled.
///
/// # Errors
/// When the record refuses it.
pub async fn save(tx: &mut Tx, id: EventId, text: &EventText, seen: Time, now: Time) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE events SET title = $3, kind = $4, consultation_id = $5, branch_id = $6, place = $7, address = $8, \
             starts_at = $9, ends_at = $10, about = $11, about_html = $12, renderer = $13, access = $14, \
             access_notes = $15, audience = $16, booking = $17, \
             sequence = CASE WHEN published_at IS NULL THEN 0 ELSE sequence + 1 END, \
             updated_at = CASE WHEN $18 > updated_at THEN $18 ELSE updated_at + 1 END \
         WHERE id = $1 AND updated_at = $2 AND cancelled_at IS NULL",
        id,
        seen,
        &text.title,
        text.kind.word(),
        text.consultation,
        text.library,
        &text.place,
        &text.address,
        text.starts_at,
        text.ends_at,
        &text.about,
        prose::render(&text.about, Author::Service).into_string(),
        prose::RENDERER,
        &text.access,
        &text.access_notes,
        &text.audience,
        &text.booking,
        now
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Announces a draft. False when it was changed since `seen`, or is announced already.
///
/// # Errors
/// When the record refuses it.
pub async fn announce(tx: &mut Tx, id: EventId, seen: Time, now: Time) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE events SET published_at = $3, updated_at = CASE WHEN $3 > updated_at THEN $3 ELSE updated_at + 1 END \
         WHERE id = $1 AND updated_at = $2 AND published_at IS NULL",
        id,
        seen,
        now
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Cancels an announced event. False when somebody did before, or it is over.
///
/// # Errors
/// When the record refuses it.
pub async fn cancel(tx: &mut Tx, id: EventId, reason: &str, now: Time) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE events SET cancelled_at = $3, cancelled_reason = $2, sequence = sequence + 1, \
             updated_at = CASE WHEN $3 > updated_at THEN $3 ELSE updated_at + 1 END \
         WHERE id = $1 AND published_at IS NOT NULL AND cancelled_at IS NULL AND ends_at > $3",
        id,
        reason,
        now
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Deletes a draft. False when it was changed since `seen`, or is announced.
///
/// # Errors
/// When the record refuses it.
pub async fn delete(tx: &mut Tx, id: EventId, seen: Time) -> Result<bool, DbError> {
    let changed =
        sql!("DELETE FROM events WHERE id = $1 AND updated_at = $2 AND published_at IS NULL", id, seen).run(tx).await?;
    Ok(changed == 1)
}

/// Renders what was stored by an older renderer again, and says how many there were.
///
/// # Errors
/// When the record refuses it.
pub async fn render_again(db: &Db) -> Result<u64, DbError> {
    let mut done = 0;
    loop {
        let mut tx = db.begin().await?;
        let rows: Vec<(i64, String)> =
            sql!("SELECT id, about FROM events WHERE renderer < $1 ORDER BY id LIMIT 200", prose::RENDERER)
                .all(&mut tx)
                .await?;
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(done);
        }
        for (id, about) in rows {
            let html = prose::render(&about, Author::Service).into_string();
            sql!("UPDATE events SET about_html = $2, renderer = $3 WHERE id = $1", id, html, prose::RENDERER)
                .run(&mut tx)
                .await?;
            done += 1;
        }
        tx.commit().await?;
    }
}

/// How many responses that count were begun at some events.
///
/// # Errors
/// When the record cannot be reached.
pub async fn responses(
    on: impl Into<On<'_>>,
    ids: impl IntoIterator<Item = EventId>,
) -> Result<HashMap<EventId, u64>, DbError> {
    let rows: Vec<(EventId, i64)> = sql_in!(
        "SELECT events.id, CAST(COUNT(*) AS BIGINT) FROM events \
         JOIN responses ON responses.source = 'event:' || events.code \
         WHERE responses.source <> '' AND withdrawn_at IS NULL AND superseded_by IS NULL AND events.id IN",
        ids.into_iter().map(|id| id.0),
        "GROUP BY events.id"
    )
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, u64::try_from(count).unwrap_or(0))).collect())
}
