//! What is asked: pages, questions of each kind, and their options.

use super::answer::PartialDate;
use super::condition::Condition;
use super::decimal::Decimal;
use super::key::Key;
use super::texts::{Language, Wording};

/// The points of a scale that says nothing else.
pub const USUAL_POINTS: usize = 5;

/// A whole questionnaire.
#[derive(Clone, Debug, PartialEq)]
pub struct Questionnaire {
    /// What it is called.
    pub title: Wording,
    /// What people should know before they begin.
    pub introduction: Wording,
    /// What is said when it was sent.
    pub thanks: Wording,
    /// Its languages, the first one first. Never empty.
    pub languages: Vec<Language>,
    /// Its pages, in order.
    pub pages: Vec<QuestionPage>,
}

impl Questionnaire {
    /// One without pages, in a language.
    pub fn empty(language: Language) -> Self {
        Self {
            title: Wording::default(),
            introduction: Wording::default(),
            thanks: Wording::default(),
            languages: vec![language],
            pages: Vec::new(),
        }
    }

    /// The language it was written in first.
    pub fn first_language(&self) -> &Language {
        // Reading one refuses an empty list; one that a program made without any is taken to be in English.
        static ENGLISH: std::sync::LazyLock<Language> = std::sync::LazyLock::new(Language::english);
        self.languages.first().unwrap_or(&ENGLISH)
    }

    /// Every question in order, retired ones too.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }

    /// The question with a key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().find(|question| question.key.as_str() == key)
    }

    /// Every question with its page, both with their places from 0.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize, &Question)> {
        self.pages.iter().enumerate().flat_map(|(page, holds)| {
            holds.questions.iter().enumerate().map(move |(place, question)| (page, place, question))
        })
    }
}

/// What is asked together: one thing, as a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionPage {
    /// Its name, which never changes.
    pub key: Key,
    /// Its heading; where there is one question, its label is the heading.
    pub title: Wording,
    /// Whom it is asked of; everybody if there is none.
    pub when: Option<Condition>,
    /// Whether it changes places with the other pages beside it of which the same is said.
    pub shuffled: bool,
    /// What it asks.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its name, which never changes.
    pub key: Key,
    /// The question itself.
    pub label: Wording,
    /// One short sentence below it.
    pub help: Wording,
    /// What is said when it is left empty or filled in wrongly, in place of the usual sentence.
    pub error: Wording,
    /// A note for those who key in paper or write questionnaires; residents do not see it.
    pub note: Wording,
    /// Whether it has to be answered by those it is asked of.
    pub required: bool,
    /// Whether "I don't know" can be chosen.
    pub dont_know: bool,
    /// Whether "I prefer not to say" can be chosen.
    pub prefer_not_to_say: bool,
    /// Whom it is asked of, on its page; everybody if there is none.
    pub when: Option<Condition>,
    /// Whether it is asked no longer. It keeps its columns.
    pub retired: bool,
    /// What kind of question it is.
    pub kind: QuestionKind,
}

impl Question {
    /// A question that everybody may answer.
    pub fn new(key: Key, kind: QuestionKind) -> Self {
        Self {
            key,
            label: Wording::default(),
            help: Wording::default(),
            error: Wording::default(),
            note: Wording::default(),
            required: false,
            dont_know: false,
            prefer_not_to_say: false,
            when: None,
            retired: false,
            kind,
        }
    }

    /// Whether it holds an answer: an information page does not.
    pub const fn asks(&self) -> bool {
        !matches!(self.kind, QuestionKind::Information)
    }

    /// Its options, if it is of a kind that has some.
    pub fn options(&self) -> &[AnswerOption] {
        match &self.kind {
            QuestionKind::Split { options, .. } => options,
            QuestionKind::Matrix { rows, .. } => rows,
            _ => self.list().map(|list| list.options.as_slice()).unwrap_or_default(),
        }
    }

    /// Its options with their order, if they can be put in an order by lot.
    pub const fn list(&self) -> Option<&OptionList> {
        match &self.kind {
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
                Some(list)
            }
            _ => None,
        }
    }

    /// Whether what people write is meant for everybody to read, once a moderator has.
    pub const fn is_published(&self) -> bool {
        matches!(self.kind, QuestionKind::Text { published: true, .. })
    }

    /// The option with a code.
    pub fn option(&self, code: &str) -> Option<&AnswerOption> {
        self.options().iter().find(|option| option.code == code)
    }
}

/// Options in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptionList {
    /// The options, retired ones too.
    pub options: Vec<AnswerOption>,
    /// Whether each person sees them in an order of their own, but for those that keep their place.
    pub shuffled: bool,
}

/// The kinds of questions.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionKind {
    /// One of some options.
    OneOf(OptionList),
    /// As many of some options as fit.
    SeveralOf {
        /// The options.
        list: OptionList,
        /// The fewest that may be ticked by whoever answers, if not one.
        least: Option<u32>,
        /// The most.
        most: Option<u32>,
    },
    /// A point on a scale. Its codes are "1", "2" … in the order of the points.
    Scale {
        /// What each point is called, from one pole to the other; those between may have no words.
        points: Vec<Wording>,
    },
    /// The same scale for several rows.
    Matrix {
        /// What is judged: each option is a row.
        rows: Vec<AnswerOption>,
        /// The points of the scale.
        columns: Vec<AnswerOption>,
        /// Whether, if it has to be answered, each row has to be.
        every_row: bool,
    },
    /// Options put in order, by numbers typed or chosen.
    Rank {
        /// The options.
        list: OptionList,
        /// How many places are given; all of them if it is not said.
        most: Option<u32>,
    },
    /// A number.
    Number {
        /// Decimal places; none for a whole number.
        places: u32,
        /// The smallest.
        least: Option<Decimal>,
        /// The largest.
        most: Option<Decimal>,
        /// What is counted or measured: "hours", "miles".
        unit: Wording,
    },
    /// An amount of money, in pounds and pence.
    Money {
        /// The smallest, in pence.
        least: Option<i64>,
        /// The largest, in pence.
        most: Option<i64>,
    },
    /// Points or money divided among options, all of it.
    Split {
        /// The options.
        options: Vec<AnswerOption>,
        /// How much there is: points, or pence.
        total: i64,
        /// Whether it is money.
        money: bool,
    },
    /// Words.
    Text {
        /// Whether there is room for more than a line.
        long: bool,
        /// The most characters, with each line break as one.
        most: Option<u32>,
        /// Whether everybody may read what people write, once a moderator has. Those who answer are told so.
        published: bool,
    },
    /// A day, in three boxes.
    Date {
        /// Whether the year, or the year and the month, may be given alone.
        partial: bool,
        /// The first that may be given.
        earliest: Option<DateLimit>,
        /// The last.
        latest: Option<DateLimit>,
    },
    /// One of the service's libraries.
    Branch,
    /// The first half of a postcode: "LL57".
    PostcodeArea,
    /// Words that ask nothing.
    Information,
    /// A file, as documents are taken.
    File,
}

impl QuestionKind {
    /// The word for it in files and programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::OneOf(_) => "one-of",
            Self::SeveralOf { .. } => "several-of",
            Self::Scale { .. } => "scale",
            Self::Matrix { .. } => "matrix",
            Self::Rank { .. } => "rank",
            Self::Number { places: 0, .. } => "whole-number",
            Self::Number { .. } => "decimal-number",
            Self::Money { .. } => "money",
            Self::Split { money: false, .. } => "split-points",
            Self::Split { money: true, .. } => "split-money",
            Self::Text { long: false, .. } => "short-text",
            Self::Text { long: true, .. } => "long-text",
            Self::Date { .. } => "date",
            Self::Branch => "branch",
            Self::PostcodeArea => "postcode-area",
            Self::Information => "information",
            Self::File => "file",
        }
    }
}

/// Every kind: the word for it and what staff choose.
pub const KINDS: [(&str, &str); 17] = [
    ("one-of", "One of several options"),
    ("several-of", "As many options as fit"),
    ("scale", "A scale of five points"),
    ("matrix", "The same scale for several things"),
    ("rank", "Options in order"),
    ("whole-number", "A whole number"),
    ("decimal-number", "A number with decimals"),
    ("money", "An amount of money"),
    ("split-points", "Points to share out"),
    ("split-money", "Money to share out"),
    ("short-text", "A line of words"),
    ("long-text", "Words, with room"),
    ("date", "A date"),
    ("branch", "One of your libraries"),
    ("postcode-area", "The first half of a postcode"),
    ("information", "Information, nothing asked"),
    ("file", "A file"),
];

/// One of the options of a question, or a row of a matrix. Its words belong to its question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerOption {
    /// Its name in its question, which never changes.
    pub code: String,
    /// What it is called.
    pub label: Wording,
    /// Whether nothing else can be chosen with it: "none of these".
    pub exclusive: bool,
    /// Whether it asks "please say" in words.
    pub write_in: bool,
    /// Whether it keeps its place where the others change theirs.
    pub fixed: bool,
    /// Whom it is offered; everybody if there is none.
    pub when: Option<Condition>,
    /// Whether it can be chosen no longer. It keeps its column.
    pub retired: bool,
}

impl AnswerOption {
    /// An option that can be chosen by everybody.
    pub fn new(code: impl Into<String>, label: Wording) -> Self {
        Self { code: code.into(), label, ..Self::default() }
    }
}

/// The first or last date that may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateLimit {
    /// A day.
    On(PartialDate),
    /// The day on which it is answered.
    Today,
}
