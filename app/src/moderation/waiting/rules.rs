//! In which order moderators find what waits.

/// How urgent something is that waits, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Everybody can read it, and somebody said that it harms a person: it does so for as long as it stands.
    Harm,
    /// Nobody sees it, and nobody has read it yet: its author waits.
    Unread,
    /// Everybody can read it, and somebody said that something else is wrong with it.
    Reported,
    /// A moderator held it back, to be looked at again.
    HeldBack,
}

impl Urgency {
    /// Every one, in order.
    pub const ALL: [Self; 4] = [Self::Harm, Self::Unread, Self::Reported, Self::HeldBack];

    /// How urgent something is: whether it is held, whether a moderator held it, and whether somebody reported it for a
    /// reason by which a person may come to harm. In the same order within each, what waits longest is first. The
    /// statement in `store` says the same.
    pub const fn of(held: bool, by_moderator: bool, harms: bool) -> Self {
        match (held, by_moderator, harms) {
            (true, true, _) => Self::HeldBack,
            (true, false, _) => Self::Unread,
            (false, _, true) => Self::Harm,
            (false, _, false) => Self::Reported,
        }
    }

    /// Its number in the record's order.
    pub const fn number(self) -> i64 {
        match self {
            Self::Harm => 0,
            Self::Unread => 1,
            Self::Reported => 2,
            Self::HeldBack => 3,
        }
    }

    /// The one with this number.
    pub fn from_number(number: i64) -> Self {
        Self::ALL.into_iter().find(|one| one.number() == number).unwrap_or(Self::HeldBack)
    }

    /// In a few words, for the list.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Harm => "may harm somebody",
            Self::Unread => "not read yet",
            Self::Reported => "reported",
            Self::HeldBack => "held back before",
        }
    }
}

/// How many pieces of writing a page shows.
pub const PAGE: usize = 20;

/// What the page says once several are decided.
pub const SEVERAL_DONE: (&str, &str, &str) =
    ("several", "They are decided.", "Each author whose words change is told, and the reports are closed.");

/// A moderator's keys: the key, and what it does.
pub const KEYS: [(&str, &str); 5] = [
    ("j", "opens the next one"),
    ("k", "opens the one before"),
    ("l", "leaves it, or shows it"),
    ("h", "holds it"),
    ("r", "removes it, once a reason is chosen"),
];

/// The most that can be decided about at once.
pub const MOST_AT_ONCE: usize = 50;

/// One of several that were ticked: its kind, its number, and the latest decision about it that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticked {
    /// The kind's word.
    pub kind: String,
    /// Its number.
    pub id: i64,
    /// The number of the latest decision.
    pub seen: i64,
}

impl std::fmt::Display for Ticked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.kind, self.id, self.seen)
    }
}

impl std::str::FromStr for Ticked {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().ok_or(());
        let kind = next()?.to_owned();
        Ok(Self { kind, id: next()?.parse().map_err(drop)?, seen: next()?.parse().map_err(drop)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_harms_somebody_now_comes_before_who_waits_and_what_was_held_back_comes_last() {
        assert_eq!(Urgency::of(false, false, true), Urgency::Harm);
        // Decided about once and reported again: it is to be read all the same.
        assert_eq!(Urgency::of(false, true, true), Urgency::Harm);
        // Nobody sees it, so it harms nobody.
        assert_eq!(Urgency::of(true, false, true), Urgency::Unread);
        assert_eq!(Urgency::of(true, false, false), Urgency::Unread);
        assert_eq!(Urgency::of(false, false, false), Urgency::Reported);
        assert_eq!(Urgency::of(true, true, true), Urgency::HeldBack);
        assert!(Urgency::ALL.is_sorted());
        assert!(Urgency::ALL.into_iter().all(|one| Urgency::from_number(one.number()) == one));
    }

    #[test]
    fn what_is_ticked_is_read_as_it_was_written_and_nothing_else_is() {
        let ticked = Ticked { kind: "comment".to_owned(), id: 12, seen: 3 };
        assert_eq!(ticked.to_string().parse(), Ok(ticked));
        for bad in ["", "comment", "comment-12", "comment-x-3", "comment-12-", "12-3", "comment-12-3-4", "comment--1"] {
            assert_eq!(bad.parse::<Ticked>(), Err(()), "{bad}");
        }
    }
}
