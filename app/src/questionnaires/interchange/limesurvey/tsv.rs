//! The rows of a LimeSurvey TSV file as a survey. Each row says in `class` what it is: a setting, words of the survey, a
//! group, a question, a part of one (`SQ`) or an answer. Parts and answers belong to the question above them; a file in
//! several languages repeats the rows for each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::imported::{Dropped, NotImported};
use super::source::{LimeCondition, LimeGroup, LimeItem, LimeQuestion, LimeSurvey};
use super::table;

/// The column in which this program keeps what LimeSurvey's columns cannot say.
pub(super) const BESIDE: &str = "soundings";
/// LimeSurvey's columns that are not settings of a question.
pub(super) const COLUMNS: [&str; 17] = [
    "id",
    "related_id",
    "class",
    "type/scale",
    "name",
    "relevance",
    "text",
    "help",
    "language",
    "validation",
    "mandatory",
    "encrypted",
    "other",
    "default",
    "same_default",
    "question_theme_name",
    "same_script",
];

/// The most groups, questions in a group and parts or answers of a question that are read.
const MOST: usize = 10_000;

/// Reads the rows of a file.
pub(super) fn read(bytes: &[u8]) -> Result<LimeSurvey, NotImported> {
    let (text, guessed) = table::decoded(bytes);
    let mut rows = table::rows(&text)?.into_iter();
    let heading: Vec<String> = rows.next().unwrap_or_default().iter().map(|cell| cell.trim().to_lowercase()).collect();
    if !["class", "name", "text"].iter().all(|column| heading.iter().any(|known| known == column)) {
        return Err(NotImported::because(
            "The first line is not that of a LimeSurvey TSV file: it needs the columns “class”, “name” and “text” with tabs \
             between them.",
        ));
    }
    let mut reader = Rows::default();
    if guessed {
        reader.survey.warnings.push(
            "The file is not in UTF-8; it was read as Western European text, so look at accented letters.".to_owned(),
        );
    }
    for cells in rows {
        let cells = heading.iter().map(String::as_str).zip(cells.into_iter().map(unmasked));
        let row = TableLine(cells.filter(|(_, cell)| !cell.trim().is_empty()).collect());
        if !row.0.is_empty() {
            reader.take(&row);
        }
        if reader.too_many {
            return Err(NotImported::because(format!(
                "This file has more than {MOST} groups, questions, or answers to one question, which no questionnaire needs."
            )));
        }
    }
    reader.finish()
}

/// LimeSurvey puts an apostrophe before a cell that would be a formula.
fn unmasked(cell: String) -> String {
    if cell.starts_with("'=") { cell.replacen('\'', "", 1) } else { cell }
}

/// The filled cells of a row, by column.
struct TableLine<'a>(BTreeMap<&'a str, String>);

impl TableLine<'_> {
    fn get(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    fn trimmed(&self, column: &str) -> &str {
        self.get(column).trim()
    }
}

/// A question, whether an answer or a part of it, its axis and its code.
type ItemOf = (usize, usize, bool, String, String);

#[derive(Default)]
struct Rows {
    survey: LimeSurvey,
    /// The group that questions of the next rows belong to.
    group: Option<usize>,
    /// The question that parts and answers of the next rows belong to.
    question: Option<(usize, usize)>,
    /// How many groups there were in each language.
    counted: BTreeMap<String, usize>,
    /// How many questions there were in each language with each code.
    asked: BTreeMap<(String, String), usize>,
    /// The questions with each code.
    places: BTreeMap<String, Vec<(usize, usize)>>,
    /// How many questions there are.
    count: usize,
    /// How many answers or parts there were of a question in each language with each axis and code.
    listed: BTreeMap<(ItemOf, String), usize>,
    /// The answers or parts of a question with each axis and code.
    items: BTreeMap<ItemOf, Vec<usize>>,
    other_rows: BTreeMap<String, Vec<String>>,
    /// Whether there is more than is read.
    too_many: bool,
}

impl Rows {
    fn take(&mut self, row: &TableLine<'_>) {
        let language = match row.trimmed("language") {
            "" => self.survey.languages.first().cloned().unwrap_or_default(),
            language => language.to_owned(),
        };
        match row.trimmed("class").to_uppercase().as_str() {
            "S" => self.setting(row),
            "SL" => {
                self.survey.speaks(&language);
                let name = row.trimmed("name").to_lowercase();
                self.survey.words.entry(name).or_default().insert(language, row.get("text").to_owned());
            }
            "G" => self.group(row, language),
            "Q" => self.question(row, language),
            class @ ("SQ" | "A") => self.item(row, language, class == "A"),
            "C" => self.condition(row),
            // A comment or an empty line.
            "" => {}
            class => {
                let name = [row.trimmed("name"), row.trimmed("text"), row.trimmed("id")]
                    .into_iter()
                    .find(|text| !text.is_empty())
                    .unwrap_or(class);
                self.other_rows.entry(class.to_owned()).or_default().push(name.to_owned());
            }
        }
    }

    fn setting(&mut self, row: &TableLine<'_>) {
        let name = row.trimmed("name").to_lowercase();
        let value = row.trimmed("text").to_owned();
        match name.as_str() {
            "language" if !value.is_empty() => {
                self.survey.languages.retain(|known| *known != value);
                self.survey.languages.insert(0, value.clone());
            }
            "additional_languages" => value.split_whitespace().for_each(|language| self.survey.speaks(language)),
            "sid" => self.survey.id.clone_from(&value),
            _ => {}
        }
        if !row.trimmed(BESIDE).is_empty() {
            row.get(BESIDE).clone_into(&mut self.survey.beside);
        }
        self.survey.settings.insert(name, value);
    }

    fn group(&mut self, row: &TableLine<'_>, language: String) {
        self.survey.speaks(&language);
        let id = row.trimmed("id");
        let counted = self.counted.entry(language.clone()).or_default();
        // Files that number their groups are believed; in others the groups of each language follow each other.
        let place = if id.is_empty() {
            *counted
        } else {
            self.survey.groups.iter().position(|group| group.id == id).unwrap_or(self.survey.groups.len())
        };
        *counted += 1;
        if place >= self.survey.groups.len() {
            self.survey.groups.push(LimeGroup { id: id.to_owned(), ..LimeGroup::default() });
        }
        let place = place.min(self.survey.groups.len().saturating_sub(1));
        let Some(group) = self.survey.groups.get_mut(place) else { return };
        group.name.insert(language.clone(), row.get("name").to_owned());
        group.description.insert(language, row.get("text").to_owned());
        for (to, from) in
            [(&mut group.relevance, "relevance"), (&mut group.random, "random_group"), (&mut group.beside, BESIDE)]
        {
            if to.is_empty() {
                row.get(from).trim().clone_into(to);
            }
        }
        self.group = Some(place);
        self.question = None;
        self.too_many |= self.survey.groups.len() > MOST;
    }

    fn question(&mut self, row: &TableLine<'_>, language: String) {
        self.survey.speaks(&language);
        let (id, code) = (row.trimmed("id"), row.trimmed("name"));
        // In each language the first question with a code is the same question, the second with it the same second one.
        let nth = self.asked.entry((language.clone(), code.to_owned())).or_default();
        let known = self.places.get(code).and_then(|places| places.get(*nth)).copied();
        *nth += 1;
        let (group, place) = known.unwrap_or_else(|| {
            let group = self.group.unwrap_or_else(|| {
                self.survey.groups.push(LimeGroup::default());
                self.survey.groups.len() - 1
            });
            self.group = Some(group);
            let questions = self.survey.groups.get_mut(group).map(|group| &mut group.questions);
            let place = questions.as_ref().map_or(0, |questions| questions.len());
            if let Some(questions) = questions {
                questions.push(LimeQuestion { id: id.to_owned(), code: code.to_owned(), ..LimeQuestion::default() });
            }
            self.places.entry(code.to_owned()).or_default().push((group, place));
            self.count += 1;
            (group, place)
        });
        self.question = Some((group, place));
        self.too_many |= self.count > MOST;
        let Some(question) = self.survey.groups.get_mut(group).and_then(|group| group.questions.get_mut(place)) else {
            return;
        };
        question.text.insert(language.clone(), row.get("text").to_owned());
        question.help.insert(language.clone(), row.get("help").to_owned());
        for (to, from) in [
            (&mut question.kind, "type/scale"),
            (&mut question.relevance, "relevance"),
            (&mut question.pattern, "validation"),
            (&mut question.other, "other"),
            (&mut question.mandatory, "mandatory"),
            (&mut question.default, "default"),
            (&mut question.beside, BESIDE),
        ] {
            if to.is_empty() {
                row.get(from).trim().clone_into(to);
            }
        }
        for (column, value) in &row.0 {
            if !COLUMNS.contains(column) && *column != BESIDE && !column.is_empty() {
                question.attributes.entry((*column).to_owned()).or_default().insert(language.clone(), value.clone());
            }
        }
    }

    fn item(&mut self, row: &TableLine<'_>, language: String, answer: bool) {
        let code = row.trimmed("name");
        let of = self.question.and_then(|(group, place)| self.survey.groups.get_mut(group)?.questions.get_mut(place));
        let Some(question) = of else {
            let what = if answer { "answer" } else { "subquestion" };
            self.survey.dropped.push(Dropped::new(
                code,
                what,
                "There is no question above it that it could belong to.",
            ));
            return;
        };
        let (group, place) = self.question.unwrap_or_default();
        let scale = row.trimmed("type/scale");
        let items = if answer { &mut question.answers } else { &mut question.parts };
        // The same code again in one language is another item; it is renamed when it is taken over.
        let of = (group, place, answer, if scale.is_empty() { "0" } else { scale }.to_owned(), code.to_owned());
        let nth = self.listed.entry((of.clone(), language.clone())).or_default();
        let places = self.items.entry(of).or_default();
        let place = *places.get(*nth).unwrap_or(&items.len());
        *nth += 1;
        if place == items.len() {
            places.push(place);
            items.push(LimeItem { code: code.to_owned(), scale: scale.to_owned(), ..LimeItem::default() });
        }
        self.too_many |= items.len() > MOST + 1;
        let Some(item) = items.get_mut(place) else { return };
        item.text.insert(language, row.get("text").to_owned());
        for (to, from) in [
            (&mut item.id, "id"),
            (&mut item.relevance, "relevance"),
            (&mut item.points, "assessment_value"),
            (&mut item.default, "default"),
            (&mut item.beside, BESIDE),
        ] {
            if to.is_empty() {
                row.get(from).trim().clone_into(to);
            }
        }
    }

    fn condition(&mut self, row: &TableLine<'_>) {
        let of = self.question.and_then(|(group, place)| self.survey.groups.get_mut(group)?.questions.get_mut(place));
        if let Some(question) = of {
            let condition = LimeCondition {
                scenario: row.trimmed("type/scale").to_owned(),
                of: row.trimmed("related_id").to_owned(),
                field: row.trimmed("name").to_owned(),
                method: row.trimmed("relevance").to_owned(),
                value: row.get("text").to_owned(),
                lost: row.get("text").is_empty(),
            };
            if !question.conditions.contains(&condition) {
                question.conditions.push(condition);
            }
        }
    }

    fn finish(mut self) -> Result<LimeSurvey, NotImported> {
        for (class, names) in &self.other_rows {
            let (what, why) = match class.as_str() {
                "QTA" => ("quota", "A consultation does not turn people away, so there are no quotas here."),
                // They belong to quotas, which are named.
                "QTAM" | "QTALS" => continue,
                "AS" => ("assessment", "Answers are not scored here."),
                _ => ("row", "A row of this class is not known here."),
            };
            for name in names.iter().collect::<BTreeSet<_>>() {
                self.survey.dropped.push(Dropped::new(name.as_str(), what, why));
            }
        }
        if self.survey.groups.is_empty() && self.survey.words.is_empty() {
            return Err(NotImported::because("There is no survey in this file: it has neither a title nor groups."));
        }
        Ok(self.survey)
    }
}
