//! What must hold for any conversation: the same input gives the same output to the last digit, who carries which
//! number does not matter, and nothing small, odd or empty makes it stumble.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use soundings_analysis::groups::{
    Choice, Report, Settings, Statement, Vote, VoteMatrix, analyse, components, convex_hull, next_statement, priority,
};

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![Just(Choice::Agree), Just(Choice::Disagree), Just(Choice::Pass)]
}

prop_compose! {
    fn vote(people: i64, statements: i64)(
        participant in 0..people, statement in 0..statements, choice in choice()
    ) -> Vote {
        Vote { participant, statement, choice }
    }
}

/// Up to 40 people and 12 statements; now and then one statement, one person or nothing.
fn votes() -> impl Strategy<Value = Vec<Vote>> {
    (1_i64..40, 1_i64..12).prop_flat_map(|(people, statements)| prop::collection::vec(vote(people, statements), 0..300))
}

fn moderation() -> impl Strategy<Value = Vec<Statement>> {
    prop::collection::vec((0_i64..14, any::<bool>()), 0..6).prop_map(|list| {
        list.into_iter().map(|(id, moderated_out)| Statement { id, moderated_out, ..Statement::default() }).collect()
    })
}

/// The report as JSON, after making sure every figure in it is a number. (JSON writes NaN as null.)
fn written(report: &Report) -> String {
    let mut plain = report.clone();
    // The two figures that may be missing.
    plain.silhouette = plain.silhouette.or(Some(0.0));
    plain.participants.iter_mut().for_each(|person| person.group = person.group.or(Some(0)));
    plain.base_clusters.iter_mut().for_each(|cluster| cluster.group = cluster.group.or(Some(0)));
    let text = serde_json::to_string(&plain).unwrap();
    assert!(!text.contains("null"), "a figure is not a number: {text}");
    serde_json::to_string(report).unwrap()
}

/// The report with everyone renumbered.
fn renumbered(mut report: Report, number: impl Fn(i64) -> i64) -> Report {
    report.participants.iter_mut().for_each(|person| person.id = number(person.id));
    report.participants.sort_by_key(|person| person.id);
    report
}

fn check_report(report: &Report, matrix: &VoteMatrix) {
    written(report);
    assert_eq!(report.participants.len(), matrix.participant_count());
    let placed = report.participants.iter().filter(|person| person.group.is_some()).count();
    assert_eq!(report.groups.iter().map(|group| group.people).sum::<usize>(), placed);
    assert!(report.groups.len() <= 5 && report.groups.len() != 1);
    assert_eq!(report.silhouette.is_some(), !report.groups.is_empty());
    for group in &report.groups {
        assert!(group.people > 0 && group.representative.len() <= 5);
        let members = report.participants.iter().filter(|person| person.group == Some(group.id)).count();
        assert_eq!(members, group.people);
        assert!(!report.outline(group.id).is_empty());
    }
    for (place, statement) in report.statements.iter().enumerate() {
        let mean = f64::from(statement.counts.agree) - f64::from(statement.counts.disagree);
        assert!((report.centre[place] * f64::from(statement.counts.answers()) - mean).abs() < 1e-9);
        assert_eq!(statement.group_counts.len(), report.groups.len());
        let grouped: u32 = statement.group_counts.iter().map(|tally| tally.answers()).sum();
        assert!(grouped <= statement.counts.answers());
        assert_eq!(statement.priority > 0.0, !statement.moderated_out);
    }
    let answers: usize = report.participants.iter().map(|person| person.answers as usize).sum();
    assert_eq!(answers, matrix.answer_count());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_same_input_and_seed_give_the_same_bytes(votes in votes(), out in moderation(), seed in any::<u64>()) {
        let settings = Settings { seed, ..Settings::default() };
        let run = || written(&analyse(&VoteMatrix::new(&votes, &out), &settings, None));
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn any_small_conversation_gives_a_consistent_report(
        votes in votes(), out in moderation(), seed in any::<u64>(),
        few in 0_usize..20, at_least in 0_usize..20, most_groups in 0_usize..8, base in 0_usize..30,
    ) {
        let matrix = VoteMatrix::new(&votes, &out);
        check_report(&analyse(&matrix, &Settings { seed, ..Settings::default() }, None), &matrix);
        let odd = Settings {
            seed, min_answers: few, min_participants: at_least, max_groups: most_groups.min(5),
            max_base_clusters: base, steady_runs: 1, steady_margin: 0.5,
        };
        check_report(&analyse(&matrix, &odd, None), &matrix);
    }

    #[test]
    fn renumbering_participants_changes_nothing_but_their_numbers(
        votes in votes(), out in moderation(), shuffle in Just((0..40_i64).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let number = |id: i64| shuffle[id as usize] * 7 - 100;
        let moved: Vec<Vote> =
            votes.iter().map(|vote| Vote { participant: number(vote.participant), ..*vote }).collect();
        let settings = Settings::default();
        let first = analyse(&VoteMatrix::new(&votes, &out), &settings, None);
        let second = analyse(&VoteMatrix::new(&moved, &out), &settings, None);
        prop_assert_eq!(written(&renumbered(first.clone(), number)), written(&second));

        // And the run after, too.
        let later = |votes: &[Vote], before: &Report| {
            let votes = &votes[..votes.len() / 2];
            analyse(&VoteMatrix::new(votes, &out), &settings, Some(before))
        };
        prop_assert_eq!(written(&renumbered(later(&votes, &first), number)), written(&later(&moved, &second)));
    }

    #[test]
    fn renumbering_participants_does_not_change_when_the_number_of_groups_changes(
        parts in prop::collection::vec(votes(), 2..6), margin in 0.0..3.0_f64, runs in 1_u32..3,
        shuffle in Just((0..40_i64).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let settings = Settings { steady_margin: margin, steady_runs: runs, ..Settings::default() };
        let number = |id: i64| shuffle[id as usize] * 7 - 100;
        let (mut first, mut second): (Option<Report>, Option<Report>) = (None, None);
        for votes in &parts {
            let moved: Vec<Vote> =
                votes.iter().map(|vote| Vote { participant: number(vote.participant), ..*vote }).collect();
            let one = analyse(&VoteMatrix::new(votes, &[]), &settings, first.as_ref());
            let other = analyse(&VoteMatrix::new(&moved, &[]), &settings, second.as_ref());
            prop_assert_eq!(written(&renumbered(one.clone(), number)), written(&other));
            (first, second) = (Some(one), Some(other));
        }
    }

    #[test]
    fn the_order_of_votes_matters_only_within_a_pair(votes in votes(), seed in any::<u64>()) {
        let mut last: BTreeMap<(i64, i64), Vote> = BTreeMap::new();
        votes.iter().for_each(|vote| { last.insert((vote.participant, vote.statement), *vote); });
        let mut once: Vec<Vote> = last.into_values().collect();
        once.sort_by_key(|vote| (vote.participant ^ seed as i64, vote.statement.wrapping_mul(seed as i64)));
        prop_assert_eq!(VoteMatrix::new(&once, &[]), VoteMatrix::new(&votes, &[]));
    }

    #[test]
    fn an_updated_matrix_is_the_matrix_built_anew(
        votes in votes(), more in prop::collection::vec(vote(45, 15), 0..40), out in moderation(),
        gone in prop::collection::vec(0_i64..45, 0..5),
    ) {
        let updated = VoteMatrix::new(&votes, &out).updated(&more, &gone);
        let all: Vec<Vote> =
            votes.iter().filter(|vote| !gone.contains(&vote.participant)).chain(&more).copied().collect();
        // Statements stay known when the last one who answered them withdraws.
        let known: Vec<Statement> = votes
            .iter()
            .map(|vote| Statement { id: vote.statement, ..Statement::default() })
            .chain(out.iter().copied())
            .collect();
        prop_assert_eq!(updated, VoteMatrix::new(&all, &known));
    }

    #[test]
    fn a_run_after_any_other_gives_a_consistent_report(
        votes in votes(), before in votes(), out in moderation(),
    ) {
        let settings = Settings::default();
        let earlier = analyse(&VoteMatrix::new(&before, &out), &settings, None);
        let matrix = VoteMatrix::new(&votes, &[]);
        let report = analyse(&matrix, &settings, Some(&earlier));
        check_report(&report, &matrix);
        prop_assert_eq!(written(&report), written(&analyse(&matrix, &settings, Some(&earlier))));
    }

    #[test]
    fn what_moderators_took_out_counts_nothing(votes in votes(), out in moderation()) {
        let is_out = |id: i64| out.iter().any(|statement| statement.id == id && statement.moderated_out);
        let report = analyse(&VoteMatrix::new(&votes, &out), &Settings::default(), None);
        let kept: Vec<Vote> = votes.iter().copied().filter(|vote| !is_out(vote.statement)).collect();
        let known: Vec<Statement> = out.iter().copied().filter(|statement| !is_out(statement.id)).collect();
        let without = analyse(&VoteMatrix::new(&kept, &known), &Settings::default(), None);
        prop_assert_eq!(&report.groups, &without.groups);
        prop_assert_eq!(&report.consensus, &without.consensus);
        for person in &without.participants {
            prop_assert_eq!(report.participant(person.id), Some(person));
        }
    }

    #[test]
    fn components_are_the_directions_of_most_variance(votes in votes(), seed in any::<u64>()) {
        let matrix = VoteMatrix::new(&votes, &[]);
        let found = components(&matrix, seed, None);
        // The scatter matrix written out in full, which the crate itself never does.
        let size = matrix.columns().len();
        let mut scatter = vec![vec![0.0; size]; size];
        for id in votes.iter().map(|vote| vote.participant).collect::<BTreeSet<_>>() {
            let mut row = vec![0.0; size];
            for (statement, choice) in matrix.answers(id) {
                let column = matrix.columns().binary_search(&statement).unwrap();
                row[column] = choice.sign() - found.centre[column];
            }
            for (line, x) in scatter.iter_mut().zip(&row) {
                line.iter_mut().zip(&row).for_each(|(sum, y)| *sum += x * y);
            }
        }
        let times = |v: &[f64]| -> Vec<f64> {
            scatter.iter().map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum()).collect()
        };
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let trace: f64 = (0..size).map(|place| scatter[place][place]).sum();
        let [first, second] = &found.directions;
        let values = [first, second].map(|direction| dot(direction, &times(direction)));
        for (direction, value) in [first, second].iter().zip(values) {
            let length = dot(direction, direction);
            prop_assert!((length - 1.0).abs() < 1e-9 || length == 0.0);
            for (image, loading) in times(direction).iter().zip(direction.iter()) {
                prop_assert!((image - value * loading).abs() <= 1e-5 * trace + 1e-12);
            }
        }
        prop_assert!(dot(first, second).abs() < 1e-9);
        prop_assert!(values[0] >= values[1] - 1e-6 * trace);
        // Nothing at right angles to both has more variance than the second: a hundred plain power rounds look for it.
        let mut other = vec![1.0; size];
        for round in 0..100 {
            for direction in [first, second] {
                let along = dot(&other, direction);
                other.iter_mut().zip(direction).for_each(|(x, loading)| *x -= along * loading);
            }
            let length = dot(&other, &other).sqrt();
            if length < 1e-9 {
                break;
            }
            other.iter_mut().enumerate().for_each(|(place, x)| *x = *x / length + 1e-9 * (place + round) as f64);
            let image = times(&other);
            prop_assert!(dot(&other, &image) / dot(&other, &other) <= values[1] + 1e-4 * trace + 1e-9);
            other = image;
        }
    }

    #[test]
    fn a_hull_holds_every_point(points in prop::collection::vec((-9_i32..9, -9_i32..9), 0..30)) {
        let points: Vec<[f64; 2]> = points.into_iter().map(|(x, y)| [f64::from(x), f64::from(y)]).collect();
        let hull = convex_hull(points.iter().copied());
        prop_assert_eq!(hull.is_empty(), points.is_empty());
        for corner in &hull {
            prop_assert!(points.contains(corner));
        }
        if hull.len() >= 3 {
            for (from, to) in hull.iter().zip(hull.iter().cycle().skip(1)) {
                for [x, y] in &points {
                    let side = (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
                    prop_assert!(side >= 0.0);
                }
            }
        }
    }

    #[test]
    fn the_next_statement_is_one_of_those_offered_and_does_not_depend_on_their_order(
        mut offered in prop::collection::vec((any::<i64>(), prop_oneof![
            0.0..10.0_f64, Just(f64::NAN), Just(f64::INFINITY), Just(-1.0)
        ]), 0..20),
        seed in any::<u64>(),
    ) {
        let first = next_statement(offered.iter().copied(), seed);
        prop_assert_eq!(first.is_none(), offered.is_empty());
        prop_assert!(first.is_none_or(|id| offered.iter().any(|(offered, _)| *offered == id)));
        offered.reverse();
        prop_assert_eq!(next_statement(offered, seed), first);
    }
}

fn every(people: std::ops::Range<i64>, statements: i64, answer: impl Fn(i64, i64) -> Choice) -> Vec<Vote> {
    people
        .flat_map(|participant| (0..statements).map(move |statement| (participant, statement)))
        .map(|(participant, statement)| Vote { participant, statement, choice: answer(participant, statement) })
        .collect()
}

fn report(votes: &[Vote]) -> Report {
    let matrix = VoteMatrix::new(votes, &[]);
    let report = analyse(&matrix, &Settings::default(), None);
    check_report(&report, &matrix);
    report
}

/// Two camps of ten, of one mind each and of opposite minds, but for each person's own slip.
fn two_camps() -> Vec<Vote> {
    every(0..20, 12, |person, statement| {
        let slip = person % 10 == statement;
        if (person < 10) != slip { Choice::Agree } else { Choice::Disagree }
    })
}

#[test]
fn nobody_and_nothing_give_an_empty_report() {
    assert_eq!(report(&[]), Report::default());
    let known =
        [Statement { id: 3, ..Statement::default() }, Statement { id: 4, moderated_out: true, ..Statement::default() }];
    let unanswered = analyse(&VoteMatrix::new(&[], &known), &Settings::default(), None);
    assert_eq!(unanswered.statements.len(), 2);
    assert!(unanswered.participants.is_empty() && unanswered.groups.is_empty());
}

#[test]
fn one_participant_is_in_no_group() {
    let report = report(&every(0..1, 9, |_, statement| [Choice::Agree, Choice::Disagree][statement as usize % 2]));
    assert_eq!(report.participants[0].group, None);
    assert_eq!(report.participants[0].projection, [0.0, 0.0]);
}

#[test]
fn when_all_agree_there_are_no_groups_but_there_is_consensus() {
    let report = report(&every(0..30, 10, |_, _| Choice::Agree));
    assert!(report.groups.is_empty());
    assert_eq!(report.consensus.agree.len(), 5);
    assert!((report.group_aware_consensus[0].agree - 31.0 / 32.0).abs() < 1e-12);
    assert_eq!(report.components[0], [0.0; 10]);
}

#[test]
fn one_statement_parts_people_along_one_line() {
    let report = report(&every(0..30, 1, |person, _| if person < 12 { Choice::Agree } else { Choice::Disagree }));
    let sizes: Vec<usize> = report.groups.iter().map(|group| group.people).collect();
    assert_eq!(sizes, [18, 12]);
    assert_eq!(report.silhouette, Some(1.0));
    assert_eq!(report.components[1], [0.0]);
    assert!(report.divides[0].opposed);
}

#[test]
fn two_camps_are_found_with_what_parts_them() {
    let report = report(&two_camps());
    assert_eq!(report.groups.len(), 2);
    let group_of = |person: i64| report.participant(person).unwrap().group;
    assert!((1..10).all(|person| group_of(person) == group_of(0)));
    assert!((11..20).all(|person| group_of(person) == group_of(10)));
    assert_ne!(group_of(0), group_of(10));
    assert!(report.groups.iter().all(|group| group.representative.len() == 5));
    assert!(report.consensus.agree.is_empty() && report.consensus.disagree.is_empty());
    assert_eq!(report.divides.len(), 12);
}

#[test]
fn who_answered_fewer_than_seven_is_on_the_map_but_in_no_group() {
    let mut votes = two_camps();
    votes.extend(every(100..101, 6, |_, _| Choice::Agree));
    votes.extend(every(101..102, 7, |_, _| Choice::Agree));
    let report = report(&votes);
    assert_eq!(report.participant(100).unwrap().group, None);
    assert_ne!(report.participant(100).unwrap().projection, [0.0, 0.0]);
    assert_eq!(report.participant(101).unwrap().group, report.participant(0).unwrap().group);
}

#[test]
fn with_fewer_than_fifteen_the_most_answering_are_grouped_too_and_equals_together() {
    let mut votes = every(0..10, 10, |person, _| if person < 5 { Choice::Agree } else { Choice::Disagree });
    votes.extend(every(10..14, 5, |_, _| Choice::Agree));
    votes.extend(every(14..20, 4, |_, _| Choice::Disagree));
    votes.extend(every(20..30, 3, |_, _| Choice::Agree));
    let report = report(&votes);
    let placed = |person: i64| report.participant(person).unwrap().group.is_some();
    assert!((0..20).all(placed));
    assert!(!(20..30).any(placed));
}

#[test]
fn a_place_for_fresh_answers_is_the_place_of_someone_who_gave_them() {
    let votes = two_camps();
    let matrix = VoteMatrix::new(&votes, &[]);
    let report = analyse(&matrix, &Settings::default(), None);
    for person in &report.participants {
        let (point, group) = report.place(&matrix.answers(person.id));
        assert!((point[0] - person.projection[0]).abs() < 1e-12 && (point[1] - person.projection[1]).abs() < 1e-12);
        assert_eq!(group, person.group);
    }
    assert_eq!(report.place(&[(999, Choice::Agree)]).0, [0.0, 0.0]);
}

#[test]
fn statements_with_few_answers_come_up_more_often() {
    let tally = |agree, disagree, pass| soundings_analysis::groups::Tally { agree, disagree, pass };
    // (1/2 · 1/2 · 1 · 9)², then by hand from the formula.
    assert!((priority(tally(0, 0, 0), 0.0) - 5.0625).abs() < 1e-12);
    assert!(priority(tally(0, 0, 0), 0.0) > priority(tally(10, 10, 0), 0.0));
    assert!(priority(tally(10, 10, 0), 2.0) > priority(tally(10, 10, 0), 0.0));
    assert!(priority(tally(10, 10, 0), 0.0) > priority(tally(5, 5, 10), 0.0));
    assert!(priority(tally(u32::MAX, u32::MAX, u32::MAX), f64::NAN).is_finite());
    let mut picks = [0; 2];
    (0..1000).for_each(|seed| picks[next_statement([(0, 1.0), (1, 3.0)], seed).unwrap() as usize] += 1);
    assert!((700..800).contains(&picks[1]), "{picks:?}");
}
