//! How staff run a ranking: write it while the consultation is a draft, withdraw an option that cannot be had any
//! more, see the results at any time and take the ballots away.

pub mod files;
pub mod form;
pub mod forms;
pub mod pages;
pub mod removing;
pub mod results;
mod routes;

use super::model::{Ranking, RankingOption};
use super::store;
use crate::consultations::editing;
use crate::consultations::model::Consultation;
use crate::site::{Fault, Path, Visit};

pub use routes::routes;

/// A ranking with its consultation and options.
pub struct ManagedRanking {
    /// The consultation.
    pub consultation: Consultation,
    /// The ranking.
    pub ranking: Ranking,
    /// Its options.
    pub options: Vec<RankingOption>,
}

/// Where a ranking's number stands in addresses.
pub type At = Path<(String, String)>;

/// The ranking at a staff address, for those who run consultations.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<ManagedRanking, Fault> {
    let consultation = editing::find(visit, slug).await?;
    of(visit, consultation, number).await
}

/// The ranking of a consultation by its number.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn of(visit: &Visit, consultation: Consultation, number: &str) -> Result<ManagedRanking, Fault> {
    let number = number.parse().map_err(|_| Fault::Missing)?;
    let ranking = store::by_number(&visit.app.db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    let options = store::options(&visit.app.db, [ranking.id]).await?;
    Ok(ManagedRanking { consultation, ranking, options })
}

impl ManagedRanking {
    /// The path that its staff pages begin with.
    pub fn base(&self) -> String {
        format!("{}/{}", list_path(&self.consultation), self.ranking.number)
    }
}

/// The path of the staff's list.
pub fn list_path(consultation: &Consultation) -> String {
    format!("/staff/consultations/{}/rankings", consultation.slug)
}
