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
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When it ends if it is not used again.
    pub expires_at: Time,
}
