//! What staff can do to a questionnaire: one value for each button and form of the builder.

use crate::questionnaires::amending::TextPlace;
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{DateLimit, Question};
use crate::questionnaires::definition::texts::Language;

/// Where a question is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionSpot {
    /// First on a page.
    First(Key),
    /// Last on a page.
    Last(Key),
    /// After another question, on its page.
    After(Key),
}

/// Where a question goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionMove {
    /// One place up; from the first place of a page to the end of the page before.
    Up,
    /// One place down; from the last place of a page to the beginning of the next.
    Down,
    /// Where it is dragged to, or to another page.
    To(QuestionSpot),
}

/// Where a page or an option goes among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveTo<T> {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// After another; first if there is none.
    After(Option<T>),
}

/// Which of the lists of a question is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionsOf {
    /// Its options, or the rows of a matrix.
    Options,
    /// The points of a matrix.
    Columns,
}

/// What a condition belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConditionPlace {
    /// A page.
    Page(Key),
    /// A question.
    Question(Key),
    /// An option of a question, by its code.
    Option(Key, String),
}

/// One thing that staff do to a questionnaire.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionnaireEdit {
    /// Adds a question of a kind, with a key that is made for it.
    AddQuestion {
        /// The word for the kind, one of [`KINDS`](crate::questionnaires::definition::question::KINDS).
        kind: String,
        /// The question; may be empty for now.
        label: String,
        /// The language of the label.
        language: Language,
        /// Where it is put.
        spot: QuestionSpot,
    },
    /// Adds a question that there is elsewhere, as in a bank of questions, with a key that is made for it where its own was
    /// used. Its condition is left behind where it looks at what this questionnaire does not have.
    AddCopy {
        /// The question.
        question: Box<Question>,
        /// Where it is put.
        spot: QuestionSpot,
    },
    /// Puts a copy after a question, with a key of its own. What refers to the question keeps referring to it alone.
    Duplicate(Key),
    /// Moves a question.
    MoveQuestion {
        /// The question.
        question: Key,
        /// Where it goes.
        to: QuestionMove,
    },
    /// Takes a question out, or retires it if it was published.
    RemoveQuestion(Key),
    /// Asks a retired question again.
    BringBackQuestion(Key),
    /// Sets a text in a language; an empty one takes it away.
    SetText {
        /// Where the text stands.
        at: TextPlace,
        /// The language.
        language: Language,
        /// The text.
        text: String,
    },
    /// Whether a question has to be answered.
    SetRequired {
        /// The question.
        question: Key,
        /// Whether it has to be.
        required: bool,
    },
    /// Whether "I don't know" and "I prefer not to say" can be chosen.
    SetBlanks {
        /// The question.
        question: Key,
        /// "I don't know".
        dont_know: bool,
        /// "I prefer not to say".
        prefer_not_to_say: bool,
    },
    /// Adds a language.
    AddLanguage(Language),
    /// Takes a language away, with its texts.
    RemoveLanguage(Language),

    /// Adds a page without questions.
    AddPage {
        /// Its heading; may be empty.
        title: String,
        /// The language of the heading.
        language: Language,
        /// The page before it; it becomes the first if there is none.
        after: Option<Key>,
    },
    /// Moves a page with its questions.
    MovePage {
        /// The page.
        page: Key,
        /// Where it goes.
        to: MoveTo<Key>,
    },
    /// Begins a new page with a question; everybody is asked what they were asked before.
    SplitPage(Key),
    /// Joins a page to the one before it; everybody is asked what they were asked before.
    MergePage(Key),
    /// Takes a page out with its questions. Refused where one was published.
    RemovePage(Key),
    /// Whether a page changes places with those beside it.
    SetPageShuffled {
        /// The page.
        page: Key,
        /// Whether it does.
        shuffled: bool,
    },

    /// Adds an option, a row or a point, before those that stay last.
    AddOption {
        /// The question.
        question: Key,
        /// Which list.
        of: OptionsOf,
        /// What it is called.
        label: String,
        /// The language of the label.
        language: Language,
    },
    /// Adds options from a list, as [`pasted`](super::pasted) reads it. Labels that are there already are named and left
    /// out.
    PasteOptions {
        /// The question.
        question: Key,
        /// Which list.
        of: OptionsOf,
        /// The list.
        text: String,
        /// The language of the labels.
        language: Language,
    },
    /// Moves an option.
    MoveOption {
        /// The question.
        question: Key,
        /// Which list.
        of: OptionsOf,
        /// Its code.
        code: String,
        /// Where it goes.
        to: MoveTo<String>,
    },
    /// Takes an option out, or retires it if it was published.
    RemoveOption {
        /// The question.
        question: Key,
        /// Which list.
        of: OptionsOf,
        /// Its code.
        code: String,
    },
    /// Offers a retired option again.
    BringBackOption {
        /// The question.
        question: Key,
        /// Which list.
        of: OptionsOf,
        /// Its code.
        code: String,
    },
    /// How an option behaves.
    SetOption {
        /// The question.
        question: Key,
        /// Its code.
        code: String,
        /// Whether nothing else can be chosen with it.
        exclusive: bool,
        /// Whether it asks "please say".
        write_in: bool,
        /// Whether it keeps its place where the others change theirs.
        fixed: bool,
    },
    /// Whether each person sees the options in an order of their own.
    SetShuffled {
        /// The question.
        question: Key,
        /// Whether they do.
        shuffled: bool,
    },

    /// How many ticks are taken.
    SetTicks {
        /// The question.
        question: Key,
        /// The fewest.
        least: Option<u32>,
        /// The most.
        most: Option<u32>,
    },
    /// How many places are given in a rank.
    SetRankPlaces {
        /// The question.
        question: Key,
        /// How many; all if there is none.
        most: Option<u32>,
    },
    /// How many points a scale has. The poles keep their words.
    SetPoints {
        /// The question.
        question: Key,
        /// How many: 2 to 11.
        points: usize,
    },
    /// Whether each row of a matrix has to be answered, if the question has to be.
    SetEveryRow {
        /// The question.
        question: Key,
        /// Whether each has to be.
        every_row: bool,
    },
    /// What a number may be.
    SetNumber {
        /// The question.
        question: Key,
        /// Decimal places; none for a whole number.
        places: u32,
        /// The smallest.
        least: Option<Decimal>,
        /// The largest.
        most: Option<Decimal>,
    },
    /// What an amount may be.
    SetMoney {
        /// The question.
        question: Key,
        /// The smallest, in pence.
        least: Option<i64>,
        /// The largest, in pence.
        most: Option<i64>,
    },
    /// How much is shared out.
    SetTotal {
        /// The question.
        question: Key,
        /// Points, or pence.
        total: i64,
    },
    /// How long a text may be, and who may read it.
    SetWriting {
        /// The question.
        question: Key,
        /// The most characters; the usual number if there is none.
        most: Option<u32>,
        /// Whether everybody may read it, once a moderator has.
        published: bool,
    },
    /// What a date may be.
    SetDates {
        /// The question.
        question: Key,
        /// Whether a year or a month alone will do.
        partial: bool,
        /// The first.
        earliest: Option<DateLimit>,
        /// The last.
        latest: Option<DateLimit>,
    },

    /// Whom something is asked of or offered to.
    SetCondition {
        /// What.
        of: ConditionPlace,
        /// Whom; everybody if there is none.
        when: Option<Condition>,
    },
}
