//! What people write in their own words in a questionnaire. Staff read it question by question. What people were told may be
//! published waits for a moderator, and is then for everybody; the rest is for staff alone. A text is taken out of all lists
//! when its author changes it, withdraws or has it erased. Lists are in an order of chance, so that two texts of one person
//! cannot be laid side by side, nor a text beside the moment at which it came.

pub mod erasing;
pub mod moderated;
pub mod public;
pub mod report;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::definition::answer::{Answer, Given};
use super::definition::key::Key;
use super::definition::question::Questionnaire;

/// Where a text stands in the answers: the key of its question, and the option beside which it was written, if any.
pub type TextSpot = (Key, String);

/// A text that somebody wrote, and whether they were told that it may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenText {
    /// The words.
    pub text: String,
    /// Whether it may be published.
    pub published: bool,
}

/// The texts among somebody's answers.
pub fn texts(form: &Questionnaire, given: &Given) -> BTreeMap<TextSpot, GivenText> {
    let mut found = BTreeMap::new();
    for (key, answer) in given {
        let published = form.question(key.as_str()).is_some_and(|question| question.is_published());
        let mut add = |part: &str, text: &str, published: bool| {
            found.insert((key.clone(), part.to_owned()), GivenText { text: text.to_owned(), published });
        };
        match answer {
            Answer::Text(text) => add("", text, published),
            // "Please say" is asked of everybody who chooses the option, and none of them is told that it is published.
            Answer::Code { code, other: Some(text) } => add(code, text, false),
            Answer::Ticks { other, .. } => other.iter().for_each(|(code, text)| add(code, text, false)),
            _ => {}
        }
    }
    found
}

/// What becomes of the texts of a set of answers when it takes the place of another: those that go, and those that are new.
/// A text that is sent again as it was stays, with what a moderator decided about it.
pub fn changed<'a>(
    before: &'a BTreeMap<TextSpot, GivenText>,
    after: &'a BTreeMap<TextSpot, GivenText>,
) -> (Vec<&'a TextSpot>, Vec<(&'a TextSpot, &'a GivenText)>) {
    let gone = before.iter().filter(|(spot, text)| after.get(spot) != Some(text)).map(|(spot, _)| spot);
    let new = after.iter().filter(|(spot, text)| before.get(spot) != Some(text));
    (gone.collect(), new.collect())
}

/// The place of a text in lists, worked out from the number by chance under which its answers were sent.
pub fn place(send_key: i64, spot: &TextSpot) -> i64 {
    let mut hash = Sha256::new();
    hash.update(format!("place of a text {send_key} {}\n{}", spot.0, spot.1));
    let bytes: [u8; 8] = hash.finalize().first_chunk().copied().unwrap_or_default();
    i64::from_be_bytes(bytes) & i64::MAX
}
