//! When and where an event is, in the words of every page, of the calendar and of the sheet on the table.

use leptos::prelude::*;

use super::model::Event;
use super::rules::{EventState, state};
use crate::clock;
use crate::time::Time;

/// "Thursday 3 December 2026, 2pm to 4pm"; with both days where it goes on for longer than one.
pub(super) fn when(starts: Time, ends: Time) -> String {
    if clock::day(starts) == clock::end_day(ends) {
        let (from, to) = (clock::clock_time(starts), clock::clock_time(clock::last_minute(ends)));
        return format!("{}, {from} to {to}", clock::long_date(starts));
    }
    format!("{} to {}", clock::long_date_time(starts), clock::end_date_time(ends))
}

/// The same for a page, so that programs read the beginning too.
pub(super) fn when_said(event: &Event) -> AnyView {
    view! { <time datetime=clock::machine(event.starts_at)>{when(event.starts_at, event.ends_at)}</time> }.into_any()
}

/// What the place is called: "Children’s corner, Quay Library".
pub(super) fn place(event: &Event) -> String {
    let library = event.branch_name.as_deref().unwrap_or_default();
    [event.place.as_str(), library].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Its address with the postcode: the library's own, or the one that was written down.
pub(super) fn address(event: &Event) -> String {
    if event.branch_id.is_none() {
        return event.address.clone();
    }
    let parts = [event.branch_address.as_deref(), event.branch_postcode.as_deref()];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Both in one line.
pub(super) fn place_and_address(event: &Event) -> String {
    [place(event), address(event)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Everything about how it can be reached, a sentence each.
pub(super) fn access(event: &Event) -> Vec<String> {
    let ticked = event.helps().map(|help| help.title().to_owned());
    ticked.chain((!event.access_notes.is_empty()).then(|| event.access_notes.clone())).collect()
}

/// The tag that says that it does not take place, or that nobody but staff sees it.
pub(super) fn state_tag(event: &Event, now: Time) -> Option<AnyView> {
    let (word, class) = match state(event, now) {
        EventState::Draft => ("Draft", "tag"),
        EventState::Cancelled => ("Cancelled", "tag warn"),
        EventState::Announced | EventState::Over => return None,
    };
    Some(view! { <strong class=class>{word}</strong> }.into_any())
}

/// A line of a list. `staff` leads to where it is run.
pub(super) fn notice(event: &Event, now: Time, (level, staff): (u8, bool), counted: Option<String>) -> AnyView {
    let base = if staff { "/staff/events" } else { "/events" };
    let link = view! { <a dir="auto" href=format!("{base}/{}", event.slug)>{event.title.clone()}</a> };
    let title = match level {
        2 => view! { <h2>{link}</h2> }.into_any(),
        _ => view! { <h3>{link}</h3> }.into_any(),
    };
    let about = if staff {
        event.consultation_title.clone()
    } else {
        event.consultation(now).map(|(_, title)| title.to_owned())
    };
    view! {
        <li class="notice">
            {title}
            <p class="meta">{state_tag(event, now)}" "<span>{when_said(event)}</span>" "<span dir="auto">{place(event)}</span>
                {counted.map(|counted| view! { " "<span>{counted}</span> })}</p>
            <p class="quiet">{event.kind.title()}{about.map(|about| view! { ", about "<bdi>{about}</bdi> })}</p>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::when;
    use crate::clock::moment;

    #[test]
    fn when_is_said_with_one_day_or_with_both() {
        let at = |date, time| moment(date, time).unwrap();
        let says = |from: (&'static str, &'static str), to: (&'static str, &'static str)| {
            when(at(from.0, from.1), at(to.0, to.1))
        };
        assert_eq!(says(("2026-12-03", "14:00"), ("2026-12-03", "16:30")), "Thursday 3 December 2026, 2pm to 4:30pm");
        assert_eq!(says(("2026-12-03", "19:00"), ("2026-12-04", "00:00")), "Thursday 3 December 2026, 7pm to 11:59pm");
        assert_eq!(
            says(("2026-12-03", "10:00"), ("2026-12-05", "12:00")),
            "Thursday 3 December 2026 at 10am to Saturday 5 December 2026 at midday"
        );
        assert_eq!(
            says(("2026-10-25", "00:30"), ("2026-10-25", "01:30")),
            "Sunday 25 October 2026, 12:30am to 1:30am, before the clocks go back"
        );
    }
}
