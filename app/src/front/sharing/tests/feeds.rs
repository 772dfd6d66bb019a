//! The news, read as readers read it.

use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{decided, kind, odd_titles, withdrawn};
use crate::test_both;
use crate::time::Time;

/// What a reader of news makes of a feed: what it found wrong, then each entry's name, title and address.
const READS: &str = "
import feedparser, sys
feed = feedparser.parse(sys.argv[1])
if feed.bozo:
    print('WRONG', feed.bozo_exception)
print(feed.version, feed.feed.id, feed.feed.title, feed.feed.updated)
for one in feed.entries:
    print(one.id, one.title.replace(chr(10), ' '), one.link, one.published, one.updated, one.summary, sep='|')
";

/// Every element of a document with its text, as `name text`; fails when it is not well formed.
pub(super) fn elements(xml: &str) -> Vec<String> {
    assert!(xml.chars().all(|letter| !letter.is_control() || letter == '\n'), "control characters");
    assert!(!xml.contains(['\u{FFFE}', '\u{FFFF}']));
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut open) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                start.attributes().for_each(|attribute| drop(attribute.unwrap()));
                open.push(start.name().as_ref().to_owned());
                found.push(format!("{} ", open.last().unwrap()));
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => found.last_mut().into_iter().for_each(|last| last.push_str(&text)),
            Event::GeneralRef(name) => found.last_mut().into_iter().for_each(|last| {
                last.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is never closed");
    found.iter().map(|element| element.trim_end_matches('\n').to_owned()).collect()
}

fn read(xml: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feed.atom");
    std::fs::write(&file, xml).unwrap();
    let output = Command::new(crate::site::testing::python()).arg("-c").arg(READS).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

test_both! {
    async fn the_news_is_well_formed_whatever_titles_hold(site) {
        odd_titles(site).await;
        withdrawn(site, "gone").await;
        let feed = site.visitor().get("/consultations.atom").await.is(200);
        assert_eq!(kind(&feed), "application/atom+xml; charset=utf-8");
        let elements = elements(&feed.body);
        let has = |element: &str| assert!(elements.iter().any(|known| known == element), "{element} is not in {elements:#?}");
        has("title Books & <b>bread</b> ]]> \"both\" 'kinds'");
        has("title Bell\u{FFFD} and escape\u{FFFD} and \u{FFFD}");
        has("title مكتبة الحي: ساعات العمل");
        has("updated 2026-03-02T10:00:00Z");
        has("summary One sentence. Withdrawn Monday 2 March 2026.");
        has("summary One sentence. Closes 11am on Wednesday 1 April 2026.");
        assert_eq!(elements.iter().filter(|known| known.starts_with("entry ")).count(), 8);
    }

    async fn a_reader_of_news_finds_nothing_wrong(site) {
        odd_titles(site).await;
        decided(site, "vans", "The vans stay. They stop in ten more places.").await;
        let said = read(&site.visitor().get("/consultations.atom").await.is(200).body);
        assert!(!said.contains("WRONG"), "{said}");
        assert!(said.starts_with("atom10 tag:soundings.test,2026:consultations "), "{said}");
        assert_eq!(said.matches("|http://soundings.test/consultations/").count(), 8, "{said}");
        let said = read(&site.visitor().get("/decisions.atom").await.is(200).body);
        assert!(!said.contains("WRONG"), "{said}");
        assert!(said.contains("|http://soundings.test/consultations/vans/decision|"), "{said}");
        assert!(said.contains("|The vans stay."), "{said}");
    }

    async fn an_entry_keeps_its_name_and_says_when_something_became_of_it(site) {
        site.consultation("hours", |_| {}).await;
        let entry = async || {
            let said = read(&site.visitor().get("/consultations.atom").await.is(200).body);
            let entry = said.lines().nth(1).unwrap().to_owned();
            let part = |number| entry.split('|').nth(number).unwrap().to_owned();
            (part(0), part(3), part(4))
        };
        let (id, published, opened) = entry().await;
        assert!(id.starts_with("tag:soundings.test,2026-03-02:consultation/"), "{id}");
        assert_eq!((published.as_str(), opened.as_str()), ("2026-03-02T08:00:00Z", "2026-03-02T10:00:00Z"));
        site.app.clock.advance(31 * Time::DAY);
        let (later, unchanged, closed) = entry().await;
        assert_eq!((later, unchanged, closed.as_str()), (id, published, "2026-04-01T10:00:00Z"));
    }

    async fn what_the_public_is_told_is_news_and_dates_after_a_withdrawal_are_none(site) {
        let now = site.app.clock.now();
        let id = site.consultation("hours", |_| {}).await;
        withdrawn(site, "gone").await;
        let updated = async |slug: &str| {
            let said = read(&site.visitor().get("/consultations.atom").await.is(200).body);
            let entry = said.lines().find(|line| line.contains(&format!("/consultations/{slug}|"))).unwrap().to_owned();
            entry.split('|').nth(4).unwrap().to_owned()
        };
        let gone = updated("gone").await;
        site.app.clock.advance(Time::DAY);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::consultations::store::tell(&mut tx, id, "corrected", "A date was wrong.", now.plus(Time::DAY)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(updated("hours").await, "2026-03-03T10:00:00Z");
        // It would have closed meanwhile.
        site.app.clock.advance(60 * Time::DAY);
        assert_eq!(updated("gone").await, gone);
    }

    async fn no_news_is_a_feed_too(site) {
        for path in ["/consultations.atom", "/decisions.atom"] {
            let feed = site.visitor().get(path).await.is(200).body;
            elements(&feed);
            assert!(!read(&feed).contains("WRONG"));
        }
    }

    async fn only_the_newest_fifty_are_told(site) {
        for number in 0..53 {
            let published = site.app.clock.now().plus(-Time::DAY - number * Time::MINUTE);
            site.consultation(&format!("number-{number}"), |new| new.published_at = Some(published)).await;
        }
        let feed = site.visitor().get("/consultations.atom").await.is(200).body;
        assert_eq!(feed.matches("<entry>").count(), 50);
        assert!(feed.contains("/consultations/number-49\"") && !feed.contains("/consultations/number-50\""));
    }
}
