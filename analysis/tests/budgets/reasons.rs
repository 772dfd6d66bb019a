//! What people are told: reasons, sentences, and who got something.

use soundings_analysis::budgets::{
    Ballot, BallotRule, Cap, Choice, Election, Exact, Fate, Rule, Settings, TieBreak, Utility, check_ballot, decide,
    pounds,
};

use crate::made_up::project;

/// Six voters with £60: four want a roof, two want books.
fn roof_and_books() -> Election {
    let ballot = |voter: &str, branch: &str, projects: &[usize]| Ballot {
        branch: Some(branch.to_owned()),
        ..Ballot::approving(voter, projects.iter().copied())
    };
    Election {
        budget: 6000,
        projects: vec![project("roof", 4000), project("books", 2000), project("lift", 9000), project("pool", 100)],
        caps: Vec::new(),
        least_score: 0,
        ballots: vec![
            ballot("a", "Alder", &[0]),
            ballot("b", "Alder", &[0, 2]),
            ballot("c", "Alder", &[0]),
            ballot("d", "Birch", &[0]),
            ballot("e", "Birch", &[1]),
            ballot("f", "Birch", &[1, 2]),
        ],
    }
}

fn shares() -> Settings {
    Settings::new(Rule::EqualShares { increment: None, then_greedily: false })
}

fn reasons(election: &Election, settings: &Settings) -> Vec<String> {
    let outcome = decide(election, settings).unwrap();
    outcome.fates.iter().map(|fate| fate.sentence(settings.utility, pounds)).collect()
}

#[test]
fn every_reason_is_a_sentence_a_resident_can_read() {
    assert_eq!(
        reasons(&roof_and_books(), &shares()),
        [
            "Funded in round 1: its 4 supporters paid about £10 each from their equal shares of the budget.",
            "Funded in round 2: its 2 supporters paid about £10 each from their equal shares of the budget.",
            "Not funded: it costs £90, but its 2 supporters had only £0 left between them.",
            "Not funded: nobody chose it.",
        ]
    );
    let mut poorer = roof_and_books();
    poorer.budget = 5000;
    assert_eq!(
        reasons(&poorer, &Settings::new(Rule::Greedy)),
        [
            "Funded in round 1: 4 voters chose it, and there was enough money left when its turn came.",
            "Not funded: it costs £20, but only £10 of the budget was left when its turn came.",
            "Not funded: it costs £90, but only £10 of the budget was left when its turn came.",
            "Not funded: nobody chose it.",
        ]
    );
}

#[test]
fn a_cap_is_given_as_the_reason_when_it_stood_in_the_way() {
    let mut election = roof_and_books();
    election.caps = vec![Cap { category: "buildings".to_owned(), limit: 3999 }];
    election.projects[0].categories = vec!["buildings".to_owned()];
    for settings in [shares(), Settings::new(Rule::Greedy), Settings::new(Rule::GreedyPerCost)] {
        assert_eq!(
            reasons(&election, &settings)[0],
            "Not funded: at most £39.99 may be spent on “buildings”. Only £39.99 of that was left, and it costs £40."
        );
    }
}

#[test]
fn those_who_had_less_than_the_price_are_mentioned() {
    // Each holds 100. The first pays 30 for the small project and then has only 70 left for the large one.
    let crowd = Election {
        budget: 400,
        projects: vec![project("small", 90), project("large", 160)],
        ballots: vec![
            Ballot::approving("a", [0, 1]),
            Ballot::approving("b", [0]),
            Ballot::approving("c", [0]),
            Ballot::approving("d", [1]),
        ],
        ..Election::default()
    };
    let outcome = decide(&crowd, &shares()).unwrap();
    assert_eq!(outcome.fates[1], Fate::Won { round: 2, price: Exact::ratio(90, 1), supporters: 2, paid_less: 1 });
    assert_eq!(
        outcome.fates[1].sentence(Utility::Cost, |amount| amount.to_string()),
        "Funded in round 2: its 2 supporters paid about 90 each from their equal shares of the budget. \
         One of them had less left, and paid all of it."
    );
}

#[test]
fn the_share_of_voters_with_a_funded_project_is_counted_by_branch() {
    let coverage = decide(&roof_and_books(), &Settings::new(Rule::GreedyPerCost)).unwrap().coverage;
    assert_eq!((coverage.voters, coverage.with_funded), (6, 6));
    let mut poorer = roof_and_books();
    poorer.budget = 4000;
    let coverage = decide(&poorer, &Settings::new(Rule::Greedy)).unwrap().coverage;
    let branches: Vec<_> =
        coverage.by_branch.iter().map(|b| (b.branch.as_deref().unwrap(), b.voters, b.with_funded)).collect();
    assert_eq!((coverage.voters, coverage.with_funded), (6, 4));
    assert_eq!(branches, [("Alder", 3, 3), ("Birch", 3, 1)]);
}

#[test]
fn ties_are_broken_by_id_or_by_a_seed_and_named() {
    let election = Election {
        budget: 10,
        projects: vec![project("b", 10), project("a", 10)],
        ballots: vec![Ballot::approving("v", [0, 1])],
        ..Election::default()
    };
    for rule in [Rule::EqualShares { increment: None, then_greedily: false }, Rule::Greedy, Rule::GreedyPerCost] {
        let outcome = decide(&election, &Settings::new(rule)).unwrap();
        assert_eq!((outcome.winners.as_slice(), outcome.rounds[0].tied.as_slice()), ([1].as_slice(), [0].as_slice()));
        let drawn = |seed: &str| {
            let ties = TieBreak::BySeed(seed.to_owned());
            decide(&election, &Settings { ties, ..Settings::new(rule) }).unwrap().winners[0]
        };
        let draws: std::collections::BTreeSet<usize> = (0..20).map(|seed| drawn(&seed.to_string())).collect();
        assert_eq!(draws.into_iter().collect::<Vec<_>>(), [0, 1], "both can win, depending on the seed");
        assert_eq!(drawn("16 March"), drawn("16 March"));
    }
}

#[test]
fn divided_points_count_when_the_rule_says_so() {
    let vote = |points: [i64; 2]| Ballot {
        choices: (0..).zip(points).map(|(project, points)| Choice { project, points }).collect(),
        ..Ballot::approving("", [])
    };
    let election = Election {
        budget: 100,
        projects: vec![project("a", 100), project("b", 100)],
        ballots: vec![vote([1, 9]), vote([1, 9]), vote([1, 0])],
        ..Election::default()
    };
    for ballot in &election.ballots {
        let rule = BallotRule::DividePoints { points: 10 };
        assert_eq!(check_ballot(rule, 2, &ballot.choices), Ok(()));
    }
    let by = |utility| decide(&election, &Settings { utility, ..Settings::new(Rule::Greedy) }).unwrap().winners;
    assert_eq!(by(Utility::Cost), [0], "three voters support a, two b");
    assert_eq!(by(Utility::Points), [1], "a has 3 points, b 18");
}
