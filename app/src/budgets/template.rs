//! What a template keeps of a budget vote: how it is set up, and the projects of the service's own. Residents' ideas stay
//! theirs, and the last day for ideas is chosen anew.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{BallotKind, Caps, Completion, ProjectState, Ties};
use super::store;
use super::store::editing::{self, ProjectText, SetUp};
use crate::branches;
use crate::branches::model::BranchName;
use crate::consultations::instrument::TemplateError;
use crate::db::{On, Tx};
use crate::ids::{BranchId, ConsultationId};
use crate::time::Time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CapKept {
    /// A library's name in addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    library: Option<String>,
    #[serde(default)]
    category: String,
    pence: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectKept {
    title: String,
    #[serde(default)]
    summary: String,
    pence: i64,
    #[serde(default)]
    category: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    library: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetKept {
    title: String,
    #[serde(default)]
    about: String,
    total: i64,
    ballot: String,
    most: i64,
    caps: String,
    #[serde(default)]
    limits: Vec<CapKept>,
    completion: String,
    ties: String,
    /// Whether residents could send ideas.
    #[serde(default)]
    ideas: bool,
    projects: Vec<ProjectKept>,
}

/// The budget vote of a consultation; none when it has none.
pub(super) async fn kept(on: On<'_>, of: ConsultationId) -> Result<Option<Value>, TemplateError> {
    let mut on = on;
    let Some(budget) = store::of(on.again(), of).await? else { return Ok(None) };
    let caps = store::caps(on.again(), budget.id).await?;
    let projects = store::in_vote(on.again(), budget.id).await?;
    let libraries = branches::store::everything(on).await?;
    let slug =
        |id: Option<BranchId>| id.and_then(|id| libraries.iter().find(|one| one.id == id)).map(|one| one.slug.clone());
    let kept = BudgetKept {
        limits: caps
            .into_iter()
            .map(|cap| CapKept { library: slug(cap.branch_id), category: cap.category, pence: cap.pence })
            .collect(),
        projects: projects
            .into_iter()
            .filter(|one| one.state == ProjectState::Entered && one.response_id.is_none())
            .map(|one| ProjectKept {
                pence: one.cost(),
                library: slug(one.branch_id),
                title: one.title,
                summary: one.summary,
                category: one.category,
            })
            .collect(),
        title: budget.title,
        about: budget.about,
        total: budget.total,
        ballot: budget.ballot.word().to_owned(),
        most: budget.most,
        caps: budget.caps.word().to_owned(),
        completion: budget.completion.word().to_owned(),
        ties: budget.ties.word().to_owned(),
        ideas: budget.ideas_close_at.is_some(),
    };
    Ok(Some(serde_json::to_value(kept)?))
}

/// A library that is still open, by its name in addresses; what is left out when it is not goes into the remarks.
fn library(open: &[BranchName], slug: &str, what: &str, said: &mut Vec<String>) -> Option<BranchId> {
    let found = open.iter().find(|one| one.slug == slug).map(|one| one.id);
    if found.is_none() {
        said.push(format!("{what} was for a library (“{slug}”) that is closed or not in the list any more."));
    }
    found
}

/// Puts it into a draft. The lot is drawn when it is published.
pub(super) async fn begun(
    tx: &mut Tx,
    into: ConsultationId,
    kept: &Value,
    now: Time,
) -> Result<Vec<String>, TemplateError> {
    let kept: BudgetKept = serde_json::from_value(kept.clone())?;
    let open = branches::store::all(&mut *tx).await?;
    let mut said = Vec::new();
    let word = TemplateError::Unknown;
    let mut set_up = SetUp {
        title: kept.title,
        about: kept.about,
        total: kept.total,
        ballot: BallotKind::try_from(kept.ballot).map_err(word)?,
        most: kept.most,
        caps: Caps::try_from(kept.caps).map_err(word)?,
        branch_caps: Vec::new(),
        category_caps: Vec::new(),
        completion: Completion::try_from(kept.completion).map_err(word)?,
        ties: Ties::try_from(kept.ties).map_err(word)?,
        ideas_close_at: None,
    };
    for cap in kept.limits {
        match cap.library {
            Some(slug) => {
                let what = "A limit of the budget vote is left out: it";
                set_up.branch_caps.extend(library(&open, &slug, what, &mut said).map(|id| (id, cap.pence)));
            }
            None => set_up.category_caps.push((cap.category, cap.pence)),
        }
    }
    if set_up.caps == Caps::Branch && set_up.branch_caps.is_empty() {
        set_up.caps = Caps::None;
    }
    if kept.ideas {
        said.push("Residents could send ideas to the budget vote: choose until when they may this time.".to_owned());
    }
    let budget = editing::set_up(tx, into, &set_up, now).await?;
    for project in kept.projects {
        let what = format!("The project “{}” stands without a library: it", project.title);
        let branch = project.library.and_then(|slug| library(&open, &slug, &what, &mut said));
        let ProjectKept { title, summary, pence, category, .. } = project;
        editing::add(tx, budget, &ProjectText { title, summary, pence, category, branch }, now).await?;
    }
    Ok(said)
}
