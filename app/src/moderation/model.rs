//! The published reasons for which a comment may be held, removed or redacted, and what a moderator can decide.

/// What has become of something that people wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritingState {
    /// Shown.
    Published,
    /// Waiting for a moderator.
    Held,
    /// Taken down; a line says so in its place.
    Removed,
    /// Shown with words taken out.
    Redacted,
}

impl WritingState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Published, Self::Held, Self::Removed, Self::Redacted];

    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Held => "held",
            Self::Removed => "removed",
            Self::Redacted => "redacted",
        }
    }

    /// Whether its text is shown. Statements of SQL say the same by `shown_states!`.
    pub const fn shown(self) -> bool {
        matches!(self, Self::Published | Self::Redacted)
    }
}

/// The states whose text is shown, as a list of SQL: `concat!("… WHERE state IN ", shown_states!())`.
#[cfg(feature = "ssr")]
macro_rules! shown_states {
    () => {
        "('published', 'redacted')"
    };
}
#[cfg(feature = "ssr")]
pub(crate) use shown_states;

/// The reasons by which somebody may come to harm, as a list of SQL.
#[cfg(feature = "ssr")]
macro_rules! harmful_reasons {
    () => {
        "('personal-information', 'abuse', 'discrimination', 'danger')"
    };
}
#[cfg(feature = "ssr")]
pub(crate) use harmful_reasons;

impl TryFrom<String> for WritingState {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("{word:?} is not a state of what people wrote"))
    }
}

/// A reason from the moderation policy. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyReason {
    /// A private person is named or can be found.
    PersonalInformation,
    /// A person is insulted or threatened.
    Abuse,
    /// People are attacked for who they are.
    Discrimination,
    /// Somebody could come to harm.
    Danger,
    /// It is about something else.
    OffTopic,
    /// It sells or promotes something.
    Advertising,
    /// The law does not allow it.
    Legal,
    /// The same text again.
    Duplicate,
}

impl PolicyReason {
    /// Every reason, in the order of the policy.
    pub const ALL: [Self; 8] = [
        Self::PersonalInformation,
        Self::Abuse,
        Self::Discrimination,
        Self::Danger,
        Self::OffTopic,
        Self::Advertising,
        Self::Legal,
        Self::Duplicate,
    ];

    /// The word used in the record, in forms, in the log and as the anchor on the policy page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PersonalInformation => "personal-information",
            Self::Abuse => "abuse",
            Self::Discrimination => "discrimination",
            Self::Danger => "danger",
            Self::OffTopic => "off-topic",
            Self::Advertising => "advertising",
            Self::Legal => "legal",
            Self::Duplicate => "duplicate",
        }
    }

    /// The reason with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// Whether somebody may come to harm as long as the words are to be read.
    pub const fn harms(self) -> bool {
        matches!(self, Self::PersonalInformation | Self::Abuse | Self::Discrimination | Self::Danger)
    }

    /// A few words for a list.
    pub const fn title(self) -> &'static str {
        match self {
            Self::PersonalInformation => "Personal information",
            Self::Abuse => "Insults, threats or harassment",
            Self::Discrimination => "Discrimination",
            Self::Danger => "Danger to somebody",
            Self::OffTopic => "Not about what was asked",
            Self::Advertising => "Advertising",
            Self::Legal => "Against the law",
            Self::Duplicate => "Posted more than once",
        }
    }

    /// What falls under it, as the policy says it.
    pub const fn definition(self) -> &'static str {
        match self {
            Self::PersonalInformation => {
                "Names a private person, or says something by which they can be found: a phone number, an email or \
                 home address, where somebody will be and when. This includes your own. Councillors and senior \
                 managers may be named for what they do in their work."
            }
            Self::Abuse => {
                "Insults a person, threatens them, or goes after them again and again. You may say that an idea or \
                 a decision is bad, in strong words. You may not attack the person."
            }
            Self::Discrimination => {
                "Attacks or belittles people for who they are: their age, disability, race, religion or belief, \
                 sex, sexual orientation, being trans, being pregnant, or being married or not."
            }
            Self::Danger => {
                "Could bring somebody to harm, a child above all. If we think that somebody is in danger now, we \
                 also tell those who can help."
            }
            Self::OffTopic => {
                "Has nothing to do with what people were asked where it stands. A text that looks at that from an \
                 unusual side is not off topic."
            }
            Self::Advertising => "Sells or promotes something, or asks people to go to another site to buy or sign up.",
            Self::Legal => {
                "Cannot be published by law: for example, it says something false that badly harms a person’s good \
                 name, copies somebody else’s work, or talks about a case that is before a court."
            }
            Self::Duplicate => {
                "The same text posted again by the same person. The first one stays. When several people post the \
                 same words, each of them stays."
            }
        }
    }

    /// Why words are not shown, after a colon; a page says it with [`in_place`](super::place::in_place).
    pub const fn because(self) -> &'static str {
        match self {
            Self::PersonalInformation => "it named a private person or gave private details",
            Self::Abuse => "it attacked a person",
            Self::Discrimination => "it attacked people for who they are",
            Self::Danger => "somebody could have come to harm",
            Self::OffTopic => "it was not about what was asked",
            Self::Advertising => "it was an advertisement",
            Self::Legal => "the law does not let us publish it",
            Self::Duplicate => "the same text was posted before",
        }
    }

    /// The sentence that the author is told.
    pub const fn to_author(self) -> &'static str {
        match self {
            Self::PersonalInformation => {
                "It named a private person, or gave details by which somebody could be found. That can harm people, \
                 even when it is well meant."
            }
            Self::Abuse => {
                "It attacked a person. You are welcome to say that an idea or a decision is bad, in strong words, \
                 without attacking anybody."
            }
            Self::Discrimination => "It attacked or belittled people for who they are.",
            Self::Danger => "We were worried that somebody could come to harm if it stayed.",
            Self::OffTopic => "It was about something other than what people were asked there.",
            Self::Advertising => "It promoted something, and this is not a place for advertising.",
            Self::Legal => "We believe that the law does not let us publish it.",
            Self::Duplicate => "The same text had been posted before. The first one stays.",
        }
    }
}

/// What a moderator can decide about a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Show it as written.
    Publish,
    /// Hide it until somebody has looked again.
    Hold,
    /// Take it down; a line says so in its place.
    Remove,
    /// Show it with words taken out.
    Redact,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Publish, Self::Hold, Self::Remove, Self::Redact];

    /// The word used in the record, in forms and in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Hold => "hold",
            Self::Remove => "remove",
            Self::Redact => "redact",
        }
    }

    /// The action with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }

    /// What was done, as a page says it.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Publish => "Published",
            Self::Hold => "Held",
            Self::Remove => "Removed",
            Self::Redact => "Redacted",
        }
    }

    /// Whether the policy has to give the reason.
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Publish)
    }

    /// The action that leaves a comment as it is.
    pub const fn that_keeps(state: WritingState) -> Self {
        match state {
            WritingState::Published => Self::Publish,
            WritingState::Held => Self::Hold,
            WritingState::Removed => Self::Remove,
            WritingState::Redacted => Self::Redact,
        }
    }

    /// What becomes of the comment.
    pub const fn state(self) -> WritingState {
        match self {
            Self::Publish => WritingState::Published,
            Self::Hold => WritingState::Held,
            Self::Remove => WritingState::Removed,
            Self::Redact => WritingState::Redacted,
        }
    }
}

/// The word for a report that fits none of the policy's reasons.
pub const OTHER: &str = "other";
/// The longest detail of a report, in characters.
pub const DETAIL_LONGEST: usize = 1_000;
/// The longest note to an author, in characters.
pub const NOTE_LONGEST: usize = 1_000;

/// What a report says is wrong, as a page says it.
pub fn report_title(word: &str) -> &'static str {
    PolicyReason::from_word(word).map_or("Something else", PolicyReason::title)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_the_same_to_the_program_and_to_the_record() {
        let shown: Vec<String> = WritingState::ALL
            .into_iter()
            .filter(|state| state.shown())
            .map(|state| format!("'{}'", state.word()))
            .collect();
        assert_eq!(shown_states!(), format!("({})", shown.join(", ")));
    }

    #[test]
    fn what_harms_is_the_same_to_the_program_and_to_the_record() {
        let harms: Vec<String> = PolicyReason::ALL
            .into_iter()
            .filter(|reason| reason.harms())
            .map(|reason| format!("'{}'", reason.word()))
            .collect();
        assert_eq!(harmful_reasons!(), format!("({})", harms.join(", ")));
    }
}
