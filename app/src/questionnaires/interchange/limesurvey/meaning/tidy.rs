//! Conditions made shorter without changing what they mean, and what a hidden question makes of them.

use super::super::super::super::definition::condition::{Condition, Standing};
use super::super::super::super::definition::key::Key;

/// The same without parts that always or never hold, and without brackets in brackets that change nothing.
pub(super) fn tidied(condition: Condition) -> Condition {
    // What decides the whole: nothing in "all of them", something in "any of them".
    let list = |of: Vec<Condition>, all: bool| {
        let mut left = Vec::new();
        for one in of.into_iter().map(tidied) {
            match one {
                Condition::Always(always) if always == all => {}
                Condition::Always(always) => return Condition::Always(always),
                Condition::All(inner) if all => left.extend(inner),
                Condition::Any(inner) if !all => left.extend(inner),
                other => left.push(other),
            }
        }
        match (left.pop(), left.is_empty(), all) {
            (None, _, _) => Condition::Always(all),
            (Some(only), true, _) => only,
            (Some(last), false, true) => {
                left.push(last);
                Condition::All(left)
            }
            (Some(last), false, false) => {
                left.push(last);
                Condition::Any(left)
            }
        }
    };
    match condition {
        Condition::All(of) => list(of, true),
        Condition::Any(of) => list(of, false),
        Condition::Not(inner) => tidied(*inner).negated(),
        other => other,
    }
}

/// Whether a condition holds where a question is not asked, as far as that alone decides it.
pub(super) fn without(condition: &Condition, key: &Key) -> Option<bool> {
    match condition {
        Condition::Always(always) => Some(*always),
        Condition::Not(inner) => without(inner, key).map(|holds| !holds),
        Condition::All(of) => of
            .iter()
            .try_fold(Some(true), |all, one| match without(one, key) {
                Some(false) => Err(Some(false)),
                None => Ok(None),
                Some(true) => Ok(all),
            })
            .unwrap_or_else(|decided| decided),
        Condition::Any(of) => of
            .iter()
            .try_fold(Some(false), |any, one| match without(one, key) {
                Some(true) => Err(Some(true)),
                None => Ok(None),
                Some(false) => Ok(any),
            })
            .unwrap_or_else(|decided| decided),
        Condition::Test { of, is } if of.key == *key => Some(is.holds(of, Standing::NotAsked)),
        Condition::Test { .. } => None,
    }
}
