//! What somebody sees who opens a private link: the draft's page, or another of its pages, as everybody will see it.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;
use percent_encoding::utf8_percent_encode;
use tower::ServiceExt;

use super::read_only::{FILES, ReadOnly};
use super::store::{self, OpenedLink};
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::files::serving::NAME;
use crate::site::preview::PreviewPass;
use crate::site::visit::OnBehalf;
use crate::site::{Fault, Page, Path, Visit};

/// The largest page that is shown, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// `GET /preview/{token}`
pub async fn first(visit: Visit, Path(token): Path<String>) -> Page {
    open(&visit, &token, "").await
}

/// `GET /preview/{token}/{*rest}`: the other pages of the same draft.
pub async fn further(visit: Visit, Path((token, rest)): Path<(String, String)>) -> Page {
    open(&visit, &token, &rest).await
}

async fn open(visit: &Visit, token: &str, rest: &str) -> Page {
    let now = visit.now;
    let Some(link) = store::by_token(&visit.app.db, token).await? else { return unknown(visit) };
    let consultation = consultations::by_id(&visit.app.db, link.consultation_id).await?.ok_or(Fault::Missing)?;
    if stage(&consultation.dates, now) != Stage::Draft {
        return visit.go(&format!("/consultations/{}?done=preview-over", consultation.slug));
    }
    if link.ended_at.is_some() || link.expires_at <= now {
        return over(visit, &link);
    }
    if store::to_be_noted(&link, now) {
        let mut tx = visit.app.db.begin().await?;
        store::note_opened(&mut tx, link.id, now).await?;
        tx.commit().await?;
    }
    let pages =
        ReadOnly { public: format!("/consultations/{}", consultation.slug), private: format!("/preview/{token}") };
    let answer = lead_through(visit, &link, &consultation, rest).await?;
    let mut answer = read_only(answer, &pages).await?;
    let headers = answer.headers_mut();
    // The key is in the address: nobody keeps the page, lists it or is told where a reader came from.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    headers.remove(header::ETAG);
    Ok(answer)
}

/// The page of the draft, asked of the whole site by nobody in particular who has a pass for this one consultation.
async fn lead_through(visit: &Visit, link: &OpenedLink, of: &Consultation, rest: &str) -> Result<Response, Fault> {
    let path = match rest {
        "" => format!("/consultations/{}", of.slug),
        file if FILES.into_iter().any(|files| format!("/{file}").starts_with(files)) => format!("/{file}"),
        rest => format!("/consultations/{}/{rest}", of.slug),
    };
    // The router handed the path over decoded; names of files have spaces and letters of every script.
    let path: String =
        path.split('/').map(|part| utf8_percent_encode(part, NAME).to_string()).collect::<Vec<_>>().join("/");
    let address = if visit.query.is_empty() { path } else { format!("{path}?{}", visit.query) };
    let router = visit.app.router.get().cloned().ok_or(Fault::Missing)?;
    let request = Request::get(address)
        .extension(OnBehalf { address: visit.address.clone(), agent: visit.agent.clone() })
        .extension(PreviewPass { consultation: of.id, until: link.expires_at })
        .body(Body::empty())
        .map_err(|_| Fault::Missing)?;
    // On a task of its own: it passes the whole site once more, and both on one stack are deep.
    let answer = tokio::spawn(router.oneshot(request)).await.map_err(Fault::broken)?;
    answer.map_err(Fault::broken)
}

async fn read_only(answer: Response, pages: &ReadOnly) -> Result<Response, Fault> {
    let (mut parts, body) = answer.into_parts();
    if let Some(onward) = parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()) {
        let onward = pages.address(onward).unwrap_or_else(|| onward.to_owned());
        parts.headers.insert(header::LOCATION, HeaderValue::from_str(&onward).map_err(Fault::broken)?);
    }
    let html = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !html {
        return Ok(Response::from_parts(parts, body));
    }
    let body = to_bytes(body, LARGEST).await.map_err(Fault::broken)?;
    let body = pages.page(&String::from_utf8_lossy(&body));
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn unknown(visit: &Visit) -> Page {
    visit.page("We do not know this link").status(StatusCode::NOT_FOUND).private().show(|| {
        view! {
            <header class="title"><h1>"We do not know this link"</h1>
                <p class="lede">"It may be cut short: some mail programs break long links. Or what it led to was deleted. Ask whoever gave it to you for another one."</p></header>
        }
        .into_any()
    })
}

fn over(visit: &Visit, link: &OpenedLink) -> Page {
    let why = match link.ended_at {
        Some(at) => format!("It was ended on {}.", clock::long_date(at)),
        None => format!("It worked until {}.", clock::end_date_time(link.expires_at)),
    };
    visit.page("This link has ended").status(StatusCode::GONE).private().show(|| {
        view! {
            <header class="title"><h1>"This link has ended"</h1>
                <p class="lede">{format!("It led to a draft that is not published yet. {why} If you still need to read it, ask whoever gave the link to you for another one.")}</p></header>
        }
        .into_any()
    })
}
