//! Comparing with figures that other programs worked out.

#![allow(dead_code, reason = "each file of tests uses some of it")]

use std::collections::HashMap;

use serde_json::Value;
use soundings_analysis::groups::{Representative, Shared, Side};

pub(crate) fn integers(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect()
}

pub(crate) fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// An object whose keys are numbers.
pub(crate) fn by_number<T>(object: &Value, read: impl Fn(&Value) -> T) -> HashMap<i64, T> {
    object.as_object().unwrap().iter().map(|(key, value)| (key.parse().unwrap(), read(value))).collect()
}

pub(crate) fn cosine(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[track_caller]
pub(crate) fn assert_close(ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap();
    assert!((ours - theirs).abs() <= 1e-6, "{what}: ours {ours}, theirs {theirs}");
}

/// Statements that represent a group, in the form that Polis' programs share.
#[track_caller]
pub(crate) fn assert_represented_alike(ours: &[Representative], theirs: &Value, what: &str) {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert_eq!(ours.statement, theirs["tid"], "{what}");
        assert_eq!(if ours.side == Side::Agree { "agree" } else { "disagree" }, theirs["repful-for"], "{what}");
        assert_eq!(ours.best_agreement, theirs["best-agree"].as_bool().unwrap_or(false), "{what}");
        assert_eq!(ours.figures.count, theirs["n-success"], "{what}");
        assert_eq!(ours.figures.answers, theirs["n-trials"], "{what}");
        assert_close(ours.figures.probability, &theirs["p-success"], "p-success");
        assert_close(ours.figures.probability_test, &theirs["p-test"], "p-test");
        assert_close(ours.figures.representativeness, &theirs["repness"], "repness");
        assert_close(ours.figures.representativeness_test, &theirs["repness-test"], "repness-test");
    }
}

/// Statements that all share, in the form that Polis' programs share.
#[track_caller]
pub(crate) fn assert_shared_alike(ours: &[Shared], theirs: &Value, what: &str) {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert_eq!(ours.statement, theirs["tid"], "{what}");
        assert_eq!(ours.count, theirs["n-success"], "{what}");
        assert_eq!(ours.answers, theirs["n-trials"], "{what}");
        assert_close(ours.probability, &theirs["p-success"], "p-success");
        assert_close(ours.probability_test, &theirs["p-test"], "p-test");
    }
}
