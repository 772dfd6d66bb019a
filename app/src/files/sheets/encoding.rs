//! What the bytes of a list say. Spreadsheet programs save CSV files as UTF-8, as UTF-16 or in the old Windows
//! letters, and rarely say which. All three are read; a line whose letters had to be guessed is named.

use super::RowError;

/// How many guessed lines are named one by one.
const MOST_NAMED: usize = 20;

/// A file's text, with lines ended by `\n` alone, and remarks about lines whose letters were guessed.
pub(super) struct DecodedText {
    pub(super) text: String,
    pub(super) remarks: Vec<RowError>,
}

fn said(line: u64, message: impl Into<String>) -> RowError {
    RowError { line, column: None, message: message.into() }
}

/// What a file that is not text at all begins with, and what to do with it.
const NOT_TEXT: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8”."),
    (b"\xD0\xCF\x11\xE0", "This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8”."),
    (b"%PDF", "This is a PDF, not a CSV file. Ask for the list as a spreadsheet, and save that as “CSV UTF-8”."),
    (b"\x1F\x8B", "This is a compressed file. Unpack it first."),
];

/// Reads a file's bytes as text.
///
/// # Errors
/// When the file is no text, or in letters that cannot be guessed.
pub(super) fn decode(bytes: &[u8]) -> Result<DecodedText, Vec<RowError>> {
    if let Some((_, what)) = NOT_TEXT.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(vec![said(1, *what)]);
    }
    let (text, remarks) = match sixteen_bit(bytes) {
        Some((bytes, order)) => (utf16(bytes, order)?, Vec::new()),
        None => eight_bit(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))?,
    };
    if let Some(at) = text.find('\0') {
        let line = 1 + text[..at].matches('\n').count() as u64;
        return Err(vec![said(line, "This is not a text file. Save it as “CSV UTF-8”.")]);
    }
    Ok(DecodedText { text: text.replace("\r\n", "\n").replace('\r', "\n"), remarks })
}

#[derive(Clone, Copy)]
enum ByteOrder {
    LittleEndian,
    BigEndian,
}

/// The bytes after the mark of UTF-16, and their order; without a mark, English text gives itself away by a zero
/// beside every letter.
fn sixteen_bit(bytes: &[u8]) -> Option<(&[u8], ByteOrder)> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return Some((rest, ByteOrder::LittleEndian));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return Some((rest, ByteOrder::BigEndian));
    }
    let pairs = bytes.get(..bytes.len().min(64) & !1).filter(|start| start.len() >= 8)?;
    let zeros = |place: usize| pairs.chunks_exact(2).filter(|pair| pair[place] == 0).count();
    let most = pairs.len() / 2 * 3 / 4;
    match (zeros(0), zeros(1)) {
        (0, second) if second > most => Some((bytes, ByteOrder::LittleEndian)),
        (first, 0) if first > most => Some((bytes, ByteOrder::BigEndian)),
        _ => None,
    }
}

fn utf16(bytes: &[u8], order: ByteOrder) -> Result<String, Vec<RowError>> {
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        match order {
            ByteOrder::LittleEndian => u16::from_le_bytes(pair),
            ByteOrder::BigEndian => u16::from_be_bytes(pair),
        }
    });
    let whole = bytes.len().is_multiple_of(2);
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()
        .filter(|_| whole)
        .ok_or_else(|| vec![said(1, "This file’s letters cannot be read. Save it as “CSV UTF-8”.")])
}

/// UTF-8, line by line; a line that is not is read in the letters of older Windows programs.
fn eight_bit(bytes: &[u8]) -> Result<(String, Vec<RowError>), Vec<RowError>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Vec::new()));
    }
    let mut text = String::with_capacity(bytes.len() + 64);
    let (mut guessed, mut unread) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        if let Ok(line) = std::str::from_utf8(line) {
            text.push_str(line);
            continue;
        }
        match line.iter().map(|byte| windows_letter(*byte)).collect::<Option<String>>() {
            Some(line) => {
                guessed.push((number, with_odd_letters(&line)));
                text.push_str(&line);
            }
            None => unread.push(said(
                number,
                "This line has letters that are neither UTF-8 nor Windows’. In your spreadsheet program, save the \
                 file as “CSV UTF-8”.",
            )),
        }
    }
    if !unread.is_empty() {
        unread.truncate(MOST_NAMED);
        return Err(unread);
    }
    let more = guessed.len().saturating_sub(MOST_NAMED);
    let mut remarks: Vec<RowError> = guessed
        .into_iter()
        .take(MOST_NAMED)
        .map(|(line, words)| {
            said(line, format!("Not saved as UTF-8, so its letters were taken for Windows’: check “{words}”."))
        })
        .collect();
    if let (Some(last), true) = (remarks.last().map(|remark| remark.line), more > 0) {
        remarks.push(said(last, format!("The same holds for {more} more lines.")));
    }
    Ok((text, remarks))
}

/// The words of a line that have letters beyond English in them.
fn with_odd_letters(line: &str) -> String {
    let odd = line.split([' ', ',', ';', '\t', '\n', '\r', '"']).filter(|word| !word.is_ascii());
    odd.take(3).collect::<Vec<_>>().join(" ")
}

/// The letters of Windows-1252 where it differs from Unicode's first 256; a space stands where it has none.
const WINDOWS: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

fn windows_letter(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => WINDOWS.get(usize::from(byte - 0x80)).copied().filter(|letter| *letter != ' '),
        _ => Some(char::from(byte)),
    }
}

/// What a text that is no table at all seems to be, by how it begins.
pub(super) fn begins_like(text: &str) -> Option<String> {
    let start: String = text.trim_start().chars().take(4_000).flat_map(char::to_lowercase).collect();
    let what = if start.starts_with(['{', '[']) {
        if start.contains("\"featurecollection\"") || start.contains("\"geometry\"") {
            "GeoJSON, a map’s file"
        } else {
            "JSON"
        }
    } else if start.starts_with("<!doctype html") || start.starts_with("<html") {
        "a web page"
    } else if start.starts_with('<') {
        if start.contains("<kml") { "KML, a map’s file" } else { "XML" }
    } else if start.starts_with("begin:vc") {
        "a calendar or an address book"
    } else {
        return None;
    };
    Some(format!("This looks like {what}, not like a CSV file. Save the list as “CSV UTF-8” in a spreadsheet program."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap_or_else(|errors| panic!("{errors:?}")).text
    }

    #[test]
    fn the_same_list_is_read_in_every_encoding_spreadsheets_save() {
        let list = "Café – “Tŷ”\nsecond, £5\n";
        let sixteen = |order: fn(u16) -> [u8; 2]| list.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(text(list.as_bytes()), list);
        assert_eq!(text(&[b"\xEF\xBB\xBF", list.as_bytes()].concat()), list);
        assert_eq!(text(&[&b"\xFF\xFE"[..], &sixteen(u16::to_le_bytes)].concat()), list);
        assert_eq!(text(&[&b"\xFE\xFF"[..], &sixteen(u16::to_be_bytes)].concat()), list);
        let plain: Vec<u8> = "Library name,Postcode\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&plain), "Library name,Postcode\n");
        assert_eq!(text(b"a\r\nb\rc\n"), "a\nb\nc\n");
    }

    #[test]
    fn guessed_letters_are_named_with_their_line() {
        let read = decode(b"Plain\nCaf\xE9 \x96 tea,\xA35\nLlyfrgell T\xC5\xB7\n").unwrap_or_else(|_| panic!());
        assert_eq!(read.text, "Plain\nCafé – tea,£5\nLlyfrgell Tŷ\n");
        assert_eq!(read.remarks.len(), 1);
        assert_eq!(read.remarks[0].line, 2);
        assert!(read.remarks[0].message.contains("Café – £5"), "{}", read.remarks[0].message);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for file in [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0", b"%PDF-1.7", b"a\0b", b"\xFF\xFE\x00", b"Caf\x8D"] {
            assert!(decode(file).is_err(), "{file:?}");
        }
    }
}
