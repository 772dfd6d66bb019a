//! What people answered on average, library by library: numbers, places in an order, parts of a sum, points of a grid that has
//! too many of them for a drawing.

use leptos::prelude::*;

use super::{ComparedFigures, ComparedPeople, ComparedView, EVERYBODY};
use crate::numbers::grouped;
use crate::questionnaires::definition::question::QuestionKind;
use crate::questionnaires::files::summary::figures::{FigureDetail, QuestionFigures};
use crate::questionnaires::results::charts::called;
use crate::responses::suppression;
use crate::ui::charts::answers::FEWEST_TO_COMPARE;

/// A mean, if there is one, and of how many people.
type MeanOf = (Option<f64>, u64);

/// A mean that is told, and of how many people.
#[derive(Clone, Copy)]
struct ToldMean {
    mean: f64,
    of: u64,
}

impl ComparedView<'_> {
    /// The means of numbers, places, parts or points, in a table.
    pub(super) fn means(
        &self,
        rows: &[ComparedFigures<'_>],
        full: &[ComparedFigures<'_>],
        rows_are: &'static str,
        caption: &'static str,
    ) -> AnyView {
        let columns = self.one.detail.means();
        let money =
            matches!(self.one.question.kind, QuestionKind::Money { .. } | QuestionKind::Split { money: true, .. });
        let words = |mean: f64| if money { format!("£{mean:.2}") } else { format!("{mean:.1}") };
        let titles: Vec<String> = columns
            .iter()
            .map(|one| {
                one.label.map_or_else(|| "On average".to_owned(), |label| called(label, &one.code, self.language))
            })
            .collect();
        // The mean of a column, and of how many people.
        let of_column = |figures: &QuestionFigures<'_>, code: &str| -> Option<MeanOf> {
            figures.detail.means().iter().find(|one| one.code == code).map(|one| (one.mean, one.of))
        };
        // Whose mean of each column is told. The mean of fewer than five people is theirs; and one alone that is left out comes
        // out of the others and of everybody's.
        let told: Vec<Option<Vec<&str>>> = columns
            .iter()
            .map(|column| {
                let people: Vec<u64> =
                    full.iter().map(|(_, figures)| of_column(figures, &column.code).map_or(0, |(_, of)| of)).collect();
                let names = suppression::named(&people).alone.into_iter().filter_map(|place| full.get(place));
                (!self.answers.staff).then(|| names.map(|(row, _)| row.name.as_str()).chain([EVERYBODY]).collect())
            })
            .collect();
        let means_of = |(row, figures): &ComparedFigures<'_>| -> Vec<Option<ToldMean>> {
            columns
                .iter()
                .zip(&told)
                .map(|(column, told)| {
                    let (mean, of) = of_column(figures, &column.code)?;
                    let told = told.as_ref().is_none_or(|names| names.contains(&row.name.as_str()));
                    mean.filter(|_| told).map(|mean| ToldMean { mean, of })
                })
                .collect()
        };
        let all: Vec<(&ComparedPeople, Vec<Option<ToldMean>>)> =
            rows.iter().map(|one| (one.0, means_of(one))).collect();
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
                        view! { <td class="num">{mean.map_or_else(|| "–".to_owned(), |told| words(told.mean))}</td> }.into_any()
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
    rows: &[(&ComparedPeople, Vec<Option<ToldMean>>)],
    titles: &[String],
    words: impl Fn(f64) -> String,
) -> String {
    let ends = (0..titles.len()).filter_map(|at| {
        let mut told: Vec<(&str, f64)> = rows
            .iter()
            .filter_map(|(row, means)| Some((row.name.as_str(), (*means.get(at)?)?)))
            .filter(|(_, told)| told.of >= FEWEST_TO_COMPARE)
            .map(|(name, told)| (name, told.mean))
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
