//! The answers to one question side by side: library by library, and for staff by the way they came in. In public only after
//! closing, and libraries with fewer than five answers together, as it is with proposals.

use leptos::prelude::*;

use super::CountedQuestionnaire;
use super::charts::{called, lines_of};
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
use crate::questionnaires::files::summary::figures::{ChoiceFigure, FigureDetail, QuestionFigures, figures_of};
use crate::questionnaires::files::summary::{ANSWERED, AnswerSums, AnswerTally};
use crate::questionnaires::linter;
use crate::questionnaires::store::tallies;
use crate::responses::suppression::{self, FEW, FEWEST_FOR_A_LIBRARY, NO_LIBRARY, OTHERS};
use crate::site::FormErrors;
use crate::time::Time;
use crate::ui::charts::answers::FEWEST_TO_COMPARE;
use crate::ui::charts::diverging::{DivergingChart, DivergingRow, farthest};
use crate::ui::charts::multiples::{MultiplesChart, Panel, PanelBar};
use crate::ui::form::{FieldOption, select};

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
        key: &str,
        reader: &ComparedFor<'_>,
    ) -> Result<Self, DbError> {
        let staff = matches!(reader, ComparedFor::Staff);
        let Ok(key) = Key::new(key) else { return Ok(Self { libraries: Some(Vec::new()), ways: Vec::new(), staff }) };
        let shown = match reader {
            ComparedFor::Staff => true,
            ComparedFor::Everybody { consultation, now } => showing::by_library(consultation, *now),
        };
        let libraries = if shown { Some(Self::libraries(db, questionnaire, &key).await?) } else { None };
        let libraries = libraries.map(|all| if staff { all } else { published(&all) });
        let ways = counted.ways.iter().filter(|_| staff).map(|(channel, sums)| {
            let own = sums.all().filter(|(tally, _)| tally.question == key);
            let own = own.map(|(tally, amount)| (tally.clone(), amount)).collect();
            ComparedPeople::of(channel.title().to_owned(), None, own)
        });
        Ok(Self { libraries, ways: ways.filter(|way| way.answered > 0).collect(), staff })
    }

    async fn libraries(db: &Db, questionnaire: QuestionnaireId, key: &Key) -> Result<Vec<ComparedPeople>, DbError> {
        let mut found: Vec<(i64, String, Option<String>, AnswerSums)> = Vec::new();
        for kept in tallies::of_question(db, questionnaire, key.as_str()).await? {
            if found.last().is_none_or(|(branch, ..)| *branch != kept.branch_id) {
                let name = kept.branch_name.clone().unwrap_or_else(|| NO_LIBRARY.to_owned());
                found.push((kept.branch_id, name, kept.branch_slug.clone(), AnswerSums::default()));
            }
            let Some((.., sums)) = found.last_mut() else { continue };
            let part = (!kept.part.is_empty()).then_some(kept.part);
            sums.add([(AnswerTally { version: kept.version, question: key.clone(), part, code: kept.code }, kept.amount)]);
        }
        let all = found.into_iter().map(|(_, name, slug, sums)| ComparedPeople::of(name, slug, sums));
        Ok(all.filter(|library| library.answered > 0).collect())
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
    pub counted: &'a CountedQuestionnaire,
    pub answers: &'a ComparedAnswers,
    pub one: &'a QuestionFigures<'a>,
    pub reading: &'a QuestionReading,
    pub here: String,
    pub language: &'a Language,
}

impl ComparedView<'_> {
    /// Library by library and way by way; nothing where there is nothing to set side by side.
    pub(super) fn show(&self) -> AnyView {
        if !can_be_compared(&self.one.question.kind) || self.one.answered.count == 0 {
            return ().into_any();
        }
        let ways = (self.answers.ways.len() > 1).then(|| {
            view! {
                <h2 id="by-way">"By the way they came in"</h2>
                {self.side_by_side(&self.answers.ways, "Way", "Answers by the way they came in")}
            }
        });
        view! { <h2 id="by-library">"By library"</h2>{self.by_library()}{ways} }.into_any()
    }

    fn by_library(&self) -> AnyView {
        let Some(libraries) = &self.answers.libraries else {
            return view! { <p class="quiet">{showing::NOT_BY_LIBRARY}</p> }.into_any();
        };
        if libraries.len() < 2 {
            return view! { <p class="quiet">"There are too few answers to compare libraries without giving away how somebody answered."</p> }.into_any();
        }
        let note = if self.answers.staff {
            "By the library people told us they use. In public, libraries are compared after closing only, and those with fewer \
             than 5 answers are put together: please do not quote such numbers before."
        } else {
            "By the library people told us they use. Libraries with fewer than 5 answers are put together, so that nobody can \
             guess how a neighbour answered."
        };
        let mut rows = libraries.clone();
        if self.reading.libraries == LibrariesOrder::Answers {
            rows.sort_by_key(|row| std::cmp::Reverse(row.answered));
        }
        let only = rows.iter().find(|row| row.slug.as_deref() == Some(self.reading.library.as_str())).cloned();
        let all = rows.len();
        match only {
            // One library is set beside everybody, that one with them.
            Some(only) => {
                let everybody = ComparedPeople::of("Everybody".to_owned(), None, self.of_everybody());
                rows = vec![only, everybody];
            }
            None if !self.reading.whole => rows.truncate(DRAWN),
            None => {}
        }
        let rest = (rows.len() < all && self.reading.library.is_empty()).then(|| {
            let whole = QuestionReading { whole: true, ..self.reading.clone() };
            view! { <p data-in-place=""><a href=whole.address(&self.here)>{format!("Show all {} libraries", grouped(u64::try_from(all).unwrap_or(0)))}</a></p> }
        });
        view! {
            <p class="quiet">{note}</p>
            {self.filter(libraries)}
            {(all > 2 && rows.len() > 2).then(|| self.orders())}
            {self.side_by_side(&rows, "Library", "Answers by library")}
            {rest}
        }
        .into_any()
    }

    /// The sums of this question over all libraries.
    fn of_everybody(&self) -> AnswerSums {
        let own = self.counted.sums.all().filter(|(tally, _)| tally.question == self.one.question.key);
        own.map(|(tally, amount)| (tally.clone(), amount)).collect()
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
        view! { <nav class="orders" aria-label="Order of the libraries" data-in-place=""><ul>{links}</ul></nav> }.into_any()
    }

    /// The charts of a comparison.
    fn side_by_side(&self, rows: &[ComparedPeople], rows_are: &'static str, caption: &'static str) -> AnyView {
        let figures: Vec<(&ComparedPeople, QuestionFigures<'_>)> = rows
            .iter()
            .filter_map(|row| Some((row, figures_of(self.plan, &row.sums, &self.one.question.key)?)))
            .collect();
        match &self.one.detail {
            FigureDetail::Choices(choices) => self.panels(choices, &figures, rows_are, caption),
            FigureDetail::Scale { points, .. } => {
                let lines = [ComparedLine { code: "", title: String::new(), points }];
                self.diverging(&lines, &figures, rows_are, caption)
                    .unwrap_or_else(|| self.panels(points, &figures, rows_are, caption))
            }
            FigureDetail::Matrix(lines) => {
                let lines: Vec<ComparedLine<'_>> = lines
                    .iter()
                    .map(|line| ComparedLine {
                        code: &line.code,
                        title: called(line.label, &line.code, self.language),
                        points: &line.points,
                    })
                    .collect();
                self.diverging(&lines, &figures, rows_are, caption)
                    .unwrap_or_else(|| self.means(&figures, rows_are, caption))
            }
            FigureDetail::Rank(_) | FigureDetail::Number { .. } | FigureDetail::Parts(_) => {
                self.means(&figures, rows_are, caption)
            }
            FigureDetail::Years(_) | FigureDetail::Named(_) | FigureDetail::Uncounted => ().into_any(),
        }
    }

    /// A panel for each option or point.
    fn panels(
        &self,
        choices: &[ChoiceFigure<'_>],
        rows: &[(&ComparedPeople, QuestionFigures<'_>)],
        rows_are: &'static str,
        caption: &'static str,
    ) -> AnyView {
        let panels = choices
            .iter()
            .map(|choice| Panel {
                title: called(choice.label, &choice.code, self.language),
                bars: rows
                    .iter()
                    .map(|(_, figures)| {
                        let own = choices_of(&figures.detail).iter().find(|own| own.code == choice.code);
                        PanelBar { count: own.map_or(0, |own| own.chosen.count), of: figures.answered.count }
                    })
                    .collect(),
            })
            .collect();
        let names: Vec<String> = rows.iter().map(|(row, _)| row.name.clone()).collect();
        view! { <MultiplesChart caption rows_are base="Percentages are of those in each row who answered this question" rows=names panels/> }
            .into_any()
    }

    /// A chart for each line of a grid, or the one of a scale; none where there are too many points to tell apart by colour.
    fn diverging(
        &self,
        lines: &[ComparedLine<'_>],
        rows: &[(&ComparedPeople, QuestionFigures<'_>)],
        rows_are: &'static str,
        caption: &'static str,
    ) -> Option<AnyView> {
        let all: Vec<(String, &[ChoiceFigure<'_>])> =
            lines.iter().map(|line| (line.title.clone(), line.points)).collect();
        let shown = lines_of(&all)?;
        let points: Vec<String> =
            lines.first()?.points.iter().map(|point| called(point.label, &point.code, self.language)).collect();
        let better_first = linter::better_first(self.one.question, self.language);
        let charts: Vec<(String, Vec<DivergingRow>)> = lines
            .iter()
            .map(|line| {
                let rows = rows.iter().map(|(row, figures)| DivergingRow {
                    label: row.name.clone(),
                    counts: points_of(&figures.detail, line.code).iter().map(|point| point.chosen.count).collect(),
                });
                (line.title.clone(), rows.filter(|row| row.counts.len() == points.len()).collect())
            })
            .collect();
        let reach = charts.iter().map(|(_, rows)| farthest(rows)).fold(farthest(&shown), f64::max);
        let drawn: Vec<AnyView> = charts
            .into_iter()
            .map(|(line, rows)| {
                let title = (!line.is_empty()).then(|| view! { <h3 dir="auto">{line.clone()}</h3> });
                let caption = if line.is_empty() { caption.to_owned() } else { format!("{line}. {caption}") };
                view! { <section class="compared-line">{title}<DivergingChart caption rows_are noun=Noun::PERSON points=points.clone() better_first rows reach/></section> }.into_any()
            })
            .collect();
        Some(view! { <div class="compared wide">{drawn}</div> }.into_any())
    }

    /// The means of numbers, places, parts or points, in a table.
    fn means(
        &self,
        rows: &[(&ComparedPeople, QuestionFigures<'_>)],
        rows_are: &'static str,
        caption: &'static str,
    ) -> AnyView {
        let columns = self.one.detail.means();
        let money = matches!(self.one.question.kind, QuestionKind::Money { .. } | QuestionKind::Split { money: true, .. });
        let words = |mean: f64| if money { format!("£{mean:.2}") } else { format!("{mean:.1}") };
        let titles: Vec<String> = columns
            .iter()
            .map(|one| one.label.map_or_else(|| "On average".to_owned(), |label| called(label, &one.code, self.language)))
            .collect();
        let staff = self.answers.staff;
        // A mean of fewer than five people is theirs; where some were not offered an option, fewer may be left than answered.
        let told = |mean: Option<f64>, of: u64| mean.filter(|_| staff || of >= FEWEST_FOR_A_LIBRARY);
        let means_of = |figures: &QuestionFigures<'_>| -> Vec<Option<f64>> {
            let own = figures.detail.means();
            columns
                .iter()
                .map(|column| {
                    own.iter().find(|one| one.code == column.code).and_then(|one| told(one.mean, one.of))
                })
                .collect()
        };
        let all: Vec<(&ComparedPeople, Vec<Option<f64>>)> =
            rows.iter().map(|(row, figures)| (*row, means_of(figures))).collect();
        let finding = farthest_apart(&all, &titles, words);
        let head: Vec<AnyView> = titles
            .iter()
            .map(|title| view! { <th scope="col" class="num" dir="auto">{title.clone()}</th> }.into_any())
            .collect();
        let body: Vec<AnyView> = all
            .iter()
            .map(|(row, means)| {
                let cells: Vec<AnyView> = means
                    .iter()
                    .map(|mean| {
                        view! { <td class="num">{mean.map_or_else(|| "–".to_owned(), words)}</td> }.into_any()
                    })
                    .collect();
                view! { <tr><th scope="row" dir="auto">{row.name.clone()}</th><td class="num">{grouped(row.answered)}</td>{cells}</tr> }.into_any()
            })
            .collect();
        let title = match &self.one.detail {
            FigureDetail::Rank(_) => format!("{caption}: the mean place of each (1 is first)"),
            FigureDetail::Parts(_) => format!("{caption}: what each was given on average"),
            FigureDetail::Matrix(_) => format!("{caption}: the mean of the points, counted from 1"),
            _ => format!("{caption}: the mean of the numbers"),
        };
        view! {
            <p>{finding}</p>
            <div class="table-wrap wide" tabindex="0" role="region" aria-label=title.clone()><table><caption>{title.clone()}</caption><thead><tr><th scope="col">{rows_are}</th><th scope="col" class="num">"Answered"</th>{head}</tr></thead><tbody>{body}</tbody></table></div>
        }
        .into_any()
    }
}

/// Where the means lie furthest apart, in a sentence. Rows with few people are not named.
fn farthest_apart(
    rows: &[(&ComparedPeople, Vec<Option<f64>>)],
    titles: &[String],
    words: impl Fn(f64) -> String,
) -> String {
    let ends = (0..titles.len()).filter_map(|at| {
        let mut told: Vec<(&str, f64)> = rows
            .iter()
            .filter(|(row, _)| row.answered >= FEWEST_TO_COMPARE)
            .filter_map(|(row, means)| Some((row.name.as_str(), (*means.get(at)?)?)))
            .collect();
        told.sort_by(|one, other| one.1.total_cmp(&other.1));
        let (lowest, highest) = (told.first().copied()?, told.last().copied()?);
        (told.len() > 1).then_some((at, lowest, highest))
    });
    let apart = |one: &(usize, (&str, f64), (&str, f64))| one.2.1 - one.1.1;
    let Some((at, lowest, highest)) = ends.max_by(|one, other| apart(one).total_cmp(&apart(other))) else {
        return "There are too few answers to compare.".to_owned();
    };
    let between = format!("{} at “{}” and {} at “{}”", words(lowest.1), lowest.0, words(highest.1), highest.0);
    match titles.get(at).filter(|_| titles.len() > 1) {
        Some(title) => format!("The means of “{title}” lie furthest apart: {between}."),
        None => format!("The means lie between {between}."),
    }
}

fn choices_of<'a, 'b>(detail: &'b FigureDetail<'a>) -> &'b [ChoiceFigure<'a>] {
    match detail {
        FigureDetail::Choices(choices) => choices,
        FigureDetail::Scale { points, .. } => points,
        _ => &[],
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
