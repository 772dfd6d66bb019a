//! The scale: how many people support a proposal and how many oppose it, as bars that grow left and right
//! from a middle. One row for one proposal, or a row for each branch, age or proposal. What the numbers
//! amount to in words is in [`answers`](super::answers).

use leptos::prelude::*;

use super::answers::{Answers, ChartRow, FEWEST_TO_COMPARE, finding, finding_of_rows};
use super::share::exact;
use super::{Figure, percent_of_width};
use crate::numbers::grouped;
use crate::percent;

/// The answers on the scale: class and words, in scale order.
const SCALE: [(&str, &str, &str); 5] = [
    ("c-strongly-support", "on-strongly-support", "Strongly support"),
    ("c-support", "on-support", "Support"),
    ("c-neither", "on-neither", "Neither"),
    ("c-oppose", "on-oppose", "Oppose"),
    ("c-strongly-oppose", "on-strongly-oppose", "Strongly oppose"),
];

/// What the percentages are shares of.
const BASE: &str = "Percentages are of the people who gave a view, without those who don’t know.";

/// One coloured piece of a row, in per cent of the drawing's width.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Segment {
    /// Its place on the scale, as in [`SCALE`].
    answer: usize,
    start: f64,
    width: f64,
}

/// How far the longer side of a row reaches from its middle, in shares of its views.
fn reach(answers: Answers) -> f64 {
    let views = answers.views();
    let middle = exact(answers.neither, views) / 2.0;
    (exact(answers.for_it(), views) + middle).max(exact(answers.against_it(), views) + middle)
}

/// How far the longest side of any row reaches: what the charts of a page have to share to be compared by eye.
pub fn farthest(rows: &[ChartRow]) -> f64 {
    rows.iter().map(|row| reach(row.answers)).fold(0.0, f64::max)
}

/// The pieces of a row from left to right, opposed to supporting, the middle of "neither" at 50 %.
///
/// `reach` is the farthest any row of the chart reaches, so that rows can be compared by eye.
fn segments(answers: Answers, reach: f64) -> Vec<Segment> {
    let views = answers.views();
    if views == 0 || reach <= 0.0 {
        return Vec::new();
    }
    let unit = 50.0 / reach;
    let mut start = 50.0 - (exact(answers.against_it(), views) + exact(answers.neither, views) / 2.0) * unit;
    let mut pieces = Vec::new();
    for (answer, count) in answers.scale().into_iter().enumerate().rev() {
        let width = exact(count, views) * unit;
        if count > 0 {
            pieces.push(Segment { answer, start, width });
        }
        start += width;
    }
    pieces
}

/// The scale as a chart.
#[component]
pub fn ScaleChart(
    /// What the chart holds, such as "Answers to proposal 1".
    #[prop(into)]
    caption: String,
    /// What the rows are, for the head of the table: "Proposal", "Library".
    #[prop(into)]
    rows_are: String,
    /// One row or many.
    rows: Vec<ChartRow>,
    /// How far the rows of the whole page reach ([`farthest`]), where several charts are to be compared.
    #[prop(optional)]
    reach: f64,
) -> impl IntoView {
    let finding = match rows.as_slice() {
        [only] => finding(only.answers),
        several => finding_of_rows(several),
    };
    let farthest = farthest(&rows).max(reach);
    // What a picture holds cannot be reached; where its rows lead on, it is none.
    let linked = rows.iter().any(|row| row.href.is_some());
    let drawing = (farthest > 0.0).then(|| {
        let label = format!("{caption}. The table below has the same figures.");
        let drawn = rows.iter().map(|row| drawn_row(row, farthest)).collect::<Vec<_>>();
        let key = SCALE
            .iter()
            .rev()
            .map(|(class, _, words)| view! { <li class=*class>{*words}</li> }.into_any())
            .collect::<Vec<_>>();
        view! {
            <div class="stack-rows" role=(!linked).then_some("img") aria-label=(!linked).then_some(label)>
                <p class="ends"><span>"Oppose"</span>" "<span>"Support"</span></p>
                {drawn}
            </div>
            <ul class="key">{key}</ul>
            <p class="meta"><span>{BASE.trim_end_matches('.')}</span></p>
        }
    });
    let words = SCALE.iter().map(|(.., words)| *words).chain(["Don’t know", "All answers"]);
    let head = std::iter::once(view! { <th scope="col">{rows_are}</th> }.into_any())
        .chain(words.map(|words| view! { <th scope="col" class="num">{words}</th> }.into_any()))
        .collect::<Vec<_>>();
    let body = rows.iter().map(table_row).collect::<Vec<_>>();
    let caption = format!("{caption}. {BASE} Each is rounded to the nearest whole one.");
    view! { <Figure finding caption drawing=drawing.into_any() head body/> }
}

fn drawn_row(row: &ChartRow, reach: f64) -> AnyView {
    let (scale, of) = (row.answers.scale(), row.answers.views());
    let pieces = segments(row.answers, reach);
    let bars = pieces
        .iter()
        .map(|piece| {
            let (x, width) = (percent_of_width(piece.start), percent_of_width(piece.width));
            view! { <rect class=SCALE[piece.answer].0 x=x y="0" width=width height="100%"/> }.into_any()
        })
        .collect::<Vec<_>>();
    // Too narrow for its words below 5 % of the drawing; on a phone, below 12 %.
    let with_words = pieces.iter().filter(|piece| piece.width >= 5.0 && row.answers.views() >= percent::FEWEST);
    let words = with_words
        .map(|piece| {
            let on = SCALE[piece.answer].1;
            let class = if piece.width < 12.0 { format!("{on} tight") } else { on.to_owned() };
            let x = percent_of_width(piece.start + piece.width / 2.0);
            // The number takes the place of the share while somebody points at the row, or stands on its link.
            view! {
                <text class=format!("{class} share") x=x.clone() y="50%">{percent::words(scale[piece.answer], of)}</text>
                <text class=format!("{class} many") x=x y="50%">{grouped(scale[piece.answer])}</text>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let (views, dont_know) = (grouped(row.answers.views()), grouped(row.answers.dont_know));
    // Too few to say much: hatched, and said.
    let few = row.answers.views() < FEWEST_TO_COMPARE;
    let words_for_few = if few && row.answers.views() > 0 { ": few people" } else { "" };
    let label = match &row.href {
        Some(href) => view! { <a dir="auto" href=href.clone()>{row.label.clone()}</a> }.into_any(),
        None => view! { <bdi>{row.label.clone()}</bdi> }.into_any(),
    };
    view! {
        <div class="stack-row">
            <p class="stack-label">{label}" "<small>{format!("{views} gave a view, {dont_know} don’t know{words_for_few}")}</small></p>
            <svg class=if few { "stack few" } else { "stack" } width="100%" height="36" aria-hidden="true">
                <line class="axis" x1="50%" x2="50%" y1="-6" y2="42"/>
                {bars}
                {words}
            </svg>
        </div>
    }
    .into_any()
}

fn table_row(row: &ChartRow) -> AnyView {
    let views = row.answers.views();
    let cells = row
        .answers
        .scale()
        .into_iter()
        .map(|count| {
            let share = (views >= percent::FEWEST).then(|| view! { " "<small>{percent::words(count, views)}</small> });
            view! { <td class="num">{grouped(count)}{share}</td> }.into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <tr>
            <th scope="row" dir="auto">{row.label.clone()}</th>
            {cells}
            <td class="num">{grouped(row.answers.dont_know)}</td>
            <td class="num">{grouped(row.answers.all())}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
