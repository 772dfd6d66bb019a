//! What the pages of a budget vote share: the projects, the ballot, and how it is decided in plain words.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::islands::{BudgetSum, RunningIsland};
use super::model::{BallotKind, Budget, Cap, Caps, PROJECT, Project, ProjectState, running};
use super::rules;
use crate::clock;
use crate::consultations::lot;
use crate::consultations::model::{Consultation, Level, Stage};
use crate::consultations::pages::{crumbs, stage_now, tabs};
use crate::consultations::rules::stage;
use crate::money::pounds;
use crate::numbers::grouped;
use crate::site::{FormErrors, Visit};
use crate::ui::form::Names;

/// A text longer than this stands behind "About this project".
const SHORT: usize = 320;

/// The head of every public page of a budget vote.
pub fn head(visit: &Visit, consultation: &Consultation, over: &'static str, title: String, lede: String) -> AnyView {
    view! {
        {crumbs(Some(consultation))}
        <header class="title">
            <p class="over">{over}" "{stage_now(&consultation.dates, visit.now)}</p>
            <h1 dir="auto">{title}</h1>
            <p class="lede" dir="auto">{lede}</p>
        </header>
        {tabs(visit, consultation, "/budget")}
    }
    .into_any()
}

/// The small facts of a project.
pub fn facts(project: &Project) -> AnyView {
    let fact = |text: String| view! { <span>{text}</span>" " }.into_any();
    let facts: Vec<AnyView> = [
        Some(format!("Project {}", project.number)),
        Some(project.category.clone()).filter(|category| !category.is_empty()),
        project.branch.clone(),
        project.from_resident().then(|| "a resident’s idea".to_owned()),
    ]
    .into_iter()
    .flatten()
    .map(fact)
    .collect();
    view! { <p class="meta">{facts}</p> }.into_any()
}

/// What a project is: as it stands if it is short, behind a heading to open if it is long.
fn about(project: &Project) -> AnyView {
    let html = project.summary_html.clone();
    if html.is_empty() {
        ().into_any()
    } else if project.summary.chars().count() <= SHORT {
        view! { <div class="project-text" dir="auto" inner_html=html></div> }.into_any()
    } else {
        view! {
            <details><summary>"About this project"<span class="vh">{format!(": {}", project.title)}</span></summary>
                <div class="project-text" dir="auto" inner_html=html></div></details>
        }
        .into_any()
    }
}

/// The projects to read, without a ballot.
pub fn list(projects: &[&Project], own: &BTreeMap<i64, String>, kind: BallotKind) -> AnyView {
    let items: Vec<AnyView> = projects
        .iter()
        .map(|project| {
            let mine = own.get(&project.number).map(|points| match kind {
                BallotKind::DividePoints => format!("You gave it {points} points."),
                _ => "You chose it.".to_owned(),
            });
            view! {
                <li class="project">
                    <p class="project-name"><strong dir="auto">{project.title.clone()}</strong>" "<span class="num">{pounds(project.cost())}</span></p>
                    {facts(project)}
                    {about(project)}
                    {mine.map(|mine| view! { <p class="current"><strong>{mine}</strong></p> })}
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="projects">{items}</ul> }.into_any()
}

/// The ballot being shown.
pub struct BallotForm<'a> {
    /// The consultation's name in addresses.
    pub slug: &'a str,
    /// The budget vote.
    pub budget: &'a Budget,
    /// The projects in the vote.
    pub projects: &'a [&'a Project],
    /// What is ticked, or given in points, by the project's number.
    pub chosen: &'a BTreeMap<i64, String>,
    /// Whether the visitor has a vote on record.
    pub voted: bool,
    /// What is wrong with what was sent.
    pub errors: &'a FormErrors,
    /// The sentence under the question.
    pub hint: String,
}

/// What is chosen, in a sentence.
pub fn running_words(budget: &Budget, projects: &[&Project], chosen: &BTreeMap<i64, String>) -> String {
    let (mut count, mut cost, mut points) = (0, 0, 0_i64);
    for project in projects {
        let given = chosen.get(&project.number).map_or(0, |typed| typed.trim().parse::<u32>().map_or(0, i64::from));
        if given > 0 {
            count += 1;
            cost += project.cost();
            points += given;
        }
    }
    running(budget.ballot, budget.most, budget.total, count, cost, points)
}

/// What the ballot asks.
pub fn ballot_legend(budget: &Budget) -> String {
    match budget.ballot {
        BallotKind::ApproveAny => "Which projects would you be glad to see?".to_owned(),
        BallotKind::ApproveUpTo if budget.most == 1 => "Which one project would you most like to see?".to_owned(),
        BallotKind::ApproveUpTo => format!("Which projects would you be glad to see? Choose up to {}.", budget.most),
        BallotKind::DividePoints => format!("Share out your {} points", grouped(budget.most.unsigned_abs())),
    }
}

/// The ballot: works as a plain form; the running total moves where there is JavaScript.
pub fn ballot(form: &BallotForm<'_>) -> AnyView {
    let BallotForm { slug, budget, projects, chosen, voted, errors, .. } = form;
    let error = errors.of("project").map(str::to_owned);
    let described = if error.is_some() { "ballot-hint project-error" } else { "ballot-hint" };
    let items: Vec<AnyView> = projects
        .iter()
        .enumerate()
        .map(|(place, project)| line(Names::ALONE, budget.ballot, project, place == 0, chosen, errors))
        .collect();
    let sum = BudgetSum {
        kind: budget.ballot,
        most: budget.most,
        total: budget.total,
        costs: projects.iter().map(|project| (project.number, project.cost())).collect(),
        text: running_words(budget, projects, chosen),
    };
    view! {
        <form class="vote ballot" id="ballot" method="post" action=format!("/consultations/{slug}/budget/vote") novalidate>
            <fieldset aria-describedby=described>
                <legend>{ballot_legend(budget)}</legend>
                <p class="hint" id="ballot-hint">{form.hint.clone()}</p>
                {error.map(|error| view! { <p class="error" id="project-error"><span class="vh">"Error: "</span>{error}</p> })}
                <ul class="projects">{items}</ul>
            </fieldset>
            <div class="total">
                <RunningIsland sum=sum/>
                <noscript><p class="hint">"It is added up again when you send your vote."</p></noscript>
                <p class="actions">
                    <button class="button">{if *voted { "Change my vote" } else { "Send my vote" }}</button>
                    {voted.then(|| view! { " "<button class="button quiet" name="act" value="take-back">"Take my vote back"</button> })}
                </p>
            </div>
        </form>
    }
    .into_any()
}

/// One project on the ballot.
pub fn line(
    names: Names<'_>,
    kind: BallotKind,
    project: &Project,
    first: bool,
    chosen: &BTreeMap<i64, String>,
    errors: &FormErrors,
) -> AnyView {
    let number = project.number;
    let name = view! { <span class="project-name"><strong dir="auto">{project.title.clone()}</strong>" "<span class="num">{pounds(project.cost())}</span></span> }.into_any();
    let choice = if kind == BallotKind::DividePoints {
        let id = names.of(&format!("points-{number}"));
        let error = errors.of(&id).map(str::to_owned);
        let error_id = format!("{id}-error");
        let value = chosen.get(&number).cloned().unwrap_or_default();
        let bad = error.is_some();
        view! {
            <div class="points">
                <label for=id.clone()>{name}<span class="vh">": your points"</span></label>
                <input type="text" inputmode="numeric" autocomplete="off" maxlength="9" class="num" id=id.clone() name=id value=value
                    aria-invalid=bad.then_some("true") aria-describedby=bad.then(|| error_id.clone())/>
            </div>
            {error.map(|error| view! { <p class="error" id=error_id><span class="vh">"Error: "</span>{error}</p> })}
        }
        .into_any()
    } else {
        // The error summary links to the field's name: the first box carries it.
        let field = names.of("project");
        let id = if first { field.clone() } else { format!("{field}-{number}") };
        view! {
            <label class="check"><input type="checkbox" id=id name=field value=number.to_string() checked=chosen.contains_key(&number)/>" "{name}</label>
        }
        .into_any()
    };
    view! { <li class="project">{choice}{facts(project)}{about(project)}</li> }.into_any()
}

/// Projects that were taken out of the vote, with the reason.
pub fn withdrawn(projects: &[Project]) -> AnyView {
    let items: Vec<AnyView> = projects
        .iter()
        .filter(|project| project.state == ProjectState::Withdrawn)
        .map(|project| {
            let at = project.decided_at.map(clock::long_date).unwrap_or_default();
            view! { <li><strong dir="auto">{project.title.clone()}</strong>{format!(" ({}), withdrawn on {at}: ", pounds(project.cost()))}<bdi>{project.note.clone()}</bdi></li> }.into_any()
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <h2 id="withdrawn">"Not in the vote any more"</h2>
        <ul>{items}</ul>
        <p class="quiet">"If you had chosen one of these, your other choices still count."</p>
    }
    .into_any()
}

/// "At most £12,000 for Ottersey Library".
fn limits(caps: &[Cap]) -> Vec<AnyView> {
    caps.iter()
        .map(|cap| view! { <li>{format!("At most {} for {}", pounds(cap.pence), cap.about())}</li> }.into_any())
        .collect()
}

/// How the money is shared out, in two plain sentences, with the limits there are; everything else about that is one link
/// away.
pub fn how_decided(slug: &str, budget: &Budget, caps: &[Cap], level: Level, at: Stage) -> AnyView {
    let before = matches!(at, Stage::Draft | Stage::Upcoming | Stage::Open);
    let check = (at != Stage::Draft).then(
        || view! { <p><a href=format!("/consultations/{slug}/budget/results#how-counted")>{lot::fold(at)}</a></p> },
    );
    view! {
        <h2 id="how">{if before { "How it will be decided" } else { "How it is decided" }}</h2>
        <p>{plainly(budget)}</p>
        {limits_besides(budget, caps)}
        <p>{what_follows(level)}</p>
        {check}
    }
    .into_any()
}

/// How the money is shared out, in two sentences without a name for it.
pub fn plainly(budget: &Budget) -> String {
    format!(
        "Everybody who votes gets the same part of the {} to decide over. A project is paid for when the people who chose it \
         can pay for it together, out of their parts.",
        pounds(budget.total)
    )
}

/// The limits there are beside the total.
pub fn limits_besides(budget: &Budget, caps: &[Cap]) -> AnyView {
    match budget.caps {
        Caps::None => ().into_any(),
        Caps::Branch | Caps::Category => {
            view! { <p>"There are limits besides the total:"</p><ul>{limits(caps)}</ul> }.into_any()
        }
    }
}

/// What becomes of the outcome.
pub const fn what_follows(level: Level) -> &'static str {
    match level {
        Level::Empower => {
            "We will do what this vote decides. The outcome, and what becomes of it, is published on this consultation’s \
             pages."
        }
        _ => {
            "The outcome tells councillors what residents want. The decision, with its reasons, is published on this \
             consultation’s pages."
        }
    }
}

/// What one may do on the ballot.
pub fn how_to_vote(budget: &Budget) -> AnyView {
    let total = pounds(budget.total);
    match budget.ballot {
        BallotKind::DividePoints => view! {
            <p>{format!("You have {} points. Give more of them to what you want more. You need not use them all.", grouped(budget.most.unsigned_abs()))}</p>
        }
        .into_any(),
        kind => {
            let many = if kind == BallotKind::ApproveAny { "as many projects as you like".to_owned() } else { format!("up to {}", PROJECT.count(usize::try_from(budget.most).unwrap_or(0))) };
            view! {
                <p>{format!("Tick {many}. Together they may cost more than {total}: you are saying what you would be glad to see, and what the money is enough for is worked out afterwards.")}</p>
                <details class="why"><summary>"Why may I tick more than there is money for?"</summary><p>"Because you cannot know what others choose. If you had to stop at the total, you would have to guess which projects can win. Tick what you would be glad to see, and leave out what you would not: your part of the money can be spent on anything you tick."</p></details>
            }
            .into_any()
        }
    }
}

/// Whether residents can send ideas now, and where.
pub fn ideas_note(slug: &str, budget: &Budget, consultation: &Consultation, visit: &Visit) -> AnyView {
    let Some(until) = budget.ideas_close_at else { return ().into_any() };
    let href = format!("/consultations/{slug}/budget/ideas");
    let open = rules::may_send_ideas(budget.ideas_close_at, &consultation.dates, visit.now).is_ok();
    let before = matches!(stage(&consultation.dates, visit.now), Stage::Draft | Stage::Upcoming);
    view! {
        <h2 id="ideas">"Ideas from residents"</h2>
        {if open {
            view! { <p>{format!("Is something missing? You can send your own idea until {}. We check what it would cost, and put it to the vote if it can be done.", clock::end_date_time(until))}</p> }.into_any()
        } else if before {
            view! { <p>{format!("Once this is open, residents can send ideas of their own, until {}. We check what each would cost, and put it to the vote if it can be done.", clock::end_date_time(until))}</p> }.into_any()
        } else {
            view! { <p>"Residents could send ideas of their own. Here is what became of each."</p> }.into_any()
        }}
        {(!before).then(|| view! { <p class="actions"><a class="button quiet" href=href>{if open { "Send an idea, or see what others sent" } else { "See the ideas and what became of them" }}</a></p> })}
    }
    .into_any()
}
