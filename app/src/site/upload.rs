//! A file that somebody sends with a form, where the form asks for nothing else.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;

use super::App;

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
    fn of(status: StatusCode) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::Broken }
    }
}

/// The bytes of the field `file` of a form.
///
/// # Errors
/// Why there are none.
pub async fn one_file(app: &App, request: Request) -> Result<Vec<u8>, UploadProblem> {
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| UploadProblem::NoForm)?;
    while let Some(part) = parts.next_field().await.map_err(|error| UploadProblem::of(error.status()))? {
        if part.name() == Some("file") {
            let bytes = part.bytes().await.map_err(|error| UploadProblem::of(error.status()))?;
            if bytes.is_empty() {
                break;
            }
            return Ok(bytes.to_vec());
        }
    }
    Err(UploadProblem::Empty)
}
