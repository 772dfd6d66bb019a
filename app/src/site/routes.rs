//! Where a room says its addresses, and for each of them who may use it. The same words decide who gets in: a visitor who
//! may not is turned away before the room's own code runs. A room can hand in nothing else, so no address is without
//! them; a test walks them all as everybody who might come.
//!
//! What depends on more than who somebody is (the stage of a consultation, whose comment it is) stays with the room.

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use futures::future::BoxFuture;

use super::app::App;
use super::visit::Visit;
use crate::identity::rules::Permission;

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever is signed in, confirmed or not: what is their own.
    SignedIn,
    /// Whoever is signed in with a confirmed address: what would bind somebody else, had they typed another's.
    Confirmed,
    /// Whoever works for the service, in whatever role.
    Colleague,
    /// Residents with a confirmed address. What somebody else sends may wait until they are one.
    TakesPart,
    /// Whoever has a permission.
    Needs(Permission),
    /// Whoever has at least one of these permissions.
    NeedsOneOf(&'static [Permission]),
}

/// Who asks whether the authority is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// The declaration, before the handler runs.
    Declaration,
    /// The handler, because it has something to do first for those it turns away: to keep what they sent.
    Handler,
}

/// One address, as its room declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// How it is asked for. An address for `GET` answers `HEAD` too.
    pub method: Method,
    /// The address, with names in braces for what changes.
    pub path: String,
    /// Who may use it.
    pub authority: Authority,
    /// Who asks.
    pub asked_by: AskedBy,
    /// The page on which the form stands, if it keeps itself while somebody types (`site::unsent`).
    pub keeps_itself_on: Option<String>,
    /// Whether it answers everybody before the site is open to the public (`site::opening`).
    pub before_opening: bool,
}

/// Addresses, each with its authority.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    declared: Vec<Declared>,
}

impl Routes {
    /// No addresses yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    pub fn get<T: 'static, H: Handler<T, App>>(self, path: &str, authority: Authority, handler: H) -> Self {
        let route = if authority == Authority::Anyone { get(handler) } else { get(Guarded { authority, handler }) };
        self.add((Method::GET, path), authority, AskedBy::Declaration, route)
    }

    /// A form.
    pub fn post<T: 'static, H: Handler<T, App>>(self, path: &str, authority: Authority, handler: H) -> Self {
        let route = if authority == Authority::Anyone { post(handler) } else { post(Guarded { authority, handler }) };
        self.add((Method::POST, path), authority, AskedBy::Declaration, route)
    }

    /// A form that may be as large as this, in bytes.
    pub fn post_up_to<T: 'static, H: Handler<T, App>>(
        self,
        most: usize,
        path: &str,
        authority: Authority,
        handler: H,
    ) -> Self {
        let route = if authority == Authority::Anyone { post(handler) } else { post(Guarded { authority, handler }) };
        self.add((Method::POST, path), authority, AskedBy::Declaration, route.layer(DefaultBodyLimit::max(most)))
    }

    /// A page whose handler asks for the authority itself.
    pub fn get_self_checked<T: 'static, H: Handler<T, App>>(
        self,
        path: &str,
        authority: Authority,
        handler: H,
    ) -> Self {
        self.add((Method::GET, path), authority, AskedBy::Handler, get(handler))
    }

    /// A form whose handler asks for the authority itself.
    pub fn post_self_checked<T: 'static, H: Handler<T, App>>(
        self,
        path: &str,
        authority: Authority,
        handler: H,
    ) -> Self {
        self.add((Method::POST, path), authority, AskedBy::Handler, post(handler))
    }

    /// The same for a form that may be as large as this, in bytes.
    pub fn post_self_checked_up_to<T: 'static, H: Handler<T, App>>(
        self,
        most: usize,
        path: &str,
        authority: Authority,
        handler: H,
    ) -> Self {
        let route = post(handler).layer(DefaultBodyLimit::max(most));
        self.add((Method::POST, path), authority, AskedBy::Handler, route)
    }

    fn add(
        mut self,
        (method, path): (Method, &str),
        authority: Authority,
        asked_by: AskedBy,
        route: MethodRouter<App>,
    ) -> Self {
        self.router = self.router.route(path, route);
        let path = path.to_owned();
        let declared = Declared { method, path, authority, asked_by, keeps_itself_on: None, before_opening: false };
        self.declared.push(declared);
        self
    }

    /// The form declared last stands on the page of the same address, and keeps itself while somebody types. Its handler
    /// understands [`TakenUp`](super::unsent::TakenUp).
    pub fn keeps_itself(mut self) -> Self {
        if let Some(form) = self.declared.last_mut() {
            form.keeps_itself_on = Some(form.path.clone());
        }
        self
    }

    /// The same for a form that stands on a page whose address its own begins with.
    pub fn keeps_itself_on(mut self, page: &str) -> Self {
        if let Some(form) = self.declared.last_mut() {
            form.keeps_itself_on = Some(page.to_owned());
        }
        self
    }

    /// The address declared last answers everybody before the site is open to the public: what colleagues need to come in,
    /// and what machines ask.
    pub fn before_opening(mut self) -> Self {
        if let Some(one) = self.declared.last_mut() {
            one.before_opening = true;
        }
        self
    }

    /// These addresses and those of another room.
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.declared.extend(other.declared);
        self
    }

    /// Every address with its authority.
    pub fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// What answers them.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}

/// A handler behind its authority.
#[derive(Clone)]
struct Guarded<H> {
    authority: Authority,
    handler: H,
}

impl<T: 'static, H: Handler<T, App>> Handler<T, App> for Guarded<H> {
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, app: App) -> Self::Future {
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let visit = match Visit::from_request_parts(&mut parts, &app).await {
                Ok(visit) => visit,
                Err(fault) => return fault.into_response(),
            };
            if let Err(fault) = visit.meets(self.authority) {
                return fault.into_response();
            }
            // The handler takes this one, and need not ask again who comes.
            parts.extensions.insert(visit);
            self.handler.call(Request::from_parts(parts, body), app).await
        })
    }
}
