//! The public pages of consultations: the front page's list, the list with its filters, and one consultation.

use leptos::prelude::*;

use super::model::{AboutBranch, Consultation, Notice, Stage};
use super::rules;
use super::store::{self};
use crate::clock;
use crate::site::{Fault, Visit};
use crate::time::Time;

/// The tag that says where a consultation stands.
pub fn stage_tag(stage: Stage) -> AnyView {
    view! { <strong class="stage" data-stage=stage.word()>{stage.title()}</strong> }.into_any()
}

/// The tag that says where a consultation stands now, and that it closes within the week.
pub fn stage_now(dates: &super::model::Dates, now: Time) -> AnyView {
    if rules::closes_soon(dates, now) {
        return view! { <strong class="stage" data-stage=Stage::Open.word() data-soon="">"Closing soon"</strong> }
            .into_any();
    }
    stage_tag(rules::stage(dates, now))
}

/// The date that matters at this stage, with the word before it: "Closes" and the last minute of being open.
pub fn which_date(dates: &super::model::Dates, now: Time) -> Option<(&'static str, Time)> {
    let (word, at) = match rules::stage(dates, now) {
        Stage::Draft => ("Would open", dates.opens_at),
        Stage::Upcoming => ("Opens", dates.opens_at),
        Stage::Open => ("Closes", dates.closes_at.map(clock::last_minute)),
        Stage::Closed => ("Closed", dates.closes_at.map(clock::last_minute)),
        Stage::Decided => ("Decided", dates.decided_at),
        Stage::Withdrawn => ("Withdrawn", dates.withdrawn_at),
    };
    at.map(|at| (word, at))
}

/// "Closes Monday 13 April 2026", or whatever date matters at this stage.
pub fn date_that_matters(dates: &super::model::Dates, now: Time) -> AnyView {
    if rules::stage(dates, now) == Stage::Draft && dates.opens_at.is_some_and(|opens| opens <= now) {
        return view! { <span>"Opens as soon as it is published"</span> }.into_any();
    }
    match which_date(dates, now) {
        Some((word, at)) => view! {
            <span>{word}" "<time datetime=clock::machine(at)>{clock::long_date(at)}</time></span>
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// By when the decision on a closed consultation is due, and whether it is overdue.
pub fn decision_due(dates: &super::model::Dates, now: Time) -> Option<AnyView> {
    let due = dates.decision_due_at.filter(|_| rules::stage(dates, now) == Stage::Closed)?;
    let overdue = rules::decision_overdue(dates, now);
    let words = if overdue { "Decision overdue: it was due by " } else { "Decision due by " };
    let by = clock::last_minute(due);
    Some(view! { <span>{words}<time datetime=clock::machine(by)>{clock::long_date(by)}</time></span> }.into_any())
}

/// A consultation the visitor may see: everybody once it is published, staff before.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn visible(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    let consultation = store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
    may_see(visit, &consultation)?;
    Ok(consultation)
}

/// A consultation the visitor may see the results of. One that was run elsewhere has none here.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn with_results(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    let consultation = visible(visit, slug).await?;
    if consultation.parts.elsewhere() { Err(Fault::Missing) } else { Ok(consultation) }
}

/// What stands above a page of a draft for those who write it, with the way back to where they do. Whoever reads it by a
/// private link is told what it is on every page alike.
pub fn preview_band(visit: &Visit, back: String, words: &'static str) -> Option<AnyView> {
    visit.preview.is_none().then(|| {
        view! { <aside class="preview-band" aria-label="Preview"><strong>"Preview."</strong>" Residents cannot see this yet. "<a href=back>{words}</a></aside> }.into_any()
    })
}

/// Whether a visitor may see a consultation: a draft is for those who run consultations, and for whoever was given a
/// private link to it.
///
/// # Errors
/// [`Fault::Missing`] when they may not.
pub fn may_see(visit: &Visit, consultation: &Consultation) -> Result<(), Fault> {
    let draft = rules::stage(&consultation.dates, visit.now) == Stage::Draft;
    let shown = visit.preview.is_some_and(|pass| pass.consultation == consultation.id);
    if draft && !shown && !visit.may(crate::identity::rules::Permission::RunConsultations) {
        return Err(Fault::Missing);
    }
    Ok(())
}

/// The libraries that a consultation is about, as links.
pub fn places(about: &[AboutBranch]) -> AnyView {
    if about.is_empty() {
        return "All libraries".into_any();
    }
    let links: Vec<AnyView> = about
        .iter()
        .enumerate()
        .map(|(index, branch)| {
            let comma = if index > 0 { ", " } else { "" };
            view! { {comma}<a dir="auto" href=format!("/branches/{}", branch.slug)>{branch.name.clone()}</a> }
                .into_any()
        })
        .collect();
    links.into_any()
}

/// The tabs of a consultation's pages: what is asked, what people said, what was decided. What is asked is a path with steps
/// of its own (`responses::path`), and no row of tabs repeats it. Nothing while there is nothing but the questions.
pub fn tabs(visit: &Visit, consultation: &Consultation, here: &str) -> AnyView {
    let stage = rules::stage(&consultation.dates, visit.now);
    let elsewhere = consultation.parts.elsewhere();
    let begun = !matches!(stage, Stage::Draft | Stage::Upcoming);
    let results = (begun && !elsewhere).then_some(("/results", "Results"));
    let decision =
        (stage == Stage::Decided || (stage == Stage::Closed && !elsewhere)).then_some(("/decision", "Decision"));
    if results.is_none() && decision.is_none() {
        return ().into_any();
    }
    let asked = match stage {
        _ if elsewhere => "What was asked",
        Stage::Open => "What we ask",
        _ => "What we asked",
    };
    // A page of one of the things asked belongs to the first tab without being it.
    let known = ["", "/results", "/decision"].contains(&here);
    let tabs = std::iter::once(("", asked)).chain(results).chain(decision).map(|(ending, label)| {
        let href = format!("/consultations/{}{ending}", consultation.slug);
        let current = if here == ending { Some("page") } else { (ending.is_empty() && !known).then_some("true") };
        view! { <li><a href=href aria-current=current>{label}</a></li> }.into_any()
    });
    let tabs: Vec<AnyView> = tabs.collect();
    view! { <nav class="tabs" aria-label="This consultation"><ul>{tabs}</ul></nav> }.into_any()
}

/// What the public was told, as a list of sentences.
pub fn public_notices(notices: &[Notice]) -> AnyView {
    if notices.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = notices
        .iter()
        .map(|notice| {
            view! { <li><time datetime=clock::machine(notice.at)>{clock::long_date(notice.at)}</time>": "<bdi>{notice.text.clone()}</bdi></li> }
                .into_any()
        })
        .collect();
    view! { <h2 id="notices">"Notices"</h2><ul>{items}</ul> }.into_any()
}

/// The crumbs above a page of a consultation.
pub fn crumbs(consultation: Option<&Consultation>) -> AnyView {
    let own = consultation.map(|consultation| {
        view! { <li><a dir="auto" href=format!("/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li> }
    });
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/consultations">"Consultations"</a></li>{own}</ol></nav>
    }
    .into_any()
}
