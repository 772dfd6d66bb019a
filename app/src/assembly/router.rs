//! The one way in: every address of the site, and what every request passes on its way.

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

use crate::App;
use crate::accounts::waiting::AwaitingSignIn;
use crate::consultations::instrument::Instruments;
use crate::db::{count_queries, waiting_once};
use crate::identity::sessions;
use crate::site::Routes;
use crate::site::fault::{Fault, Problem};
use crate::site::fields::FORM_LARGEST;
use crate::site::opening::{self, BeforeOpening};
use crate::site::resend::{SentForm, ToWait};
use crate::site::routes::Authority::Anyone;
use crate::site::unsent;
use crate::site::unsent::TakenUp;
use crate::site::unsent::rules::KeptForms;
use crate::site::visit::{Visit, session_token};
use crate::site::{assets, once, page_cache, pages, reads};
use crate::{accounts, api, archive, audit, branches, council, decisions, events, front, mine, moderation};
use crate::{results, running, templates};

/// Everything a browser may load: our own files, and the compiled browser half. Nothing inline, nothing foreign.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Every address of the site, each with who may use it.
pub fn routes(instruments: Instruments) -> Routes {
    let routes = Routes::new()
        .get("/healthz", Anyone, pages::healthz)
        .before_opening()
        .get("/readyz", Anyone, pages::readyz)
        .before_opening()
        .get("/static/{name}", Anyone, assets::get)
        .before_opening()
        .get("/fn/{*name}", Anyone, reads::read)
        .merge(front::routes())
        .merge(accounts::routes())
        .merge(mine::routes())
        .merge(crate::notices::routes())
        .merge(audit::routes())
        .merge(branches::routes())
        .merge(crate::legal::routes())
        .merge(crate::setting_up::routes())
        .merge(crate::look::routes())
        .merge(running::routes())
        .merge(crate::together::routes())
        .merge(events::routes())
        .merge(archive::routes())
        .merge(templates::routes())
        .merge(crate::pictures::routes())
        .merge(crate::formats::routes())
        .merge(decisions::routes())
        .merge(moderation::routes())
        .merge(crate::site::settings::pages::routes())
        .merge(unsent::routes())
        .merge(results::routes())
        .merge(council::routes())
        .merge(api::routes());
    instruments.all().fold(routes, |routes, one| routes.merge(one.routes()))
}

/// The whole site.
pub fn router(app: App) -> Router {
    let csrf = CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(&app.config.public_url).unwrap_or(csrf);
    let csrf = csrf.with_insecure_bypass(crate::notices::unsubscribe::from_anywhere);
    let routes = routes(Instruments::of(&app));
    app.keep(KeptForms::among(&routes));
    app.keep(BeforeOpening::among(&routes));
    let routes = routes.into_router();
    // After all of them: it holds for the addresses that are there.
    let routes = routes.fallback(|| async { Fault::Missing }).method_not_allowed_fallback(no_such_method);
    // The last layer is the first to see a request.
    let whole = routes
        .layer(DefaultBodyLimit::max(FORM_LARGEST))
        .layer(CatchPanicLayer::custom(|cause: Box<dyn std::any::Any + Send>| {
            let cause = cause
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| cause.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "a panic without words".to_owned());
            Fault::broken(cause).into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), opening::gate))
        .layer(middleware::from_fn_with_state(app.clone(), dress))
        .layer(csrf.with_rejection_response(|_| {
            (
                StatusCode::FORBIDDEN,
                "This form was sent from another site, so nothing was recorded. Open the page on this site and send it again.",
            )
                .into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), page_cache::pages))
        .layer(middleware::from_fn_with_state(app.clone(), secure))
        .layer(middleware::from_fn(api::open_to_other_sites))
        .layer(middleware::from_fn(wait_once))
        .with_state(app.clone());
    // Sign-in sends a waiting submission on through the same site. Set once; a second router over one app
    // would be the same.
    let _ = app.router.set(whole.clone());
    // Around everything, so that a page from the cache says that it took none.
    if app.config.count_queries { whole.layer(middleware::from_fn(say_queries)) } else { whole }
}

/// A form's address opened as a page (from the history, or a shared link) leads to the page that the form is on, or to
/// the nearest one above it; any other method is refused.
async fn no_such_method(method: Method, uri: Uri) -> Response {
    let above = uri.path().rsplit_once('/').map(|(above, _)| if above.is_empty() { "/" } else { above });
    match above {
        Some(above) if method == Method::GET && !uri.path().starts_with("/api/") && !uri.path().starts_with("/fn/") => {
            Redirect::to(above).into_response()
        }
        _ => (StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method.").into_response(),
    }
}

/// Says how many statements an answer took. What the response writer does for many at once is not among them.
async fn say_queries(request: Request, next: Next) -> Response {
    let (mut response, queries) = count_queries(next.run(request)).await;
    response.headers_mut().insert("x-soundings-queries", HeaderValue::from(queries));
    response
}

/// However much a page has to ask the record, its visitor waits for one that does not answer only once.
async fn wait_once(request: Request, next: Next) -> Response {
    waiting_once(next.run(request)).await
}

/// Says to the browser what it may load, and to keep the addresses of our pages to itself.
async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    if app.config.https() {
        // For a year: nobody in between can lead a visitor to an unprotected copy of the site.
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    // What other sites may show says so itself, as it says what may frame it (`front::sharing`).
    headers
        .entry(HeaderName::from_static("cross-origin-resource-policy"))
        .or_insert(HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    );
    response
}

/// Dresses a fault as a page; as problem details (RFC 9457) for programs and interactive parts. A form that
/// could not be recorded comes back on that page.
async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let (mut sent, mut body) = SentForm::note(&parts, body).await;
    let author = sent.take_author();
    parts.extensions.insert(sent.clone());
    let mut copy = parts.clone();
    let path = copy.uri.path().to_owned();
    if let Some(author) = author {
        parts.headers.remove(header::CONTENT_LENGTH);
        let visit = visit_of(&mut copy, &app).await;
        let same = visit.account().is_some_and(|account| Some(account.id) == author);
        if !same && !app.warm::<KeptForms>().keeps(&path) {
            let page = pages::look_again(&visit, &path, sent.again(&path));
            return page.unwrap_or_else(|fault| fault_as_text(&fault));
        }
        body = sent.body((!same).then_some(TakenUp::Another));
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status().is_client_error()
        && let Some(first) = made_before(&app, &mut copy, &sent).await
    {
        return Redirect::to(&first).into_response();
    }
    let Some(fault) = response.extensions().get::<Fault>().cloned() else {
        forget_unsent(&app, &copy, response.status()).await;
        return response;
    };
    let visit = visit_of(&mut copy, &app).await;
    if visit.wants_json || path.starts_with("/api/") || path.starts_with("/fn/") {
        return problem(&fault);
    }
    let page = match fault {
        Fault::SignIn => {
            let kept = response.extensions().get::<ToWait>().cloned();
            let waiting = waiting(&app, &copy, &sent, kept, &visit).await;
            accounts::waiting::sign_in_first(&visit, &waiting)
        }
        Fault::Busy | Fault::Unsure | Fault::Broken(_) => {
            pages::fault(&visit, &fault, sent.again(&path).or_else(|| sent.to_copy(&app)))
        }
        Fault::Elsewhere => pages::go_on(&visit, &fault),
        Fault::NotOpen => pages::not_open(&visit),
        _ => pages::fault(&visit, &fault, sent.to_copy(&app)),
    };
    retry_later(&fault, page.unwrap_or_else(|_| fault_as_text(&fault)))
}

/// Where a form led that was refused now because the same one did it a moment ago.
async fn made_before(app: &App, parts: &mut Parts, sent: &SentForm) -> Option<String> {
    let fields = sent.fields()?;
    let visit = Visit::from_request_parts(parts, app).await.ok().filter(|visit| !visit.wants_json)?;
    once::before(&visit, &fields).await.ok().flatten()
}

/// Who comes; somebody unknown when the record cannot say who it is, and the page can do without.
async fn visit_of(parts: &mut Parts, app: &App) -> Visit {
    match Visit::from_request_parts(parts, app).await {
        Ok(visit) => visit,
        Err(_) => Visit::of_a_stranger(parts, app).await,
    }
}

/// What waits until somebody has signed in: the form they sent, or else the page they asked for. A form of the staff's
/// says whose sign-in it was typed under, since only they send it as it stands.
async fn waiting(app: &App, parts: &Parts, sent: &SentForm, kept: Option<ToWait>, visit: &Visit) -> AwaitingSignIn {
    let sent = kept.map_or_else(|| sent.clone(), |ToWait(body)| SentForm::of(body));
    let path = visit.path.clone();
    let body = if path.starts_with("/staff/") || app.warm::<KeptForms>().keeps(&path) {
        let author = match session_token(&parts.headers, app.config.https()) {
            Some(token) => sessions::whose(&app.db, &token).await.ok().flatten(),
            None => None,
        };
        sent.to_wait_for(author)
    } else {
        sent.to_wait()
    };
    match body {
        Some(body) if parts.method == Method::POST => AwaitingSignIn::form_at(&path, body),
        _ => AwaitingSignIn::page(visit),
    }
}

/// A form that was sent and taken needs to be kept no longer.
async fn forget_unsent(app: &App, parts: &Parts, answered: StatusCode) {
    let path = parts.uri.path();
    if parts.method != Method::POST || answered != StatusCode::SEE_OTHER || !app.warm::<KeptForms>().keeps(path) {
        return;
    }
    let Some(token) = session_token(&parts.headers, app.config.https()) else { return };
    let Ok(Some(session)) = app.sessions.find(app, &token, app.clock.now()).await else { return };
    if let Err(error) = unsent::store::forget(&app.db, session.account.id, path).await {
        // It is offered once more, though it was taken; nothing is lost by that.
        tracing::warn!(%error, "unsent text could not be forgotten");
    }
}

/// RFC 9457 problem details.
fn problem(fault: &Fault) -> Response {
    let body = match serde_json::to_string(&Problem::from(fault)) {
        Ok(body) => body,
        Err(error) => return fault_as_text(&Fault::from(error)),
    };
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    retry_later(fault, (fault.status(), kind, body).into_response())
}

/// When even the shell of a page cannot be made.
fn fault_as_text(fault: &Fault) -> Response {
    let (title, detail) = fault.words();
    (
        fault.status(),
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")],
        format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{detail}</p>\
             </main></body></html>"
        ),
    )
        .into_response()
}

/// Tells a program that asked while the record was out of reach when to ask again.
fn retry_later(fault: &Fault, mut response: Response) -> Response {
    if matches!(fault, Fault::Busy | Fault::Unsure) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}
