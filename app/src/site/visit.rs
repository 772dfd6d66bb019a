//! One visit to one page: who comes, when, from where, and what they may do.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use super::fault::Fault;
use super::settings::Service;
use super::unsent::{self, store::Unsent};
use crate::App;
use crate::accounts::model::{Account, Role, Session};
use crate::accounts::rules::{self, Act, Standing};
use crate::accounts::sessions;
use crate::time::Time;

/// Who comes, when and from where. Every handler takes one.
#[derive(Clone)]
pub struct Visit {
    /// Everything else a handler needs.
    pub app: App,
    /// The moment the request arrived; for a form, once its body is read too.
    pub now: Time,
    /// Whoever is signed in.
    pub session: Option<Arc<Session>>,
    /// What the service calls itself.
    pub service: Arc<Service>,
    /// The path asked for.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: String,
    /// Whether an interactive part asks, and wants JSON.
    pub wants_json: bool,
    /// The visitor's network address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// What a colleague typed before on the page they ask for, and did not send.
    pub unsent: Vec<Unsent>,
}

/// The session token in the cookies, if there is one.
pub fn session_token(headers: &HeaderMap, https: bool) -> Option<String> {
    let name = sessions::cookie_name(https);
    headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|line| {
        line.split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    })
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
}

fn address(parts: &Parts, trusted_proxy: bool) -> String {
    if trusted_proxy {
        // The last address is the one our own proxy saw; earlier ones anybody can write.
        let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        if let Some(last) = forwarded.and_then(|list| list.rsplit(',').next()) {
            return last.trim().chars().take(64).collect();
        }
    }
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(|| "local".to_owned(), |ConnectInfo(address)| address.ip().to_string())
}

impl FromRequestParts<App> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let session = match session_token(&parts.headers, app.config.https()) {
            Some(token) => app.sessions.find(app, &token, app.clock.now()).await?,
            None => None,
        };
        let mut visit = Self { session, ..Self::of_a_stranger(parts, app).await };
        if parts.method == Method::GET {
            visit.unsent = visit.typed_before().await?;
        }
        Ok(visit)
    }
}

impl Visit {
    /// A visit by somebody we do not know: nobody has signed in, or the record cannot be asked who it is.
    pub async fn of_a_stranger(parts: &Parts, app: &App) -> Self {
        Self {
            now: app.clock.now(),
            session: None,
            service: app.settings.now(&app.db).await,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or("").to_owned(),
            wants_json: text(&parts.headers, header::ACCEPT).starts_with("application/json"),
            address: address(parts, app.config.trusted_proxy),
            agent: text(&parts.headers, header::USER_AGENT),
            unsent: Vec::new(),
            app: app.clone(),
        }
    }

    /// What whoever is signed in typed on this page before and did not send: of those who work for the service.
    async fn typed_before(&self) -> Result<Vec<Unsent>, Fault> {
        let mut found = Vec::new();
        let Some(account) = self.account().filter(|account| account.role != Role::Resident) else { return Ok(found) };
        for form in unsent::rules::forms_on(&self.path).into_iter().flatten() {
            found.extend(unsent::store::one(&self.app.db, account.id, &form, self.now).await?);
        }
        Ok(found)
    }

    /// Whoever is signed in.
    pub fn account(&self) -> Option<&Account> {
        self.session.as_deref().map(|session| &session.account)
    }

    /// Whether whoever is signed in may do an act.
    pub fn may(&self, act: Act) -> bool {
        self.account().is_some_and(|account| rules::may(account.role, act))
    }

    /// The account of a person who may do this, with a confirmed address.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is signed in, [`Fault::Forbidden`] when this person may not.
    pub fn require(&self, act: Act) -> Result<&Account, Fault> {
        let account = self.account().ok_or(Fault::SignIn)?;
        if !rules::may(account.role, act) {
            return Err(Fault::Forbidden(format!(
                "You are signed in as {}, which cannot do this. If you think you should be able to, ask an \
                 administrator of the library service.",
                account.role.title().to_lowercase()
            )));
        }
        match rules::standing(account) {
            Standing::Good => Ok(account),
            Standing::Unconfirmed => Err(Fault::Forbidden(
                "Please confirm your email address first: open the link in the message we sent you.".to_owned(),
            )),
            Standing::Disabled => Err(Fault::SignIn),
        }
    }

    /// The value of a field of the query, decoded; empty when it is not there.
    pub fn asked(&self, name: &str) -> String {
        super::fields::Fields::parse(self.query.as_bytes())
            .map(|fields| fields.text(name).to_owned())
            .unwrap_or_default()
    }
}
