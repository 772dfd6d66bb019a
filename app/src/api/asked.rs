//! What people were asked, as JSON. What the consultation does not ask is absent; what it asks is null
//! while results are hidden.

use serde_json::{Map, Value};

use crate::App;
use crate::consultations::instrument::{Instrument, Instruments};
use crate::consultations::model::Consultation;
use crate::site::Fault;
use crate::time::Time;

fn note(fields: &mut Map<String, Value>, instrument: &dyn Instrument, told: Option<Value>) {
    if let Some(told) = told.or_else(|| instrument.told_when_not_asked()) {
        fields.insert(instrument.words().key.to_owned(), told);
    }
}

/// What the consultation asks, with nothing of what people answered, and the reason.
///
/// # Errors
/// When the record cannot be reached.
pub async fn hidden(app: &App, consultation: &Consultation, reason: &str) -> Result<Map<String, Value>, Fault> {
    let mut fields = Map::new();
    for instrument in Instruments::of(app).all() {
        let asked = consultation.parts.asks(instrument.words().bit);
        let told = if asked { Some(instrument.hidden(&app.db, consultation, reason).await?) } else { None };
        note(&mut fields, instrument, told);
    }
    Ok(fields)
}

/// What people answered.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(app: &App, consultation: &Consultation, now: Time) -> Result<Map<String, Value>, Fault> {
    let mut fields = Map::new();
    for instrument in Instruments::of(app).all() {
        let asked = consultation.parts.asks(instrument.words().bit);
        let told = if asked { Some(instrument.told(app, consultation, now).await?) } else { None };
        note(&mut fields, instrument, told);
    }
    Ok(fields)
}
