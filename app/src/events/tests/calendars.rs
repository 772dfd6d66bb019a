//! Calendars, read as programs for calendars read them.

use std::process::Command;

use axum::body::Body;
use axum::http::{Request, header};

use super::{announced, colleague, filled};
use crate::db::testing::On;
use crate::site::testing::{Site, TestResponse, python};
use crate::test_both;
use crate::time::Time;

/// What a reader of calendars makes of one: the calendar, then of each event what it found.
const READS: &str = "
import icalendar, sys
from datetime import timezone
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
print(calendar['VERSION'], calendar['PRODID'], calendar['X-WR-CALNAME'], sep='|')
for one in calendar.walk('VEVENT'):
    if one.errors:
        print('WRONG', one.errors)
    at = lambda name: one.decoded(name).astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%MZ')
    text = lambda name: str(one.get(name, '')).replace(chr(10), '/')
    print(text('UID'), one['SEQUENCE'], one['STATUS'], at('DTSTART'), at('DTEND'), at('DTSTAMP'), at('LAST-MODIFIED'), text('SUMMARY'), text('LOCATION'), text('DESCRIPTION'), one['URL'], sep='|')
";

/// The lines that the reader prints.
fn read(calendar: &TestResponse) -> Vec<String> {
    for line in calendar.body.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.ics");
    std::fs::write(&file, &calendar.bytes).unwrap();
    let output =
        Command::new(python()).arg("-c").arg(READS).arg(&file).env("PYTHONIOENCODING", "utf-8").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.contains("WRONG"), "{said}");
    said.lines().map(str::to_owned).collect()
}

/// The parts of the line of an event.
fn parts(line: &str) -> Vec<&str> {
    line.split('|').collect()
}

test_both! {
    async fn a_reader_of_calendars_finds_everything_and_nothing_wrong(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = colleague(site).await;
        announced(&mut staff, &[("consultation", "hours"), ("starts_date", "2026-07-02"), ("access", "step-free")]).await;
        let answer = site.visitor().get("/events.ics").await.is(200);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
        let lines = read(&answer);
        assert!(lines[0].starts_with("2.0|-//Soundings//Events//EN|Events – "), "{lines:?}");
        assert_eq!(lines.len(), 2, "{lines:?}");
        let event = parts(&lines[1]);
        assert_eq!(event[0], "event-1@soundings.test");
        // By the clocks of summer it is an hour earlier in UTC.
        assert_eq!(event[1..6], ["0", "CONFIRMED", "2026-07-02T13:00Z", "2026-07-02T15:00Z", "2026-03-02T10:00Z"]);
        assert_eq!(event[7], "Tea and Saturdays");
        assert_eq!(event[8], "St Anne’s church hall, Mill Lane, Millbrook, MB1 2AB");
        assert!(event[9].contains("About: Opening hours at Millbrook") && event[9].contains("Step-free from the street"), "{}", event[9]);
        assert_eq!(event[10], "http://soundings.test/events/tea-and-saturdays");
    }

    async fn whatever_titles_hold_the_calendar_stays_well_formed(site) {
        let mut staff = colleague(site).await;
        let long = "Saturday, Sunday; and \\ every other day of the week with 📚🧑‍🤝‍🧑 for everybody ".repeat(2);
        let titles = [
            "Tea; cake, and \\n books",
            "Bell\u{7} escape\u{1b} next\u{85}line\u{2028}and\u{FFFE}",
            "مكتبة الحي: ساعات العمل",
            "BEGIN:VEVENT\nSUMMARY:false",
            "🧑‍🤝‍🧑📚 Łódź ŵŷŴŶ",
            long.trim(),
        ];
        for title in titles {
            announced(&mut staff, &[("title", title), ("place", title), ("about", title), ("booking", title)]).await;
        }
        let lines = read(&site.visitor().get("/events.ics").await.is(200));
        assert_eq!(lines.len(), 1 + titles.len(), "{lines:#?}");
        let summaries: Vec<&str> = lines[1..].iter().map(|line| parts(line)[7]).collect();
        assert!(summaries.contains(&"Tea; cake, and \\n books"), "{summaries:#?}");
        assert!(summaries.contains(&"مكتبة الحي: ساعات العمل"), "{summaries:#?}");
        assert!(summaries.contains(&long.trim()), "{summaries:#?}");
        assert!(summaries.contains(&"BEGIN:VEVENT/SUMMARY:false"), "{summaries:#?}");
    }

    async fn a_change_and_a_cancellation_follow_under_the_same_name(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[]).await;
        let path = format!("/events/{slug}.ics");
        let event = async || {
            let lines = read(&site.visitor().get(&path).await.is(200));
            let event = parts(&lines[1]);
            (event[0].to_owned(), event[1].to_owned(), event[2].to_owned(), event[3].to_owned())
        };
        let first = event().await;
        assert_eq!((first.1.as_str(), first.2.as_str(), first.3.as_str()), ("0", "CONFIRMED", "2026-03-12T14:00Z"));
        staff.post(&format!("/staff/events/{slug}/edit"), &filled(&[("starts_time", "15:00")])).await.is(303);
        let second = event().await;
        assert_eq!((&second.0, second.1.as_str(), second.3.as_str()), (&first.0, "1", "2026-03-12T15:00Z"));
        staff.post(&format!("/staff/events/{slug}/cancel"), &[("reason", "The boiler broke.")]).await.is(303);
        let third = event().await;
        assert_eq!((&third.0, third.1.as_str(), third.2.as_str()), (&first.0, "2", "CANCELLED"));
        site.visitor().get(&path).await.is(200).says("The boiler broke.");
    }

    async fn an_event_stays_in_the_calendar_for_ninety_days(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[]).await;
        site.app.clock.advance(99 * Time::DAY);
        assert_eq!(read(&site.visitor().get("/events.ics").await.is(200)).len(), 2);
        site.app.clock.advance(3 * Time::DAY);
        assert_eq!(read(&site.visitor().get("/events.ics").await.is(200)).len(), 1);
        assert_eq!(read(&site.visitor().get(&format!("/events/{slug}.ics")).await.is(200)).len(), 2);
    }
}

async fn a_thousand_ask_again(on: On) {
    let site = Site::with(on, |config| config.count_queries = true).await;
    site.consultation("hours", |_| {}).await;
    let mut staff = colleague(&site).await;
    let slug = announced(&mut staff, &[("consultation", "hours")]).await;
    for path in ["/events.ics".to_owned(), "/events.ics?consultation=hours".to_owned(), format!("/events/{slug}.ics")] {
        let mut reader = site.visitor();
        let tag = reader.get(&path).await.is(200).headers[header::ETAG].to_str().unwrap().to_owned();
        for _ in 0..1_000 {
            let request = Request::get(&path).header(header::IF_NONE_MATCH, &tag).body(Body::empty()).unwrap();
            let again = reader.send(request).await.is(304);
            assert_eq!((again.bytes.len(), again.headers["x-soundings-queries"].to_str().unwrap()), (0, "0"), "{path}");
        }
    }
    // What comes in to a consultation changes no calendar; a change of an event does.
    let mut ann = site.resident("ann@example.org").await;
    ann.get("/consultations/hours").await.is(200);
    let mut reader = site.visitor();
    let before = reader.get("/events.ics").await.is(200);
    ann.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(303);
    assert_eq!(reader.get("/events.ics").await.is(200).headers["x-soundings-queries"].to_str().unwrap(), "0");
    staff
        .post(&format!("/staff/events/{slug}/edit"), &filled(&[("place", "The scout hut"), ("consultation", "hours")]))
        .await
        .is(303);
    assert_ne!(reader.get("/events.ics").await.is(200).body, before.body);
    site.finish().await;
}

#[tokio::test]
async fn a_calendar_that_is_asked_for_a_thousand_times_costs_nothing_on_sqlite() {
    a_thousand_ask_again(On::Sqlite).await;
}

#[tokio::test]
async fn a_calendar_that_is_asked_for_a_thousand_times_costs_nothing_on_postgres() {
    a_thousand_ask_again(On::Postgres).await;
}
