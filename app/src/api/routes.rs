//! The addresses of this room.

use super::{consultations, openapi};
use crate::site::Routes;
use crate::site::routes::Authority::Anyone;

/// Every address of the API.
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/openapi.json", Anyone, openapi::show)
        .get("/api/v1/branches", Anyone, consultations::branches)
        .get("/api/v1/consultations", Anyone, consultations::list)
        .get("/api/v1/consultations/{slug}", Anyone, consultations::show)
        .get("/api/v1/consultations/{slug}/results", Anyone, consultations::results)
}
