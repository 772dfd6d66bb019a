//! Small numbers that would give people away: which are not shown, and what stands in their place.
//!
//! Libraries with one to four answers are put together. If those are still fewer than five, the smallest of the others joins
//! them. So no count from one to four is shown, and none comes out when what is shown is taken from the total.

use crate::consultations::model::Stage;

/// With fewer answers than this a library is not named in public: those who know who uses it could guess how
/// somebody voted.
pub const FEWEST_FOR_A_LIBRARY: u64 = 5;

/// What is said of a vote (a ranking, a budget vote) in which fewer people voted than [`FEWEST_FOR_A_LIBRARY`], instead of
/// anything about how they voted; none when enough did. Nobody at all gives nobody away. This is the one home of the rule:
/// every page, finding, figure and file of results asks here.
pub const fn few_voters(voters: u64, at: Stage) -> Option<&'static str> {
    match (voters, at) {
        (0 | FEWEST_FOR_A_LIBRARY.., _) => None,
        (_, Stage::Open) => {
            Some("Fewer than five people have voted so far, so nothing about how they voted is shown yet.")
        }
        _ => Some("Fewer than five people voted, so nothing about how they voted is shown."),
    }
}

/// What staff can do when too few people voted to show anything of it: while it is open, and once a decision is due.
pub const fn what_staff_can_do(at: Stage) -> &'static str {
    match at {
        Stage::Open => "Tell more people about it, or give them more time: it is shown as soon as five have voted.",
        _ => {
            "Decide by what else you know, and say in the decision that fewer than five people voted. Do not write what \
             they chose: where few vote, people who know each other could tell who it was."
        }
    }
}

/// What stands beside the file of single ballots where that is so. Whoever may take it away reads single answers anyway.
pub const FEW_BALLOTS: &str = "With so few ballots, people who know each other could tell who gave which. The file is there so \
    that the count can be checked by those who may read single answers: open it for nothing else, and pass nothing on.";

/// What stands for the libraries with too few answers.
pub const FEW: &str = "Libraries with fewer than 5 answers";

/// The same, when a larger library had to join them so that the sum gives nobody away.
pub const OTHERS: &str = "All other libraries";

/// What stands for people who named no library.
pub const NO_LIBRARY: &str = "No library given";

/// Which libraries may be named, by their places in a list. Libraries without answers are in neither part.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Those that stand by themselves, in the order of the list.
    pub alone: Vec<usize>,
    /// Those that are put together.
    pub together: Vec<usize>,
    /// Whether a larger one had to join the small ones. If there was none left, nothing may be shown.
    pub joined: bool,
}

/// Which libraries may be named, from how many people of each answered.
pub fn named(people: &[u64]) -> Named {
    let few = 1..FEWEST_FOR_A_LIBRARY;
    let (mut together, mut alone): (Vec<usize>, Vec<usize>) =
        (0..people.len()).filter(|place| people[*place] > 0).partition(|place| few.contains(&people[*place]));
    let mut sum: u64 = together.iter().map(|place| people[*place]).sum();
    let mut joined = false;
    while few.contains(&sum) {
        let Some(smallest) = (0..alone.len()).min_by_key(|at| people[alone[*at]]) else { break };
        let place = alone.remove(smallest);
        sum += people[place];
        together.push(place);
        joined = true;
    }
    Named { alone, together, joined }
}

/// Rows by library as they may be published. `people` says how many of a row answered; `rest` makes the row of those that are
/// put together, and is told whether a larger one had to join them. Empty when there is nothing to compare.
pub fn published<T: Clone>(rows: &[T], people: impl Fn(&T) -> u64, rest: impl FnOnce(&[&T], bool) -> T) -> Vec<T> {
    let sizes: Vec<u64> = rows.iter().map(people).collect();
    let Named { alone, together, joined } = named(&sizes);
    let together: Vec<&T> = together.into_iter().map(|place| &rows[place]).collect();
    let mut shown: Vec<T> = alone.into_iter().map(|place| rows[place].clone()).collect();
    if !together.is_empty() {
        shown.push(rest(&together, joined));
    }
    // One row alone is the total, which stands elsewhere; and where nothing could join the few, it would be them.
    if shown.len() < 2 { Vec::new() } else { shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How many people there are in each row that is shown, and in the row of those put together.
    fn shown(people: &[u64]) -> Vec<(&'static str, u64)> {
        let rows: Vec<(&str, u64)> = people.iter().map(|people| ("alone", *people)).collect();
        published(
            &rows,
            |row| row.1,
            |few, joined| (if joined { "joined" } else { "few" }, few.iter().map(|row| row.1).sum()),
        )
    }

    #[test]
    fn small_libraries_are_put_together_and_joined_by_the_smallest_of_the_others() {
        assert_eq!(shown(&[4, 24, 3, 5]), [("alone", 24), ("alone", 5), ("few", 7)]);
        assert_eq!(shown(&[1, 24, 6]), [("alone", 24), ("joined", 7)]);
        assert_eq!(shown(&[9, 0, 8]), [("alone", 9), ("alone", 8)]);
    }

    #[test]
    fn nothing_is_said_of_one_to_four_voters() {
        for at in [Stage::Open, Stage::Closed, Stage::Decided, Stage::Withdrawn] {
            let said: Vec<bool> = (0..7).map(|voters| few_voters(voters, at).is_some()).collect();
            assert_eq!(said, [false, true, true, true, true, false, false], "{at:?}");
        }
    }

    #[test]
    fn where_nothing_can_be_compared_nothing_is_shown() {
        for people in [&[][..], &[3], &[39], &[1, 2], &[1, 6], &[40, 0]] {
            assert_eq!(shown(people), [], "{people:?}");
        }
    }

    proptest! {
        /// The law of this file. Whoever reads a page knows the total and every row, and may take any of the rows from it.
        #[test]
        fn no_count_from_1_to_4_is_shown_or_comes_out_by_subtraction(people in prop::collection::vec(0..12u64, 0..9)) {
            let (total, rows) = (people.iter().sum::<u64>(), shown(&people));
            if !rows.is_empty() {
                prop_assert_eq!(rows.iter().map(|row| row.1).sum::<u64>(), total, "nobody is left out");
            }
            for taken in 0..1_u32 << rows.len() {
                let known: u64 =
                    rows.iter().enumerate().filter(|(place, _)| taken & (1 << place) != 0).map(|(_, row)| row.1).sum();
                prop_assert!(!(1..FEWEST_FOR_A_LIBRARY).contains(&known) , "{rows:?} say {known}");
                if !rows.is_empty() {
                    prop_assert!(!(1..FEWEST_FOR_A_LIBRARY).contains(&(total - known)), "{rows:?} of {total} leave {}", total - known);
                }
            }
        }

        #[test]
        fn a_library_with_few_answers_is_never_left_alone(people in prop::collection::vec(0..12u64, 0..9)) {
            let Named { alone, together, joined } = named(&people);
            prop_assert!(alone.iter().all(|place| people[*place] >= FEWEST_FOR_A_LIBRARY));
            let sum: u64 = together.iter().map(|place| people[*place]).sum();
            // One of the few alone in what is left would be known by what the others leave of the total.
            prop_assert!(sum == 0 || (sum >= FEWEST_FOR_A_LIBRARY && together.len() > 1) || alone.is_empty());
            prop_assert_eq!(joined, together.iter().any(|place| people[*place] >= FEWEST_FOR_A_LIBRARY));
            let mut all: Vec<usize> = alone.into_iter().chain(together).collect();
            all.sort_unstable();
            let answered: Vec<usize> = (0..people.len()).filter(|place| people[*place] > 0).collect();
            prop_assert_eq!(all, answered, "each in one part");
        }
    }
}
