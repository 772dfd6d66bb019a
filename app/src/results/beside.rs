//! What people were asked beside proposals, and what came of it in a sentence or two each: statements, rankings and a
//! budget vote. Residents, staff and councillors read the same sentences, each with a way to all of it; the read API
//! gives the figures too. Whoever calls this has made sure that the results may be seen.

use std::sync::Arc;

use leptos::prelude::*;

use crate::App;
use crate::budgets::model::Budget;
use crate::budgets::outcome::Found;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::rankings::kept::Kept;
use crate::rankings::model::Ranking;
use crate::site::Fault;
use crate::site::shell::Sheet;
use crate::statements::map::Map;
use crate::statements::model::Set;
use crate::time::Time;
use crate::{budgets, rankings, statements};

/// One thing that was asked, with what came of it.
pub enum Asked {
    /// Statements to agree or disagree with.
    Statements {
        /// What they answer.
        set: Set,
        /// The last opinion map.
        map: Option<Arc<Map>>,
    },
    /// Options to put in order.
    Ranking {
        /// The ranking.
        ranking: Ranking,
        /// Its count.
        kept: Kept,
    },
    /// A budget to vote on.
    Budget {
        /// The budget vote.
        budget: Budget,
        /// Its outcome.
        found: Found,
    },
    /// Something of which nothing can be told now. It must not take the rest of the page with it.
    Failed {
        /// What kind of thing it is.
        kind: &'static str,
        /// The question, or what the budget vote is called.
        title: String,
        /// Where all of it would be.
        page: String,
    },
}

/// Where a budget vote's results are, after the consultation's address.
const BUDGET: &str = "/budget/results";

/// Where a ranking's results are, after the consultation's address.
fn page_of(ranking: &Ranking) -> String {
    format!("/rankings/{}/results", ranking.number)
}

impl Asked {
    /// What kind of thing it is, as a list says it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Statements { .. } => "Statements",
            Self::Ranking { .. } => "Ranking",
            Self::Budget { .. } => "Budget vote",
            Self::Failed { kind, .. } => kind,
        }
    }

    /// The question, or what the budget vote is called.
    pub fn title(&self) -> &str {
        match self {
            Self::Statements { set, .. } => &set.question,
            Self::Ranking { ranking, .. } => &ranking.question,
            Self::Budget { budget, .. } => &budget.title,
            Self::Failed { title, .. } => title,
        }
    }

    /// Where all of it is, after the consultation's address: the same for everybody's pages and for the staff's.
    pub fn page(&self) -> String {
        match self {
            Self::Statements { .. } => "/statements/map".to_owned(),
            Self::Ranking { ranking, .. } => page_of(ranking),
            Self::Budget { .. } => BUDGET.to_owned(),
            Self::Failed { page, .. } => page.clone(),
        }
    }

    /// What came of it, in a sentence or two.
    pub fn finding(&self, at: Stage) -> String {
        match self {
            Self::Statements { map: Some(map), .. } if map.answers > 0 => map.finding(),
            // Every answer goes into the number of changes.
            Self::Statements { set, map: None } if set.changes > 0 => {
                "What people answered is being worked out.".to_owned()
            }
            Self::Statements { .. } if at == Stage::Open => "Nobody has answered a statement yet.".to_owned(),
            Self::Statements { .. } => "Nobody answered a statement.".to_owned(),
            Self::Ranking { ranking, kept } => {
                let finding = rankings::words::finding(&kept.counted, ranking.method, at);
                format!("{finding} {}", rankings::words::turnout(&kept.counted)).trim_end().to_owned()
            }
            Self::Budget { found: Found::Now(decided) | Found::Earlier(decided), .. } => {
                budgets::results::finding(decided, at)
            }
            Self::Budget { found: Found::Pending, .. } => "The result is being worked out.".to_owned(),
            Self::Failed { .. } => "What came of it cannot be shown at the moment. Please look again later.".to_owned(),
        }
    }

    /// Whether it is a little behind what came in, without a change of the record to come that would say so.
    const fn is_behind(&self) -> bool {
        match self {
            // A new map is a change of the record.
            Self::Statements { .. } => false,
            Self::Ranking { kept, .. } => kept.behind,
            Self::Budget { found, .. } => !matches!(found, Found::Now(_)),
            Self::Failed { .. } => true,
        }
    }

    /// The same as it is told when working it out failed: the cause is in the log. Other faults are the caller's.
    fn or_failed(worked: Result<Self, Fault>, kind: &'static str, title: &str, page: String) -> Result<Self, Fault> {
        match worked {
            Err(Fault::Busy | Fault::Broken(_)) => Ok(Self::Failed { kind, title: title.to_owned(), page }),
            other => other,
        }
    }
}

/// Everything that was asked beside proposals.
pub struct Beside {
    /// One by one, in the order of a consultation's tabs.
    pub asked: Vec<Asked>,
    /// The stage it is told at.
    pub at: Stage,
}

/// What came of everything that was asked beside proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(app: &App, consultation: &Consultation, now: Time) -> Result<Beside, Fault> {
    let (db, id, at) = (&app.db, consultation.id, stage(&consultation.dates, now));
    let open = at == Stage::Open;
    let mut asked = Vec::new();
    if consultation.parts.statements
        && let Some(set) = statements::store::set(db, id).await?
    {
        asked.push(Asked::Statements { set, map: statements::map::last(app, id).await? });
    }
    for (ranking, options) in rankings::pages::asked(app, consultation).await? {
        let (title, page) = (ranking.question.clone(), page_of(&ranking));
        let worked = app.ranking_counts.of(db, (&ranking, &options), open, now).await;
        let worked = worked.map(|kept| Asked::Ranking { ranking, kept });
        asked.push(Asked::or_failed(worked, "Ranking", &title, page)?);
    }
    if consultation.parts.budget
        && let Some(budget) = budgets::store::of(db, id).await?
    {
        let title = budget.title.clone();
        let worked = app.outcomes.of(app, &budget, open).await.map(|found| Asked::Budget { budget, found });
        asked.push(Asked::or_failed(worked, "Budget vote", &title, BUDGET.to_owned())?);
    }
    Ok(Beside { asked, at })
}

impl Beside {
    /// Whether something is a little behind what came in.
    pub fn is_behind(&self) -> bool {
        self.asked.iter().any(Asked::is_behind)
    }

    /// A page that shows it: not kept for others when something is behind.
    pub fn on<'a>(&self, page: Sheet<'a>) -> Sheet<'a> {
        if self.is_behind() { page.private() } else { page }
    }

    /// What was asked, with what came of it, under a heading; nothing when only proposals were put. `base` is where the
    /// consultation's pages are for whoever looks.
    pub fn show(&self, consultation: &Consultation, base: &str) -> AnyView {
        if self.asked.is_empty() {
            return ().into_any();
        }
        let title = if consultation.parts.without_proposals() {
            "What people were asked"
        } else {
            "What else people were asked"
        };
        let items: Vec<AnyView> = self
            .asked
            .iter()
            .map(|asked| {
                view! {
                    <li class="notice">
                        <h3><a dir="auto" href=format!("{base}{}", asked.page())>{asked.title().to_owned()}</a></h3>
                        <p class="meta"><span>{asked.kind()}</span></p>
                        <p>{asked.finding(self.at)}</p>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! { <h2 id="beside">{title}</h2><ul class="notices">{items}</ul> }.into_any()
    }
}

#[cfg(test)]
mod tests;
