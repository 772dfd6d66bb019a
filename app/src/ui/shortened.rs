//! A text cut to a length, between words: for lists, for search engines, for whoever shares an address.

/// A text on one line, of at most this many characters and the mark that it was cut.
pub fn shortened(text: &str, most: usize) -> String {
    let line = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let line = line.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    // A word longer than everything is cut where it has to be.
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{} …", cut.trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_text_is_cut_between_words_and_stands_on_one_line() {
        assert_eq!(shortened(" Two\n\thours \u{1} more. ", 40), "Two hours more.");
        assert_eq!(shortened("One, two, three", 10), "One, two …");
        assert_eq!(shortened("One, two, three", 8), "One …");
        assert_eq!(shortened(&"é".repeat(9), 4), "éééé …");
        assert_eq!(shortened("", 4), "");
    }
}
