//! A survey of LimeSurvey's as a questionnaire: its groups become pages, its questions the kinds that there are here, its
//! equations conditions. What has no counterpart is named with the reason.

mod texts;

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::condition::Condition;
use super::super::super::definition::key::{Key, LONGEST_KEY};
use super::super::super::definition::question::{AnswerOption, Question, QuestionKind, QuestionPage, Questionnaire};
use super::super::super::definition::texts::{Language, Wording};
use super::super::imported::{Dropped, Imported, UnclearCondition};
use super::distinct::Distinct;
use super::meaning::{Understanding, Variables};
use super::script;
use super::source::{LimeQuestion, LimeSurvey};
use super::{conditions, limits};

/// The longest description of a group that becomes part of its page's heading, in characters.
const SHORT: usize = 150;
/// A survey that is being taken over.
pub(super) struct Taking<'a> {
    /// The survey.
    pub(super) survey: &'a LimeSurvey,
    /// Its languages, by their codes in the file.
    pub(super) languages: Vec<(String, Language)>,
    /// The keys of its questions, by their group and place.
    pub(super) keys: BTreeMap<(usize, usize), Key>,
    /// The first question with each code.
    pub(super) by_code: BTreeMap<&'a str, &'a LimeQuestion>,
    /// Every key that is taken.
    taken: Distinct,
    /// The questions whose answers can be repeated in texts, by their codes.
    piped: BTreeMap<String, Key>,
    /// What equations can look at.
    pub(super) variables: Variables,
    /// What cannot be taken over.
    pub(super) dropped: Vec<Dropped>,
    /// What was taken over in another way.
    pub(super) warnings: Vec<String>,
    unclear: Vec<UnclearCondition>,
    /// The equations that were named already.
    said: BTreeSet<(String, String)>,
    /// Settings of how questions look, with the questions that have them.
    pub(super) looks: BTreeMap<String, BTreeSet<String>>,
}

/// A question here, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Drafted {
    /// Its group and place in the file.
    pub(super) of: (usize, usize),
    /// The part of it that this question is, if it was taken apart.
    pub(super) part: Option<usize>,
    /// The question.
    pub(super) question: Question,
    /// The parts that are its options or rows, with their codes here.
    pub(super) options: Vec<OptionOf>,
}

/// An option here, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct OptionOf {
    /// Its code in the file.
    pub(super) named: String,
    /// Its code here.
    pub(super) code: String,
    /// Whom it is shown to.
    pub(super) relevance: String,
}

/// What was taken over, and where in the file each page and question comes from.
pub(super) struct TakenOver {
    /// What was taken over.
    pub(super) imported: Imported,
    /// The group of each page.
    pub(super) pages: Vec<usize>,
    /// The group and place of each question that comes from one.
    pub(super) questions: BTreeMap<Key, (usize, usize)>,
}

/// Takes a survey over.
pub(super) fn take(survey: &LimeSurvey) -> TakenOver {
    let mut taking = Taking::begin(survey);
    taking.name_questions();
    let mut drafted: Vec<Drafted> = Vec::new();
    for (group, in_group) in survey.groups.iter().enumerate() {
        for (place, question) in in_group.questions.iter().enumerate() {
            let made = taking.draft((group, place), question);
            drafted.extend(made);
        }
    }
    for one in &mut drafted {
        taking.conditions(one);
    }
    let questions = drafted.iter().map(|one| (one.question.key.clone(), one.of)).collect();
    let (whole, pages) = taking.whole(drafted);
    taking.say_looks();
    let mut imported = Imported {
        questionnaire: whole,
        dropped: survey.dropped.clone(),
        warnings: survey.warnings.clone(),
        unclear: taking.unclear,
    };
    imported.dropped.extend(taking.dropped);
    let mut named = BTreeSet::new();
    imported.dropped.retain(|one| named.insert((one.name.clone(), one.what.clone(), one.why.clone())));
    let mut said = BTreeSet::new();
    imported.warnings.extend(taking.warnings.into_iter().filter(|warning| said.insert(warning.clone())));
    TakenOver { imported, pages, questions }
}

impl<'a> Taking<'a> {
    fn begin(survey: &'a LimeSurvey) -> Self {
        let mut taking = Self {
            survey,
            languages: Vec::new(),
            keys: BTreeMap::new(),
            by_code: BTreeMap::new(),
            taken: Distinct::default(),
            piped: BTreeMap::new(),
            variables: Variables::default(),
            dropped: Vec::new(),
            warnings: Vec::new(),
            unclear: Vec::new(),
            said: BTreeSet::new(),
            looks: BTreeMap::new(),
        };
        for (_, question) in survey.questions() {
            taking.by_code.entry(&question.code).or_insert(question);
        }
        for code in &survey.languages {
            match Language::new(code) {
                Some(language) if taking.languages.iter().any(|(_, known)| *known == language) => {}
                Some(language) => taking.languages.push((code.clone(), language)),
                None => taking.drop(code, "language", "This is not the code of a language."),
            }
        }
        if taking.languages.is_empty() {
            taking.languages.push((String::new(), Language::english()));
        }
        taking
    }

    /// Its languages here.
    pub(super) fn spoken(&self) -> Vec<Language> {
        self.languages.iter().map(|(_, language)| language.clone()).collect()
    }

    /// The language that it was written in first.
    pub(super) fn first(&self) -> Language {
        self.languages.first().map_or_else(Language::english, |(_, language)| language.clone())
    }

    /// Names something that is left out.
    pub(super) fn drop(&mut self, name: &str, what: &str, why: &str) {
        self.dropped.push(Dropped::new(name, what, why));
    }

    /// A key that nothing else has, as near to a text as can be.
    pub(super) fn key(&mut self, text: &str, otherwise: &str) -> Key {
        let mut near: String = text
            .trim()
            .chars()
            .map(|letter| if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') { letter } else { '_' })
            .take(LONGEST_KEY - 8)
            .collect();
        if near.is_empty() {
            near = otherwise.to_owned();
        } else if !near.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
            near.insert(0, 'q');
        }
        // Letters, digits and three signs behind a letter are a key; what is none is named by a number.
        let fits = |name: String, number: usize| if Key::new(&name).is_ok() { name } else { format!("q{number}") };
        loop {
            let numbered = |number| fits(format!("{near}-{number}"), number);
            let name = self.taken.name(&fits(near.clone(), 1), numbered, str::to_owned);
            if let Ok(key) = Key::new(&name) {
                return key;
            }
        }
    }

    fn name_questions(&mut self) {
        for (group, in_group) in self.survey.groups.iter().enumerate() {
            for (place, question) in in_group.questions.iter().enumerate() {
                let key = self.key(&question.code, "question");
                if key.as_str() != question.code {
                    self.warnings.push(format!("The question “{}” is called {key} here.", question.code));
                }
                let pipes = matches!(question.kind.as_str(), "L" | "!" | "O" | "5" | "Y" | "G" | "N");
                if pipes && !question.is_on("hidden") {
                    self.piped.entry(question.code.clone()).or_insert_with(|| key.clone());
                }
                self.keys.insert((group, place), key);
            }
        }
    }

    /// The condition of an equation; none if it always holds. What is not understood is named, and never asked.
    fn understood(&mut self, of: &str, own: &str, group: Option<usize>, equation: &str) -> Option<Condition> {
        if matches!(equation.trim(), "" | "1") {
            return None;
        }
        let script = script::read(equation);
        let found = script.and_then(|script| {
            let mut understanding = Understanding::new(&self.variables, own, group);
            let condition = understanding.condition(&script)?;
            Ok((condition, understanding.warnings))
        });
        match found {
            Ok((condition, warnings)) => {
                self.warnings.extend(warnings.into_iter().map(|warning| format!("{of}: {warning}")));
                (condition != Condition::Always(true)).then_some(condition)
            }
            Err(why) => Some(self.not_understood(of, equation, why)),
        }
    }

    /// Names an equation that is not understood; what stands in its place never holds.
    pub(super) fn not_understood(&mut self, of: &str, equation: &str, why: String) -> Condition {
        if self.said.insert((of.to_owned(), equation.to_owned())) {
            self.unclear.push(UnclearCondition { question: of.to_owned(), condition: equation.to_owned(), why });
        }
        Condition::Always(false)
    }

    /// The conditions of a question and its options.
    fn conditions(&mut self, drafted: &mut Drafted) {
        let (group, place) = drafted.of;
        let survey = self.survey;
        let Some(question) = survey.groups.get(group).and_then(|group| group.questions.get(place)) else { return };
        let key = drafted.question.key.to_string();
        let own = self.relevance(&key, group, question);
        let part = drafted.part.and_then(|part| question.parts.get(part));
        let filters = self.filters(question);
        let of_part = part.and_then(|part| {
            let relevance = self.understood(&key, &question.code, Some(group), &part.relevance);
            let filter = self.filtered(&key, &filters, &part.code);
            Condition::both(relevance, filter)
        });
        drafted.question.when = Condition::both(own, of_part);
        let mut whens = BTreeMap::new();
        for option in &drafted.options {
            let relevance = self.understood(&key, &question.code, Some(group), &option.relevance);
            let filter = self.filtered(&key, &filters, &option.named);
            if let Some(when) = Condition::both(relevance, filter) {
                whens.insert(option.code.as_str(), when);
            }
        }
        for option in options_mut(&mut drafted.question.kind) {
            option.when = whens.remove(option.code.as_str());
        }
        for attribute in ["array_filter", "array_filter_exclude"] {
            let filter = question.attribute(attribute);
            if !filter.is_empty() && drafted.options.is_empty() && drafted.part.is_none() {
                self.drop(
                    &question.code,
                    "filter",
                    &format!("Its “{attribute}” ({filter}) has no options that it could filter."),
                );
            }
        }
        if !question.attribute("em_validation_q").is_empty() && drafted.part.is_none() {
            self.validation(question, &mut drafted.question);
        } else if !question.attribute("em_validation_q").is_empty() {
            let why = "A rule for several answers together cannot be kept where they are asked one by one.";
            self.drop(&question.code, "validation", why);
        }
    }

    /// Whom a question is asked of: the old table of conditions, if it has rows there, or else its equation.
    fn relevance(&mut self, key: &str, group: usize, question: &LimeQuestion) -> Option<Condition> {
        // LimeSurvey's own TSV files have the table without its values; the equation beside it has them.
        let lost = question.conditions.iter().any(|row| row.lost);
        let equation = !matches!(question.relevance.trim(), "" | "1");
        if question.conditions.is_empty() || lost && equation {
            return self.understood(key, &question.code, Some(group), &question.relevance);
        }
        let found = conditions::equation(&question.conditions)
            .and_then(|script| Understanding::new(&self.variables, &question.code, Some(group)).condition(&script));
        match found {
            Ok(condition) => (condition != Condition::Always(true)).then_some(condition),
            // LimeSurvey writes the equation of the table into the question as well.
            Err(_) if equation => self.understood(key, &question.code, Some(group), &question.relevance),
            Err(why) => {
                let rows = question.conditions.iter().map(|row| format!("{} {} {}", row.field, row.method, row.value));
                let rows: Vec<String> = rows.collect();
                Some(self.not_understood(key, &rows.join("; "), why))
            }
        }
    }

    /// Takes what a rule for answers says as far as there is a limit of that kind here, and names the rest.
    fn validation(&mut self, lime: &LimeQuestion, question: &mut Question) {
        let rule = lime.attribute("em_validation_q");
        let left = match script::read(rule) {
            Ok(script) => limits::taken(&script, &lime.code, question),
            Err(why) => vec![why],
        };
        if !left.is_empty() {
            self.drop(
                &lime.code,
                "validation",
                &format!("Its answers are checked with “{rule}”, and this part cannot be kept: {}", left.join(" ")),
            );
        }
    }

    /// Everything put together.
    fn whole(&mut self, drafted: Vec<Drafted>) -> (Questionnaire, Vec<usize>) {
        let mut pages = Vec::new();
        let survey = self.survey;
        let said = |taking: &mut Self, name: &str| {
            survey.words.get(name).map(|texts| taking.words("the survey", texts)).unwrap_or_default()
        };
        let mut whole = Questionnaire::empty(self.first());
        whole.languages = self.spoken();
        whole.title = said(self, "surveyls_title");
        let (description, welcome) = (said(self, "surveyls_description"), said(self, "surveyls_welcometext"));
        whole.introduction = joined(&description, &welcome, "\n\n");
        whole.thanks = said(self, "surveyls_endtext");
        self.whole_dropped();
        let one_by_one = survey.setting("format") == "S";
        let shuffled = self.shuffled();
        let mut drafted = drafted.into_iter().peekable();
        for (place, group) in survey.groups.iter().enumerate() {
            let name = self.words(&format!("group {}", place + 1), &group.name);
            let page_key = self.key(&slug(&name, &self.first()), &format!("page-{}", place + 1));
            let mut title = name.clone();
            let mut questions: Vec<Question> = Vec::new();
            let description = self.words(page_key.as_str(), &group.description);
            if description != title && !description.is_empty() {
                if description.all().all(|(_, text)| text.chars().count() <= SHORT && !text.contains('\n')) {
                    title = joined(&title, &description, ": ");
                } else {
                    let key = self.key(&format!("{page_key}-about"), "about");
                    questions.push(Question { label: description, ..Question::new(key, QuestionKind::Information) });
                }
            }
            let when = self.understood(page_key.as_str(), "", None, &group.relevance);
            while let Some(one) = drafted.next_if(|one| one.of.0 == place) {
                questions.push(one.question);
            }
            let page = |key, questions| QuestionPage {
                key,
                title: title.clone(),
                when: when.clone(),
                shuffled: shuffled && !group.random.is_empty(),
                questions,
            };
            if one_by_one && questions.len() > 1 {
                let mut key = Some(page_key);
                for question in questions {
                    let key = key.take().unwrap_or_else(|| self.key(&format!("page-{}", question.key), "page"));
                    whole.pages.push(page(key, vec![question]));
                    pages.push(place);
                }
            } else if questions.is_empty() && !group.questions.is_empty() {
                let why = "None of its questions could be taken over.";
                self.drop(name.read(&self.first(), &[]), "group", why);
            } else {
                whole.pages.push(page(page_key, questions));
                pages.push(place);
            }
        }
        (whole, pages)
    }

    /// Whether groups change places here as they do there: those that do have to follow each other.
    fn shuffled(&mut self) -> bool {
        let mut runs: Vec<&str> = self.survey.groups.iter().map(|group| group.random.as_str()).collect();
        runs.dedup();
        runs.retain(|name| !name.is_empty());
        if runs.is_empty() {
            return false;
        }
        if runs.len() == 1 && self.survey.setting("format") != "S" {
            return true;
        }
        self.drop(
            &runs.join(", "),
            "random order of groups",
            "Pages here change places only where those that do follow each other.",
        );
        false
    }

    /// Names what belongs to the whole survey and has no counterpart.
    fn whole_dropped(&mut self) {
        let survey = self.survey;
        let filled =
            |name: &str| survey.words.get(name).is_some_and(|texts| texts.values().any(|text| !text.trim().is_empty()));
        for (name, what, why) in [
            ("surveyls_url", "end URL", "People are not sent to another address at the end."),
            (
                "surveyls_policy_notice",
                "privacy notice",
                "The service's own privacy notice stands for all consultations.",
            ),
        ] {
            if filled(name) {
                self.drop(name, what, why);
            }
        }
        for (name, what, why) in [
            ("expires", "closing date", "A consultation has its own opening and closing dates."),
            ("startdate", "opening date", "A consultation has its own opening and closing dates."),
        ] {
            if !survey.setting(name).is_empty() {
                self.drop(name, what, why);
            }
        }
        if survey.setting("usetokens") == "Y" {
            self.drop(
                "usetokens",
                "list of participants",
                "Everybody may take part, so there is no list of participants.",
            );
        }
        if survey.setting("assessments") == "Y" {
            self.drop("assessments", "assessment", "Answers are not scored here.");
        }
    }

    /// Says once which settings of how questions look were left out.
    fn say_looks(&mut self) {
        if self.looks.is_empty() {
            return;
        }
        let looks = self.looks.iter().map(|(name, questions)| {
            format!("{name} ({})", questions.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
        });
        let looks: Vec<String> = looks.collect();
        self.warnings.push(format!(
            "How questions look is settled here for all of them, so these settings are left out: {}.",
            looks.join("; ")
        ));
    }
}

/// Two wordings, one behind the other, in each language.
pub(super) fn joined(one: &Wording, other: &Wording, between: &str) -> Wording {
    let mut both = one.clone();
    for (language, text) in other.all() {
        let before = one.get(language).unwrap_or_default();
        let text = if before.is_empty() { text.to_owned() } else { format!("{before}{between}{text}") };
        both.set(language, text);
    }
    both
}

/// The options or rows of a kind.
pub(super) fn options_mut(kind: &mut QuestionKind) -> &mut [AnswerOption] {
    match kind {
        QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
            &mut list.options
        }
        QuestionKind::Split { options, .. } => options,
        QuestionKind::Matrix { rows, .. } => rows,
        _ => &mut [],
    }
}

/// The beginning of a name as a key.
fn slug(name: &Wording, first: &Language) -> String {
    let mut slug = String::new();
    for letter in name.read(first, &[]).chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.chars().count() >= 40 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.starts_with(|letter: char| letter.is_ascii_digit()) { format!("page-{slug}") } else { slug.to_owned() }
}
