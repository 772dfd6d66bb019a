//! How a text that staff are typing will be read: written by the same hand that writes it when it is published. Nothing is
//! kept of it.

use axum::response::{Html, IntoResponse};

use crate::site::{Fields, Page, Visit};
use crate::ui::prose::{self, Author};

/// `POST /staff/as-read` (text): the text as readers will see it, as a piece of a page.
pub async fn show(_visit: Visit, fields: Fields) -> Page {
    let html = prose::render(fields.raw_text("text"), Author::Service).into_string();
    Ok(Html(html).into_response())
}
