//! How a budget vote was counted, and how to check it: the one fold on its results page that holds the name of the rule,
//! what becomes of money that is left, both rules side by side, who paid what in each round, and the lot with its
//! fingerprint and seed. It is there from the day of publication, whether the outcome can be seen or not.

use leptos::prelude::*;
use soundings_analysis::budgets::{Exact, Fate, Outcome, Utility};

use super::{basket, exact, in_order_of_winning, sentence, share, whole};
use crate::budgets::model::{BallotKind, Budget, Cap, Completion, Project, ProjectState, Ties};
use crate::budgets::outcome::BudgetOutcome;
use crate::budgets::pages::PublicBudget;
use crate::budgets::{rules, view};
use crate::consultations::lot::{self, LotOption};
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::money::pounds;
use crate::numbers::{Noun, grouped};
use crate::time::Time;
use crate::ui::charts::purchases::PurchasesChart;

/// The projects between which the lot may decide: those in the vote.
pub(super) fn in_lot(projects: &[Project]) -> Vec<(i64, String)> {
    let entered = projects.iter().filter(|project| project.state == ProjectState::Entered);
    entered.map(|project| (project.number, project.title.clone())).collect()
}

/// The same of an outcome.
pub(super) fn decided_in_lot(decided: &BudgetOutcome) -> Vec<(i64, String)> {
    decided.projects.iter().map(|project| (project.number, project.title.clone())).collect()
}

/// The fold; with the outcome, where that may be shown.
pub(super) fn fold(
    shown: &PublicBudget,
    caps: &[Cap],
    projects: Vec<(i64, String)>,
    decided: Option<&BudgetOutcome>,
    now: Time,
) -> AnyView {
    let (budget, at) = (&shown.budget, stage(&shown.consultation.dates, now));
    let points = match budget.ballot {
        BallotKind::DividePoints => "A project is worth to each person the points they gave it.",
        _ => "Each tick counts alike.",
    };
    // What an address with #how-counted leads to stands within: browsers then open the fold.
    view! {
        <details open=decided.is_none()>
            <summary>{lot::fold(at)}</summary>
            <div id="how-counted">
                <p><strong>"Equal shares."</strong>{format!(" {} {points} {}", view::plainly(budget), left(budget.completion))}</p>
                {view::limits_besides(budget, caps)}
                <details class="why"><summary>"Why not simply what most people chose?"</summary>
                    <p>"Then the largest group could decide over all of the money, and everybody else over none of it: the users of the biggest library could win every project. With equal shares each group decides over its part, and more people get something they chose."</p>
                    <p>"The method is called the Method of Equal Shares (Peters, Pierczyński and Skowron, 2021). Cities in Poland, Switzerland and the Netherlands have used it."</p>
                </details>
                {decided.map(|decided| view! { {side_by_side(decided)}{rounds(decided)} })}
                {ties(budget, projects, at)}
            </div>
        </details>
    }
    .into_any()
}

/// What becomes of money that no group can spend.
const fn left(completion: Completion) -> &'static str {
    match completion {
        Completion::None => {
            "Money that no group of supporters can spend together is left over, and goes back to the library service."
        }
        Completion::Raise => {
            "If money is left over, everybody’s part is raised a little and the sum is done again, until nothing more fits \
             the total."
        }
        Completion::RaiseThenGreedy => {
            "If money is left over, everybody’s part is raised a little and the sum is done again. What is left after that \
             goes to the projects with the most votes that still fit."
        }
    }
}

/// What decides between projects that are exactly as good.
fn ties(budget: &Budget, projects: Vec<(i64, String)>, at: Stage) -> AnyView {
    let rule = match budget.ties {
        Ties::Number => {
            return view! {
                <h3 id="ties">"If two projects are exactly as good"</h3>
                <p>"The one with the lower number goes first. No lot is needed."</p>
            }
            .into_any();
        }
        Ties::Lot => "If two projects are exactly as good, a lot decides.",
    };
    // Whoever sends an idea while its seed is public can choose their moment.
    let known = budget.ideas_close_at.is_some() && !budget.seed.is_empty() && !lot::is_sealed(&budget.seed);
    let known = known.then(|| view! { <p>"A resident’s idea gets the next number when it is sent. The seed was public by then, so whoever sent one could work out beforehand how the lot treats it. It matters only if two projects are exactly as good."</p> });
    let ids: Vec<String> = projects.iter().map(|(number, _)| rules::id(*number)).collect();
    let ranks = rules::by_lot(&budget.seed, &ids);
    let mut drawn: Vec<(usize, LotOption)> = ranks
        .into_iter()
        .zip(ids)
        .zip(projects)
        .map(|((rank, id), (_, title))| (rank, LotOption { id, title }))
        .collect();
    drawn.sort_by_key(|(rank, _)| *rank);
    let drawn: Vec<LotOption> = drawn.into_iter().map(|(_, option)| option).collect();
    view! {
        <h3 id="ties">"If two projects are exactly as good"</h3>
        <p>{rule}</p>
        {lot::shown(&budget.seed, at, &drawn)}
        {known}
    }
    .into_any()
}

fn votes(decided: &BudgetOutcome, place: usize) -> String {
    grouped(decided.shares.supporters.get(place).copied().unwrap_or(0))
}

fn yes(won: bool) -> AnyView {
    if won { view! { <strong>"Yes"</strong> }.into_any() } else { "No".into_any() }
}

fn side_by_side(decided: &BudgetOutcome) -> AnyView {
    let won = |outcome: &Outcome, place: usize| outcome.fates.get(place).is_some_and(Fate::won);
    let mut order: Vec<usize> = (0..decided.projects.len()).collect();
    order.sort_by_key(|place| {
        (!won(&decided.shares, *place), std::cmp::Reverse(decided.shares.supporters.get(*place).copied()), *place)
    });
    let rows: Vec<AnyView> = order
        .into_iter()
        .filter_map(|place| {
            let project = decided.projects.get(place)?;
            let by_shares = won(&decided.shares, place);
            Some(
                view! {
                    <tr class=by_shares.then_some("chosen")>
                        <th scope="row">{format!("{}. {}", project.number, project.title)}</th>
                        <td class="num">{pounds(project.pence)}</td>
                        <td class="num">{votes(decided, place)}</td>
                        <td>{yes(by_shares)}</td>
                        <td>{yes(won(&decided.greedy, place))}</td>
                    </tr>
                }
                .into_any(),
            )
        })
        .collect();
    let (shares, greedy) = (&decided.shares, &decided.greedy);
    let total = |label: &'static str, of: fn(&Outcome) -> String| {
        view! { <tr><th scope="row">{label}</th><td></td><td></td><td class="num">{of(shares)}</td><td class="num">{of(greedy)}</td></tr> }.into_any()
    };
    let people = "People who chose it";
    let baskets =
        vec![basket(decided, "Equal shares", shares, greedy), basket(decided, "Most votes first", greedy, shares)];
    let money: fn(u64) -> String = whole;
    view! {
        <h3 id="side-by-side">"Both ways side by side"</h3>
        <PurchasesChart caption="What each way buys" finding="What is bought by both ways, and what by one of them only." total=shares.budget money=money baskets=baskets/>
        <div class="table-wrap wide" role="region" aria-labelledby="both-title" tabindex="0">
            <table>
                <caption id="both-title">"Each project, and whether each way pays for it"</caption>
                <thead><tr><th scope="col">"Project"</th><th scope="col" class="num">"Cost"</th><th scope="col" class="num">{people}</th><th scope="col">"Equal shares"</th><th scope="col">"Most votes first"</th></tr></thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    {total("Spent", |outcome| whole(outcome.spend))}
                    {total("Left over", |outcome| whole(outcome.budget.saturating_sub(outcome.spend)))}
                    {total("Voters with at least one project they chose", |outcome| share(outcome.coverage.with_funded, outcome.coverage.voters))}
                </tfoot>
            </table>
        </div>
        <p>"“Most votes first” takes the projects in the order of their votes until the money is gone. A large group with the same taste can win everything that way. “Equal shares” lets everybody decide over the same part of the money, so that smaller groups get their part too. The outcome of this vote is the one by equal shares; the other is shown so that everybody can see what difference it makes."</p>
        {by_votes(decided)}
    }
    .into_any()
}

/// Why each project would win or not if the most votes decided.
fn by_votes(decided: &BudgetOutcome) -> AnyView {
    let lines = in_order_of_winning(decided).into_iter().filter_map(|place| {
        let project = decided.projects.get(place)?;
        let why = sentence(decided.greedy.fates.get(place)?, Utility::Cost);
        Some(view! { <div><dt>{format!("{}. {}", project.number, project.title)}</dt><dd>{why}</dd></div> }.into_any())
    });
    view! {
        <details><summary>"Why each project would win or not by most votes first"</summary>
            <dl class="facts reasons">{lines.collect::<Vec<_>>()}</dl></details>
    }
    .into_any()
}

fn rounds(decided: &BudgetOutcome) -> AnyView {
    let name = |place: usize| {
        decided.projects.get(place).map(|project| format!("{}. {}", project.number, project.title)).unwrap_or_default()
    };
    let each = if decided.budget.ballot == BallotKind::DividePoints { "For each point" } else { "Each paid about" };
    let rows: Vec<AnyView> = (1_u64..)
        .zip(&decided.shares.rounds)
        .map(|(number, round)| {
            let cost = decided.projects.get(round.project).map_or(0, |project| project.pence);
            let paid = if round.greedily { "bought with what was left".to_owned() } else { exact(&round.price) };
            let less = if round.paid_less == 0 { "–".to_owned() } else { grouped(round.paid_less) };
            let tied: Vec<String> = round.tied.iter().map(|place| name(*place)).collect();
            let tied = if tied.is_empty() { String::new() } else { format!("won a tie with {}", tied.join(", ")) };
            view! {
                <tr><th scope="row">{number}</th><td>{name(round.project)}{(!tied.is_empty()).then(|| view! { " "<small>{tied}</small> })}</td><td class="num">{pounds(cost)}</td>
                    <td class="num">{grouped(round.supporters)}</td><td class="num">{paid}</td><td class="num">{less}</td></tr>
            }
            .into_any()
        })
        .collect();
    let start = decided.shares.shares.as_ref().map(|shares| {
        let raised = if shares.raises == 0 {
            String::new()
        } else {
            format!(", after raising everybody’s part by {}", exact(&Exact::ratio(shares.raises, 1)))
        };
        format!(
            "Each of {} began with about {}{raised}.",
            Noun::PERSON.count(decided.shares.coverage.voters),
            exact(&shares.share)
        )
    });
    view! {
        <details id="rounds"><summary>"Round by round: who paid what"</summary>
            <p>{start}" In each round the project that costs its supporters the least, for what it is worth to them, is bought next, and they pay for it out of their parts."</p>
            <div class="table-wrap" role="region" aria-labelledby="rounds-title" tabindex="0">
                <table>
                    <caption id="rounds-title">"Purchases by equal shares, in order"</caption>
                    <thead><tr><th scope="col">"Round"</th><th scope="col">"Project"</th><th scope="col" class="num">"Cost"</th><th scope="col" class="num">"Supporters"</th><th scope="col" class="num">{each}</th><th scope="col" class="num">"Paid less"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet">"“Paid less”: supporters who had less than that left, and paid all they had."</p>
        </details>
    }
    .into_any()
}
