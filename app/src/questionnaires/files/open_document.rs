//! Responses as an OpenDocument spreadsheet, as LibreOffice writes them: an archive with a table in XML, which goes out
//! row by row. Numbers are numbers, dates dates, text is text whatever it looks like, the heading stays in sight and can be
//! filtered by. Behind the responses stand the codebook, notes, and the texts that were too long for a cell.
//!
//! The form of the file is OpenDocument 1.3, part 2 (packages) and part 3 (schema).

use std::io::{BufWriter, Seek, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::codebook::{self, TextTable};
use super::columns::{CellsAs, ColumnPlan};
use super::oversize::{OversizeText, fitting};
use super::response::{FiledResponse, pounds};
use super::row::{FileCell, FileRow, blank_text};
use super::writer::{FileFault, MOST_COLUMNS, MOST_ROWS, ResponseWriter};
use crate::downloads::xml::XmlOut;

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The names of XML that a table uses.
const NAMES: [(&str, &str); 7] = [
    ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("xmlns:number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
    ("office:version", "1.3"),
];

/// Writes an OpenDocument spreadsheet.
pub struct OpenDocumentWriter<'a, W: Write + Seek> {
    plan: &'a ColumnPlan<'a>,
    shown: CellsAs,
    headings: Vec<String>,
    rows: usize,
    too_long: Vec<OversizeText>,
    content: XmlOut<BufWriter<ZipWriter<W>>>,
}

fn options() -> SimpleFileOptions {
    // No moment is written into the archive, and a table of more than four gigabytes is allowed for.
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .large_file(true)
}

impl<'a, W: Write + Seek> OpenDocumentWriter<'a, W> {
    /// Begins a spreadsheet.
    ///
    /// # Errors
    /// When there are more columns than a sheet holds, or the file cannot be written.
    pub fn begin(plan: &'a ColumnPlan<'a>, shown: CellsAs, out: W) -> Result<Self, FileFault> {
        let headings = plan.headings(&shown);
        if headings.len() > MOST_COLUMNS {
            return Err(FileFault::TooLarge { count: headings.len(), what: "columns" });
        }
        let mut archive = ZipWriter::new(out);
        // First and as it is, so that a program can tell what the archive is by its first bytes.
        let plain = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        archive.start_file("mimetype", plain)?;
        archive.write_all(MIMETYPE.as_bytes())?;
        archive.start_file("META-INF/manifest.xml", options())?;
        archive.write_all(&manifest()?)?;
        archive.start_file("settings.xml", options())?;
        archive.write_all(&settings()?)?;
        archive.start_file("content.xml", options())?;
        let mut content = XmlOut::begin(BufWriter::new(archive))?;
        content.open("office:document-content", &NAMES)?;
        styles(&mut content)?;
        content.open("office:body", &[])?;
        content.open("office:spreadsheet", &[])?;
        begin_table(&mut content, "Responses", &headings)?;
        Ok(Self { plan, shown, headings, rows: 1, too_long: Vec::new(), content })
    }
}

impl<W: Write + Seek> ResponseWriter for OpenDocumentWriter<'_, W> {
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        if self.rows >= MOST_ROWS {
            return Err(FileFault::TooLarge { count: self.rows + 1, what: "rows" });
        }
        let row = FileRow::of(self.plan, response)?;
        let content = &mut self.content;
        content.open("table:table-row", &[])?;
        for (cell, heading) in row.cells(&self.shown).zip(&self.headings) {
            match cell {
                FileCell::Empty => content.empty("table:table-cell", &[])?,
                FileCell::Blank(blank) => text_cell(content, Some("blank"), blank_text(blank, &self.shown))?,
                FileCell::Text(text) => {
                    let text = fitting(&text, response.number, heading, &mut self.too_long);
                    text_cell(content, None, &text)?;
                }
                FileCell::Whole(number) => number_cell(content, "figure", &number.to_string())?,
                FileCell::Number(number) => number_cell(content, "figure", &number.to_string())?,
                FileCell::Pounds(pence) => number_cell(content, "pounds", &pounds(pence))?,
                FileCell::Date(date) if date.is_whole() => {
                    let date = date.to_string();
                    content.open(
                        "table:table-cell",
                        &[("table:style-name", "day"), ("office:value-type", "date"), ("office:date-value", &date)],
                    )?;
                    content.told("text:p", &[], &date)?;
                    content.close()?;
                }
                FileCell::Date(date) => text_cell(content, None, &date.to_string())?,
            }
        }
        content.close()?;
        content.line()?;
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), FileFault> {
        let mut tables = vec![codebook::columns(self.plan), codebook::codes(self.plan), codebook::notes(self.plan)];
        tables.extend(codebook::too_long(&self.too_long));
        let content = &mut self.content;
        content.close()?;
        for table in &tables {
            write_table(content, table)?;
        }
        let last = format!("$Responses.$A$1:$Responses.${}${}", letters(self.headings.len()), self.rows);
        content.open("table:database-ranges", &[])?;
        content.empty(
            "table:database-range",
            &[
                ("table:name", "responses"),
                ("table:target-range-address", &last),
                ("table:display-filter-buttons", "true"),
            ],
        )?;
        let archive = self.content.end()?.into_inner().map_err(|error| FileFault::Io(error.into_error()))?;
        archive.finish()?.flush()?;
        Ok(())
    }
}

fn begin_table(content: &mut XmlOut<impl Write>, name: &str, headings: &[String]) -> Result<(), FileFault> {
    content.open("table:table", &[("table:name", name)])?;
    let columns = headings.len().to_string();
    content
        .empty("table:table-column", &[("table:style-name", "wide"), ("table:number-columns-repeated", &columns)])?;
    content.open("table:table-header-rows", &[])?;
    content.open("table:table-row", &[])?;
    for heading in headings {
        text_cell(content, Some("heading"), heading)?;
    }
    content.close()?;
    content.close()?;
    content.line()?;
    Ok(())
}

fn write_table(content: &mut XmlOut<impl Write>, table: &TextTable) -> Result<(), FileFault> {
    begin_table(content, &table.name, &table.headings)?;
    for row in &table.rows {
        content.open("table:table-row", &[])?;
        for text in row {
            text_cell(content, None, text)?;
        }
        content.close()?;
        content.line()?;
    }
    content.close()?;
    Ok(())
}

fn number_cell(content: &mut XmlOut<impl Write>, style: &str, number: &str) -> Result<(), FileFault> {
    content.open(
        "table:table-cell",
        &[("table:style-name", style), ("office:value-type", "float"), ("office:value", number)],
    )?;
    content.told("text:p", &[], number)?;
    content.close()?;
    Ok(())
}

/// A text with a paragraph for each line. A reader makes one space of several, so those are said by their number.
fn text_cell(content: &mut XmlOut<impl Write>, style: Option<&str>, text: &str) -> Result<(), FileFault> {
    if text.is_empty() {
        content.empty("table:table-cell", &[])?;
        return Ok(());
    }
    let style = ("table:style-name", style.unwrap_or("words"));
    content.open("table:table-cell", &[style, ("office:value-type", "string")])?;
    for line in text.split('\n') {
        content.open("text:p", &[])?;
        let mut from = 0;
        while let Some(at) = line.get(from..).and_then(|rest| rest.find([' ', '\t'])).map(|at| from + at) {
            content.text(line.get(from..at).unwrap_or_default())?;
            if line.as_bytes().get(at) == Some(&b'\t') {
                content.empty("text:tab", &[])?;
                from = at + 1;
                continue;
            }
            let spaces = line.bytes().skip(at).take_while(|byte| *byte == b' ').count();
            if spaces == 1 && at > 0 && at + 1 < line.len() && line.as_bytes().get(at - 1) != Some(&b'\t') {
                content.text(" ")?;
            } else {
                content.empty("text:s", &[("text:c", &spaces.to_string())])?;
            }
            from = at + spaces;
        }
        content.text(line.get(from..).unwrap_or_default())?;
        content.close()?;
    }
    content.close()?;
    Ok(())
}

fn styles(content: &mut XmlOut<impl Write>) -> Result<(), FileFault> {
    content.open("office:automatic-styles", &[])?;
    content.open("style:style", &[("style:name", "wide"), ("style:family", "table-column")])?;
    content.empty("style:table-column-properties", &[("style:column-width", "4cm")])?;
    content.close()?;
    content.open("number:date-style", &[("style:name", "iso")])?;
    content.empty("number:year", &[("number:style", "long")])?;
    content.told("number:text", &[], "-")?;
    content.empty("number:month", &[("number:style", "long")])?;
    content.told("number:text", &[], "-")?;
    content.empty("number:day", &[("number:style", "long")])?;
    content.close()?;
    content.open("number:number-style", &[("style:name", "pence")])?;
    content.empty("number:number", &[("number:decimal-places", "2"), ("number:min-integer-digits", "1")])?;
    content.close()?;
    content.told("number:text-style", &[("style:name", "text")], "")?;
    let cell =
        |content: &mut XmlOut<_>, name: &str, data: Option<&str>, look: &[(&str, &str)]| -> Result<(), FileFault> {
            let mut attributes = vec![("style:name", name), ("style:family", "table-cell")];
            attributes.extend(data.map(|data| ("style:data-style-name", data)));
            content.open("style:style", &attributes)?;
            if !look.is_empty() {
                content.empty("style:text-properties", look)?;
            }
            content.close()?;
            Ok(())
        };
    cell(content, "heading", None, &[("fo:font-weight", "bold")])?;
    cell(content, "words", Some("text"), &[])?;
    cell(content, "figure", None, &[])?;
    cell(content, "pounds", Some("pence"), &[])?;
    cell(content, "day", Some("iso"), &[])?;
    // So that "skipped" the blank is not taken for a word that somebody wrote.
    cell(content, "blank", None, &[("fo:font-style", "italic"), ("fo:color", "#767676")])?;
    content.close()?;
    Ok(())
}

fn manifest() -> Result<Vec<u8>, FileFault> {
    let mut xml = XmlOut::begin(Vec::new())?;
    xml.open(
        "manifest:manifest",
        &[("xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"), ("manifest:version", "1.3")],
    )?;
    for (path, kind) in [("/", MIMETYPE), ("content.xml", "text/xml"), ("settings.xml", "text/xml")] {
        xml.empty("manifest:file-entry", &[("manifest:full-path", path), ("manifest:media-type", kind)])?;
    }
    Ok(xml.end()?)
}

/// What keeps the heading and the number of the response in sight.
fn settings() -> Result<Vec<u8>, FileFault> {
    let mut xml = XmlOut::begin(Vec::new())?;
    xml.open(
        "office:document-settings",
        &[
            ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
            ("xmlns:config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
            ("xmlns:ooo", "http://openoffice.org/2004/office"),
            ("office:version", "1.3"),
        ],
    )?;
    xml.open("office:settings", &[])?;
    xml.open("config:config-item-set", &[("config:name", "ooo:view-settings")])?;
    xml.open("config:config-item-map-indexed", &[("config:name", "Views")])?;
    xml.open("config:config-item-map-entry", &[])?;
    xml.open("config:config-item-map-named", &[("config:name", "Tables")])?;
    xml.open("config:config-item-map-entry", &[("config:name", "Responses")])?;
    for (name, value) in [
        ("HorizontalSplitMode", "2"),
        ("VerticalSplitMode", "2"),
        ("HorizontalSplitPosition", "1"),
        ("VerticalSplitPosition", "1"),
        ("PositionRight", "1"),
        ("PositionBottom", "1"),
    ] {
        let kind = if name.ends_with("Mode") { "short" } else { "int" };
        xml.told("config:config-item", &[("config:name", name), ("config:type", kind)], value)?;
    }
    Ok(xml.end()?)
}

/// The letters of a column, counted from 1: A, Z, AA.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        column /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        let named: Vec<String> = [1, 26, 27, 702, 703, 16_384].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
