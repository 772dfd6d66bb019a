//! A decision as residents read it, published or in preview.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::model::{Asked, Content, Decision, Outcome, Rendered, Ruled, Theme};
use super::store;
use crate::clock;
use crate::decisions::promises;
use crate::decisions::promises::model::Promise;
use crate::ids::ProposalId;
use crate::numbers::grouped;
use crate::proposals::votes::model::{Choice, Counts};
use crate::time::Time;

/// What was decided about one proposal, as it is shown.
pub struct Line {
    /// The proposal.
    pub id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it was called.
    pub title: String,
    /// What was decided; nothing in a draft where nobody chose yet.
    pub outcome: Option<Outcome>,
    /// Which version was adopted.
    pub version: Option<i64>,
    /// What is different from that version.
    pub changes: String,
}

/// A decision put together for showing.
pub struct Shown {
    /// The consultation's name in addresses.
    pub slug: String,
    /// The decision in a sentence or two.
    pub outcome: String,
    /// Who decided.
    pub decided_by: String,
    /// The day it was decided.
    pub decided_on: Option<Time>,
    /// The longer parts.
    pub html: Rendered,
    /// What many people said, and how it was weighed.
    pub themes: Vec<Theme>,
    /// What was decided about each proposal.
    pub lines: Vec<Line>,
    /// What the service will do by when.
    pub promises: Vec<Promise>,
    /// The counts of the proposals.
    pub counts: BTreeMap<ProposalId, Counts>,
}

impl Shown {
    /// A published decision.
    pub fn published(
        slug: &str,
        decision: Decision,
        rulings: Vec<Ruled>,
        promises: Vec<Promise>,
        counts: BTreeMap<ProposalId, Counts>,
    ) -> Self {
        let changes = |number: i64| {
            let ruling = decision.content.rulings.iter().find(|ruling| ruling.number == number);
            ruling.map(|ruling| ruling.changes.clone()).unwrap_or_default()
        };
        let lines = rulings
            .into_iter()
            .map(|ruled| Line {
                id: ruled.proposal_id,
                number: ruled.number,
                changes: changes(ruled.number),
                title: ruled.title,
                outcome: Some(ruled.outcome),
                version: ruled.version,
            })
            .collect();
        Self {
            slug: slug.to_owned(),
            lines,
            promises,
            counts,
            html: decision.html,
            decided_on: decision.decided_on,
            outcome: decision.content.outcome,
            decided_by: decision.content.decided_by,
            themes: decision.content.themes,
        }
    }

    /// A draft, as it would read.
    pub fn draft(slug: &str, content: &Content, asked: &[Asked], counts: BTreeMap<ProposalId, Counts>) -> Self {
        let lines = asked
            .iter()
            .map(|asked| {
                let ruling = content.rulings.iter().find(|ruling| ruling.number == asked.number).cloned();
                let ruling = ruling.unwrap_or_default();
                let adopts = ruling.outcome.is_some_and(Outcome::adopts);
                Line {
                    id: asked.id,
                    number: asked.number,
                    title: asked.title.clone(),
                    outcome: ruling.outcome,
                    version: ruling.version.filter(|_| adopts),
                    changes: ruling.changes,
                }
            })
            .collect();
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
            promises,
            counts,
            html: store::rendered(content),
            decided_on: clock::moment(&content.decided_on, "00:00").ok(),
            outcome: content.outcome.clone(),
            decided_by: content.decided_by.clone(),
            themes: content.themes.clone(),
        }
    }
}

/// How the votes fell, in a sentence.
pub fn headline(counts: &Counts) -> String {
    if counts.total() == 0 {
        return "Nobody voted on this proposal.".to_owned();
    }
    let support = counts.of(Choice::StronglySupport) + counts.of(Choice::Support);
    let oppose = counts.of(Choice::StronglyOppose) + counts.of(Choice::Oppose);
    let people =
        if counts.total() == 1 { "1 person".to_owned() } else { format!("{} people", grouped(counts.total())) };
    let mut parts = vec![format!("{} supported it", grouped(support)), format!("{} opposed it", grouped(oppose))];
    if counts.of(Choice::Neither) > 0 {
        parts.push(format!("{} chose neither", grouped(counts.of(Choice::Neither))));
    }
    if counts.of(Choice::DontKnow) > 0 {
        parts.push(format!("{} did not know", grouped(counts.of(Choice::DontKnow))));
    }
    let last = parts.pop().unwrap_or_default();
    format!("{people} answered: {} and {last}.", parts.join(", "))
}

fn proposal(slug: &str, line: &Line, counts: Option<&Counts>) -> AnyView {
    let href = format!("/consultations/{slug}/proposals/{}", line.number);
    let version = line.version.map(|version| view! { " "<span>{format!("version {version}")}</span> });
    let (word, meaning) = match line.outcome {
        Some(outcome) => (outcome.title(), outcome.meaning()),
        None => ("Not filled in yet", "Choose what was decided about this proposal."),
    };
    view! {
        <li class="notice">
            <h3><a dir="auto" href=href>{line.title.clone()}</a></h3>
            <p class="meta"><strong>{word}</strong>{version}</p>
            <p>{meaning}" "{counts.map(headline)}</p>
            {(!line.changes.is_empty()).then(|| view! { <p><strong>"What changes:"</strong>" "<bdi>{line.changes.clone()}</bdi></p> })}
        </li>
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

/// The decision: asked, said, did; then proposal by proposal, what came of whatever else was asked, the reasons, the
/// themes and the promises.
pub fn body(shown: &Shown, beside: AnyView, now: Time) -> AnyView {
    let lines: Vec<AnyView> =
        shown.lines.iter().map(|line| proposal(&shown.slug, line, shown.counts.get(&line.id))).collect();
    let empty = Counts::default();
    let total = shown.lines.iter().map(|line| shown.counts.get(&line.id).unwrap_or(&empty).total()).max().unwrap_or(0);
    let results = format!("/consultations/{}/results", shown.slug);
    view! {
        <section class="decision" aria-labelledby="decided">
            <h2 id="decided">"What was decided"</h2>
            <p class="lede">{shown.outcome.clone()}</p>
            <dl class="facts">
                <div><dt>"Decided by"</dt><dd>{shown.decided_by.clone()}</dd></div>
                {shown.decided_on.map(|day| view! { <div><dt>"Decided on"</dt><dd><time datetime=clock::machine(day)>{clock::long_date(day)}</time></dd></div> })}
                {if shown.lines.is_empty() {
                    view! { <div><dt>"What people said"</dt><dd><a href=results>"See all of it"</a></dd></div> }.into_any()
                } else {
                    view! { <div><dt>"Most answers to a proposal"</dt><dd>{grouped(total)}" "<small><a href=results>"See what people said"</a></small></dd></div> }.into_any()
                }}
            </dl>
        </section>
        <h2>"We asked"</h2>
        <div dir="auto" inner_html=shown.html.we_asked.clone()></div>
        <h2>"You said"</h2>
        <div dir="auto" inner_html=shown.html.you_said.clone()></div>
        <h2>"We did"</h2>
        <div dir="auto" inner_html=shown.html.we_did.clone()></div>
        {(!lines.is_empty()).then(|| view! { <h2>"Proposal by proposal"</h2><ol class="notices numbered">{lines}</ol> })}
        {beside}
        <h2>"Why"</h2>
        <div dir="auto" inner_html=shown.html.reasons.clone()></div>
        {themes(&shown.themes)}
        {(!shown.promises.is_empty()).then(|| view! {
            <h2 id="promises">"What we promised"</h2>
            {promises::view::list(&shown.promises, now)}
        })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_says_every_answer_once_and_groups_thousands() {
        let mut counts = Counts::default();
        assert_eq!(headline(&counts), "Nobody voted on this proposal.");
        counts.add(Choice::StronglySupport, 1_200);
        counts.add(Choice::Support, 84);
        counts.add(Choice::Oppose, 3);
        counts.add(Choice::DontKnow, 2);
        assert_eq!(headline(&counts), "1,289 people answered: 1,284 supported it, 3 opposed it and 2 did not know.");
        assert_eq!([grouped(0), grouped(999), grouped(1_000_000)], ["0", "999", "1,000,000"]);
    }
}
