//! What one person is asked: the questions in order, given what they answered so far.
//!
//! It is read from the first question to the last. Whether a question is asked follows from what was answered before it on
//! the route; what is off the route counts as not answered from then on, so hiding cascades. An answer off the route is
//! kept by whoever keeps the draft, and comes back with the route; it is never sent.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::answer::{Answer, Given};
use super::condition::{Condition, Standing, Viewed};
use super::key::Key;
use super::question::{AnswerOption, Question, Questionnaire};

/// What one person is asked.
#[derive(Clone, Debug)]
pub struct Route<'a> {
    questionnaire: &'a Questionnaire,
    /// By the place of the question, pages one after the other: whether it is asked, and why not.
    asked: Vec<Result<(), WhyNotAsked<'a>>>,
    on: OnRoute<'a>,
}

/// Why somebody is not asked a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WhyNotAsked<'a> {
    /// Its page is for others.
    Page(&'a Condition),
    /// It is for others.
    Question(&'a Condition),
    /// It is asked no longer.
    Retired,
}

/// The questions that are asked so far, each with its answer.
#[derive(Clone, Debug, Default)]
struct OnRoute<'a>(BTreeMap<&'a Key, Option<Cow<'a, Answer>>>);

impl Viewed for OnRoute<'_> {
    fn standing(&self, key: &Key) -> Standing<'_> {
        match self.0.get(key) {
            None => Standing::NotAsked,
            Some(None) => Standing::Empty,
            Some(Some(answer)) => Standing::Answered(answer),
        }
    }
}

impl<'a> Route<'a> {
    /// The route of whoever answered this.
    pub fn of(questionnaire: &'a Questionnaire, given: &'a Given) -> Self {
        let mut on = OnRoute::default();
        let mut asked = Vec::new();
        for page in &questionnaire.pages {
            // The page is judged once, before its first question: what is answered on a page does not hide the page.
            let page_holds = page.when.as_ref().is_none_or(|when| when.holds(&on));
            for question in &page.questions {
                let standing = match (&page.when, &question.when) {
                    _ if question.retired => Err(WhyNotAsked::Retired),
                    (Some(when), _) if !page_holds => Err(WhyNotAsked::Page(when)),
                    (_, Some(when)) if !when.holds(&on) => Err(WhyNotAsked::Question(when)),
                    _ => Ok(()),
                };
                if standing.is_ok() && question.asks() {
                    let answer = given.get(&question.key).and_then(|answer| offered(question, answer, &on));
                    on.0.insert(&question.key, answer);
                }
                asked.push(standing);
            }
        }
        Self { questionnaire, asked, on }
    }

    /// Every question with its page's place, and whether it is asked.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'a Question, Result<(), WhyNotAsked<'a>>)> + '_ {
        self.questionnaire.places().zip(&self.asked).map(|((page, _, question), asked)| (page, question, *asked))
    }

    /// The questions that are asked, in order, information too.
    pub fn asked(&self) -> impl Iterator<Item = (usize, &'a Question)> + '_ {
        self.all().filter_map(|(page, question, asked)| asked.is_ok().then_some((page, question)))
    }

    /// Whether a question is asked.
    pub fn asks(&self, key: &str) -> bool {
        self.all().any(|(_, question, asked)| asked.is_ok() && question.key.as_str() == key)
    }

    /// The places of the pages on which something is asked or said, in order.
    pub fn pages(&self) -> Vec<usize> {
        let mut pages: Vec<usize> = self.asked().map(|(page, _)| page).collect();
        pages.dedup();
        pages
    }

    /// The questions of one page that are asked.
    pub fn on_page(&self, page: usize) -> Vec<&'a Question> {
        self.asked().filter(|(of, _)| *of == page).map(|(_, question)| question).collect()
    }

    /// The answer to a question on the route.
    pub fn answer(&self, key: &Key) -> Option<&Answer> {
        self.on.0.get(key)?.as_deref()
    }

    /// What would be sent: the answers on the route and no others.
    pub fn sent(&self) -> Given {
        let answered = self.on.0.iter().filter_map(|(key, answer)| Some(((*key).clone(), answer.as_deref()?.clone())));
        answered.collect()
    }

    /// What was answered and would be left out, wholly or in part, in the order of the questionnaire; then what it does not
    /// know at all.
    pub fn left_out<'b>(&self, given: &'b Given) -> Vec<&'b Key> {
        let known: Vec<&Key> = self.questionnaire.questions().map(|question| &question.key).collect();
        let mut out: Vec<&Key> =
            given.iter().filter(|(key, answer)| self.answer(key) != Some(answer)).map(|(key, _)| key).collect();
        out.sort_by_key(|key| known.iter().position(|known| known == key).unwrap_or(usize::MAX));
        out
    }

    /// The first question on the route that has no answer: a required one, or any.
    pub fn first_unanswered(&self, required: bool) -> Option<(usize, &'a Question)> {
        self.asked().find(|(_, question)| {
            question.asks() && (question.required || !required) && self.answer(&question.key).is_none()
        })
    }

    /// The questions that have to be answered on the route, and are not.
    pub fn missing(&self) -> Vec<(usize, &'a Question)> {
        self.asked()
            .filter(|(_, question)| question.asks() && question.required && self.answer(&question.key).is_none())
            .collect()
    }

    /// Whether an option is offered to whoever is on this route. Conditions on options look back, as all do.
    pub fn offers(&self, option: &AnswerOption) -> bool {
        is_offered(option, &self.on)
    }
}

impl Viewed for Route<'_> {
    fn standing(&self, key: &Key) -> Standing<'_> {
        self.on.standing(key)
    }
}

fn is_offered(option: &AnswerOption, on: &impl Viewed) -> bool {
    !option.retired && option.when.as_ref().is_none_or(|when| when.holds(on))
}

/// What is left of an answer when what is not offered (any more) is taken out; nothing if nothing is.
fn offered<'a>(question: &Question, answer: &'a Answer, on: &impl Viewed) -> Option<Cow<'a, Answer>> {
    let gone = |code: &str| question.option(code).is_none_or(|option| !is_offered(option, on));
    // Most questions have no options that come and go.
    if !question.options().iter().any(|option| option.retired || option.when.is_some()) {
        return Some(Cow::Borrowed(answer));
    }
    match answer {
        Answer::Code { code, .. } => (!gone(code)).then_some(Cow::Borrowed(answer)),
        Answer::Ticks { codes, other } if codes.iter().any(|code| gone(code)) => {
            let codes: Vec<String> = codes.iter().filter(|code| !gone(code)).cloned().collect();
            let other = other.iter().filter(|(code, _)| !gone(code)).map(|(code, text)| (code.clone(), text.clone()));
            (!codes.is_empty()).then(|| Cow::Owned(Answer::Ticks { other: other.collect(), codes }))
        }
        Answer::Order(codes) if codes.iter().any(|code| gone(code)) => {
            let codes: Vec<String> = codes.iter().filter(|code| !gone(code)).cloned().collect();
            (!codes.is_empty()).then_some(Cow::Owned(Answer::Order(codes)))
        }
        Answer::Rows(rows) if rows.keys().any(|row| gone(row)) => {
            let rows: BTreeMap<String, String> =
                rows.iter().filter(|(row, _)| !gone(row)).map(|(row, code)| (row.clone(), code.clone())).collect();
            (!rows.is_empty()).then_some(Cow::Owned(Answer::Rows(rows)))
        }
        // Parts of what is gone cannot be shared out again by us.
        Answer::Shares { parts, .. } if parts.iter().any(|(code, part)| *part > 0 && gone(code)) => None,
        _ => Some(Cow::Borrowed(answer)),
    }
}
