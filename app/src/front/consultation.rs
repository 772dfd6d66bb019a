//! A consultation as residents see it: what is asked and why, what they did already, and what came of it.

use crate::archive;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{
    crumbs, decision_due, places, preview_band, public_notices, stage_now, tabs, visible,
};
use crate::consultations::rail::Rail;
use crate::consultations::rules;
use crate::consultations::slip_notes::SlipNotes;
use crate::consultations::store;
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::events::coming::ComingEvents;
use crate::formats;
use crate::ids::ConsultationId;
use crate::pictures::{self, Pictured};
use crate::proposals;
use crate::responses::path;
use crate::site::{Page, Path, Visit};
use crate::time::Time;
use crate::together::contact;
use crate::ui::done_note;
use crate::ui::prose::first_blocks;
use leptos::prelude::*;

/// `GET /consultations/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = visible(&visit, &slug).await?;
    if consultation.parts.elsewhere() {
        return archive::view::show(&visit, &consultation).await;
    }
    let db = &visit.app.db;
    let id: ConsultationId = consultation.id;
    let notices = store::notices(db, id).await?;
    let about = store::branches_of(db, [id]).await?;
    let now = visit.now;
    let mut documents = proposals::documents::store::of_consultation(db, id).await?;
    documents.retain(|document| document.proposal_id.is_none());
    let notes = SlipNotes::of(&visit.app, id).await?;
    let came = came_of_it::of(db, [id], now).await?.remove(&id);
    let path = path::of(&visit, &consultation).await?;
    let contact = contact::store::of(db, id).await?;
    let offered = formats::view::of(db, id).await?;
    let picture = pictures::view::of(db, Pictured::Consultation(id)).await?;
    let coming = ComingEvents::of_consultation(db, (id, &consultation.slug), now).await?;
    visit.page(consultation.title.clone()).about(id).described(&consultation.summary).show(|| {
        let mut contents = vec![("why", "Why we are asking".to_owned()), ("steps", path.title().to_owned())];
        contents.extend((!coming.is_empty()).then(|| ("coming-up", "Come and talk to us".to_owned())));
        contents.extend((!notices.is_empty()).then(|| ("notices", "Notices".to_owned())));
        let facts = view! {
            <dl class="facts">
                <div><dt>"Libraries"</dt><dd>{places(&about)}</dd></div>
                <div><dt>"Our promise"</dt><dd>{consultation.level.title()}" "<small>{consultation.level.promise()}</small></dd></div>
                <div><dt>"Questions?"</dt><dd>{contact.show(&visit.service)}</dd></div>
            </dl>
        };
        let documents = (!documents.is_empty()).then(|| {
            view! { <section class="rail-part">{proposals::documents::view::list(&documents)}</section> }
        });
        let rail = Rail {
            slip: Some(notes.slip(&consultation, now)),
            to_do: path.to_do().filter(|_| visit.preview.is_none()),
            contents,
            more: documents.map(IntoAny::into_any).into_iter().chain([facts.into_any()]).collect(),
            ..Rail::default()
        };
        let head = view! {
            {done_note(&visit.query_value("done"), &[("event", "You are welcome.", "What you answer here from now on is counted with the event you came by."), ("preview-over", "This is published now.", "The link you opened led to a preview. This is the page that everybody sees.")])}
            {crumbs(None)}
            <header class="title">
                <p class="over">"Consultation "{stage_now(&consultation.dates, now)}</p>
                <h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede" dir="auto">{consultation.summary.clone()}</p>
            </header>
            {offered.show()}
            {tabs(&visit, &consultation, "")}
        };
        let body = view! {
            {picture.as_ref().map(pictures::Picture::show)}
            {stage_note(&visit, &consultation, came.as_ref(), now)}
            {path.thanks()}
            {why(&consultation.background_html)}
            {if path.is_empty() {
                view! { <h2 id="steps">"What we propose"</h2><div class="empty"><h3>"No proposals yet"</h3><p>"They appear here when they are written."</p></div> }.into_any()
            } else {
                path.show()
            }}
            {coming.show("Come and talk to us", now)}
            {public_notices(&notices)}
        };
        rail.beside(head.into_any(), body.into_any())
    })
}

/// From how many letters on what is left of the reasons is folded away.
const FOLDED_FROM: usize = 300;

/// Why this is asked: the first two paragraphs, and more for those who want to know.
fn why(html: &str) -> AnyView {
    let (first, rest) = first_blocks(html, 2);
    let (first, rest) = if rest.len() < FOLDED_FROM { (html, "") } else { (first, rest) };
    view! {
        <h2 id="why">"Why we are asking"</h2>
        <div dir="auto" inner_html=first.to_owned()></div>
        {(!rest.is_empty()).then(|| view! {
            <details class="more"><summary>"Read more about why"</summary><div dir="auto" inner_html=rest.to_owned()></div></details>
        })}
    }
    .into_any()
}

/// What a visitor should know first at this stage.
fn stage_note(visit: &Visit, consultation: &Consultation, came: Option<&CameOfIt>, now: Time) -> AnyView {
    let dates = &consultation.dates;
    let slug = &consultation.slug;
    match rules::stage(dates, now) {
        Stage::Draft => {
            preview_band(visit, format!("/staff/consultations/{slug}"), "Back to the checks").into_any()
        }
        Stage::Upcoming => {
            let opens = dates.opens_at.map(clock::long_date_time).unwrap_or_default();
            view! { <div class="note"><p><strong>{format!("Opens on {opens}.")}</strong>{if consultation.parts.without_proposals() { " You can read what we ask now and answer then." } else { " You can read the proposals now and vote and comment then." }}</p></div> }.into_any()
        }
        Stage::Open => {
            let closes = dates.closes_at.map(clock::end_date_time).unwrap_or_default();
            view! { <div class="note"><p><strong>{format!("Open until {closes}.")}</strong>{if consultation.parts.without_proposals() { " You can change your answers until it closes." } else { " Read a proposal, then vote and comment. You can change your vote until it closes." }}</p></div> }.into_any()
        }
        Stage::Closed => view! {
            <div class="note"><p><strong>"This consultation has closed."</strong>" "<a href=format!("/consultations/{slug}/results")>"See what people said"</a>". "{decision_due(dates, now).unwrap_or_else(|| "The decision comes next".into_any())}"."</p></div>
        }
        .into_any(),
        Stage::Decided => view! {
            <div class="note success"><p><strong>"This has been decided."</strong>" "<a href=format!("/consultations/{slug}/decision")>"What was decided, and why"</a></p>{came.map(CameOfIt::show)}</div>
        }
        .into_any(),
        Stage::Withdrawn => view! {
            <div class="note warn"><p><strong>"This consultation was withdrawn."</strong>" "<bdi>{consultation.withdrawn_reason.clone()}</bdi></p></div>
        }
        .into_any(),
    }
}
