//! What a proposal costs, as people read it: each line with how often it is paid, and a total for what is paid once and
//! one for what is paid each year. The two are never added up.

use leptos::prelude::*;

use super::model::CostLine;
use crate::money::Period;
use crate::money::pounds;

/// The total of each period that has any line, what is paid once first. What costs nothing is paid at no time.
pub fn totals(costs: &[CostLine]) -> Vec<(Period, i64)> {
    Period::ALL
        .into_iter()
        .filter_map(|period| {
            let own: Vec<i64> = costs
                .iter()
                .filter(|cost| cost.period == period && (cost.amount_pence != 0 || period != Period::NotSaid))
                .map(|cost| cost.amount_pence)
                .collect();
            (!own.is_empty()).then(|| (period, own.iter().fold(0_i64, |sum, pence| sum.saturating_add(*pence))))
        })
        .collect()
}

/// An amount with its period, in words: "£6,200 each year".
fn said(pence: i64, period: Period) -> String {
    match period {
        Period::NotSaid => pounds(pence),
        _ => format!("{} {}", pounds(pence), period.title().to_lowercase()),
    }
}

/// One line in words: "Heating: £880 each year (at last winter's prices)".
pub fn line(cost: &CostLine) -> String {
    let note = if cost.note.is_empty() { String::new() } else { format!(" ({})", cost.note) };
    format!("{}: {}{note}", cost.item, said(cost.amount_pence, cost.period))
}

/// All of it in a few words: "£50,000 once and £6,200 each year". Nothing when nothing is said about costs.
pub fn summary(costs: &[CostLine]) -> Option<String> {
    if costs.is_empty() {
        return None;
    }
    let parts: Vec<String> = totals(costs)
        .into_iter()
        .map(|(period, pence)| match period {
            Period::NotSaid => format!("{} (it is not said whether once or each year)", pounds(pence)),
            _ => said(pence, period),
        })
        .collect();
    Some(if parts.is_empty() { "nothing".to_owned() } else { parts.join(" and ") })
}

/// The same as a line under a proposal's heading, on pages of results.
pub fn in_short(costs: &[CostLine]) -> AnyView {
    let saving = totals(costs).iter().any(|(_, pence)| *pence < 0);
    summary(costs)
        .map(|summary| {
            let minus = if saving { " (a saving has a minus)" } else { "" };
            view! { <p class="meta"><span>{format!("What it costs: {summary}{minus}")}</span></p> }
        })
        .into_any()
}

/// The mark and the heading of the costs on a page.
pub const HEADING: (&str, &str) = ("costs", "What it costs");

/// The costs as a table, with a total for each period.
pub fn table(costs: &[CostLine]) -> AnyView {
    if costs.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = costs
        .iter()
        .map(|cost| {
            let note = (!cost.note.is_empty()).then(|| view! { " "<small>{cost.note.clone()}</small> });
            let period = if cost.amount_pence == 0 && cost.period == Period::NotSaid { "–" } else { cost.period.title() };
            view! { <tr><th scope="row"><bdi>{cost.item.clone()}</bdi>{note}</th><td>{period}</td><td class="num">{pounds(cost.amount_pence)}</td></tr> }.into_any()
        })
        .collect();
    let totals: Vec<AnyView> = totals(costs)
        .into_iter()
        .map(|(period, pence)| {
            view! { <tr><th scope="row">"All together"</th><td>{period.title()}</td><td class="num">{pounds(pence)}</td></tr> }.into_any()
        })
        .collect();
    view! {
        <h2 id=HEADING.0>{HEADING.1}</h2>
        <div class="table-wrap" role="region" aria-labelledby="costs-title" tabindex="0">
            <table>
                <caption id="costs-title">"Costs and savings; a saving has a minus"</caption>
                <thead><tr><th scope="col">"What for"</th><th scope="col">"When"</th><th scope="col" class="num">"Amount"</th></tr></thead>
                <tbody>{rows}</tbody>
                {(costs.len() > 1).then(|| view! { <tfoot>{totals}</tfoot> })}
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(item: &str, amount_pence: i64, period: Period) -> CostLine {
        CostLine { item: item.to_owned(), amount_pence, period, note: String::new() }
    }

    #[test]
    fn money_is_shown_in_pounds_with_thousands_and_a_minus_for_a_saving() {
        assert_eq!(pounds(123_456_700), "£1,234,567");
        assert_eq!(pounds(5), "£0.05");
        assert_eq!(pounds(-4_120_050), "−£41,200.50");
    }

    #[test]
    fn what_is_paid_once_and_what_is_paid_each_year_are_never_added_up() {
        let costs = [
            cost("Doors", 5_000_000, Period::Once),
            cost("Cameras", 100, Period::Once),
            cost("Upkeep", 620_000, Period::EachYear),
        ];
        assert_eq!(totals(&costs), [(Period::Once, 5_000_100), (Period::EachYear, 620_000)]);
        assert_eq!(summary(&costs).unwrap(), "£50,001 once and £6,200 each year");
        assert_eq!(line(&costs[2]), "Upkeep: £6,200 each year");
        let saving = [cost("Rent", -900_000, Period::EachYear)];
        assert_eq!(summary(&saving).unwrap(), "−£9,000 each year");
    }

    #[test]
    fn what_was_not_said_is_not_made_up() {
        let old = [cost("Chairs", 45_000, Period::NotSaid)];
        assert_eq!(summary(&old).unwrap(), "£450 (it is not said whether once or each year)");
        assert_eq!(line(&old[0]), "Chairs: £450");
        assert_eq!(summary(&[cost("Nothing to pay", 0, Period::NotSaid)]).unwrap(), "nothing");
        assert_eq!(summary(&[]), None);
    }

    #[test]
    fn a_version_from_before_periods_reads_as_not_said() {
        let old: CostLine = serde_json::from_str(r#"{"item": "Chairs", "amount_pence": 45000}"#).unwrap();
        assert_eq!(old, cost("Chairs", 45_000, Period::NotSaid));
    }
}
