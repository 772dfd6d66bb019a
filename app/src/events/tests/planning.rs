//! How staff plan, change, announce and cancel events.

use super::{announce, announced, code_of, colleague, filled, planned};
use crate::events::store;
use crate::identity::model::Role;
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn an_event_is_planned_announced_and_read_by_everybody(site) {
        site.consultation("hours", |_| {}).await;
        site.branch("quay", "Quay Library").await;
        let mut staff = colleague(site).await;
        staff.get("/staff/events/new?consultation=hours&library=quay").await.is(200)
            .says("value=\"hours\" selected").says("value=\"quay\" selected").says("Can everybody come?");
        let slug = planned(&mut staff, &[("consultation", "hours"), ("library", "quay"), ("place", "Children’s corner"), ("access", "step-free"), ("access", "bsl")]).await;
        assert_eq!(slug, "tea-and-saturdays");
        let page = format!("/events/{slug}");
        let mut visitor = site.visitor();
        visitor.get(&page).await.is(404);
        visitor.get(&format!("{page}.ics")).await.is(404);
        visitor.get("/events").await.is(200).does_not_say("Tea and Saturdays");
        staff.get(&page).await.is(200).says("Nobody else can see this yet.");
        announce(&mut staff, &slug).await.is(303);
        visitor.get(&page).await.is(200)
            .says("Thursday 12 March 2026, 2pm to 4pm").says("Children’s corner").says("href=\"/branches/quay\"")
            .says("British Sign Language interpreter").says("href=\"/consultations/hours\"").says("If you cannot come");
        for other in ["/", "/consultations/hours", "/branches/quay", "/events", "/events?consultation=hours&library=quay"] {
            visitor.get(other).await.is(200).says("href=\"/events/tea-and-saturdays\"");
        }
        visitor.get("/sitemap.xml").await.is(200).says("/events/tea-and-saturdays</loc>");
        let mut reader = site.person(Role::Administrator).await;
        reader.get("/staff/audit").await.is(200).says("announced the event").says("planned the event").says("Tea and Saturdays");
    }

    async fn what_is_missing_is_said_before_it_is_announced(site) {
        let mut staff = colleague(site).await;
        let slug = planned(&mut staff, &[("place", ""), ("about", ""), ("access_notes", "")]).await;
        let page = format!("/staff/events/{slug}");
        staff.get(&page).await.is(200).says("Not ready to announce.").says("edit#place").says("edit#about").says("edit#access");
        announce(&mut staff, &slug).await.is(422).says("Say what happens there").says("Say where it is");
        site.visitor().get(&format!("/events/{slug}")).await.is(404);
        staff.post(&format!("{page}/edit"), &filled(&[])).await.is(303);
        // It is over before anybody heard of it.
        site.app.clock.advance(11 * Time::DAY);
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        announce(&mut staff, &slug).await.is(422).says("Choose a day that is still to come");
    }

    async fn a_time_that_the_clocks_skip_is_refused_and_everything_typed_is_kept(site) {
        let mut staff = colleague(site).await;
        let skipped = filled(&[("starts_date", "2026-03-29"), ("starts_time", "01:30")]);
        staff.post("/staff/events/new", &skipped).await.is(422)
            .says("The clocks go forward in that hour").says("href=\"#starts_time\"").says("value=\"01:30\"")
            .says("Have a cup of tea and tell us what you think.").says("value=\"Mill Lane, Millbrook, MB1 2AB\"");
        for (others, says) in [
            (&[("title", "")][..], "Enter a title"),
            (&[("title", "  \u{200B} ")], "Enter a title"),
            (&[("kind", "party")], "Choose what kind of event it is"),
            (&[("kind", "")], "Choose what kind of event it is"),
            (&[("consultation", "nothing")], "That consultation is not in the list any more"),
            (&[("library", "nothing")], "That library is not in the list any more"),
            (&[("access", "step-free"), ("access", "a lift")], "Choose from what is in the list"),
            (&[("ends_time", "13:00")], "Choose an end after the beginning"),
            (&[("ends_date", "2026-03-27")], "14 days at most"),
            (&[("ends_date", "2026-02-31")], "Enter the ending date"),
            (&[("starts_date", "9999-12-31")], "Enter the beginning date"),
            (&[("starts_date", "")], "Enter the beginning date"),
            (&[("starts_time", "25:00")], "Enter the beginning time"),
            (&[("about", "a\u{0}b")], "NUL"),
            (&[("colour", "red")], "This form has no field called"),
        ] {
            staff.post("/staff/events/new", &filled(others)).await.is(422).says(says);
        }
        let long = "x".repeat(5_001);
        for name in ["title", "place", "address", "about", "access_notes", "audience", "booking"] {
            staff.post("/staff/events/new", &filled(&[(name, &long)])).await.is(422).says("shorter");
        }
        site.visitor().get("/events").await.is(200).says("No events are planned at the moment");
        staff.get("/staff/events").await.is(200).says("Nothing here yet");
    }

    async fn an_hour_that_comes_twice_is_the_first_and_the_page_says_so(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[("starts_date", "2026-10-25"), ("starts_time", "00:30"), ("ends_time", "01:30")]).await;
        site.visitor().get(&format!("/events/{slug}")).await.is(200).says("12:30am to 1:30am, before the clocks go back");
        staff.get(&format!("/staff/events/{slug}/edit")).await.is(200).says("value=\"01:30\"");
    }

    async fn two_colleagues_do_not_overwrite_each_other(site) {
        let mut ann = site.colleague("Ann Able", Role::Staff).await;
        let mut bob = site.colleague("Bob Best", Role::Staff).await;
        let slug = planned(&mut ann, &[]).await;
        let edit = format!("/staff/events/{slug}/edit");
        let seen = store::by_slug(&site.app.db, &slug).await.unwrap().unwrap().updated_at.0.to_string();
        bob.post(&edit, &filled(&[("booking", "Ring Bob."), ("seen", &seen)])).await.is(303);
        let answer = ann.post(&edit, &filled(&[("booking", "Ring Ann."), ("seen", &seen)])).await.is(409);
        let answer = answer.says("Bob Best").says("Ring Bob.").says("Ring Ann.").says("Save mine");
        let mark = answer.body.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        ann.post(&edit, &filled(&[("booking", "Ring Ann."), ("seen", &mark)])).await.is(303);
        // Neither announces nor deletes what they have not seen.
        ann.post(&format!("/staff/events/{slug}/announce"), &[("seen", &seen)]).await.is(409);
        ann.post(&format!("/staff/events/{slug}/delete"), &[("seen", &seen)]).await.is(409);
    }

    async fn a_cancelled_event_stays_with_its_reason_and_cannot_be_changed(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[]).await;
        let base = format!("/staff/events/{slug}");
        staff.post(&format!("{base}/cancel"), &[("reason", " ")]).await.is(422).says("Enter the reason");
        staff.post(&format!("{base}/delete"), &[]).await.is(409).says("announced already");
        staff.get(&format!("{base}/cancel")).await.is(200).says("This cannot be undone.");
        staff.post(&format!("{base}/cancel"), &[("reason", "The boiler broke. We come on the 26th.")]).await.is(303);
        site.visitor().get(&format!("/events/{slug}")).await.is(200)
            .says("This event is cancelled.").says("The boiler broke. We come on the 26th.");
        site.visitor().get("/events").await.is(200).says("Cancelled");
        staff.post(&format!("{base}/edit"), &filled(&[])).await.is(409).says("was cancelled");
        staff.post(&format!("{base}/cancel"), &[("reason", "Again.")]).await.is(409);
        staff.get(&base).await.is(200).says("Make the same one again on another day").does_not_say("Cancel it");
    }

    async fn the_same_event_is_made_again_on_another_day(site) {
        let mut staff = colleague(site).await;
        let first = announced(&mut staff, &[("access", "hearing-loop")]).await;
        staff.get(&format!("/staff/events/new?like={first}")).await.is(200)
            .says("value=\"Tea and Saturdays\"").says("value=\"14:00\"").does_not_say("value=\"2026-03-12\"")
            .says("value=\"hearing-loop\" checked");
        let second = planned(&mut staff, &[("starts_date", "2026-03-19"), ("like", &first)]).await;
        assert_eq!(second, "tea-and-saturdays-2");
        assert_ne!(code_of(site, &first).await, code_of(site, &second).await);
        staff.get("/staff/events/new?like=nothing").await.is(404);
    }

    async fn a_draft_is_deleted_after_a_question_and_its_number_is_not_given_again(site) {
        let mut staff = colleague(site).await;
        let slug = planned(&mut staff, &[]).await;
        let id = store::by_slug(&site.app.db, &slug).await.unwrap().unwrap().id;
        staff.get(&format!("/staff/events/{slug}/delete")).await.is(200).says("Delete this draft?");
        staff.post(&format!("/staff/events/{slug}/delete"), &[]).await.is(303);
        staff.get(&format!("/staff/events/{slug}")).await.is(404);
        let again = planned(&mut staff, &[]).await;
        assert_eq!(again, slug);
        assert_ne!(store::by_slug(&site.app.db, &slug).await.unwrap().unwrap().id, id);
    }

    async fn pressed_twice_one_event_is_made(site) {
        let mut staff = colleague(site).await;
        let first = planned(&mut staff, &[]).await;
        assert_eq!(planned(&mut staff, &[]).await, first);
        staff.get("/staff/events").await.is(200).does_not_say("tea-and-saturdays-2");
    }

    async fn only_those_who_run_consultations_plan_events(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[]).await;
        for role in [Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get("/staff/events").await.is(403);
            person.post("/staff/events/new", &filled(&[])).await.is(403);
            person.post(&format!("/staff/events/{slug}/cancel"), &[("reason", "No.")]).await.is(403);
            person.get(&format!("/staff/events/{slug}/sheet")).await.is(403);
        }
        site.visitor().post("/staff/events/new", &filled(&[])).await.is(401);
    }

    async fn an_event_that_is_over_stays_as_it_was_and_moves_to_those_that_are_over(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[]).await;
        let mut visitor = site.visitor();
        visitor.get("/events").await.is(200).says("Tea and Saturdays");
        visitor.get("/events?when=past").await.is(200).does_not_say("Tea and Saturdays");
        // To the millisecond: it ends on Thursday 12 March at 4pm.
        let ends = store::by_slug(&site.app.db, &slug).await.unwrap().unwrap().ends_at;
        site.app.clock.advance(ends.0 - site.app.clock.now().0 - 1);
        visitor.get("/events").await.is(200).says("Tea and Saturdays");
        site.app.clock.advance(1);
        visitor.get("/events").await.is(200).does_not_say("Tea and Saturdays");
        visitor.get("/").await.is(200).does_not_say("Tea and Saturdays");
        visitor.get("/events?when=past").await.is(200).says("Tea and Saturdays");
        visitor.get(&format!("/events/{slug}")).await.is(200).says("This event is over.");
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        staff.post(&format!("/staff/events/{slug}/edit"), &filled(&[])).await.is(409).says("This event is over");
        staff.post(&format!("/staff/events/{slug}/cancel"), &[("reason", "No.")]).await.is(409);
        staff.get("/staff/events?when=past").await.is(200).says("Tea and Saturdays");
    }

    async fn an_announced_event_is_changed_for_everybody_but_goes_on_saying_where_it_is(site) {
        let mut staff = colleague(site).await;
        let slug = announced(&mut staff, &[]).await;
        let edit = format!("/staff/events/{slug}/edit");
        staff.get(&edit).await.is(200).says("This event is announced.").says("value=\"2026-03-12\"");
        staff.post(&edit, &filled(&[("place", "")])).await.is(422).says("Say where it is");
        staff.post(&edit, &filled(&[("starts_date", "2026-03-01")])).await.is(422).says("cancel it");
        staff.post(&edit, &filled(&[("place", "The scout hut")])).await.is(303);
        site.visitor().get(&format!("/events/{slug}")).await.is(200).says("The scout hut");
    }
}
