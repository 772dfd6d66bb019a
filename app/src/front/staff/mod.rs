//! `/staff`: the consultations as a table, what needs somebody first, with what to do next on each. What is over is behind
//! addresses of its own. Filters and order stand in the address, so that a view of the list can be shared.

use leptos::prelude::*;

use self::asked::{AskedList, ListOrder};
use crate::clock;
use crate::consultations::editing::store;
use crate::consultations::model::Stage;
use crate::decisions::promises::store as promises;
use crate::identity::rules::Permission;
use crate::moderation::backlog::Backlog;
use crate::moderation::store as moderation;
use crate::moderation::writing::Writings;
use crate::numbers::Noun;
use crate::setting_up::steps::SetUp;
use crate::site::{Area, FormErrors, Page, Visit};
use crate::time::Time;
use crate::ui::Field;
use crate::ui::form::{FieldOption, check, select};
use crate::ui::pager::pager;

mod asked;
mod lines;
mod table;
#[cfg(test)]
mod tests;

/// "12 days left", "closes today".
pub fn days_left(closes: Time, now: Time) -> String {
    let closes = clock::last_minute(closes);
    if clock::day(closes) == clock::day(now) {
        return format!("closes today at {}", clock::clock_time(closes));
    }
    let days = (clock::start_of_day(closes).0 - clock::start_of_day(now).0 + Time::HOUR) / Time::DAY;
    format!("{} left", Noun { one: "day", many: "days" }.count(days))
}

/// The two parts of the list that have addresses of their own, beside what is under way.
fn tabs(asked: &AskedList, overdue: i64) -> AnyView {
    let tab = |stage: Option<Stage>, label: &'static str| {
        let here = if asked.over() { asked.stage == stage } else { stage.is_none() };
        let href = stage.map_or_else(|| "/staff".to_owned(), |stage| format!("/staff?stage={}", stage.word()));
        let late = (overdue > 0 && stage == Some(Stage::Decided)).then(|| {
            view! { " "<span class="count">{Noun { one: "promise", many: "promises" }.count(overdue)}" overdue"</span> }
        });
        view! { <li><a href=href aria-current=here.then_some("page")>{label}{late}</a></li> }.into_any()
    };
    view! {
        <nav class="tabs" aria-label="Consultations">
            <ul>
                {tab(None, "Under way")}
                {tab(Some(Stage::Decided), "Decided")}
                {tab(Some(Stage::Withdrawn), "Withdrawn")}
            </ul>
        </nav>
    }
    .into_any()
}

fn filters(asked: &AskedList, runs: bool) -> AnyView {
    let none = FormErrors::none();
    let over = asked.over().then_some(asked.stage).flatten();
    let stages = [
        ("", "Any stage"),
        (Stage::Draft.word(), "Draft"),
        (Stage::Open.word(), "Open"),
        (Stage::Upcoming.word(), "Upcoming"),
        (Stage::Closed.word(), "Waiting for a decision"),
    ];
    let stages: Vec<FieldOption> = stages
        .into_iter()
        .filter(|(word, _)| runs || *word != Stage::Draft.word())
        .map(|(word, label)| FieldOption::new(word, label))
        .collect();
    let sort = asked.sort();
    view! {
        <form class="filters wide" method="get" action="/staff" role="search" aria-label="Find consultations">
            {Field::new("q", "Search").value(&asked.words).show(&none)}
            {match over {
                Some(stage) => view! { <input type="hidden" name="stage" value=stage.word()/> }.into_any(),
                None => select("stage", "Stage", stages, asked.stage.map_or("", Stage::word), &none),
            }}
            {(!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })}
            {(runs && over.is_none()).then(|| check("mine", "Only those I work on", None, asked.mine))}
            <button class="button quiet">"Show"</button>
        </form>
    }
    .into_any()
}

/// What the list says where it has no line.
fn nothing_found(asked: &AskedList) -> AnyView {
    let (title, words) = match (asked.over(), asked.words.is_empty()) {
        (true, true) if asked.stage == Some(Stage::Withdrawn) => {
            ("Nothing was withdrawn", "A consultation that ends without a decision is here, with its reason.")
        }
        (true, true) => (
            "Nothing is decided yet",
            "A consultation comes here once its decision is published. From then on its promises are what is left to do.",
        ),
        _ => ("Nothing here", "No consultation fits what you asked for. Try fewer words, or another stage."),
    };
    view! {
        <div class="empty"><h2>{title}</h2><p>{words}</p><p class="actions"><a class="button quiet" href="/staff">"Show what is under way"</a></p></div>
    }
    .into_any()
}

/// `GET /staff?stage=&sort=&mine=&q=`
pub async fn show(visit: Visit) -> Page {
    let db = &visit.app.db;
    let asked = AskedList::of(&visit);
    let list = lines::read(&visit, &asked).await?;
    let backlog = match visit.may(Permission::Moderate) {
        true => moderation::backlog(db, &visit.app.warm::<Writings>()).await?,
        false => Backlog::default(),
    };
    let set_up = match visit.service.opened_at.is_none() && visit.may(Permission::ManagePeople) {
        true => Some(SetUp::of(&visit).await?),
        false => None,
    };
    let runs = visit.may(Permission::RunConsultations);
    let overdue = if runs { promises::many_overdue(db, visit.now).await? } else { 0 };
    // Nothing was ever begun here: the page teaches, and has nothing to filter.
    let empty = list.lines.is_empty()
        && !asked.narrowed()
        && !asked.over()
        && store::ended_page(db, false, None, 1).await?.0.is_empty()
        && store::ended_page(db, true, None, 1).await?.0.is_empty();
    let caption = match (asked.stage, asked.order.0) {
        (Some(Stage::Decided), _) => "Decided, the latest first",
        (Some(Stage::Withdrawn), _) => "Withdrawn, the latest first",
        (_, ListOrder::Needs) => "Under way, what needs somebody first",
        _ => "Under way",
    };
    let first = (asked.after.is_some() || asked.from.is_some()).then(|| asked.address());
    visit.page("Consultations").area(Area::Staff).show(|| {
        view! {
            {crate::ui::done_note(&visit.query_value("done"), &[("deleted", "The draft is deleted.", "Everything that hung on it is gone too.")])}
            <header class="title"><h1>"Consultations"</h1>
                <p class="lede">"Everything you ask the public, and what to do next on each."</p>
            </header>
            {crate::ui::done_note(&visit.query_value("done"), &[crate::accounts::WELCOME])}
            {set_up.as_ref().map(setting_up)}
            {backlog.words().map(|words| {
                view! { <div class="note wide"><p><strong>{format!("{words} for a moderator.")}</strong>" People who wrote something look whether it is there: "<a href="/staff/moderation">"read what waits"</a></p></div> }
            })}
            {(runs && !empty).then(|| view! { <p class="actions"><a class="button" href="/staff/consultations/new">"Start a consultation"</a>" "<a class="button quiet" href="/staff/templates">"Start from a template"</a></p> })}
            {if empty { nothing_yet(runs) } else {
                view! {
                    {tabs(&asked, overdue)}
                    {filters(&asked, runs)}
                    {if list.lines.is_empty() { nothing_found(&asked) } else { table::table(&visit, &asked, &list.lines, caption.to_owned()) }}
                    {list.more_under_way.then(|| view! { <p class="meta">{format!("More is under way than can be put in order at once: these are {} that close one after another.", store::WINDOW)}</p> })}
                    {pager("More consultations", first, list.next.clone())}
                }
                .into_any()
            }}
            <p><a href="/consultations">"See the list as the public does"</a>{runs.then(|| view! { " · "<a href="/staff/archive">"Earlier consultations that were run elsewhere"</a> })}</p>
        }
        .into_any()
    })
}

/// What an administrator has to do before anybody else sees the site.
fn setting_up(set_up: &SetUp) -> AnyView {
    let (done, of) = set_up.done();
    view! {
        <section class="note" aria-labelledby="set-up"><h2 id="set-up">"Set up your service"</h2>
            <p>{format!("{done} of {of} done. Nothing is public until you open the site.")}
                {set_up.next().map(|check| view! { " Next: "<a href=check.link("/staff")>{check.task}</a>"." })}</p>
            <p class="actions"><a class="button quiet" href="/staff/set-up">"See the whole list"</a></p>
        </section>
    }
    .into_any()
}

fn nothing_yet(runs: bool) -> AnyView {
    view! {
        <div class="empty">
            <h2>"No consultations yet"</h2>
            <p>"A consultation asks residents about something you have not decided yet. You write why you ask and what you propose, or what you want to know. Residents answer until the closing date, and then you decide and tell them."</p>
            <p>"You can start with a title alone. Nothing is public until you publish it, and before that a list shows what the law and good practice expect."</p>
            {runs.then(|| view! { <p class="actions"><a class="button" href="/staff/consultations/new">"Start a consultation"</a>" "<a class="button quiet" href="/staff/templates">"Start from a template"</a></p> })}
        </div>
    }
    .into_any()
}
