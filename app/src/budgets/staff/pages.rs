//! A budget vote as staff see it: how it is set up, its projects, and the ideas that wait.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{ManagedBudget, set_up};
use crate::budgets::ideas::pages::fate;
use crate::budgets::model::{BallotKind, Caps, Completion, Project, ProjectState, Ties};
use crate::budgets::rules;
use crate::budgets::{store, view};
use crate::clock;
use crate::consultations::editing;
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::money::pounds;
use crate::reason::WhyNot;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::ui::done_note;
use crate::ui::pager::pager;

const DONE: &[(&str, &str, &str)] = &[
    ("set-up", "Saved.", "Next, add the projects people can choose from."),
    ("told", "Saved.", "People see the change, and your sentence about it, on the consultation’s page."),
    (
        "nothing",
        "Nothing was changed.",
        "What you saved is what was there already, so nobody is told and no lot is drawn.",
    ),
    ("added", "The project is added.", ""),
    ("changed", "The project is changed.", ""),
    ("deleted", "The project is deleted.", ""),
    ("withdrawn", "The project is withdrawn.", "Its page says why, and everybody who chose it is told by email."),
    ("costed", "The cost is saved.", "The idea is not in the vote yet."),
    ("entered", "The idea is in the vote.", "Its author and the public are told."),
    ("declined", "The idea is declined.", "Its author is told why, and everybody can read it."),
    ("merged", "The idea is merged.", "Its author is told which project it is part of."),
];

/// `GET /staff/consultations/{slug}/budget?after=&before=` (pages of the ideas that wait, and of those that did not enter)
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    let Some(budget) = store::of(&visit.app.db, consultation.id).await? else {
        rules::may_change(stage(&consultation.dates, visit.now))?;
        let typed = set_up::BudgetForm::fresh(&consultation);
        let as_is = (StatusCode::OK, visit.now);
        return set_up::form(&visit, (&consultation, None), &typed, &FormErrors::none(), as_is).await;
    };
    let db = &visit.app.db;
    let projects = store::in_vote(db, budget.id).await?;
    let caps = store::caps(db, budget.id).await?;
    let asked = |name| visit.query_value(name).parse::<i64>().ok();
    let (after, before) = (asked("after"), asked("before"));
    let (queue, next_waiting) = store::waiting_ideas(db, budget.id, after.unwrap_or_default()).await?;
    let (over, next_over) = store::ended_ideas(db, budget.id, before.unwrap_or(i64::MAX)).await?;
    let managed = ManagedBudget { consultation, budget };
    let at = stage(&managed.consultation.dates, visit.now);
    let base = managed.base();
    let own: Vec<&Project> = projects.iter().collect();
    let advice = if matches!(at, Stage::Draft | Stage::Upcoming) {
        rules::advice(&managed.budget, &caps, &own)
    } else {
        Vec::new()
    };
    visit.page(format!("Budget vote: {}", managed.budget.title)).area(Area::Staff).show(|| {
        view! {
            {editing::crumbs(Some(&managed.consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><p class="over">"Budget vote "{crate::consultations::pages::stage_tag(at)}</p><h1 dir="auto">{managed.budget.title.clone()}</h1></header>
            {facts(&managed, at)}
            {may_change_note(at)}
            {advice.into_iter().map(|advice| view! { <div class="note"><p>{advice.words()}</p></div> }.into_any()).collect::<Vec<_>>()}
            {(!queue.is_empty() || after.is_some()).then(|| view! {
                <h2 id="ideas">"Ideas that wait"</h2>
                <p>"The longest waiting first. Check whether each can be done, say what it costs, and put it to the vote; or say why not. Its author gets a message either way."</p>
                <ul class="projects">{queue.iter().map(|idea| idea_line(&base, idea)).collect::<Vec<_>>()}</ul>
                {pager("More ideas that wait", after.map(|_| format!("{base}#ideas")), next_waiting.map(|last| format!("{base}?after={last}#ideas")))}
            })}
            <h2 id="projects">"Projects"</h2>
            {if own.is_empty() {
                view! { <div class="empty"><h3>"No projects yet"</h3><p>"A project is one thing the money could pay for, with what it costs. Four to fifteen are easy to read; all together they should cost more than there is, so that there is something to choose."</p></div> }.into_any()
            } else {
                view! { <ul class="projects">{own.iter().map(|project| project_line(&base, project, at)).collect::<Vec<_>>()}</ul> }.into_any()
            }}
            {rules::may_change(at).is_ok().then(|| view! { <p class="actions"><a class="button quiet" href=format!("{base}/projects/new")>"Add a project"</a></p> })}
            {(!over.is_empty() || before.is_some()).then(|| view! {
                <h2 id="ended">"Ideas that did not enter"</h2>
                <ul>{over.iter().map(|idea| view! { <li>{format!("Idea {}: {} ", idea.number, idea.title)}<small>{fate(idea)}</small></li> }.into_any()).collect::<Vec<_>>()}</ul>
                {pager("More ideas that did not enter", before.map(|_| format!("{base}#ended")), next_over.map(|last| format!("{base}?before={last}#ended")))}
            })}
            {ways_on(&managed, at)}
        }
        .into_any()
    })
}

fn facts(managed: &ManagedBudget, at: Stage) -> AnyView {
    let budget = &managed.budget;
    let ballot = match budget.ballot {
        BallotKind::ApproveAny => "People tick as many projects as they like".to_owned(),
        BallotKind::ApproveUpTo => format!("People tick up to {}", budget.most),
        BallotKind::DividePoints => format!("People share out {} points", budget.most),
    };
    let caps = match budget.caps {
        Caps::None => "None besides the total",
        Caps::Branch => "By library",
        Caps::Category => "By category",
    };
    let left = match budget.completion {
        Completion::None => "It is left over",
        Completion::Raise => "Everybody’s part is raised",
        Completion::RaiseThenGreedy => "Everybody’s part is raised, then most votes first",
    };
    let ties = match (budget.ties, at) {
        (Ties::Number, _) => "The lower number wins",
        (Ties::Lot, Stage::Draft) => "By lot, which is drawn when this is published",
        (Ties::Lot, _) => "By lot, which is drawn already; how to check it stands with the results",
    };
    let ideas = budget
        .ideas_close_at
        .map_or_else(|| "Not taken".to_owned(), |at| format!("Until {}", clock::end_date_time(at)));
    view! {
        <dl class="facts">
            <div><dt>"Total"</dt><dd>{pounds(budget.total)}</dd></div>
            <div><dt>"Voting"</dt><dd>{ballot}</dd></div>
            <div><dt>"Limits"</dt><dd>{caps}</dd></div>
            <div><dt>"Money left"</dt><dd>{left}</dd></div>
            <div><dt>"Ties"</dt><dd>{ties}</dd></div>
            <div><dt>"Residents’ ideas"</dt><dd>{ideas}</dd></div>
        </dl>
    }
    .into_any()
}

fn may_change_note(at: Stage) -> AnyView {
    match rules::may_change(at) {
        Ok(rules::Freedom::Freely) => ().into_any(),
        Ok(rules::Freedom::Told) => view! { <div class="note"><p><strong>"This is published, and nobody has voted yet."</strong>" You can still correct it until it opens. Each change is told to the public with a sentence from you."</p></div> }.into_any(),
        Err(why) => view! { <div class="note"><p>{why.words()}</p></div> }.into_any(),
    }
}

fn idea_line(base: &str, idea: &Project) -> AnyView {
    let href = format!("{base}/ideas/{}", idea.number);
    view! {
        <li class="project">
            <h3><a dir="auto" href=href>{idea.title.clone()}</a></h3>
            <p class="meta"><span>{format!("Idea {}", idea.number)}</span>" "<span>{format!("waiting since {}", clock::long_date(idea.posted_at))}</span>
                {(idea.state == ProjectState::Held).then(|| view! { " "<span>"held back: read it first"</span> })}
                {idea.pence.map(|pence| view! { " "<span>{format!("costed at {}", pounds(pence))}</span> })}</p>
        </li>
    }
    .into_any()
}

fn project_line(base: &str, project: &Project, at: Stage) -> AnyView {
    let path = format!("{base}/projects/{}", project.number);
    let gone = project.state == ProjectState::Withdrawn;
    let for_this = view! { <span class="vh">{format!(" project {}", project.number)}</span> }.into_any();
    let for_that = view! { <span class="vh">{format!(" project {}", project.number)}</span> }.into_any();
    view! {
        <li class="project">
            <p class="project-name"><strong dir="auto">{project.title.clone()}</strong>" "<span class="num">{pounds(project.cost())}</span></p>
            {view::facts(project)}
            {gone.then(|| view! { <p><strong>"Withdrawn."</strong>" "<bdi>{project.note.clone()}</bdi></p> })}
            <p class="actions">
                {(!gone && rules::may_change(at).is_ok()).then(|| view! { <a href=path.clone()>"Change"{for_this}</a>" " })}
                {(!gone && rules::may_withdraw(at).is_ok()).then(|| view! { <a href=format!("{path}/withdraw")>"Withdraw"{for_that}</a> })}
            </p>
        </li>
    }
    .into_any()
}

fn ways_on(managed: &ManagedBudget, at: Stage) -> AnyView {
    let base = managed.base();
    let public = format!("/consultations/{}/budget", managed.consultation.slug);
    view! {
        <h2>"What you can do"</h2>
        <ul>
            <li><a href=public>{if at == Stage::Draft { "Preview the page" } else { "See it as the public does" }}</a></li>
            {rules::may_change(at).is_ok().then(|| view! { <li><a href=format!("{base}/edit")>"Change the set-up"</a></li> })}
            {(!matches!(at, Stage::Draft | Stage::Upcoming)).then(|| view! { <li><a href=format!("{base}/results")>"Results"</a></li> })}
        </ul>
        {rules::may_delete(at).is_ok().then(|| view! {
            <p class="actions"><a class="button quiet warn" href=format!("{base}/delete")>"Delete the budget vote"</a></p>
        })}
    }
    .into_any()
}
