//! What a difference promises its reader.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// A difference in a line: `[-removed-]` and `{+added+}`.
fn shown(old: &str, new: &str) -> String {
    let mark = |piece: Piece| match piece.change {
        TextChange::Same => piece.text,
        TextChange::Added => format!("{{+{}+}}", piece.text),
        TextChange::Removed => format!("[-{}-]", piece.text),
    };
    diff(old, new).into_iter().map(mark).collect()
}

fn joined(pieces: &[Piece], with: TextChange) -> String {
    pieces.iter().filter(|p| p.change == TextChange::Same || p.change == with).map(|p| p.text.as_str()).collect()
}

#[test]
fn two_equal_texts_have_nothing_changed() {
    assert_eq!(shown("Open on Mondays.", "Open on Mondays."), "Open on Mondays.");
    assert_eq!(diff("", ""), []);
}

#[test]
fn only_the_words_that_changed_are_marked() {
    assert_eq!(
        shown("Open until 5pm on Mondays.", "Open until 7pm on Mondays."),
        "Open until [-5pm-]{+7pm+} on Mondays."
    );
    assert_eq!(shown("We will close it.", "We will not close it."), "We will {+not +}close it.");
}

#[test]
fn times_sums_and_short_forms_change_as_a_whole() {
    assert_eq!(shown("at 9:30", "at 9:45"), "at [-9:30-]{+9:45+}");
    assert_eq!(shown("costs £1,250.", "costs £1,400."), "costs [-£1,250-]{+£1,400+}.");
    assert_eq!(shown("we don’t", "we won’t"), "we [-don’t-]{+won’t+}");
}

#[test]
fn neighbouring_changes_read_as_one() {
    assert_eq!(shown("from two rooms now", "from one hall now"), "from [-two rooms-]{+one hall+} now");
}

#[test]
fn a_paragraph_added_or_removed_leaves_the_others_alone() {
    assert_eq!(shown("One.\n\nTwo.\n", "One.\n\nNew.\n\nTwo.\n"), "One.\n\n{+New.\n\n+}Two.\n");
    assert_eq!(shown("One.\nTwo.\n", "Two.\n"), "[-One.\n-]Two.\n");
    assert_eq!(shown("", "All new"), "{+All new+}");
    assert_eq!(shown("All gone", ""), "[-All gone-]");
}

#[test]
fn a_line_end_added_at_the_end_is_shown() {
    assert_eq!(shown("One", "One\n"), "One{+\n+}");
}

#[test]
fn words_are_counted_and_said() {
    let counts = summary_counts(&diff("Open until 5pm, Monday.", "Open until 7 o'clock, every Monday."));
    assert_eq!(counts, ChangeCounts { added: 3, removed: 1 });
    assert_eq!(counts.sentence(), "3 words added, 1 removed.");
    assert_eq!(ChangeCounts { added: 1, removed: 0 }.sentence(), "1 word added.");
    assert_eq!(ChangeCounts { added: 0, removed: 2 }.sentence(), "2 words removed.");
    assert_eq!(ChangeCounts::default().sentence(), "No words changed.");
}

#[test]
fn long_texts_take_little_time_and_still_join_exactly() {
    let line = |seed: usize| (0..10).map(|word| format!("w{} ", seed * 31 + word * 7)).collect::<String>() + "\n";
    let long = |from: usize, lines: usize| (from..from + lines).map(line).collect::<String>();
    let cases = [
        (long(0, 3000), long(1_000_000, 3000)),
        (long(0, 1500), long(1_000_000, 1500)),
        (long(0, 3000), long(1, 3000)),
        (long(0, 300).replace('\n', " "), long(7, 300).replace('\n', " ")),
        ("a ".repeat(30_000), "b ".repeat(30_000)),
        ("a\nb\n".repeat(1000), "b\nc\n".repeat(1000)),
    ];
    for (old, new) in cases {
        let started = Instant::now();
        let pieces = diff(&old, &new);
        assert!(started.elapsed() < Duration::from_secs(8), "took {:?}", started.elapsed());
        assert_eq!(joined(&pieces, TextChange::Removed), old);
        assert_eq!(joined(&pieces, TextChange::Added), new);
    }
}

#[test]
fn a_text_too_long_for_words_is_compared_line_by_line() {
    let old: String = (0..2500).map(|n| format!("{n} ")).collect();
    let new = old.replace(' ', "  ");
    assert_eq!(diff(&format!("Same.\n{old}\nEnd."), &format!("Same.\n{new}\nEnd.")).len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn joining_gives_back_both_texts_exactly(old in "([abé£'. ]|9:3|\n|\r\n|  ){0,40}", new in "([abé£'. ]|9:3|\n|\r\n|  ){0,40}") {
        let pieces = diff(&old, &new);
        prop_assert_eq!(joined(&pieces, TextChange::Removed), old);
        prop_assert_eq!(joined(&pieces, TextChange::Added), new);
    }

    #[test]
    fn any_two_texts_join_back_and_the_answer_is_always_the_same(old: String, new: String) {
        let pieces = diff(&old, &new);
        prop_assert_eq!(joined(&pieces, TextChange::Removed), old.clone());
        prop_assert_eq!(joined(&pieces, TextChange::Added), new.clone());
        prop_assert_eq!(diff(&old, &new), pieces);
    }

    #[test]
    fn pieces_are_never_empty_and_neighbours_never_of_one_kind(old in "[ab \n]{0,30}", new in "[ab \n]{0,30}") {
        let pieces = diff(&old, &new);
        prop_assert!(pieces.iter().all(|piece| !piece.text.is_empty()));
        for pair in pieces.windows(2) {
            prop_assert!(pair[0].change != pair[1].change);
            prop_assert!((pair[0].change, pair[1].change) != (TextChange::Added, TextChange::Removed));
        }
    }

    #[test]
    fn words_join_to_their_text(text: String) {
        prop_assert_eq!(words(&text).concat(), text);
    }

    #[test]
    fn a_text_beside_itself_has_no_changes(text in "[ab \n]{1,30}") {
        prop_assert_eq!(diff(&text, &text), vec![Piece { change: TextChange::Same, text }]);
    }
}
