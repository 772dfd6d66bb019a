//! Responses read back from a CSV file with codes, as [`delimited`](super::delimited) writes it: to prove that nothing is
//! lost on the way, and to bring responses from one service to another.
//!
//! What comes back is what was on the route. A file is known by its name alone; a matrix in which every row says "don't
//! know" is told like one that was answered so as a whole.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use super::columns::{ColumnMeaning, ColumnPiece, ColumnPlan, FactColumn};
use super::guard::unguarded;
use super::response::{FiledResponse, as_filed, pence};
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};

/// The responses of a CSV file with codes, one at a time.
///
/// # Errors
/// A sentence that names the column that is missing. Each response may be a sentence that says what is wrong with which
/// line.
pub fn read_csv<'a, R: Read + 'a>(
    plan: &'a ColumnPlan<'a>,
    file: R,
) -> Result<impl Iterator<Item = Result<FiledResponse, String>> + 'a, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(file);
    let headings = reader.headers().map_err(|error| format!("The file is no CSV file: {error}."))?.clone();
    let names = headings.iter().map(|heading| unguarded(heading.trim_start_matches('\u{feff}')));
    let names: HashMap<&str, usize> = names.zip(0..).collect();
    let mut places: HashMap<ColumnMeaning, usize> = HashMap::new();
    for column in plan.columns() {
        let place = names.get(column.name.as_str());
        let place = place.ok_or_else(|| format!("The file has no column {:?}.", column.name))?;
        places.insert(column.meaning.clone(), *place);
    }
    let layout = Layout { plan, places };
    Ok(reader.into_records().enumerate().map(move |(line, record)| {
        let record = record.map_err(|error| format!("The file is no CSV file: {error}."))?;
        let cells = Cells { layout: &layout, record: &record };
        cells.response().map_err(|why| format!("Line {}: {why}.", line + 2))
    }))
}

/// Where the columns stand in the file.
struct Layout<'a> {
    plan: &'a ColumnPlan<'a>,
    places: HashMap<ColumnMeaning, usize>,
}

/// One line of it.
struct Cells<'b> {
    layout: &'b Layout<'b>,
    record: &'b csv::StringRecord,
}

/// What a cell says.
enum CellText<'b> {
    /// A kind of blank.
    Blank(Blank),
    /// Anything else, without the guard.
    Said(&'b str),
}

impl<'b> Cells<'b> {
    fn at(&self, meaning: &ColumnMeaning) -> &'b str {
        self.layout.places.get(meaning).and_then(|place| self.record.get(*place)).unwrap_or_default()
    }

    fn said(&self, meaning: &ColumnMeaning) -> CellText<'b> {
        let cell = self.at(meaning);
        Blank::from_code(cell).map_or_else(|| CellText::Said(unguarded(cell)), CellText::Blank)
    }

    fn fact(&self, fact: FactColumn) -> &'b str {
        unguarded(self.at(&ColumnMeaning::Fact(fact)))
    }

    fn response(&self) -> Result<FiledResponse, String> {
        let number = |fact: FactColumn| {
            let text = self.fact(fact);
            text.parse::<i64>().map_err(|_| format!("{text:?} in the column {:?} is not a number", fact.name()))
        };
        let version = number(FactColumn::Version)?;
        let whole = self.layout.plan.versions().iter().find(|(number, _)| *number == version);
        let (_, whole) = whole.ok_or_else(|| format!("version {version} is not known"))?;
        let branch = self.fact(FactColumn::Branch);
        Ok(FiledResponse {
            number: number(FactColumn::Response)?,
            version,
            channel: self.fact(FactColumn::Channel).to_owned(),
            language: self.fact(FactColumn::Language).to_owned(),
            received_on: self.fact(FactColumn::ReceivedOn).parse()?,
            branch: (!branch.is_empty()).then(|| branch.to_owned()),
            assurance: self.fact(FactColumn::Assurance).to_owned(),
            kind: self.fact(FactColumn::Kind).to_owned(),
            order_shown: self.fact(FactColumn::OrderShown).to_owned(),
            given: self.given(whole)?,
        })
    }

    fn given(&self, whole: &Questionnaire) -> Result<Given, String> {
        let mut given = Given::new();
        for question in whole.questions().filter(|question| question.asks()) {
            let answer =
                self.answer(question).map_err(|why| format!("the answer to {:?}: {why}", question.key.as_str()))?;
            given.extend(answer.map(|answer| (question.key.clone(), answer)));
        }
        Ok(given)
    }

    fn piece(question: &Question, option: &AnswerOption, piece: ColumnPiece) -> ColumnMeaning {
        ColumnMeaning::Piece { key: question.key.clone(), code: option.code.clone(), piece }
    }

    /// What was written beside an option.
    fn written(&self, question: &Question, code: &str) -> Option<String> {
        let option = question.option(code).filter(|option| option.write_in)?;
        match self.said(&Self::piece(question, option, ColumnPiece::WriteIn)) {
            CellText::Blank(_) => None,
            CellText::Said(text) => Some(text.to_owned()),
        }
    }

    fn answer(&self, question: &Question) -> Result<Option<Answer>, String> {
        let piece = match &question.kind {
            QuestionKind::Matrix { .. } => Some(ColumnPiece::MatrixRow),
            QuestionKind::Rank { .. } => Some(ColumnPiece::Place),
            QuestionKind::Split { .. } => Some(ColumnPiece::Part),
            _ => None,
        };
        if let Some(piece) = piece {
            return self.pieces(question, piece);
        }
        let text = match self.said(&ColumnMeaning::Whole(question.key.clone())) {
            CellText::Blank(Blank::NotAsked | Blank::Skipped) => return Ok(None),
            CellText::Blank(blank) => return Ok(Some(Answer::Blank(blank))),
            CellText::Said(text) => text,
        };
        let wrong = |what: &str| format!("{text:?} is not {what}");
        Ok(Some(match &question.kind {
            QuestionKind::OneOf(_) => Answer::Code { code: text.to_owned(), other: self.written(question, text) },
            QuestionKind::Scale { .. } => Answer::code(text),
            QuestionKind::SeveralOf { .. } => {
                let codes: Vec<String> = text.split(' ').map(str::to_owned).collect();
                let other =
                    codes.iter().filter_map(|code| Some((code.clone(), self.written(question, code)?))).collect();
                Answer::Ticks { other, codes }
            }
            QuestionKind::Number { .. } => Answer::Number(text.parse().map_err(|_| wrong("a number"))?),
            QuestionKind::Money { .. } => Answer::Money(pence(text).ok_or_else(|| wrong("an amount of money"))?),
            QuestionKind::Date { .. } => Answer::Date(text.parse()?),
            QuestionKind::Branch => Answer::Branch(text.to_owned()),
            QuestionKind::PostcodeArea => Answer::Area(text.to_owned()),
            QuestionKind::File => Answer::File { id: 0, name: text.to_owned() },
            _ => Answer::Text(text.to_owned()),
        }))
    }

    /// A matrix, a rank or a split, from the columns of its rows or options.
    fn pieces(&self, question: &Question, piece: ColumnPiece) -> Result<Option<Answer>, String> {
        let mut said: Vec<(&str, &str)> = Vec::new();
        let mut blanks: Vec<(&str, Blank)> = Vec::new();
        for option in question.options() {
            match self.said(&Self::piece(question, option, piece)) {
                CellText::Blank(Blank::NotAsked) => {}
                CellText::Blank(blank) => blanks.push((&option.code, blank)),
                CellText::Said(text) => said.push((&option.code, text)),
            }
        }
        let asked = said.len() + blanks.len();
        let chosen: Vec<(&str, Blank)> =
            blanks.into_iter().filter(|(_, blank)| Blank::CHOSEN.contains(blank)).collect();
        if said.is_empty() && piece != ColumnPiece::MatrixRow {
            return Ok(chosen.first().map(|(_, blank)| Answer::Blank(*blank)));
        }
        let number = |text: &str| text.parse::<i64>().map_err(|_| format!("{text:?} is not a whole number"));
        Ok(Some(match (&question.kind, piece) {
            (_, ColumnPiece::MatrixRow) => {
                let points = said.iter().map(|(row, point)| ((*row).to_owned(), (*point).to_owned()));
                let rows: BTreeMap<String, String> = points
                    .chain(chosen.iter().map(|(row, blank)| ((*row).to_owned(), blank.code().to_owned())))
                    .collect();
                if rows.is_empty() {
                    return Ok(None);
                }
                as_filed(Answer::Rows(rows), asked)
            }
            (_, ColumnPiece::Place) => {
                let mut order: Vec<(i64, &str)> =
                    said.iter().map(|(code, place)| Ok((number(place)?, *code))).collect::<Result<_, String>>()?;
                order.sort_unstable();
                Answer::Order(order.into_iter().map(|(_, code)| code.to_owned()).collect())
            }
            (QuestionKind::Split { money, .. }, _) => {
                let part = |text: &str| {
                    if *money {
                        pence(text).ok_or_else(|| format!("{text:?} is not an amount of money"))
                    } else {
                        number(text)
                    }
                };
                let parts: BTreeMap<String, i64> = said
                    .iter()
                    .map(|(code, text)| Ok(((*code).to_owned(), part(text)?)))
                    .collect::<Result<_, String>>()?;
                as_filed(Answer::Shares { parts, money: *money }, asked)
            }
            _ => return Ok(None),
        }))
    }
}
