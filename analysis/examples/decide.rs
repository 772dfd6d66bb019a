//! Decides the votes in Pabulib files given as arguments and prints who won and how long it took, for comparing with
//! other programs: `cargo run --release -p soundings-analysis --example decide -- [--json] FILE.pb…`

use std::time::Instant;

use soundings_analysis::budgets::{Rule, Settings, decide, pabulib, report};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let json = std::env::args().any(|argument| argument == "--json");
    for path in std::env::args().skip(1).filter(|argument| argument != "--json") {
        let file = pabulib::parse(&path, &std::fs::read(&path)?)?;
        let increment = Some(file.minor_units("1")?);
        for (name, rule) in [
            ("greedy_cost", Rule::Greedy),
            ("greedy_card", Rule::GreedyPerCost),
            ("mes_cost", Rule::EqualShares { increment: None, then_greedily: false }),
            ("mes_cost_add1", Rule::EqualShares { increment, then_greedily: false }),
        ] {
            let settings = Settings { utility: file.utility(), ..Settings::new(rule) };
            if json {
                println!("{}", serde_json::to_string(&(name, report(&file, &settings)?))?);
                continue;
            }
            let started = Instant::now();
            let outcome = decide(&file.election, &settings)?;
            let seconds = started.elapsed().as_secs_f64();
            let projects = outcome.winners.iter().filter_map(|winner| file.election.projects.get(*winner));
            let mut winners: Vec<&str> = projects.map(|project| project.id.as_str()).collect();
            winners.sort_unstable();
            let (raises, runs) = outcome.shares.map_or((0, 0), |shares| (shares.raises, shares.runs));
            println!("{path}\t{name}\t{seconds:.5}\t{raises}\t{runs}\t{}", winners.join(","));
        }
    }
    Ok(())
}
