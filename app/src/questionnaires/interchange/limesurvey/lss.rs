//! The tables of a LimeSurvey .lss file as a survey. The file is a dump of a database: rows with fields, in one of two
//! layouts. Until version 4 a group, question or answer has a row for each language; since then the words are in tables of
//! their own, whose names end in `_l10ns`.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::imported::{Dropped, NotImported};
use super::source::{LimeCondition, LimeGroup, LimeItem, LimeQuestion, LimeSurvey, Texts};

/// How deep elements may stand in each other; LimeSurvey's stand five deep.
const DEEPEST: usize = 40;
/// The most rows that are read.
const MOST_ROWS: usize = 500_000;

/// A row: its fields by name.
type Fields = BTreeMap<String, String>;

/// Reads the tables of a file.
pub(super) fn read(bytes: &[u8]) -> Result<LimeSurvey, NotImported> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
        .map_err(|_| NotImported::because("This file is not in UTF-8, as LimeSurvey writes its files."))?;
    Tables::read(text)?.survey()
}

#[derive(Default)]
struct Tables {
    rows: BTreeMap<String, Vec<Fields>>,
    languages: Vec<String>,
}

fn broken(why: impl std::fmt::Display) -> NotImported {
    NotImported::because(format!("This file cannot be read as XML: {why}."))
}

impl Tables {
    fn read(text: &str) -> Result<Self, NotImported> {
        let mut tables = Self::default();
        let mut reader = Reader::from_str(text);
        let mut path: Vec<String> = Vec::new();
        let mut row: Option<Fields> = None;
        let mut words = String::new();
        let mut count = 0_usize;
        let mut kind = None;
        loop {
            match reader.read_event().map_err(broken)? {
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    if path.is_empty() && name != "document" {
                        return Err(NotImported::because(format!(
                            "This is not a LimeSurvey file: it begins with <{name}> where <document> was expected."
                        )));
                    }
                    if path.len() >= DEEPEST {
                        return Err(NotImported::because(format!(
                            "The elements of this file stand more than {DEEPEST} deep in each other."
                        )));
                    }
                    path.push(name);
                    words.clear();
                    if path.len() == 4 && path.get(3).is_some_and(|name| name == "row") {
                        row = Some(Fields::new());
                    }
                }
                Event::End(_) => {
                    let name = path.pop().unwrap_or_default();
                    match (path.len(), &mut row) {
                        (4, Some(row)) => {
                            row.insert(name, std::mem::take(&mut words));
                        }
                        (3, found) if name == "row" => {
                            let table = path.get(1).cloned().unwrap_or_default();
                            tables.rows.entry(table).or_default().push(found.take().unwrap_or_default());
                            count += 1;
                            if count > MOST_ROWS {
                                return Err(NotImported::because(format!(
                                    "This file has more than {MOST_ROWS} rows, which no questionnaire needs."
                                )));
                            }
                        }
                        (2, None) if name == "language" => tables.languages.push(words.trim().to_owned()),
                        (1, None) if name == "LimeSurveyDocType" => kind = Some(words.trim().to_owned()),
                        _ => {}
                    }
                    words.clear();
                }
                Event::Text(text) => words.push_str(&text.xml10_content()),
                Event::CData(text) => words.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    if let Some(letter) = reference.resolve_char_ref().map_err(broken)? {
                        words.push(letter);
                    } else {
                        let name = reference.xml10_content();
                        let Some(plain) = quick_xml::escape::resolve_predefined_entity(&name) else {
                            return Err(NotImported::because(format!(
                                "This file has an entity of its own, “&{name};”. LimeSurvey writes none, so it is not read."
                            )));
                        };
                        words.push_str(plain);
                    }
                }
                Event::DocType(_) => {
                    return Err(NotImported::because(
                        "This file declares a document type of its own. LimeSurvey writes none, so it is not read.",
                    ));
                }
                Event::Empty(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    if path.is_empty() {
                        return Err(NotImported::because("There is no survey in this file."));
                    }
                    if let (4, Some(row)) = (path.len(), &mut row) {
                        row.insert(name, String::new());
                    }
                }
                Event::Eof => break,
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            }
        }
        if !path.is_empty() {
            return Err(broken("it ends in the middle"));
        }
        match kind.as_deref() {
            Some("Survey" | "Group" | "Question") => Ok(tables),
            Some(other) => {
                Err(NotImported::because(format!("This is a LimeSurvey file of the kind “{other}”, not a survey.")))
            }
            None => Err(NotImported::because("This is not a LimeSurvey file: it does not say what kind it is.")),
        }
    }

    fn take(&mut self, table: &str) -> Vec<Fields> {
        self.rows.remove(table).unwrap_or_default()
    }

    fn survey(mut self) -> Result<LimeSurvey, NotImported> {
        let mut survey = LimeSurvey::default();
        survey.settings = self.take("surveys").into_iter().next().unwrap_or_default();
        survey.id = field(&survey.settings, "sid").to_owned();
        let base = field(&survey.settings, "language").to_owned();
        survey.speaks(&base);
        for language in field(&survey.settings, "additional_languages").to_owned().split_whitespace() {
            survey.speaks(language);
        }
        for language in std::mem::take(&mut self.languages) {
            survey.speaks(&language);
        }
        for row in self.take("surveys_languagesettings") {
            let language = field(&row, "surveyls_language").to_owned();
            survey.speaks(&language);
            for (name, value) in row {
                survey.words.entry(name).or_default().insert(language.clone(), value);
            }
        }
        self.groups(&mut survey);
        self.others(&mut survey);
        if survey.groups.is_empty() && survey.words.is_empty() {
            return Err(NotImported::because("There is no survey in this file: it has neither a title nor groups."));
        }
        Ok(survey)
    }

    fn groups(&mut self, survey: &mut LimeSurvey) {
        let base = survey.languages.first().cloned().unwrap_or_default();
        let mut questions = self.questions(&base);
        let mut words = by_id(self.take("group_l10ns"), "gid");
        let mut groups: Vec<(i64, LimeGroup)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for row in self.take("groups") {
            let id = field(&row, "gid").to_owned();
            let order = number(&row, "group_order");
            let place = *places.entry(id.clone()).or_insert_with(|| {
                groups.push((order, LimeGroup { id: id.clone(), ..LimeGroup::default() }));
                groups.len() - 1
            });
            let Some((_, group)) = groups.get_mut(place) else { continue };
            for row in std::iter::once(row).chain(words.remove(&id).unwrap_or_default()) {
                keep(&mut group.relevance, &row, "grelevance");
                keep(&mut group.random, &row, "randomization_group");
                say(&mut group.name, &row, "group_name", &base);
                say(&mut group.description, &row, "description", &base);
            }
        }
        for (_, group) in &mut groups {
            group.questions = questions.remove(&group.id).unwrap_or_default();
        }
        groups.sort_by_key(|(order, _)| *order);
        survey.groups = groups.into_iter().map(|(_, group)| group).collect();
        for lost in questions.into_values().flatten() {
            survey.dropped.push(Dropped::new(lost.code, "question", "It belongs to a group that is not in the file."));
        }
    }

    /// The questions, by the number of their group.
    fn questions(&mut self, base: &str) -> BTreeMap<String, Vec<LimeQuestion>> {
        let mut words = by_id(self.take("question_l10ns"), "qid");
        let mut attributes = by_id(self.take("question_attributes"), "qid");
        let mut conditions = by_id(self.take("conditions"), "qid");
        let default_words = by_id(self.take("defaultvalue_l10ns"), "dvid");
        let mut defaults: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in self.take("defaultvalues") {
            let said = default_words.get(field(&row, "dvid")).and_then(|rows| rows.first());
            let value = said.map_or(field(&row, "defaultvalue"), |row| field(row, "defaultvalue")).to_owned();
            let part = Some(field(&row, "sqid")).filter(|part| *part != "0").unwrap_or_default().to_owned();
            defaults.entry((field(&row, "qid").to_owned(), part)).or_insert(value);
        }
        let rows = self.take("questions");
        let (parts, whole): (Vec<Fields>, Vec<Fields>) =
            rows.into_iter().partition(|row| !matches!(field(row, "parent_qid"), "" | "0"));
        let parts: Vec<Fields> = parts.into_iter().chain(self.take("subquestions")).collect();
        let mut parts = items(parts, &mut words, "qid", "parent_qid", "title", "question", "question_order", base);
        let mut answer_words = by_id(self.take("answer_l10ns"), "aid");
        let mut answers =
            items(self.take("answers"), &mut answer_words, "aid", "qid", "code", "answer", "sortorder", base);
        let mut found: Vec<(i64, String, LimeQuestion)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for row in whole {
            let id = field(&row, "qid").to_owned();
            let place = *places.entry(id.clone()).or_insert_with(|| {
                let order = number(&row, "question_order");
                found.push((
                    order,
                    field(&row, "gid").to_owned(),
                    LimeQuestion { id: id.clone(), ..LimeQuestion::default() },
                ));
                found.len() - 1
            });
            let Some((_, _, question)) = found.get_mut(place) else { continue };
            for row in std::iter::once(row).chain(words.remove(&id).unwrap_or_default()) {
                keep(&mut question.code, &row, "title");
                keep(&mut question.kind, &row, "type");
                keep(&mut question.relevance, &row, "relevance");
                keep(&mut question.pattern, &row, "preg");
                keep(&mut question.other, &row, "other");
                keep(&mut question.mandatory, &row, "mandatory");
                say(&mut question.text, &row, "question", base);
                say(&mut question.help, &row, "help", base);
            }
            for row in attributes.remove(&id).unwrap_or_default() {
                let (name, value) = (field(&row, "attribute").to_lowercase(), field(&row, "value").to_owned());
                question.attributes.entry(name).or_default().insert(field(&row, "language").to_owned(), value);
            }
            for row in conditions.remove(&id).unwrap_or_default() {
                question.conditions.push(LimeCondition {
                    scenario: field(&row, "scenario").to_owned(),
                    of: field(&row, "cqid").to_owned(),
                    field: field(&row, "cfieldname").to_owned(),
                    method: field(&row, "method").to_owned(),
                    value: row.get("value").cloned().unwrap_or_default(),
                    lost: false,
                });
            }
            if let Some(more) = parts.remove(&id) {
                question.parts = more;
            }
            if let Some(more) = answers.remove(&id) {
                question.answers = more;
            }
            if question.relevance.is_empty() {
                question.relevance = question.attribute("relevance").to_owned();
            }
            question.attributes.remove("relevance");
            let own = defaults.range((id.clone(), String::new())..).take_while(|((of, _), _)| *of == id);
            for ((_, part), value) in own {
                match question.parts.iter_mut().find(|item| item.id == *part && !part.is_empty()) {
                    Some(item) => value.clone_into(&mut item.default),
                    None => value.clone_into(&mut question.default),
                }
            }
        }
        found.sort_by_key(|(order, _, _)| *order);
        let mut by_group: BTreeMap<String, Vec<LimeQuestion>> = BTreeMap::new();
        for (_, group, question) in found {
            by_group.entry(group).or_default().push(question);
        }
        by_group
    }

    /// Names what has no counterpart here.
    fn others(&mut self, survey: &mut LimeSurvey) {
        for (table, name, what, why) in [
            ("quota", "name", "quota", "A consultation does not turn people away, so there are no quotas here."),
            ("assessments", "name", "assessment", "Answers are not scored here."),
            ("survey_url_parameters", "parameter", "URL parameter", "Addresses carry no hidden answers here."),
        ] {
            let names: BTreeSet<String> = self.take(table).iter().map(|row| field(row, name).to_owned()).collect();
            survey.dropped.extend(names.into_iter().map(|name| Dropped::new(name, what, why)));
        }
    }
}

fn field<'a>(row: &'a Fields, name: &str) -> &'a str {
    row.get(name).map_or("", |value| value.trim())
}

fn number(row: &Fields, name: &str) -> i64 {
    field(row, name).parse().unwrap_or(0)
}

/// Takes a field that is the same in all languages, if it is not known yet.
fn keep(into: &mut String, row: &Fields, name: &str) {
    if into.is_empty() {
        field(row, name).clone_into(into);
    }
}

/// Takes the words of a row in its language. A row without any field of that name says nothing.
fn say(into: &mut Texts, row: &Fields, name: &str, base: &str) {
    if let Some(text) = row.get(name) {
        let language = match field(row, "language") {
            "" => base,
            language => language,
        };
        into.insert(language.to_owned(), text.clone());
    }
}

fn by_id(rows: Vec<Fields>, id: &str) -> BTreeMap<String, Vec<Fields>> {
    let mut found: BTreeMap<String, Vec<Fields>> = BTreeMap::new();
    for row in rows {
        found.entry(field(&row, id).to_owned()).or_default().push(row);
    }
    found
}

/// Answers or parts by the question that they belong to, in order. Old answers have no number: their code and axis tell
/// which rows are the same answer in several languages.
fn items(
    rows: Vec<Fields>,
    words: &mut BTreeMap<String, Vec<Fields>>,
    id: &str,
    of: &str,
    code: &str,
    text: &str,
    order: &str,
    base: &str,
) -> BTreeMap<String, Vec<LimeItem>> {
    let mut found: BTreeMap<String, Vec<(i64, LimeItem)>> = BTreeMap::new();
    let mut places: BTreeMap<[String; 5], usize> = BTreeMap::new();
    for row in rows {
        let items = found.entry(field(&row, of).to_owned()).or_default();
        let (own, named) = (field(&row, id).to_owned(), field(&row, code).to_owned());
        let scale = field(&row, "scale_id").to_owned();
        let language = field(&row, "language").to_owned();
        let mut name = [field(&row, of).to_owned(), own.clone(), String::new(), String::new(), String::new()];
        if own.is_empty() {
            name = [field(&row, of).to_owned(), own.clone(), named.clone(), scale.clone(), String::new()];
            // The same code again in the same language is another answer: it is renamed when it is taken over.
            let said = places.get(&name).and_then(|place| items.get(*place));
            if said.is_some_and(|(_, item)| item.text.contains_key(&language)) {
                name[4] = items.len().to_string();
            }
        }
        let place = *places.entry(name).or_insert_with(|| {
            let item = LimeItem { id: own.clone(), code: named, scale, ..LimeItem::default() };
            items.push((number(&row, order), item));
            items.len() - 1
        });
        let Some((_, item)) = items.get_mut(place) else { continue };
        let more = if own.is_empty() { Vec::new() } else { words.remove(&own).unwrap_or_default() };
        for row in std::iter::once(row).chain(more) {
            keep(&mut item.relevance, &row, "relevance");
            keep(&mut item.points, &row, "assessment_value");
            say(&mut item.text, &row, text, base);
        }
    }
    let sorted = found.into_iter().map(|(of, mut items)| {
        items.sort_by_key(|(order, _)| *order);
        (of, items.into_iter().map(|(_, item)| item).collect())
    });
    sorted.collect()
}
