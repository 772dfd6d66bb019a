//! A sheet of coloured dots to draw on: areas, frames, and whatever letters are set on it; and the file it becomes.

use super::letters::Letters;

/// A colour: red, green, blue.
pub(super) type Ink = [u8; 3];

/// The colours of the site, as `style/00-tokens.css` has them for paper; the accent is the service's own.
pub(super) mod ink {
    use super::Ink;

    pub(in super::super) const PAPER: Ink = [0xfb, 0xf9, 0xf4];
    pub(in super::super) const INK: Ink = [0x1d, 0x1c, 0x19];
    pub(in super::super) const QUIET: Ink = [0x4b, 0x48, 0x41];
    pub(in super::super) const ON_ACCENT: Ink = [0xfd, 0xfc, 0xf8];
    pub(in super::super) const SLIP: Ink = [0xf5, 0xee, 0xda];
    pub(in super::super) const SLIP_RULE: Ink = [0xcd, 0xc2, 0xa2];
    pub(in super::super) const STAMP: Ink = [0x04, 0x3d, 0x2a];
    pub(in super::super) const PENCIL: Ink = [0x47, 0x44, 0x3d];
}

/// An area: from the left, from the top, its width and height.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// An area.
pub(super) const fn area(left: u32, top: u32, width: u32, height: u32) -> Area {
    Area { left, top, width, height }
}

/// What is drawn on.
pub(super) struct Sheet {
    width: u32,
    height: u32,
    dots: Vec<u8>,
}

impl Sheet {
    /// A sheet of one colour.
    pub(super) fn new(width: u32, height: u32, ground: Ink) -> Self {
        Self { width, height, dots: ground.repeat(width as usize * height as usize) }
    }

    /// Covers a dot with a colour, wholly (1.0) or in part. What lies beside the sheet is not drawn.
    fn dot(&mut self, x: u32, y: u32, ink: Ink, cover: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        let Some(dot) = self.dots.get_mut(at..at + 3) else { return };
        for (under, over) in dot.iter_mut().zip(ink) {
            let mixed = f32::from(*under) + (f32::from(over) - f32::from(*under)) * cover.clamp(0.0, 1.0);
            *under = mixed.round() as u8;
        }
    }

    /// Fills an area.
    pub(super) fn fill(&mut self, area: Area, ink: Ink) {
        for y in area.top..area.top.saturating_add(area.height).min(self.height) {
            for x in area.left..area.left.saturating_add(area.width).min(self.width) {
                self.dot(x, y, ink, 1.0);
            }
        }
    }

    /// Draws a frame along the inside of an area.
    pub(super) fn frame(&mut self, of: Area, thick: u32, ink: Ink) {
        let (right, bottom) = (of.left + of.width - thick, of.top + of.height - thick);
        self.fill(area(of.left, of.top, of.width, thick), ink);
        self.fill(area(of.left, bottom, of.width, thick), ink);
        self.fill(area(of.left, of.top, thick, of.height), ink);
        self.fill(area(right, of.top, thick, of.height), ink);
    }

    /// Sets a line of letters: from the left, on this base line, of this size, both in dots.
    pub(super) fn set(&mut self, letters: &Letters<'_>, (left, base): (f32, f32), size: f32, ink: Ink) {
        letters.outlines((left, base), size, |x, y, cover| self.dot(x, y, ink, cover));
    }

    /// The sheet as a file of the kind PNG.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::with_capacity(64 * 1024);
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.dots)?;
        writer.finish()?;
        Ok(file)
    }
}
