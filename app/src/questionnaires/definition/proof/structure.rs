//! What is wrong with how a questionnaire is put together, before anybody's route is looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::super::condition::Condition;
use super::super::key::Key;
use super::super::logic;
use super::super::piping;
use super::super::question::{AnswerOption, DateLimit, Question, QuestionKind, QuestionPage, Questionnaire};
use super::super::texts::Wording;
use super::misfit::fits;
use super::{ProofFault, ProofRule};

/// The most pages.
const MOST_PAGES: usize = 300;
/// The most questions.
const MOST_QUESTIONS: usize = 600;
/// The most options of one question: the longest list of places in real forms has some hundreds.
pub const MOST_OPTIONS: usize = 1_000;
/// The longest text of a question, in characters.
const LONGEST_TEXT: usize = 5_000;

pub(super) fn faults(whole: &Questionnaire) -> Vec<ProofFault> {
    let mut found = Faults { whole, found: Vec::new() };
    found.sizes();
    if !found.found.is_empty() {
        return found.found;
    }
    found.keys();
    for question in whole.questions() {
        found.question(question);
    }
    found.conditions();
    found.cycles();
    found.piping();
    found.found
}

struct Faults<'a> {
    whole: &'a Questionnaire,
    found: Vec<ProofFault>,
}

impl<'a> Faults<'a> {
    fn add(&mut self, rule: ProofRule, about: &str, words: impl Into<String>) {
        self.found.push(ProofFault::new(rule, (!about.is_empty()).then(|| about.to_owned()), words.into()));
    }

    fn sizes(&mut self) {
        let whole = self.whole;
        if !whole.questions().any(|question| question.asks() && !question.retired) {
            self.add(ProofRule::Empty, "", "The questionnaire asks nothing yet. Add a question");
        }
        let counts =
            [(whole.pages.len(), MOST_PAGES, "pages"), (whole.questions().count(), MOST_QUESTIONS, "questions")];
        for (count, most, what) in counts {
            if count > most {
                self.add(ProofRule::TooLarge, "", format!("There are {count} {what}. At most {most} can be asked"));
            }
        }
        for question in whole.questions() {
            let columns = if let QuestionKind::Matrix { columns, .. } = &question.kind { columns.len() } else { 0 };
            let count = question.options().len().max(columns);
            if count > MOST_OPTIONS {
                let title = logic::title(whole, question);
                let words = format!(
                    "{title} has {} options. At most {MOST_OPTIONS} can be offered: ask for a part of the answer first",
                    crate::numbers::grouped(i128::try_from(count).unwrap_or_default())
                );
                self.add(ProofRule::TooLarge, question.key.as_str(), words);
            }
        }
    }

    fn keys(&mut self) {
        let mut seen = BTreeSet::new();
        for page in &self.whole.pages {
            if !seen.insert(&page.key) {
                self.add(ProofRule::DuplicateKey, page.key.as_str(), format!("Two pages have the key “{}”", page.key));
            }
        }
        let mut seen = BTreeSet::new();
        for question in self.whole.questions() {
            if !seen.insert(&question.key) {
                let words = format!("Two questions have the key “{}”", question.key);
                self.add(ProofRule::DuplicateKey, question.key.as_str(), words);
            }
        }
    }

    fn question(&mut self, question: &'a Question) {
        let key = question.key.as_str();
        let title = logic::title(self.whole, question);
        let first = self.whole.first_language();
        if question.label.get(first).is_none() {
            self.add(ProofRule::NoWords, key, format!("{title} has no words in the first language ({first})"));
        }
        let wordings = [&question.label, &question.help, &question.error, &question.note];
        if wordings.iter().any(|wording| too_long(wording)) {
            let words = format!("A text of {title} is longer than {LONGEST_TEXT} characters");
            self.add(ProofRule::TooLarge, key, words);
        }
        self.options(question, question.options(), &title);
        if let QuestionKind::Matrix { columns, .. } = &question.kind {
            self.options(question, columns, &title);
        }
        if let Some(why) = unanswerable(question) {
            self.add(ProofRule::CannotBeAnswered, key, format!("{title} cannot be answered: {why}"));
        }
    }

    fn options(&mut self, question: &Question, options: &[AnswerOption], title: &str) {
        let first = self.whole.first_language();
        let mut seen = BTreeSet::new();
        for option in options {
            if !seen.insert(option.code.as_str()) {
                let words = format!("Two options of {title} have the code “{}”", option.code);
                self.add(ProofRule::DuplicateCode, question.key.as_str(), words);
            }
            if super::super::blank::Blank::chosen(&option.code).is_some_and(|blank| question.offers_blank(blank)) {
                let words = format!(
                    "The option “{}” of {title} has the code of an answer that the question offers anyway",
                    option.code
                );
                self.add(ProofRule::DuplicateCode, question.key.as_str(), words);
            }
            if option.label.get(first).is_none() {
                let words =
                    format!("The option “{}” of {title} has no words in the first language ({first})", option.code);
                self.add(ProofRule::NoWords, question.key.as_str(), words);
            }
        }
    }

    /// Each condition looks back at something that is asked and can be answered so.
    fn conditions(&mut self) {
        let whole = self.whole;
        let block = shuffled_blocks(&whole.pages);
        let places: BTreeMap<&Key, (usize, usize)> =
            whole.places().map(|(page, place, question)| (&question.key, (page, place))).collect();
        for (page_place, page) in whole.pages.iter().enumerate() {
            let start = block.get(page_place).copied().unwrap_or(page_place);
            if let Some(when) = &page.when {
                let title = format!("the page “{}”", page.key);
                self.condition(when, page.key.as_str(), &title, &places, (start, 0));
            }
            for (place, question) in page.questions.iter().enumerate().filter(|(_, question)| !question.retired) {
                let title = logic::title(whole, question);
                // On pages that change places only the page itself can be relied on.
                let before = (page_place, place);
                let conditions = question
                    .when
                    .iter()
                    .chain(question.options().iter().filter(|one| !one.retired).filter_map(|one| one.when.as_ref()));
                for when in conditions {
                    self.condition(when, question.key.as_str(), &title, &places, before);
                    self.in_block(when, question, &places, start, page_place);
                }
            }
        }
    }

    fn in_block(
        &mut self,
        when: &Condition,
        question: &Question,
        places: &BTreeMap<&Key, (usize, usize)>,
        start: usize,
        own: usize,
    ) {
        for (of, _) in when.tests() {
            let Some((page, _)) = places.get(&of.key) else { continue };
            if (start..own).contains(page) {
                let words = format!(
                    "The condition of {} looks at “{}”, which may come later: their pages change places",
                    logic::title(self.whole, question),
                    of.key
                );
                self.add(ProofRule::Later, question.key.as_str(), words);
            }
        }
    }

    fn condition(
        &mut self,
        when: &Condition,
        about: &str,
        title: &str,
        places: &BTreeMap<&Key, (usize, usize)>,
        before: (usize, usize),
    ) {
        for (of, is) in when.tests() {
            let Some(question) = self.whole.question(of.key.as_str()) else {
                let words = format!("The condition of {title} looks at “{}”, which is no question", of.key);
                self.add(ProofRule::Unknown, about, words);
                continue;
            };
            if places.get(&of.key).is_none_or(|place| *place >= before) {
                let words = format!(
                    "The condition of {title} looks at “{}”, which is not asked before it. Move it, or choose an earlier \
                     question",
                    of.key
                );
                self.add(ProofRule::Later, about, words);
            }
            if question.retired {
                let words = format!("The condition of {title} looks at “{}”, which is not asked any more", of.key);
                self.add(ProofRule::Removed, about, words);
            } else if let Err((rule, why)) = fits(question, of, is) {
                self.add(rule, about, format!("The condition of {title} cannot be asked of “{}”: {why}", of.key));
            }
        }
    }

    /// Questions that hang on each other in a circle.
    fn cycles(&mut self) {
        let mut hangs_on: BTreeMap<&Key, BTreeSet<&Key>> = BTreeMap::new();
        for page in &self.whole.pages {
            for question in page.questions.iter().filter(|question| !question.retired) {
                let options = question.options().iter().filter_map(|option| option.when.as_ref());
                let all = page.when.iter().chain(&question.when).chain(options);
                let on = all.flat_map(Condition::tests).map(|(of, _)| &of.key);
                hangs_on.entry(&question.key).or_default().extend(on);
            }
        }
        let mut told: BTreeSet<&Key> = BTreeSet::new();
        for start in hangs_on.keys() {
            if told.contains(start) {
                continue;
            }
            if let Some(circle) = circle(start, &hangs_on) {
                let names: Vec<String> = circle.iter().map(|key| format!("“{key}”")).collect();
                let words = match names.as_slice() {
                    [one] => format!("{one} hangs on its own answer"),
                    _ => format!("These questions hang on each other in a circle: {}", names.join(", ")),
                };
                told.extend(circle);
                self.add(ProofRule::Cycle, start.as_str(), words);
            }
        }
    }

    fn piping(&mut self) {
        let whole = self.whole;
        let mut before: BTreeMap<&str, &Question> = BTreeMap::new();
        let block = shuffled_blocks(&whole.pages);
        let page_of: BTreeMap<&str, usize> =
            whole.places().map(|(page, _, question)| (question.key.as_str(), page)).collect();
        for (place, page) in whole.pages.iter().enumerate() {
            let start = block.get(place).copied().unwrap_or(place);
            let early = |key: &str| page_of.get(key).is_some_and(|of| *of < start || *of == place);
            self.pipes(&page.title, page.key.as_str(), &before, &early);
            for question in &page.questions {
                if !question.retired {
                    let options = question.options().iter().map(|option| &option.label);
                    for wording in [&question.label, &question.help, &question.error].into_iter().chain(options) {
                        self.pipes(wording, question.key.as_str(), &before, &early);
                    }
                }
                before.insert(question.key.as_str(), question);
            }
        }
    }

    fn pipes(
        &mut self,
        wording: &Wording,
        about: &str,
        before: &BTreeMap<&str, &Question>,
        early: &impl Fn(&str) -> bool,
    ) {
        for (_, text) in wording.all() {
            for (key, otherwise) in piping::piped(text) {
                let why = match before.get(key) {
                    Some(question) if question.retired => "it is not asked any more",
                    Some(question) if !piping::can_be_piped(question) => {
                        "only the answer to a question with one option, a library or a number can be repeated"
                    }
                    Some(_) if !early(key) => "it may come later: their pages change places",
                    Some(_) if otherwise.is_empty() => {
                        "there are no words for those who did not answer. Write them after a bar: {{key|your library}}"
                    }
                    Some(_) => continue,
                    None => "it is not a question that is asked before",
                };
                self.add(
                    ProofRule::Piping,
                    about,
                    format!("The text of “{about}” repeats the answer to “{key}”: {why}"),
                );
            }
        }
    }
}

/// By page, the place of the first page of the block in which it changes places; its own if it does not.
fn shuffled_blocks(pages: &[QuestionPage]) -> Vec<usize> {
    let mut starts = Vec::with_capacity(pages.len());
    for (place, page) in pages.iter().enumerate() {
        let joins =
            page.shuffled && place.checked_sub(1).and_then(|last| pages.get(last)).is_some_and(|last| last.shuffled);
        let start = if joins { starts.last().copied().unwrap_or(place) } else { place };
        starts.push(start);
    }
    starts
}

/// A circle through a question, if there is one: without calling itself, however long the way is.
fn circle<'a>(start: &'a Key, hangs_on: &BTreeMap<&'a Key, BTreeSet<&'a Key>>) -> Option<Vec<&'a Key>> {
    let mut came_from: BTreeMap<&Key, &Key> = BTreeMap::new();
    let mut waiting = vec![start];
    while let Some(key) = waiting.pop() {
        for next in hangs_on.get(key).into_iter().flatten().copied() {
            if next == start {
                let mut way = vec![key];
                let mut at = key;
                while at != start {
                    at = came_from.get(at).copied()?;
                    way.push(at);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, key);
                waiting.push(next);
            }
        }
    }
    None
}

fn too_long(wording: &Wording) -> bool {
    wording.all().any(|(_, text)| text.chars().count() > LONGEST_TEXT)
}

/// Why nobody can give an answer to a question, whatever they are offered.
fn unanswerable(question: &Question) -> Option<String> {
    if question.retired {
        return None;
    }
    let standing = question.options().iter().filter(|option| !option.retired).count();
    let counted = |count: u32| count as usize;
    let why = match &question.kind {
        QuestionKind::OneOf(_) if standing < 1 => "it has no options",
        QuestionKind::SeveralOf { least, most, .. } => match (least, most) {
            _ if standing < 1 => "it has no options",
            (_, Some(0)) => "at most none may be ticked",
            (Some(least), _) if counted(*least) > standing => "more have to be ticked than there are",
            (Some(least), Some(most)) if least > most => "more have to be ticked than may be",
            _ => return None,
        },
        QuestionKind::Scale { points } if !(2..=11).contains(&points.len()) => "a scale has 2 to 11 points",
        QuestionKind::Matrix { .. } if standing < 1 => "it has no rows",
        QuestionKind::Matrix { columns, .. } if columns.iter().filter(|column| !column.retired).count() < 2 => {
            "its scale has fewer than two points"
        }
        QuestionKind::Rank { .. } if standing < 2 => "there are fewer than two options to put in order",
        QuestionKind::Rank { .. } if standing > 99 => "more than 99 options cannot be put in order",
        QuestionKind::Rank { most: Some(0), .. } => "no place may be given",
        QuestionKind::Number { least: Some(least), most: Some(most), .. } if least > most => {
            "the smallest number is larger than the largest"
        }
        QuestionKind::Money { least: Some(least), most: Some(most) } if least > most => {
            "the smallest amount is larger than the largest"
        }
        QuestionKind::Split { .. } if standing < 2 => "there are fewer than two options to share it out among",
        QuestionKind::Split { total, .. } if *total < 1 => "there is nothing to share out",
        QuestionKind::Text { most: Some(0), .. } => "no character may be written",
        QuestionKind::Date { earliest: Some(DateLimit::On(first)), latest: Some(DateLimit::On(last)), .. }
            if first.compared(last).is_gt() =>
        {
            "the first date is after the last"
        }
        _ => return None,
    };
    Some(why.to_owned())
}
