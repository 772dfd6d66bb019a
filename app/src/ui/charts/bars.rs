//! Bars: things counted, one under another. How many gave each answer, how many came from each branch, or
//! how many went each step of the way from opening the page to sending an answer.

use leptos::prelude::*;

use super::share::exact;
use super::{Figure, percent_of_width};
use crate::numbers::{Noun, grouped};
use crate::percent;

/// One thing counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// How many.
    pub count: u64,
    /// How it is coloured.
    pub colour: Colour,
}

/// A bar's colour, by what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Anything counted.
    Count,
    /// "Strongly support".
    StronglySupport,
    /// "Support".
    Support,
    /// "Neither".
    Neither,
    /// "Oppose".
    Oppose,
    /// "Strongly oppose".
    StronglyOppose,
    /// "Don't know".
    DontKnow,
}

impl Colour {
    fn class(self) -> &'static str {
        match self {
            Self::Count => "c-count",
            Self::StronglySupport => "c-strongly-support",
            Self::Support => "c-support",
            Self::Neither => "c-neither",
            Self::Oppose => "c-oppose",
            Self::StronglyOppose => "c-strongly-oppose",
            Self::DontKnow => "c-dont-know",
        }
    }
}

/// What the bars are shares of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// Of all bars together: each person is in exactly one bar.
    Together,
    /// Of the first bar: each bar is what is left of the one before.
    First,
    /// Of so many people, each of whom may be in several bars. Of nobody there are counts alone.
    Of(u64),
}

impl Whole {
    /// How many the shares are of.
    fn total(self, bars: &[Bar]) -> u64 {
        match self {
            Self::Together => bars.iter().fold(0u64, |sum, bar| sum.saturating_add(bar.count)),
            Self::First => bars.first().map_or(0, |bar| bar.count),
            Self::Of(people) => people,
        }
    }
}

/// The share of the longest bar, in per cent: what the charts of a page have to share to be compared by eye.
pub fn farthest(bars: &[Bar], whole: Whole) -> f64 {
    let total = whole.total(bars);
    bars.iter().map(|bar| exact(bar.count, total)).fold(0.0, f64::max)
}

/// Each bar's share in words, and its length in per cent of the drawing, which ends at a share of so many per cent.
fn shares(bars: &[Bar], whole: Whole, ends_at: f64) -> Vec<(Option<String>, f64)> {
    let counts: Vec<u64> = bars.iter().map(|bar| bar.count).collect();
    let longest = counts.iter().copied().max().unwrap_or(0);
    let total = whole.total(bars);
    counts
        .into_iter()
        .map(|count| {
            let words = (total >= percent::FEWEST).then(|| percent::words(count, total));
            let length = if total > 0 && longest <= total {
                exact(count, total) * 100.0 / ends_at
            } else {
                exact(count, longest)
            };
            (words, length)
        })
        .collect()
}

/// What the shares are of, in words.
fn base(bars: &[Bar], whole: Whole, noun: Noun) -> String {
    match (whole, bars.first()) {
        (Whole::First, Some(first)) => {
            format!("Percentages are of the {} at “{}”", noun.count(first.count), first.label)
        }
        (Whole::Of(people), _) => format!("Percentages are of the {} who answered", noun.count(people)),
        _ => {
            let total = bars.iter().fold(0u64, |sum, bar| sum.saturating_add(bar.count));
            format!("Percentages are of all {}", noun.count(total))
        }
    }
}

/// Which bar is the longest, in a sentence. For bars each person is in once.
pub fn finding_of_largest(bars: &[Bar], noun: Noun) -> String {
    let total = bars.iter().fold(0u64, |sum, bar| sum.saturating_add(bar.count));
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    let largest: Vec<&Bar> = bars.iter().filter(|bar| bar.count == most).collect();
    match largest.as_slice() {
        _ if total == 0 => format!("There are no {}.", noun.many),
        [only] if most == total => format!("“{}”: {}.", only.label, all_of(noun, total)),
        [only] if total < percent::FEWEST => {
            format!("The largest number is “{}”: {most} of {}.", only.label, noun.count(total))
        }
        [only] => {
            let lead =
                if u128::from(most) * 2 > u128::from(total) { "More than half are" } else { "The largest number is" };
            let percent = percent::words(most, total);
            format!("{lead} “{}”: {} of {} ({percent}).", only.label, grouped(most), noun.count(total))
        }
        [one, other] => format!(
            "“{}” and “{}” have the most, {} each of {}.",
            one.label,
            other.label,
            grouped(most),
            noun.count(total)
        ),
        several if several.len() == bars.len() => {
            format!("All have the same: {} each of {}.", grouped(most), noun.count(total))
        }
        several => format!("{} have the most, {} each of {}.", several.len(), grouped(most), noun.count(total)),
    }
}

fn all_of(noun: Noun, total: u64) -> String {
    if total == 1 { format!("the only {}", noun.one) } else { format!("all {}", noun.count(total)) }
}

/// How many of those who took the first step took the last, in a sentence. For bars that are steps.
pub fn finding_of_steps(bars: &[Bar], noun: Noun) -> String {
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
        return format!("There are no {}.", noun.many);
    };
    if first.count == 0 {
        return format!("There are no {} at the first step, “{}”.", noun.many, first.label);
    }
    let percent = if first.count >= percent::FEWEST && last.count <= first.count {
        format!(" ({})", percent::words(last.count, first.count))
    } else {
        String::new()
    };
    format!(
        "Of {} at “{}”, {}{percent} came to “{}”.",
        noun.count(first.count),
        first.label,
        grouped(last.count),
        last.label
    )
}

/// Bars as a chart.
#[component]
pub fn BarsChart(
    /// What the chart holds, such as "Answers by library".
    #[prop(into)]
    caption: String,
    /// The finding in one sentence: [`finding_of_largest`], [`finding_of_steps`] or the page's own.
    #[prop(into)]
    finding: String,
    /// What each bar is, for the head of the table: "Library".
    #[prop(into)]
    bars_are: String,
    /// What is counted.
    noun: Noun,
    /// What the bars are shares of.
    whole: Whole,
    /// The bars, in the order in which they are to be read.
    bars: Vec<Bar>,
    /// Up to which share the bars of the whole page reach, in per cent ([`farthest`]), where several charts are to be
    /// compared; without it they end at 100.
    #[prop(optional)]
    reach: f64,
) -> impl IntoView {
    let ends_at = if reach > 0.0 { reach.max(farthest(&bars, whole)) } else { 100.0 };
    let shares = shares(&bars, whole, ends_at);
    let with_shares = shares.iter().any(|(words, _)| words.is_some());
    let drawn = bars
        .iter()
        .zip(&shares)
        .map(|(bar, (share, length))| {
            let share = share.clone().map(|share| view! { " "<small>{share}</small> });
            view! {
                <li>
                    <span class="bar-label" dir="auto">{bar.label.clone()}</span>" "
                    <svg class="bar" width="100%" height="20" aria-hidden="true">
                        <rect class=bar.colour.class() x="0" y="0" width=percent_of_width(*length) height="100%"/>
                    </svg>" "
                    <span class="num">{grouped(bar.count)}{share}</span>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let base = with_shares.then(|| base(&bars, whole, noun));
    let scale = (reach > 0.0).then(
        || view! { " "<span>{format!("All bars of this page are on one scale, which ends at {ends_at:.0}%")}</span> },
    );
    let caption = match &base {
        Some(base) => format!("{caption}. {base}, each rounded to the nearest whole one."),
        None => caption,
    };
    let base = base.map(|base| view! { <p class="meta"><span>{base}</span>{scale}</p> });
    let drawing = (!bars.is_empty()).then(|| view! { <ul class="bars">{drawn}</ul>{base} });
    let head = [
        Some(view! { <th scope="col">{bars_are}</th> }.into_any()),
        Some(view! { <th scope="col" class="num">{format!("Number of {}", noun.many)}</th> }.into_any()),
        with_shares.then(|| view! { <th scope="col" class="num">"Share"</th> }.into_any()),
    ];
    let body = bars
        .iter()
        .zip(shares)
        .map(|(bar, (share, _))| {
            let share = with_shares.then(|| view! { <td class="num">{share}</td> });
            view! { <tr><th scope="row" dir="auto">{bar.label.clone()}</th><td class="num">{grouped(bar.count)}</td>{share}</tr> }.into_any()
        })
        .collect::<Vec<_>>();
    view! { <Figure finding caption drawing=drawing.into_any() head=head.into_iter().flatten().collect() body/> }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bars(counts: &[u64]) -> Vec<Bar> {
        let names = ["Millbrook", "Eastgate", "Quay", "Hill"];
        names
            .iter()
            .cycle()
            .zip(counts)
            .map(|(name, count)| Bar { label: (*name).into(), count: *count, colour: Colour::Count })
            .collect()
    }

    fn html(bars: Vec<Bar>, whole: Whole) -> String {
        Owner::new().with(|| {
            let finding = finding_of_largest(&bars, Noun::ANSWER);
            view! { <BarsChart caption="Answers by library" finding bars_are="Library" noun=Noun::ANSWER whole bars/> }
                .into_view()
                .to_html()
                .replace("<!>", "")
        })
    }

    #[test]
    fn the_largest_is_named_and_more_than_half_only_when_it_is() {
        let said = |counts: &[u64]| finding_of_largest(&bars(counts), Noun::ANSWER);
        assert_eq!(said(&[112, 200, 100]), "The largest number is “Eastgate”: 200 of 412 answers (49%).");
        assert_eq!(said(&[112, 20, 10]), "More than half are “Millbrook”: 112 of 142 answers (79%).");
        assert_eq!(said(&[50, 50]), "“Millbrook” and “Eastgate” have the most, 50 each of 100 answers.");
        assert_eq!(said(&[4, 4, 4]), "All have the same: 4 each of 12 answers.");
        assert_eq!(said(&[4, 4, 4, 1]), "3 have the most, 4 each of 13 answers.");
        assert_eq!(said(&[2, 1]), "The largest number is “Millbrook”: 2 of 3 answers.");
        assert_eq!(said(&[0, 7]), "“Eastgate”: all 7 answers.");
        assert_eq!(said(&[0, 1]), "“Eastgate”: the only answer.");
        assert_eq!(said(&[0, 0]), "There are no answers.");
        assert_eq!(said(&[]), "There are no answers.");
    }

    #[test]
    fn steps_say_how_many_came_to_the_end() {
        let said = |counts: &[u64]| finding_of_steps(&bars(counts), Noun::PERSON);
        assert_eq!(said(&[1000, 700, 312]), "Of 1,000 people at “Millbrook”, 312 (31%) came to “Quay”.");
        assert_eq!(said(&[3, 1]), "Of 3 people at “Millbrook”, 1 came to “Eastgate”.");
        assert_eq!(said(&[0, 0]), "There are no people at the first step, “Millbrook”.");
        assert_eq!(said(&[]), "There are no people.");
    }

    #[test]
    fn the_chart_has_its_bars_and_its_table() {
        let html = html(
            bars(&[3, 1, 0])
                .into_iter()
                .chain([Bar { label: "Don’t know".into(), count: 4, colour: Colour::DontKnow }])
                .collect(),
            Whole::Together,
        );
        for part in [
            "<rect x=\"0\" y=\"0\" width=\"37.50%\" height=\"100%\" class=\"c-count\">",
            "<rect x=\"0\" y=\"0\" width=\"50.00%\" height=\"100%\" class=\"c-dont-know\">",
            "<span class=\"num\">3 <small>38%</small></span>",
            "<th scope=\"row\" dir=\"auto\">Eastgate</th><td class=\"num\">1</td><td class=\"num\">13%</td>",
            "<th scope=\"col\" class=\"num\">Number of answers</th>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("style"));
    }

    #[test]
    fn without_a_whole_there_are_counts_and_no_shares() {
        let html = html(bars(&[30, 10]), Whole::Of(0));
        assert!(!html.contains("<small>") && !html.contains("Share"));
        assert!(html.contains("width=\"100.00%\"") && html.contains("width=\"33.33%\""));
    }

    #[test]
    fn bars_of_one_page_end_at_one_share() {
        let html = Owner::new().with(|| {
            let bars = bars(&[30, 10]);
            view! { <BarsChart caption="Chosen" finding="" bars_are="Option" noun=Noun::PERSON whole=Whole::Of(40) bars reach=80.0/> }
                .into_view()
                .to_html()
                .replace("<!>", "")
        });
        // 30 of 40 are 75 of the 80 per cent at which the longest bar of the page ends.
        for part in ["width=\"93.75%\"", "width=\"31.25%\"", "30 <small>75%</small>", "of the 40 people who answered"] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn steps_are_shares_of_the_first() {
        let html = html(bars(&[200, 100, 1]), Whole::First);
        assert!(
            html.contains("200 <small>100%</small>")
                && html.contains("100 <small>50%</small>")
                && html.contains("1 <small>1%</small>")
        );
    }

    #[test]
    fn no_bars_are_no_drawing() {
        assert!(!html(vec![], Whole::Together).contains("<svg"));
    }

    proptest! {
        #[test]
        fn no_bar_is_longer_than_the_drawing(counts in proptest::collection::vec(any::<u64>(), 0..6), whole in 0..4usize, reach in 0..=100u8) {
            let whole = [Whole::Together, Whole::First, Whole::Of(counts.iter().copied().max().unwrap_or(0)), Whole::Of(0)][whole];
            let ends_at = if reach > 0 { f64::from(reach).max(farthest(&bars(&counts), whole)) } else { 100.0 };
            for (_, length) in shares(&bars(&counts), whole, ends_at) {
                prop_assert!((0.0..=100.0001).contains(&length));
            }
            finding_of_largest(&bars(&counts), Noun::ANSWER);
            finding_of_steps(&bars(&counts), Noun::ANSWER);
        }
    }
}
