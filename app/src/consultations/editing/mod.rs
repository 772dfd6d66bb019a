//! What staff write of a consultation: its form, what may be changed at which stage, and how it is kept. The pages with
//! which they run it are the room `running`.

pub mod form;
pub mod rules;
pub mod store;

use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::model::Consultation;
use crate::audit::store::NewEntry;
use crate::db::{Tx, dialect};
use crate::ids::{AccountId, ConsultationId};
use crate::site::{Fault, Visit};
use crate::time::Time;

/// The consultation at a staff address; who may come there stands beside the address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn find(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    super::store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)
}

/// A transaction in which something a consultation asks is changed. Nobody else changes the consultation or answers it meanwhile, so what
/// the rules say of the consultation as it is here holds until the end. Gives that, and the moment.
///
/// # Errors
/// [`Fault::Missing`] when it is gone meanwhile.
pub async fn writing(visit: &Visit, seen: &Consultation) -> Result<(Tx, Consultation, Time), Fault> {
    let mut tx = visit.app.db.begin().await?;
    dialect::lock_counts(&mut tx).await?;
    store::hold(&mut tx, seen.id).await?;
    let consultation = super::store::by_id(&mut tx, seen.id).await?.ok_or(Fault::Missing)?;
    // Only now: it may have opened or closed while this waited.
    Ok((tx, consultation, visit.app.clock.now()))
}

/// The crumbs above a staff page of a consultation.
pub fn crumbs(consultation: Option<&Consultation>) -> AnyView {
    let own = consultation.map(|consultation| {
        let href = format!("/staff/consultations/{}", consultation.slug);
        view! { <li><a dir="auto" href=href>{consultation.title.clone()}</a></li> }
    });
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff">"Staff"</a></li>{own}</ol></nav>
    }
    .into_any()
}

/// The hash of a text, for the record of acts, which holds no text.
pub fn hash_of_text(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The hash of something that is kept as JSON.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn hash_of(what: &impl serde::Serialize) -> Result<String, Fault> {
    Ok(hash_of_text(&serde_json::to_string(what)?))
}

/// An act on a consultation, for the record of acts.
pub fn entry<'a>(
    actor: AccountId,
    action: &'a str,
    id: ConsultationId,
    detail: &'a [(&'a str, String)],
) -> NewEntry<'a> {
    NewEntry { actor: Some(actor), action, subject_kind: "consultation", subject_id: id.0, detail }
}
