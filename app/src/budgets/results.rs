//! What a budget vote comes to, for everybody once it may be seen, and for staff at any time: the finding, both rules
//! side by side, who got something, and why each project won or not.

use leptos::prelude::*;
use soundings_analysis::budgets::{Exact, Fate, Outcome, Utility};

use super::model::{BallotKind, Cap, PROJECT, Ties};
use super::outcome::{BranchCount, BudgetOutcome, ShownOutcome, published};
use super::pages::{PublicBudget, public_budget};
use super::{rules, store, view};
use crate::budgets::outcome::Outcomes;
use crate::clock;
use crate::consultations::model::{Level, Stage};
use crate::consultations::pages::stage_now;
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing::{NOT_BY_LIBRARY, by_library, hidden_because, hidden_title};
use crate::consultations::slip::SlipNotes;
use crate::identity::rules::Permission;
use crate::money::pounds;
use crate::numbers::{Noun, grouped};
use crate::percent;
use crate::reason::WhyNot;
use crate::site::{Area, Fault, Page, Path, Visit};
use crate::ui::charts::purchases::{Basket, Bought, PurchasesChart};
use crate::ui::first_letter::uncapitalised;

/// `GET /consultations/{slug}/budget/results`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let shown = public_budget(&visit, &slug).await?;
    let title = format!("Results: {}", shown.budget.title);
    let head = |visit: &Visit| {
        view::head(
            visit,
            &shown.consultation,
            "Budget vote",
            "What the money buys".to_owned(),
            shown.budget.title.clone(),
        )
    };
    let notes = SlipNotes::of(&visit.app, shown.consultation.id).await?;
    if let Some(reason) = hidden_because(&shown.consultation, visit.now) {
        return visit.page(title).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
            let body = view! {
                <div class="empty"><h2>{hidden_title(stage(&shown.consultation.dates, visit.now))}</h2><p>{reason.words()}</p>
                    <p class="actions"><a class="button quiet" href=format!("/consultations/{slug}/budget")>"Read the projects"</a></p></div>
                {staff_link(&visit, &slug)}
            };
            Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit), body.into_any())
        });
    }
    let open = stage(&shown.consultation.dates, visit.now) == Stage::Open;
    let found = visit.app.warm::<Outcomes>().of(&visit.app, &shown.budget, open).await?;
    let caps = store::caps(&visit.app.db, shown.budget.id).await?;
    let sheet = visit.page(title).about(shown.consultation.id).described(&shown.consultation.summary);
    // What is not the latest must not be kept as if it were.
    let sheet = if matches!(found, ShownOutcome::Now(_)) { sheet } else { sheet.passing() };
    sheet.show(|| {
        let body = view! {
            {staff_link(&visit, &slug)}
            <p><a href=format!("/consultations/{slug}/budget")>"Back to the budget vote"</a></p>
            {body(&visit, (&shown, &caps), &found, false)}
        };
        Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit), body.into_any())
    })
}

/// `GET /staff/consultations/{slug}/budget/results`
pub async fn staff(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = crate::consultations::store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let budget = store::of(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    let caps = store::caps(&visit.app.db, budget.id).await?;
    let shown = PublicBudget { consultation, budget };
    let open = stage(&shown.consultation.dates, visit.now) == Stage::Open;
    let found = visit.app.warm::<Outcomes>().of(&visit.app, &shown.budget, open).await?;
    let hidden = hidden_because(&shown.consultation, visit.now).is_some();
    visit.page(format!("Budget vote: {}", shown.budget.title)).area(Area::Staff).show(|| {
        let base = format!("/staff/consultations/{slug}/budget");
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{shown.consultation.title.clone()}</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">"Budget vote "{stage_now(&shown.consultation.dates, visit.now)}</p>
                <h1>{format!("Results: {}", shown.budget.title)}</h1>
            </header>
            {hidden.then(|| view! {
                <div class="note warn"><p><strong>"The public cannot see these numbers."</strong>" Please do not pass them on before they appear: people who know how others voted may vote with the crowd, or not at all."</p></div>
            })}
            {body(&visit, (&shown, &caps), &found, true)}
            {visit.may(Permission::Export).then(|| view! {
                <h2 id="take-away">"Take the ballots away"</h2>
                <p class="actions">
                    <a class="button quiet" href=format!("{base}/ballots.csv") download="download">"Ballots as CSV"</a>" "
                    <a class="button quiet" href=format!("{base}/election.pb") download="download">"The vote as a Pabulib file"</a>
                </p>
                <p class="quiet">"One row for each ballot, without names, addresses or receipt codes. The Pabulib file is the form in which cities publish budget votes: anybody who has it can work the outcome out again, with “soundings analyse budget” or another program. Every download is noted in the record of acts."</p>
            })}
        }
        .into_any()
    })
}

/// Staff see everything on their own page, hidden or not.
fn staff_link(visit: &Visit, slug: &str) -> AnyView {
    if !visit.may(Permission::SeeResults) {
        return ().into_any();
    }
    view! { <div class="note"><p><strong>"For staff:"</strong>" all figures are on "<a href=format!("/staff/consultations/{slug}/budget/results")>"the staff’s page"</a>". This page shows what residents see."</p></div> }.into_any()
}

fn body(visit: &Visit, (shown, caps): (&PublicBudget, &[Cap]), found: &ShownOutcome, named: bool) -> AnyView {
    let (decided, earlier) = match found {
        ShownOutcome::Now(decided) => (decided, false),
        ShownOutcome::Earlier(decided) => (decided, true),
        ShownOutcome::Pending => {
            return view! {
                <div class="empty"><h2>"The result is being worked out"</h2><p>"So many people voted that it takes a moment. Load this page again in a minute."</p></div>
            }
            .into_any();
        }
    };
    let at = stage(&shown.consultation.dates, visit.now);
    if decided.shares.coverage.voters == 0 {
        let (title, words) = match at {
            Stage::Draft | Stage::Upcoming => {
                ("Nobody can vote yet", "People can vote once it opens. What the money buys is shown here then.")
            }
            _ => (
                "Nobody has voted",
                "Without votes nothing is funded. What the money buys is shown here once people have voted.",
            ),
        };
        return view! { <div class="empty"><h2>{title}</h2><p>{words}</p></div> }.into_any();
    }
    view! {
        {(at == Stage::Open).then(|| view! { <div class="note"><p><strong>"Voting is still open."</strong>" The outcome changes as people vote."</p></div> })}
        {earlier.then(|| view! { <div class="note"><p>{format!("This is how it stood at {}. Votes sent since then are added within some seconds.", clock::to_the_second(decided.at))}</p></div> })}
        {chart(decided, at)}
        {side_by_side(decided)}
        {coverage(decided, named, named || by_library(&shown.consultation, visit.now))}
        {reasons(decided)}
        {rounds(decided)}
        {how(caps, shown.consultation.level, decided)}
    }
    .into_any()
}

fn whole(pence: u64) -> String {
    pounds(i64::try_from(pence).unwrap_or(i64::MAX))
}

fn exact(pence: &Exact) -> String {
    soundings_analysis::budgets::pounds(pence)
}

/// How many of the voters get something: a percentage, or a number while there are only a few.
fn pleased(outcome: &Outcome) -> String {
    let counted = &outcome.coverage;
    match counted.voters < percent::FEWEST {
        true => grouped(counted.with_funded),
        false => percent::words(counted.with_funded, counted.voters),
    }
}

fn projects_words(outcome: &Outcome) -> String {
    PROJECT.count(outcome.winners.len())
}

/// What it comes to, in a sentence or two.
pub fn finding(decided: &BudgetOutcome, at: Stage) -> String {
    let (shares, greedy) = (&decided.shares, &decided.greedy);
    let lead = match (shares.coverage.voters, at) {
        (0, Stage::Draft | Stage::Upcoming) => return "People can vote once it opens.".to_owned(),
        (0, Stage::Open) => return "Nobody has voted yet.".to_owned(),
        (0, _) => return "Nobody voted, so no project gets money.".to_owned(),
        (_, Stage::Open) => "As it stands, equal shares buys",
        (_, Stage::Withdrawn) => "When it was withdrawn, equal shares would have bought",
        _ => "Equal shares buys",
    };
    let got = match shares.coverage.voters {
        1 => "one person voted".to_owned(),
        many => {
            format!("{} of the {} who voted get at least one they chose", pleased(shares), Noun::PERSON.count(many))
        }
    };
    let first =
        format!("{lead} {} for {} of {}: {got}.", projects_words(shares), whole(shares.spend), whole(shares.budget),);
    let same = {
        let sorted = |outcome: &Outcome| {
            let mut winners = outcome.winners.clone();
            winners.sort_unstable();
            winners
        };
        sorted(shares) == sorted(greedy)
    };
    let second = if same {
        let buys = if at == Stage::Withdrawn { "would have bought" } else { "buys" };
        format!("Most votes first {buys} the same projects.")
    } else if shares.coverage.voters == 1 {
        format!("Most votes first would buy {}.", projects_words(greedy))
    } else {
        format!("Most votes first would buy {}, and {} of them would get one.", projects_words(greedy), pleased(greedy))
    };
    format!("{first} {second}")
}

fn chart(decided: &BudgetOutcome, at: Stage) -> AnyView {
    let basket = |label: &str, outcome: &Outcome, other: &Outcome| Basket {
        label: label.to_owned(),
        bought: outcome
            .winners
            .iter()
            .filter_map(|place| {
                let project = decided.projects.get(*place)?;
                Some(Bought {
                    number: project.number,
                    title: project.title.clone(),
                    pence: u64::try_from(project.pence).unwrap_or(0),
                    always: other.winners.contains(place),
                })
            })
            .collect(),
    };
    let baskets = vec![
        basket("Equal shares", &decided.shares, &decided.greedy),
        basket("Most votes first", &decided.greedy, &decided.shares),
    ];
    let money: fn(u64) -> String = whole;
    view! { <PurchasesChart caption="What each rule buys" finding=finding(decided, at) total=decided.shares.budget money=money baskets=baskets/> }.into_any()
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
    view! {
        <h2 id="side-by-side">"Both rules side by side"</h2>
        <div class="table-wrap wide" role="region" aria-labelledby="both-title" tabindex="0">
            <table>
                <caption id="both-title">"Each project, and whether each rule funds it"</caption>
                <thead><tr><th scope="col">"Project"</th><th scope="col" class="num">"Cost"</th><th scope="col" class="num">{people}</th><th scope="col">"Equal shares"</th><th scope="col">"Most votes first"</th></tr></thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    {total("Spent", |outcome| whole(outcome.spend))}
                    {total("Left over", |outcome| whole(outcome.budget.saturating_sub(outcome.spend)))}
                    {total("Voters with at least one project they chose", |outcome| share(outcome.coverage.with_funded, outcome.coverage.voters))}
                </tfoot>
            </table>
        </div>
        <details class="why"><summary>"Why do the two differ?"</summary><p>"“Most votes first” takes the projects in the order of their votes until the money is gone. A large group with the same taste can win everything that way. “Equal shares” lets everybody decide over the same part of the money, so that smaller groups get their part too. The outcome of this vote is the one by equal shares; the other is shown so that everybody can see what difference the rule makes."</p></details>
    }
    .into_any()
}

fn share(part: u64, voters: u64) -> String {
    match voters < percent::FEWEST {
        true => format!("{} of {}", grouped(part), grouped(voters)),
        false => format!("{} of {} ({})", grouped(part), grouped(voters), percent::words(part, voters)),
    }
}

/// Who gets something. `named` is for staff, who see every library; `compared` is whether libraries are compared at all yet.
fn coverage(decided: &BudgetOutcome, named: bool, compared: bool) -> AnyView {
    let rows: Vec<BranchCount> = match (named, compared) {
        (true, _) => decided.branches.clone(),
        (false, true) => published(&decided.branches),
        (false, false) => Vec::new(),
    };
    let all = &decided.shares.coverage;
    let lines: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            view! { <tr><th scope="row" dir="auto">{row.label.clone()}</th><td class="num">{grouped(row.voters)}</td><td class="num">{share(row.by_shares, row.voters)}</td><td class="num">{share(row.by_votes, row.voters)}</td></tr> }.into_any()
        })
        .collect();
    let small = if named {
        "On the public page, libraries with 1 to 4 voters are put together: please do not quote such numbers in public."
    } else {
        "By the library people told us they use. Libraries with 1 to 4 voters are put together, so that nobody can guess how a neighbour voted."
    };
    view! {
        <h2 id="who">"Who gets something"</h2>
        <p>{format!("{} of {} get at least one project they chose by equal shares; {} by most votes first.", grouped(all.with_funded), Noun::PERSON.count(all.voters), grouped(decided.greedy.coverage.with_funded))}</p>
        {if lines.is_empty() {
            let why = if compared { "There are too few voters to show them by library without giving away how somebody voted." } else { NOT_BY_LIBRARY };
            view! { <p class="quiet">{why}</p> }.into_any()
        } else {
            view! {
                <p class="quiet">{small}</p>
                <div class="table-wrap wide" role="region" aria-labelledby="who-title" tabindex="0">
                    <table>
                        <caption id="who-title">"Voters with at least one funded project they chose, by library"</caption>
                        <thead><tr><th scope="col">"Library"</th><th scope="col" class="num">"Voters"</th><th scope="col" class="num">"Equal shares"</th><th scope="col" class="num">"Most votes first"</th></tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }}
    }
    .into_any()
}

/// Why a project won or not, in plain words.
pub fn sentence(fate: &Fate, utility: Utility) -> String {
    match fate {
        // A fraction of a penny short must not read as if it were enough.
        Fate::SupportersShort { supporters, together, cost } if exact(together) == exact(&Exact::ratio(*cost, 1)) => {
            let who = format!("its {}", Noun { one: "supporter", many: "supporters" }.count(*supporters));
            format!("Not funded: it costs {}, and {who} had just under that left between them.", whole(*cost))
        }
        other => other.sentence(utility, exact),
    }
}

fn reasons(decided: &BudgetOutcome) -> AnyView {
    let utility = rules::utility(decided.budget.ballot);
    let mut order: Vec<usize> = (0..decided.projects.len()).collect();
    let won = |place: &usize| decided.shares.winners.iter().position(|winner| winner == place);
    order.sort_by_key(|place| (won(place).unwrap_or(usize::MAX), *place));
    let items: Vec<AnyView> = order
        .into_iter()
        .filter_map(|place| {
            let project = decided.projects.get(place)?;
            let fate = decided.shares.fates.get(place)?;
            let other = decided.greedy.fates.get(place)?;
            let other = sentence(other, Utility::Cost);
            Some(
                view! {
                    <div>
                        <dt>{format!("{}. {}", project.number, project.title)}</dt>
                        <dd>{sentence(fate, utility)}<br/><small>{format!("By most votes first: {}", uncapitalised(&other))}</small></dd>
                    </div>
                }
                .into_any(),
            )
        })
        .collect();
    view! { <h2 id="why">"Why each project won or not"</h2><dl class="facts reasons">{items}</dl> }.into_any()
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

fn how(caps: &[Cap], level: Level, decided: &BudgetOutcome) -> AnyView {
    let at = if decided.budget.ties == Ties::Lot { "A lot decides ties" } else { "The lower number wins a tie" };
    view! {
        {view::how_decided(&decided.budget, caps, level, Stage::Closed)}
        <p class="meta"><span>{at}</span>" "<span>{format!("worked out on {} from {}", clock::long_date_time(decided.at), Noun { one: "ballot", many: "ballots" }.count(decided.shares.coverage.voters))}</span></p>
    }
    .into_any()
}
