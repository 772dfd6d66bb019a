//! How the mathematics behaves as consultations grow: docs/scale.md is written from what this prints.
//!
//! ```text
//! cargo run --release -p soundings-analysis --example scale -- size       groups, 100 to 100,000 people
//! cargo run --release -p soundings-analysis --example scale -- clearness  groups that are ever harder to tell apart
//! cargo run --release -p soundings-analysis --example scale -- steady     how often people are told another group
//! cargo run --release -p soundings-analysis --example scale -- budgets    equal shares, up to 50,000 voters
//! ```
//!
//! Everything is made up from seeds, so all but times and memory come out the same each time. For `make bench` there
//! are also `groups` and `votes`, each with words such as `plain people=2000 statements=900 filled=100 seed=1`: the
//! first prints the figures of this one conversation as JSON, the second its answers as a Polis votes file.

mod agreement;
mod budgets;
mod conversation;
mod election;
mod groups;
mod steady;
mod tables;

use std::io::{BufWriter, Write};

use soundings_analysis::groups::Choice;

use crate::conversation::{Conversation, Plan};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["size"] => tables::size(),
        ["clearness"] => tables::clearness(),
        ["steady"] => tables::steady(),
        ["budgets"] => tables::budgets(),
        ["groups", plan @ ..] => {
            println!("{}", serde_json::to_string(&groups::figures(plan_from(plan)?))?);
            Ok(())
        }
        ["votes", plan @ ..] => write_votes(plan_from(plan)?),
        _ => {
            Err("say size, clearness, steady or budgets; the top of analysis/examples/scale/main.rs explains them"
                .into())
        }
    }
}

/// The usual plan, or after the word `plain` the one of the benches, with what the words change about it.
fn plan_from(words: &[&str]) -> Result<Plan, Box<dyn std::error::Error>> {
    let mut plan = Plan::default();
    for word in words {
        if *word == "plain" {
            plan = Plan::plain(plan.people, plan.statements, plan.filled);
            continue;
        }
        let (name, number) = word.split_once('=').ok_or_else(|| format!("{word} should look like people=2000"))?;
        let number: u32 = number.parse().map_err(|_| format!("{word} should end in a whole number"))?;
        match name {
            "people" => plan.people = number.into(),
            "statements" => plan.statements = number.into(),
            "filled" => plan.filled = number.into(),
            "groups" => plan.groups = u64::from(number).max(1),
            "divisive" => plan.divisive = number.into(),
            "loyal" => plan.loyal = number.into(),
            "uneven" => plan.uneven = number > 0,
            "seed" => plan.seed = number.into(),
            _ => return Err(format!("there is no {name} in a plan: see conversation.rs").into()),
        }
    }
    Ok(plan)
}

fn write_votes(plan: Plan) -> Outcome {
    let mut out = BufWriter::new(std::io::stdout().lock());
    writeln!(out, "timestamp,comment-id,voter-id,vote")?;
    for (time, vote) in Conversation::made_up(plan).votes.iter().enumerate() {
        let sign = match vote.choice {
            Choice::Agree => 1,
            Choice::Pass => 0,
            Choice::Disagree => -1,
        };
        writeln!(out, "{time},{},{},{sign}", vote.statement, vote.participant)?;
    }
    Ok(out.flush()?)
}
