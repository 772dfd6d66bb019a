//! Two budget votes: one that is open, with ideas from residents, and one that has closed, in which equal shares and
//! most votes first come to different ends. Made up from a seed of their own, so that the rest of the story stays as
//! it is.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde::Deserialize;

use super::super::calendar::awake;
use super::super::content::read_json;
use super::super::plan::Campaign;
use super::answers;
use super::story::{Deed, DemoRecord, Story, missing};
use crate::budgets::model::{BallotKind, Caps, Completion, Ties};
use crate::budgets::store::ballots::{self, NewBudgetBallot, NewIdea};
use crate::budgets::store::editing::{self, ProjectText, SetUp};
use crate::budgets::store::{in_vote, project};
use crate::consultations::model::Stage;
use crate::consultations::store::tell;
use crate::db::{DbError, Tx, dialect};
use crate::identity::model::Role;
use crate::ids::{BranchId, BudgetId, ConsultationId, ProjectId, ResponseId};
use crate::proposals::model::{ProposalContent, VersionKind};
use crate::proposals::store as proposals;
use crate::sql;
use crate::time::Time;
use crate::ui::prose::{self, Author};

/// A consultation with a budget vote, as it is written beside the other content.
#[derive(Debug, Deserialize)]
struct DemoBudgetVote {
    slug: String,
    title: String,
    summary: String,
    background: String,
    stage: Stage,
    results: String,
    opens: i32,
    closes: i32,
    decision_due: i32,
    ideas_close: Option<i32>,
    /// One vote goes without: the money is there, and there is nothing else to propose.
    proposal: Option<ProposalContent>,
    budget: Purse,
    projects: Vec<Wish>,
    ideas: Vec<Idea>,
    voters: usize,
}

#[derive(Debug, Deserialize)]
struct Purse {
    title: String,
    about: String,
    total: i64,
    ballot: String,
    most: i64,
    ties: String,
}

#[derive(Debug, Deserialize)]
struct Wish {
    title: String,
    summary: String,
    pence: i64,
    category: String,
    branch: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Idea {
    title: String,
    body: String,
    days: i32,
    enter: Option<Wish>,
}

/// Who votes when, and for what.
struct Voter {
    resident: usize,
    at: Time,
}

/// Writes both.
pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let votes: Vec<DemoBudgetVote> = read_json("budgets.json", include_str!("../content/budgets.json"))
        .map_err(|error| DbError::Configuration(error.into()))?;
    for (number, vote) in votes.iter().enumerate() {
        let mut random = ChaCha20Rng::seed_from_u64(super::super::SEED ^ (number as u64 + 1));
        one(tx, story, written, vote, &mut random).await?;
    }
    Ok(())
}

fn branch(story: &Story, written: &DemoRecord, slug: Option<&String>) -> Option<BranchId> {
    let place = story.content.branches.iter().position(|branch| Some(&branch.slug) == slug)?;
    written.branches.get(place).copied()
}

fn words(story: &Story, written: &DemoRecord, wish: &Wish) -> ProjectText {
    ProjectText {
        title: wish.title.clone(),
        summary: wish.summary.clone(),
        pence: wish.pence,
        category: wish.category.clone(),
        branch: branch(story, written, wish.branch.as_ref()),
    }
}

async fn one(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    vote: &DemoBudgetVote,
    random: &mut ChaCha20Rng,
) -> Result<(), DbError> {
    let (consultation, budget) = begin(tx, story, written, vote).await?;
    let voters = voters(story, vote, random);
    let mut began: BTreeMap<usize, Time> = voters.iter().map(|voter| (voter.resident, voter.at)).collect();
    // Whoever sent an idea came on that day.
    let mut authors = Vec::new();
    for (idea, voter) in vote.ideas.iter().zip(&voters) {
        let at = story.calendar.at(idea.days, "10:20");
        began.insert(voter.resident, at);
        authors.push((voter.resident, at));
    }
    let campaign = Campaign { began, ballots: Vec::new(), voices: Vec::new(), agreements: Vec::new() };
    let responses = answers::responses(tx, story, written, consultation, &campaign).await?;
    for (idea, (resident, at)) in vote.ideas.iter().zip(authors) {
        let response = *responses.get(&resident).ok_or_else(missing)?;
        send(tx, story, written, (consultation, budget), response, idea, at).await?;
    }
    let known = in_vote(&mut *tx, budget).await?;
    let mut cast: BTreeMap<ResponseId, NewBudgetBallot> = BTreeMap::new();
    for voter in &voters {
        let response = *responses.get(&voter.resident).ok_or_else(missing)?;
        let at = campaign.began.get(&voter.resident).copied().unwrap_or(voter.at).plus(7 * Time::MINUTE);
        let own: Vec<Option<BranchId>> = story
            .residents
            .get(voter.resident)
            .map(|resident| resident.branches.iter().map(|place| written.branches.get(*place).copied()).collect())
            .unwrap_or_default();
        let mut likes: Vec<(f64, ProjectId)> = known
            .iter()
            .filter(|project| project.entered_at.is_some_and(|entered| entered <= at))
            .map(|project| {
                // One's own library first; what costs much is talked about much.
                let near = match (project.branch_id, own.iter().position(|own| *own == project.branch_id)) {
                    (None, _) => 0.34,
                    (_, Some(0)) => 0.78,
                    (_, Some(_)) => 0.5,
                    _ => 0.09 + 0.09 * project.cost() as f64 / 2_400_000.0,
                };
                (near - random.random::<f64>(), project.id)
            })
            .collect();
        likes.sort_by(|one, other| other.0.total_cmp(&one.0));
        let most = if vote.budget.most > 0 { usize::try_from(vote.budget.most).unwrap_or(3) } else { likes.len() };
        let best = likes.first().map(|(_, id)| *id);
        let mut marks: Vec<(ProjectId, i64)> =
            likes.into_iter().filter(|(like, _)| *like > 0.0).take(most).map(|(_, id)| (id, 1)).collect();
        if marks.is_empty() {
            marks.extend(best.map(|id| (id, 1)));
        }
        cast.insert(response, NewBudgetBallot { budget, first_cast_at: at, cast_at: at, marks });
    }
    ballots::write(tx, &cast).await?;
    ballots::note_changes(tx, &[budget].into()).await
}

/// The consultation with its proposal, if it has one, and its budget vote with the service's projects.
async fn begin(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    vote: &DemoBudgetVote,
) -> Result<(ConsultationId, BudgetId), DbError> {
    let calendar = &story.calendar;
    let published_at = calendar.at(vote.opens - 7, "10:00");
    let id = sql!(
        "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, \
             created_at, updated_at, published_at, opens_at, closes_at, decision_due_at, withdrawn_reason) \
         VALUES ($1, $2, $3, $4, $5, $6, 'empower', $7, $8, $9, $9, $10, $11, $12, '') RETURNING id",
        &vote.slug,
        &vote.title,
        &vote.summary,
        &vote.background,
        prose::render(&vote.background, Author::Service).into_string(),
        prose::RENDERER,
        &vote.results,
        calendar.at(vote.opens - 30, "14:00"),
        published_at,
        calendar.at(vote.opens, "09:00"),
        calendar.at(vote.closes, "17:00"),
        calendar.at(vote.decision_due, "17:00")
    )
    .number(&mut *tx)
    .await?;
    let id = ConsultationId(id);
    written.looked_after(tx, id, published_at).await?;
    if let Some(proposal) = &vote.proposal {
        let place = proposals::add(tx, id, published_at).await?;
        proposals::publish(tx, place.id, VersionKind::Original, proposal, "", published_at).await?;
    }
    let all = format!("{}\n{}\n{}", vote.title, vote.summary, prose::plain(&vote.background));
    dialect::index_consultation(tx, id.0, &all).await?;
    let set_up = SetUp {
        title: vote.budget.title.clone(),
        about: vote.budget.about.clone(),
        total: vote.budget.total,
        ballot: BallotKind::from_word(&vote.budget.ballot).ok_or_else(missing)?,
        most: vote.budget.most,
        caps: Caps::None,
        branch_caps: Vec::new(),
        category_caps: Vec::new(),
        completion: Completion::RaiseThenGreedy,
        ties: Ties::from_word(&vote.budget.ties).ok_or_else(missing)?,
        ideas_close_at: vote.ideas_close.map(|day| calendar.at(day, "17:00")),
    };
    let at = calendar.at(vote.opens - 20, "11:00");
    let budget = editing::set_up(tx, id, &set_up, at).await?;
    editing::draw(tx, id, "9d41c07e52b8f36ab0c7145e8f29d36c").await?;
    for wish in &vote.projects {
        let words = words(story, written, wish);
        editing::add(tx, budget, &words, at).await?;
    }
    let mut deed =
        |at, action| written.deeds.push(Deed { at, by: Role::Staff, action, kind: "consultation", id: id.0 });
    deed(calendar.at(vote.opens - 30, "14:00"), "consultation.create");
    deed(at, "budget.set-up");
    deed(published_at, "consultation.publish");
    Ok((id, budget))
}

/// Who votes: those whose libraries are meant, in an order by chance, each once they had registered.
fn voters(story: &Story, vote: &DemoBudgetVote, random: &mut ChaCha20Rng) -> Vec<Voter> {
    let from = story.calendar.at(vote.opens, "09:00");
    let to = if vote.stage == Stage::Open { story.calendar.start(0) } else { story.calendar.start(vote.closes) };
    let meant: Vec<usize> = vote
        .projects
        .iter()
        .filter_map(|wish| story.content.branches.iter().position(|branch| Some(&branch.slug) == wish.branch.as_ref()))
        .collect();
    let mut order: Vec<(f64, usize)> = story
        .residents
        .iter()
        .enumerate()
        // The resident whose sign-in is shown has yet to vote.
        .filter(|(number, resident)| *number > 0 && resident.branches.iter().any(|place| meant.contains(place)))
        .map(|(number, resident)| (random.random::<f64>() / resident.eager, number))
        .collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut voters = Vec::new();
    for (_, resident) in order {
        let part: f64 = random.random();
        let at = awake(from.plus(((to.0 - from.0) as f64 * part) as i64)).max(from.plus(Time::HOUR));
        let first = story.campaigns.iter().flatten().filter_map(|campaign| campaign.began.get(&resident)).min();
        let joined = first.copied().unwrap_or_else(|| story.calendar.at(-40, "18:00"));
        if at > joined && at.plus(Time::HOUR) < to && voters.len() < vote.voters {
            voters.push(Voter { resident, at });
        }
    }
    voters
}

/// An idea, and what became of it.
async fn send(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    (consultation, budget): (ConsultationId, BudgetId),
    response: ResponseId,
    idea: &Idea,
    at: Time,
) -> Result<(), DbError> {
    let html = prose::render(&idea.body, Author::Resident).into_string();
    let new =
        NewIdea { budget, response, title: &idea.title, text: &idea.body, html: &html, branch: None, held: false };
    let number = ballots::add_idea(tx, &new, at).await?;
    let Some(wish) = &idea.enter else { return Ok(()) };
    let entered_at = at.plus(5 * Time::DAY);
    let words = words(story, written, wish);
    let project = project(&mut *tx, budget, number).await?.ok_or_else(missing)?.id;
    editing::rewrite(tx, budget, project, &words).await?;
    editing::enter(tx, budget, project, entered_at).await?;
    let cost = crate::money::pounds(words.pence);
    let notice = format!("New in the budget vote, from a resident’s idea: “{}” ({cost}).", words.title);
    tell(tx, consultation, "notice", &notice, entered_at).await?;
    written.deeds.push(Deed {
        at: entered_at,
        by: Role::Staff,
        action: "budget.idea.enter",
        kind: "consultation",
        id: consultation.0,
    });
    Ok(())
}
