//! The answers to one question side by side: library by library, and for staff by the way they came in. In public only after
//! closing, and libraries with fewer than five answers together, as it is with proposals.

mod means;

use leptos::prelude::*;

use super::CountedQuestionnaire;
use super::charts::{PageScale, bars, called, lines_of, whole_of};
use super::reading::{LIBRARY, LibrariesOrder, QuestionReading};
use crate::consultations::model::Consultation;
use crate::consultations::showing;
use crate::db::{Db, DbError};
use crate::ids::QuestionnaireId;
use crate::numbers::{Noun, grouped};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::QuestionKind;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::files::columns::ColumnPlan;
use crate::questionnaires::files::summary::few::{self, UntoldVersions};
use crate::questionnaires::files::summary::figures::{ChoiceFigure, FigureDetail, QuestionFigures, figures_of};
use crate::questionnaires::files::summary::{ANSWERED, AnswerSums, AnswerTally};
use crate::questionnaires::linter;
use crate::questionnaires::store::tallies;
use crate::responses::suppression::{self, FEW, NO_LIBRARY, OTHERS};
use crate::site::FormErrors;
use crate::time::Time;
use crate::ui::charts::bars as bar_chart;
use crate::ui::charts::diverging::{self, DivergingChart, DivergingRow};
use crate::ui::charts::multiples::{self, MultiplesChart, Panel, PanelBar};
use crate::ui::form::{FieldOption, select};

/// What all people together are called.
const EVERYBODY: &str = "Everybody";

/// What libraries are called of which few answered one line of a grid.
const TOGETHER: &str = "Put together for this line";

/// People with their figures of the question.
type ComparedFigures<'a> = (&'a ComparedPeople, QuestionFigures<'a>);

/// How many libraries are drawn before somebody asks for all of them.
const DRAWN: usize = 16;

/// Those who are compared: a library, several put together, or a way in which answers came.
#[derive(Clone, Debug)]
struct ComparedPeople {
    name: String,
    /// The library's name in addresses; none for all others.
    slug: Option<String>,
    /// How many of them answered.
    answered: u64,
    sums: AnswerSums,
}

impl ComparedPeople {
    fn of(name: String, slug: Option<String>, sums: AnswerSums) -> Self {
        let answered = sums.all().filter(|(tally, _)| tally.part.is_none() && tally.code == ANSWERED);
        let answered = answered.map(|(_, amount)| u64::try_from(amount).unwrap_or(0)).sum();
        Self { name, slug, answered, sums }
    }

    fn together(name: &str, few: &[&Self]) -> Self {
        let all = few.iter().flat_map(|one| one.sums.all()).map(|(tally, amount)| (tally.clone(), amount));
        Self::of(name.to_owned(), None, all.collect())
    }
}

/// Whom the answers to a question are compared for.
pub(super) enum ComparedFor<'a> {
    /// Those who may see results at any time: every library, and the ways.
    Staff,
    /// Everybody else.
    Everybody {
        /// The consultation, by whose stage libraries may be compared.
        consultation: &'a Consultation,
        /// Now.
        now: Time,
    },
}

/// The answers to one question, side by side.
pub(super) struct ComparedAnswers {
    /// None while libraries may not be compared.
    libraries: Option<Vec<ComparedPeople>>,
    ways: Vec<ComparedPeople>,
    /// All people together.
    everybody: ComparedPeople,
    staff: bool,
}

impl ComparedAnswers {
    /// What is known of a question's answers. Reads the sums of that question, however many people answered it.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub(super) async fn of(
        db: &Db,
        questionnaire: QuestionnaireId,
        counted: &CountedQuestionnaire,
        key: &Key,
        reader: &ComparedFor<'_>,
    ) -> Result<Self, DbError> {
        let staff = matches!(reader, ComparedFor::Staff);
        let shown = match reader {
            ComparedFor::Staff => true,
            ComparedFor::Everybody { consultation, now } => showing::by_library(consultation, *now),
        };
        let libraries =
            if shown { Some(Self::libraries(db, questionnaire, key, &counted.untold).await?) } else { None };
        let libraries = libraries.map(|all| if staff { all } else { published(&all) });
        let ways = counted.ways.iter().filter(|_| staff);
        let ways = ways.map(|(way, sums)| ComparedPeople::of(way.title().to_owned(), None, sums.of_question(key)));
        Ok(Self {
            libraries,
            ways: ways.filter(|way| way.answered > 0).collect(),
            everybody: ComparedPeople::of(EVERYBODY.to_owned(), None, counted.sums.of_question(key)),
            staff,
        })
    }

    async fn libraries(
        db: &Db,
        questionnaire: QuestionnaireId,
        key: &Key,
        untold: &UntoldVersions,
    ) -> Result<Vec<ComparedPeople>, DbError> {
        let mut found: Vec<(i64, String, Option<String>, AnswerSums)> = Vec::new();
        for kept in tallies::of_question(db, questionnaire, key.as_str()).await? {
            if untold.contains(&kept.version) {
                continue;
            }
            if found.last().is_none_or(|(branch, ..)| *branch != kept.branch_id) {
                let name = kept.branch_name.clone().unwrap_or_else(|| NO_LIBRARY.to_owned());
                found.push((kept.branch_id, name, kept.branch_slug.clone(), AnswerSums::default()));
            }
            let Some((.., sums)) = found.last_mut() else { continue };
            let part = (!kept.part.is_empty()).then_some(kept.part);
            sums.add([(
                AnswerTally { version: kept.version, question: key.clone(), part, code: kept.code },
                kept.amount,
            )]);
        }
        let all = found.into_iter().map(|(_, name, slug, sums)| ComparedPeople::of(name, slug, sums));
        let mut all: Vec<ComparedPeople> = all.filter(|library| library.answered > 0).collect();
        // A library that has closed may have had the name of one that is open; rows go by what they are called.
        let names: Vec<String> = all.iter().map(|library| library.name.clone()).collect();
        for library in &mut all {
            if let Some(slug) = &library.slug
                && names.iter().filter(|name| **name == library.name).count() > 1
            {
                library.name = format!("{} ({slug})", library.name);
            }
        }
        Ok(all)
    }
}

/// Libraries as everybody may see them.
fn published(all: &[ComparedPeople]) -> Vec<ComparedPeople> {
    suppression::published(
        all,
        |library| library.answered,
        |few, joined| ComparedPeople::together(if joined { OTHERS } else { FEW }, few),
    )
}

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

    /// Whether the figures of each library give nobody away: no option, point or row was offered to a handful there; and in an order,
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
        all.iter().all(|(people, figures)| {
            let means = figures.detail.means();
            figures.evenly_offered(few)
                && few::points_evenly_offered(self.plan, &people.sums, &self.one.question.key, few)
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

    /// A line of a grid as rows: of those that are drawn the ones that may be told, which depends on all there are.
    fn told_lines(
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
        if self.answers.staff { of(drawn) } else { told_lines(of(drawn), &of(full)) }
    }

    /// A chart for each line of a grid, or the one of a scale.
    fn diverging(
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
fn told_lines(drawn: Vec<DivergingRow>, full: &[DivergingRow]) -> Vec<DivergingRow> {
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

fn choices_of<'a, 'b>(detail: &'b FigureDetail<'a>) -> &'b [ChoiceFigure<'a>] {
    match detail {
        FigureDetail::Choices(choices) => choices,
        FigureDetail::Scale { points, .. } => points,
        _ => &[],
    }
}

/// A grid, or a scale, whose points are few enough to be told apart by colour.
struct ComparedGrid<'a> {
    lines: Vec<ComparedLine<'a>>,
    /// All people's answers, line by line.
    everybody: Vec<DivergingRow>,
}

impl<'a> ComparedGrid<'a> {
    fn of(one: &'a QuestionFigures<'a>, language: &Language) -> Option<Self> {
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
struct ComparedLine<'a> {
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
