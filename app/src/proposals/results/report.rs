//! The proposals' part of a page of results: one bar for each, with the way to its own page. Everybody, councillors and staff
//! read the same figures; the last two also see how people came to them.

use std::sync::Arc;

use super::cache::Dashboards;
use super::model::ProposalResults;
use super::{pages, store, view};
use crate::App;
use crate::consultations::instrument::{ReportReader, ResultsPart};
use crate::consultations::model::Consultation;
use crate::site::Fault;

/// What a reader sees of a consultation's proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(app: &App, consultation: &Consultation, reader: ReportReader) -> Result<Option<ResultsPart>, Fault> {
    let base = pages::base(reader, &consultation.slug);
    if reader == ReportReader::Public {
        let results = store::results(&app.db, consultation.id).await?;
        return Ok(Some(ResultsPart {
            figures: figures_of(&results),
            overview: Box::new(move || view::overview(&results, &base)),
            course: None,
        }));
    }
    let dashboard = app.warm::<Dashboards>().of(&app.db, consultation).await?;
    let course = Arc::clone(&dashboard);
    Ok(Some(ResultsPart {
        figures: figures_of(&dashboard.proposals),
        overview: Box::new(move || view::overview(&dashboard.proposals, &base)),
        course: Some(Box::new(move || view::course(&course))),
    }))
}

/// How many answers and comments there are.
fn figures_of(proposals: &[ProposalResults]) -> Vec<([&'static str; 2], i64)> {
    let votes = proposals.iter().map(|proposal| proposal.counts.total()).sum();
    let comments = proposals.iter().map(|proposal| proposal.comments).sum();
    vec![(["Answer to a proposal", "Answers to proposals"], votes), (["Comment", "Comments"], comments)]
}
