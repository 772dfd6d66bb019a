//! Texts that are too long for a cell of a spreadsheet. Excel holds 32,767 characters and cuts what is longer without a
//! word. We do not cut: the cell says where the text is, and a sheet of its own has it in pieces, one below the other.

use std::borrow::Cow;

/// The longest text of a cell, in UTF-16 code units, which is how Excel counts.
pub const LONGEST_CELL: usize = 32_767;

/// The name of the sheet.
pub const SHEET: &str = "Too long";

/// Its headings.
pub const HEADINGS: [&str; 5] = ["Response", "Column", "Piece", "Of", "Text"];

/// A text that did not fit, in pieces that do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OversizeText {
    /// The number of the response.
    pub response: i64,
    /// The heading of the column.
    pub column: String,
    /// The text in pieces; put together they are all of it.
    pub pieces: Vec<String>,
}

/// The text for a cell: itself, or where it is.
pub fn fitting<'a>(text: &'a str, response: i64, column: &str, kept: &mut Vec<OversizeText>) -> Cow<'a, str> {
    // No text has more code units than bytes.
    if text.len() <= LONGEST_CELL || text.encode_utf16().count() <= LONGEST_CELL {
        return Cow::Borrowed(text);
    }
    let characters = crate::numbers::grouped(i64::try_from(text.chars().count()).unwrap_or(i64::MAX));
    let said = format!(
        "[This text of {characters} characters is longer than a cell can hold. All of it is in the sheet “{SHEET}”, \
         response {response}, and in the CSV file.]"
    );
    kept.push(OversizeText { response, column: column.to_owned(), pieces: pieces(text) });
    Cow::Owned(said)
}

fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut units = 0;
    for letter in text.chars() {
        if units + letter.len_utf16() > LONGEST_CELL {
            pieces.push(String::new());
            units = 0;
        }
        units += letter.len_utf16();
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_stays_and_a_longer_one_is_told_and_kept_whole() {
        let mut kept = Vec::new();
        let fits = "é".repeat(LONGEST_CELL);
        assert_eq!(fitting(&fits, 1, "why", &mut kept), fits);
        // Two units each: one of them more than fits.
        let long = "𝄞".repeat(LONGEST_CELL / 2 + 1);
        let said = fitting(&long, 7, "why", &mut kept);
        assert!(said.contains("16,384 characters") && said.contains("response 7"), "{said}");
        let text = kept.pop().expect("kept");
        assert_eq!((text.pieces.len(), text.pieces.concat()), (2, long));
        assert!(text.pieces.iter().all(|piece| piece.encode_utf16().count() <= LONGEST_CELL));
        assert!(kept.is_empty());
    }
}
