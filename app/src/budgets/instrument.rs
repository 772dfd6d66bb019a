//! What a budget vote tells the house of itself.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::FutureExt;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::ideas::pages::{fate, place};
use super::ideas::writing::Ideas;
use super::model::{BIT, PROJECT, Project};
use super::outcome::{Outcomes, ShownOutcome};
use super::rules::ready;
use super::store::ballots::{self, OwnMark};
use super::store::editing;
use super::tables::TABLES;
use super::told::BudgetResults;
use super::{outcome, results, store, template};
use crate::App;
use crate::clock::{self, machine};
use crate::consultations::instrument::{
    ApiValue, Draft, Finding, Instrument, InstrumentWords, Later, NotedForm, PagePart, Step, Telling, TemplateError,
    WaitingWork,
};
use crate::consultations::lot;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::db::bulk::Table;
use crate::db::{Db, On, Statement, Tx};
use crate::ids::{ConsultationId, ResponseId};
use crate::moderation::store::{self as moderation, WritingRef};
use crate::moderation::writing::Writing;
use crate::random::Random;
use crate::responses::own_writing::OwnWriting;
use crate::responses::person::{OnePerson, PartLine, ResponseRef, Withdrawn};
use crate::site::described::Described;
use crate::site::field_words::{FieldWords, Holds};
use crate::site::{Fault, Routes, Visit};
use crate::time::Time;

/// The kind.
pub struct Budgets;

/// Projects that somebody marks are told together.
const CHOSEN: Holds = Holds::Mark { before: "Your budget vote, for", one: "one project", many: "projects" };

/// How long it takes to read a project and make up one's mind about it, in seconds: an estimate of ours.
const SECONDS_EACH: u64 = 15;

/// Where residents vote, after the consultation's address.
pub const PAGE: &str = "/budget";

const WORDS: InstrumentWords = InstrumentWords {
    key: "budget",
    bit: BIT,
    title: "Budget vote",
    page: PAGE,
    begin: ("/budget", "Set up a budget vote", "People choose what a sum of money pays for."),
    deleted: "its budget vote with every project",
    acts: &[
        ("budget.set-up", "set up the budget vote of the consultation"),
        ("budget.delete", "deleted the draft budget vote of the consultation"),
        ("budget.project.add", "added a project to the budget vote of the consultation"),
        ("budget.project.edit", "changed a project in the budget vote of the consultation"),
        ("budget.project.delete", "deleted a draft project from the budget vote of the consultation"),
        ("budget.project.withdraw", "withdrew a project from the budget vote of the consultation"),
        ("budget.idea.cost", "costed a resident’s idea for the budget vote of the consultation"),
        ("budget.idea.show", "showed a resident’s idea for the budget vote of the consultation"),
        ("budget.idea.hide", "hid the words of a resident’s idea for the budget vote of the consultation"),
        ("budget.idea.enter", "entered a resident’s idea in the budget vote of the consultation"),
        ("budget.idea.decline", "declined a resident’s idea for the budget vote of the consultation"),
        ("budget.idea.merge", "merged a resident’s idea in the budget vote of the consultation"),
        ("idea.publish", "showed a resident’s idea"),
        ("idea.remove", "hid the words of a resident’s idea"),
        ("budget.export", "took away the ballots of the budget vote of the consultation as a file"),
    ],
    fields: &[
        FieldWords { name: "project", called: "Project you chose", holds: CHOSEN },
        FieldWords { name: "points-*", called: "Points for project", holds: CHOSEN },
        FieldWords::text("title", "Your idea"),
    ],
    privacy: &[
        (
            "Vote on a budget",
            "A count for each project. Never who chose what.",
            "The same, with the library you told us you use. Never your name beside your choice. Files of ballots go by numbers that lead to nobody.",
        ),
        (
            "Send an idea",
            "The text among “Ideas from residents”, the library it is for if you chose one, and what came of it. Never your name.",
            "The same. Staff who check ideas also see words that are not shown.",
        ),
    ],
};

/// Where its results are, after the consultation's address.
const RESULTS: &str = "/budget/results";

impl Instrument for Budgets {
    fn words(&self) -> &'static InstrumentWords {
        &WORDS
    }

    fn routes(&self) -> Routes {
        super::routes()
    }

    fn may_begin(&self, at: Stage) -> bool {
        matches!(at, Stage::Draft | Stage::Upcoming)
    }

    fn way(&self, asked: bool) -> &'static str {
        if asked { "The budget vote" } else { "Set up a budget vote" }
    }

    fn draft<'a>(&'a self, mut on: On<'a>, of: &'a Consultation, now: Time) -> Later<'a, Option<Draft>> {
        async move {
            let Some(budget) = store::of(on.again(), of.id).await? else { return Ok(None) };
            let caps = store::caps(on.again(), budget.id).await?;
            let projects = store::in_vote(on, budget.id).await?;
            let seen = format!("{budget:?} {caps:?} {projects:?}");
            Ok(Some(Draft { checks: vec![ready(&budget, &of.dates, &caps, &projects, now)], seen }))
        }
        .boxed()
    }

    fn publish<'a>(
        &'a self,
        tx: &'a mut Tx,
        of: ConsultationId,
        random: &'a Random,
        _now: Time,
    ) -> Later<'a, Vec<(String, String)>> {
        async move {
            let seed = random.lot();
            let drawn = editing::draw(tx, of, &seed).await?;
            // The record of acts can be read by staff: it has the fingerprint, never the seed.
            let noted = drawn.then(|| ("budget_seed_sha256".to_owned(), lot::fingerprint(&seed)));
            Ok(noted.into_iter().collect())
        }
        .boxed()
    }

    fn waiting<'a>(&'a self, on: On<'a>, of: &'a [ConsultationId]) -> Later<'a, Vec<WaitingWork>> {
        async move {
            let ideas = store::waiting(on, of.iter().copied()).await?;
            let waiting = ideas.into_iter().map(|(consultation, count)| WaitingWork {
                kind: WORDS.key,
                consultation,
                words: match count {
                    1 => "1 idea for the budget vote waits to be checked".to_owned(),
                    many => format!("{many} ideas for the budget vote wait to be checked"),
                },
                short: "ideas wait to be checked",
                page: "/budget",
            });
            Ok(waiting.collect())
        }
        .boxed()
    }

    fn kept<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Option<Value>, TemplateError> {
        template::kept(on, of).boxed()
    }

    fn begun<'a>(
        &'a self,
        tx: &'a mut Tx,
        into: ConsultationId,
        kept: &'a Value,
        now: Time,
    ) -> Later<'a, Vec<String>, TemplateError> {
        template::begun(tx, into, kept, now).boxed()
    }

    fn noted<'a>(&'a self, mut on: On<'a>, of: ConsultationId) -> Later<'a, Vec<NotedForm>> {
        async move {
            let Some(budget) = store::of(on.again(), of).await? else { return Ok(Vec::new()) };
            let mut forms = vec![NotedForm {
                path: "/budget/edit".to_owned(),
                called: "Budget vote".to_owned(),
                fields: &[
                    ("title", "Title"),
                    ("about", "What people should know"),
                    ("total", "Total in pounds"),
                    ("ballot", "The ballot"),
                    ("caps", "Limits besides the total"),
                ],
            }];
            forms.extend(store::in_vote(on, budget.id).await?.into_iter().map(|project| NotedForm {
                path: format!("/budget/projects/{}", project.number),
                called: format!("Project {}", project.number),
                fields: &[
                    ("title", "Title"),
                    ("summary", "What it is"),
                    ("cost", "What it costs"),
                    ("branch", "Library"),
                ],
            }));
            Ok(forms)
        }
        .boxed()
    }

    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>> {
        async move {
            let Some(budget) = store::of(&visit.app.db, of.id).await? else { return Ok(Vec::new()) };
            let projects = store::ready_to_vote(&visit.app.db, budget.id).await?;
            let at = stage(&of.dates, visit.now);
            let over = !matches!(at, Stage::Draft | Stage::Upcoming | Stage::Open);
            Ok(vec![Step {
                page: PAGE.to_owned(),
                leads: over.then(|| format!("/consultations/{}/budget/results", of.slug)),
                kind: "Budget vote".to_owned(),
                title: budget.title,
                summary: match at {
                    Stage::Draft | Stage::Upcoming => "This is a vote on how a sum of money is spent.",
                    Stage::Open => "Say how the money should be spent: choose the projects you would be glad to see.",
                    _ => "Residents voted on how a sum of money should be spent.",
                }
                .to_owned(),
                facts: vec![PROJECT.count(projects)],
                seconds: 30 + SECONDS_EACH * projects.unsigned_abs(),
                to_do: "Vote on the budget",
            }])
        }
        .boxed()
    }

    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Finding>, Fault> {
        async move {
            let at = stage(&of.dates, now);
            let Some(budget) = store::of(&app.db, of.id).await? else { return Ok(Vec::new()) };
            let worked = app.warm::<Outcomes>().of(app, &budget, at == Stage::Open).await;
            let few = worked.as_ref().is_ok_and(|found| outcome::is_of_too_few(found, at));
            let worked = worked.map(|found| (sentence(&found, at), !matches!(found, ShownOutcome::Now(_))));
            let about = Finding::about(WORDS.key, 1, "Budget vote", budget.title, RESULTS.to_owned());
            Ok(vec![about.or_failed(worked)?.of_too_few(few)])
        }
        .boxed()
    }

    fn told<'a>(
        &'a self,
        app: &'a App,
        of: &'a Consultation,
        telling: Telling<'a>,
    ) -> Later<'a, Option<ApiValue>, Fault> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(None);
            }
            let Telling::Shown(now) = telling else { return ApiValue::now(Value::Null) };
            let at = stage(&of.dates, now);
            let Some(budget) = store::of(&app.db, of.id).await? else { return ApiValue::now(Value::Null) };
            let found = match app.warm::<Outcomes>().of(app, &budget, at == Stage::Open).await {
                Ok(found) => found,
                Err(Fault::Busy | Fault::Broken(_)) => return ApiValue::at(Value::Null, true),
                Err(fault) => return Err(fault),
            };
            let url = app.config.link(&format!("/consultations/{}{RESULTS}", of.slug));
            let told = BudgetResults::of(&budget, &found, (sentence(&found, at), at), url);
            ApiValue::at(told, !matches!(found, ShownOutcome::Now(_)))
        }
        .boxed()
    }

    fn writings(&self) -> &'static [&'static dyn Writing] {
        &[&Ideas]
    }

    fn described(&self) -> Described {
        Described::or_null::<BudgetResults>(
            "A budget vote; absent when there is none, null while hidden or when it cannot be worked out.",
        )
    }

    fn render_again<'a>(&'a self, db: &'a Db) -> Later<'a, u64> {
        editing::render_again(db).boxed()
    }

    fn next_change<'a>(&'a self, db: &'a Db, now: Time) -> Later<'a, Option<Time>> {
        store::next_change(db, now).boxed()
    }

    fn impossible(&self) -> Vec<(&'static str, Statement)> {
        let mut all = store::impossible();
        all.push(store::moderated::lost());
        all
    }

    fn tables(&self) -> &'static [Table] {
        TABLES
    }

    #[cfg(test)]
    fn example(&self) -> crate::consultations::example::Example {
        crate::consultations::example::Example {
            drafted: &[
                (
                    "/budget",
                    &[
                        ("title", "£500 for Millbrook"),
                        ("total", "500"),
                        ("ballot", "approve-any"),
                        ("caps", "none"),
                        ("completion", "raise-then-greedy"),
                        ("ties", "lot"),
                        ("ideas", "1"),
                        ("ideas_close_date", "2026-03-20"),
                        ("ideas_close_time", "12:00"),
                    ],
                ),
                ("/budget/projects/new", &[("title", "A bench"), ("summary", "To sit on."), ("cost", "200")]),
                ("/budget/projects/new", &[("title", "Chairs"), ("summary", "For events."), ("cost", "400")]),
            ],
            asked: ("/budget", "To sit on."),
            answered: (("/budget/vote", &[("project", "2")]), "Chairs"),
            changed: (("/budget/vote", &[("project", "1")]), "A bench"),
            data: "budget_vote",
            found: "buys 1 project for £200 of £500",
            written: Some((
                ("/budget/ideas", &[("title", "A quarry map"), ("body", "On the wall."), ("branch", "")]),
                "A quarry map",
            )),
            decided: &[("outcome-budget-1", "adopted")],
        }
    }
}

fn sentence(found: &ShownOutcome, at: Stage) -> String {
    match found {
        ShownOutcome::Now(decided) | ShownOutcome::Earlier(decided) => results::finding(decided, at),
        ShownOutcome::Pending => "The result is being worked out.".to_owned(),
    }
}

impl OnePerson for Budgets {
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(Vec::new());
            }
            let marks = ballots::own_marks(&app.db, [response]).await?.len();
            let chosen = PROJECT.count(marks);
            let done = (marks > 0).then(|| format!("you chose {chosen}"));
            Ok(vec![PartLine { page: PAGE.to_owned(), done }])
        }
        .boxed()
    }

    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>> {
        async move {
            let slug_of =
                |response: ResponseId| own.iter().find(|one| one.response == response).map(|one| one.slug.clone());
            let mut chosen: BTreeMap<ResponseId, Vec<OwnMark>> = BTreeMap::new();
            for mark in ballots::own_marks(db, own.iter().map(|one| one.response)).await? {
                chosen.entry(mark.response_id).or_default().push(mark);
            }
            let mut lines: Vec<(ResponseId, PagePart)> = Vec::new();
            for (response, marks) in chosen {
                let Some(slug) = slug_of(response) else { continue };
                lines.push((response, Box::new(move || chosen_projects(&slug, &marks))));
            }
            for idea in ballots::own_fates(db, own.iter().map(|one| one.response)).await? {
                let Some(response) = idea.response_id else { continue };
                let Some(slug) = slug_of(response) else { continue };
                lines.push((response, Box::new(move || one_idea(&slug, &idea))));
            }
            Ok(lines)
        }
        .boxed()
    }

    fn data<'a>(
        &'a self,
        db: &'a Db,
        responses: &'a BTreeSet<ResponseId>,
    ) -> Later<'a, Vec<(ResponseId, &'static str, Value)>> {
        async move {
            let mut told = Vec::new();
            for mark in ballots::own_marks(db, responses.iter().copied()).await? {
                let one = json!({
                    "project": mark.number, "title": mark.title, "points": mark.points,
                    "first_given_at": machine(mark.first_cast_at), "given_at": machine(mark.cast_at),
                });
                told.push((mark.response_id, "budget_vote", one));
            }
            for idea in ballots::own_ideas(db, responses.iter().copied()).await? {
                let one = json!({
                    "idea": idea.number, "title": idea.idea_title, "text": idea.idea_text, "state": idea.state,
                    "reason": idea.reason, "note": idea.note, "sent_at": machine(idea.posted_at),
                    "moderation": moderation::decisions_as_data(db, WritingRef { kind: Ideas.words().kind, id: idea.id.0 }).await?,
                });
                told.push((idea.response_id, "budget_ideas", one));
            }
            Ok(told)
        }
        .boxed()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["budget_vote", "budget_ideas"]
    }

    fn written<'a>(&'a self, db: &'a Db, responses: &'a BTreeSet<ResponseId>) -> Later<'a, usize> {
        async move {
            let ideas = ballots::own_ideas(db, responses.iter().copied()).await?;
            Ok(ideas.iter().filter(|idea| !idea.idea_title.is_empty() || !idea.idea_text.is_empty()).count())
        }
        .boxed()
    }

    fn own_writing(&self) -> Option<&'static dyn OwnWriting> {
        Some(&Ideas)
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()> {
        ballots::uncount(tx, withdrawn.response).boxed()
    }

    fn erase<'a>(&'a self, tx: &'a mut Tx, responses: &'a BTreeSet<ResponseId>, now: Time) -> Later<'a, ()> {
        ballots::erase(tx, responses, now).boxed()
    }
}

/// What somebody chose in a budget vote, in a line.
fn chosen_projects(slug: &str, chosen: &[OwnMark]) -> AnyView {
    let named: Vec<String> = chosen
        .iter()
        .map(|mark| match mark.points {
            1 => mark.title.clone(),
            points => format!("{} ({points} points)", mark.title),
        })
        .collect();
    let at = chosen.iter().map(|mark| mark.cast_at).max().map(|at| format!("given on {}", clock::long_date(at)));
    view! {
        <li><a href=format!("/consultations/{slug}/budget")>"Budget vote"</a>": "<strong>{named.join(", ")}</strong>" "<small>{at}</small></li>
    }
    .into_any()
}

/// An idea somebody sent to a budget vote, with what became of it.
fn one_idea(slug: &str, idea: &Project) -> AnyView {
    let title = if idea.idea_title.is_empty() { format!("Idea {}", idea.number) } else { idea.idea_title.clone() };
    view! {
        <li>"Your idea "<a href=place(slug, idea.number)>{title}</a>": "<strong>{fate(idea)}</strong>" "<small>{format!("sent on {}", clock::long_date(idea.posted_at))}</small></li>
    }
    .into_any()
}
