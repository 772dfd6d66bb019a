//! Whole votes, made up and real, with the winners that pabutools found. `data/README.md` says how the made-up ones and
//! what is expected of them were made; the real ones are in the folder that `SOUNDINGS_REAL_DATA` names.

use serde_json::Value;
use soundings_analysis::budgets::pabulib::{PabulibFile, parse};
use soundings_analysis::budgets::{Rule, Settings, Utility, decide, report};

use crate::real_data::real_data;

/// The files beside these tests, each with its name.
pub(crate) const FILES: [(&str, &[u8]); 6] = [
    ("many-ticks.pb", include_bytes!("../data/budgets/many-ticks.pb")),
    ("one-each.pb", include_bytes!("../data/budgets/one-each.pb")),
    ("pennies.pb", include_bytes!("../data/budgets/pennies.pb")),
    ("points.pb", include_bytes!("../data/budgets/points.pb")),
    ("ranks.pb", include_bytes!("../data/budgets/ranks.pb")),
    ("ticks.pb", include_bytes!("../data/budgets/ticks.pb")),
];

const EXPECTED: &str = include_str!("../data/budgets/expected.json");

pub(crate) fn file(part: &str) -> PabulibFile {
    let (name, bytes) = FILES.iter().find(|(name, _)| name.contains(part)).unwrap();
    parse(name, bytes).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// All four rules, each under the name that made-up files and real ones have for it.
fn rules(file: &PabulibFile) -> [(&'static str, &'static str, Rule); 4] {
    let increment = Some(file.minor_units("1").unwrap());
    [
        ("greedy", "greedy_cost", Rule::Greedy),
        ("greedy_per_cost", "greedy_card", Rule::GreedyPerCost),
        ("equal_shares", "mes_cost", Rule::EqualShares { increment: None, then_greedily: false }),
        ("equal_shares_add1", "mes_cost_add1", Rule::EqualShares { increment, then_greedily: false }),
    ]
}

#[test]
fn every_file_has_the_winners_that_pabutools_found_by_every_rule() {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for (name, bytes) in FILES {
        let (file, expected) = (parse(name, bytes).unwrap(), &expected[name]);
        assert_eq!(expected["projects"], file.election.projects.len());
        assert_eq!(expected["voters"], file.election.ballots.len());
        for (key, _, rule) in rules(&file) {
            let report = report(&file, &Settings { utility: file.utility(), ..Settings::new(rule) }).unwrap();
            let expected = &expected[key];
            let winners: Vec<&str> = expected["winners"].as_array().unwrap().iter().map(text).collect();
            assert_eq!(report.winners, winners, "{name} {key}");
            assert_eq!(file.minor_units(&report.spend), file.minor_units(text(&expected["spend"])), "{name} {key}");
        }
    }
}

#[test]
fn every_real_file_has_the_winners_that_pabutools_found_by_every_rule() {
    let Some(folder) = real_data("budgets", "real budget votes") else { return };
    let expected: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    assert!(expected.len() > 3);
    for expected in &expected {
        let file =
            parse(text(&expected["file"]), &std::fs::read(folder.join(text(&expected["file"]))).unwrap()).unwrap();
        assert_eq!(expected["projects"], file.election.projects.len());
        assert_eq!(expected["voters"], file.election.ballots.len());
        for (_, key, rule) in rules(&file) {
            let report = report(&file, &Settings::new(rule)).unwrap();
            let winners: Vec<&str> = expected[key].as_array().unwrap().iter().map(text).collect();
            assert_eq!(report.winners, winners, "{} {key}", file.name);
            assert_eq!(report.spend, text(&expected[format!("{key}_total")]), "{} {key}", file.name);
            assert_eq!(report.budget, text(&expected["budget"]));
            assert!(report.warnings.is_empty(), "{:?}", report.warnings);
        }
    }
}

#[test]
fn scores_are_those_that_the_file_gives() {
    // The made-up files count them as they are drawn, as a city would.
    for name in ["points", "ranks"] {
        let file = file(name);
        assert_eq!(file.utility(), Utility::Points);
        let bytes = FILES.iter().find(|(other, _)| other.starts_with(name)).unwrap().1;
        let text = std::str::from_utf8(bytes).unwrap();
        let rows = text.split_once("PROJECTS\n").unwrap().1.split_once("VOTES\n").unwrap().0.lines().skip(1);
        let stated: Vec<u64> = rows.map(|row| row.split(';').nth(3).unwrap().parse().unwrap()).collect();
        assert_eq!(file.election.scores(), stated, "{name}");
    }
}

#[test]
fn a_finer_unit_of_money_does_not_change_the_winners() {
    for (name, bytes) in FILES {
        let coarse = parse(name, bytes).unwrap();
        let mut fine = coarse.clone();
        fine.election.budget *= 1000;
        for project in &mut fine.election.projects {
            project.cost *= 1000;
        }
        let rule = |increment| Settings::new(Rule::EqualShares { increment: Some(increment), then_greedily: false });
        let (coarse, fine) = (decide(&coarse.election, &rule(100)), decide(&fine.election, &rule(100_000)));
        assert_eq!(coarse.unwrap().winners, fine.unwrap().winners, "{name}");
    }
}

#[test]
fn an_increment_of_one_grosz_is_as_quick_as_it_is_exact() {
    // 100 times as many increments; most are skipped because they are certain to change nothing.
    let file = file("many-ticks");
    let rule = Rule::EqualShares { increment: Some(1), then_greedily: false };
    let shares = decide(&file.election, &Settings::new(rule)).unwrap().shares.unwrap();
    assert!(
        shares.raises > 5_000 && shares.runs * 10 < shares.raises,
        "{} raises in {} runs",
        shares.raises,
        shares.runs
    );
}

#[test]
fn the_report_names_prices_rounds_and_reasons() {
    let votes: String = (1..=12).map(|voter| format!("{voter};{}\n", if voter <= 9 { "P2" } else { "P1" })).collect();
    let text = format!(
        "META\nkey;value\nbudget;1000\nvote_type;approval\nPROJECTS\nproject_id;cost;name\nP1;400;Lamps\nP2;1000;Roof\n\
         VOTES\nvoter_id;vote\n{votes}"
    );
    let file = parse("roof.pb", text.as_bytes()).unwrap();
    // Each of twelve holds 83.33; nine reach 1,000 after 28 raises of 1, when the other three have 334 of 400.
    let increment = Some(file.minor_units("1").unwrap());
    let report = report(&file, &Settings::new(Rule::EqualShares { increment, then_greedily: false })).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["winners"], serde_json::json!(["P2"]));
    assert_eq!(json["spend"], "1000");
    assert_eq!(json["raises"], 28);
    let round = &json["rounds"][0];
    assert_eq!(round["project"], "P2");
    assert_eq!(round["supporters"], 9);
    assert_eq!(round["price_per_supporter"]["text"], "111.11");
    assert_eq!(round["price_per_supporter"]["exact"]["numerator"], "100000");
    assert_eq!(round["price_per_supporter"]["exact"]["denominator"], "9");
    assert_eq!(json["projects"][0]["reason"]["fate"], "supporters-short");
    assert_eq!(json["projects"][0]["score"], Value::Null);
    assert_eq!(
        json["projects"][1]["why"],
        "Funded in round 1: its 9 supporters paid about 111.11 each from their equal shares of the budget."
    );
    assert_eq!(json["settings"]["rule"]["rule"], "equal-shares");
    assert_eq!(json["coverage"]["with_funded"], 9);
}
