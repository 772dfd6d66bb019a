//! Options pasted from a list: one on each line, from a letter, a table or a spreadsheet.
//!
//! A line is the label of an option. It may begin with its code: before a tab, as two columns of a spreadsheet are pasted;
//! before ` = `; or before a comma without a space after it, if every line is so (`often,Every week`): commas are frequent
//! in labels, and there a space follows. Marks of a list (`•`, `-`, `*`) are taken off, empty lines passed over.

use crate::questionnaires::definition::key::can_be_code;
use crate::questionnaires::definition::proof::MOST_OPTIONS;

/// One option of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedOption {
    /// Its code, if one was written.
    pub code: Option<String>,
    /// What it is called.
    pub label: String,
}

/// What a list was read as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastedList {
    /// The options in their order, each label once.
    pub options: Vec<PastedOption>,
    /// The labels that stood there again, as they were written.
    pub repeated: Vec<String>,
}

/// Reads a list.
///
/// # Errors
/// A sentence that names the line: a code that cannot be one, a code that stands there twice for different labels, a code
/// without a label, no option at all, or more than can be offered.
pub fn read(text: &str) -> Result<PastedList, String> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, mark_off(line)))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return Err("There is no option in the list. Write one on each line.".to_owned());
    }
    if lines.len() > MOST_OPTIONS {
        return Err(format!("The list has {} lines. A question has at most {MOST_OPTIONS} options.", lines.len()));
    }
    let commas = lines.iter().all(|(_, line)| comma(line).is_some());
    let mut list = PastedList::default();
    for (number, line) in lines {
        let (code, label) = parted(line, commas).map_err(|why| format!("Line {number}: {why}"))?;
        if list.options.iter().any(|one| same(&one.label, &label) && (code.is_none() || one.code == code)) {
            list.repeated.push(label);
            continue;
        }
        if let Some(other) = list.options.iter().find(|one| code.is_some() && one.code == code) {
            let code = code.unwrap_or_default();
            return Err(format!(
                "Line {number}: the code “{code}” stands there for “{}” and for “{label}”.",
                other.label
            ));
        }
        list.options.push(PastedOption { code, label });
    }
    Ok(list)
}

/// Whether two labels are the same but for spaces and capitals.
pub(super) fn same(one: &str, other: &str) -> bool {
    crate::questionnaires::amending::text_place::same_words(one, other)
}

fn mark_off(line: &str) -> &str {
    // A tab at the beginning is an empty first cell; those at the end are empty cells too.
    let line = line.trim();
    let rest = line.strip_prefix(['•', '·', '‣', '▪', '–', '-', '*']);
    rest.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}'])).map_or(line, str::trim)
}

/// The code and the label of a line.
fn parted(line: &str, commas: bool) -> Result<(Option<String>, String), String> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    match cells.as_slice() {
        [code, label] if can_be_code(code) => Ok((Some((*code).to_owned()), tidy(label))),
        [code, label] => Err(format!(
            "“{code}” stands before the tab and cannot be the code of “{label}”: a code has 1 to 64 characters, without \
                 spaces, slashes and quotation marks."
        )),
        [one] => line_without_tab(one, commas),
        _ => Err(format!("there are {} columns. At most two are read: the code and the label.", cells.len())),
    }
}

fn line_without_tab(line: &str, commas: bool) -> Result<(Option<String>, String), String> {
    if let Some((code, label)) = line.split_once(" = ")
        && can_be_code(code.trim())
    {
        return Ok((Some(code.trim().to_owned()), tidy(label)));
    }
    if let Some(code) = line.strip_suffix(" =").filter(|code| can_be_code(code)) {
        return Err(format!("the code “{code}” has no label."));
    }
    match comma(line).filter(|_| commas) {
        Some((code, label)) => Ok((Some(code.to_owned()), tidy(label))),
        None => Ok((None, tidy(line))),
    }
}

/// A code and a label with a comma between them and no space.
fn comma(line: &str) -> Option<(&str, &str)> {
    line.split_once(',')
        .filter(|(code, label)| can_be_code(code) && label.starts_with(|first: char| !first.is_whitespace()))
}

/// A label with one space between its words, and without the quotation marks that a spreadsheet puts around a comma.
fn tidy(label: &str) -> String {
    let label = label.trim();
    let inner = label.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    inner.unwrap_or(label).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(Option<String>, String)> {
        read(text).unwrap().options.into_iter().map(|option| (option.code, option.label)).collect()
    }

    fn labels(text: &str) -> Vec<String> {
        pairs(text)
            .into_iter()
            .map(|(code, label)| code.map_or(label.clone(), |code| format!("{code}:{label}")))
            .collect()
    }

    #[test]
    fn each_line_is_an_option_and_empty_lines_and_marks_are_passed_over() {
        assert_eq!(
            labels("Books\r\n\r\n • Films \n- Quiet  rooms\n\t\n*\tTea"),
            ["Books", "Films", "Quiet rooms", "Tea"]
        );
        assert_eq!(labels("-5 degrees\n- 5 degrees below"), ["-5 degrees", "5 degrees below"]);
    }

    #[test]
    fn codes_stand_before_a_tab_an_equals_sign_or_a_comma_on_every_line() {
        assert_eq!(labels("w\tEvery week\nm\tEvery month\t"), ["w:Every week", "m:Every month"]);
        assert_eq!(labels("w = Every week\nNever"), ["w:Every week", "Never"]);
        assert_eq!(labels("w,Every week\nm,\"Every month, or so\""), ["w:Every week", "m:Every month, or so"]);
        assert_eq!(labels("Yes, often\nYes, sometimes\nNo"), ["Yes, often", "Yes, sometimes", "No"]);
        assert_eq!(labels("Yes,often\nNever"), ["Yes,often", "Never"]);
        assert_eq!(labels("Reading = rest"), ["Reading:rest"]);
        assert_eq!(labels("More than that = too much"), ["More than that = too much"]);
    }

    #[test]
    fn what_stands_twice_is_named_and_taken_once() {
        let list = read("Books\nFilms\nbooks \nB = Films").unwrap();
        assert_eq!((list.options.len(), list.repeated), (3, vec!["books".to_owned()]));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        for (text, words) in [
            ("", "no option"),
            ("a\tA\nEvery week\tWeekly", "Line 2: “Every week” stands before the tab"),
            ("a\tb\tc", "Line 1: there are 3 columns"),
            ("a = One\na = Two", "Line 2: the code “a” stands there for “One” and for “Two”"),
            ("a =", "Line 1: the code “a” has no label"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(words), "{text}: {why}");
        }
        assert!(read(&"x\n".repeat(1_001)).unwrap_err().contains("1001 lines"));
    }
}
