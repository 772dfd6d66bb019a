//! A text as a reader takes it in: sentences, and in them words with the marks between. A word with a hyphen or an
//! apostrophe in it is one word, as in "medium-term" and "authority's"; so are "£1,000", "40%" and "10:30am".

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelWord<'a> {
    /// As it stands in the text.
    pub(super) text: &'a str,
    /// In small letters, with plain apostrophes and hyphens.
    pub(super) lower: String,
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// The first mark after it, before the next word; a space if there is none.
    pub(super) mark: char,
    /// How deep in brackets it is.
    pub(super) bracketed: bool,
}

impl LabelWord<'_> {
    /// Whether it begins with a capital letter.
    pub(super) fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is one of these, which are in small letters.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.lower.as_str())
    }

    /// Whether it has a digit in it.
    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelSentence<'a> {
    /// The text that it is part of.
    pub(super) whole: &'a str,
    /// Its words. Never empty.
    pub(super) words: Vec<LabelWord<'a>>,
    /// Whether it ends with a question mark.
    pub(super) asks: bool,
}

impl<'a> LabelSentence<'a> {
    /// The very words from one to before another, as they stand in the text; empty if there are none.
    pub(super) fn between(&self, from: usize, to: usize) -> &'a str {
        let to = to.min(self.words.len());
        match (self.words.get(from), to.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if first.start < last.end => {
                self.whole.get(first.start..last.end).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// All of it, without the mark at its end.
    pub(super) fn text(&self) -> &'a str {
        self.between(0, self.words.len())
    }

    /// The word at a place in small letters; empty beyond the end.
    pub(super) fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower.as_str())
    }

    /// Whether one of its words is one of these.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| word.is(words))
    }
}

/// Words before a full stop that ends no sentence.
const SHORTENED: &[&str] =
    &["e.g", "i.e", "etc", "st", "mr", "mrs", "ms", "dr", "no", "vs", "approx", "a.m", "p.m", "rd", "ave", "incl"];

const fn is_joining(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '-' | '‑' | 'ʼ')
}

/// The sentences of a text. Lines end sentences too.
pub(super) fn sentences(text: &str) -> Vec<LabelSentence<'_>> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let letter = |at: usize| letters.get(at).map(|(_, letter)| *letter);
    let byte = |at: usize| letters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut found = Vec::new();
    let mut words = Vec::new();
    let (mut at, mut depth) = (0_usize, 0_usize);
    while let Some(now) = letter(at) {
        if now.is_alphanumeric() || (now == '£' && letter(at + 1).is_some_and(|next| next.is_ascii_digit())) {
            let from = at;
            at += 1;
            while let Some(next) = letter(at) {
                let before = letter(at - 1).unwrap_or(' ');
                let after = letter(at + 1).unwrap_or(' ');
                let goes_on = next.is_alphanumeric()
                    || (is_joining(next)
                        && before.is_alphanumeric()
                        && after.is_alphanumeric()
                        && !is_range(letter(from), next, after))
                    || (matches!(next, '.' | ',' | ':') && before.is_ascii_digit() && after.is_ascii_digit())
                    || (next == '.' && before.is_alphabetic() && after.is_alphabetic() && at - from <= 3)
                    || (next == '%' && before.is_ascii_digit())
                    || (next == '+' && before.is_alphanumeric() && !after.is_alphanumeric());
                if !goes_on {
                    break;
                }
                at += 1;
            }
            let (start, end) = (byte(from), byte(at));
            let word = text.get(start..end).unwrap_or_default();
            let lower = word.chars().flat_map(char::to_lowercase).map(plain).collect();
            words.push(LabelWord { text: word, lower, start, end, mark: ' ', bracketed: depth > 0 });
            continue;
        }
        match now {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !now.is_whitespace()
            && let Some(last) = words.last_mut()
            && last.mark == ' '
        {
            last.mark = now;
        }
        match now {
            '?' | '!' | '\n' if !words.is_empty() => {
                found.push(LabelSentence { whole: text, words: std::mem::take(&mut words), asks: now == '?' });
            }
            '.' => {
                let next = (at + 1..letters.len()).find_map(|next| letter(next).filter(|next| !next.is_whitespace()));
                let goes_on = next.is_some_and(char::is_lowercase)
                    || words.last().is_some_and(|last: &LabelWord<'_>| last.is(SHORTENED) && next.is_some());
                if !goes_on && !words.is_empty() {
                    found.push(LabelSentence { whole: text, words: std::mem::take(&mut words), asks: false });
                }
            }
            _ => {}
        }
        at += 1;
    }
    if !words.is_empty() {
        found.push(LabelSentence { whole: text, words, asks: false });
    }
    found
}

/// A hyphen between figures stands between two words: "16-25", "9am-5pm".
fn is_range(first: Option<char>, mark: char, after: char) -> bool {
    matches!(mark, '-' | '‑')
        && first.is_some_and(|first| first.is_ascii_digit() || first == '£')
        && after.is_ascii_digit()
}

const fn plain(letter: char) -> char {
    match letter {
        '’' | '‘' | 'ʼ' => '\'',
        '‑' => '-',
        other => other,
    }
}

/// The words of a short text such as the label of an option, in small letters.
pub(super) fn lower_words(text: &str) -> Vec<String> {
    sentences(text).into_iter().flat_map(|sentence| sentence.words).map(|word| word.lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        sentences(text).into_iter().map(|one| one.words.into_iter().map(|word| word.lower).collect()).collect()
    }

    #[test]
    fn words_with_hyphens_and_apostrophes_are_one_and_figures_stay_whole() {
        assert_eq!(
            read("The authority’s medium-term plan: £1,000, 40%, 10:30am, 1.5 and Open+."),
            [["the", "authority's", "medium-term", "plan", "£1,000", "40%", "10:30am", "1.5", "and", "open+"]]
        );
        assert_eq!(read("16-25 or 26–40, 9am-5pm"), [["16", "25", "or", "26", "40", "9am", "5pm"]]);
        assert_eq!(read("a 3-hour opening"), [["a", "3-hour", "opening"]]);
    }

    #[test]
    fn a_full_stop_ends_a_sentence_only_where_a_sentence_ends() {
        assert_eq!(read("It is open. Should it close?").len(), 2);
        assert_eq!(read("Open from 9 a.m. to 5 p.m. on e.g. St. David’s Day").len(), 1);
        assert_eq!(read("First line\nSecond line").len(), 2);
        assert_eq!(read("  … ?!  "), Vec::<Vec<String>>::new());
    }

    #[test]
    fn the_very_words_are_given_as_they_stand() {
        let text = "Don’t you think (really) so?";
        let read = sentences(text);
        assert_eq!(read[0].between(0, 3), "Don’t you think");
        assert!(read[0].words[3].bracketed && !read[0].words[4].bracketed && read[0].asks);
        assert_eq!(
            (read[0].between(4, 2), read[0].between(9, 12), read[0].text()),
            ("", "", "Don’t you think (really) so")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_every_word_is_where_it_says(text in "\\PC{0,80}") {
            for sentence in sentences(&text) {
                for word in &sentence.words {
                    proptest::prop_assert_eq!(text.get(word.start..word.end), Some(word.text));
                }
                proptest::prop_assert!(text.contains(sentence.text()));
            }
        }
    }
}
