//! The legal texts as everybody reads them and as administrators make them theirs.

use super::{LegalPage, LegalText, store};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;

const TERMS: &str = "/staff/legal/terms";

/// The terms with every gap filled.
fn filled<'a>(body: &'a str, change: &'a str, seen: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("who", "Everybody who lives in Fenmarch, from 13."),
        ("controller", "Fenmarch Council"),
        ("failing", "Ring the desk."),
        ("body", body),
        ("change", change),
        ("seen", seen),
    ]
}

/// Our text of the terms.
fn ours() -> String {
    LegalText::ours(LegalPage::Terms).body
}

async fn latest(site: &Site) -> i64 {
    store::current(&site.app.db, LegalPage::Terms).await.unwrap().version
}

fn begins_unreviewed(page: TestResponse) {
    page.says("Not reviewed yet.").says("This is the text that comes with the program").says("still to be filled in");
}

async fn reviewed_by(admin: &mut Browser, version: &str, name: &str) -> TestResponse {
    admin.post(&format!("{TERMS}/review"), &[("reviewer", name), ("role", "solicitor"), ("version", version)]).await
}

test_both! {
    async fn each_page_begins_as_ours_and_says_that_nobody_has_reviewed_it(site) {
        for page in LegalPage::ALL {
            begins_unreviewed(site.visitor().get(&format!("/{}", page.word())).await.is(200));
            let versions = site.visitor().get(&format!("/{}/versions", page.word())).await.is(200);
            versions.says("There is one version so far");
        }
        // What the program knows better than a text.
        site.visitor().get("/privacy").await.is(200).says("What everybody sees").says("Never who voted how").says("[Not filled in yet: who is responsible for the data]");
        site.visitor().get("/moderation-policy").await.is(200).says("id=\"personal-information\"");
        site.visitor().get("/").await.is(200).says("href=\"/terms\"");
    }

    async fn only_administrators_make_them_the_services_own(site) {
        site.visitor().get(TERMS).await.is(401);
        for role in [Role::Staff, Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get("/staff/legal").await.is(403);
            person.get(TERMS).await.is(403);
            person.post(TERMS, &filled("x", "", "0")).await.is(403);
            reviewed_by(&mut person, "1", "Me").await.is(403);
        }
        let mut admin = site.person(Role::Administrator).await;
        admin.get("/staff/settings").await.is(200).says("href=\"/staff/legal\"");
        admin.get("/staff/legal").await.is(200).says("Ours, as it comes").says("3 gaps to fill in").says("6 gaps to fill in");
        admin.get("/staff/legal/cookies").await.is(404);
        admin.post("/staff/legal/cookies", &[]).await.is(404);
        assert_eq!(latest(site).await, 0);
    }

    async fn a_service_fills_the_gaps_changes_the_words_and_puts_a_name_to_them(site) {
        let mut admin = site.person(Role::Administrator).await;
        let body = ours();
        admin.get(TERMS).await.is(200).says("Who can take part").says("Save the text with every gap filled first");
        admin.post(TERMS, &filled(&body, "", "0")).await.is(303);
        let page = site.visitor().get("/terms").await.is(200).says("Everybody who lives in Fenmarch, from 13.").says("Version 1, since");
        page.says("Nobody at Your library service has put their name to this version yet").does_not_say("[Not filled in yet");
        // A name is needed, and stands under the very version that was read.
        reviewed_by(&mut admin, "1", "").await.is(422).says("Enter who has reviewed it").says("value=\"solicitor\"");
        for other in ["0", "2", "", "x"] {
            reviewed_by(&mut admin, other, "Sam Ash").await.is(409);
            // Also where something else is wrong: the form would come back for words that were not read.
            reviewed_by(&mut admin, other, "").await.is(409);
        }
        reviewed_by(&mut admin, "1", "Sam <Ash>").await.is(303);
        let page = site.visitor().get("/terms").await.is(200).says("Reviewed by Sam &lt;Ash&gt;, solicitor, on").does_not_say("Not reviewed yet");
        page.does_not_say("Somebody");
        reviewed_by(&mut admin, "1", "Another").await.is(409);
        admin.get("/staff/legal").await.is(200).says("Reviewed by Sam &lt;Ash&gt;");
        // Another version has to be reviewed again, and what changed can be read.
        let changed = body.replace("Answer as yourself, and once.", "Answer as yourself, once, and kindly.");
        admin.post(TERMS, &filled(&changed, "We ask you to be kind.", "1")).await.is(303);
        site.visitor().get("/terms").await.is(200).says("Not reviewed yet.").says("Version 2, since");
        let versions = site.visitor().get("/terms/versions").await.is(200).says("We ask you to be kind.").says("Compared with version 1");
        versions.says("<ins><span class=\"vh\">Added: </span>").says("Compared with the text that comes with the program");
        // Saving the same again makes no version, and a note alone is not lost.
        admin.post(TERMS, &filled(&changed, "Forgotten before.", "2")).await.is(422).says("Change the text too").says("Forgotten before.");
        let same = admin.post(TERMS, &filled(&changed, "", "2")).await.is(303);
        assert!(same.location().ends_with("done=same"));
        assert_eq!(latest(site).await, 2);
        admin.get("/staff/audit?kind=legal").await.is(200).says("saved another version of a legal text").says("noted who reviewed a legal text").does_not_say("Sam");
    }

    async fn what_is_typed_is_kept_when_it_is_refused_or_a_colleague_was_quicker(site) {
        let mut admin = site.person(Role::Administrator).await;
        let long = "x".repeat(2_001);
        let fields = [("who", long.as_str()), ("controller", "Fenmarch Council"), ("body", ""), ("seen", "0")];
        let page = admin.post(TERMS, &fields).await.is(422).says("There is a problem").says("1 too many");
        page.says("value=\"Fenmarch Council\"").says("Enter the text");
        admin.post(TERMS, &filled("a\0b", "", "0")).await.is(422);
        assert_eq!(latest(site).await, 0);
        admin.post(TERMS, &filled("The first.", "", "0")).await.is(303);
        let other = site.account("other@library.example.org", Role::Administrator).await;
        let mut other = site.signed_in(other).await;
        let page = other.post(TERMS, &filled("The second.", "", "0")).await.is(409);
        page.says("saved this text").says("The first.").says("The second.").says("Save mine");
        other.post(TERMS, &filled("The second.", "", "1")).await.is(303);
        assert_eq!(latest(site).await, 2);
    }

    async fn nothing_that_is_typed_becomes_markup_and_gaps_are_not_filled_twice(site) {
        let mut admin = site.person(Role::Administrator).await;
        let mut fields = filled("## <b>Who</b>\n\n{who} {service} {failing}\n\n{reasons}", "<i>x</i>", "0");
        fields[0].1 = "{failing} <script>alert(1)</script>";
        // Readers would see the braces.
        admin.post(TERMS, &fields).await.is(422).says("Nothing fills {reasons} on this page").says("{failing} &lt;script");
        fields[3].1 = "## <b>Who</b>\n\n{who} {service} {failing}";
        admin.post(TERMS, &fields).await.is(303);
        let page = site.visitor().get("/terms").await.is(200).says("&lt;script&gt;").does_not_say("<script>alert").does_not_say("<b>Who");
        page.says("{failing}").says("Your library service Ring the desk.").does_not_say("What everybody sees").does_not_say("personal-information");
        site.visitor().get("/terms/versions").await.is(200).says("&lt;i&gt;x&lt;/i&gt;");
    }

    async fn the_table_of_who_sees_what_stays_when_a_service_writes_its_own_privacy_page(site) {
        let mut admin = site.person(Role::Administrator).await;
        admin.post("/staff/legal/privacy", &[("body", "All our own words."), ("seen", "0")]).await.is(303);
        site.visitor().get("/privacy").await.is(200).says("All our own words.").says("What everybody sees").does_not_say("[Not filled in yet");
        admin.post("/staff/legal/moderation-policy", &[("body", "Be kind."), ("seen", "0")]).await.is(303);
        site.visitor().get("/moderation-policy").await.is(200).says("Be kind.").says("id=\"personal-information\"");
    }

    async fn many_versions_are_read_ten_at_a_time(site) {
        let mut admin = site.person(Role::Administrator).await;
        for number in 0..23 {
            admin.post(TERMS, &filled(&format!("Text number {number}."), "", &number.to_string())).await.is(303);
        }
        let mut seen = Vec::new();
        let mut at = "/terms/versions".to_owned();
        loop {
            let page = site.visitor().get(&at).await.is(200);
            seen.extend(page.body.split("<h2>Version ").skip(1).map(|rest| rest.split(',').next().unwrap().to_owned()));
            match page.body.split("rel=\"next\" href=\"").nth(1) {
                Some(rest) => rest.split('"').next().unwrap().clone_into(&mut at),
                None => break,
            }
        }
        let all: Vec<String> = (1..=23).rev().map(|number| number.to_string()).collect();
        assert_eq!(seen, all);
        for odd in ["0", "-5", "x", "99999999999999999999"] {
            site.visitor().get(&format!("/terms/versions?before={odd}")).await.is(200);
        }
    }
}
