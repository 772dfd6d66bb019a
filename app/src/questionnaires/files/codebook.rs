//! What the columns of a file of responses mean: a line for each column, a line for each code, and what one has to know to
//! read them. The same tables stand in the workbook, in the data package and as a file of their own.

use std::io::{self, Write};

use super::column_type::{ColumnType, blanks};
use super::columns::{ColumnMeaning, ColumnPiece, ColumnPlan, FileColumn};
use super::delimited::write_texts;
use super::guard;
use super::oversize::{HEADINGS, OversizeText, SHEET};
use super::writer::FileFault;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::question::QuestionKind;
use crate::questionnaires::definition::texts::{Language, Wording};

/// A table of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTable {
    /// What it is called.
    pub name: String,
    /// What stands above its columns.
    pub headings: Vec<String>,
    /// Its rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// The table as a CSV file, as responses are written: with a byte-order mark, and guarded.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, mut out: impl Write) -> Result<(), FileFault> {
        let mut file = io::BufWriter::new(&mut out);
        file.write_all(b"\xEF\xBB\xBF")?;
        write_texts(&mut file, &self.headings)?;
        for row in &self.rows {
            write_texts(&mut file, row)?;
        }
        file.flush()?;
        Ok(())
    }
}

/// The wording in every language, empty where there is none.
fn in_each<'a>(wording: Option<&'a Wording>, languages: &'a [&Language]) -> impl Iterator<Item = String> + 'a {
    languages
        .iter()
        .map(move |language| wording.and_then(|wording| wording.get(language)).unwrap_or_default().to_owned())
}

/// A line for each column.
pub fn columns(plan: &ColumnPlan<'_>) -> TextTable {
    let languages = plan.languages();
    let mut headings = vec!["name".to_owned(), "question".to_owned()];
    headings.extend(languages.iter().map(|language| format!("question:{language}")));
    headings.extend(["type", "kind", "unit", "option"].map(str::to_owned));
    headings.extend(languages.iter().map(|language| format!("option:{language}")));
    headings.extend(["codes", "blanks", "first_version", "retired_in"].map(str::to_owned));
    let rows = plan.columns().iter().enumerate().map(|(place, column)| line(plan, place, column, &languages)).collect();
    TextTable { name: "Codebook".to_owned(), headings, rows }
}

fn line(plan: &ColumnPlan<'_>, place: usize, column: &FileColumn, languages: &[&Language]) -> Vec<String> {
    let question = column.meaning.key().and_then(|key| plan.question(key));
    let mut line = vec![column.name.clone(), question.map(|question| question.key.to_string()).unwrap_or_default()];
    if let ColumnMeaning::Fact(fact) = column.meaning {
        // What is told of every response is in the language of this program.
        line.extend(languages.iter().map(|_| fact.label().to_owned()));
    } else {
        line.extend(in_each(question.map(|question| &question.label), languages));
    }
    line.push(ColumnType::of(plan, column).word().to_owned());
    line.push(question.map(|question| question.kind.word().to_owned()).unwrap_or_default());
    line.push(match question.map(|question| &question.kind) {
        Some(QuestionKind::Number { unit, .. }) => plan.words(unit, plan.newest().first_language()).to_owned(),
        _ => String::new(),
    });
    let code = column.meaning.code().unwrap_or_default();
    line.push(match column.meaning {
        ColumnMeaning::Piece { piece: ColumnPiece::WriteIn, .. } => format!("{code}: in words"),
        _ => code.to_owned(),
    });
    line.extend(in_each(plan.piece_label(place), languages));
    let codes: Vec<&str> = choices_of(plan, column).map(|(code, _)| code).collect();
    line.push(codes.join(" "));
    line.push(blanks(plan, column).into_iter().map(Blank::code).collect::<Vec<_>>().join(" "));
    line.push(column.first.to_string());
    line.push(column.retired_in.map(|version| version.to_string()).unwrap_or_default());
    line
}

/// The codes that a column may hold, with what they are called.
pub(super) fn choices_of<'b>(
    plan: &'b ColumnPlan<'_>,
    column: &'b FileColumn,
) -> impl Iterator<Item = (&'b str, &'b Wording)> {
    let key = match ColumnType::of(plan, column) {
        ColumnType::Code | ColumnType::Codes | ColumnType::Point => column.meaning.key(),
        _ => None,
    };
    let choices = key.map_or(&[][..], |key| plan.choices(key));
    choices.iter().map(|choice| (choice.code.as_str(), choice.label))
}

/// A line for each code that a column may hold, the codes of blanks among them.
pub fn codes(plan: &ColumnPlan<'_>) -> TextTable {
    let languages = plan.languages();
    let mut headings = vec!["column".to_owned(), "code".to_owned()];
    headings.extend(languages.iter().map(|language| format!("label:{language}")));
    headings.push("blank".to_owned());
    let mut rows = Vec::new();
    for column in plan.columns() {
        for (code, label) in choices_of(plan, column) {
            let mut row = vec![column.name.clone(), code.to_owned()];
            row.extend(in_each(Some(label), &languages));
            row.push("no".to_owned());
            rows.push(row);
        }
        for blank in blanks(plan, column) {
            let mut row = vec![column.name.clone(), blank.code().to_owned()];
            row.extend(languages.iter().map(|language| blank.words(language).to_owned()));
            row.push("yes".to_owned());
            rows.push(row);
        }
    }
    TextTable { name: "Codes".to_owned(), headings, rows }
}

/// What one has to know to read the files.
pub const NOTES: [&str; 12] = [
    "Each line is one response. The columns are the same whatever version of the questionnaire was answered; what was \
     retired keeps its column, and the codebook says in which version that was.",
    "not-asked: the question was not asked of this person, because of what they answered before or because their version \
     does not have it.",
    "skipped: the question was asked and left empty. In a rank it stands for what was given no place.",
    "dont-know and prefer-not-to-say: the person chose “I don’t know” or “I prefer not to say”.",
    "A question with several ticks has a column with the codes that were ticked, parted by spaces, and a column for each \
     option: 1 ticked, 0 asked and not ticked, empty where the option was not asked.",
    "What was written beside an option stands in the column that ends with /text; not-asked there means that the option \
     was not chosen.",
    "A rank has the place of each option, from 1. What was shared out has the part of each option.",
    "Money is in pounds. Dates are year-month-day, as far as they are known.",
    "The number of a response is shuffled: it says nothing about when the response came or who sent it.",
    "Where a heading or a label looks like a name with two slashes and “answer”, the question has the name of one of the \
     first columns as its key.",
    guard::SENTENCE,
    "Spreadsheet programs may take a text such as 1-2 or 007 for a date or a number when they open a CSV file. The Excel \
     and OpenDocument files hold such texts as texts.",
];

/// The notes as a table.
pub fn notes(plan: &ColumnPlan<'_>) -> TextTable {
    let versions: Vec<String> = plan.versions().iter().map(|(number, _)| number.to_string()).collect();
    let mut rows: Vec<Vec<String>> = NOTES.iter().map(|note| vec![(*note).to_owned()]).collect();
    rows.push(vec![format!("Versions of the questionnaire: {}.", versions.join(", "))]);
    TextTable { name: "Notes".to_owned(), headings: vec!["How to read this file".to_owned()], rows }
}

/// The texts that were too long for a cell, in pieces; nothing if there are none.
pub(super) fn too_long(texts: &[OversizeText]) -> Option<TextTable> {
    let rows: Vec<Vec<String>> = texts
        .iter()
        .flat_map(|text| {
            let all = text.pieces.len().to_string();
            text.pieces.iter().enumerate().map(move |(place, piece)| {
                vec![
                    text.response.to_string(),
                    text.column.clone(),
                    (place + 1).to_string(),
                    all.clone(),
                    piece.clone(),
                ]
            })
        })
        .collect();
    let headings = HEADINGS.map(str::to_owned).to_vec();
    (!rows.is_empty()).then(|| TextTable { name: SHEET.to_owned(), headings, rows })
}
