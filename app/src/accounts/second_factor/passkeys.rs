//! Passkeys, by WebAuthn: a key pair on somebody's device, which signs a question of ours for this site's address and no
//! other. What is signed is judged by `webauthn-rs`.
//!
//! Who we are (the relying party) is taken from the public address that the program was started with, never from what a
//! browser says. A bare network address is no name that browsers make passkeys for.

use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
    Webauthn, WebauthnBuilder,
};

use super::model::FactorKey;
use crate::accounts::seal;
use crate::accounts::seal::keyed;
use crate::identity::model::Account;
use crate::ids::AccountId;
use crate::site::Visit;

/// What passkeys are sealed for.
const SEAL: &str = "seal of a passkey";
/// What questions to a new passkey are sealed for.
const ADDING: &str = "seal of a question to a new passkey";
/// What questions to a known passkey are sealed for.
const ASKING: &str = "seal of a question to a passkey";

/// This site, as passkeys know it.
pub(super) struct RelyingParty<'a> {
    webauthn: Webauthn,
    visit: &'a Visit,
}

/// A question to a passkey: what the browser is given, and what is kept, sealed, to judge the answer by.
pub(super) struct PasskeyQuestion {
    /// For the browser, as JSON.
    pub options: String,
    /// For us.
    pub sealed: Vec<u8>,
}

/// A passkey that answered.
pub(super) struct AnsweredPasskey {
    /// What it is known by.
    pub credential: Vec<u8>,
    /// What it is checked by from now on, sealed.
    pub sealed: Vec<u8>,
    /// How often it says that it was used; nothing for those that do not count.
    pub counter: i64,
}

/// The answer is not of a passkey of this account, for this site and for what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotThisPasskey;

impl<'a> RelyingParty<'a> {
    /// This site; nothing when browsers make no passkeys for its address.
    pub(super) fn of(visit: &'a Visit) -> Option<Self> {
        let (domain, origin) = place(&visit.app.config.public_url)?;
        let builder = WebauthnBuilder::new(&domain, &origin).ok()?.rp_name(&visit.service.name);
        let webauthn = builder.build().ok()?;
        Some(Self { webauthn, visit })
    }

    fn opened(&self, account: AccountId, keys: &[FactorKey]) -> Vec<(i64, Passkey)> {
        keys.iter()
            .filter_map(|key| {
                let bytes = seal::open(&self.visit.app.secret, SEAL, account, &key.sealed)?;
                Some((key.id, serde_json::from_slice(&bytes).ok()?))
            })
            .collect()
    }

    fn sealed(&self, purpose: &str, account: AccountId, thing: &impl serde::Serialize) -> Option<Vec<u8>> {
        let plain = serde_json::to_vec(thing).ok()?;
        seal::seal(&self.visit.app.secret, &self.visit.app.random, purpose, account, plain)
    }

    /// The question that makes a new passkey; nothing when it cannot be asked.
    pub(super) fn ask_new(&self, account: &Account, known: &[FactorKey]) -> Option<PasskeyQuestion> {
        // A number of their own that says nothing about them, always the same.
        let number = keyed(&self.visit.app.secret, "who a passkey is of", &account.id.0.to_be_bytes())?;
        let user = Uuid::from_slice(number.get(..16)?).ok()?;
        let known: Vec<_> = self.opened(account.id, known).iter().map(|(_, key)| key.cred_id().clone()).collect();
        let (options, state) =
            self.webauthn.start_passkey_registration(user, &account.email, &account.name, Some(known)).ok()?;
        let sealed = self.sealed(ADDING, account.id, &state)?;
        Some(PasskeyQuestion { options: serde_json::to_string(&options).ok()?, sealed })
    }

    /// Judges the answer of a new passkey.
    ///
    /// # Errors
    /// [`NotThisPasskey`] when it is not for this site, or not for what was asked.
    pub(super) fn judge_new(
        &self,
        account: AccountId,
        sealed: &[u8],
        answer: &str,
    ) -> Result<AnsweredPasskey, NotThisPasskey> {
        let state: PasskeyRegistration = seal::open(&self.visit.app.secret, ADDING, account, sealed)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or(NotThisPasskey)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| NotThisPasskey)?;
        let passkey = self.webauthn.finish_passkey_registration(&answer, &state).map_err(|why| {
            tracing::info!(%why, "a new passkey was refused");
            NotThisPasskey
        })?;
        let credential = passkey.cred_id().to_vec();
        let sealed = self.sealed(SEAL, account, &passkey).ok_or(NotThisPasskey)?;
        Ok(AnsweredPasskey { credential, sealed, counter: 0 })
    }

    /// The question to somebody's passkeys; nothing when they have none.
    pub(super) fn ask(&self, account: AccountId, keys: &[FactorKey]) -> Option<PasskeyQuestion> {
        let keys: Vec<Passkey> = self.opened(account, keys).into_iter().map(|(_, key)| key).collect();
        if keys.is_empty() {
            return None;
        }
        let (options, state) = self.webauthn.start_passkey_authentication(&keys).ok()?;
        Some(PasskeyQuestion {
            options: serde_json::to_string(&options).ok()?,
            sealed: self.sealed(ASKING, account, &state)?,
        })
    }

    /// Judges the answer of one of somebody's passkeys, and says which it is.
    ///
    /// # Errors
    /// [`NotThisPasskey`] when it is of another account or site, not for what was asked, or counts backwards, as a copy of it
    /// would.
    pub(super) fn judge(
        &self,
        account: AccountId,
        keys: &[FactorKey],
        sealed: &[u8],
        answer: &str,
    ) -> Result<(i64, AnsweredPasskey), NotThisPasskey> {
        let state: PasskeyAuthentication = seal::open(&self.visit.app.secret, ASKING, account, sealed)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or(NotThisPasskey)?;
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| NotThisPasskey)?;
        let result = self.webauthn.finish_passkey_authentication(&answer, &state).map_err(|why| {
            tracing::info!(%why, "a passkey was refused");
            NotThisPasskey
        })?;
        let (id, mut passkey) = self
            .opened(account, keys)
            .into_iter()
            .find(|(_, key)| key.cred_id() == result.cred_id())
            .ok_or(NotThisPasskey)?;
        passkey.update_credential(&result);
        let sealed = self.sealed(SEAL, account, &passkey).ok_or(NotThisPasskey)?;
        let credential = passkey.cred_id().to_vec();
        Ok((id, AnsweredPasskey { credential, sealed, counter: i64::from(result.counter()) }))
    }
}

/// The name and the address that passkeys are made for; nothing where browsers make none: they know passkeys on https, and on
/// the machine itself, and a bare network address is no name.
fn place(public_url: &str) -> Option<(String, Url)> {
    let origin = Url::parse(public_url).ok()?;
    let domain = origin.domain().filter(|domain| origin.scheme() == "https" || is_this_machine(domain))?.to_owned();
    Some((domain, origin))
}

/// Whether a name is of the machine that the browser runs on.
fn is_this_machine(domain: &str) -> bool {
    domain == "localhost" || domain.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn passkeys_are_made_for_names_on_https_and_for_the_machine_itself() {
        for (public_url, name) in [
            ("https://haveyoursay.example.org", Some("haveyoursay.example.org")),
            ("https://haveyoursay.example.org:8443/", Some("haveyoursay.example.org")),
            ("http://localhost:3000", Some("localhost")),
            ("http://soundings.localhost", Some("soundings.localhost")),
            ("http://haveyoursay.example.org", None),
            ("http://notlocalhost", None),
            ("http://127.0.0.1:3000", None),
            ("https://192.0.2.7", None),
            ("https://[2001:db8::7]", None),
            ("nonsense", None),
        ] {
            assert_eq!(place(public_url).map(|(name, _)| name).as_deref(), name, "{public_url}");
        }
    }
}
