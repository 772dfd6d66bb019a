//! Made-up conversations: what is found beside what red-dwarf and scikit-learn found. `data/README.md` says how both
//! were made.

mod figures;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use serde_json::Value;
use soundings_analysis::groups::{
    Report, Settings, Tallies, VoteMatrix, analyse, components, consensus, group_aware_consensus, parse_comments,
    parse_votes, priority, representative_statements,
};

use crate::figures::{
    assert_close, assert_represented_alike, assert_shared_alike, by_number, cosine, integers, numbers,
};

struct Conversation {
    name: &'static str,
    matrix: VoteMatrix,
    report: Report,
    expected: Value,
}

fn data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/conversations")
}

fn conversations() -> Vec<Conversation> {
    ["mobile-stops", "opening-hours", "study-rooms"].into_iter().map(conversation).collect()
}

fn conversation(name: &'static str) -> Conversation {
    let read = |file: &str| std::fs::read(data().join(name).join(file)).unwrap();
    let votes = parse_votes(&read("votes.csv"), "votes.csv").unwrap();
    assert_eq!(votes.notes, Vec::<String>::new());
    let comments = parse_comments(&read("comments.csv"), "comments.csv").unwrap();
    let matrix = VoteMatrix::new(&votes.votes, &comments.statements);
    let report = analyse(&matrix, &Settings::default(), None);
    Conversation { name, matrix, report, expected: serde_json::from_slice(&read("expected.json")).unwrap() }
}

impl Conversation {
    /// The figures of the statements that count, from a list that has all of them.
    fn counting<T: Copy>(&self, list: &[T]) -> Vec<T> {
        let out = integers(&self.expected["out"]);
        let statements = self.report.statements.iter().zip(list);
        statements.filter(|(statement, _)| !out.contains(&statement.id)).map(|(_, figure)| *figure).collect()
    }

    /// Everybody's group as scikit-learn had it.
    fn groups(&self) -> HashMap<i64, usize> {
        by_number(&self.expected["groups"], |group| group.as_u64().unwrap() as usize)
    }

    fn tallies(&self) -> Tallies {
        let groups = self.groups();
        let count = groups.values().collect::<HashSet<_>>().len();
        Tallies::count(&self.matrix, count, |person| groups.get(&person).copied())
    }
}

#[test]
fn what_moderators_took_out_and_what_is_about_people_themselves_is_left_out() {
    for conversation in conversations() {
        let out = integers(&conversation.expected["out"]);
        let count =
            |statement: &&soundings_analysis::groups::StatementFigures| statement.moderated_out || statement.is_meta;
        let ours: Vec<i64> = conversation.report.statements.iter().filter(count).map(|one| one.id).collect();
        assert_eq!(ours, out, "{}", conversation.name);
        assert_eq!(conversation.matrix.columns(), integers(&conversation.expected["statements"]));
    }
    assert!(conversation("study-rooms").report.statements.iter().any(|statement| statement.is_meta));
}

#[test]
fn the_centre_is_the_mean_that_red_dwarf_found() {
    for conversation in conversations() {
        let theirs = numbers(&conversation.expected["centre"]);
        let ours = conversation.counting(&conversation.report.centre);
        assert_eq!(ours.len(), theirs.len());
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() <= 1e-6), "{}", conversation.name);
    }
}

#[test]
fn each_component_points_where_scikit_learns_points() {
    for conversation in conversations() {
        for (slot, ours) in conversation.report.components.iter().enumerate() {
            let theirs = numbers(&conversation.expected["components"][slot]);
            let likeness = cosine(&conversation.counting(ours), &theirs).abs();
            assert!(likeness >= 0.999_999, "{}, component {slot}: {likeness}", conversation.name);
        }
        assert_eq!(components(&conversation.matrix, 0, None).answered, conversation.matrix.columns().len());
    }
}

#[test]
fn people_in_groups_and_their_places_are_red_dwarfs() {
    for conversation in conversations() {
        let theirs = by_number(&conversation.expected["places"], numbers);
        let placed = conversation.report.participants.iter().filter(|person| person.group.is_some());
        let ours: HashMap<i64, [f64; 2]> = placed.map(|person| (person.id, person.projection)).collect();
        assert_eq!(ours.len(), theirs.len(), "{}", conversation.name);
        for slot in 0..2 {
            let along = cosine(
                &conversation.counting(&conversation.report.components[slot]),
                &numbers(&conversation.expected["components"][slot]),
            );
            for (person, place) in &ours {
                let (ours, theirs) = (place[slot] * along.signum(), theirs[person][slot]);
                assert!((ours - theirs).abs() <= 1e-3, "{} {person}: {ours} {theirs}", conversation.name);
            }
        }
    }
}

#[test]
fn people_are_as_well_apart_as_with_scikit_learn_for_every_number_of_groups() {
    for Conversation { name, report, expected, .. } in conversations() {
        let theirs = numbers(&expected["silhouettes"]);
        assert_eq!(report.group_counts.len(), theirs.len());
        for (count, theirs) in report.group_counts.iter().zip(theirs) {
            // The places differ in the last digits that the components were iterated to.
            assert!(count.silhouette >= theirs - 1e-5, "{name}, {count:?}, scikit-learn {theirs}");
        }
        let best = report.group_counts.iter().map(|count| count.silhouette).fold(f64::MIN, f64::max);
        assert_eq!(report.silhouette, Some(best), "{name}");
    }
}

#[test]
fn with_scikit_learns_groups_the_representative_statements_are_red_dwarfs_with_the_same_figures() {
    for conversation in conversations() {
        for (group, ours) in representative_statements(&conversation.tallies()).iter().enumerate() {
            let what = format!("{}, group {group}", conversation.name);
            assert_represented_alike(ours, &conversation.expected["representative"][group.to_string()], &what);
        }
    }
}

#[test]
fn consensus_is_red_dwarfs_with_the_same_figures() {
    for conversation in conversations() {
        let ours = consensus(&conversation.tallies());
        for (list, side) in [(ours.agree, "agree"), (ours.disagree, "disagree")] {
            assert_shared_alike(&list, &conversation.expected["consensus"][side], conversation.name);
        }
    }
}

#[test]
fn group_aware_consensus_is_red_dwarfs() {
    for conversation in conversations() {
        let ours = group_aware_consensus(&conversation.tallies());
        let theirs = &conversation.expected["group-aware-consensus"];
        assert_eq!(ours.len(), theirs.as_object().unwrap().len());
        for one in ours {
            assert_close(one.agree, &theirs[one.statement.to_string()][0], "agree");
            assert_close(one.disagree, &theirs[one.statement.to_string()][1], "disagree");
        }
    }
}

#[test]
fn extremities_and_priorities_are_red_dwarfs() {
    for conversation in conversations() {
        let tallies = conversation.tallies();
        let extremities = numbers(&conversation.expected["extremities"]);
        let figures: Vec<f64> = conversation.report.statements.iter().map(|statement| statement.extremity).collect();
        let ours = conversation.counting(&figures);
        for (column, theirs) in numbers(&conversation.expected["priorities"]).into_iter().enumerate() {
            assert!((ours[column] - extremities[column]).abs() <= 1e-3, "{} {column}", conversation.name);
            // Given their extremity, and the answers of the people in groups, as Polis counts them.
            let mut seen = tallies.groups[0][column];
            tallies.groups[1..].iter().for_each(|group| seen += group[column]);
            let priority = priority(seen, extremities[column]);
            assert!((priority - theirs).abs() <= 1e-6 * theirs, "{} {column}: {priority} {theirs}", conversation.name);
        }
    }
}
