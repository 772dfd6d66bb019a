//! The cells of one response, one for each column, read off its route by the version that was answered: what is not on the
//! route is "not asked", whatever a draft may once have held.

use std::borrow::Cow;

use super::columns::{CellsAs, ColumnMeaning, ColumnPiece, ColumnPlan, ColumnSpot, FactColumn};
use super::response::FiledResponse;
use super::writer::FileFault;
use crate::questionnaires::definition::answer::{Answer, PartialDate};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::condition::{Standing, Viewed};
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::Language;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum FileCell<'a> {
    /// Nothing: an option that was not asked, or a fact that is not known.
    Empty,
    /// One of the kinds of blank.
    Blank(Blank),
    /// Words or a code, which stay text whatever they look like.
    Text(Cow<'a, str>),
    /// A count, a place, a tick.
    Whole(i64),
    /// A number.
    Number(Decimal),
    /// Pence, written as pounds.
    Pounds(i64),
    /// A date, as far as it is known.
    Date(PartialDate),
}

/// A response laid out by columns.
#[derive(Debug)]
pub struct FileRow<'a> {
    plan: &'a ColumnPlan<'a>,
    response: &'a FiledResponse,
    spots: &'a [Option<ColumnSpot<'a>>],
    route: Route<'a>,
}

impl<'a> FileRow<'a> {
    /// Lays out a response.
    ///
    /// # Errors
    /// When the version that was answered is not among the versions.
    pub fn of(plan: &'a ColumnPlan<'a>, response: &'a FiledResponse) -> Result<Self, FileFault> {
        let (version, whole) = plan.version_of(response)?;
        Ok(Self { plan, response, spots: plan.spots(version), route: Route::of(whole, &response.given) })
    }

    /// Its route.
    pub const fn route(&self) -> &Route<'a> {
        &self.route
    }

    /// A cell for each column, in order.
    pub fn cells<'b>(&'b self, shown: &'b CellsAs) -> impl Iterator<Item = FileCell<'b>> + 'b {
        self.plan.columns().iter().zip(self.spots).map(move |(column, spot)| match (&column.meaning, spot) {
            (ColumnMeaning::Fact(fact), _) => self.fact(*fact, shown),
            (ColumnMeaning::Piece { piece: ColumnPiece::Tick, .. }, None) => FileCell::Empty,
            (_, None) => FileCell::Blank(Blank::NotAsked),
            (ColumnMeaning::Whole(key), Some(spot)) => self.whole(key, spot.question, shown),
            (ColumnMeaning::Piece { key, code, piece }, Some(spot)) => {
                let asked = spot.option.is_some_and(|option| self.route.offers(option));
                self.piece(key, code, *piece, asked, shown)
            }
        })
    }

    fn fact(&self, fact: FactColumn, shown: &CellsAs) -> FileCell<'_> {
        let text = |text: &'a str| if text.is_empty() { FileCell::Empty } else { FileCell::Text(Cow::Borrowed(text)) };
        let response = self.response;
        match fact {
            FactColumn::Response => FileCell::Whole(response.number),
            FactColumn::Version => FileCell::Whole(response.version),
            FactColumn::Channel => text(&response.channel),
            FactColumn::Language => text(&response.language),
            FactColumn::ReceivedOn => FileCell::Date(response.received_on),
            FactColumn::Branch => response.branch.as_deref().map_or(FileCell::Empty, |slug| self.branch(slug, shown)),
            FactColumn::Assurance => text(&response.assurance),
            FactColumn::Kind => text(&response.kind),
            FactColumn::OrderShown => text(&response.order_shown),
        }
    }

    fn whole<'b>(&'b self, key: &'b Key, question: &'b Question, shown: &'b CellsAs) -> FileCell<'b> {
        let answer = match self.route.standing(key) {
            Standing::NotAsked => return FileCell::Blank(Blank::NotAsked),
            Standing::Empty => return FileCell::Blank(Blank::Skipped),
            Standing::Answered(answer) => answer,
        };
        let text = |text: &'b str| FileCell::Text(Cow::Borrowed(text));
        match answer {
            Answer::Blank(blank) => FileCell::Blank(*blank),
            Answer::Code { code, .. } => self.choice(key, code, shown),
            Answer::Ticks { codes, .. } => {
                let said: Vec<&str> = codes.iter().map(|code| self.choice_text(key, code, shown)).collect();
                FileCell::Text(Cow::Owned(said.join(if *shown == CellsAs::Codes { " " } else { "; " })))
            }
            Answer::Number(number) => FileCell::Number(*number),
            Answer::Money(pence) => FileCell::Pounds(*pence),
            Answer::Text(words) | Answer::Area(words) => text(words),
            Answer::Date(date) => FileCell::Date(*date),
            Answer::Branch(slug) => self.branch(slug, shown),
            Answer::File { name, .. } => text(name),
            // A question of one value has no such answer; it is told rather than passed over.
            Answer::Rows(_) | Answer::Order(_) | Answer::Shares { .. } => {
                FileCell::Text(Cow::Owned(format!("[an answer that does not belong to {}]", question.kind.word())))
            }
        }
    }

    fn piece<'b>(
        &'b self,
        key: &'b Key,
        code: &str,
        piece: ColumnPiece,
        asked: bool,
        shown: &'b CellsAs,
    ) -> FileCell<'b> {
        let standing = self.route.standing(key);
        if !asked || standing == Standing::NotAsked {
            return if piece == ColumnPiece::Tick { FileCell::Empty } else { FileCell::Blank(Blank::NotAsked) };
        }
        let Standing::Answered(answer) = standing else {
            return match piece {
                ColumnPiece::Tick => FileCell::Whole(0),
                // Nobody is asked for words beside what they did not choose.
                ColumnPiece::WriteIn => FileCell::Blank(Blank::NotAsked),
                _ => FileCell::Blank(Blank::Skipped),
            };
        };
        match (piece, answer) {
            (ColumnPiece::Tick, Answer::Ticks { codes, .. }) => {
                FileCell::Whole(codes.iter().any(|own| own == code).into())
            }
            (ColumnPiece::Tick, _) => FileCell::Whole(0),
            (ColumnPiece::WriteIn, answer) => written(answer, code),
            (_, Answer::Blank(blank)) => FileCell::Blank(*blank),
            (ColumnPiece::MatrixRow, Answer::Rows(rows)) => match rows.get(code) {
                Some(point) => self.point(key, point, shown),
                None => FileCell::Blank(Blank::Skipped),
            },
            (ColumnPiece::Place, Answer::Order(codes)) => codes
                .iter()
                .position(|own| own == code)
                .and_then(|place| i64::try_from(place + 1).ok())
                .map_or(FileCell::Blank(Blank::Skipped), FileCell::Whole),
            (ColumnPiece::Part, Answer::Shares { parts, money }) => {
                let part = parts.get(code).copied().unwrap_or_default();
                if *money { FileCell::Pounds(part) } else { FileCell::Whole(part) }
            }
            _ => FileCell::Blank(Blank::Skipped),
        }
    }

    /// A point of a matrix, or the blank that was said for a row.
    fn point<'b>(&'b self, key: &'b Key, point: &'b str, shown: &'b CellsAs) -> FileCell<'b> {
        let known = self.plan.choices(key).iter().any(|choice| choice.code == point);
        match Blank::chosen(point) {
            Some(blank) if !known => FileCell::Blank(blank),
            _ => self.choice(key, point, shown),
        }
    }

    fn choice<'b>(&'b self, key: &'b Key, code: &'b str, shown: &'b CellsAs) -> FileCell<'b> {
        FileCell::Text(Cow::Borrowed(self.choice_text(key, code, shown)))
    }

    fn choice_text<'b>(&'b self, key: &Key, code: &'b str, shown: &'b CellsAs) -> &'b str {
        match shown {
            CellsAs::Codes => code,
            CellsAs::Labels(language) => self.plan.choice_label(key, code, language).unwrap_or(code),
        }
    }

    fn branch<'b>(&'b self, slug: &'b str, shown: &CellsAs) -> FileCell<'b> {
        let name = match shown {
            CellsAs::Codes => None,
            CellsAs::Labels(_) => self.plan.branch_name(slug),
        };
        FileCell::Text(Cow::Borrowed(name.unwrap_or(slug)))
    }
}

/// What was written beside an option; "skipped" if it was chosen without words.
fn written<'b>(answer: &'b Answer, code: &str) -> FileCell<'b> {
    let (chosen, text) = match answer {
        Answer::Code { code: own, other } => (own == code, other.as_ref()),
        Answer::Ticks { codes, other } => (codes.iter().any(|own| own == code), other.get(code)),
        _ => (false, None),
    };
    match text {
        Some(text) if chosen => FileCell::Text(Cow::Borrowed(text)),
        _ if chosen => FileCell::Blank(Blank::Skipped),
        _ => FileCell::Blank(Blank::NotAsked),
    }
}

/// What a blank is called in a cell.
pub(super) fn blank_text(blank: Blank, shown: &CellsAs) -> &'static str {
    match shown {
        CellsAs::Codes => blank.code(),
        CellsAs::Labels(language) => blank_label(blank, language),
    }
}

/// What a blank is called in a language.
pub(super) fn blank_label(blank: Blank, language: &Language) -> &'static str {
    blank.words(language)
}
