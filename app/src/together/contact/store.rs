//! Contacts for the public, in the record.

use super::Contact;
use crate::db::{DbError, On, Tx};
use crate::ids::ConsultationId;
use crate::sql;

/// Whom the public can ask about a consultation; empty where it is the contact of the service.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Contact, DbError> {
    let found: Option<Contact> =
        sql!("SELECT name, email, phone FROM consultation_contacts WHERE consultation_id = $1", consultation)
            .maybe(on)
            .await?;
    Ok(found.unwrap_or_default())
}

/// Writes down whom the public can ask; an empty one leaves it to the service.
///
/// # Errors
/// When the record refuses it.
pub async fn set(tx: &mut Tx, consultation: ConsultationId, contact: &Contact) -> Result<(), DbError> {
    sql!("DELETE FROM consultation_contacts WHERE consultation_id = $1", consultation).run(&mut *tx).await?;
    if contact.is_empty() {
        return Ok(());
    }
    sql!(
        "INSERT INTO consultation_contacts (consultation_id, name, email, phone) VALUES ($1, $2, $3, $4)",
        consultation,
        &contact.name,
        &contact.email,
        &contact.phone
    )
    .run(tx)
    .await
    .map(drop)
}
