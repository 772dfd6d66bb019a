//! What a template keeps of questionnaires: each as a document of ours. A template that comes with the program may name one
//! of the questionnaires that do, in place of repeating it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::building::templates::StartingForm;
use super::definition::document;
use super::store;
use crate::consultations::instrument::TemplateError;
use crate::db::{DbError, On, Tx};
use crate::ids::ConsultationId;
use crate::time::Time;

#[derive(Deserialize)]
#[serde(untagged)]
enum QuestionnaireKept {
    /// One that comes with the program, by its name.
    Ours { ours: String },
    /// A document.
    Document { document: Value },
}

/// The questionnaires of a consultation as they stand in the draft; none when it has none.
pub(super) async fn kept(on: On<'_>, of: ConsultationId) -> Result<Option<Value>, TemplateError> {
    let mut on = on;
    let mut kept = Vec::new();
    for record in store::all(on.again(), of).await? {
        let form = store::draft(on.again(), record.id).await?;
        let text = document::to_json(&form).map_err(|why| DbError::Encode(Box::new(why)))?;
        kept.push(json!({ "document": serde_json::from_str::<Value>(&text)? }));
    }
    Ok((!kept.is_empty()).then_some(Value::Array(kept)))
}

/// Puts them into a draft.
pub(super) async fn begun(
    tx: &mut Tx,
    into: ConsultationId,
    kept: &Value,
    now: Time,
) -> Result<Vec<String>, TemplateError> {
    let all: Vec<QuestionnaireKept> = serde_json::from_value(kept.clone())?;
    for one in all {
        let unreadable = |why: document::NotAQuestionnaire| TemplateError::Unknown(why.to_string());
        let form = match one {
            QuestionnaireKept::Ours { ours } => {
                let form = StartingForm::named(&ours).ok_or(TemplateError::Unknown(ours))?;
                form.questionnaire().map_err(unreadable)?
            }
            QuestionnaireKept::Document { document } => {
                document::from_json(&document.to_string()).map_err(unreadable)?
            }
        };
        store::add(tx, into, &form, now).await?;
    }
    Ok(Vec::new())
}
