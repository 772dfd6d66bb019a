//! The links that stop messages about consultations without signing in: each has a key of one account's own. The page
//! behind them is the room `accounts`'. A mail program presses its button by itself when its reader asks it to (RFC 8058).
//!
//! The key opens nothing else. Messages about the account itself (confirming, passwords, roles, what a moderator did
//! with somebody's words) carry no such link, and cannot be stopped.

use axum::http::{Method, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::ids::AccountId;

/// Where the links lead.
pub const FOLDER: &str = "/unsubscribe/";
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
pub fn owner(secret: &[u8], token: &str) -> Option<AccountId> {
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
