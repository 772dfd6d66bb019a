//! The public page of a ranking's results. Hidden means hidden, to staff as well.

use leptos::prelude::*;

use super::{checking, view};
use crate::consultations::model::Stage;
use crate::consultations::pages::{crumbs, stage_now, tabs};
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing::{hidden_because, hidden_title};
use crate::consultations::slip_notes::SlipNotes;
use crate::identity::rules::Permission;
use crate::rankings::cached::CachedCounts;
use crate::rankings::pages::{RankingPage, find};
use crate::reason::WhyNot;
use crate::site::{Page, Path, Visit};

/// `GET /consultations/{slug}/rankings/{number}/results`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let at = stage(&shown.consultation.dates, visit.now);
    let notes = SlipNotes::of(&visit.app, shown.consultation.id).await?;
    if let Some(reason) = hidden_because(&shown.consultation, visit.now) {
        return visit.page(format!("Results: {}", shown.ranking.question)).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
            let body = view! {
                <div class="empty"><h2>{hidden_title(at)}</h2><p>{reason.words()}</p><p class="actions"><a class="button quiet" href=shown.path()>"Read the question and the options"</a></p></div>
                {checking::fold(&shown.ranking, &shown.options, None, at)}
                {staff_link(&visit, &shown)}
            };
            Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit, &shown), body.into_any())
        });
    }
    let open = at == Stage::Open;
    let counts = &visit.app.warm::<CachedCounts>();
    let kept = counts.of(&visit.app.db, (&shown.ranking, &shown.options), open, visit.now).await?;
    let page = visit
        .page(format!("Results: {}", shown.ranking.question))
        .about(shown.consultation.id)
        .described(&shown.consultation.summary);
    // A count that is behind is shown for some seconds, but not until the next change of the record.
    let page = if kept.behind { page.passing() } else { page };
    page.show(|| {
        let body = view! {
            {(at == Stage::Open).then(|| view! { <div class="note"><p><strong>"This consultation is still open."</strong>" The numbers change as people answer. "{view::counted_at(kept.at)}</p></div> })}
            {staff_link(&visit, &shown)}
            {view::everything(&shown.ranking, &shown.options, &kept.counted, at)}
            <p class="quiet">"Everybody may answer, so these are the views of the people who took part, and not a sample of everybody who lives here."</p>
        };
        Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit, &shown), body.into_any())
    })
}

fn head(visit: &Visit, shown: &RankingPage) -> AnyView {
    view! {
        {crumbs(Some(&shown.consultation))}
        <header class="title">
            <p class="over">"Results of a ranking "{stage_now(&shown.consultation.dates, visit.now)}</p>
            <h1 dir="auto">{shown.ranking.question.clone()}</h1>
            <p class="meta"><span><a href=shown.path()>"The question and the options"</a></span></p>
        </header>
        {tabs(visit, &shown.consultation, "/results")}
    }
    .into_any()
}

/// Staff see everything on their own page, hidden or not.
fn staff_link(visit: &Visit, shown: &RankingPage) -> AnyView {
    if !visit.may(Permission::SeeResults) {
        return ().into_any();
    }
    let href = format!("/staff/consultations/{}/rankings/{}/results", shown.consultation.slug, shown.ranking.number);
    view! {
        <div class="note"><p><strong>"For staff:"</strong>" the figures are on "<a href=href>"the staff’s page"</a>", whether they are hidden here or not. This page shows what residents see."</p></div>
    }
    .into_any()
}
