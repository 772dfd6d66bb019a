//! Real conversations, read from the folder that `SOUNDINGS_REAL_DATA` names: what is found beside what Polis' own
//! mathematics found, and beside scikit-learn's k-means.

mod figures;
mod real_data;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use soundings_analysis::groups::{
    Choice, Components, Report, Settings, Statement, Tallies, Vote, VoteMatrix, analyse, components, consensus,
    group_aware_consensus, parse_comments, parse_votes, priority, representative_statements,
};

use crate::figures::{assert_close, assert_represented_alike, assert_shared_alike, cosine, integers, numbers};
use crate::real_data::real_data;

/// A conversation and what Polis made of it.
struct Reference {
    polis: Value,
    comments: Vec<Value>,
    votes: Vec<Vote>,
    statements: Vec<Statement>,
}

/// The folders of one kind of real data, in the order of their names.
fn folders(kind: &str, what: &str) -> Vec<PathBuf> {
    let Some(folder) = real_data(kind, what) else { return Vec::new() };
    let mut found: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}

fn references() -> Vec<Reference> {
    folders("opinion/reference", "Polis' own figures").iter().map(|folder| reference(folder)).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A number that these files write as one, with a point, or as text.
fn whole(value: &Value) -> i64 {
    let float = || value.as_f64().map(|number| number as i64);
    value.as_i64().or_else(float).unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

/// The field under either of its names.
fn either<'a>(row: &'a Value, names: [&str; 2]) -> &'a Value {
    names.iter().find_map(|name| row.get(name)).unwrap()
}

fn reference(folder: &Path) -> Reference {
    let polis = json(&folder.join("math-pca2.json"));
    let Value::Array(mut rows) = json(&folder.join("votes.json")) else { panic!("no list of votes") };
    rows.sort_by_key(|row| whole(&row["modified"]));
    let votes = rows
        .iter()
        .map(|row| Vote {
            participant: whole(either(row, ["pid", "participant_id"])),
            statement: whole(either(row, ["tid", "statement_id"])),
            choice: choice(whole(&row["vote"])),
        })
        .collect();
    let out = integers(&polis["mod-out"]);
    let statement = |id| Statement { id, moderated_out: out.contains(&id), ..Statement::default() };
    let statements = integers(&polis["tids"]).into_iter().map(statement).collect();
    let Value::Array(comments) = json(&folder.join("comments.json")) else { panic!("no list of comments") };
    Reference { polis, comments, votes, statements }
}

/// In these files, unlike in Polis' own figures about them, agree is 1.
fn choice(vote: i64) -> Choice {
    match vote {
        1 => Choice::Agree,
        0 => Choice::Pass,
        _ => Choice::Disagree,
    }
}

fn integer_rows(list: &Value) -> Vec<Vec<i64>> {
    list.as_array().unwrap().iter().map(integers).collect()
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
            assert_represented_alike(ours, &reference.polis["repness"][group.to_string()], &format!("group {group}"));
        }
    }
}

#[test]
fn consensus_is_polis_consensus_with_the_same_figures() {
    for reference in references() {
        let ours = consensus(&reference.polis_tallies());
        for (list, name) in [(ours.agree, "agree"), (ours.disagree, "disagree")] {
            assert_shared_alike(&list, &reference.polis["consensus"][name], name);
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

#[test]
fn what_is_about_people_themselves_stays_out_as_it_does_in_polis() {
    for reference in references() {
        let meta: Vec<i64> = integers(&reference.polis["meta-tids"]);
        let statements: Vec<Statement> = (reference.comments.iter())
            .map(|row| Statement {
                id: whole(either(row, ["tid", "statement_id"])),
                moderated_out: whole(either(row, ["mod", "moderated"])) == -1,
                is_meta: row["is_meta"].as_bool().unwrap(),
            })
            .collect();
        assert_eq!(statements.iter().filter(|one| one.is_meta).count(), meta.len());
        let ours = VoteMatrix::new(&reference.votes, &statements);
        assert_eq!(ours.columns(), reference.matrix().columns());
        assert_eq!(components(&ours, 0, None), components(&reference.matrix(), 0, None));
    }
}

/// For each conversation, people in groups and scikit-learn's best silhouette for 2, 3, 4 and 5 groups on the places
/// that `analyse` gave: scikit-learn 1.9.1, of five seeds with ten starts each the highest, `KMeans(k, n_init=10,
/// random_state=seed)`, on the `projection` of everybody with a `group` in what
/// `soundings analyse groups votes.csv --comments comments.csv --json` prints.
const CONVERSATIONS: [(&str, usize, [f64; 4]); 3] = [
    ("15-per-hour-seattle", 138, [0.392024, 0.341982, 0.359088, 0.390334]),
    ("london.youth.policing", 24, [0.428662, 0.482088, 0.483145, 0.454581]),
    ("scoop-hivemind.ubi", 174, [0.652196, 0.446584, 0.398047, 0.400886]),
];

/// The folder of each conversation, its report, and what is expected of it.
fn conversations() -> Vec<(PathBuf, Report, usize, [f64; 4])> {
    let Some(folder) = real_data("opinion", "real conversations") else { return Vec::new() };
    let with_report = |(name, people, silhouettes)| {
        let folder = folder.join(name);
        let report = conversation(&folder, "votes.csv");
        (folder, report, people, silhouettes)
    };
    CONVERSATIONS.into_iter().map(with_report).collect()
}

fn conversation(folder: &Path, votes: &str) -> Report {
    let votes = parse_votes(&fs::read(folder.join(votes)).unwrap(), votes).unwrap().votes;
    let comments = parse_comments(&fs::read(folder.join("comments.csv")).unwrap(), "comments.csv").unwrap();
    assert_eq!(comments.notes, Vec::<String>::new());
    analyse(&VoteMatrix::new(&votes, &comments.statements), &Settings::default(), None)
}

#[test]
fn people_are_as_well_apart_as_with_scikit_learn_for_every_number_of_groups() {
    for (folder, report, people, theirs) in conversations() {
        let name = folder.display();
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
fn the_table_of_participants_alone_gives_the_same_map_as_the_votes() {
    for (folder, report, ..) in conversations() {
        assert_eq!(conversation(&folder, "participants-votes.csv"), report, "{}", folder.display());
    }
}

#[test]
fn counts_are_of_people_and_never_above_polis_counts_of_votes() {
    for (folder, report, ..) in conversations() {
        let name = folder.display();
        let mut comments = csv::Reader::from_path(folder.join("comments.csv")).unwrap();
        let mut seen = 0;
        for row in comments.deserialize::<HashMap<String, String>>() {
            let row = row.unwrap();
            let number = |column: &str| row[column].parse::<i64>().unwrap();
            let (id, agrees, disagrees) = (number("comment-id"), number("agrees"), number("disagrees"));
            let ours = report.statements.iter().find(|statement| statement.id == id).unwrap();
            assert_eq!(ours.moderated_out, number("moderated") == -1, "{name} {id}");
            if ours.moderated_out {
                assert_eq!(ours.counts.answers(), 0);
                assert_eq!((ours.loadings, ours.priority), ([0.0; 2], 0.0));
            } else {
                // An agree that was changed later is one of theirs and none of ours.
                let events = i64::from(ours.counts.answers()) <= agrees + disagrees + i64::from(ours.counts.pass);
                assert!(events, "{name} {id}: {:?} against {agrees}, {disagrees}", ours.counts);
            }
            seen += 1;
        }
        assert!(seen > 20, "{name}");
    }
}
