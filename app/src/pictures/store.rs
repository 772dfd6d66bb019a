//! Pictures in the record.

use super::model::{Picture, Pictured};
use crate::db::{DbError, On, Tx};
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;

/// The picture of something, without its dots.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn of(on: impl Into<On<'_>>, pictured: Pictured) -> Result<Option<Picture>, DbError> {
    let found = match pictured {
        Pictured::Consultation(id) => {
            sql!("SELECT alt, credit, name, width, height, small_width FROM pictures WHERE consultation_id = $1", id)
        }
        Pictured::Library(id) => {
            sql!("SELECT alt, credit, name, width, height, small_width FROM pictures WHERE branch_id = $1", id)
        }
    };
    found.maybe(on).await
}

/// The dots of one, by its name: the large one or the small one.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn content(on: impl Into<On<'_>>, name: &str, small: bool) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Vec<u8>,)> = match small {
        true => sql!("SELECT small FROM pictures WHERE name = $1 ORDER BY id LIMIT 1", name).maybe(on).await?,
        false => sql!("SELECT content FROM pictures WHERE name = $1 ORDER BY id LIMIT 1", name).maybe(on).await?,
    };
    Ok(found.map(|(content,)| content))
}

/// The drafts whose picture alone it is; none as soon as a library or something published shows it.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn drafts_with(on: impl Into<On<'_>>, name: &str, now: Time) -> Result<Vec<ConsultationId>, DbError> {
    let rows: Vec<(Option<ConsultationId>, crate::db::Flag)> = sql!(
        "SELECT consultation_id, \
                CAST(CASE WHEN branch_id IS NOT NULL OR published_at <= $2 THEN 1 ELSE 0 END AS BIGINT) AS shown \
         FROM pictures LEFT JOIN consultations ON consultations.id = consultation_id WHERE name = $1",
        name,
        now
    )
    .all(on)
    .await?;
    let public = rows.iter().any(|(_, shown)| shown.0);
    Ok(if public { Vec::new() } else { rows.into_iter().filter_map(|(draft, _)| draft).collect() })
}

/// Keeps a picture in the place of the one before.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn keep(
    tx: &mut Tx,
    pictured: Pictured,
    picture: &Picture,
    (content, small): (&[u8], &[u8]),
    now: Time,
) -> Result<(), DbError> {
    take_away(tx, pictured).await?;
    let (consultation, branch) = pictured.columns();
    sql!(
        "INSERT INTO pictures (consultation_id, branch_id, alt, credit, name, width, height, content, small_width, small, \
             changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        consultation,
        branch,
        &picture.alt,
        &picture.credit,
        &picture.name,
        picture.width,
        picture.height,
        content,
        picture.small_width,
        small,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Changes the words of the picture that is there. False when there is none.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn reword(
    tx: &mut Tx,
    pictured: Pictured,
    (alt, credit): (&str, &str),
    now: Time,
) -> Result<bool, DbError> {
    let (consultation, branch) = pictured.columns();
    let changed = match (consultation, branch) {
        (Some(id), _) => {
            sql!(
                "UPDATE pictures SET alt = $2, credit = $3, changed_at = $4 WHERE consultation_id = $1",
                id,
                alt,
                credit,
                now
            )
        }
        (None, id) => {
            sql!(
                "UPDATE pictures SET alt = $2, credit = $3, changed_at = $4 WHERE branch_id = $1",
                id,
                alt,
                credit,
                now
            )
        }
    };
    Ok(changed.run(tx).await? == 1)
}

/// Takes the picture of something away. False when there is none.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn take_away(tx: &mut Tx, pictured: Pictured) -> Result<bool, DbError> {
    let gone = match pictured {
        Pictured::Consultation(id) => sql!("DELETE FROM pictures WHERE consultation_id = $1", id),
        Pictured::Library(id) => sql!("DELETE FROM pictures WHERE branch_id = $1", id),
    };
    Ok(gone.run(tx).await? == 1)
}
