//! Who somebody is to the library service.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, SessionId};
use crate::time::Time;

/// What a person is to the library service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Takes part. The only role that votes.
    Resident,
    /// Runs consultations.
    Staff,
    /// Decides which comments are shown.
    Moderator,
    /// Reads and exports the results.
    Analyst,
    /// Views the results and decides.
    Councillor,
    /// Does all that staff do, and manages people, roles and branches.
    Administrator,
}

impl Role {
    /// Every role, in the order they are listed.
    pub const ALL: [Self; 6] =
        [Self::Resident, Self::Staff, Self::Moderator, Self::Analyst, Self::Councillor, Self::Administrator];

    /// The word used in the record, in forms and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Staff => "staff",
            Self::Moderator => "moderator",
            Self::Analyst => "analyst",
            Self::Councillor => "councillor",
            Self::Administrator => "administrator",
        }
    }

    /// The word as a page shows it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Resident => "Resident",
            Self::Staff => "Staff",
            Self::Moderator => "Moderator",
            Self::Analyst => "Analyst",
            Self::Councillor => "Councillor",
            Self::Administrator => "Administrator",
        }
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or_else(|| format!("{word:?} is not a role"))
    }
}

/// A person who can sign in.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// The address, folded to lower case.
    pub email: String,
    /// The name they gave; never published.
    pub name: String,
    /// What they are to the service.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub role: Role,
    /// When they confirmed the address.
    pub confirmed_at: Option<Time>,
    /// When an administrator closed the account.
    pub disabled_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
}

/// What somebody showed to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedInBy {
    /// The password alone.
    Password,
    /// The password, and a code of their authenticator app.
    App,
    /// The password, and one of their recovery codes.
    RecoveryCode,
    /// The password, and a passkey.
    Passkey,
    /// A one-time link from their mailbox.
    Link,
}

impl SignedInBy {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Password, Self::App, Self::RecoveryCode, Self::Passkey, Self::Link];

    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::App => "app",
            Self::RecoveryCode => "recovery-code",
            Self::Passkey => "passkey",
            Self::Link => "link",
        }
    }

    /// How a page says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::App => "password and a code",
            Self::RecoveryCode => "password and a recovery code",
            Self::Passkey => "password and a passkey",
            Self::Link => "a link we mailed",
        }
    }

    /// Whether a second factor was shown.
    pub const fn has_second_step(self) -> bool {
        matches!(self, Self::App | Self::RecoveryCode | Self::Passkey)
    }

    /// The way that a word of the record stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// A sign-in on one device.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// Whose it is.
    pub account: Account,
    /// Whether the person said that the device is their own.
    pub own_device: bool,
    /// Whether somebody who works for the service said that they sit at their own desk.
    pub own_desk: bool,
    /// Whether its owner has a second factor.
    pub has_second_factor: bool,
    /// When they showed it, if they signed in with it.
    pub second_step_at: Option<Time>,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When it ends if it is not used again.
    pub expires_at: Time,
}
