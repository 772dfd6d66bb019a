//! What people were asked, as JSON. What the consultation does not ask is absent; what it asks is null
//! while results are hidden.

use serde_json::{Map, Value};

use crate::App;
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Consultation;
use crate::site::Fault;
use crate::time::Time;

/// What the consultation asks, with nothing of what people answered, and the reason.
///
/// # Errors
/// When the record cannot be reached.
pub async fn hidden(app: &App, consultation: &Consultation, reason: &str) -> Result<Map<String, Value>, Fault> {
    let mut fields = Map::new();
    for instrument in Instruments::of(app).asked(consultation.parts) {
        fields.insert(instrument.words().key.to_owned(), instrument.hidden(&app.db, consultation, reason).await?);
    }
    Ok(fields)
}

/// What people answered.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(app: &App, consultation: &Consultation, now: Time) -> Result<Map<String, Value>, Fault> {
    let mut fields = Map::new();
    for instrument in Instruments::of(app).asked(consultation.parts) {
        fields.insert(instrument.words().key.to_owned(), instrument.told(app, consultation, now).await?);
    }
    Ok(fields)
}
