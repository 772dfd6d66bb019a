//! At the side of a consultation's page: who works on it, and who can see it.

use leptos::prelude::*;

use crate::clock;
use crate::consultations::model::{Showing, Stage};
use crate::running::manage::ManagedConsultation;

/// Who looks after it, who works on it beside them.
pub fn people(base: &str, managed: &ManagedConsultation) -> AnyView {
    let colleagues: Vec<AnyView> = managed
        .team
        .colleagues()
        .filter(|one| one.works())
        .map(|one| view! { <li><bdi>{one.account.name.clone()}</bdi></li> }.into_any())
        .collect();
    view! {
        <section class="side" aria-labelledby="people">
            <h2 id="people">"People"</h2>
            <p dir="auto">{managed.team.words()}</p>
            {(!colleagues.is_empty()).then(|| view! { <p>"Also working on it:"</p><ul>{colleagues}</ul> })}
            <p class="actions"><a href=format!("{base}/people")>"Change who works on it"</a></p>
        </section>
    }
    .into_any()
}

/// Who can see it, and where.
pub fn seen_by(managed: &ManagedConsultation, at: Stage) -> AnyView {
    let consultation = &managed.consultation;
    let public = format!("/consultations/{}", consultation.slug);
    let (words, link) = match (at, consultation.dates.published_at) {
        (Stage::Draft, _) | (_, None) => ("Only staff can see it.".to_owned(), "Preview the consultation’s page"),
        (_, Some(on)) => (format!("Everybody can see it since {}.", clock::long_date(on)), "See it as the public does"),
    };
    let results = match (at, consultation.results) {
        (Stage::Closed | Stage::Decided, _) => "Everybody can see the results.",
        (Stage::Withdrawn, _) => "",
        (_, Showing::Hidden) => "Results are hidden until it closes.",
        (_, Showing::Live) => "Results are shown live while it is open.",
    };
    view! {
        <section class="side" aria-labelledby="seen-by">
            <h2 id="seen-by">"Who can see it"</h2>
            <p>{words}" "{results}</p>
            <p class="actions"><a href=public>{link}</a></p>
        </section>
    }
    .into_any()
}
