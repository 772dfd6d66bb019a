//! What people were asked, and what came of it in a sentence or two each. Residents, staff and councillors read the same
//! sentences, each with a way to all of it, and a decision is made about the same things. Whoever calls this has made sure
//! that the results may be seen.

use leptos::prelude::*;

use crate::App;
use crate::consultations::instrument::{Finding, Instruments, ReportReader, ResultsPart};
use crate::consultations::model::Consultation;
use crate::site::Fault;
use crate::site::shell::PageBuilder;
use crate::time::Time;

/// What came of everything that was asked, in the order of a consultation's tabs.
pub struct Findings(pub Vec<Finding>);

/// What came of everything that was asked.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(app: &App, consultation: &Consultation, now: Time) -> Result<Findings, Fault> {
    let mut found = Vec::new();
    for instrument in Instruments::of(app).asked(consultation.parts) {
        found.extend(instrument.findings(app, consultation, now).await?);
    }
    Ok(Findings(found))
}

/// Everything that was asked, as a page of results shows it: kinds that write their own part, and what came of the others.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reported(
    app: &App,
    consultation: &Consultation,
    reader: ReportReader,
    now: Time,
) -> Result<(Vec<ResultsPart>, Findings), Fault> {
    let (mut reports, mut found) = (Vec::new(), Vec::new());
    for instrument in Instruments::of(app).asked(consultation.parts) {
        match instrument.report(app, consultation, reader).await? {
            Some(report) => reports.push(report),
            None => found.extend(instrument.findings(app, consultation, now).await?),
        }
    }
    Ok((reports, Findings(found)))
}

impl Findings {
    /// Whether something is a little behind what came in.
    pub fn is_behind(&self) -> bool {
        self.0.iter().any(|finding| finding.behind)
    }

    /// A page that shows it: not kept for others when something is behind.
    pub fn on<'a>(&self, page: PageBuilder<'a>) -> PageBuilder<'a> {
        if self.is_behind() { page.passing() } else { page }
    }

    /// What was asked, with what came of it, under a heading; nothing when there is nothing to say. `base` is where the
    /// consultation's pages are for whoever looks.
    pub fn show(&self, consultation: &Consultation, base: &str) -> AnyView {
        if self.0.is_empty() {
            return ().into_any();
        }
        let title = if consultation.parts.without_proposals() {
            "What people were asked"
        } else {
            "What else people were asked"
        };
        let items: Vec<AnyView> = self
            .0
            .iter()
            .map(|finding| {
                view! {
                    <li class="notice">
                        <h3><a dir="auto" href=format!("{base}{}", finding.page)>{finding.title.clone()}</a></h3>
                        <p class="meta"><span>{finding.kind}</span></p>
                        <p>{finding.sentence.clone()}</p>
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
