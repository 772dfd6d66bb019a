//! The equality questions of one nation, and the questionnaire that is made of those topics that a service asks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::definition::answer::PartialDate;
use super::super::definition::blank::Blank;
use super::super::definition::condition::{Condition, Operand, Subject, Test};
use super::super::definition::key::Key;
use super::super::definition::question::{AnswerOption, Question, QuestionKind, QuestionPage, Questionnaire};
use super::super::definition::texts::{Language, Wording};
use super::REFUSED;
use super::census::CensusCategory;

/// A nation, each with a census and lists of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    /// England.
    England,
    /// Wales.
    Wales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::England, Self::Wales, Self::Scotland, Self::NorthernIreland];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::England => "England",
            Self::Wales => "Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }

    /// Its word in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Wales => "wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    /// The nation of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nation| nation.word() == word)
    }
}

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EqualityTopic {
    /// Age, in bands.
    Age,
    /// Sex.
    Sex,
    /// Gender identity, or in Scotland trans status or history.
    GenderIdentity,
    /// Ethnic group.
    EthnicGroup,
    /// Religion.
    Religion,
    /// Long-lasting conditions and what they do.
    Disability,
    /// Care given without pay.
    UnpaidCare,
    /// Sexual orientation.
    SexualOrientation,
    /// Marriage and civil partnership.
    MaritalStatus,
}

impl EqualityTopic {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 9] = [
        Self::Age,
        Self::Sex,
        Self::GenderIdentity,
        Self::EthnicGroup,
        Self::Religion,
        Self::Disability,
        Self::UnpaidCare,
        Self::SexualOrientation,
        Self::MaritalStatus,
    ];

    /// Its word in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Sex => "sex",
            Self::GenderIdentity => "gender-identity",
            Self::EthnicGroup => "ethnic-group",
            Self::Religion => "religion",
            Self::Disability => "disability",
            Self::UnpaidCare => "unpaid-care",
            Self::SexualOrientation => "sexual-orientation",
            Self::MaritalStatus => "marital-status",
        }
    }

    /// The topic of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }
}

/// How the standard that a topic follows stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandardStatus {
    /// It holds.
    Standard,
    /// It is interim.
    Interim,
    /// It is being redone.
    BeingRedone,
    /// There is none.
    None,
}

/// One topic: what is asked, by what standard, and what the answers are compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicBlock {
    /// Which it is.
    pub topic: EqualityTopic,
    /// What staff call it.
    pub name: String,
    /// The standard that it follows, if there is one.
    pub standard: String,
    /// Where that was read.
    pub source: String,
    /// The date of the source, as far as it is known.
    pub source_date: PartialDate,
    /// How the standard stands.
    pub status: StandardStatus,
    /// The same, in sentences for staff.
    pub status_note: String,
    /// From when on it may be out of date.
    pub review_by: PartialDate,
    /// From what age it is asked; of everybody if there is none.
    pub from_age: Option<u8>,
    /// Whether something in it was not checked against the published form.
    pub unchecked: bool,
    /// What is not settled, in sentences for staff.
    pub notes: Vec<String>,
    /// The questions, each to be asked on a page of its own. A topic may have none, and its notes say why.
    pub questions: Vec<Question>,
    /// The census categories, by question and option.
    pub(super) census: BTreeMap<(String, String), CensusCategory>,
}

/// The question by which those who gave no age are told from those who are too young.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AgeScreen {
    /// From what age.
    pub(super) age: u8,
    /// The bands of the question on age that are below it.
    pub(super) under: Vec<String>,
    /// The answer of those who are old enough.
    pub(super) yes: String,
    /// The question.
    pub(super) question: Question,
}

/// The equality questions of one nation.
#[derive(Clone, Debug, PartialEq)]
pub struct EqualityBlock {
    /// The nation.
    pub nation: Nation,
    /// What this edition is called. It is kept with the answers: options may be others in the next one.
    pub version: String,
    /// When it was last compared with its sources.
    pub checked: PartialDate,
    /// Its languages, the first one first. Never empty.
    pub languages: Vec<Language>,
    /// Those of its languages that nobody who speaks them has checked.
    pub unreviewed: Vec<Language>,
    /// Its heading.
    pub title: Wording,
    /// Why it is asked, that it is optional, and what is done with the answers.
    pub introduction: Wording,
    /// What somebody agrees to by answering.
    pub consent: Wording,
    /// The choice to answer.
    pub start: Wording,
    /// The choice not to.
    pub skip: Wording,
    /// What staff should know about all of it.
    pub notes: Vec<String>,
    /// The topics, in the order in which they are asked.
    pub topics: Vec<TopicBlock>,
    /// Who is old enough.
    pub(super) screen: AgeScreen,
}

impl EqualityBlock {
    /// What it is called in the record, beside the answers to it.
    pub fn name(&self) -> String {
        format!("{} {}", self.nation.word(), self.version)
    }

    /// A topic.
    pub fn topic(&self, topic: EqualityTopic) -> Option<&TopicBlock> {
        self.topics.iter().find(|block| block.topic == topic)
    }

    /// The topics that can be asked: those that have questions.
    pub fn askable(&self) -> impl Iterator<Item = &TopicBlock> {
        self.topics.iter().filter(|block| !block.questions.is_empty())
    }

    /// The questionnaire of these topics, in the block's order and one question a page. Whoever is under 16 is not asked
    /// what is asked from 16; whoever gave no age is first asked whether they are 16, and who does not say that either is
    /// not asked.
    pub fn questionnaire(&self, topics: &[EqualityTopic]) -> Questionnaire {
        let chosen: Vec<&TopicBlock> = self.askable().filter(|block| topics.contains(&block.topic)).collect();
        let age =
            chosen.iter().find(|block| block.topic == EqualityTopic::Age).and_then(|block| block.questions.first());
        let mut screened = false;
        let mut pages = Vec::new();
        for block in &chosen {
            let old_enough = block.from_age.map(|_| self.old_enough(age));
            if old_enough.is_some() && !screened {
                screened = true;
                pages.push(page_of(&self.screen.question, gave_no_age(age)));
            }
            pages.extend(block.questions.iter().map(|question| page_of(question, old_enough.clone())));
        }
        Questionnaire {
            title: self.title.clone(),
            introduction: self.introduction.clone(),
            thanks: Wording::default(),
            languages: self.languages.clone(),
            pages,
        }
    }

    /// Who is old enough: by their age if it is asked and given, or by their word.
    fn old_enough(&self, age: Option<&Question>) -> Condition {
        let word = Condition::is(&self.screen.question.key, self.screen.yes.as_str());
        let Some(age) = age else { return word };
        let bands = age
            .options()
            .iter()
            .map(|option| option.code.as_str())
            .filter(|code| *code != REFUSED && !self.screen.under.iter().any(|under| under == code));
        Condition::Any(vec![one_of(&age.key, bands), word])
    }

    /// The same questions for staff who ask them at the desk or by phone: nobody is offered "prefer not to say", and what
    /// somebody will not answer is noted by a last option that is not read out.
    #[must_use]
    pub fn for_interview(&self) -> Self {
        let mut block = self.clone();
        let asked = block.topics.iter_mut().flat_map(|topic| &mut topic.questions);
        for question in asked.chain(std::iter::once(&mut block.screen.question)) {
            question.prefer_not_to_say = false;
            if let QuestionKind::OneOf(list) = &mut question.kind
                && list.options.iter().all(|option| option.code != REFUSED)
            {
                // Words for staff, in each language so that none is missing; a Welsh desk reads them as well.
                let mut label = Wording::default();
                for language in &self.languages {
                    label.set(language, refused_words(language));
                }
                list.options.push(AnswerOption { exclusive: true, fixed: true, ..AnswerOption::new(REFUSED, label) });
            }
        }
        block
    }

    /// The same without fields for words of one's own beside options: nobody counts those words, and they are what could
    /// tell who somebody is.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let mut block = self.clone();
        for question in block.topics.iter_mut().flat_map(|topic| &mut topic.questions) {
            if let QuestionKind::OneOf(list) = &mut question.kind {
                list.options.iter_mut().for_each(|option| option.write_in = false);
            }
        }
        block
    }

    /// The same without the languages that nobody has checked.
    #[must_use]
    pub fn without_unreviewed(&self) -> Self {
        let mut block = self.clone();
        let gone = std::mem::take(&mut block.unreviewed);
        block.languages.retain(|language| !gone.contains(language));
        block.each_wording(&mut |wording| gone.iter().for_each(|language| wording.set(language, "")));
        block
    }

    /// Does something to every text that residents see.
    pub(super) fn each_wording(&mut self, with: &mut impl FnMut(&mut Wording)) {
        let own = [&mut self.title, &mut self.introduction, &mut self.consent, &mut self.start, &mut self.skip];
        own.into_iter().for_each(&mut *with);
        let asked = self.topics.iter_mut().flat_map(|topic| &mut topic.questions);
        for question in asked.chain(std::iter::once(&mut self.screen.question)) {
            [&mut question.label, &mut question.help, &mut question.error].into_iter().for_each(&mut *with);
            if let QuestionKind::OneOf(list) = &mut question.kind {
                list.options.iter_mut().for_each(|option| with(&mut option.label));
            }
        }
    }

    /// The census category of an option, if it has one to be compared with.
    pub fn census(&self, question: &str, option: &str) -> Option<&CensusCategory> {
        let place = (question.to_owned(), option.to_owned());
        self.topics.iter().find_map(|topic| topic.census.get(&place))
    }
}

fn refused_words(language: &Language) -> &'static str {
    match language.code() {
        "cy" => "Gwrthod (peidiwch â darllen hwn yn uchel)",
        _ => "Refused (do not read this out)",
    }
}

/// Who has to be asked whether they are old enough; everybody if age is not asked.
fn gave_no_age(age: Option<&Question>) -> Option<Condition> {
    let age = age?;
    Some(Condition::Any(vec![
        Condition::test(Subject::of(&age.key), Test::Unanswered),
        one_of(&age.key, [Blank::PreferNotToSay.code(), REFUSED]),
    ]))
}

fn one_of<'a>(key: &Key, codes: impl IntoIterator<Item = &'a str>) -> Condition {
    let codes = codes.into_iter().map(|code| Operand::Text(code.to_owned())).collect();
    Condition::test(Subject::of(key), Test::IsOneOf(codes))
}

/// A page with one question, for those of whom it is asked.
fn page_of(question: &Question, when: Option<Condition>) -> QuestionPage {
    QuestionPage {
        // A key that is too long to be lengthened is kept as it is: pages and questions are looked up apart.
        key: Key::new(&format!("{}-page", question.key)).unwrap_or_else(|_| question.key.clone()),
        title: Wording::default(),
        when,
        shuffled: false,
        questions: vec![question.clone()],
    }
}
