//! How staff run a questionnaire: write it while the consultation is a draft, see whom each question is asked of and what
//! keeps it from being published, and see the results at any time.

pub mod amend;
pub mod bringing_in;
pub mod build;
pub mod equality;
pub mod equality_counts;
pub mod files;
pub mod findings;
pub mod forms;
pub mod pages;
mod routes;
pub mod sent_files;

use leptos::prelude::*;

use super::definition::question::Questionnaire;
use super::model::QuestionnaireRecord;
use super::store;
use crate::consultations::editing;
use crate::consultations::model::Consultation;
use crate::consultations::store::by_slug;
use crate::site::{Fault, Path, Visit};

pub use routes::routes;

/// A questionnaire with its consultation and what staff write of it.
pub struct ManagedQuestionnaire {
    /// The consultation.
    pub consultation: Consultation,
    /// The questionnaire.
    pub record: QuestionnaireRecord,
    /// What staff write.
    pub form: Questionnaire,
}

/// Where a questionnaire's number stands in addresses.
pub type At = Path<(String, String)>;

/// The questionnaire at a staff address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<ManagedQuestionnaire, Fault> {
    let consultation = editing::find(visit, slug).await?;
    let number = number.parse().map_err(|_| Fault::Missing)?;
    let record = store::by_number(&visit.app.db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    let form = store::draft(&visit.app.db, record.id).await?;
    Ok(ManagedQuestionnaire { consultation, record, form })
}

/// The consultation and the questionnaire at an address of those who see results; what may be changed is no matter there.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn of_results(visit: &Visit, slug: &str, number: &str) -> Result<(Consultation, QuestionnaireRecord), Fault> {
    let consultation = by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
    let number = number.parse().map_err(|_| Fault::Missing)?;
    let record = store::by_number(&visit.app.db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    Ok((consultation, record))
}

/// The way back from what was written or sent in answer to a question.
pub fn crumbs_to_results(consultation: &Consultation, record: &QuestionnaireRecord) -> AnyView {
    let results = format!("{}/{}/results", list_path(consultation), record.number);
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/staff">"Staff"</a></li>
            <li><a dir="auto" href=format!("/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
            <li><a href=results>"Results"</a></li>
        </ol></nav>
    }
    .into_any()
}

impl ManagedQuestionnaire {
    /// The path that its staff pages begin with.
    pub fn base(&self) -> String {
        format!("{}/{}", list_path(&self.consultation), self.record.number)
    }
}

/// The path of the staff's list.
pub fn list_path(consultation: &Consultation) -> String {
    format!("/staff/consultations/{}/questionnaires", consultation.slug)
}
