//! What a consultation asks beside proposals, and whether it is ready: statements, a budget vote and rankings each say
//! so themselves.

use crate::consultations::checks::Check;
use crate::consultations::model::Consultation;
use crate::db::{DbError, On};
use crate::time::Time;
use crate::{budgets, rankings, statements};

/// A check for each thing that a draft asks beside proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn checks(on: impl Into<On<'_>>, consultation: &Consultation, now: Time) -> Result<Vec<Check>, DbError> {
    let (mut on, id) = (on.into(), consultation.id);
    let mut found = Vec::new();
    if consultation.dates.published_at.is_some() {
        return Ok(found);
    }
    if consultation.parts.statements
        && let Some(set) = statements::store::set(on.again(), id).await?
    {
        let ready = statements::store::all(on.again(), id).await?;
        found.push(statements::rules::to_publish(&set, ready.len()));
    }
    if consultation.parts.rankings {
        found.push(rankings::rules::to_publish(rankings::store::all(on.again(), id).await?.len()));
    }
    if consultation.parts.budget
        && let Some(budget) = budgets::store::of(on.again(), id).await?
    {
        let caps = budgets::store::caps(on.again(), budget.id).await?;
        let projects = budgets::store::in_vote(on.again(), budget.id).await?;
        found.push(budgets::rules::ready(&budget, &consultation.dates, &caps, &projects, now));
    }
    Ok(found)
}
