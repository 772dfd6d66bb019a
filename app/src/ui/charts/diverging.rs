//! Points of a scale with words of its own, as bars that grow left and right from a middle: one row for one question, or a
//! row for each line of a matrix. The better end is on the right, whichever way it was asked; the table has the points in the
//! order in which people saw them.

use leptos::prelude::*;

use super::answers::FEWEST_TO_COMPARE;
use super::share::exact;
use super::{Figure, percent_of_width};
use crate::numbers::{Noun, grouped};
use crate::percent;

/// The most points that are told apart by colour.
pub const MOST_POINTS: usize = 5;

/// What is said where rows cannot be compared.
const TOO_FEW: &str = "There are too few answers to compare.";

/// What the percentages are shares of.
const BASE: &str = "Percentages are of the people who chose a point";

/// One row: what it is about, and how many chose each point, in the order in which they were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivergingRow {
    /// What it is about; may be empty where there is only one.
    pub label: String,
    /// How many chose each point.
    pub counts: Vec<u64>,
}

impl DivergingRow {
    /// How many chose a point.
    pub fn all(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// How many chose a point above the middle and below it.
    fn sides(&self, better_first: bool) -> (u64, u64) {
        let half = self.counts.len() / 2;
        let sum = |counts: &mut dyn Iterator<Item = &u64>| counts.fold(0_u64, |sum, count| sum.saturating_add(*count));
        let (first, last) = (sum(&mut self.counts.iter().take(half)), sum(&mut self.counts.iter().rev().take(half)));
        if better_first { (first, last) } else { (last, first) }
    }
}

/// The colours of so many points, from the worse end, with the class of words on them.
const fn colours(points: usize) -> &'static [(&'static str, &'static str)] {
    const ALL: [(&str, &str); 5] = [
        ("c-strongly-oppose", "on-strongly-oppose"),
        ("c-oppose", "on-oppose"),
        ("c-neither", "on-neither"),
        ("c-support", "on-support"),
        ("c-strongly-support", "on-strongly-support"),
    ];
    match points {
        2 => &[ALL[1], ALL[3]],
        3 => &[ALL[1], ALL[2], ALL[3]],
        4 => &[ALL[0], ALL[1], ALL[3], ALL[4]],
        _ => &ALL,
    }
}

/// A piece of a row, in per cent of the drawing's width.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ArmPiece {
    /// Its place from the worse end.
    point: usize,
    count: u64,
    start: f64,
    width: f64,
}

/// The counts from the worse end.
fn upwards(row: &DivergingRow, better_first: bool) -> Vec<u64> {
    let mut counts = row.counts.clone();
    if better_first {
        counts.reverse();
    }
    counts
}

/// How far a row reaches to the left and right of its middle, in shares of its people.
fn arms(counts: &[u64]) -> (f64, f64) {
    let all = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let half = counts.len() / 2;
    let middle = if counts.len() % 2 == 1 { counts.get(half).copied().unwrap_or(0) } else { 0 };
    let side = |counts: &[u64]| exact(counts.iter().sum(), all) + exact(middle, all) / 2.0;
    let (below, above) =
        (counts.get(..half).unwrap_or_default(), counts.get(counts.len() - half..).unwrap_or_default());
    (side(below), side(above))
}

fn pieces(counts: &[u64], reach: f64) -> Vec<ArmPiece> {
    let all = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    if all == 0 || reach <= 0.0 {
        return Vec::new();
    }
    let unit = 50.0 / reach;
    let mut start = 50.0 - arms(counts).0 * unit;
    let mut made = Vec::new();
    for (point, count) in counts.iter().copied().enumerate() {
        let width = exact(count, all) * unit;
        if count > 0 {
            made.push(ArmPiece { point, count, start, width });
        }
        start += width;
    }
    made
}

/// How far the longest side of any row reaches: what the charts of a page have to share to be compared by eye.
pub fn farthest(rows: &[DivergingRow]) -> f64 {
    // The ends change places with the order of the points, and the longest stays.
    rows.iter().map(|row| arms(&row.counts)).fold(0.0, |reach: f64, (left, right)| reach.max(left).max(right))
}

/// What the rows amount to, in a sentence.
pub fn finding(rows: &[DivergingRow], better_first: bool, noun: Noun) -> String {
    // Where some rows have enough people to be compared, those with few are drawn and not named.
    let comparable = rows.iter().filter(|row| row.all() >= FEWEST_TO_COMPARE).count() > 1;
    let fewest = if comparable { FEWEST_TO_COMPARE } else { 1 };
    let told: Vec<(&DivergingRow, u64, u64)> =
        rows.iter().filter(|row| row.all() >= fewest).map(|row| (row, row.sides(better_first).0, row.all())).collect();
    let share = |(_, above, all): &(&DivergingRow, u64, u64)| {
        if *all >= percent::FEWEST {
            format!("{} ({})", grouped(*above), percent::words(*above, *all))
        } else {
            format!("{} of {}", grouped(*above), grouped(*all))
        }
    };
    let by = |one: &(&DivergingRow, u64, u64)| u128::from(one.1) * 1_000_000 / u128::from(one.2.max(1));
    match (told.as_slice(), told.iter().max_by_key(|one| by(one)), told.iter().min_by_key(|one| by(one))) {
        ([only], ..) => {
            let (above, below) = only.0.sides(better_first);
            let said = noun.count(only.2);
            format!("Of {said}, {} chose a point above the middle and {} one below it.", grouped(above), grouped(below))
        }
        ([_, _, ..], Some(highest), Some(lowest)) if by(highest) > by(lowest) => format!(
            "“{}” stands highest: {} chose a point above the middle. “{}” stands lowest: {}.",
            highest.0.label,
            share(highest),
            lowest.0.label,
            share(lowest)
        ),
        ([first, _, ..], ..) => format!("All stand equally high: {} chose a point above the middle.", share(first)),
        ([], ..) => format!("There are no {}.", noun.many),
    }
}

/// A scale with words of its own, as a chart.
#[component]
pub fn DivergingChart(
    /// What the chart holds.
    #[prop(into)]
    caption: String,
    /// What the rows are, for the head of the table.
    #[prop(into)]
    rows_are: String,
    /// What is counted.
    noun: Noun,
    /// The words of the points, in the order in which they were asked: two to [`MOST_POINTS`].
    points: Vec<String>,
    /// Whether the first point is the better end.
    better_first: bool,
    /// One row or many.
    rows: Vec<DivergingRow>,
    /// How far the rows of the whole page reach ([`farthest`]), where several charts are to be compared.
    #[prop(optional)]
    reach: f64,
    /// Whether the rows are people who are compared (libraries), of whom ten are needed, and not lines that the same people
    /// answered.
    #[prop(optional)]
    compares: bool,
) -> impl IntoView {
    let enough = rows.iter().filter(|row| row.all() >= FEWEST_TO_COMPARE).count() > 1;
    let said = if compares && !enough { TOO_FEW.to_owned() } else { finding(&rows, better_first, noun) };
    let upward: Vec<Vec<u64>> = rows.iter().map(|row| upwards(row, better_first)).collect();
    let reach = farthest(&rows).max(reach);
    let mut called = points.clone();
    if better_first {
        called.reverse();
    }
    let classes = colours(points.len());
    let drawing = (reach > 0.0).then(|| {
        let label = format!("{caption}. The table below has the same figures.");
        let drawn: Vec<AnyView> =
            rows.iter().zip(&upward).map(|(row, counts)| drawn_row(row, &pieces(counts, reach), classes)).collect();
        let ends = (called.first().cloned().unwrap_or_default(), called.last().cloned().unwrap_or_default());
        let key: Vec<AnyView> = classes
            .iter()
            .zip(&called)
            .map(|((class, _), words)| view! { <li class=*class dir="auto">{words.clone()}</li> }.into_any())
            .collect();
        view! {
            <div class="stack-rows" role="img" aria-label=label>
                <p class="ends"><span dir="auto">{ends.0}</span>" "<span dir="auto">{ends.1}</span></p>
                {drawn}
            </div>
            <ul class="key">{key}</ul>
            <p class="meta"><span>{BASE}</span></p>
        }
    });
    let head: Vec<AnyView> = std::iter::once(view! { <th scope="col">{rows_are}</th> }.into_any())
        .chain(
            points.iter().map(|words| view! { <th scope="col" class="num" dir="auto">{words.clone()}</th> }.into_any()),
        )
        .chain(std::iter::once(view! { <th scope="col" class="num">"All"</th> }.into_any()))
        .collect();
    let body: Vec<AnyView> = rows.iter().map(|row| table_row(row, &caption)).collect();
    let caption = format!("{caption}. {BASE}, each rounded to the nearest whole one.");
    view! { <Figure finding=said caption drawing=drawing.into_any() head body/> }
}

fn drawn_row(row: &DivergingRow, pieces: &[ArmPiece], classes: &'static [(&'static str, &'static str)]) -> AnyView {
    let all = row.all();
    let class = |point: usize| classes.get(point).copied().unwrap_or(("c-neither", "on-neither"));
    let bars: Vec<AnyView> = pieces
        .iter()
        .map(|piece| {
            let (x, width) = (percent_of_width(piece.start), percent_of_width(piece.width));
            view! { <rect class=class(piece.point).0 x=x y="0" width=width height="100%"/> }.into_any()
        })
        .collect();
    // Too narrow for its words below 5 % of the drawing; on a phone, below 12 %.
    let words: Vec<AnyView> = pieces
        .iter()
        .filter(|piece| piece.width >= 5.0 && all >= percent::FEWEST)
        .map(|piece| {
            let on = class(piece.point).1;
            let class = if piece.width < 12.0 { format!("{on} tight") } else { on.to_owned() };
            let x = percent_of_width(piece.start + piece.width / 2.0);
            view! { <text class=class x=x y="50%">{percent::words(piece.count, all)}</text> }.into_any()
        })
        .collect();
    // Too few to say much: hatched, and said.
    let few = all < FEWEST_TO_COMPARE;
    let words_for_few = if few && all > 0 { ": few people" } else { "" };
    view! {
        <div class="stack-row">
            <p class="stack-label"><bdi>{row.label.clone()}</bdi>" "<small>{format!("{} chose a point{words_for_few}", grouped(all))}</small></p>
            <svg class=if few { "stack few" } else { "stack" } width="100%" height="36" aria-hidden="true">
                <line class="axis" x1="50%" x2="50%" y1="-6" y2="42"/>
                {bars}
                {words}
            </svg>
        </div>
    }
    .into_any()
}

fn table_row(row: &DivergingRow, caption: &str) -> AnyView {
    let all = row.all();
    let label = if row.label.is_empty() { caption.to_owned() } else { row.label.clone() };
    let cells: Vec<AnyView> = row
        .counts
        .iter()
        .map(|count| {
            let share = (all >= percent::FEWEST).then(|| view! { " "<small>{percent::words(*count, all)}</small> });
            view! { <td class="num">{grouped(*count)}{share}</td> }.into_any()
        })
        .collect();
    view! { <tr><th scope="row" dir="auto">{label}</th>{cells}<td class="num">{grouped(all)}</td></tr> }.into_any()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(label: &str, counts: &[u64]) -> DivergingRow {
        DivergingRow { label: label.to_owned(), counts: counts.to_vec() }
    }

    #[test]
    fn the_better_end_is_on_the_right_whichever_way_it_was_asked() {
        let html = |better_first: bool, counts: &[u64]| {
            Owner::new().with(|| {
                let points = ["Very good", "Good", "Neither", "Bad", "Very bad"].map(str::to_owned).to_vec();
                let rows = vec![row("Heating", counts)];
                view! { <DivergingChart caption="Heating" rows_are="Line" noun=Noun::PERSON points better_first rows/> }
                    .into_view()
                    .to_html()
                    .replace("<!>", "")
            })
        };
        let page = html(true, &[20, 0, 0, 0, 0]);
        let drawn = |page: &str| page.split("<rect ").nth(1).unwrap().split('>').next().unwrap().to_owned();
        let rect = drawn(&page);
        assert!(rect.contains("c-strongly-support") && rect.contains("x=\"50.00%\""), "{rect}");
        assert!(page.contains("20 chose a point above the middle and 0 one below it"), "{page}");
        let page = html(false, &[20, 0, 0, 0, 0]);
        let rect = drawn(&page);
        assert!(rect.contains("c-strongly-oppose") && rect.contains("x=\"0.00%\""), "{rect}");
        // The table keeps the order in which people saw them.
        assert!(page.find("Very good</th>").unwrap() < page.find("Very bad</th>").unwrap());
    }

    #[test]
    fn the_finding_names_the_highest_and_the_lowest_row() {
        let rows = [row("Days", &[1, 2, 3, 4, 10]), row("Evenings", &[10, 5, 3, 1, 1]), row("Nobody", &[0; 5])];
        let said = finding(&rows, false, Noun::PERSON);
        assert_eq!(
            said,
            "“Days” stands highest: 14 (70%) chose a point above the middle. “Evenings” stands lowest: 2 (10%)."
        );
        assert_eq!(finding(&[row("", &[0, 0])], false, Noun::PERSON), "There are no people.");
        assert!(finding(&[row("A", &[1, 1]), row("B", &[2, 2])], true, Noun::PERSON).starts_with("All stand equally"));
    }

    proptest! {
        #[test]
        fn pieces_stand_side_by_side_inside_the_drawing_and_are_as_wide_as_their_shares(
            counts in proptest::collection::vec(0_u64..1_000, 2..=5),
        ) {
            let all: u64 = counts.iter().sum();
            let (left, right) = arms(&counts);
            let made = pieces(&counts, left.max(right));
            prop_assert_eq!(made.len(), counts.iter().filter(|count| **count > 0).count());
            for pair in made.windows(2) {
                prop_assert!((pair[0].start + pair[0].width - pair[1].start).abs() < 1e-6);
            }
            if let (Some(first), Some(last)) = (made.first(), made.last()) {
                prop_assert!(first.start > -1e-6 && last.start + last.width < 100.0 + 1e-6);
                let width: f64 = made.iter().map(|piece| piece.width).sum();
                prop_assert!(all > 0 && width > 0.0);
                for piece in &made {
                    prop_assert!((piece.width / width - exact(piece.count, all) / 100.0).abs() < 1e-6);
                }
            }
        }
    }
}
