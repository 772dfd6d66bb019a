//! Real votes, with the winners that pabutools found.

use serde_json::Value;
use soundings_analysis::budgets::pabulib::{PabulibFile, parse};
use soundings_analysis::budgets::{Rule, Settings, decide, report};

/// The files beside these tests, each with its name.
pub const FILES: [(&str, &[u8]); 6] = [
    ("lodz_2020_nowosolna", include_bytes!("../data/budgets/poland_lodz_2020_nowosolna.pb")),
    ("lodz_2022_lagiewniki", include_bytes!("../data/budgets/poland_lodz_2022_lagiewniki.pb")),
    ("warszawa_2017_rejon-a", include_bytes!("../data/budgets/poland_warszawa_2017_rejon-a.pb")),
    ("warszawa_2019_stara-ochota", include_bytes!("../data/budgets/poland_warszawa_2019_stara-ochota.pb")),
    ("wroclaw_2016_rejon-nr-1-250", include_bytes!("../data/budgets/poland_wroclaw_2016_rejon-nr-1-250.pb")),
    ("zabrze_2020_osiedle", include_bytes!("../data/budgets/poland_zabrze_2020_osiedle-mikolaja-kopernika.pb")),
];

const EXPECTED: &str = include_str!("../data/budgets/expected.json");

pub fn file(part: &str) -> PabulibFile {
    let (name, bytes) = FILES.iter().find(|(name, _)| name.contains(part)).unwrap();
    parse(name, bytes).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn every_file_has_the_winners_that_pabutools_found_by_every_rule() {
    let expected: Vec<Value> = serde_json::from_str(EXPECTED).unwrap();
    assert_eq!(expected.len(), FILES.len());
    for expected in &expected {
        let (_, bytes) = FILES.iter().find(|(name, _)| text(&expected["file"]).contains(name)).unwrap();
        let file = parse(text(&expected["file"]), bytes).unwrap();
        assert_eq!(file.warnings, Vec::<String>::new());
        assert_eq!(expected["projects"], file.election.projects.len());
        assert_eq!(expected["voters"], file.election.ballots.len());
        let increment = Some(file.minor_units("1").unwrap());
        for (key, rule) in [
            ("greedy_cost", Rule::Greedy),
            ("greedy_card", Rule::GreedyPerCost),
            ("mes_cost", Rule::EqualShares { increment: None, then_greedily: false }),
            ("mes_cost_add1", Rule::EqualShares { increment, then_greedily: false }),
        ] {
            let report = report(&file, &Settings::new(rule)).unwrap();
            let winners: Vec<&str> = expected[key].as_array().unwrap().iter().map(text).collect();
            assert_eq!(report.winners, winners, "{} {key}", file.name);
            assert_eq!(report.spend, text(&expected[format!("{key}_total")]), "{} {key}", file.name);
            assert_eq!(report.budget, text(&expected["budget"]));
        }
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
    let file = file("wroclaw");
    let rule = Rule::EqualShares { increment: Some(1), then_greedily: false };
    let shares = decide(&file.election, &Settings::new(rule)).unwrap().shares.unwrap();
    assert!(shares.raises > 30_000 && shares.runs < 100, "{} raises in {} runs", shares.raises, shares.runs);
}

#[test]
fn the_report_names_prices_rounds_and_reasons() {
    let file = file("zabrze");
    let increment = Some(file.minor_units("1").unwrap());
    let report = report(&file, &Settings::new(Rule::EqualShares { increment, then_greedily: false })).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["winners"], serde_json::json!(["P0052"]));
    assert_eq!(json["spend"], "150000");
    assert_eq!(json["raises"], 221);
    let round = &json["rounds"][0];
    assert_eq!(round["project"], "P0052");
    assert_eq!(round["supporters"], 405);
    assert_eq!(round["price_per_supporter"]["text"], "370.37");
    assert_eq!(round["price_per_supporter"]["exact"]["numerator"], "1000000");
    assert_eq!(round["price_per_supporter"]["exact"]["denominator"], "27");
    assert_eq!(json["projects"][0]["reason"]["fate"], "supporters-short");
    assert_eq!(
        json["projects"][1]["why"],
        "Funded in round 1: its 405 supporters paid about 370.37 each from their equal shares of the budget."
    );
    assert_eq!(json["settings"]["rule"]["rule"], "equal-shares");
    assert_eq!(json["coverage"]["with_funded"], 405);
}
