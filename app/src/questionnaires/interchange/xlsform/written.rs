//! A questionnaire of ours as a form: standard columns that say as much as XLSForm can, and a column of ours for the rest.
//! Once composed, the form is read back; where a standard cell would not mean the same again, the column of ours says what
//! it means exactly.

mod check;
mod compose;
mod naming;
mod outward;
mod workbook;

use std::collections::BTreeMap;
use std::fmt;

use super::super::super::definition::key::Key;
use super::super::super::definition::question::{AnswerOption, Question, QuestionPage, Questionnaire};
use super::cells::{LONGEST_CELL, SheetCells};
use super::extra::{COLUMN, ExactLimits, LineExtra};
use compose::{ComposedForm, ComposedLine};
#[cfg(test)]
pub(super) use naming::FormNaming;

/// Why a questionnaire cannot be written as a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotWritten {
    /// In a sentence.
    pub why: String,
}

impl NotWritten {
    fn because(why: impl Into<String>) -> Self {
        Self { why: why.into() }
    }
}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for NotWritten {}

/// Writes a questionnaire as an .xlsx file.
///
/// # Errors
/// When a question has no options, or has more text than a cell of a spreadsheet holds.
pub(super) fn write(whole: &Questionnaire) -> Result<Vec<u8>, NotWritten> {
    workbook::written(&sheets(whole)?)
}

/// The sheets of a form, exactly as they are written.
///
/// # Errors
/// The same.
pub(super) fn sheets(whole: &Questionnaire) -> Result<Vec<SheetTexts>, NotWritten> {
    let mut form = compose::composed(whole)?;
    // What the standard cells do not bring back is said exactly.
    let read = super::read_sheets(&cells(&texts(&form)?)).map_err(|why| NotWritten::because(why.why))?;
    exactly(whole, &read.questionnaire, &mut form);
    texts(&form)
}

/// A sheet as it is written.
pub(super) struct SheetTexts {
    pub(super) name: &'static str,
    pub(super) headings: Vec<String>,
    pub(super) lines: Vec<Vec<String>>,
}

fn texts(form: &ComposedForm) -> Result<Vec<SheetTexts>, NotWritten> {
    let sheet = |name: &'static str, headings: &[String], lines: &[ComposedLine]| {
        let mut sheet = SheetTexts { name, headings: headings.to_vec(), lines: Vec::new() };
        sheet.headings.push(COLUMN.to_owned());
        for line in lines {
            let mut cells: Vec<String> =
                headings.iter().map(|heading| line.cells.get(heading).cloned().unwrap_or_default()).collect();
            cells.push(line.extra.written().map_err(|error| NotWritten::because(error.to_string()))?);
            if let Some(long) = cells.iter().find(|cell| cell.chars().count() > LONGEST_CELL) {
                let start: String = long.chars().take(40).collect();
                return Err(NotWritten::because(format!(
                    "A cell of a spreadsheet holds {LONGEST_CELL} characters, and this is longer: “{start}…”."
                )));
            }
            sheet.lines.push(cells);
        }
        Ok(sheet)
    };
    Ok(vec![
        sheet("survey", &form.survey_headings, &form.survey)?,
        sheet("choices", &form.choice_headings, &form.choices)?,
        sheet("settings", &form.setting_headings, std::slice::from_ref(&form.settings))?,
    ])
}

/// The same as if it had been read from a file.
pub(super) fn cells(sheets: &[SheetTexts]) -> Vec<SheetCells> {
    let line = |cells: &[String]| -> BTreeMap<u32, String> {
        (0_u32..).zip(cells.iter().cloned()).filter(|(_, cell)| !cell.is_empty()).collect()
    };
    sheets
        .iter()
        .map(|sheet| SheetCells {
            name: sheet.name.to_owned(),
            lines: (0_u32..)
                .zip(std::iter::once(&sheet.headings).chain(&sheet.lines))
                .map(|(number, cells)| (number, line(cells)))
                .filter(|(_, cells)| !cells.is_empty())
                .collect(),
            errors: Vec::new(),
        })
        .collect()
}

/// Says exactly what did not come back as it was.
fn exactly(whole: &Questionnaire, read: &Questionnaire, form: &mut ComposedForm) {
    let pages: BTreeMap<&Key, &QuestionPage> = read.pages.iter().map(|page| (&page.key, page)).collect();
    let questions: BTreeMap<&Key, &Question> = read.questions().map(|question| (&question.key, question)).collect();
    for (at, page) in whole.pages.iter().enumerate() {
        let again = pages.get(&page.key);
        if let Some(place) = form.page_lines.get(at).copied()
            && let Some(when) =
                page.when.as_ref().filter(|when| again.and_then(|page| page.when.as_ref()) != Some(when))
            && let Some(line) = form.survey.get_mut(place)
        {
            line.extra.when = Some((line.cell("relevant"), when.clone()));
        }
    }
    for (at, question) in whole.questions().enumerate() {
        let again = questions.get(&question.key).copied();
        let Some(lines) = form.question_lines.get(at) else { continue };
        if let Some(line) = form.survey.get_mut(lines.line) {
            if let Some(when) =
                question.when.as_ref().filter(|when| again.and_then(|other| other.when.as_ref()) != Some(when))
            {
                line.extra.when = Some((line.cell("relevant"), when.clone()));
            }
            let limits = ExactLimits::of(&question.kind);
            if again.is_none_or(|other| ExactLimits::of(&other.kind) != limits) {
                line.extra.limits = Some((line.cell("constraint"), limits));
            }
        }
        let filter = form.survey.get(lines.line).map(|line| line.cell("choice_filter")).unwrap_or_default();
        let others = again.map(Question::options).unwrap_or_default();
        let others: BTreeMap<&str, &AnswerOption> =
            others.iter().map(|option| (option.code.as_str(), option)).collect();
        for (option, place) in question.options().iter().zip(&lines.options) {
            let other = others.get(option.code.as_str()).and_then(|other| other.when.as_ref());
            let Some(when) = option.when.as_ref().filter(|when| other != Some(when)) else { continue };
            let (line, cell) = if lines.options_are_rows {
                let Some(line) = form.survey.get_mut(*place) else { continue };
                let cell = line.cell("relevant");
                (line, cell)
            } else {
                let Some(line) = form.choices.get_mut(*place) else { continue };
                (line, filter.clone())
            };
            line.extra.when = Some((cell, when.clone()));
        }
    }
}

/// What is said beside a standard line: nothing at first.
fn plain_extra(role: &str) -> LineExtra {
    LineExtra { role: role.to_owned(), ..LineExtra::default() }
}
