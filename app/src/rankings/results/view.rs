//! The parts of a ranking's results: the finding, and the figures of the way of counting that was announced.

use leptos::prelude::*;

use super::checking;
use crate::clock;
use crate::consultations::model::Stage;
use crate::numbers::grouped;
use crate::percent;
use crate::rankings::count::{Counted, Round};
use crate::rankings::model::{Method, Ranking, RankingOption};
use crate::rankings::{view as ballot, words};
use crate::responses::suppression::few_voters;
use crate::time::Time;

/// All of it, from the finding to how ties are settled.
pub fn everything(ranking: &Ranking, options: &[RankingOption], counted: &Counted, at: Stage) -> AnyView {
    if counted.counting() == 0 {
        return view! {
            <div class="empty"><h2>"Nobody has put these options in order yet"</h2><p>"What comes of it will be here: which option wins, and every step of the count."</p></div>
            {checking::fold(ranking, options, None, at)}
        }
        .into_any();
    }
    if let Some(few) = few_voters(counted.counting(), at) {
        return view! {
            {ballot::withdrawn(options, at)}
            <div class="empty"><h2>"Too few people to show it"</h2><p>{few}</p></div>
            {checking::fold(ranking, options, None, at)}
        }
        .into_any();
    }
    let figures = match ranking.method {
        Method::InstantRunoff => view! { <h2 id="runoff">"Round by round"</h2>{runoff(counted)} }.into_any(),
        Method::Schulze => view! { <h2 id="pairs">"Every two options compared"</h2>{pairs(counted, at)} }.into_any(),
    };
    view! {
        {ballot::withdrawn(options, at)}
        {headline(ranking, counted, at)}
        {figures}
        {checking::fold(ranking, options, Some(counted), at)}
    }
    .into_any()
}

/// When the votes were counted, to the second: a few more may have come since.
pub fn counted_at(at: Time) -> String {
    format!("Counted at {}. Orders sent since then are counted within some seconds.", clock::to_the_second(at))
}

fn headline(ranking: &Ranking, counted: &Counted, at: Stage) -> AnyView {
    let title = match at {
        Stage::Open => "How it stands",
        Stage::Withdrawn => "Where it stood when the consultation was withdrawn",
        _ => "The result",
    };
    view! {
        <section class="finding" aria-labelledby="finding">
            <h2 id="finding">{title}</h2>
            <p class="lede">{words::finding(counted, ranking.method, at)}</p>
            <p class="meta"><span>{words::turnout(counted)}</span></p>
        </section>
    }
    .into_any()
}

/// Instant-runoff, round by round: what stands under its heading.
pub(super) fn runoff(counted: &Counted) -> AnyView {
    let rounds: Vec<AnyView> = (0..counted.rounds.len()).map(|at| round(counted, at)).collect();
    view! {
        <p class="quiet">"The dashed line is at half of the votes that count in that round, and percentages are of these votes."</p>
        <ol class="rounds">{rounds}</ol>
        {rounds_table(counted)}
    }
    .into_any()
}

/// One round: a bar for each option still in the race, a line at half, and what happens next in words.
fn round(counted: &Counted, at: usize) -> AnyView {
    let Some(round) = counted.rounds.get(at) else { return ().into_any() };
    let bars: Vec<AnyView> = counted
        .by_runoff()
        .into_iter()
        .filter_map(|option| Some((option, round.votes.get(option).copied().flatten()?)))
        .map(|(option, votes)| bar(counted, round, option, votes))
        .collect();
    let onward = counted.rounds.get(at + 1).map(|next| words::passed_on(counted, round, next));
    view! {
        <li>
            <figure class="chart">
                <h3>{format!("Round {}", at + 1)}</h3>
                <figcaption>{words::outcome(counted, round)}</figcaption>
                <ul class="bars">{bars}</ul>
                {onward.map(|sentence| view! { <p>{sentence}</p> })}
            </figure>
        </li>
    }
    .into_any()
}

fn bar(counted: &Counted, round: &Round, option: usize, votes: u64) -> AnyView {
    let out = round.out.as_ref().is_some_and(|out| out.option == option);
    let share = percent::words(votes, round.counting);
    #[expect(clippy::cast_precision_loss, reason = "a bar's length, to a hundredth of a per cent")]
    let width = format!("{:.2}%", if round.counting == 0 { 0.0 } else { votes as f64 * 100.0 / round.counting as f64 });
    let class = if out { "c-neither" } else { "c-count" };
    view! {
        <li>
            <span class="bar-label">{counted.title(option).to_owned()}{out.then(|| view! { " "<small>"struck out"</small> })}</span>" "
            <svg class="bar" width="100%" height="20" aria-hidden="true">
                <rect class=class x="0" y="0" width=width height="100%"/>
                <line class="mark" x1="50%" x2="50%" y1="0" y2="20"/>
            </svg>" "
            <span class="num">{grouped(votes)}" "<small>{share}</small></span>
        </li>
    }
    .into_any()
}

/// The rounds as one table: votes, what each option gained, who was struck out, ballots that ran out.
fn rounds_table(counted: &Counted) -> AnyView {
    let heads: Vec<AnyView> = (1..=counted.rounds.len())
        .map(|number| view! { <th scope="col" class="num">{format!("Round {number}")}</th> }.into_any())
        .collect();
    let rows: Vec<AnyView> = counted
        .by_runoff()
        .into_iter()
        .map(|option| {
            let cells: Vec<AnyView> = counted.rounds.iter().map(|round| cell(round, option)).collect();
            let won = counted.runoff_winner == Some(option);
            view! {
                <tr class=won.then_some("chosen")>
                    <th scope="row">{counted.title(option).to_owned()}{won.then(|| view! { " "<small>"most votes"</small> })}</th>
                    {cells}
                </tr>
            }
            .into_any()
        })
        .collect();
    let class = if counted.rounds.len() > 4 { "table-wrap wide" } else { "table-wrap" };
    let foot = |of: fn(&Round) -> u64| {
        counted
            .rounds
            .iter()
            .map(|round| view! { <td class="num">{grouped(of(round))}</td> }.into_any())
            .collect::<Vec<_>>()
    };
    view! {
        <div class=class role="region" aria-labelledby="rounds-title" tabindex="0">
            <table class="round-votes">
                <caption id="rounds-title">"Votes in each round; + is what came from the option struck out before"</caption>
                <thead><tr><th scope="col">"Option"</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr><th scope="row">"Votes that count"</th>{foot(|round| round.counting)}</tr>
                    <tr><th scope="row">"More than half is"</th>{foot(|round| round.counting / 2 + 1)}</tr>
                    <tr><th scope="row">"Ballots with no choice left"</th>{foot(|round| round.exhausted)}</tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn cell(round: &Round, option: usize) -> AnyView {
    let Some(votes) = round.votes.get(option).copied().flatten() else {
        return view! { <td class="num quiet">"out"</td> }.into_any();
    };
    let gained = round.gained.get(option).copied().unwrap_or(0);
    let out = round.out.as_ref().is_some_and(|out| out.option == option);
    view! {
        <td class="num">
            {grouped(votes)}
            {(gained > 0).then(|| view! { " "<small>{format!("+{}", grouped(gained))}</small> })}
            {out.then(|| view! { " "<small>"struck out"</small> })}
        </td>
    }
    .into_any()
}

/// Every two options compared: what stands under its heading.
pub(super) fn pairs(counted: &Counted, at: Stage) -> AnyView {
    let (order, ranked) = counted.order_shown(at);
    let order = &order;
    let rows: Vec<AnyView> = order
        .iter()
        .enumerate()
        .flat_map(|(place, one)| order.iter().skip(place + 1).map(move |two| (*one, *two)))
        .map(|(one, two)| {
            let (for_one, for_two) = (counted.prefer(one, two), counted.prefer(two, one));
            view! {
                <tr>
                    <th scope="row">{format!("{} or {}?", counted.title(one), counted.title(two))}</th>
                    <td class="num">{grouped(for_one)}</td>
                    <td class="num">{grouped(for_two)}</td>
                    <td>{words::comparison(counted, one, two)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    // Where some are level before closing, an order would tell whom the lot prefers.
    let places = ranked.then(|| {
        let places: Vec<AnyView> =
            order.iter().map(|option| view! { <li>{counted.title(*option).to_owned()}</li> }.into_any()).collect();
        view! { <p>"From best to last, this gives:"</p><ol>{places}</ol> }
    });
    view! {
        {places}
        <div class="table-wrap" role="region" aria-labelledby="pairs-title" tabindex="0">
            <table>
                <caption id="pairs-title">"Of the people who ranked two options differently, how many prefer the first and how many the second. Who ranked only one of the two prefers it; who ranked neither is not counted."</caption>
                <thead><tr><th scope="col">"Which of the two?"</th><th scope="col" class="num">"First"</th><th scope="col" class="num">"Second"</th><th scope="col">"Result"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
