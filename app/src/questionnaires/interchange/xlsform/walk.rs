//! From the lines of a survey to pages: a group that is shown on one screen is a page, any other group gives its heading
//! and its condition to the pages of its questions, and what is asked again and again is left out by name.

use super::super::imported::{Dropped, NotImported};
use super::choices::ChoiceLists;
use super::draft::{DraftCondition, DraftPage, DraftQuestion, FormSource, FormText};
use super::extra::{self, LineExtra};
use super::matrix;
use super::meaning::NameMeaning;
use super::question::{self, LineOutcome};
use super::table::{SheetLine, SheetTable};
use super::tree::{Branching, called};
use super::types::LineType;

/// A form while it is walked through.
pub(super) struct FormWalk<'a> {
    /// The sheet of questions.
    pub(super) survey: &'a SheetTable,
    /// The lists of options.
    pub(super) lists: &'a ChoiceLists,
    /// What is read and named.
    pub(super) source: &'a mut FormSource,
    /// The pages so far.
    pub(super) pages: Vec<DraftPage>,
    /// What is said before everything.
    pub(super) introduction: FormText,
    /// What is said at the end.
    pub(super) thanks: FormText,
    /// Groups that gave their heading and condition to their questions.
    pub(super) dissolved: Vec<String>,
    /// Lines of words that belong to an option: their names, the question's name and the option's code.
    pub(super) write_ins: Vec<(String, String, String)>,
}

/// What stands around a line.
#[derive(Clone, Debug, Default)]
pub(super) struct LineSurroundings {
    title: FormText,
    conditions: Vec<DraftCondition>,
    /// The page on which it is, with the conditions of groups within.
    page: Option<(usize, Vec<DraftCondition>)>,
}

/// The words of an appearance.
pub(super) fn has_appearance(table: &SheetTable, line: &SheetLine, word: &str) -> bool {
    table.get(line, "appearance").to_lowercase().split([' ', ',', ';']).any(|one| one == word)
}

impl<'a> FormWalk<'a> {
    /// Begins.
    pub(super) fn new(survey: &'a SheetTable, lists: &'a ChoiceLists, source: &'a mut FormSource) -> Self {
        Self {
            survey,
            lists,
            source,
            pages: Vec::new(),
            introduction: FormText::default(),
            thanks: FormText::default(),
            dissolved: Vec::new(),
            write_ins: Vec::new(),
        }
    }

    /// Goes through lines that stand beside each other.
    ///
    /// # Errors
    /// When a key cannot be made: a fault of the program.
    pub(super) fn through(
        &mut self,
        nodes: &[Branching<'a>],
        around: &LineSurroundings,
        group: Option<&str>,
    ) -> Result<(), NotImported> {
        let runs = matrix::runs(self, nodes, false);
        let only = runs.len() == 1;
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            if let Some(run) = matrix::at(&runs, at) {
                let question = matrix::question(self, run, group.filter(|_| only))?;
                self.ask(question, around)?;
                at = run.to;
                continue;
            }
            match node {
                Branching::Leaf(line, kind) => self.line(line, kind, around)?,
                Branching::Group(line, repeat, inside) => self.group(line, *repeat, inside, around)?,
            }
            at += 1;
        }
        Ok(())
    }

    fn line(&mut self, line: &'a SheetLine, kind: &LineType, around: &LineSurroundings) -> Result<(), NotImported> {
        let extra = self.source.extra(self.survey, line, &called(self.survey, line));
        match extra.role.as_str() {
            extra::INTRODUCTION => self.introduction = self.source.text(self.survey, line, "label", &extra),
            extra::THANKS => self.thanks = self.source.text(self.survey, line, "label", &extra),
            _ => {
                if let LineOutcome::Question(question) = question::read(self, line, kind, extra)? {
                    self.ask(*question, around)?;
                }
            }
        }
        Ok(())
    }

    /// Puts a question on its page: the one that is open, or one of its own.
    fn ask(&mut self, mut question: DraftQuestion, around: &LineSurroundings) -> Result<(), NotImported> {
        if let Some((page, within)) = &around.page {
            let own = std::mem::take(&mut question.conditions);
            question.conditions = within.iter().cloned().chain(own).collect();
            if let Some(page) = self.pages.get_mut(*page) {
                page.questions.push(question);
            }
            return Ok(());
        }
        let key = self.source.page_key(&format!("page-{}", question.name), None)?;
        self.pages.push(DraftPage {
            key,
            title: around.title.clone(),
            conditions: around.conditions.clone(),
            shuffled: false,
            questions: vec![question],
        });
        Ok(())
    }

    fn group(
        &mut self,
        line: &'a SheetLine,
        repeat: Option<&'static str>,
        inside: &[Branching<'a>],
        around: &LineSurroundings,
    ) -> Result<(), NotImported> {
        let name = called(self.survey, line);
        if let Some(what) = repeat {
            let why = "What is asked again and again, once for each of several things, cannot be asked here.";
            self.source.dropped.push(Dropped::new(name.clone(), what, why));
            self.source.names.add(&name, NameMeaning::Gone(what.to_owned()));
            self.leave_out(inside, what, &name);
            return Ok(());
        }
        let extra = self.source.extra(self.survey, line, &name);
        self.media(line, &name);
        let condition = DraftCondition { cell: self.survey.get(line, "relevant").to_owned(), extra: extra.clone() };
        let label = self.source.text(self.survey, line, "label", &extra);
        if extra.role == extra::SPLIT {
            let question = question::split(self, line, extra, inside)?;
            return self.ask(question, around);
        }
        let is_table = has_appearance(self.survey, line, "table-list");
        let runs = matrix::runs(self, inside, is_table);
        if extra.role == extra::MATRIX
            && let [run] = runs.as_slice()
            && run.to - run.from == inside.len()
        {
            let question = matrix::of_group(self, line, extra, run)?;
            return self.ask(question, around);
        }
        self.source.names.add(&name, NameMeaning::Group);
        let is_page = extra.role == extra::PAGE || is_table || has_appearance(self.survey, line, "field-list");
        let mut inner = around.clone();
        let mut heads_matrix = None;
        if let [run] = runs.as_slice()
            && is_table
            && run.header.is_none()
        {
            // The group's words are the question; its heading would say the same once more.
            heads_matrix = Some((line, extra.clone()));
        }
        match (&mut inner.page, is_page) {
            (Some((page, within)), _) => {
                within.push(condition);
                if !label.is_empty() && heads_matrix.is_none() {
                    let heading = question::heading(self, line, &name, &extra, within.clone())?;
                    if let Some(page) = self.pages.get_mut(*page) {
                        page.questions.push(heading);
                    }
                }
            }
            (page @ None, true) => {
                inner.conditions.push(condition);
                let own = if extra.role == extra::PAGE { extra.key.as_deref().or(Some(name.as_str())) } else { None };
                let key_name = if runs.len() == 1 { format!("page-{name}") } else { name.clone() };
                let key = self.source.page_key(&key_name, own)?;
                *page = Some((self.pages.len(), Vec::new()));
                let title = if heads_matrix.is_some() { around.title.clone() } else { label };
                self.pages.push(DraftPage {
                    key,
                    title,
                    conditions: inner.conditions.clone(),
                    shuffled: extra.shuffled,
                    questions: Vec::new(),
                });
            }
            (None, false) => {
                inner.conditions.push(condition);
                if !label.is_empty() {
                    inner.title = label;
                }
                if !self.survey.get(line, "name").is_empty() {
                    self.dissolved.push(name.clone());
                }
            }
        }
        let before = self.pages.len();
        if is_table {
            self.table(inside, &inner, &name, heads_matrix.as_ref())?;
        } else {
            self.through(inside, &inner, Some(&name))?;
        }
        // A group of which nothing was taken leaves no page, unless it is a page of ours.
        if let (None, Some((page, _))) = (&around.page, &inner.page)
            && extra.role != extra::PAGE
            && self.pages.len() == before
            && self.pages.get(*page).is_some_and(|page| page.questions.is_empty())
        {
            self.pages.truncate(*page);
        }
        Ok(())
    }

    /// A group that is shown as a table: its choices of the same list are rows.
    fn table(
        &mut self,
        inside: &[Branching<'a>],
        around: &LineSurroundings,
        name: &str,
        heads: Option<&(&'a SheetLine, LineExtra)>,
    ) -> Result<(), NotImported> {
        let runs = matrix::runs(self, inside, true);
        let mut at = 0;
        while let Some(node) = inside.get(at) {
            if let Some(run) = matrix::at(&runs, at) {
                let mut question = matrix::question(self, run, (runs.len() == 1).then_some(name))?;
                if let Some((line, extra)) = heads {
                    question.label = self.source.text(self.survey, line, "label", extra);
                    question.help = self.source.text(self.survey, line, "hint", extra);
                }
                self.ask(question, around)?;
                at = run.to;
                continue;
            }
            match node {
                Branching::Leaf(line, kind) => self.line(line, kind, around)?,
                Branching::Group(line, repeat, inner) => self.group(line, *repeat, inner, around)?,
            }
            at += 1;
        }
        Ok(())
    }

    /// Names everything in what is left out.
    fn leave_out(&mut self, nodes: &[Branching<'a>], what: &str, whole: &str) {
        for node in nodes {
            let (line, kind) = match node {
                Branching::Leaf(line, _) => (line, self.survey.get(line, "type").to_owned()),
                Branching::Group(line, repeat, _) => (line, repeat.unwrap_or("group").to_owned()),
            };
            let name = called(self.survey, line);
            self.source.names.add(&name, NameMeaning::Gone(format!("in the {what} “{whole}”")));
            let why = format!("It stands in the {what} “{whole}”, which is not taken over.");
            self.source.dropped.push(Dropped::new(name, kind, why));
            if let Branching::Group(_, _, inside) = node {
                self.leave_out(inside, what, whole);
            }
        }
    }

    /// Names the pictures and sounds of a line.
    pub(super) fn media(&mut self, line: &SheetLine, name: &str) {
        let fields = ["image", "big-image", "audio", "video"];
        let found: Vec<&str> = fields
            .into_iter()
            .filter(|field| self.survey.texts(line, field).any(|(_, text)| !text.is_empty()))
            .collect();
        if !found.is_empty() {
            let why = format!("Pictures, sounds and films of questions are not taken over ({}).", found.join(", "));
            self.source.dropped.push(Dropped::new(name, "media", why));
        }
    }
}
