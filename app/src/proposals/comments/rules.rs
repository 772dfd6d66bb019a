//! Which comments wait for a moderator before they are shown, how many one person may post, and who may reply as
//! the library service.

use crate::identity::rules::Act;
use crate::site::Visit;
use crate::time::Time;

/// Comments one account may post within [`LIMIT_WINDOW`].
pub const LIMIT: i64 = 20;
/// How long comments count towards [`LIMIT`], in milliseconds.
pub const LIMIT_WINDOW: i64 = Time::HOUR;
/// What somebody is told who reached [`LIMIT`].
pub const LIMIT_REACHED: &str = "You have posted 20 comments within an hour, which is as many as one person can, so that \
    everybody is heard. What you wrote is below: please keep it and send it a little later.";

/// Whether whoever is signed in may reply as the library service.
pub fn may_reply_officially(visit: &Visit) -> bool {
    visit.may(Act::RunConsultations) || visit.may(Act::Moderate)
}
