//! A conversation that goes on: the map must follow opinions and otherwise stand still.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use soundings_analysis::groups::{Choice, Report, Settings, Vote, VoteMatrix, analyse};

const STATEMENTS: i64 = 40;

/// People of `camps` opinions; each answers two statements in three, and nine times out of ten as their camp does.
fn conversation(people: i64, camps: u64, seed: u64) -> Vec<Vote> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut minds = ChaCha8Rng::seed_from_u64(7);
    let minds: Vec<Vec<u64>> = (0..camps).map(|_| (0..STATEMENTS).map(|_| minds.next_u64() % 2).collect()).collect();
    let mut votes = Vec::new();
    for participant in 0..people {
        let mind = &minds[(participant as u64 % camps) as usize];
        for statement in 0..STATEMENTS {
            let draw = chance.next_u64();
            let slip = u64::from((draw >> 8) % 10 == 0);
            let choice = if mind[statement as usize] ^ slip == 0 { Choice::Agree } else { Choice::Disagree };
            if draw % 3 != 0 {
                votes.push(Vote { participant, statement, choice });
            }
        }
    }
    votes
}

fn analysed(votes: &[Vote], previous: Option<&Report>) -> Report {
    analyse(&VoteMatrix::new(votes, &[]), &Settings::default(), previous)
}

fn groups(report: &Report) -> Vec<Option<usize>> {
    report.participants.iter().map(|person| person.group).collect()
}

#[test]
fn the_same_votes_again_leave_everybody_where_they_were() {
    let votes = conversation(300, 3, 1);
    let first = analysed(&votes, None);
    let second = analysed(&votes, Some(&first));
    assert_eq!(groups(&first), groups(&second));
    for (before, now) in first.participants.iter().zip(&second.participants) {
        let moved = (before.projection[0] - now.projection[0]).hypot(before.projection[1] - now.projection[1]);
        assert!(moved < 1e-3, "{before:?} {now:?}");
    }
}

#[test]
fn a_flipped_and_renumbered_earlier_map_is_followed() {
    let votes = conversation(300, 3, 1);
    let first = analysed(&votes, None);
    let mut turned = first.clone();
    for statement in &mut turned.statements {
        statement.loadings = statement.loadings.map(|loading| -loading);
    }
    let negative = |point: &mut [f64; 2]| *point = point.map(|along| -along);
    turned.base_clusters.iter_mut().for_each(|cluster| negative(&mut cluster.centre));
    turned.groups.iter_mut().for_each(|group| {
        negative(&mut group.centre);
        group.id += 5;
    });
    turned.participants.iter_mut().for_each(|person| person.group = person.group.map(|id| id + 5));
    let second = analysed(&votes, Some(&turned));
    assert_eq!(groups(&turned), groups(&second));
    assert!(first.participants[0].projection[0] * second.participants[0].projection[0] < 0.0);
    assert_eq!(second.groups.iter().map(|group| group.id).collect::<Vec<_>>(), [5, 6, 7]);
}

#[test]
fn further_answers_keep_the_groups_and_their_ids() {
    let votes = conversation(600, 3, 2);
    let early: Vec<Vote> = votes.iter().copied().filter(|vote| vote.participant < 400).collect();
    let late: Vec<Vote> = votes.iter().copied().filter(|vote| vote.participant >= 400).collect();
    let matrix = VoteMatrix::new(&early, &[]);
    let before = analyse(&matrix, &Settings::default(), None);
    let now = analyse(&matrix.updated(&late, &[]), &Settings::default(), Some(&before));
    assert_eq!(now.participants.len(), 600);
    let stayed = before.participants.iter().filter(|person| now.participant(person.id).unwrap().group == person.group);
    assert!(stayed.count() >= 395);
    // And it is the map a run from scratch would draw, up to which side is up.
    let scratch = analysed(&votes, None);
    for slot in 0..2 {
        let dot: f64 = now.components[slot].iter().zip(&scratch.components[slot]).map(|(a, b)| a * b).sum();
        assert!(dot.abs() > 0.999, "component {slot}: {dot}");
    }
}

#[test]
fn another_number_of_groups_has_to_win_four_runs_in_a_row() {
    let three = analysed(&conversation(300, 3, 1), None);
    assert_eq!(three.groups.len(), 3);
    let two_camps = conversation(300, 2, 1);
    let mut report = three;
    for run in 1..=4 {
        report = analysed(&two_camps, Some(&report));
        assert_eq!(report.groups.len(), if run < 4 { 3 } else { 2 }, "run {run}");
    }
    assert_eq!(analysed(&two_camps, None).groups.len(), 2);
}

#[test]
fn new_statements_find_their_way_into_the_next_run() {
    let votes = conversation(200, 2, 3);
    let early: Vec<Vote> = votes.iter().copied().filter(|vote| vote.statement < 20).collect();
    let before = analysed(&early, None);
    let now = analysed(&votes, Some(&before));
    assert_eq!(now.statements.len(), STATEMENTS as usize);
    let newest = &now.statements[39];
    assert!(newest.loadings[0].abs() > 0.01, "{newest:?}");
}

#[test]
fn a_stronger_divide_among_other_people_on_other_statements_is_found() {
    let early = conversation(150, 2, 3);
    let before = analysed(&early, None);
    // Four times as many people who answer only new statements: nothing links them to the map so far.
    let others = conversation(600, 2, 4).into_iter().map(|vote| Vote {
        participant: vote.participant + 1000,
        statement: vote.statement + 1000,
        ..vote
    });
    let all: Vec<Vote> = early.iter().copied().chain(others).collect();
    let (now, scratch) = (analysed(&all, Some(&before)), analysed(&all, None));
    let dot: f64 = now.components[0].iter().zip(&scratch.components[0]).map(|(a, b)| a * b).sum();
    assert!(dot.abs() > 0.999, "{dot}");
}

#[test]
fn a_report_survives_being_written_and_read() {
    let report = analysed(&conversation(150, 4, 4), None);
    let text = serde_json::to_string(&report).unwrap();
    let read: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(groups(&report), groups(&read));
    let shape: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["participants", "statements", "components", "centre", "silhouette", "groups", "consensus"] {
        assert!(shape.get(key).is_some(), "{key}");
    }
    assert!(shape["groups"][0]["representative"][0]["representativeness_test"].is_f64());
}
