//! The number of groups must follow opinions and not chance.

#[path = "../examples/scale/conversation.rs"]
mod conversation;

use soundings_analysis::groups::{Settings, Vote, VoteMatrix, analyse};

use crate::conversation::{Conversation, Plan};

/// How many groups there are from the first run on, while answers come in some at a time.
fn numbers_of_groups(mut matrix: VoteMatrix, settings: &Settings, more: impl Iterator<Item = Vec<Vote>>) -> Vec<usize> {
    let mut report = analyse(&matrix, settings, None);
    let mut numbers = vec![report.groups.len()];
    for votes in more {
        matrix = matrix.updated(&votes, &[]);
        report = analyse(&matrix, settings, Some(&report));
        numbers.push(report.groups.len());
    }
    numbers
}

/// Four planted groups that the map, which has two directions, shows as three or as four equally well.
fn near_tie(settings: &Settings) -> Vec<usize> {
    let mut conversation = Conversation::made_up(Plan { seed: 2, ..Plan::plain(10_000, 1_000, 50) });
    let matrix = VoteMatrix::new(&conversation.votes, &[]);
    numbers_of_groups(matrix, settings, (0..20).map(|_| conversation.further(1_000)))
}

#[test]
fn two_numbers_of_groups_that_fit_equally_well_do_not_take_turns() {
    let by_runs_alone = near_tie(&Settings { steady_margin: 0.0, ..Settings::default() });
    assert!(by_runs_alone.contains(&3) && by_runs_alone.contains(&4), "no near tie any more: {by_runs_alone:?}");
    let with_margin = near_tie(&Settings::default());
    assert!(with_margin.iter().all(|number| *number == with_margin[0]), "{with_margin:?}");
}

/// The answers of two planted groups, and those of a third.
fn two_groups_and_a_third() -> (Vec<Vote>, Vec<Vote>) {
    let conversation = Conversation::made_up(Plan { groups: 3, ..Plan::plain(300, 60, 300) });
    let of_a_third = |vote: &Vote| conversation.planted[vote.participant as usize] == 2;
    conversation.votes.iter().partition(|vote| !of_a_third(vote))
}

#[test]
fn a_third_group_that_comes_all_at_once_is_there_with_the_fourth_run() {
    let (two, third) = two_groups_and_a_third();
    let more = [third].into_iter().chain((0..5).map(|_| Vec::new()));
    let numbers = numbers_of_groups(VoteMatrix::new(&two, &[]), &Settings::default(), more);
    assert_eq!(numbers, [2, 2, 2, 2, 3, 3, 3]);
}

#[test]
fn a_third_group_that_comes_little_by_little_is_found_and_stays() {
    let (two, third) = two_groups_and_a_third();
    let parts: Vec<Vec<Vote>> = third.chunks(third.len().div_ceil(20)).map(<[Vote]>::to_vec).collect();
    assert_eq!(parts.len(), 20);
    let mut answers = two.clone();
    let from_scratch = parts.iter().position(|part| {
        answers.extend(part);
        analyse(&VoteMatrix::new(&answers, &[]), &Settings::default(), None).groups.len() == 3
    });
    let more = parts.iter().cloned().chain((0..5).map(|_| Vec::new()));
    let numbers = numbers_of_groups(VoteMatrix::new(&two, &[]), &Settings::default(), more);
    let found = numbers.iter().position(|number| *number == 3);
    // Found by the run from scratch after so many parts; four runs in a row, and one more for a lead beyond chance.
    let (from_scratch, found) = (from_scratch.unwrap() + 1, found.unwrap());
    assert!((from_scratch + 3..=from_scratch + 4).contains(&found), "{from_scratch}: {numbers:?}");
    assert!(numbers[found..].iter().all(|number| *number == 3), "{numbers:?}");
}
