//! Pictures that somebody sends, made fit to be shown to everybody: opened with a bound on what they may become in memory,
//! made smaller, and written anew, so that nothing else that was in the file (where and when a photograph was taken, who by)
//! goes on.

use std::io::Cursor;

use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageError, ImageFormat, ImageReader, Limits};

/// The widest or highest picture that is opened at all, in dots.
const MOST_DOTS: u32 = 12_000;
/// The most memory that opening one may take, in bytes.
const MOST_MEMORY: u64 = 160 * 1024 * 1024;

/// A picture as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPicture {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many dots wide it is.
    pub width: u32,
    /// How many dots high it is.
    pub height: u32,
}

/// Why a picture cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It is no picture of the kind that was asked for.
    #[error("This is not a picture that we can open")]
    Unreadable,
    /// It would take too much room to open.
    #[error("This picture has too many dots to be opened: make it smaller, at most {MOST_DOTS} dots wide and high")]
    TooLarge,
    /// It could not be written.
    #[error("The picture could not be written: {0}")]
    Unwritten(String),
}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            _ => Self::Unreadable,
        }
    }
}

/// Opens a picture of one kind, within bounds.
fn open(bytes: &[u8], kind: ImageFormat) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_DOTS);
    limits.max_image_height = Some(MOST_DOTS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    Ok(reader.decode()?)
}

/// A PNG made no larger than so many dots, with nothing in the file but the picture. Takes a while for a large one: not for
/// a thread that answers.
///
/// # Errors
/// When it is no PNG, or too large to open.
pub fn png_within(bytes: &[u8], width: u32, height: u32) -> Result<ShownPicture, PictureError> {
    let picture = open(bytes, ImageFormat::Png)?;
    let fits = picture.width() <= width && picture.height() <= height;
    let picture = if fits { picture } else { picture.resize(width, height, FilterType::Lanczos3) };
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(PngEncoder::new(&mut bytes))
        .map_err(|error| PictureError::Unwritten(error.to_string()))?;
    Ok(ShownPicture { bytes, width, height })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A PNG of one colour, with a text beside the picture.
    pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.add_text_chunk("Author".to_owned(), "Somebody at home".to_owned()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![7; width as usize * height as usize]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_picture_is_made_smaller_in_its_own_shape_and_nothing_else_goes_on() {
        let sent = png(900, 300);
        assert!(String::from_utf8_lossy(&sent).contains("Somebody at home"));
        let shown = png_within(&sent, 640, 160).unwrap();
        assert_eq!((shown.width, shown.height), (480, 160));
        assert!(!String::from_utf8_lossy(&shown.bytes).contains("Somebody"));
        // What is small enough keeps its size.
        let small = png_within(&png(40, 30), 640, 160).unwrap();
        assert_eq!((small.width, small.height), (40, 30));
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused_before_it_does() {
        // 60,000 × 60,000 dots of nothing, in a few bytes: only its head says so.
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert!(matches!(png_within(&bomb, 640, 160), Err(PictureError::TooLarge)));
        let wide = png(12_001, 1);
        assert!(matches!(png_within(&wide, 640, 160), Err(PictureError::TooLarge)));
        for nothing in [&b""[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", &png(4, 4)[..50]] {
            assert!(matches!(png_within(nothing, 640, 160), Err(PictureError::Unreadable)));
        }
    }
}
