//! The steps by which numbers are counted for a drawing. They follow from the question alone, so that a count need not
//! know the other answers: one for each whole number where there are few, steps of one, two or five where the smallest and
//! the largest number are settled, and otherwise steps that grow with the number.

use crate::questionnaires::definition::decimal::{Decimal, PLACES};
use crate::questionnaires::definition::question::QuestionKind;

/// The most steps of a question with a smallest and a largest number.
pub const MOST_BINS: i64 = 20;

/// Where steps begin when nothing is settled.
const CUTS: [i64; 14] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000];

/// Numbers that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberBin {
    /// The smallest of them; none if there is no smallest.
    pub from: Option<Decimal>,
    /// All are below this; none if there is no end. The last of a question with a largest number has that number too.
    pub below: Option<Decimal>,
}

impl NumberBin {
    /// What it is called in a tally.
    pub fn code(&self) -> String {
        let end = |end: Option<Decimal>| end.map_or_else(|| "any".to_owned(), |end| end.to_string());
        format!("/bin-{}-to-{}", end(self.from), end(self.below))
    }
}

impl NumberBin {
    /// What it is called on a page: "5", "10 to 19" for whole numbers, "0.5 to under 1" for others.
    pub fn words(&self, whole: bool) -> String {
        let last = self.below.and_then(|below| below.as_whole()).map(|below| below - 1).filter(|_| whole);
        match (self.from, self.below) {
            (Some(from), Some(below)) => match (from.as_whole(), last) {
                (Some(from), Some(last)) if from == last => from.to_string(),
                (Some(from), Some(last)) => format!("{from} to {last}"),
                _ => format!("{from} to under {below}"),
            },
            (Some(from), None) => format!("{from} or more"),
            (None, Some(below)) => format!("under {below}"),
            (None, None) => "any number".to_owned(),
        }
    }
}

/// Neighbouring steps put together until none of them stands for fewer than `fewest` people; none at all where there are
/// fewer in all. What nobody gave at the ends is left out.
pub fn of_several(counted: &[(NumberBin, u64)], fewest: u64) -> Vec<(NumberBin, u64)> {
    let mut together: Vec<(NumberBin, u64)> = Vec::new();
    let begins = counted.iter().position(|(_, count)| *count > 0).unwrap_or(counted.len());
    let ends = counted.iter().rposition(|(_, count)| *count > 0).map_or(begins, |last| last + 1);
    for (bin, count) in counted.get(begins..ends).unwrap_or_default() {
        match together.last_mut() {
            Some((open, so_far)) if *so_far < fewest => {
                open.below = bin.below;
                *so_far += count;
            }
            _ => together.push((*bin, *count)),
        }
    }
    if let Some((last, count)) = together.pop() {
        match together.last_mut() {
            Some((before, sum)) if count < fewest => {
                before.below = last.below;
                *sum += count;
            }
            None if count < fewest => {}
            _ => together.push((last, count)),
        }
    }
    together
}

/// The steps of a question, from the smallest; none if it is not about a number.
pub fn bins(kind: &QuestionKind) -> Vec<NumberBin> {
    let (places, least, most) = match kind {
        QuestionKind::Number { places, least, most, .. } => ((*places).min(PLACES), *least, *most),
        QuestionKind::Money { least, most } => (2, least.and_then(Decimal::pounds), most.and_then(Decimal::pounds)),
        _ => return Vec::new(),
    };
    let mut cuts = match (least, most) {
        (Some(least), Some(most)) if least <= most => even(places, least, most),
        _ => CUTS.iter().filter_map(|cut| Decimal::whole(*cut)).map(Some).chain([None]).collect(),
    };
    let negative = least.is_none_or(|least| least < Decimal::default()) && (least.is_none() || most.is_none());
    if negative {
        cuts.insert(0, None);
    }
    cuts.windows(2)
        .filter_map(|pair| match pair {
            [from, below] => Some(NumberBin { from: *from, below: *below }),
            _ => None,
        })
        .collect()
}

/// Even steps from a smallest to a largest number, each a round number of the finest that can be answered.
fn even(places: u32, least: Decimal, most: Decimal) -> Vec<Option<Decimal>> {
    let (least, most) = (i128::from(least.millionths()), i128::from(most.millionths()));
    let finest = 10_i128.pow(PLACES - places);
    let steps = (0..).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i128.pow(power))).take(90);
    let count = |width: i128| most.div_euclid(width) - least.div_euclid(width) + 1;
    let width = steps.map(|step| step * finest).find(|width| count(*width) <= i128::from(MOST_BINS)).unwrap_or(finest);
    let first = least.div_euclid(width);
    (0..=count(width)).map(|step| Decimal::from_millionths(i64::try_from((first + step) * width).ok()?)).collect()
}

/// The step that a number falls into: the first or the last if it is outside all of them, as the answers to an earlier
/// version may be.
pub fn bin_of(kind: &QuestionKind, number: Decimal) -> Option<NumberBin> {
    let bins = bins(kind);
    let own = bins.iter().find(|bin| bin.below.is_none_or(|below| number < below));
    own.or(bins.last()).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::questionnaires::definition::texts::Wording;

    fn number(places: u32, least: Option<i64>, most: Option<i64>) -> QuestionKind {
        let whole = |number: i64| Decimal::whole(number).expect("small");
        QuestionKind::Number { places, least: least.map(whole), most: most.map(whole), unit: Wording::default() }
    }

    fn starts(kind: &QuestionKind) -> Vec<String> {
        bins(kind).iter().map(|bin| bin.from.map_or_else(|| "any".to_owned(), |from| from.to_string())).collect()
    }

    #[test]
    fn few_whole_numbers_have_a_step_each_and_many_have_round_steps() {
        assert_eq!(starts(&number(0, Some(0), Some(5))), ["0", "1", "2", "3", "4", "5"]);
        assert_eq!(starts(&number(0, Some(16), Some(120)))[..3], ["10", "20", "30"]);
        assert_eq!(starts(&number(1, Some(0), Some(1)))[..3], ["0", "0.1", "0.2"]);
        assert_eq!(starts(&QuestionKind::Money { least: Some(0), most: Some(1_000) })[..3], ["0", "1", "2"]);
    }

    #[test]
    fn numbers_without_an_end_have_steps_that_grow() {
        let bins = bins(&number(0, Some(0), None));
        assert_eq!(
            (bins.len(), bins[0].code(), bins[13].code()),
            (14, "/bin-0-to-1".into(), "/bin-1000000-to-any".into())
        );
        assert_eq!(starts(&number(0, None, None))[..2], ["any", "0"]);
        assert!(super::bins(&QuestionKind::Branch).is_empty());
    }

    #[test]
    fn a_step_is_called_as_people_say_it() {
        let words = |kind: &QuestionKind, whole: bool| -> Vec<String> {
            bins(kind).iter().map(|bin| bin.words(whole)).collect()
        };
        assert_eq!(words(&number(0, Some(0), Some(2)), true), ["0", "1", "2"]);
        assert_eq!(words(&number(0, Some(16), Some(120)), true)[..2], ["10 to 19", "20 to 29"]);
        assert_eq!(words(&number(1, Some(0), Some(1)), false)[..2], ["0 to under 0.1", "0.1 to under 0.2"]);
        assert_eq!(words(&number(0, Some(0), None), true)[12..], ["100000 to 999999", "1000000 or more"]);
    }

    #[test]
    fn neighbours_are_put_together_until_none_is_few() {
        let steps = bins(&number(0, Some(0), Some(5)));
        let counted = |counts: [u64; 6]| -> Vec<(NumberBin, u64)> { steps.iter().copied().zip(counts).collect() };
        let shown = |counts| -> Vec<(String, u64)> {
            of_several(&counted(counts), 5).iter().map(|(bin, count)| (bin.words(true), *count)).collect()
        };
        assert_eq!(shown([0, 7, 1, 4, 9, 2]), [("1".into(), 7), ("2 to 3".into(), 5), ("4 to 5".into(), 11)]);
        assert_eq!(shown([1, 1, 1, 1, 0, 0]), []);
        assert_eq!(shown([0, 0, 0, 0, 0, 5]), [("5".into(), 5)]);
        assert_eq!(shown([0; 6]), []);
    }

    proptest! {
        #[test]
        fn nobody_is_lost_when_steps_are_put_together(counts in proptest::collection::vec(0_u64..9, 1..20)) {
            let steps = bins(&number(0, Some(0), Some(i64::try_from(counts.len()).unwrap() - 1)));
            let counted: Vec<(NumberBin, u64)> = steps.into_iter().zip(counts.iter().copied()).collect();
            let all: u64 = counted.iter().map(|(_, count)| count).sum();
            let shown = of_several(&counted, 5);
            prop_assert!(shown.iter().all(|(_, count)| *count >= 5));
            let sum: u64 = shown.iter().map(|(_, count)| count).sum();
            prop_assert_eq!(sum, if all < 5 { 0 } else { all });
            prop_assert!(shown.windows(2).all(|pair| pair[0].0.below == pair[1].0.from));
        }

        #[test]
        fn every_number_falls_into_one_step(
            places in 0..7_u32, least in -999_999_999..999_999_999_i64, span in 0..999_999_999_i64, at in 0.0..=1.0_f64,
        ) {
            let kind = number(places, Some(least), Some((least + span).min(999_999_999)));
            let QuestionKind::Number { least: Some(low), most: Some(high), .. } = &kind else { unreachable!() };
            let (low, high) = (low.millionths(), high.millionths());
            let number = Decimal::from_millionths(low + ((high - low) as f64 * at) as i64).unwrap();
            let all = bins(&kind);
            prop_assert!(!all.is_empty() && all.len() <= MOST_BINS as usize);
            let holding = all.iter().filter(|bin| {
                bin.from.is_none_or(|from| from <= number) && bin.below.is_none_or(|below| number < below)
            });
            prop_assert_eq!(holding.copied().collect::<Vec<_>>(), [bin_of(&kind, number).unwrap()]);
        }
    }
}
