//! What people were asked beside proposals, and what came of it in a sentence or two each: statements, rankings and a
//! budget vote. Residents, staff and councillors read the same sentences; each leads to the page with all of it. Whoever
//! calls this has made sure that the results may be seen.

use leptos::prelude::*;

use crate::App;
use crate::budgets::outcome::Found;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::site::Fault;
use crate::time::Time;
use crate::{budgets, rankings, statements};

/// One thing that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What kind of thing it is, as the list says it.
    pub kind: &'static str,
    /// The question, or what the budget vote is called.
    pub title: String,
    /// What came of it, in a sentence or two.
    pub finding: String,
    /// Where all of it is, after the consultation's address: the same for everybody's pages and for the staff's.
    pub page: String,
}

/// Everything that was asked beside proposals.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Line by line, in the order of a consultation's tabs.
    pub lines: Vec<Line>,
    /// Whether something is a little behind what came in: a page must not be kept with it.
    pub behind: bool,
}

/// What came of everything that was asked beside proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(app: &App, consultation: &Consultation, now: Time) -> Result<Beside, Fault> {
    let mut beside = Beside::default();
    of_statements(app, consultation, &mut beside).await?;
    of_rankings(app, consultation, now, &mut beside).await?;
    of_budget(app, consultation, now, &mut beside).await?;
    Ok(beside)
}

async fn of_statements(app: &App, consultation: &Consultation, beside: &mut Beside) -> Result<(), Fault> {
    if !consultation.parts.statements {
        return Ok(());
    }
    let Some(set) = statements::store::set(&app.db, consultation.id).await? else { return Ok(()) };
    let map = statements::map::last(app, consultation.id).await?;
    beside.lines.push(Line {
        kind: "Statements",
        title: set.question,
        finding: map.map_or_else(|| "Nobody has answered a statement yet.".to_owned(), |map| map.finding()),
        page: "/statements/map".to_owned(),
    });
    Ok(())
}

async fn of_rankings(app: &App, consultation: &Consultation, now: Time, beside: &mut Beside) -> Result<(), Fault> {
    let at = stage(&consultation.dates, now);
    for (ranking, options) in rankings::pages::asked(app, consultation).await? {
        let kept = app.ranking_counts.of(&app.db, (&ranking, &options), at == Stage::Open, now).await?;
        beside.behind |= kept.behind;
        let finding = rankings::words::finding(&kept.counted, ranking.method, at);
        let turnout = rankings::words::turnout(&kept.counted);
        beside.lines.push(Line {
            kind: "Ranking",
            page: format!("/rankings/{}/results", ranking.number),
            title: ranking.question,
            finding: format!("{finding} {turnout}").trim_end().to_owned(),
        });
    }
    Ok(())
}

async fn of_budget(app: &App, consultation: &Consultation, now: Time, beside: &mut Beside) -> Result<(), Fault> {
    if !consultation.parts.budget {
        return Ok(());
    }
    let Some(budget) = budgets::store::of(&app.db, consultation.id).await? else { return Ok(()) };
    let open = stage(&consultation.dates, now) == Stage::Open;
    let found = app.outcomes.of(app, &budget).await?;
    beside.behind |= !matches!(found, Found::Now(_));
    let finding = match &found {
        Found::Now(decided) | Found::Earlier(decided) => budgets::results::finding(decided, open),
        Found::Pending => "The result is being worked out.".to_owned(),
    };
    beside.lines.push(Line { kind: "Budget vote", title: budget.title, finding, page: "/budget/results".to_owned() });
    Ok(())
}

impl Beside {
    /// What was asked, with what came of it, under a heading; nothing when only proposals were put. `base` is where the
    /// consultation's pages are for whoever looks.
    pub fn show(&self, consultation: &Consultation, base: &str) -> AnyView {
        if self.lines.is_empty() {
            return ().into_any();
        }
        let title = if consultation.parts.without_proposals() {
            "What people were asked"
        } else {
            "What else people were asked"
        };
        let items: Vec<AnyView> = self
            .lines
            .iter()
            .map(|line| {
                view! {
                    <li class="notice">
                        <h3><a href=format!("{base}{}", line.page)>{line.title.clone()}</a></h3>
                        <p class="meta"><span>{line.kind}</span></p>
                        <p>{line.finding.clone()}</p>
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
