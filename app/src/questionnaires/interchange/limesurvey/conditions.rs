//! LimeSurvey's old table of conditions, read as the equation that LimeSurvey makes of it: rows that look at the same answer
//! are alternatives; different answers have to hold together; and of several scenarios one is enough.

use std::collections::BTreeMap;

use super::super::super::definition::condition::Bound;
use super::script::{Script, Sign};
use super::source::LimeCondition;

/// The equation of the rows of one question.
///
/// # Errors
/// A row that is not understood, in a sentence.
pub(super) fn equation(rows: &[LimeCondition]) -> Result<Script, String> {
    let mut scenarios: BTreeMap<i64, BTreeMap<(i64, String), Vec<Script>>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        let scenario = scenarios.entry(row.scenario.trim().parse().unwrap_or(1)).or_default();
        let field = row.field.trim();
        let mut group = (row.of.trim().parse().unwrap_or(0), field.to_owned());
        // A column that is named in full stands by itself.
        if field.starts_with('+') {
            group.1 = format!("{field} {place}");
        }
        scenario.entry(group).or_default().push(one(row)?);
    }
    let scenarios = scenarios.into_values().map(|answers| all(answers.into_values().map(any).collect()));
    Ok(any(scenarios.collect()))
}

fn any(mut of: Vec<Script>) -> Script {
    if of.len() == 1 { of.remove(0) } else { Script::Any(of) }
}

fn all(mut of: Vec<Script>) -> Script {
    if of.len() == 1 { of.remove(0) } else { Script::All(of) }
}

/// One row.
fn one(row: &LimeCondition) -> Result<Script, String> {
    let field = row.field.trim().trim_start_matches('+');
    if field.starts_with('{') {
        return Err("It looks at a list of participants, which there is none of here.".to_owned());
    }
    if row.lost {
        return Err("The file does not say what it is compared with.".to_owned());
    }
    let value = row.value.trim();
    if value.starts_with('@') || value.starts_with('{') && value.ends_with('}') {
        return Err("It compares two answers with each other, which conditions here do not.".to_owned());
    }
    // With `.NAOK`, as LimeSurvey writes these: a hidden question counts as empty.
    let looked = Script::Name(format!("{field}.NAOK"));
    let value = if value.is_empty() {
        Script::Text(String::new())
    } else {
        value.parse().map_or_else(|_| Script::Text(value.to_owned()), Script::Number)
    };
    let sign = match row.method.trim() {
        "==" | "=" | "" => Sign::Equal(false),
        "!=" => Sign::Unequal,
        "<" | "a<b" => Sign::Ordered(Bound::Less),
        "<=" | "a<=b" => Sign::Ordered(Bound::AtMost),
        ">" | "a>b" => Sign::Ordered(Bound::More),
        ">=" | "a>=b" => Sign::Ordered(Bound::AtLeast),
        "RX" => return Err("It matches an answer with a regular expression, which conditions here do not.".to_owned()),
        other => return Err(format!("“{other}” is no comparison that is known.")),
    };
    Ok(Script::Two(sign, Box::new(looked), Box::new(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(scenario: &str, of: &str, field: &str, value: &str) -> LimeCondition {
        LimeCondition {
            scenario: scenario.into(),
            of: of.into(),
            field: field.into(),
            method: "==".into(),
            value: value.into(),
            lost: false,
        }
    }

    #[test]
    fn the_same_answer_is_or_different_answers_are_and_scenarios_are_or() {
        let rows = [
            row("1", "5", "1X2X5", "A"),
            row("1", "6", "1X2X6", "Y"),
            row("1", "5", "1X2X5", "B"),
            row("2", "7", "1X2X7", "3"),
        ];
        let Ok(Script::Any(scenarios)) = equation(&rows) else { panic!("two scenarios") };
        assert_eq!(scenarios.len(), 2);
        let Some(Script::All(both)) = scenarios.first() else { panic!("two answers") };
        assert!(matches!(both.first(), Some(Script::Any(alternatives)) if alternatives.len() == 2));
        assert!(matches!(both.get(1), Some(Script::Two(Sign::Equal(false), ..))));
        assert!(matches!(scenarios.get(1), Some(Script::Two(..))));
    }

    #[test]
    fn rows_of_one_matrix_have_to_hold_together() {
        let rows = [row("1", "5", "1X2X5a", "1"), row("1", "5", "1X2X5b", "1")];
        assert!(matches!(equation(&rows), Ok(Script::All(both)) if both.len() == 2));
        let ticks = [row("1", "5", "+1X2X5a", "Y"), row("1", "5", "+1X2X5b", "Y")];
        assert!(matches!(equation(&ticks), Ok(Script::All(both)) if both.len() == 2));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let participant = row("1", "0", "{TOKEN:EMAIL}", "x");
        let compared = row("1", "5", "1X2X5", "@1X2X6@");
        let pattern = LimeCondition { method: "RX".into(), ..row("1", "5", "1X2X5", "^a") };
        for row in [participant, compared, pattern] {
            assert!(equation(&[row]).is_err());
        }
    }
}
