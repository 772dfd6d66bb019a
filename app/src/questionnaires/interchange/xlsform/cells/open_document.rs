//! The sheets of an .ods file, as LibreOffice writes them. Cells and rows that are said to repeat are written out only as
//! far as they hold something.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::super::imported::NotImported;
use super::{LONGEST_CELL, MOST_CELLS, MOST_LINES, SheetReading, bool_words, is_wanted, letters_of, number_words};

fn damaged(error: impl std::fmt::Display) -> NotImported {
    NotImported::because(format!("The .ods file is damaged: {error}."))
}

/// What a cell holds while it is read.
#[derive(Default)]
struct OpenCell {
    value: Option<String>,
    words: String,
    paragraphs: usize,
    repeats: u32,
    is_error: bool,
}

/// Where the reader is.
#[derive(Default)]
struct OdsPosition {
    /// Whether the sheet is one that is wanted.
    wanted: bool,
    line: u32,
    line_repeats: u32,
    column: u32,
    /// The cells of the line, to be put as often as it repeats.
    found: Vec<(u32, String)>,
    errors: Vec<u32>,
    cell: Option<OpenCell>,
    /// How deep inside a note on a cell, whose words are not the cell's.
    aside: u32,
    /// How deep inside a paragraph: what stands between paragraphs is the layout of the file.
    paragraph: u32,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, NotImported> {
    let Some(found) = element.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    Ok(Some(found.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()))
}

fn repeats(element: &BytesStart<'_>, name: &str) -> Result<u32, NotImported> {
    Ok(attribute(element, name)?.and_then(|number| number.trim().parse().ok()).unwrap_or(1))
}

/// Reads the sheets that a form has.
///
/// # Errors
/// When the file is damaged or too large.
pub(super) fn read(content: &[u8], into: &mut SheetReading) -> Result<(), NotImported> {
    let text = std::str::from_utf8(content).map_err(damaged)?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut at = OdsPosition::default();
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(element) => at.start(&element, into)?,
            Event::End(element) => at.end(element.name().as_ref(), into)?,
            Event::Text(words) => at.words(&words.xml10_content())?,
            Event::CData(words) => at.words(&words.xml10_content())?,
            Event::GeneralRef(reference) => at.words(&letters_of(&reference).map_err(damaged)?)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

impl OdsPosition {
    fn start(&mut self, element: &BytesStart<'_>, into: &mut SheetReading) -> Result<(), NotImported> {
        match element.name().as_ref() {
            "table:table" => {
                let name = attribute(element, "table:name")?.unwrap_or_default();
                *self = Self { wanted: is_wanted(&name), ..Self::default() };
                if self.wanted {
                    into.begin(&name);
                }
            }
            _ if !self.wanted => {}
            "table:table-row" => {
                self.line_repeats = repeats(element, "table:number-rows-repeated")?;
                self.column = 0;
                self.found.clear();
                self.errors.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => self.cell = Some(OpenCell::begun(element)?),
            "office:annotation" => self.aside += 1,
            _ if self.aside > 0 => {}
            "text:p" | "text:h" => {
                self.paragraph += 1;
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.words.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                let spaces = repeats(element, "text:c")? as usize;
                self.words(&" ".repeat(spaces.min(LONGEST_CELL)))?;
            }
            "text:tab" => self.words("\t")?,
            "text:line-break" => self.words("\n")?,
            _ => {}
        }
        Ok(())
    }

    fn words(&mut self, words: &str) -> Result<(), NotImported> {
        if self.aside == 0
            && let Some(cell) = &mut self.cell
            && self.paragraph > 0
        {
            cell.words.push_str(words);
            if cell.words.len() > 4 * LONGEST_CELL {
                return Err(NotImported::because(format!(
                    "Row {} has a cell with more than {LONGEST_CELL} characters.",
                    self.line + 1
                )));
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str, into: &mut SheetReading) -> Result<(), NotImported> {
        match name {
            "office:annotation" => self.aside = self.aside.saturating_sub(1),
            "text:p" | "text:h" if self.aside == 0 => self.paragraph = self.paragraph.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                self.paragraph = 0;
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let words = cell.value.unwrap_or(cell.words);
                let many = cell.repeats.min(u32::try_from(MOST_CELLS).unwrap_or(u32::MAX));
                if cell.is_error {
                    self.errors.push(self.column);
                } else if !words.trim().is_empty() {
                    if self.found.len() + many as usize > 20_000 {
                        return Err(NotImported::because(format!("Row {} has too many cells.", self.line + 1)));
                    }
                    self.found.extend((0..many).map(|place| (self.column.saturating_add(place), words.clone())));
                }
                self.column = self.column.saturating_add(cell.repeats);
            }
            "table:table-row" if self.wanted => {
                if !self.found.is_empty() {
                    for place in 0..self.line_repeats.min(u32::try_from(MOST_LINES).unwrap_or(u32::MAX) + 1) {
                        for (column, words) in &self.found {
                            into.put(self.line.saturating_add(place), *column, words)?;
                        }
                    }
                }
                for column in &self.errors {
                    into.error(self.line, *column);
                }
                self.line = self.line.saturating_add(self.line_repeats);
            }
            "table:table" => self.wanted = false,
            _ => {}
        }
        Ok(())
    }
}

impl OpenCell {
    fn begun(element: &BytesStart<'_>) -> Result<Self, NotImported> {
        let mut cell = Self { repeats: repeats(element, "table:number-columns-repeated")?, ..Self::default() };
        cell.is_error = attribute(element, "calcext:value-type")?.as_deref() == Some("error");
        cell.value = match attribute(element, "office:value-type")?.as_deref() {
            Some("float" | "percentage" | "currency") => {
                attribute(element, "office:value")?.map(|number| number.parse::<f64>().map_or(number, number_words))
            }
            Some("boolean") => attribute(element, "office:boolean-value")?
                .map(|yes| bool_words(yes.eq_ignore_ascii_case("true")).to_owned()),
            Some("date") => attribute(element, "office:date-value")?,
            Some("time") => attribute(element, "office:time-value")?,
            Some("string") => attribute(element, "office:string-value")?,
            _ => None,
        };
        Ok(cell)
    }
}
