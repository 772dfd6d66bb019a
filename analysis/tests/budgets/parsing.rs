//! Reading Pabulib files, good and bad.

use proptest::prelude::*;
use soundings_analysis::budgets::pabulib::{PabulibFile, VoteType, parse};
use soundings_analysis::budgets::{Cap, Choice, Rule, Settings, report};

use crate::files::FILES;

const SMALL: &str = "META\nkey; value\nnum_projects; 2\nnum_votes; 2\nbudget; 2500\nvote_type; approval\n\
    PROJECTS\nproject_id; cost; name; category\n1; 600; \"Chairs; \"\"red\"\" ones\"; culture, education\n2; 800.50; Lamps;\n\
    VOTES\nvoter_id; age; vote; neighborhood\n7; 34; 1,2; North\n8; 51; ;\n";

fn read(text: &str) -> PabulibFile {
    parse("FILE.pb", text.as_bytes()).unwrap()
}

/// What is said about `SMALL` with one part replaced.
fn refused(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    parse("FILE.pb", SMALL.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
}

#[test]
fn quotes_decimals_categories_and_empty_votes_are_read() {
    let file = read(SMALL);
    let election = &file.election;
    assert_eq!((election.budget, file.decimals), (250_000, 2));
    assert_eq!(election.projects[0].name, "Chairs; \"red\" ones");
    assert_eq!(election.projects[0].categories, ["culture", "education"]);
    assert_eq!((election.projects[0].cost, election.projects[1].cost), (60_000, 80_050));
    assert_eq!(election.ballots[0].choices, [Choice { project: 0, points: 1 }, Choice { project: 1, points: 1 }]);
    assert_eq!(election.ballots[0].branch.as_deref(), Some("North"));
    assert_eq!((election.ballots[1].choices.len(), election.ballots[1].branch.as_deref()), (0, None));
    assert_eq!(file.warnings, Vec::<String>::new());
    assert_eq!(file.meta[2], ("budget".to_owned(), "2500".to_owned()));
}

#[test]
fn byte_order_marks_windows_lines_and_older_names_are_fine() {
    let windows = format!("\u{feff}{}", SMALL.replace('\n', "\r\n").replace("approval", "choose-1"));
    assert_eq!(read(&windows).election, read(SMALL).election);
    assert_eq!(read(SMALL.trim_end()).election, read(SMALL).election);
}

#[test]
fn all_four_vote_types_are_read() {
    let with = |kind: &str, rows: &str| {
        let (head, _) = SMALL.split_once("VOTES").unwrap();
        read(&format!("{}VOTES\nvoter_id;vote;points\n{rows}", head.replace("approval", kind)))
    };
    let ranked = with("ordinal", "7;2,1;\n8;1;");
    assert_eq!(ranked.vote_type, VoteType::Ordinal);
    let choices =
        |file: &PabulibFile| file.election.ballots[0].choices.iter().map(|c| (c.project, c.points)).collect::<Vec<_>>();
    assert_eq!(choices(&ranked), [(1, 2), (0, 1)]);
    let divided = with("cumulative", "7;1,2;2,0.5\n8;;");
    assert_eq!(divided.vote_type, VoteType::Cumulative);
    assert_eq!(divided.election.ballots[0].choices.iter().map(|c| c.points).collect::<Vec<_>>(), [20, 5]);
    let scored = with("scoring", "7;1,2;0,-3\n8;2;4");
    assert_eq!(scored.vote_type, VoteType::Scoring);
    let report = report(&scored, &Settings::new(Rule::Greedy)).unwrap();
    assert_eq!(report.winners, ["2"], "no points and points below zero are not support");
}

#[test]
fn every_mistake_is_named_with_its_file_and_line() {
    for (from, to, expected) in [
        ("META\n", "", "FILE.pb line 1: the file must begin with a line that says META"),
        ("budget; 2500", "budget; -1", "FILE.pb line 5: the budget -1 is less than nothing"),
        ("budget; 2500", "budget; lots", "FILE.pb line 5: the budget “lots” is not an amount of money"),
        ("budget; 2500", "money; 2500", "FILE.pb line 6: the META section has no “budget”"),
        ("budget; 2500", "num_votes; 3", "FILE.pb line 5: “num_votes” is given twice"),
        ("budget; 2500", "budget; 0.0000001", "FILE.pb line 5: the budget 0.0000001 has more than 6 decimals"),
        ("budget; 2500", "budget; 999999999999999999", "FILE.pb line 5: this is too much money to count"),
        ("budget; 2500", "budget", "FILE.pb line 5: a row of the META section needs a key and a value"),
        (
            "approval",
            "loudest",
            "FILE.pb line 6: the vote_type “loudest” is unknown: it must be approval, ordinal, cumulative or scoring",
        ),
        ("approval", "scoring", "FILE.pb line 12: the heading has no column “points”"),
        ("2; 800.50", "1; 800.50", "FILE.pb line 10: the project 1 is already on line 9"),
        ("2; 800.50", "; 800.50", "FILE.pb line 10: this project has no project_id"),
        ("800.50", "0.00", "FILE.pb line 10: the project 2 costs nothing: every project needs a cost"),
        ("800.50", "-5", "FILE.pb line 10: the cost -5 is less than nothing"),
        ("800.50", "", "FILE.pb line 10: the cost “” is not an amount of money"),
        ("Lamps;", "Lamps", "FILE.pb line 10: this row has 3 fields, but its heading names 4"),
        ("; cost; name", "; price; name", "FILE.pb line 8: the heading has no column “cost”"),
        ("ones\"", "ones", "FILE.pb line 9: a quotation mark is never closed"),
        ("8; 51", "7; 51", "FILE.pb line 14: the voter 7 is already on line 13"),
        ("8; 51", "; 51", "FILE.pb line 14: this vote has no voter_id"),
        ("1,2; North", "1,3; North", "FILE.pb line 13: there is no project “3” to vote for"),
        ("VOTES\n", "META\n", "FILE.pb line 11: there is a second META section"),
    ] {
        assert_eq!(refused(from, to), expected, "{from} → {to}");
    }
    let (start, _) = SMALL.split_once("VOTES").unwrap();
    let error = parse("FILE.pb", start.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "FILE.pb line 10: the file ends without a VOTES section");
    let error = parse("FILE.pb", b"").unwrap_err();
    assert_eq!(error.to_string(), "FILE.pb line 1: the file is empty");
    let error = parse("FILE.pb", b"META\nkey;value\nunit;\xffdz\n").unwrap_err();
    assert_eq!(error.to_string(), "FILE.pb line 3: this is not UTF-8 text; save the file as UTF-8");
    let points = SMALL.replace("approval", "cumulative").replace("age", "points");
    let error = parse("FILE.pb", points.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "FILE.pb line 13: this vote names 2 projects but points for 1");
}

#[test]
fn counts_that_do_not_match_are_warnings() {
    let file = read(&SMALL.replace("num_votes; 2", "num_votes; 9"));
    assert_eq!(file.warnings, ["FILE.pb line 4: num_votes is 9, but the file has 2"]);
}

#[test]
fn a_budget_of_nothing_and_a_file_without_votes_fund_nothing() {
    let (start, _) = SMALL.split_once("7; 34").unwrap();
    for text in [SMALL.replace("budget; 2500", "budget; 0"), start.to_owned()] {
        let file = read(&text);
        for rule in [Rule::EqualShares { increment: Some(100), then_greedily: true }, Rule::Greedy] {
            let report = report(&file, &Settings::new(rule)).unwrap();
            assert_eq!((report.winners.len(), report.spend.as_str()), (0, "0"));
        }
    }
}

#[test]
fn limits_on_categories_are_read_with_as_many_decimals_as_they_have() {
    let with = |rows: &str| SMALL.replace("PROJECTS", &format!("{rows}PROJECTS"));
    let file = read(&with("cap_1; 12000 Books\ncap_2; \"0,125 Open; late\"\n"));
    let cap = |category: &str, limit: u64| Cap { category: category.to_owned(), limit };
    assert_eq!(file.election.caps, [cap("Books", 12_000_000), cap("Open; late", 125)]);
    assert_eq!((file.decimals, file.election.budget, file.election.projects[1].cost), (3, 2_500_000, 800_500));
    for (row, expected) in [
        ("cap_1; 12000", "the limit “cap_1” needs an amount and a category, such as 12000 Books"),
        ("cap_1; Books 12000", "the cap_1 “Books” is not an amount of money"),
        ("cap_1; -1 Books", "the cap_1 -1 is less than nothing"),
        ("cap_1; 0.0000001 Books", "the cap_1 0.0000001 has more than 6 decimals"),
        ("cap_1; 999999999999999999 Books", "this is too much money to count"),
    ] {
        let error = parse("FILE.pb", with(&format!("{row}\n")).as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), format!("FILE.pb line 7: {expected}"), "{row}");
    }
}

#[test]
fn increments_are_read_in_the_files_own_unit() {
    let file = read(SMALL);
    assert_eq!(file.minor_units("1"), Ok(100));
    assert_eq!(file.minor_units("0.50"), Ok(50));
    assert_eq!(file.minor_units("0.005"), Err("0.005 has more than 2 decimals".to_owned()));
    assert_eq!(file.minor_units("-1"), Err("-1 is less than nothing".to_owned()));
    assert_eq!(file.minor_units("one"), Err("“one” is not an amount of money".to_owned()));
}

fn outcome_is_sensible(bytes: &[u8]) -> Result<(), TestCaseError> {
    match parse("FILE.pb", bytes) {
        Ok(file) => {
            for rule in [Rule::EqualShares { increment: None, then_greedily: true }, Rule::GreedyPerCost] {
                let report = report(&file, &Settings::new(rule));
                prop_assert!(report.is_ok(), "{:?}", report);
            }
        }
        Err(error) => prop_assert!(error.to_string().starts_with("FILE.pb line "), "{}", error),
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        outcome_is_sensible(&bytes)?;
    }

    #[test]
    fn no_text_of_the_right_kind_makes_the_parser_panic(
        text in "(META|PROJECTS|VOTES|vote_type;approval|(budget|cap_1);[0-9.,-]{0,22}|[a-c;,\"\r\n0-9]{0,12}|\n){0,30}"
    ) {
        outcome_is_sensible(text.as_bytes())?;
    }

    #[test]
    fn no_damage_to_a_small_file_makes_the_parser_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6)
    ) {
        outcome_is_sensible(&damaged(SMALL.as_bytes(), &changes))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_damage_to_a_whole_file_makes_the_parser_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        outcome_is_sensible(&damaged(FILES[which.index(FILES.len())].1, &changes))?;
    }
}

fn damaged(bytes: &[u8], changes: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, byte, kind) in changes {
        let place = place.index(bytes.len());
        match kind {
            0 => bytes[place] = *byte,
            1 => bytes.insert(place, *byte),
            _ => drop(bytes.remove(place)),
        }
    }
    bytes
}
