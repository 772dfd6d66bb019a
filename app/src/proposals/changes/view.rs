//! The difference between two texts of a proposal, part by part, in words. What is compared is what a reader sees,
//! not the marks it is written with: a list that is marked with stars instead of dashes has not changed.

use std::borrow::Cow;

use leptos::prelude::*;

use crate::proposals::costs;
use crate::proposals::diff::paragraphs::{Paragraph, paragraphs};
use crate::proposals::diff::{ChangeCounts, Piece, TextChange, diff, summary_counts};
use crate::proposals::model::ProposalContent;
use crate::ui::prose::as_read;

/// The parts of a proposal as a reader sees them, in the order they are read.
fn parts(content: &ProposalContent) -> [(&'static str, String); 8] {
    let alternatives: Vec<String> =
        content.alternatives.iter().map(|other| format!("{}: {}", other.title, other.why_not)).collect();
    let costs: Vec<String> = content.costs.iter().map(costs::line).collect();
    [
        ("Title", content.title.clone()),
        ("Summary", content.summary.clone()),
        ("What we propose, and why", as_read(&content.body)),
        ("Already fixed", as_read(&content.fixed)),
        ("Still open", as_read(&content.open)),
        ("Who it affects", as_read(&content.impact)),
        ("What else we considered", alternatives.join("\n")),
        ("What it costs", costs.join("\n")),
    ]
}

/// A part that differs.
pub struct ChangedPart {
    title: Cow<'static, str>,
    paragraphs: Vec<Paragraph>,
}

impl ChangedPart {
    /// A part with what differs in it; none where nothing does. Without a title it stands alone.
    pub fn between(title: impl Into<Cow<'static, str>>, old: &str, new: &str) -> Option<Self> {
        (old != new).then(|| Self { title: title.into(), paragraphs: paragraphs(old, new) })
    }
}

/// The parts that differ, and how many words came and went.
pub fn compare(old: &ProposalContent, new: &ProposalContent) -> (Vec<ChangedPart>, ChangeCounts) {
    let mut total = ChangeCounts::default();
    let differing = parts(old)
        .into_iter()
        .zip(parts(new))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((title, old), (_, new))| {
            // Words are counted one by one, also where paragraphs are shown whole.
            let counts = summary_counts(&diff(&old, &new));
            total.added += counts.added;
            total.removed += counts.removed;
            ChangedPart { title: title.into(), paragraphs: paragraphs(&old, &new) }
        })
        .collect();
    (differing, total)
}

/// Long unchanged text, cut down to what is needed to find the place.
fn near(text: &str, first: bool, last: bool) -> String {
    const KEPT: usize = 160;
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= 3 * KEPT {
        return text.to_owned();
    }
    let head: String = if first { String::new() } else { letters[..KEPT].iter().collect() };
    let tail: String = if last { String::new() } else { letters[letters.len() - KEPT..].iter().collect() };
    // Cut between words.
    let head = head.rsplit_once(char::is_whitespace).map_or("", |(kept, _)| kept);
    let tail = tail.split_once(char::is_whitespace).map_or("", |(_, kept)| kept);
    format!("{head} […] {tail}")
}

fn removed(text: &str) -> AnyView {
    view! { <del><span class="vh">"Removed: "</span>{text.to_owned()}</del> }.into_any()
}

fn added(text: &str) -> AnyView {
    view! { <ins><span class="vh">"Added: "</span>{text.to_owned()}</ins> }.into_any()
}

fn piece(piece: &Piece, first: bool, last: bool) -> AnyView {
    match piece.change {
        TextChange::Same => near(&piece.text, first, last).into_any(),
        TextChange::Added => added(&piece.text),
        TextChange::Removed => removed(&piece.text),
    }
}

/// A run of paragraphs that stayed: of a long one only those beside a change.
fn unchanged(run: &[&String], first: bool, last: bool) -> Vec<AnyView> {
    let shown = |text: &str, first, last| view! { <p dir="auto">{near(text, first, last)}</p> }.into_any();
    let gap = || view! { <p>"[…]"</p> }.into_any();
    match run {
        [] => Vec::new(),
        [only] => vec![shown(only, first, last)],
        [start, between @ .., end] => {
            let mut views = Vec::new();
            if !first {
                views.push(shown(start, false, true));
            }
            if !between.is_empty() || first || last {
                views.push(gap());
            }
            if !last {
                views.push(shown(end, true, false));
            }
            views
        }
    }
}

fn section(part: &ChangedPart) -> AnyView {
    let mut views: Vec<AnyView> = Vec::new();
    let mut run: Vec<&String> = Vec::new();
    for paragraph in &part.paragraphs {
        if let Paragraph::Same(text) = paragraph {
            run.push(text);
            continue;
        }
        let first = views.is_empty();
        views.extend(unchanged(&std::mem::take(&mut run), first, false));
        views.push(match paragraph {
            Paragraph::Same(_) => ().into_any(),
            Paragraph::Removed(text) => view! { <p dir="auto">{removed(text)}</p> }.into_any(),
            Paragraph::Added(text) => view! { <p dir="auto">{added(text)}</p> }.into_any(),
            Paragraph::Changed(pieces) => {
                let last = pieces.len().saturating_sub(1);
                let pieces: Vec<AnyView> =
                    pieces.iter().enumerate().map(|(index, one)| piece(one, index == 0, index == last)).collect();
                view! { <p dir="auto">{pieces}</p> }.into_any()
            }
        });
    }
    views.extend(unchanged(&run, false, true));
    view! { {(!part.title.is_empty()).then(|| view! { <h3>{part.title.clone()}</h3> })}<div class="diff">{views}</div> }
        .into_any()
}

/// The parts that differ, each with its words marked.
pub fn difference(parts: &[ChangedPart]) -> AnyView {
    if parts.is_empty() {
        return view! { <p>"Every word stayed. Only how the text is laid out changed: its emphasis, headings or lists."</p> }
            .into_any();
    }
    parts.iter().map(section).collect::<Vec<_>>().into_any()
}
