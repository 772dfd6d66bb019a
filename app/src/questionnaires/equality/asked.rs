//! The equality questions as they are asked of somebody: which nation's, which topics, in which way, and on how many pages.
//!
//! Nothing of what is answered is kept before all of it is: not in a draft, not in an address, nowhere. So each page brings
//! the answers of those before it along. A page has everything that can be asked by what is known so far; what hangs on it
//! comes on the next one. That makes two or three pages.

use std::collections::BTreeSet;

use super::super::definition::answer::Given;
use super::super::definition::key::Key;
use super::super::definition::question::{Question, Questionnaire};
use super::super::definition::route::Route;
use super::super::definition::texts::Language;
use super::{EqualityBlock, EqualityTopic, Nation, of_nation};
use crate::ids::{ConsultationId, QuestionnaireId};
use crate::responses::model::Channel;
use crate::time::Time;

/// What staff have chosen for a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualitySetting {
    /// The consultation.
    pub consultation: ConsultationId,
    /// The questionnaire after which they are asked.
    pub questionnaire: QuestionnaireId,
    /// Whether they are asked.
    pub asks: bool,
    /// Whose questions.
    pub nation: Nation,
    /// Which of them.
    pub topics: Vec<EqualityTopic>,
    /// Whether in a language too that nobody has checked.
    pub unreviewed: bool,
    /// When that was last changed.
    pub updated_at: Time,
}

/// How the questions are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EqualityAsking {
    /// People read them and answer.
    Read,
    /// Staff read them out.
    ReadOut,
    /// Not at all.
    Never,
}

/// How they are put to people who come in a way. On a computer that many people use they are not: whoever comes next could
/// go back.
pub const fn asking(channel: Channel) -> EqualityAsking {
    match channel {
        Channel::Online | Channel::Paper | Channel::Event => EqualityAsking::Read,
        Channel::Desk | Channel::Phone => EqualityAsking::ReadOut,
        Channel::Kiosk => EqualityAsking::Never,
    }
}

/// The questions as they are asked.
#[derive(Clone, Debug)]
pub struct AskedEquality {
    /// The block, as it is put in this way.
    pub block: EqualityBlock,
    /// The topics.
    pub topics: Vec<EqualityTopic>,
    /// The questionnaire that is made of them.
    pub form: Questionnaire,
}

impl AskedEquality {
    /// What is asked of somebody who comes in this way; none if nothing is.
    pub fn of(setting: &EqualitySetting, channel: Channel) -> Option<Self> {
        if !setting.asks {
            return None;
        }
        let asking = asking(channel);
        if asking == EqualityAsking::Never {
            return None;
        }
        let mut block = of_nation(setting.nation)?.without_words();
        if !setting.unreviewed {
            block = block.without_unreviewed();
        }
        if asking == EqualityAsking::ReadOut {
            block = block.for_interview();
        }
        let form = block.questionnaire(&setting.topics);
        let asks = form.questions().next().is_some();
        asks.then(|| Self { block, topics: setting.topics.clone(), form })
    }

    /// The language it is asked in, for whoever answered in a language.
    pub fn language<'a>(&'a self, wanted: &'a Language) -> &'a Language {
        if self.form.languages.contains(wanted) { wanted } else { self.form.first_language() }
    }

    /// What comes on the next page: all that is asked by what was answered so far, was not on a page yet, and does not hang
    /// on something else that was not.
    pub fn next<'a>(&'a self, given: &Given, seen: &BTreeSet<Key>) -> Vec<&'a Question> {
        let route = Route::of(&self.form, given);
        let waits = |key: &Key| route.asks(key.as_str()) && !seen.contains(key);
        let mut here = Vec::new();
        for page in &self.form.pages {
            for question in page.questions.iter().filter(|question| waits(&question.key)) {
                let mut tests = page.when.iter().chain(&question.when).flat_map(|when| when.tests());
                if !tests.any(|(of, _)| waits(&of.key)) {
                    here.push(question);
                }
            }
        }
        here
    }

    /// Whether something may be asked after these questions, by what is answered to them.
    pub fn leads_on(&self, here: &[&Question]) -> bool {
        let hangs = |of: &Key| here.iter().any(|question| question.key == *of);
        self.form.pages.iter().any(|page| {
            page.questions.iter().any(|question| {
                !hangs(&question.key)
                    && page
                        .when
                        .iter()
                        .chain(&question.when)
                        .any(|when| when.tests().iter().any(|(of, _)| hangs(&of.key)))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::definition::answer::Answer;
    use super::super::REFUSED;
    use super::*;

    fn setting() -> EqualitySetting {
        EqualitySetting {
            consultation: ConsultationId(1),
            questionnaire: QuestionnaireId(1),
            asks: true,
            nation: Nation::England,
            topics: EqualityTopic::ALL.to_vec(),
            unreviewed: false,
            updated_at: Time(0),
        }
    }

    /// The pages of somebody who answers so.
    fn pages(asked: &AskedEquality, answers: &[(&str, &str)]) -> Vec<Vec<String>> {
        let mut given = Given::new();
        let mut seen = BTreeSet::new();
        let mut pages = Vec::new();
        loop {
            let here = asked.next(&given, &seen);
            if here.is_empty() {
                return pages;
            }
            for question in &here {
                seen.insert(question.key.clone());
                if let Some((_, code)) = answers.iter().find(|(key, _)| *key == question.key.as_str()) {
                    given.insert(question.key.clone(), Answer::code(*code));
                }
            }
            pages.push(here.iter().map(|question| question.key.to_string()).collect());
        }
    }

    #[test]
    fn what_hangs_on_an_answer_comes_on_the_page_after_it() {
        let asked = AskedEquality::of(&setting(), Channel::Online).unwrap();
        let first = ["age", "sex", "ethnic-group", "religion", "unpaid-care"];
        assert_eq!(pages(&asked, &[("age", "under-16")]), [first]);
        let adult = [("age", "35-49"), ("ethnic-group", "white"), ("health-condition", "yes")];
        let second =
            ["gender-identity", "ethnic-group-white", "health-condition", "sexual-orientation", "marital-status"];
        assert_eq!(pages(&asked, &adult), [&first[..], &second, &["condition-effect"]]);
        let no_age = [("sixteen-or-over", "yes")];
        let second = ["gender-identity", "health-condition", "sexual-orientation", "marital-status"];
        assert_eq!(pages(&asked, &no_age), [&first[..], &["sixteen-or-over"], &second]);
    }

    #[test]
    fn only_the_last_page_leads_nowhere() {
        let asked = AskedEquality::of(&setting(), Channel::Online).unwrap();
        let of =
            |keys: &[&str]| -> Vec<&Question> { keys.iter().map(|key| asked.form.question(key).unwrap()).collect() };
        assert!(asked.leads_on(&of(&["age", "sex"])));
        assert!(!asked.leads_on(&of(&["sex", "religion"])));
        assert!(!asked.leads_on(&of(&["condition-effect"])));
    }

    #[test]
    fn a_shared_computer_asks_nothing_and_staff_who_ask_do_not_read_out_that_somebody_refused() {
        assert!(AskedEquality::of(&setting(), Channel::Kiosk).is_none());
        for channel in [Channel::Desk, Channel::Phone] {
            let asked = AskedEquality::of(&setting(), channel).unwrap();
            for question in asked.form.questions() {
                assert!(!question.prefer_not_to_say && question.option(REFUSED).is_some(), "{}", question.key);
            }
        }
        let read = AskedEquality::of(&setting(), Channel::Online).unwrap();
        assert!(read.form.questions().all(|question| question.prefer_not_to_say && question.option(REFUSED).is_none()));
        assert!(AskedEquality::of(&EqualitySetting { asks: false, ..setting() }, Channel::Online).is_none());
    }

    #[test]
    fn nobody_is_asked_for_words_of_their_own() {
        for nation in Nation::ALL {
            let asked = AskedEquality::of(&EqualitySetting { nation, ..setting() }, Channel::Online).unwrap();
            assert!(asked.form.questions().flat_map(Question::options).all(|option| !option.write_in));
        }
    }

    #[test]
    fn the_words_of_the_record_are_those_of_the_files() {
        for nation in Nation::ALL {
            assert_eq!(serde_json::to_value(nation).unwrap(), nation.word());
            assert_eq!(Nation::from_word(nation.word()), Some(nation));
        }
        for topic in EqualityTopic::ALL {
            assert_eq!(serde_json::to_value(topic).unwrap(), topic.word());
            assert_eq!(EqualityTopic::from_word(topic.word()), Some(topic));
        }
    }
}
