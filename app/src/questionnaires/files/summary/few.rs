//! What everybody may read of the figures of a question. An option or row may have been offered to a handful of people, because
//! it has a condition or came in a later version, however many answered the question as a whole: whoever knows those few could
//! tell what they said. So such a one is left out, or put together with others; and where the rest would bring it back, nothing
//! of the question is told.

use std::sync::LazyLock;

use super::figures::{ChoiceFigure, CountOf, FigureDetail, QuestionFigures};
use crate::questionnaires::definition::question::QuestionKind;
use crate::questionnaires::definition::texts::{Language, Wording};

/// The code of the options that are put together. No code of an option begins with a slash.
pub const OTHERS: &str = "/other-answers";

static OTHER_ANSWERS: LazyLock<Wording> =
    LazyLock::new(|| Wording::one(&Language::english(), "Other answers, put together"));

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
