//! The front page: what is open now, how taking part works, what waits and what came of it.

use super::list::notice;
use crate::consultations::model::{ListedConsultation, Stage};
use crate::consultations::rules;
use crate::consultations::store::{self, ConsultationFilter};
use crate::decisions::came_of_it::{self};
use crate::events::coming::ComingEvents;
use crate::site::{Page, Visit};
use leptos::prelude::*;

/// The front page.
pub async fn home(visit: Visit) -> Page {
    let filter = |stage| ConsultationFilter { stage: Some(stage), ..ConsultationFilter::default() };
    let db = &visit.app.db;
    let (open, _) = store::list(db, &filter(Stage::Open), visit.now).await?;
    let (decided, _) = store::list(db, &filter(Stage::Decided), visit.now).await?;
    let decided = &decided[..decided.len().min(3)];
    let (mut closed, _) = store::awaiting_decision(db, visit.now).await?;
    let now = visit.now;
    let coming = ComingEvents::everywhere(db, now).await?;
    closed.sort_by_key(|item| !rules::decision_overdue(&item.dates, now));
    let closed = &closed[..closed.len().min(3)];
    let about = store::branches_of(db, open.iter().chain(decided).chain(closed).map(|item| item.id)).await?;
    let came = came_of_it::of(db, decided.iter().map(|item| item.id), now).await?;
    let list =
        |items: &[ListedConsultation]| items.iter().map(|item| notice(item, &about, &came, now)).collect::<Vec<_>>();
    let own = |own: &str, ours: &str| if own.trim().is_empty() { ours.to_owned() } else { own.trim().to_owned() };
    let heading = own(&visit.service.front_title, "Have your say on your library");
    let words = own(
        &visit.service.front_words,
        "Before we change something about your libraries we ask you. Read what is proposed, say what you think, and see what came of it.",
    );
    visit.page(heading.clone()).feeds().described(format!("{} asks people before it changes something about its libraries. Read what is proposed, say what you think, and see what came of it.", visit.service.name)).show(|| {
        view! {
            <header class="title">
                <h1 dir="auto">{heading.clone()}</h1>
                <p class="lede" dir="auto">{words.clone()}</p>
            </header>
            <div class="spread">
                <div class="body">
                    <section aria-labelledby="open-now">
                        <h2 id="open-now">"Open now"</h2>
                        {if open.is_empty() {
                            view! { <div class="empty"><h3>"Nothing is open at the moment"</h3><p>"When the library service asks for your views, it is listed here first."</p><p class="actions"><a class="button quiet" href="/consultations">"See earlier consultations"</a></p></div> }.into_any()
                        } else {
                            view! { <ul class="notices wide">{list(&open)}</ul> }.into_any()
                        }}
                    </section>
                    {(!closed.is_empty()).then(|| view! {
                        <section aria-labelledby="waiting">
                            <h2 id="waiting">"Waiting for a decision"</h2>
                            <ul class="notices wide">{list(closed)}</ul>
                        </section>
                    })}
                    {(!decided.is_empty()).then(|| view! {
                        <section aria-labelledby="decided">
                            <h2 id="decided">"What came of it"</h2>
                            <ul class="notices wide">{list(decided)}</ul>
                            <p><a href="/consultations?stage=decided">"All decisions"</a></p>
                        </section>
                    })}
                </div>
                <aside class="margin" aria-label="Events, and how it works">
                    {coming.show("Coming up", now)}
                    <section aria-labelledby="how">
                        <h2 id="how">"How it works"</h2>
                        <ol class="steps">
                            <li><h3>"We ask"</h3><p>"Each consultation says what is proposed or asked and why, what is already fixed, what can still change, and when it closes."</p></li>
                            <li><h3>"You say"</h3><p>"Vote, comment or answer what is asked. You can change your answers until it closes. Your name is never shown, and you get a receipt."</p></li>
                            <li><h3>"We decide, and tell you"</h3><p>"Councillors see what everybody said before they decide. Then we publish what was decided, why, and what your answers changed."</p></li>
                        </ol>
                    </section>
                </aside>
            </div>
        }
        .into_any()
    })
}
