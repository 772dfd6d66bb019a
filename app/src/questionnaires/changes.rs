//! What changed from one version of a questionnaire to the next, for everybody.

use leptos::prelude::*;

use super::amending;
use super::pages::{QuestionnairePage, find, page_of};
use super::store;
use crate::clock;
use crate::consultations::model::Stage;
use crate::consultations::pages::crumbs;
use crate::consultations::rules::stage;
use crate::responses::path::{self, AtStep};
use crate::site::{Fault, Page, Path, Visit};

/// `GET /consultations/{slug}/questionnaires/{number}/changes`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    if stage(&shown.consultation.dates, visit.now) == Stage::Draft {
        return Err(Fault::Missing);
    }
    let QuestionnairePage { consultation, record, version } = &shown;
    let versions = store::versions(&visit.app.db, record.id).await?;
    let language = version.form.first_language();
    let sections: Vec<AnyView> = versions
        .windows(2)
        .rev()
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            let changes = amending::changes(&before.form, &after.form);
            let lines: Vec<AnyView> = changes
                .iter()
                .filter_map(|change| change.for_residents(&before.form, &after.form, language))
                .map(|line| view! { <li dir="auto">{line}</li> }.into_any())
                .collect();
            let on = after.published_at.map(clock::long_date).unwrap_or_default();
            Some(
                view! {
                    <section>
                        <h2>{format!("Version {}, {on}", after.number)}</h2>
                        <p dir="auto">{after.summary.clone()}</p>
                        {(!lines.is_empty()).then(|| view! { <ul>{lines}</ul> })}
                    </section>
                }
                .into_any(),
            )
        })
        .collect();
    let beside = path::beside(&visit, consultation).await?;
    visit.page(format!("What changed: {}", record.title)).about(consultation.id).described(&consultation.summary).show(|| {
        let head = view! {
            {crumbs(Some(consultation))}
            <header class="title"><p class="over">"Questionnaire"</p><h1>"What changed"</h1><p class="lede" dir="auto">{record.title.clone()}</p></header>
        };
        let body = view! {
            {if sections.is_empty() {
                view! { <p>"It has not been amended: everybody is asked the same."</p> }.into_any()
            } else {
                sections.into_any()
            }}
            <p class="quiet">"Whatever was answered stays as it was answered. The results say how many people were asked each question."</p>
            <p class="actions"><a class="button quiet" href=shown.path()>"Back to the questionnaire"</a></p>
        };
        beside.around(&visit, consultation, AtStep { step: &page_of(record), mark: None }, head, body)
    })
}
