//! What is kept of somebody's equality answers.
//!
//! Each topic is a record of its own, and nothing says which records are one person's: not the response, not each other. A
//! person's religion cannot be looked up by their age, and somebody who is the only one with three characteristics together
//! is in three crowds. What is lost is any table of two topics at once, which few services have people enough to publish.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::definition::answer::{Answer, Given};
use super::super::definition::route::Route;
use super::block::{EqualityBlock, EqualityTopic};

/// What one person answered about one topic, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiledTopic {
    /// The topic.
    pub topic: EqualityTopic,
    /// By question, the option that was chosen, or the code of "prefer not to say". What was skipped or not asked is not
    /// in it.
    pub codes: BTreeMap<String, String>,
    /// By question, what was written beside the option. Tables never show it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
}

/// What is filed of what somebody answered: one record for each topic that they were offered, in the order of the block, so
/// that every topic has the same number of people. The question whether they are old enough is not kept. Whoever left
/// everything empty leaves nothing.
///
/// The records have to be written so that their order tells nothing: under numbers drawn at random, not counted up.
pub fn filed(block: &EqualityBlock, topics: &[EqualityTopic], given: &Given) -> Vec<FiledTopic> {
    let questionnaire = block.questionnaire(topics);
    let route = Route::of(&questionnaire, given);
    let of_topic = |topic: &super::block::TopicBlock| {
        let mut filed = FiledTopic { topic: topic.topic, codes: BTreeMap::new(), words: BTreeMap::new() };
        for question in &topic.questions {
            let key = question.key.to_string();
            match route.answer(&question.key) {
                Some(Answer::Code { code, other }) => {
                    let written = other.as_deref().map(str::trim).filter(|written| !written.is_empty());
                    filed.words.extend(written.map(|written| (key.clone(), written.to_owned())));
                    filed.codes.insert(key, code.clone());
                }
                Some(Answer::Blank(blank)) => {
                    filed.codes.insert(key, blank.code().to_owned());
                }
                // Every question has one answer of several: nothing else is taken.
                _ => {}
            }
        }
        filed
    };
    let all: Vec<FiledTopic> = block.askable().filter(|topic| topics.contains(&topic.topic)).map(of_topic).collect();
    if all.iter().all(|filed| filed.codes.is_empty()) { Vec::new() } else { all }
}
