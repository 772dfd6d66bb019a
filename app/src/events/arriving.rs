//! The way in by the code on the sheet. Its page shows what is asked and has one button; whoever presses it is counted with
//! the event, whatever they then answer and in whatever order, because what led them there is noted beside their account
//! until they have begun ([`crate::responses::arrivals`]). No cookie and no address carries it, so a link that somebody
//! shares from here says nothing of where they were.

use leptos::prelude::*;

use super::model::Event;
use super::rules::code_marks;
use super::{code, store, words};
use crate::consultations;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::visible;
use crate::consultations::rules::stage;
use crate::responses::answering::{Answering, taking_part};
use crate::responses::arrivals;
use crate::site::{Fault, Page, Path, Visit};
use crate::time::Time;

/// The announced event that a code is of.
async fn find(visit: &Visit, typed: &str) -> Result<Option<Event>, Fault> {
    let Some(code) = code::read(typed) else { return Ok(None) };
    Ok(store::by_code(&visit.app.db, &code).await?.filter(|event| event.published_at.is_some_and(|at| at <= visit.now)))
}

/// Whether somebody who comes by the code of an event now is counted with it in this consultation.
fn marks(event: &Event, consultation: &Consultation, now: Time) -> bool {
    event.consultation_id == Some(consultation.id)
        && code_marks(event, now)
        && stage(&consultation.dates, now) == Stage::Open
}

/// `GET /e/{code}`
pub(super) async fn ask(visit: Visit, Path(typed): Path<String>) -> Page {
    let event = find(&visit, &typed).await?.ok_or(Fault::Missing)?;
    let now = visit.now;
    let consultation = match event.consultation_id.filter(|_| event.consultation(now).is_some()) {
        Some(id) => consultations::store::by_id(&visit.app.db, id).await?,
        None => None,
    };
    let Some(consultation) = consultation else { return visit.go(&format!("/events/{}", event.slug)) };
    let base = format!("/consultations/{}", consultation.slug);
    if !marks(&event, &consultation, now) {
        // Too early, too late or cancelled: they are led to what they came for, and nothing is noted.
        return visit.go(&base);
    }
    visit.page(consultation.title.clone()).about_none().unlisted().described(&consultation.summary).show(|| {
        view! {
            <header class="title">
                <p class="over" dir="auto">{event.title.clone()}</p>
                <h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede" dir="auto">{consultation.summary.clone()}</p>
            </header>
            <form method="post" action=format!("{base}/event")>
                <input type="hidden" name="event-code" value=event.code.clone()/>
                <p class="actions"><button class="button">"Begin"</button>" "<a href=base.clone()>"Only have a look"</a></p>
            </form>
            <details class="why"><summary>"Why is there a button?"</summary>
                <p>"If you begin here, your answers are counted with this event: "<bdi>{event.title.clone()}</bdi>", "{words::when_said(&event)}". So we learn which events bring people in. We see how many answers came from each, and never whose they are."</p></details>
        }
        .into_any()
    })
}

/// `POST /consultations/{slug}/event` (`event-code`)
pub(super) async fn arrive(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let consultation = visible(&visit, &slug).await?;
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let account = part.who.account().ok_or(Fault::SignIn)?;
    let base = format!("/consultations/{}", consultation.slug);
    let event = find(&visit, fields.text("event-code")).await?.filter(|event| marks(event, &consultation, received_at));
    let Some(event) = event else {
        // It may have closed or been cancelled while they registered: the way in stays open, without the mark.
        return visit.go(&base);
    };
    let mut tx = visit.app.db.begin().await?;
    let noted = arrivals::note(&mut tx, account, consultation.id, &event.source(), received_at).await?;
    // Nobody is shown any of it.
    tx.touches_only([]);
    tx.commit().await?;
    visit.go(&if noted { format!("{base}?done=event#done") } else { base })
}
