//! The list of consultations with its filters.

use crate::branches;
use crate::consultations::model::{AboutBranch, Listed, Stage};
use crate::consultations::pages::{date_that_matters, decision_due, stage_tag};
use crate::consultations::rules;
use crate::consultations::store::{self, Filter};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::ids::ConsultationId;
use crate::site::{FormErrors, Page, Visit};
use crate::time::Time;
use crate::ui::done_note;
use crate::ui::form::{Choice, Field, select};
use crate::ui::pager::pager;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A consultation in a list. Once it is decided, what came of it stands in the place of what was asked.
pub fn notice(
    item: &Listed,
    branches: &[AboutBranch],
    came: &BTreeMap<ConsultationId, CameOfIt>,
    now: Time,
) -> AnyView {
    let names: Vec<String> =
        branches.iter().filter(|about| about.consultation_id == item.id).map(|about| about.name.clone()).collect();
    let place = if names.is_empty() { "All libraries".to_owned() } else { names.join(", ") };
    view! {
        <li class="notice">
            <h2><a dir="auto" href=format!("/consultations/{}", item.slug)>{item.title.clone()}</a></h2>
            <p class="meta">{stage_tag(rules::stage(&item.dates, now))}" "{date_that_matters(&item.dates, now)}" "{decision_due(&item.dates, now)}" "<span>{place}</span></p>
            {match came.get(&item.id) {
                Some(came) => came.show(),
                None => view! { <p dir="auto">{item.summary.clone()}</p> }.into_any(),
            }}
        </li>
    }
    .into_any()
}

/// `GET /consultations?stage=&branch=&q=`
pub async fn list(visit: Visit) -> Page {
    let (stage, branch, words) = (visit.asked("stage"), visit.asked("branch"), visit.asked("q"));
    let all_branches = branches::store::all(&visit.app.db).await?;
    let after = visit.asked("after");
    let filter = Filter {
        stage: Stage::from_word(&stage),
        branch: all_branches.iter().find(|known| known.slug == branch).map(|known| known.id),
        words: words.chars().take(200).collect(),
        after: after.parse().ok(),
    };
    let (items, next) = store::list(&visit.app.db, &filter, visit.now).await?;
    let about = store::branches_of(&visit.app.db, items.iter().map(|item| item.id)).await?;
    let came = came_of_it::of(&visit.app.db, items.iter().map(|item| item.id), visit.now).await?;
    let now = visit.now;
    let none = FormErrors::none();
    let stages = std::iter::once(Choice::new("", "Any stage"))
        .chain(Stage::PUBLIC.map(|stage| Choice::new(stage.word(), stage.title())))
        .collect();
    let places = std::iter::once(Choice::new("", "Any library"))
        .chain(all_branches.iter().map(|branch| Choice::new(branch.slug.clone(), branch.name.clone())))
        .collect();
    let next = next.map(|place| {
        format!("/consultations?stage={}&branch={}&after={place}", filter.stage.map_or("", Stage::word), branch)
    });
    let first = (!after.is_empty()).then(|| format!("/consultations?stage={}", filter.stage.map_or("", Stage::word)));
    let count = items.len();
    let found = match (count, next.is_some() || first.is_some()) {
        (_, true) => String::new(),
        (0, _) => "No consultations match".to_owned(),
        (1, _) => "1 consultation".to_owned(),
        (many, _) => format!("{many} consultations"),
    };
    visit.page("Consultations").show(|| {
        view! {
            {done_note(&visit.asked("done"), &[("confirmed", "Your address is confirmed.", "You can vote and comment now.")])}
            <header class="title"><h1>"Consultations"</h1></header>
            <form class="filters" method="get" action="/consultations" role="search" aria-label="Find consultations">
                {Field::new("q", "Search").value(&filter.words).show(&none)}
                {select("stage", "Stage", stages, &stage, &none)}
                {select("branch", "Library", places, &branch, &none)}
                <button class="button quiet">"Show"</button>
            </form>
            <p class="meta" role="status">{found}</p>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"Nothing here"</h2><p>"No consultation fits what you asked for. Try fewer words, or another stage or library."</p><p class="actions"><a class="button quiet" href="/consultations">"Show all consultations"</a></p></div> }.into_any()
            } else {
                let items: Vec<AnyView> = items.iter().map(|item| notice(item, &about, &came, now)).collect();
                view! { <ul class="notices wide">{items}</ul> }.into_any()
            }}
            {pager("More consultations", first, next)}
        }
        .into_any()
    })
}
