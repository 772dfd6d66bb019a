//! Responses as a Frictionless data package: an archive with the responses, the codebook, the codes, and a description
//! that a program reads before the data: types, the values that may occur, and which texts in which column stand for a
//! missing value.
//!
//! The description follows Data Package and Table Schema 1 with the field `missingValues` of a field from version 2
//! (datapackage.org/standard).

use std::io::{Seek, Write};

use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::codebook::{self, TextTable};
use super::column_type::{ColumnType, blanks};
use super::columns::{CellsAs, ColumnPlan, FileColumn};
use super::delimited::{DelimitedOptions, DelimitedWriter};
use super::guard::guard;
use super::response::{FiledResponse, pounds};
use super::writer::{FileFault, ResponseWriter};
use crate::questionnaires::definition::blank::Blank;

/// The name of the file of responses in the package.
pub const RESPONSES: &str = "responses.csv";
/// The name of the file with a line for each column.
pub const CODEBOOK: &str = "codebook.csv";
/// The name of the file with a line for each code.
pub const CODES: &str = "codes.csv";
/// The name of the description.
pub const DESCRIPTION: &str = "datapackage.json";

/// The description of a package with responses, codebook and codes.
pub fn description(plan: &ColumnPlan<'_>) -> Value {
    let questionnaire = plan.newest();
    let language = questionnaire.first_language();
    let fields: Vec<Value> =
        plan.columns().iter().enumerate().map(|(place, column)| field(plan, place, column)).collect();
    let coded: Vec<Value> = plan
        .columns()
        .iter()
        .filter(|column| ColumnType::of(plan, column) == ColumnType::Code)
        .map(|column| json!({ "fields": [column.name], "reference": { "resource": "codes", "fields": ["code"] } }))
        .collect();
    let table = |name: &str, path: &str, title: &str, schema: Value| {
        json!({
            "name": name, "path": path, "title": title, "profile": "tabular-data-resource", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
        })
    };
    let texts = |table: &TextTable, key: &[&str], foreign: Value| {
        let fields: Vec<Value> = table.headings.iter().map(|name| json!({ "name": name, "type": "string" })).collect();
        json!({ "fields": fields, "primaryKey": key, "missingValues": [""], "foreignKeys": foreign })
    };
    let to_codebook = json!([{ "fields": ["column"], "reference": { "resource": "codebook", "fields": ["name"] } }]);
    json!({
        "profile": "tabular-data-package",
        "name": "responses",
        "title": plan.words(&questionnaire.title, language),
        "description": codebook::NOTES.join("\n\n"),
        "resources": [
            table("responses", RESPONSES, "Responses", json!({
                "fields": fields, "primaryKey": ["response"], "missingValues": [""], "foreignKeys": coded,
            })),
            table("codebook", CODEBOOK, "Codebook", texts(&codebook::columns(plan), &["name"], json!([]))),
            table("codes", CODES, "Codes", texts(&codebook::codes(plan), &["column", "code"], to_codebook)),
        ],
    })
}

fn field(plan: &ColumnPlan<'_>, place: usize, column: &FileColumn) -> Value {
    let kind = ColumnType::of(plan, column);
    let mut constraints = serde_json::Map::new();
    let number = |pence: i64| pounds(pence).parse::<f64>().unwrap_or_default();
    let mut bound = |name: &str, value: Option<Value>| {
        constraints.extend(value.map(|value| (name.to_owned(), value)));
    };
    let word = match kind {
        ColumnType::Count { least, most } => {
            bound("minimum", least.map(Value::from));
            bound("maximum", most.map(Value::from));
            "integer"
        }
        ColumnType::Figure { places, least, most } => {
            bound("minimum", least.and_then(|least| serde_json::to_value(least).ok()));
            bound("maximum", most.and_then(|most| serde_json::to_value(most).ok()));
            if places == 0 { "integer" } else { "number" }
        }
        ColumnType::Pounds { least, most } => {
            bound("minimum", least.map(number).map(Value::from));
            bound("maximum", most.map(number).map(Value::from));
            "number"
        }
        ColumnType::Point => {
            let points: Vec<i64> =
                codebook::choices_of(plan, column).filter_map(|(code, _)| code.parse().ok()).collect();
            bound("enum", (!points.is_empty()).then(|| points.into()));
            "integer"
        }
        ColumnType::Code => {
            // As they stand in the file.
            let codes: Vec<String> =
                codebook::choices_of(plan, column).map(|(code, _)| guard(code).into_owned()).collect();
            bound("enum", (!codes.is_empty()).then(|| codes.into()));
            "string"
        }
        ColumnType::Tick => {
            bound("enum", Some(json!([0, 1])));
            "integer"
        }
        ColumnType::Day => "date",
        ColumnType::PartOfDate => {
            bound("pattern", Some("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?".into()));
            "string"
        }
        ColumnType::Codes | ColumnType::Words { .. } => "string",
    };
    let mut missing = vec![""];
    missing.extend(blanks(plan, column).into_iter().map(Blank::code));
    json!({
        "name": column.name,
        "type": word,
        "title": plan.label(place, plan.newest().first_language()),
        "description": describe(column, kind),
        "missingValues": missing,
        "constraints": constraints,
    })
}

fn describe(column: &FileColumn, kind: ColumnType) -> String {
    let mut said = format!("{}, first in version {}", kind.word(), column.first);
    if let Some(version) = column.retired_in {
        said.push_str(&format!(", retired in version {version}"));
    }
    said
}

/// Writes a package.
pub struct PackageWriter<'a, W: Write + Seek> {
    responses: DelimitedWriter<'a, ZipWriter<W>>,
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .large_file(true)
}

impl<'a, W: Write + Seek> PackageWriter<'a, W> {
    /// Begins a package: what describes the responses stands before them.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(plan: &'a ColumnPlan<'a>, out: W) -> Result<Self, FileFault> {
        let mut archive = ZipWriter::new(out);
        archive.start_file(DESCRIPTION, options())?;
        serde_json::to_writer_pretty(&mut archive, &description(plan))?;
        archive.start_file(CODEBOOK, options())?;
        codebook::columns(plan).write(&mut archive)?;
        archive.start_file(CODES, options())?;
        codebook::codes(plan).write(&mut archive)?;
        archive.start_file(RESPONSES, options())?;
        let responses = DelimitedWriter::begin(plan, DelimitedOptions::usual(CellsAs::Codes), archive)?;
        Ok(Self { responses })
    }
}

impl<W: Write + Seek> ResponseWriter for PackageWriter<'_, W> {
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        self.responses.write(response)
    }

    fn finish(self: Box<Self>) -> Result<(), FileFault> {
        self.responses.end()?.finish()?.flush()?;
        Ok(())
    }
}
