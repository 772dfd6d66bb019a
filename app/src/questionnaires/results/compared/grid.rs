//! Scales and grids side by side: a chart for each line, whose bars grow from a middle.

use leptos::prelude::*;

use super::{ComparedFigures, ComparedView, EVERYBODY, choices_of};
use crate::numbers::Noun;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::files::summary::figures::{ChoiceFigure, FigureDetail, QuestionFigures};
use crate::questionnaires::linter;
use crate::questionnaires::results::charts::{PageScale, called, lines_of};
use crate::responses::suppression;
use crate::ui::charts::diverging::{DivergingChart, DivergingRow};

/// What libraries are called of which few answered one line of a grid.
const TOGETHER: &str = "Put together for this line";

/// A grid, or a scale, whose points are few enough to be told apart by colour.
pub(super) struct ComparedGrid<'a> {
    pub(super) lines: Vec<ComparedLine<'a>>,
    /// All people's answers, line by line.
    pub(super) everybody: Vec<DivergingRow>,
}

impl<'a> ComparedGrid<'a> {
    pub(super) fn of(one: &'a QuestionFigures<'a>, language: &Language) -> Option<Self> {
        let lines: Vec<ComparedLine<'a>> = match &one.detail {
            FigureDetail::Scale { points, .. } => vec![ComparedLine { code: "", title: String::new(), points }],
            FigureDetail::Matrix(rows) => rows
                .iter()
                .map(|row| ComparedLine {
                    code: &row.code,
                    title: called(row.label, &row.code, language),
                    points: &row.points,
                })
                .collect(),
            _ => return None,
        };
        let all: Vec<(String, &[ChoiceFigure<'_>])> =
            lines.iter().map(|line| (line.title.clone(), line.points)).collect();
        Some(Self { everybody: lines_of(&all)?, lines })
    }
}

/// A line of a grid, or a scale, which is one without a code.
pub(super) struct ComparedLine<'a> {
    code: &'a str,
    title: String,
    points: &'a [ChoiceFigure<'a>],
}

/// The points of one line of a grid, by its code, or of a scale.
fn points_of<'a, 'b>(detail: &'b FigureDetail<'a>, line: &str) -> &'b [ChoiceFigure<'a>] {
    match detail {
        FigureDetail::Matrix(lines) => {
            lines.iter().find(|one| one.code == line).map_or(&[], |one| one.points.as_slice())
        }
        other => choices_of(other),
    }
}

impl ComparedView<'_> {
    /// A line of a grid as rows: of those that are drawn the ones that may be told, which depends on all there are.
    pub(super) fn told_lines(
        &self,
        line: &ComparedLine<'_>,
        drawn: &[ComparedFigures<'_>],
        full: &[ComparedFigures<'_>],
    ) -> Vec<DivergingRow> {
        let of = |some: &[ComparedFigures<'_>]| -> Vec<DivergingRow> {
            let rows = some.iter().map(|(row, figures)| DivergingRow {
                label: row.name.clone(),
                counts: points_of(&figures.detail, line.code).iter().map(|point| point.chosen.count).collect(),
            });
            rows.filter(|row| row.counts.len() == line.points.len()).collect()
        };
        if self.answers.staff { of(drawn) } else { for_everybody(of(drawn), &of(full)) }
    }

    /// A chart for each line of a grid, or the one of a scale.
    pub(super) fn diverging(
        &self,
        grid: &ComparedGrid<'_>,
        (drawn, full): (&[ComparedFigures<'_>], &[ComparedFigures<'_>]),
        rows_are: &'static str,
        caption: &'static str,
        scale: PageScale,
    ) -> AnyView {
        let better_first = linter::better_first(self.one.question, self.language);
        let drawn: Vec<AnyView> = grid
            .lines
            .iter()
            .map(|line| {
                let rows = self.told_lines(line, drawn, full);
                let points: Vec<String> =
                    line.points.iter().map(|point| called(point.label, &point.code, self.language)).collect();
                let line = &line.title;
                let title = (!line.is_empty()).then(|| view! { <h3 dir="auto">{line.clone()}</h3> });
                let caption = if line.is_empty() { caption.to_owned() } else { format!("{line}. {caption}") };
                let chart = if rows.is_empty() {
                    view! { <p class="quiet">"Too few people answered this to compare libraries."</p> }.into_any()
                } else {
                    view! { <DivergingChart caption rows_are noun=Noun::PERSON points better_first rows reach=scale.side compares=true/> }.into_any()
                };
                view! { <section class="compared-line">{title}{chart}</section> }.into_any()
            })
            .collect();
        view! { <div class="compared wide">{drawn}</div> }.into_any()
    }
}

/// The rows of one line of a grid as everybody may see them: of those that are drawn, the ones that stand by themselves when
/// as many answered that line, and with those that do not, if all are drawn, what they come to together.
fn for_everybody(drawn: Vec<DivergingRow>, full: &[DivergingRow]) -> Vec<DivergingRow> {
    let told = suppression::published(full, DivergingRow::all, |few, _| {
        let points = few.iter().map(|row| row.counts.len()).max().unwrap_or(0);
        let sum = |point: usize| few.iter().filter_map(|row| row.counts.get(point)).sum();
        DivergingRow { label: TOGETHER.to_owned(), counts: (0..points).map(sum).collect() }
    });
    if drawn.iter().any(|row| row.label == EVERYBODY) {
        return drawn.into_iter().filter(|row| row.label == EVERYBODY || told.contains(row)).collect();
    }
    let all = drawn.len() == full.len();
    told.into_iter().filter(|row| (all && row.label == TOGETHER) || drawn.contains(row)).collect()
}
