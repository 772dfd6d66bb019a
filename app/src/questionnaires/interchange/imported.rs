//! What comes of reading somebody else's file: the questionnaire, and everything that could not be taken over. A condition
//! that is not understood never turns into "always shown": it is listed, and either the import stops or whoever imports
//! agrees that the question is left out, with all that hangs on it.

use std::collections::BTreeSet;
use std::fmt;

use super::super::definition::condition::Condition;
use super::super::definition::piping::{Piece, pieces, piped};
use super::super::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use super::super::definition::texts::Wording;

/// A questionnaire that was read from somebody else's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What could be taken over. A question whose condition is not understood is in it, asked of nobody.
    pub questionnaire: Questionnaire,
    /// What could not be taken over, in the order of the file.
    pub dropped: Vec<Dropped>,
    /// What was changed or should be looked at, each in a sentence.
    pub warnings: Vec<String>,
    /// The conditions that are not understood. As long as there is one, the questionnaire is not to be used.
    pub unclear: Vec<UnclearCondition>,
}

/// Something that cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The question, group or row, as the file calls it.
    pub name: String,
    /// What is left out: "repeat", "calculate", "constraint", "media" and so on.
    pub what: String,
    /// Why, in a sentence.
    pub why: String,
}

/// A condition that is not understood: the import stops unless the question is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnclearCondition {
    /// The key of the question or page that it belongs to.
    pub question: String,
    /// The condition as the file has it.
    pub condition: String,
    /// What is not understood, in a sentence.
    pub why: String,
}

/// Why a file cannot be imported at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotImported {
    /// In a sentence.
    pub why: String,
}

impl NotImported {
    /// With its reason, in a sentence.
    pub fn because(why: impl Into<String>) -> Self {
        Self { why: why.into() }
    }
}

impl fmt::Display for NotImported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for NotImported {}

impl Dropped {
    /// Something by its name in the file, what it is and why it is left out.
    pub fn new(name: impl Into<String>, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { name: name.into(), what: what.into(), why: why.into() }
    }
}

impl Imported {
    /// The same without the questions and pages whose conditions are unclear and without everything that refers to them,
    /// each named among what was dropped.
    #[must_use]
    pub fn without_unclear(mut self) -> Self {
        let mut out: BTreeSet<String> = BTreeSet::new();
        for unclear in std::mem::take(&mut self.unclear) {
            out.insert(unclear.question.clone());
            self.dropped.push(Dropped::new(
                unclear.question,
                "condition",
                format!("The condition “{}” is not understood: {}", unclear.condition, unclear.why),
            ));
        }
        for page in &self.questionnaire.pages {
            if out.contains(page.key.as_str()) {
                for question in &page.questions {
                    if out.insert(question.key.to_string()) {
                        let why = format!("It is on the page {}, whose condition is not understood.", page.key);
                        self.dropped.push(Dropped::new(question.key.as_str(), question.kind.word(), why));
                    }
                }
            }
        }
        self.follow(&mut out);
        self.leave_out(&out);
        self
    }

    /// Adds the questions that hang on those that are left out, until there are no more.
    fn follow(&mut self, out: &mut BTreeSet<String>) {
        loop {
            let mut more = Vec::new();
            for page in &self.questionnaire.pages {
                let page_refers = refers(page.when.as_ref(), out);
                for question in page.questions.iter().filter(|question| !out.contains(question.key.as_str())) {
                    if let Some(on) = page_refers.or_else(|| refers(question.when.as_ref(), out)) {
                        let why = format!("Whether it is asked depends on {on}, which is left out.");
                        more.push(Dropped::new(question.key.as_str(), question.kind.word(), why));
                    }
                }
            }
            if more.is_empty() {
                return;
            }
            out.extend(more.iter().map(|dropped| dropped.name.clone()));
            self.dropped.append(&mut more);
        }
    }

    fn leave_out(&mut self, out: &BTreeSet<String>) {
        let Self { questionnaire: whole, dropped, warnings, .. } = self;
        whole.pages.retain_mut(|page| {
            let had = page.questions.len();
            page.questions.retain(|question| !out.contains(question.key.as_str()));
            page.questions.len() == had || !page.questions.is_empty()
        });
        for question in whole.pages.iter_mut().flat_map(|page| &mut page.questions) {
            let key = question.key.to_string();
            for options in option_lists(question) {
                options.retain(|option| match refers(option.when.as_ref(), out) {
                    None => true,
                    Some(on) => {
                        let why = format!("Whether it is offered depends on {on}, which is left out.");
                        dropped.push(Dropped::new(format!("{key}/{}", option.code), "option", why));
                        false
                    }
                });
            }
        }
        for key in out {
            each_wording(whole, |of, wording| {
                if wording.all().any(|(_, text)| piped(text).iter().any(|(to, _)| to == key)) {
                    wording.change(|text| without_reference(text, key));
                    warnings.push(format!("{of} no longer repeats the answer to {key}, which is left out."));
                }
            });
        }
    }
}

fn refers<'a>(when: Option<&Condition>, out: &'a BTreeSet<String>) -> Option<&'a str> {
    when?.tests().into_iter().find_map(|(of, _)| out.get(of.key.as_str()).map(String::as_str))
}

fn option_lists(question: &mut Question) -> Vec<&mut Vec<AnswerOption>> {
    match &mut question.kind {
        QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
            vec![&mut list.options]
        }
        QuestionKind::Split { options, .. } => vec![options],
        QuestionKind::Matrix { rows, columns, .. } => vec![rows, columns],
        _ => Vec::new(),
    }
}

/// Every wording of a questionnaire with what it belongs to.
fn each_wording(whole: &mut Questionnaire, mut with: impl FnMut(&str, &mut Wording)) {
    for page in &mut whole.pages {
        with(&format!("The title of the page {}", page.key), &mut page.title);
        for question in &mut page.questions {
            let of = format!("The question {}", question.key);
            for wording in [&mut question.label, &mut question.help, &mut question.error, &mut question.note] {
                with(&of, wording);
            }
            for option in option_lists(question).into_iter().flatten() {
                with(&of, &mut option.label);
            }
            if let QuestionKind::Scale { points } = &mut question.kind {
                points.iter_mut().for_each(|point| with(&of, point));
            }
        }
    }
    with("The text at the end", &mut whole.thanks);
}

/// The text with the words for "not answered" wherever the answer to this question was to be repeated.
fn without_reference(text: &str, to: &str) -> String {
    let written = pieces(text).into_iter().map(|piece| match piece {
        Piece::Plain(plain) => plain.to_owned(),
        Piece::Piped { key, otherwise } if key == to => otherwise.to_owned(),
        Piece::Piped { key, otherwise } => format!("{{{{{key}|{otherwise}}}}}"),
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::definition::document;
    use super::*;

    fn imported(unclear: &[&str]) -> Imported {
        let questionnaire = document::from_toml(
            r#"
            [[page]]
            key = "p1"
            question = [
                { key = "a", type = "one-of", label = "A", option = [{ code = "x" }, { code = "y" }] },
                { key = "b", type = "short-text", label = "B", when = 'a = "x"' },
            ]
            [[page]]
            key = "p2"
            when = 'b = "z"'
            question = [{ key = "c", type = "short-text", label = "C" }]
            [[page]]
            key = "p3"
            question = [
                { key = "d", type = "one-of", label = "You said {{b|nothing}}.", option = [
                    { code = "x", when = 'b = "q"' }, { code = "y" },
                ] },
                { key = "e", type = "short-text", label = "E", when = 'c = "z" or a = "x"' },
            ]
            "#,
        )
        .unwrap();
        let unclear = unclear.iter().map(|question| UnclearCondition {
            question: (*question).to_owned(),
            condition: "position(..) = 1".to_owned(),
            why: "Positions mean nothing here.".to_owned(),
        });
        Imported { questionnaire, dropped: Vec::new(), warnings: Vec::new(), unclear: unclear.collect() }
    }

    #[test]
    fn what_is_unclear_is_left_out_with_all_that_hangs_on_it() {
        let left = imported(&["b"]).without_unclear();
        let keys: Vec<&str> = left.questionnaire.questions().map(|question| question.key.as_str()).collect();
        assert_eq!(keys, ["a", "d"]);
        let named: Vec<&str> = left.dropped.iter().map(|dropped| dropped.name.as_str()).collect();
        assert_eq!(named, ["b", "c", "e", "d/x"]);
        assert_eq!(left.questionnaire.pages.len(), 2, "a page with nothing left goes too");
        let label = &left.questionnaire.question("d").unwrap().label;
        assert_eq!(label.all().next().unwrap().1, "You said nothing.");
        assert!(left.unclear.is_empty() && left.warnings.len() == 1);
    }

    #[test]
    fn a_page_that_is_unclear_takes_its_questions_along() {
        let left = imported(&["p3"]).without_unclear();
        let keys: Vec<&str> = left.questionnaire.questions().map(|question| question.key.as_str()).collect();
        assert_eq!(keys, ["a", "b", "c"]);
        assert!(left.dropped.iter().any(|dropped| dropped.name == "p3"));
        assert!(left.dropped.iter().any(|dropped| dropped.name == "e" && dropped.why.contains("p3")));
    }

    #[test]
    fn what_is_clear_stays_as_it_is() {
        let before = imported(&[]);
        assert_eq!(before.clone().without_unclear(), before);
    }
}
