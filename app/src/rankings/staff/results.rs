//! The results for staff, whether the public may see them yet or not.

use leptos::prelude::*;

use super::{At, of};
use crate::consultations::model::Stage;
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::consultations::showing::hidden_because;
use crate::consultations::store::by_slug;
use crate::identity::rules::Permission;
use crate::rankings::cached::CachedCounts;
use crate::rankings::results::view;
use crate::responses::suppression::{FEW_BALLOTS, few_voters, what_staff_can_do};
use crate::site::{Area, Fault, Page, Path, Visit};

/// `GET /staff/consultations/{slug}/rankings/{number}/results`
pub async fn show(visit: Visit, Path((slug, number)): At) -> Page {
    let consultation = by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let managed = of(&visit, consultation, &number).await?;
    let at = stage(&managed.consultation.dates, visit.now);
    let open = at == Stage::Open;
    let made = visit
        .app
        .warm::<CachedCounts>()
        .of(&visit.app.db, (&managed.ranking, &managed.options), open, visit.now)
        .await?;
    let hidden = hidden_because(&managed.consultation, visit.now);
    let few = few_voters(made.counted.counting(), at).is_some();
    visit.page(format!("Results: {}", managed.ranking.question)).area(Area::Staff).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{managed.consultation.title.clone()}</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">"Results of a ranking "{stage_tag(at)}</p>
                <h1 dir="auto">{managed.ranking.question.clone()}</h1>
            </header>
            {hidden.is_some().then(|| view! {
                <div class="note warn"><p><strong>"The public cannot see these numbers."</strong>" Please do not pass them on before."</p></div>
            })}
            {few.then(|| view! { <div class="note"><p><strong>"What you can do:"</strong>" "{what_staff_can_do(at)}</p></div> })}
            {visit.may(Permission::Export).then(|| view! {
                <p class="actions"><a class="button quiet" href=format!("{}/ballots.csv", managed.base()) download="download">"Ballots as CSV"</a>" "<a href=format!("{}/ballots.csv?sheet=codebook", managed.base()) download="download">"What its columns mean"</a></p>
                <p class="quiet">"One row for each ballot: the places it gives, and nothing about the person. The rows are shuffled, and their numbers exist only in this file, so nobody’s order can be put together with what they wrote. Every download is noted in the record of acts."</p>
                {few.then(|| view! { <p class="quiet">{FEW_BALLOTS}</p> })}
            })}
            {open.then(|| view! { <p class="quiet">{view::counted_at(made.at)}</p> })}
            {view::everything(&managed.ranking, &managed.options, &made.counted, at)}
        }
        .into_any()
    })
}
