//! What a consultation's dates mean, and what may be done with it at a moment.

use super::model::{Consultation, Dates, ListedConsultation, Showing, Stage};
use crate::clock;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// How long before its closing a consultation closes soon, in milliseconds.
pub const CLOSING_SOON: i64 = 7 * Time::DAY;

/// Whether a consultation is open and closes within a week.
pub fn closes_soon(dates: &Dates, now: Time) -> bool {
    stage(dates, now) == Stage::Open && dates.closes_at.is_some_and(|closes| closes.0 - now.0 <= CLOSING_SOON)
}

/// Where a consultation stands at a moment.
///
/// It opens at the very moment of `opens_at` and is closed from the very moment of `closes_at`.
pub fn stage(dates: &Dates, now: Time) -> Stage {
    let passed = |moment: Option<Time>| moment.is_some_and(|moment| moment <= now);
    if passed(dates.withdrawn_at) {
        Stage::Withdrawn
    } else if !passed(dates.published_at) {
        Stage::Draft
    } else if passed(dates.decided_at) {
        Stage::Decided
    } else if passed(dates.closes_at) {
        Stage::Closed
    } else if passed(dates.opens_at) {
        Stage::Open
    } else {
        Stage::Upcoming
    }
}

/// Whether the day by which a decision was due has gone by without one.
pub fn decision_overdue(dates: &Dates, now: Time) -> bool {
    let passed = |due| clock::day_is_over(clock::last_minute(due), now);
    stage(dates, now) == Stage::Closed && dates.decision_due_at.is_some_and(passed)
}

/// The moment that orders the consultations of a stage among each other.
pub fn ordered_by(dates: &Dates, stage: Stage) -> Option<Time> {
    match stage {
        Stage::Draft | Stage::Open | Stage::Closed => dates.closes_at,
        Stage::Upcoming => dates.opens_at,
        Stage::Decided => dates.decided_at,
        Stage::Withdrawn => dates.withdrawn_at,
    }
}

/// Puts consultations into the order of every list of them: what is open, with what closes first at the top; what
/// opens next; then what is over, the latest first: closed, decided, withdrawn. Drafts come before all of them.
pub fn in_order(items: &mut [ListedConsultation], now: Time) {
    items.sort_by_key(|item| {
        let stage = stage(&item.dates, now);
        let place = Stage::PUBLIC.iter().position(|known| *known == stage).map_or(0, |place| place + 1);
        let at = ordered_by(&item.dates, stage).map_or(i64::MAX, |time| time.0);
        let over = matches!(stage, Stage::Closed | Stage::Decided | Stage::Withdrawn);
        // Turned round without overflow: the latest comes first.
        if over { (place, !at, !item.id.0) } else { (place, at, item.id.0) }
    });
}

/// Why a consultation takes no answers now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is not open yet.
    NotYet,
    /// It has closed.
    Over,
    /// It has been decided.
    Decided,
    /// It was withdrawn.
    Withdrawn,
}

impl WhyNot for Closed {
    fn reason(&self) -> Reason {
        match self {
            Self::NotYet => reason!(
                "not-open-yet",
                CONFLICT,
                Residents,
                "The consultation is not open yet",
                "This consultation is not open yet, so nothing can be sent."
            ),
            Self::Over => reason!(
                "closed",
                CONFLICT,
                Residents,
                "The consultation has closed",
                "This consultation has closed, so what you sent was not counted."
            ),
            Self::Decided => reason!(
                "decided",
                CONFLICT,
                Residents,
                "The consultation has been decided",
                "This consultation has been decided, so what you sent was not counted."
            ),
            Self::Withdrawn => reason!(
                "withdrawn",
                CONFLICT,
                Residents,
                "The consultation was withdrawn",
                "This consultation was withdrawn, so what you sent was not counted."
            ),
        }
    }
}

/// Why somebody cannot take part now; none while the consultation is open.
pub fn closed_to_answers(dates: &Dates, now: Time) -> Option<Closed> {
    match stage(dates, now) {
        Stage::Open => None,
        Stage::Draft | Stage::Upcoming => Some(Closed::NotYet),
        Stage::Closed => Some(Closed::Over),
        Stage::Decided => Some(Closed::Decided),
        Stage::Withdrawn => Some(Closed::Withdrawn),
    }
}

/// Whether the public may see counts (and anything counts can be worked out from) at a moment.
pub fn results_visible(consultation: &Consultation, now: Time) -> bool {
    counts_visible(&consultation.dates, consultation.results, now)
}

/// The same, from the parts.
pub fn counts_visible(dates: &Dates, results: Showing, now: Time) -> bool {
    match stage(dates, now) {
        Stage::Closed | Stage::Decided => true,
        Stage::Open => results == Showing::Live,
        // A withdrawn consultation ended without an outcome; what was counted live stays.
        Stage::Withdrawn => results == Showing::Live,
        Stage::Draft | Stage::Upcoming => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates() -> Dates {
        Dates { published_at: Some(Time(10)), opens_at: Some(Time(20)), closes_at: Some(Time(30)), ..Dates::default() }
    }

    #[test]
    fn the_stage_follows_the_calendar_to_the_millisecond() {
        let stages: Vec<Stage> = [9, 10, 19, 20, 29, 30].into_iter().map(|now| stage(&dates(), Time(now))).collect();
        use Stage::{Closed, Draft, Open, Upcoming};
        assert_eq!(stages, [Draft, Upcoming, Upcoming, Open, Open, Closed]);
    }

    #[test]
    fn a_withdrawn_consultation_is_never_open_and_a_decision_ends_it() {
        let withdrawn = Dates { withdrawn_at: Some(Time(25)), ..dates() };
        assert_eq!(stage(&withdrawn, Time(24)), Stage::Open);
        assert_eq!(stage(&withdrawn, Time(25)), Stage::Withdrawn);
        let decided = Dates { decided_at: Some(Time(40)), ..dates() };
        assert_eq!(stage(&decided, Time(39)), Stage::Closed);
        assert_eq!(stage(&decided, Time(40)), Stage::Decided);
    }

    #[test]
    fn hidden_counts_stay_hidden_until_closing() {
        for now in [9, 15, 25] {
            assert!(!counts_visible(&dates(), Showing::Hidden, Time(now)));
        }
        assert!(counts_visible(&dates(), Showing::Hidden, Time(30)));
        assert!(counts_visible(&dates(), Showing::Live, Time(25)));
    }
}
