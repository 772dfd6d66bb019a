//! How an approval is asked for and given on the staff's pages, and which words it is for. The rules are in
//! `together::approval`.

pub mod forms;
pub mod view;

use super::readiness::Readiness;
use crate::consultations::editing::hash_of_text;
use crate::consultations::model::Consultation;
use crate::consultations::store as consultations;
use crate::db::{DbError, On};
use crate::formats;
use crate::pictures::{self, Pictured};
use crate::proposals::documents;
use crate::together::contact;

/// A mark of everything that publishing would make public: the consultation's own words and dates, its libraries, its
/// contact, picture, documents and other formats, and all that it asks.
///
/// # Errors
/// When the record cannot be reached.
pub async fn fingerprint(
    on: impl Into<On<'_>>,
    consultation: &Consultation,
    readiness: &Readiness,
) -> Result<String, DbError> {
    let mut on = on.into();
    let id = consultation.id;
    let branches: Vec<i64> = {
        let mut all: Vec<i64> =
            consultations::branches_of(on.again(), [id]).await?.into_iter().map(|branch| branch.branch_id.0).collect();
        all.sort_unstable();
        all
    };
    let contact = contact::store::of(on.again(), id).await?;
    let picture = pictures::view::of(on.again(), Pictured::Consultation(id)).await?;
    let formats = formats::view::of(on.again(), id).await?;
    let documents: Vec<String> = documents::store::of_consultation(on, id)
        .await?
        .into_iter()
        .map(|one| {
            format!("{:?} {:?} {} {} {}", one.id, one.proposal_id, one.title, one.file_name, hex::encode(one.sha256))
        })
        .collect();
    let own = (&consultation.slug, &consultation.title, &consultation.summary, &consultation.background);
    let dates = &consultation.dates;
    let words = format!(
        "{own:?} {:?} {:?} {:?} {:?} {:?} {branches:?} {contact:?} {picture:?} {formats:?} {documents:?} {}",
        consultation.level,
        consultation.results,
        dates.opens_at,
        dates.closes_at,
        dates.decision_due_at,
        readiness.mark()
    );
    Ok(hash_of_text(&words))
}
