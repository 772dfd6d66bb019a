//! No bytes make the reading of a Pabulib file panic, and every file that can be read can be decided by every rule.
//! Good seeds: `cargo fuzz run pabulib fuzz/corpus/pabulib analysis/tests/data/budgets`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_analysis::budgets::{Rule, Settings, Utility, pabulib, report};

fuzz_target!(|bytes: &[u8]| {
    match pabulib::parse("FILE.pb", bytes) {
        Ok(file) => {
            let increment = Some((file.election.budget / 16).max(1));
            for rule in [
                Rule::EqualShares { increment: None, then_greedily: true },
                Rule::EqualShares { increment, then_greedily: false },
                Rule::Greedy,
                Rule::GreedyPerCost,
            ] {
                for utility in [Utility::Cost, Utility::Points] {
                    let settings = Settings { utility, ..Settings::new(rule) };
                    let report = report(&file, &settings).expect("a file that was read can be decided");
                    assert!(report.rounds.len() == report.winners.len());
                }
            }
        }
        Err(error) => assert!(error.to_string().starts_with("FILE.pb line ")),
    }
});
