//! What a consultation asks beside proposals, and whether it is ready: statements, a budget vote and rankings each say
//! so themselves.

use super::hash_of_text;
use crate::consultations::checks::Check;
use crate::consultations::model::Consultation;
use crate::db::{DbError, On};
use crate::statements::model::State;
use crate::time::Time;
use crate::{budgets, rankings, statements};

/// What a draft asks beside proposals, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// A check for each thing that is asked.
    pub checks: Vec<Check>,
    /// A fingerprint of all its words, so that nothing is published that was not checked.
    seen: String,
}

impl Beside {
    /// A mark of all its words: another one when a colleague has changed something.
    pub fn mark(&self) -> &str {
        &self.seen
    }
}

/// Reads and checks what a draft asks beside proposals; nothing once it is published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: &Consultation, now: Time) -> Result<Beside, DbError> {
    let (mut on, id) = (on.into(), consultation.id);
    if consultation.dates.published_at.is_some() {
        return Ok(Beside::default());
    }
    let (mut checks, mut words) = (Vec::new(), String::new());
    if consultation.parts.statements
        && let Some(set) = statements::store::set(on.again(), id).await?
    {
        let all = statements::store::all(on.again(), id).await?;
        let standing: Vec<&str> =
            all.iter().filter(|one| one.state == State::Published).map(|one| one.text.as_str()).collect();
        words.push_str(&format!("{:?} {:?} {standing:?}", set.question, set.own));
        checks.push(statements::rules::to_publish(&set, standing.len()));
    }
    if consultation.parts.rankings {
        let all = rankings::store::all(on.again(), id).await?;
        words.extend(all.iter().map(|ranking| format!("{}@{} ", ranking.number, ranking.updated_at.0)));
        checks.push(rankings::rules::to_publish(all.len()));
    }
    if consultation.parts.budget
        && let Some(budget) = budgets::store::of(on.again(), id).await?
    {
        let caps = budgets::store::caps(on.again(), budget.id).await?;
        let projects = budgets::store::in_vote(on.again(), budget.id).await?;
        words.push_str(&format!("{budget:?} {caps:?} {projects:?}"));
        checks.push(budgets::rules::ready(&budget, &consultation.dates, &caps, &projects, now));
    }
    Ok(Beside { checks, seen: hash_of_text(&words) })
}
