//! How long a question is, and how hard a page is to read.
//!
//! The reading age is the mean of two: the Automated Readability Index (Senter and Smith 1967), 4.71 · characters /
//! words + 0.5 · words / sentences − 21.43, and the grade of Flesch and Kincaid (1975), 0.39 · words / sentences +
//! 11.8 · syllables / words − 15.59, each a school grade, to which five years are added. Both were made for long
//! texts, so a page of fewer than 100 words is not judged, and they are about English.

use super::asked::AskedQuestion;
use super::findings::FindingList;
use super::rule::LintRule;
use super::words::LabelSentence;

/// The most words of a question.
const LONGEST: usize = 25;
/// The most sentences.
const MOST_SENTENCES: usize = 2;
/// The fewest words of a page whose reading age is judged.
pub(super) const FEWEST_WORDS: usize = 100;
/// The reading age that is warned of beyond.
pub(super) const OLDEST: f64 = 14.0;

/// `long`.
pub(super) fn check(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if !asked.question.asks() {
        return;
    }
    // What is in brackets can be read over.
    let count = |sentence: &LabelSentence<'_>| sentence.words.iter().filter(|word| !word.bracketed).count();
    let longest = asked.sentences.iter().max_by_key(|sentence| count(sentence));
    if asked.sentences.len() > MOST_SENTENCES {
        let better = format!(
            "It has {} sentences. Put what people need to know on a page of information before it, and ask in one.",
            asked.sentences.len()
        );
        findings.add(asked, LintRule::Long, asked.label, better);
    } else if let Some(sentence) = longest.filter(|sentence| count(sentence) > LONGEST) {
        let better = format!(
            "It has {} words; 25 are many. Say first what it is about, then ask in one short sentence.",
            count(sentence)
        );
        findings.add(asked, LintRule::Long, sentence.text(), better);
    } else {
        let words: usize = asked.sentences.iter().map(count).sum();
        if asked.preamble().iter().map(count).sum::<usize>() > LONGEST {
            findings.add(
                asked,
                LintRule::Long,
                asked.label,
                format!("It has {words} words. Put what comes before the question on a page of information."),
            );
        }
    }
}

/// What the formulas count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextCounts {
    pub(super) letters: usize,
    pub(super) words: usize,
    pub(super) sentences: usize,
    pub(super) syllables: usize,
}

impl TextCounts {
    /// Counts some sentences. Words with hyphens and apostrophes are one word; of their characters letters and digits
    /// count.
    pub(super) fn of(sentences: &[LabelSentence<'_>]) -> Self {
        let mut counts = Self { sentences: sentences.len(), ..Self::default() };
        for word in sentences.iter().flat_map(|sentence| &sentence.words) {
            counts.words += 1;
            counts.letters += word.text.chars().filter(|letter| letter.is_alphanumeric()).count();
            counts.syllables += syllables(&word.lower);
        }
        counts
    }

    /// Both together.
    pub(super) const fn with(self, other: Self) -> Self {
        Self {
            letters: self.letters + other.letters,
            words: self.words + other.words,
            sentences: self.sentences + other.sentences,
            syllables: self.syllables + other.syllables,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    fn shares(self) -> (f64, f64, f64) {
        let words = self.words.max(1) as f64;
        (self.letters as f64 / words, words / self.sentences.max(1) as f64, self.syllables as f64 / words)
    }

    /// The Automated Readability Index, a school grade.
    pub(super) fn automated_readability(self) -> f64 {
        let (letters, length, _) = self.shares();
        4.71 * letters + 0.5 * length - 21.43
    }

    /// The grade of Flesch and Kincaid.
    pub(super) fn flesch_kincaid(self) -> f64 {
        let (_, length, syllables) = self.shares();
        0.39 * length + 11.8 * syllables - 15.59
    }

    /// The reading age in years.
    pub(super) fn age(self) -> f64 {
        f64::midpoint(self.automated_readability(), self.flesch_kincaid()) + 5.0
    }
}

/// The syllables of a word, by its groups of vowels, but for a silent "e" at the end.
fn syllables(word: &str) -> usize {
    let word = word.strip_suffix("'s").unwrap_or(word);
    word.split('-')
        .map(|part| {
            let letters: Vec<char> = part.chars().filter(|letter| letter.is_alphabetic()).collect();
            let vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
            let groups = letters
                .iter()
                .enumerate()
                .filter(|(at, letter)| {
                    vowel(**letter) && (*at == 0 || letters.get(at - 1).is_none_or(|before| !vowel(*before)))
                })
                .count();
            let end: String = letters.iter().rev().take(3).rev().collect();
            let silent = (end.ends_with('e') && !end.ends_with("le") && !end.ends_with("ee") && !end.ends_with("ye"))
                || (end.ends_with("es")
                    && !matches!(end.chars().next(), Some('s' | 'x' | 'z' | 'h' | 'c' | 'g'))
                    && letters.len() > 3)
                || (end.ends_with("ed") && !matches!(end.chars().next(), Some('t' | 'd')) && letters.len() > 3);
            let parted = ["io", "ia", "eo", "iu", "ua"].iter().filter(|pair| part.contains(**pair)).count()
                - ["tion", "sion", "cious", "tious", "cial", "tial", "qua", "gua", "gio", "geo", "people", "cian"]
                    .iter()
                    .filter(|pair| part.contains(**pair))
                    .count()
                    .min(["io", "ia", "eo", "iu", "ua"].iter().filter(|pair| part.contains(**pair)).count());
            let figures = usize::from(letters.is_empty());
            (groups + parted).saturating_sub(usize::from(silent)).max(1).max(figures)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::words::sentences;
    use super::*;

    fn counts(text: &str) -> TextCounts {
        TextCounts::of(&sentences(text))
    }

    #[test]
    fn the_automated_readability_index_is_as_computed_by_hand() {
        let near = |text: &str, letters: usize, words: usize, expected: f64| {
            let counted = counts(text);
            assert_eq!((counted.letters, counted.words, counted.sentences), (letters, words, 1), "{text}");
            assert!(
                (counted.automated_readability() - expected).abs() < 0.005,
                "{text}: {}",
                counted.automated_readability()
            );
        };
        near("Which library do you use most?", 24, 6, 0.41);
        near("Do you think we should open for 3 hours on Wednesdays from 11am to 1pm?", 56, 15, 3.65);
        near(
            "To what extent do you agree or disagree that the rationalisation of the authority's static service \
             points should be progressed in accordance with the medium-term financial strategy?",
            152,
            27,
            18.59,
        );
    }

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, count) in [
            ("library", 3),
            ("people", 2),
            ("use", 1),
            ("used", 1),
            ("wanted", 2),
            ("places", 2),
            ("times", 1),
            ("table", 2),
            ("rationalisation", 6),
            ("medium-term", 4),
            ("radio", 3),
            ("area", 3),
            ("station", 2),
            ("authority's", 4),
            ("idea", 3),
            ("question", 2),
            ("special", 2),
            ("tree", 1),
            ("3", 1),
            ("quiet", 2),
        ] {
            assert!(
                syllables(word).abs_diff(count) <= usize::from(matches!(word, "idea" | "quiet" | "area")),
                "{word}: {}",
                syllables(word)
            );
        }
    }

    #[test]
    fn an_empty_text_has_a_finite_age() {
        assert!(counts("").age().is_finite());
    }
}
