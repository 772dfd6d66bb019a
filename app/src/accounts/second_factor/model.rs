//! What a second factor is.

use crate::identity::model::SignedInBy;
use crate::ids::AccountId;
use crate::time::Time;

/// What kind of second factor it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    /// Codes of an authenticator app.
    App,
    /// A passkey.
    Passkey,
}

impl FactorKind {
    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Passkey => "passkey",
        }
    }

    /// How somebody signs in with it.
    pub const fn shown(self) -> SignedInBy {
        match self {
            Self::App => SignedInBy::App,
            Self::Passkey => SignedInBy::Passkey,
        }
    }

    /// How a page says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::App => "Authenticator app",
            Self::Passkey => "Passkey",
        }
    }
}

impl TryFrom<String> for FactorKind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "app" => Ok(Self::App),
            "passkey" => Ok(Self::Passkey),
            _ => Err(format!("{word:?} is no kind of second factor")),
        }
    }
}

/// A second factor, as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SecondFactor {
    /// Its number.
    pub id: i64,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: String,
    /// When it was set up.
    pub created_at: Time,
    /// When it was last used.
    pub used_at: Option<Time>,
}

/// What a second factor is checked by.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct FactorKey {
    /// Its number.
    pub id: i64,
    /// What it is checked by, sealed.
    pub sealed: Vec<u8>,
    /// The last step of an app whose code was taken, or how often a passkey says that it was used.
    pub used_up_to: i64,
}

/// A second factor to be kept.
pub(super) struct NewFactor {
    /// Whose it is.
    pub account: AccountId,
    /// What it is.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: String,
    /// What it is checked by, sealed.
    pub sealed: Vec<u8>,
    /// What it is known by, so that none is kept twice.
    pub credential: Option<Vec<u8>>,
    /// The step whose code was shown when it was set up, or what a passkey's counter says.
    pub used_up_to: i64,
}

/// A sign-in after a right password, before the second step.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct HalfSignIn {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub account_id: AccountId,
    /// The hash of the browser's cookie.
    pub browser: Vec<u8>,
    /// Whether the person said that the device is their own.
    pub own_device: crate::db::Flag,
    /// Whether they said that they sit at their own desk.
    pub own_desk: crate::db::Flag,
    /// What a passkey is asked, sealed.
    pub challenge: Option<Vec<u8>>,
    /// What its owner is told of it as long as it is not finished.
    pub noted: Option<i64>,
}
