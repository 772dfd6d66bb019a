//! Who can be asked what: from the first question to the last, with everything that conditions can tell apart.

use std::collections::BTreeMap;

use super::super::condition::{Condition, Standing};
use super::super::key::Key;
use super::super::logic;
use super::super::question::{AnswerOption, Question, Questionnaire};
use super::apart::{Mentions, SeenQuestion};
use super::diagram::{ALWAYS, Diagrams, NEVER, Node, TooMany};
use super::{ProofFault, ProofRule};

pub(super) fn faults(whole: &Questionnaire) -> Vec<ProofFault> {
    let mut proof = Proof {
        whole,
        diagrams: Diagrams::new(),
        seen: BTreeMap::new(),
        asked: BTreeMap::new(),
        possible: ALWAYS,
        found: Vec::new(),
    };
    if proof.walk().is_err() {
        proof.found.push(ProofFault::new(
            ProofRule::NotProved,
            None,
            "The conditions hang on each other in more ways than can be enumerated, so it is not proved that every question \
             can be reached. Make them simpler, or ask fewer things of one question"
                .to_owned(),
        ));
    }
    proof.found
}

struct Proof<'a> {
    whole: &'a Questionnaire,
    diagrams: Diagrams,
    seen: BTreeMap<&'a Key, SeenQuestion>,
    /// Who is asked each question.
    asked: BTreeMap<&'a Key, Node>,
    /// What somebody can have answered so far.
    possible: Node,
    found: Vec<ProofFault>,
}

impl<'a> Proof<'a> {
    fn walk(&mut self) -> Result<(), TooMany> {
        let whole = self.whole;
        let mentions = self.mentions();
        for page in &whole.pages {
            let on_page = match &page.when {
                Some(when) => {
                    let holds = self.holds(when)?;
                    let title = format!("the page “{}”", page.key);
                    self.judge(when, holds, ALWAYS, page.key.as_str(), &title)?;
                    holds
                }
                None => ALWAYS,
            };
            let on_page = self.diagrams.and(on_page, self.possible)?;
            for question in page.questions.iter().filter(|question| !question.retired) {
                self.question(question, on_page, &mentions)?;
            }
        }
        Ok(())
    }

    fn question(
        &mut self,
        question: &'a Question,
        on_page: Node,
        mentions: &BTreeMap<&'a Key, Mentions<'a>>,
    ) -> Result<(), TooMany> {
        let mut asked = on_page;
        if let Some(when) = &question.when {
            let holds = self.holds(when)?;
            let title = logic::title(self.whole, question);
            // What the page says already is known when the question is reached.
            if on_page != NEVER {
                self.judge(when, holds, on_page, question.key.as_str(), &title)?;
            }
            asked = self.diagrams.and(asked, holds)?;
        }
        asked = self.diagrams.and(asked, self.possible)?;
        if asked == NEVER {
            self.found.push(ProofFault::new(
                ProofRule::NeverAsked,
                question.key.to_string(),
                format!("Nobody is ever asked {}", logic::title(self.whole, question)),
            ));
        }
        if !question.asks() {
            return Ok(());
        }
        let none = Mentions { question, tests: Vec::new() };
        let seen = SeenQuestion::new(mentions.get(&question.key).unwrap_or(&none), &mut self.diagrams);
        // Options that come and go look back, as all conditions do.
        let mut offers: BTreeMap<&str, Node> = BTreeMap::new();
        for option in question.options().iter().filter(|option| !option.retired) {
            if let Some(when) = &option.when {
                let holds = self.holds(when)?;
                let title = format!("the option “{}” of {}", option.code, logic::title(self.whole, question));
                if asked != NEVER {
                    self.judge(when, holds, asked, question.key.as_str(), &title)?;
                }
                offers.insert(&option.code, holds);
            }
        }
        let can = seen.possible(question, &mut self.diagrams, &mut |_, option: &AnswerOption| {
            Ok(offers.get(option.code.as_str()).copied().unwrap_or(ALWAYS))
        })?;
        if question.required {
            self.blocked(question, asked, &offers)?;
        }
        // Who is not asked cannot have answered: their values are not looked at.
        let free = self.diagrams.not(asked)?;
        let fits = self.diagrams.or(free, can)?;
        self.possible = self.diagrams.and(self.possible, fits)?;
        self.asked.insert(&question.key, asked);
        self.seen.insert(&question.key, seen);
        Ok(())
    }

    /// Whether somebody who has to answer is offered nothing at all.
    fn blocked(&mut self, question: &Question, asked: Node, offers: &BTreeMap<&str, Node>) -> Result<(), TooMany> {
        let standing = || question.options().iter().filter(|option| !option.retired);
        if question.dont_know
            || question.prefer_not_to_say
            || question.options().is_empty()
            || standing().any(|option| option.when.is_none())
        {
            return Ok(());
        }
        let mut nothing = asked;
        for option in standing() {
            let gone = self.diagrams.not(offers.get(option.code.as_str()).copied().unwrap_or(ALWAYS))?;
            nothing = self.diagrams.and(nothing, gone)?;
        }
        if nothing != NEVER {
            self.found.push(ProofFault::new(
                ProofRule::Blocked,
                question.key.to_string(),
                format!(
                    "Some people have to answer {} and are offered no option. Offer one to everybody, or do not require \
                     an answer",
                    logic::title(self.whole, question)
                ),
            ));
        }
        Ok(())
    }

    /// Every question that conditions look at, with everything they ask of it.
    fn mentions(&self) -> BTreeMap<&'a Key, Mentions<'a>> {
        let mut found: BTreeMap<&Key, Mentions<'_>> = BTreeMap::new();
        for condition in conditions(self.whole) {
            for (of, is) in condition.tests() {
                if let Some(question) = self.whole.question(of.key.as_str()) {
                    found
                        .entry(&question.key)
                        .or_insert_with(|| Mentions { question, tests: Vec::new() })
                        .tests
                        .push((of, is));
                }
            }
        }
        found
    }

    /// For whom a condition holds.
    fn holds(&mut self, condition: &Condition) -> Result<Node, TooMany> {
        match condition {
            Condition::Always(always) => Ok(if *always { ALWAYS } else { NEVER }),
            Condition::All(inner) => {
                let mut all = ALWAYS;
                for one in inner {
                    let one = self.holds(one)?;
                    all = self.diagrams.and(all, one)?;
                }
                Ok(all)
            }
            Condition::Any(inner) => {
                let mut any = NEVER;
                for one in inner {
                    let one = self.holds(one)?;
                    any = self.diagrams.or(any, one)?;
                }
                Ok(any)
            }
            Condition::Not(inner) => {
                let inner = self.holds(inner)?;
                self.diagrams.not(inner)
            }
            Condition::Test { of, is } => {
                let unasked = if is.holds(of, Standing::NotAsked) { ALWAYS } else { NEVER };
                let (Some(seen), Some(asked)) = (self.seen.get(&of.key), self.asked.get(&of.key).copied()) else {
                    return Ok(unasked);
                };
                let holds = seen.holds(of, is, &mut self.diagrams)?;
                self.diagrams.choose(asked, holds, unasked)
            }
        }
    }

    /// Whether a condition can come out both ways for those who get that far.
    fn judge(
        &mut self,
        condition: &Condition,
        holds: Node,
        among: Node,
        about: &str,
        title: &str,
    ) -> Result<(), TooMany> {
        let possible = self.diagrams.and(among, self.possible)?;
        let sometimes = self.diagrams.and(possible, holds)?;
        let opposite = self.diagrams.not(holds)?;
        let not_always = self.diagrams.and(possible, opposite)?;
        let said = logic::in_words(self.whole, condition);
        if sometimes == NEVER {
            self.found.push(ProofFault::new(
                ProofRule::AlwaysFalse,
                about.to_owned(),
                format!("The condition of {title} is never true: {said}"),
            ));
        } else if not_always == NEVER {
            self.found.push(ProofFault::new(
                ProofRule::AlwaysTrue,
                about.to_owned(),
                format!("The condition of {title} is always true, so it says nothing: {said}"),
            ));
        }
        Ok(())
    }
}

/// Every condition of a questionnaire that still counts.
fn conditions(whole: &Questionnaire) -> impl Iterator<Item = &Condition> {
    whole.pages.iter().flat_map(|page| {
        let questions = page.questions.iter().filter(|question| !question.retired).flat_map(|question| {
            let options = question.options().iter().filter(|option| !option.retired);
            question.when.iter().chain(options.filter_map(|option| option.when.as_ref()))
        });
        page.when.iter().chain(questions)
    })
}
