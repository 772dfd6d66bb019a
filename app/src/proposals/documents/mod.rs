//! Documents: the evidence behind a consultation or one of its proposals, as PDF or pictures. What is in a file
//! decides what it is, never its name, and it is served so that it cannot run script or pass as a page of ours.

pub mod forms;
pub mod model;
pub mod pages;
mod routes;
pub mod serve;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

use self::model::Document;
use super::editing::store::{self as drafts, Working};
use crate::consultations::editing;
use crate::consultations::model::Consultation;
use crate::site::{Fault, Visit};

pub use routes::routes;

/// What the staff's page of documents needs.
pub struct Filed {
    /// The consultation.
    pub consultation: Consultation,
    /// Its proposals.
    pub proposals: Vec<Working>,
    /// Its documents.
    pub documents: Vec<Document>,
}

/// Loads what the page needs.
///
/// # Errors
/// [`Fault::Missing`] when there is no such consultation; sign-in faults for others than staff.
pub async fn load(visit: &Visit, slug: &str) -> Result<Filed, Fault> {
    let consultation = editing::find(visit, slug).await?;
    let proposals = drafts::all(&visit.app.db, [consultation.id]).await?;
    let documents = store::of_consultation(&visit.app.db, consultation.id).await?;
    Ok(Filed { consultation, proposals, documents })
}
