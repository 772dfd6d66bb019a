//! Private links to a draft, for people without an account: a councillor, a friends' group, a translator. Whoever has the
//! link reads the draft's pages as everybody will, and can send nothing. A link ends by itself, or when staff end it, and
//! once the consultation is published it leads to the public page. Only what a link hashes to is kept, so it is shown once.

pub mod forms;
pub mod opening;
pub mod pages;
mod read_only;
pub mod store;

use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// The longest that a link works, in days.
pub const MOST_DAYS: i64 = 90;
/// How long it works unless staff choose otherwise, in days.
pub const USUAL_DAYS: i64 = 14;
/// The most links of one consultation that work at the same time.
pub const MOST_LINKS: i64 = 50;

/// When a link that is made now for so many days ends: with the day, so that people can be told a date.
pub fn ends(now: Time, days: i64) -> Time {
    crate::clock::start_of_day(crate::clock::start_of_day(now).plus((days + 1) * Time::DAY + 2 * Time::HOUR))
}

/// Why no link is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPreview {
    /// Everybody can see it.
    Published,
    /// As many links work as can.
    Full,
}

impl WhyNot for NoPreview {
    fn reason(&self) -> Reason {
        match self {
            Self::Published => reason!(
                "preview-published",
                CONFLICT,
                Staff,
                "The consultation is published: everybody can see it without a private link",
                "This consultation is published, so everybody can see it. Give people the address of its page."
            ),
            Self::Full => reason!(
                "previews-full",
                CONFLICT,
                Staff,
                "As many private links of the consultation work as can",
                format!(
                    "{MOST_LINKS} private links of this consultation work, which is the most. End one that nobody needs first."
                )
            ),
        }
    }
}
