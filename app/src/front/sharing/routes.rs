//! The addresses of this room.

use super::{card, embed, feeds, icon, poster, robots, sitemap};
use crate::site::Routes;
use crate::site::routes::Authority::Anyone;

/// What is shared, and what programs read.
pub fn routes() -> Routes {
    Routes::new()
        .get("/card.png", Anyone, card::of_the_service)
        .get("/consultations/{slug}/card.png", Anyone, card::show)
        .get("/consultations/{slug}/poster", Anyone, poster::show)
        .get("/consultations/{slug}/poster.svg", Anyone, poster::drawing)
        .get("/embed/{slug}", Anyone, embed::show)
        .get("/consultations.atom", Anyone, feeds::consultations)
        .get("/decisions.atom", Anyone, feeds::decisions)
        .get("/robots.txt", Anyone, robots::show)
        .before_opening()
        .get("/sitemap.xml", Anyone, sitemap::show)
        .get("/sitemaps/{name}", Anyone, sitemap::part)
        .get("/favicon.ico", Anyone, icon::show)
        .before_opening()
}
