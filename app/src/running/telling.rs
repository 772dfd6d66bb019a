//! How staff tell people about a consultation once it is published: a poster for the wall, and a card that a parish or a
//! school can put into its own web page.

use leptos::prelude::*;

use crate::consultations::model::{Consultation, Stage};
use crate::site::Visit;
use crate::ui::form::{escaped, in_textarea};

/// What somebody copies into their own page. The title says to those who hear the page what stands in the frame.
fn frame(visit: &Visit, consultation: &Consultation) -> String {
    let address = visit.app.config.link(&format!("/embed/{}", consultation.slug));
    let title = escaped(&consultation.title).replace('"', "&quot;");
    format!("<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"320\" loading=\"lazy\"></iframe>")
}

/// The section of the staff's page; nothing before publishing, and nothing once it is withdrawn.
pub fn section(visit: &Visit, consultation: &Consultation, at: Stage) -> Option<AnyView> {
    if matches!(at, Stage::Draft | Stage::Withdrawn) {
        return None;
    }
    let base = format!("/consultations/{}", consultation.slug);
    let frame = frame(visit, consultation);
    let view = view! {
        <h2 id="tell-people">"Tell people"</h2>
        <ul>
            <li><a href=format!("{base}/poster")>"A poster to print"</a>", for all libraries or for one"</li>
            <li><a href=format!("{base}/poster.svg")>"The poster as a drawing"</a>" (SVG), for a printer"</li>
        </ul>
        <div class="field">
            <label for="card">"A card for other web pages"</label>
            <p class="hint" id="card-hint">"Copy this and give it to whoever looks after the page: a parish, a school, a newspaper. It always shows the dates as they are."</p>
            <textarea id="card" class="snippet" rows="4" readonly aria-describedby="card-hint" spellcheck="false">{in_textarea(&frame)}</textarea>
        </div>
    };
    Some(view.into_any())
}
