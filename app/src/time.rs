//! A moment, as the record keeps it.

use serde::{Deserialize, Serialize};

/// A moment: Unix milliseconds, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct Time(pub i64);

impl Time {
    /// Milliseconds in a minute.
    pub const MINUTE: i64 = 60_000;
    /// Milliseconds in an hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Milliseconds in a day of 24 hours.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// This many milliseconds later (or earlier).
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

#[cfg(feature = "ssr")]
impl From<Time> for crate::db::Value {
    fn from(time: Time) -> Self {
        Self::from(time.0)
    }
}

#[cfg(feature = "ssr")]
impl From<Option<Time>> for crate::db::Value {
    fn from(time: Option<Time>) -> Self {
        Self::from(time.map(|time| time.0))
    }
}
