//! The sheets of an .xlsx file, cell by cell: a formula counts as what it showed when the file was saved. A cell that is
//! shown as a day is that day. Source: ECMA-376, part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::super::imported::NotImported;
use super::{LONGEST_CELL, MOST_TEXT, SheetReading, bool_words, is_wanted, letters_of, number_words};

/// The files of the archive that matter, by their names in lower case.
pub(super) type PackageParts = BTreeMap<String, Vec<u8>>;

/// The most shared strings: more than there can be cells.
const MOST_STRINGS: usize = 1_000_000;

fn damaged(why: impl std::fmt::Display) -> NotImported {
    NotImported::because(format!("The .xlsx file is damaged: {why}."))
}

fn attribute(element: &BytesStart<'_>, wanted: &str) -> Result<Option<String>, NotImported> {
    for one in element.attributes().with_checks(false) {
        let one = one.map_err(damaged)?;
        if one.key.as_ref() == wanted || one.key.as_ref().split_once(':').is_some_and(|(_, name)| name == wanted) {
            return Ok(Some(one.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()));
        }
    }
    Ok(None)
}

/// Goes through one file of the archive: every start of an element, every end, and the words between.
fn through(
    parts: &PackageParts,
    name: &str,
    mut with: impl FnMut(Step<'_, '_>) -> Result<(), NotImported>,
) -> Result<(), NotImported> {
    let Some(bytes) = parts.get(&name.to_lowercase()) else {
        return Err(damaged(format!("“{name}” is not in it")));
    };
    let text = std::str::from_utf8(bytes).map_err(damaged)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(element) => with(Step::Start(element.local_name().as_ref(), &element))?,
            Event::End(element) => with(Step::End(element.local_name().as_ref()))?,
            Event::Text(words) => with(Step::Words(&words.xml10_content()))?,
            Event::CData(words) => with(Step::Words(&words.xml10_content()))?,
            Event::GeneralRef(reference) => with(Step::Words(&letters_of(&reference).map_err(damaged)?))?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

enum Step<'a, 'b> {
    Start(&'a str, &'a BytesStart<'b>),
    End(&'a str),
    Words(&'a str),
}

/// Reads the sheets that a form has.
///
/// # Errors
/// When the file is damaged or too large.
pub(super) fn read(parts: &PackageParts, into: &mut SheetReading) -> Result<(), NotImported> {
    let book = book(parts)?;
    let strings = shared_strings(parts)?;
    let days = day_styles(parts)?;
    for (name, file) in book.sheets.iter().filter(|(name, _)| is_wanted(name)) {
        into.begin(name);
        let sheet = SheetStyle { strings: &strings, days: &days, from_1904: book.from_1904 };
        sheet.read(parts, file, into)?;
    }
    Ok(())
}

struct ExcelBook {
    /// The names of the sheets and where they are.
    sheets: Vec<(String, String)>,
    /// Whether days are counted from 1904.
    from_1904: bool,
}

fn book(parts: &PackageParts) -> Result<ExcelBook, NotImported> {
    let mut named = Vec::new();
    let mut from_1904 = false;
    through(parts, "xl/workbook.xml", |step| {
        match step {
            Step::Start("sheet", element) => {
                if let (Some(name), Some(id)) = (attribute(element, "name")?, relation(element)?) {
                    named.push((name, id));
                }
            }
            Step::Start("workbookPr", element) => {
                from_1904 = matches!(attribute(element, "date1904")?.as_deref(), Some("1" | "true"));
            }
            _ => {}
        }
        Ok(())
    })?;
    let mut targets = BTreeMap::new();
    through(parts, "xl/_rels/workbook.xml.rels", |step| {
        if let Step::Start("Relationship", element) = step
            && let (Some(id), Some(target)) = (attribute(element, "Id")?, attribute(element, "Target")?)
        {
            // A target is beside the workbook, or named from the top of the archive.
            let target = target.replace('\\', "/");
            let file = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, file);
        }
        Ok(())
    })?;
    let sheets = named.into_iter().filter_map(|(name, id)| Some((name, targets.get(&id)?.clone()))).collect();
    Ok(ExcelBook { sheets, from_1904 })
}

/// `r:id`, and not `sheetId`.
fn relation(element: &BytesStart<'_>) -> Result<Option<String>, NotImported> {
    for one in element.attributes().with_checks(false) {
        let one = one.map_err(damaged)?;
        if one.key.as_ref().split_once(':').is_some_and(|(_, name)| name == "id") {
            return Ok(Some(one.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()));
        }
    }
    Ok(None)
}

fn shared_strings(parts: &PackageParts) -> Result<Vec<String>, NotImported> {
    let mut strings = Vec::new();
    if !parts.contains_key("xl/sharedstrings.xml") {
        return Ok(strings);
    }
    let mut now = String::new();
    let mut text = TextWithin::default();
    let mut all = 0;
    through(parts, "xl/sharedStrings.xml", |step| {
        text.step(&step, &mut now);
        match step {
            Step::Start("si", _) => now.clear(),
            Step::End("si") => {
                all += now.len();
                if strings.len() >= MOST_STRINGS || all > 3 * MOST_TEXT {
                    return Err(NotImported::because("The spreadsheet has far more words than a form."));
                }
                strings.push(unescaped(&now));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}

/// Gathers the words of `t`, but not how they are pronounced.
#[derive(Default)]
struct TextWithin {
    inside: bool,
    spoken: bool,
}

impl TextWithin {
    fn step(&mut self, step: &Step<'_, '_>, into: &mut String) {
        match step {
            Step::Start("t", _) => self.inside = true,
            Step::End("t") => self.inside = false,
            Step::Start("rPh", _) => self.spoken = true,
            Step::End("rPh") => self.spoken = false,
            Step::Words(words) if self.inside && !self.spoken => into.push_str(words),
            _ => {}
        }
    }
}

/// Letters that XML cannot have are written `_x000D_`.
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        units.extend(before.encode_utf16());
        let code = after.get(2..7).and_then(|code| code.strip_suffix('_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(unit) = code.and_then(|code| u16::from_str_radix(code, 16).ok()) {
            units.push(unit);
            rest = after.get(7..).unwrap_or_default();
        } else {
            units.extend("_x".encode_utf16());
            rest = after.get(2..).unwrap_or_default();
        }
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}

/// For each style of cells whether it shows a day.
fn day_styles(parts: &PackageParts) -> Result<Vec<bool>, NotImported> {
    let mut days = Vec::new();
    if !parts.contains_key("xl/styles.xml") {
        return Ok(days);
    }
    let mut own = BTreeMap::new();
    let mut of_cells = false;
    through(parts, "xl/styles.xml", |step| {
        match step {
            Step::Start("numFmt", element) => {
                if let (Some(id), Some(code)) = (attribute(element, "numFmtId")?, attribute(element, "formatCode")?) {
                    own.insert(id, shows_day(&code));
                }
            }
            Step::Start("cellXfs", _) => of_cells = true,
            Step::End("cellXfs") => of_cells = false,
            Step::Start("xf", element) if of_cells => {
                let id = attribute(element, "numFmtId")?.unwrap_or_default();
                let usual = id.parse::<u32>().is_ok_and(|id| matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=58));
                days.push(own.get(&id).copied().unwrap_or(usual));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(days)
}

/// Whether a format has a year or a day in it, outside of what stands in quotation marks or brackets.
fn shows_day(code: &str) -> bool {
    let mut quoted = false;
    let mut deep = 0_u32;
    let mut escaped = false;
    for letter in code.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => deep += 1,
            ']' if !quoted => deep = deep.saturating_sub(1),
            'y' | 'Y' | 'd' | 'D' if !quoted && deep == 0 => return true,
            _ => {}
        }
    }
    false
}

/// How the cells of a sheet are told.
struct SheetStyle<'a> {
    strings: &'a [String],
    days: &'a [bool],
    from_1904: bool,
}

/// A cell while it is read.
#[derive(Default)]
struct ExcelCell {
    kind: String,
    day: bool,
    value: String,
    words: String,
}

impl SheetStyle<'_> {
    fn read(&self, parts: &PackageParts, file: &str, into: &mut SheetReading) -> Result<(), NotImported> {
        let (mut line, mut column) = (0_u32, 0_u32);
        let mut cell: Option<ExcelCell> = None;
        let mut in_value = false;
        let mut text = TextWithin::default();
        through(parts, file, |step| {
            if let Some(open) = &mut cell {
                text.step(&step, &mut open.words);
            }
            match step {
                Step::Start("row", element) => {
                    if let Some(number) = attribute(element, "r")?.and_then(|number| number.trim().parse::<u32>().ok())
                    {
                        line = number.saturating_sub(1);
                    }
                    column = 0;
                }
                Step::End("row") => line = line.saturating_add(1),
                Step::Start("c", element) => {
                    if let Some((own_line, own_column)) = attribute(element, "r")?.as_deref().and_then(position) {
                        (line, column) = (own_line, own_column);
                    }
                    let style =
                        attribute(element, "s")?.and_then(|style| style.parse::<usize>().ok()).unwrap_or_default();
                    cell = Some(ExcelCell {
                        kind: attribute(element, "t")?.unwrap_or_default(),
                        day: self.days.get(style).copied().unwrap_or_default(),
                        ..ExcelCell::default()
                    });
                }
                Step::Start("v", _) => in_value = true,
                Step::End("v") => in_value = false,
                Step::Words(words) if in_value => {
                    if let Some(open) = &mut cell {
                        open.value.push_str(words);
                    }
                }
                Step::End("c") => {
                    if let Some(closed) = cell.take() {
                        self.put(&closed, line, column, into)?;
                    }
                    column = column.saturating_add(1);
                }
                _ => {}
            }
            Ok(())
        })
    }

    fn put(&self, cell: &ExcelCell, line: u32, column: u32, into: &mut SheetReading) -> Result<(), NotImported> {
        match cell.kind.as_str() {
            "s" => {
                let at = cell.value.trim().parse::<usize>().ok();
                let text = at.and_then(|at| self.strings.get(at)).map_or("", String::as_str);
                into.put(line, column, text)
            }
            "inlineStr" => into.put(line, column, &unescaped(&cell.words)),
            "str" => into.put(line, column, &unescaped(&cell.value)),
            "b" => {
                into.put(line, column, if cell.value.is_empty() { "" } else { bool_words(cell.value.trim() == "1") })
            }
            "e" => {
                into.error(line, column);
                Ok(())
            }
            "d" => into.put(line, column, &cell.value),
            _ if cell.value.len() > LONGEST_CELL => Err(damaged(format!("a number in row {} is no number", line + 1))),
            _ => match cell.value.trim().parse::<f64>() {
                Ok(number) if cell.day && number >= 1.0 => into.put(line, column, &day_words(number, self.from_1904)),
                Ok(number) => into.put(line, column, &number_words(number)),
                Err(_) => into.put(line, column, &cell.value),
            },
        }
    }
}

/// `C7` as a line and a column from 0.
fn position(name: &str) -> Option<(u32, u32)> {
    let letters = name.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, digits) = name.split_at(letters);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// A day that is counted from 1900 or 1904, as YYYY-MM-DD; the number itself where there is no such day.
fn day_words(number: f64, from_1904: bool) -> String {
    let whole = number.floor();
    if !(0.0..2_958_466.0).contains(&whole) {
        return number_words(number);
    }
    #[expect(clippy::cast_possible_truncation, reason = "less than three million")]
    let days = whole as i64 + if from_1904 { 1_462 } else { 0 };
    // Days are counted as if 1900 had had a 29 February: before 1 March of that year one less was meant.
    let days = if days < 60 { days + 1 } else { days };
    // Days since 1 March of the year 0, in years that begin in March and cycles of 400 years (Hinnant, "chrono-compatible
    // low-level date algorithms").
    let since = days - 25_569 + 719_468;
    let (cycle, day) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * march + 2) / 5 + 1, if march < 10 { march + 3 } else { march - 9 });
    let year = year + cycle * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_a_day_are_read_as_spreadsheets_write_them() {
        assert_eq!(
            (position("A1"), position("AB12"), position("xfd1")),
            (Some((0, 0)), Some((11, 27)), Some((0, 16_383)))
        );
        assert_eq!((position("A0"), position("12"), position("ÄB1"), position("ZZZZZZZZZ1")), (None, None, None, None));
        for (number, from_1904, day) in [
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (25_569.0, false, "1970-01-01"),
            (45_351.5, false, "2024-02-29"),
            (43_889.0, true, "2024-02-29"),
            (3_000_000.0, false, "3000000"),
        ] {
            assert_eq!(day_words(number, from_1904), day, "{number}");
        }
        assert!(shows_day("dd/mm/yyyy") && !shows_day("0.00\" days\"") && !shows_day("[Red]0") && !shows_day("@"));
    }

    #[test]
    fn letters_that_cannot_stand_in_xml_are_read() {
        assert_eq!(unescaped("a_x000D_b_x005F_x000D__x_ _xZZZZ_é_x00"), "a\rb_x000D__x_ _xZZZZ_é_x00");
        assert_eq!(unescaped("_xD83D__xDE00_"), "😀");
    }
}
