//! What each variable of a survey is: the answer to a question, a tick, a row, a place.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::super::super::definition::key::Key;

/// The code by which LimeSurvey knows that "other" was chosen.
pub(in super::super) const OTHER: &str = "-oth-";
/// What a variable looks at.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Looked {
    /// The one answer to a question.
    Answer(Key),
    /// Whether an option was ticked.
    Tick(Key, String),
    /// What was written beside an option: whether anything was is all that can be asked. The last says whether it is one
    /// of those that are ticked.
    Beside(Key, String, bool),
    /// A row of a matrix, by its code.
    RowOf(Key, String),
    /// What an option was given of what is shared out.
    Share(Key, String),
    /// What was put in this place, from 1.
    Placed(Key, usize),
    /// Several things at once: all that a question asks.
    Group(Vec<Looked>),
    /// Something that is not here, and why.
    Gone(String),
}

/// What kind of answers a question takes, as far as comparing goes.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Compares {
    /// One of some options: their codes in the file with the codes here.
    Codes(Vec<NamedChoice>),
    /// A number.
    Number,
    /// Words.
    Words,
    /// A date.
    Date,
    /// Only whether there is something.
    Something,
}

/// An option as an equation names it.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct NamedChoice {
    /// Its code in the file.
    pub(in super::super) named: String,
    /// Its code here.
    pub(in super::super) code: String,
    /// What it is called, in each language.
    pub(in super::super) labels: Vec<String>,
}

/// What is known of a question that conditions look at.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Judged {
    /// What its answers are compared as.
    pub(in super::super) compares: Compares,
    /// All that is ticked, filled in or put in order for it, if that is several.
    pub(in super::super) several: Vec<Looked>,
    /// Whether it may not be shown: its group, if that has a condition, and whether it has one itself.
    pub(in super::super) conditional: (Option<usize>, bool),
}

/// Every variable of a survey.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Variables {
    /// What each name looks at.
    pub(in super::super) named: BTreeMap<String, Looked>,
    /// The questions.
    pub(in super::super) judged: BTreeMap<Key, Judged>,
    /// How many tests were written out for what is shorter in the file.
    pub(in super::super) spent: Cell<usize>,
}

/// The parts of something whose code is this one, or is not.
pub(super) fn only(looked: Looked, part: &str, is: bool) -> Looked {
    let Looked::Group(several) = looked else { return looked };
    let fits = |one: &Looked| match one {
        Looked::Tick(_, code) | Looked::Beside(_, code, _) | Looked::RowOf(_, code) | Looked::Share(_, code) => {
            code == part
        }
        Looked::Answer(key) => key.as_str().ends_with(&format!("_{part}")),
        _ => false,
    };
    Looked::Group(several.into_iter().filter(|one| fits(one) == is).collect())
}

/// The questions that something looks at.
pub(super) fn keys(looked: &Looked) -> Vec<Key> {
    match looked {
        Looked::Answer(key)
        | Looked::Tick(key, _)
        | Looked::Beside(key, _, _)
        | Looked::RowOf(key, _)
        | Looked::Share(key, _)
        | Looked::Placed(key, _) => vec![key.clone()],
        Looked::Group(of) => of.iter().flat_map(keys).collect::<BTreeSet<_>>().into_iter().collect(),
        Looked::Gone(_) => Vec::new(),
    }
}
