//! A questionnaire as the rows of a LimeSurvey TSV file. The standard columns say as much as they can; what they cannot say
//! stands as JSON in a column of our own, which LimeSurvey passes over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::super::super::definition::blank::Blank;
use super::super::super::definition::condition::Condition;
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::document::{self, QuestionDocument};
use super::super::super::definition::question::{
    AnswerOption, DateLimit, Question, QuestionKind, QuestionPage, Questionnaire, USUAL_POINTS,
};
use super::super::super::definition::texts::{Language, Wording};
use super::names::{QuestionNames, ShortNames};
use super::plain::marked_up;
use super::say::{self, Saying};
use super::tsv::{BESIDE, COLUMNS};

/// More options than this are a list that opens.
const MOST_RADIOS: usize = 30;

/// A row by its columns.
type LimeLine = BTreeMap<&'static str, String>;

/// The rows of a questionnaire, the heading first.
pub(super) fn rows(whole: &Questionnaire, names: &ShortNames) -> Vec<Vec<String>> {
    let saying = Saying::of(whole, names);
    let mut writer = Writing { whole, names, saying, said: BTreeMap::new(), rows: Vec::new(), ids: BTreeMap::new() };
    writer.survey();
    for (place, language) in whole.languages.iter().enumerate() {
        for (number, page) in whole.pages.iter().enumerate() {
            writer.page(number, page, language, place == 0);
        }
    }
    let used: BTreeSet<&str> = writer.rows.iter().flat_map(|row| row.keys().copied()).collect();
    let more = used.iter().copied().filter(|column| !COLUMNS.contains(column) && *column != BESIDE);
    let columns: Vec<&str> = COLUMNS.into_iter().chain(more).chain([BESIDE]).collect();
    let mut rows = vec![columns.iter().map(|column| (*column).to_owned()).collect::<Vec<String>>()];
    for mut row in writer.rows {
        rows.push(columns.iter().map(|column| row.remove(column).unwrap_or_default()).collect());
    }
    rows
}

struct Writing<'a> {
    whole: &'a Questionnaire,
    names: &'a ShortNames,
    saying: Saying<'a>,
    /// The equations of pages, questions and parts, which are the same in every language.
    said: BTreeMap<String, String>,
    rows: Vec<LimeLine>,
    /// The numbers of questions and their parts, the same in every language.
    ids: BTreeMap<String, usize>,
}

/// Words in a language, as markup; earlier answers that they repeat as LimeSurvey repeats them.
fn words(wording: &Wording, language: &Language, saying: &Saying<'_>) -> String {
    let Some(text) = wording.get(language) else { return String::new() };
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let found = after.split_once("}}").and_then(|(inner, after)| {
            let (key, otherwise) = inner.split_once('|').unwrap_or((inner, ""));
            let question = saying.question(key.trim())?;
            Some((saying.names().get(&question.key)?.code.as_str(), otherwise.trim(), after))
        });
        html.push_str(&part(before, html.is_empty()));
        match found {
            Some((code, otherwise, after)) => {
                let otherwise = say::quoted(&marked_up(otherwise));
                html.push_str(&format!("{{if(is_empty({code}.NAOK), {otherwise}, {code}.shown)}}"));
                rest = after;
            }
            None => {
                html.push_str("&#123;&#123;");
                rest = after;
            }
        }
    }
    html.push_str(&part(rest, html.is_empty()));
    html
}

/// A piece of words: only at the beginning of a cell is a sign the beginning of a formula.
fn part(text: &str, first: bool) -> String {
    if first {
        return marked_up(text);
    }
    // Behind a letter no sign begins a formula.
    marked_up(&format!("x{text}")).split_off(1)
}

impl Writing<'_> {
    fn words(&self, wording: &Wording, language: &Language) -> String {
        words(wording, language, &self.saying)
    }

    /// The equation of a condition, worked out once for all languages.
    fn equation(&mut self, of: String, when: &Condition) -> String {
        self.said.entry(of).or_insert_with(|| self.saying.equation(when)).clone()
    }

    fn id(&mut self, name: String) -> String {
        let next = self.ids.len() + 1;
        self.ids.entry(name).or_insert(next).to_string()
    }

    fn push(&mut self, cells: impl IntoIterator<Item = (&'static str, String)>) {
        self.rows.push(cells.into_iter().filter(|(_, cell)| !cell.is_empty()).collect());
    }

    fn survey(&mut self) {
        let whole = self.whole;
        let first = whole.first_language().clone();
        let head = Questionnaire { pages: Vec::new(), ..whole.clone() };
        let setting = |name: &str, text: &str| {
            [
                ("class", "S".to_owned()),
                ("name", name.to_owned()),
                ("relevance", "1".to_owned()),
                ("text", text.to_owned()),
            ]
        };
        let mut language: LimeLine = setting("language", first.code()).into_iter().collect();
        language.insert(BESIDE, document::to_json(&head).unwrap_or_default());
        self.rows.push(language);
        let more: Vec<&str> = whole.languages.iter().skip(1).map(Language::code).collect();
        if !more.is_empty() {
            self.push(setting("additional_languages", &more.join(" ")));
        }
        self.push(setting("format", "G"));
        for language in &whole.languages {
            for (name, wording, always) in [
                ("surveyls_title", &whole.title, true),
                ("surveyls_welcometext", &whole.introduction, false),
                ("surveyls_endtext", &whole.thanks, false),
            ] {
                let text = self.words(wording, language);
                if always || !text.is_empty() {
                    self.push([
                        ("class", "SL".to_owned()),
                        ("name", name.to_owned()),
                        ("relevance", "1".to_owned()),
                        ("text", text),
                        ("language", language.code().to_owned()),
                    ]);
                }
            }
        }
    }

    fn page(&mut self, number: usize, page: &QuestionPage, language: &Language, first: bool) {
        let title = self.words(&page.title, language);
        let relevance = match &page.when {
            Some(when) => self.equation(format!("page {number}"), when),
            None => "1".to_owned(),
        };
        // Pages that change places do so with those that follow each other.
        let before = self.whole.pages.iter().take(number).rev().take_while(|page| page.shuffled).count();
        let random = if page.shuffled { format!("r{}", number - before) } else { String::new() };
        let mut beside = String::new();
        if first {
            let bare = QuestionPage { questions: Vec::new(), ..page.clone() };
            let alone =
                Questionnaire { pages: vec![bare], ..Questionnaire::empty(self.whole.first_language().clone()) };
            beside = document::to_json(&alone).unwrap_or_default();
        }
        self.push([
            ("id", (number + 1).to_string()),
            ("class", "G".to_owned()),
            ("type/scale", (number + 1).to_string()),
            ("name", if title.is_empty() { format!("Page {}", number + 1) } else { title }),
            ("relevance", relevance),
            ("language", language.code().to_owned()),
            ("random_group", random),
            (BESIDE, beside),
        ]);
        for question in &page.questions {
            self.question(question, language, first);
        }
    }

    fn question(&mut self, question: &Question, language: &Language, first: bool) {
        let empty = QuestionNames::default();
        let names = self.names.get(&question.key).unwrap_or(&empty);
        let relevance = match (&question.when, question.retired) {
            (_, true) => "0".to_owned(),
            (None, false) => "1".to_owned(),
            (Some(when), false) => self.equation(question.key.to_string(), when),
        };
        let id = self.id(question.key.to_string());
        let mut row: LimeLine = LimeLine::from([
            ("id", id),
            ("class", "Q".to_owned()),
            ("type/scale", kind(question).to_owned()),
            ("name", names.code.clone()),
            ("relevance", relevance),
            ("text", self.words(&question.label, language)),
            ("help", self.words(&question.help, language)),
            ("language", language.code().to_owned()),
            ("mandatory", if question.required { "Y" } else { "N" }.to_owned()),
            ("other", if names.other.is_some() { "Y" } else { "N" }.to_owned()),
            ("em_validation_q_tip", self.words(&question.error, language)),
        ]);
        if let Some(other) = names.other.as_deref().and_then(|code| question.option(code)) {
            row.insert("other_replace_text", self.words(&other.label, language));
        }
        if let QuestionKind::Number { unit, .. } = &question.kind {
            row.insert("suffix", self.words(unit, language));
        }
        if first {
            row.extend(attributes(question, names));
            let question = QuestionDocument::from(question);
            row.insert(BESIDE, json!({ "as": names.code, "question": question }).to_string());
        }
        self.push(row);
        self.items(question, names, language, first);
    }

    /// The parts and answers of a question.
    fn items(&mut self, question: &Question, names: &QuestionNames, language: &Language, first: bool) {
        let key = &question.key;
        match &question.kind {
            QuestionKind::OneOf(list) | QuestionKind::Rank { list, .. } => {
                for option in &list.options {
                    self.item("A", key.as_str(), option, names.options.get(&option.code), language, first);
                }
                self.blanks(question, names, language);
            }
            QuestionKind::Scale { points } if kind(question) == "L" => {
                for (place, point) in points.iter().enumerate() {
                    let number = (place + 1).to_string();
                    let mut option = AnswerOption::new(number.clone(), point.clone());
                    if point.is_empty() {
                        option.label.set(language, number);
                    }
                    self.item("A", key.as_str(), &option, names.options.get(&option.code), language, first);
                }
                self.blanks(question, names, language);
            }
            QuestionKind::SeveralOf { list, .. } => {
                for option in &list.options {
                    self.item("SQ", key.as_str(), option, names.options.get(&option.code), language, first);
                }
            }
            QuestionKind::Split { options, .. } => {
                for option in options {
                    self.item("SQ", key.as_str(), option, names.options.get(&option.code), language, first);
                }
            }
            QuestionKind::Matrix { rows, columns, .. } => {
                for row in rows {
                    self.item("SQ", key.as_str(), row, names.options.get(&row.code), language, first);
                }
                for column in columns {
                    self.item("A", key.as_str(), column, names.columns.get(&column.code), language, first);
                }
                self.blanks(question, names, language);
            }
            _ => {}
        }
    }

    /// An answer or a part. What can be chosen no longer is not there; what is LimeSurvey's own "other" is no row.
    fn item(
        &mut self,
        class: &'static str,
        key: &str,
        option: &AnswerOption,
        name: Option<&String>,
        language: &Language,
        first: bool,
    ) {
        let Some(name) = name.filter(|_| !option.retired) else { return };
        let part = class == "SQ";
        let when = option.when.as_ref().filter(|_| part);
        let relevance = when.map(|when| self.equation(format!("{key}\u{0}{}", option.code), when));
        let beside = if first && *name != option.code {
            json!({ "as": name, "code": option.code }).to_string()
        } else {
            String::new()
        };
        let id = if part { self.id(format!("{key}\u{0}{}", option.code)) } else { String::new() };
        self.push([
            ("id", id),
            ("class", class.to_owned()),
            ("type/scale", "0".to_owned()),
            ("name", name.clone()),
            ("relevance", relevance.unwrap_or_default()),
            ("text", self.words(&option.label, language)),
            ("language", language.code().to_owned()),
            (BESIDE, beside),
        ]);
    }

    /// "I don't know" and "I prefer not to say" as answers.
    fn blanks(&mut self, question: &Question, names: &QuestionNames, language: &Language) {
        for (blank, name) in &names.blanks {
            let text = Wording::one(language, Blank::words(*blank, language));
            let option = AnswerOption::new(name.clone(), text);
            self.item("A", question.key.as_str(), &option, Some(name), language, false);
        }
    }
}

/// LimeSurvey's type for a question.
fn kind(question: &Question) -> &'static str {
    match &question.kind {
        QuestionKind::OneOf(list) if list.options.len() > MOST_RADIOS => "!",
        QuestionKind::OneOf(_) => "L",
        QuestionKind::Scale { points } => {
            let bare = points.len() == USUAL_POINTS && points.iter().all(Wording::is_empty);
            if bare && !question.dont_know && !question.prefer_not_to_say { "5" } else { "L" }
        }
        QuestionKind::SeveralOf { .. } => "M",
        QuestionKind::Matrix { .. } => "F",
        QuestionKind::Rank { .. } => "R",
        QuestionKind::Number { .. } | QuestionKind::Money { .. } => "N",
        QuestionKind::Split { .. } => "K",
        QuestionKind::Text { long: true, .. } => "T",
        QuestionKind::Text { long: false, .. } | QuestionKind::Branch | QuestionKind::PostcodeArea => "S",
        QuestionKind::Date { .. } => "D",
        QuestionKind::Information => "X",
        QuestionKind::File => "|",
    }
}

/// The settings that are the same in every language.
fn attributes(question: &Question, names: &QuestionNames) -> Vec<(&'static str, String)> {
    let shuffled = |yes: bool| ("random_order", if yes { "1" } else { "" }.to_owned());
    let some = |name, number: Option<u32>| (name, number.map(|number| number.to_string()).unwrap_or_default());
    let decimal = |name, number: Option<Decimal>| (name, number.map(|number| number.to_string()).unwrap_or_default());
    match &question.kind {
        QuestionKind::OneOf(list) => vec![shuffled(list.shuffled)],
        QuestionKind::SeveralOf { list, least, most } => {
            let exclusive = list.options.iter().filter(|option| option.exclusive && !option.retired);
            let exclusive = exclusive.filter_map(|option| match names.options.get(&option.code) {
                Some(name) => Some(name.as_str()),
                None => (names.other.as_ref() == Some(&option.code)).then_some("other"),
            });
            let exclusive: Vec<&str> = exclusive.collect();
            vec![
                shuffled(list.shuffled),
                some("min_answers", *least),
                some("max_answers", *most),
                ("exclude_all_others", exclusive.join(";")),
            ]
        }
        QuestionKind::Rank { list, most } => vec![shuffled(list.shuffled), some("max_answers", *most)],
        QuestionKind::Number { places, least, most, .. } => vec![
            ("num_value_int_only", if *places == 0 { "1" } else { "" }.to_owned()),
            decimal("min_num_value_n", *least),
            decimal("max_num_value_n", *most),
        ],
        QuestionKind::Money { least, most } => vec![
            ("prefix", "£".to_owned()),
            decimal("min_num_value_n", least.and_then(Decimal::pounds)),
            decimal("max_num_value_n", most.and_then(Decimal::pounds)),
        ],
        QuestionKind::Split { total, money, .. } => {
            let sum = if *money { Decimal::pounds(*total) } else { Decimal::whole(*total) };
            vec![("prefix", if *money { "£" } else { "" }.to_owned()), decimal("equals_num_value", sum)]
        }
        QuestionKind::Text { most, .. } => vec![some("maximum_chars", *most)],
        QuestionKind::Date { earliest, latest, .. } => {
            let limit = |limit: &Option<DateLimit>| match limit {
                Some(DateLimit::Today) => "today".to_owned(),
                Some(DateLimit::On(date)) if date.is_whole() => date.to_string(),
                Some(DateLimit::On(_)) | None => String::new(),
            };
            vec![("date_min", limit(earliest)), ("date_max", limit(latest))]
        }
        _ => Vec::new(),
    }
}
