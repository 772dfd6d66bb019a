//! Counts over time: how many answers came on each day of a consultation. It shows a quiet fortnight, the
//! day the leaflet went out, and the rush at the end.

use jiff::ToSpan;
use jiff::civil::Date;
use leptos::prelude::*;

use super::share::exact;
use super::{Figure, percent_of_width};
use crate::numbers::{Noun, grouped};
use crate::ui::first_letter::capitalised;

/// The most columns a drawing has; longer times are drawn by weeks.
const MOST_COLUMNS: usize = 92;

/// The height of the drawing, the line its columns stand on and the line they do not rise above, in pixels
/// from the top. Above is room for the words of the marks, below for the dates.
const HEIGHT: u64 = 120;
const FLOOR: f64 = 98.0;
const CEILING: f64 = 22.0;

/// How many there were on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day, in the library service's own time zone.
    pub date: Date,
    /// How many.
    pub count: u64,
}

/// Something that happened and may explain the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineMark {
    /// The day it happened.
    pub date: Date,
    /// What happened, in a few words: "Amended".
    pub label: String,
}

/// One column of the drawing and one row of the table: a day, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TimelineColumn {
    first: Date,
    last: Date,
    count: u64,
}

/// The days without gaps, in order, gathered by weeks when there are too many to draw.
fn columns(days: &[DayCount]) -> Vec<TimelineColumn> {
    let (Some(first), Some(last)) = (days.iter().map(|day| day.date).min(), days.iter().map(|day| day.date).max())
    else {
        return Vec::new();
    };
    let number = |date: Date| usize::try_from((date - first).get_days()).unwrap_or(0);
    let length = number(last) + 1;
    let step = if length <= MOST_COLUMNS { 1 } else { length.div_ceil(MOST_COLUMNS).next_multiple_of(7) };
    let mut columns: Vec<TimelineColumn> = (0..length.div_ceil(step))
        .map(|place| {
            let day = |number: usize| first.saturating_add(i64::try_from(number).unwrap_or(i64::MAX).days());
            TimelineColumn { first: day(place * step), last: day(place * step + step - 1).min(last), count: 0 }
        })
        .collect();
    for day in days {
        if let Some(column) = columns.get_mut(number(day.date) / step) {
            column.count = column.count.saturating_add(day.count);
        }
    }
    columns
}

/// How much came and when most of it came, in a sentence.
pub fn finding(days: &[DayCount], noun: Noun) -> String {
    let columns = columns(days);
    let total = columns.iter().fold(0u64, |sum, column| sum.saturating_add(column.count));
    let most = columns.iter().map(|column| column.count).max().unwrap_or(0);
    let busiest: Vec<&TimelineColumn> = columns.iter().filter(|column| column.count == most).collect();
    let span = match (columns.first(), columns.last()) {
        (Some(first), Some(last)) if first.first == last.last => {
            format!("on {}", long(first.first))
        }
        (Some(first), Some(last)) => format!("from {} to {}", long(first.first), long(last.last)),
        _ => return format!("There are no {}.", noun.many),
    };
    match busiest.as_slice() {
        _ if total == 0 => format!("There are no {} {span}.", noun.many),
        [_] if columns.len() == 1 => format!("{} {span}.", noun.count(total)),
        [day] if day.first == day.last => {
            format!("{} {span}, the most on {} ({}).", noun.count(total), long(day.first), grouped(most))
        }
        [week] => format!(
            "{} {span}, the most from {} to {} ({}).",
            noun.count(total),
            long(week.first),
            long(week.last),
            grouped(most)
        ),
        several => {
            let are_days = several.iter().all(|column| column.first == column.last);
            let (when, what) = if are_days { ("on", "days") } else { ("in", "weeks") };
            format!("{} {span}, the most {when} {} {what} ({} each).", noun.count(total), several.len(), grouped(most))
        }
    }
}

/// "Monday 2 March 2026".
fn long(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// "2 Mar 2026".
fn short(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// Counts over time as a chart.
#[component]
pub fn TimelineChart(
    /// What the chart holds, such as "Answers by day".
    #[prop(into)]
    caption: String,
    /// What is counted.
    noun: Noun,
    /// The days, in any order; days between them that are missing had none.
    days: Vec<DayCount>,
    /// What happened on the way.
    #[prop(optional)]
    marks: Vec<TimelineMark>,
) -> impl IntoView {
    let finding = finding(&days, noun);
    // What happened on a day without any is shown too.
    let with_marks: Vec<DayCount> =
        days.into_iter().chain(marks.iter().map(|mark| DayCount { date: mark.date, count: 0 })).collect();
    let columns = columns(&with_marks);
    let most = columns.iter().map(|column| column.count).max().unwrap_or(0);
    let drawing = (most > 0).then(|| drawn(&caption, &columns, &marks, most));
    let has_marks = !marks.is_empty();
    let head = [
        Some(view! { <th scope="col">"When"</th> }.into_any()),
        Some(view! { <th scope="col" class="num">{capitalised(noun.many)}</th> }.into_any()),
        has_marks.then(|| view! { <th scope="col">"What happened"</th> }.into_any()),
    ];
    let body = columns
        .iter()
        .map(|column| {
            let when = if column.first == column.last {
                long(column.first)
            } else {
                format!("{} to {}", long(column.first), long(column.last))
            };
            let happened: Vec<&str> =
                marks.iter().filter(|mark| column.holds(mark.date)).map(|mark| mark.label.as_str()).collect();
            let happened = has_marks.then(|| view! { <td>{happened.join(", ")}</td> });
            view! { <tr><th scope="row">{when}</th><td class="num">{grouped(column.count)}</td>{happened}</tr> }
                .into_any()
        })
        .collect::<Vec<_>>();
    view! { <Figure finding caption drawing=drawing.into_any() head=head.into_iter().flatten().collect() body/> }
}

impl TimelineColumn {
    fn holds(&self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }
}

fn drawn(caption: &str, columns: &[TimelineColumn], marks: &[TimelineMark], most: u64) -> AnyView {
    let unit = 100.0 / columns.len().max(1) as f64;
    let bars = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.count > 0)
        .map(|(place, column)| {
            // A single answer on a quiet day is still seen.
            let height = (exact(column.count, most) * (FLOOR - CEILING) / 100.0).max(1.0);
            let (x, width) = (percent_of_width(place as f64 * unit), percent_of_width(unit));
            view! { <rect class="c-count" x=x y=format!("{:.1}", FLOOR - height) width=width height=format!("{height:.1}")/> }.into_any()
        })
        .collect::<Vec<_>>();
    let marks = marks
        .iter()
        .filter_map(|mark| columns.iter().position(|column| column.holds(mark.date)).map(|place| (place, mark)))
        .map(|(place, mark)| {
            let middle = (place as f64 + 0.5) * unit;
            let x = percent_of_width(middle);
            // Words turn inwards, so that they stay in the drawing.
            let side = if middle < 50.0 { "start" } else { "end" };
            view! {
                <line class="mark" x1=x.clone() x2=x.clone() y1="18" y2=FLOOR.to_string()/>
                <text class=side x=x y="8">{mark.label.clone()}</text>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let label = format!("{caption}. The table below has the same figures.");
    let first = columns.first().map(|column| short(column.first));
    let last = columns.last().filter(|_| columns.len() > 1).map(|column| short(column.last));
    view! {
        <svg class="timeline" width="100%" height=HEIGHT.to_string() role="img" aria-label=label>
            {bars}
            <line class="axis" x1="0" x2="100%" y1=FLOOR.to_string() y2=FLOOR.to_string()/>
            {marks}
            {first.map(|date| view! { <text class="start" x="0" y="110">{date}</text> })}
            {last.map(|date| view! { <text class="end" x="100%" y="110">{date}</text> })}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn day(day: i8, count: u64) -> DayCount {
        DayCount { date: date(2026, 3, day), count }
    }

    fn html(days: Vec<DayCount>, marks: Vec<TimelineMark>) -> String {
        Owner::new()
            .with(|| {
                view! { <TimelineChart caption="Answers by day" noun=Noun::ANSWER days marks/> }.into_view().to_html()
            })
            .replace("<!>", "")
    }

    #[test]
    fn the_finding_says_how_much_came_and_when_most_did() {
        assert_eq!(
            finding(&[day(2, 112), day(4, 3)], Noun::ANSWER),
            "115 answers from Monday 2 March 2026 to Wednesday 4 March 2026, the most on Monday 2 March 2026 (112)."
        );
        assert_eq!(finding(&[day(2, 1)], Noun::COMMENT), "1 comment on Monday 2 March 2026.");
    }

    #[test]
    fn a_tie_or_nothing_at_all_is_said() {
        assert_eq!(
            finding(&[day(2, 5), day(3, 5)], Noun::ANSWER),
            "10 answers from Monday 2 March 2026 to Tuesday 3 March 2026, the most on 2 days (5 each)."
        );
        assert_eq!(finding(&[], Noun::ANSWER), "There are no answers.");
        assert_eq!(
            finding(&[day(2, 0), day(3, 0)], Noun::ANSWER),
            "There are no answers from Monday 2 March 2026 to Tuesday 3 March 2026."
        );
    }

    #[test]
    fn days_without_any_are_columns_too() {
        let counts: Vec<u64> = columns(&[day(5, 2), day(2, 1), day(5, 1)]).iter().map(|column| column.count).collect();
        assert_eq!(counts, [1, 0, 0, 3]);
    }

    #[test]
    fn a_long_time_is_drawn_by_weeks() {
        let days = [DayCount { date: date(2026, 1, 1), count: 2 }, DayCount { date: date(2026, 6, 30), count: 1 }];
        let columns = columns(&days);
        assert_eq!((columns.len(), columns[0].last, columns[25].last), (26, date(2026, 1, 7), date(2026, 6, 30)));
        assert!(
            finding(&days, Noun::ANSWER)
                .contains("the most from Thursday 1 January 2026 to Wednesday 7 January 2026 (2)")
        );
        let tied = [DayCount { date: date(2026, 1, 1), count: 2 }, DayCount { date: date(2026, 6, 30), count: 2 }];
        assert!(finding(&tied, Noun::ANSWER).contains("the most in 2 weeks (2 each)"));
    }

    #[test]
    fn the_chart_has_its_columns_its_marks_and_its_table() {
        let html =
            html(vec![day(2, 4), day(3, 1)], vec![TimelineMark { date: date(2026, 3, 3), label: "Amended".into() }]);
        for part in [
            "<figcaption>5 answers from",
            "<svg width=\"100%\" height=\"120\" role=\"img\" aria-label=\"Answers by day. The table below has the same figures.\" class=\"timeline\">",
            "<rect x=\"50.00%\" y=\"79.0\" width=\"50.00%\" height=\"19.0\" class=\"c-count\">",
            "<line x1=\"75.00%\" x2=\"75.00%\"",
            ">Amended</text>",
            "<th scope=\"row\">Tuesday 3 March 2026</th><td class=\"num\">1</td><td>Amended</td>",
            ">2 Mar 2026</text>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("style"));
    }

    #[test]
    fn what_happened_on_a_day_without_answers_is_in_the_chart() {
        let html = html(vec![day(2, 4)], vec![TimelineMark { date: date(2026, 3, 4), label: "Leaflets sent".into() }]);
        assert!(
            html.contains(
                "<th scope=\"row\">Wednesday 4 March 2026</th><td class=\"num\">0</td><td>Leaflets sent</td>"
            ),
            "{html}"
        );
    }

    #[test]
    fn a_chart_of_nothing_has_no_drawing() {
        assert!(!html(vec![], vec![]).contains("<svg"));
        assert!(!html(vec![day(2, 0)], vec![]).contains("<svg"));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_days_and_columns(days in proptest::collection::vec((0..4000i64, 0..100u64), 0..40)) {
            let days: Vec<DayCount> = days.into_iter().map(|(n, count)| DayCount { date: date(2020, 1, 1).saturating_add(n.days()), count }).collect();
            let columns = columns(&days);
            prop_assert!(columns.len() <= MOST_COLUMNS);
            prop_assert_eq!(columns.iter().map(|c| c.count).sum::<u64>(), days.iter().map(|d| d.count).sum::<u64>());
            for pair in columns.windows(2) {
                prop_assert_eq!(pair[0].last.tomorrow().unwrap(), pair[1].first);
            }
            prop_assert!(days.iter().all(|day| columns.iter().any(|column| column.holds(day.date))));
        }
    }
}
