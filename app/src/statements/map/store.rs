//! Opinion maps in the record.

use soundings_analysis::groups::Report;

use super::called::GivenName;
use super::likeness::Marks;
use crate::db::{DbError, Flag, On, Tx};
use crate::ids::ConsultationId;
use crate::sql;
use crate::statements::model::Statement;
use crate::statements::turns::MILLIONTHS;
use crate::time::Time;

/// A map that is behind the answers.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Due {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// How far its answers have come.
    pub changes: i64,
    /// Whether nothing more can come, so that this is the last map.
    pub last: Flag,
}

/// The maps that are behind: those with answers they have not seen, and those that closed since.
///
/// # Errors
/// When the record cannot be reached.
pub async fn due(on: impl Into<On<'_>>, now: Time) -> Result<Vec<Due>, DbError> {
    sql!(
        "SELECT statement_sets.consultation_id, statement_sets.changes, \
                CAST(CASE WHEN closes_at <= $1 THEN 1 ELSE 0 END AS BIGINT) AS last \
         FROM statement_sets JOIN consultations ON consultations.id = statement_sets.consultation_id \
         LEFT JOIN opinion_maps ON opinion_maps.consultation_id = statement_sets.consultation_id \
         WHERE published_at <= $1 AND statement_sets.changes > 0 \
           AND (opinion_maps.changes IS NULL OR opinion_maps.changes <> statement_sets.changes \
                OR (opinion_maps.final = 0 AND closes_at <= $1)) \
         ORDER BY statement_sets.consultation_id",
        now
    )
    .all(on)
    .await
}

/// What there is to know of a map without unpacking it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Stamp {
    /// When it was worked out.
    pub made_at: Time,
    /// How far it has seen.
    pub changes: i64,
    /// Whether it is the last one.
    pub last: Flag,
    /// How many people answered anything.
    pub people: i64,
    /// How many answers they gave.
    pub answers: i64,
}

/// The stamp of a consultation's map.
///
/// # Errors
/// When the record cannot be reached.
pub async fn stamp(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Stamp>, DbError> {
    sql!(
        "SELECT made_at, changes, final AS last, people, answers FROM opinion_maps WHERE consultation_id = $1",
        consultation
    )
    .maybe(on)
    .await
}

/// A consultation's map as it is kept.
///
/// # Errors
/// When the record cannot be reached.
pub async fn packed(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> =
        sql!("SELECT report FROM opinion_maps WHERE consultation_id = $1", consultation).maybe(on).await?;
    Ok(row.map(|row| row.0))
}

/// Keeps a map in place of the one before, unless another program has seen further meanwhile.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(
    tx: &mut Tx,
    due: &Due,
    (people, answers): (i64, i64),
    packed: &[u8],
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO opinion_maps (consultation_id, changes, final, people, answers, report, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (consultation_id) DO UPDATE SET changes = excluded.changes, final = excluded.final, \
             people = excluded.people, answers = excluded.answers, report = excluded.report, made_at = excluded.made_at \
         WHERE opinion_maps.changes <= excluded.changes",
        due.consultation_id,
        due.changes,
        due.last.0,
        people,
        answers,
        packed,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Puts the extremities of a map beside the statements, for their turns.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_extremities(tx: &mut Tx, statements: &[Statement], report: &Report) -> Result<(), DbError> {
    for statement in statements {
        let figures = report.statements.binary_search_by_key(&statement.number, |figures| figures.id).ok();
        let extremity = figures.and_then(|place| report.statements.get(place)).map_or(0.0, |figures| figures.extremity);
        let millionths = (extremity * MILLIONTHS).round() as i64;
        // A statement's turn hardly depends on the last digits, and each write keeps votes waiting.
        if (millionths - statement.extremity).abs() > statement.extremity.abs().max(millionths.abs()) / 50 {
            sql!("UPDATE statements SET extremity = $2 WHERE id = $1", statement.id, millionths).run(&mut *tx).await?;
        }
    }
    Ok(())
}

/// The names that staff gave to groups of a consultation's map, the newest first.
///
/// # Errors
/// When the record cannot be reached, or holds marks that cannot be read.
pub async fn names(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Vec<GivenName>, DbError> {
    let kept: Vec<(String, String)> = sql!(
        "SELECT name, marks FROM opinion_group_names WHERE consultation_id = $1 ORDER BY named_at DESC, name",
        consultation
    )
    .all(on)
    .await?;
    kept.into_iter()
        .map(|(name, marks)| {
            let unreadable = || DbError::Decode(format!("{marks:?} are not the marks of a group").into());
            Marks::read(&marks).map(|marks| GivenName { name, marks }).ok_or_else(unreadable)
        })
        .collect()
}

/// Keeps a name with what tells its group apart.
///
/// # Errors
/// When the record refuses it.
pub async fn keep_name(tx: &mut Tx, consultation: ConsultationId, given: &GivenName, now: Time) -> Result<(), DbError> {
    sql!(
        "INSERT INTO opinion_group_names (consultation_id, name, marks, named_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (consultation_id, name) DO UPDATE SET marks = excluded.marks, named_at = excluded.named_at",
        consultation,
        &given.name,
        given.marks.written(),
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Takes a name away.
///
/// # Errors
/// When the record refuses it.
pub async fn forget_name(tx: &mut Tx, consultation: ConsultationId, name: &str) -> Result<(), DbError> {
    sql!("DELETE FROM opinion_group_names WHERE consultation_id = $1 AND name = $2", consultation, name)
        .run(tx)
        .await
        .map(drop)
}
