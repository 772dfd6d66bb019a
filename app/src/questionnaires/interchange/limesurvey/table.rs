//! Tab-separated text, as LimeSurvey and spreadsheets write it: a cell that has tabs, line breaks or quotation marks in it
//! stands between quotation marks, with each of its own doubled.

use super::super::imported::NotImported;

/// The most rows that are read.
const MOST_ROWS: usize = 200_000;
/// The most columns of one row.
const MOST_COLUMNS: usize = 2_000;
/// The most cells in all.
const MOST_CELLS: usize = 20_000_000;

/// The text of a file: UTF-8 or UTF-16 with a byte-order mark; what is neither is read as a Western European page of codes.
/// Says whether that was so.
pub(super) fn decoded(bytes: &[u8]) -> (String, bool) {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return decoded(rest),
        [0xFF, 0xFE, rest @ ..] => return (wide(rest, u16::from_le_bytes), false),
        [0xFE, 0xFF, rest @ ..] => return (wide(rest, u16::from_be_bytes), false),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (bytes.iter().map(|byte| western(*byte)).collect(), true),
    }
}

/// A letter of Windows code page 1252.
fn western(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|place| UPPER.get(usize::from(place))).copied().unwrap_or(char::from(byte))
}

/// The rows of a text. A quotation mark inside a quoted cell that is not doubled and does not end the cell is kept: some
/// programs write a backslash before it instead.
pub(super) fn rows(text: &str) -> Result<Vec<Vec<String>>, NotImported> {
    let mut rows = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut cells = 0_usize;
    let mut rest = text.trim_start_matches('\u{feff}');
    while !rest.is_empty() {
        let (cell, after) =
            if let Some(quoted) = rest.strip_prefix('"') { quoted_cell(quoted) } else { plain_cell(rest) };
        row.push(cell);
        cells += 1;
        if cells > MOST_CELLS || row.len() > MOST_COLUMNS {
            return Err(NotImported::because(format!(
                "This file has more than {MOST_COLUMNS} columns or {MOST_CELLS} cells, which no questionnaire needs."
            )));
        }
        if let Some(next) = after.strip_prefix('\t') {
            rest = next;
            if !rest.is_empty() {
                continue;
            }
            row.push(String::new());
        } else {
            rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after);
        }
        rows.push(std::mem::take(&mut row));
        if rows.len() > MOST_ROWS {
            return Err(NotImported::because(format!(
                "This file has more than {MOST_ROWS} rows, which no questionnaire needs."
            )));
        }
    }
    Ok(rows)
}

fn plain_cell(text: &str) -> (String, &str) {
    let end = text.find(['\t', '\n', '\r']).unwrap_or(text.len());
    let (cell, after) = text.split_at(end);
    (cell.to_owned(), after)
}

fn quoted_cell(text: &str) -> (String, &str) {
    let mut cell = String::new();
    let mut rest = text;
    while let Some(mark) = rest.find('"') {
        let (before, after) = rest.split_at(mark);
        let after = &after[1..];
        cell.push_str(before);
        if let Some(doubled) = after.strip_prefix('"') {
            cell.push('"');
            rest = doubled;
        } else if after.is_empty() || after.starts_with(['\t', '\n', '\r']) {
            return (cell, after);
        } else {
            cell.push('"');
            rest = after;
        }
    }
    // It never ends: what is there is the cell.
    cell.push_str(rest);
    (cell, "")
}

/// Rows as text that is read back as the same rows.
pub(super) fn written(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            if cell.contains(['\t', '\n', '\r', '"']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(cell);
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_with_tabs_breaks_and_quotation_marks_are_read() {
        let text = "a\t\"b\tc\"\t\"say \"\"yes\"\"\"\r\n\"two\nlines\"\tplain \"quotes\"\t";
        let expected: Vec<Vec<String>> = vec![
            vec!["a".into(), "b\tc".into(), "say \"yes\"".into()],
            vec!["two\nlines".into(), "plain \"quotes\"".into(), String::new()],
        ];
        assert_eq!(rows(text).unwrap(), expected);
        // A backslash instead of doubling.
        assert_eq!(rows("\"a \\\"b\\\" c\"\tx").unwrap(), [["a \\\"b\\\" c", "x"]]);
    }

    #[test]
    fn a_file_may_be_in_utf_16_or_in_a_western_page() {
        assert_eq!(decoded(b"\xEF\xBB\xBFna\xC3\xAFf"), ("naïf".to_owned(), false));
        assert_eq!(decoded(b"\xFF\xFEo\x00k\x00"), ("ok".to_owned(), false));
        assert_eq!(decoded(b"caf\xE9 \x80"), ("café €".to_owned(), true));
    }

    proptest! {
        #[test]
        fn rows_written_down_are_read_as_what_they_were(
            first in "[a-z\t\n\" ]{1,8}",
            table in prop::collection::vec(prop::collection::vec("[a-z\t\r\n\" é]{0,6}", 2..5), 1..6),
        ) {
            let mut table = table;
            // A row that is one empty cell cannot be told from no row.
            table.iter_mut().for_each(|row| row.insert(0, first.clone()));
            prop_assert_eq!(rows(&written(&table)).unwrap(), table);
        }
    }
}
