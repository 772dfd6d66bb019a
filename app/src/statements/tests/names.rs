//! The names that staff give to groups of the opinion map.

use super::maps::two_camps;
use super::*;
use crate::site::testing::TestResponse;
use crate::sql;

const MAP: &str = "/staff/consultations/hours/statements/map";
const NAMES: &str = "/staff/consultations/hours/statements/map/names";

/// What a hidden field of the page holds.
fn hidden(page: &TestResponse, name: &str) -> String {
    let after = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

/// The form for two groups as the page has it, with these names.
fn filled(page: &TestResponse, one: &str, other: &str) -> Vec<(String, String)> {
    let fields = [("name-a", one), ("name-b", other)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let marks = ["group-a", "group-b", "seen"].map(|name| (name.to_owned(), hidden(page, name)));
    fields.into_iter().chain(marks).collect()
}

async fn send(staff: &mut Browser, fields: &[(String, String)]) -> TestResponse {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    staff.post(NAMES, &fields).await
}

async fn names(site: &Site, id: ConsultationId) -> Vec<String> {
    let mut names: Vec<String> =
        map::store::names(&site.app.db, id).await.unwrap().into_iter().map(|one| one.name).collect();
    names.sort();
    names
}

/// Which group a page says that its reader is in.
fn seat(page: &TestResponse) -> String {
    let after = page.body.split("You are in ").nth(1).unwrap_or_default();
    after.split(", ").next().unwrap_or_default().to_owned()
}

test_both! {
    async fn staff_name_groups_and_the_names_stay_with_the_people_who_think_so(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        let mut people = two_camps(site, id).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(MAP).await.is(200).says("No map yet").does_not_say("Names of the groups");
        map::catch_up(&site.app).await.unwrap();
        // A group is called by the statement that speaks for it most.
        let page = site.visitor().get(&format!("{BASE}/map")).await.is(200);
        page.says("A. ").says("Statement about matter").does_not_say("Named by").does_not_say("Names of the groups");
        site.person(Role::Analyst).await.get(MAP).await.is(200).does_not_say("Names of the groups");

        let page = staff.get(MAP).await.is(200).says("Names of the groups").says("More than others, they");
        let a_is_first = seat(&people[0].get(&format!("{BASE}/map")).await) == "group A";
        let (a, b) = if a_is_first { ("Early mornings", "Staff first") } else { ("Staff first", "Early mornings") };
        assert!(send(&mut staff, &filled(&page, a, b)).await.is(303).location().ends_with("done=named#done"));
        staff.get(&format!("{MAP}?done=named")).await.says("The names are saved.").says("value=\"Early mornings\"");
        staff.get("/staff/audit").await.is(200).says("named groups of the opinion map").does_not_say("Early mornings");
        let page = site.visitor().get(&format!("{BASE}/map")).await.is(200);
        page.says("Early mornings: 20 people").says("Named by the library’s staff").says("It stands").does_not_say("You are in");
        let page = people[0].get(&format!("{BASE}/map")).await.is(200);
        page.says("You are in “Early mornings”, 20 people.");
        people[1].get(&format!("{BASE}/map")).await.says("You are in “Staff first”, 20 people.");
        site.visitor().get("/consultations/hours/results").await.is(200).says("by how they answer: “").says("differ most on “Statement about matter");
        // Ten more like the others come: the smaller group is the larger one now, and nobody is called what they are not.
        for person in 40..50 {
            let mut browser = site.resident(&format!("r{person}@example.org")).await;
            for number in 1..=10 {
                answer(&mut browser, number, if number > 8 { "agree" } else { "disagree" }).await.is(303);
            }
        }
        map::catch_up(&site.app).await.unwrap();
        people[0].get(&format!("{BASE}/map")).await.says("You are in “Early mornings”, 20 people.");
        people[1].get(&format!("{BASE}/map")).await.says("You are in “Staff first”, 30 people.");
        // After closing the map is worked out from the answers alone, whatever ids its groups have then.
        site.app.clock.advance(31 * Time::DAY);
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 1);
        let page = site.visitor().get(&format!("{BASE}/map")).await.says("Final map");
        page.says("Early mornings: 20 people").says("Staff first: 30 people");
        assert_eq!(names(site, id).await, ["Early mornings", "Staff first"]);
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn what_is_wrong_with_a_name_is_said_beside_it_and_what_was_typed_stays(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        two_camps(site, id).await;
        map::catch_up(&site.app).await.unwrap();
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get(MAP).await;
        let long = "x".repeat(41);
        for (one, other, said) in [
            (long.as_str(), "Staff first", "1 too many"),
            ("Early mornings", "early MORNINGS.", "two groups cannot be called the same"),
            ("!!!", "Staff first", "Write the name in words"),
            ("Group B", "Staff first", "letters are the map’s own"),
            ("a\0b", "Staff first", "NUL"),
        ] {
            let again = send(&mut staff, &filled(&page, one, other)).await.is(422).says("There is a problem").says(said);
            again.says(&format!("value=\"{other}\""));
        }
        let mut more = filled(&page, "Early mornings", "");
        more.push(("colour".to_owned(), "red".to_owned()));
        send(&mut staff, &more).await.is(422).says("no field called");
        // Marks that nobody can have been sent.
        for bad in ["", "1:9999:0", "x", "1:1000:-1000 1:1000:-1000"] {
            let mut forged = filled(&page, "Early mornings", "");
            forged[2].1 = bad.to_owned();
            send(&mut staff, &forged).await.is(422).says("Not saved, and beside no group now: “Early mornings”");
        }
        assert_eq!(names(site, id).await, [""; 0]);
        for role in [Role::Resident, Role::Councillor, Role::Analyst, Role::Moderator] {
            send(&mut site.person(role).await, &filled(&page, "Ours", "Theirs")).await.is(403);
        }
        site.visitor().post(NAMES, &[("name-a", "Ours")]).await.is(401);
        // One line, nothing that becomes markup, and a second press does nothing more.
        let typed = filled(&page, "<b>Early</b>\r\nmornings", "");
        send(&mut staff, &typed).await.is(303);
        send(&mut staff, &typed).await.is(303);
        assert_eq!(names(site, id).await, ["<b>Early</b> mornings"]);
        site.visitor().get(&format!("{BASE}/map")).await.says("&lt;b&gt;Early&lt;/b&gt; mornings").does_not_say("<b>Early");
        // The same again is nothing new, and an empty field gives the statement's own words back.
        let page = staff.get(MAP).await;
        assert!(send(&mut staff, &filled(&page, "<b>Early</b> mornings", "")).await.is(303).location().contains("done=same"));
        send(&mut staff, &filled(&page, "", "")).await.is(303);
        assert_eq!(names(site, id).await, [""; 0]);
        let again = site.visitor().get(&format!("{BASE}/map")).await;
        again.does_not_say("mornings").does_not_say("Named by");
    }

    async fn a_colleague_who_was_quicker_is_told_of_and_names_can_change_places(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        two_camps(site, id).await;
        map::catch_up(&site.app).await.unwrap();
        let mut staff = site.person(Role::Staff).await;
        let mut colleague = site.colleague("Bo Birch", Role::Staff).await;
        let page = staff.get(MAP).await;
        send(&mut colleague, &filled(&page, "Early mornings", "Staff first")).await.is(303);
        let late = send(&mut staff, &filled(&page, "Mine", "Theirs")).await.is(409);
        let late = late.says("Bo Birch").says("Early mornings").says("value=\"Mine\"").says("Save mine");
        send(&mut staff, &filled(&late, "Staff first", "Early mornings")).await.is(303);
        assert_eq!(names(site, id).await, ["Early mornings", "Staff first"]);
        let page = staff.get(MAP).await;
        assert!(page.body.find("value=\"Staff first\"") < page.body.find("value=\"Early mornings\""));
        // What was decided on is read as it was.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE consultations SET decided_at = $2, closes_at = $2 WHERE id = $1", id, site.app.clock.now()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.get(MAP).await.is(200).says("keep the names that people read").does_not_say("Save the names");
        send(&mut staff, &filled(&page, "Late", "")).await.is(409);
    }

    async fn a_name_without_a_group_waits_for_staff_alone_until_it_is_given_or_forgotten(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        two_camps(site, id).await;
        map::catch_up(&site.app).await.unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        for (number, name) in (0..).zip(["Sunday people", "Café people"]) {
            // What no group thinks: that all agree with what both camps agree with anyway, and others do not.
            let marks = format!("9:900:-{} 10:900:-900", 900 - number);
            sql!("INSERT INTO opinion_group_names (consultation_id, name, marks, named_at) VALUES ($1, $2, $3, 1)", id, name, marks)
                .run(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        let page = site.visitor().get(&format!("{BASE}/map")).await.is(200);
        page.does_not_say("Sunday people").does_not_say("waits for a group");
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get(MAP).await.says("Names wait for a group").says("agreed more than others with “Statement about matter 9.”");
        let mut typed = filled(&page, "Sunday people", "Sunday PEOPLE");
        typed.push(("forget".to_owned(), "Café people".to_owned()));
        let again = send(&mut staff, &typed).await.is(422).says("two groups cannot").says("value=\"Café people\" checked");
        // Given to a group that is here, it waits no more.
        let mut typed = filled(&again, "Sunday people", "");
        typed.push(("forget".to_owned(), "Café people".to_owned()));
        send(&mut staff, &typed).await.is(303);
        assert_eq!(names(site, id).await, ["Sunday people"]);
        staff.get(MAP).await.does_not_say("waits for a group").says("value=\"Sunday people\"");
        site.visitor().get(&format!("{BASE}/map")).await.says("Sunday people: 20 people");
    }
}
