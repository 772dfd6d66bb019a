//! Tests of ranked choice.

use proptest::prelude::*;
use soundings_analysis::budgets::{Exact, TieBreak};
use soundings_analysis::ranked::{Ranking, RankingProblem, TieSettledBy, check_ranking, instant_runoff, schulze};

const LETTERS: [&str; 5] = ["A", "B", "C", "D", "E"];

/// `(5, "ACB")`: five voters with this order. A group in brackets shares a place: `"A(BC)"`.
fn ballots(groups: &[(usize, &str)]) -> Vec<Ranking> {
    let mut all = Vec::new();
    for (voters, order) in groups {
        let mut places: Vec<Vec<usize>> = Vec::new();
        let mut sharing = false;
        for letter in order.chars() {
            match letter {
                '(' => {
                    sharing = true;
                    places.push(Vec::new());
                }
                ')' => sharing = false,
                _ => {
                    let option = letter as usize - 'A' as usize;
                    if sharing { places.last_mut().unwrap().push(option) } else { places.push(vec![option]) }
                }
            }
        }
        all.extend(std::iter::repeat_n(Ranking(places), *voters));
    }
    all
}

#[test]
fn schulze_finds_the_published_result_of_his_first_example() {
    // Schulze 2011, example 1: 45 voters, order E A C B D.
    let ballots = ballots(&[
        (5, "ACBED"),
        (5, "ADECB"),
        (8, "BEDAC"),
        (3, "CABED"),
        (7, "CAEBD"),
        (2, "CBADE"),
        (7, "DCEBA"),
        (8, "EBADC"),
    ]);
    let result = schulze(&LETTERS, &ballots, &TieBreak::ById).unwrap();
    assert_eq!(result.pairwise[0], [0, 20, 26, 30, 22]);
    assert_eq!(result.strongest[0], [0, 28, 28, 30, 24]);
    assert_eq!(result.strongest[4], [25, 28, 28, 31, 0]);
    assert_eq!(result.order, [4, 0, 2, 1, 3]);
    assert_eq!((result.winner, result.condorcet_winner), (Some(4), None));
    assert_eq!(result.winners, [4]);
}

#[test]
fn the_capital_of_tennessee_is_decided_as_in_the_textbooks() {
    // A Memphis, B Nashville, C Chattanooga, D Knoxville.
    let ballots = ballots(&[(42, "ABCD"), (26, "BCDA"), (15, "CDBA"), (17, "DCBA")]);
    let runoff = instant_runoff(&LETTERS[..4], &ballots, &TieBreak::ById).unwrap();
    assert_eq!(runoff.winner, Some(3));
    let struck_out: Vec<_> = runoff.rounds.iter().map(|r| r.struck_out.as_ref().map(|out| out.option)).collect();
    assert_eq!(struck_out, [Some(2), Some(1), None]);
    assert_eq!(runoff.rounds[1].votes[3], Some(Exact::ratio(32, 1)));
    let schulze = schulze(&LETTERS[..4], &ballots, &TieBreak::ById).unwrap();
    assert_eq!((schulze.winner, schulze.condorcet_winner), (Some(1), Some(1)));
}

#[test]
fn options_that_share_a_place_share_the_vote_exactly() {
    let result = instant_runoff(&LETTERS[..3], &ballots(&[(1, "(ABC)"), (1, "A"), (1, "B")]), &TieBreak::ById).unwrap();
    assert_eq!(result.rounds[0].votes[0], Some(Exact::ratio(4, 3)));
    assert_eq!(result.rounds[0].votes[2], Some(Exact::ratio(1, 3)));
    assert_eq!(result.rounds[1].votes[0], Some(Exact::ratio(3, 2)));
}

#[test]
fn exhausted_ballots_no_longer_count_towards_a_majority() {
    let result = instant_runoff(&LETTERS[..3], &ballots(&[(4, "A"), (3, "B"), (2, "C")]), &TieBreak::ById).unwrap();
    assert_eq!((result.winner, result.rounds[1].exhausted), (Some(0), 2));
}

#[test]
fn a_tie_for_last_looks_back_and_then_to_the_published_rule() {
    let tied = ballots(&[(4, "A"), (2, "B"), (2, "C")]);
    let result = instant_runoff(&LETTERS[..3], &tied, &TieBreak::ById).unwrap();
    let out = result.rounds[0].struck_out.clone().unwrap();
    assert_eq!((result.winner, out.option), (Some(0), 2), "the tie rule puts C last");
    assert_eq!(out.tie, Some((vec![1], TieSettledBy::TieRule)));

    let level_later = ballots(&[(5, "A"), (2, "B"), (3, "C"), (1, "DB")]);
    let result = instant_runoff(&LETTERS[..4], &level_later, &TieBreak::ById).unwrap();
    let out = result.rounds[1].struck_out.clone().unwrap();
    assert_eq!(out.option, 1, "B had fewer first choices than C");
    assert_eq!(out.tie, Some((vec![2], TieSettledBy::EarlierRound)));
}

#[test]
fn votes_without_options_or_ballots_have_no_winner() {
    for (options, ballots) in [(0, vec![]), (3, vec![]), (3, vec![Ranking::default()])] {
        let runoff = instant_runoff(&LETTERS[..options], &ballots, &TieBreak::ById).unwrap();
        assert_eq!(runoff.winner, None);
        assert_eq!(schulze(&LETTERS[..options], &ballots, &TieBreak::ById).unwrap().winners.len(), options);
    }
    let lonely = [Ranking::strict([0])];
    assert_eq!(instant_runoff(&["A"], &lonely, &TieBreak::ById).unwrap().winner, Some(0));
    assert_eq!(schulze(&["A"], &lonely, &TieBreak::ById).unwrap().winner, Some(0));
}

#[test]
fn rankings_are_checked_before_they_are_counted() {
    assert_eq!(check_ranking(3, &Ranking(vec![vec![2], vec![0, 1]])), Ok(()));
    assert_eq!(check_ranking(3, &Ranking::default()), Ok(()));
    let bad = [
        (Ranking::strict([3]), RankingProblem::UnknownOption { option: 3 }),
        (Ranking::strict([1, 1]), RankingProblem::SameOptionTwice { option: 1 }),
        (Ranking(vec![vec![1], vec![]]), RankingProblem::EmptyPlace { place: 2 }),
    ];
    for (ranking, problem) in bad {
        assert_eq!(check_ranking(3, &ranking), Err(problem.clone()));
        assert_eq!(schulze(&LETTERS[..3], std::slice::from_ref(&ranking), &TieBreak::ById), Err(problem.clone()));
        assert_eq!(instant_runoff(&LETTERS[..3], &[ranking], &TieBreak::ById), Err(problem));
    }
}

fn votes() -> impl Strategy<Value = (usize, Vec<Ranking>)> {
    (1_usize..6).prop_flat_map(|options| {
        let ranking =
            prop::collection::vec(prop::option::weighted(0.8, 0_usize..options), options).prop_map(move |places| {
                let in_place =
                    |place| places.iter().enumerate().filter(move |(_, p)| **p == Some(place)).map(|(o, _)| o);
                Ranking(
                    (0..options).map(|place| in_place(place).collect::<Vec<_>>()).filter(|p| !p.is_empty()).collect(),
                )
            });
        (Just(options), prop::collection::vec(ranking, 0..15))
    })
}

fn beats(ballots: &[Ranking], a: usize, b: usize) -> bool {
    let place = |ballot: &Ranking, option| ballot.0.iter().position(|p| p.contains(&option)).unwrap_or(usize::MAX);
    let above = |a, b| ballots.iter().filter(|ballot| place(ballot, a) < place(ballot, b)).count();
    above(a, b) > above(b, a)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_option_that_beats_each_other_one_wins_by_schulze((options, ballots) in votes()) {
        let result = schulze(&LETTERS[..options], &ballots, &TieBreak::ById).unwrap();
        let champion = (0..options).find(|a| (0..options).all(|b| *a == b || beats(&ballots, *a, b)));
        prop_assert_eq!(result.condorcet_winner, champion);
        if champion.is_some() {
            prop_assert_eq!(&result.winners, &Vec::from_iter(champion));
            prop_assert_eq!(result.winner, champion);
        }
        prop_assert!(result.winners.contains(&result.winner.unwrap()));
        let mut order = result.order.clone();
        order.sort_unstable();
        prop_assert_eq!(order, (0..options).collect::<Vec<_>>());
    }

    #[test]
    fn an_option_that_never_loses_is_never_ranked_last_by_schulze((options, ballots) in votes()) {
        let result = schulze(&LETTERS[..options], &ballots, &TieBreak::ById).unwrap();
        // The Condorcet loser can win only if it is alone.
        let loser = (0..options).find(|a| options > 1 && (0..options).all(|b| *a == b || beats(&ballots, b, *a)));
        prop_assert!(loser.is_none() || result.order.last() == loser.as_ref());
    }

    #[test]
    fn the_first_choice_of_most_voters_wins_the_instant_runoff((options, ballots) in votes()) {
        let result = instant_runoff(&LETTERS[..options], &ballots, &TieBreak::ById).unwrap();
        let cast = ballots.iter().filter(|ballot| !ballot.0.is_empty()).count();
        let first = |option| ballots.iter().filter(|ballot| ballot.0.first() == Some(&vec![option])).count();
        if let Some(favourite) = (0..options).find(|option| 2 * first(*option) > cast) {
            prop_assert_eq!(result.winner, Some(favourite));
            prop_assert_eq!(result.rounds.len(), 1);
        }
        prop_assert_eq!(result.winner.is_some(), cast > 0 && result.rounds.last().unwrap().exhausted < ballots.len() as u64);
        prop_assert!(result.rounds.len() <= options);
    }

    #[test]
    fn in_every_count_each_ballot_counts_once((options, ballots) in votes()) {
        let result = instant_runoff(&LETTERS[..options], &ballots, &TieBreak::BySeed("7".to_owned())).unwrap();
        for round in &result.rounds {
            let sixtieths = |votes: &Exact| {
                let (n, d): (u64, u64) = (votes.numerator().parse().unwrap(), votes.denominator().parse().unwrap());
                n * 60 / d
            };
            let counted: u64 = round.votes.iter().flatten().map(sixtieths).sum();
            prop_assert_eq!(counted + 60 * round.exhausted, 60 * ballots.len() as u64);
        }
    }

    #[test]
    fn the_order_of_the_ballots_changes_nothing((options, ballots) in votes()) {
        let mut other = ballots.clone();
        other.reverse();
        let names = &LETTERS[..options];
        prop_assert_eq!(schulze(names, &ballots, &TieBreak::ById), schulze(names, &other, &TieBreak::ById));
        prop_assert_eq!(instant_runoff(names, &ballots, &TieBreak::ById), instant_runoff(names, &other, &TieBreak::ById));
    }
}
