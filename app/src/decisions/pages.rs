//! The decision's pages: what residents read, and where staff write it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::came_of_it::first_sentence;
use super::editor;
use super::model::{Decision, DecisionContent, Ruling};
use super::rules::TooEarly;
use super::view::{self, ShownDecision};
use super::{correcting, rules, store};
use crate::clock;
use crate::consultations::instrument::Finding;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rail::Rail;
use crate::consultations::rules::decision_overdue;
use crate::consultations::slip_notes::SlipNotes;
use crate::consultations::{pages as consultation_pages, rules as stages, store as consultations};
use crate::decisions::promises;
use crate::decisions::promises::view::PromiseForm;
use crate::reason::WhyNot;
use crate::results::findings::{self, Findings};
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::{check, done_note, error_summary};

/// `GET /consultations/{slug}/decision`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = consultation_pages::visible(&visit, &slug).await?;
    let db = &visit.app.db;
    let stage = stages::stage(&consultation.dates, visit.now);
    if matches!(stage, Stage::Draft | Stage::Upcoming) {
        return Err(Fault::Missing);
    }
    let decision = store::of(db, consultation.id).await?;
    let decision = decision.filter(|decision| stage == Stage::Decided && decision.published_at.is_some());
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
    let shown = match decision {
        Some(decision) => {
            let rulings = store::rulings(db, decision.id).await?;
            let promises = promises::store::of(db, consultation.id).await?;
            let asked = findings::of(&visit.app, &consultation, visit.now).await?;
            let behind = asked.is_behind();
            let versions = match decision.corrected_at {
                Some(_) => correcting::store::versions(db, decision.id).await?,
                None => Vec::new(),
            };
            let shown = ShownDecision::published(&slug, decision, asked.0, &rulings, promises);
            let shown = ShownDecision { with_results: !consultation.parts.elsewhere(), ..shown };
            Some((shown, behind, versions))
        }
        // Nothing is to come.
        None if consultation.parts.elsewhere() => return Err(Fault::Missing),
        None => None,
    };
    let now = visit.now;
    let outcome = shown.as_ref().map(|(shown, ..)| first_sentence(&shown.outcome));
    let page = visit.page(format!("Decision: {}", consultation.title)).about(consultation.id);
    let page = page.described(outcome.unwrap_or_else(|| consultation.summary.clone()));
    let page = if shown.as_ref().is_some_and(|(_, behind, _)| *behind) { page.passing() } else { page };
    page.show(|| {
        let head = view! {
            {consultation_pages::crumbs(Some(&consultation))}
            <header class="title">
                <p class="over">"Decision "{consultation_pages::stage_tag(stage)}</p>
                <h1 dir="auto">{consultation.title.clone()}</h1>
            </header>
            {consultation_pages::tabs(&visit, &consultation, "/decision")}
        };
        let body = match &shown {
            Some((shown, _, versions)) => view! {
                {correcting::pages::note(&slug, versions)}
                {view::body(shown, not_decided_about(shown, &consultation), now)}
            }
            .into_any(),
            None => not_yet(&consultation, stage, now),
        };
        // Nothing else says what was decided when, so a phone shows the slip too.
        Rail { brief: false, ..Rail::of(&consultation, &notes, now) }.beside(head.into_any(), body)
    })
}

/// What came of whatever was asked and not decided about.
fn not_decided_about(shown: &ShownDecision, consultation: &Consultation) -> AnyView {
    Findings(shown.beside.clone()).show(consultation, &format!("/consultations/{}", consultation.slug))
}

/// Where a decision will be, and when.
fn not_yet(consultation: &Consultation, stage: Stage, now: Time) -> AnyView {
    let slug = &consultation.slug;
    if stage == Stage::Withdrawn {
        return view! {
            <div class="empty">
                <h2>"There will be no decision"</h2>
                <p>"This consultation was withdrawn. "<bdi>{consultation.withdrawn_reason.clone()}</bdi></p>
            </div>
        }
        .into_any();
    }
    let due = match consultation.dates.decision_due_at {
        Some(due) if decision_overdue(&consultation.dates, now) => {
            format!("The decision was due by {} and is overdue.", clock::end_date(due))
        }
        Some(due) => format!("The library service means to decide by {}.", clock::end_date(due)),
        None => "The library service has not said yet when it will decide.".to_owned(),
    };
    let open = stage == Stage::Open;
    view! {
        <div class="empty">
            <h2>"Not decided yet"</h2>
            <p>{if open { "People can still say what they think. " } else { "" }}{due}</p>
            <p>"When it is decided, this page says what was decided, who decided it and why, what people said and how it was weighed. Everybody who took part gets a message, unless they wanted none."</p>
            <p class="actions">
                {if open {
                    view! { <a class="button" href=format!("/consultations/{slug}")>{if consultation.parts.without_proposals() { "Read what we ask" } else { "Read the proposals" }}</a> }.into_any()
                } else {
                    view! { <a class="button quiet" href=format!("/consultations/{slug}/results")>"See what people said"</a> }.into_any()
                }}
            </p>
        </div>
    }
    .into_any()
}

/// A page of the staff's that says why nothing can be decided now.
///
/// # Errors
/// Never; the type is a handler's.
pub fn too_early(visit: &Visit, consultation: &Consultation, why: TooEarly, status: StatusCode) -> Page {
    let slug = &consultation.slug;
    visit.page(format!("Decision: {}", consultation.title)).area(Area::Staff).status(status).show(|| {
        view! {
            {consultation_pages::crumbs(Some(consultation))}
            <header class="title"><p class="over">"Decision"</p><h1 dir="auto">{consultation.title.clone()}</h1></header>
            <div class="empty">
                <h2>"It cannot be decided now"</h2>
                <p>{why.words()}</p>
                {visit.posted.then(|| visit.sent.to_copy(&visit.app))}
                {editor::law("A decision made while people are still being asked can be set aside by a court.", "Why wait?", "The first of the four Gunning principles says that a public body asks while its plans can still change. A decision recorded before the closing date is evidence that they could not.")}
                <p class="actions"><a class="button quiet" href=format!("/consultations/{slug}")>"Back to the consultation"</a></p>
            </div>
        }
        .into_any()
    })
}

/// A draft to begin with: everything that was asked, texts with the version that stood when the consultation closed.
pub fn blank(asked: &[Finding]) -> DecisionContent {
    DecisionContent { rulings: asked.iter().map(Ruling::about).collect(), ..DecisionContent::default() }
}

/// `GET /staff/consultations/{slug}/decision`
pub async fn edit(visit: Visit, Path(slug): Path<String>) -> Page {
    let db = &visit.app.db;
    let consultation = consultations::by_slug(db, &slug).await?.ok_or(Fault::Missing)?;
    let decision = store::of(db, consultation.id).await?;
    if let Some(decision) = decision.as_ref().filter(|decision| decision.published_at.is_some()) {
        let (typed, none) = (PromiseForm::default(), FormErrors::none());
        return published(&visit, &consultation, decision, &typed, &none, StatusCode::OK).await;
    }
    if let Some(why) = rules::too_early(&consultation, visit.now) {
        return too_early(&visit, &consultation, why, StatusCode::OK);
    }
    let asked = findings::of(&visit.app, &consultation, visit.now).await?.0;
    let (content, seen) = match decision {
        Some(decision) => (decision.content, decision.updated_at.0),
        None => (blank(&asked), 0),
    };
    let writing = editor::DecisionEditor {
        consultation: &consultation,
        content: &content,
        asked: &asked,
        seen,
        more: editor::More::default(),
    };
    editor::show(&visit, &writing, &FormErrors::none(), StatusCode::OK)
}

/// `GET /staff/consultations/{slug}/decision/preview`
pub async fn preview(visit: Visit, Path(slug): Path<String>) -> Page {
    let db = &visit.app.db;
    let consultation = consultations::by_slug(db, &slug).await?.ok_or(Fault::Missing)?;
    let decision = store::of(db, consultation.id).await?.ok_or(Fault::Missing)?;
    if decision.published_at.is_some() {
        return visit.go(&format!("/staff/consultations/{slug}/decision"));
    }
    previewed(&visit, &consultation, &decision, &FormErrors::none(), StatusCode::OK).await
}

/// A draft as residents would read it, with what is still missing, or the button that publishes it.
///
/// # Errors
/// When the record cannot be reached.
pub async fn previewed(
    visit: &Visit,
    consultation: &Consultation,
    decision: &Decision,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let now = visit.now;
    let asked = findings::of(&visit.app, consultation, now).await?.0;
    let mut missing = FormErrors::none();
    let ready = rules::check(consultation, &decision.content, &asked, now, &mut missing).is_some();
    let shown = ShownDecision::draft(&consultation.slug, &decision.content, asked);
    let edit = format!("/staff/consultations/{}/decision", consultation.slug);
    visit.page(format!("Preview of the decision: {}", consultation.title)).area(Area::Staff).status(status).show(|| {
        let wrong = errors.of("confirm").map(str::to_owned);
        view! {
            <aside class="preview-band" aria-label="Preview"><strong>"Preview."</strong>" Residents cannot see this yet. "<a href=edit.clone()>"Back to editing"</a></aside>
            {error_summary(errors)}
            <header class="title"><p class="over">"Decision"</p><h1 dir="auto">{consultation.title.clone()}</h1></header>
            {view::body(&shown, not_decided_about(&shown, consultation), now)}
            <hr/>
            <h2>"Publish this decision"</h2>
            {if ready {
                view! {
                    <p>"Everybody who took part gets one message with a link to the decision. From then on it can only be corrected, in public and with a date; for each promise you can say that it was kept, or that it will not be and why."</p>
                    <form method="post" action=edit>
                        <input type="hidden" name="seen" value=decision.updated_at.0/>
                        {wrong.map(|wrong| view! { <p class="error" id="confirm-error"><span class="vh">"Error: "</span>{wrong}</p> })}
                        {check("confirm", "I have checked that this is what was decided, and that the people who decided had read what residents said", None, false)}
                        <p class="actions"><button class="button" name="act" value="publish">"Publish the decision and tell people"</button></p>
                    </form>
                }
                .into_any()
            } else {
                let items: Vec<AnyView> = missing.iter().map(|(_, sentence)| view! { <li data-ok="no"><strong>"Missing:"</strong>" "{sentence.to_owned()}</li> }.into_any()).collect();
                view! {
                    <p>"It cannot be published yet. This is still to do:"</p>
                    <ul class="checks">{items}</ul>
                    <p class="actions"><a class="button" href=edit>"Back to editing"</a></p>
                }
                .into_any()
            }}
        }
        .into_any()
    })
}

/// The staff's page of a published decision: its promises, and what became of each.
///
/// # Errors
/// When the record cannot be reached.
pub async fn published(
    visit: &Visit,
    consultation: &Consultation,
    decision: &Decision,
    typed: &PromiseForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let promises = promises::store::of(&visit.app.db, consultation.id).await?;
    let slug = &consultation.slug;
    let when = decision.published_at.map(clock::long_date).unwrap_or_default();
    visit.page(format!("Decision: {}", consultation.title)).area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[
                ("published", "The decision is published.", "Everybody who took part is being told."),
                ("corrected", "The correction is published.", "The earlier text stays where everybody can compare the two."),
                ("kept", "The promise is marked as kept.", "Everybody who took part is being told."),
                ("declined", "It is said that we will not.", "Everybody who took part is being told why."),
            ])}
            {consultation_pages::crumbs(Some(consultation))}
            <header class="title"><p class="over">"Decision"</p><h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede">{format!("Published on {when}. What is published stays: what was told wrongly can be corrected, beside the earlier text.")}</p></header>
            {editor::law("People rely on what they were told was decided, and so may a court.", "Why is it not simply changed?", "A decision is a record of what was decided and why, on one day. Reasons written afterwards carry little weight. If the decision itself changes, that is a new decision: publish a notice or run a new consultation.")}
            <p class="actions"><a class="button quiet" href=format!("/consultations/{slug}/decision")>"Read it as residents do"</a>" "<a class="button quiet" href=format!("/staff/consultations/{slug}/decision/correct")>"Correct the text"</a></p>
            <h2>"Promises"</h2>
            {promises::view::to_end(slug, &promises, typed, errors, visit.now)}
        }
        .into_any()
    })
}
