//! The sheet that lies on the table at an event: what is asked, and the code by which somebody who is there begins to
//! answer. A page that is made to be printed on A4.

use leptos::prelude::*;

use super::rules::beside_the_dates;
use super::staff::{crumbs, find};
use super::words;
use crate::site::{Area, Fault, Page, Path, Visit};
use crate::ui::address_code::{AddressCode, breakable, short_address};

/// How large the title can be set: by how long it is.
fn size(title: &str) -> &'static str {
    match title.chars().count() {
        0..=28 => "large",
        29..=60 => "middle",
        _ => "small",
    }
}

/// `GET /staff/events/{slug}/sheet`
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let event = find(&visit, &slug).await?;
    let asked = event.consultation(visit.now).map(|(_, title)| title.to_owned());
    let address = match asked {
        Some(_) => visit.app.config.link(&format!("/e/{}", event.code)),
        None => visit.app.config.link(&format!("/events/{}", event.slug)),
    };
    let code = AddressCode::of(&address).map_err(Fault::broken)?;
    let title = asked.clone().unwrap_or_else(|| event.title.clone());
    visit.page(format!("Sheet: {}", event.title)).area(Area::Staff).show(|| {
        view! {
            {crumbs(Some(&event))}
            {event.cancelled_at.is_some().then(|| view! { <div class="note warn"><p><strong>"This event was cancelled."</strong>" Its code counts nothing any more, so there is nothing to print."</p></div> })}
            {(event.cancelled_at.is_none() && beside_the_dates(&event)).then(|| view! { <div class="note warn no-print"><p><strong>"Nobody can answer on that day."</strong>" The consultation is not open while the event is on."</p></div> })}
            <article class="poster" data-title=size(&title)>
                <p class="poster-service" dir="auto">{visit.service.name.clone()}</p>
                <h1 dir="auto">{title.clone()}</h1>
                <p class="poster-call">{if asked.is_some() { "What do you think? Tell us now, on your phone." } else { "Read about it on your phone." }}</p>
                <div class="poster-way">
                    {code.drawn(&address)}
                    <div>
                        <p>"Point your camera at the square, or type:"</p>
                        <p class="poster-address"><strong>{breakable(short_address(&address))}</strong></p>
                        {asked.is_some().then(|| view! { <p>"No phone? Ask us: we have one, and paper too."</p> })}
                    </div>
                </div>
                <p class="poster-about" dir="auto">{event.title.clone()}", "{words::when_said(&event)}</p>
            </article>
            <section class="no-print" aria-labelledby="print-it">
                <h2 id="print-it">"Print it"</h2>
                <p>"Print this page on a sheet of A4, one for each table. What stands around the sheet is left out."</p>
                <details class="why"><summary>"Why a code for each event?"</summary><p>"So that you learn which events bring people in who would not have answered otherwise, and go there again. The code says nothing of who somebody is."</p></details>
            </section>
        }
        .into_any()
    })
}
