//! What the numbers are said to amount to.

use proptest::prelude::*;

use super::super::share::exact;
use super::*;

fn answers(counts: [i64; 6]) -> Answers {
    Answers::from_counts(counts)
}

fn row(label: &str, counts: [i64; 6]) -> Row {
    Row { label: label.into(), answers: answers(counts) }
}

#[test]
fn a_finding_says_who_supports_it_and_who_does_not() {
    let cases = [
        (
            [200, 55, 54, 53, 50, 41],
            "Most people who gave a view support this: 62% for, 25% against, 13% neither, of 412 people. 41 more people answered “don’t know”.",
        ),
        ([1, 2, 0, 40, 57, 0], "Most people who gave a view oppose this: 97% against, 3% for, of 100 people."),
        (
            [26, 26, 8, 20, 20, 0],
            "Just over half of the people who gave a view support this: 52% for, 40% against, 8% neither, of 100 people.",
        ),
        (
            [0, 40, 7, 53, 0, 0],
            "Just over half of the people who gave a view oppose this: 53% against, 40% for, 7% neither, of 100 people.",
        ),
        (
            [10, 10, 70, 5, 5, 1],
            "Most people who gave a view neither support nor oppose this: 20% for, 10% against, 70% neither, of 100 people. 1 more person answered “don’t know”.",
        ),
        (
            [20, 25, 15, 20, 20, 0],
            "More people support this than oppose it, but fewer than half: 45% for, 40% against, 15% neither, of 100 people.",
        ),
        (
            [20, 20, 15, 20, 25, 0],
            "More people oppose this than support it, but fewer than half: 45% against, 40% for, 15% neither, of 100 people.",
        ),
    ];
    for (counts, said) in cases {
        assert_eq!(finding(answers(counts)), said);
    }
}

#[test]
fn ties_and_halves_are_called_what_they_are() {
    let cases = [
        ([3, 2, 0, 3, 2, 0], "People who gave a view are evenly split: 50% for, 50% against, of 10 people."),
        (
            [4, 0, 2, 0, 4, 0],
            "As many people support this as oppose it: 40% for, 40% against, 20% neither, of 10 people.",
        ),
        (
            [5, 0, 2, 3, 0, 0],
            "Half of the people who gave a view support this: 50% for, 30% against, 20% neither, of 10 people.",
        ),
        (
            [0, 3, 2, 5, 0, 0],
            "Half of the people who gave a view oppose this: 50% against, 30% for, 20% neither, of 10 people.",
        ),
        (
            [5, 0, 1, 5, 0, 0],
            "As many people support this as oppose it: 45% for, 45% against, 10% neither, of 11 people.",
        ),
        ([6, 6, 0, 0, 0, 0], "Everybody who gave a view supports this: 100% for, of 12 people."),
        (
            [0, 0, 0, 0, 5, 2],
            "Everybody who gave a view opposes this: 100% against, of 5 people. 2 more people answered “don’t know”.",
        ),
    ];
    for (counts, said) in cases {
        assert_eq!(finding(answers(counts)), said);
    }
}

#[test]
fn few_answers_are_counted_and_not_turned_into_percentages() {
    let cases = [
        ([0, 0, 0, 0, 0, 0], "There are no answers."),
        ([0, 0, 0, 0, 0, 1], "The one person who answered chose “don’t know”."),
        ([0, 0, 0, 0, 0, 3], "Nobody gave a view: all 3 people who answered chose “don’t know”."),
        ([1, 0, 0, 0, 0, 0], "Only 1 person gave a view, and supports this."),
        ([0, 0, 0, 0, 1, 0], "Only 1 person gave a view, and opposes this."),
        (
            [0, 0, 1, 0, 0, 1],
            "Only 1 person gave a view, and neither supports nor opposes this. 1 more person answered “don’t know”.",
        ),
        ([2, 0, 0, 1, 0, 0], "Only 3 people gave a view: 2 for, 1 against."),
        ([1, 0, 2, 0, 1, 0], "Only 4 people gave a view: 1 for, 1 against, 2 neither."),
    ];
    for (counts, said) in cases {
        assert_eq!(finding(answers(counts)), said);
    }
}

#[test]
fn one_person_among_thousands_is_not_rounded_away() {
    assert_eq!(
        finding(answers([9_000, 999, 0, 1, 0, 0])),
        "Most people who gave a view support this: over 99% for, under 1% against, of 10,000 people."
    );
}

#[test]
fn rows_are_compared_where_there_are_enough_views() {
    let (low, high) = (row("Eastgate", [1, 2, 0, 7, 0, 0]), row("Millbrook", [9, 9, 0, 2, 0, 5]));
    assert_eq!(finding_of_rows(&[low.clone(), high.clone()]), "Support runs from 30% (Eastgate) to 90% (Millbrook).");
    let few = row("Quay", [9, 0, 0, 0, 0, 50]);
    assert_eq!(
        finding_of_rows(&[few.clone(), high.clone(), low]),
        "Support runs from 30% (Eastgate) to 90% (Millbrook), where at least 10 people gave a view."
    );
    assert_eq!(finding_of_rows(&[few, high]), "There are too few answers to compare.");
    assert_eq!(finding_of_rows(&[]), "There are too few answers to compare.");
}

#[test]
fn small_differences_between_rows_are_called_small() {
    let (a, b, c) = (row("A", [50, 0, 0, 50, 0, 0]), row("B", [52, 0, 0, 48, 0, 0]), row("C", [5, 0, 0, 5, 0, 0]));
    assert_eq!(finding_of_rows(&[a.clone(), b]), "Support is much the same throughout: from 50% (A) to 52% (B).");
    assert_eq!(finding_of_rows(&[a, c]), "Support is the same throughout: 50%.");
}

#[test]
fn no_views_have_no_percentages() {
    assert_eq!(answers([0, 0, 0, 0, 0, 9]).percentages(), [0; 5]);
}

#[test]
fn counts_below_zero_are_none() {
    assert_eq!(answers([-1, 2, 0, 0, 0, 0]).all(), 2);
}

/// The same answers with the two sides exchanged.
fn mirrored(answers: Answers) -> Answers {
    Answers {
        strongly_support: answers.strongly_oppose,
        support: answers.oppose,
        oppose: answers.support,
        strongly_oppose: answers.strongly_support,
        ..answers
    }
}

pub(in crate::ui::charts) fn any_answers() -> impl Strategy<Value = Answers> {
    [0..2000u64, 0..2000u64, 0..20u64, 0..2000u64, 0..2000u64, 0..20u64].prop_map(|[a, b, c, d, e, f]| Answers {
        strongly_support: a,
        support: b,
        neither: c,
        oppose: d,
        strongly_oppose: e,
        dont_know: f,
    })
}

proptest! {
    #[test]
    fn percentages_add_up_to_a_hundred_and_to_their_sides(answers in any_answers()) {
        prop_assume!(answers.views() > 0);
        let five = answers.percentages();
        prop_assert_eq!(five.iter().sum::<u64>(), 100);
        prop_assert_eq!([five[0] + five[1], five[2], five[3] + five[4]], answers.sides());
        for (percent, count) in [(five[0] + five[1], answers.for_it()), (five[3] + five[4], answers.against_it()), (five[2], answers.neither)] {
            prop_assert!((exact(count, answers.views()) - percent as f64).abs() < 1.5);
        }
    }

    #[test]
    fn neither_side_is_rounded_in_its_favour(answers in any_answers(), even: bool) {
        let answers = if even {
            Answers { oppose: answers.support, strongly_oppose: answers.strongly_support, ..answers }
        } else {
            answers
        };
        let mut turned = mirrored(answers).percentages();
        turned.reverse();
        prop_assert_eq!(answers.percentages(), turned);
        prop_assert!(answers.for_it() != answers.against_it() || answers.sides()[0] == answers.sides()[2]);
    }

    #[test]
    fn most_is_only_said_of_more_than_half(answers in any_answers()) {
        let said = finding(answers);
        let more_than_half = |count: u64| count * 2 > answers.views();
        if said.starts_with("Most people who gave a view support") || said.starts_with("Just over half of the people who gave a view support") {
            prop_assert!(more_than_half(answers.for_it()));
        }
        if said.contains("fewer than half") {
            prop_assert!(!more_than_half(answers.for_it()) && !more_than_half(answers.against_it()));
        }
        prop_assert!(said.ends_with('.'));
    }

    #[test]
    fn the_other_side_reads_the_same_the_other_way_round(answers in any_answers()) {
        // Nobody should be able to say that the wording leans.
        prop_assume!(answers.for_it() != answers.against_it());
        let turned = finding(mirrored(answers))
            .replace("support it", "OPPOSE it").replace("oppose it", "support it").replace("OPPOSE it", "oppose it")
            .replace("support this", "OPPOSE this").replace("oppose this", "support this").replace("OPPOSE this", "oppose this")
            .replace("supports this", "OPPOSES this").replace("opposes this", "supports this").replace("OPPOSES this", "opposes this")
            .replace(" for", " AGAINST").replace(" against", " for").replace(" AGAINST", " against");
        prop_assume!(!turned.contains("neither support") && !turned.contains("neither oppose"));
        prop_assert_eq!(finding(answers), turned);
    }

    #[test]
    fn no_counts_have_no_words(counts: [i64; 6], others: [i64; 6]) {
        prop_assert!(finding(answers(counts)).ends_with('.'));
        prop_assert!(finding_of_rows(&[row("a", counts), row("b", others)]).ends_with('.'));
    }
}
