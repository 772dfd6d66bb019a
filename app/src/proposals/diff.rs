//! What changed between two published versions of a text: which words were added, which were removed and
//! which stayed. A resident who voted on the first version can see at a glance what is different in the
//! second.
//!
//! Lines are compared first, then the words within the lines that changed. The answer depends on the two
//! texts alone, never on how busy the machine is: a text too long to compare word by word is compared
//! line by line, and one too long even for that is shown as one passage replaced.

pub mod paragraphs;

use std::ops::Range;

use crate::numbers::Noun;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// The most work one comparison may take, as lengths multiplied: 2,000 words against 2,000 words.
const WORK: usize = 4_000_000;

/// The most word comparisons a whole text may take, whatever the number of changed passages.
const WORK_ON_WORDS: usize = 16_000_000;

/// Whether a piece of text stayed, came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextChange {
    /// In both versions.
    Same,
    /// Only in the new version.
    Added,
    /// Only in the old version.
    Removed,
}

/// A run of text that stayed, came or went. Never empty; neighbours are never of one kind, but for text
/// removed and added in one place: then the removed piece stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What happened to it.
    pub change: TextChange,
    /// The text exactly as it stands in its version, spaces and line ends included.
    pub text: String,
}

/// How much changed, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeCounts {
    /// Words only in the new version.
    pub added: usize,
    /// Words only in the old version.
    pub removed: usize,
}

/// The difference from `old` to `new`, in reading order.
///
/// Joining the same and added pieces gives `new` exactly; joining the same and removed pieces gives `old`.
pub fn diff(old: &str, new: &str) -> Vec<Piece> {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut passages = Passages::default();
    let mut work_left = WORK_ON_WORDS;
    compare(&old_lines, &new_lines, &mut |tag, old, new| {
        let (old, new) = (old_lines[old].concat(), new_lines[new].concat());
        if tag != DiffTag::Replace {
            return passages.push(tag, &old, &new);
        }
        let (old_words, new_words) = (words(&old), words(&new));
        let work = old_words.len().saturating_mul(new_words.len());
        if work > work_left.min(WORK) {
            return passages.push(tag, &old, &new);
        }
        work_left -= work;
        compare(&old_words, &new_words, &mut |tag, old, new| {
            passages.push(tag, &old_words[old].concat(), &new_words[new].concat());
        });
    });
    passages.into_pieces()
}

/// How many words came and went.
pub fn summary_counts(pieces: &[Piece]) -> ChangeCounts {
    let count = |change| {
        pieces
            .iter()
            .filter(|piece| piece.change == change)
            .flat_map(|piece| words(&piece.text))
            .filter(|word| word.chars().next().is_some_and(is_word))
            .count()
    };
    ChangeCounts { added: count(TextChange::Added), removed: count(TextChange::Removed) }
}

impl ChangeCounts {
    /// The counts as a sentence, such as "12 words added, 3 removed."
    pub fn sentence(self) -> String {
        let words = |count: usize| Noun { one: "word", many: "words" }.count(count);
        match (self.added, self.removed) {
            (0, 0) => "No words changed.".to_owned(),
            (added, 0) => format!("{} added.", words(added)),
            (0, removed) => format!("{} removed.", words(removed)),
            (added, removed) => format!("{} added, {removed} removed.", words(added)),
        }
    }
}

/// Compares two sequences, and tells each run to `each`. Beyond [`WORK`], all that lies between a common
/// beginning and a common end counts as replaced.
fn compare(old: &[&str], new: &[&str], each: &mut dyn FnMut(DiffTag, Range<usize>, Range<usize>)) {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    if start > 0 {
        each(DiffTag::Equal, 0..start, 0..start);
    }
    let (old_middle, new_middle) = (&old[start..old_end], &new[start..new_end]);
    if old_middle.len().saturating_mul(new_middle.len()) > WORK {
        each(DiffTag::Replace, start..old_end, start..new_end);
    } else {
        for op in capture_diff_slices(Algorithm::Myers, old_middle, new_middle) {
            let (tag, old, new) = op.as_tag_tuple();
            each(tag, start + old.start..start + old.end, start + new.start..start + new.end);
        }
    }
    if end > 0 {
        each(DiffTag::Equal, old_end..old.len(), new_end..new.len());
    }
}

/// Gathers runs into as few passages as reading them needs.
#[derive(Default)]
struct Passages {
    passages: Vec<Passage>,
}

#[derive(PartialEq)]
enum Passage {
    Same(String),
    Changed { removed: String, added: String },
}

impl Passages {
    fn push(&mut self, tag: DiffTag, old: &str, new: &str) {
        if tag == DiffTag::Equal {
            match self.passages.last_mut() {
                Some(Passage::Same(text)) => text.push_str(old),
                _ if old.is_empty() => {}
                _ => self.passages.push(Passage::Same(old.to_owned())),
            }
            return;
        }
        let (old, new) =
            if tag == DiffTag::Insert { ("", new) } else { (old, if tag == DiffTag::Delete { "" } else { new }) };
        // "two three" for "four five" reads better as one change than as two with an unchanged space between.
        if let [.., Passage::Changed { removed, added }, Passage::Same(gap)] = self.passages.as_mut_slice()
            && !gap.contains('\n')
            && gap.chars().all(char::is_whitespace)
        {
            removed.extend([gap.as_str(), old]);
            added.extend([gap.as_str(), new]);
            self.passages.pop();
            return;
        }
        match self.passages.last_mut() {
            Some(Passage::Changed { removed, added }) => {
                removed.push_str(old);
                added.push_str(new);
            }
            _ => self.passages.push(Passage::Changed { removed: old.to_owned(), added: new.to_owned() }),
        }
    }

    fn into_pieces(self) -> Vec<Piece> {
        let pieces = self.passages.into_iter().flat_map(|passage| match passage {
            Passage::Same(text) => [(TextChange::Same, text), (TextChange::Added, String::new())],
            Passage::Changed { removed, added } => [(TextChange::Removed, removed), (TextChange::Added, added)],
        });
        pieces.filter(|(_, text)| !text.is_empty()).map(|(change, text)| Piece { change, text }).collect()
    }
}

/// Splits text into words, runs of white space, line ends and single marks; joined, they are the text.
///
/// `9:30`, `1,250`, `don't` and `co-located` are one word each: nobody reads a changed digit alone.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            word_length(rest)
        } else if first.is_whitespace() && first != '\n' {
            rest.find(|c: char| c == '\n' || !c.is_whitespace()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        words.push(word);
        rest = after;
    }
    words
}

fn word_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let joins = matches!(c, '.' | ',' | ':' | '\'' | '’' | '-')
            && characters.peek().is_some_and(|(_, next)| is_word(*next));
        if !is_word(c) && !joins {
            return at;
        }
    }
    text.len()
}

/// Letters and digits, and what belongs to them: accents, £ and %, emoji. Not the punctuation of prose.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || c == '%'
        || (!c.is_ascii()
            && !c.is_whitespace()
            && !matches!(c, '«' | '»' | '¿' | '¡' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}'))
}

#[cfg(test)]
mod tests;
