//! A consultation: a time-bounded invitation to take part in a decision.

use serde::{Deserialize, Serialize};

use crate::ids::{BranchId, ConsultationId};
use crate::time::Time;

/// Where a consultation stands at a moment. Follows from its dates and its decision; never typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Staff are writing it.
    Draft,
    /// Published, not open yet.
    Upcoming,
    /// Residents can take part.
    Open,
    /// Waiting for a decision.
    Closed,
    /// The decision is published.
    Decided,
    /// Ended without a decision, with a reason.
    Withdrawn,
}

impl Stage {
    /// Every stage the public can see, in the order they are listed.
    pub const PUBLIC: [Self; 5] = [Self::Open, Self::Upcoming, Self::Closed, Self::Decided, Self::Withdrawn];

    /// The word used in addresses and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Upcoming => "upcoming",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word as a page shows it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Upcoming => "Upcoming",
            Self::Open => "Open",
            Self::Closed => "Closed",
            Self::Decided => "Decided",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// The stage of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Upcoming, Self::Open, Self::Closed, Self::Decided, Self::Withdrawn]
            .into_iter()
            .find(|stage| stage.word() == word)
    }
}

/// The IAP2 level of participation promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Keep people informed.
    Inform,
    /// Hear people and say how it counted.
    Consult,
    /// Work with people so that their concerns show in what is proposed.
    Involve,
    /// Look to people for the solution.
    Collaborate,
    /// Do what people decide.
    Empower,
}

impl Level {
    /// Every level, from telling to handing over.
    pub const ALL: [Self; 5] = [Self::Inform, Self::Consult, Self::Involve, Self::Collaborate, Self::Empower];

    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inform => "inform",
            Self::Consult => "consult",
            Self::Involve => "involve",
            Self::Collaborate => "collaborate",
            Self::Empower => "empower",
        }
    }

    /// The word as a page shows it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Inform => "Inform",
            Self::Consult => "Consult",
            Self::Involve => "Involve",
            Self::Collaborate => "Collaborate",
            Self::Empower => "Empower",
        }
    }

    /// What the service promises the public at this level.
    pub const fn promise(self) -> &'static str {
        match self {
            Self::Inform => "We will keep you informed.",
            Self::Consult => "We will listen to you, and tell you how what you said changed the decision.",
            Self::Involve => {
                "We will work with you so that your concerns show in the choices we make, and tell you how."
            }
            Self::Collaborate => "We will look to you for ideas and build them into the decision as far as we can.",
            Self::Empower => "We will do what you decide.",
        }
    }
}

impl TryFrom<String> for Level {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|level| level.word() == word).ok_or_else(|| format!("{word:?} is not a level"))
    }
}

/// Whether counts are shown while a consultation is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Showing {
    /// Hidden from everybody but staff until it closes, so that nobody votes with the crowd.
    Hidden,
    /// Shown as they come in.
    Live,
}

impl Showing {
    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Live => "live",
        }
    }
}

impl TryFrom<String> for Showing {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "hidden" => Ok(Self::Hidden),
            "live" => Ok(Self::Live),
            _ => Err(format!("{word:?} is neither hidden nor live")),
        }
    }
}

/// The dates a stage follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Dates {
    /// When staff published it.
    pub published_at: Option<Time>,
    /// The first moment of taking part.
    pub opens_at: Option<Time>,
    /// The first moment after taking part.
    pub closes_at: Option<Time>,
    /// When the service means to decide.
    pub decision_due_at: Option<Time>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Time>,
    /// When the decision was published.
    pub decided_at: Option<Time>,
}

/// What a consultation asks: one bit for each kind, as the view `consultation_asks` has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct Parts(i64);

impl Parts {
    /// The bit of proposals to vote and comment on, drafts too.
    const PROPOSALS: i64 = 8;

    /// The bit of having been asked elsewhere, far from those of the kinds.
    const ELSEWHERE: i64 = 1 << 30;

    /// What is asked, by the bits of its kinds.
    pub const fn new(bits: i64) -> Self {
        Self(bits)
    }

    /// Whether it asks the kind with this bit.
    pub const fn asks(self, bit: i64) -> bool {
        self.0 & bit != 0
    }

    /// Whether it has proposals.
    pub const fn proposals(self) -> bool {
        self.asks(Self::PROPOSALS)
    }

    /// Whether it was run elsewhere, and is only recorded here.
    pub const fn elsewhere(self) -> bool {
        self.asks(Self::ELSEWHERE)
    }

    /// Whether it asks anything but proposals.
    pub const fn more_than_proposals(self) -> bool {
        self.0 & !Self::PROPOSALS != 0
    }

    /// Whether it puts no proposal of the service to people, and asks them other things. A consultation that asks
    /// nothing yet is thought to be about proposals.
    pub const fn without_proposals(self) -> bool {
        self.more_than_proposals() && !self.proposals()
    }
}

/// A consultation.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Consultation {
    /// Its number.
    pub id: ConsultationId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Why the service asks and what happens with the answers, as written.
    pub background: String,
    /// The same as safe HTML.
    pub background_html: String,
    /// What the service promises.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub level: Level,
    /// Whether counts are shown while it is open.
    #[cfg_attr(feature = "ssr", sqlx(try_from = "String"))]
    pub results: Showing,
    /// Why it was withdrawn.
    pub withdrawn_reason: String,
    /// Its dates.
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub dates: Dates,
    /// When staff last changed it.
    pub updated_at: Time,
    /// What it asks beside its proposals.
    pub parts: Parts,
}

/// A line about a consultation in a list.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ListedConsultation {
    /// Its number.
    pub id: ConsultationId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Its dates.
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub dates: Dates,
}

/// Something the public was told on the way.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Notice {
    /// `amended`, `corrected`, `extended`, `withdrawn`, `decided` or `notice`.
    pub kind: String,
    /// What was said.
    pub text: String,
    /// When.
    pub at: Time,
}

/// A branch a consultation is about.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AboutBranch {
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// The branch.
    pub branch_id: BranchId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub name: String,
}
