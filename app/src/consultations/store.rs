//! Consultations in the record.

use std::fmt;
use std::str::FromStr;

use super::model::{AboutBranch, Consultation, ListedConsultation, Notice, Stage};
use crate::db::{Db, DbError, On, Tx, dialect};
use crate::ids::{BranchId, ConsultationId};
use crate::time::Time;
use crate::{sql, sql_in};

/// How many consultations a page of the list shows.
pub const PAGE: i64 = 20;

/// Whether anything was ever published here.
///
/// # Errors
/// When the record cannot be read.
pub async fn any_published(on: impl Into<On<'_>>) -> Result<bool, DbError> {
    let first: Option<(i64,)> = sql!(
        "SELECT id FROM consultations WHERE published_at IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) LIMIT 1"
    )
    .maybe(on)
    .await?;
    Ok(first.is_some())
}

/// The consultation with this name in addresses.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_slug(on: impl Into<On<'_>>, slug: &str) -> Result<Option<Consultation>, DbError> {
    if slug.is_empty() || slug.len() > 200 || !slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(None);
    }
    sql!(
        "SELECT id, slug, title, summary, background, background_html, level, results, withdrawn_reason, updated_at, \
                published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at, \
                CAST(bits AS BIGINT) AS parts \
         FROM consultations JOIN consultation_asks ON consultation_id = id WHERE slug = $1",
        slug
    )
    .maybe(on)
    .await
}

/// The consultation with this number.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_id(on: impl Into<On<'_>>, id: ConsultationId) -> Result<Option<Consultation>, DbError> {
    sql!(
        "SELECT id, slug, title, summary, background, background_html, level, results, withdrawn_reason, updated_at, \
                published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at, \
                CAST(bits AS BIGINT) AS parts \
         FROM consultations JOIN consultation_asks ON consultation_id = id WHERE id = $1",
        id
    )
    .maybe(on)
    .await
}

/// What a list is asked for.
#[derive(Clone, Debug, Default)]
pub struct ConsultationFilter {
    /// Only consultations in this stage.
    pub stage: Option<Stage>,
    /// Only consultations about this branch, or about the whole service.
    pub branch: Option<BranchId>,
    /// Only consultations with these words.
    pub words: String,
    /// The last one of the page before.
    pub after: Option<ListPosition>,
}

/// A place in the list: the stage, the moment that orders the stage, and the number of the consultation there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPosition {
    stage: Stage,
    at: i64,
    id: i64,
}

impl ListPosition {
    fn of(item: &ListedConsultation, now: Time) -> Self {
        let stage = super::rules::stage(&item.dates, now);
        let at = super::rules::ordered_by(&item.dates, stage).map_or(i64::MAX, |time| time.0);
        Self { stage, at, id: item.id.0 }
    }
}

impl fmt::Display for ListPosition {
    /// As it stands in an address: `open-1772409600000-7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.stage.word(), self.at, self.id)
    }
}

impl FromStr for ListPosition {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().ok_or(());
        let stage = Stage::from_word(next()?).filter(|stage| Stage::PUBLIC.contains(stage)).ok_or(())?;
        let (at, id) = (next()?.parse().map_err(drop)?, next()?.parse().map_err(drop)?);
        Ok(Self { stage, at, id })
    }
}

/// The consultations of one stage in its order, from a place on. Stages choose among these texts.
async fn page(
    on: On<'_>,
    stage: Stage,
    now: Time,
    (branch, after): (Option<BranchId>, Option<ListPosition>),
    most: i64,
) -> Result<Vec<ListedConsultation>, DbError> {
    macro_rules! text {
        ($where:literal, $column:literal, $beyond:literal, $direction:literal, $about:literal) => {
            concat!(
                "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, \
                        withdrawn_at, decided_at \
                 FROM consultations WHERE published_at <= $1 AND ",
                $where,
                $about,
                // Twice, so that an engine goes to the place at once.
                " AND ",
                $column,
                " ",
                $beyond,
                "= $2 AND (",
                $column,
                " ",
                $beyond,
                " $2 OR id ",
                $beyond,
                " $3)",
                " ORDER BY ",
                $column,
                " ",
                $direction,
                ", id ",
                $direction,
                " LIMIT $4"
            )
        };
    }
    macro_rules! listing {
        ($where:literal, $column:literal, $beyond:literal, $direction:literal, $start:expr) => {{
            let (at, id) = after.map_or($start, |place| (place.at, place.id));
            match branch {
                None => sql!(text!($where, $column, $beyond, $direction, ""), now, at, id, most),
                // About this library, or about none and so about all.
                Some(branch) => sql!(
                    text!(
                        $where,
                        $column,
                        $beyond,
                        $direction,
                        " AND (EXISTS (SELECT 1 FROM consultation_branches \
                                       WHERE consultation_id = consultations.id AND branch_id = $5) \
                               OR NOT EXISTS (SELECT 1 FROM consultation_branches \
                                              WHERE consultation_id = consultations.id))"
                    ),
                    now,
                    at,
                    id,
                    most,
                    branch
                ),
            }
        }};
    }
    const FIRST: (i64, i64) = (i64::MIN, i64::MIN);
    const LAST: (i64, i64) = (i64::MAX, i64::MAX);
    let statement = match stage {
        Stage::Open => listing!(
            "withdrawn_at IS NULL AND decided_at IS NULL AND opens_at <= $1 AND closes_at > $1",
            "closes_at",
            ">",
            "ASC",
            FIRST
        ),
        Stage::Upcoming => {
            listing!("withdrawn_at IS NULL AND decided_at IS NULL AND opens_at > $1", "opens_at", ">", "ASC", FIRST)
        }
        Stage::Closed => {
            listing!("withdrawn_at IS NULL AND decided_at IS NULL AND closes_at <= $1", "closes_at", "<", "DESC", LAST)
        }
        Stage::Decided => {
            listing!("withdrawn_at IS NULL AND decided_at IS NOT NULL", "decided_at", "<", "DESC", LAST)
        }
        Stage::Withdrawn => listing!("withdrawn_at IS NOT NULL", "withdrawn_at", "<", "DESC", LAST),
        Stage::Draft => return Ok(Vec::new()),
    };
    statement.all(on).await
}

/// A page of the public list in the order of [`rules::in_order`](super::rules::in_order), and where the next begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn list(
    db: &Db,
    filter: &ConsultationFilter,
    now: Time,
) -> Result<(Vec<ListedConsultation>, Option<ListPosition>), DbError> {
    if !filter.words.trim().is_empty() {
        return found(db, filter, now).await.map(|found| (found, None));
    }
    let mut found: Vec<ListedConsultation> = Vec::new();
    let reached = filter.after.map_or(0, |place| Stage::PUBLIC.iter().position(|s| *s == place.stage).unwrap_or(0));
    for stage in Stage::PUBLIC.into_iter().skip(reached).filter(|stage| filter.stage.is_none_or(|one| one == *stage)) {
        let after = filter.after.filter(|place| place.stage == stage);
        found.extend(page(On::Db(db), stage, now, (filter.branch, after), PAGE + 1 - found.len() as i64).await?);
        if found.len() as i64 > PAGE {
            found.truncate(PAGE as usize);
            let next = found.last().map(|last| ListPosition::of(last, now));
            return Ok((found, next));
        }
    }
    Ok((found, None))
}

/// What was closed here and waits for a decision, what has waited longest first, of the last so many that closed; and
/// whether there are more.
///
/// # Errors
/// When the record cannot be reached.
pub async fn awaiting_decision(on: impl Into<On<'_>>, now: Time) -> Result<(Vec<ListedConsultation>, bool), DbError> {
    let mut found: Vec<ListedConsultation> = sql!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
         FROM consultations WHERE published_at <= $1 AND withdrawn_at IS NULL AND decided_at IS NULL AND closes_at <= $1 \
             AND NOT EXISTS (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) \
         ORDER BY closes_at DESC, id DESC LIMIT $2",
        now,
        PAGE + 1
    )
    .all(on)
    .await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    found.reverse();
    Ok((found, more))
}

fn fits(item: &ListedConsultation, stage: Option<Stage>, now: Time) -> bool {
    let at = super::rules::stage(&item.dates, now);
    at != Stage::Draft && stage.is_none_or(|wanted| wanted == at)
}

async fn listed(db: &Db, ids: &[i64]) -> Result<Vec<ListedConsultation>, DbError> {
    sql_in!(
        "SELECT id, slug, title, summary, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at \
         FROM consultations WHERE published_at IS NOT NULL AND id IN",
        ids.iter().copied(),
        ""
    )
    .all(db)
    .await
}

async fn found(db: &Db, filter: &ConsultationFilter, now: Time) -> Result<Vec<ListedConsultation>, DbError> {
    let mut ids = dialect::find_consultations(db, &filter.words).await?;
    if let Some(branch) = filter.branch {
        // About this library, or about none and so about all.
        let about = branches_of(db, ids.iter().map(|id| ConsultationId(*id))).await?;
        ids.retain(|id| {
            let mut own = about.iter().filter(|one| one.consultation_id.0 == *id).peekable();
            own.peek().is_none() || own.any(|one| one.branch_id == branch)
        });
    }
    let mut found = listed(db, &ids).await?;
    found.retain(|item| fits(item, filter.stage, now));
    // Best match first, as the search gave them.
    found.sort_by_key(|item| ids.iter().position(|id| *id == item.id.0));
    Ok(found)
}

/// The branches that some consultations are about.
///
/// # Errors
/// When the record cannot be reached.
pub async fn branches_of(
    on: impl Into<On<'_>>,
    ids: impl IntoIterator<Item = ConsultationId>,
) -> Result<Vec<AboutBranch>, DbError> {
    sql_in!(
        "SELECT consultation_id, branch_id, slug, name FROM consultation_branches \
         JOIN branches ON branches.id = branch_id WHERE consultation_id IN",
        ids.into_iter().map(|id| id.0),
        "ORDER BY name"
    )
    .all(on)
    .await
}

/// What the public was told on the way, oldest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn notices(on: impl Into<On<'_>>, id: ConsultationId) -> Result<Vec<Notice>, DbError> {
    sql!("SELECT kind, text, at FROM consultation_notices WHERE consultation_id = $1 ORDER BY at, id", id).all(on).await
}

/// Tells the public something.
///
/// # Errors
/// When the record refuses it.
pub async fn tell(tx: &mut Tx, id: ConsultationId, kind: &str, text: &str, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO consultation_notices (consultation_id, kind, text, at) VALUES ($1, $2, $3, $4)",
        id,
        kind,
        text,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// The promises of a consultation, as the slip shows them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn promise_lines(
    on: impl Into<On<'_>>,
    id: ConsultationId,
) -> Result<Vec<super::slip::PromiseLine>, DbError> {
    sql!("SELECT due_at, kept_at, declined_at FROM promises WHERE consultation_id = $1 ORDER BY id", id).all(on).await
}

/// Makes a consultation decided. The one place that does: the stage follows from this moment.
///
/// # Errors
/// When the record refuses it, or there is no such consultation still undecided.
pub async fn decide(tx: &mut Tx, id: ConsultationId, now: Time) -> Result<(), DbError> {
    let changed =
        sql!("UPDATE consultations SET decided_at = $2, updated_at = $2 WHERE id = $1 AND decided_at IS NULL", id, now)
            .run(tx)
            .await?;
    if changed == 1 { Ok(()) } else { Err(DbError::RowNotFound) }
}

/// The next opening or closing after now, at which pages change by themselves.
///
/// # Errors
/// When the record cannot be reached.
pub async fn next_change(on: impl Into<On<'_>>, now: Time) -> Result<Option<Time>, DbError> {
    let next = sql!(
        "SELECT CAST(COALESCE(MIN(at), -1) AS BIGINT) FROM ( \
           SELECT MIN(opens_at) AS at FROM consultations WHERE opens_at > $1 \
           UNION ALL SELECT MIN(closes_at) FROM consultations WHERE closes_at > $1 \
           UNION ALL SELECT MIN(closes_at) - $2 FROM consultations WHERE closes_at > $1 + $2) AS moments",
        now,
        super::rules::CLOSING_SOON
    )
    .number(on)
    .await?;
    Ok((next >= 0).then_some(Time(next)))
}
