//! What has to be said of an event before it is announced, and what makes it reachable for more people. The first is
//! required; the second is advice, given while there is still time to follow it.

use super::model::{AccessHelp, Event};
use super::rules::{TOLD_BEFORE, beside_the_dates};
use crate::clock;
use crate::time::Time;

/// What an event lacks, each with the field where it is said.
pub(super) fn missing(event: &Event, now: Time) -> Vec<(&'static str, &'static str)> {
    let checks = [
        (event.about.trim().is_empty(), "about", "Say what happens there"),
        (
            event.branch_id.is_none() && event.place.is_empty(),
            "place",
            "Say where it is: choose a library or name the place",
        ),
        (
            event.access.is_empty() && event.access_notes.is_empty(),
            "access",
            "Say how people can get in and take part: tick what there is, or say what there is not",
        ),
        (event.ends_at <= now, "starts_date", "Choose a day that is still to come"),
    ];
    checks.into_iter().filter(|(lacks, _, _)| *lacks).map(|(_, field, words)| (field, words)).collect()
}

/// Whether an event is on while most people are at work: it begins and ends between 9am and 5pm, Monday to Friday.
pub(super) fn in_working_hours(starts: Time, ends: Time) -> bool {
    let weekend = ["Saturday", "Sunday"].iter().any(|day| clock::long_date(starts).starts_with(day));
    let (from, to) = (clock::time_input(starts), clock::time_input(ends));
    !weekend && from.as_str() >= "08:00" && to.as_str() <= "17:30" && clock::day(starts) == clock::day(ends)
}

/// Something that makes an event reachable, whether it is so, and why it matters.
pub(super) struct Advice {
    /// What to do.
    pub(super) task: &'static str,
    /// Whether it is done; none where nobody but staff can know.
    pub(super) done: Option<bool>,
    /// Why.
    pub(super) why: &'static str,
}

/// What makes an event reachable. `others` are the other events of the same consultation.
pub(super) fn advice(event: Option<&Event>, others: &[Event], now: Time) -> Vec<Advice> {
    let has = |help| event.map(|event| event.has(help));
    let told = event.map(|event| event.starts_at.0 - event.published_at.unwrap_or(now).0 >= TOLD_BEFORE);
    let both = event.map(|event| {
        let own = in_working_hours(event.starts_at, event.ends_at);
        others
            .iter()
            .filter(|other| other.id != event.id && other.cancelled_at.is_none())
            .any(|other| in_working_hours(other.starts_at, other.ends_at) != own)
    });
    let in_time = event.filter(|event| event.consultation_id.is_some()).map(|event| !beside_the_dates(event));
    vec![
        Advice {
            task: "Meet while people can answer",
            done: in_time,
            why: "Whoever is asked something wants to say it there and then. Before the consultation opens and after it has closed nobody can answer, and the code on the sheet leads to its page alone.",
        },
        Advice {
            task: "Tell people at least two weeks before",
            done: told,
            why: "Carers, shift workers and groups that meet once a month need the time. A poster on the day reaches those who come anyway.",
        },
        Advice {
            task: "Have one by day and one in the evening or at the weekend",
            done: both,
            why: "An afternoon keeps out those at work; an evening keeps out parents of small children and people who do not go out in the dark.",
        },
        Advice {
            task: "Choose a room that can be reached without a step",
            done: has(AccessHelp::StepFree),
            why: "Go the way yourself, from the bus stop to the chair, before you tick it. A ramp that has to be asked for is not step-free.",
        },
        Advice {
            task: "Switch the hearing loop on, and try it",
            done: has(AccessHelp::HearingLoop),
            why: "Most loops that do not work were never tried. Use a microphone even in a small room.",
        },
        Advice {
            task: "Ask for an interpreter in good time",
            done: has(AccessHelp::Bsl),
            why: "Interpreters of British Sign Language are booked three to four weeks ahead. If you cannot have one at each event, say at which there is one.",
        },
        Advice {
            task: "Go where people are already",
            done: event.map(|event| event.branch_id.is_none() && !event.place.is_empty()),
            why: "Those who never come to the library are the ones you have not heard. A school gate, a food bank or a mosque is worth more than a third evening at the library.",
        },
        Advice {
            task: "Say how to take part for those who cannot come",
            done: None,
            why: "The page of each event does that for you: it links to the consultation, where everybody can answer at any time.",
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::in_working_hours;
    use crate::clock::moment;

    #[test]
    fn working_hours_are_on_weekdays_by_day() {
        for (date, from, to, within) in [
            ("2026-12-03", "14:00", "16:00", true),
            ("2026-12-03", "18:00", "20:00", false),
            ("2026-12-05", "10:00", "12:00", false),
            ("2026-12-03", "16:00", "19:00", false),
            // In summer by the clocks on the wall, too.
            ("2026-07-02", "09:00", "17:00", true),
        ] {
            assert_eq!(
                in_working_hours(moment(date, from).unwrap(), moment(date, to).unwrap()),
                within,
                "{date} {from}"
            );
        }
    }
}
