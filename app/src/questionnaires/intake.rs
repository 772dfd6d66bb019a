//! Bringing a questionnaire that was read from a file into the draft of a consultation: what the command and the staff's page
//! have in common.

use super::definition::document;
use super::definition::question::Questionnaire;
use super::rules::{self, QuestionnaireFixed};
use super::store;
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing::hash_of_text;
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::db::{Db, DbError};
use crate::ids::AccountId;
use crate::reason::WhyNot;
use crate::time::Time;

/// Why a questionnaire is not brought in.
#[derive(Debug, thiserror::Error)]
pub enum IntakeRefused {
    /// There is no such consultation.
    #[error("there is no consultation called “{0}”")]
    NoConsultation(String),
    /// It takes none any more.
    #[error("{}", .0.reason().words())]
    Fixed(QuestionnaireFixed),
    /// The record could not be reached.
    #[error("the database answered: {0}")]
    Db(#[from] DbError),
}

/// A questionnaire from a file that gives it no title, with one that says what it is.
#[must_use]
pub fn titled(mut form: Questionnaire) -> Questionnaire {
    if form.title.is_empty() {
        let first = form.first_language().clone();
        form.title.set(&first, "Questionnaire");
    }
    form
}

/// Adds a questionnaire to the draft of a consultation, and gives its number there.
///
/// # Errors
/// Why not; then nothing was recorded.
pub async fn bring_in(
    db: &Db,
    slug: &str,
    form: &Questionnaire,
    actor: Option<AccountId>,
    now: Time,
) -> Result<i64, IntakeRefused> {
    let mut tx = db.begin().await?;
    let consultation = consultations::by_slug(&mut tx, slug).await?;
    let consultation = consultation.ok_or_else(|| IntakeRefused::NoConsultation(slug.to_owned()))?;
    rules::may_add(stage(&consultation.dates, now)).map_err(IntakeRefused::Fixed)?;
    let (_, number) = store::add(&mut tx, consultation.id, form, now).await?;
    let written = document::to_json(form).map_err(|why| DbError::Encode(Box::new(why)))?;
    let detail = [("questionnaire", number.to_string()), ("content_sha256", hash_of_text(&written))];
    let entry = NewEntry {
        actor,
        action: "questionnaire.create",
        subject_kind: "consultation",
        subject_id: consultation.id.0,
        detail: &detail,
    };
    append(&mut tx, &entry, now).await?;
    tx.commit().await?;
    Ok(number)
}
