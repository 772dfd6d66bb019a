//! The addresses of this room.

use super::{account, data, delete, devices, password, receipt, writing};
use crate::site::Routes;
use crate::site::routes::Authority::{Anyone, SignedIn};

/// A person's own account, what they said, and leaving.
pub fn routes() -> Routes {
    Routes::new()
        .get("/receipts", Anyone, receipt::ask)
        .get("/receipts/{code}", Anyone, receipt::show)
        .get("/account", SignedIn, account::get)
        .post("/account/name", SignedIn, account::name)
        .post("/account/confirm-again", SignedIn, account::confirm_again)
        .post("/account/branches", SignedIn, account::branches)
        .post("/account/messages", SignedIn, account::messages)
        .post("/account/password", SignedIn, password::post)
        .post("/account/sessions/others/end", SignedIn, devices::end_others)
        .post("/account/sessions/{id}/end", SignedIn, devices::end)
        .get("/account/writing", SignedIn, writing::pages::all)
        .get("/account/writing/{kind}/{id}", SignedIn, writing::pages::one)
        .post("/account/writing/{kind}/{id}", SignedIn, writing::forms::correct)
        .get("/account/writing/{kind}/{id}/withdraw", SignedIn, writing::forms::ask)
        .post("/account/writing/{kind}/{id}/withdraw", SignedIn, writing::forms::withdraw)
        .post("/account/writing/{kind}/{id}/vote", SignedIn, writing::forms::vote)
        .get("/account/data", SignedIn, data::get)
        .get("/account/delete", SignedIn, delete::get)
        .post("/account/delete", SignedIn, delete::post)
}
