//! One visit to one page: who comes, when, from where, and what they may do.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};

use super::address;
use super::fault::Fault;
use super::field_notes::{self, NotesHere};
use super::preview::PreviewPass;
use super::resend::SentForm;
use super::routes::Authority;
use super::settings::Service;
use super::unsent::rules::KeptForms;
use super::unsent::{self, store::Unsent};
use crate::App;
use crate::identity::model::{Account, Role, Session};
use crate::identity::rules;
use crate::identity::rules::{AccountStanding, Permission};
use crate::identity::sessions;
use crate::ids::AccountId;
use crate::reason;
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
    /// Whether a form was sent, rather than a page asked for.
    pub posted: bool,
    /// The form that was sent, in case it cannot be recorded.
    pub sent: SentForm,
    /// What the visitor's network address is counted by (see [`address`]).
    pub address: String,
    /// Whether another site led here, as browsers say of every request.
    pub from_elsewhere: bool,
    /// What the browser calls itself.
    pub agent: String,
    /// The hash of this browser's cookie, signed in or not: it tells the browser that registered from any other.
    pub browser: Option<[u8; 32]>,
    /// What colleagues said about the form on the page they ask for.
    pub field_notes: Option<NotesHere>,
    /// The draft that this visitor's private link opens.
    pub preview: Option<PreviewPass>,
    /// What a colleague typed before on the page they ask for, and did not send.
    pub unsent: Vec<Unsent>,
}

/// For whom a form is sent on that waited for its author: what the outer request knows of them.
#[derive(Clone)]
pub struct OnBehalf {
    /// The visitor's network address.
    pub address: String,
    /// What their browser calls itself.
    pub agent: String,
}

/// The session token in the cookies, if there is one. A browser that only registered, or that signed out on its owner's
/// own device, has a mark in its place.
pub fn session_token(headers: &HeaderMap, https: bool) -> Option<String> {
    cookie(headers, https).filter(|token| !sessions::is_mark(token))
}

/// What the browser keeps for us in its one cookie.
pub fn cookie(headers: &HeaderMap, https: bool) -> Option<String> {
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
    if let Some(behalf) = parts.extensions.get::<OnBehalf>() {
        return behalf.address.clone();
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
    let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| *address);
    address::of_visitor(forwarded.filter(|_| trusted_proxy), socket)
}

impl FromRequestParts<App> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        // Where the address has its authority, it was asked already who comes (`site::routes`).
        if let Some(visit) = parts.extensions.remove::<Self>() {
            return Ok(visit);
        }
        let session = match session_token(&parts.headers, app.config.https()) {
            Some(token) => app.sessions.find(app, &token, app.clock.now()).await?,
            None => None,
        };
        let mut visit = Self { session, ..Self::of_a_stranger(parts, app).await };
        if parts.method == Method::GET {
            visit.unsent = visit.typed_before().await?;
        }
        visit.field_notes = field_notes::at(&app.db, visit.account(), &visit.path).await?;
        Ok(visit)
    }
}

/// Where somebody sets up a second factor.
pub const SET_UP: &str = "/account/second-factor";

impl Visit {
    /// A visit by somebody we do not know: nobody has signed in, or the record cannot be asked who it is.
    pub async fn of_a_stranger(parts: &Parts, app: &App) -> Self {
        Self {
            now: app.clock.now(),
            session: None,
            service: app.settings.now(&app.db).await,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or("").to_owned(),
            posted: parts.method == Method::POST,
            sent: parts.extensions.get::<SentForm>().cloned().unwrap_or_default(),
            wants_json: text(&parts.headers, header::ACCEPT).starts_with("application/json"),
            address: address(parts, app.config.trusted_proxy),
            from_elsewhere: parts
                .headers
                .get("sec-fetch-site")
                .is_some_and(|site| matches!(site.as_bytes(), b"cross-site" | b"same-site")),
            agent: parts
                .extensions
                .get::<OnBehalf>()
                .map_or_else(|| text(&parts.headers, header::USER_AGENT), |behalf| behalf.agent.clone()),
            browser: cookie(&parts.headers, app.config.https()).map(|token| sessions::token_hash(&token)),
            field_notes: None,
            preview: parts.extensions.get::<PreviewPass>().copied(),
            unsent: Vec::new(),
            app: app.clone(),
        }
    }

    /// What whoever is signed in typed on this page before and did not send: of those who work for the service.
    async fn typed_before(&self) -> Result<Vec<Unsent>, Fault> {
        let mut found = Vec::new();
        let Some(account) = self.account().filter(|account| account.role != Role::Resident) else { return Ok(found) };
        for form in self.app.warm::<KeptForms>().on(&self.path) {
            found.extend(unsent::store::one(&self.app.db, account.id, &form, self.now).await?);
        }
        Ok(found)
    }

    /// Whoever is signed in.
    pub fn account(&self) -> Option<&Account> {
        self.session.as_deref().map(|session| &session.account)
    }

    /// Whoever is signed in, confirmed or not: everybody may look after their own account.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is.
    pub fn own_account(&self) -> Result<&Account, Fault> {
        self.account().ok_or(Fault::SignIn)
    }

    /// Whether whoever is signed in has to set up a second factor before they can do their work for the service.
    pub fn is_held_back(&self) -> bool {
        self.session.as_deref().is_some_and(|session| self.service.second_factor.holds_back(session, self.now))
    }

    /// Leads whoever has to set up a second factor there. A form is refused instead, so that what was typed is shown.
    fn let_pass(&self) -> Result<(), Fault> {
        if !self.is_held_back() {
            return Ok(());
        }
        if !self.posted && !self.wants_json {
            return Err(Fault::LedTo(SET_UP));
        }
        Err(Fault::Refused(reason!(
            "second-factor-needed",
            FORBIDDEN,
            Staff,
            "The role needs a second factor, and whoever is signed in has none yet",
            "Your role needs a second step for signing in. Set one up on your account page first, under “How you sign in”."
        )))
    }

    /// Whether whoever is signed in may do an act.
    pub fn may(&self, permission: Permission) -> bool {
        !self.is_held_back() && self.account().is_some_and(|account| rules::may(account.role, permission))
    }

    /// Whether this visitor has the authority that an address asks for.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is signed in, [`Fault::Refused`] when this person may not.
    pub fn meets(&self, authority: Authority) -> Result<(), Fault> {
        match authority {
            Authority::Anyone => Ok(()),
            Authority::SignedIn => self.own_account().map(drop),
            Authority::Confirmed => confirmed(self.own_account()?).map(drop),
            Authority::Colleague => match self.own_account()?.role {
                Role::Resident => Err(Fault::Refused(reason!(
                    "colleagues-only",
                    FORBIDDEN,
                    Everybody,
                    "This is for people who work for the service",
                    "This is for people who work for the library service."
                ))),
                _ => self.let_pass(),
            },
            Authority::TakesPart => self.require(Permission::TakePart).map(drop),
            Authority::Needs(permission) => self.require(permission).map(drop),
            Authority::NeedsOneOf(permissions) => {
                // Whoever only has to set something up first is led there, not told that their role may not.
                let has = |one: &&Permission| self.account().is_some_and(|account| rules::may(account.role, **one));
                match permissions.iter().find(has).or(permissions.first()) {
                    Some(permission) => self.require(*permission).map(drop),
                    None => self.own_account().map(drop),
                }
            }
        }
    }

    /// Whoever does what is recorded here. Whether they may was asked before: it stands beside the address, in the room's
    /// `routes.rs`.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is signed in.
    pub fn actor(&self) -> Result<AccountId, Fault> {
        self.own_account().map(|account| account.id)
    }

    /// The account of a person who may do this, with a confirmed address.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is signed in, [`Fault::Refused`] when this person may not.
    pub fn require(&self, permission: Permission) -> Result<&Account, Fault> {
        let account = self.account().ok_or(Fault::SignIn)?;
        if !rules::may(account.role, permission) {
            let why = format!(
                "You are signed in as {}, which cannot do this. If you think you should be able to, ask an \
                 administrator of the library service.",
                account.role.title().to_lowercase()
            );
            return Err(Fault::Refused(reason!(
                "role-may-not",
                FORBIDDEN,
                Everybody,
                "The role of whoever is signed in may not",
                why
            )));
        }
        let account = confirmed(account)?;
        self.let_pass()?;
        Ok(account)
    }

    /// A page that is an act of staff, and recorded as one (taking the answers away as a file, looking at who has an account), is only given to
    /// somebody who asked for it on this site or typed its address: a link elsewhere must not make them act.
    ///
    /// # Errors
    /// [`Fault::Elsewhere`] when another site led here.
    pub const fn require_own_wish(&self) -> Result<(), Fault> {
        if self.from_elsewhere { Err(Fault::Elsewhere) } else { Ok(()) }
    }

    /// The value of a field of the query, decoded; empty when it is not there.
    pub fn query_value(&self, name: &str) -> String {
        super::fields::Fields::parse(self.query.as_bytes())
            .map(|fields| fields.text(name).to_owned())
            .unwrap_or_default()
    }
}

/// An account that may act: its address is confirmed and it is open.
fn confirmed(account: &Account) -> Result<&Account, Fault> {
    match rules::standing(account) {
        AccountStanding::Good => Ok(account),
        AccountStanding::Unconfirmed => Err(Fault::Refused(reason!(
            "not-confirmed",
            FORBIDDEN,
            Everybody,
            "The address of whoever is signed in is not confirmed yet",
            "Please confirm your email address first: open the link in the message we sent you."
        ))),
        AccountStanding::Disabled => Err(Fault::SignIn),
    }
}
