//! Reading a block from its file, with everything checked that the rest relies on.
//!
//! A file has, for the nation: `version`, `checked` (the day it was compared with its sources), `languages`, `unreviewed`
//! (languages that nobody who speaks them has checked), the texts of the first page, `notes` for staff, and the `screen`
//! by which those who give no age are told from those who are too young. For each topic: `standard`, `source`,
//! `source-date`, `status` with a `status-note` for staff, `review-by`, `from-age`, `unchecked` (something in it was not
//! checked against the published form), `notes` on what is not settled, the questions as every questionnaire has them,
//! and under `census` for each question the list of the census that its options are compared with.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::super::definition::answer::PartialDate;
use super::super::definition::blank::Blank;
use super::super::definition::condition::{Condition, Operand, Test};
use super::super::definition::document::QuestionDocument;
use super::super::definition::question::{Question, QuestionKind};
use super::super::definition::texts::{Language, Wording};
use super::REFUSED;
use super::block::{AgeScreen, EqualityBlock, EqualityTopic, Nation, StandardStatus, TopicBlock};
use super::census::{CensusCategory, CensusPart};

/// Why a file is not a block of equality questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnEqualityBlock {
    /// The file.
    pub file: String,
    /// In a sentence.
    pub why: String,
}

impl std::fmt::Display for NotAnEqualityBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "The equality questions in {} cannot be used: {}", self.file, self.why)
    }
}

impl std::error::Error for NotAnEqualityBlock {}

/// A date as our documents write it.
struct WrittenDate(PartialDate);

impl<'de> Deserialize<'de> for WrittenDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BlockFile {
    nation: Nation,
    version: String,
    checked: WrittenDate,
    languages: Vec<Language>,
    #[serde(default)]
    unreviewed: Vec<Language>,
    title: Wording,
    introduction: Wording,
    consent: Wording,
    start: Wording,
    skip: Wording,
    #[serde(default)]
    notes: Vec<String>,
    screen: ScreenFile,
    #[serde(rename = "topic")]
    topics: Vec<TopicFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ScreenFile {
    age: u8,
    under: Vec<String>,
    yes: String,
    question: QuestionDocument,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TopicFile {
    key: EqualityTopic,
    name: String,
    standard: String,
    source: String,
    source_date: WrittenDate,
    status: StandardStatus,
    status_note: String,
    review_by: WrittenDate,
    from_age: Option<u8>,
    #[serde(default)]
    unchecked: bool,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default, rename = "question")]
    questions: Vec<QuestionDocument>,
    #[serde(default)]
    census: BTreeMap<String, CensusFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CensusFile {
    variable: String,
    #[serde(default)]
    caution: String,
    /// Options that the census has nothing to compare with.
    #[serde(default)]
    unmapped: Vec<String>,
    #[serde(default)]
    options: BTreeMap<String, OneOrMore>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a category such as { code = \"1\", name = \"Female\" }, or a list of some")]
enum OneOrMore {
    One(CensusPart),
    More(Vec<CensusPart>),
}

/// Reads a file.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(name: &str, text: &str) -> Result<EqualityBlock, NotAnEqualityBlock> {
    let fault = |why: String| NotAnEqualityBlock { file: name.to_owned(), why };
    let file: BlockFile = toml::from_str(text).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
    file.block().map_err(fault)
}

impl BlockFile {
    fn block(self) -> Result<EqualityBlock, String> {
        let Some(first) = self.languages.first().cloned() else {
            return Err("It names no language.".to_owned());
        };
        if let Some(other) =
            self.unreviewed.iter().find(|language| **language == first || !self.languages.contains(language))
        {
            return Err(format!("Its language {other} cannot be one that waits to be checked."));
        }
        let screen = self.screen.screen(&first)?;
        let mut topics: Vec<TopicBlock> = Vec::with_capacity(self.topics.len());
        let mut keys = BTreeSet::from([screen.question.key.clone()]);
        for topic in self.topics {
            let topic = topic.topic(&first)?;
            if topics.iter().any(|earlier| earlier.topic == topic.topic) {
                return Err(format!("The topic “{}” is there twice.", topic.name));
            }
            if topic.from_age.is_some_and(|age| age != screen.age) {
                return Err(format!("The topic “{}” is asked from another age than {}.", topic.name, screen.age));
            }
            if let Some(again) = topic.questions.iter().find(|question| !keys.insert(question.key.clone())) {
                return Err(format!("The question {} is there twice.", again.key));
            }
            topics.push(topic);
        }
        if let Some(age) =
            topics.iter().find(|topic| topic.topic == EqualityTopic::Age).and_then(|age| age.questions.first())
            && let Some(band) = screen.under.iter().find(|band| age.option(band).is_none())
        {
            return Err(format!("The question on age has no band {band:?}."));
        }
        let mut block = EqualityBlock {
            nation: self.nation,
            version: self.version,
            checked: self.checked.0,
            languages: self.languages,
            unreviewed: self.unreviewed,
            title: self.title,
            introduction: self.introduction,
            consent: self.consent,
            start: self.start,
            skip: self.skip,
            notes: self.notes,
            topics,
            screen,
        };
        block.each_wording(&mut |wording| wording.settle(&first));
        Ok(block)
    }
}

impl ScreenFile {
    fn screen(self, first: &Language) -> Result<AgeScreen, String> {
        let question = question(self.question, first)?;
        if question.option(&self.yes).is_none() {
            return Err(format!("The question {} has no option {:?}.", question.key, self.yes));
        }
        Ok(AgeScreen { age: self.age, under: self.under, yes: self.yes, question })
    }
}

impl TopicFile {
    fn topic(self, first: &Language) -> Result<TopicBlock, String> {
        let questions: Vec<Question> =
            self.questions.into_iter().map(|document| question(document, first)).collect::<Result<_, _>>()?;
        if questions.is_empty() && self.status != StandardStatus::None {
            return Err(format!("The topic “{}” has a standard, but no question.", self.name));
        }
        for (place, question) in questions.iter().enumerate() {
            if let Some(when) = &question.when {
                let (key, code) = follows(when).ok_or_else(|| {
                    format!(
                        "The question {} can only follow one answer to an earlier question of its topic.",
                        question.key
                    )
                })?;
                let earlier = questions.iter().take(place).find(|earlier| earlier.key.as_str() == key);
                if earlier.is_none_or(|earlier| earlier.option(code).is_none()) {
                    return Err(format!(
                        "The question {} follows {key} = {code:?}, which its topic does not ask.",
                        question.key
                    ));
                }
            }
        }
        let census = census(self.census, &questions)?;
        if self.unchecked && self.notes.is_empty() {
            return Err(format!("The topic “{}” is not checked, and no note says what.", self.name));
        }
        Ok(TopicBlock {
            topic: self.key,
            name: self.name,
            standard: self.standard,
            source: self.source,
            source_date: self.source_date.0,
            status: self.status,
            status_note: self.status_note,
            review_by: self.review_by.0,
            from_age: self.from_age,
            unchecked: self.unchecked,
            notes: self.notes,
            questions,
            census,
        })
    }
}

/// The one answer that a question follows: its question and its code; none if the condition says anything else.
pub(super) fn follows(when: &Condition) -> Option<(&str, &str)> {
    match when {
        Condition::Test { of, is: Test::Is(Operand::Text(code)) } if of.part.is_none() => Some((of.key.as_str(), code)),
        _ => None,
    }
}

/// A question, of the only kind that can be counted by options, which nobody has to answer.
fn question(document: QuestionDocument, first: &Language) -> Result<Question, String> {
    let question = document.read(first).map_err(|error| error.to_string())?;
    if !matches!(question.kind, QuestionKind::OneOf(_)) {
        return Err(format!("The question {} is not one with one answer of several.", question.key));
    }
    if question.required || !question.prefer_not_to_say {
        return Err(format!("The question {} has to offer “prefer not to say” and may not be required.", question.key));
    }
    let mut codes = BTreeSet::new();
    for option in question.options() {
        if option.code == REFUSED || Blank::from_code(&option.code).is_some() {
            return Err(format!(
                "The code {:?} of the question {} has a meaning of its own.",
                option.code, question.key
            ));
        }
        if !codes.insert(option.code.as_str()) {
            return Err(format!("The question {} has the code {:?} twice.", question.key, option.code));
        }
    }
    Ok(question)
}

/// The census categories of a topic: every option of every question has one, or is said to have none.
fn census(
    files: BTreeMap<String, CensusFile>,
    questions: &[Question],
) -> Result<BTreeMap<(String, String), CensusCategory>, String> {
    let mut all = BTreeMap::new();
    let mut of: BTreeMap<String, CensusFile> = files;
    for question in questions {
        let key = question.key.as_str();
        let file = of.remove(key).ok_or_else(|| format!("The question {key} has no census categories."))?;
        let mut categories = file.options;
        for option in question.options() {
            let code = &option.code;
            let unmapped = file.unmapped.contains(code);
            match categories.remove(code) {
                Some(_) if unmapped => {
                    return Err(format!("The option {code:?} of {key} has a census category and has none."));
                }
                None if !unmapped => return Err(format!("The option {code:?} of {key} has no census category.")),
                None => {}
                Some(category) => {
                    let parts = match category {
                        OneOrMore::One(part) => vec![part],
                        OneOrMore::More(parts) => parts,
                    };
                    if parts.is_empty() {
                        return Err(format!("The option {code:?} of {key} has an empty census category."));
                    }
                    let category =
                        CensusCategory { variable: file.variable.clone(), parts, caution: file.caution.clone() };
                    all.insert((key.to_owned(), code.clone()), category);
                }
            }
        }
        let known = |code: &&String| question.option(code).is_none();
        if let Some(code) = categories.keys().chain(&file.unmapped).find(known) {
            return Err(format!("The question {key} has a census category for {code:?}, which is no option of it."));
        }
    }
    match of.keys().next() {
        Some(key) => Err(format!("There are census categories for {key}, which is not asked.")),
        None => Ok(all),
    }
}
