//! Staff's changes to consultations, in the record. Each change says in its own statement what must still hold
//! (not published, not withdrawn), so that of two colleagues pressing a button only one succeeds.

use crate::consultations::model::{Level, ListedConsultation, Showing};
use crate::db::{Db, DbError, On, Tx};
use crate::ids::{BranchId, ConsultationId};
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{audit, sql, sql_in};

/// Everything the editing form sets.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ConsultationText {
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// Why the service asks, as written.
    pub background: String,
    /// What it promises.
    pub level: Level,
    /// Whether counts are shown while it is open.
    pub results: Showing,
    /// When it opens.
    pub opens_at: Option<Time>,
    /// When it closes.
    pub closes_at: Option<Time>,
    /// When the decision is due.
    pub decision_due_at: Option<Time>,
    /// The branches it is about; none for the whole service.
    pub branches: Vec<BranchId>,
}

/// Whether a name in addresses is in use by another consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn slug_taken(
    on: impl Into<On<'_>>,
    slug: &str,
    by_other_than: Option<ConsultationId>,
) -> Result<bool, DbError> {
    let found: Option<(i64,)> = sql!("SELECT id FROM consultations WHERE slug = $1", slug).maybe(on).await?;
    Ok(found.is_some_and(|(id,)| by_other_than.is_none_or(|own| own.0 != id)))
}

/// A free name in addresses: the stem, or the stem and a number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn free_slug(on: impl Into<On<'_>>, stem: &str, own: Option<ConsultationId>) -> Result<String, DbError> {
    let mut on = on.into();
    let mut slug = stem.to_owned();
    let mut number = 2;
    while slug_taken(on.again(), &slug, own).await? {
        slug = format!("{stem}-{number}");
        number += 1;
    }
    Ok(slug)
}

/// Starts a consultation, as a draft.
///
/// # Errors
/// When the record refuses it: the name in addresses may have been taken meanwhile.
pub async fn create(tx: &mut Tx, words: &ConsultationText, now: Time) -> Result<ConsultationId, DbError> {
    let id = sql!(
        "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, \
             created_at, updated_at, opens_at, closes_at, decision_due_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12) RETURNING id",
        &words.slug,
        &words.title,
        &words.summary,
        &words.background,
        prose::render(&words.background, Author::Service).into_string(),
        prose::RENDERER,
        words.level.word(),
        words.results.word(),
        now,
        words.opens_at,
        words.closes_at,
        words.decision_due_at
    )
    .number(&mut *tx)
    .await?;
    let mut id = ConsultationId(id);
    // SQLite gives the number of a draft that was deleted again, and the record of acts still names that one.
    let named = audit::read::highest(&mut *tx, "consultation").await?;
    if id.0 <= named {
        sql!("UPDATE consultations SET id = $2 WHERE id = $1", id, named + 1).run(&mut *tx).await?;
        id = ConsultationId(named + 1);
    }
    set_branches(tx, id, &words.branches).await?;
    Ok(id)
}

/// Deletes a draft, and with it all that hangs on it. False when it is published, or was changed since `seen`.
///
/// # Errors
/// When the record refuses it, as when somebody has answered.
pub async fn delete(tx: &mut Tx, id: ConsultationId, seen: Time) -> Result<bool, DbError> {
    sql!("DELETE FROM consultations WHERE id = $1 AND updated_at = $2 AND published_at IS NULL", id, seen)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}

/// Changes everything the form sets. False when somebody changed it since `seen`.
///
/// # Errors
/// When the record refuses it: the name in addresses may have been taken meanwhile.
pub async fn save(
    tx: &mut Tx,
    id: ConsultationId,
    words: &ConsultationText,
    seen: Time,
    now: Time,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE consultations SET slug = $3, title = $4, summary = $5, background = $6, background_html = $7, \
             renderer = $8, level = $9, results = $10, opens_at = $11, closes_at = $12, decision_due_at = $13, \
             updated_at = CASE WHEN $14 > updated_at THEN $14 ELSE updated_at + 1 END \
         WHERE id = $1 AND updated_at = $2",
        id,
        seen,
        &words.slug,
        &words.title,
        &words.summary,
        &words.background,
        prose::render(&words.background, Author::Service).into_string(),
        prose::RENDERER,
        words.level.word(),
        words.results.word(),
        words.opens_at,
        words.closes_at,
        words.decision_due_at,
        now
    )
    .run(&mut *tx)
    .await?;
    if changed == 1 {
        set_branches(tx, id, &words.branches).await?;
    }
    Ok(changed == 1)
}

async fn set_branches(tx: &mut Tx, id: ConsultationId, branches: &[BranchId]) -> Result<(), DbError> {
    sql!("DELETE FROM consultation_branches WHERE consultation_id = $1", id).run(&mut *tx).await?;
    for branch in branches {
        sql!("INSERT INTO consultation_branches (consultation_id, branch_id) VALUES ($1, $2)", id, *branch)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Holds a consultation as it is: until the transaction ends nobody else changes it. Its own texts are not touched, so
/// that a colleague who is writing them is not told of a change.
///
/// # Errors
/// When the record refuses it.
pub async fn hold(tx: &mut Tx, id: ConsultationId) -> Result<(), DbError> {
    sql!("UPDATE consultations SET updated_at = updated_at WHERE id = $1", id).run(tx).await.map(drop)
}

/// Publishes it. False when somebody else did so first.
///
/// # Errors
/// When the record refuses it.
pub async fn publish(tx: &mut Tx, id: ConsultationId, opens_at: Time, now: Time) -> Result<bool, DbError> {
    sql!(
        "UPDATE consultations SET published_at = $2, opens_at = $3, updated_at = $2 WHERE id = $1 AND published_at IS NULL",
        id,
        now,
        opens_at
    )
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Moves the closing date on. False when it changed meanwhile.
///
/// # Errors
/// When the record refuses it.
pub async fn extend(
    tx: &mut Tx,
    id: ConsultationId,
    from: Time,
    until: Time,
    decision_due_at: Option<Time>,
    now: Time,
) -> Result<bool, DbError> {
    sql!(
        "UPDATE consultations SET closes_at = $3, decision_due_at = $4, updated_at = $5 \
         WHERE id = $1 AND closes_at = $2 AND closes_at > $5 AND withdrawn_at IS NULL AND decided_at IS NULL",
        id,
        from,
        until,
        decision_due_at,
        now
    )
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Withdraws it. False when it was withdrawn or decided meanwhile.
///
/// # Errors
/// When the record refuses it.
pub async fn withdraw(tx: &mut Tx, id: ConsultationId, reason: &str, now: Time) -> Result<bool, DbError> {
    sql!(
        "UPDATE consultations SET withdrawn_at = $2, withdrawn_reason = $3, updated_at = $2 \
         WHERE id = $1 AND withdrawn_at IS NULL AND decided_at IS NULL AND published_at IS NOT NULL",
        id,
        now,
        reason
    )
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Shows the counts while it is open, or hides them until it closes.
///
/// # Errors
/// When the record refuses it.
pub async fn set_showing(tx: &mut Tx, id: ConsultationId, results: Showing, now: Time) -> Result<(), DbError> {
    sql!("UPDATE consultations SET results = $2, updated_at = $3 WHERE id = $1", id, results.word(), now)
        .run(tx)
        .await
        .map(drop)
}

/// Consultations that are still under way, what closes first first. Of those that were run elsewhere nothing is.
///
/// # Errors
/// When the record cannot be reached.
pub async fn under_way(on: impl Into<On<'_>>) -> Result<Vec<ListedConsultation>, DbError> {
    sql!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
         FROM consultations WHERE decided_at IS NULL AND withdrawn_at IS NULL AND NOT EXISTS \
             (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) \
         ORDER BY closes_at, id LIMIT 500"
    )
    .all(on)
    .await
}

/// The most of what is under way that are read at once: as many as a page can put in order.
pub const WINDOW: usize = 500;

/// A place in a list: the moment that orders it, and the number of the consultation there.
pub type ListPlace = (i64, i64);

/// What is under way from a place on, what closes first first and what has no closing date last; and the place of the last
/// one, where there are more.
///
/// # Errors
/// When the record cannot be reached.
pub async fn under_way_from(
    on: impl Into<On<'_>>,
    after: Option<ListPlace>,
) -> Result<(Vec<ListedConsultation>, Option<ListPlace>), DbError> {
    let (at, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let found: Vec<ListedConsultation> = sql!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
         FROM consultations WHERE decided_at IS NULL AND withdrawn_at IS NULL AND NOT EXISTS \
             (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) \
             AND (COALESCE(closes_at, 9223372036854775807) > $1 \
                 OR (COALESCE(closes_at, 9223372036854775807) = $1 AND id > $2)) \
         ORDER BY COALESCE(closes_at, 9223372036854775807), id LIMIT $3",
        at,
        id,
        WINDOW as i64 + 1
    )
    .all(on)
    .await?;
    Ok(cut(found, WINDOW, |one| (one.dates.closes_at.map_or(i64::MAX, |at| at.0), one.id.0)))
}

/// A page of what ended here, by a decision or (`withdrawn`) by being withdrawn, the latest first; and the place of the last
/// one, where there are more.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ended_page(
    on: impl Into<On<'_>>,
    withdrawn: bool,
    before: Option<ListPlace>,
    most: usize,
) -> Result<(Vec<ListedConsultation>, Option<ListPlace>), DbError> {
    let (at, id) = before.unwrap_or((i64::MAX, i64::MAX));
    let most_and_one = most as i64 + 1;
    let statement = if withdrawn {
        sql!(
            "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
             FROM consultations WHERE withdrawn_at IS NOT NULL \
                 AND (withdrawn_at < $1 OR (withdrawn_at = $1 AND id < $2)) AND NOT EXISTS \
                 (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) \
             ORDER BY withdrawn_at DESC, id DESC LIMIT $3",
            at,
            id,
            most_and_one
        )
    } else {
        sql!(
            "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
             FROM consultations WHERE decided_at IS NOT NULL AND withdrawn_at IS NULL \
                 AND (decided_at < $1 OR (decided_at = $1 AND id < $2)) AND NOT EXISTS \
                 (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) \
             ORDER BY decided_at DESC, id DESC LIMIT $3",
            at,
            id,
            most_and_one
        )
    };
    let found: Vec<ListedConsultation> = statement.all(on).await?;
    let ended_at = |one: &ListedConsultation| if withdrawn { one.dates.withdrawn_at } else { one.dates.decided_at };
    Ok(cut(found, most, |one| (ended_at(one).map_or(0, |at| at.0), one.id.0)))
}

/// The last twenty that were run here and ended, by a decision or by being withdrawn.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ended(on: impl Into<On<'_>>) -> Result<Vec<ListedConsultation>, DbError> {
    let mut on = on.into();
    let (mut found, _) = ended_page(on.again(), false, None, 20).await?;
    found.extend(ended_page(on, true, None, 20).await?.0);
    found.sort_by_key(|one| std::cmp::Reverse((one.dates.withdrawn_at.or(one.dates.decided_at), one.id.0)));
    found.truncate(20);
    Ok(found)
}

/// Those among some that were run here and ended.
///
/// # Errors
/// When the record cannot be reached.
pub async fn ended_among(
    on: impl Into<On<'_>>,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<ListedConsultation>, DbError> {
    sql_in!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
         FROM consultations WHERE (decided_at IS NOT NULL OR withdrawn_at IS NOT NULL) AND NOT EXISTS \
             (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) AND id IN",
        ids,
        ""
    )
    .all(on)
    .await
}

/// A list that was read with one more than is shown: what is shown, and the place of the last one where there are more.
fn cut(
    mut found: Vec<ListedConsultation>,
    most: usize,
    place: impl Fn(&ListedConsultation) -> ListPlace,
) -> (Vec<ListedConsultation>, Option<ListPlace>) {
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(place);
    (found, next)
}

/// How many live responses some consultations have.
///
/// # Errors
/// When the record cannot be reached.
pub async fn responses(
    on: impl Into<On<'_>>,
    ids: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<(ConsultationId, i64)>, DbError> {
    sql_in!(
        "SELECT consultation_id, CAST(SUM(responses) AS BIGINT) FROM response_sums \
         WHERE responses <> 0 AND consultation_id IN",
        ids.into_iter().map(|id| id.0),
        "GROUP BY consultation_id"
    )
    .all(on)
    .await
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
            sql!("SELECT id, background FROM consultations WHERE renderer < $1 ORDER BY id LIMIT 200", prose::RENDERER)
                .all(&mut tx)
                .await?;
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(done);
        }
        for (id, background) in rows {
            let html = prose::render(&background, Author::Service).into_string();
            sql!(
                "UPDATE consultations SET background_html = $2, renderer = $3 WHERE id = $1",
                id,
                html,
                prose::RENDERER
            )
            .run(&mut tx)
            .await?;
            done += 1;
        }
        tx.commit().await?;
    }
}
