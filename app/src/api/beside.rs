//! What people were asked beside proposals, as JSON: statements with how many gave each answer, rankings with what both
//! ways of counting choose, and a budget vote with what it buys. What the consultation does not ask is absent; what it
//! asks is null while results are hidden.

use serde_json::{Map, Value, json};

use crate::App;
use crate::budgets::outcome::{Decided, Found};
use crate::budgets::results::finding as budget_finding;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::rankings::count::Counted;
use crate::rankings::model::{Method, Ranking};
use crate::rankings::words;
use crate::site::Fault;
use crate::statements::model::State;
use crate::time::Time;
use crate::{budgets, rankings, statements};

/// What was asked, and whether something in it is a little behind what came in.
pub struct Answered {
    /// `statements`, `rankings` and `budget`, those that are asked.
    pub fields: Map<String, Value>,
    /// Whether the answer must not be kept.
    pub behind: bool,
}

/// What the consultation asks, with nothing of what people answered.
pub fn hidden(consultation: &Consultation) -> Answered {
    let parts = consultation.parts;
    let asked = [("statements", parts.statements), ("rankings", parts.rankings), ("budget", parts.budget)];
    let fields = asked.into_iter().filter(|(_, asked)| *asked).map(|(name, _)| (name.to_owned(), Value::Null));
    Answered { fields: fields.collect(), behind: false }
}

/// What people answered.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(app: &App, consultation: &Consultation, now: Time) -> Result<Answered, Fault> {
    let mut answered = hidden(consultation);
    if let Some(place) = answered.fields.get_mut("statements") {
        *place = of_statements(app, consultation).await?;
    }
    if answered.fields.contains_key("rankings") {
        let (found, behind) = of_rankings(app, consultation, now).await?;
        answered.fields.insert("rankings".to_owned(), found);
        answered.behind |= behind;
    }
    if answered.fields.contains_key("budget") {
        let (found, behind) = of_budget(app, consultation, now).await?;
        answered.fields.insert("budget".to_owned(), found);
        answered.behind |= behind;
    }
    Ok(answered)
}

fn link(app: &App, consultation: &Consultation, ending: &str) -> String {
    app.config.link(&format!("/consultations/{}{ending}", consultation.slug))
}

async fn of_statements(app: &App, consultation: &Consultation) -> Result<Value, Fault> {
    let Some(set) = statements::store::set(&app.db, consultation.id).await? else { return Ok(Value::Null) };
    let map = statements::map::last(app, consultation.id).await?;
    let items: Vec<Value> = statements::store::all(&app.db, consultation.id)
        .await?
        .iter()
        .filter(|statement| statement.state == State::Published)
        .map(|statement| {
            json!({
                "number": statement.number,
                "text": statement.text,
                "from": if statement.response_id.is_none() { "library-service" } else { "resident" },
                "agree": statement.agree,
                "disagree": statement.disagree,
                "pass": statement.pass,
            })
        })
        .collect();
    Ok(json!({
        "question": set.question,
        "finding": map.map(|map| map.finding()),
        "items": items,
        "url": link(app, consultation, "/statements/map"),
    }))
}

async fn of_rankings(app: &App, consultation: &Consultation, now: Time) -> Result<(Value, bool), Fault> {
    let at = stage(&consultation.dates, now);
    let (mut found, mut behind) = (Vec::new(), false);
    for (ranking, options) in rankings::pages::asked(app, consultation).await? {
        let kept = app.ranking_counts.of(&app.db, (&ranking, &options), at == Stage::Open, now).await?;
        behind |= kept.behind;
        let url = link(app, consultation, &format!("/rankings/{}/results", ranking.number));
        found.push(ranked(&ranking, &kept.counted, at, &url));
    }
    Ok((found.into(), behind))
}

fn ranked(ranking: &Ranking, counted: &Counted, at: Stage, url: &str) -> Value {
    let options: Vec<Value> =
        counted.options.iter().map(|option| json!({ "number": option.number, "title": option.title })).collect();
    let winner = |method| counted.winner(method).and_then(|place| counted.options.get(place)).map(|won| won.number);
    json!({
        "number": ranking.number,
        "question": ranking.question,
        "method": ranking.method.word(),
        "people": counted.people,
        "options": options,
        "winners": {
            "instant-runoff": winner(Method::InstantRunoff),
            "schulze": winner(Method::Schulze),
        },
        "preferences": counted.schulze.pairwise,
        "finding": words::finding(counted, ranking.method, at),
        "url": url,
    })
}

async fn of_budget(app: &App, consultation: &Consultation, now: Time) -> Result<(Value, bool), Fault> {
    let Some(budget) = budgets::store::of(&app.db, consultation.id).await? else { return Ok((Value::Null, false)) };
    let open = stage(&consultation.dates, now) == Stage::Open;
    let found = app.outcomes.of(app, &budget).await?;
    let behind = !matches!(found, Found::Now(_));
    let url = link(app, consultation, "/budget/results");
    let value = match &found {
        Found::Now(decided) | Found::Earlier(decided) => bought(decided, open, &url),
        // It is being worked out: there is nothing to tell yet.
        Found::Pending => Value::Null,
    };
    Ok((value, behind))
}

fn bought(decided: &Decided, open: bool, url: &str) -> Value {
    let projects: Vec<Value> = decided
        .projects
        .iter()
        .enumerate()
        .map(|(place, project)| {
            json!({
                "number": project.number,
                "title": project.title,
                "cost_pence": project.pence,
                "supporters": decided.shares.supporters.get(place),
                "by_equal_shares": decided.shares.winners.contains(&place),
                "by_most_votes": decided.greedy.winners.contains(&place),
            })
        })
        .collect();
    json!({
        "title": decided.budget.title,
        "total_pence": decided.budget.total,
        "people": decided.shares.coverage.voters,
        "projects": projects,
        "finding": budget_finding(decided, open),
        "url": url,
    })
}
