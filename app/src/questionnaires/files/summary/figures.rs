//! What a page of results shows, worked out from sums: counts and whole per cents of those who were asked, means and
//! spreads, mean places and parts.
//!
//! A share is of those who were asked the question and could choose the option. A mean is of those who gave a number, and
//! the spread is the standard deviation of a sample (divided by one less than their number).

use std::collections::HashSet;

use crate::percent;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{Question, QuestionKind};
use crate::questionnaires::definition::texts::Wording;
use crate::questionnaires::files::columns::{ColumnMeaning, ColumnPiece, ColumnPlan};

use super::bins::{NumberBin, bins};
use super::{ANSWERED, ANSWERED_WITHOUT, ASKED, AnswerSums, NOT_OFFERED, SQUARES, SUM, SUM_MILLIONTHS, blank_mark};

/// How many, and of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountOf {
    /// How many.
    pub count: u64,
    /// Of how many who could.
    pub of: u64,
}

impl CountOf {
    /// The share in whole per cents, half upwards.
    pub fn percent(self) -> u64 {
        percent::rounded(self.count, self.of)
    }
}

/// What numbers are like together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberSpread {
    /// How many there are.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// The standard deviation of the sample; none of one number.
    pub deviation: Option<f64>,
}

/// What is known of one option, point or row.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceFigure<'a> {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: &'a Wording,
    /// How many chose it.
    pub chosen: CountOf,
}

/// What is known of a row of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixRowFigure<'a> {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: &'a Wording,
    /// The points, in order.
    pub points: Vec<ChoiceFigure<'a>>,
    /// The kinds of blank, of those who were asked.
    pub blanks: Vec<(Blank, CountOf)>,
    /// The points as numbers from 1.
    pub spread: Option<NumberSpread>,
}

/// What is known of an option of a rank.
#[derive(Clone, Debug, PartialEq)]
pub struct RankFigure<'a> {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: &'a Wording,
    /// How many put it first, of those who ranked and could choose it.
    pub first: CountOf,
    /// How many gave it each place, from the first.
    pub places: Vec<u64>,
    /// Its mean place, among those who gave it one.
    pub mean: Option<f64>,
}

/// What is known of an option of a split.
#[derive(Clone, Debug, PartialEq)]
pub struct PartFigure<'a> {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: &'a Wording,
    /// All it was given together: points, or pence.
    pub sum: i64,
    /// What those who could gave it on average: points, or pounds.
    pub mean: Option<f64>,
    /// How many those were.
    pub answered: u64,
}

/// A mean of a question: of its numbers, or of one option or row.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanFigure<'a> {
    /// The code of the option or row; empty for the question itself.
    pub code: String,
    /// What that is called.
    pub label: Option<&'a Wording>,
    /// The mean.
    pub mean: Option<f64>,
    /// Of how many people.
    pub of: u64,
}

/// What a question's answers come to.
#[derive(Clone, Debug, PartialEq)]
pub enum FigureDetail<'a> {
    /// One or several of some options.
    Choices(Vec<ChoiceFigure<'a>>),
    /// A scale.
    Scale {
        /// Its points, in order.
        points: Vec<ChoiceFigure<'a>>,
        /// The points as numbers.
        spread: Option<NumberSpread>,
    },
    /// A matrix.
    Matrix(Vec<MatrixRowFigure<'a>>),
    /// A rank.
    Rank(Vec<RankFigure<'a>>),
    /// A number, or pounds.
    Number {
        /// Mean and spread.
        spread: Option<NumberSpread>,
        /// How many are in each step.
        bins: Vec<(NumberBin, u64)>,
    },
    /// A split.
    Parts(Vec<PartFigure<'a>>),
    /// A date: how many in each year.
    Years(Vec<(String, u64)>),
    /// A library or a postcode area: how many named it, by its name in addresses or its area.
    Named(Vec<(String, CountOf)>),
    /// Words or files, which have no sums.
    Uncounted,
}

impl<'a> FigureDetail<'a> {
    /// The means of it, in order; none of what has no numbers.
    pub fn means(&self) -> Vec<MeanFigure<'a>> {
        let spread_of =
            |spread: &Option<NumberSpread>| spread.as_ref().map_or((None, 0), |one| (Some(one.mean), one.count));
        let whole = |spread: &Option<NumberSpread>| {
            let (mean, of) = spread_of(spread);
            vec![MeanFigure { code: String::new(), label: None, mean, of }]
        };
        match self {
            Self::Number { spread, .. } | Self::Scale { spread, .. } => whole(spread),
            Self::Matrix(rows) => rows
                .iter()
                .map(|row| {
                    let (mean, of) = spread_of(&row.spread);
                    MeanFigure { code: row.code.clone(), label: Some(row.label), mean, of }
                })
                .collect(),
            Self::Rank(options) => options
                .iter()
                .map(|one| MeanFigure {
                    code: one.code.clone(),
                    label: Some(one.label),
                    mean: one.mean,
                    of: one.places.iter().sum(),
                })
                .collect(),
            Self::Parts(parts) => parts
                .iter()
                .map(|one| MeanFigure {
                    code: one.code.clone(),
                    label: Some(one.label),
                    mean: one.mean,
                    of: one.answered,
                })
                .collect(),
            Self::Choices(_) | Self::Years(_) | Self::Named(_) | Self::Uncounted => Vec::new(),
        }
    }
}

/// What is known of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionFigures<'a> {
    /// The question, as the latest version that has it asks it.
    pub question: &'a Question,
    /// How many were asked.
    pub asked: u64,
    /// How many answered, of those.
    pub answered: CountOf,
    /// The kinds of blank that occurred, of those who were asked.
    pub blanks: Vec<(Blank, CountOf)>,
    /// What they answered.
    pub detail: FigureDetail<'a>,
    /// How many options or rows are left out because too few people were offered or answered them (`few`).
    pub left_out: usize,
}

/// The figures of every question, in order.
pub fn figures<'a>(plan: &ColumnPlan<'a>, sums: &AnswerSums) -> Vec<QuestionFigures<'a>> {
    plan.questions().into_iter().map(|question| SumsOf::of(plan, sums, question).figures()).collect()
}

/// The figures of one question; none if no version asks it.
pub fn figures_of<'a>(plan: &ColumnPlan<'a>, sums: &AnswerSums, key: &Key) -> Option<QuestionFigures<'a>> {
    let question = plan.questions().into_iter().find(|question| question.key == *key)?;
    Some(SumsOf::of(plan, sums, question).figures())
}

/// The sums of one question.
struct SumsOf<'a, 'b> {
    plan: &'b ColumnPlan<'a>,
    sums: &'b AnswerSums,
    question: &'a Question,
    /// The options of each version.
    options: Vec<(i64, HashSet<&'a str>)>,
}

fn count(sum: i64) -> u64 {
    u64::try_from(sum).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "a figure on a page has a few digits")]
const fn float(number: i128) -> f64 {
    number as f64
}

impl<'a, 'b> SumsOf<'a, 'b> {
    fn of(plan: &'b ColumnPlan<'a>, sums: &'b AnswerSums, question: &'a Question) -> Self {
        let options = plan.versions().iter().filter_map(|(version, whole)| {
            let question = whole.question(question.key.as_str())?;
            Some((*version, question.options().iter().map(|option| option.code.as_str()).collect()))
        });
        Self { plan, sums, question, options: options.collect() }
    }

    fn key(&self) -> &'a Key {
        &self.question.key
    }

    /// A sum over all versions.
    fn sum(&self, part: Option<&str>, code: &str) -> i64 {
        self.plan.versions().iter().map(|(version, _)| self.sums.of(*version, self.key(), part, code)).sum()
    }

    fn count(&self, part: Option<&str>, code: &str) -> u64 {
        count(self.sum(part, code))
    }

    /// How many of those who were counted by a mark could choose an option: those of versions that have it, without those
    /// counted by another.
    fn could(&self, part: &str, counted: &str, without: &str) -> u64 {
        let having = self.options.iter().filter(|(_, options)| options.contains(part));
        let could = having.map(|(version, _)| {
            let of = |part: Option<&str>, mark: &str| self.sums.of(*version, self.key(), part, mark);
            count(of(None, counted) - of(Some(part), without))
        });
        could.sum()
    }

    /// How many were offered an option.
    fn offered(&self, part: &str) -> u64 {
        self.could(part, ASKED, NOT_OFFERED)
    }

    /// How many answered who could choose an option.
    fn answered_with(&self, part: &str) -> u64 {
        self.could(part, ANSWERED, ANSWERED_WITHOUT)
    }

    fn figures(&self) -> QuestionFigures<'a> {
        let asked = self.count(None, ASKED);
        let blanks = Blank::ALL.into_iter().filter_map(|blank| {
            let count = self.count(None, blank_mark(blank));
            (count > 0).then_some((blank, CountOf { count, of: asked }))
        });
        QuestionFigures {
            question: self.question,
            asked,
            answered: CountOf { count: self.count(None, ANSWERED), of: asked },
            blanks: blanks.collect(),
            detail: self.detail(asked),
            left_out: 0,
        }
    }

    fn detail(&self, asked: u64) -> FigureDetail<'a> {
        match &self.question.kind {
            QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } => {
                FigureDetail::Choices(self.chosen(None, |code| self.offered(code)))
            }
            QuestionKind::Scale { .. } => {
                let points = self.chosen(None, |_| asked);
                FigureDetail::Scale { spread: points_spread(&points), points }
            }
            QuestionKind::Matrix { .. } => {
                FigureDetail::Matrix(self.pieces().into_iter().map(|(code, label)| self.row(code, label)).collect())
            }
            QuestionKind::Rank { .. } => {
                FigureDetail::Rank(self.pieces().into_iter().map(|(code, label)| self.ranked(code, label)).collect())
            }
            QuestionKind::Split { money, .. } => FigureDetail::Parts(
                self.pieces().into_iter().map(|(code, label)| self.part(code, label, *money)).collect(),
            ),
            QuestionKind::Number { .. } | QuestionKind::Money { .. } => self.number(),
            QuestionKind::Date { .. } => {
                let years = self.sums.codes(self.key()).into_iter();
                FigureDetail::Years(years.map(|(year, sum)| (year.to_owned(), count(sum))).collect())
            }
            QuestionKind::Branch | QuestionKind::PostcodeArea => {
                let names = self.sums.codes(self.key()).into_iter();
                let named = |(name, sum): (&str, i64)| (name.to_owned(), CountOf { count: count(sum), of: asked });
                FigureDetail::Named(names.map(named).collect())
            }
            QuestionKind::Text { .. } | QuestionKind::File | QuestionKind::Information => FigureDetail::Uncounted,
        }
    }

    /// The options or points, with how many chose each.
    fn chosen(&self, part: Option<&str>, of: impl Fn(&str) -> u64) -> Vec<ChoiceFigure<'a>> {
        let choices = self.plan.choices(self.key()).iter();
        choices
            .map(|choice| ChoiceFigure {
                chosen: CountOf { count: self.count(part, &choice.code), of: of(&choice.code) },
                code: choice.code.clone(),
                label: choice.label,
            })
            .collect()
    }

    /// The rows of a matrix or the options of a rank or split, of all versions.
    fn pieces(&self) -> Vec<(String, &'a Wording)> {
        let columns = self.plan.columns().iter().enumerate();
        columns
            .filter_map(|(place, column)| match &column.meaning {
                ColumnMeaning::Piece { key, code, piece } if key == self.key() && *piece != ColumnPiece::WriteIn => {
                    Some((code.clone(), self.plan.piece_label(place)?))
                }
                _ => None,
            })
            .collect()
    }

    fn row(&self, code: String, label: &'a Wording) -> MatrixRowFigure<'a> {
        let offered = self.offered(&code);
        let points = self.chosen(Some(&code), |_| offered);
        let said: u64 = points.iter().map(|point| point.chosen.count).sum();
        let mut blanks: Vec<(Blank, CountOf)> = Blank::CHOSEN
            .into_iter()
            .map(|blank| (blank, CountOf { count: self.count(Some(&code), blank_mark(blank)), of: offered }))
            .filter(|(_, of)| of.count > 0)
            .collect();
        // A matrix that was left empty as a whole counts for each of its rows.
        let chosen: u64 = blanks.iter().map(|(_, of)| of.count).sum();
        let skipped = offered.saturating_sub(said + chosen);
        if skipped > 0 {
            blanks.insert(0, (Blank::Skipped, CountOf { count: skipped, of: offered }));
        }
        MatrixRowFigure { spread: points_spread(&points), code, label, points, blanks }
    }

    fn ranked(&self, code: String, label: &'a Wording) -> RankFigure<'a> {
        let most = self.plan.choices(self.key()).len();
        let places: Vec<u64> = (1..=most).map(|place| self.count(Some(&code), &place.to_string())).collect();
        let (count, sum) =
            (1_u64..).zip(&places).fold((0, 0), |(count, sum), (place, times)| (count + times, sum + place * times));
        RankFigure {
            first: CountOf { count: places.first().copied().unwrap_or_default(), of: self.answered_with(&code) },
            mean: (count > 0).then(|| float(sum.into()) / float(count.into())),
            code,
            label,
            places,
        }
    }

    fn part(&self, code: String, label: &'a Wording, money: bool) -> PartFigure<'a> {
        let sum = self.sum(Some(&code), SUM);
        let answered = self.answered_with(&code);
        let one = if money { 100.0 } else { 1.0 };
        let mean = (answered > 0).then(|| float(sum.into()) / float(answered.into()) / one);
        PartFigure { code, label, sum, mean, answered }
    }

    fn number(&self) -> FigureDetail<'a> {
        let mut steps: Vec<NumberBin> = Vec::new();
        for (_, whole) in self.plan.versions() {
            steps.extend(whole.question(self.key().as_str()).map(|question| bins(&question.kind)).unwrap_or_default());
        }
        steps.sort_unstable();
        steps.dedup();
        let counted: Vec<(NumberBin, u64)> =
            steps.into_iter().map(|bin| (bin, self.count(None, &bin.code()))).collect();
        let n: u64 = counted.iter().map(|(_, count)| count).sum();
        let sum = i128::from(self.sum(None, SUM)) * 1_000_000 + i128::from(self.sum(None, SUM_MILLIONTHS));
        let squares: Option<i128> = SQUARES
            .iter()
            .rev()
            .try_fold(0_i128, |all, mark| all.checked_mul(1_000_000_000)?.checked_add(self.sum(None, mark).into()));
        FigureDetail::Number { spread: squares.and_then(|squares| spread(n, sum, squares, 1_000_000.0)), bins: counted }
    }
}

/// Points as numbers from 1, in their order.
fn points_spread(points: &[ChoiceFigure<'_>]) -> Option<NumberSpread> {
    let (mut n, mut sum, mut squares) = (0_u64, 0_i128, 0_i128);
    for (point, figure) in (1_i128..).zip(points) {
        n += figure.chosen.count;
        sum += point * i128::from(figure.chosen.count);
        squares += point * point * i128::from(figure.chosen.count);
    }
    spread(n, sum, squares, 1.0)
}

/// Mean and deviation from a number of numbers, their sum and the sum of their squares, held in parts of which so many
/// make one.
fn spread(count: u64, sum: i128, squares: i128, parts: f64) -> Option<NumberSpread> {
    if count == 0 {
        return None;
    }
    let n = i128::from(count);
    // Exact as far as 128 bits go, which is a million responses of up to a hundred million each; beyond, nearly so.
    let exact = n.checked_mul(squares).zip(sum.checked_mul(sum)).and_then(|(all, square)| all.checked_sub(square));
    let above = exact.map_or_else(|| float(n) * float(squares) - float(sum) * float(sum), float).max(0.0);
    let deviation = (count > 1).then(|| (above / float(n) / float(n - 1)).sqrt() / parts);
    Some(NumberSpread { count, mean: float(sum) / float(n) / parts, deviation })
}
