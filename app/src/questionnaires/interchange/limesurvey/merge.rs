//! A file that this program wrote once, read again, perhaps after somebody changed it elsewhere.
//!
//! Beside its columns the file holds the questionnaire that they were written from. Written again, that questionnaire says
//! what the columns said then. What they say otherwise now was changed, and counts; everything else is as it was here: so a
//! file that nobody touched gives the same questionnaire, and a word that was changed in a spreadsheet is the new word.

mod fields;
mod renamed;

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::document::{self, QuestionDocument};
use super::super::super::definition::key::{Key, can_be_code};
use super::super::super::definition::question::{Question, QuestionKind, QuestionPage, Questionnaire};
use super::super::super::definition::texts::Wording;
use super::super::imported::{Dropped, Imported};
use super::distinct::Distinct;
use super::names::{QuestionNames, ShortNames};
use super::source::LimeSurvey;
use super::take::{TakenOver, take};
use super::{table, tsv, write};
use fields::{changed, merged_question, wording};
use renamed::Renamed;

/// What stands beside the columns of a file.
#[derive(Default)]
struct Beside {
    /// The questionnaire, as far as its rows are still there.
    whole: Option<Questionnaire>,
    /// The place of its page for each group.
    pages: BTreeMap<usize, usize>,
    /// The key of its question for each place in the file.
    questions: BTreeMap<(usize, usize), Key>,
    /// The names that its questions have in the file.
    names: BTreeMap<Key, QuestionNames>,
    /// Whether something of it cannot be read.
    broken: bool,
}

/// What was taken over, with what stands beside it.
pub(super) fn with_beside(survey: &LimeSurvey, taken: TakenOver) -> Imported {
    let beside = Beside::read(survey);
    let Some(whole) = &beside.whole else {
        let mut imported = taken.imported;
        if beside.broken {
            imported.warnings.push(UNREAD.to_owned());
        }
        return imported;
    };
    let names = ShortNames::preferring(whole, &beside.names);
    let then = tsv::read(table::written(&write::rows(whole, &names)).as_bytes()).map(|survey| take(&survey));
    let Ok(then) = then else { return taken.imported };
    Merging { beside: &beside, whole, names: &names, now: &taken, then: &then }.merged()
}

const UNREAD: &str = "What Soundings once wrote beside LimeSurvey’s columns cannot be read in some rows; there the columns alone \
                      were read.";

impl Beside {
    fn read(survey: &LimeSurvey) -> Self {
        let mut beside = Self::default();
        if survey.beside.is_empty() {
            return beside;
        }
        let Ok(mut whole) = document::from_json(&survey.beside) else {
            beside.broken = true;
            return beside;
        };
        whole.pages.clear();
        let mut keys = BTreeSet::new();
        let mut page_keys = BTreeSet::new();
        for (number, group) in survey.groups.iter().enumerate() {
            let page = Some(&group.beside).filter(|text| !text.is_empty()).map(|text| document::from_json(text));
            let page = match page {
                None => None,
                Some(Ok(alone)) => alone.pages.into_iter().next(),
                Some(Err(_)) => {
                    beside.broken = true;
                    None
                }
            };
            // A copied row says what the row says that it was copied from: it is a new page.
            let page = page.filter(|page| page_keys.insert(page.key.clone()));
            let of_beside = page.is_some();
            let named = || Key::new(&format!("group-{number}")).ok();
            let new = || {
                Some(QuestionPage {
                    key: named()?,
                    title: Wording::default(),
                    when: None,
                    shuffled: false,
                    questions: Vec::new(),
                })
            };
            let Some(mut page) = page.or_else(new) else { continue };
            for (place, lime) in group.questions.iter().enumerate() {
                if lime.beside.is_empty() {
                    continue;
                }
                let Some(question) = beside_question(&lime.beside, &lime.code, &whole) else {
                    beside.broken = true;
                    continue;
                };
                if !keys.insert(question.key.clone()) {
                    continue;
                }
                let mut names = QuestionNames { code: lime.code.clone(), ..QuestionNames::default() };
                for (items, into) in [(&lime.parts, &mut names.options), (&lime.answers, &mut names.columns)] {
                    for item in items {
                        if let Some(code) = beside_code(&item.beside, &item.code) {
                            into.insert(code, item.code.clone());
                        }
                    }
                }
                if !matches!(question.kind, QuestionKind::Matrix { .. }) {
                    let mut columns = std::mem::take(&mut names.columns);
                    names.options.append(&mut columns);
                }
                beside.questions.insert((number, place), question.key.clone());
                beside.names.insert(question.key.clone(), names);
                page.questions.push(question);
            }
            if of_beside {
                beside.pages.insert(number, whole.pages.len());
            }
            whole.pages.push(page);
        }
        beside.whole = Some(whole);
        beside
    }
}

#[derive(serde::Deserialize)]
struct BesideQuestion {
    r#as: String,
    question: QuestionDocument,
}

#[derive(serde::Deserialize)]
struct BesideItem {
    r#as: String,
    code: String,
}

/// The question that stands beside a row, if the row still has the code that it was written with.
fn beside_question(text: &str, code: &str, whole: &Questionnaire) -> Option<Question> {
    let beside: BesideQuestion = serde_json::from_str(text).ok()?;
    (beside.r#as == code).then(|| beside.question.read(whole.first_language()).ok()).flatten()
}

/// The code of an option beside a row: the row's own, if nothing stands there.
fn beside_code(text: &str, code: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let beside: BesideItem = serde_json::from_str(text).ok()?;
    (beside.r#as == code && can_be_code(&beside.code)).then_some(beside.code)
}

struct Merging<'a> {
    beside: &'a Beside,
    whole: &'a Questionnaire,
    names: &'a ShortNames,
    /// What the columns say.
    now: &'a TakenOver,
    /// What they said when they were written.
    then: &'a TakenOver,
}

impl Merging<'_> {
    fn merged(&self) -> Imported {
        let (now, then) = (&self.now.imported, &self.then.imported);
        let (read, wrote) = (&now.questionnaire, &then.questionnaire);
        let renamed = Renamed::of(self);
        let mut whole = Questionnaire {
            title: wording(&renamed.words(&read.title), &renamed.words(&wrote.title), &self.whole.title),
            introduction: wording(
                &renamed.words(&read.introduction),
                &renamed.words(&wrote.introduction),
                &self.whole.introduction,
            ),
            thanks: wording(&renamed.words(&read.thanks), &renamed.words(&wrote.thanks), &self.whole.thanks),
            languages: changed(&read.languages, &wrote.languages, &self.whole.languages),
            pages: Vec::new(),
        };
        // The questions of a row then, by their place in what was written then: pages and questions without anything beside
        // them are not in it, so places differ from those in the file.
        let wrote_of = self.wrote();
        for (page, group) in read.pages.iter().zip(&self.now.pages) {
            let split = self.now.pages.iter().filter(|other| *other == group).count() > 1;
            let here = self.beside.pages.get(group).filter(|_| !split).and_then(|place| {
                let then = self.then.pages.iter().position(|of| of == place).and_then(|at| wrote.pages.get(at))?;
                Some((self.whole.pages.get(*place)?, then))
            });
            let mut merged = match here {
                Some((here, then)) => QuestionPage {
                    key: here.key.clone(),
                    title: wording(&renamed.words(&page.title), &renamed.words(&then.title), &here.title),
                    when: renamed.when(page.when.as_ref(), then.when.as_ref(), here.when.as_ref()),
                    shuffled: changed(&page.shuffled, &then.shuffled, &here.shuffled),
                    questions: Vec::new(),
                },
                None => QuestionPage {
                    title: renamed.words(&page.title),
                    when: page.when.clone().map(|when| renamed.condition(when)),
                    questions: Vec::new(),
                    ..page.clone()
                },
            };
            merged.questions = self.questions(page, &wrote_of, &renamed);
            whole.pages.push(merged);
        }
        self.tell_apart(&mut whole);
        let warned: BTreeSet<&String> = then.warnings.iter().collect();
        let left: BTreeSet<[&str; 3]> = then.dropped.iter().map(|one| [&*one.name, &*one.what, &*one.why]).collect();
        let unclear: BTreeSet<[&str; 2]> = then.unclear.iter().map(|one| [&*one.question, &*one.condition]).collect();
        let new = |one: &&Dropped| !left.contains(&[&*one.name, &*one.what, &*one.why]);
        let mut imported = Imported {
            questionnaire: whole,
            dropped: now.dropped.iter().filter(new).cloned().collect(),
            warnings: now.warnings.iter().filter(|one| !warned.contains(one)).cloned().collect(),
            unclear: now
                .unclear
                .iter()
                .filter(|one| !unclear.contains(&[&*one.question, &*one.condition]))
                .cloned()
                .collect(),
        };
        for unclear in &mut imported.unclear {
            if let Some(key) = renamed.keys.get(&unclear.question) {
                unclear.question = key.to_string();
            }
        }
        if self.beside.broken {
            imported.warnings.push(UNREAD.to_owned());
        }
        imported
    }

    /// What was written for each question of the questionnaire beside.
    fn wrote(&self) -> BTreeMap<&Key, Vec<&Question>> {
        let mut wrote: BTreeMap<&Key, Vec<&Question>> = BTreeMap::new();
        for question in self.then.imported.questionnaire.questions() {
            let of = self
                .then
                .questions
                .get(&question.key)
                .and_then(|(page, place)| self.whole.pages.get(*page).and_then(|page| page.questions.get(*place)));
            if let Some(of) = of {
                wrote.entry(&of.key).or_default().push(question);
            }
        }
        wrote
    }

    /// The questions of a page.
    fn questions(
        &self,
        page: &QuestionPage,
        wrote: &BTreeMap<&Key, Vec<&Question>>,
        renamed: &Renamed,
    ) -> Vec<Question> {
        let mut merged: Vec<Question> = Vec::new();
        let mut rest = page.questions.iter().peekable();
        while let Some(question) = rest.next() {
            let of = self.now.questions.get(&question.key);
            let mut together = vec![question];
            while let Some(next) = rest.next_if(|next| of.is_some() && self.now.questions.get(&next.key) == of) {
                together.push(next);
            }
            let here =
                of.and_then(|of| self.beside.questions.get(of)).and_then(|key| self.whole.question(key.as_str()));
            let then = here.and_then(|here| wrote.get(&here.key));
            match (here, then) {
                (Some(here), Some(then)) if together == *then => merged.push(here.clone()),
                (Some(here), Some(then)) if together.len() == 1 && then.len() == 1 => {
                    let names = self.names.get(&here.key).cloned().unwrap_or_default();
                    for (now, then) in together.into_iter().zip(then) {
                        merged.push(merged_question(now, then, here, &names, renamed));
                    }
                }
                _ => merged.extend(together.into_iter().map(|question| renamed.question(question.clone()))),
            }
        }
        merged
    }

    /// A new question or page may have the key of one that was here: that one keeps it.
    fn tell_apart(&self, whole: &mut Questionnaire) {
        let known: BTreeSet<&Key> = self.whole.questions().map(|question| &question.key).collect();
        let questions = whole.pages.iter_mut().flat_map(|page| &mut page.questions);
        distinct(questions.map(|question| (known.contains(&question.key), &mut question.key)).collect());
        let known: BTreeSet<&Key> =
            self.beside.pages.values().filter_map(|at| self.whole.pages.get(*at)).map(|page| &page.key).collect();
        distinct(whole.pages.iter_mut().map(|page| (known.contains(&page.key), &mut page.key)).collect());
    }
}

/// Gives new keys to those that are the same as another: first to those that were not known.
fn distinct(mut keys: Vec<(bool, &mut Key)>) {
    keys.sort_by_key(|(known, _)| !known);
    let mut taken = Distinct::default();
    for (_, key) in keys {
        let near: String = key.as_str().chars().take(50).collect();
        let name = taken.name(key.as_str(), |number| format!("{near}-{number}"), str::to_owned);
        if let Ok(other) = Key::new(&name) {
            *key = other;
        }
    }
}
