//! XLSForm: a questionnaire as a spreadsheet, as ODK, Kobo and many charities and councils keep theirs.
//!
//! Reading goes by steps: the *cells* of a file, whatever program wrote it; the *table* with what its headings mean; the
//! *tree* of groups; the *walk* through it that makes draft questions; and *settling*, when all names are known, what their
//! conditions, checks and words mean. Sources: xlsform.org, the XForms specification of ODK, and what real forms do.

mod cells;
mod choices;
mod compile;
mod constraint;
mod draft;
mod extra;
mod languages;
mod matrix;
mod meaning;
mod question;
mod settle;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod tree;
mod types;
mod walk;
mod write_ins;
mod written;
mod xpath;

use std::collections::{BTreeMap, BTreeSet};

use super::super::definition::question::Questionnaire;
use super::imported::{Dropped, Imported, NotImported};
use cells::SheetCells;
use draft::FormSource;
use table::SheetTable;
use tree::Branching;
use walk::{FormWalk, LineSurroundings};

use write_ins::OwnLines;

pub use written::NotWritten;

pub use cells::{LARGEST_FILE, LONGEST_CELL, MOST_CELLS, MOST_LINES, MOST_TEXT, MOST_UNPACKED};

/// The check that we write beside a postcode area.
const POSTCODE_AREA: &str = "regex(., '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9]$')";
/// The most options in all questions of a form together.
const MOST_OPTIONS: usize = 200_000;

/// Reads a form from a spreadsheet: .xlsx, .xls or .ods, told apart by what is inside.
///
/// # Errors
/// When it is not a spreadsheet, not a form, damaged, protected, has macros or is far too large: in a sentence.
pub fn read(bytes: &[u8]) -> Result<Imported, NotImported> {
    read_sheets(&cells::open(bytes)?)
}

/// Writes a questionnaire as a form, an .xlsx file that other programs take and that is read back as the same.
///
/// # Errors
/// When a question has no options, or has more text than a cell of a spreadsheet holds.
pub fn write(questionnaire: &Questionnaire) -> Result<Vec<u8>, NotWritten> {
    written::write(questionnaire)
}

/// Reads a form from the cells of its sheets.
fn read_sheets(sheets: &[SheetCells]) -> Result<Imported, NotImported> {
    let sheet = |name: &str| sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(name));
    let Some(survey_sheet) = sheet("survey") else {
        return Err(NotImported::because("The spreadsheet is not an XLSForm: it has no sheet called “survey”."));
    };
    let survey = SheetTable::of(survey_sheet);
    if !survey.has("type") {
        return Err(NotImported::because(
            "The sheet “survey” is not that of an XLSForm: its first row has no heading “type”.",
        ));
    }
    let choices = sheet("choices").or_else(|| sheet("choices and columns")).map(SheetTable::of).unwrap_or_default();
    let settings = sheet("settings").map(SheetTable::of).unwrap_or_default();
    let setting = |field: &str| settings.lines.first().map(|line| settings.get(line, field)).unwrap_or_default();

    let mut source = FormSource::new(&survey, &choices, setting("default_language"));
    for (name, table) in [("survey", &survey), ("choices", &choices)] {
        for heading in &table.doubled {
            source.warnings.push(format!("The sheet “{name}” has the column “{heading}” twice; the first is read."));
        }
    }
    for sheet in sheets {
        if let Some((line, _)) = sheet.errors.first() {
            let many = sheet.errors.len();
            source.warnings.push(format!(
                "The sheet “{}” has {} that show an error instead of words and count as empty, the first in row {}.",
                sheet.name,
                if many == 1 { "1 cell".to_owned() } else { format!("{many} cells") },
                line + 1
            ));
        }
    }
    let lists = choices::lists(&choices, &mut source);
    let mut dropped = Vec::new();
    let tree = tree::tree(&survey, &mut dropped)?;
    source.dropped.append(&mut dropped);
    too_many_options(&tree, &lists)?;
    source.asked_names = survey
        .lines
        .iter()
        .filter(|line| !survey.get(line, "type").to_lowercase().starts_with("begin"))
        .map(|line| survey.get(line, "name").to_owned())
        .collect();

    let title = settings.lines.first().map(|line| {
        let extra = source.extra(&settings, line, "the settings");
        source.text(&settings, line, "form_title", &extra)
    });
    let mut walk = FormWalk::new(&survey, &lists, &mut source);
    walk.through(&tree, &LineSurroundings::default(), None)?;
    let FormWalk { pages, introduction, thanks, dissolved, write_ins, .. } = walk;
    if !dissolved.is_empty() {
        source.warnings.push(format!(
            "Each question of these groups has a page of its own, with the group's heading and condition: {}.",
            dissolved.join(", ")
        ));
    }
    if let Some(sheet) = sheet("entities") {
        source.dropped.push(Dropped::new(sheet.name.clone(), "entities", "Answers do not make lists of things here."));
    }
    let names: BTreeMap<String, String> = pages
        .iter()
        .flat_map(|page| &page.questions)
        .map(|question| (question.name.clone(), question.question.key.to_string()))
        .collect();
    // Lines of words that we wrote as questions stay questions, however they are called.
    let stay: BTreeSet<String> = pages
        .iter()
        .flat_map(|page| &page.questions)
        .filter(|question| question.extra.option)
        .map(|question| question.question.key.to_string())
        .collect();
    let mut imported = settle::settled(source, pages, (title.unwrap_or_default(), introduction, thanks));
    write_ins::fold(&mut imported, &OwnLines { write_ins: &write_ins, names: &names, questions: &stay });
    settle::warn_of_later(&mut imported);
    Ok(imported)
}

/// Refuses a form whose questions use long lists so often that it would fill the memory.
fn too_many_options(tree: &[Branching<'_>], lists: &choices::ChoiceLists) -> Result<(), NotImported> {
    fn count(nodes: &[Branching<'_>], lists: &choices::ChoiceLists) -> usize {
        nodes
            .iter()
            .map(|node| match node {
                Branching::Group(_, _, inside) => count(inside, lists),
                Branching::Leaf(
                    _,
                    types::LineType::One(list) | types::LineType::Several(list) | types::LineType::Rank(list),
                ) => lists.get(&list.list).map_or(0, Vec::len),
                Branching::Leaf(..) => 0,
            })
            .sum()
    }
    if count(tree, lists) > MOST_OPTIONS {
        return Err(NotImported::because(format!(
            "The questions have more than {MOST_OPTIONS} options together, which is more than can be asked."
        )));
    }
    Ok(())
}
