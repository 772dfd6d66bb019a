//! The lines of a form: one for each question, row, option and page.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::super::definition::blank::Blank;
use super::super::super::super::definition::condition::Condition;
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::question::{
    AnswerOption, Question, QuestionKind, QuestionPage, Questionnaire,
};
use super::super::super::super::definition::texts::{Language, Wording};
use super::super::extra::{self, LineExtra};
use super::super::languages;
use super::super::texts;
use super::super::xpath::quoted;
use super::check::{as_choices, check};
use super::naming::{FormNaming, choice_name};
use super::outward::expression;
use super::{NotWritten, plain_extra};

/// The column of the choices that says to whom one is offered.
const OFFERED: &str = "offered";

/// One line.
#[derive(Clone, Debug, Default)]
pub(super) struct ComposedLine {
    /// The standard cells, by heading.
    pub(super) cells: BTreeMap<String, String>,
    /// What stands in the column of ours.
    pub(super) extra: LineExtra,
}

/// Where the lines of a question are.
#[derive(Clone, Debug, Default)]
pub(super) struct QuestionLines {
    /// Its own.
    pub(super) line: usize,
    /// Those of its options or rows.
    pub(super) options: Vec<usize>,
    /// Whether its options are lines of the survey.
    pub(super) options_are_rows: bool,
}

/// A form before it is written.
#[derive(Debug, Default)]
pub(super) struct ComposedForm {
    pub(super) survey_headings: Vec<String>,
    pub(super) choice_headings: Vec<String>,
    pub(super) setting_headings: Vec<String>,
    pub(super) survey: Vec<ComposedLine>,
    pub(super) choices: Vec<ComposedLine>,
    pub(super) settings: ComposedLine,
    /// The line of each page.
    pub(super) page_lines: Vec<usize>,
    /// The lines of each question.
    pub(super) question_lines: Vec<QuestionLines>,
}

impl ComposedLine {
    fn of(kind: &str, name: &str) -> Self {
        let mut line = Self::default();
        line.put("type", kind);
        line.put("name", name);
        line
    }

    fn put(&mut self, heading: &str, cell: impl Into<String>) {
        let cell = cell.into();
        if !cell.is_empty() {
            self.cells.insert(heading.to_owned(), cell);
        }
    }

    /// What a cell holds; empty if nothing.
    pub(super) fn cell(&self, heading: &str) -> String {
        self.cells.get(heading).cloned().unwrap_or_default()
    }
}

/// Composes a form.
///
/// # Errors
/// When a question lacks options.
pub(super) fn composed(whole: &Questionnaire) -> Result<ComposedForm, NotWritten> {
    let naming = FormNaming::of(whole);
    let mut composer = Composer { naming: &naming, form: ComposedForm::default() };
    composer.headings();
    let (introduction, thanks) = (naming.introduction.clone(), naming.thanks.clone());
    composer.said(extra::INTRODUCTION, &introduction, &whole.introduction);
    for (at, page) in whole.pages.iter().enumerate() {
        composer.page(at, page)?;
    }
    composer.said(extra::THANKS, &thanks, &whole.thanks);
    composer.settings();
    Ok(composer.form)
}

struct Composer<'a, 'b> {
    naming: &'b FormNaming<'a>,
    form: ComposedForm,
}

fn in_language(field: &str, language: &Language) -> String {
    format!("{field}::{}", languages::written(language))
}

impl Composer<'_, '_> {
    fn headings(&mut self) {
        let languages = &self.naming.whole.languages;
        let mut survey = vec!["type".to_owned(), "name".to_owned()];
        let each = |field: &str| languages.iter().map(|language| in_language(field, language)).collect::<Vec<_>>();
        survey.extend(each("label"));
        survey.extend(each("hint"));
        survey.push("required".to_owned());
        survey.push("relevant".to_owned());
        survey.push("constraint".to_owned());
        survey.extend(each("constraint_message"));
        survey.extend(each("required_message"));
        survey.extend(["appearance", "choice_filter", "parameters"].map(str::to_owned));
        survey.extend(each("guidance_hint"));
        let mut choices = vec!["list_name".to_owned(), "name".to_owned()];
        choices.extend(each("label"));
        choices.push(OFFERED.to_owned());
        self.form.survey_headings = survey;
        self.form.choice_headings = choices;
        self.form.setting_headings = ["form_title", "form_id", "default_language", "style"].map(str::to_owned).to_vec();
    }

    /// Writes words, one cell for each language. Where a cell does not say all, the exact words go beside it. A text that
    /// has to be there and is not is stood in for.
    fn words(&self, line: &mut ComposedLine, field: &str, wording: &Wording, instead: Option<&str>) {
        let whole = self.naming.whole;
        let mut exact = BTreeMap::new();
        for language in &whole.languages {
            let text = wording.get(language).unwrap_or_default();
            let mut cell = texts::encoded(text, |key| self.naming.repeated(key));
            if let Some(instead) = instead
                && wording.is_empty()
                && language == whole.first_language()
            {
                instead.clone_into(&mut cell);
            }
            let mut refers = BTreeSet::new();
            let again = if texts::is_missing(&cell) {
                String::new()
            } else {
                texts::decoded(&cell, &mut refers, |name| self.naming.key(name))
            };
            if again != text {
                exact.insert(language.clone(), (cell.clone(), text.to_owned()));
            }
            line.put(&in_language(field, language), cell);
        }
        // Words in a language that the questionnaire does not name have no column.
        for (language, text) in wording.all().filter(|(language, _)| !whole.languages.contains(language)) {
            exact.insert(language.clone(), (String::new(), text.to_owned()));
        }
        if !exact.is_empty() {
            line.extra.texts.insert(field.to_owned(), exact);
        }
    }

    fn said(&mut self, role: &str, name: &str, wording: &Wording) {
        if !wording.is_empty() {
            let mut line = ComposedLine::of("note", name);
            line.extra = plain_extra(role);
            self.words(&mut line, "label", wording, Some("…"));
            self.form.survey.push(line);
        }
    }

    fn settings(&mut self) {
        let whole = self.naming.whole;
        let mut line = ComposedLine::default();
        let title = whole.title.read(whole.first_language(), &whole.languages);
        let cell = texts::encoded(title, |_| None).replace(['\n', '\t'], " ");
        let cell = if cell.is_empty() { "Questionnaire".to_owned() } else { cell };
        let mut exact = BTreeMap::new();
        for language in whole.languages.iter().chain(whole.title.all().map(|(language, _)| language)) {
            let text = whole.title.get(language).unwrap_or_default();
            let written = if language == whole.first_language() { cell.as_str() } else { "" };
            if text != written {
                exact.insert(language.clone(), (written.to_owned(), text.to_owned()));
            }
        }
        if !exact.is_empty() {
            line.extra.texts.insert("form_title".to_owned(), exact);
        }
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
        let id: String = cell.chars().map(plain).take(40).collect();
        let id = id.trim_matches('_');
        line.put("form_id", if id.is_empty() { "questionnaire" } else { id });
        line.put("form_title", cell);
        line.put("default_language", languages::written(whole.first_language()));
        line.put("style", "pages");
        self.form.settings = line;
    }

    fn when(&self, line: &mut ComposedLine, when: Option<&Condition>, retired: bool) {
        line.extra.retired = retired;
        if retired {
            // Nobody is asked what is asked no longer.
            line.put("relevant", "false()");
        } else if let Some(when) = when {
            line.put("relevant", expression(when, self.naming));
        }
    }

    fn page(&mut self, at: usize, page: &QuestionPage) -> Result<(), NotWritten> {
        let name = self.naming.page(at);
        let mut line = ComposedLine::of("begin_group", name);
        line.extra = plain_extra(extra::PAGE);
        line.extra.key = (name != page.key.as_str()).then(|| page.key.to_string());
        line.extra.shuffled = page.shuffled;
        line.put("appearance", "field-list");
        self.words(&mut line, "label", &page.title, None);
        self.when(&mut line, page.when.as_ref(), false);
        self.form.page_lines.push(self.form.survey.len());
        self.form.survey.push(line);
        for question in &page.questions {
            self.question(question)?;
        }
        self.form.survey.push(ComposedLine::of("end_group", ""));
        Ok(())
    }

    fn question(&mut self, question: &Question) -> Result<(), NotWritten> {
        let name = self.naming.question(&question.key).to_owned();
        let mut line = ComposedLine::of("", &name);
        line.extra.key = (name != question.key.as_str()).then(|| question.key.to_string());
        self.words(&mut line, "label", &question.label, Some(question.key.as_str()));
        self.words(&mut line, "hint", &question.help, None);
        self.words(&mut line, "guidance_hint", &question.note, None);
        self.words(&mut line, "constraint_message", &question.error, None);
        self.when(&mut line, question.when.as_ref(), question.retired);
        let lacks = |what: &str| Err(NotWritten::because(format!("The question {} has no {what}.", question.key)));
        let is_choice = matches!(
            question.kind,
            QuestionKind::OneOf(_)
                | QuestionKind::SeveralOf { .. }
                | QuestionKind::Rank { .. }
                | QuestionKind::Matrix { .. }
                | QuestionKind::Split { .. }
        );
        if is_choice && question.options().is_empty() {
            return lacks("options");
        }
        let lines = QuestionLines { line: self.form.survey.len(), ..QuestionLines::default() };
        match &question.kind {
            QuestionKind::Matrix { rows, columns, every_row } => {
                if columns.is_empty() {
                    return lacks("points");
                }
                line.extra.role = extra::MATRIX.to_owned();
                line.extra.every_row = *every_row && !question.required;
                line.extra.required = question.required && !*every_row;
                self.blanks(&mut line, question);
                line.put("type", "begin_group");
                line.put("appearance", "table-list");
                self.form.survey.push(line);
                self.matrix(question, &name, rows, columns, *every_row && question.required, lines);
                return Ok(());
            }
            QuestionKind::Split { options, total, money } => {
                line.extra.role = extra::SPLIT.to_owned();
                line.extra.kind = Some(question.kind.word().to_owned());
                line.extra.total = Some(*total);
                line.extra.required = question.required;
                self.blanks(&mut line, question);
                line.put("type", "begin_group");
                self.form.survey.push(line);
                self.split(question, options, *total, *money, lines);
                return Ok(());
            }
            _ => {}
        }
        if question.required && question.asks() {
            line.put("required", "yes");
            self.words(&mut line, "required_message", &question.error, None);
        }
        self.kind(&mut line, question, &name);
        self.form.survey.push(line);
        self.form.question_lines.push(lines);
        self.choices(question, &name)?;
        self.write_ins(question, &name);
        Ok(())
    }

    /// "I don't know" and "I prefer not to say", where they are no choices.
    fn blanks(&self, line: &mut ComposedLine, question: &Question) {
        line.extra.dont_know = question.dont_know;
        line.extra.prefer_not_to_say = question.prefer_not_to_say;
    }

    fn kind(&self, line: &mut ComposedLine, question: &Question, name: &str) {
        let mut kind = |written: &str| line.put("type", written);
        match &question.kind {
            QuestionKind::OneOf(_) | QuestionKind::Scale { .. } => kind(&format!("select_one {name}")),
            QuestionKind::SeveralOf { .. } => kind(&format!("select_multiple {name}")),
            QuestionKind::Rank { .. } => kind(&format!("rank {name}")),
            QuestionKind::Number { places: 0, .. } => kind("integer"),
            QuestionKind::Number { .. } | QuestionKind::Money { .. } => kind("decimal"),
            QuestionKind::Date { .. } => kind("date"),
            QuestionKind::Information => kind("note"),
            QuestionKind::File => kind("file"),
            _ => kind("text"),
        }
        match &question.kind {
            QuestionKind::Scale { .. } => {
                line.put("appearance", "likert");
                line.extra.kind = Some("scale".to_owned());
            }
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. }
                if list.shuffled =>
            {
                line.put("parameters", "randomize=true");
            }
            QuestionKind::Text { long, published, .. } => {
                line.extra.published = *published;
                if *long {
                    line.put("appearance", "multiline");
                }
                // A line of words of its own, however it is called: not that of an option.
                line.extra.option = question.when.is_some();
            }
            QuestionKind::Number { places, unit, .. } => {
                line.extra.places = (*places > 0).then_some(*places);
                line.extra.unit = unit.clone();
            }
            QuestionKind::Money { .. } | QuestionKind::Branch | QuestionKind::PostcodeArea => {
                line.extra.kind = Some(question.kind.word().to_owned());
            }
            QuestionKind::Date { partial, .. } => line.extra.partial = *partial,
            _ => {}
        }
        line.put("constraint", check(question));
        if !as_choices(question) {
            self.blanks(line, question);
        }
    }

    /// The choices of a question: a list of its own, since the words of an option belong to its question.
    fn choices(&mut self, question: &Question, list: &str) -> Result<(), NotWritten> {
        let points: Vec<AnswerOption>;
        let options: &[AnswerOption] = match &question.kind {
            QuestionKind::Scale { points: words } => {
                if words.is_empty() {
                    return Err(NotWritten::because(format!("The question {} has no points.", question.key)));
                }
                points = (1..)
                    .zip(words)
                    .map(|(at, words): (u32, _)| AnswerOption::new(at.to_string(), words.clone()))
                    .collect();
                &points
            }
            QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } | QuestionKind::Rank { .. } => question.options(),
            _ => return Ok(()),
        };
        // Who is offered what: a name for each condition, in a column that the filter looks at.
        let mut conditions: Vec<&Condition> = Vec::new();
        for when in options.iter().filter(|option| !option.retired).filter_map(|option| option.when.as_ref()) {
            if !conditions.contains(&when) {
                conditions.push(when);
            }
        }
        let filtered = !conditions.is_empty() || options.iter().any(|option| option.retired);
        for option in options {
            let offered = match &option.when {
                _ if option.retired => "never".to_owned(),
                None => "always".to_owned(),
                Some(when) => {
                    format!("c{}", conditions.iter().position(|other| *other == when).unwrap_or_default() + 1)
                }
            };
            let at = self.choice(question, list, option, filtered.then_some(offered));
            if let Some(lines) = self.form.question_lines.last_mut() {
                lines.options.push(at);
            }
        }
        for (allowed, blank) in
            [(question.dont_know, Blank::DontKnow), (question.prefer_not_to_say, Blank::PreferNotToSay)]
        {
            if allowed && as_choices(question) {
                let mut line = ComposedLine::default();
                line.put("list_name", list);
                line.put("name", blank.code());
                for language in &self.naming.whole.languages {
                    line.put(&in_language("label", language), blank.words(language));
                }
                line.put(OFFERED, if filtered { "always" } else { "" });
                self.form.choices.push(line);
            }
        }
        if filtered && let Some(place) = self.form.question_lines.last().map(|lines| lines.line) {
            let each = conditions
                .iter()
                .enumerate()
                .map(|(at, when)| format!("{OFFERED} = 'c{}' and ({})", at + 1, expression(when, self.naming)));
            let each: Vec<String> = std::iter::once(format!("{OFFERED} = 'always'")).chain(each).collect();
            if let Some(line) = self.form.survey.get_mut(place) {
                line.put("choice_filter", each.join(" or "));
            }
        }
        Ok(())
    }

    fn choice(&mut self, question: &Question, list: &str, option: &AnswerOption, offered: Option<String>) -> usize {
        let mut line = ComposedLine::default();
        let name = choice_name(&option.code);
        line.extra.key = (name != option.code).then(|| option.code.clone());
        line.extra.option = Blank::chosen(&option.code).is_some();
        line.extra.fixed = option.fixed;
        line.extra.retired = option.retired;
        line.extra.exclusive = option.exclusive && !matches!(question.kind, QuestionKind::SeveralOf { .. });
        line.extra.write_in =
            option.write_in && !matches!(question.kind, QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. });
        self.words(&mut line, "label", &option.label, Some(&option.code));
        line.put("list_name", list);
        line.put("name", name);
        line.put(OFFERED, offered.unwrap_or_default());
        self.form.choices.push(line);
        self.form.choices.len() - 1
    }

    /// A line of words after the question for each option that asks "please say".
    fn write_ins(&mut self, question: &Question, name: &str) {
        let several = matches!(question.kind, QuestionKind::SeveralOf { .. });
        for option in question.options().iter().filter(|option| option.write_in) {
            let Some(own) = self.naming.write_in(question, &option.code) else { continue };
            let mut line = ComposedLine::of("text", own);
            let code = quoted(&choice_name(&option.code));
            line.put(
                "relevant",
                if several { format!("selected(${{{name}}}, {code})") } else { format!("${{{name}}} = {code}") },
            );
            line.extra = plain_extra(extra::WRITE_IN);
            line.extra.kind = Some(question.key.to_string());
            line.extra.key = Some(option.code.clone());
            for language in &self.naming.whole.languages {
                line.put(
                    &in_language("label", language),
                    if language.code() == "cy" { "Nodwch" } else { "Please say" },
                );
            }
            self.form.survey.push(line);
        }
    }

    /// A row of a matrix, or a part of what is shared out.
    fn row(&self, question: &Question, kind: &str, option: &AnswerOption) -> ComposedLine {
        let name = self.naming.part(question, &option.code).unwrap_or(&option.code);
        let mut line = ComposedLine::of(kind, name);
        line.extra.key = (name != option.code).then(|| option.code.clone());
        line.extra.exclusive = option.exclusive;
        line.extra.write_in = option.write_in;
        line.extra.fixed = option.fixed;
        self.words(&mut line, "label", &option.label, Some(&option.code));
        self.when(&mut line, option.when.as_ref(), option.retired);
        line
    }

    fn matrix(
        &mut self,
        question: &Question,
        list: &str,
        rows: &[AnswerOption],
        columns: &[AnswerOption],
        required: bool,
        mut lines: QuestionLines,
    ) {
        lines.options_are_rows = true;
        for option in rows {
            let mut line = self.row(question, &format!("select_one {list}"), option);
            line.put("required", if required { "yes" } else { "" });
            lines.options.push(self.form.survey.len());
            self.form.survey.push(line);
        }
        self.form.survey.push(ComposedLine::of("end_group", ""));
        self.form.question_lines.push(lines);
        for column in columns {
            let place = self.choice(question, list, column, None);
            if let (Some(when), Some(line)) = (&column.when, self.form.choices.get_mut(place)) {
                line.extra.when = Some((String::new(), when.clone()));
            }
        }
    }

    fn split(
        &mut self,
        question: &Question,
        options: &[AnswerOption],
        total: i64,
        money: bool,
        mut lines: QuestionLines,
    ) {
        lines.options_are_rows = true;
        let total = if money { Decimal::pounds(total) } else { Decimal::whole(total) };
        let mut before = Vec::new();
        for (at, option) in options.iter().enumerate() {
            let mut line = self.row(question, if money { "decimal" } else { "integer" }, option);
            // The last part is what makes the whole.
            let whole = total.filter(|_| at + 1 == options.len() && !before.is_empty());
            line.put(
                "constraint",
                whole.map_or_else(
                    || ". >= 0".to_owned(),
                    |total| format!(". >= 0 and {} + . = {total}", before.join(" + ")),
                ),
            );
            before.push(format!("coalesce(${{{}}}, 0)", line.cell("name")));
            lines.options.push(self.form.survey.len());
            self.form.survey.push(line);
        }
        self.form.survey.push(ComposedLine::of("end_group", ""));
        self.form.question_lines.push(lines);
    }
}
