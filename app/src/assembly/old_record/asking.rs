//! Asks an old program that runs over a record everything that a record is compared by. `scripts/record-for-tests` starts
//! the program and calls this; it is no test.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::answers::{ANYBODY, Answered, Answers, packed};
use super::said::{links, said};
use crate::accounts::DEMO_PASSWORD;
use crate::clock::Clock;
use crate::site::testing::TestResponse;
use crate::time::Time;

/// Somebody who asks: their name, where they begin, and the rooms in which they follow links.
struct Visitor(&'static str, &'static [&'static str], &'static [&'static str]);

const VISITORS: [Visitor; 6] = [
    Visitor(
        ANYBODY,
        &[
            "/",
            "/api/v1/branches",
            "/api/v1/consultations",
            "/api/v1/consultations?stage=closed",
            "/consultations?q=saturday",
            "/nothing-here",
        ],
        &["/"],
    ),
    Visitor("resident", &["/account", "/consultations"], &["/account", "/consultations/", "/receipts/"]),
    Visitor("analyst", &["/staff"], &["/staff"]),
    Visitor("councillor", &["/council"], &["/council"]),
    Visitor("moderator", &["/staff/moderation"], &["/staff/moderation"]),
    Visitor("admin", &["/staff"], &["/staff", "/council"]),
];

/// Of addresses that differ only in their numbers, so many are asked for: the five-hundredth page of a person or a comment
/// shows nothing that the first three do not.
const OF_A_KIND: usize = 3;

/// Visits a running site over the network.
struct Guest<'a> {
    site: &'a str,
    cookie: String,
}

impl Guest<'_> {
    async fn ask(&mut self, method: &str, at: &str, body: &str) -> TestResponse {
        let mut line = TcpStream::connect(self.site).await.unwrap();
        // In this older form the answer simply ends where the connection does.
        let request = format!(
            "{method} {at} HTTP/1.0\r\nhost: {}\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            self.site,
            self.cookie,
            body.len()
        );
        line.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        line.read_to_end(&mut bytes).await.unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let bytes = bytes[end + 4..].to_vec();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap())
        });
        let headers: HeaderMap = headers.collect();
        if let Some(cookie) = headers.get(header::SET_COOKIE) {
            cookie.to_str().unwrap().split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        TestResponse {
            status: StatusCode::from_bytes(status.as_bytes()).unwrap(),
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}

/// An address without its numbers.
fn kind_of(at: &str) -> String {
    at.split(|sign: char| sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("0")
}

/// Where a link on a page leads, if it stays on the site.
fn led_to(page: &str, link: &str) -> Option<String> {
    let link = link.split('#').next().unwrap_or("");
    match link.chars().next()? {
        '?' => Some(format!("{}{link}", page.split('?').next().unwrap_or(page))),
        '/' if !link.starts_with("//") => Some(link.to_owned()),
        _ => None,
    }
}

/// Everything that a site answers to everybody. `also` are more addresses for somebody who is not signed in.
async fn everything(site: &str, also: &[String], moment: Time) -> Answers {
    let mut all = Vec::new();
    // Pages about the service's work look alike to whoever may see them.
    let mut seen_at_work = BTreeSet::new();
    for Visitor(name, begin, rooms) in VISITORS {
        let mut guest = Guest { site, cookie: String::new() };
        let mut waiting: VecDeque<String> = begin.iter().map(|at| (*at).to_owned()).collect();
        if name == ANYBODY {
            waiting.extend(also.iter().cloned());
        } else {
            let form =
                serde_urlencoded::to_string([("email", email(name).as_str()), ("password", DEMO_PASSWORD)]).unwrap();
            let answer = guest.ask("POST", "/sign-in", &form).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name} cannot sign in:\n{}", answer.body);
        }
        let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(at) = waiting.pop_front() {
            let answer = guest.ask("GET", &at, "").await;
            let mut found: Vec<String> = links(&answer.body).iter().filter_map(|link| led_to(&at, link)).collect();
            found.extend(led_to(&at, answer.location()));
            if name == ANYBODY
                && let Some(slug) = at.strip_prefix("/consultations/").filter(|rest| !rest.contains(['/', '?']))
            {
                found.push(format!("/api/v1/consultations/{slug}"));
                found.push(format!("/api/v1/consultations/{slug}/results"));
            }
            for link in found {
                let here = rooms.iter().any(|room| link.starts_with(room));
                if !here || seen_at_work.contains(&link) || !seen.insert(link.clone()) {
                    continue;
                }
                let of_its_kind = kinds.entry(kind_of(&link)).or_default();
                *of_its_kind += 1;
                if *of_its_kind <= OF_A_KIND {
                    waiting.push_back(link);
                }
            }
            all.push(Answered { by: name.to_owned(), said: said(&answer, moment), at });
        }
        if !matches!(name, ANYBODY | "resident") {
            seen_at_work.extend(seen);
        }
    }
    Answers { moment, all }
}

/// The address by which somebody of the demonstration signs in.
pub(super) fn email(name: &str) -> String {
    format!("{name}@demo.example")
}

/// In the folder named by `SOUNDINGS_RECORD_FOR_TESTS` lie `sites` (where the old program serves its record, on one engine
/// each), `also` (more addresses to ask for) and the record as text; packed answers and records are put beside them.
#[tokio::test]
#[ignore = "not a test: scripts/record-for-tests calls it"]
async fn an_old_program_is_asked() {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    let folder = std::env::var("SOUNDINGS_RECORD_FOR_TESTS").unwrap();
    let folder = Path::new(&folder);
    let lines = |name| -> Vec<String> {
        std::fs::read_to_string(folder.join(name)).unwrap().lines().map(str::to_owned).collect()
    };
    // A minute of its own, so that all answers can be compared with those of one moment.
    let clock = Clock::system();
    let moment = Time((clock.now().0 / Time::MINUTE + 1) * Time::MINUTE);
    tokio::time::sleep(Duration::from_millis(u64::try_from(moment.0 - clock.now().0).unwrap() + 50)).await;
    let mut told: Option<String> = None;
    for site in lines("sites") {
        let answers = everything(&site, &lines("also"), moment).await;
        println!("{site} answered to {} addresses", answers.all.len());
        assert!(
            clock.now().0 < moment.0 + Time::MINUTE,
            "asking took longer than a minute: try again on a quieter machine"
        );
        let written = answers.written();
        if let Some(told) = &told {
            let differs = told.lines().zip(written.lines()).find(|(one, other)| one != other);
            assert!(*told == written, "the old program does not answer the same on both engines: {differs:?}");
        }
        told = Some(written);
    }
    std::fs::write(folder.join("answers.br"), packed(&told.unwrap())).unwrap();
    for record in ["sqlite.sql", "postgres.sql"] {
        let text = std::fs::read_to_string(folder.join(record)).unwrap();
        std::fs::write(folder.join(format!("{record}.br")), packed(&text)).unwrap();
    }
}
