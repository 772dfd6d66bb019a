//! The staff's list as a table, whose rows are cards on a phone.

use leptos::prelude::*;

use super::asked::{AskedList, ListOrder};
use super::days_left;
use super::lines::StaffLine;
use crate::consultations::model::Stage;
use crate::consultations::pages::{date_that_matters, decision_due, stage_tag};
use crate::identity::rules::Permission;
use crate::numbers::Noun;
use crate::site::Visit;
use crate::time::Time;
use crate::ui::worklist::cell;

/// What staff do next with a consultation: where, and in words. `second_person` says whether somebody else approves it before it
/// is published.
fn next_step(line: &StaffLine, second_person: bool) -> (String, String) {
    let base = format!("/staff/consultations/{}", line.item.slug);
    match line.at {
        Stage::Draft => match line.missing {
            0 if line.approval => {
                (format!("{base}#approval"), "A second person reads it and approves it, or sends it back".to_owned())
            }
            0 if second_person => (base, "Ready: check it, have it approved and publish".to_owned()),
            0 => (base, "Ready: check it and publish".to_owned()),
            1 => (base, "Finish writing: 1 thing is missing".to_owned()),
            many => (base, format!("Finish writing: {many} things are missing")),
        },
        Stage::Upcoming => (base, "Tell people it is coming; correct anything you find".to_owned()),
        Stage::Open => (format!("{base}/results"), "See what came in".to_owned()),
        Stage::Closed => (format!("{base}/decision"), "Weigh what people said and record the decision".to_owned()),
        Stage::Decided => (format!("{base}/decision"), "Keep the promises up to date".to_owned()),
        Stage::Withdrawn => (base, "Nothing to do".to_owned()),
    }
}

/// A column: what it is called, by what order it is sorted, and whether the usual way is the largest first.
struct Column {
    label: &'static str,
    order: Option<ListOrder>,
    largest_first: bool,
}

impl Column {
    const fn new(label: &'static str, order: Option<ListOrder>) -> Self {
        Self { label, order, largest_first: false }
    }

    fn head(&self, asked: &AskedList) -> AnyView {
        let num = self.largest_first.then_some("num");
        let Some(order) = self.order.filter(|_| !asked.over()) else {
            return view! { <th scope="col" role="columnheader" class=num>{self.label}</th> }.into_any();
        };
        let (by, turned) = asked.order;
        // What needs somebody first is no order of the column's words.
        let sorted = (by == order && order != ListOrder::Needs).then_some(if turned == self.largest_first {
            "ascending"
        } else {
            "descending"
        });
        let href = asked.sorted_by(order).address();
        let current = (by == order && order == ListOrder::Needs && !turned).then_some("true");
        view! {
            <th scope="col" role="columnheader" class=num aria-sort=sorted>
                <a href=href aria-current=current>{self.label}<span class="vh">": put in order by this"</span></a>
            </th>
        }
        .into_any()
    }
}

fn date_cell(line: &StaffLine, now: Time) -> AnyView {
    let left = line.item.dates.closes_at.filter(|_| line.at == Stage::Open).map(|closes| days_left(closes, now));
    view! {
        {date_that_matters(&line.item.dates, now)}
        {left.map(|left| view! { " "<small>{left}</small> })}
        {decision_due(&line.item.dates, now).map(|due| view! { " "<small>{due}</small> })}
    }
    .into_any()
}

fn waiting_cell(line: &StaffLine, base: &str) -> AnyView {
    let approval = line.approval.then(|| {
        view! { <p><a href=format!("{base}#approval")>"Waits for a second person’s approval"</a></p> }.into_any()
    });
    let promises = line.came.as_ref().and_then(|came| came.promises.words());
    let promises = promises.map(|words| view! { <p>{words}</p> }.into_any());
    let works = line
        .waiting
        .iter()
        .map(|work| view! { <p><a href=format!("{base}{}", work.page)>{work.words.clone()}</a></p> }.into_any());
    let all: Vec<AnyView> = approval.into_iter().chain(works).chain(promises).collect();
    if all.is_empty() { view! { <span class="quiet">"Nothing"</span> }.into_any() } else { all.into_any() }
}

fn owner_cell(line: &StaffLine, base: &str) -> AnyView {
    match line.team.owner() {
        Some(owner) => view! { <bdi>{owner.name.clone()}</bdi> }.into_any(),
        None if line.over() => view! { <span class="quiet">"Nobody needed"</span> }.into_any(),
        None => {
            view! { <strong>"Nobody looks after it."</strong>" "<a href=format!("{base}/people")>"Say who does"</a> }
                .into_any()
        }
    }
}

fn row(visit: &Visit, line: &StaffLine, runs: bool, over: bool) -> AnyView {
    let base = format!("/staff/consultations/{}", line.item.slug);
    let title_link = if runs { base.clone() } else { format!("{base}/results") };
    let (href, step) = next_step(line, visit.service.second_person);
    let counted = match line.at {
        Stage::Draft | Stage::Upcoming => view! { <span class="quiet">"–"<span class="vh">"not open yet"</span></span> }.into_any(),
        _ => view! { {line.responses}<span class="vh">" "{if line.responses == 1 { Noun::RESPONSE.one } else { Noun::RESPONSE.many }}</span> }.into_any(),
    };
    view! {
        <tr role="row" data-stage=line.at.word()>
            <th scope="row" role="rowheader"><a dir="auto" href=title_link>{line.item.title.clone()}</a></th>
            {cell("Stage", "", stage_tag(line.at))}
            {cell("Dates", "dates", date_cell(line, visit.now))}
            {cell("Responses", "num", counted)}
            {runs.then(|| cell(if over { "Promises" } else { "Waiting" }, "waits", waiting_cell(line, &base)))}
            {(runs && !over).then(|| cell("Owner", "", owner_cell(line, &base)))}
            {runs.then(|| cell("Next", "", view! { <a href=href>{step}</a> }.into_any()))}
        </tr>
    }
    .into_any()
}

/// The table. `caption` says what it holds.
pub(super) fn table(visit: &Visit, asked: &AskedList, lines: &[StaffLine], caption: String) -> AnyView {
    let runs = visit.may(Permission::RunConsultations);
    let over = asked.over();
    let mut columns = vec![
        Column::new("Consultation", Some(ListOrder::Title)),
        Column::new("Stage", Some(ListOrder::Stage)),
        Column::new("Dates", Some(ListOrder::Closes)),
        Column { largest_first: true, ..Column::new("Responses", Some(ListOrder::Responses)) },
    ];
    if runs {
        let waits = if over { Column::new("Promises", None) } else { Column::new("Waiting", Some(ListOrder::Needs)) };
        columns.push(waits);
        if !over {
            columns.push(Column::new("Owner", Some(ListOrder::Owner)));
        }
        columns.push(Column::new("Next step", None));
    }
    let heads: Vec<AnyView> = columns.iter().map(|column| column.head(asked)).collect();
    let rows: Vec<AnyView> = lines.iter().map(|line| row(visit, line, runs, over)).collect();
    view! {
        <div class="table-wrap wide" role="region" aria-labelledby="list-of" tabindex="0">
            <table class="worklist" role="table">
                <caption id="list-of">{caption}</caption>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
