//! What the names of a form stand for with us: questions, rows of a matrix, parts of something shared out, or things that
//! were not taken over.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::key::Key;

/// The names of the options in the form, each with its code here. A name can stand for two options that differ by when they
/// are offered.
pub(super) type Codes = Vec<(String, String)>;

/// How a question is answered, as far as conditions care.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answering {
    /// By one option.
    One(Codes),
    /// By several.
    Several(Codes),
    /// By a point of a scale: the names that the form has for the points, in order.
    Scale(Vec<String>),
    /// By options in order.
    Rank(Codes),
    /// By a number.
    Number,
    /// By words.
    Text,
    /// By a day.
    Date,
    /// By a file.
    File,
    /// Not at all.
    Nothing,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NameMeaning {
    /// A question.
    Question(Key, Answering),
    /// A row of a matrix.
    MatrixRow(Key, String, Codes),
    /// A matrix, or something shared out, as a whole.
    Whole(Key),
    /// A part of what is shared out.
    Part(Key, String),
    /// A group.
    Group,
    /// What was not taken over, in a word or two: "calculate".
    Gone(String),
    /// Several things.
    Ambiguous,
}

/// What the names of a form stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct FormNames(BTreeMap<String, NameMeaning>);

impl FormNames {
    /// Says what a name stands for; a name that is used twice stands for nothing certain.
    pub(super) fn add(&mut self, name: &str, meaning: NameMeaning) {
        let asks = |meaning: &NameMeaning| !matches!(meaning, NameMeaning::Group);
        match self.0.get(name) {
            Some(before) if asks(before) && asks(&meaning) => self.0.insert(name.to_owned(), NameMeaning::Ambiguous),
            Some(before) if asks(before) => return,
            _ => self.0.insert(name.to_owned(), meaning),
        };
    }

    /// What a name stands for, with the name.
    pub(super) fn entry(&self, name: &str) -> Option<(&str, &NameMeaning)> {
        self.0.get_key_value(name).map(|(name, meaning)| (name.as_str(), meaning))
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&NameMeaning> {
        self.0.get(name)
    }

    /// The question whose parts or rows these are, if they are all that it has.
    pub(super) fn whole_of(&self, names: &[&str]) -> Option<&Key> {
        let key = names.first().and_then(|name| part_of(self.get(name)?))?;
        let all = self.0.values().filter(|meaning| part_of(meaning) == Some(key)).count();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        let same = distinct.len() == all && names.iter().all(|name| self.get(name).and_then(part_of) == Some(key));
        same.then_some(key)
    }
}

const fn part_of(meaning: &NameMeaning) -> Option<&Key> {
    match meaning {
        NameMeaning::Part(key, _) | NameMeaning::MatrixRow(key, ..) => Some(key),
        _ => None,
    }
}
