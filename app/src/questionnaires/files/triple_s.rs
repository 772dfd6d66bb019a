//! Responses as Triple-S 2.0, which programs of market research read: a description in XML and a CSV file of its own, in
//! which options are numbers and ticks a row of noughts and ones.
//!
//! Triple-S knows one kind of missing answer. So a question with one option for an answer has further values for the kinds
//! of blank, and any other question a variable beside it that says why there is no answer.
//!
//! The form is Triple-S XML 2.0 (triple-s.org), with variables in CSV fields; checked to be well formed, for there is no
//! free program to check more.

use std::io::{BufWriter, Write};

use super::codebook::choices_of;
use super::column_type::{ColumnType, blanks};
use super::columns::{CellsAs, ColumnMeaning, ColumnPiece, ColumnPlan};
use super::guard::guard;
use super::numbered::numbers;
use super::program_names::ProgramNames;
use super::response::{FiledResponse, pounds};
use super::row::{FileCell, FileRow};
use super::writer::{FileFault, ResponseWriter};
use crate::downloads::xml::XmlOut;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::texts::{Language, Wording};

/// The values for the kinds of blank, far above the number of any option.
const fn blank_value(blank: Blank) -> usize {
    match blank {
        Blank::NotAsked => 99_991,
        Blank::Skipped => 99_992,
        Blank::DontKnow => 99_993,
        Blank::PreferNotToSay => 99_994,
    }
}

/// The longest text that is promised where nothing else is.
const LONGEST_TEXT: u32 = 32_767;

/// One field of the file.
#[derive(Clone, Debug, PartialEq)]
enum SssField {
    /// The value of a column.
    Column { place: usize, kind: ColumnType },
    /// Why a column has no value: nought if it has one.
    Why { place: usize },
}

/// The fields: those of the columns, but ticks, which are one field together.
fn fields(plan: &ColumnPlan<'_>) -> Vec<SssField> {
    let mut fields = Vec::new();
    for (place, column) in plan.columns().iter().enumerate() {
        let kind = ColumnType::of(plan, column);
        if kind == ColumnType::Tick {
            continue;
        }
        fields.push(SssField::Column { place, kind });
        let written = matches!(column.meaning, ColumnMeaning::Piece { piece: ColumnPiece::WriteIn, .. });
        let single = matches!(kind, ColumnType::Code | ColumnType::Point);
        if !blanks(plan, column).is_empty() && !single && !written {
            fields.push(SssField::Why { place });
        }
    }
    fields
}

/// The names of the fields, as the description and the headings have them.
fn names(plan: &ColumnPlan<'_>, fields: &[SssField]) -> Vec<String> {
    let mut names = ProgramNames::of(plan);
    fields
        .iter()
        .map(|field| match field {
            SssField::Column { place, .. } => names.name(*place).to_owned(),
            SssField::Why { place } => {
                let beside = format!("{}_blank", names.name(*place));
                names.another(&beside)
            }
        })
        .collect()
}

/// Writes the description of a data file of this name.
///
/// # Errors
/// When it cannot be written.
pub fn description(plan: &ColumnPlan<'_>, csv: &str, out: impl Write) -> Result<(), FileFault> {
    let languages = plan.languages();
    let codes: Vec<&str> = languages.iter().map(|language| language.code()).collect();
    let mut xml = XmlOut::begin(BufWriter::new(out))?;
    xml.open("sss", &[("version", "2.0"), ("languages", &codes.join(" "))])?;
    xml.told("origin", &[], "Soundings")?;
    xml.open("survey", &[])?;
    xml.open("title", &[])?;
    in_each(&mut xml, plan, &languages, |language| plan.words(&plan.newest().title, language).to_owned())?;
    xml.close()?;
    xml.open("record", &[("ident", "R"), ("href", csv), ("format", "csv"), ("skip", "1")])?;
    let fields = fields(plan);
    for ((number, field), name) in (1_usize..).zip(&fields).zip(names(plan, &fields)) {
        variable(&mut xml, plan, &languages, number, field, &name)?;
        xml.line()?;
    }
    xml.end()?.flush()?;
    Ok(())
}

fn in_each(
    xml: &mut XmlOut<impl Write>,
    plan: &ColumnPlan<'_>,
    languages: &[&Language],
    text: impl Fn(&Language) -> String,
) -> Result<(), FileFault> {
    xml.text(&text(plan.newest().first_language()))?;
    for language in languages.iter().filter(|language| **language != plan.newest().first_language()) {
        xml.told("text", &[("xml:lang", language.code())], &text(language))?;
    }
    Ok(())
}

fn variable(
    xml: &mut XmlOut<impl Write>,
    plan: &ColumnPlan<'_>,
    languages: &[&Language],
    number: usize,
    field: &SssField,
    name: &str,
) -> Result<(), FileFault> {
    let (SssField::Column { place, .. } | SssField::Why { place }) = field;
    let Some(column) = plan.columns().get(*place) else { return Ok(()) };
    let kind = match field {
        SssField::Why { .. } => "single",
        SssField::Column { kind, .. } => match kind {
            ColumnType::Code | ColumnType::Point => "single",
            ColumnType::Codes => "multiple",
            ColumnType::Day => "date",
            ColumnType::PartOfDate | ColumnType::Words { .. } => "character",
            _ => "quantity",
        },
    };
    let number = number.to_string();
    let mut attributes = vec![("ident", number.as_str()), ("type", kind)];
    if *place == 0 {
        attributes.push(("use", "serial"));
    }
    xml.open("variable", &attributes)?;
    xml.told("name", &[], name)?;
    xml.open("label", &[])?;
    in_each(xml, plan, languages, |language| match field {
        SssField::Column { .. } => plan.label(*place, language),
        SssField::Why { .. } => format!("{}: why there is no answer", plan.label(*place, language)),
    })?;
    xml.close()?;
    xml.empty("position", &[("start", &number)])?;
    let value = |xml: &mut XmlOut<_>, code: usize, text: &dyn Fn(&Language) -> String| -> Result<(), FileFault> {
        xml.open("value", &[("code", &code.to_string())])?;
        in_each(xml, plan, languages, text)?;
        xml.close()?;
        Ok(())
    };
    match field {
        SssField::Why { .. } => {
            xml.open("values", &[])?;
            value(xml, 0, &|_| "There is an answer".to_owned())?;
            for blank in blanks(plan, column) {
                value(xml, blank_value(blank), &|language| blank.words(language).to_owned())?;
            }
            xml.close()?;
        }
        SssField::Column { kind, .. } => match kind {
            ColumnType::Code | ColumnType::Point | ColumnType::Codes => {
                xml.open("values", &[])?;
                let choices = column.meaning.key().map(|key| numbers(plan, key)).unwrap_or_default();
                for (choice, number) in choices {
                    value(xml, number, &|language| labelled(plan, choice.label, language, &choice.code))?;
                }
                for blank in blanks(plan, column).into_iter().filter(|_| *kind != ColumnType::Codes) {
                    value(xml, blank_value(blank), &|language| blank.words(language).to_owned())?;
                }
                xml.close()?;
            }
            ColumnType::Day => xml.told("size", &[], "8")?,
            ColumnType::PartOfDate => xml.told("size", &[], "10")?,
            ColumnType::Words { most } => xml.told("size", &[], &most.unwrap_or(LONGEST_TEXT).to_string())?,
            ColumnType::Count { .. } | ColumnType::Figure { .. } | ColumnType::Pounds { .. } | ColumnType::Tick => {
                let (from, to) = range(*kind);
                xml.open("values", &[])?;
                xml.empty("range", &[("from", &from), ("to", &to)])?;
                xml.close()?;
            }
        },
    }
    xml.close()?;
    Ok(())
}

fn labelled(plan: &ColumnPlan<'_>, label: &Wording, language: &Language, code: &str) -> String {
    let words = label.read(language, &plan.newest().languages);
    if words.is_empty() { code.to_owned() } else { words.to_owned() }
}

/// The smallest and the largest value, written with the decimal places that values have.
fn range(kind: ColumnType) -> (String, String) {
    match kind {
        ColumnType::Count { least, most } => (least.unwrap_or(0).to_string(), most.unwrap_or(999_999_999).to_string()),
        ColumnType::Pounds { least, most } => (pounds(least.unwrap_or(0)), pounds(most.unwrap_or(99_999_999_999))),
        ColumnType::Figure { places, least, most } => {
            let widest = |sign: i64| Decimal::whole(sign * 999_999_999).unwrap_or_default();
            let said = |number: Decimal| {
                let text = number.to_string();
                let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
                let width = usize::try_from(places).unwrap_or_default();
                if width == 0 { whole.to_owned() } else { format!("{whole}.{part:0<width$}") }
            };
            (said(least.unwrap_or_else(|| widest(-1))), said(most.unwrap_or_else(|| widest(1))))
        }
        _ => ("0".to_owned(), "1".to_owned()),
    }
}

/// Writes the data file.
#[derive(Debug)]
pub struct TripleSDataWriter<'a, W: Write> {
    plan: &'a ColumnPlan<'a>,
    fields: Vec<SssField>,
    /// For the columns with options: the number of each code.
    numbered: Vec<std::collections::HashMap<String, usize>>,
    out: csv::Writer<W>,
}

impl<'a, W: Write> TripleSDataWriter<'a, W> {
    /// Writes the headings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(plan: &'a ColumnPlan<'a>, out: W) -> Result<Self, FileFault> {
        let fields = fields(plan);
        // Quotation marks everywhere: a row of noughts and ones that begins with a nought needs them.
        let mut out = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        out.write_record(names(plan, &fields)).map_err(failed)?;
        let numbered = plan.columns().iter().map(|column| {
            let coded = choices_of(plan, column).next().is_some();
            let key = column.meaning.key().filter(|_| coded);
            let numbers = key.map(|key| numbers(plan, key)).unwrap_or_default();
            numbers.into_iter().map(|(choice, number)| (choice.code.clone(), number)).collect()
        });
        Ok(Self { plan, fields, numbered: numbered.collect(), out })
    }

    fn said(&self, cell: Option<&FileCell<'_>>, place: usize, kind: ColumnType) -> String {
        let numbered = self.numbered.get(place);
        let number = |code: &str| numbered.and_then(|numbers| numbers.get(code)).copied();
        match (cell, kind) {
            (Some(FileCell::Blank(blank)), ColumnType::Code | ColumnType::Point) => blank_value(*blank).to_string(),
            (Some(FileCell::Text(code)), ColumnType::Code | ColumnType::Point) => {
                number(code).map(|number| number.to_string()).unwrap_or_default()
            }
            (Some(FileCell::Text(codes)), ColumnType::Codes) => {
                let mut ticks = vec![b'0'; numbered.map_or(0, |numbers| numbers.len())];
                for code in codes.split(' ') {
                    if let Some(tick) = number(code).and_then(|number| ticks.get_mut(number.checked_sub(1)?)) {
                        *tick = b'1';
                    }
                }
                String::from_utf8_lossy(&ticks).into_owned()
            }
            (Some(FileCell::Text(text)), _) => {
                guard(&text.replace("\r\n", " ").replace(['\n', '\r'], " ")).into_owned()
            }
            (Some(FileCell::Whole(number)), _) => number.to_string(),
            (Some(FileCell::Number(number)), _) => number.to_string(),
            (Some(FileCell::Pounds(pence)), _) => pounds(*pence),
            (Some(FileCell::Date(date)), ColumnType::Day) if date.is_whole() => date.to_string().replace('-', ""),
            (Some(FileCell::Date(date)), _) => date.to_string(),
            (None | Some(FileCell::Empty | FileCell::Blank(_)), _) => String::new(),
        }
    }
}

impl<W: Write> ResponseWriter for TripleSDataWriter<'_, W> {
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        let row = FileRow::of(self.plan, response)?;
        let cells: Vec<FileCell<'_>> = row.cells(&CellsAs::Codes).collect();
        let line: Vec<String> = self
            .fields
            .iter()
            .map(|field| match field {
                SssField::Column { place, kind } => self.said(cells.get(*place), *place, *kind),
                SssField::Why { place } => match cells.get(*place) {
                    Some(FileCell::Blank(blank)) => blank_value(*blank).to_string(),
                    _ => "0".to_owned(),
                },
            })
            .collect();
        self.out.write_record(line).map_err(failed)
    }

    fn finish(mut self: Box<Self>) -> Result<(), FileFault> {
        self.out.flush()?;
        Ok(())
    }
}

fn failed(error: csv::Error) -> FileFault {
    FileFault::Io(error.into())
}
