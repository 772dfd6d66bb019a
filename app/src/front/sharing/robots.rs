//! What programs that read the whole web are asked to leave alone: what is about one person, and what staff do. It keeps
//! nobody out; each of those addresses asks who comes.

use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::site::kept_answer::kept;

/// Where nobody but the person themselves, or a colleague, finds anything.
const LEAVE: [&str; 16] = [
    "/staff",
    "/council",
    "/account",
    "/receipts",
    "/sign-in",
    "/confirm",
    "/reset",
    "/invite/",
    "/first-administrator",
    "/saved-answers",
    "/unsubscribe/",
    "/fn/",
    "/embed/",
    "/e/",
    "/consultations/*/questionnaires/*/answers/",
    "/consultations/*/questionnaires/*/files-of-mine/",
];

/// `GET /robots.txt`. A demonstration is about people who do not exist, and asks to be left out altogether; so does a site
/// that is not open to the public yet.
pub(super) async fn show(State(app): State<App>) -> Response {
    let mut lines = vec!["User-agent: *".to_owned()];
    if app.demo || app.settings.now(&app.db).await.opened_at.is_none() {
        lines.push("Disallow: /".to_owned());
    } else {
        lines.extend(LEAVE.map(|path| format!("Disallow: {path}")));
        lines.push(String::new());
        lines.push(format!("Sitemap: {}", app.config.link("/sitemap.xml")));
    }
    kept("text/plain; charset=utf-8", lines.join("\n") + "\n")
}
