//! What the rules promise, tried on many small made-up votes.

use proptest::prelude::*;
use soundings_analysis::budgets::{Ballot, Choice, Election, Fate, Outcome, Rule, Settings, TieBreak, Utility, decide};

use crate::made_up::{elections, project};
use crate::plain::{self, number};

fn shares(increment: Option<u64>) -> Settings {
    Settings::new(Rule::EqualShares { increment, then_greedily: false })
}

fn rules() -> impl Strategy<Value = Settings> {
    let rule = prop_oneof![
        (prop::option::of(1_u64..40), any::<bool>())
            .prop_map(|(increment, then_greedily)| Rule::EqualShares { increment, then_greedily }),
        Just(Rule::Greedy),
        Just(Rule::GreedyPerCost),
    ];
    let utility = prop_oneof![Just(Utility::Cost), Just(Utility::Points)];
    let ties = prop_oneof![Just(TieBreak::ById), "[a-z]{3}".prop_map(TieBreak::BySeed)];
    (rule, utility, ties).prop_map(|(rule, utility, ties)| Settings { rule, utility, ties })
}

fn total(election: &Election, winners: &[usize]) -> u64 {
    winners.iter().map(|winner| election.projects[*winner].cost).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn equal_shares_agrees_with_its_plain_definition(
        election in elections(),
        utility in prop_oneof![Just(Utility::Cost), Just(Utility::Points)],
        seed in prop::option::of("[a-z]{2}"),
        increment in prop::option::of(prop_oneof![Just(1_u64), 1_u64..60]),
    ) {
        let ties = seed.map_or(TieBreak::ById, TieBreak::BySeed);
        let expected = plain::equal_shares(&election, utility, &ties, increment);
        let rule = Rule::EqualShares { increment, then_greedily: false };
        let outcome = decide(&election, &Settings { rule, utility, ties }).unwrap();
        prop_assert_eq!(&outcome.winners, &expected.winners());
        let ours = outcome.shares.as_ref().unwrap();
        if !election.ballots.is_empty() {
            prop_assert_eq!(ours.raises, expected.raises);
        }
        for (round, (_, price)) in outcome.rounds.iter().zip(&expected.bought) {
            prop_assert_eq!(round.price.numerator(), price.numer().to_string());
            prop_assert_eq!(round.price.denominator(), price.denom().to_string());
        }
        for (purse, left) in ours.purse_of_ballot.iter().zip(&expected.left) {
            let purse = &ours.purses[*purse].left;
            prop_assert_eq!(purse.numerator(), left.numer().to_string());
            prop_assert_eq!(purse.denominator(), left.denom().to_string());
        }
        for round in &outcome.rounds {
            for rival in &round.tied {
                prop_assert!(!outcome.winners[..=outcome.winners.iter().position(|w| *w == round.project).unwrap()]
                    .contains(rival));
            }
        }
    }

    #[test]
    fn no_rule_overspends_or_breaks_a_cap_or_funds_what_nobody_chose(election in elections(), settings in rules()) {
        let outcome = decide(&election, &settings).unwrap();
        prop_assert_eq!(outcome.spend, total(&election, &outcome.winners));
        prop_assert!(outcome.spend <= election.budget);
        for (place, winner) in outcome.winners.iter().enumerate() {
            prop_assert!(outcome.supporters[*winner] > 0);
            prop_assert!(election.scores()[*winner] >= election.least_score);
            prop_assert!(plain::fits_caps(&election, &outcome.winners[..place], *winner));
        }
    }

    #[test]
    fn every_project_is_given_a_true_reason(election in elections(), settings in rules()) {
        let outcome = decide(&election, &settings).unwrap();
        prop_assert_eq!(outcome.fates.len(), election.projects.len());
        for (number, fate) in outcome.fates.iter().enumerate() {
            prop_assert_eq!(fate.won(), outcome.winners.contains(&number));
            match fate {
                Fate::Won { round, .. } | Fate::WonByVotes { round, .. } => {
                    prop_assert_eq!(outcome.winners[*round as usize - 1], number);
                }
                Fate::NoSupport => prop_assert_eq!(outcome.supporters[number], 0),
                Fate::SupportersShort { together, cost, .. } => prop_assert!(
                    *together < soundings_analysis::budgets::Exact::ratio(*cost, 1)
                ),
                Fate::ScoreTooLow { score, least } => {
                    prop_assert_eq!((*score, *least), (election.scores()[number], election.least_score));
                    prop_assert!(score < least && outcome.supporters[number] > 0);
                }
                Fate::NotEnoughLeft { left, cost } | Fate::OverCap { left, cost, .. } => prop_assert!(left < cost),
            }
        }
    }

    #[test]
    fn after_greedy_completion_nothing_more_fits(election in elections(), increment in prop::option::of(1_u64..40)) {
        let settings = Settings::new(Rule::EqualShares { increment, then_greedily: true });
        let outcome = decide(&election, &settings).unwrap();
        for number in 0..election.projects.len() {
            prop_assert!(
                outcome.winners.contains(&number)
                    || outcome.supporters[number] == 0
                    || election.scores()[number] < election.least_score
                    || outcome.spend + election.projects[number].cost > election.budget
                    || !plain::fits_caps(&election, &outcome.winners, number)
            );
        }
    }

    #[test]
    fn the_order_and_names_of_voters_change_nothing(
        election in elections(), settings in rules(), order in any::<prop::sample::Index>(),
    ) {
        let before = decide(&election, &settings).unwrap();
        let mut relabelled = election.clone();
        if !relabelled.ballots.is_empty() {
            let middle = order.index(relabelled.ballots.len());
            relabelled.ballots.rotate_left(middle);
            relabelled.ballots.reverse();
        }
        for (number, ballot) in relabelled.ballots.iter_mut().enumerate() {
            ballot.voter = format!("somebody {number}");
            ballot.choices.reverse();
        }
        let after = decide(&relabelled, &settings).unwrap();
        let same = |a: &Outcome, b: &Outcome| {
            (a.winners == b.winners, a.rounds == b.rounds, a.fates == b.fates, a.coverage == b.coverage)
        };
        prop_assert_eq!(same(&before, &after), (true, true, true, true));
    }

    #[test]
    fn the_voters_money_is_all_accounted_for(election in elections(), increment in prop::option::of(1_u64..40)) {
        let outcome = decide(&election, &shares(increment)).unwrap();
        let ours = outcome.shares.unwrap();
        let parse = |exact: &soundings_analysis::budgets::Exact| num_rational::BigRational::new(
            exact.numerator().parse().unwrap(), exact.denominator().parse().unwrap(),
        );
        let held = parse(&ours.share) * number(election.ballots.len() as u64);
        let left: num_rational::BigRational = ours.purses.iter().map(|purse| parse(&purse.left) * number(purse.voters)).sum();
        prop_assert_eq!(held - left, number(outcome.spend));
    }

    /// For every set of projects T: among the voters who all support all of T, too many to be overlooked (their
    /// equal shares would pay for T), at least one gets as much as T is worth, or would with one more project of T.
    #[test]
    fn equal_shares_gives_every_large_enough_group_its_due_up_to_one_project(
        mut election in elections(), increment in prop::option::of(1_u64..40),
    ) {
        election.caps.clear();
        election.least_score = 0;
        let outcome = decide(&election, &shares(increment)).unwrap();
        let supports = |voter: &Ballot, project: usize| voter.choices.iter().any(|c| c.project == project && c.points > 0);
        for set in 1_u32..1 << election.projects.len() {
            let wanted: Vec<usize> = (0..election.projects.len()).filter(|p| set >> p & 1 == 1).collect();
            let worth = total(&election, &wanted);
            let overlooked = election.ballots.iter().filter(|voter| {
                let gets: u64 = outcome.winners.iter().filter(|w| supports(voter, **w)).map(|w| election.projects[*w].cost).sum();
                wanted.iter().all(|project| supports(voter, *project))
                    && gets < worth
                    && wanted.iter().filter(|p| !outcome.winners.contains(p)).all(|p| gets + election.projects[*p].cost <= worth)
            });
            let overlooked = overlooked.count() as u64;
            prop_assert!(overlooked == 0 || overlooked * election.budget < worth * election.ballots.len() as u64, "{:?}", wanted);
        }
    }
}

#[test]
fn money_far_beyond_machine_words_is_still_exact() {
    // Points without common factors make every purchase multiply the denominators.
    let projects: Vec<_> = (0..40).map(|number| project(&format!("{number:02}"), 9_000 + 7 * number)).collect();
    let vote = |voter: u64| Ballot {
        voter: voter.to_string(),
        branch: None,
        choices: (0..40)
            .filter(|project| !(project + voter).is_multiple_of(4))
            .map(|project| Choice {
                project: project as usize,
                points: 999_999_000_037 + (voter * 7919 + project * project * 104_729) as i64,
            })
            .collect(),
    };
    let election = Election { budget: 370_000, projects, ballots: (0..5).map(vote).collect(), ..Election::default() };
    for increment in [None, Some(100)] {
        let rule = Rule::EqualShares { increment, then_greedily: false };
        let settings = Settings { utility: Utility::Points, ..Settings::new(rule) };
        let outcome = decide(&election, &settings).unwrap();
        let expected = plain::equal_shares(&election, Utility::Points, &TieBreak::ById, increment);
        assert_eq!(outcome.winners, expected.winners());
        let shares = outcome.shares.unwrap();
        let longest = shares.purses.iter().map(|purse| purse.left.denominator().len()).max().unwrap();
        assert!(longest > 310, "the denominators should outgrow 1,024 bits, but had {longest} digits");
        for (purse, left) in shares.purse_of_ballot.iter().zip(&expected.left) {
            assert_eq!(shares.purses[*purse].left.denominator(), left.denom().to_string());
        }
    }
}

#[test]
fn votes_with_nothing_in_them_have_sensible_empty_outcomes() {
    let settings = [shares(None), shares(Some(1)), Settings::new(Rule::Greedy), Settings::new(Rule::GreedyPerCost)];
    let empty = Election::default();
    let no_voters = Election { budget: 100, projects: vec![project("a", 10)], ..Election::default() };
    let no_money = Election { budget: 0, ballots: vec![Ballot::approving("v", [0])], ..no_voters.clone() };
    let silent = Election { ballots: vec![Ballot::approving("v", [])], ..no_voters.clone() };
    for election in [empty, no_voters, no_money, silent] {
        for settings in &settings {
            let outcome = decide(&election, settings).unwrap();
            assert_eq!((outcome.winners.len(), outcome.spend), (0, 0), "{election:?} {settings:?}");
        }
    }
}

#[test]
fn one_voter_decides_alone() {
    let election = Election {
        budget: 100,
        projects: vec![project("a", 100), project("b", 60), project("c", 40)],
        ballots: vec![Ballot::approving("v", [1, 2])],
        ..Election::default()
    };
    for rule in [Rule::EqualShares { increment: Some(1), then_greedily: false }, Rule::Greedy, Rule::GreedyPerCost] {
        let mut winners = decide(&election, &Settings::new(rule)).unwrap().winners;
        winners.sort_unstable();
        assert_eq!(winners, [1, 2], "{rule:?}");
    }
}

#[test]
fn elections_that_cannot_be_counted_are_refused() {
    let election = |projects| Election { budget: 10, projects, ..Election::default() };
    let refused = |election: &Election| decide(election, &shares(None)).unwrap_err().to_string();
    assert_eq!(refused(&election(vec![project("a", 0)])), "project a costs nothing: every project needs a cost");
    assert_eq!(refused(&election(vec![project("a", 1), project("a", 2)])), "there are two projects with the id a");
    let huge = i64::MAX as u64;
    assert_eq!(
        refused(&election(vec![project("a", huge), project("b", huge)])),
        "the costs add up to more than this program can count"
    );
    let mut stray = election(vec![project("a", 1)]);
    stray.ballots = vec![Ballot::approving("v", [1])];
    assert_eq!(refused(&stray), "the ballot of voter v names project number 1, which does not exist");
    stray.ballots = vec![Ballot::approving("v", [0, 0])];
    assert_eq!(refused(&stray), "the ballot of voter v names project a twice");
    let refused = decide(&election(Vec::new()), &shares(Some(0))).unwrap_err().to_string();
    assert_eq!(refused, "the increment must be more than nothing");
}

#[test]
fn the_largest_sums_and_smallest_increments_do_not_overflow() {
    let cost = i64::MAX as u64 / 4;
    let election = Election {
        budget: cost + 1,
        projects: vec![project("a", cost), project("b", cost)],
        ballots: vec![Ballot::approving("v", [0]), Ballot::approving("w", [0, 1]), Ballot::approving("x", [1])],
        ..Election::default()
    };
    // Three voters hold a third each; two supporters reach the cost after about cost / 6 raises of 1: all are skipped.
    let outcome = decide(&election, &shares(Some(1))).unwrap();
    assert_eq!(outcome.winners, [0]);
    assert!(outcome.shares.unwrap().runs < 10);
}
