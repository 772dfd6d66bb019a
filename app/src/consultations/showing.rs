//! Whether results may be seen, and what to tell people who may not see them yet.

use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::{results_visible, stage};
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// What stands above the reason why no counts can be seen.
pub const fn hidden_title(at: Stage) -> &'static str {
    match at {
        Stage::Open => "The results are hidden for now",
        Stage::Withdrawn => "There are no results to show",
        _ => "There are no results yet",
    }
}

/// Why the public cannot see any counts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Nobody can have answered: it opens at this moment.
    NotOpened(Option<Time>),
    /// Until it closes, at this moment.
    UntilClosing(Option<Time>),
    /// It was withdrawn before it came to a result.
    Withdrawn,
}

impl WhyNot for Hidden {
    fn reason(&self) -> Reason {
        let on = |said: Option<String>| said.map(|said| format!(" on {said}")).unwrap_or_default();
        match self {
            Self::NotOpened(opens) => reason!(
                "results-not-begun",
                OK,
                Everybody,
                "The consultation has not opened: there are no results yet",
                format!("This consultation has not opened yet. It opens{}.", on(opens.map(clock::long_date_time)))
            ),
            Self::UntilClosing(closes) => reason!(
                "results-hidden",
                OK,
                Everybody,
                "The results are hidden until the consultation closes",
                format!(
                    "The results are hidden until the consultation closes{}, so that nobody is swayed by how others voted.",
                    on(closes.map(clock::end_date_time))
                )
            ),
            Self::Withdrawn => reason!(
                "results-withdrawn",
                OK,
                Everybody,
                "The consultation was withdrawn before it came to a result",
                "This consultation was withdrawn before it came to a result, so the answers are not shown."
            ),
        }
    }
}

/// Whether answers may be compared by library in public. Not while they come in: whoever looked before and after a neighbour
/// answered could read their answer off.
pub fn by_library(consultation: &Consultation, now: Time) -> bool {
    results_visible(consultation, now) && stage(&consultation.dates, now) != Stage::Open
}

/// Why there is no comparison by library yet.
pub const NOT_BY_LIBRARY: &str = "Libraries are compared here once the consultation has closed. While answers come in, one more \
    of them could be read off, and with it how a neighbour voted.";

/// Why the public cannot see any counts now; none when it can.
pub fn hidden_because(consultation: &Consultation, now: Time) -> Option<Hidden> {
    if results_visible(consultation, now) {
        return None;
    }
    let dates = &consultation.dates;
    Some(match stage(dates, now) {
        Stage::Draft | Stage::Upcoming => Hidden::NotOpened(dates.opens_at),
        Stage::Withdrawn => Hidden::Withdrawn,
        Stage::Open | Stage::Closed | Stage::Decided => Hidden::UntilClosing(dates.closes_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consultations::model::{Dates, Level, Showing};
    use crate::ids::ConsultationId;

    fn consultation(results: Showing) -> Consultation {
        let at = |date| clock::moment(date, "17:00").ok();
        Consultation {
            id: ConsultationId(1),
            slug: "hours".to_owned(),
            title: String::new(),
            summary: String::new(),
            background: String::new(),
            background_html: String::new(),
            level: Level::Consult,
            results,
            withdrawn_reason: String::new(),
            dates: Dates {
                published_at: at("2026-03-01"),
                opens_at: at("2026-03-02"),
                closes_at: at("2026-04-13"),
                ..Dates::default()
            },
            updated_at: Time(0),
            parts: crate::consultations::model::Parts::default(),
        }
    }

    fn at(date: &str) -> Time {
        clock::moment(date, "18:00").unwrap()
    }

    #[test]
    fn the_reason_says_when_the_results_appear_and_goes_when_they_do() {
        let hidden = consultation(Showing::Hidden);
        let reason = hidden_because(&hidden, at("2026-03-20")).unwrap().words();
        assert!(reason.contains("closes on Monday 13 April 2026 at 5pm, so that nobody is swayed"), "{reason}");
        assert_eq!(hidden_because(&hidden, at("2026-04-13")), None);
        assert_eq!(hidden_because(&consultation(Showing::Live), at("2026-03-20")), None);
    }

    #[test]
    fn before_opening_even_live_results_are_not_there() {
        let reason = hidden_because(&consultation(Showing::Live), at("2026-03-01")).unwrap().words();
        assert_eq!(reason, "This consultation has not opened yet. It opens on Monday 2 March 2026 at 5pm.");
    }

    #[test]
    fn a_withdrawn_consultation_keeps_hidden_answers_hidden() {
        let mut withdrawn = consultation(Showing::Hidden);
        withdrawn.dates.withdrawn_at = Some(at("2026-03-10"));
        assert_eq!(hidden_because(&withdrawn, at("2026-05-01")), Some(Hidden::Withdrawn));
    }
}
