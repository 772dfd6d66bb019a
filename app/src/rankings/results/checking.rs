//! How a ranking was counted, and how to check it: the one fold on its results page that holds the names of the methods,
//! what the other one would have chosen, chains of wins, the lot, its fingerprint, its seed and the command. It is there
//! from the day of publication, whether the counts can be seen or not.

use leptos::prelude::*;
use soundings_analysis::ranked::TieSettledBy;

use super::view::{pairs, runoff};
use crate::consultations::lot::{self, LotOption};
use crate::consultations::model::Stage;
use crate::numbers::grouped;
use crate::rankings::count::Counted;
use crate::rankings::model::{Method, Ranking, RankingOption};
use crate::rankings::{rules, words};

/// The fold; with what was counted, where that may be shown.
pub fn fold(ranking: &Ranking, options: &[RankingOption], counted: Option<&Counted>, at: Stage) -> AnyView {
    let method = ranking.method;
    // What an address with #how-counted leads to stands within: browsers then open the fold.
    view! {
        <details open=counted.is_none()>
            <summary>{lot::fold(at)}</summary>
            <div id="how-counted">
                <p><strong>{format!("{}.", method.title())}</strong>" "{words::how(method)}</p>
                <p>{words::why(method)}</p>
                <p>"This way of counting was announced before anybody answered, and has stayed the same, so that nobody could pick the one that suits them."</p>
                <p>"If somebody left options out, they count as below all those they ranked, and none of them above another."{(method == Method::InstantRunoff).then_some(" A ballot whose ranked options are all struck out no longer counts in later rounds, and “more than half” means of the votes still counting.")}</p>
                {counted.map(|counted| other_way(counted, method, at))}
                {level(ranking, options, counted, at)}
            </div>
        </details>
    }
    .into_any()
}

/// What the way of counting that was not announced would have chosen, and its figures.
fn other_way(counted: &Counted, method: Method, at: Stage) -> AnyView {
    let other = method.other();
    // Nothing is compared with a result that the sealed lot would decide.
    let level = counted.is_level_so_far(Method::Schulze, at);
    let differ = words::why_they_differ(counted).filter(|_| !level).map(|why| view! { <p>{why}</p> });
    let figures = match other {
        Method::InstantRunoff => runoff(counted),
        Method::Schulze => pairs(counted, at),
    };
    view! {
        <h3>"Would another way of counting choose the same?"</h3>
        {(!level).then(|| words::agreement(counted, method).map(|sentence| view! { <p>{sentence}</p> }))}
        {differ}
        <details>
            <summary>{format!("{}, for comparison", other.title())}</summary>
            <p>"It was not announced as the way that decides. "{words::how(other)}</p>
            {figures}
        </details>
        {chains(counted, at)}
    }
    .into_any()
}

/// The strongest chains of wins, for those who want to check.
fn chains(counted: &Counted, at: Stage) -> AnyView {
    let (order, _) = counted.order_shown(at);
    let heads: Vec<AnyView> = order
        .iter()
        .map(|option| view! { <th scope="col" class="num">{format!("to {}", counted.title(*option))}</th> }.into_any())
        .collect();
    let strength =
        |from: usize, to: usize| counted.schulze.strongest.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0);
    let rows: Vec<AnyView> = order
        .iter()
        .map(|from| {
            let cells: Vec<AnyView> = order
                .iter()
                .map(|to| {
                    let text = match strength(*from, *to) {
                        _ if from == to => String::new(),
                        0 => "none".to_owned(),
                        some => grouped(some),
                    };
                    view! { <td class="num">{text}</td> }.into_any()
                })
                .collect();
            view! { <tr><th scope="row">{format!("from {}", counted.title(*from))}</th>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <details>
            <summary>"The strongest chains of wins"</summary>
            <p>"A chain of wins goes from one option to another: A beats B, B beats C. It is as strong as its weakest win, counted by the people behind it. One option stands above another if its strongest chain to it is stronger than the strongest chain back. When preferences do not go round in a circle, this says the same as the comparisons above."</p>
            <div class="table-wrap" role="region" aria-labelledby="paths-title" tabindex="0">
                <table>
                    <caption id="paths-title">"The strength of the strongest chain from each option to each other"</caption>
                    <thead><tr><th scope="col">"Chain"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// What decides between options that are level, whether it had to, and the lot.
fn level(ranking: &Ranking, options: &[RankingOption], counted: Option<&Counted>, at: Stage) -> AnyView {
    let rule = match ranking.method {
        Method::InstantRunoff => {
            "Of options that are level in last place, the one goes out that had fewer votes in the round before, or in the \
             round before that. If they were level all along, a lot decides."
        }
        Method::Schulze => "If options come out level, a lot decides.",
    };
    let drawn: Vec<LotOption> = rules::by_lot(options, &ranking.seed)
        .into_iter()
        .map(|option| LotOption { id: option.number.to_string(), title: option.title.clone() })
        .collect();
    view! {
        <h3 id="ties">"If options are level"</h3>
        <p>{rule}{counted.map(|counted| format!(" {}", needed(counted)))}</p>
        {lot::shown(&ranking.seed, at, &drawn)}
    }
    .into_any()
}

/// Whether the lot was needed, and for what.
fn needed(counted: &Counted) -> String {
    let used: Vec<&'static str> = [
        (Method::InstantRunoff, "The lot decided who was struck out in instant-runoff."),
        (Method::Schulze, "The lot decides who is put first by the Schulze method."),
    ]
    .into_iter()
    .filter_map(|(method, sentence)| counted.lot_decided(method).then_some(sentence))
    .collect();
    let earlier = counted.rounds.iter().any(|round| {
        matches!(round.out.as_ref().and_then(|out| out.tie.as_ref()), Some((_, TieSettledBy::EarlierRound)))
    });
    let said = if used.is_empty() { "No lot was needed.".to_owned() } else { used.join(" ") };
    let earlier =
        if earlier { " In instant-runoff, options that were level were told apart by an earlier round." } else { "" };
    format!("{said}{earlier}")
}
