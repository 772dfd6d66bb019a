//! What type a column has, for the formats that say so: numbers, dates, codes, words.

use super::columns::{ColumnMeaning, ColumnPiece, ColumnPlan, FactColumn, FileColumn};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::decimal::{Decimal, PLACES};
use crate::questionnaires::definition::question::{Question, QuestionKind};

/// The type of a column. Beside it, cells may hold the codes of blanks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ColumnType {
    /// A whole number.
    Count {
        /// The smallest.
        least: Option<i64>,
        /// The largest.
        most: Option<i64>,
    },
    /// A number.
    Figure {
        /// Decimal places; none for whole numbers.
        places: u32,
        /// The smallest.
        least: Option<Decimal>,
        /// The largest.
        most: Option<Decimal>,
    },
    /// Pounds with two decimals.
    Pounds {
        /// The smallest, in pence.
        least: Option<i64>,
        /// The largest, in pence.
        most: Option<i64>,
    },
    /// A point of a scale, by its number.
    Point,
    /// One code of those that the question has.
    Code,
    /// Codes parted by spaces.
    Codes,
    /// 1, 0 or nothing.
    Tick,
    /// A day.
    Day,
    /// A day, a month or a year.
    PartOfDate,
    /// Words.
    Words {
        /// The most characters, if that is settled.
        most: Option<u32>,
    },
}

impl ColumnType {
    /// The type of a column.
    pub fn of(plan: &ColumnPlan<'_>, column: &FileColumn) -> Self {
        let kind = column.meaning.key().and_then(|key| plan.question(key)).map(|question| &question.kind);
        match &column.meaning {
            ColumnMeaning::Fact(FactColumn::Response | FactColumn::Version) => {
                Self::Count { least: Some(1), most: None }
            }
            ColumnMeaning::Fact(FactColumn::ReceivedOn) => Self::Day,
            ColumnMeaning::Fact(_) => Self::Words { most: None },
            ColumnMeaning::Whole(_) => kind.map_or(Self::Words { most: None }, whole),
            ColumnMeaning::Piece { piece, .. } => match piece {
                ColumnPiece::Tick => Self::Tick,
                ColumnPiece::WriteIn => Self::Words { most: None },
                ColumnPiece::MatrixRow => Self::Code,
                ColumnPiece::Place => Self::Count { least: Some(1), most: None },
                ColumnPiece::Part => match kind {
                    Some(QuestionKind::Split { total, money: true, .. }) => {
                        Self::Pounds { least: Some(0), most: Some(*total) }
                    }
                    Some(QuestionKind::Split { total, .. }) => Self::Count { least: Some(0), most: Some(*total) },
                    _ => Self::Count { least: Some(0), most: None },
                },
            },
        }
    }

    /// What it is called in a codebook.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Count { .. } => "whole number",
            Self::Figure { places: 0, .. } => "whole number",
            Self::Figure { .. } => "number",
            Self::Pounds { .. } => "pounds",
            Self::Point => "point of a scale",
            Self::Code => "code",
            Self::Codes => "codes parted by spaces",
            Self::Tick => "1 ticked, 0 not, empty not asked",
            Self::Day => "date",
            Self::PartOfDate => "date, as far as known",
            Self::Words { .. } => "text",
        }
    }

    /// Whether its values are numbers.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Count { .. } | Self::Figure { .. } | Self::Pounds { .. } | Self::Point | Self::Tick)
    }
}

const fn whole(kind: &QuestionKind) -> ColumnType {
    match kind {
        QuestionKind::OneOf(_) => ColumnType::Code,
        QuestionKind::SeveralOf { .. } => ColumnType::Codes,
        QuestionKind::Scale { .. } => ColumnType::Point,
        QuestionKind::Number { places, least, most, .. } => {
            let places = if *places > PLACES { PLACES } else { *places };
            ColumnType::Figure { places, least: *least, most: *most }
        }
        QuestionKind::Money { least, most } => ColumnType::Pounds { least: *least, most: *most },
        QuestionKind::Date { partial: true, .. } => ColumnType::PartOfDate,
        QuestionKind::Date { partial: false, .. } => ColumnType::Day,
        QuestionKind::Text { most, .. } => ColumnType::Words { most: *most },
        _ => ColumnType::Words { most: None },
    }
}

/// The kinds of blank that can stand in a column.
pub fn blanks(plan: &ColumnPlan<'_>, column: &FileColumn) -> Vec<Blank> {
    let always = vec![Blank::NotAsked, Blank::Skipped];
    match &column.meaning {
        ColumnMeaning::Fact(_) | ColumnMeaning::Piece { piece: ColumnPiece::Tick, .. } => Vec::new(),
        ColumnMeaning::Piece { piece: ColumnPiece::WriteIn, .. } => always,
        ColumnMeaning::Whole(key) | ColumnMeaning::Piece { key, .. } => {
            let any = |has: fn(&Question) -> bool| {
                plan.versions().iter().any(|(_, whole)| whole.question(key.as_str()).is_some_and(has))
            };
            let mut all = always;
            all.extend(any(|question| question.dont_know).then_some(Blank::DontKnow));
            all.extend(any(|question| question.prefer_not_to_say).then_some(Blank::PreferNotToSay));
            all
        }
    }
}
