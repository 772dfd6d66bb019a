//! An event: an occasion at which staff meet people.

use crate::ids::{BranchId, ConsultationId, EventId};
use crate::time::Time;

/// What sort of occasion it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// People come and go as they like.
    DropIn,
    /// Stories and rhymes for children, with time to talk to those who bring them.
    StoryTime,
    /// Staff visit a school, or a class visits a library.
    SchoolVisit,
    /// People sit down together at a time.
    Meeting,
    /// Anything else.
    Other,
}

impl EventKind {
    /// Every sort, as the form lists them.
    pub const ALL: [Self; 5] = [Self::DropIn, Self::StoryTime, Self::SchoolVisit, Self::Meeting, Self::Other];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DropIn => "drop-in",
            Self::StoryTime => "story-time",
            Self::SchoolVisit => "school-visit",
            Self::Meeting => "meeting",
            Self::Other => "other",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::DropIn => "Drop-in session",
            Self::StoryTime => "Story time",
            Self::SchoolVisit => "School visit",
            Self::Meeting => "Meeting",
            Self::Other => "Event",
        }
    }

    /// The sort of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl TryFrom<String> for EventKind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not a kind of event"))
    }
}

/// Something that makes an event reachable for people who could not come without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessHelp {
    /// No step from the street to the room.
    StepFree,
    /// A toilet that a wheelchair fits in.
    Toilet,
    /// A place to park with a Blue Badge.
    Parking,
    /// A hearing loop that is switched on.
    HearingLoop,
    /// An interpreter of British Sign Language.
    Bsl,
    /// A room to go to when it gets too much.
    QuietRoom,
    /// The papers in large print.
    LargePrint,
}

impl AccessHelp {
    /// All of it, as the form lists it.
    pub const ALL: [Self; 7] =
        [Self::StepFree, Self::Toilet, Self::Parking, Self::HearingLoop, Self::Bsl, Self::QuietRoom, Self::LargePrint];

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::StepFree => "step-free",
            Self::Toilet => "toilet",
            Self::Parking => "parking",
            Self::HearingLoop => "hearing-loop",
            Self::Bsl => "bsl",
            Self::QuietRoom => "quiet-room",
            Self::LargePrint => "large-print",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::StepFree => "Step-free from the street",
            Self::Toilet => "Accessible toilet",
            Self::Parking => "Blue Badge parking nearby",
            Self::HearingLoop => "Hearing loop",
            Self::Bsl => "British Sign Language interpreter",
            Self::QuietRoom => "A quiet room to go to",
            Self::LargePrint => "Papers in large print",
        }
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|help| help.word() == word)
    }
}

/// An event as the record has it, with the names of what it belongs to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Event {
    /// Its number.
    pub id: EventId,
    /// Its name in addresses; never changes.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// What sort of occasion it is.
    #[sqlx(try_from = "String")]
    pub kind: EventKind,
    /// What people are asked there, if anything.
    pub consultation_id: Option<ConsultationId>,
    /// The library where it is, if it is in one.
    pub branch_id: Option<BranchId>,
    /// A room in the library, or the place that is none.
    pub place: String,
    /// Where a place that is no library is.
    pub address: String,
    /// When it begins.
    pub starts_at: Time,
    /// When it ends.
    pub ends_at: Time,
    /// What happens there, as written.
    pub about: String,
    /// The same as safe HTML.
    pub about_html: String,
    /// What makes it reachable, as words with a space between them.
    pub access: String,
    /// What else people should know before they come.
    pub access_notes: String,
    /// For whom it is.
    pub audience: String,
    /// How to book, or whom to ask.
    pub booking: String,
    /// The code that marks the responses begun there.
    pub code: String,
    /// When it was announced; none for a draft.
    pub published_at: Option<Time>,
    /// When it was cancelled.
    pub cancelled_at: Option<Time>,
    /// Why, for everybody to read.
    pub cancelled_reason: String,
    /// How often it was changed since it was announced.
    pub sequence: i64,
    /// When staff last changed it.
    pub updated_at: Time,
    /// The consultation's name in addresses.
    pub consultation_slug: Option<String>,
    /// What the consultation is called.
    pub consultation_title: Option<String>,
    /// When the consultation was published; a draft is not spoken of in public.
    pub consultation_published_at: Option<Time>,
    /// When the consultation opens.
    pub consultation_opens_at: Option<Time>,
    /// When it closes.
    pub consultation_closes_at: Option<Time>,
    /// The library's name in addresses.
    pub branch_slug: Option<String>,
    /// What the library is called.
    pub branch_name: Option<String>,
    /// Where the library is.
    pub branch_address: Option<String>,
    /// The library's postcode.
    pub branch_postcode: Option<String>,
}

impl Event {
    /// What makes it reachable.
    pub fn helps(&self) -> impl Iterator<Item = AccessHelp> {
        self.access.split(' ').filter_map(AccessHelp::from_word)
    }

    /// Whether this makes it reachable.
    pub fn has(&self, help: AccessHelp) -> bool {
        self.helps().any(|one| one == help)
    }

    /// The consultation as everybody may read of it: its name in addresses and its title. None while it is a draft.
    pub fn consultation(&self, now: Time) -> Option<(&str, &str)> {
        self.consultation_published_at.filter(|at| *at <= now)?;
        self.consultation_slug.as_deref().zip(self.consultation_title.as_deref())
    }

    /// What a response begun there keeps as its source.
    pub fn source(&self) -> String {
        format!("event:{}", self.code)
    }
}
