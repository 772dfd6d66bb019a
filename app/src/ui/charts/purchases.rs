//! What a budget buys: one bar for each rule that was tried, filled with the projects it funds, and what is left over.

use leptos::prelude::*;

use super::share::exact;
use super::{Figure, percent_of_width};

/// One rule and what it buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket {
    /// The rule: "Equal shares".
    pub label: String,
    /// What it buys, in the order it is bought.
    pub bought: Vec<Bought>,
}

/// Something bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// Its number, written into the bar.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// What it costs, in pence.
    pub pence: u64,
    /// Whether every rule of the chart buys it.
    pub always: bool,
}

/// The rules side by side.
#[component]
pub fn PurchasesChart(
    /// What the chart holds.
    #[prop(into)]
    caption: String,
    /// The finding in one sentence.
    #[prop(into)]
    finding: String,
    /// How much there is, in pence.
    total: u64,
    /// How money is written.
    money: fn(u64) -> String,
    /// The rules.
    baskets: Vec<Basket>,
) -> impl IntoView {
    let label = format!("{caption}. The table below has the same figures.");
    let rows = baskets.iter().map(|basket| row(basket, total, money)).collect::<Vec<_>>();
    let bought = if baskets.len() == 1 {
        view! { <li class="c-strongly-support">"Bought"</li> }.into_any()
    } else {
        view! {
            <li class="c-strongly-support">"Bought both ways"</li>
            <li class="c-support">"Bought in this way only"</li>
        }
        .into_any()
    };
    let drawing = view! {
        <div class="stack-rows" role="img" aria-label=label>{rows}</div>
        <ul class="key">
            {bought}
            <li class="c-dont-know">"Left over"</li>
        </ul>
        <p class="quiet">"The numbers in the bars are the projects’ numbers."</p>
    };
    let head = ["Rule", "Project", "Cost"]
        .into_iter()
        .enumerate()
        .map(|(place, words)| view! { <th scope="col" class=(place == 2).then_some("num")>{words}</th> }.into_any())
        .collect();
    let body = baskets
        .iter()
        .flat_map(|basket| {
            let spent: u64 = basket.bought.iter().map(|one| one.pence).sum();
            let lines = basket.bought.iter().map(|one| (format!("{}. {}", one.number, one.title), one.pence));
            let left = (spent < total).then(|| ("Left over".to_owned(), total - spent));
            lines.chain(left).map(|(what, pence)| {
                view! { <tr><th scope="row" dir="auto">{basket.label.clone()}</th><td>{what}</td><td class="num">{money(pence)}</td></tr> }.into_any()
            })
        })
        .collect();
    view! { <Figure finding caption drawing=drawing.into_any() head body/> }
}

fn row(basket: &Basket, total: u64, money: fn(u64) -> String) -> AnyView {
    let mut start = 0;
    let mut pieces: Vec<AnyView> = Vec::new();
    let mut words: Vec<AnyView> = Vec::new();
    let mut piece = |class: &'static str, pence: u64, text: Option<(&'static str, String)>| {
        let (x, width) = (exact(start, total), exact(pence, total));
        start += pence;
        pieces.push(
            view! { <rect class=class x=percent_of_width(x) y="0" width=percent_of_width(width) height="100%"/> }
                .into_any(),
        );
        // Too narrow for its number below 3 % of the drawing; on a phone, below 8 %.
        if let Some((class, text)) = text.filter(|_| width >= 3.0) {
            let class = if width < 8.0 { format!("{class} tight") } else { class.to_owned() };
            let middle = percent_of_width(x + width / 2.0);
            words.push(view! { <text class=class x=middle y="50%">{text}</text> }.into_any());
        }
    };
    for one in &basket.bought {
        let (class, on) =
            if one.always { ("c-strongly-support", "on-strongly-support") } else { ("c-support", "on-support") };
        piece(class, one.pence, Some((on, one.number.to_string())));
    }
    let spent: u64 = basket.bought.iter().map(|one| one.pence).sum();
    if spent < total {
        piece("c-dont-know", total - spent, None);
    }
    let left = format!("{} spent, {} left over", money(spent), money(total.saturating_sub(spent)));
    view! {
        <div class="stack-row">
            <p class="stack-label"><span dir="auto">{basket.label.clone()}</span>" "<small>{left}</small></p>
            <svg class="stack" width="100%" height="44" aria-hidden="true">{pieces}{words}</svg>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(total: u64, costs: &[(u64, bool)]) -> String {
        Owner::new().with(|| {
            let bought = costs
                .iter()
                .zip(1..)
                .map(|((pence, always), number)| Bought {
                    number,
                    title: format!("Project {number}"),
                    pence: *pence,
                    always: *always,
                })
                .collect();
            let baskets = vec![Basket { label: "Equal shares".to_owned(), bought }];
            let money: fn(u64) -> String = |pence| format!("{pence}p");
            view! { <PurchasesChart caption="What each rule buys" finding="It buys two." total=total money=money baskets=baskets/> }
                .into_view()
                .to_html()
                .replace("<!>", "")
        })
    }

    #[test]
    fn bars_are_as_long_as_the_money_and_what_is_left_is_shown() {
        let html = html(200, &[(100, true), (50, false)]);
        for part in [
            "width=\"50.00%\" height=\"100%\" class=\"c-strongly-support\"",
            "x=\"50.00%\" y=\"0\" width=\"25.00%\" height=\"100%\" class=\"c-support\"",
            "x=\"75.00%\" y=\"0\" width=\"25.00%\" height=\"100%\" class=\"c-dont-know\"",
            "150p spent, 50p left over",
            "<td>1. Project 1</td><td class=\"num\">100p</td>",
            "<td>Left over</td><td class=\"num\">50p</td>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("style"));
    }

    #[test]
    fn a_budget_of_nothing_and_nothing_bought_draw_nothing_odd() {
        assert!(!html(0, &[]).contains("NaN"));
        assert!(html(100, &[]).contains("width=\"100.00%\""));
    }
}
