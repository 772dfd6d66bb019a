//! Pictures that somebody sends, made fit to be shown to everybody: opened with a bound on what they may become in memory,
//! made smaller, and written anew, so that nothing else that was in the file (where and when a photograph was taken, who by)
//! goes on.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, Rgba, RgbaImage};

/// The widest or highest picture that is opened at all, in dots.
const MOST_DOTS: u32 = 12_000;
/// The most memory that opening one may take, in bytes.
const MOST_MEMORY: u64 = 160 * 1024 * 1024;
/// The most dots a picture may have: more than any camera of a telephone takes, and what is worked on is four bytes for
/// each dot, whatever the file has (a drawing of one bit a dot is a thousand times smaller than what it becomes).
const MOST_AREA: u64 = 40_000_000;

/// Pictures are worked on one at a time, so that three sent at once do not take three times the memory.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

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
    #[error(
        "This picture has too many dots to be opened: make it smaller, at most {MOST_DOTS} dots wide and high, and 40 million in all"
    )]
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

/// Opens a picture of one kind, within bounds, the right way up: cameras only note how they were held.
fn open(bytes: &[u8], kind: ImageFormat) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_DOTS);
    limits.max_image_height = Some(MOST_DOTS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_AREA {
        return Err(PictureError::TooLarge);
    }
    limits.reserve(decoder.total_bytes())?;
    // A note that cannot be read is no reason to refuse the picture.
    let way_up = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if let Some(way_up) = way_up {
        picture.apply_orientation(way_up);
    }
    Ok(picture)
}

/// How well a photograph is kept, of 100.
const QUALITY: u8 = 82;
/// The largest PNG that stays one, in bytes: drawings and plans with sharp lines are smaller, photographs much larger.
const LARGEST_PNG: usize = 400 * 1024;

/// A picture for a page, once for each width that was asked for; never wider than it was sent. Photographs become JPEG,
/// drawings stay PNG, and what can be seen through is laid on white. Gives how a file of it ends, and the pictures.
///
/// Takes a while for a large one: not for a thread that answers.
///
/// # Errors
/// When it is no PNG, JPEG or WebP, or too large to open.
pub fn for_a_page(bytes: &[u8], widths: &[u32]) -> Result<(&'static str, Vec<ShownPicture>), PictureError> {
    let kind = image::guess_format(bytes).map_err(|_| PictureError::Unreadable)?;
    if !matches!(kind, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(PictureError::Unreadable);
    }
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let opened = open(bytes, kind)?;
    // Nothing to see through, nothing to lay on white: a copy less of a large photograph.
    let flat = if opened.color().has_alpha() { on_white(opened.into_rgba8()) } else { opened.into_rgb8().into() };
    let sizes: Vec<DynamicImage> = widths.iter().map(|width| narrowed(&flat, *width)).collect();
    if kind == ImageFormat::Png {
        let drawn = sizes.iter().map(|one| written(one, false)).collect::<Result<Vec<_>, _>>()?;
        if drawn.iter().all(|one| one.bytes.len() <= LARGEST_PNG) {
            return Ok(("png", drawn));
        }
    }
    Ok(("jpg", sizes.iter().map(|one| written(one, true)).collect::<Result<_, _>>()?))
}

/// What can be seen through, laid on white paper.
fn on_white(picture: RgbaImage) -> DynamicImage {
    let (width, height) = picture.dimensions();
    let mut flat = RgbImage::new(width, height);
    for (seen, Rgba([red, green, blue, alpha])) in flat.pixels_mut().zip(picture.pixels()) {
        let laid = |part: u8| {
            let mixed = (u32::from(part) * u32::from(*alpha) + 255 * (255 - u32::from(*alpha)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        seen.0 = [laid(*red), laid(*green), laid(*blue)];
    }
    DynamicImage::ImageRgb8(flat)
}

fn narrowed(picture: &DynamicImage, width: u32) -> DynamicImage {
    if picture.width() <= width { picture.clone() } else { picture.resize(width, MOST_DOTS, FilterType::Lanczos3) }
}

fn written(picture: &DynamicImage, photograph: bool) -> Result<ShownPicture, PictureError> {
    let mut bytes = Vec::new();
    let outcome = if photograph {
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))
    } else {
        picture.write_with_encoder(PngEncoder::new(&mut bytes))
    };
    outcome.map_err(|error| PictureError::Unwritten(error.to_string()))?;
    Ok(ShownPicture { bytes, width: picture.width(), height: picture.height() })
}

/// A PNG made no larger than so many dots, with nothing in the file but the picture. Takes a while for a large one: not for
/// a thread that answers.
///
/// # Errors
/// When it is no PNG, or too large to open.
pub fn png_within(bytes: &[u8], width: u32, height: u32) -> Result<ShownPicture, PictureError> {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// A photograph of one colour with a note of where it was taken and that the camera was held on its side.
    pub(crate) fn photograph(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = RgbImage::from_pixel(width, height, image::Rgb([180, 90, 20]));
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        // A TIFF head with one field: orientation 6, turned to the right.
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"Taken at home");
        image::ImageEncoder::set_exif_metadata(&mut encoder, exif).unwrap();
        picture.write_with_encoder(encoder).unwrap();
        bytes
    }

    #[test]
    fn a_photograph_is_turned_up_made_smaller_and_says_nothing_of_where_it_was_taken() {
        let sent = photograph(800, 400);
        assert!(String::from_utf8_lossy(&sent).contains("Taken at home"));
        let (kind, shown) = for_a_page(&sent, &[1280, 200]).unwrap();
        assert_eq!(kind, "jpg");
        assert_eq!((shown[0].width, shown[0].height), (400, 800), "it stands upright");
        assert_eq!((shown[1].width, shown[1].height), (200, 400));
        for one in &shown {
            let again = open(&one.bytes, ImageFormat::Jpeg).unwrap();
            assert_eq!((again.width(), again.height()), (one.width, one.height));
            assert!(
                !String::from_utf8_lossy(&one.bytes).contains("home")
                    && !one.bytes.windows(4).any(|part| part == b"Exif")
            );
        }
    }

    #[test]
    fn a_drawing_stays_sharp_and_what_is_seen_through_is_white() {
        let mut bytes = Vec::new();
        let glass = RgbaImage::from_pixel(40, 30, Rgba([0, 0, 0, 0]));
        glass.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
        let (kind, shown) = for_a_page(&bytes, &[1280]).unwrap();
        assert_eq!(kind, "png");
        let dots = open(&shown[0].bytes, ImageFormat::Png).unwrap().into_rgb8();
        assert!(dots.pixels().all(|dot| dot.0 == [255, 255, 255]));
        // Noise is a photograph, whatever it was saved as.
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(700, 700, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
        });
        let mut bytes = Vec::new();
        noise.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
        assert_eq!(for_a_page(&bytes, &[1280, 640]).unwrap().0, "jpg");
    }

    #[test]
    fn what_is_no_picture_for_a_page_is_refused() {
        for nothing in [
            &b""[..],
            b"GIF89a\x01\0\x01\0\0\0\0;",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"%PDF-1.7",
            &photograph(9, 9)[..40],
        ] {
            assert!(matches!(for_a_page(nothing, &[640]), Err(PictureError::Unreadable)), "{nothing:?}");
        }
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
        // Within the bounds of each side, a few kilobytes as a file, and a third of a gigabyte to work on.
        let dots = image::GrayImage::new(9_000, 9_000);
        let mut flat = Vec::new();
        dots.write_with_encoder(PngEncoder::new(&mut flat)).unwrap();
        assert!(matches!(for_a_page(&flat, &[640]), Err(PictureError::TooLarge)));
        let wide = png(12_001, 1);
        assert!(matches!(png_within(&wide, 640, 160), Err(PictureError::TooLarge)));
        for nothing in [&b""[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", &png(4, 4)[..50]] {
            assert!(matches!(png_within(nothing, 640, 160), Err(PictureError::Unreadable)));
        }
    }
}
