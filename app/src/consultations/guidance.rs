//! Advice in the margin of a draft that was begun from a template: what belongs into a field, why, and what others forgot.
//! It is for staff alone, and stands beside the forms until the consultation is published.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Consultation, Stage};
use super::rules::stage;
use crate::db::{DbError, On, Tx};
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;

/// The form of the consultation itself.
pub const CONSULTATION: &str = "consultation";

/// Advice for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct MarginNote {
    /// The form: [`CONSULTATION`], or the key of a kind of thing that is asked.
    pub place: String,
    /// The field, by its id on the page.
    pub field: String,
    /// What the field is called there.
    pub label: String,
    /// The advice.
    pub text: String,
}

/// Every piece of advice of a consultation, form by form.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>, id: ConsultationId) -> Result<Vec<MarginNote>, DbError> {
    sql!(
        "SELECT place, field, label, text FROM consultation_guidance WHERE consultation_id = $1 ORDER BY place, position",
        id
    )
    .all(on)
    .await
}

/// The advice for one form of a draft; none once it is published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn beside(
    on: impl Into<On<'_>>,
    of: &Consultation,
    place: &str,
    now: Time,
) -> Result<Vec<MarginNote>, DbError> {
    if stage(&of.dates, now) != Stage::Draft {
        return Ok(Vec::new());
    }
    sql!(
        "SELECT place, field, label, text FROM consultation_guidance WHERE consultation_id = $1 AND place = $2 \
         ORDER BY position",
        of.id,
        place
    )
    .all(on)
    .await
}

/// Keeps the advice of a draft that has none yet.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(tx: &mut Tx, id: ConsultationId, notes: &[MarginNote]) -> Result<(), DbError> {
    for (position, note) in (1_i64..).zip(notes) {
        sql!(
            "INSERT INTO consultation_guidance (consultation_id, place, position, field, label, text) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            &note.place,
            position,
            &note.field,
            &note.label,
            &note.text
        )
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

/// A form with its advice beside it; the form alone where there is none.
pub fn with_margin(form: AnyView, notes: &[MarginNote]) -> AnyView {
    if notes.is_empty() {
        return form;
    }
    let advice: Vec<AnyView> = notes
        .iter()
        .map(|note| {
            view! { <dt><a href=format!("#{}", note.field)>{note.label.clone()}</a></dt><dd dir="auto">{note.text.clone()}</dd> }
                .into_any()
        })
        .collect();
    view! {
        <div class="build-beside wide"><div>{form}</div>
            <section class="build-aside" aria-labelledby="margin"><h2 id="margin">"In the margin"</h2>
                <p class="hint">"Advice from the template you began with. Only staff see it."</p>
                <dl class="margin-notes">{advice}</dl>
            </section>
        </div>
    }
    .into_any()
}
