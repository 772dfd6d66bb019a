//! The lines of a survey as they stand in each other: groups and repeats with what is between their beginning and end.

use super::super::imported::{Dropped, NotImported};
use super::table::{SheetLine, SheetTable};
use super::types::{LineType, line_type};

/// How deep groups may stand in each other.
const DEEPEST: usize = 40;

/// A line, or a group with its lines.
#[derive(Clone, Debug)]
pub(super) enum Branching<'a> {
    /// Something that is asked, said or noted.
    Leaf(&'a SheetLine, LineType),
    /// A group; what it is called if it is asked again and again.
    Group(&'a SheetLine, Option<&'static str>, Vec<Branching<'a>>),
}

/// The name of a line for people: its own, or its number.
pub(super) fn called(table: &SheetTable, line: &SheetLine) -> String {
    match table.get(line, "name") {
        "" => format!("row {}", line.number),
        name => name.to_owned(),
    }
}

/// Whether a cell says yes, in one of the ways in which forms do; nothing if it says something else.
pub(super) fn yes(cell: &str) -> Option<bool> {
    match cell.to_lowercase().replace(' ', "").as_str() {
        "yes" | "y" | "true" | "true()" | "1" => Some(true),
        "" | "no" | "n" | "false" | "false()" | "0" => Some(false),
        _ => None,
    }
}

/// Puts the lines into each other.
///
/// # Errors
/// When a group ends that did not begin, or begins and does not end.
pub(super) fn tree<'a>(table: &'a SheetTable, dropped: &mut Vec<Dropped>) -> Result<Vec<Branching<'a>>, NotImported> {
    let mut open: Vec<(&SheetLine, Option<&'static str>, Vec<Branching<'a>>)> = Vec::new();
    let mut top = Vec::new();
    for line in &table.lines {
        let written = table.get(line, "type");
        if written.is_empty() {
            if !table.get(line, "name").is_empty() || table.texts(line, "label").next().is_some() {
                dropped.push(Dropped::new(called(table, line), "row", format!("Row {} has no type.", line.number)));
            }
            continue;
        }
        let kind = line_type(written);
        let is_structure = matches!(kind, LineType::Group | LineType::Repeat(_) | LineType::End);
        if !is_structure && yes(table.get(line, "disabled")) == Some(true) {
            dropped.push(Dropped::new(called(table, line), "disabled", "It is switched off in the file."));
            continue;
        }
        let node = match kind {
            LineType::Group => {
                open.push((line, None, Vec::new()));
                None
            }
            LineType::Repeat(what) => {
                open.push((line, Some(what), Vec::new()));
                None
            }
            LineType::End => {
                let Some((begun, repeat, inside)) = open.pop() else {
                    return Err(NotImported::because(format!(
                        "Row {} of the sheet “survey” ends a group, but none is open there.",
                        line.number
                    )));
                };
                Some(Branching::Group(begun, repeat, inside))
            }
            other => Some(Branching::Leaf(line, other)),
        };
        if open.len() > DEEPEST {
            return Err(NotImported::because(format!("Row {} stands in more than {DEEPEST} groups.", line.number)));
        }
        if let Some(node) = node {
            open.last_mut().map_or(&mut top, |(_, _, inside)| inside).push(node);
        }
    }
    match open.last() {
        None => Ok(top),
        Some((line, ..)) => Err(NotImported::because(format!(
            "The group “{}” begins in row {} of the sheet “survey” and never ends.",
            called(table, line),
            line.number
        ))),
    }
}
