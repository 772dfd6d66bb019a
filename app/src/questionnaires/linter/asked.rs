//! A question as somebody meets it in English: what it says, what can be answered, and whether it is put to
//! everybody.

use std::collections::BTreeSet;

use super::offered::{OfferedOption, OptionRole, offered};
use super::phrases::phrases;
use super::topics;
use super::words::{LabelSentence, sentences};
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::question::{Question, QuestionKind, QuestionPage, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};

/// What kind of answer a question takes, as far as the rules mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerForm {
    /// Yes or no, whatever else can be chosen.
    YesNo,
    /// One of a list.
    OneOf,
    /// Several of a list.
    SeveralOf,
    /// A point on a scale, also where it was made as a list.
    Scale,
    /// A scale for each row.
    Matrix,
    /// An order.
    Rank,
    /// A number, an amount, or parts of a whole.
    Amount,
    /// Own words.
    Text,
    /// A date, a library, a postcode area or a file.
    Other,
    /// Nothing is asked.
    Nothing,
}

/// How the sentence that asks begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// "Do you", "Is it", "Should we": yes or no.
    Closed,
    /// "What", "How", "Why".
    Open,
    /// "Please tell us", "Rank these".
    Request,
    /// A statement.
    Statement,
}

/// A question in English.
pub(super) struct AskedQuestion<'a> {
    pub(super) question: &'a Question,

    /// Its place among all questions that are asked still.
    pub(super) place: usize,
    pub(super) label: &'a str,
    pub(super) help: &'a str,
    /// Its sentences, without those that only say how to answer. Never empty.
    pub(super) sentences: Vec<LabelSentence<'a>>,
    /// Sentences that only say how to answer: "Please tick all that apply".
    pub(super) instructions: Vec<LabelSentence<'a>>,
    /// The one that asks.
    pub(super) asking: LabelSentence<'a>,
    /// Which of the sentences that is.
    asks_at: usize,
    /// The stems of the words that say what it is about.
    pub(super) stems: BTreeSet<String>,
    pub(super) opening: Opening,
    pub(super) form: AnswerForm,
    /// Its options; the rows of a matrix.
    pub(super) options: Vec<OfferedOption<'a>>,
    /// The points of its scale: of a matrix its columns, of another question its options.
    pub(super) points: Vec<OfferedOption<'a>>,
    /// Whether only some are asked.
    pub(super) conditional: bool,
    /// Whether it is one of the questions of equality monitoring.
    pub(super) equality: bool,
}

phrases! {
    /// How to answer, and nothing else.
    INSTRUCTION:
    "please? tick|select|choose|mark|circle|check all|any|one|only|up|as|the|a|your|every",
    "please? rank|number them|these|your from", "optional", "you can|may tick|select|choose|pick",
    "please? write|type in|your", "put them in order",
}

phrases! {
    /// What stands before the words that ask.
    CLOSED_OPENING:
    "do|does|did|is|are|was|were|have|has|had|should|would|could|can|will|shall|may|must|might|ought",
    "don't|doesn't|didn't|isn't|aren't|wasn't|weren't|haven't|hasn't|shouldn't|wouldn't|couldn't|can't|won't",
}

const OPEN_WORDS: &[&str] =
    &["what", "which", "how", "why", "when", "where", "who", "whose", "whom", "what's", "at", "on", "in", "by", "for"];
const ASKING: &[&str] = &["what", "which", "how", "why", "when", "where", "who", "whose", "whom", "what's"];
const REQUESTS: &[&str] = &[
    "please", "tell", "rank", "put", "choose", "select", "tick", "give", "rate", "write", "enter", "explain",
    "describe", "list", "name", "use", "your", "mark", "number", "say",
];

/// Whether these words ask for yes or no, what or how, for something to be done, or state something.
fn opening(sentence: &LabelSentence<'_>) -> Opening {
    let closed = |at: usize| sentence.words.get(at).is_some() && CLOSED_OPENING.at(sentence, at).is_some();
    if closed(0) {
        return Opening::Closed;
    }
    if sentence.words.first().is_some_and(|word| word.is(ASKING)) {
        return Opening::Open;
    }
    if sentence.asks
        || sentence.words.first().is_some_and(|word| word.is(&["if", "thinking", "in", "on", "as", "when"]))
    {
        // "If it rained, would you come?", "In the last month, how often …", "At which library …"
        let begins = std::iter::once(0).chain(
            sentence
                .words
                .iter()
                .enumerate()
                .filter(|(_, word)| matches!(word.mark, ',' | ':' | ';' | '–' | '—'))
                .map(|(at, _)| at + 1),
        );
        for at in begins {
            if closed(at) {
                return Opening::Closed;
            }
            let asks = |at: usize| sentence.words.get(at).is_some_and(|word| word.is(ASKING));
            if asks(at) || (sentence.words.get(at).is_some_and(|word| word.is(OPEN_WORDS)) && asks(at + 1)) {
                return Opening::Open;
            }
        }
        if sentence.asks && sentence.has(ASKING) {
            return Opening::Open;
        }
        if sentence.asks {
            return Opening::Closed;
        }
    }
    if sentence.words.first().is_some_and(|word| word.is(REQUESTS)) { Opening::Request } else { Opening::Statement }
}

fn is_limit(condition: Option<&Condition>) -> bool {
    condition.is_some_and(|condition| !condition.tests().is_empty())
}

fn form(question: &Question, options: &[OfferedOption<'_>]) -> AnswerForm {
    let one_of = || {
        let yes = options.iter().any(|option| option.is_answer("yes"));
        let no = options.iter().any(|option| option.is_answer("no"));
        let plain = options.iter().filter(|option| option.role == OptionRole::Plain).count();
        if yes && no && plain <= 3 {
            AnswerForm::YesNo
        } else if super::scales::is_scale(options) {
            AnswerForm::Scale
        } else {
            AnswerForm::OneOf
        }
    };
    match &question.kind {
        QuestionKind::OneOf(_) => one_of(),
        QuestionKind::SeveralOf { .. } => AnswerForm::SeveralOf,
        QuestionKind::Scale { .. } => AnswerForm::Scale,
        QuestionKind::Matrix { .. } => AnswerForm::Matrix,
        QuestionKind::Rank { .. } => AnswerForm::Rank,
        QuestionKind::Number { .. } | QuestionKind::Money { .. } | QuestionKind::Split { .. } => AnswerForm::Amount,
        QuestionKind::Text { .. } => AnswerForm::Text,
        QuestionKind::Date { .. } | QuestionKind::Branch | QuestionKind::PostcodeArea | QuestionKind::File => {
            AnswerForm::Other
        }
        QuestionKind::Information => AnswerForm::Nothing,
    }
}

impl<'a> AskedQuestion<'a> {
    /// A question in a language; none if it has no words in it, or asks nothing any more.
    fn read(question: &'a Question, page: &'a QuestionPage, place: usize, language: &'a Language) -> Option<Self> {
        let own = question.label.get(language).unwrap_or_default();
        // Where there is one question, the heading of the page may be all there is.
        let label = if own.is_empty() { page.title.get(language).unwrap_or_default() } else { own };
        let (mut said, mut instructions) = (Vec::new(), Vec::new());
        for (at, mut sentence) in sentences(label).into_iter().enumerate() {
            // "(optional)", "(tick one)" after the question are no part of it.
            let kept = sentence.words.iter().rposition(|word| !word.bracketed).map_or(0, |last| last + 1);
            let bracketed = sentence.words.split_off(kept.max(usize::from(kept == 0 && at == 0)));
            if !bracketed.is_empty() {
                let asks = false;
                instructions.push(LabelSentence { whole: label, words: bracketed, asks });
            }
            if sentence.words.is_empty() {
                continue;
            }
            let only_how = !sentence.asks && at > 0 && INSTRUCTION.at(&sentence, 0).is_some();
            if only_how { instructions.push(sentence) } else { said.push(sentence) }
        }
        let asks_at = said.iter().rposition(|sentence| sentence.asks).unwrap_or(said.len().checked_sub(1)?);
        let asking = said.get(asks_at)?.clone();
        let opening = opening(&asking);
        let options = offered(question, language);
        let points = match &question.kind {
            QuestionKind::Matrix { columns, .. } => super::offered::columns(columns, language),
            _ => options.clone(),
        };
        let form = form(question, &options);
        let equality = topics::is_equality(&said, form);
        Some(Self {
            question,
            place,
            label,
            help: question.help.get(language).unwrap_or_default(),
            stems: super::stems::telling(&said),
            sentences: said,
            instructions,
            asking,
            asks_at,
            opening,
            form,
            options,
            points,
            conditional: is_limit(question.when.as_ref()) || is_limit(page.when.as_ref()),
            equality,
        })
    }

    /// What is said before the sentence that asks.
    pub(super) fn preamble(&self) -> &[LabelSentence<'a>] {
        self.sentences.get(..self.asks_at).unwrap_or_default()
    }

    /// The options that are answers to what is asked: neither "don't know" nor "none" nor "other".
    pub(super) fn plain(&self) -> impl Iterator<Item = &OfferedOption<'a>> {
        self.options.iter().filter(|option| option.role == OptionRole::Plain)
    }

    /// Whether one of the options has this role.
    pub(super) fn offers(&self, role: OptionRole) -> bool {
        self.options.iter().chain(&self.points).any(|option| option.role == role)
    }

    /// Whether somebody who does not know, or whom it does not concern, can say so.
    pub(super) fn has_way_out(&self) -> bool {
        self.question.dont_know || self.offers(OptionRole::DontKnow) || self.offers(OptionRole::Outside)
    }

    /// Whether "none of these" is offered. The middle of a scale ("Neither easy nor difficult") is not that.
    pub(super) fn has_none(&self) -> bool {
        !matches!(self.form, AnswerForm::Scale | AnswerForm::Matrix) && self.offers(OptionRole::None)
    }

    /// All the words of its options, for a finding about them together.
    pub(super) fn option_words(&self) -> String {
        self.points.iter().map(|option| option.label).collect::<Vec<_>>().join(", ")
    }

    /// Whether it is answered by people in their own words or by choosing what is in their mind.
    pub(super) const fn is_judged(&self) -> bool {
        matches!(self.form, AnswerForm::YesNo | AnswerForm::Scale | AnswerForm::Matrix)
    }
}

/// Every question that is asked still and has words in this language.
pub(super) fn asked<'a>(questionnaire: &'a Questionnaire, language: &'a Language) -> Vec<AskedQuestion<'a>> {
    questionnaire
        .pages
        .iter()
        .flat_map(|page| page.questions.iter().map(move |question| (page, question)))
        .filter(|(_, question)| !question.retired)
        .enumerate()
        .filter_map(|(place, (page, question))| AskedQuestion::read(question, page, place, language))
        .collect()
}

/// The text in a language, empty if there is none.
pub(super) fn text<'a>(wording: &'a Wording, language: &Language) -> &'a str {
    wording.get(language).unwrap_or_default()
}
