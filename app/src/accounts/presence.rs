//! How long a sign-in still lasts, for the warning before it ends on a shared computer.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::islands::{SignOutIsland, TimeLeft};
use crate::App;
use crate::identity::model::Session;
use crate::identity::{rules, sessions};
use crate::site::visit::session_token;
use crate::site::{Fault, Page, Visit};
use crate::time::Time;

/// The warning, on pages for somebody who is signed in on a computer that others use too.
pub fn warning(visit: &Visit) -> Option<AnyView> {
    let session = visit.session.as_deref().filter(|session| !session.own_device)?;
    Some(view! { <SignOutIsland seconds=time_left_of(session, visit.now).seconds/> }.into_any())
}

fn time_left_of(session: &Session, now: Time) -> TimeLeft {
    TimeLeft { seconds: (session.expires_at.0 - now.0).max(0) / 1_000 }
}

fn answer(left: TimeLeft) -> Response {
    let mut response = Json(left).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// `GET /account/time-left`: how long the sign-in lasts if it is not used. Asking does not make it longer, so
/// it takes no [`Visit`].
///
/// # Errors
/// [`Fault::SignIn`] when nobody is signed in (any more).
pub async fn time_left(State(app): State<App>, headers: HeaderMap) -> Page {
    let now = app.clock.now();
    let token = session_token(&headers, app.config.https()).ok_or(Fault::SignIn)?;
    let session = sessions::find(&app.db, &token, now).await?.ok_or(Fault::SignIn)?;
    Ok(answer(time_left_of(&session, now)))
}

/// `GET /account/still-here`: somebody is, so the sign-in begins its time again.
///
/// # Errors
/// [`Fault::SignIn`] when nobody is signed in (any more).
pub async fn still_here(visit: Visit) -> Page {
    let session = visit.session.as_deref().ok_or(Fault::SignIn)?;
    let mut tx = visit.app.db.begin().await?;
    sessions::touch(&mut tx, session, visit.now).await?;
    tx.commit().await?;
    Ok(answer(TimeLeft { seconds: rules::idle_limit(session.own_device, session.own_desk) / 1_000 }))
}

#[cfg(test)]
mod tests {
    use crate::identity::model::Role;
    use crate::identity::sessions;
    use crate::ids::AccountId;
    use crate::site::testing::{Browser, Site};
    use crate::test_both;
    use crate::time::Time;

    const SIGN_IN: [(&str, &str); 2] = [("email", "ann@example.org"), ("password", "correct horse battery")];

    async fn at_a_shared_computer(site: &Site) -> Browser {
        site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.visitor();
        ann.post("/sign-in", &SIGN_IN).await.is(303);
        ann
    }

    async fn seconds(ann: &mut Browser, path: &str) -> i64 {
        ann.get(path).await.is(200).json()["seconds"].as_i64().unwrap()
    }

    test_both! {
        async fn asking_how_long_a_sign_in_lasts_does_not_make_it_longer_but_staying_does(site) {
            let mut ann = at_a_shared_computer(site).await;
            assert_eq!(seconds(&mut ann, "/account/time-left").await, 20 * 60);
            site.app.clock.advance(18 * Time::MINUTE);
            assert_eq!(seconds(&mut ann, "/account/time-left").await, 2 * 60);
            assert_eq!(seconds(&mut ann, "/account/time-left").await, 2 * 60);
            assert_eq!(seconds(&mut ann, "/account/still-here").await, 20 * 60);
            site.app.clock.advance(19 * Time::MINUTE);
            assert_eq!(seconds(&mut ann, "/account/time-left").await, 60);
            site.app.clock.advance(Time::MINUTE);
            ann.get("/account/time-left").await.is(401);
            ann.get("/account/still-here").await.is(401);
        }

        async fn only_a_sign_in_on_a_shared_computer_is_warned(site) {
            let mut ann = at_a_shared_computer(site).await;
            ann.get("/consultations").await.says("SignOutIsland").says("seconds");
            let id = crate::accounts::store::by_email(&site.app.db, "ann@example.org").await.unwrap().unwrap().id;
            own_device(site, id).await.get("/consultations").await.does_not_say("SignOutIsland");
            site.visitor().get("/consultations").await.does_not_say("leptos-island");
        }
    }

    async fn own_device(site: &Site, id: AccountId) -> Browser {
        let mut tx = site.app.db.begin().await.unwrap();
        sessions::end_all(&mut tx, id, None).await.unwrap();
        tx.commit().await.unwrap();
        site.signed_in(id).await
    }
}
