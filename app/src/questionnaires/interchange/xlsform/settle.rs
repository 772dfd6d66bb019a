//! From what the cells say to a questionnaire: once all names are known, conditions, filters, checks and words get their
//! meaning. What is not understood is listed, and its question is asked of nobody until somebody decides.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::blank::Blank;
use super::super::super::definition::condition::Condition;
use super::super::super::definition::question::{AnswerOption, Question, QuestionKind, QuestionPage, Questionnaire};
use super::super::super::definition::texts::Wording;
use super::super::imported::{Dropped, Imported, UnclearCondition};
use super::compile::{self, FormScope};
use super::constraint::{self, CheckTaken};
use super::draft::{DraftCondition, DraftOption, DraftPage, DraftQuestion, FormSource, FormText};
use super::extra::ExactLimits;
use super::meaning::{Answering, NameMeaning};
use super::xpath;

/// A form while its names are given their meaning.
pub(super) struct Settling {
    source: FormSource,
    unclear: Vec<UnclearCondition>,
    /// Notes that were made already.
    noted: BTreeSet<String>,
}

/// Gives the pages their meaning.
pub(super) fn settled(
    mut source: FormSource,
    pages: Vec<DraftPage>,
    front: (FormText, FormText, FormText),
) -> Imported {
    let mut whole = Questionnaire::empty(source.first().clone());
    whole.languages = source.languages().to_vec();
    let media = std::mem::take(&mut source.media);
    if !media.is_empty() {
        let named = media.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
        let why = format!("Pictures and sounds of options are not taken over: {named}.");
        source.dropped.push(Dropped::new("choices", "media", why));
    }
    let mut settling = Settling { source, unclear: Vec::new(), noted: BTreeSet::new() };
    let (title, introduction, thanks) = front;
    whole.title = settling.wording("The title", &title);
    whole.introduction = settling.wording("The introduction", &introduction);
    whole.thanks = settling.wording("The text at the end", &thanks);
    for page in pages {
        let when = settling.page_condition(&page);
        let title = settling.wording(&format!("The title of the page {}", page.key), &page.title);
        let questions = page.questions.into_iter().map(|draft| settling.question(draft)).collect();
        whole.pages.push(QuestionPage { key: page.key, title, when, shuffled: page.shuffled, questions });
    }
    let Settling { source: FormSource { dropped, warnings, .. }, unclear, .. } = settling;
    Imported { questionnaire: whole, dropped, warnings, unclear }
}

impl Settling {
    fn warn(&mut self, warning: String) {
        if self.noted.insert(warning.clone()) {
            self.source.warnings.push(warning);
        }
    }

    /// The condition of a page; asked of nobody if it is not understood.
    fn page_condition(&mut self, page: &DraftPage) -> Option<Condition> {
        let owner = match page.questions.as_slice() {
            [only] => only.question.key.to_string(),
            _ => page.key.to_string(),
        };
        self.conditions(&owner, &page.conditions)
    }

    /// All of some conditions; nobody's if one of them is not understood.
    fn conditions(&mut self, owner: &str, cells: &[DraftCondition]) -> Option<Condition> {
        if let [one] = cells
            && let Some(exact) = one.extra.exact_when(&one.cell)
        {
            return Some(exact.clone());
        }
        let mut found: Vec<Condition> = Vec::new();
        for one in cells.iter().filter(|one| !one.cell.is_empty() || one.extra.when.is_some()) {
            match self.condition(owner, one) {
                Some(Condition::Always(true)) | None => {}
                Some(Condition::Always(false)) => return Some(Condition::Always(false)),
                // Several groups may stand around each other.
                Some(condition) if found.contains(&condition) => {}
                Some(condition) => found.push(condition),
            }
        }
        match found.len() {
            0 => None,
            1 => found.pop(),
            _ => Some(Condition::All(found)),
        }
    }

    fn condition(&mut self, owner: &str, one: &DraftCondition) -> Option<Condition> {
        if let Some(exact) = one.extra.exact_when(&one.cell) {
            return Some(exact.clone());
        }
        // "Asked no longer" is written as a condition that nobody fulfils.
        if one.extra.retired && one.cell == "false()" || one.cell.is_empty() {
            return None;
        }
        let scope = FormScope { names: &self.source.names, columns: None };
        match compile::condition(&one.cell, &scope) {
            Ok(compiled) => {
                for note in compiled.notes {
                    self.warn(format!("The condition of {owner}: {note}"));
                }
                if compiled.condition == Condition::Always(false) {
                    self.warn(format!("{owner} is asked of nobody: its condition is “{}”.", one.cell));
                }
                Some(compiled.condition)
            }
            Err(why) => {
                self.unclear(owner, &one.cell, why);
                Some(Condition::Always(false))
            }
        }
    }

    fn unclear(&mut self, owner: &str, condition: &str, why: String) {
        if self.noted.insert(format!("{owner}\u{1}{condition}\u{1}{why}")) {
            self.unclear.push(UnclearCondition { question: owner.to_owned(), condition: condition.to_owned(), why });
        }
    }

    /// Words, with warnings about the answers that they repeat.
    fn wording(&mut self, of: &str, text: &FormText) -> Wording {
        let mut refers = BTreeSet::new();
        let names = &self.source.names;
        let key = |name: &str| match names.get(name) {
            Some(NameMeaning::Question(key, answering)) if *answering != Answering::Nothing => Some(key.to_string()),
            _ => None,
        };
        let wording = text.settled(&mut refers, key);
        for name in refers {
            let warning = match self.source.names.get(&name) {
                Some(NameMeaning::Question(key, Answering::One(_) | Answering::Scale(_) | Answering::Number)) => {
                    format!("{of} repeats the answer to {key}; say what stands there if it was not answered.")
                }
                Some(NameMeaning::Question(key, answering)) if *answering != Answering::Nothing => {
                    format!("{of} repeats the answer to {key}, of a kind that cannot be repeated here.")
                }
                _ => format!("{of} repeats “{name}”, which is not taken over; “…” stands there now."),
            };
            self.warn(warning);
        }
        wording
    }

    fn question(&mut self, draft: DraftQuestion) -> Question {
        let mut question = draft.question;
        let of = format!("The question {}", question.key);
        question.label = self.wording(&of, &draft.label);
        question.help = self.wording(&of, &draft.help);
        question.error = self.wording(&of, &draft.error);
        question.note = self.wording(&of, &draft.note);
        if question.label.is_empty() && question.asks() && draft.extra.texts.is_empty() {
            self.warn(format!("{of} has no words."));
        }
        let extra = &draft.extra;
        question.dont_know = extra.dont_know;
        question.prefer_not_to_say = extra.prefer_not_to_say;
        question.retired = extra.retired;
        let key = question.key.to_string();
        question.when = self.conditions(&key, &draft.conditions);
        let (mut options, raw) = self.options(&mut question, &draft.options, &draft.filter);
        let columns: Vec<AnswerOption> = draft.columns.iter().map(|column| self.option(&key, column, None)).collect();
        match &mut question.kind {
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
                list.options = std::mem::take(&mut options);
            }
            QuestionKind::Scale { points } => *points = options.iter().map(|option| option.label.clone()).collect(),
            QuestionKind::Split { options: parts, .. } => *parts = std::mem::take(&mut options),
            QuestionKind::Matrix { rows, columns: points, .. } => {
                *rows = std::mem::take(&mut options);
                *points = columns;
            }
            QuestionKind::Number { unit, .. } => unit.clone_from(&extra.unit),
            _ => {}
        }
        if let QuestionKind::Scale { points } = &question.kind
            && raw.iter().enumerate().any(|(place, raw)| *raw != (place + 1).to_string())
        {
            let codes = raw.join(", ");
            let warning =
                format!("{of} became a scale; its points {codes} are now 1 to {}, in this order.", points.len());
            self.warn(warning);
        }
        let check = DraftCheck { cell: draft.check.clone(), exact: extra.exact_limits(&draft.check).cloned() };
        self.check(&mut question, &check, &raw, &draft.name);
        question
    }

    /// The options of a question that are offered to anybody, with their names in the form. "I don't know" and "I prefer
    /// not to say" are none, but something that the question allows.
    fn options(
        &mut self,
        question: &mut Question,
        drafts: &[DraftOption],
        filter: &str,
    ) -> (Vec<AnswerOption>, Vec<String>) {
        let key = question.key.to_string();
        let filters = matches!(
            question.kind,
            QuestionKind::OneOf(_)
                | QuestionKind::SeveralOf { .. }
                | QuestionKind::Rank { .. }
                | QuestionKind::Scale { .. }
        );
        let blanks = matches!(
            question.kind,
            QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } | QuestionKind::Scale { .. }
        );
        let filter = filters.then_some(filter).filter(|filter| !filter.is_empty());
        let expression = filter.map(xpath::read);
        let mut options = Vec::new();
        let mut raw = Vec::new();
        for draft in drafts {
            if blanks
                && !draft.extra.option
                && let Some(blank) = Blank::chosen(&draft.raw)
            {
                match blank {
                    Blank::DontKnow => question.dont_know = true,
                    _ => question.prefer_not_to_say = true,
                }
                continue;
            }
            let offered = match (&expression, draft.extra.exact_when(filter.unwrap_or_default())) {
                (None, None) => Ok(None),
                (_, Some(exact)) => Ok(Some(exact.clone())),
                (Some(Err(why)), None) => Err(why.clone()),
                (Some(Ok(expression)), None) => {
                    let columns = |name: &str| draft.columns.get(name).cloned();
                    let scope = FormScope { names: &self.source.names, columns: Some(&columns) };
                    compile::compiled(expression, &scope).map(|compiled| {
                        for note in compiled.notes {
                            let note = format!("The filter of the options of {key}: {note}");
                            if self.noted.insert(note.clone()) {
                                self.source.warnings.push(note);
                            }
                        }
                        Some(compiled.condition)
                    })
                }
            };
            let when = match offered {
                Ok(when) => when,
                Err(why) => {
                    self.unclear(&key, filter.unwrap_or_default(), why);
                    Some(Condition::Always(false))
                }
            };
            match when {
                None | Some(Condition::Always(true)) => options.push(self.option(&key, draft, None)),
                // An option that is asked no longer is kept; one that was never offered here is none of this question's.
                Some(Condition::Always(false)) if draft.extra.retired => options.push(self.option(&key, draft, None)),
                Some(Condition::Always(false)) if draft.extra.when.is_none() => {
                    if let QuestionKind::Scale { .. } = question.kind {
                        options.push(self.option(&key, draft, None));
                    } else {
                        continue;
                    }
                }
                Some(when) => options.push(self.option(&key, draft, Some(when))),
            }
            raw.push(draft.raw.clone());
        }
        (options, raw)
    }

    fn option(&mut self, owner: &str, draft: &DraftOption, when: Option<Condition>) -> AnswerOption {
        let own = DraftCondition { cell: draft.relevant.clone(), extra: draft.extra.clone() };
        let is_row = !draft.relevant.is_empty();
        let row = if is_row { self.conditions(owner, std::slice::from_ref(&own)) } else { None };
        AnswerOption {
            code: draft.code.clone(),
            label: self.wording(&format!("An option of {owner}"), &draft.label),
            exclusive: draft.extra.exclusive,
            write_in: draft.write_in || draft.extra.write_in,
            fixed: draft.extra.fixed,
            when: Condition::both(when, row),
            retired: draft.extra.retired,
        }
    }

    fn check(&mut self, question: &mut Question, check: &DraftCheck, raw: &[String], name: &str) {
        if let Some(exact) = &check.exact {
            exact.put(&mut question.kind);
            return;
        }
        if check.cell.is_empty() {
            return;
        }
        let split_or_matrix = matches!(question.kind, QuestionKind::Split { .. } | QuestionKind::Matrix { .. });
        let blanks = [
            (question.dont_know, Blank::DontKnow.code().to_owned()),
            (question.prefer_not_to_say, Blank::PreferNotToSay.code().to_owned()),
        ];
        // What can be chosen besides the options counts for the check as if it were one.
        let blanks = blanks.into_iter().filter(|(there, _)| *there).map(|(_, code)| code);
        let all: Vec<String> = raw.iter().cloned().chain(blanks).collect();
        let how_much = match xpath::read(&check.cell) {
            Ok(read) if !split_or_matrix => constraint::take_over(&read, &mut question.kind, &all),
            _ => CheckTaken::Nothing,
        };
        let postcode = matches!(question.kind, QuestionKind::PostcodeArea) && check.cell == super::POSTCODE_AREA;
        let agreed = matches!(&question.kind, QuestionKind::SeveralOf { list, .. } if list.options.len() == 1)
            && check.cell.contains("'OK'");
        match how_much {
            CheckTaken::Whole => {}
            CheckTaken::Nothing if postcode || agreed => {}
            CheckTaken::Part => self.source.dropped.push(Dropped::new(
                name,
                "constraint",
                format!(
                    "Only a part of the check “{}” is taken over: the limits that a question has here.",
                    check.cell
                ),
            )),
            CheckTaken::Nothing => self.source.dropped.push(Dropped::new(
                name,
                "constraint",
                format!("The check “{}” is not taken over: it is no limit that such a question has here.", check.cell),
            )),
        }
    }
}

/// The check of a question.
struct DraftCheck {
    cell: String,
    exact: Option<ExactLimits>,
}

/// Warns about conditions on what is asked only later: they look back here.
pub(super) fn warn_of_later(imported: &mut Imported) {
    let whole = &imported.questionnaire;
    let order: BTreeMap<&str, usize> =
        whole.questions().enumerate().map(|(place, question)| (question.key.as_str(), place)).collect();
    let mut warnings = Vec::new();
    let mut place = 0;
    let mut look = |owner: &str, when: Option<&Condition>, place: usize| {
        let mut later: BTreeSet<&str> = BTreeSet::new();
        for (of, _) in when.map(Condition::tests).unwrap_or_default() {
            if order.get(of.key.as_str()).is_some_and(|at| *at >= place) {
                later.insert(of.key.as_str());
            }
        }
        for key in later {
            warnings.push(format!(
                "The condition of {owner} asks about {key}, which comes later; move one of them, since conditions look \
                 back here."
            ));
        }
    };
    for page in &whole.pages {
        look(&format!("the page {}", page.key), page.when.as_ref(), place);
        for question in &page.questions {
            look(question.key.as_str(), question.when.as_ref(), place);
            for option in question.options() {
                look(&format!("an option of {}", question.key), option.when.as_ref(), place);
            }
            place += 1;
        }
    }
    let mut seen = BTreeSet::new();
    warnings.retain(|warning| seen.insert(warning.clone()));
    imported.warnings.extend(warnings);
}
