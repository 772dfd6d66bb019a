//! Real conversations: what is found beside what Polis' own mathematics found, and beside scikit-learn's k-means.
//! The files and where they come from are described in `data/README.md`.

use std::collections::HashMap;

use serde_json::Value;
use soundings_analysis::groups::{
    Choice, Components, Report, Settings, Side, Statement, Tallies, Vote, VoteMatrix, analyse, components, consensus,
    group_aware_consensus, parse_comments, parse_votes, priority, representative_statements,
};

const REFERENCES: [&str; 2] =
    [include_str!("data/25ptpt-3gp-no-strict-with-meta.json"), include_str!("data/below-100-ptpts.json")];

struct Reference {
    polis: Value,
    votes: Vec<Vote>,
    statements: Vec<Statement>,
}

fn references() -> Vec<Reference> {
    REFERENCES.iter().map(|text| reference(text)).collect()
}

fn reference(text: &str) -> Reference {
    let polis: Value = serde_json::from_str(text).unwrap();
    let mut rows = integer_rows(&polis["votes"]);
    rows.sort_by_key(|row| row[0]);
    let votes =
        rows.iter().map(|row| Vote { participant: row[1], statement: row[2], choice: choice(row[3]) }).collect();
    let out = integers(&polis["mod-out"]);
    let statements =
        integers(&polis["tids"]).into_iter().map(|id| Statement { id, moderated_out: out.contains(&id) }).collect();
    Reference { polis, votes, statements }
}

/// In these files, unlike in Polis' own figures about them, agree is 1.
fn choice(vote: i64) -> Choice {
    match vote {
        1 => Choice::Agree,
        0 => Choice::Pass,
        _ => Choice::Disagree,
    }
}

fn integers(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect()
}

fn integer_rows(list: &Value) -> Vec<Vec<i64>> {
    list.as_array().unwrap().iter().map(integers).collect()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[track_caller]
fn assert_close(ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap();
    assert!((ours - theirs).abs() <= 1e-6, "{what}: ours {ours}, Polis' {theirs}");
}

impl Reference {
    fn matrix(&self) -> VoteMatrix {
        VoteMatrix::new(&self.votes, &self.statements)
    }

    /// Everyone's group as Polis had it, numbered as there.
    fn polis_groups(&self) -> HashMap<i64, usize> {
        let base_ids = integers(&self.polis["base-clusters"]["id"]);
        let base_members = integer_rows(&self.polis["base-clusters"]["members"]);
        let mut groups = HashMap::new();
        for (group, cluster) in self.polis["group-clusters"].as_array().unwrap().iter().enumerate() {
            assert_eq!(cluster["id"], group);
            for base in integers(&cluster["members"]) {
                let place = base_ids.iter().position(|id| *id == base).unwrap();
                base_members[place].iter().for_each(|person| assert_eq!(groups.insert(*person, group), None));
            }
        }
        groups
    }

    fn polis_tallies(&self) -> Tallies {
        let groups = self.polis_groups();
        let count = self.polis["group-clusters"].as_array().unwrap().len();
        Tallies::count(&self.matrix(), count, |person| groups.get(&person).copied())
    }
}

#[test]
fn the_centre_is_polis_centre_with_the_sign_turned() {
    for reference in references() {
        let report = analyse(&reference.matrix(), &Settings::default(), None);
        let theirs = numbers(&reference.polis["pca"]["center"]);
        assert_eq!(report.centre.len(), theirs.len());
        for (ours, theirs) in report.centre.iter().zip(&theirs) {
            assert!((ours + theirs).abs() <= 1e-6, "ours {ours}, Polis' {theirs}");
        }
    }
}

#[test]
fn each_component_points_where_polis_component_points() {
    for reference in references() {
        let report = analyse(&reference.matrix(), &Settings::default(), None);
        for (slot, ours) in report.components.iter().enumerate() {
            let likeness = cosine(ours, &numbers(&reference.polis["pca"]["comps"][slot])).abs();
            assert!(likeness >= 0.999, "component {slot}: {likeness}");
        }
    }
}

#[test]
fn places_are_polis_places_once_its_components_are_used_and_moderated_statements_are_allowed_for() {
    for reference in references() {
        let matrix = reference.matrix();
        let mut report = analyse(&matrix, &Settings::default(), None);
        for (place, statement) in report.statements.iter_mut().enumerate() {
            let loading = |slot: usize| reference.polis["pca"]["comps"][slot][place].as_f64().unwrap();
            statement.loadings = [loading(0), loading(1)];
        }
        let out = integers(&reference.polis["mod-out"]).len() as f64;
        let all = report.statements.len() as f64;
        let mut compared = 0;
        let base = &reference.polis["base-clusters"];
        for (place, members) in integer_rows(&base["members"]).iter().enumerate() {
            let [person] = members[..] else { continue };
            let answers = matrix.answers(person);
            let (point, _) = report.place(&answers);
            // Polis counts columns that are moderated out as answered, by everyone.
            let count = answers.len() as f64;
            let theirs_over_ours = (all / (count + out)).sqrt() / ((all - out) / count).sqrt();
            for (slot, axis) in ["x", "y"].iter().enumerate() {
                assert_close(-point[slot] * theirs_over_ours, &base[axis][place], "place");
            }
            compared += 1;
        }
        assert!(compared > 20);
    }
}

#[test]
fn with_polis_groups_the_representative_statements_are_polis_with_the_same_figures() {
    for reference in references() {
        for (group, ours) in representative_statements(&reference.polis_tallies()).iter().enumerate() {
            let theirs = reference.polis["repness"][group.to_string()].as_array().unwrap();
            assert_eq!(ours.len(), theirs.len(), "group {group}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert_eq!(ours.statement, theirs["tid"], "group {group}");
                assert_eq!(if ours.side == Side::Agree { "agree" } else { "disagree" }, theirs["repful-for"]);
                assert_eq!(ours.best_agreement, theirs["best-agree"].as_bool().unwrap_or(false));
                assert_eq!(ours.figures.count, theirs["n-success"]);
                assert_eq!(ours.figures.answers, theirs["n-trials"]);
                assert_close(ours.figures.probability, &theirs["p-success"], "p-success");
                assert_close(ours.figures.probability_test, &theirs["p-test"], "p-test");
                assert_close(ours.figures.representativeness, &theirs["repness"], "repness");
                assert_close(ours.figures.representativeness_test, &theirs["repness-test"], "repness-test");
            }
        }
    }
}

#[test]
fn consensus_is_polis_consensus_with_the_same_figures() {
    for reference in references() {
        let ours = consensus(&reference.polis_tallies());
        for (list, name) in [(ours.agree, "agree"), (ours.disagree, "disagree")] {
            let theirs = reference.polis["consensus"][name].as_array().unwrap();
            assert_eq!(list.len(), theirs.len());
            for (ours, theirs) in list.iter().zip(theirs) {
                assert_eq!(ours.statement, theirs["tid"]);
                assert_eq!(ours.count, theirs["n-success"]);
                assert_eq!(ours.answers, theirs["n-trials"]);
                assert_close(ours.probability, &theirs["p-success"], "p-success");
                assert_close(ours.probability_test, &theirs["p-test"], "p-test");
            }
        }
    }
}

#[test]
fn with_polis_groups_group_aware_consensus_is_polis() {
    for mut reference in references() {
        // Polis computes this for statements moderated out as well.
        reference.statements.iter_mut().for_each(|statement| statement.moderated_out = false);
        let ours = group_aware_consensus(&reference.polis_tallies());
        assert_eq!(ours.len(), reference.polis["group-aware-consensus"].as_object().unwrap().len());
        assert!(ours.is_sorted_by(|a, b| a.agree >= b.agree));
        for one in ours {
            let theirs = &reference.polis["group-aware-consensus"][one.statement.to_string()];
            assert_close(one.agree, theirs, "group-aware consensus");
        }
    }
}

#[test]
fn priorities_are_polis_given_polis_extremities_and_its_groups_answers() {
    for reference in references() {
        let tallies = reference.polis_tallies();
        let meta = integers(&reference.polis["meta-tids"]);
        let (mut alike, mut compared) = (0, 0);
        for (column, id) in tallies.statements.iter().enumerate().filter(|(_, id)| !meta.contains(id)) {
            let place = reference.statements.iter().position(|statement| statement.id == *id).unwrap();
            let extremity = reference.polis["pca"]["comment-extremity"][place].as_f64().unwrap();
            let mut seen = tallies.groups[0][column];
            tallies.groups[1..].iter().for_each(|group| seen += group[column]);
            let theirs = reference.polis["comment-priorities"][id.to_string()].as_f64().unwrap();
            compared += 1;
            alike += usize::from((priority(seen, extremity) - theirs).abs() <= 1e-6 * theirs);
        }
        println!("{alike} of {compared}");
        // Polis takes the counts of the run before, so a statement answered in the last run differs.
        assert!(alike * 10 >= compared * 9, "{alike} of {compared}");
    }
}

#[test]
fn moderated_statements_change_no_direction_whether_out_or_never_there() {
    for reference in references() {
        let with = components(&reference.matrix(), 0, None);
        let out: Vec<i64> = reference.statements.iter().filter(|s| s.moderated_out).map(|s| s.id).collect();
        let votes: Vec<Vote> = reference.votes.iter().copied().filter(|vote| !out.contains(&vote.statement)).collect();
        let statements: Vec<Statement> = reference.statements.iter().copied().filter(|s| !s.moderated_out).collect();
        let without: Components = components(&VoteMatrix::new(&votes, &statements), 0, None);
        assert_eq!(with, without);
    }
}

/// For each file, people in groups and scikit-learn's best silhouette for 2, 3, 4 and 5 groups on the places that
/// `analyse` gave (see data/README.md for the command).
const CONVERSATIONS: [(&str, &str, &str, usize, [f64; 4]); 3] = [
    (
        "15-per-hour-seattle",
        include_str!("data/15-per-hour-seattle.votes.csv"),
        include_str!("data/15-per-hour-seattle.comments.csv"),
        138,
        [0.392024, 0.341982, 0.359088, 0.390334],
    ),
    (
        "london-youth-policing",
        include_str!("data/london-youth-policing.votes.csv"),
        include_str!("data/london-youth-policing.comments.csv"),
        24,
        [0.428662, 0.482088, 0.483145, 0.454581],
    ),
    (
        "scoop-hivemind-ubi",
        include_str!("data/scoop-hivemind-ubi.votes.csv"),
        include_str!("data/scoop-hivemind-ubi.comments.csv"),
        174,
        [0.652196, 0.446584, 0.398047, 0.400886],
    ),
];

fn conversation(votes: &str, comments: &str) -> Report {
    let votes = parse_votes(votes.as_bytes(), "votes.csv").unwrap();
    let statements = parse_comments(comments.as_bytes(), "comments.csv").unwrap();
    analyse(&VoteMatrix::new(&votes, &statements), &Settings::default(), None)
}

#[test]
fn people_are_as_well_apart_as_with_scikit_learn_for_every_number_of_groups() {
    for (name, votes, comments, people, theirs) in CONVERSATIONS {
        let report = conversation(votes, comments);
        assert_eq!(report.participants.iter().filter(|person| person.group.is_some()).count(), people, "{name}");
        for (count, theirs) in report.group_counts.iter().zip(theirs) {
            assert!(count.silhouette >= theirs - 1e-6, "{name}, {count:?}, scikit-learn {theirs}");
        }
        assert_eq!(report.group_counts.len(), theirs.len());
        let best = report.group_counts.iter().map(|count| count.silhouette).fold(f64::MIN, f64::max);
        assert_eq!(report.silhouette, Some(best), "{name}");
    }
}

#[test]
fn counts_are_of_people_and_never_above_polis_counts_of_votes() {
    for (name, votes, comments, ..) in CONVERSATIONS {
        let report = conversation(votes, comments);
        let mut lines = comments.lines().map(|line| line.split(',').collect::<Vec<_>>());
        assert_eq!(lines.next().unwrap(), ["comment-id", "agrees", "disagrees", "moderated"]);
        for line in lines {
            let [id, agrees, disagrees, moderated]: [i64; 4] =
                line.iter().map(|field| field.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap();
            let ours = report.statements.iter().find(|statement| statement.id == id).unwrap();
            assert_eq!(ours.moderated_out, moderated == -1, "{name} {id}");
            if moderated == -1 {
                assert_eq!(ours.counts.answers(), 0);
                assert_eq!((ours.loadings, ours.priority), ([0.0; 2], 0.0));
            } else {
                // An agree that was changed later is one of theirs and none of ours.
                let events = i64::from(ours.counts.answers()) <= agrees + disagrees + i64::from(ours.counts.pass);
                assert!(events, "{name} {id}: {:?} against {agrees}, {disagrees}", ours.counts);
            }
        }
    }
}
