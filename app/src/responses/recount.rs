//! Proving the counts: each kind of thing that is asked counts what was answered again and compares with the counts that are
//! shown; and what cannot be is looked for, such as a response without a receipt.

#[cfg(test)]
mod tests;

use super::sums;
use crate::consultations::instrument::Instruments;
use crate::db::{DbError, On, Statement};
use crate::sql;

/// Something in the record that cannot be, however it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// What is wrong, about each of them.
    pub what: &'static str,
    /// How many there are.
    pub many: i64,
    /// The number of the first.
    pub first: i64,
}

impl std::fmt::Display for Impossible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, many, first } = self;
        match many {
            1 => write!(f, "{what}: number {first}"),
            _ => write!(f, "{what}: {many} of them, the first is number {first}"),
        }
    }
}

/// Everything in the record that cannot be. An empty list is as it should be.
///
/// # Errors
/// When the record cannot be reached.
pub async fn impossible(on: impl Into<On<'_>>, instruments: Instruments) -> Result<Vec<Impossible>, DbError> {
    let mut on = on.into();
    let mut found = Vec::new();
    for (what, statement) in states().into_iter().chain(instruments.all().flat_map(|one| one.impossible())) {
        let (many, first): (i64, i64) = statement.one(on.again()).await?;
        if many > 0 {
            found.push(Impossible { what, many, first });
        }
    }
    Ok(found)
}

/// What cannot be, each with a question that finds how many there are and the first of them.
fn states() -> Vec<(&'static str, Statement)> {
    vec![
        (
            "a participant with two live responses",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(participant_id), 0) AS BIGINT) FROM \
                 (SELECT participant_id FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL \
                  GROUP BY participant_id HAVING COUNT(*) > 1) AS doubled"
            ),
        ),
        (
            "a response of a participant in another consultation, or of none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(responses.id), 0) AS BIGINT) FROM responses \
                 LEFT JOIN participants ON participants.id = participant_id \
                 WHERE participants.id IS NULL OR participants.consultation_id <> responses.consultation_id"
            ),
        ),
        (
            "a response replaced by one of another participant, by itself, or by none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(old.id), 0) AS BIGINT) FROM responses AS old \
                 LEFT JOIN responses AS new ON new.id = old.superseded_by WHERE old.superseded_by IS NOT NULL \
                 AND (new.id IS NULL OR new.id = old.id OR new.participant_id <> old.participant_id)"
            ),
        ),
        (
            "a response without a receipt",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(responses.id), 0) AS BIGINT) FROM responses \
                 LEFT JOIN receipts ON receipts.response_id = responses.id WHERE receipts.response_id IS NULL"
            ),
        ),
        (
            "a receipt without a response",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(response_id), 0) AS BIGINT) FROM receipts \
                 LEFT JOIN responses ON responses.id = response_id WHERE responses.id IS NULL"
            ),
        ),
        (
            "an account joined to a participant of another consultation, or to none",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(account_id), 0) AS BIGINT) \
                 FROM account_participants LEFT JOIN participants ON participants.id = participant_id \
                 WHERE participants.id IS NULL OR participants.consultation_id <> account_participants.consultation_id"
            ),
        ),
    ]
}

/// Everything that is wrong with the counts of every kind, as lines for whoever runs the service. An empty list is the proof
/// that they are right.
///
/// # Errors
/// When the record cannot be reached.
pub async fn everything_wrong(on: impl Into<On<'_>>, instruments: Instruments) -> Result<Vec<String>, DbError> {
    let mut on = on.into();
    let mut lines = sums::wrong(on.again()).await?;
    for instrument in instruments.all() {
        lines.extend(instrument.recount(on.again()).await?);
    }
    lines.extend(impossible(on, instruments).await?.iter().map(Impossible::to_string));
    Ok(lines)
}

/// How many things of each sort were counted again, in words: "5000 votes".
///
/// # Errors
/// When the record cannot be reached.
pub async fn counted(on: impl Into<On<'_>>, instruments: Instruments) -> Result<Vec<String>, DbError> {
    let mut on = on.into();
    let mut counted = Vec::new();
    for instrument in instruments.all() {
        counted.extend(instrument.counted(on.again()).await?);
    }
    Ok(counted)
}
