//! Answers as JSON: what the record keeps, what `questionnaire route --answers` reads, and what a file of answers holds.
//!
//! Each question's key with its answer: a code as a text, ticks and an order as a list, rows and parts by code, numbers and
//! pounds as numbers, a date as text; `{"blank": "dont-know"}` for "I don't know", `{"code": "other", "other": "…"}` where
//! something was written. An empty text, an empty list and null are no answer.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Given};
use super::blank::Blank;
use super::decimal::Decimal;
use super::question::{Question, QuestionKind, Questionnaire};

/// Why answers cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnswers {
    /// The key of the question, as written; empty when it is about all of them.
    pub question: String,
    /// In a sentence.
    pub why: String,
}

impl std::fmt::Display for NotAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.question.is_empty() { f.write_str(&self.why) } else { write!(f, "{}: {}", self.question, self.why) }
    }
}

impl std::error::Error for NotAnswers {}

/// Reads answers. Those to questions that the questionnaire does not have are left out: a later version never takes a
/// question away, so there are none in the record.
///
/// # Errors
/// The first that is not an answer to its question.
pub fn from_json(text: &str, whole: &Questionnaire) -> Result<Given, NotAnswers> {
    let values: Map<String, Value> = serde_json::from_str(text).map_err(|error| NotAnswers {
        question: String::new(),
        why: format!("These are not answers by key: {error}"),
    })?;
    let questions: BTreeMap<&str, &Question> =
        whole.questions().map(|question| (question.key.as_str(), question)).collect();
    let mut given = Given::new();
    for (key, value) in &values {
        let Some(question) = questions.get(key.as_str()) else { continue };
        let answer = answer(question, value).map_err(|why| NotAnswers { question: key.clone(), why })?;
        if let Some(answer) = answer {
            given.insert(question.key.clone(), answer);
        }
    }
    Ok(given)
}

/// The keys of answers to questions that the questionnaire does not have.
///
/// # Errors
/// When it is not JSON by key.
pub fn unknown_keys(text: &str, whole: &Questionnaire) -> Result<Vec<String>, NotAnswers> {
    let values: Map<String, Value> = serde_json::from_str(text).map_err(|error| NotAnswers {
        question: String::new(),
        why: format!("These are not answers by key: {error}"),
    })?;
    Ok(values.into_iter().map(|(key, _)| key).filter(|key| whole.question(key).is_none()).collect())
}

/// Writes answers: the same answers are always the same text.
pub fn to_json(given: &Given) -> String {
    let values: Map<String, Value> = given.iter().map(|(key, answer)| (key.to_string(), value(answer))).collect();
    Value::Object(values).to_string()
}

/// One answer as JSON.
pub fn value(answer: &Answer) -> Value {
    match answer {
        Answer::Blank(blank) => json!({ "blank": blank.code() }),
        Answer::Code { code, other: None } => json!(code),
        Answer::Code { code, other: Some(text) } => json!({ "code": code, "other": text }),
        Answer::Ticks { codes, other } if other.is_empty() => json!(codes),
        Answer::Ticks { codes, other } => json!({ "codes": codes, "other": other }),
        Answer::Rows(rows) => json!(rows),
        Answer::Order(codes) => json!(codes),
        Answer::Number(number) => json!(number),
        Answer::Money(pence) => Decimal::pounds(*pence).map_or(Value::Null, |pounds| json!(pounds)),
        Answer::Shares { parts, money: false } => json!(parts),
        Answer::Shares { parts, money: true } => {
            let parts: BTreeMap<&String, Option<Decimal>> =
                parts.iter().map(|(code, pence)| (code, Decimal::pounds(*pence))).collect();
            json!(parts)
        }
        Answer::Text(text) | Answer::Branch(text) | Answer::Area(text) => json!(text),
        Answer::Date(date) => json!(date.to_string()),
        Answer::File { id, name } => json!({ "id": id, "name": name }),
    }
}

/// One answer from JSON; nothing where it is empty.
///
/// # Errors
/// Why it is not an answer to this question.
pub fn answer(question: &Question, value: &Value) -> Result<Option<Answer>, String> {
    if empty(value) {
        return Ok(None);
    }
    if let Some(blank) = blank(question, value)? {
        return Ok(Some(Answer::Blank(blank)));
    }
    let answer = match &question.kind {
        QuestionKind::OneOf(_) | QuestionKind::Scale { .. } => match value {
            Value::Object(fields) => Answer::Code {
                code: text(fields.get("code").unwrap_or(&Value::Null), "a code")?,
                other: other(fields.get("other"))?,
            },
            value => Answer::Code { code: text(value, "a code")?, other: None },
        },
        QuestionKind::SeveralOf { .. } => {
            let (codes, other) = match value {
                Value::Object(fields) => (
                    list(fields.get("codes").ok_or_else(|| wanted("a list of codes", value))?)?,
                    fields.get("other").map(texts).transpose()?.unwrap_or_default(),
                ),
                value => (list(value)?, BTreeMap::new()),
            };
            // In the order of the question, each once; what it does not know, at the end.
            let known = question.options().iter().map(|option| option.code.clone());
            let mut sorted: Vec<String> = known.filter(|code| codes.contains(code)).collect();
            for code in codes {
                if !sorted.contains(&code) {
                    sorted.push(code);
                }
            }
            if sorted.is_empty() {
                return Ok(None);
            }
            Answer::Ticks { codes: sorted, other }
        }
        QuestionKind::Matrix { .. } => Answer::Rows(texts(value)?),
        QuestionKind::Rank { .. } => Answer::Order(list(value)?),
        QuestionKind::Number { .. } => Answer::Number(number(value)?),
        QuestionKind::Money { .. } => Answer::Money(pence(value)?),
        QuestionKind::Split { money, .. } => {
            let Value::Object(fields) = value else { return Err(wanted("parts by code", value)) };
            let mut parts = BTreeMap::new();
            for (code, part) in fields {
                let part = if *money {
                    pence(part)?
                } else {
                    number(part)?.as_whole().ok_or_else(|| wanted("whole points", part))?
                };
                if part != 0 {
                    parts.insert(code.clone(), part);
                }
            }
            Answer::Shares { parts, money: *money }
        }
        QuestionKind::Text { .. } => Answer::Text(text(value, "a text")?),
        QuestionKind::Date { .. } => Answer::Date(text(value, "a date")?.parse()?),
        QuestionKind::Branch => Answer::Branch(text(value, "a library")?),
        QuestionKind::PostcodeArea => Answer::Area(text(value, "a postcode area")?),
        QuestionKind::File => {
            let id = value.get("id").and_then(Value::as_i64).ok_or_else(|| wanted("a file", value))?;
            Answer::File { id, name: text(value.get("name").unwrap_or(&Value::Null), "the name of a file")? }
        }
        QuestionKind::Information => return Err("this page asks nothing".to_owned()),
    };
    Ok(Some(answer))
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The kind of blank that was chosen: said as such, or by its code alone where the question offers it and its kind has no
/// words of its own.
fn blank(question: &Question, value: &Value) -> Result<Option<Blank>, String> {
    // A row or an option may be called so.
    if let Some(code) = value.get("blank").filter(|_| question.option("blank").is_none()) {
        let blank = code.as_str().and_then(Blank::chosen);
        return blank.map(Some).ok_or_else(|| {
            format!("{code} is not “{}” or “{}”", Blank::DontKnow.code(), Blank::PreferNotToSay.code())
        });
    }
    let plain = value.as_str().and_then(Blank::chosen).filter(|blank| question.offers_blank(*blank));
    let is_option = plain.is_some_and(|blank| question.option(blank.code()).is_some());
    Ok(plain.filter(|_| !is_option && !matches!(question.kind, QuestionKind::Text { .. })))
}

fn wanted(what: &str, value: &Value) -> String {
    let mut said: String = value.to_string().chars().take(60).collect();
    if said.len() < value.to_string().len() {
        said.push('…');
    }
    format!("{what} was expected, not {said}")
}

fn text(value: &Value, what: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(wanted(what, other)),
    }
}

fn other(value: Option<&Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => Ok(Some(text(value, "a text")?).filter(|text| !text.trim().is_empty())),
    }
}

fn list(value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(values) => values.iter().map(|value| text(value, "a code")).collect(),
        Value::Null => Ok(Vec::new()),
        value => Ok(vec![text(value, "a list of codes")?]),
    }
}

fn texts(value: &Value) -> Result<BTreeMap<String, String>, String> {
    let Value::Object(fields) = value else { return Err(wanted("texts by code", value)) };
    let read = fields.iter().filter(|(_, value)| !empty(value));
    read.map(|(code, value)| Ok((code.clone(), text(value, "a text")?))).collect()
}

fn number(value: &Value) -> Result<Decimal, String> {
    serde_json::from_value(value.clone()).map_err(|_| wanted("a number", value))
}

fn pence(value: &Value) -> Result<i64, String> {
    number(value)?.pence().ok_or_else(|| wanted("pounds and pence", value))
}
