//! The difference between two texts of a proposal, part by part, in words.

use leptos::prelude::*;

use crate::proposals::costs;
use crate::proposals::diff::{Change, Counts, Piece, diff, summary_counts};
use crate::proposals::model::Content;

/// The parts of a proposal as plain text, in the order they are read.
fn parts(content: &Content) -> [(&'static str, String); 8] {
    let alternatives: Vec<String> =
        content.alternatives.iter().map(|other| format!("{}: {}", other.title, other.why_not)).collect();
    let costs: Vec<String> = content.costs.iter().map(costs::line).collect();
    [
        ("Title", content.title.clone()),
        ("Summary", content.summary.clone()),
        ("What we propose, and why", content.body.clone()),
        ("Already fixed", content.fixed.clone()),
        ("Still open", content.open.clone()),
        ("Who it affects", content.impact.clone()),
        ("What else we considered", alternatives.join("\n")),
        ("What it costs", costs.join("\n")),
    ]
}

/// A part that differs.
pub struct Part {
    title: &'static str,
    pieces: Vec<Piece>,
}

/// The parts that differ, and how many words came and went.
pub fn compare(old: &Content, new: &Content) -> (Vec<Part>, Counts) {
    let mut total = Counts::default();
    let differing = parts(old)
        .into_iter()
        .zip(parts(new))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((title, old), (_, new))| {
            let pieces = diff(&old, &new);
            let counts = summary_counts(&pieces);
            total.added += counts.added;
            total.removed += counts.removed;
            Part { title, pieces }
        })
        .collect();
    (differing, total)
}

/// Text with its line ends, as a page shows them.
fn lines(text: &str) -> AnyView {
    let lines: Vec<AnyView> = text
        .split('\n')
        .enumerate()
        .map(|(index, line)| {
            let line = line.to_owned();
            if index == 0 { line.into_any() } else { view! { <br/>{line} }.into_any() }
        })
        .collect();
    lines.into_any()
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

fn piece(piece: &Piece, first: bool, last: bool) -> AnyView {
    match piece.change {
        Change::Same => lines(&near(&piece.text, first, last)),
        Change::Added => view! { <ins><span class="vh">"Added: "</span>{lines(&piece.text)}</ins> }.into_any(),
        Change::Removed => view! { <del><span class="vh">"Removed: "</span>{lines(&piece.text)}</del> }.into_any(),
    }
}

/// The parts that differ, each with its words marked.
pub fn difference(parts: &[Part]) -> AnyView {
    let sections: Vec<AnyView> = parts
        .iter()
        .map(|part| {
            let last = part.pieces.len().saturating_sub(1);
            let pieces: Vec<AnyView> =
                part.pieces.iter().enumerate().map(|(index, one)| piece(one, index == 0, index == last)).collect();
            view! { <h3>{part.title}</h3><div class="diff"><p>{pieces}</p></div> }.into_any()
        })
        .collect();
    sections.into_any()
}
