//! What everybody may read of the figures of a question. An option or row may have been offered to a handful of people, because
//! it has a condition or came in a later version, however many answered the question as a whole: whoever knows those few could
//! tell what they said. So such a one is left out, or put together with others; and where the rest would bring it back, nothing
//! of the question is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::figures::{ChoiceFigure, CountOf, FigureDetail, QuestionFigures};
use super::{ANSWERED, ASKED, AnswerSums, NOT_OFFERED};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::questionnaires::files::columns::ColumnPlan;

/// The code of the options that are put together. No code of an option begins with a slash.
pub const OTHERS: &str = "/other-answers";

static OTHER_ANSWERS: LazyLock<Wording> =
    LazyLock::new(|| Wording::one(&Language::english(), "Other answers, put together"));

/// Versions whose answers are not told.
pub type UntoldVersions = BTreeSet<i64>;

/// A point of a scale or grid: in one row of it, or in any.
type PointOfRow<'a> = (Option<&'a str>, String);

/// A sum of a version, as a number of people.
fn people(sums: &AnswerSums, version: i64, key: &Key, part: Option<&str>, code: &str) -> u64 {
    u64::try_from(sums.of(version, key, part, code)).unwrap_or_default()
}

/// The versions whose answers are not told, because fewer people than are enough could choose a point of a scale or grid that
/// those versions have: nobody else could have chosen it. Points have an order, so they cannot stand together with others as
/// options do. And since one question is asked by what was answered to another, nothing at all is told of those people, until
/// they are enough.
pub fn untold(plan: &ColumnPlan<'_>, sums: &AnswerSums, fewest: u64) -> UntoldVersions {
    let mut left = UntoldVersions::new();
    // Without one version, what others have may have been there for few.
    loop {
        let told = plan.versions().iter().filter(|(version, _)| !left.contains(version));
        let told: Vec<(i64, &Questionnaire)> = told.map(|(version, whole)| (*version, *whole)).collect();
        let gone: UntoldVersions = plan
            .questions()
            .into_iter()
            .flat_map(|question| with_points_of_few(&told, sums, &question.key, fewest))
            .collect();
        if gone.is_empty() {
            return left;
        }
        left.extend(gone);
    }
}

/// Of these versions, those that have a point of a question that only a few could choose, or could choose in one row of a grid.
fn with_points_of_few(versions: &[(i64, &Questionnaire)], sums: &AnswerSums, key: &Key, fewest: u64) -> UntoldVersions {
    let asking: Vec<(i64, &Question)> =
        versions.iter().filter_map(|(version, whole)| Some((*version, whole.question(key.as_str())?))).collect();
    // What some people could choose: a point in any row, or in one row; by the versions that have it.
    let mut chances: BTreeMap<PointOfRow<'_>, Vec<(i64, u64)>> = BTreeMap::new();
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for (version, question) in &asking {
        let answered = people(sums, *version, key, None, ANSWERED);
        let asked = people(sums, *version, key, None, ASKED);
        let grid = matches!(question.kind, QuestionKind::Matrix { .. });
        let offered: Vec<(&str, u64)> = question
            .options()
            .iter()
            .filter(|_| grid)
            .map(|row| {
                let not = people(sums, *version, key, Some(&row.code), NOT_OFFERED);
                (row.code.as_str(), asked.saturating_sub(not))
            })
            .collect();
        offered.iter().for_each(|(row, people)| *rows.entry(row).or_default() += people);
        for point in points(question) {
            offered.iter().for_each(|(row, people)| {
                chances.entry((Some(row), point.clone())).or_default().push((*version, *people));
            });
            chances.entry((None, point)).or_default().push((*version, answered));
        }
    }
    chances
        .into_iter()
        .filter(|((row, _), having)| {
            // A row that few were offered is left out by itself.
            let told = row.is_none_or(|row| rows.get(row).is_some_and(|people| enough(*people, fewest)));
            told && !enough(having.iter().map(|(_, people)| people).sum(), fewest)
        })
        .flat_map(|(_, having)| having.into_iter().map(|(version, _)| version))
        .collect()
}

/// Whether each point of a scale or grid could be chosen by nobody or by enough of some people, and was kept from nobody or from
/// enough: then what they said of it tells no more of anybody than what they said of the rest.
pub fn points_evenly_offered(plan: &ColumnPlan<'_>, sums: &AnswerSums, key: &Key, fewest: u64) -> bool {
    let asking = plan.versions().iter().filter_map(|(version, whole)| Some((*version, whole.question(key.as_str())?)));
    let (mut all, mut having) = (0_u64, BTreeMap::<String, u64>::new());
    for (version, question) in asking {
        let answered = people(sums, version, key, None, ANSWERED);
        all += answered;
        points(question).into_iter().for_each(|point| *having.entry(point).or_default() += answered);
    }
    having.values().all(|of| *of == 0 || enough(*of, fewest) && enough(all.saturating_sub(*of), fewest))
}

/// The points of a scale or grid; none of any other question.
fn points(question: &Question) -> Vec<String> {
    match &question.kind {
        QuestionKind::Scale { points } => (1..=points.len()).map(|point| point.to_string()).collect(),
        QuestionKind::Matrix { columns, .. } => columns.iter().map(|column| column.code.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Whether so many people are nobody, or enough.
const fn enough(people: u64, fewest: u64) -> bool {
    people == 0 || people >= fewest
}

impl QuestionFigures<'_> {
    /// The same as everybody may read it, where fewer than so many people are few.
    #[must_use]
    pub fn without_few(mut self, fewest: u64) -> Self {
        let before = self.pieces();
        match &mut self.detail {
            // Each person is in one option, so what is left out would be what the others leave of the whole.
            FigureDetail::Choices(choices) if matches!(self.question.kind, QuestionKind::OneOf(_)) => {
                put_together(choices, fewest);
                return self;
            }
            FigureDetail::Choices(choices) => choices.retain(|one| enough(one.chosen.of, fewest)),
            FigureDetail::Matrix(rows) => rows.retain(|row| {
                let said = row.points.iter().map(|point| point.chosen.count).sum();
                row.points.first().is_none_or(|point| enough(point.chosen.of, fewest)) && enough(said, fewest)
            }),
            FigureDetail::Rank(options) => options.retain(|one| enough(one.first.of, fewest)),
            FigureDetail::Parts(parts) => parts.retain(|one| enough(one.answered, fewest)),
            FigureDetail::Scale { .. }
            | FigureDetail::Number { .. }
            | FigureDetail::Years(_)
            | FigureDetail::Named(_)
            | FigureDetail::Uncounted => {}
        }
        self.left_out += before.saturating_sub(self.pieces());
        self
    }

    /// Whether what is left out comes back by taking what is told from the whole: everybody puts all in one order or shares out
    /// one sum; and whoever ticked nothing that is told must have ticked what is not.
    pub fn tells_what_is_left_out(&self) -> bool {
        self.left_out > 0
            && match &self.detail {
                FigureDetail::Rank(_) | FigureDetail::Parts(_) => true,
                FigureDetail::Choices(choices) => {
                    choices.iter().map(|one| one.chosen.count).sum::<u64>() < self.answered.count
                }
                _ => false,
            }
    }

    /// Whether everybody who was asked was offered all that anybody was.
    pub fn offered_to_everybody(&self) -> bool {
        self.offers().into_iter().all(|(of, whole)| of == 0 || of == whole)
    }

    /// Whether each option or row was offered to nobody or to enough, and kept from nobody or from enough: then what a group
    /// of people said of it tells no more of anybody than what they said of the rest.
    pub fn evenly_offered(&self, fewest: u64) -> bool {
        self.offers()
            .into_iter()
            .all(|(of, whole)| enough(of, fewest) && enough(whole.saturating_sub(of), fewest) || of == 0)
    }

    /// To how many each option or row was offered, of how many.
    fn offers(&self) -> Vec<(u64, u64)> {
        let (asked, answered) = (self.asked, self.answered.count);
        match &self.detail {
            FigureDetail::Choices(choices) => choices.iter().map(|one| (one.chosen.of, asked)).collect(),
            FigureDetail::Matrix(rows) => {
                rows.iter().filter_map(|row| Some((row.points.first()?.chosen.of, asked))).collect()
            }
            FigureDetail::Rank(options) => options.iter().map(|one| (one.first.of, answered)).collect(),
            FigureDetail::Parts(parts) => parts.iter().map(|one| (one.answered, answered)).collect(),
            FigureDetail::Scale { .. }
            | FigureDetail::Number { .. }
            | FigureDetail::Years(_)
            | FigureDetail::Named(_)
            | FigureDetail::Uncounted => Vec::new(),
        }
    }

    const fn pieces(&self) -> usize {
        match &self.detail {
            FigureDetail::Choices(choices) => choices.len(),
            FigureDetail::Matrix(rows) => rows.len(),
            FigureDetail::Rank(options) => options.len(),
            FigureDetail::Parts(parts) => parts.len(),
            FigureDetail::Scale { .. }
            | FigureDetail::Number { .. }
            | FigureDetail::Years(_)
            | FigureDetail::Named(_)
            | FigureDetail::Uncounted => 0,
        }
    }
}

/// Puts the options that few were offered together with the least chosen of the others, until as many people are in them as are
/// enough: of those that few were offered nothing comes out then.
fn put_together(choices: &mut Vec<ChoiceFigure<'_>>, fewest: u64) {
    let (mut few, mut rest): (Vec<_>, Vec<_>) =
        std::mem::take(choices).into_iter().partition(|one| !enough(one.chosen.of, fewest));
    if few.is_empty() {
        *choices = rest;
        return;
    }
    let people = |some: &[ChoiceFigure<'_>]| some.iter().map(|one| one.chosen.count).sum::<u64>();
    // One more at least: with nobody but those few in it, it would be them.
    while let Some(least) = (0..rest.len()).min_by_key(|place| rest[*place].chosen.count) {
        few.push(rest.remove(least));
        if people(&few) >= fewest {
            break;
        }
    }
    let of = few.iter().map(|one| one.chosen.of).max().unwrap_or(0);
    let together = CountOf { count: people(&few), of };
    rest.push(ChoiceFigure { code: OTHERS.to_owned(), label: &OTHER_ANSWERS, chosen: together });
    *choices = rest;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The law: of the options that few were offered, nobody knows how many chose them.
        #[test]
        fn options_that_few_were_offered_are_never_alone(
            offered in prop::collection::vec((0..9_u64, 0..40_u64), 1..7),
        ) {
            let label = Wording::default();
            let mut choices: Vec<ChoiceFigure<'_>> = offered
                .iter()
                .enumerate()
                .map(|(place, (of, count))| ChoiceFigure {
                    code: place.to_string(),
                    label: &label,
                    // From five on it was offered to all.
                    chosen: CountOf { count: if *of < 5 { (*count).min(*of) } else { *count }, of: if *of < 5 { *of } else { 200 } },
                })
                .collect();
            let before = choices.clone();
            put_together(&mut choices, 5);
            prop_assert!(choices.iter().all(|one| one.code == OTHERS || enough(one.chosen.of, 5)));
            let all = |some: &[ChoiceFigure<'_>]| some.iter().map(|one| one.chosen.count).sum::<u64>();
            prop_assert_eq!(all(&before), all(&choices), "nobody is lost");
            let small = before.iter().filter(|one| !enough(one.chosen.of, 5)).count();
            if let Some(together) = choices.iter().find(|one| one.code == OTHERS) {
                prop_assert!(small > 0);
                // With somebody else among them, who are enough; or it is everybody, and says nothing.
                let others = before.len() - (choices.len() - 1);
                prop_assert!(choices.len() == 1 || others > small && together.chosen.count >= 5);
            } else {
                prop_assert_eq!(small, 0);
            }
        }
    }
}
