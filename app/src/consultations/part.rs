//! What the person looking has done in a consultation already, and what they could still do: one receipt covers all of
//! it, and nobody has to look through every page to know where they stand.

use leptos::prelude::*;

use super::model::{Consultation, Stage};
use super::rules::stage;
use crate::budgets::store::ballots;
use crate::identity::model::Role;
use crate::mine::store as took_part;

use crate::rankings;
use crate::rankings::model::{Choice, Ranking};
use crate::responses::code::ReceiptCode;
use crate::responses::store::live;
use crate::site::{Fault, Visit};
use crate::statements::store::own as statements;
use crate::ui::charts::Noun;

/// One thing that is asked.
struct Line {
    /// Where it is answered, after the consultation's address.
    page: String,
    /// What it is called.
    name: String,
    /// What this person did, in a few words; nothing yet.
    done: Option<String>,
}

/// What somebody did in a consultation.
pub struct Part {
    lines: Vec<Line>,
    receipt: String,
    open: bool,
}

fn count(number: usize, one: &'static str, many: &'static str) -> String {
    Noun { one, many }.count(number as u64)
}

/// What the visitor did; none for those who sent nothing.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(
    visit: &Visit,
    consultation: &Consultation,
    proposals: usize,
    asked: &[(Ranking, Vec<Choice>)],
) -> Result<Option<Part>, Fault> {
    let db = &visit.app.db;
    let Some(account) = visit.account().filter(|account| account.role == Role::Resident) else { return Ok(None) };
    let Some(response) = live(db, account.id, consultation.id).await? else { return Ok(None) };
    let mut lines = Vec::new();
    let mut add = |page: &str, name: &str, done: Option<String>| {
        lines.push(Line { page: page.to_owned(), name: name.to_owned(), done });
    };
    if proposals > 0 {
        let votes = took_part::votes(db, [response]).await?.len();
        let page = if proposals == 1 { "/proposals/1" } else { "" };
        let done = (votes > 0).then(|| format!("you voted on {votes} of {proposals}"));
        add(page, if proposals == 1 { "The proposal" } else { "The proposals" }, done);
    }
    if consultation.parts.statements {
        let answered = statements::answered(db, [response].into_iter()).await?.first().map(|(_, answered)| *answered);
        let done = answered.map(|answered| {
            format!("you answered {}", count(usize::try_from(answered).unwrap_or(0), "statement", "statements"))
        });
        add("/statements", "The statements", done);
    }
    if !asked.is_empty() {
        let (ballots, _) = rankings::store::own(db, [response]).await?;
        for (ranking, _) in asked {
            let done = ballots.iter().any(|ballot| ballot.number == ranking.number);
            let done = done.then(|| "you put the options in order".to_owned());
            add(&format!("/rankings/{}", ranking.number), &ranking.question, done);
        }
    }
    if consultation.parts.budget {
        let marks = ballots::own_marks(db, [response]).await?.len();
        let done = (marks > 0).then(|| format!("you chose {}", count(marks, "project", "projects")));
        add("/budget", "The budget vote", done);
    }
    Ok(Some(Part {
        lines,
        receipt: ReceiptCode::for_response(&visit.app.secret, response.0).to_string(),
        open: stage(&consultation.dates, visit.now) == Stage::Open,
    }))
}

impl Part {
    /// The list, with a way to what is still to do while the consultation is open.
    pub fn show(&self, consultation: &Consultation) -> AnyView {
        let base = format!("/consultations/{}", consultation.slug);
        let lines: Vec<AnyView> = self
            .lines
            .iter()
            .filter(|line| self.open || line.done.is_some())
            .map(|line| {
                let href = format!("{base}{}", line.page);
                let done = line.done.clone().unwrap_or_else(|| "not answered yet".to_owned());
                view! { <li data-ok=if line.done.is_some() { "yes" } else { "open" }><a href=href>{line.name.clone()}</a>{format!(": {done}")}</li> }
                    .into_any()
            })
            .collect();
        let code = self.receipt.clone();
        view! {
            <section class="part" aria-labelledby="your-part">
                <h2 id="your-part">"Your part so far"</h2>
                <ul class="checks">{lines}</ul>
                <p class="meta"><span>"One receipt for all of it: "<a class="code" href=format!("/receipts/{code}")>{code.clone()}</a></span></p>
            </section>
        }
        .into_any()
    }
}
