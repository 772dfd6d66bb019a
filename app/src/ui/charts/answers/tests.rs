//! What the numbers are said to amount to.

use proptest::prelude::*;

use super::*;

fn answers(counts: [i64; 6]) -> Answers {
    Answers::from_counts(counts)
}

fn row(label: &str, counts: [i64; 6]) -> ChartRow {
    ChartRow { label: label.into(), href: None, answers: answers(counts) }
}

#[test]
fn a_finding_says_who_supports_it_and_who_does_not() {
    let cases = [
        (
            [200, 55, 54, 53, 50, 41],
            "Most of the 412 people who gave a view support this: 62% for, 25% against, 13% neither. Of all 453 who answered, 41 chose “don’t know”.",
        ),
        ([1, 2, 0, 40, 57, 0], "Most of the 100 people who gave a view oppose this: 97% against, 3% for."),
        (
            [26, 26, 8, 20, 20, 0],
            "Just over half of the 100 people who gave a view support this: 52% for, 40% against, 8% neither.",
        ),
        (
            [0, 40, 7, 53, 0, 0],
            "Just over half of the 100 people who gave a view oppose this: 53% against, 40% for, 7% neither.",
        ),
        (
            [10, 10, 70, 5, 5, 1],
            "Most of the 100 people who gave a view neither support nor oppose this: 20% for, 10% against, 70% neither. Of all 101 who answered, 1 chose “don’t know”.",
        ),
        (
            [20, 25, 15, 20, 20, 0],
            "More people support this than oppose it, but fewer than half: 45% for, 40% against, 15% neither, of the 100 people who gave a view.",
        ),
        (
            [20, 20, 15, 20, 25, 0],
            "More people oppose this than support it, but fewer than half: 45% against, 40% for, 15% neither, of the 100 people who gave a view.",
        ),
    ];
    for (counts, said) in cases {
        assert_eq!(finding(answers(counts)), said);
    }
}

#[test]
fn ties_and_halves_are_called_what_they_are() {
    let cases = [
        ([3, 2, 0, 3, 2, 0], "The 10 people who gave a view are evenly split: 50% for, 50% against."),
        (
            [4, 0, 2, 0, 4, 0],
            "As many people support this as oppose it: 40% for, 40% against, 20% neither, of the 10 people who gave a view.",
        ),
        ([5, 0, 2, 3, 0, 0], "Half of the 10 people who gave a view support this: 50% for, 30% against, 20% neither."),
        ([0, 3, 2, 5, 0, 0], "Half of the 10 people who gave a view oppose this: 50% against, 30% for, 20% neither."),
        (
            [5, 0, 1, 5, 0, 0],
            "As many people support this as oppose it: 45% for, 45% against, 9% neither, of the 11 people who gave a view.",
        ),
        ([6, 6, 0, 0, 0, 0], "All 12 people who gave a view support this."),
        ([0, 0, 0, 0, 5, 2], "All 5 people who gave a view oppose this. Of all 7 who answered, 2 chose “don’t know”."),
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
            "Only 1 person gave a view, and neither supports nor opposes this. Of all 2 who answered, 1 chose “don’t know”.",
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
        "Most of the 10,000 people who gave a view support this: over 99% for, under 1% against."
    );
}

#[test]
fn rows_are_compared_where_there_are_enough_views() {
    let (low, high) = (row("Eastgate", [1, 2, 0, 7, 0, 0]), row("Millbrook", [9, 9, 0, 2, 0, 5]));
    assert_eq!(
        finding_of_rows(&[low.clone(), high.clone()]),
        "Support among people who gave a view runs from 30% (Eastgate) to 90% (Millbrook)."
    );
    let few = row("Quay", [9, 0, 0, 0, 0, 50]);
    assert_eq!(
        finding_of_rows(&[few.clone(), high.clone(), low]),
        "Support among people who gave a view runs from 30% (Eastgate) to 90% (Millbrook), where at least 10 people gave a view."
    );
    assert_eq!(finding_of_rows(&[few, high]), "There are too few answers to compare.");
    assert_eq!(finding_of_rows(&[]), "There are too few answers to compare.");
}

#[test]
fn small_differences_between_rows_are_called_small() {
    let (a, b, c) = (row("A", [50, 0, 0, 50, 0, 0]), row("B", [52, 0, 0, 48, 0, 0]), row("C", [5, 0, 0, 5, 0, 0]));
    assert_eq!(
        finding_of_rows(&[a.clone(), b]),
        "Support among people who gave a view is much the same throughout: from 50% (A) to 52% (B)."
    );
    assert_eq!(finding_of_rows(&[a, c]), "Support among people who gave a view is the same throughout: 50%.");
}

#[test]
fn a_calculator_comes_to_the_same_figures() {
    // 327 of 374 is 87.43 %, 27 of 374 is 7.2 % and 20 of 374 is 5.3 %.
    assert_eq!(
        finding(answers([230, 97, 20, 15, 12, 26])),
        "Most of the 374 people who gave a view support this: 87% for, 7% against, 5% neither. Of all 400 who answered, 26 chose “don’t know”."
    );
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
    fn every_printed_figure_is_its_share_rounded_to_the_nearest(answers in any_answers()) {
        prop_assume!(answers.views() >= 5 && answers.for_it() < answers.views() && answers.against_it() < answers.views());
        let said = finding(answers);
        for (count, word) in [(answers.for_it(), "for"), (answers.against_it(), "against"), (answers.neither, "neither")] {
            // Half a per cent is the most that rounding may move it, and half goes up.
            let percent = (200 * count + answers.views()) / (2 * answers.views());
            let figure = match percent {
                0 if count > 0 => "under 1%".to_owned(),
                100 => "over 99%".to_owned(),
                _ => format!("{percent}%"),
            };
            prop_assert!(word == "neither" && count == 0 || said.contains(&format!("{figure} {word}")), "{} {}: {}", figure, word, said);
        }
    }

    #[test]
    fn every_sentence_names_whose_shares_it_gives(answers in any_answers()) {
        let said = finding(answers);
        let whose = format!("{} who gave a view", Noun::PERSON.count(answers.views()));
        prop_assert!(!said.contains('%') || said.contains(&whose), "{said}");
        prop_assert!(answers.dont_know == 0 || said.contains("don’t know"));
    }

    #[test]
    fn most_is_only_said_of_more_than_half(answers in any_answers()) {
        let said = finding(answers);
        let more_than_half = |count: u64| count * 2 > answers.views();
        let leads = said.starts_with("Most of the") || said.starts_with("Just over half of the");
        if leads && said.contains("who gave a view support this") {
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
