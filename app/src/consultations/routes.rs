//! The addresses of this room.

use axum::Router;

use super::editing;
use crate::App;

/// The staff's pages; the residents' are in the room `front`.
pub fn routes() -> Router<App> {
    editing::routes()
}
