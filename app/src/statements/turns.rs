//! Whose turn it is: which statement somebody is asked next, so that all get answers. New ones come first until
//! they have a few, then those that show best where people stand (Polis' priority; `soundings_analysis::groups`).

use std::collections::BTreeMap;

use soundings_analysis::groups::{Tally, next_statement, priority};

use super::model::{Answer, Statement, StatementState};
use crate::ids::StatementId;

/// The share of a whole that `extremity` is kept in.
pub const MILLIONTHS: f64 = 1_000_000.0;

fn people(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// The counts beside a statement.
pub fn tally(statement: &Statement) -> Tally {
    Tally { agree: people(statement.agree), disagree: people(statement.disagree), pass: people(statement.pass) }
}

/// The statement to ask next, of those not answered yet; none when all are. The same seed gives the same
/// statement as long as nobody answers, so that looking at a page twice asks the same.
pub fn next<'a>(
    statements: &'a [Statement],
    answered: &BTreeMap<StatementId, Answer>,
    seed: u64,
) -> Option<&'a Statement> {
    let waiting = statements
        .iter()
        .filter(|statement| statement.state == StatementState::Published && !answered.contains_key(&statement.id))
        .map(|statement| (statement.number, priority(tally(statement), statement.extremity as f64 / MILLIONTHS)));
    let number = next_statement(waiting, seed)?;
    statements.iter().find(|statement| statement.number == number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Time;

    fn statement(number: i64, agree: i64, disagree: i64) -> Statement {
        Statement {
            id: StatementId(100 + number),
            number,
            response_id: None,
            text: format!("Statement {number}"),
            state: StatementState::Published,
            agree,
            disagree,
            pass: 0,
            extremity: 0,
            posted_at: Time(0),
        }
    }

    #[test]
    fn everything_is_asked_once_and_then_nothing() {
        let mut all: Vec<Statement> = (1..=5).map(|number| statement(number, 0, 0)).collect();
        all[2].state = StatementState::Removed;
        let mut answered = BTreeMap::new();
        while let Some(asked) = next(&all, &answered, answered.len() as u64) {
            assert!(answered.insert(asked.id, Answer::Pass).is_none());
        }
        assert_eq!(answered.keys().map(|id| id.0).collect::<Vec<_>>(), [101, 102, 104, 105]);
    }

    #[test]
    fn a_new_statement_is_asked_far_more_often_than_one_with_many_answers() {
        let all = [statement(1, 0, 0), statement(2, 200, 200)];
        let none = BTreeMap::new();
        let new = (0..1_000).filter(|seed| next(&all, &none, *seed).is_some_and(|asked| asked.number == 1)).count();
        assert!(new > 900, "{new}");
        assert!(new < 1_000, "the other one has its turn too");
    }
}
