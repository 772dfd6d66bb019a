//! A decision as residents read it, published or in preview.

use leptos::prelude::*;

use super::model::{Decision, DecisionContent, RenderedDecision, Ruled, RulingOutcome, Theme};
use super::store;
use crate::clock;
use crate::consultations::instrument::Finding;
use crate::decisions::promises;
use crate::decisions::promises::model::Promise;
use crate::time::Time;

/// What was decided about one thing that was asked, as it is shown.
pub struct RulingLine {
    /// What was asked, and what came of it.
    pub about: Finding,
    /// What it was called when it was decided.
    pub title: String,
    /// What was decided; nothing in a draft where nobody chose yet.
    pub outcome: Option<RulingOutcome>,
    /// Which version was adopted.
    pub version: Option<i64>,
    /// What is different from that version, or what was made of it.
    pub changes: String,
}

impl RulingLine {
    fn new(about: Finding, outcome: Option<RulingOutcome>, version: Option<i64>, changes: String) -> Self {
        // Under the title of the very text that was adopted.
        let adopted = about.put.iter().find(|put| Some(put.version) == version);
        let title = adopted.map_or_else(|| about.title.clone(), |put| put.title.clone());
        Self { about, title, outcome, version, changes }
    }
}

/// A decision put together for showing.
pub struct ShownDecision {
    /// The consultation's name in addresses.
    pub slug: String,
    /// Whether what people said can be seen here.
    pub with_results: bool,
    /// The decision in a sentence or two.
    pub outcome: String,
    /// Who decided.
    pub decided_by: String,
    /// The day it was decided.
    pub decided_on: Option<Time>,
    /// The longer parts.
    pub html: RenderedDecision,
    /// What many people said, and how it was weighed.
    pub themes: Vec<Theme>,
    /// What was decided about each thing that was asked.
    pub lines: Vec<RulingLine>,
    /// What was asked and is not decided about, as in decisions from before that was asked for.
    pub beside: Vec<Finding>,
    /// What the service will do by when.
    pub promises: Vec<Promise>,
}

impl ShownDecision {
    /// A published decision.
    pub fn published(
        slug: &str,
        decision: Decision,
        asked: Vec<Finding>,
        rulings: &[Ruled],
        promises: Vec<Promise>,
    ) -> Self {
        let (mut lines, mut beside) = (Vec::new(), Vec::new());
        for about in asked {
            let ruled = rulings.iter().find(|ruled| ruled.kind == about.key && ruled.number == about.number);
            let Some(ruled) = ruled else {
                beside.push(about);
                continue;
            };
            let written = decision.content.rulings.iter().find(|ruling| ruling.is_about(&about));
            let changes = written.map(|ruling| ruling.changes.clone()).unwrap_or_default();
            lines.push(RulingLine::new(about, Some(ruled.outcome), ruled.version, changes));
        }
        Self {
            slug: slug.to_owned(),
            lines,
            beside,
            promises,
            html: decision.html,
            decided_on: decision.decided_on,
            with_results: true,
            outcome: decision.content.outcome,
            decided_by: decision.content.decided_by,
            themes: decision.content.themes,
        }
    }

    /// A draft, as it would read.
    pub fn draft(slug: &str, content: &DecisionContent, asked: Vec<Finding>) -> Self {
        let lines = asked.into_iter().map(|about| {
            let ruling = content.rulings.iter().find(|ruling| ruling.is_about(&about)).cloned().unwrap_or_default();
            let considered = !about.adoptable && !ruling.changes.trim().is_empty();
            let outcome = if considered { Some(RulingOutcome::Considered) } else { ruling.outcome };
            let version =
                ruling.version.filter(|_| outcome.is_some_and(RulingOutcome::adopts) && !about.put.is_empty());
            RulingLine::new(about, outcome, version, ruling.changes)
        });
        let lines = lines.collect();
        let promises = content
            .promises
            .iter()
            .zip(1..)
            .map(|(promise, id)| Promise {
                id,
                text: promise.text.clone(),
                due_at: clock::moment(&promise.due, "00:00").ok(),
                kept_at: None,
                kept_note: String::new(),
                declined_at: None,
                declined_because: String::new(),
            })
            .collect();
        Self {
            slug: slug.to_owned(),
            lines,
            beside: Vec::new(),
            promises,
            html: store::rendered(content),
            decided_on: clock::moment(&content.decided_on, "00:00").ok(),
            with_results: true,
            outcome: content.outcome.clone(),
            decided_by: content.decided_by.clone(),
            themes: content.themes.clone(),
        }
    }
}

fn line(slug: &str, line: &RulingLine) -> AnyView {
    let about = &line.about;
    let href = format!("/consultations/{slug}{}", about.page);
    let version = line.version.map(|version| view! { " "<span>{format!("version {version}")}</span> });
    let kind = about.put.is_empty().then(|| view! { " "<span>{about.kind}</span> });
    let (word, meaning) = match line.outcome {
        Some(outcome) if about.put.is_empty() => (outcome.title(), outcome.meaning_of_outcome()),
        Some(outcome) => (outcome.title(), outcome.meaning()),
        None => ("Not filled in yet", "Say what was decided about this."),
    };
    let changes = if about.adoptable { "What changes:" } else { "What we made of it:" };
    view! {
        <li class="notice">
            <h3><a dir="auto" href=href>{line.title.clone()}</a></h3>
            <p class="meta"><strong>{word}</strong>{version}{kind}</p>
            <p>{meaning}" "{about.counted.clone().unwrap_or_else(|| about.sentence.clone())}</p>
            {(!line.changes.is_empty()).then(|| view! { <p><strong>{changes}</strong>" "<bdi>{line.changes.clone()}</bdi></p> })}
        </li>
    }
    .into_any()
}

/// What was decided about each thing: texts under their numbers, then whatever else was asked.
fn lines(shown: &ShownDecision) -> AnyView {
    let (texts, others): (Vec<&RulingLine>, Vec<&RulingLine>) =
        shown.lines.iter().partition(|line| !line.about.put.is_empty());
    let show = |lines: &[&RulingLine]| lines.iter().map(|one| line(&shown.slug, one)).collect::<Vec<_>>();
    let (texts, others) = (show(&texts), show(&others));
    let alone = texts.is_empty();
    view! {
        {(!alone).then(|| view! { <h2>"Proposal by proposal"</h2><ol class="notices numbered">{texts}</ol> })}
        {(!others.is_empty()).then(|| view! {
            <h2 id="asked-and-decided">{if alone { "What people were asked, and what was decided" } else { "What else people were asked, and what was decided" }}</h2>
            <ul class="notices">{others}</ul>
        })}
    }
    .into_any()
}

fn themes(themes: &[Theme]) -> AnyView {
    if themes.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = themes
        .iter()
        .map(|theme| {
            view! { <tr><th scope="row" dir="auto">{theme.theme.clone()}</th><td dir="auto">{theme.weight_given.clone()}</td></tr> }
                .into_any()
        })
        .collect();
    view! {
        <h2>"How we weighed what you said"</h2>
        <div class="table-wrap" role="region" aria-labelledby="themes-weighed" tabindex="0">
            <table>
                <caption id="themes-weighed">"What many people said, and how much it counted"</caption>
                <thead><tr><th scope="col">"What people said"</th><th scope="col">"How we weighed it"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A longer part under its heading; nothing where it is not known, as of what was decided long ago.
fn told(heading: &'static str, html: &str) -> AnyView {
    if html.is_empty() {
        return ().into_any();
    }
    view! { <h2>{heading}</h2><div dir="auto" inner_html=html.to_owned()></div> }.into_any()
}

/// The decision: asked, said, did; then what was decided about each thing, the reasons, the themes and the promises.
/// `beside` shows what was asked and not decided about.
pub fn body(shown: &ShownDecision, beside: AnyView, now: Time) -> AnyView {
    let results = format!("/consultations/{}/results", shown.slug);
    view! {
        <section class="decision" aria-labelledby="decided">
            <h2 id="decided">"What was decided"</h2>
            <p class="lede">{shown.outcome.clone()}</p>
            <dl class="facts">
                {(!shown.decided_by.is_empty()).then(|| view! { <div><dt>"Decided by"</dt><dd>{shown.decided_by.clone()}</dd></div> })}
                {shown.decided_on.map(|day| view! { <div><dt>"Decided on"</dt><dd><time datetime=clock::machine(day)>{clock::long_date(day)}</time></dd></div> })}
                {shown.with_results.then(|| view! { <div><dt>"What people said"</dt><dd><a href=results>"See all of it"</a></dd></div> })}
            </dl>
        </section>
        {told("We asked", &shown.html.we_asked)}
        {told("You said", &shown.html.you_said)}
        {told("We did", &shown.html.we_did)}
        {lines(shown)}
        {beside}
        {told("Why", &shown.html.reasons)}
        {themes(&shown.themes)}
        {(!shown.promises.is_empty()).then(|| view! {
            <h2 id="promises">"What we promised"</h2>
            {promises::view::list(&shown.promises, now)}
        })}
    }
    .into_any()
}
