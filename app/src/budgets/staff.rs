//! The staff's pages of a budget vote: setting it up, its projects, and residents' ideas. Every page says what is
//! fixed from when on, and why.

pub mod ideas;
pub mod pages;
pub mod projects;
pub mod set_up;
pub mod withdrawing;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{Budget, Project, Ties};
use super::store;
use crate::consultations::editing::{self, crumbs};
use crate::consultations::model::Consultation;
use crate::db::Tx;
use crate::ids::ConsultationId;
use crate::site::{Area, Fault, FormErrors, Page, Visit};
use crate::ui::error_summary;

/// A budget vote at a staff address.
pub struct Managed {
    /// The consultation it belongs to.
    pub consultation: Consultation,
    /// How it is set up.
    pub budget: Budget,
}

impl Managed {
    /// Where its pages begin.
    pub fn base(&self) -> String {
        base(&self.consultation)
    }
}

fn base(consultation: &Consultation) -> String {
    format!("/staff/consultations/{}/budget", consultation.slug)
}

/// The budget vote at a staff address.
///
/// # Errors
/// [`Fault::Missing`] when there is none; sign-in faults for others than staff.
pub async fn find(visit: &Visit, slug: &str) -> Result<Managed, Fault> {
    let consultation = editing::find(visit, slug).await?;
    let budget = store::of(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    Ok(Managed { consultation, budget })
}

/// A project of it by the number in the address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
async fn project(visit: &Visit, managed: &Managed, number: &str) -> Result<Project, Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    store::project(&visit.app.db, managed.budget.id, number).await?.ok_or(Fault::Missing)
}

/// The same project again inside a transaction; a colleague may have been faster.
///
/// # Errors
/// [`Fault::Conflict`] when it is not as it was.
async fn unchanged(tx: &mut Tx, managed: &Managed, seen: &Project) -> Result<(), Fault> {
    let latest = store::project(tx, managed.budget.id, seen.number).await?;
    match latest {
        Some(latest) if latest.state == seen.state && latest.pence == seen.pence && latest.title == seen.title => {
            Ok(())
        }
        _ => Err(Fault::Conflict(
            "Somebody else changed this meanwhile, so nothing was done. Look at it again first.".to_owned(),
        )),
    }
}

/// Draws the lot of a published vote again, when something is changed that it may decide about: whoever changes it has
/// seen the lot before. Gives what the public is told of it.
async fn draw_anew(
    visit: &Visit,
    tx: &mut Tx,
    consultation: ConsultationId,
    ties: Ties,
    detail: &mut Vec<(&'static str, String)>,
) -> Result<&'static str, Fault> {
    if ties != Ties::Lot {
        return Ok("");
    }
    let seed = visit.app.random.lot();
    store::editing::draw(tx, consultation, &seed).await?;
    detail.push(("seed", seed));
    Ok(" The lot that decides between projects that are exactly as good was drawn anew.")
}

/// A staff page with a form on it.
fn sheet(
    visit: &Visit,
    consultation: &Consultation,
    title: String,
    (errors, status): (&FormErrors, StatusCode),
    content: impl FnOnce() -> AnyView,
) -> Page {
    visit.page(title.clone()).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            // Moderators see the words of ideas, and not the page on which a consultation is run.
            {visit.may(crate::accounts::rules::Act::RunConsultations).then(|| crumbs(Some(consultation)))}
            <header class="title"><p class="over">"Budget vote"</p><h1>{title}</h1></header>
            {content()}
        }
        .into_any()
    })
}
