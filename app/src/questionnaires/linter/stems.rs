//! Words without their endings, and how alike two questions are.

use std::collections::BTreeSet;

use super::words::LabelSentence;

/// Words that say nothing about what is asked.
const EVERYDAY: &[&str] = &[
    "a",
    "about",
    "all",
    "am",
    "an",
    "and",
    "any",
    "anything",
    "are",
    "as",
    "at",
    "be",
    "been",
    "by",
    "can",
    "could",
    "current",
    "currently",
    "did",
    "do",
    "does",
    "each",
    "everything",
    "extent",
    "far",
    "following",
    "for",
    "from",
    "had",
    "has",
    "have",
    "how",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "many",
    "may",
    "me",
    "more",
    "most",
    "much",
    "my",
    "now",
    "of",
    "on",
    "or",
    "our",
    "overall",
    "please",
    "should",
    "so",
    "some",
    "tell",
    "than",
    "that",
    "the",
    "their",
    "them",
    "there",
    "these",
    "they",
    "thing",
    "think",
    "this",
    "those",
    "to",
    "us",
    "usually",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

/// Whether it is one of the words that every text is full of.
pub(super) fn is_everyday(word: &str) -> bool {
    EVERYDAY.contains(&word)
}

/// A word without the commonest endings: "opening", "opens" and "opened" are one.
pub(super) fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word).trim_matches('\'');
    let cut = |word: &str, endings: &[(&str, &str)]| -> String {
        for (ending, instead) in endings {
            if let Some(rest) = word.strip_suffix(ending)
                && rest.chars().count() >= 3
            {
                return format!("{rest}{instead}");
            }
        }
        word.to_owned()
    };
    let word = cut(word, &[("sses", "ss"), ("ies", "y"), ("ss", "ss"), ("s", "")]);
    let word = cut(
        &word,
        &[
            ("ational", "at"),
            ("isation", "is"),
            ("ation", "at"),
            ("ing", ""),
            ("edly", ""),
            ("ied", "y"),
            ("ed", ""),
            ("ly", ""),
            ("er", ""),
            ("e", ""),
        ],
    );
    let mut letters: Vec<char> = word.chars().collect();
    // "stopping" and "stop".
    if let [.., one, other] = letters.as_slice()
        && one == other
        && letters.len() > 4
        && !matches!(one, 'l' | 's')
    {
        letters.pop();
    }
    letters.into_iter().collect()
}

/// The stems that say what a text is about.
pub(super) fn telling(sentences: &[LabelSentence<'_>]) -> BTreeSet<String> {
    let words = sentences.iter().flat_map(|sentence| &sentence.words).filter(|word| !word.is(EVERYDAY));
    words.map(|word| stem(&word.lower)).filter(|stem| !stem.is_empty()).collect()
}

/// How much of their stems two texts share, from 0 to 1 (the Jaccard index).
pub(super) fn alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let shared = one.intersection(other).count();
    let all = one.len() + other.len() - shared;
    #[expect(clippy::cast_precision_loss, reason = "questions have few words")]
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            ["opening", "opens"],
            ["libraries", "library"],
            ["stopping", "stopped"],
            ["visited", "visiting"],
            ["classes", "class"],
        ] {
            assert_eq!(stem(forms[0]), stem(forms[1]), "{forms:?}");
        }
        assert_ne!(stem("books"), stem("computers"));
    }
}
