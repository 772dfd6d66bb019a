//! A card about one consultation that others put into their own pages: a parish, a school, a newspaper. It may stand in
//! anybody's frame, so there is nothing in it that somebody could be led to press unawares: one link, which opens the
//! consultation in place of the page around the frame. It has no script, sets no cookie and does not know who looks.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use leptos::prelude::*;

use super::published;
use crate::App;
use crate::consultations::model::Stage;
use crate::consultations::pages::stage_tag;
use crate::consultations::rules;
use crate::site::kept_answer::for_other_sites;
use crate::site::shell::accent_link;
use crate::site::{Fault, Path, render};
use crate::ui::form::escaped;

/// What the card may load, and that everybody may frame it.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors *";

/// `GET /embed/{slug}`
pub(super) async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Fault> {
    let now = app.clock.now();
    let consultation = published::find(&app, &slug, now).await?;
    let service = app.settings.now(&app.db).await;
    let stage = rules::stage(&consultation.dates, now);
    let address = app.config.link(&format!("/consultations/{}", consultation.slug));
    let title = escaped(&format!("{} – {}", consultation.title, service.name));
    let way = if stage == Stage::Open { "Have your say" } else { "Read about it" };
    let html = render::html(|| {
        view! {
            <html lang="en-GB">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="robots" content="noindex"/>
                    <title inner_html=title></title>
                    <link rel="canonical" href=address.clone()/>
                    {app.assets.url("style.css").map(|url| view! { <link rel="stylesheet" href=url/> })}
                    {accent_link(&service)}
                </head>
                <body class="embed">
                    <main>
                        <p class="over"><span dir="auto">{service.name.clone()}</span>" "{stage_tag(stage)}</p>
                        <h1 dir="auto">{consultation.title.clone()}</h1>
                        <p class="meta">{published::date(&consultation.dates, now)}</p>
                        <p class="actions"><a class="button" href=address target="_top" rel="noopener">{way}</a></p>
                    </main>
                </body>
            </html>
        }
        .into_any()
    });
    let mut response = for_other_sites("text/html; charset=utf-8", format!("<!DOCTYPE html>{html}"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}
