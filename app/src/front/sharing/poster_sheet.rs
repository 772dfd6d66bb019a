//! The poster as one drawing, a sheet of A4 in millimetres. The letters are whatever serif the reader's machine has, so
//! lines are broken by the width of ours with some room to spare.

use std::io;

use super::layout::{TextBox, fitted};
use super::letters::Typeface;
use super::poster::PosterWords;
use crate::downloads::xml::XmlOut;
use crate::site::Fault;
use crate::ui::address_code::{AddressCode, short_address};

/// How much wider another serif may be than ours.
const SPARE: f32 = 1.1;
/// The margins at the left and the right, and the width between them.
const LEFT: f32 = 16.0;
const RIGHT: f32 = 194.0;
const SERIF: &str = "Literata, Charter, Cambria, Georgia, 'Noto Serif', serif";

/// A text on the sheet.
struct SheetText<'a> {
    text: &'a str,
    left: f32,
    top: f32,
    into: TextBox<'a>,
    weight: &'static str,
    fill: &'a str,
    /// Whether the spaces in it are only places at which a line may end.
    together: bool,
}

/// The drawing.
///
/// # Errors
/// When it cannot be made.
pub(super) fn write(words: &PosterWords) -> Result<Vec<u8>, Fault> {
    let face = Typeface::of_weight(620.0).map_err(Fault::broken)?;
    let code = AddressCode::of(&words.address).map_err(Fault::broken)?;
    sheet(words, &face, &code).map_err(Fault::broken)
}

const fn line(width: f32, sizes: &[f32], lines: usize, height: f32) -> TextBox<'_> {
    TextBox { width, height, lines, leading: 1.18, sizes }
}

fn sheet(words: &PosterWords, face: &Typeface, code: &AddressCode) -> io::Result<Vec<u8>> {
    let mut xml = XmlOut::begin(Vec::new())?;
    let root = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", "210mm"),
        ("height", "297mm"),
        ("viewBox", "0 0 210 297"),
        ("font-family", SERIF),
    ];
    xml.open("svg", &root)?;
    xml.told("title", &[], &words.title)?;
    xml.empty("rect", &[("width", "210"), ("height", "297"), ("fill", "#ffffff")])?;
    xml.empty("rect", &[("width", "210"), ("height", "30"), ("fill", &words.accent)])?;
    let full = RIGHT - LEFT;
    let accent = words.accent.as_str();
    let text = |text, top, into, weight, fill| SheetText { text, left: LEFT, top, into, weight, fill, together: false };
    let white = "#fdfcf8";
    set(
        &mut xml,
        face,
        &text(&words.service, 10.0, line(full, &[10.0, 9.0, 8.0, 7.0, 6.0, 5.0], 1, 12.0), "600", white),
    )?;
    let sizes: Vec<f32> = (8_u8..=30).rev().map(f32::from).collect();
    let after = set(&mut xml, face, &text(&words.title, 42.0, line(full, &sizes, 6, 92.0), "650", "#1d1c19"))?;
    let summary = line(full, &[8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0], 5, 30.0);
    let after = set(&mut xml, face, &text(&words.summary, after + 4.0, summary, "400", "#1d1c19"))?;
    let call = line(full, &[10.0, 9.0, 8.0, 7.0, 6.0], 2, 24.0);
    set(&mut xml, face, &text(&words.call, after.max(160.0) + 4.0, call, "650", accent))?;

    let side = code.side().to_string();
    let unit = format!("0 0 {side} {side}");
    xml.open("svg", &[("x", "12"), ("y", "193"), ("width", "82"), ("height", "82"), ("viewBox", &unit)])?;
    xml.empty("rect", &[("width", &side), ("height", &side), ("fill", "#ffffff")])?;
    xml.empty("path", &[("d", &code.path()), ("fill", "#000000"), ("shape-rendering", "crispEdges")])?;
    xml.close()?;

    let beside =
        |text, top, into, weight| SheetText { text, left: 100.0, top, into, weight, fill: "#1d1c19", together: false };
    let room = RIGHT - 100.0;
    let after = set(&mut xml, face, &beside(words.how, 201.0, line(room, &[7.0], 2, 18.0), "400"))?;
    // Broken after its parts only, which stand together again in their line.
    let pieces: Vec<&str> = short_address(&words.address).split_inclusive(['/', '-']).collect();
    let pieces = pieces.join(" ");
    let address = line(room, &[7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5], 5, 34.0);
    let after = set(&mut xml, face, &SheetText { together: true, ..beside(&pieces, after + 2.0, address, "650") })?;
    let mut after = after + 4.0;
    if let Some(desk) = &words.desk {
        after =
            set(&mut xml, face, &beside(desk, after, line(room, &[7.0, 6.5, 6.0, 5.5, 5.0], 3, 22.0), "400"))? + 3.0;
    }
    if let Some(ask) = &words.ask {
        // What is left above the last lines; a long address leaves it small.
        let left = (276.0 - after).clamp(6.0, 18.0);
        set(&mut xml, face, &beside(ask, after, line(room, &[5.5, 5.0, 4.5, 4.0, 3.5, 3.0, 2.5], 4, left), "400"))?;
    }
    set(&mut xml, face, &text(&words.about, 279.0, line(full, &[5.5, 5.0, 4.5, 4.0], 2, 12.0), "400", "#4b4841"))?;
    xml.line()?;
    xml.end()
}

/// Whether a text is read from the right: its first letter says so.
fn from_the_right(text: &str) -> bool {
    let first = text.chars().find(|letter| letter.is_alphabetic()).map_or(0, u32::from);
    matches!(first, 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}

/// Sets a text, and says where the next may begin.
fn set(xml: &mut XmlOut<Vec<u8>>, face: &Typeface, text: &SheetText<'_>) -> io::Result<f32> {
    let into = TextBox { width: text.into.width / SPARE, ..text.into };
    let fitted = fitted(text.text, into, |words| face.width(words));
    let right = from_the_right(text.text);
    let x = if right { text.left + text.into.width } else { text.left }.to_string();
    let (size, mut base) = (fitted.size.to_string(), text.top + fitted.size * 0.8);
    for line in &fitted.lines {
        xml.line()?;
        let y = format!("{base:.2}");
        let direction = if right { "rtl" } else { "ltr" };
        let attributes = [
            ("x", x.as_str()),
            ("y", &y),
            ("font-size", &size),
            ("font-weight", text.weight),
            ("fill", text.fill),
            ("direction", direction),
        ];
        let line = if text.together { line.replace(' ', "") } else { line.clone() };
        xml.told("text", &attributes, &line)?;
        base += fitted.size * text.into.leading;
    }
    Ok(base - fitted.size * 0.8)
}
