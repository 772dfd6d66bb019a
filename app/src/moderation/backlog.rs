//! What waits for a moderator, counted: comments and statements that are held back or were reported. The tabs of
//! moderation and the staff's front page show the same numbers.

use crate::db::{DbError, On};
use crate::sql;

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Backlog {
    /// Comments that are held or reported.
    pub comments: i64,
    /// Statements that are held or reported.
    pub statements: i64,
}

impl Backlog {
    /// "2 comments and 1 statement wait"; nothing when nothing waits.
    pub fn words(self) -> Option<String> {
        let count = |number: i64, one: &str| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            many => Some(format!("{many} {one}s")),
        };
        let verb = if self.comments + self.statements == 1 { "waits" } else { "wait" };
        match (count(self.comments, "comment"), count(self.statements, "statement")) {
            (Some(comments), Some(statements)) => Some(format!("{comments} and {statements} {verb}")),
            (Some(only), None) | (None, Some(only)) => Some(format!("{only} {verb}")),
            (None, None) => None,
        }
    }
}

/// How much waits now.
///
/// # Errors
/// When the record cannot be reached.
pub async fn count(on: impl Into<On<'_>>) -> Result<Backlog, DbError> {
    sql!(
        "SELECT CAST((SELECT COUNT(*) FROM ( \
                SELECT id FROM comments WHERE state = 'held' \
                UNION SELECT comment_id FROM reports WHERE resolved_at IS NULL) AS waiting_comments) AS BIGINT) AS comments, \
             CAST((SELECT COUNT(*) FROM ( \
                SELECT id FROM statements WHERE state = 'held' \
                UNION SELECT statement_id FROM statement_reports WHERE resolved_at IS NULL) AS waiting_statements) AS BIGINT) \
                AS statements"
    )
    .one(on)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_said_as_people_say_it() {
        let words = |comments, statements| Backlog { comments, statements }.words();
        assert_eq!(words(0, 0), None);
        assert_eq!(words(1, 0).as_deref(), Some("1 comment waits"));
        assert_eq!(words(0, 2).as_deref(), Some("2 statements wait"));
        assert_eq!(words(3, 1).as_deref(), Some("3 comments and 1 statement wait"));
    }
}
