//! Before the service opens its site, nobody sees anything of it but a page that says so. People who work for the service
//! sign in and see everything as everybody will. What they need for that, and what machines ask, each room marks where it
//! declares the address (`Routes::before_opening`).

use std::collections::HashSet;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::app::Warm;
use super::fault::Fault;
use super::preview::PreviewPass;
use super::routes::{Authority, Routes};
use super::visit::{Visit, session_token};
use crate::App;
use crate::identity::model::Role;

/// The addresses that answer before the site is open: those that are marked, and those of colleagues, which ask for
/// themselves who comes. The assembly puts the list in.
#[derive(Clone, Debug, Default)]
pub struct BeforeOpening(HashSet<String>);

impl Warm for BeforeOpening {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

impl BeforeOpening {
    /// Those among some addresses.
    pub fn among(routes: &Routes) -> Self {
        let answers = routes.declared().iter().filter(|one| match one.authority {
            Authority::Anyone | Authority::TakesPart => one.before_opening,
            Authority::SignedIn | Authority::Confirmed => true,
            Authority::Colleague | Authority::Needs(_) | Authority::NeedsOneOf(_) => true,
        });
        Self(answers.map(|one| one.path.clone()).collect())
    }
}

impl Visit {
    /// Whether this visitor sees the site: everybody once it is open, and before that people who work for the service.
    pub fn sees_the_site(&self) -> bool {
        self.service.opened_at.is_some() || self.account().is_some_and(|account| account.role != Role::Resident)
    }
}

/// Whether whoever has this token works for the service.
async fn by_a_colleague(app: &App, token: Option<String>) -> Result<bool, Fault> {
    let Some(token) = token else { return Ok(false) };
    let session = app.sessions.find(app, &token, app.clock.now()).await?;
    Ok(session.is_some_and(|session| session.account.role != Role::Resident))
}

/// Lets a request pass if the site is open, or the address answers before it is, or a colleague comes.
pub async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    // First what answers either way: a machine that asks whether the program is alive does not wait for the record.
    let answers = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    if answers.is_some_and(|path| app.warm::<BeforeOpening>().0.contains(path)) {
        return next.run(request).await;
    }
    // Somebody who was given a private link to a draft.
    if request.extensions().get::<PreviewPass>().is_some() {
        return next.run(request).await;
    }
    if app.settings.now(&app.db).await.opened_at.is_some() {
        return next.run(request).await;
    }
    let token = session_token(request.headers(), app.config.https());
    match by_a_colleague(&app, token).await {
        Ok(true) => next.run(request).await,
        Ok(false) => Fault::NotOpen.into_response(),
        Err(fault) => fault.into_response(),
    }
}
