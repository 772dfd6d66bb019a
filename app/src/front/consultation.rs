//! A consultation as residents see it: what is asked and why, what they did already, and what came of it.

use super::part;
use crate::archive;
use crate::clock;
use crate::consultations::instrument::Instruments;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{
    crumbs, decision_due, places, preview_band, public_notices, stage_tag, tabs, visible,
};
use crate::consultations::store::{self};
use crate::consultations::{rules, slip};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::events::coming::ComingEvents;
use crate::formats;
use crate::ids::ConsultationId;
use crate::pictures::{self, Pictured};
use crate::proposals;
use crate::site::{Page, Visit};
use crate::time::Time;
use crate::together::contact;
use crate::ui::done_note;
use axum::extract::Path;
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
    let stage = rules::stage(&consultation.dates, now);
    let mut documents = proposals::documents::store::of_consultation(db, id).await?;
    documents.retain(|document| document.proposal_id.is_none());
    let promises = crate::consultations::store::promise_lines(db, id).await?;
    let came = came_of_it::of(db, [id], now).await?.remove(&id);
    let part = part::of(&visit, &consultation).await?;
    let contact = contact::store::of(db, id).await?;
    let mut invitations = Vec::new();
    for instrument in Instruments::of(&visit.app).asked(consultation.parts) {
        invitations.extend(instrument.invitation(&visit, &consultation).await?);
    }
    let offered = formats::view::of(db, id).await?;
    let picture = pictures::view::of(db, Pictured::Consultation(id)).await?;
    let coming = ComingEvents::of_consultation(db, (id, &consultation.slug), now).await?;
    visit.page(consultation.title.clone()).about(id).described(&consultation.summary).show(|| {
        view! {
            {done_note(&visit.query_value("done"), &[("event", "You are welcome.", "What you answer here from now on is counted with the event you came by."), ("preview-over", "This is published now.", "The link you opened led to a preview. This is the page that everybody sees.")])}
            {crumbs(None)}
            <header class="title">
                <p class="over">"Consultation "{stage_tag(stage)}</p>
                <h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede" dir="auto">{consultation.summary.clone()}</p>
            </header>
            {offered.show()}
            {tabs(&visit, &consultation, "")}
            <div class="spread">
                <aside>
                    {slip::slip(&consultation, &notices, &promises, now, false)}
                    <dl class="facts">
                        <div><dt>"Libraries"</dt><dd>{places(&about)}</dd></div>
                        <div><dt>"Our promise"</dt><dd>{consultation.level.title()}" "<small>{consultation.level.promise()}</small></dd></div>
                        <div><dt>"Questions?"</dt><dd>{contact.show(&visit.service)}</dd></div>
                    </dl>
                </aside>
                <div>
                    {picture.as_ref().map(pictures::Picture::show)}
                    {stage_note(&visit, &consultation, came.as_ref(), now)}
                    {part.as_ref().map(|part| part.show(&consultation))}
                    {invitations.is_empty().then(|| view! { <h2>"What we propose"</h2><div class="empty"><h3>"No proposals yet"</h3><p>"They appear here when they are written."</p></div> })}
                    {invitations.iter().map(|invite| invite()).collect::<Vec<_>>()}
                    {coming.show("Come and talk to us", now)}
                    <h2>"Why we are asking"</h2>
                    <div dir="auto" inner_html=consultation.background_html.clone()></div>
                    {proposals::documents::view::list(&documents)}
                    {public_notices(&notices)}
                </div>
            </div>
        }
        .into_any()
    })
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
