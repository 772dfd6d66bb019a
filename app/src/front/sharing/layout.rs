//! Fits a text into a box: the largest type in which it needs no more than so many lines. A text that is too long even in
//! the smallest ends in "…".

/// A text broken into lines, with the size of its type.
#[derive(Debug, PartialEq)]
pub(super) struct Fitted {
    pub(super) size: f32,
    pub(super) lines: Vec<String>,
}

/// A box for a text.
#[derive(Clone, Copy)]
pub(super) struct TextBox<'a> {
    /// How wide it is.
    pub(super) width: f32,
    /// How high.
    pub(super) height: f32,
    /// How many lines it holds at most.
    pub(super) lines: usize,
    /// From one line to the next, in sizes of type.
    pub(super) leading: f32,
    /// The sizes to try, from the largest.
    pub(super) sizes: &'a [f32],
}

/// Breaks a text into lines no wider than this, between words and, where a word is wider than a line, inside it. `width`
/// says how wide a text is.
fn broken(text: &str, most: f32, width: &impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer) <= most {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if width(&line) > most && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text in the largest type in which it fits.
pub(super) fn fitted(text: &str, into: TextBox<'_>, width: impl Fn(&str) -> f32) -> Fitted {
    let room = |size: f32| into.lines.min((into.height / (size * into.leading)) as usize).max(1);
    let whole = |size: &f32| {
        // A word is broken only in the smallest type.
        text.split_whitespace().all(|word| width(word) * size <= into.width)
            && broken(text, into.width / size, &width).len() <= room(*size)
    };
    let smallest = into.sizes.last().copied().unwrap_or(16.0);
    let size = into.sizes.iter().copied().find(|size| whole(size)).unwrap_or(smallest);
    let mut lines = broken(text, into.width / size, &width);
    if lines.len() > room(size) {
        lines.truncate(room(size));
        if let Some(last) = lines.last_mut() {
            while !last.is_empty() && width(&format!("{last}…")) * size > into.width {
                last.pop();
            }
            let kept = last.trim_end_matches([' ', ',', ';', ':', '.', '–', '—', '-']).len();
            last.truncate(kept);
            last.push('…');
        }
    }
    Fitted { size, lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: TextBox<'_> = TextBox { width: 40.0, height: 60.0, lines: 3, leading: 1.2, sizes: &[8.0, 4.0, 2.0] };

    /// Every letter is half as wide as high.
    fn even(text: &str) -> f32 {
        text.chars().count() as f32 * 0.5
    }

    #[test]
    fn a_short_text_is_large_and_a_long_one_small() {
        assert_eq!(fitted("Longer days", BOX, even), Fitted { size: 8.0, lines: vec!["Longer".into(), "days".into()] });
        let more = fitted("Longer days at Millbrook and at Quay from May", BOX, even);
        assert_eq!((more.size, more.lines.len()), (4.0, 3));
    }

    #[test]
    fn a_text_without_end_ends_in_dots() {
        let words = fitted(&"word, ".repeat(60), BOX, even);
        assert_eq!((words.size, words.lines.len()), (2.0, 3));
        assert!(words.lines[2].ends_with("word…"), "{words:?}");
        let letters = fitted(&"w".repeat(200), BOX, even);
        assert!(letters.lines.iter().all(|line| even(line) * 2.0 <= 40.0) && letters.lines[2].ends_with("w…"));
        assert_eq!(fitted("", BOX, even).lines, Vec::<String>::new());
    }
}
