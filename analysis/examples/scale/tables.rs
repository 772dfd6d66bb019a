//! The tables of docs/scale.md.

use std::process::Command;

use crate::Outcome;
use crate::budgets::{self, POUND};
use crate::conversation::Plan;
use crate::groups::Figures;
use crate::steady;

/// Seeds of what is made up.
const SEEDS: [u64; 3] = [1, 2, 3];

/// Groups from few people to many: what they cost, and whether they hold.
pub(crate) fn size() -> Outcome {
    let mut rows = Vec::new();
    for people in [100, 1_000, 10_000, 100_000] {
        for seed in SEEDS {
            rows.push((people, seed, of(&format!("people={people}"), seed)?));
        }
    }
    println!("| People | Seed | Answers | Cold | Warm | Warm to cold | Peak memory |");
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    for (people, seed, figures) in &rows {
        let Figures { answers, cold, warm, peak, .. } = figures;
        let peak = peak.map_or("not known".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
        let (ratio, cold, warm) = (warm / cold, milliseconds(*cold), milliseconds(*warm));
        println!("| {people} | {seed} | {answers} | {cold} | {warm} | {ratio:.2} | {peak} |");
    }
    println!();
    println!(
        "| People | Seed | Placed | Groups | Smallest | Silhouette | Found again | Another seed | Moved at first \
         | Moved most | Found again later |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (people, seed, figures) in &rows {
        println!(
            "| {people} | {seed} | {} | {} | {} | {:.2} | {:.3} | {:.3} | {} | {} | {:.3} |",
            percent(figures.placed),
            figures.groups,
            percent(figures.smallest),
            figures.silhouette,
            figures.found_again,
            figures.from_another_seed,
            percent(figures.moved),
            percent(figures.moved_most),
            figures.found_again_later
        );
    }
    Ok(())
}

/// Groups of 10,000 people that are told apart ever less easily.
pub(crate) fn clearness() -> Outcome {
    println!("| What is made up | Groups | Smallest | Silhouette | Found again | Another seed | Moved most |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let plain = "plain people=10000 statements=1000 filled=50 groups=3";
    for (what, plan) in [
        ("clear: three groups, all statements divide them, 80 % loyal", plain.to_owned()),
        ("two groups", format!("{plain} groups=2")),
        ("four groups", format!("{plain} groups=4")),
        ("five groups", format!("{plain} groups=5")),
        ("60 % loyal", format!("{plain} loyal=60")),
        ("40 % loyal", format!("{plain} loyal=40")),
        ("20 % loyal", format!("{plain} loyal=20")),
        ("no groups: everybody answers blindly", format!("{plain} loyal=0")),
        ("50 % of the statements divide", format!("{plain} divisive=50")),
        ("20 % of the statements divide", format!("{plain} divisive=20")),
        ("10 % of the statements divide", format!("{plain} divisive=10")),
        ("2 % of the statements divide", format!("{plain} divisive=2")),
        ("the same, 20 % filled", format!("{plain} divisive=2 filled=200")),
        ("some much busier than others", format!("{plain} uneven=1")),
        ("as in the tables by size", "people=10000".to_owned()),
    ] {
        let rows: Vec<Figures> = SEEDS.iter().map(|seed| of(&plan, *seed)).collect::<Result<_, _>>()?;
        let across = |figure: fn(&Figures) -> f64| range(rows.iter().map(figure), |number| format!("{number:.2}"));
        println!(
            "| {what} | {} | {} | {} | {} | {} | {} |",
            range(rows.iter().map(|row| row.groups as f64), |number| format!("{number}")),
            range(rows.iter().map(|row| row.smallest), percent),
            across(|row| row.silhouette),
            across(|row| row.found_again),
            across(|row| row.from_another_seed),
            range(rows.iter().map(|row| row.moved_most), percent),
        );
    }
    Ok(())
}

/// Conversations that go on for long while nobody changes their mind: how often people are told another group.
pub(crate) fn steady() -> Outcome {
    println!(
        "| Groups planted | People | Statements | Filled | Margin | Number changed | As from scratch | Moved \
         | Moved most |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    let plans =
        [(4, 10_000, 1_000, 50), (4, 2_000, 900, 100), (4, 800, 300, 100), (4, 300, 60, 300), (3, 300, 60, 300)];
    for (groups, people, statements, filled) in plans {
        for margin in [0.0, 1.0, 2.0, 3.0] {
            let plan = Plan { groups, ..Plan::plain(people, statements, filled) };
            let figures = steady::figures(plan, margin);
            println!(
                "| {groups} | {people} | {statements} | {} % | {margin} | {} | {} of {} | {} | {} |",
                filled / 10,
                figures.changes,
                figures.as_from_scratch,
                steady::CONVERSATIONS,
                percent(figures.moved),
                percent(figures.moved_most)
            );
        }
    }
    Ok(())
}

/// The figures of one conversation, from a process of its own, so that its memory is its own too.
fn of(plan: &str, seed: u64) -> Result<Figures, Box<dyn std::error::Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("groups").args(plan.split(' ')).arg(format!("seed={seed}"));
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{plan}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Equal shares on elections of several sizes.
pub(crate) fn budgets() -> Outcome {
    println!("| Voters | Projects | Without completion | Increment £1 | Increments | Runs | Winners | Budget spent |");
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (voters, projects) in [
        (1_000, 20),
        (1_000, 100),
        (1_000, 300),
        (10_000, 20),
        (10_000, 100),
        (10_000, 300),
        (50_000, 20),
        (50_000, 100),
        (50_000, 300),
    ] {
        let rows: Vec<budgets::Figures> =
            SEEDS.iter().map(|seed| budgets::figures(voters, projects, *seed, POUND)).collect::<Result<_, _>>()?;
        let whole = |figure: fn(&budgets::Figures) -> u64| {
            range(rows.iter().map(|row| figure(row) as f64), |number| format!("{number}"))
        };
        println!(
            "| {voters} | {projects} | {} | {} | {} | {} | {} | {} |",
            range(rows.iter().map(|row| row.without_completion), milliseconds),
            range(rows.iter().map(|row| row.with_completion), milliseconds),
            whole(|row| row.raises),
            whole(|row| row.runs),
            whole(|row| row.winners as u64),
            range(rows.iter().map(|row| row.spent), percent),
        );
    }
    println!();
    increments()
}

/// The same elections by smaller increments.
fn increments() -> Outcome {
    println!("| Voters | Projects | Increment | Time | Increments | Runs |");
    println!("|--:|--:|--:|--:|--:|--:|");
    for (voters, projects) in [(1_000, 20), (1_000, 100), (1_000, 300), (10_000, 100)] {
        for (name, increment) in [("£1", POUND), ("10p", 10), ("1p", 1)] {
            let figures = budgets::figures(voters, projects, SEEDS[0], increment)?;
            let budgets::Figures { with_completion, raises, runs, .. } = figures;
            let time = milliseconds(with_completion);
            println!("| {voters} | {projects} | {name} | {time} | {raises} | {runs} |");
        }
    }
    Ok(())
}

/// "2", or "2 to 5" where seeds differ.
fn range(numbers: impl Iterator<Item = f64>, written: impl Fn(f64) -> String) -> String {
    let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| {
        (f64::min(low, number), f64::max(high, number))
    });
    // Less than nothing by a hair is written as nothing.
    let written = |number| written(number).replace("-0.00", "0.00");
    let (low, high) = (written(low), written(high));
    if low == high { low } else { format!("{low} to {high}") }
}

fn milliseconds(seconds: f64) -> String {
    let milliseconds = seconds * 1e3;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
