//! Questions of a form that make one matrix: choices of one list beside each other, shown as a table.

use std::collections::BTreeSet;

use super::super::super::definition::key::Key;
use super::super::super::definition::question::QuestionKind;
use super::super::imported::{Dropped, NotImported};
use super::draft::{DraftCondition, DraftOption, DraftQuestion};
use super::extra::LineExtra;
use super::meaning::NameMeaning;
use super::table::SheetLine;
use super::tree::{Branching, called, yes};
use super::types::{LineType, ListOf};
use super::walk::{FormWalk, has_appearance};

/// Lines that make one matrix.
pub(super) struct MatrixRun<'a> {
    /// The place of the first line.
    pub(super) from: usize,
    /// The place after the last.
    pub(super) to: usize,
    /// The line that only has the words above.
    pub(super) header: Option<&'a SheetLine>,
    rows: Vec<&'a SheetLine>,
    list: String,
}

/// The lines beside each other that make matrices: in a table all choices of a list, elsewhere those that say that their
/// words or their boxes alone are shown.
pub(super) fn runs<'a>(walk: &FormWalk<'a>, nodes: &[Branching<'a>], table: bool) -> Vec<MatrixRun<'a>> {
    let survey = walk.survey;
    let mut runs: Vec<MatrixRun<'a>> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let Branching::Leaf(line, LineType::One(ListOf { list, or_other: false })) = node else { continue };
        let (header, row) = (has_appearance(survey, line, "label"), has_appearance(survey, line, "list-nolabel"));
        let known = walk.lists.get(list).is_some_and(|options| !options.is_empty());
        let plain = survey.get(line, "choice_filter").is_empty() && !survey.get(line, "name").is_empty();
        if !(header || row || table) || !known || !plain {
            continue;
        }
        let joins = runs.last_mut().filter(|run| run.to == at && run.list == *list && !header);
        match joins {
            Some(run) => {
                run.rows.push(line);
                run.to = at + 1;
            }
            None => runs.push(MatrixRun {
                from: at,
                to: at + 1,
                header: header.then_some(*line),
                rows: if header { Vec::new() } else { vec![line] },
                list: list.clone(),
            }),
        }
    }
    runs.retain(|run| !run.rows.is_empty());
    runs
}

/// The lines that begin at a place.
pub(super) fn at<'b, 'a>(runs: &'b [MatrixRun<'a>], place: usize) -> Option<&'b MatrixRun<'a>> {
    runs.binary_search_by_key(&place, |run| run.from).ok().and_then(|found| runs.get(found))
}

/// The matrix of some lines. It takes the name of its group if it can, or else that of the line above.
///
/// # Errors
/// When a key cannot be made: a fault of the program.
pub(super) fn question(
    walk: &mut FormWalk<'_>,
    run: &MatrixRun<'_>,
    group: Option<&str>,
) -> Result<DraftQuestion, NotImported> {
    let survey = walk.survey;
    let header = run.header.map(|line| called(survey, line));
    let first = run.rows.first().map(|line| called(survey, line)).unwrap_or_default();
    let name = group.map(str::to_owned).or_else(|| header.clone()).unwrap_or_else(|| format!("{first}-matrix"));
    let key = walk.source.key(&name, None)?;
    let mut question = built(walk, run, &name, key, &LineExtra::default());
    if let Some(line) = run.header {
        question.label = walk.source.text(survey, line, "label", &LineExtra::default());
        question.help = walk.source.text(survey, line, "hint", &LineExtra::default());
        question.conditions =
            vec![DraftCondition { cell: survey.get(line, "relevant").to_owned(), ..DraftCondition::default() }];
        let header = called(survey, line);
        walk.source.names.add(&header, NameMeaning::Gone("the words above a matrix".to_owned()));
        let why = format!("Its words are those of the matrix {}; it has no answer of its own.", question.question.key);
        walk.source.dropped.push(Dropped::new(header, "words above a matrix", why));
    }
    Ok(question)
}

/// A matrix that we wrote: the group has its words, its condition and what XLSForm cannot say.
///
/// # Errors
/// When a key cannot be made: a fault of the program.
pub(super) fn of_group(
    walk: &mut FormWalk<'_>,
    line: &SheetLine,
    extra: LineExtra,
    run: &MatrixRun<'_>,
) -> Result<DraftQuestion, NotImported> {
    let survey = walk.survey;
    let name = called(survey, line);
    let key = walk.source.key(&name, extra.key.as_deref())?;
    walk.source.names.add(&name, NameMeaning::Whole(key.clone()));
    let mut question = built(walk, run, &name, key, &extra);
    question.label = walk.source.text(survey, line, "label", &extra);
    question.help = walk.source.text(survey, line, "hint", &extra);
    question.error = walk.source.text(survey, line, "constraint_message", &extra);
    question.note = walk.source.text(survey, line, "guidance_hint", &extra);
    question.conditions = vec![DraftCondition { cell: survey.get(line, "relevant").to_owned(), extra: extra.clone() }];
    question.extra = extra;
    Ok(question)
}

fn built(walk: &mut FormWalk<'_>, run: &MatrixRun<'_>, name: &str, key: Key, extra: &LineExtra) -> DraftQuestion {
    let survey = walk.survey;
    let list = walk.lists.get(&run.list).map(Vec::as_slice).unwrap_or_default();
    let columns: Vec<DraftOption> = list
        .iter()
        .map(|choice| DraftOption {
            raw: choice.raw.clone(),
            code: choice.code.clone(),
            label: choice.label.clone(),
            extra: choice.extra.clone(),
            ..DraftOption::default()
        })
        .collect();
    let codes: Vec<(String, String)> = columns.iter().map(|column| (column.raw.clone(), column.code.clone())).collect();
    let mut rows: Vec<DraftOption> = Vec::new();
    let mut required = Vec::new();
    let mut codes_so_far = BTreeSet::new();
    for line in &run.rows {
        let row_name = called(survey, line);
        let row_extra = walk.source.extra(survey, line, &row_name);
        let wanted = row_extra.key.clone().unwrap_or_else(|| row_name.clone());
        let code = super::choices::numbered(&wanted, 64, |code| codes_so_far.contains(code));
        codes_so_far.insert(code.clone());
        walk.source.names.add(&row_name, NameMeaning::MatrixRow(key.clone(), code.clone(), codes.clone()));
        required.push(yes(survey.get(line, "required")) == Some(true));
        walk.media(line, &row_name);
        for (field, what, why) in [
            ("constraint", "constraint", "Rows of a matrix have no checks of their own."),
            ("default", "default", "Nothing is answered beforehand here."),
            ("hint", "hint", "Rows of a matrix have no words below them."),
        ] {
            if survey.texts(line, field).any(|(_, text)| !text.is_empty()) {
                walk.source.dropped.push(Dropped::new(row_name.clone(), what, why));
            }
        }
        rows.push(DraftOption {
            raw: row_name.clone(),
            code,
            label: walk.source.text(survey, line, "label", &row_extra),
            relevant: survey.get(line, "relevant").to_owned(),
            extra: row_extra,
            ..DraftOption::default()
        });
    }
    let all = required.iter().all(|required| *required);
    let some = required.iter().any(|required| *required);
    if some && !all {
        walk.source
            .warnings
            .push(format!("Only some rows of {key} had to be answered; now it is enough to answer one."));
    }
    let kind = QuestionKind::Matrix { rows: Vec::new(), columns: Vec::new(), every_row: all || extra.every_row };
    let mut question = DraftQuestion::new(name, key, kind);
    question.question.required = some || extra.required;
    question.options = rows;
    question.columns = columns;
    question
}
