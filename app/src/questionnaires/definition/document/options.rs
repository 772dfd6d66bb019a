//! An option of a question, or a row or column of a matrix, as a document.

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::key::can_be_code;
use crate::questionnaires::definition::question::AnswerOption;
use crate::questionnaires::definition::texts::{Language, Wording};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct OptionDocument {
    code: String,
    #[serde(default)]
    label: Wording,
    #[serde(default, skip_serializing_if = "is_false")]
    exclusive: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    write_in: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    fixed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
    #[serde(default, skip_serializing_if = "is_false")]
    retired: bool,
}

impl From<&AnswerOption> for OptionDocument {
    fn from(option: &AnswerOption) -> Self {
        Self {
            code: option.code.clone(),
            label: option.label.clone(),
            exclusive: option.exclusive,
            write_in: option.write_in,
            fixed: option.fixed,
            when: option.when.clone(),
            retired: option.retired,
        }
    }
}

impl OptionDocument {
    fn read(self, first: &Language) -> Result<AnswerOption, String> {
        if !can_be_code(&self.code) {
            return Err(format!(
                "{:?} cannot be the code of an option: a code has 1 to 64 characters, without spaces, slashes and quotation \
                 marks",
                self.code
            ));
        }
        let mut option = AnswerOption {
            code: self.code,
            label: self.label,
            exclusive: self.exclusive,
            write_in: self.write_in,
            fixed: self.fixed,
            when: self.when,
            retired: self.retired,
        };
        option.label.settle(first);
        Ok(option)
    }
}

pub(super) fn documents(options: &[AnswerOption]) -> Vec<OptionDocument> {
    options.iter().map(OptionDocument::from).collect()
}

pub(super) fn read_options(documents: Vec<OptionDocument>, first: &Language) -> Result<Vec<AnswerOption>, String> {
    documents.into_iter().map(|document| document.read(first)).collect()
}
