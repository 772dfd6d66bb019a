//! What kind of file somebody sent: decided by what is in it, not by what it is called. Documents and pictures are taken
//! (a floor plan, an equality impact assessment, a resident's photograph of a ramp); everything else is refused, and so is
//! a file that is one thing to us and another to a browser.
//!
//! Files are served as downloads under a name made safe here.

/// The largest file accepted from anybody, in bytes: 20 megabytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// The longest file name, in characters, ending included.
const MAX_NAME: usize = 100;

/// How far from its beginning a PDF is searched for markup.
const PDF_PREFIX: usize = 1024;

/// How far from the end a ZIP archive's directory can begin: its fixed part and the longest comment.
const ZIP_TAIL: usize = 22 + 65_535;

/// What a browser lets somebody choose of, as the `accept` of a field.
pub const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.webp,.gif";

/// The kinds of file that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A document.
    Pdf,
    /// A drawing or screenshot.
    Png,
    /// A photograph.
    Jpeg,
    /// A picture from a website.
    Webp,
    /// A picture, perhaps moving.
    Gif,
}

impl FileKind {
    /// Every kind there is.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Webp, Self::Gif];

    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    /// The media type to serve it with.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// How its file names end, without the dot.
    pub fn extension(self) -> &'static str {
        self.extensions()[0]
    }

    /// What to call it on a page: "PDF, 240 kB".
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG picture",
            Self::Jpeg => "JPEG picture",
            Self::Webp => "WebP picture",
            Self::Gif => "GIF picture",
        }
    }

    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
        }
    }
}

impl TryFrom<String> for FileKind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| format!("{word:?} is not a kind of file"))
    }
}

/// "240 kB", "3.2 MB", counted as the limit on files is.
pub fn size(bytes: i64) -> String {
    const KB: i64 = 1024;
    const MB: i64 = 1024 * KB;
    match bytes {
        ..KB => "1 kB".to_owned(),
        KB..MB => format!("{} kB", (bytes + KB / 2) / KB),
        _ => {
            let tenths = (bytes * 10 + MB / 2) / MB;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// Why a file was refused, in words for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SniffError {
    /// There is nothing in it.
    #[error("This file is empty. Choose it again.")]
    Empty,
    /// It is over [`MAX_BYTES`].
    #[error("This file is larger than 20 MB. Make it smaller, or split it.")]
    TooLarge,
    /// A document from an office program.
    #[error("This is an office document. Save it as a PDF, so that everybody can open it, and choose the PDF.")]
    OfficeDocument,
    /// None of the kinds we accept.
    #[error("This is not a PDF or a picture. You can add PDF, PNG, JPEG, WebP and GIF files.")]
    UnknownKind,
    /// The name says it is something else altogether.
    #[error("The file’s name does not match what is in it. Save it again as a PDF or a picture.")]
    WrongName,
    /// Web page, program or archive inside.
    #[error("This file has something else hidden inside it. Save it again as a PDF or a picture.")]
    TwoInOne,
}

/// Decides what kind of file this is.
///
/// `claimed_name` is what the browser called it. A picture with another picture's ending is accepted (the
/// download gets the right one); a picture called `page.html` is not.
///
/// # Errors
///
/// Refuses empty and oversized files, other kinds, names of other kinds, and files that hold a second
/// kind: markup before a PDF, markup or a ZIP archive inside a picture.
pub fn kind_of(bytes: &[u8], claimed_name: &str) -> Result<FileKind, SniffError> {
    if bytes.is_empty() {
        return Err(SniffError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(SniffError::TooLarge);
    }
    let ending = extension_of(base_name(claimed_name));
    let Some(kind) = kind_by_content(bytes) else {
        return Err(if is_office_document(bytes, &ending) {
            SniffError::OfficeDocument
        } else {
            SniffError::UnknownKind
        });
    };
    let accepted_name =
        ending.is_empty() || FileKind::ALL.iter().any(|kind| kind.extensions().contains(&ending.as_str()));
    if !accepted_name {
        return Err(SniffError::WrongName);
    }
    let two_in_one = match kind {
        FileKind::Pdf => has_markup(&bytes[..bytes.len().min(PDF_PREFIX)]),
        _ => has_markup(bytes) || has_zip_directory(bytes),
    };
    if two_in_one { Err(SniffError::TwoInOne) } else { Ok(kind) }
}

fn kind_by_content(bytes: &[u8]) -> Option<FileKind> {
    // Some scanners write a byte-order mark or blank lines before the header. Anything else there is
    // refused, though readers would search on: it is how a PDF is made to be a web page as well.
    let after_mark = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if after_mark.trim_ascii_start().starts_with(b"%PDF-") && bytes.len() - after_mark.trim_ascii_start().len() <= 16 {
        return Some(FileKind::Pdf);
    }
    let media_type = infer::get(bytes)?.mime_type();
    FileKind::ALL.into_iter().find(|kind| *kind != FileKind::Pdf && kind.media_type() == media_type)
}

fn is_office_document(bytes: &[u8], ending: &str) -> bool {
    let endings = ["doc", "docx", "odt", "rtf", "pages", "xls", "xlsx", "ods", "ppt", "pptx", "odp"];
    endings.contains(&ending) || infer::get(bytes).is_some_and(|found| endings.contains(&found.extension()))
}

/// Whether a browser that ignored the media type could find a page or a script here.
fn has_markup(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 8] = [b"script", b"html", b"!doctype html", b"iframe", b"svg", b"body", b"?php", b"object"];
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').any(|(at, _)| {
        let after = &bytes[at + 1..];
        marks.iter().any(|mark| {
            after.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
                // In compressed data three letters after a < come up by chance; a tag's name also ends.
                && after.get(mark.len()).is_some_and(|next| matches!(next, b' ' | b'>' | b'/' | b'\t' | b'\n' | b'\r'))
                && (mark.len() > 4 || is_text(&after[mark.len()..]))
        })
    })
}

/// Whether the next 32 bytes could be something typed.
fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().take(32).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

fn has_zip_directory(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(ZIP_TAIL)..];
    tail.windows(22).any(|end| {
        // The end-of-directory record, of one disk: the disk numbers are zero.
        end.starts_with(b"PK\x05\x06\0\0\0\0")
    })
}

/// A name that is safe to send with a download: no path, no control characters, no quotes, at most 100
/// characters, and the ending that belongs to `kind`. Never empty.
pub fn safe_name(claimed_name: &str, kind: FileKind) -> String {
    let base = base_name(claimed_name);
    let ending = extension_of(base);
    let is_ours = FileKind::ALL.iter().any(|kind| kind.extensions().contains(&ending.as_str()));
    let stem = if is_ours { &base[..base.len() - ending.len() - 1] } else { base };
    let spelled: String = stem.chars().map(|c| if is_kept(c) { c } else { ' ' }).collect();
    let stem = spelled.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = MAX_NAME - kind.extension().len() - 1;
    let stem: String = stem.trim_start_matches(['.', ' ', '-']).chars().take(room).collect();
    let stem = stem.trim_end_matches(['.', ' ']);
    let stem = match stem {
        "" if kind == FileKind::Pdf => "document",
        "" => "picture",
        stem => stem,
    };
    // CON, NUL and their like are devices on Windows, whatever their ending.
    let device = stem.split('.').next().is_some_and(is_windows_device);
    format!("{}{stem}.{}", if device { "file-" } else { "" }, kind.extension())
}

fn is_windows_device(name: &str) -> bool {
    let name = name.trim_end().to_ascii_uppercase();
    matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"].iter().any(|port| {
            name.strip_prefix(port).is_some_and(|n| n.chars().count() == 1 && n.chars().all(char::is_numeric))
        })
}

/// Letters and digits of every script, and a few marks that no file system or header minds.
fn is_kept(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')' | ',' | '+' | '&' | '’')
}

/// What follows the last slash of either kind: browsers have been known to send whole paths.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The ending without its dot, in lower case; empty when there is none.
fn extension_of(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, ending)) if (1..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            ending.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
