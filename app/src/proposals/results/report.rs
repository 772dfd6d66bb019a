//! The proposals' part of a page of results: every proposal with its answers and what lies behind them. Everybody, councillors
//! and staff read the same figures; the last two also see how people came to them, and staff single libraries.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::cache::Dashboards;
use super::model::{Dashboard, ProposalResults, TopComment};
use super::{store, view};
use crate::App;
use crate::consultations::instrument::{ReportReader, ResultsPart};
use crate::consultations::model::Consultation;
use crate::ids::ProposalId;
use crate::proposals::model::CostLine;
use crate::proposals::store as proposals;
use crate::site::Fault;

/// What a reader sees of a consultation's proposals.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(app: &App, consultation: &Consultation, reader: ReportReader) -> Result<Option<ResultsPart>, Fault> {
    let slug = consultation.slug.clone();
    if reader == ReportReader::Public {
        let results = store::results(&app.db, consultation.id).await?;
        let top = store::top_comments(&app.db, &results).await?;
        let costs = proposals::costs(&app.db, consultation.id).await?;
        return Ok(Some(ResultsPart {
            figures: Vec::new(),
            answers: Box::new(move || {
                let sections: Vec<AnyView> =
                    results.iter().map(|proposal| section(&slug, proposal, &costs, &top)).collect();
                view! { {view::overview(&results)}{sections} }.into_any()
            }),
            course: None,
        }));
    }
    let dashboard = app.warm::<Dashboards>().of(&app.db, consultation).await?;
    let votes: i64 = dashboard.proposals.iter().map(|proposal| proposal.counts.total()).sum();
    let comments: i64 = dashboard.proposals.iter().map(|proposal| proposal.comments).sum();
    let course = Arc::clone(&dashboard);
    Ok(Some(ResultsPart {
        figures: vec![(["Answer to a proposal", "Answers to proposals"], votes), (["Comment", "Comments"], comments)],
        answers: Box::new(move || {
            let sections: Vec<AnyView> =
                dashboard.proposals.iter().map(|proposal| whole(&slug, proposal, &dashboard, reader)).collect();
            view! { {view::overview(&dashboard.proposals)}{sections} }.into_any()
        }),
        course: Some(Box::new(move || view::course(&course))),
    }))
}

/// A proposal's results as everybody reads them.
fn section(
    slug: &str,
    proposal: &ProposalResults,
    costs: &BTreeMap<ProposalId, Vec<CostLine>>,
    top: &[TopComment],
) -> AnyView {
    let answered = proposal.counts.total() > 0;
    view! {
            {view::title(proposal)}
            {view::cost(costs, proposal)}
            {view::headline(proposal)}
            {view::comment_count(slug, proposal)}
            {answered.then(|| view! { {view::by_version(proposal)}{view::by_library_published(proposal)} })}
            {view::top_comments(slug, proposal, top)}
    }
    .into_any()
}

/// A proposal's results with everything that is known of them.
fn whole(slug: &str, proposal: &ProposalResults, dashboard: &Dashboard, reader: ReportReader) -> AnyView {
    let by_library = match reader {
        ReportReader::Staff => view::by_library_named(proposal),
        ReportReader::Public | ReportReader::Council => view::by_library_published(proposal),
    };
    view! {
            {view::title(proposal)}
            {view::cost(&dashboard.costs, proposal)}
            {view::headline(proposal)}
            {view::comment_count(slug, proposal)}
            {view::by_answer(proposal)}
            {view::by_version(proposal)}
            {by_library}
            {view::by_channel(proposal)}
            {view::comments_by_vote(proposal, &dashboard.comments_by_vote)}
            {view::top_comments(slug, proposal, &dashboard.top)}
    }
    .into_any()
}
