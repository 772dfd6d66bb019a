//! The list of consultations with its filters.

use crate::App;
use crate::branches;
use crate::branches::model::BranchName;
use crate::consultations::model::{AboutBranch, ListedConsultation, Stage};
use crate::consultations::pages::{date_that_matters, decision_due, stage_now};
use crate::consultations::store::{self, ConsultationFilter, ListPosition};
use crate::db::{Db, DbError, Scope};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::ids::ConsultationId;
use crate::numbers::Noun;
use crate::site::app::Warm;
use crate::site::{Cached, FormErrors, Page, Visit};
use crate::time::Time;
use crate::ui::done_note;
use crate::ui::form::{Field, FieldOption, select};
use crate::ui::pager::pager;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A consultation in a list. Once it is decided, what came of it stands in the place of what was asked.
pub fn notice(
    item: &ListedConsultation,
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
            <p class="meta">{stage_now(&item.dates, now)}" "{date_that_matters(&item.dates, now)}" "{decision_due(&item.dates, now)}" "<span>{place}</span></p>
            {match came.get(&item.id) {
                Some(came) => came.show(),
                None => view! { <p dir="auto">{item.summary.clone()}</p> }.into_any(),
            }}
        </li>
    }
    .into_any()
}

/// What the list is, to search engines.
const DESCRIPTION: &str = "What the library service asks people about its libraries: what is open now, what waits for a \
    decision, what was decided, and why.";

/// How many pages of the list are kept.
const LISTS: usize = 200;

/// The longest question whose list is kept: none that a page leads to is as long.
const LONGEST: usize = 300;

/// What a list shows.
struct ListPage {
    branches: Vec<BranchName>,
    filter: ConsultationFilter,
    items: Vec<ListedConsultation>,
    next: Option<ListPosition>,
    about: Vec<AboutBranch>,
    came: BTreeMap<ConsultationId, CameOfIt>,
}

/// Lists by what was asked for (stage, library, where it begins), and by the next moment at which the calendar changes
/// one. Nothing that comes in to a consultation does.
pub struct CachedLists(Cached<(String, String, String, Time), Arc<ListPage>>);

impl Warm for CachedLists {
    fn open(app: &App) -> Self {
        Self(Cached::new(app.config.parts_cache, LISTS).about(|_, _| Scope::Site))
    }
}

/// The list that was asked for. One that was searched for by words is not kept: there are as many as there are words.
async fn shown(visit: &Visit, words: &str) -> Result<Arc<ListPage>, DbError> {
    let (stage, branch, after) = (visit.query_value("stage"), visit.query_value("branch"), visit.query_value("after"));
    let app = &visit.app;
    let read = async || read(&app.db, (&stage, &branch, &after), words, visit.now).await.map(Arc::new);
    if !words.is_empty() || stage.len() + branch.len() + after.len() > LONGEST {
        return read().await;
    }
    let until = app.boundary.next(app, app.db.version(), visit.now).await?;
    app.warm::<CachedLists>().0.of(&app.db, (stage.clone(), branch.clone(), after.clone(), until), read).await
}

async fn read(
    db: &Db,
    (stage, branch, after): (&str, &str, &str),
    words: &str,
    now: Time,
) -> Result<ListPage, DbError> {
    let branches = branches::store::all(db).await?;
    let filter = ConsultationFilter {
        stage: Stage::from_word(stage),
        branch: branches.iter().find(|known| known.slug == branch).map(|known| known.id),
        words: words.to_owned(),
        after: after.parse().ok(),
    };
    let (items, next) = store::list(db, &filter, now).await?;
    let about = store::branches_of(db, items.iter().map(|item| item.id)).await?;
    let came = came_of_it::of(db, items.iter().map(|item| item.id), now).await?;
    Ok(ListPage { branches, filter, items, next, about, came })
}

/// `GET /consultations?stage=&branch=&q=`
pub async fn list(visit: Visit) -> Page {
    let words: String = visit.query_value("q").chars().take(200).collect();
    let shown = shown(&visit, &words).await?;
    let ListPage { branches: all_branches, filter, items, next, about, came } = &*shown;
    let (stage, branch, after) = (visit.query_value("stage"), visit.query_value("branch"), visit.query_value("after"));
    let now = visit.now;
    let none = FormErrors::none();
    let stages = std::iter::once(FieldOption::new("", "Any stage"))
        .chain(Stage::PUBLIC.map(|stage| FieldOption::new(stage.word(), stage.title())))
        .collect();
    let places = std::iter::once(FieldOption::new("", "Any library"))
        .chain(all_branches.iter().map(|branch| FieldOption::new(branch.slug.clone(), branch.name.clone())))
        .collect();
    let next = next.as_ref().map(|place| {
        format!("/consultations?stage={}&branch={}&after={place}", filter.stage.map_or("", Stage::word), branch)
    });
    let first = (!after.is_empty())
        .then(|| format!("/consultations?stage={}&branch={}", filter.stage.map_or("", Stage::word), branch));
    let count = items.len();
    let found = match (count, next.is_some() || first.is_some()) {
        (_, true) => String::new(),
        (0, _) => "No consultations match".to_owned(),
        (some, _) => Noun { one: "consultation", many: "consultations" }.count(some),
    };
    visit.page("Consultations").about_none().feeds().described(DESCRIPTION).show(|| {
        view! {
            {done_note(&visit.query_value("done"), &[("confirmed", "Your address is confirmed.", "You can vote and comment now.")])}
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
                let items: Vec<AnyView> = items.iter().map(|item| notice(item, about, came, now)).collect();
                view! { <ul class="notices wide">{items}</ul> }.into_any()
            }}
            {pager("More consultations", first, next)}
        }
        .into_any()
    })
}
