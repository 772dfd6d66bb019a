//! Our own letters, the same that the pages are set in, for what is drawn. They have what is written in western Europe and
//! in Welsh. Of another letter with a mark the letter without the mark is set, and signs that are no letters are left out;
//! a text in another script cannot be set at all.

use ab_glyph::{Font, FontRef, Glyph, GlyphId, InvalidFont, OutlinedGlyph, PxScale, VariableFont, point};
use unicode_normalization::UnicodeNormalization;

static SERIF: &[u8] = include_bytes!("../../../../style/fonts/serif.ttf");
static WELSH: &[u8] = include_bytes!("../../../../style/fonts/serif-welsh.ttf");

/// The letters, in one weight.
pub(super) struct Typeface {
    serif: FontRef<'static>,
    welsh: FontRef<'static>,
}

/// A letter: which of the two files has it, and where.
#[derive(Clone, Copy)]
struct Letter {
    welsh: bool,
    glyph: GlyphId,
}

/// A text that can be set.
pub(super) struct Letters<'a> {
    face: &'a Typeface,
    letters: Vec<Letter>,
}

impl Typeface {
    /// The letters in a weight from 400 to 650.
    ///
    /// # Errors
    /// When the files that are part of the program cannot be read.
    pub(super) fn of_weight(weight: f32) -> Result<Self, InvalidFont> {
        let mut face = Self { serif: FontRef::try_from_slice(SERIF)?, welsh: FontRef::try_from_slice(WELSH)? };
        face.serif.set_variation(b"wght", weight);
        face.welsh.set_variation(b"wght", weight);
        Ok(face)
    }

    fn letter(&self, letter: char) -> Option<Letter> {
        let found = |font: &FontRef<'_>| Some(font.glyph_id(letter)).filter(|glyph| glyph.0 != 0);
        let serif = found(&self.serif).map(|glyph| Letter { welsh: false, glyph });
        serif.or_else(|| found(&self.welsh).map(|glyph| Letter { welsh: true, glyph }))
    }

    /// A text as it can be set; none when it has letters of another script, or nothing that can be seen.
    pub(super) fn letters(&self, text: &str) -> Option<Letters<'_>> {
        let mut letters = Vec::new();
        for letter in text.nfc() {
            let letter = match letter {
                '\u{2010}' | '\u{2011}' => '-',
                '\u{2012}' => '–',
                '\u{2015}' => '—',
                white if white.is_whitespace() => ' ',
                other => other,
            };
            if let Some(found) = self.letter(letter) {
                letters.push(found);
                continue;
            }
            let base = std::iter::once(letter).nfd().find_map(|part| self.letter(part));
            match base {
                Some(base) => letters.push(base),
                None if letter.is_alphanumeric() => return None,
                None => {}
            }
        }
        let seen = self.letter(' ').map(|space| space.glyph);
        let shown = letters.iter().any(|letter| letter.welsh || Some(letter.glyph) != seen);
        shown.then_some(Letters { face: self, letters })
    }

    /// How wide a text would be, in parts of its size; where a letter is missing, as wide as letters are at most.
    pub(super) fn width(&self, text: &str) -> f32 {
        let width = |letter: char| match self.letter(letter) {
            Some(found) => self.advance(found),
            None if letter.is_alphanumeric() && u32::from(letter) >= 0x1100 => 1.0,
            None if letter.is_alphanumeric() => 0.7,
            None => 0.3,
        };
        text.chars().map(width).sum()
    }

    const fn file(&self, letter: Letter) -> &FontRef<'static> {
        if letter.welsh { &self.welsh } else { &self.serif }
    }

    fn advance(&self, letter: Letter) -> f32 {
        let font = self.file(letter);
        font.h_advance_unscaled(letter.glyph) / font.units_per_em().unwrap_or(1_000.0)
    }
}

impl Letters<'_> {
    /// How wide they are, in parts of their size.
    pub(super) fn width(&self) -> f32 {
        self.letters.iter().map(|letter| self.face.advance(*letter)).sum()
    }

    /// Tells every dot that the letters cover, and how much of it.
    pub(super) fn outlines(&self, (left, base): (f32, f32), size: f32, mut dot: impl FnMut(u32, u32, f32)) {
        let mut at = left;
        for letter in &self.letters {
            let font = self.face.file(*letter);
            // The library reckons in heights of a line, we in sizes of type.
            let scale = size * font.height_unscaled() / font.units_per_em().unwrap_or(1_000.0);
            let glyph = Glyph { id: letter.glyph, scale: PxScale::from(scale), position: point(at, base) };
            if let Some(outline) = font.outline_glyph(glyph) {
                covered(&outline, &mut dot);
            }
            at += self.face.advance(*letter) * size;
        }
    }
}

fn covered(outline: &OutlinedGlyph, dot: &mut impl FnMut(u32, u32, f32)) {
    let bounds = outline.px_bounds();
    outline.draw(|x, y, cover| {
        let (x, y) = (bounds.min.x + x as f32, bounds.min.y + y as f32);
        if x >= 0.0 && y >= 0.0 {
            dot(x as u32, y as u32, cover);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_here_can_be_set_and_other_marks_fall_off() {
        let face = Typeface::of_weight(600.0).unwrap();
        let count = |text: &str| face.letters(text).map(|set| set.letters.len());
        assert_eq!(count("Tŷ’r Ŵyl – £5"), Some(13));
        assert_eq!(count("Łódź is not, Ńowy is"), None, "the stroke of Ł belongs to the letter");
        assert_eq!(count("Ňew"), Some(3));
        assert_eq!(count("Books 📚 now"), Some(10));
        assert_eq!(count("tab\tbell\u{7}"), Some(8));
        for none in ["", "  ", "📚", "مكتبة", "图书馆", "Library مكتبة"] {
            assert_eq!(count(none), None, "{none}");
        }
    }

    #[test]
    fn a_heavier_letter_is_wider() {
        let width = |weight| Typeface::of_weight(weight).unwrap().width("Opening hours");
        assert!(width(650.0) > width(400.0));
        assert!((4.0..8.0).contains(&width(400.0)), "{}", width(400.0));
    }
}
