//! Passwords are kept as argon2id hashes. Making one takes real work, so it is done off the request threads
//! and no more at a time than the machine has cores.

use std::sync::Arc;

use argon2::password_hash::{Output, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::random::Random;

/// How much work a hash takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashCost {
    /// For real passwords: 19 MiB, two passes (the OWASP minimum for argon2id).
    Real,
    /// For tests and nothing else.
    Cheap,
}

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The library refused; a bug.
    #[error("argon2: {0}")]
    Argon(String),
    /// The worker thread went away.
    #[error("the password worker stopped")]
    Stopped,
    /// So many wait already that this one would wait for too long.
    #[error("too many passwords wait to be checked")]
    Full,
}

/// How many passwords may wait for a processor. Each takes some hundredths of a second, so the last of them waits for a
/// few seconds; more than that is a flood, and is told to come back.
const QUEUE: usize = 128;

/// Makes and checks password hashes.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// Room for those at work and those that wait for their turn.
    room: Arc<Semaphore>,
    random: Random,
    /// Checked when there is no such account, so that the answer takes as long.
    decoy: Arc<str>,
}

impl Passwords {
    /// A hasher of this cost.
    ///
    /// # Errors
    /// When argon2 refuses its own parameters; a bug.
    pub fn new(cost: HashCost, random: Random) -> Result<Self, PasswordError> {
        let params = match cost {
            HashCost::Real => Params::new(19 * 1024, 2, 1, None),
            HashCost::Cheap => Params::new(8, 1, 1, None),
        };
        let params = params.map_err(|error| PasswordError::Argon(error.to_string()))?;
        let decoy = decoy(&params, &random.bytes::<16>())?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let (turns, room) = (Arc::new(Semaphore::new(cores)), Arc::new(Semaphore::new(cores + QUEUE)));
        Ok(Self { argon, turns, room, random, decoy: decoy.into() })
    }

    /// The hash to keep for a password.
    ///
    /// # Errors
    /// [`PasswordError::Full`] when too many wait; when the worker could not finish.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let salt = self.random.bytes::<16>();
        let argon = self.argon.clone();
        self.work(move || hash(&argon, &password, &salt)).await?
    }

    /// Whether a password is the one that was kept. Without a kept hash it takes as long and says no.
    ///
    /// # Errors
    /// [`PasswordError::Full`] when too many wait; when the worker could not finish.
    pub async fn check(&self, password: String, kept: Option<String>) -> Result<bool, PasswordError> {
        let argon = self.argon.clone();
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| self.decoy.to_string());
        let matches = self
            .work(move || {
                PasswordHash::new(&kept)
                    .map(|kept| argon.verify_password(password.as_bytes(), &kept).is_ok())
                    .unwrap_or(false)
            })
            .await?;
        Ok(matches && known)
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let _room = self.room.try_acquire().map_err(|_| PasswordError::Full)?;
        let _turn = self.turns.acquire().await.map_err(|_| PasswordError::Stopped)?;
        tokio::task::spawn_blocking(job).await.map_err(|_| PasswordError::Stopped)
    }
}

/// A hash that no password has, as dear to check as any other. Its last part is drawn instead of worked out: working it out
/// would keep 19 MiB from the start of the program on, for nothing.
fn decoy(params: &Params, salt: &[u8]) -> Result<String, PasswordError> {
    let argon_error = |error: argon2::password_hash::Error| PasswordError::Argon(error.to_string());
    let drawn = Sha256::digest(salt);
    let salt = SaltString::encode_b64(salt).map_err(argon_error)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: params.try_into().map_err(argon_error)?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&drawn).map_err(argon_error)?),
    };
    Ok(hash.to_string())
}

fn hash(argon: &Argon2<'_>, password: &str, salt: &[u8]) -> Result<String, PasswordError> {
    let argon_error = |error: argon2::password_hash::Error| PasswordError::Argon(error.to_string());
    let salt = SaltString::encode_b64(salt).map_err(argon_error)?;
    argon.hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(argon_error)
}

#[cfg(test)]
mod tests {
    use argon2::Params;
    use argon2::password_hash::PasswordHash;

    use super::{HashCost, PasswordError, Passwords, QUEUE};
    use crate::random::Random;

    #[tokio::test]
    async fn an_account_that_is_not_there_is_as_dear_to_ask_for_as_one_that_is() {
        for cost in [HashCost::Cheap, HashCost::Real] {
            let passwords = Passwords::new(cost, Random::from_seed(1)).unwrap();
            let kept = passwords.hash("three quiet words".to_owned()).await.unwrap();
            let (real, decoy) = (PasswordHash::new(&kept).unwrap(), PasswordHash::new(&passwords.decoy).unwrap());
            assert_eq!((decoy.algorithm, decoy.version), (real.algorithm, real.version));
            assert_eq!(Params::try_from(&decoy).unwrap(), Params::try_from(&real).unwrap());
            assert_eq!(decoy.hash.unwrap().len(), real.hash.unwrap().len());
            assert!(!passwords.check("three quiet words".to_owned(), None).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_flood_of_passwords_has_a_queue_with_an_end() {
        let passwords = Passwords::new(HashCost::Cheap, Random::from_seed(1)).unwrap();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let _held = passwords.room.acquire_many(u32::try_from(cores + QUEUE - 1).unwrap()).await.unwrap();
        let kept = passwords.hash("three quiet words".to_owned()).await.unwrap();
        assert!(passwords.check("three quiet words".to_owned(), Some(kept)).await.unwrap());
        let _last = passwords.room.acquire().await.unwrap();
        let refused = passwords.check("three quiet words".to_owned(), None).await;
        assert!(matches!(refused, Err(PasswordError::Full)), "{refused:?}");
    }
}
