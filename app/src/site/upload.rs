//! Files that somebody sends with a form: one, where the form asks for nothing else, or several beside other fields. However
//! large they are, no more of them is held than the page takes.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};

use super::App;
use super::fields::{FIELDS_MOST, FORM_LARGEST};

/// Why there is no file to read. How it is said is for the page to say, which knows what it asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadProblem {
    /// What was sent is no form with room for a file.
    NoForm,
    /// None was chosen, or it is empty.
    Empty,
    /// It is larger than the page takes.
    TooLarge,
    /// It broke off on the way.
    Broken,
}

impl UploadProblem {
    /// How it is said of a list that was to be brought in.
    pub fn of_a_list(self, largest: &str) -> String {
        match self {
            Self::NoForm => "This page takes a file. Choose one and send it again.".to_owned(),
            Self::Empty => "Choose a CSV file, then send it.".to_owned(),
            Self::TooLarge => format!("This file is larger than {largest}. Check that it is the right one."),
            Self::Broken => "The file did not arrive whole. Please send it again.".to_owned(),
        }
    }

    fn of(status: StatusCode) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::Broken }
    }
}

impl From<MultipartError> for UploadProblem {
    fn from(error: MultipartError) -> Self {
        Self::of(error.status())
    }
}

/// Whether a form came in parts, so that a file can be among them.
pub fn in_parts(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// A file as it came.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// The field it was chosen in.
    pub field: String,
    /// What it was called where it was chosen; empty when none was.
    pub name: String,
    /// How large it is, in bytes.
    pub size: usize,
    /// What is in it; none when it was larger than the form takes.
    pub bytes: Option<Vec<u8>>,
}

impl UploadedFile {
    /// Whether nothing was chosen in its field.
    pub fn is_none(&self) -> bool {
        self.name.is_empty() && self.size == 0
    }
}

/// What a form in parts held, as far as it could be read.
#[derive(Clone, Debug, Default)]
pub struct UploadedParts {
    /// The fields that are no files, as they were sent.
    pub pairs: Vec<(String, String)>,
    /// The files, also of fields in which none was chosen.
    pub files: Vec<UploadedFile>,
}

/// How much of the files of a form is held.
#[derive(Clone, Copy, Debug)]
pub struct UploadLimits {
    /// The largest file, in bytes.
    pub each: usize,
    /// All of them together.
    pub together: usize,
}

impl UploadedParts {
    /// Reads a form in parts. What had arrived before it broke off stays. What goes beyond the limits is read and thrown
    /// away, never kept in memory.
    ///
    /// # Errors
    /// Why it could not be read to its end.
    pub async fn read(&mut self, app: &App, request: Request, limits: UploadLimits) -> Result<(), UploadProblem> {
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| UploadProblem::NoForm)?;
        let (mut room, mut room_for_words) = (limits.together, FORM_LARGEST);
        while let Some(mut part) = parts.next_field().await? {
            if self.pairs.len() + self.files.len() >= FIELDS_MOST {
                return Err(UploadProblem::TooLarge);
            }
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => {
                    let (size, bytes) = content(&mut part, limits.each.min(room)).await?;
                    room -= bytes.as_ref().map_or(0, Vec::len);
                    self.files.push(UploadedFile { field, name, size, bytes });
                }
                None => {
                    let (_, text) = content(&mut part, room_for_words).await?;
                    let text = text.ok_or(UploadProblem::TooLarge)?;
                    room_for_words -= text.len();
                    self.pairs.push((field, String::from_utf8(text).map_err(|_| UploadProblem::Broken)?));
                }
            }
        }
        Ok(())
    }
}

/// How large a part is, and what is in it; nothing of that if there is more than so many bytes.
async fn content(part: &mut Field<'_>, most: usize) -> Result<(usize, Option<Vec<u8>>), MultipartError> {
    let (mut size, mut bytes) = (0, Vec::new());
    while let Some(chunk) = part.chunk().await? {
        size += chunk.len();
        if size > most {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((size, (size <= most).then_some(bytes)))
}

/// The bytes of the field `file` of a form.
///
/// # Errors
/// Why there are none.
pub async fn one_file(app: &App, request: Request) -> Result<Vec<u8>, UploadProblem> {
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| UploadProblem::NoForm)?;
    while let Some(part) = parts.next_field().await? {
        if part.name() == Some("file") {
            let bytes = part.bytes().await?;
            if bytes.is_empty() {
                break;
            }
            return Ok(bytes.to_vec());
        }
    }
    Err(UploadProblem::Empty)
}
