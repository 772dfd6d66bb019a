//! Votes in words.

use super::model::{Choice, Counts};
use crate::numbers::{Noun, grouped};

/// How the votes fell, in a sentence.
pub fn votes_in_words(counts: &Counts) -> String {
    if counts.total() == 0 {
        return "Nobody voted on this proposal.".to_owned();
    }
    let support = counts.of(Choice::StronglySupport) + counts.of(Choice::Support);
    let oppose = counts.of(Choice::StronglyOppose) + counts.of(Choice::Oppose);
    let people = Noun::PERSON.count(counts.total());
    let mut parts = vec![format!("{} supported it", grouped(support)), format!("{} opposed it", grouped(oppose))];
    if counts.of(Choice::Neither) > 0 {
        parts.push(format!("{} chose neither", grouped(counts.of(Choice::Neither))));
    }
    if counts.of(Choice::DontKnow) > 0 {
        parts.push(format!("{} did not know", grouped(counts.of(Choice::DontKnow))));
    }
    let last = parts.pop().unwrap_or_default();
    format!("{people} answered: {} and {last}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_every_answer_once_and_groups_thousands() {
        let mut counts = Counts::default();
        assert_eq!(votes_in_words(&counts), "Nobody voted on this proposal.");
        counts.add(Choice::StronglySupport, 1_200);
        counts.add(Choice::Support, 84);
        counts.add(Choice::Oppose, 3);
        counts.add(Choice::DontKnow, 2);
        assert_eq!(
            votes_in_words(&counts),
            "1,289 people answered: 1,284 supported it, 3 opposed it and 2 did not know."
        );
        assert_eq!([grouped(0), grouped(999), grouped(1_000_000)], ["0", "999", "1,000,000"]);
    }
}
