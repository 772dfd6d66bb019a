//! What people were asked, as JSON. What the consultation does not ask is absent; what it asks is null
//! while results are hidden.

use serde_json::{Map, Value};

use crate::App;
use crate::consultations::instrument::{Instruments, Telling};
use crate::consultations::model::Consultation;
use crate::site::Fault;

/// What is told of everything, by the key of its kind, and whether some of it is a little behind what came in.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn told(
    app: &App,
    consultation: &Consultation,
    telling: Telling<'_>,
) -> Result<(Map<String, Value>, bool), Fault> {
    let (mut fields, mut behind) = (Map::new(), false);
    for instrument in Instruments::of(app).all() {
        if let Some(told) = instrument.told(app, consultation, telling).await? {
            behind |= told.behind;
            fields.insert(instrument.words().key.to_owned(), told.value);
        }
    }
    Ok((fields, behind))
}
