//! Statements as forms: agree, disagree or pass for each of them, and one for a statement of one's own; and the reading of what
//! was filled in.

use leptos::prelude::*;

use super::desk::StatementContribution;
use super::model::Answer;
use super::rules;
use crate::ids::StatementId;
use crate::moderation::screening::why_held;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk;
use crate::site::{Fields, FormErrors};
use crate::ui::form::{Field, FieldKind, FieldOption, Names, radios};

/// Reads an answer to a statement.
pub fn answer(filled: &Fields, errors: &mut FormErrors) -> Option<Answer> {
    filled.expect_only(&["answer"], errors);
    let answer = Answer::from_word(filled.text("answer"));
    if answer.is_none() {
        errors.add("form", "Choose agree, disagree or pass");
    }
    answer
}

/// Reads a statement of one's own.
pub fn own(filled: &Fields, errors: &mut FormErrors) -> Option<String> {
    filled.expect_only(&["text", "anyway"], errors);
    errors.check("text", rules::wording(filled.raw_text("text")))
}

/// What is done with a statement of one's own, and whether a moderator looks before it is shown.
pub fn add(text: String) -> (StatementContribution, bool) {
    let held = why_held(&text).is_some();
    (StatementContribution::Add { text, held }, held)
}

/// One statement to answer.
pub struct StatementAnswer {
    /// The statement.
    pub statement: StatementId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it says.
    pub text: String,
}

impl AnswerForm for StatementAnswer {
    fn word(&self) -> String {
        format!("statement-{}", self.number)
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let choices = Answer::ALL.into_iter().map(|answer| FieldOption::new(answer.word(), answer.title())).collect();
        radios(&names.of("answer"), &self.text, choices, filled.text("answer"), errors)
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        if filled.text("answer").is_empty() {
            return None;
        }
        let answer = answer(filled, errors)?;
        Some(Box::new(StatementContribution::Answer { statement: self.statement, answer }))
    }
}

/// A statement of one's own.
pub struct OwnStatement;

impl AnswerForm for OwnStatement {
    fn word(&self) -> String {
        "own-statement".to_owned()
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        Field::new(names.of("text"), "A statement of your own, for others to answer")
            .kind(FieldKind::Lines(3))
            .value(filled.raw_text("text"))
            .show(errors)
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        if filled.text("text").is_empty() {
            return None;
        }
        let (contribution, _) = add(own(filled, errors)?);
        Some(Box::new(contribution))
    }
}
