//! What the person looking has done in a consultation already, and what they could still do: one receipt covers all of
//! it, and nobody has to look through every page to know where they stand.

use leptos::prelude::*;

use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::identity::model::Role;
use crate::responses::code::ReceiptCode;
use crate::responses::person::{PartLine, Persons};
use crate::responses::receipt::link;
use crate::responses::store::live;
use crate::site::{Fault, Visit};

/// What somebody did in a consultation.
pub struct PartTaken {
    lines: Vec<PartLine>,
    receipt: String,
    open: bool,
}

/// What the visitor did; none for those who sent nothing.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(visit: &Visit, consultation: &Consultation) -> Result<Option<PartTaken>, Fault> {
    let db = &visit.app.db;
    let Some(account) = visit.account().filter(|account| account.role == Role::Resident) else { return Ok(None) };
    let Some(response) = live(db, account.id, consultation.id).await? else { return Ok(None) };
    let mut lines = Vec::new();
    for person in Persons::of(&visit.app).all() {
        lines.extend(person.part(&visit.app, consultation, response).await?);
    }
    Ok(Some(PartTaken {
        lines,
        receipt: ReceiptCode::for_response(&visit.app.secret, response.0).to_string(),
        open: stage(&consultation.dates, visit.now) == Stage::Open,
    }))
}

impl PartTaken {
    /// The list, with a way to what is still to do while the consultation is open.
    pub fn show(&self, consultation: &Consultation) -> AnyView {
        let base = format!("/consultations/{}", consultation.slug);
        let lines: Vec<AnyView> = self
            .lines
            .iter()
            .filter(|line| self.open || line.done.is_some())
            .map(|line| {
                let href = format!("{base}{}", line.page);
                let done = line.done.clone().unwrap_or_else(|| "not answered yet".to_owned());
                view! { <li data-ok=if line.done.is_some() { "yes" } else { "open" }><a href=href>{line.name.clone()}</a>{format!(": {done}")}</li> }
                    .into_any()
            })
            .collect();
        view! {
            <section class="part" aria-labelledby="your-part">
                <h2 id="your-part">"Your part so far"</h2>
                <ul class="checks">{lines}</ul>
                <p class="meta"><span>"One receipt for all of it: "{link(&self.receipt)}</span></p>
            </section>
        }
        .into_any()
    }
}
