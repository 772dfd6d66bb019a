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
use super::{rules, store};
use crate::consultations::editing::{self, crumbs, hash_of};
use crate::consultations::lot;
use crate::consultations::model::Consultation;
use crate::db::Tx;
use crate::ids::ConsultationId;
use crate::reason;
use crate::site::{Area, Fault, FormErrors, Page, Visit};
use crate::time::Time;
use crate::ui::error_summary;

/// A budget vote at a staff address.
pub struct ManagedBudget {
    /// The consultation it belongs to.
    pub consultation: Consultation,
    /// How it is set up.
    pub budget: Budget,
}

impl ManagedBudget {
    /// A transaction in which it is changed, with the same as it is there and the moment. Nobody else changes it, or the
    /// dates of its consultation, meanwhile: so the rules are asked inside.
    ///
    /// # Errors
    /// [`Fault::Refused`] when a colleague deleted it.
    async fn writing(&self, visit: &Visit) -> Result<(Tx, Self, Time), Fault> {
        let there = self.writing_if_there(visit).await?;
        there.ok_or_else(|| {
            Fault::Refused(reason!(
                "budget-deleted",
                CONFLICT,
                Staff,
                "A colleague deleted the budget vote",
                "A colleague deleted this budget vote."
            ))
        })
    }

    /// The same; none when a colleague deleted it, for forms whose text must not be lost.
    async fn writing_if_there(&self, visit: &Visit) -> Result<Option<(Tx, Self, Time)>, Fault> {
        let (mut tx, consultation, now) = editing::writing(visit, &self.consultation).await?;
        match store::of(&mut tx, consultation.id).await? {
            Some(budget) => Ok(Some((tx, Self { consultation, budget }, now))),
            None => {
                tx.rollback().await?;
                Ok(None)
            }
        }
    }

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
pub async fn find(visit: &Visit, slug: &str) -> Result<ManagedBudget, Fault> {
    let consultation = editing::find(visit, slug).await?;
    let budget = store::of(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    Ok(ManagedBudget { consultation, budget })
}

/// What was typed in a form that cannot be shown any more, to be kept elsewhere.
fn kept(typed: &[String]) -> AnyView {
    let lines: Vec<AnyView> = typed
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p dir="auto">{line.to_owned()}</p> }.into_any())
        .collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <h2 id="typed">"What you typed"</h2><blockquote>{lines}</blockquote> }.into_any()
}

/// The page that says why something typed cannot be saved where it was sent, and keeps it; with a way on.
fn not_here(
    visit: &Visit,
    consultation: &Consultation,
    why: &str,
    typed: &[String],
    (href, label): (String, String),
) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", rules::not_saved(why));
    sheet(visit, consultation, "Not saved".to_owned(), (&errors, StatusCode::CONFLICT), || {
        view! { {kept(typed)}<p class="actions"><a href=href>{label}</a></p> }.into_any()
    })
}

/// A project of it by the number in the address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
async fn project(visit: &Visit, managed: &ManagedBudget, number: &str) -> Result<Project, Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    store::project(&visit.app.db, managed.budget.id, number).await?.ok_or(Fault::Missing)
}

/// Everything of a project that staff write, as one word: a form that was opened before a colleague's change sends
/// another one.
fn seen(project: &Project) -> Result<String, Fault> {
    let Project { state, title, summary, pence, category, branch_id, .. } = project;
    let mut hash = hash_of(&(state.word(), title, summary, pence, category, branch_id))?;
    hash.truncate(16);
    Ok(hash)
}

/// Draws the lot of a published vote again, when something is changed that it may decide about and people may have seen
/// the lot before. One that is sealed stays: nobody knows it. Gives what the public is told of it.
async fn draw_anew(
    visit: &Visit,
    tx: &mut Tx,
    consultation: ConsultationId,
    ties: Ties,
    detail: &mut Vec<(&'static str, String)>,
) -> Result<&'static str, Fault> {
    let Some(budget) = store::of(&mut *tx, consultation).await?.filter(|_| ties == Ties::Lot) else { return Ok("") };
    let (seed, drawn) = lot::after_a_change(&budget.seed, &visit.app.random);
    if !drawn {
        return Ok("");
    }
    store::editing::draw(tx, consultation, &seed).await?;
    detail.push(("seed_sha256", lot::fingerprint(&seed)));
    Ok(" The lot that decides between projects that are exactly as good was drawn, and sealed.")
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
            {visit.may(crate::identity::rules::Permission::RunConsultations).then(|| crumbs(Some(consultation)))}
            <header class="title"><p class="over">"Budget vote"</p><h1>{title}</h1></header>
            {content()}
        }
        .into_any()
    })
}
