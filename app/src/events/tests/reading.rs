//! What everybody reads of events.

use super::{announced, code_of, colleague, planned};
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn long_lists_go_on_by_pages_and_each_event_is_on_one(site) {
        let mut staff = colleague(site).await;
        for number in 0..23 {
            let day = format!("2026-03-{:02}", 3 + number);
            announced(&mut staff, &[("title", &format!("Event number {number}")), ("starts_date", &day)]).await;
        }
        let mut visitor = site.visitor();
        let first = visitor.get("/events").await.is(200);
        assert_eq!(first.body.matches("<li class=\"notice\">").count(), 20);
        let next = first.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let second = visitor.get(&next.replace("&amp;", "&")).await.is(200);
        assert_eq!(second.body.matches("<li class=\"notice\">").count(), 3);
        second.says("Event number 22").does_not_say("Event number 19").says("Back to the first page");
        let front = visitor.get("/").await.is(200);
        assert_eq!(front.body.matches("href=\"/events/event-number-").count(), 3);
        site.app.clock.advance(60 * Time::DAY);
        let past = visitor.get("/events?when=past").await.is(200);
        assert!(past.body.find("Event number 22").unwrap() < past.body.find("Event number 21").unwrap());
        let next = past.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        visitor.get(&next.replace("&amp;", "&")).await.is(200).says("Event number 0").does_not_say("Event number 3");
        for odd in ["after=x", "after=1-", "after=99999999999999999999-1", "when=never", "after=-1--1"] {
            visitor.get(&format!("/events?{odd}")).await.is(200);
        }
    }

    async fn a_list_is_narrowed_to_a_consultation_or_a_library_and_drafts_stay_hidden(site) {
        site.consultation("hours", |_| {}).await;
        site.consultation("secret", |new| { new.published_at = None; new.title = "A secret plan".to_owned(); }).await;
        site.branch("quay", "Quay Library").await;
        let mut staff = colleague(site).await;
        announced(&mut staff, &[("title", "About hours"), ("consultation", "hours")]).await;
        announced(&mut staff, &[("title", "At the quay"), ("library", "quay")]).await;
        let hidden = announced(&mut staff, &[("title", "Nothing to see"), ("consultation", "secret")]).await;
        planned(&mut staff, &[("title", "Only a draft"), ("consultation", "hours"), ("library", "quay")]).await;
        let mut visitor = site.visitor();
        visitor.get("/events?consultation=hours").await.is(200).says("About hours").does_not_say("At the quay").does_not_say("Only a draft");
        visitor.get("/events?library=quay").await.is(200).says("At the quay").does_not_say("About hours").does_not_say("Only a draft");
        visitor.get("/events?consultation=hours&library=quay").await.is(200).says("No events are planned");
        visitor.get("/events.ics?library=quay").await.is(200).says("SUMMARY:At the quay").does_not_say("About hours").does_not_say("Only a draft");
        // What a draft of a consultation is called is nobody's business yet.
        for path in ["/events", "/events.ics", &format!("/events/{hidden}"), &format!("/events/{hidden}.ics")] {
            visitor.get(path).await.is(200).says("Nothing to see").does_not_say("A secret plan").does_not_say("/secret");
        }
        visitor.get(&format!("/e/{}", code_of(site, &hidden).await)).await.is(303);
        for path in ["/events?consultation=secret", "/events?consultation=nothing", "/events?library=nothing", "/events.ics?consultation=secret", "/events/nothing", "/events/nothing.ics", "/events/..%2f", "/events/.ics"] {
            visitor.get(path).await.is(404);
        }
        staff.get("/staff/events?consultation=hours").await.is(200).says("Only a draft").says("About hours").does_not_say("At the quay");
        staff.get("/staff/events?library=quay").await.is(200).says("Only a draft");
        staff.get("/staff/events?library=nothing").await.is(404);
        staff.get("/staff/consultations/hours").await.is(200).says("/staff/events?consultation=hours");
    }

    async fn what_staff_write_is_shown_as_text(site) {
        let mut staff = colleague(site).await;
        let odd = "Books & <script>alert(1)</script> \"both\" 📚 مكتبة";
        let slug = announced(&mut staff, &[("title", odd), ("place", odd), ("address", odd), ("access_notes", odd), ("audience", odd), ("booking", odd), ("about", odd)]).await;
        for path in ["/", "/events", &format!("/events/{slug}")] {
            site.visitor().get(path).await.is(200).says("Books &amp; &lt;script&gt;").does_not_say("<script>alert");
        }
        for path in [format!("/staff/events/{slug}"), format!("/staff/events/{slug}/edit"), format!("/staff/events/{slug}/sheet")] {
            staff.get(&path).await.is(200).does_not_say("<script>alert");
        }
    }
}
