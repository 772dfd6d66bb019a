//! What is put in front of a text in a CSV file so that no spreadsheet program takes it for a formula, and how it is taken
//! away again. The rule for whoever reads such a file is one sentence: a text that begins with an apostrophe has one too
//! many, so take the first one away.
//!
//! For that sentence to be true of every text, a text that begins with an apostrophe of its own gets another. A text that
//! reads like the code of a blank, as when somebody writes "skipped", gets one too, and is so told from a blank.

use std::borrow::Cow;

use crate::downloads::spreadsheet::guarded;
use crate::questionnaires::definition::blank::Blank;

/// The text as it stands in a CSV file.
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.starts_with('\'') || Blank::from_code(text).is_some() {
        return Cow::Owned(format!("'{text}"));
    }
    // Most texts begin with a letter or a digit, and are left alone without being copied.
    if text.is_empty() || text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(guarded(text))
}

/// The text that was meant by a cell that is a text.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// The sentence that says so in a codebook.
pub const SENTENCE: &str = "A text that begins with an apostrophe in a CSV file has one too many: take the first \
    apostrophe away. It keeps spreadsheet programs from taking the text for a formula, and tells a text such as “skipped” \
    from the code of a blank. Numbers never have one.";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_and_words_that_read_like_codes_are_guarded_and_ordinary_text_is_not() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            ("-5 degrees", "'-5 degrees"),
            ("\u{a0}@x", "'\u{a0}@x"),
            ("skipped", "'skipped"),
            ("'r llyfrgell", "''r llyfrgell"),
            ("1-2", "1-2"),
            ("007", "007"),
            ("Skipped", "Skipped"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(guard(text), cell);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_guard_undone_gives_the_text_back(
            text in prop_oneof![any::<String>(), "['=+@ \t\r\n\u{feff}-]{0,4}(skipped|not-asked|a)?"],
        ) {
            let cell = guard(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
            prop_assert_eq!(guarded(&cell), cell.as_ref(), "nothing is left that a program could take for a formula");
            prop_assert_eq!(Blank::from_code(&cell), None);
        }
    }
}
