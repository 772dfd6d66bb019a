//! Small multiples: a small chart for each answer to a question, with the same rows in each (a library, a way in which answers
//! came) and one scale for all of them. So rows are compared by looking down, and answers by looking across.

use leptos::prelude::*;

use super::answers::FEWEST_TO_COMPARE;
use super::share::exact;
use super::{Figure, percent_of_width};
use crate::numbers::grouped;
use crate::percent;

/// One row of a panel: so many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelBar {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
}

impl PanelBar {
    /// "31 of 50 (62%)", without a share of fewer than five.
    fn words(self) -> String {
        let share = if self.of >= percent::FEWEST {
            format!(" ({})", percent::words(self.count, self.of))
        } else {
            String::new()
        };
        format!("{} of {}{share}", grouped(self.count), grouped(self.of))
    }

    /// In parts of a million, so that equal shares are equal.
    fn millionths(self) -> u128 {
        u128::from(self.count) * 1_000_000 / u128::from(self.of.max(1))
    }
}

/// One small chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The answer it is about.
    pub title: String,
    /// A bar for each row, in their order.
    pub bars: Vec<PanelBar>,
}

impl Panel {
    fn all(&self) -> u64 {
        self.bars.iter().fold(0, |sum, bar| sum.saturating_add(bar.count))
    }
}

/// Where the answer that most people gave is found most and least often, in a sentence. Rows with few people are not named:
/// by chance alone they would nearly always be the highest or lowest.
pub fn finding(rows: &[String], panels: &[Panel]) -> String {
    let Some(panel) = panels.iter().rev().max_by_key(|panel| panel.all()).filter(|panel| panel.all() > 0) else {
        return "Nobody has answered this yet.".to_owned();
    };
    let told: Vec<(&String, PanelBar)> =
        rows.iter().zip(panel.bars.iter().copied()).filter(|(_, bar)| bar.of >= FEWEST_TO_COMPARE).collect();
    let by = |one: &&(&String, PanelBar)| one.1.millionths();
    match (told.as_slice(), told.iter().max_by_key(by), told.iter().min_by_key(by)) {
        ([_, _, ..], Some(most), Some(least)) if by(&most) > by(&least) => format!(
            "“{}”, given most often of all, is found most at “{}”, {}, and least at “{}”, {}.",
            panel.title,
            most.0,
            most.1.words(),
            least.0,
            least.1.words()
        ),
        ([first, _, ..], ..) => {
            format!("“{}”, given most often of all, has the same share everywhere: {}.", panel.title, first.1.words())
        }
        _ => "There are too few answers to compare.".to_owned(),
    }
}

/// The longest bar of any panel, in per cent: what the charts of a page have to share to be compared by eye.
pub fn farthest(panels: &[Panel]) -> f64 {
    panels.iter().flat_map(|panel| &panel.bars).map(|bar| exact(bar.count, bar.of)).fold(0.0, f64::max)
}

/// Panels as a chart.
#[component]
pub fn MultiplesChart(
    /// What the chart holds, such as "Answers by library".
    #[prop(into)]
    caption: String,
    /// What the rows are, for the head of the table: "Library".
    #[prop(into)]
    rows_are: String,
    /// What the shares are of, such as "Percentages are of the people who answered".
    #[prop(into)]
    base: String,
    /// What each row is called.
    rows: Vec<String>,
    /// The panels, in the order in which they are to be read.
    panels: Vec<Panel>,
    /// Up to which share the bars of the whole page reach, in per cent ([`farthest`]), where several charts are to be
    /// compared.
    #[prop(optional)]
    reach: f64,
) -> impl IntoView {
    let said = finding(&rows, &panels);
    let reach = farthest(&panels).max(reach);
    let drawing = (reach > 0.0).then(|| {
        let drawn: Vec<AnyView> = panels.iter().map(|panel| drawn_panel(panel, &rows, reach)).collect();
        let scale = format!("{base}. All bars of this page are on one scale, which ends at {reach:.0}%");
        view! { <div class="panels">{drawn}</div><p class="meta"><span>{scale}</span></p> }
    });
    let head: Vec<AnyView> = std::iter::once(view! { <th scope="col">{rows_are}</th> }.into_any())
        .chain(panels.iter().map(|panel| {
            let title = panel.title.clone();
            view! { <th scope="col" class="num" dir="auto">{title}</th> }.into_any()
        }))
        .collect();
    let body: Vec<AnyView> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let cells: Vec<AnyView> = panels
                .iter()
                .map(|panel| {
                    let words = panel.bars.get(at).map(|bar| bar.words());
                    view! { <td class="num">{words}</td> }.into_any()
                })
                .collect();
            view! { <tr><th scope="row" dir="auto">{row.clone()}</th>{cells}</tr> }.into_any()
        })
        .collect();
    let caption = format!("{caption}. {base}, each rounded to the nearest whole one.");
    view! { <Figure finding=said caption drawing=drawing.into_any() head body/> }
}

fn drawn_panel(panel: &Panel, rows: &[String], farthest: f64) -> AnyView {
    let bars: Vec<AnyView> = rows
        .iter()
        .zip(&panel.bars)
        .map(|(row, bar)| {
            let few = bar.of < FEWEST_TO_COMPARE;
            let length = percent_of_width(exact(bar.count, bar.of) * 100.0 / farthest);
            let (share, counts) = if bar.of < percent::FEWEST {
                (bar.words(), String::new())
            } else {
                (percent::words(bar.count, bar.of), format!("{} of {}", grouped(bar.count), grouped(bar.of)))
            };
            let counts = if few && bar.of > 0 { format!("{counts}, few people") } else { counts };
            view! {
                <li>
                    <span class="bar-label" dir="auto">{row.clone()}</span>" "
                    <svg class=if few { "bar few" } else { "bar" } width="100%" height="14" aria-hidden="true">
                        <rect class="c-count" x="0" y="0" width=length height="100%"/>
                    </svg>" "
                    <span class="num">{share}" "<small>{counts}</small></span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <section class="panel"><h3 dir="auto">{panel.title.clone()}</h3><ul class="bars">{bars}</ul></section> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(title: &str, bars: &[(u64, u64)]) -> Panel {
        Panel {
            title: title.to_owned(),
            bars: bars.iter().map(|(count, of)| PanelBar { count: *count, of: *of }).collect(),
        }
    }

    fn rows(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_sentence_says_where_the_commonest_answer_is_given_most_and_least() {
        let panels = [panel("Weekly", &[(31, 50), (10, 40), (9, 9)]), panel("Never", &[(19, 50), (30, 40), (0, 9)])];
        // 50 gave the first, 49 the second. Nine people are too few to be named.
        assert_eq!(
            finding(&rows(&["Ash", "Elm", "Oak"]), &panels),
            "“Weekly”, given most often of all, is found most at “Ash”, 31 of 50 (62%), and least at “Elm”, 10 of 40 (25%)."
        );
        let same = [panel("Weekly", &[(10, 20), (20, 40)])];
        assert!(finding(&rows(&["Ash", "Elm"]), &same).contains("the same share everywhere: 10 of 20 (50%)"));
        assert_eq!(
            finding(&rows(&["Ash", "Elm"]), &[panel("A", &[(5, 8), (9, 9)])]),
            "There are too few answers to compare."
        );
        assert_eq!(finding(&rows(&["Ash"]), &[panel("A", &[(0, 8)])]), "Nobody has answered this yet.");
    }

    #[test]
    fn every_bar_is_on_one_scale_and_few_people_are_hatched_and_said() {
        let html = Owner::new().with(|| {
            let panels = vec![panel("Weekly", &[(40, 50), (3, 6)]), panel("Never", &[(10, 50), (2, 6)])];
            let rows = rows(&["Ash", "Elm"]);
            view! { <MultiplesChart caption="Answers" rows_are="Library" base="Percentages are of those who answered" rows panels/> }
                .into_view()
                .to_html()
                .replace("<!>", "")
        });
        // 40 of 50 is the longest of the page; 10 of 50 is a quarter of it, in another panel.
        for part in [
            "width=\"100.00%\"",
            "width=\"25.00%\"",
            "ends at 80%",
            "3 of 6, few people",
            "class=\"bar few\"",
            "40 of 50 (80%)</td>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
}
