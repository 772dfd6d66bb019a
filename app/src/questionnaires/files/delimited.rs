//! Responses as a CSV file: commas, lines ended by CR LF, UTF-8 with a byte-order mark so that spreadsheet programs read
//! Welsh. Texts stand in quotation marks whatever they look like ("007", "1-2"), and numbers, dates and the codes of
//! blanks stand bare, so that a program that looks at the quotation marks can tell "5" the word from 5 the number. What a
//! program could take for a formula is guarded, in the headings too; see [`guard`](super::guard).

use std::io::{BufWriter, Write};

use super::columns::{CellsAs, ColumnPlan};
use super::guard::guard;
use super::response::{FiledResponse, pounds};
use super::row::{FileCell, FileRow, blank_text};
use super::writer::{FileFault, ResponseWriter};

/// How a CSV file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelimitedOptions {
    /// Codes or labels.
    pub shown: CellsAs,
    /// Whether it begins with a byte-order mark.
    pub mark: bool,
    /// Whether line breaks in texts become spaces, for programs that take each line for a row.
    pub one_line: bool,
}

impl DelimitedOptions {
    /// With a mark and with line breaks.
    pub const fn usual(shown: CellsAs) -> Self {
        Self { shown, mark: true, one_line: false }
    }
}

/// Writes a CSV file.
#[derive(Debug)]
pub struct DelimitedWriter<'a, W: Write> {
    plan: &'a ColumnPlan<'a>,
    options: DelimitedOptions,
    line: String,
    out: BufWriter<W>,
}

impl<'a, W: Write> DelimitedWriter<'a, W> {
    /// Writes the headings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(plan: &'a ColumnPlan<'a>, options: DelimitedOptions, out: W) -> Result<Self, FileFault> {
        let mut out = BufWriter::new(out);
        if options.mark {
            out.write_all(b"\xEF\xBB\xBF")?;
        }
        write_texts(&mut out, plan.headings(&options.shown))?;
        Ok(Self { plan, options, line: String::new(), out })
    }

    /// Writes a response.
    ///
    /// # Errors
    /// As [`ResponseWriter::take`].
    pub fn write(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        let row = FileRow::of(self.plan, response)?;
        self.line.clear();
        for (place, cell) in row.cells(&self.options.shown).enumerate() {
            if place > 0 {
                self.line.push(',');
            }
            put(&mut self.line, &cell, &self.options);
        }
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes())?;
        Ok(())
    }

    /// Hands over what is left, and gives back what was written to.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end(self) -> Result<W, FileFault> {
        self.out.into_inner().map_err(|error| FileFault::Io(error.into_error()))
    }
}

impl<W: Write> ResponseWriter for DelimitedWriter<'_, W> {
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        self.write(response)
    }

    fn finish(self: Box<Self>) -> Result<(), FileFault> {
        self.end()?.flush()?;
        Ok(())
    }
}

fn put(line: &mut String, cell: &FileCell<'_>, options: &DelimitedOptions) {
    use std::fmt::Write as _;
    // Writing to a text cannot fail.
    let _ = match cell {
        FileCell::Empty => Ok(()),
        FileCell::Blank(blank) if options.shown == CellsAs::Codes => line.write_str(blank.code()),
        FileCell::Blank(blank) => {
            quote(line, blank_text(*blank, &options.shown));
            Ok(())
        }
        FileCell::Text(text) if options.one_line && text.contains(['\n', '\r']) => {
            quote(line, &guard(&text.replace("\r\n", " ").replace(['\n', '\r'], " ")));
            Ok(())
        }
        FileCell::Text(text) => {
            quote(line, &guard(text));
            Ok(())
        }
        FileCell::Whole(number) => write!(line, "{number}"),
        FileCell::Number(number) => write!(line, "{number}"),
        FileCell::Pounds(pence) => line.write_str(&pounds(*pence)),
        FileCell::Date(date) => write!(line, "{date}"),
    };
}

fn quote(line: &mut String, text: &str) {
    line.push('"');
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            line.push_str("\"\"");
        }
        line.push_str(part);
    }
    line.push('"');
}

/// A line of texts, guarded and in quotation marks.
pub(super) fn write_texts(
    out: &mut impl Write,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<(), FileFault> {
    let mut line = String::new();
    for (place, text) in texts.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        quote(&mut line, &guard(text.as_ref()));
    }
    line.push_str("\r\n");
    out.write_all(line.as_bytes())?;
    Ok(())
}
