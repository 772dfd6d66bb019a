//! What the read API tells of a questionnaire.

use serde::Serialize;
use utoipa::ToSchema;

use super::definition::blank::Blank;
use super::definition::piping;
use super::files::summary::figures::{ChoiceFigure, FigureDetail};
use super::model::QuestionnaireRecord;
use super::results::CountedQuestionnaire;
use crate::site::described::address;

/// Questions that people answered, and the sums of it. Nothing is told of single answers, nor of libraries and areas.
#[derive(Serialize, ToSchema)]
pub struct QuestionnaireResults {
    /// Its number in the consultation, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// People who sent their answers.
    #[schema(minimum = 0)]
    pub people: u64,
    /// Its questions, in order, with those that are not asked any more.
    pub questions: Vec<QuestionResults>,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}

/// One question and what people answered.
#[derive(Serialize, ToSchema)]
pub struct QuestionResults {
    /// Its key, which never changes.
    pub key: String,
    /// What was asked, as the latest version that has it asks it.
    pub question: String,
    /// The kind of question: `one-of`, `several-of`, `scale`, `matrix`, `rank` and others.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether it is not asked any more.
    pub retired: bool,
    /// People who were asked; null where nothing is told because fewer than five are concerned.
    #[schema(minimum = 0)]
    pub asked: Option<u64>,
    /// People who answered; “don’t know” and “prefer not to say” are not counted. Null as `asked` is.
    #[schema(minimum = 0)]
    pub answered: Option<u64>,
    /// People who did not know.
    #[schema(minimum = 0)]
    pub dont_know: u64,
    /// People who preferred not to say.
    #[schema(minimum = 0)]
    pub prefer_not_to_say: u64,
    /// The options or points with how many chose each; the rows of a matrix have their own. Empty for other kinds.
    pub options: Vec<OptionCount>,
    /// The mean of numbers, pounds or points of a scale.
    #[schema(required)]
    pub mean: Option<f64>,
    /// For options in order, the mean place of each, in the order of `places`; for a split the mean part.
    pub means: Vec<OptionMean>,
    /// The page with the answers in people's own words that a moderator published; null where none are to be published.
    #[schema(required, format = "uri")]
    pub words: Option<String>,
}

/// How many chose an option or a point.
#[derive(Serialize, ToSchema)]
pub struct OptionCount {
    /// The row of a matrix; empty otherwise.
    pub row: String,
    /// Its code, which never changes.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// How many chose it.
    #[schema(minimum = 0)]
    pub count: u64,
}

/// The mean place or part of an option.
#[derive(Serialize, ToSchema)]
pub struct OptionMean {
    /// Its code, which never changes.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// Its mean; null if nobody gave it one.
    #[schema(required)]
    pub mean: Option<f64>,
}

/// With one figure after the point.
fn rounded(mean: f64) -> f64 {
    (mean * 10.0).round() / 10.0
}

impl QuestionnaireResults {
    /// What is told of one that was counted.
    ///
    /// `url` is the questionnaire's page of results; `words_of` gives the address of what was published of a question.
    pub fn of(
        record: &QuestionnaireRecord,
        counted: &CountedQuestionnaire,
        url: String,
        words_of: impl Fn(&str) -> String,
    ) -> Self {
        let questions = counted.plan().map(|plan| {
            let language = plan.newest().first_language();
            let figures = counted.public_figures(&plan);
            let words = |wording: &super::definition::texts::Wording| wording.read(language, &[]).to_owned();
            let counts = |row: &str, figures: &[ChoiceFigure<'_>]| -> Vec<OptionCount> {
                figures
                    .iter()
                    .map(|one| OptionCount {
                        row: row.to_owned(),
                        code: one.code.clone(),
                        label: words(one.label),
                        count: one.chosen.count,
                    })
                    .collect()
            };
            let told = figures.iter().map(|one| {
                let blank = |kind: Blank| {
                    one.blanks.iter().find(|(known, _)| *known == kind).map_or(0, |(_, count)| count.count)
                };
                let mut told = QuestionResults {
                    key: one.question.key.to_string(),
                    question: piping::for_everybody(&words(&one.question.label)).into_owned(),
                    kind: one.question.kind.word(),
                    retired: one.question.retired,
                    asked: Some(one.asked),
                    answered: Some(one.answered.count),
                    dont_know: blank(Blank::DontKnow),
                    prefer_not_to_say: blank(Blank::PreferNotToSay),
                    options: Vec::new(),
                    mean: None,
                    means: Vec::new(),
                    words: None,
                };
                // As the page: nothing of fewer than five people, not even how many were asked, which says what somebody
                // answered to the question before.
                if !counted.shows(one) {
                    (told.asked, told.answered) = (None, None);
                    (told.dont_know, told.prefer_not_to_say) = (0, 0);
                    return told;
                }
                if one.question.is_published() {
                    told.words = Some(words_of(one.question.key.as_str()));
                }
                let mean = |code: &str, label, mean: Option<f64>| OptionMean {
                    code: code.to_owned(),
                    label: words(label),
                    mean: mean.map(rounded),
                };
                match &one.detail {
                    FigureDetail::Choices(figures) => told.options = counts("", figures),
                    FigureDetail::Scale { points, spread } => {
                        told.options = counts("", points);
                        told.mean = spread.as_ref().map(|spread| rounded(spread.mean));
                    }
                    FigureDetail::Matrix(rows) => {
                        told.options = rows.iter().flat_map(|row| counts(&row.code, &row.points)).collect();
                    }
                    FigureDetail::Rank(options) => {
                        told.means = options.iter().map(|one| mean(&one.code, one.label, one.mean)).collect();
                    }
                    FigureDetail::Parts(parts) => {
                        told.means = parts.iter().map(|one| mean(&one.code, one.label, one.mean)).collect();
                    }
                    FigureDetail::Number { spread, .. } => {
                        told.mean = spread.as_ref().map(|spread| rounded(spread.mean));
                    }
                    // Few people may have named a library or a year: those stand on the page alone, put together.
                    FigureDetail::Years(_) | FigureDetail::Named(_) | FigureDetail::Uncounted => {}
                }
                told
            });
            told.collect()
        });
        Self {
            number: record.number,
            title: record.title.clone(),
            people: counted.people,
            questions: questions.unwrap_or_default(),
            url,
        }
    }
}
