//! The sheets of an .xls file, as Excel wrote them from 1997 to 2003: a small file system with one stream of records.
//! What is read is [MS-XLS]: names of sheets, shared strings and the records of cells. Formats are not read, so a date is
//! the number that it is stored as.

use std::io::{Cursor, Read};

use super::super::super::imported::NotImported;
use super::archive::protected;
use super::{MOST_UNPACKED, SheetReading, bool_words, is_wanted, number_words};

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const STRINGS: u16 = 0x00FC;
const CONTINUE: u16 = 0x003C;
const PASSWORD: u16 = 0x002F;

fn damaged(why: impl std::fmt::Display) -> NotImported {
    NotImported::because(format!("The .xls file is damaged: {why}."))
}

/// One record, with what continues it.
struct BiffRecord<'a> {
    kind: u16,
    parts: Vec<&'a [u8]>,
}

impl<'a> BiffRecord<'a> {
    fn data(&self) -> &'a [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// The records from a place on.
struct BiffRecords<'a> {
    rest: &'a [u8],
}

fn head(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, length) = (word(bytes, 0)?, word(bytes, 2)?);
    let body = bytes.get(4..)?;
    // The last record of a file that was cut short has what there is.
    let (data, rest) = body.split_at(usize::from(length).min(body.len()));
    Some((kind, data, rest))
}

impl<'a> Iterator for BiffRecords<'a> {
    type Item = BiffRecord<'a>;

    fn next(&mut self) -> Option<BiffRecord<'a>> {
        let (kind, data, rest) = head(self.rest)?;
        self.rest = rest;
        let mut parts = vec![data];
        while let Some((CONTINUE, more, rest)) = head(self.rest) {
            parts.push(more);
            self.rest = rest;
        }
        Some(BiffRecord { kind, parts })
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(found.try_into().ok()?))
}

fn double_word(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(found.try_into().ok()?))
}

fn floating(bytes: &[u8], at: usize) -> Option<f64> {
    let found = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(found.try_into().ok()?))
}

/// Reads the sheets that a form has.
///
/// # Errors
/// When the file is damaged, protected, too large, has macros or is older than 1997.
pub(super) fn read(bytes: &[u8], into: &mut SheetReading) -> Result<(), NotImported> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if file.is_stream("/EncryptedPackage") {
        return Err(protected());
    }
    if file.is_storage("/_VBA_PROJECT_CUR") {
        return Err(NotImported::because("The spreadsheet has macros in it. Save it as .xlsx, without macros."));
    }
    if !file.is_stream("/Workbook") {
        return Err(NotImported::because(if file.is_stream("/Book") {
            "The spreadsheet was saved by an Excel older than 1997. Open it and save it as .xlsx."
        } else {
            "The file is not a spreadsheet: it has no workbook in it."
        }));
    }
    let mut stream = Vec::new();
    let workbook = file.open_stream("/Workbook").map_err(damaged)?;
    workbook.take(MOST_UNPACKED).read_to_end(&mut stream).map_err(damaged)?;

    let mut sheets = Vec::new();
    let mut strings = Vec::new();
    for record in (BiffRecords { rest: &stream }) {
        match record.kind {
            BEGIN if word(record.data(), 0) != Some(0x0600) => {
                return Err(NotImported::because(
                    "The spreadsheet was saved by an Excel older than 1997. Open it and save it as .xlsx.",
                ));
            }
            PASSWORD if word(record.data(), 0) != Some(0) => return Err(protected()),
            SHEET => sheets.extend(sheet(record.data())),
            STRINGS => strings = shared_strings(&record.parts),
            END => break,
            _ => {}
        }
    }
    for (at, name) in sheets {
        if is_wanted(&name) {
            into.begin(&name);
            let rest = stream.get(at..).ok_or_else(|| damaged(format!("the sheet “{name}” is not in it")))?;
            read_sheet(rest, &strings, into)?;
        }
    }
    Ok(())
}

/// Where a sheet begins in the stream, and what it is called.
fn sheet(data: &[u8]) -> Option<(usize, String)> {
    let at = usize::try_from(double_word(data, 0)?).ok()?;
    let length = usize::from(*data.get(6)?);
    let mut letters = BiffText { parts: vec![data.get(7..)?], part: 0, at: 0 };
    let wide = letters.byte()? & 1 == 1;
    Some((at, letters.text(length, wide)))
}

/// Reads text that may go on in the records that continue one, each of which says anew how wide its letters are.
struct BiffText<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl BiffText<'_> {
    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(byte) = part.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            self.part += 1;
            self.at = 0;
        }
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        let mut number = 0_usize;
        for place in 0..bytes {
            number |= usize::from(self.byte()?) << (8 * place);
        }
        Some(number)
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        let mut left = bytes;
        while left > 0 {
            let part = self.parts.get(self.part)?;
            let step = left.min(part.len() - self.at.min(part.len()));
            self.at += step;
            left -= step;
            if left > 0 {
                self.part += 1;
                self.at = 0;
            }
        }
        Some(())
    }

    /// As many letters as there are, at most `length`.
    fn text(&mut self, length: usize, mut wide: bool) -> String {
        let mut units = Vec::new();
        while units.len() < length {
            let Some(part) = self.parts.get(self.part) else { break };
            if self.at >= part.len() {
                self.part += 1;
                self.at = 0;
                match self.byte() {
                    Some(flags) => wide = flags & 1 == 1,
                    None => break,
                }
                continue;
            }
            match self.number(if wide { 2 } else { 1 }).and_then(|unit| u16::try_from(unit).ok()) {
                Some(unit) => units.push(unit),
                None => break,
            }
        }
        String::from_utf16_lossy(&units)
    }
}

fn shared_strings(parts: &[&[u8]]) -> Vec<String> {
    let mut letters = BiffText { parts: parts.to_vec(), part: 0, at: 8 };
    let mut strings = Vec::new();
    while let Some(string) = shared_string(&mut letters) {
        strings.push(string);
    }
    strings
}

fn shared_string(letters: &mut BiffText<'_>) -> Option<String> {
    let length = letters.number(2)?;
    let flags = letters.byte()?;
    let runs = if flags & 8 == 8 { letters.number(2)? } else { 0 };
    let extra = if flags & 4 == 4 { letters.number(4)? } else { 0 };
    let text = letters.text(length, flags & 1 == 1);
    // Formatting of parts of the text, and how it is pronounced: a last string that lacks them is still a string.
    let _ = letters.skip(runs.saturating_mul(4).saturating_add(extra));
    Some(text)
}

/// A text in a record of its own: its length in two bytes, its width, its letters.
fn own_text(parts: &[&[u8]], at: usize) -> Option<String> {
    let mut letters = BiffText { parts: parts.to_vec(), part: 0, at };
    let length = letters.number(2)?;
    let wide = letters.byte()? & 1 == 1;
    Some(letters.text(length, wide))
}

/// A number squeezed into four bytes.
fn squeezed(bytes: u32) -> f64 {
    let number = if bytes & 2 == 2 {
        f64::from(bytes.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bytes & 0xFFFF_FFFC) << 32)
    };
    if bytes & 1 == 1 { number / 100.0 } else { number }
}

fn read_sheet(stream: &[u8], strings: &[String], into: &mut SheetReading) -> Result<(), NotImported> {
    let mut deep = 0_u32;
    let mut formula = None;
    for record in (BiffRecords { rest: stream }) {
        match record.kind {
            BEGIN => deep += 1,
            END if deep <= 1 => return Ok(()),
            END => deep -= 1,
            // Drawings within a sheet have cells of their own.
            _ if deep > 1 => {}
            kind => {
                if cell(kind, &record, strings, &mut formula, into)?.is_none() {
                    return Err(damaged("a cell ends too soon"));
                }
            }
        }
    }
    Ok(())
}

/// Takes over a cell, if the record is one; nothing comes back if the record is cut short.
fn cell(
    kind: u16,
    record: &BiffRecord<'_>,
    strings: &[String],
    formula: &mut Option<(u32, u32)>,
    into: &mut SheetReading,
) -> Result<Option<()>, NotImported> {
    let data = record.data();
    let (Some(line), Some(column)) = (word(data, 0).map(u32::from), word(data, 2).map(u32::from)) else {
        return Ok(Some(()));
    };
    let words = match kind {
        // A number; a text of the shared ones; a text of its own; a number squeezed.
        0x0203 => floating(data, 6).map(number_words),
        0x00FD => double_word(data, 6).map(|at| strings.get(at as usize).cloned().unwrap_or_default()),
        0x0204 | 0x00D6 => own_text(&record.parts, 6),
        0x027E => double_word(data, 6).map(squeezed).map(number_words),
        // Several numbers squeezed, side by side.
        0x00BD => {
            let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
            for (place, one) in (0_u32..).zip(numbers.chunks_exact(6)) {
                if let Some(bytes) = double_word(one, 2) {
                    into.put(line, column + place, &number_words(squeezed(bytes)))?;
                }
            }
            return Ok(Some(()));
        }
        // Yes or no, or an error.
        0x0205 => match (data.get(6), data.get(7)) {
            (Some(yes), Some(0)) => Some(bool_words(*yes != 0).to_owned()),
            (Some(_), Some(_)) => {
                into.error(line, column);
                return Ok(Some(()));
            }
            _ => None,
        },
        // What a formula came to: a number, or what it says in its first bytes.
        0x0006 => match data.get(6..14) {
            Some([0, _, _, _, _, _, 0xFF, 0xFF]) => {
                *formula = Some((line, column));
                return Ok(Some(()));
            }
            Some([1, _, yes, _, _, _, 0xFF, 0xFF]) => Some(bool_words(*yes != 0).to_owned()),
            Some([2, .., 0xFF, 0xFF]) => {
                into.error(line, column);
                return Ok(Some(()));
            }
            Some([_, .., 0xFF, 0xFF]) => Some(String::new()),
            Some(_) => floating(data, 6).map(number_words),
            None => None,
        },
        // The text that a formula came to, after the formula.
        0x0207 => {
            if let (Some((line, column)), Some(text)) = (formula.take(), own_text(&record.parts, 0)) {
                into.put(line, column, &text)?;
            }
            return Ok(Some(()));
        }
        _ => return Ok(Some(())),
    };
    match words {
        Some(words) => into.put(line, column, &words).map(Some),
        None => Ok(None),
    }
}
