//! The answers to one question side by side: library by library, and for staff by the way they came in. In public only after
//! closing, and libraries with fewer than five answers together, as it is with proposals.

mod grid;
mod means;
mod people;

use leptos::prelude::*;

use self::grid::ComparedGrid;
use self::people::ComparedPeople;
pub(super) use self::people::{ComparedAnswers, ComparedFor};
use super::charts::{PageScale, bars, called, whole_of};
use super::reading::{LIBRARY, LibrariesOrder, QuestionReading};
use crate::consultations::showing;
use crate::numbers::grouped;
use crate::questionnaires::definition::question::QuestionKind;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::files::columns::ColumnPlan;
use crate::questionnaires::files::summary::figures::{ChoiceFigure, FigureDetail, QuestionFigures, figures_of};
use crate::responses::suppression;
use crate::site::FormErrors;
use crate::ui::charts::bars as bar_chart;
use crate::ui::charts::diverging;
use crate::ui::charts::multiples::{self, MultiplesChart, Panel, PanelBar};
use crate::ui::form::{FieldOption, select};

/// What all people together are called.
const EVERYBODY: &str = "Everybody";

/// People with their figures of the question.
type ComparedFigures<'a> = (&'a ComparedPeople, QuestionFigures<'a>);

/// How many libraries are drawn before somebody asks for all of them.
const DRAWN: usize = 16;

/// Whether the answers to a question of this kind can be set side by side: not words and files, which have no sums, nor
/// libraries and years, which are many already.
fn can_be_compared(kind: &QuestionKind) -> bool {
    !matches!(
        kind,
        QuestionKind::Text { .. }
            | QuestionKind::File
            | QuestionKind::Information
            | QuestionKind::Date { .. }
            | QuestionKind::Branch
            | QuestionKind::PostcodeArea
    )
}

/// The comparison of one question on its page, at an address.
pub(super) struct ComparedView<'a> {
    pub plan: &'a ColumnPlan<'a>,
    pub answers: &'a ComparedAnswers,
    pub one: &'a QuestionFigures<'a>,
    pub reading: &'a QuestionReading,
    pub here: String,
    pub language: &'a Language,
}

impl ComparedView<'_> {
    /// Library by library and way by way, on the scale of the page; nothing where there is nothing to set side by side.
    pub(super) fn show(&self, scale: PageScale) -> AnyView {
        if !self.compares() {
            return ().into_any();
        }
        let ways = (self.answers.ways.len() > 1).then(|| {
            let ways = &self.answers.ways;
            view! {
                <h2 id="by-way">"By the way they came in"</h2>
                {self.side_by_side(ways, ways, "Way", "Answers by the way they came in", scale)}
            }
        });
        view! { <h2 id="by-library">"By library"</h2>{self.by_library(scale)}{ways} }.into_any()
    }

    fn compares(&self) -> bool {
        can_be_compared(&self.one.question.kind) && self.one.answered.count > 0
    }

    /// The libraries that are told, or why none are.
    fn libraries(&self) -> Result<&[ComparedPeople], &'static str> {
        let libraries = self.answers.libraries.as_deref().ok_or(showing::NOT_BY_LIBRARY)?;
        if libraries.len() < 2 {
            return Err("There are too few answers to compare libraries without giving away how somebody answered.");
        }
        if !self.answers.staff && !self.may_be_told(libraries) {
            return Err(
                "At some libraries too few people were offered every answer, or gave each a place, to compare them \
                 without giving somebody away.",
            );
        }
        Ok(libraries)
    }

    /// The scale of the page: that of the longest bar on it, whichever libraries are drawn, so that it stays when one is
    /// chosen. What is not told has no part in it.
    pub(super) fn scale(&self) -> PageScale {
        if !self.compares() {
            return PageScale::default();
        }
        let libraries = self.figures(self.libraries().unwrap_or_default());
        let ways = self.figures(if self.answers.ways.len() > 1 { &self.answers.ways } else { &[] });
        if let Some(grid) = ComparedGrid::of(self.one, self.language) {
            let rows = [&libraries, &ways]
                .into_iter()
                .flat_map(|all| grid.lines.iter().flat_map(|line| self.told_lines(line, all, all)));
            let side = diverging::farthest(&rows.collect::<Vec<_>>()).max(diverging::farthest(&grid.everybody));
            return PageScale { side, ..PageScale::default() };
        }
        let (FigureDetail::Choices(choices) | FigureDetail::Scale { points: choices, .. }) = &self.one.detail else {
            return PageScale::default();
        };
        let panels = [&libraries, &ways].into_iter().flat_map(|all| self.panels_of(choices, all));
        let share = multiples::farthest(&panels.collect::<Vec<_>>());
        PageScale {
            share: share.max(bar_chart::farthest(&bars(choices, self.language), whole_of(self.one))),
            ..PageScale::default()
        }
    }

    fn by_library(&self, scale: PageScale) -> AnyView {
        let libraries = match self.libraries() {
            Ok(libraries) => libraries,
            Err(why) => return view! { <p class="quiet">{why}</p> }.into_any(),
        };
        let note = if self.answers.staff {
            "By the library people told us they use. In public, libraries are compared after closing only, and those with fewer \
             than 5 answers are put together: please do not quote such numbers before."
        } else {
            "By the library people told us they use. Libraries with fewer than 5 answers are put together, so that nobody can \
             guess how a neighbour answered."
        };
        let mut rows = libraries.to_vec();
        if self.reading.libraries == LibrariesOrder::Answers {
            rows.sort_by_key(|row| std::cmp::Reverse(row.answered));
        }
        let only = rows.iter().find(|row| row.slug.as_deref() == Some(self.reading.library.as_str())).cloned();
        let named = only.is_some();
        let all = rows.len();
        let full = rows.clone();
        match only {
            // One library is set beside everybody, that one with them.
            Some(only) => rows = vec![only, self.answers.everybody.clone()],
            None if !self.reading.whole => rows.truncate(DRAWN),
            None => {}
        }
        let rest = (rows.len() < all && !named).then(|| {
            let whole = QuestionReading { whole: true, ..self.reading.clone() };
            view! { <p data-in-place=""><a href=whole.address(&self.here)>{format!("Show all {} libraries", grouped(u64::try_from(all).unwrap_or(0)))}</a></p> }
        });
        view! {
            <p class="quiet">{note}</p>
            {self.filter(libraries)}
            {(all > 2 && rows.len() > 2).then(|| self.orders())}
            {self.side_by_side(&rows, &full, "Library", "Answers by library", scale)}
            {rest}
        }
        .into_any()
    }

    /// Whether the figures of each library give nobody away: no option or row was offered to a handful there; and in an order,
    /// whose places hang together, nothing that anybody gave a place was given one by a handful.
    fn may_be_told(&self, libraries: &[ComparedPeople]) -> bool {
        let few = suppression::FEWEST_FOR_A_LIBRARY;
        let all = self.figures(libraries);
        let placed: Vec<String> = match &self.one.detail {
            FigureDetail::Rank(_) => {
                self.one.detail.means().into_iter().filter(|one| one.of > 0).map(|one| one.code).collect()
            }
            _ => Vec::new(),
        };
        all.iter().all(|(_, figures)| {
            let means = figures.detail.means();
            figures.evenly_offered(few)
                && placed.iter().all(|code| means.iter().any(|one| one.code == *code && one.of >= few))
        })
    }

    fn filter(&self, libraries: &[ComparedPeople]) -> AnyView {
        let named = libraries.iter().filter_map(|one| Some(FieldOption::new(one.slug.clone()?, one.name.clone())));
        let choices: Vec<FieldOption> = std::iter::once(FieldOption::new("", "All libraries")).chain(named).collect();
        if choices.len() < 4 {
            return ().into_any();
        }
        let kept: Vec<AnyView> = self
            .reading
            .beside_library()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
            .collect();
        view! {
            <form class="filters one" method="get" action=self.here.clone() role="search" aria-label="One library beside everybody" data-in-place="">
                {kept}
                {select(LIBRARY, "Library", choices, &self.reading.library, &FormErrors::none())}
                <button class="button quiet">"Show"</button>
            </form>
        }
        .into_any()
    }

    fn orders(&self) -> AnyView {
        let links: Vec<AnyView> = LibrariesOrder::ALL
            .into_iter()
            .map(|order| {
                let href = QuestionReading { libraries: order, ..self.reading.clone() }.address(&self.here);
                let current = (order == self.reading.libraries).then_some("true");
                view! { <li><a href=href aria-current=current>{order.title()}</a></li> }.into_any()
            })
            .collect();
        view! { <nav class="orders" aria-label="Order of the libraries" data-in-place=""><ul>{links}</ul></nav> }
            .into_any()
    }

    fn figures<'b>(&'b self, rows: &'b [ComparedPeople]) -> Vec<ComparedFigures<'b>> {
        let figures = |row: &'b ComparedPeople| Some((row, figures_of(self.plan, &row.sums, &self.one.question.key)?));
        rows.iter().filter_map(figures).collect()
    }

    /// The charts of a comparison: `rows` are drawn, of all that there are.
    fn side_by_side(
        &self,
        rows: &[ComparedPeople],
        all: &[ComparedPeople],
        rows_are: &'static str,
        caption: &'static str,
        scale: PageScale,
    ) -> AnyView {
        let (figures, full) = (self.figures(rows), self.figures(all));
        if let Some(grid) = ComparedGrid::of(self.one, self.language) {
            return self.diverging(&grid, (&figures, &full), rows_are, caption, scale);
        }
        match &self.one.detail {
            FigureDetail::Choices(choices) | FigureDetail::Scale { points: choices, .. } => {
                self.panels(choices, &figures, rows_are, caption, scale)
            }
            FigureDetail::Matrix(_) | FigureDetail::Rank(_) | FigureDetail::Number { .. } | FigureDetail::Parts(_) => {
                self.means(&figures, &full, rows_are, caption)
            }
            FigureDetail::Years(_) | FigureDetail::Named(_) | FigureDetail::Uncounted => ().into_any(),
        }
    }

    /// A panel for each option or point.
    fn panels(
        &self,
        choices: &[ChoiceFigure<'_>],
        rows: &[ComparedFigures<'_>],
        rows_are: &'static str,
        caption: &'static str,
        scale: PageScale,
    ) -> AnyView {
        let base = if self.one.offered_to_everybody() {
            "Percentages are of those in each row who answered this question"
        } else {
            "Percentages are of those in each row who answered this question, some of whom were not offered every answer"
        };
        let panels = self.panels_of(choices, rows);
        let names: Vec<String> = rows.iter().map(|(row, _)| row.name.clone()).collect();
        view! { <MultiplesChart caption rows_are base rows=names panels reach=scale.share/> }.into_any()
    }

    fn panels_of(&self, choices: &[ChoiceFigure<'_>], rows: &[ComparedFigures<'_>]) -> Vec<Panel> {
        let panel = |choice: &ChoiceFigure<'_>| Panel {
            title: called(choice.label, &choice.code, self.language),
            bars: rows
                .iter()
                .map(|(_, figures)| {
                    let own = choices_of(&figures.detail).iter().find(|own| own.code == choice.code);
                    PanelBar { count: own.map_or(0, |own| own.chosen.count), of: figures.answered.count }
                })
                .collect(),
        };
        choices.iter().map(panel).collect()
    }
}

fn choices_of<'a, 'b>(detail: &'b FigureDetail<'a>) -> &'b [ChoiceFigure<'a>] {
    match detail {
        FigureDetail::Choices(choices) => choices,
        FigureDetail::Scale { points, .. } => points,
        _ => &[],
    }
}
