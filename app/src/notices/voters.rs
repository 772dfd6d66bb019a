//! Mail to everybody who answered a proposal or a questionnaire that was amended. What is amended within an hour goes out as one message
//! to each person, which names every change; each is written in one statement, however many they are.

use crate::db::{DbError, Tx};
use crate::ids::ConsultationId;
use crate::sql;
use crate::time::Time;

/// How long a message waits for further changes, counted from the first.
pub const GATHERED_FOR: i64 = Time::HOUR;

/// A change to something that people answered, as they are told of it.
pub struct AnsweredChange<'a> {
    /// The consultation.
    pub consultation: ConsultationId,
    /// Its title.
    pub title: &'a str,
    /// When it closes.
    pub closes_at: Option<Time>,
    /// The kind of what changed, as the view `who_answered` calls it, and its number in the record.
    pub subject: (&'static str, i64),
    /// The subject of a message about this change alone.
    pub heading: &'a str,
    /// What changed and where it can be read, in a few lines.
    pub words: &'a str,
}

/// When a message about a change made now is sent: in an hour, or at once when people have little time left to answer.
fn due(change: &AnsweredChange<'_>, now: Time) -> Time {
    let little_left = change.closes_at.is_some_and(|closes| closes.0 - now.0 <= 2 * GATHERED_FOR);
    if little_left { now } else { now.plus(GATHERED_FOR) }
}

/// Tells each person whose answer stands, who has a confirmed address and wants mail. A message about an
/// earlier change that still waits for them takes this one in; what is already sent is not sent again. Returns how
/// many are told.
///
/// # Errors
/// When the record refuses it.
pub async fn tell(tx: &mut Tx, change: &AnsweredChange<'_>, now: Time) -> Result<u64, DbError> {
    let due = due(change, now);
    let gathered = sql!(
        "UPDATE outbox SET subject = $2, body = body || CAST($3 AS TEXT), created_at = $4, \
             due_at = CASE WHEN due_at < $5 THEN due_at ELSE $5 END \
         WHERE amended_in = $1 AND sent_at IS NULL AND failed_at IS NULL AND attempts = 0 AND account_id IN ( \
             SELECT account_participants.account_id FROM who_answered JOIN responses ON responses.id = who_answered.response_id \
                 JOIN account_participants ON account_participants.participant_id = responses.participant_id \
             WHERE who_answered.kind = $6 AND who_answered.subject_id = $7 AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL)",
        change.consultation,
        format!("What you answered has changed: {}", change.title),
        format!("\n{}", change.words),
        now,
        due,
        change.subject.0,
        change.subject.1
    )
    .run(tx)
    .await?;
    let body = format!(
        "Hello,\n\nYou took part in the consultation “{}”. What you answered has changed since then, so please look at it \
         again. Your answer still counts if you do nothing. The results say how many people answered each version.\n\n{}",
        change.title, change.words
    );
    let written = sql!(
        "INSERT INTO outbox (account_id, recipient, subject, body, created_at, due_at, notice, amended_in) \
         SELECT accounts.id, accounts.email, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), 1, \
             CAST($6 AS BIGINT) \
         FROM who_answered JOIN responses ON responses.id = who_answered.response_id \
             JOIN account_participants ON account_participants.participant_id = responses.participant_id \
             JOIN accounts ON accounts.id = account_participants.account_id \
         WHERE who_answered.subject_id = $1 AND who_answered.kind = $7 AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL \
             AND accounts.notify = 1 AND accounts.confirmed_at IS NOT NULL AND accounts.disabled_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM outbox waiting WHERE waiting.amended_in = CAST($6 AS BIGINT) \
                 AND waiting.account_id = accounts.id AND waiting.sent_at IS NULL AND waiting.failed_at IS NULL \
                 AND waiting.attempts = 0)",
        change.subject.1,
        change.heading,
        body,
        now,
        due,
        change.consultation,
        change.subject.0
    )
    .run(tx)
    .await?;
    Ok(gathered + written)
}
