//! The questionnaire as a DDI-Codebook 2.5 description, which data archives keep beside a file of responses: a variable for
//! each column, with the question as it was asked in each language, its values, and whom it was asked of.
//!
//! Elements stand in the order of the schema (ddialliance.org, DDI-Codebook 2.5); checked to be well formed, not against
//! the schema.

use std::io::{BufWriter, Write};

use super::codebook::{self, choices_of};
use super::column_type::{ColumnType, blanks};
use super::columns::{ColumnPlan, FileColumn};
use super::program_names::ProgramNames;
use super::response::pounds;
use super::writer::FileFault;
use crate::downloads::xml::XmlOut;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::definition::texts::{Language, Wording};

/// Writes the description of a file of responses of this name.
///
/// # Errors
/// When it cannot be written.
pub fn description(plan: &ColumnPlan<'_>, csv: &str, out: impl Write) -> Result<(), FileFault> {
    let newest = plan.newest();
    let mut xml = XmlOut::begin(BufWriter::new(out))?;
    xml.open(
        "codeBook",
        &[("xmlns", "ddi:codebook:2_5"), ("version", "2.5"), ("xml:lang", newest.first_language().code())],
    )?;
    xml.line()?;
    xml.open("stdyDscr", &[])?;
    xml.open("citation", &[])?;
    xml.open("titlStmt", &[])?;
    xml.told("titl", &[], plan.words(&newest.title, newest.first_language()))?;
    for (language, title) in newest.title.all().filter(|(language, _)| *language != newest.first_language()) {
        xml.told("parTitl", &[("xml:lang", language.code())], title)?;
    }
    xml.close()?;
    xml.close()?;
    xml.close()?;
    xml.line()?;
    xml.open("fileDscr", &[("ID", "F1")])?;
    xml.open("fileTxt", &[])?;
    xml.told("fileName", &[], csv)?;
    xml.open("dimensns", &[])?;
    xml.told("varQnty", &[], &plan.columns().len().to_string())?;
    xml.close()?;
    xml.told("fileType", &[], "text/csv")?;
    xml.close()?;
    xml.told("notes", &[], &codebook::NOTES.join("\n\n"))?;
    xml.close()?;
    xml.line()?;
    xml.open("dataDscr", &[])?;
    xml.line()?;
    let names = ProgramNames::of(plan);
    for (place, column) in plan.columns().iter().enumerate() {
        variable(&mut xml, plan, place, column, names.name(place))?;
        xml.line()?;
    }
    xml.end()?.flush()?;
    Ok(())
}

fn variable(
    xml: &mut XmlOut<impl Write>,
    plan: &ColumnPlan<'_>,
    place: usize,
    column: &FileColumn,
    id: &str,
) -> Result<(), FileFault> {
    let kind = ColumnType::of(plan, column);
    let scale =
        if matches!(kind, ColumnType::Figure { .. } | ColumnType::Pounds { .. }) { "contin" } else { "discrete" };
    let id = format!("V_{id}");
    xml.open("var", &[("ID", &id), ("name", &column.name), ("files", "F1"), ("intrvl", scale)])?;
    for language in plan.languages() {
        xml.told("labl", &[("xml:lang", language.code())], &plan.label(place, language))?;
    }
    let question = column.meaning.key().and_then(|key| plan.question(key));
    for language in plan.languages() {
        let Some(question) = question else { break };
        asked(xml, question, language)?;
    }
    if let Some((least, most)) = bounds(kind) {
        let bounds = [least.map(|least| ("min", least)), most.map(|most| ("max", most))];
        let bounds: Vec<(&str, &str)> = bounds.iter().flatten().map(|(name, value)| (*name, value.as_str())).collect();
        xml.open("valrng", &[])?;
        xml.empty("range", &bounds)?;
        xml.close()?;
    }
    if let Some(when) = question.and_then(|question| question.when.as_ref()) {
        xml.told("universe", &[], &when.to_string())?;
    }
    for (code, label) in choices_of(plan, column) {
        category(xml, plan, code, Some(label), "N", |_| String::new())?;
    }
    if kind == ColumnType::Tick {
        category(xml, plan, "1", None, "N", |_| "Ticked".to_owned())?;
        category(xml, plan, "0", None, "N", |_| "Not ticked".to_owned())?;
    }
    for blank in blanks(plan, column) {
        category(xml, plan, blank.code(), None, "Y", |language| blank.words(language).to_owned())?;
    }
    let format = if kind.is_number() { "numeric" } else { "character" };
    xml.empty("varFormat", &[("type", format)])?;
    let mut said = format!("{}; first in version {}", kind.word(), column.first);
    if let Some(version) = column.retired_in {
        said.push_str(&format!("; retired in version {version}"));
    }
    xml.told("notes", &[], &said)?;
    xml.close()?;
    Ok(())
}

fn asked(xml: &mut XmlOut<impl Write>, question: &Question, language: &Language) -> Result<(), FileFault> {
    let Some(label) = question.label.get(language) else { return Ok(()) };
    xml.open("qstn", &[("xml:lang", language.code())])?;
    xml.told("qstnLit", &[], label)?;
    if let Some(help) = question.help.get(language) {
        xml.told("postQTxt", &[], help)?;
    }
    xml.close()?;
    Ok(())
}

fn category(
    xml: &mut XmlOut<impl Write>,
    plan: &ColumnPlan<'_>,
    code: &str,
    label: Option<&Wording>,
    missing: &str,
    otherwise: impl Fn(&Language) -> String,
) -> Result<(), FileFault> {
    xml.open("catgry", &[("missing", missing)])?;
    xml.told("catValu", &[], code)?;
    for language in plan.languages() {
        let text = match label {
            Some(label) => label.get(language).unwrap_or_default().to_owned(),
            None => otherwise(language),
        };
        if !text.is_empty() {
            xml.told("labl", &[("xml:lang", language.code())], &text)?;
        }
    }
    xml.close()?;
    Ok(())
}

/// The smallest and the largest value, if one of them is settled.
fn bounds(kind: ColumnType) -> Option<(Option<String>, Option<String>)> {
    let (least, most) = match kind {
        ColumnType::Count { least, most } => (least.map(|least| least.to_string()), most.map(|most| most.to_string())),
        ColumnType::Figure { least, most, .. } => {
            (least.map(|least| least.to_string()), most.map(|most| most.to_string()))
        }
        ColumnType::Pounds { least, most } => (least.map(pounds), most.map(pounds)),
        _ => (None, None),
    };
    (least.is_some() || most.is_some()).then_some((least, most))
}
