//! What a response is.

use serde::{Deserialize, Serialize};

/// The way a response came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// On a person's own device.
    Online,
    /// On a library PC set up for it.
    Kiosk,
    /// On paper.
    Paper,
    /// Told to staff at the desk.
    Desk,
    /// Told to staff by phone.
    Phone,
    /// At an event.
    Event,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 6] = [Self::Online, Self::Kiosk, Self::Paper, Self::Desk, Self::Phone, Self::Event];

    /// The word used in the record and in exports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Kiosk => "kiosk",
            Self::Paper => "paper",
            Self::Desk => "desk",
            Self::Phone => "phone",
            Self::Event => "event",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Online => "Online",
            Self::Kiosk => "On a library computer",
            Self::Paper => "On paper",
            Self::Desk => "At the desk",
            Self::Phone => "By phone",
            Self::Event => "At an event",
        }
    }
}

impl TryFrom<String> for Channel {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|channel| channel.word() == word).ok_or_else(|| format!("{word:?} is not a channel"))
    }
}

/// Whether a person or an organisation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RespondentKind {
    /// A person, for themselves.
    Person,
    /// An organisation, as one.
    Organisation,
}

impl RespondentKind {
    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
        }
    }
}

/// How sure we are that a response is one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// Not at all: anybody can send another.
    None,
    /// They read mail at an address that they gave.
    Address,
    /// They have an account, with a confirmed address.
    Account,
    /// They had a code that was given out once.
    Code,
    /// Staff saw the person, or their paper.
    Desk,
}

impl Assurance {
    /// Every degree.
    pub const ALL: [Self; 5] = [Self::None, Self::Address, Self::Account, Self::Code, Self::Desk];

    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Address => "address",
            Self::Account => "account",
            Self::Code => "code",
            Self::Desk => "desk",
        }
    }
}
