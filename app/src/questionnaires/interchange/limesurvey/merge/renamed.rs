//! The short names of a file put back into the real keys and codes.

use std::collections::BTreeMap;

use super::super::super::super::definition::condition::{Condition, Operand, Test};
use super::super::super::super::definition::key::Key;
use super::super::super::super::definition::question::{Question, QuestionKind};
use super::super::super::super::definition::texts::Wording;
use super::super::names::QuestionNames;
use super::Merging;

/// The names in the file and what they are here.
pub(super) struct Renamed {
    pub(super) keys: BTreeMap<String, Key>,
    options: BTreeMap<Key, QuestionNames>,
}

impl Renamed {
    pub(super) fn of(merging: &Merging<'_>) -> Self {
        let mut renamed = Self { keys: BTreeMap::new(), options: BTreeMap::new() };
        for question in merging.now.imported.questionnaire.questions() {
            let of = merging.now.questions.get(&question.key).and_then(|of| merging.beside.questions.get(of));
            let Some(key) = of else { continue };
            if let Some(names) = merging.names.get(key) {
                renamed.keys.insert(question.key.to_string(), key.clone());
                renamed.options.insert(key.clone(), names.clone());
            }
        }
        renamed
    }

    /// The condition if it was changed, or else what it is here.
    pub(super) fn when(
        &self,
        now: Option<&Condition>,
        then: Option<&Condition>,
        here: Option<&Condition>,
    ) -> Option<Condition> {
        if now == then { here.cloned() } else { now.cloned().map(|when| self.condition(when)) }
    }

    pub(super) fn condition(&self, condition: Condition) -> Condition {
        condition.changed(&mut |mut of, is| {
            if let Some(key) = self.keys.get(of.key.as_str()) {
                of.key = key.clone();
                if let Some(names) = self.options.get(key) {
                    let is_row = of.part.is_some() && !names.columns.is_empty();
                    of.part = of.part.map(|part| names.option(&part));
                    let own = |text: String| if is_row { names.column(&text) } else { names.option(&text) };
                    let operand = |operand: Operand| match operand {
                        Operand::Text(text) => Operand::Text(own(text)),
                        number @ Operand::Number(_) => number,
                    };
                    return Condition::test(
                        of,
                        match is {
                            Test::Is(one) => Test::Is(operand(one)),
                            Test::IsOneOf(list) => Test::IsOneOf(list.into_iter().map(operand).collect()),
                            Test::Contains(code) => Test::Contains(names.option(&code)),
                            other => other,
                        },
                    );
                }
            }
            Condition::test(of, is)
        })
    }

    /// Words with the keys of the answers that they repeat.
    pub(super) fn words(&self, words: &Wording) -> Wording {
        let mut words = words.clone();
        words.change(|text| {
            let mut said = String::new();
            let mut rest = text;
            while let Some((before, after)) = rest.split_once("{{") {
                said.push_str(before);
                said.push_str("{{");
                rest = after;
                if let Some((name, otherwise)) = after.split_once('|')
                    && let Some(key) = self.keys.get(name)
                {
                    said.push_str(key.as_str());
                    said.push('|');
                    rest = otherwise;
                }
            }
            said.push_str(rest);
            said
        });
        words
    }

    /// A question that is new.
    pub(super) fn question(&self, mut question: Question) -> Question {
        if let Some(key) = self.keys.get(question.key.as_str()) {
            let names = self.options.get(key).cloned().unwrap_or_default();
            question.kind = self.kind(question.kind, &names);
        }
        for wording in [&mut question.label, &mut question.help, &mut question.error] {
            *wording = self.words(wording);
        }
        question.when = question.when.map(|when| self.condition(when));
        question
    }

    /// A kind that a question did not have here.
    pub(super) fn kind(&self, mut kind: QuestionKind, names: &QuestionNames) -> QuestionKind {
        let options = match &mut kind {
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
                &mut list.options
            }
            QuestionKind::Split { options, .. } => options,
            QuestionKind::Matrix { rows, columns, .. } => {
                columns.iter_mut().for_each(|column| column.code = names.column(&column.code));
                rows
            }
            _ => return kind,
        };
        for option in options {
            option.code = names.option(&option.code);
            option.when = option.when.take().map(|when| self.condition(when));
            option.label = self.words(&option.label);
        }
        kind
    }
}

impl QuestionNames {
    /// The code of an option here by its name in the file.
    fn option(&self, name: &str) -> String {
        self.blank(name).unwrap_or_else(|| match self.options.iter().find(|(_, known)| *known == name) {
            Some((code, _)) => code.clone(),
            None if name == "other" => self.other.clone().unwrap_or_else(|| name.to_owned()),
            None => name.to_owned(),
        })
    }

    /// The code of a column here by its name in the file.
    fn column(&self, name: &str) -> String {
        let found = || self.columns.iter().find(|(_, known)| *known == name).map(|(code, _)| code.clone());
        self.blank(name).or_else(found).unwrap_or_else(|| name.to_owned())
    }

    fn blank(&self, name: &str) -> Option<String> {
        self.blanks.iter().find(|(_, known)| known == name).map(|(blank, _)| blank.code().to_owned())
    }
}
