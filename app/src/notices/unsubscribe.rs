//! The way to stop messages about consultations without signing in: a link with a key of one account's own, and one
//! button behind it. A mail program presses the button by itself when its reader asks it to (RFC 8058).
//!
//! The key opens nothing else. Messages about the account itself (confirming, passwords, roles, what a moderator did
//! with somebody's words) carry no such link, and cannot be stopped.

use axum::extract::Path;
use axum::http::{Method, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use leptos::prelude::*;
use sha2::Sha256;

use crate::accounts::store::own;
use crate::ids::AccountId;

use crate::site::{Page, Visit};

/// Where the links lead.
const FOLDER: &str = "/unsubscribe/";
/// Bytes of the key that stand in a link.
const KEY: usize = 16;

fn key(secret: &[u8], account: AccountId) -> [u8; KEY] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(format!("stop-notices:{account}").as_bytes());
    let digest = mac.finalize().into_bytes();
    let mut key = [0; KEY];
    key.copy_from_slice(&digest[..KEY]);
    key
}

/// The path of an account's own link.
pub fn path(secret: &[u8], account: AccountId) -> String {
    format!("{FOLDER}{account}.{}", URL_SAFE_NO_PAD.encode(key(secret, account)))
}

/// Whose link it is, if it is one of ours.
fn owner(secret: &[u8], token: &str) -> Option<AccountId> {
    use subtle::ConstantTimeEq;
    let (account, typed) = token.split_once('.')?;
    let account = AccountId(account.parse().ok()?);
    let typed = URL_SAFE_NO_PAD.decode(typed).ok()?;
    bool::from(typed.ct_eq(&key(secret, account))).then_some(account)
}

/// Whether a request may come from another site: mail programs and their servers press the button. The key in the
/// address is what proves that it may.
pub fn from_anywhere(method: &Method, uri: &Uri) -> bool {
    method == Method::POST && uri.path().strip_prefix(FOLDER).is_some_and(|token| !token.contains('/'))
}

fn unknown(visit: &Visit) -> Page {
    visit.page("We do not know this link").status(StatusCode::NOT_FOUND).private().show(|| {
        view! {
            <header class="title"><h1>"We do not know this link"</h1>
                <p class="lede">"It may be cut short: some mail programs break long links. You can also switch messages off on your account page."</p>
            </header>
            <p class="actions"><a class="button" href="/account">"Your account"</a></p>
        }
        .into_any()
    })
}

/// `GET /unsubscribe/{token}`: only a button, because mail scanners follow links.
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    if owner(&visit.app.secret, &token).is_none() {
        return unknown(&visit);
    }
    let action = format!("{FOLDER}{token}");
    visit.page("Stop messages about consultations").private().show(|| {
        view! {
            <header class="title"><h1>"Stop messages about consultations?"</h1>
                <p class="lede">"Press the button and we write to you no more about consultations you took part in."</p>
            </header>
            {what_stops()}
            <form method="post" action=action><p class="actions"><button class="button">"Stop these messages"</button></p></form>
        }
        .into_any()
    })
}

fn what_stops() -> AnyView {
    view! {
        <h2>"What stops"</h2>
        <ul>
            <li>"A proposal you answered has changed."</li>
            <li>"The library service replied to your comment."</li>
            <li>"What became of an idea you sent, or of a project you chose."</li>
            <li>"What was decided, and whether promises were kept."</li>
        </ul>
        <h2>"What does not"</h2>
        <p>"Messages about your account itself, such as a link for a new password, and about what a moderator did with something you wrote. What you sent stays counted."</p>
    }
    .into_any()
}

/// `POST /unsubscribe/{token}`: whatever the body says, for each mail program writes its own. Pressing twice is the
/// same as once.
pub async fn post(visit: Visit, Path(token): Path<String>) -> Page {
    let Some(account) = owner(&visit.app.secret, &token) else { return unknown(&visit) };
    let mut tx = visit.app.db.begin().await?;
    own::set_wants_mail(&mut tx, account, false).await?;
    tx.commit().await?;
    visit.page("These messages have stopped").private().show(|| {
        view! {
            <header class="title"><h1>"These messages have stopped"</h1>
                <p class="lede">"You get no more messages about consultations from us, also none that were waiting to be sent."</p>
            </header>
            <p>"Messages about your account itself, such as a link for a new password, still come. If you change your mind, switch messages on again on "<a href="/account">"your account page"</a>"."</p>
            <p class="actions"><a class="button quiet" href="/consultations">"To the consultations"</a></p>
        }
        .into_any()
    })
}
