//! What a person took part in, in the record.

use crate::consultations::model::Dates;
use crate::db::{DbError, On};
use crate::ids::{AccountId, ConsultationId, ResponseId};
use crate::responses::model::Channel;
use crate::sql;
use crate::time::Time;

/// A response of a person, with the consultation it belongs to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnResponse {
    /// The response.
    pub response_id: ResponseId,
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Its dates.
    #[sqlx(flatten)]
    pub dates: Dates,
    /// The way the response came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The branch it is counted under.
    pub branch: Option<String>,
    /// What led there: the code of an event; empty when nothing is known.
    pub source: String,
    /// When it began.
    pub received_at: Time,
    /// When it was withdrawn, so that it counts no more.
    pub response_withdrawn_at: Option<Time>,
    /// The response that took its place.
    pub superseded_by: Option<ResponseId>,
}

impl OwnResponse {
    /// Whether it counts.
    pub const fn live(&self) -> bool {
        self.response_withdrawn_at.is_none() && self.superseded_by.is_none()
    }
}

/// Everything a person took part in, the latest first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn responses(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<OwnResponse>, DbError> {
    sql!(
        "SELECT responses.id AS response_id, consultations.id AS consultation_id, consultations.slug, \
                consultations.title, consultations.published_at, consultations.opens_at, consultations.closes_at, \
                consultations.decision_due_at, consultations.withdrawn_at, consultations.decided_at, \
                responses.channel, branches.name AS branch, responses.source, responses.received_at, \
                responses.withdrawn_at AS response_withdrawn_at, responses.superseded_by \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN consultations ON consultations.id = account_participants.consultation_id \
         LEFT JOIN branches ON branches.id = responses.branch_id \
         WHERE account_participants.account_id = $1 ORDER BY responses.id DESC",
        account
    )
    .all(on)
    .await
}
