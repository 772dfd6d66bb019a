//! The addresses of this room.

use super::{
    confirming, first_administrator, forms, invite, pages, pending, people, person, presence, reset, unsubscribing,
};
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::fields::FORM_LARGEST;
use crate::site::routes::Authority::{Anyone, Needs, SignedIn};

/// A form that waits is encoded twice on its way through the sign-in form, so those forms may be longer.
const WITH_WHAT_WAITS: usize = 4 * FORM_LARGEST;

/// Registering, confirming, signing in and out; answers that wait; the people an administrator manages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/register", Anyone, pages::register)
        .post_up_to(WITH_WHAT_WAITS, "/register", Anyone, forms::register)
        .get("/registered", Anyone, pages::registered)
        .get("/confirm/{token}", Anyone, confirming::get)
        .before_opening()
        .post("/confirm/{token}", Anyone, confirming::post)
        .before_opening()
        .post("/confirm/{token}/not-me", Anyone, confirming::not_me)
        .before_opening()
        .post("/confirm-again", Anyone, confirming::again)
        .before_opening()
        .get("/sign-in", Anyone, pages::sign_in)
        .before_opening()
        .post_up_to(WITH_WHAT_WAITS, "/sign-in", Anyone, forms::sign_in)
        .before_opening()
        .get("/unsubscribe/{token}", Anyone, unsubscribing::get)
        .before_opening()
        .post("/unsubscribe/{token}", Anyone, unsubscribing::post)
        .before_opening()
        .post("/sign-out", Anyone, forms::sign_out)
        .before_opening()
        .get("/reset", Anyone, reset::ask)
        .before_opening()
        .post_up_to(WITH_WHAT_WAITS, "/reset", Anyone, reset::send)
        .before_opening()
        .post_up_to(WITH_WHAT_WAITS, "/reset/begin", Anyone, reset::begin)
        .before_opening()
        .get("/reset/{token}", Anyone, reset::get)
        .before_opening()
        .post("/reset/{token}", Anyone, reset::post)
        .before_opening()
        .get("/invite/{token}", Anyone, invite::get)
        .before_opening()
        .post("/invite/{token}", Anyone, invite::post)
        .before_opening()
        .get("/first-administrator/{token}", Anyone, first_administrator::get)
        .before_opening()
        .post("/first-administrator/{token}", Anyone, first_administrator::post)
        .before_opening()
        .get("/account/waiting", SignedIn, pending::pages::get)
        .post("/account/waiting/{id}/send", SignedIn, pending::pages::send)
        .post("/account/waiting/{id}/throw-away", SignedIn, pending::pages::throw_away)
        .get("/staff/people", Needs(Permission::ManagePeople), people::get)
        .get("/staff/people/new", Needs(Permission::ManagePeople), person::new)
        .post("/staff/people/new", Needs(Permission::ManagePeople), person::add)
        .get("/staff/people/{id}", Needs(Permission::ManagePeople), person::get)
        .post("/staff/people/{id}/role", Needs(Permission::ManagePeople), person::role)
        .get("/staff/people/{id}/close", Needs(Permission::ManagePeople), person::ask_to_close)
        .post("/staff/people/{id}/close", Needs(Permission::ManagePeople), person::close)
        .post("/staff/people/{id}/reopen", Needs(Permission::ManagePeople), person::reopen)
        .post("/staff/people/{id}/invite", Needs(Permission::ManagePeople), person::invite_again)
        .get_self_checked("/account/time-left", SignedIn, presence::time_left)
        .get("/account/still-here", SignedIn, presence::still_here)
}
