//! The dashboard: everything that came in, for staff, whether the public may see it yet or not.

use leptos::prelude::*;

use super::findings;
use super::overview::{self, Overviews};
use crate::clock;
use crate::consultations::instrument::ReportReader;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::stage_now;
use crate::consultations::pages::with_results;
use crate::consultations::rules::stage;
use crate::consultations::showing;
use crate::identity::rules::Permission;
use crate::site::{Area, Page, Path, Visit};

/// `GET /staff/consultations/{slug}/results`
pub async fn dashboard(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    let ways = visit.app.warm::<Overviews>().of(&visit.app.db, consultation.id).await?;
    let (reports, beside) = findings::reported(&visit.app, &consultation, ReportReader::Staff, visit.now).await?;
    let hidden = showing::hidden_because(&consultation, visit.now).is_some();
    let base = format!("/staff/consultations/{slug}");
    visit.page(format!("Dashboard: {}", consultation.title)).area(Area::Staff).show(|| {
        let ways_on = view! {
            <nav class="contents" aria-label="More figures"><p aria-hidden="true">"More figures"</p><ul>
                <li><a href=format!("{base}/results/turnout")>"Who answered, how and when"</a></li>
                <li><a href=format!("{base}/signs")>"Signs of answers that may belong together"</a></li>
                <li><a href=format!("/consultations/{slug}/results")>"The public page of results"</a></li>
            </ul></nav>
        };
        view! {
            {head(&visit, &consultation)}
            {hidden.then(|| hidden_note(&visit, &consultation))}
            <div class="overview wide">
                <div class="body">
                    {if reports.is_empty() && beside.0.is_empty() {
                        view! { <div class="empty"><h2>"No proposals yet"</h2><p>"Once the consultation is published and opens, what residents answer is shown here as it comes in."</p></div> }.into_any()
                    } else {
                        view! { {overview::in_short(&reports)}{beside.show(&consultation, &base)} }.into_any()
                    }}
                </div>
                <aside aria-label="In numbers">
                    {overview::figures(&ways, &reports)}
                    {ways_on}
                    {exports(&visit, &consultation)}
                </aside>
            </div>
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/results/turnout`
pub async fn turnout(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    let ways = visit.app.warm::<Overviews>().of(&visit.app.db, consultation.id).await?;
    let (reports, _) = findings::reported(&visit.app, &consultation, ReportReader::Staff, visit.now).await?;
    visit.page(format!("Who answered: {}", consultation.title)).area(Area::Staff).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{consultation.title.clone()}</a></li>
                <li><a href=format!("/staff/consultations/{slug}/results")>"Dashboard"</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">"Dashboard "{stage_now(&consultation.dates, visit.now)}</p>
                <h1>"Who answered, how and when"</h1>
            </header>
            {overview::turnout(&ways, &reports)}
        }
        .into_any()
    })
}

fn head(visit: &Visit, consultation: &Consultation) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/staff">"Staff"</a></li>
            <li><a dir="auto" href=format!("/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
        </ol></nav>
        <header class="title">
            <p class="over">"Dashboard "{stage_now(&consultation.dates, visit.now)}</p>
            <h1 dir="auto">{format!("Results: {}", consultation.title)}</h1>
        </header>
    }
    .into_any()
}

fn hidden_note(visit: &Visit, consultation: &Consultation) -> AnyView {
    let words = match (stage(&consultation.dates, visit.now), consultation.dates.closes_at) {
        (Stage::Open, Some(closes)) => format!("They appear on {}.", clock::end_date_time(closes)),
        (Stage::Withdrawn, _) => "The consultation was withdrawn, so they stay hidden.".to_owned(),
        _ => "The consultation has not opened yet.".to_owned(),
    };
    view! {
        <div class="note warn">
            <p><strong>"The public cannot see these numbers."</strong>" "{words}" Please do not pass them on before."</p>
            <details class="why"><summary>"Why?"</summary><p>"People who know how others voted may vote with the crowd, or not at all. And a decision is only lawful if minds are open until everybody has been heard. Councillors do not see hidden numbers before closing either."</p></details>
        </div>
    }
    .into_any()
}

fn exports(visit: &Visit, consultation: &Consultation) -> AnyView {
    if !visit.may(Permission::Export) {
        return ().into_any();
    }
    let (slug, parts) = (&consultation.slug, consultation.parts);
    let base = format!("/staff/consultations/{slug}/export");
    let elsewhere = parts.more_than_proposals().then(|| {
        view! { <p class="quiet">"What else was asked has files of its own, on the pages linked below: so nobody’s answers there can be put together with what else they sent."</p> }
    });
    let comments = (!parts.without_proposals()).then(|| {
        view! { <a class="button quiet" href=format!("{base}.csv?sheet=comments") download="download">"Comments as CSV"</a>" "<a class="button quiet" href=format!("{base}.csv?sheet=costs") download="download">"Costs as CSV"</a> }
    });
    view! {
        <details id="take-away">
            <summary>"Take the answers away"</summary>
            <p class="actions">
                <a class="button quiet" href=format!("{base}.xlsx") download="download">"Excel workbook"</a>" "
                <a class="button quiet" href=format!("{base}.csv") download="download">"Responses as CSV"</a>" "
                {comments}
            </p>
            {elsewhere}
            <p class="quiet">"One row for each response, without names, addresses or receipt codes. Every download is noted in the record of acts."</p>
        </details>
    }
    .into_any()
}
