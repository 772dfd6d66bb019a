//! The log of moderation in the record: decisions about comments and about statements, side by side.

use crate::db::{DbError, On};
use crate::sql;
use crate::time::Time;

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A comment or a reply.
    Comment,
    /// A statement.
    Statement,
}

impl About {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Statement => "statement",
        }
    }

    /// The word at the start of a line.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Comment => "Comment",
            Self::Statement => "Statement",
        }
    }

    /// Where moderators see the one with this number.
    pub fn path(self, number: i64) -> String {
        match self {
            Self::Comment => format!("/staff/moderation/{number}"),
            Self::Statement => format!("/staff/moderation/statements/{number}"),
        }
    }
}

impl TryFrom<i64> for About {
    type Error = String;

    fn try_from(kind: i64) -> Result<Self, String> {
        match kind {
            0 => Ok(Self::Comment),
            1 => Ok(Self::Statement),
            _ => Err(format!("{kind} is not what a decision can be about")),
        }
    }
}

/// Where a decision stands in the log: by its moment, and among decisions of one moment by what it is about and its
/// number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Place {
    /// When it was made.
    pub at: Time,
    /// What it is about, as the record numbers it.
    pub kind: i64,
    /// Its number among those.
    pub id: i64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.at.0, self.kind, self.id)
    }
}

impl std::str::FromStr for Place {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '-').map(str::parse);
        let mut next = || parts.next().unwrap_or_else(|| "".parse());
        Ok(Self { at: Time(next()?), kind: next()?, id: next()? })
    }
}

/// A line of the log.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Logged {
    /// Where it stands.
    #[sqlx(flatten)]
    pub place: Place,
    /// What was decided about.
    #[sqlx(try_from = "i64", rename = "kind_of")]
    pub about: About,
    /// The number of that.
    pub number: i64,
    /// An action's word.
    pub action: String,
    /// A reason's word; empty when it was published.
    pub reason: String,
    /// The role of whoever decided; none once their account is gone.
    pub role: Option<String>,
}

/// The log: decisions before this place, newest first, at most 1,000.
///
/// # Errors
/// When the record cannot be reached.
pub async fn log(on: impl Into<On<'_>>, before: Option<Place>, most: usize) -> Result<Vec<Logged>, DbError> {
    let before = before.unwrap_or(Place { at: Time(i64::MAX), kind: 0, id: 0 });
    // Each half gives at most a page, from its index: what a page costs does not grow with the log.
    sql!(
        "SELECT at, kind, each_decision.id, kind AS kind_of, number, action, reason, role FROM ( \
             SELECT * FROM (SELECT at, CAST(0 AS BIGINT) AS kind, id, comment_id AS number, action, reason, account_id \
                 FROM moderation_decisions \
                 WHERE at <= $1 AND (at < $1 OR 0 < $2 OR (0 = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4) AS ones \
             UNION ALL \
             SELECT * FROM (SELECT at, CAST(1 AS BIGINT) AS kind, id, statement_id AS number, action, reason, account_id \
                 FROM statement_decisions \
                 WHERE at <= $1 AND (at < $1 OR 1 < $2 OR (1 = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4) AS others \
         ) AS each_decision LEFT JOIN accounts ON accounts.id = account_id \
         ORDER BY at DESC, kind DESC, each_decision.id DESC LIMIT $4",
        before.at,
        before.kind,
        before.id,
        most.min(1_000) as i64
    )
    .all(on)
    .await
}
