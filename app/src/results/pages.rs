//! The public page of results. Hidden means hidden: while the counts may not be seen, the page says why and
//! when they appear, to staff as well.

use leptos::prelude::*;

use super::overview::Overviews;
use super::turnout::{self, Turnout};
use super::{findings, overview};
use crate::consultations::instrument::ReportReader;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, stage_now, tabs, with_results};
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing::{self, Hidden};
use crate::consultations::slip_notes::SlipNotes;
use crate::identity::rules::Permission;
use crate::reason::WhyNot;
use crate::site::{Page, Path, Visit};

/// `GET /consultations/{slug}/results`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    if let Some(reason) = showing::hidden_because(&consultation, visit.now) {
        return hidden(&visit, &consultation, reason);
    }
    let (reports, beside) = findings::reported(&visit.app, &consultation, ReportReader::Public, visit.now).await?;
    let open = stage(&consultation.dates, visit.now) == Stage::Open;
    let ways = visit.app.warm::<Overviews>().of(&visit.app.db, consultation.id).await?;
    let turnout = Turnout::of(&visit.app, &consultation, visit.now).await?;
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
    let nothing = reports.is_empty() && beside.0.is_empty();
    let page =
        visit.page(format!("Results: {}", consultation.title)).about(consultation.id).described(said(&consultation));
    beside.on(page).show(|| {
        let rail = Rail::of(&consultation, &notes, visit.now);
        let body = view! {
            {open.then(|| view! {
                <div class="note"><p><strong>"This consultation is still open."</strong>" The numbers change as people answer."</p></div>
            })}
            {staff_link(&visit, &slug)}
            {if nothing {
                view! { <div class="empty"><h2>"No proposals yet"</h2><p>"What people answer to each proposal will be here."</p></div> }.into_any()
            } else {
                view! { {overview::figures(&ways, &reports)}{overview::in_short(&reports)} }.into_any()
            }}
            {beside.show(&consultation, &format!("/consultations/{slug}"))}
            {(!nothing).then(|| turnout::in_short(&turnout, &consultation))}
            {how_counted(consultation.parts.without_proposals())}
        };
        rail.beside(head(&visit, &consultation), body.into_any())
    })
}

/// What the page is about, in a sentence.
fn said(consultation: &Consultation) -> String {
    format!("What people said about “{}”. {}", consultation.title, consultation.summary)
}

fn head(visit: &Visit, consultation: &Consultation) -> AnyView {
    view! {
        {crumbs(Some(consultation))}
        <header class="title">
            <p class="over">"Results "{stage_now(&consultation.dates, visit.now)}</p>
            <h1>"What people said"</h1>
            <p class="lede" dir="auto">{consultation.title.clone()}</p>
        </header>
        {tabs(visit, consultation, "/results")}
    }
    .into_any()
}

fn hidden(visit: &Visit, consultation: &Consultation, reason: Hidden) -> Page {
    let stage = stage(&consultation.dates, visit.now);
    visit.page(format!("Results: {}", consultation.title)).about(consultation.id).described(said(consultation)).show(|| {
        view! {
            {head(visit, consultation)}
            <div class="empty">
                <h2>{showing::hidden_title(stage)}</h2>
                <p>{reason.words()}</p>
                {(stage == Stage::Open && !consultation.parts.without_proposals()).then(|| view! { <p>"What people write can be read now, under each proposal."</p> })}
                <p class="actions"><a class="button quiet" href=format!("/consultations/{}", consultation.slug)>{if consultation.parts.without_proposals() { "Read what we ask" } else { "Read the proposals" }}</a></p>
            </div>
            {staff_link(visit, &consultation.slug)}
        }
        .into_any()
    })
}

/// Staff see everything on the dashboard, hidden or not.
fn staff_link(visit: &Visit, slug: &str) -> AnyView {
    if !visit.may(Permission::SeeResults) {
        return ().into_any();
    }
    view! {
        <div class="note"><p><strong>"For staff:"</strong>" all figures are on "<a href=format!("/staff/consultations/{slug}/results")>"the dashboard"</a>", whether they are hidden here or not. This page shows what residents see."</p></div>
    }
    .into_any()
}

fn how_counted(without_proposals: bool) -> AnyView {
    view! {
            <h2 id="how-counted">"How we count"</h2>
            {(!without_proposals).then(|| view! { <p>"Each person counts once for each proposal, with their latest answer, whichever version of the proposal they gave it to. Percentages are of the people who gave a view: “don’t know” is counted and shown beside them, but it is not a place on the scale. Each is rounded to the nearest whole one, so they may not add up to 100."</p> })}
            <p>"Everybody may answer, so these are the views of the people who took part, and not a sample of everybody who lives here."</p>
    }
    .into_any()
}
