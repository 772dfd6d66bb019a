//! Where a text stands in a questionnaire: its title, the label of a question, what a point is called.

use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::Wording;

/// Where a text stands. Every text of a questionnaire has exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextPlace {
    /// What the questionnaire is called.
    Title,
    /// What people should know before they begin.
    Introduction,
    /// What is said when it was sent.
    Thanks,
    /// The heading of a page.
    PageTitle(Key),
    /// A question itself.
    Label(Key),
    /// The sentence below it.
    Help(Key),
    /// What is said when it is left empty or filled in wrongly.
    Error(Key),
    /// The note for staff.
    Note(Key),
    /// What a number counts.
    Unit(Key),
    /// A point of a scale, from 0.
    Point(Key, usize),
    /// An option, or a row of a matrix, by its code.
    OptionLabel(Key, String),
    /// A point of a matrix, by its code.
    ColumnLabel(Key, String),
}

impl TextPlace {
    /// The question it belongs to, if it belongs to one.
    pub const fn question(&self) -> Option<&Key> {
        match self {
            Self::Title | Self::Introduction | Self::Thanks | Self::PageTitle(_) => None,
            Self::Label(key)
            | Self::Help(key)
            | Self::Error(key)
            | Self::Note(key)
            | Self::Unit(key)
            | Self::Point(key, _)
            | Self::OptionLabel(key, _)
            | Self::ColumnLabel(key, _) => Some(key),
        }
    }

    /// Whether residents read it.
    pub const fn is_for_residents(&self) -> bool {
        !matches!(self, Self::Note(_))
    }

    /// What it is called, for staff: "the help", "the option".
    pub const fn noun(&self) -> &'static str {
        match self {
            Self::Title => "the title",
            Self::Introduction => "the introduction",
            Self::Thanks => "the thanks",
            Self::PageTitle(_) => "the heading of the page",
            Self::Label(_) => "the question",
            Self::Help(_) => "the help",
            Self::Error(_) => "what is said about a mistake",
            Self::Note(_) => "the note",
            Self::Unit(_) => "the unit",
            Self::Point(..) | Self::ColumnLabel(..) => "a point of the scale",
            Self::OptionLabel(..) => "an option",
        }
    }
}

/// Every text of a question with its place, in the order in which it is read.
pub fn of_question(question: &Question) -> Vec<(TextPlace, &Wording)> {
    let key = &question.key;
    let mut all = vec![
        (TextPlace::Label(key.clone()), &question.label),
        (TextPlace::Help(key.clone()), &question.help),
        (TextPlace::Error(key.clone()), &question.error),
        (TextPlace::Note(key.clone()), &question.note),
    ];
    match &question.kind {
        QuestionKind::Number { unit, .. } => all.push((TextPlace::Unit(key.clone()), unit)),
        QuestionKind::Scale { points } => {
            all.extend(points.iter().enumerate().map(|(at, point)| (TextPlace::Point(key.clone(), at), point)));
        }
        _ => {}
    }
    let options = question.options().iter();
    all.extend(options.map(|option| (TextPlace::OptionLabel(key.clone(), option.code.clone()), &option.label)));
    if let QuestionKind::Matrix { columns, .. } = &question.kind {
        let columns = columns.iter();
        all.extend(columns.map(|column| (TextPlace::ColumnLabel(key.clone(), column.code.clone()), &column.label)));
    }
    all
}

/// Every text of a questionnaire with its place, in the order in which it is read.
pub fn of_form(form: &Questionnaire) -> Vec<(TextPlace, &Wording)> {
    let mut all = vec![
        (TextPlace::Title, &form.title),
        (TextPlace::Introduction, &form.introduction),
        (TextPlace::Thanks, &form.thanks),
    ];
    for page in &form.pages {
        all.push((TextPlace::PageTitle(page.key.clone()), &page.title));
        all.extend(page.questions.iter().flat_map(of_question));
    }
    all
}

/// The text at a place, to be changed; none if the questionnaire has no such place.
pub fn wording_mut<'a>(form: &'a mut Questionnaire, at: &TextPlace) -> Option<&'a mut Wording> {
    match at {
        TextPlace::Title => Some(&mut form.title),
        TextPlace::Introduction => Some(&mut form.introduction),
        TextPlace::Thanks => Some(&mut form.thanks),
        TextPlace::PageTitle(key) => form.pages.iter_mut().find(|page| page.key == *key).map(|page| &mut page.title),
        _ => {
            let key = at.question()?;
            let mut questions = form.pages.iter_mut().flat_map(|page| &mut page.questions);
            of_question_mut(questions.find(|question| question.key == *key)?, at)
        }
    }
}

fn of_question_mut<'a>(question: &'a mut Question, at: &TextPlace) -> Option<&'a mut Wording> {
    match (at, &mut question.kind) {
        (TextPlace::Label(_), _) => Some(&mut question.label),
        (TextPlace::Help(_), _) => Some(&mut question.help),
        (TextPlace::Error(_), _) => Some(&mut question.error),
        (TextPlace::Note(_), _) => Some(&mut question.note),
        (TextPlace::Unit(_), QuestionKind::Number { unit, .. }) => Some(unit),
        (TextPlace::Point(_, at), QuestionKind::Scale { points }) => points.get_mut(*at),
        (TextPlace::ColumnLabel(_, code), QuestionKind::Matrix { columns, .. }) => {
            columns.iter_mut().find(|column| column.code == *code).map(|column| &mut column.label)
        }
        (
            TextPlace::OptionLabel(_, code),
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. },
        ) => list.options.iter_mut().find(|option| option.code == *code).map(|option| &mut option.label),
        (
            TextPlace::OptionLabel(_, code),
            QuestionKind::Split { options, .. } | QuestionKind::Matrix { rows: options, .. },
        ) => options.iter_mut().find(|option| option.code == *code).map(|option| &mut option.label),
        _ => None,
    }
}

/// Two texts without regard to spaces at the ends and between words, and to capitals: how it is judged whether they say the
/// same thing.
pub fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words(one) == words(other)
}
