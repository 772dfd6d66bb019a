//! Phrases that a rule looks for, written as plain words: `do you agree that|with`.
//!
//! Words are parted by spaces; `a|b_c` is either the word `a` or the words `b c`, `plan-` any word that begins so,
//! `word?` may be missing, `*` is any one word and `..` at most three words. A phrase does not go over the end of a
//! sentence.

use std::collections::HashMap;

use super::words::LabelSentence;

/// One word of a phrase.
#[derive(Clone, Debug)]
enum PhraseWord {
    /// Any of these words; whether it may be missing.
    Among(Vec<Spelling>, bool),
    /// Any one word.
    Any,
    /// At most three words, whatever they are.
    Gap,
}

impl PhraseWord {
    /// Whether there is a word for it wherever the phrase stands.
    const fn is_said(&self) -> bool {
        matches!(self, Self::Any | Self::Among(_, false))
    }
}

#[derive(Clone, Debug)]
enum Spelling {
    Whole(&'static str),
    Beginning(&'static str),
    Several(Vec<&'static str>),
}

impl Spelling {
    fn read(word: &'static str) -> Self {
        match word.strip_suffix('-') {
            Some(beginning) => Self::Beginning(beginning),
            None if word.contains('_') => Self::Several(word.split('_').collect()),
            None => Self::Whole(word),
        }
    }

    /// Where it ends, if it stands at this word.
    fn fits(&self, sentence: &LabelSentence<'_>, from: usize) -> Option<usize> {
        let word = sentence.words.get(from)?.lower.as_str();
        match self {
            Self::Whole(whole) => (word == *whole).then_some(from + 1),
            Self::Beginning(beginning) => word.starts_with(beginning).then_some(from + 1),
            Self::Several(words) => words
                .iter()
                .enumerate()
                .all(|(at, word)| sentence.lower(from + at) == *word)
                .then_some(from + words.len()),
        }
    }
}

/// A list of phrases.
#[derive(Clone, Debug)]
pub(super) struct PhraseList {
    phrases: Vec<Vec<PhraseWord>>,
    /// Which phrases can begin with a word: most words begin none, and a draft is read against hundreds of phrases.
    beginning: HashMap<&'static str, Vec<usize>>,
    /// The same of the beginnings of words.
    parts: Vec<(&'static str, usize)>,
    /// Those that can begin with any word.
    others: Vec<usize>,
}

impl PhraseList {
    /// Reads them. One that could be no words at all would stand everywhere: it is left out.
    pub(super) fn new(phrases: &[&'static str]) -> Self {
        let mut list = Self { phrases: Vec::new(), beginning: HashMap::new(), parts: Vec::new(), others: Vec::new() };
        for (at, phrase) in phrases.iter().enumerate() {
            let words: Vec<PhraseWord> = phrase.split(' ').filter(|word| !word.is_empty()).map(read).collect();
            match beginnings(&words) {
                Some(beginnings) => {
                    for (word, whole) in beginnings {
                        let places = list.beginning.entry(word).or_default();
                        if !whole {
                            list.parts.push((word, at));
                        } else if places.last() != Some(&at) {
                            places.push(at);
                        }
                    }
                }
                None if words.iter().any(PhraseWord::is_said) => list.others.push(at),
                None => {}
            }
            list.phrases.push(words);
        }
        list
    }

    /// The longest phrase that begins at this word: where it ends, and which one it is, if any does.
    pub(super) fn which(&self, sentence: &LabelSentence<'_>, from: usize) -> Option<(usize, usize)> {
        let word = sentence.words.get(from)?.lower.as_str();
        let own = self.beginning.get(word).map_or(&[][..], Vec::as_slice);
        let parts = self.parts.iter().filter(|(part, _)| word.starts_with(part)).map(|(_, at)| at);
        let ends = own.iter().chain(parts).chain(&self.others).filter_map(|at| {
            self.phrases.get(*at).and_then(|phrase| fits(phrase, sentence, from)).map(|end| (end, *at))
        });
        ends.max_by_key(|(end, at)| (*end, std::cmp::Reverse(*at)))
    }

    /// Where the longest phrase that begins at this word ends, if any does.
    pub(super) fn at(&self, sentence: &LabelSentence<'_>, from: usize) -> Option<usize> {
        self.which(sentence, from).map(|(end, _)| end)
    }

    /// The first place where one of them stands: from which word to before which.
    pub(super) fn find(&self, sentence: &LabelSentence<'_>) -> Option<(usize, usize)> {
        (0..sentence.words.len()).find_map(|from| self.at(sentence, from).map(|to| (from, to)))
    }

    /// Every place, none within another.
    pub(super) fn find_all(&self, sentence: &LabelSentence<'_>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut from = 0;
        while from < sentence.words.len() {
            match self.at(sentence, from) {
                Some(to) => {
                    found.push((from, to));
                    from = to.max(from + 1);
                }
                None => from += 1,
            }
        }
        found
    }

    /// The very words of the first one in some sentences.
    pub(super) fn words_in<'a>(&self, sentences: &[LabelSentence<'a>]) -> Option<&'a str> {
        sentences.iter().find_map(|sentence| self.find(sentence).map(|(from, to)| sentence.between(from, to)))
    }
}

/// The words with which a phrase can begin, and whether each is a whole word; none if it can begin with any.
fn beginnings(phrase: &[PhraseWord]) -> Option<Vec<(&'static str, bool)>> {
    let mut found = Vec::new();
    for word in phrase {
        let PhraseWord::Among(spellings, optional) = word else { return None };
        for spelling in spellings {
            match spelling {
                Spelling::Whole(word) => found.push((*word, true)),
                Spelling::Several(words) => found.push((words.first()?, true)),
                Spelling::Beginning(part) => found.push((*part, false)),
            }
        }
        if !optional {
            return Some(found);
        }
    }
    None
}

fn read(word: &'static str) -> PhraseWord {
    match word {
        "*" => PhraseWord::Any,
        ".." => PhraseWord::Gap,
        word => {
            let (word, optional) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
            PhraseWord::Among(word.split('|').map(Spelling::read).collect(), optional)
        }
    }
}

fn fits(phrase: &[PhraseWord], sentence: &LabelSentence<'_>, from: usize) -> Option<usize> {
    let Some((first, rest)) = phrase.split_first() else { return Some(from) };
    match first {
        PhraseWord::Any => sentence.words.get(from).and_then(|_| fits(rest, sentence, from + 1)),
        PhraseWord::Gap => (0..=3).find_map(|skipped| fits(rest, sentence, from + skipped)),
        PhraseWord::Among(spellings, optional) => {
            let ends = spellings.iter().filter_map(|one| one.fits(sentence, from));
            let taken = ends.filter_map(|end| fits(rest, sentence, end)).max();
            taken.or_else(|| if *optional { fits(rest, sentence, from) } else { None })
        }
    }
}

/// A list of phrases that is read once.
macro_rules! phrases {
    ($(#[$doc:meta])* $name:ident: $($phrase:literal),+ $(,)?) => {
        $(#[$doc])*
        static $name: std::sync::LazyLock<$crate::questionnaires::linter::phrases::PhraseList> =
            std::sync::LazyLock::new(|| {
                $crate::questionnaires::linter::phrases::PhraseList::new(&[$($phrase),+])
            });
    };
}
pub(super) use phrases;

#[cfg(test)]
mod tests {
    use super::super::words::sentences;
    use super::*;

    fn found(phrase: &'static str, text: &'static str) -> Option<&'static str> {
        PhraseList::new(&[phrase]).words_in(&sentences(text))
    }

    #[test]
    fn a_phrase_is_found_with_its_choices_gaps_and_missing_words() {
        assert_eq!(found("do you agree that|with", "Now, do you agree with it?"), Some("do you agree with"));
        assert_eq!(found("do you agree that|with", "Do you agree or disagree?"), None);
        assert_eq!(found("rationalis- of", "the Rationalisation of points"), Some("Rationalisation of"));
        assert_eq!(found("how|the very? good", "how good"), Some("how good"));
        assert_eq!(found("one .. five", "one two three four five"), Some("one two three four five"));
        assert_eq!(found("one .. six", "one two three four five six"), None);
        assert_eq!(found("a * c", "a b c"), Some("a b c"));
        assert_eq!(found("when|what_time|what should", "What time should it open"), Some("What time should"));
    }

    #[test]
    fn a_phrase_does_not_go_over_the_end_of_a_sentence() {
        assert_eq!(found("do it", "What should we do? It is late."), None);
    }

    #[test]
    fn a_phrase_that_could_be_no_words_is_nowhere() {
        assert_eq!(found("right?", "Is it right"), None);
        assert_eq!(found(".. very?", "Is it right"), None);
    }

    #[test]
    fn every_place_is_found_once() {
        let read = sentences("never, never and always");
        assert_eq!(PhraseList::new(&["never", "always"]).find_all(&read[0]), [(0, 1), (1, 2), (3, 4)]);
    }
}
