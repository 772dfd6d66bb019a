//! What people were asked beside proposals, as JSON: statements with how many gave each answer, rankings with what both
//! ways of counting choose, and a budget vote with what it buys. What the consultation does not ask is absent; what it
//! asks is null while results are hidden.

use serde_json::{Map, Value, json};

use crate::App;
use crate::budgets::outcome::{Decided, Found};
use crate::consultations::model::Consultation;
use crate::rankings::count::Counted;
use crate::rankings::model::{Method, Ranking};
use crate::results::beside::{Asked, Beside};
use crate::site::Fault;
use crate::statements;
use crate::statements::model::State;

/// What the consultation asks, with nothing of what people answered.
pub fn hidden(consultation: &Consultation) -> Map<String, Value> {
    let parts = consultation.parts;
    let asked = [("statements", parts.statements), ("rankings", parts.rankings), ("budget", parts.budget)];
    asked.into_iter().filter(|(_, asked)| *asked).map(|(name, _)| (name.to_owned(), Value::Null)).collect()
}

/// What people answered.
///
/// # Errors
/// When the record cannot be reached.
pub async fn shown(app: &App, consultation: &Consultation, beside: &Beside) -> Result<Map<String, Value>, Fault> {
    let mut fields = hidden(consultation);
    let mut rankings = Vec::new();
    for asked in &beside.asked {
        let finding = asked.finding(beside.at);
        let url = app.config.link(&format!("/consultations/{}{}", consultation.slug, asked.page()));
        match asked {
            Asked::Statements { set, .. } => {
                let items = statements(app, consultation).await?;
                let found = json!({ "question": set.question, "finding": finding, "items": items, "url": url });
                fields.insert("statements".to_owned(), found);
            }
            Asked::Ranking { ranking, kept } => rankings.push(ranked(ranking, &kept.counted, &finding, &url)),
            Asked::Budget { budget, found } => {
                let decided = match found {
                    Found::Now(decided) | Found::Earlier(decided) => Some(&**decided),
                    Found::Pending => None,
                };
                let found = json!({
                    "title": budget.title,
                    "total_pence": budget.total,
                    "people": decided.map(|decided| decided.shares.coverage.voters),
                    "projects": decided.map(bought),
                    "finding": finding,
                    "url": url,
                });
                fields.insert("budget".to_owned(), found);
            }
            // Null, as while it is hidden: a program asks again later.
            Asked::Failed { .. } => {}
        }
    }
    if consultation.parts.rankings {
        fields.insert("rankings".to_owned(), rankings.into());
    }
    Ok(fields)
}

async fn statements(app: &App, consultation: &Consultation) -> Result<Vec<Value>, Fault> {
    let all = statements::store::all(&app.db, consultation.id).await?;
    let shown = all.iter().filter(|statement| statement.state == State::Published);
    Ok(shown
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
        .collect())
}

fn ranked(ranking: &Ranking, counted: &Counted, finding: &str, url: &str) -> Value {
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
        "finding": finding,
        "url": url,
    })
}

fn bought(decided: &Decided) -> Vec<Value> {
    let projects = decided.projects.iter().enumerate();
    projects
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
        .collect()
}
