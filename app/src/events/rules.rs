//! Where an event stands, and what may be done with it then. The page that hides a button and the handler that refuses
//! the form ask the same function.

use super::model::Event;
use crate::clock;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// The longest that an event may go on, in milliseconds. What is on for longer is an exhibition, or a wrong date.
pub const LONGEST: i64 = 14 * Time::DAY;

/// How long before an event people should hear of it, in milliseconds.
pub const TOLD_BEFORE: i64 = 14 * Time::DAY;

/// How long after an event its code still marks what is begun, in milliseconds: people take the sheet home.
pub const CODE_LASTS: i64 = 7 * Time::DAY;

/// Where an event stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventState {
    /// Staff are writing it.
    Draft,
    /// Everybody can read of it.
    Announced,
    /// It has ended.
    Over,
    /// It does not take place.
    Cancelled,
}

/// Where an event stands.
pub fn state(event: &Event, now: Time) -> EventState {
    if event.cancelled_at.is_some() {
        EventState::Cancelled
    } else if event.published_at.is_none() {
        EventState::Draft
    } else if event.ends_at <= now {
        EventState::Over
    } else {
        EventState::Announced
    }
}

/// Why something may not be done with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWithThisEvent {
    /// It is over.
    Over,
    /// It was cancelled.
    Cancelled,
    /// Nobody has heard of it yet, so there is nothing to cancel.
    NotAnnounced,
    /// It is announced already.
    Announced,
}

impl WhyNot for NotWithThisEvent {
    fn reason(&self) -> Reason {
        match self {
            Self::Over => reason!(
                "event-over",
                CONFLICT,
                Staff,
                "The event is over: it stays as it was",
                "This event is over, so it stays as people read it. You can make the same one again on another day."
            ),
            Self::Cancelled => reason!(
                "event-cancelled",
                CONFLICT,
                Staff,
                "The event was cancelled: it stays as it is",
                "This event was cancelled, so it stays as it is. You can make the same one again on another day."
            ),
            Self::NotAnnounced => reason!(
                "event-not-announced",
                CONFLICT,
                Staff,
                "Nobody has heard of the event: it is deleted, not cancelled",
                "Nobody has heard of this event yet, so there is nothing to cancel. Delete the draft instead."
            ),
            Self::Announced => reason!(
                "event-announced",
                CONFLICT,
                Staff,
                "The event is announced: it is cancelled, not deleted or announced again",
                "This event is announced already. People may count on it: cancel it if it does not take place."
            ),
        }
    }
}

/// Whether its words, time and place can be changed.
///
/// # Errors
/// Why not.
pub fn may_edit(event: &Event, now: Time) -> Result<(), NotWithThisEvent> {
    match state(event, now) {
        EventState::Draft | EventState::Announced => Ok(()),
        EventState::Over => Err(NotWithThisEvent::Over),
        EventState::Cancelled => Err(NotWithThisEvent::Cancelled),
    }
}

/// Whether it can be announced. (That nothing is missing is another question: [`super::checks`].)
///
/// # Errors
/// Why not.
pub fn may_announce(event: &Event, now: Time) -> Result<(), NotWithThisEvent> {
    match state(event, now) {
        EventState::Draft => Ok(()),
        EventState::Announced | EventState::Over => Err(NotWithThisEvent::Announced),
        EventState::Cancelled => Err(NotWithThisEvent::Cancelled),
    }
}

/// Whether it can be cancelled.
///
/// # Errors
/// Why not.
pub fn may_cancel(event: &Event, now: Time) -> Result<(), NotWithThisEvent> {
    match state(event, now) {
        EventState::Announced => Ok(()),
        EventState::Draft => Err(NotWithThisEvent::NotAnnounced),
        EventState::Over => Err(NotWithThisEvent::Over),
        EventState::Cancelled => Err(NotWithThisEvent::Cancelled),
    }
}

/// Whether it can be deleted: while nobody outside has seen it.
///
/// # Errors
/// Why not.
pub fn may_delete(event: &Event, now: Time) -> Result<(), NotWithThisEvent> {
    may_announce(event, now)
}

/// Whether nobody can answer the consultation while the event is on, because it has closed before or opens after.
pub fn beside_the_dates(event: &Event) -> bool {
    event.consultation_closes_at.is_some_and(|closes| closes <= event.starts_at)
        || event.consultation_opens_at.is_some_and(|opens| opens >= event.ends_at)
}

/// Whether its code marks what is begun at a moment: from the day on which it begins until a week after its end, unless
/// it was cancelled or is a draft.
pub fn code_marks(event: &Event, now: Time) -> bool {
    let told = event.published_at.is_some() && event.cancelled_at.is_none();
    told && clock::start_of_day(event.starts_at) <= now && now < event.ends_at.plus(CODE_LASTS)
}
