//! Names that are made for new questions, pages and options: short, readable in a column heading, and never one that was
//! used before.

use std::collections::BTreeSet;

use crate::folding::fold;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::condition::Subject;
use crate::questionnaires::definition::key::Key;

/// The most words of a label that go into a key.
const KEY_WORDS: usize = 3;
/// The longest name that is made, in characters: there is room for a number after it.
const LONGEST_MADE: usize = 32;

/// Words that say little in a key.
const LITTLE: [&str; 41] = [
    "a", "about", "an", "and", "are", "at", "be", "by", "can", "could", "did", "do", "does", "for", "from", "had",
    "has", "have", "how", "if", "in", "is", "it", "many", "much", "of", "on", "or", "our", "should", "that", "the",
    "this", "to", "was", "we", "what", "when", "which", "would", "you",
];

/// A key that was never used, made from a label, or from another word where the label has none.
pub fn fresh_key(label: &str, otherwise: &str, used: &BTreeSet<Key>) -> Key {
    let all = words(label);
    let telling: Vec<&String> = all.iter().filter(|word| !LITTLE.contains(&word.as_str()) && *word != "your").collect();
    let chosen = if telling.is_empty() { all.iter().take(KEY_WORDS).collect() } else { telling };
    let chosen: Vec<&str> = chosen.into_iter().take(KEY_WORDS).map(String::as_str).collect();
    let mut name = joined(&chosen, "_");
    if name.is_empty() {
        name = joined(&words(otherwise).iter().map(String::as_str).collect::<Vec<_>>(), "_");
    }
    if !name.starts_with(char::is_alphabetic) {
        name = if name.is_empty() { "question".to_owned() } else { format!("q{name}") };
    }
    numbered(&name, "_", |key| key_if_fresh(key, used)).unwrap_or_else(|| first_fresh(used))
}

/// A key like another that was never used: `visits` becomes `visits_2`.
pub fn key_like(key: &Key, used: &BTreeSet<Key>) -> Key {
    let stem = key.as_str().trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('_');
    let stem: String = stem.chars().take(LONGEST_MADE).collect();
    fresh_key(if stem.is_empty() { key.as_str() } else { &stem }, "question", used)
}

/// The code of a new option, made from its label; not one of `taken`, and none that stands for a blank.
pub fn fresh_code(label: &str, taken: &BTreeSet<String>) -> String {
    let mut name = joined(&words(label).iter().map(String::as_str).collect::<Vec<_>>(), "-");
    if name.is_empty() {
        name.push_str("option");
    }
    let fresh = |code: &str| (!taken.contains(code) && Blank::from_code(code).is_none()).then(|| code.to_owned());
    // There are more numbers than options.
    numbered(&name, "-", fresh).unwrap_or(name)
}

/// The words of a text in small letters, without accents: `Caffi’r Môr` is `caffir`, `mor`.
fn words(text: &str) -> Vec<String> {
    let plain = fold(text);
    plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// As many of the words as have room, the first one cut if it has none.
fn joined(words: &[&str], with: &str) -> String {
    let mut name = String::new();
    for word in words {
        if name.is_empty() {
            name = word.chars().take(LONGEST_MADE).collect();
        } else if name.chars().count() + 1 + word.chars().count() <= LONGEST_MADE {
            name.push_str(with);
            name.push_str(word);
        } else {
            break;
        }
    }
    name
}

/// The name, or the first with a number after it, that will do.
fn numbered<T>(name: &str, with: &str, does: impl Fn(&str) -> Option<T>) -> Option<T> {
    does(name).or_else(|| (2..100_000).find_map(|number| does(&format!("{name}{with}{number}"))))
}

/// The key, unless it was used or is a word of conditions: those could be written, but would be hard to read.
fn key_if_fresh(text: &str, used: &BTreeSet<Key>) -> Option<Key> {
    let key = Key::new(text).ok().filter(|key| !used.contains(key))?;
    (Subject::of(&key).to_string() == key.as_str()).then_some(key)
}

/// Some key: reached only by whoever used up a hundred thousand of one name.
fn first_fresh(used: &BTreeSet<Key>) -> Key {
    let mut number = used.len();
    loop {
        if let Some(key) = Key::new(&format!("q{number}")).ok().filter(|key| !used.contains(key)) {
            return key;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_of_the_words_that_tell_something_and_never_twice() {
        let mut used = BTreeSet::new();
        for (label, wanted) in [
            ("How often do you visit a library?", "often_visit_library"),
            ("How often do you visit a library?", "often_visit_library_2"),
            ("Caffi’r Môr", "caffir_mor"),
            ("日本語", "日本語"),
            ("", "one_of"),
            ("?!", "one_of_2"),
            ("2 to 3", "q2_3"),
            ("Not", "not_2"),
            ("What is it?", "what_is_it"),
        ] {
            let key = fresh_key(label, "one-of", &used);
            assert_eq!(key.as_str(), wanted, "{label}");
            used.insert(key);
        }
        let like = key_like(&Key::new("visits").unwrap(), &BTreeSet::from([Key::new("visits").unwrap()]));
        assert_eq!(like.as_str(), "visits_2");
        assert_eq!(key_like(&like, &BTreeSet::from([like.clone(), Key::new("visits").unwrap()])).as_str(), "visits_3");
    }

    #[test]
    fn a_code_is_made_of_the_label_and_is_no_blank() {
        let taken = BTreeSet::from(["books".to_owned()]);
        for (label, wanted) in [
            ("Books", "books-2"),
            ("16 to 24", "16-to-24"),
            ("Don’t know", "dont-know-2"),
            ("Skipped", "skipped-2"),
            ("…", "option"),
            ("Events for children under five and their parents or carers", "events-for-children-under-five"),
        ] {
            assert_eq!(fresh_code(label, &taken), wanted, "{label}");
        }
    }
}
