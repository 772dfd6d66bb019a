//! What a comment is.

use crate::ids::{CommentId, ResponseId};
use crate::moderation::model::{PolicyReason, WritingState};
use crate::numbers::Noun;
use crate::proposals::votes::model::Choice;
use crate::time::Time;

/// The longest comment, in characters.
pub const LONGEST: usize = 5_000;

/// A comment as a page shows it.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// The response it belongs to; none for an official reply.
    pub response_id: Option<ResponseId>,
    /// The comment it replies to.
    pub reply_to: Option<CommentId>,
    /// Whether the library service wrote it.
    pub official: bool,
    /// What is shown.
    pub html: String,
    /// What has become of it.
    pub state: WritingState,
    /// Why it was removed or redacted.
    pub reason: Option<PolicyReason>,
    /// The author's branch, if they agreed to show it.
    pub branch: Option<String>,
    /// The author's vote.
    pub choice: Option<Choice>,
    /// How many agree with it.
    pub agrees: i64,
    /// When it was posted.
    pub posted_at: Time,
    /// When its author last put it right.
    pub corrected_at: Option<Time>,
}

/// How many agree with it, in words.
pub fn agreeing(people: i64) -> String {
    format!("{} {}", Noun::PERSON.count(people), if people == 1 { "agrees" } else { "agree" })
}

/// The order of a list of comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CommentOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Most agreed with first.
    Agreed,
}
