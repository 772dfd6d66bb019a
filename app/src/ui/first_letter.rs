//! The first letter of words that come to stand elsewhere: a name that begins a sentence, a sentence that goes on another.

/// The words with their first letter as a capital.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The words with their first letter as a small one.
pub fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_letter_changes_whatever_it_is() {
        assert_eq!(capitalised("the Budget vote"), "The Budget vote");
        assert_eq!(uncapitalised("Élan AND more"), "élan AND more");
        assert_eq!(capitalised("ßeta"), "SSeta");
        assert_eq!((capitalised(""), uncapitalised("1st")), (String::new(), "1st".to_owned()));
    }
}
