//! Responses as JSON Lines: an object a line, the answers nested by the keys of their questions, numbers as numbers.
//!
//! Every question of every version has its key in every line, so that a program need not ask whether it is there. A blank
//! is `{"blank": "skipped"}`; one of several options `{"code": "far", "text": "…"}`; a point of a scale its number; ticks
//! `{"codes": […], "text": {…}}`; a matrix an object of points by row; a rank a list from the best down; shares an object
//! of parts; money is in pounds; a date is text as far as it is known; a file `{"file": "plan.pdf"}`.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Number;

use super::columns::ColumnPlan;
use super::response::{FiledResponse, pounds};
use super::row::FileRow;
use super::writer::{FileFault, ResponseWriter};
use crate::questionnaires::definition::answer::Answer;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::condition::{Standing, Viewed};
use crate::questionnaires::definition::question::{Question, QuestionKind};
use crate::questionnaires::definition::route::Route;

/// Writes JSON Lines.
#[derive(Debug)]
pub struct JsonLinesWriter<'a, W: Write> {
    plan: &'a ColumnPlan<'a>,
    questions: Vec<&'a Question>,
    out: BufWriter<W>,
}

impl<'a, W: Write> JsonLinesWriter<'a, W> {
    /// Begins a file, which has no heading.
    pub fn begin(plan: &'a ColumnPlan<'a>, out: W) -> Self {
        Self { plan, questions: plan.questions(), out: BufWriter::new(out) }
    }

    /// Writes a response.
    ///
    /// # Errors
    /// As [`ResponseWriter::take`].
    pub fn write(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        let row = FileRow::of(self.plan, response)?;
        let line = ResponseLine { response, answers: AnswersLine { questions: &self.questions, route: row.route() } };
        serde_json::to_writer(&mut self.out, &line)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }
}

impl<W: Write> ResponseWriter for JsonLinesWriter<'_, W> {
    fn take(&mut self, response: &FiledResponse) -> Result<(), FileFault> {
        self.write(response)
    }

    fn finish(mut self: Box<Self>) -> Result<(), FileFault> {
        self.out.flush()?;
        Ok(())
    }
}

struct ResponseLine<'b> {
    response: &'b FiledResponse,
    answers: AnswersLine<'b>,
}

impl Serialize for ResponseLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let response = self.response;
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("response", &response.number)?;
        line.serialize_entry("version", &response.version)?;
        line.serialize_entry("channel", &response.channel)?;
        line.serialize_entry("language", &response.language)?;
        line.serialize_entry("received_on", &response.received_on.to_string())?;
        line.serialize_entry("branch", &response.branch)?;
        line.serialize_entry("assurance", &response.assurance)?;
        line.serialize_entry("kind", &response.kind)?;
        line.serialize_entry("answers", &self.answers)?;
        line.serialize_entry("order_shown", &response.order_shown)?;
        line.end()
    }
}

struct AnswersLine<'b> {
    questions: &'b [&'b Question],
    route: &'b Route<'b>,
}

impl Serialize for AnswersLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answers = serializer.serialize_map(Some(self.questions.len()))?;
        for question in self.questions {
            let key = question.key.as_str();
            match self.route.standing(&question.key) {
                Standing::NotAsked => answers.serialize_entry(key, &blank(Blank::NotAsked))?,
                Standing::Empty => answers.serialize_entry(key, &blank(Blank::Skipped))?,
                Standing::Answered(answer) => answers.serialize_entry(key, &AnswerLine { question, answer })?,
            }
        }
        answers.end()
    }
}

fn blank(blank: Blank) -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([("blank", blank.code())])
}

struct AnswerLine<'b> {
    question: &'b Question,
    answer: &'b Answer,
}

impl Serialize for AnswerLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.answer {
            Answer::Blank(kind) => blank(*kind).serialize(serializer),
            Answer::Code { code, other } => {
                if let (QuestionKind::Scale { .. }, Ok(point)) = (&self.question.kind, code.parse::<u32>()) {
                    return serializer.serialize_u32(point);
                }
                let mut said = serializer.serialize_map(None)?;
                said.serialize_entry("code", code)?;
                if let Some(other) = other {
                    said.serialize_entry("text", other)?;
                }
                said.end()
            }
            Answer::Ticks { codes, other } => {
                let mut said = serializer.serialize_map(None)?;
                said.serialize_entry("codes", codes)?;
                if !other.is_empty() {
                    said.serialize_entry("text", other)?;
                }
                said.end()
            }
            Answer::Rows(rows) => {
                serializer.collect_map(rows.iter().map(|(row, code)| (row, point(self.question, code))))
            }
            Answer::Order(codes) => codes.serialize(serializer),
            Answer::Number(number) => number.serialize(serializer),
            Answer::Money(pence) => in_pounds(*pence).serialize(serializer),
            Answer::Shares { parts, money: true } => {
                serializer.collect_map(parts.iter().map(|(code, part)| (code, in_pounds(*part))))
            }
            Answer::Shares { parts, money: false } => parts.serialize(serializer),
            Answer::Text(text) | Answer::Branch(text) | Answer::Area(text) => serializer.serialize_str(text),
            Answer::Date(date) => serializer.collect_str(date),
            Answer::File { name, .. } => BTreeMap::from([("file", name)]).serialize(serializer),
        }
    }
}

/// A point of a matrix, or the blank that was said for a row.
#[derive(Serialize)]
#[serde(untagged)]
enum PointLine<'b> {
    Blank(BTreeMap<&'static str, &'static str>),
    Code(&'b str),
}

fn point<'b>(question: &Question, code: &'b str) -> PointLine<'b> {
    let known = match &question.kind {
        QuestionKind::Matrix { columns, .. } => columns.iter().any(|column| column.code == code),
        _ => true,
    };
    match Blank::chosen(code) {
        Some(kind) if !known => PointLine::Blank(blank(kind)),
        _ => PointLine::Code(code),
    }
}

/// Pounds as a JSON number: exact as far as answers go, for a double holds fifteen digits.
fn in_pounds(pence: i64) -> Number {
    let pounds = pounds(pence);
    let whole = (pence % 100 == 0).then(|| Number::from(pence / 100));
    whole.or_else(|| Number::from_f64(pounds.parse().ok()?)).unwrap_or_else(|| Number::from(pence / 100))
}
