//! Sealing what waits. Until an address is confirmed nobody has answered for these words, so they do not lie open in
//! the record, its copies or its logs: they are encrypted with a key made from the installation's secret, each bound
//! to the account it waits for.

use serde::{Deserialize, Serialize};

use crate::accounts::seal;
use crate::accounts::seal::keyed;
use crate::ids::AccountId;
use crate::random::Random;

/// A form on its way: the address it is for, and its fields as they were sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PendingForm {
    /// The address.
    pub path: String,
    /// The fields, form-encoded.
    pub body: String,
}

const PURPOSE: &str = "seal of pending submissions";

/// Tells whether two forms are the same, without telling what is in them.
pub(super) fn digest(secret: &[u8], content: &PendingForm) -> Option<[u8; 32]> {
    keyed(secret, "digest of a pending submission", format!("{}\0{}", content.path, content.body).as_bytes())
}

/// The content, sealed for an account; nothing when it cannot be.
pub(super) fn seal(secret: &[u8], random: &Random, account: AccountId, content: &PendingForm) -> Option<Vec<u8>> {
    seal::seal(secret, random, PURPOSE, account, serde_json::to_vec(content).ok()?)
}

/// What was sealed for an account; nothing when it was sealed with another key or for somebody else.
pub(super) fn open(secret: &[u8], account: AccountId, sealed: &[u8]) -> Option<PendingForm> {
    serde_json::from_slice(&seal::open(secret, PURPOSE, account, sealed)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{PendingForm, digest, open, seal};
    use crate::ids::AccountId;
    use crate::random::Random;

    #[test]
    fn what_is_sealed_opens_only_with_the_same_secret_and_for_the_same_account() {
        let content = PendingForm { path: "/consultations/hours".to_owned(), body: "body=Please+stay+open".to_owned() };
        let sealed = seal(b"secret", &Random::from_seed(1), AccountId(7), &content).unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"Please"));
        assert_eq!(open(b"secret", AccountId(7), &sealed), Some(content.clone()));
        assert_eq!(open(b"another", AccountId(7), &sealed), None);
        assert_eq!(open(b"secret", AccountId(8), &sealed), None);
        let mut broken = sealed.clone();
        broken[20] ^= 1;
        assert_eq!(open(b"secret", AccountId(7), &broken), None);
        assert_eq!(open(b"secret", AccountId(7), &sealed[..5]), None);
        let other = PendingForm { body: "body=Please+close".to_owned(), ..content.clone() };
        assert_ne!(digest(b"secret", &content), digest(b"secret", &other));
    }
}
