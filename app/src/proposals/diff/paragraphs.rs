//! A difference that can be read: paragraph beside paragraph. Where a few words of a paragraph changed they are
//! marked in it; where more than a third of it changed, nobody can follow marks any more, so the old paragraph and
//! the new one stand whole, one after the other.

use similar::DiffTag;

use super::{Piece, TextChange, compare, diff, is_word, words};

/// The most pairs of paragraphs that are held against each other in one passage.
const MOST_PAIRS: usize = 20_000;

/// A paragraph of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// In both versions.
    Same(String),
    /// In both, with at most a third of its words changed.
    Changed(Vec<Piece>),
    /// Only in the old version, or too different from what took its place.
    Removed(String),
    /// Only in the new version, or too different from what it took the place of.
    Added(String),
}

/// The difference from `old` to `new`, paragraph by paragraph, in reading order. Empty lines are not compared.
pub fn paragraphs(old: &str, new: &str) -> Vec<Paragraph> {
    let (old, new) = (filled(old), filled(new));
    let mut made = Vec::new();
    compare(&old, &new, &mut |tag, before, after| match tag {
        DiffTag::Equal => made.extend(old[before].iter().map(|line| Paragraph::Same((*line).to_owned()))),
        _ => passage(&old[before], &new[after], &mut made),
    });
    made
}

fn filled(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect()
}

/// A passage of old paragraphs and the new ones that stand in their place.
fn passage(old: &[&str], new: &[&str], made: &mut Vec<Paragraph>) {
    let removed = |line: &&str| Paragraph::Removed((*line).to_owned());
    let added = |line: &&str| Paragraph::Added((*line).to_owned());
    let (mut from_old, mut from_new) = (0, 0);
    for (before, after) in pairs(old, new) {
        let pieces = diff(old[before], new[after]);
        if changed_too_much(&pieces) {
            continue;
        }
        made.extend(old[from_old..before].iter().map(removed));
        made.extend(new[from_new..after].iter().map(added));
        made.push(Paragraph::Changed(pieces));
        (from_old, from_new) = (before + 1, after + 1);
    }
    made.extend(old[from_old..].iter().map(removed));
    made.extend(new[from_new..].iter().map(added));
}

/// Whether more than a third of the words came or went.
fn changed_too_much(pieces: &[Piece]) -> bool {
    let count = |piece: &Piece| words(&piece.text).into_iter().filter(|word| word.starts_with(is_word)).count();
    let (mut changed, mut all) = (0, 0);
    for piece in pieces {
        // A word that stayed is in the old paragraph and in the new one.
        let words = count(piece);
        match piece.change {
            TextChange::Same => all += 2 * words,
            TextChange::Added | TextChange::Removed => {
                all += words;
                changed += words;
            }
        }
    }
    3 * changed > all
}

/// Which old paragraph became which new one: of all ways to pair them in order, the one with the most words in common.
fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let bag = |line: &&str| {
        let mut words: Vec<String> =
            words(line).into_iter().filter(|word| word.starts_with(is_word)).map(str::to_lowercase).collect();
        words.sort();
        words
    };
    let (old, new): (Vec<_>, Vec<_>) = (old.iter().map(bag).collect(), new.iter().map(bag).collect());
    let likeness: Vec<Vec<usize>> =
        old.iter().map(|before| new.iter().map(|after| alike(before, after)).collect()).collect();
    // The best that can be had from here on, by the numbers of paragraphs that are behind.
    let mut best = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for before in (0..old.len()).rev() {
        for after in (0..new.len()).rev() {
            let paired = match likeness[before][after] {
                0 => 0,
                gained => gained + best[before + 1][after + 1],
            };
            best[before][after] = paired.max(best[before + 1][after]).max(best[before][after + 1]);
        }
    }
    let (mut before, mut after) = (0, 0);
    let mut found = Vec::new();
    while before < old.len() && after < new.len() {
        let gained = likeness[before][after];
        if gained > 0 && best[before][after] == gained + best[before + 1][after + 1] {
            found.push((before, after));
            (before, after) = (before + 1, after + 1);
        } else if best[before][after] == best[before + 1][after] {
            before += 1;
        } else {
            after += 1;
        }
    }
    found
}

/// How many words two paragraphs have in common; none when they have too few to be one paragraph changed.
fn alike(old: &[String], new: &[String]) -> usize {
    let (mut before, mut after, mut common) = (0, 0, 0);
    while let (Some(left), Some(right)) = (old.get(before), new.get(after)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => before += 1,
            std::cmp::Ordering::Greater => after += 1,
            std::cmp::Ordering::Equal => {
                (before, after, common) = (before + 1, after + 1, common + 1);
            }
        }
    }
    let all = old.len() + new.len();
    if 3 * (all - 2 * common) > all { 0 } else { common }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A difference in lines: `=` same, `~` changed, `-` removed, `+` added.
    fn shown(old: &str, new: &str) -> Vec<String> {
        let mark = |paragraph| match paragraph {
            Paragraph::Same(text) => format!("= {text}"),
            Paragraph::Removed(text) => format!("- {text}"),
            Paragraph::Added(text) => format!("+ {text}"),
            Paragraph::Changed(pieces) => {
                let marked = pieces.into_iter().map(|piece| match piece.change {
                    TextChange::Same => piece.text,
                    TextChange::Added => format!("{{+{}+}}", piece.text),
                    TextChange::Removed => format!("[-{}-]", piece.text),
                });
                format!("~ {}", marked.collect::<String>())
            }
        };
        paragraphs(old, new).into_iter().map(mark).collect()
    }

    #[test]
    fn a_few_changed_words_are_marked_in_their_paragraph() {
        assert_eq!(
            shown(
                "We open at nine.\n\nThe café stays open until 5pm.",
                "We open at nine.\n\nThe café stays open until 7pm."
            ),
            ["= We open at nine.", "~ The café stays open until [-5pm-]{+7pm+}."]
        );
    }

    #[test]
    fn a_paragraph_changed_by_more_than_a_third_stands_whole_in_both_versions() {
        let (old, new) = ("The branch will close on Mondays all day.", "The branch will open every Sunday from noon.");
        assert_eq!(shown(old, new), [format!("- {old}"), format!("+ {new}")]);
        // Of six words two are others: a third, and no more.
        assert_eq!(shown("a b c d e f", "a b x d y f"), ["~ a b [-c-]{+x+} d [-e-]{+y+} f"]);
        assert_eq!(shown("a b c d e f", "a x c y e z"), ["- a b c d e f", "+ a x c y e z"]);
    }

    #[test]
    fn a_new_paragraph_between_changed_ones_does_not_mix_them_up() {
        assert_eq!(
            shown(
                "Open on Monday from nine to five.\nClosed on Friday for good.",
                "Open on Monday from ten to five.\nA new garden room.\nClosed on Sunday for good."
            ),
            [
                "~ Open on Monday from [-nine-]{+ten+} to five.",
                "+ A new garden room.",
                "~ Closed on [-Friday-]{+Sunday+} for good.",
            ]
        );
        assert_eq!(shown("", "New"), ["+ New"]);
        assert_eq!(shown("Old", ""), ["- Old"]);
        assert_eq!(shown("a\n\n\nb", "a\nb"), ["= a", "= b"]);
    }

    proptest! {
        #[test]
        fn each_version_can_be_read_from_it(old in "([a-d]{1,2}[ .]{1,2}|\n){0,40}", new in "([a-d]{1,2}[ .]{1,2}|\n){0,40}") {
            let mut versions = (Vec::new(), Vec::new());
            for paragraph in paragraphs(&old, &new) {
                match paragraph {
                    Paragraph::Same(text) => {
                        versions.0.push(text.clone());
                        versions.1.push(text);
                    }
                    Paragraph::Removed(text) => versions.0.push(text),
                    Paragraph::Added(text) => versions.1.push(text),
                    Paragraph::Changed(pieces) => {
                        let joined = |without: TextChange| pieces.iter().filter(|p| p.change != without).map(|p| p.text.as_str()).collect::<String>();
                        prop_assert!(!changed_too_much(&pieces));
                        versions.0.push(joined(TextChange::Added));
                        versions.1.push(joined(TextChange::Removed));
                    }
                }
            }
            prop_assert_eq!(versions.0, filled(&old));
            prop_assert_eq!(versions.1, filled(&new));
        }
    }
}
