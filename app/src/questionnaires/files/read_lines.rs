//! Responses read back from JSON Lines, as [`json_lines`](super::json_lines) writes them. What comes back is what was on
//! the route; a file is known by its name alone.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde_json::{Map, Value};

use super::columns::{ColumnPlan, FactColumn};
use super::response::{FiledResponse, as_filed};
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::question::{Question, QuestionKind};

/// The responses of a file of JSON Lines, one at a time. An empty line is passed over.
pub fn read_jsonl<'a>(
    plan: &'a ColumnPlan<'a>,
    file: impl BufRead + 'a,
) -> impl Iterator<Item = Result<FiledResponse, String>> + 'a {
    file.lines().enumerate().filter_map(move |(line, text)| {
        let told = |why: String| format!("Line {}: {why}.", line + 1);
        match text {
            Err(error) => Some(Err(told(format!("it cannot be read ({error})")))),
            Ok(text) if text.trim().is_empty() => None,
            Ok(text) => Some(response(plan, &text).map_err(told)),
        }
    })
}

fn response(plan: &ColumnPlan<'_>, text: &str) -> Result<FiledResponse, String> {
    let line: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("it is not a JSON object ({error})"))?;
    let number = |fact: FactColumn| {
        let value = line.get(fact.name()).and_then(Value::as_i64);
        value.ok_or_else(|| format!("{:?} is not a number", fact.name()))
    };
    let words = |fact: FactColumn| line.get(fact.name()).and_then(Value::as_str).unwrap_or_default();
    let version = number(FactColumn::Version)?;
    let whole = plan.versions().iter().find(|(number, _)| *number == version);
    let (_, whole) = whole.ok_or_else(|| format!("version {version} is not known"))?;
    let answers = line.get("answers").and_then(Value::as_object).ok_or("it has no answers")?;
    let mut given = Given::new();
    for question in whole.questions().filter(|question| question.asks()) {
        let value = answers.get(question.key.as_str());
        let value = value.ok_or_else(|| format!("nothing is said of {:?}", question.key.as_str()))?;
        let answer = answer(question, value);
        let answer = answer.ok_or_else(|| format!("{value} is not an answer to {:?}", question.key.as_str()))?;
        given.extend(answer.map(|answer| (question.key.clone(), answer)));
    }
    let branch = words(FactColumn::Branch);
    Ok(FiledResponse {
        number: number(FactColumn::Response)?,
        version,
        channel: words(FactColumn::Channel).to_owned(),
        language: words(FactColumn::Language).to_owned(),
        received_on: words(FactColumn::ReceivedOn).parse()?,
        branch: (!branch.is_empty()).then(|| branch.to_owned()),
        assurance: words(FactColumn::Assurance).to_owned(),
        kind: words(FactColumn::Kind).to_owned(),
        order_shown: words(FactColumn::OrderShown).to_owned(),
        given,
    })
}

/// The kind of blank that a value says, if it says one.
fn blank(value: &Value) -> Option<Blank> {
    let said = value.as_object().filter(|said| said.len() == 1)?;
    Blank::from_code(said.get("blank")?.as_str()?)
}

/// An answer; nothing inside if there is a blank that nobody chose; nothing at all if it is no answer.
#[expect(
    clippy::option_option,
    reason = "that there is no answer is an answer here, and that it cannot be read is another"
)]
fn answer(question: &Question, value: &Value) -> Option<Option<Answer>> {
    match blank(value) {
        Some(Blank::NotAsked | Blank::Skipped) => return Some(None),
        Some(blank) => return Some(Some(Answer::Blank(blank))),
        None => {}
    }
    let text = || value.as_str().map(str::to_owned);
    let answer = match &question.kind {
        QuestionKind::OneOf(_) => Answer::Code {
            code: value.get("code")?.as_str()?.to_owned(),
            other: match value.get("text") {
                Some(text) => Some(text.as_str()?.to_owned()),
                None => None,
            },
        },
        QuestionKind::SeveralOf { .. } => Answer::Ticks {
            codes: texts(value.get("codes")?)?,
            other: match value.get("text") {
                Some(texts) => by_code(texts, |text| text.as_str().map(str::to_owned))?,
                None => BTreeMap::new(),
            },
        },
        QuestionKind::Scale { .. } => Answer::code(value.as_u64()?.to_string()),
        QuestionKind::Matrix { .. } => {
            let point = |point: &Value| match blank(point) {
                Some(blank) => Some(blank.code().to_owned()),
                None => point.as_str().map(str::to_owned),
            };
            Answer::Rows(by_code(value, point)?)
        }
        QuestionKind::Rank { .. } => Answer::Order(texts(value)?),
        QuestionKind::Number { .. } => Answer::Number(serde_json::from_value::<Decimal>(value.clone()).ok()?),
        QuestionKind::Money { .. } => Answer::Money(in_pence(value)?),
        QuestionKind::Split { money: true, .. } => Answer::Shares { parts: by_code(value, in_pence)?, money: true },
        QuestionKind::Split { money: false, .. } => {
            Answer::Shares { parts: by_code(value, Value::as_i64)?, money: false }
        }
        QuestionKind::Text { .. } => Answer::Text(text()?),
        QuestionKind::Date { .. } => Answer::Date(text()?.parse().ok()?),
        QuestionKind::Branch => Answer::Branch(text()?),
        QuestionKind::PostcodeArea => Answer::Area(text()?),
        QuestionKind::File => Answer::File { id: 0, name: value.get("file")?.as_str()?.to_owned() },
        QuestionKind::Information => return None,
    };
    // Lines tell rows that are all blank from a blank matrix, so no number of rows is said.
    Some(Some(as_filed(answer, 0)))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

fn by_code<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<BTreeMap<String, T>> {
    value.as_object()?.iter().map(|(code, value)| Some((code.clone(), read(value)?))).collect()
}

/// Pounds in pence: to the nearest, for a double holds most amounts not quite.
fn in_pence(pounds: &Value) -> Option<i64> {
    if let Some(whole) = pounds.as_i64() {
        return whole.checked_mul(100);
    }
    let pence = (pounds.as_f64()? * 100.0).round();
    // As far as a double counts exactly.
    #[expect(clippy::cast_possible_truncation, reason = "it was just seen to be small enough")]
    (pence.abs() < 9e15).then_some(pence as i64)
}
