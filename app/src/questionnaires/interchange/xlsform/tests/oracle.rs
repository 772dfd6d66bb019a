//! An evaluator of expressions as programs for forms have them: answers are texts, an answer that was not given is an
//! empty one, and comparing goes by the rules of XPath. It knows nothing of our conditions, so that it can say whether
//! theirs and ours are true of the same people.

use super::super::xpath::{Comparison, Expression};

/// What an expression comes to.
#[derive(Clone, Debug)]
pub(super) enum Worth {
    Words(String),
    Number(f64),
    Truth(bool),
}

impl Worth {
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Words(words) => !words.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(yes) => *yes,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Number(number) => number.to_string(),
            Self::Truth(yes) => yes.to_string(),
        }
    }

    /// As a number: a day counts as the days since some day, since that is how forms compare days.
    fn number(&self) -> f64 {
        match self {
            Self::Words(words) => {
                match words.split('-').map(str::parse::<u32>).collect::<Result<Vec<_>, _>>().as_deref() {
                    Ok([year, month, day]) if words.len() == 10 => f64::from(year * 372 + month * 31 + day),
                    _ => words.trim().parse().unwrap_or(f64::NAN),
                }
            }
            Self::Number(number) => *number,
            Self::Truth(yes) => f64::from(u8::from(*yes)),
        }
    }
}

/// What an expression comes to, given the answer to each name.
pub(super) fn worth(expression: &Expression, answer: &dyn Fn(&str) -> String) -> Worth {
    let of = |expression: &Expression| worth(expression, answer);
    match expression {
        Expression::Text(text) => Worth::Words(text.clone()),
        Expression::Number(number) => Worth::Number(number.as_f64()),
        Expression::Of(name) => Worth::Words(answer(name)),
        Expression::Own | Expression::Named(_) => panic!("{expression:?} has no worth here"),
        Expression::All(parts) => Worth::Truth(parts.iter().all(|part| of(part).truth())),
        Expression::Any(parts) => Worth::Truth(parts.iter().any(|part| of(part).truth())),
        Expression::Sum(left, sign, right) => {
            let (left, right) = (of(left).number(), of(right).number());
            Worth::Number(match *sign {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                "div" => left / right,
                _ => left % right,
            })
        }
        Expression::Compared(left, how, right) => Worth::Truth(compared(&of(left), *how, &of(right))),
        Expression::Call(name, given) => {
            let first = given.first().map(&of);
            let chosen = |words: &Worth| words.words().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            match (name.as_str(), first, given.get(1).map(&of)) {
                ("true", ..) => Worth::Truth(true),
                ("false", ..) => Worth::Truth(false),
                ("not", Some(inner), _) => Worth::Truth(!inner.truth()),
                ("number", Some(inner), _) => Worth::Number(inner.number()),
                ("date", Some(inner), _) => inner,
                ("selected", Some(of), Some(code)) => Worth::Truth(chosen(&of).contains(&code.words())),
                ("count-selected", Some(of), _) => {
                    let count = u32::try_from(chosen(&of).len()).unwrap();
                    Worth::Number(f64::from(count))
                }
                ("string-length", Some(of), _) => {
                    let length = u32::try_from(of.words().chars().count()).unwrap();
                    Worth::Number(f64::from(length))
                }
                ("selected-at", Some(of), Some(at)) => {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a small place in a list"
                    )]
                    let at = at.number() as usize;
                    Worth::Words(chosen(&of).get(at).cloned().unwrap_or_default())
                }
                ("coalesce", Some(of), Some(other)) => {
                    if of.words().is_empty() {
                        other
                    } else {
                        of
                    }
                }
                ("concat", ..) => Worth::Words(given.iter().map(|part| of(part).words()).collect()),
                (name, ..) => panic!("the function {name} has no worth here"),
            }
        }
    }
}

fn compared(left: &Worth, how: Comparison, right: &Worth) -> bool {
    let equality = matches!(how, Comparison::Equal | Comparison::Unequal);
    if equality && (matches!(left, Worth::Truth(_)) || matches!(right, Worth::Truth(_))) {
        return (left.truth() == right.truth()) == (how == Comparison::Equal);
    }
    if equality && matches!((left, right), (Worth::Words(_), Worth::Words(_))) {
        return (left.words() == right.words()) == (how == Comparison::Equal);
    }
    match left.number().partial_cmp(&right.number()) {
        Some(order) => how.holds(order),
        None => how == Comparison::Unequal,
    }
}
