//! Events: two to come, one that had to be cancelled, and one that is over and brought people in.

use super::story::{Deed, DemoRecord, Story, missing};
use crate::db::{DbError, Tx};
use crate::events::model::EventKind;
use crate::events::store::{self, EventText};
use crate::identity::model::Role;
use crate::ids::{BranchId, ConsultationId, EventId};
use crate::sql;
use crate::time::Time;

/// How many responses were begun at the event that is over.
const BEGUN: i64 = 23;

/// An event of the demo, with its days counted from today.
struct DemoEvent {
    slug: &'static str,
    code: &'static str,
    title: &'static str,
    kind: EventKind,
    consultation: &'static str,
    /// The library's name in addresses; empty for somewhere else.
    library: &'static str,
    place: (&'static str, &'static str),
    day: i32,
    hours: (&'static str, &'static str),
    about: &'static str,
    access: (&'static str, &'static str),
    audience: &'static str,
    booking: &'static str,
    cancelled: &'static str,
}

const EVENTS: [DemoEvent; 4] = [
    DemoEvent {
        slug: "story-time-and-saturdays",
        code: "5T0RYS",
        title: "Story time, and a word about Saturdays",
        kind: EventKind::StoryTime,
        consultation: "saturday-hours",
        library: "great-peverill-library",
        place: ("Children’s corner", ""),
        day: -9,
        hours: ("10:30", "11:30"),
        about: "Stories and rhymes for half an hour. Then juice and toast, and time to tell us which Saturday hours would help you.",
        access: ("step-free toilet", "Room for pushchairs beside the circle."),
        audience: "Children under five and whoever brings them",
        booking: "No need to book.",
        cancelled: "",
    },
    DemoEvent {
        slug: "tea-and-saturdays",
        code: "TEA5AT",
        title: "Tea and Saturdays",
        kind: EventKind::DropIn,
        consultation: "saturday-hours",
        library: "ottersey-library",
        place: ("The reading room", ""),
        day: 5,
        hours: ("14:00", "16:00"),
        about: "Have a cup of tea with Jo and Sam and look at the hours that we propose for your library.\n\nStay for five minutes or for two hours. We have tablets and paper with us, and help with both.",
        access: ("step-free toilet hearing-loop large-print", "The bus 14 stops at the door."),
        audience: "",
        booking: "Just come. Questions: 01632 960 417.",
        cancelled: "",
    },
    DemoEvent {
        slug: "an-evening-at-harmsgate",
        code: "HARM5G",
        title: "An evening with the architects",
        kind: EventKind::Meeting,
        consultation: "harmsgate-library-and-health-centre",
        library: "",
        place: ("St Anne’s church hall", "Mill Lane, Harmsgate, KY7 2AB"),
        day: 9,
        hours: ("18:30", "20:00"),
        about: "The plans stand on tables, and the architects beside them. At seven we say in ten minutes what is fixed and what is not; the rest of the evening is for your questions.",
        access: (
            "step-free toilet parking hearing-loop bsl",
            "Come by the door in Chapel Street. There is a quiet room on the left.",
        ),
        audience: "",
        booking: "No need to book. If you would like to be fetched, ring 01632 960 417 by noon.",
        cancelled: "",
    },
    DemoEvent {
        slug: "at-the-van-in-cotters-end",
        code: "VANC0T",
        title: "At the van in Cotters End",
        kind: EventKind::DropIn,
        consultation: "mobile-library-cotters-end",
        library: "cotters-end-mobile-stop",
        place: ("", ""),
        day: 12,
        hours: ("10:00", "11:00"),
        about: "Talk to Dee, who drives the van, about where it should stop.",
        access: ("step-free", "The van has a lift for wheelchairs. It takes two minutes; just wave."),
        audience: "",
        booking: "",
        cancelled: "The van is being repaired. Ring us, or answer at the desk of any library: 01632 960 417.",
    },
];

pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    for event in &EVENTS {
        one(tx, story, written, event).await?;
    }
    Ok(())
}

fn library(story: &Story, written: &DemoRecord, slug: &str) -> Option<BranchId> {
    let place = story.content.branches.iter().position(|branch| branch.slug == slug)?;
    written.branches.get(place).copied()
}

fn consultation(story: &Story, written: &DemoRecord, slug: &str) -> Option<ConsultationId> {
    let place = story.content.consultations.iter().position(|one| one.slug == slug)?;
    written.consultations.get(place).copied()
}

async fn one(tx: &mut Tx, story: &Story, written: &mut DemoRecord, event: &DemoEvent) -> Result<(), DbError> {
    let calendar = &story.calendar;
    let (planned, told) = ((event.day - 24).min(-6), (event.day - 20).min(-5));
    let asked = consultation(story, written, event.consultation).ok_or_else(missing)?;
    let text = EventText {
        title: event.title.to_owned(),
        kind: event.kind,
        consultation: Some(asked),
        library: library(story, written, event.library),
        place: event.place.0.to_owned(),
        address: event.place.1.to_owned(),
        starts_at: calendar.at(event.day, event.hours.0),
        ends_at: calendar.at(event.day, event.hours.1),
        about: event.about.to_owned(),
        access: event.access.0.to_owned(),
        access_notes: event.access.1.to_owned(),
        audience: event.audience.to_owned(),
        booking: event.booking.to_owned(),
    };
    let made = calendar.at(planned, "11:10");
    let id = store::create(tx, (event.slug, event.code), &text, made).await?;
    note(written, id, "event.create", made);
    let announced = calendar.at(told, "09:40");
    store::announce(tx, id, made, announced).await?;
    note(written, id, "event.announce", announced);
    if !event.cancelled.is_empty() {
        let cancelled = calendar.at(-2, "16:20");
        store::cancel(tx, id, event.cancelled, cancelled).await?;
        note(written, id, "event.cancel", cancelled);
    }
    if event.day < 0 {
        begun_there(tx, asked, event, (text.starts_at, calendar.start(event.day + 1))).await?;
    }
    Ok(())
}

fn note(written: &mut DemoRecord, id: EventId, action: &'static str, at: Time) {
    written.deeds.push(Deed { at, by: Role::Staff, action, kind: "event", id: id.0 });
}

/// Some of those who began on that day did so at the event.
async fn begun_there(
    tx: &mut Tx,
    asked: ConsultationId,
    event: &DemoEvent,
    (from, to): (Time, Time),
) -> Result<(), DbError> {
    sql!(
        "UPDATE responses SET source = $1 WHERE id IN \
         (SELECT id FROM responses WHERE consultation_id = $2 AND received_at >= $3 AND received_at < $4 \
          ORDER BY received_at, id LIMIT $5)",
        format!("event:{}", event.code),
        asked,
        from,
        to,
        BEGUN
    )
    .run(tx)
    .await
    .map(drop)
}
