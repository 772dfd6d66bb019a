//! `/staff`: every consultation by stage, with what to do next on each.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::clock;
use crate::consultations::checks::CheckOutcome;
use crate::consultations::editing::store;
use crate::consultations::instrument::{Instruments, WaitingWork};
use crate::consultations::model::{ListedConsultation, Stage};
use crate::consultations::pages::{date_that_matters, decision_due, stage_tag};
use crate::consultations::rules::{in_order, stage};
use crate::consultations::store as consultations;
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::identity::rules::Permission;
use crate::ids::ConsultationId;
use crate::moderation::backlog::Backlog;
use crate::moderation::store as moderation;
use crate::moderation::writing::Writings;
use crate::numbers::Noun;
use crate::running::checks;
use crate::running::readiness;
use crate::setting_up::steps::SetUp;
use crate::site::{Area, Page, Visit};
use crate::time::Time;
use crate::together::approval;
use crate::together::team::{self, TeamMember};

/// What a draft still needs, for its line in the list.
struct Unfinished {
    id: ConsultationId,
    missing: usize,
}

async fn unfinished(visit: &Visit, items: &[ListedConsultation]) -> Result<Vec<Unfinished>, crate::site::Fault> {
    let ids: Vec<ConsultationId> =
        items.iter().filter(|item| stage(&item.dates, visit.now) == Stage::Draft).map(|item| item.id).collect();
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(consultation) = consultations::by_id(&visit.app.db, id).await? else { continue };
        let asked = readiness::of(&visit.app.db, Instruments::of(&visit.app), &consultation, visit.now).await?.checks;
        let missing = checks::all(&consultation, &asked, visit.now)
            .iter()
            .filter(|check| check.outcome == CheckOutcome::Missing)
            .count();
        found.push(Unfinished { id, missing });
    }
    Ok(found)
}

/// "12 days left", "closes today".
pub fn days_left(closes: Time, now: Time) -> String {
    let closes = clock::last_minute(closes);
    if clock::day(closes) == clock::day(now) {
        return format!("closes today at {}", clock::clock_time(closes));
    }
    let days = (clock::start_of_day(closes).0 - clock::start_of_day(now).0 + Time::HOUR) / Time::DAY;
    format!("{} left", Noun { one: "day", many: "days" }.count(days))
}

fn next_step(item: &ListedConsultation, unfinished: &[Unfinished], now: Time) -> (String, String) {
    let base = format!("/staff/consultations/{}", item.slug);
    match stage(&item.dates, now) {
        Stage::Draft => match unfinished.iter().find(|one| one.id == item.id).map_or(0, |one| one.missing) {
            0 => (base, "Ready: check it and publish".to_owned()),
            1 => (base, "Finish writing: 1 thing is missing".to_owned()),
            many => (base, format!("Finish writing: {many} things are missing")),
        },
        Stage::Upcoming => (base, "Tell people it is coming; correct anything you find".to_owned()),
        Stage::Open => (format!("{base}/results"), "See what came in".to_owned()),
        Stage::Closed => (format!("{base}/decision"), "Weigh what people said and record the decision".to_owned()),
        Stage::Decided => (format!("{base}/decision"), "Keep the promises up to date".to_owned()),
        Stage::Withdrawn => (base, "Nothing to do".to_owned()),
    }
}

/// What has come in, by consultation.
struct CameIn {
    responses: Vec<(ConsultationId, i64)>,
    waiting: Vec<WaitingWork>,
    outcomes: BTreeMap<ConsultationId, CameOfIt>,
    /// Which drafts wait for a second person's approval.
    approvals: Vec<ConsultationId>,
    /// Who looks after what is not over.
    team: Vec<TeamMember>,
}

fn line(visit: &Visit, item: &ListedConsultation, unfinished: &[Unfinished], came_in: &CameIn) -> AnyView {
    let now = visit.now;
    let at = stage(&item.dates, now);
    let runs = visit.may(Permission::RunConsultations);
    let base = format!("/staff/consultations/{}", item.slug);
    let title_link = if runs { base.clone() } else { format!("{base}/results") };
    let count = came_in.responses.iter().find(|(id, _)| *id == item.id).map_or(0, |(_, count)| *count);
    let counted = match count {
        _ if matches!(at, Stage::Draft | Stage::Upcoming) => None,
        some => Some(Noun::RESPONSE.count(some)),
    };
    let left = item.dates.closes_at.filter(|_| at == Stage::Open).map(|closes| days_left(closes, now));
    let promises = came_in.outcomes.get(&item.id).and_then(|came| came.promises.words());
    let waiting: Vec<AnyView> = came_in
        .waiting
        .iter()
        .filter(|waits| runs && waits.consultation == item.id)
        .map(|waits| view! { <p><a href=format!("{base}{}", waits.page)>{waits.words.clone()}</a></p> }.into_any())
        .collect();
    let over = matches!(at, Stage::Decided | Stage::Withdrawn);
    let cared_for = over || came_in.team.iter().any(|one| one.consultation_id == item.id && one.owner.0 && one.works());
    let asked = runs && at == Stage::Draft && came_in.approvals.contains(&item.id);
    let (href, step) = next_step(item, unfinished, now);
    view! {
        <li class="notice">
            <h3><a dir="auto" href=title_link>{item.title.clone()}</a></h3>
            <p class="meta">{stage_tag(at)}" "{date_that_matters(&item.dates, now)}
                {left.map(|left| view! { " "<span>{left}</span> })}
                {decision_due(&item.dates, now)}
                {counted.map(|counted| view! { " "<span>{counted}</span> })}
                {promises.map(|promises| view! { " "<span>{promises}</span> })}
            </p>
            {(runs && !cared_for).then(|| view! { <p><strong>"Nobody looks after it."</strong>" "<a href=format!("{base}/people")>"Say who does"</a></p> })}
            {runs.then(|| view! { <p>"Next: "<a href=href>{step}</a></p> })}
            {asked.then(|| view! { <p><a href=format!("{base}#approval")>"Waits for a second person’s approval"</a></p> })}
            {waiting}
        </li>
    }
    .into_any()
}

/// `GET /staff`
pub async fn show(visit: Visit) -> Page {
    let db = &visit.app.db;
    let mut items = store::under_way(db).await?;
    items.extend(store::ended(db).await?);
    in_order(&mut items, visit.now);
    if !visit.may(Permission::RunConsultations) {
        items.retain(|item| stage(&item.dates, visit.now) != Stage::Draft);
    }
    let going_on =
        |item: &&ListedConsultation| !matches!(stage(&item.dates, visit.now), Stage::Decided | Stage::Withdrawn);
    let under_way: Vec<ConsultationId> = items.iter().filter(going_on).map(|item| item.id).collect();
    let mut waiting = Vec::new();
    for instrument in Instruments::of(&visit.app).all() {
        waiting.extend(instrument.waiting(db.into(), &under_way).await?);
    }
    let came_in = CameIn {
        responses: store::responses(db, items.iter().map(|item| item.id)).await?,
        outcomes: came_of_it::of(db, items.iter().map(|item| item.id), visit.now).await?,
        waiting,
        approvals: match visit.service.second_person {
            true => {
                let waiting = approval::store::waiting(db, under_way.iter().copied()).await?;
                waiting.into_iter().map(|(id, _)| id).collect()
            }
            false => Vec::new(),
        },
        team: team::store::of_all(db, under_way.iter().copied()).await?,
    };
    let backlog = match visit.may(Permission::Moderate) {
        true => moderation::backlog(db, &visit.app.warm::<Writings>()).await?,
        false => Backlog::default(),
    };
    let unfinished = unfinished(&visit, &items).await?;
    let set_up = match visit.service.opened_at.is_none() && visit.may(Permission::ManagePeople) {
        true => Some(SetUp::of(&visit).await?),
        false => None,
    };
    let runs = visit.may(Permission::RunConsultations);
    visit.page("Consultations").area(Area::Staff).show(|| {
        let groups = [
            (Stage::Draft, "Drafts"),
            (Stage::Open, "Open"),
            (Stage::Upcoming, "Upcoming"),
            (Stage::Closed, "Waiting for a decision"),
            (Stage::Decided, "Decided"),
            (Stage::Withdrawn, "Withdrawn"),
        ];
        let sections: Vec<AnyView> = groups
            .into_iter()
            .filter_map(|(group, title)| {
                let own: Vec<AnyView> = items
                    .iter()
                    .filter(|item| stage(&item.dates, visit.now) == group)
                    .map(|item| line(&visit, item, &unfinished, &came_in))
                    .collect();
                let id = format!("stage-{}", group.word());
                (!own.is_empty()).then(|| {
                    view! { <h2 id=id>{title}" "<span class="count">{own.len()}</span></h2><ul class="notices wide">{own}</ul> }
                        .into_any()
                })
            })
            .collect();
        view! {
            {crate::ui::done_note(&visit.query_value("done"), &[("deleted", "The draft is deleted.", "Everything that hung on it is gone too.")])}
            <header class="title"><h1>"Consultations"</h1>
                <p class="lede">"Everything you ask the public, and what to do next on each."</p>
            </header>
            {crate::ui::done_note(&visit.query_value("done"), &[crate::accounts::WELCOME])}
            {set_up.as_ref().map(setting_up)}
            {backlog.words().map(|words| {
                view! { <div class="note"><p><strong>{format!("{words} for a moderator.")}</strong>" People who wrote something look whether it is there: "<a href="/staff/moderation">"read what waits"</a></p></div> }
            })}
            {(runs && !items.is_empty()).then(|| view! { <p class="actions"><a class="button" href="/staff/consultations/new">"Start a consultation"</a>" "<a class="button quiet" href="/staff/templates">"Start from a template"</a></p> })}
            {if items.is_empty() { nothing_yet(runs) } else { sections.into_any() }}
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
