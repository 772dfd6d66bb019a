//! The councillors' overview, and the results of one consultation.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use leptos::prelude::*;

use super::rules::figures_visible;
use crate::clock;
use crate::consultations::instrument::ReportReader;
use crate::consultations::model::{Consultation, ListedConsultation, Notice, Stage};
use crate::consultations::pages::{date_that_matters, stage_now};
use crate::consultations::rules::{decision_overdue, stage};
use crate::consultations::showing::{hidden_because, hidden_title};
use crate::consultations::slip::{PromiseLine, slip};
use crate::consultations::store::{self, ConsultationFilter};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::ids::ConsultationId;
use crate::reason::WhyNot;
use crate::results::findings::{self, Findings};
use crate::results::overview::{self, Overviews};
use crate::site::{Area, Fault, Page, Path, Visit};

/// A consultation that waits for a decision, with all its card shows.
struct AwaitingDecision {
    consultation: Consultation,
    notices: Vec<Notice>,
    promises: Vec<PromiseLine>,
    findings: Findings,
}

async fn waiting(visit: &Visit, item: &ListedConsultation) -> Result<Option<AwaitingDecision>, Fault> {
    let db = &visit.app.db;
    let Some(consultation) = store::by_id(db, item.id).await? else { return Ok(None) };
    Ok(Some(AwaitingDecision {
        notices: store::notices(db, item.id).await?,
        promises: store::promise_lines(db, item.id).await?,
        findings: findings::of(&visit.app, &consultation, visit.now).await?,
        consultation,
    }))
}

/// `GET /council`
pub async fn overview(visit: Visit) -> Page {
    let db = &visit.app.db;
    let now = visit.now;
    let filter = |stage| ConsultationFilter { stage: Some(stage), ..ConsultationFilter::default() };
    let (open, _) = store::list(db, &filter(Stage::Open), now).await?;
    let (closed, more_closed) = store::awaiting_decision(db, now).await?;
    let (decided, _) = store::list(db, &filter(Stage::Decided), now).await?;
    let came = came_of_it::of(db, decided.iter().map(|item| item.id), now).await?;
    // Side by side: what one of them has to work out must not keep the others waiting.
    let waiting = try_join_all(closed.iter().map(|item| waiting(&visit, item))).await?;
    let waiting: Vec<AwaitingDecision> = waiting.into_iter().flatten().collect();
    visit.page("Council overview").area(Area::Council).show(|| {
        view! {
            <header class="title">
                <h1>"What residents are telling the council"</h1>
                <p class="lede">"What is open now, what waits for a decision, and what was decided."</p>
            </header>
            {crate::ui::done_note(&visit.query_value("done"), &[crate::accounts::WELCOME])}
            {waiting_section(&waiting, more_closed, &visit)}
            {open_section(&open, &visit)}
            {decided_section(&decided, &came)}
        }
        .into_any()
    })
}

fn waiting_section(waiting: &[AwaitingDecision], more: bool, visit: &Visit) -> AnyView {
    let cards: Vec<AnyView> = waiting.iter().map(|one| card(one, visit)).collect();
    view! {
            <h2 id="waiting">"Waiting for a decision"</h2>
            {if cards.is_empty() {
                view! { <div class="empty"><h3>"Nothing waits for a decision"</h3><p>"When a consultation closes it appears here, with what people said in a sentence for each thing they were asked."</p></div> }.into_any()
            } else {
                view! { <ul class="cards wide">{cards}</ul> }.into_any()
            }}
            {more.then(|| view! { <p><a href="/consultations?stage=closed">"All that have closed"</a></p> })}
    }
    .into_any()
}

fn card(waiting: &AwaitingDecision, visit: &Visit) -> AnyView {
    let AwaitingDecision { consultation, notices, promises, findings } = waiting;
    let href = format!("/council/consultations/{}", consultation.slug);
    let said: Vec<AnyView> = findings
        .0
        .iter()
        .map(|finding| {
            // Texts that were published are known by their numbers.
            let number = (!finding.put.is_empty()).then(|| format!("{}. ", finding.number));
            view! { <dt>{number}<bdi>{finding.title.clone()}</bdi></dt><dd>{finding.sentence.clone()}</dd> }.into_any()
        })
        .collect();
    view! {
        <li class="card">
            <h3><a dir="auto" href=href.clone()>{consultation.title.clone()}</a></h3>
            <p dir="auto">{consultation.summary.clone()}</p>
            {(!said.is_empty()).then(|| view! { <dl>{said}</dl> })}
            {slip(consultation, notices, promises, visit.now, true)}
            <p class="actions"><a class="button" href=href>"See what people said"</a></p>
        </li>
    }
    .into_any()
}

fn open_section(open: &[ListedConsultation], visit: &Visit) -> AnyView {
    let items: Vec<AnyView> = open
        .iter()
        .map(|item| {
            view! {
                <li class="notice">
                    <h3><a dir="auto" href=format!("/council/consultations/{}", item.slug)>{item.title.clone()}</a></h3>
                    <p class="meta">{stage_now(&item.dates, visit.now)}" "{date_that_matters(&item.dates, visit.now)}</p>
                    <p dir="auto">{item.summary.clone()}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
            <h2 id="open">"Open now"</h2>
            {if items.is_empty() {
                view! { <p>"Nothing is open at the moment."</p> }.into_any()
            } else {
                view! { <ul class="notices wide">{items}</ul> }.into_any()
            }}
            <p class="quiet">"Councillors see hidden results when everybody does, at closing, so that nobody can steer the debate by a count that others do not have."</p>
    }
    .into_any()
}

fn decided_section(decided: &[ListedConsultation], came: &BTreeMap<ConsultationId, CameOfIt>) -> AnyView {
    let items: Vec<AnyView> = decided
        .iter()
        .map(|item| {
            let decided = item.dates.decided_at.map(|at| {
                view! { <span>"Decided "<time datetime=clock::machine(at)>{clock::long_date(at)}</time></span>" " }
            });
            view! {
                <li class="notice">
                    <h3><a dir="auto" href=format!("/consultations/{}/decision", item.slug)>{item.title.clone()}</a></h3>
                    <p class="meta">{decided}<span><a href=format!("/council/consultations/{}", item.slug)>"What people said"</a></span></p>
                    {came.get(&item.id).map(CameOfIt::show)}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
            <h2 id="decided">"Decided"</h2>
            {if items.is_empty() {
                view! { <p>"No decisions yet. Each one is published with what we asked, what people said and what we did."</p> }.into_any()
            } else {
                view! { <ul class="notices wide">{items}</ul> }.into_any()
            }}
    }
    .into_any()
}

/// `GET /council/consultations/{slug}`
pub async fn results(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    if consultation.parts.elsewhere() {
        return visit.go(&format!("/consultations/{slug}"));
    }
    if stage(&consultation.dates, visit.now) == Stage::Draft {
        return Err(Fault::Missing);
    }
    if !figures_visible(&consultation, visit.now) {
        return hidden(&visit, &consultation);
    }
    let ways = visit.app.warm::<Overviews>().of(&visit.app.db, consultation.id).await?;
    let (reports, beside) = findings::reported(&visit.app, &consultation, ReportReader::Council, visit.now).await?;
    visit.page(format!("What people said: {}", consultation.title)).area(Area::Council).show(|| {
        view! {
            {head(&visit, &consultation)}
            {outcome(&visit, &consultation)}
            <div class="overview wide">
                <div class="body">
                    {overview::in_short(&reports)}
                    {beside.show(&consultation, &format!("/consultations/{slug}"))}
                </div>
                <aside aria-label="In numbers">
                    {overview::figures(&ways, &reports)}
                    <nav class="contents" aria-label="More figures"><p aria-hidden="true">"More figures"</p><ul>
                        <li><a href=format!("/council/consultations/{slug}/turnout")>"Who answered, how and when"</a></li>
                    </ul></nav>
                </aside>
            </div>
        }
        .into_any()
    })
}

/// `GET /council/consultations/{slug}/turnout`
pub async fn turnout(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let draft = stage(&consultation.dates, visit.now) == Stage::Draft;
    if draft || consultation.parts.elsewhere() || !figures_visible(&consultation, visit.now) {
        return visit.go(&format!("/council/consultations/{slug}"));
    }
    let ways = visit.app.warm::<Overviews>().of(&visit.app.db, consultation.id).await?;
    let (reports, _) = findings::reported(&visit.app, &consultation, ReportReader::Council, visit.now).await?;
    visit.page(format!("Who answered: {}", consultation.title)).area(Area::Council).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/council">"Council"</a></li>
                <li><a dir="auto" href=format!("/council/consultations/{slug}")>{consultation.title.clone()}</a></li>
            </ol></nav>
            <header class="title"><h1>"Who answered, how and when"</h1></header>
            {overview::turnout(&ways, &reports)}
        }
        .into_any()
    })
}

fn head(visit: &Visit, consultation: &Consultation) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/council">"Council"</a></li>
            <li><a dir="auto" href=format!("/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
        </ol></nav>
        <header class="title">
            <p class="over">"What people said "{stage_now(&consultation.dates, visit.now)}</p>
            <h1 dir="auto">{consultation.title.clone()}</h1>
            <p class="lede" dir="auto">{consultation.summary.clone()}</p>
        </header>
    }
    .into_any()
}

/// What comes next at this stage.
fn outcome(visit: &Visit, consultation: &Consultation) -> AnyView {
    match stage(&consultation.dates, visit.now) {
        Stage::Decided => view! {
            <div class="note success"><p><strong>"This has been decided."</strong>" "<a href=format!("/consultations/{}/decision", consultation.slug)>"We asked, you said, we did"</a></p></div>
        }
        .into_any(),
        Stage::Closed => {
            let due = consultation.dates.decision_due_at.map_or_else(
                || "The decision comes next.".to_owned(),
                |due| match decision_overdue(&consultation.dates, visit.now) {
                    true => format!("The decision was due by {} and is overdue.", clock::end_date(due)),
                    false => format!("The decision is due by {}.", clock::end_date(due)),
                },
            );
            view! { <div class="note"><p><strong>"This waits for a decision."</strong>" "{due}" Please weigh what people said before you make up your mind."</p></div> }.into_any()
        }
        Stage::Open => view! {
            <div class="note"><p><strong>"This is still open."</strong>" The numbers change as people answer, and everybody sees them as they do."</p></div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn hidden(visit: &Visit, consultation: &Consultation) -> Page {
    let reason = hidden_because(consultation, visit.now).map(|why| why.words());
    let at = stage(&consultation.dates, visit.now);
    let proposals = !consultation.parts.without_proposals();
    visit.page(format!("What people said: {}", consultation.title)).area(Area::Council).show(|| {
        view! {
            {head(visit, consultation)}
            <div class="empty">
                <h2>{hidden_title(at)}</h2>
                <p>{reason}</p>
                {(at == Stage::Open).then(|| view! { <p>"This holds for councillors too: you see the figures when everybody does, so that nobody can steer the debate by a count that others do not have."{proposals.then_some(" What people write can be read now, under each proposal.")}</p> })}
                <p class="actions"><a class="button quiet" href=format!("/consultations/{}", consultation.slug)>{if proposals { "Read the proposals" } else { "Read what people are asked" }}</a></p>
            </div>
        }
        .into_any()
    })
}
