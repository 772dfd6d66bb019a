//! The small picture of the browser's tab, for browsers and readers that ask for it where it has always been. Pages carry
//! it with them and need no request (`site::shell`).

use axum::extract::State;
use axum::response::Response;

use super::drawing::{Sheet, area, ink};
use crate::App;
use crate::site::Fault;
use crate::site::kept_answer::kept;

/// `GET /favicon.ico`: three lines of a date slip on the accent.
pub(super) async fn show(State(app): State<App>) -> Result<Response, Fault> {
    let mut sheet = Sheet::new(64, 64, app.settings.now(&app.db).await.look.ink().0);
    for (top, width) in [(18, 32), (30, 32), (42, 20)] {
        sheet.fill(area(16, top, width, 6), ink::ON_ACCENT);
    }
    Ok(kept("image/png", sheet.png().map_err(Fault::broken)?))
}
