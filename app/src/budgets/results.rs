//! What a budget vote comes to, for everybody once it may be seen, and for staff at any time: the finding, what the money
//! buys, who got something, and why each project won or not. How it was counted, what simply the most votes would have
//! bought, and how to check all of it, stand in one fold ([`checking`]).

mod checking;

use leptos::prelude::*;
use soundings_analysis::budgets::{Exact, Fate, Outcome, Utility};

use super::model::{Cap, PROJECT};
use super::outcome::{BranchCount, BudgetOutcome, ShownOutcome, is_of_too_few, published};
use super::pages::{PublicBudget, public_budget};
use super::{rules, store, view};
use crate::budgets::outcome::Outcomes;
use crate::clock;
use crate::consultations::model::Stage;
use crate::consultations::pages::stage_now;
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing::{NOT_BY_LIBRARY, by_library, hidden_because, hidden_title};
use crate::consultations::slip_notes::SlipNotes;
use crate::identity::rules::Permission;
use crate::money::pounds;
use crate::numbers::{Noun, grouped};
use crate::percent;
use crate::reason::WhyNot;
use crate::responses::suppression::{FEW_BALLOTS, few_voters, what_staff_can_do};
use crate::site::{Area, Fault, Page, Path, Visit};
use crate::ui::charts::purchases::{Basket, Bought, PurchasesChart};

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
    let caps = store::caps(&visit.app.db, shown.budget.id).await?;
    if let Some(reason) = hidden_because(&shown.consultation, visit.now) {
        let projects = store::in_vote(&visit.app.db, shown.budget.id).await?;
        return visit.page(title).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
            let body = view! {
                <div class="empty"><h2>{hidden_title(stage(&shown.consultation.dates, visit.now))}</h2><p>{reason.words()}</p>
                    <p class="actions"><a class="button quiet" href=format!("/consultations/{slug}/budget")>"Read the projects"</a></p></div>
                {checking::fold(&shown, &caps, checking::in_lot(&projects), None, visit.now)}
                {staff_link(&visit, &slug)}
            };
            Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit), body.into_any())
        });
    }
    let open = stage(&shown.consultation.dates, visit.now) == Stage::Open;
    let found = visit.app.warm::<Outcomes>().of(&visit.app, &shown.budget, open).await?;
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
    let few = is_of_too_few(&found, stage(&shown.consultation.dates, visit.now));
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
                {few.then(|| view! { <p class="quiet">{FEW_BALLOTS}</p> })}
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
        return view! {
            <div class="empty"><h2>{title}</h2><p>{words}</p></div>
            {checking::fold(shown, caps, checking::decided_in_lot(decided), None, visit.now)}
        }
        .into_any();
    }
    if let Some(few) = few_voters(decided.shares.coverage.voters, at) {
        return view! {
            <div class="empty"><h2>"Too few people to show it"</h2><p>{few}</p></div>
            {named.then(|| view! { <div class="note"><p><strong>"What you can do:"</strong>" "{what_staff_can_do(at)}</p></div> })}
            {checking::fold(shown, caps, checking::decided_in_lot(decided), None, visit.now)}
        }
        .into_any();
    }
    view! {
        {(at == Stage::Open).then(|| view! { <div class="note"><p><strong>"Voting is still open."</strong>" The outcome changes as people vote."</p></div> })}
        {earlier.then(|| view! { <div class="note"><p>{format!("This is how it stood at {}. Votes sent since then are added within some seconds.", clock::to_the_second(decided.at))}</p></div> })}
        {chart(decided, at)}
        {coverage(decided, named, named || by_library(&shown.consultation, visit.now))}
        {reasons(decided)}
        <p class="meta"><span>{format!("Worked out on {} from {}", clock::long_date_time(decided.at), Noun { one: "ballot", many: "ballots" }.count(decided.shares.coverage.voters))}</span></p>
        <p>{view::what_follows(shown.consultation.level)}</p>
        {checking::fold(shown, caps, checking::decided_in_lot(decided), Some(decided), visit.now)}
    }
    .into_any()
}

fn whole(pence: u64) -> String {
    pounds(i64::try_from(pence).unwrap_or(i64::MAX))
}

fn exact(pence: &Exact) -> String {
    soundings_analysis::budgets::pounds(pence)
}

/// How many of the voters get something.
fn pleased(outcome: &Outcome) -> String {
    percent::words(outcome.coverage.with_funded, outcome.coverage.voters)
}

fn projects_words(outcome: &Outcome) -> String {
    PROJECT.count(outcome.winners.len())
}

/// What it comes to, in a sentence or two.
pub fn finding(decided: &BudgetOutcome, at: Stage) -> String {
    let (shares, greedy) = (&decided.shares, &decided.greedy);
    if let Some(few) = few_voters(shares.coverage.voters, at) {
        return few.to_owned();
    }
    let lead = match (shares.coverage.voters, at) {
        (0, Stage::Draft | Stage::Upcoming) => return "People can vote once it opens.".to_owned(),
        (0, Stage::Open) => return "Nobody has voted yet.".to_owned(),
        (0, _) => return "Nobody voted, so no project gets money.".to_owned(),
        (_, Stage::Open) => "As it stands, the money buys",
        (_, Stage::Withdrawn) => "When it was withdrawn, the money would have bought",
        _ => "The money buys",
    };
    let voted = Noun::PERSON.count(shares.coverage.voters);
    let got = format!("{} of the {voted} who voted get at least one they chose", pleased(shares));
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
        let buy = if at == Stage::Withdrawn { "would have bought" } else { "would buy" };
        format!("Simply taking the most votes {buy} the same projects.")
    } else {
        format!(
            "Simply taking the most votes would buy {}, and {} of them would get one.",
            projects_words(greedy),
            pleased(greedy)
        )
    };
    format!("{first} {second}")
}

/// What an outcome buys, as one bar of a chart; `other` is what it is compared with.
fn basket(decided: &BudgetOutcome, label: &str, outcome: &Outcome, other: &Outcome) -> Basket {
    Basket {
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
    }
}

fn chart(decided: &BudgetOutcome, at: Stage) -> AnyView {
    let baskets = vec![basket(decided, "The money", &decided.shares, &decided.shares)];
    let money: fn(u64) -> String = whole;
    view! { <PurchasesChart caption="What the money buys" finding=finding(decided, at) total=decided.shares.budget money=money baskets=baskets/> }.into_any()
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
        <p>{format!("{} of {} get at least one project they chose. If the projects with most votes were simply taken, it would be {}.", grouped(all.with_funded), Noun::PERSON.count(all.voters), grouped(decided.greedy.coverage.with_funded))}</p>
        {if lines.is_empty() {
            let why = if compared { "There are too few voters to show them by library without giving away how somebody voted." } else { NOT_BY_LIBRARY };
            view! { <p class="quiet">{why}</p> }.into_any()
        } else {
            view! {
                <p class="quiet">{small}</p>
                <div class="table-wrap wide" role="region" aria-labelledby="who-title" tabindex="0">
                    <table>
                        <caption id="who-title">"Voters with at least one funded project they chose, by library"</caption>
                        <thead><tr><th scope="col">"Library"</th><th scope="col" class="num">"Voters"</th><th scope="col" class="num">"Get something"</th><th scope="col" class="num">"By most votes alone"</th></tr></thead>
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

/// The projects with why each won or not by the rule that decides, the winners first.
fn reasons(decided: &BudgetOutcome) -> AnyView {
    let people = Noun { one: "person chose it", many: "people chose it" };
    let items = in_order_of_winning(decided).into_iter().filter_map(|place| {
        let project = decided.projects.get(place)?;
        let why = sentence(decided.shares.fates.get(place)?, rules::utility(decided.budget.ballot));
        let chose = people.count(decided.shares.supporters.get(place).copied().unwrap_or(0));
        Some(
            view! {
                <div>
                    <dt>{format!("{}. {}", project.number, project.title)}</dt>
                    <dd>{why}<br/><small>{format!("{chose}. It costs {}.", pounds(project.pence))}</small></dd>
                </div>
            }
            .into_any(),
        )
    });
    view! { <h2 id="why">"Why each project won or not"</h2><dl class="facts reasons">{items.collect::<Vec<_>>()}</dl> }
        .into_any()
}

/// The places of the projects: what is bought first, then the others by number.
fn in_order_of_winning(decided: &BudgetOutcome) -> Vec<usize> {
    let mut order: Vec<usize> = (0..decided.projects.len()).collect();
    let won = |place: &usize| decided.shares.winners.iter().position(|winner| winner == place);
    order.sort_by_key(|place| (won(place).unwrap_or(usize::MAX), *place));
    order
}
