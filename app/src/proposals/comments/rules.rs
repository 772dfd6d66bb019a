//! Which comments wait for a moderator before they are shown, how many one person may post, and who may reply as
//! the library service.

use super::model::Comment;
use crate::identity::rules::Permission;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::site::Visit;
use crate::time::Time;

/// Comments one account may post within [`LIMIT_WINDOW`].
pub const LIMIT: i64 = 20;
/// How long comments count towards [`LIMIT`], in milliseconds.
pub const LIMIT_WINDOW: i64 = Time::HOUR;

/// Why a comment is not recorded: its author has posted [`LIMIT`] within the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached;

impl WhyNot for LimitReached {
    fn reason(&self) -> Reason {
        reason!(
            "too-many-comments",
            TOO_MANY_REQUESTS,
            Residents,
            "One person posted as many comments within an hour as one can",
            "You have posted 20 comments within an hour, which is as many as one person can, so that everybody is heard. \
             What you wrote is below: please keep it and send it a little later."
        )
    }
}

/// Whether whoever is signed in may reply as the library service.
pub fn may_reply_officially(visit: &Visit) -> bool {
    visit.may(Permission::RunConsultations) || visit.may(Permission::Moderate)
}

/// Why the service cannot reply to a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReply {
    /// Nobody can read the comment.
    NotShown,
    /// There is one level of replies.
    IsReply,
}

impl WhyNot for NoReply {
    fn reason(&self) -> Reason {
        match self {
            Self::NotShown => reason!(
                "reply-to-hidden",
                CONFLICT,
                Staff,
                "The comment is not shown any more: nobody replies to it",
                "That comment is not shown any more, so nobody can reply to it."
            ),
            Self::IsReply => reason!(
                "reply-to-reply",
                CONFLICT,
                Staff,
                "There is one level of replies",
                "That is a reply. There is one level of replies: reply to the comment above it instead."
            ),
        }
    }
}

/// Whether a comment can be replied to.
///
/// # Errors
/// Why not.
pub const fn may_be_replied_to(comment: &Comment) -> Result<(), NoReply> {
    if !comment.state.shown() {
        Err(NoReply::NotShown)
    } else if comment.reply_to.is_some() {
        Err(NoReply::IsReply)
    } else {
        Ok(())
    }
}
