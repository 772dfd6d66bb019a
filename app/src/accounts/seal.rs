//! Sealing with the installation's secret: what must not lie open in the record, its copies or its logs is encrypted with a
//! key for its purpose, and bound to the account it belongs to.

use hmac::{Hmac, Mac};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;

use crate::ids::AccountId;
use crate::random::Random;

/// A keyed hash of something, for a purpose.
pub(super) fn keyed(secret: &[u8], purpose: &str, text: &[u8]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(purpose.as_bytes());
    mac.update(text);
    Some(mac.finalize().into_bytes().into())
}

fn key(secret: &[u8], purpose: &str) -> Option<LessSafeKey> {
    let bytes = keyed(secret, purpose, b"")?;
    UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok().map(LessSafeKey::new)
}

/// Something, sealed for an account; nothing when it cannot be.
pub(super) fn seal(
    secret: &[u8],
    random: &Random,
    purpose: &str,
    account: AccountId,
    mut plain: Vec<u8>,
) -> Option<Vec<u8>> {
    let nonce = random.bytes::<NONCE_LEN>();
    let bound = Aad::from(account.0.to_be_bytes());
    key(secret, purpose)?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut plain).ok()?;
    Some([nonce.as_slice(), &plain].concat())
}

/// What was sealed for an account; nothing when it was sealed with another key, for something or somebody else.
pub(super) fn open(secret: &[u8], purpose: &str, account: AccountId, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, bytes) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut bytes = bytes.to_vec();
    let plain = key(secret, purpose)?.open_in_place(nonce, Aad::from(account.0.to_be_bytes()), &mut bytes).ok()?;
    Some(plain.to_vec())
}
