//! That nothing hidden comes out, whoever reads the tables and knows the rule by which they were made.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// The table of ages, as it is shown.
type OfAge = Vec<(Vec<String>, ShownCount)>;

fn shown(counts: &[u64]) -> Option<Vec<ShownCount>> {
    let counts: Vec<(usize, u64)> = counts.iter().copied().enumerate().collect();
    suppressed_table(&counts).map(|rows| rows.into_iter().map(|(_, people)| people).collect())
}

/// Every table with so many rows and people.
fn every_table(rows: usize, people: u64) -> Vec<Vec<u64>> {
    if rows == 1 {
        return vec![vec![people]];
    }
    let mut all = Vec::new();
    for first in 0..=people {
        for rest in every_table(rows - 1, people - first) {
            all.push(std::iter::once(first).chain(rest).collect());
        }
    }
    all
}

#[test]
fn small_counts_and_noughts_are_hidden_and_the_next_smallest_where_one_would_come_out() {
    use ShownCount::{Hidden, People};
    for (counts, expected) in [
        (vec![20, 7, 0], vec![People(20), People(7), Hidden]),
        (vec![20, 7, 3], vec![People(20), Hidden, Hidden]),
        (vec![20, 7, 3, 2], vec![People(20), People(7), Hidden, Hidden]),
        // Of two that are as large, hiding only the first would say which is which.
        (vec![20, 7, 7, 3], vec![People(20), Hidden, Hidden, Hidden]),
        (vec![20, 7, 9], vec![People(20), People(7), People(9)]),
        // Without the seven, three hidden counts that are twelve together would be four each.
        (vec![20, 7, 4, 4, 4], vec![People(20), Hidden, Hidden, Hidden, Hidden]),
        (vec![20, 3], vec![Hidden, Hidden]),
    ] {
        assert_eq!(shown(&counts), Some(expected), "{counts:?}");
    }
    assert_eq!(shown(&[3, 1]), None, "four people in all");
}

/// Brute force: of everything that is shown, all tables that would be shown like it. A hidden count that is the same in
/// each of them is known. A nought that is known gives nobody away.
#[test]
fn no_hidden_count_can_be_known_from_a_table_and_the_rule() {
    let mut tables = 0;
    for (rows, most) in [(2, 40), (3, 30), (4, 24), (5, 18), (6, 15)] {
        for people in FEWEST_FOR_A_LIBRARY..=most {
            let mut alike: BTreeMap<Vec<ShownCount>, Vec<BTreeSet<u64>>> = BTreeMap::new();
            for table in every_table(rows, people) {
                tables += 1;
                let possible =
                    alike.entry(shown(&table).expect("five people")).or_insert_with(|| vec![BTreeSet::new(); rows]);
                possible.iter_mut().zip(table).for_each(|(possible, count)| {
                    possible.insert(count);
                });
            }
            for (rows, possible) in alike {
                for (row, possible) in rows.iter().zip(possible) {
                    let known = possible.len() == 1 && !possible.contains(&0);
                    assert!(*row != ShownCount::Hidden || !known, "of {people} people {rows:?} says {possible:?}");
                }
            }
        }
    }
    assert!(tables > 100_000, "{tables}");
}

/// The same for two topics of the same people, one of which those under 16 are not asked. People are of seven kinds: too
/// young, and young or old with one of two answers or none. It fails if those too young stand alone in the table of ages.
#[test]
fn how_many_are_too_young_cannot_be_known_from_two_topics_together() {
    let code = |code: &str| vec![code.to_owned()];
    for people in FEWEST_FOR_A_LIBRARY..=16 {
        let mut alike: BTreeMap<(OfAge, Vec<ShownCount>), Vec<BTreeSet<u64>>> = BTreeMap::new();
        for kinds in every_table(7, people) {
            let [child, young_yes, young_no, young_none, old_yes, old_no, old_none] = kinds[..] else {
                panic!("seven kinds")
            };
            let ages = [child, young_yes + young_no + young_none, old_yes + old_no + old_none];
            let counts = ["child", "young", "old"].map(code).into_iter().zip(ages).collect();
            let counts = with_the_young_together(counts, &code("child"));
            let of_age = suppressed_table(&counts).expect("five people");
            let of_other =
                shown(&[young_yes + old_yes, young_no + old_no, child + young_none + old_none]).expect("five people");
            let possible = alike.entry((of_age, of_other)).or_insert_with(|| vec![BTreeSet::new(); 3]);
            possible.iter_mut().zip(ages).for_each(|(possible, count)| {
                possible.insert(count);
            });
        }
        for ((of_age, of_other), possible) in alike {
            let possible = possible.first().expect("children");
            let small: Vec<&u64> = possible.iter().filter(|count| (1..FEWEST_FOR_A_LIBRARY).contains(count)).collect();
            assert!(small.is_empty() || possible.len() > 1, "of {people}: {of_age:?} {of_other:?} say {possible:?}");
        }
    }
}

proptest! {
    /// Whoever reads a table knows the total and every count shown, and may take any of them from it.
    #[test]
    fn no_number_from_1_to_4_comes_out_by_subtraction(counts in prop::collection::vec(0..14u64, 1..10)) {
        let total: u64 = counts.iter().sum();
        if let Some(rows) = shown(&counts) {
            let known: Vec<u64> = rows.iter().filter_map(|row| match row {
                ShownCount::People(people) => Some(*people),
                ShownCount::Hidden => None,
            }).collect();
            for taken in 0..1_u32 << known.len() {
                let sum: u64 =
                    known.iter().enumerate().filter(|(at, _)| taken & (1 << at) != 0).map(|(_, people)| people).sum();
                prop_assert!(!(1..FEWEST_FOR_A_LIBRARY).contains(&sum));
                let rest = total - sum;
                prop_assert!(!(1..FEWEST_FOR_A_LIBRARY).contains(&rest), "{counts:?}: {rows:?} leave {rest}");
            }
        }
    }

    #[test]
    fn a_count_that_is_shown_is_right_and_large(counts in prop::collection::vec(0..40u64, 1..12)) {
        for (row, count) in shown(&counts).into_iter().flatten().zip(&counts) {
            prop_assert!(row == ShownCount::Hidden || (row == ShownCount::People(*count) && *count >= FEWEST_FOR_A_LIBRARY));
        }
    }
}

#[test]
fn tables_are_drawn_once_after_closing_and_when_every_paper_is_entered() {
    assert_eq!(may_be_drawn(false, 0), Err(NotYetDrawn::Open));
    assert_eq!(may_be_drawn(true, 2), Err(NotYetDrawn::Paper(2)));
    assert!(NotYetDrawn::Paper(1).to_string().contains("One paper form waits"));
    assert_eq!(may_be_drawn(true, 0), Ok(()));
}
