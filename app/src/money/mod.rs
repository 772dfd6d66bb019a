//! Money: whole pence, how often it is paid, and how both are read and said. A service says what something costs, once or
//! each year; it never adds the two up.

use serde::{Deserialize, Serialize};

use crate::numbers::grouped;

#[cfg(feature = "ssr")]
pub mod amounts;

/// Pounds with pence only where there are some: "£31,000", "£0.50"; a saving has a minus.
pub fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "−" } else { "" };
    let whole = grouped(pence.unsigned_abs() / 100);
    let rest = pence.unsigned_abs() % 100;
    if rest == 0 { format!("{sign}£{whole}") } else { format!("{sign}£{whole}.{rest:02}") }
}

/// How often an amount is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// Versions published before this was asked do not say.
    #[default]
    NotSaid,
    /// Once.
    Once,
    /// Each year.
    EachYear,
}

impl Period {
    /// Every period, in the order of totals.
    pub const ALL: [Self; 3] = [Self::Once, Self::EachYear, Self::NotSaid];

    /// The word used in the record, in forms and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotSaid => "not-said",
            Self::Once => "once",
            Self::EachYear => "each-year",
        }
    }

    /// The words as a page shows them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::NotSaid => "Not said",
            Self::Once => "Once",
            Self::EachYear => "Each year",
        }
    }
}
