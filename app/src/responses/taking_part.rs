//! Who takes part, and how: one value that every submission carries, whoever it is from and whatever it does. Somebody with
//! an account on their own device, a guest without one, or somebody whose paper form a member of staff keys in are the same
//! to the writer and to every kind of thing that is asked.

use super::model::{Assurance, Channel, RespondentKind};
use crate::ids::{AccountId, BranchId, OrganisationId, ParticipantId};
use crate::time::Time;

/// The language of a site that has no other.
pub const ENGLISH: &str = "en";

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody with an account. Only residents with a confirmed address may.
    Account(AccountId),
    /// Somebody without one, known by their participant once they have one.
    Guest(Option<ParticipantId>),
    /// Somebody whose answer a member of staff keys in, known by their participant once they have one.
    KeyedIn {
        /// The member of staff.
        by: AccountId,
        /// The participant.
        participant: Option<ParticipantId>,
    },
}

/// One person among those of a batch: the same for two submissions of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// Somebody with this account.
    Account(AccountId),
    /// Whoever takes part as this participant.
    Participant(ParticipantId),
    /// Somebody new without an account, by the place of their submission in the batch.
    New(usize),
}

impl Who {
    /// The account it is from, if it is from one. Limits for each person are for accounts.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Guest(_) | Self::KeyedIn { .. } => None,
        }
    }

    /// The participant they say they are.
    pub const fn participant(self) -> Option<ParticipantId> {
        match self {
            Self::Account(_) => None,
            Self::Guest(participant) | Self::KeyedIn { participant, .. } => participant,
        }
    }

    /// Which person of a batch this is; `number` is the place of the submission in it.
    pub const fn person(self, number: usize) -> Person {
        match (self, self.participant()) {
            (Self::Account(account), _) => Person::Account(account),
            (_, Some(participant)) => Person::Participant(participant),
            (_, None) => Person::New(number),
        }
    }

    /// How sure we are, from this alone, that it is one person.
    pub const fn assurance(self) -> Assurance {
        match self {
            Self::Account(_) => Assurance::Account,
            Self::Guest(_) => Assurance::None,
            Self::KeyedIn { .. } => Assurance::Desk,
        }
    }
}

/// Who takes part, and how. A response keeps what its first submission says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakingPart {
    /// Who.
    pub who: Who,
    /// The way it came in.
    pub channel: Channel,
    /// When its body had arrived, or the paper it is keyed in from: what it is judged by.
    pub received_at: Time,
    /// The library it is counted under. Somebody with an account is counted under their own if none is given.
    pub branch: Option<BranchId>,
    /// The language it was given in, as a code such as `en` or `cy`.
    pub language: String,
    /// The organisation that answers as one; none for a person.
    pub organisation: Option<OrganisationId>,
    /// What led there: a code on a leaflet, an event, a partner's link. Empty when nothing is known.
    pub source: String,
    /// How sure we are that it is one person.
    pub assurance: Assurance,
}

impl TakingPart {
    /// A person who takes part on this site, in English.
    pub fn online(who: Who, received_at: Time) -> Self {
        Self {
            who,
            channel: Channel::Online,
            received_at,
            branch: None,
            language: ENGLISH.to_owned(),
            organisation: None,
            source: String::new(),
            assurance: who.assurance(),
        }
    }

    /// Whether a person or an organisation answers.
    pub const fn kind(&self) -> RespondentKind {
        if self.organisation.is_some() { RespondentKind::Organisation } else { RespondentKind::Person }
    }
}
