//! Whom the public can ask.

use crate::identity::model::Role;
use crate::test_both;

const CONTACT: &str = "/staff/consultations/hours/contact";

test_both! {
    async fn the_public_sees_whom_to_ask_and_the_service_where_nobody_is_named(site) {
        let mut staff = site.person(Role::Staff).await;
        site.consultation("hours", |_| {}).await;
        let mut visitor = site.visitor();
        visitor.get("/consultations/hours").await.is(200).says("Questions?").says("your local library");
        let fields = [("name", "Engagement team"), ("email", "Hours@Library.Example"), ("phone", "+44 (0)1632 960 001")];
        staff.post(CONTACT, &fields).await.is(303);
        let page = visitor.get("/consultations/hours").await.is(200).says("Engagement team");
        page.says("href=\"mailto:hours@library.example\"").says("href=\"tel:+4401632960001\"");
        visitor.get("/consultations/hours/poster").await.is(200).says("Questions? Engagement team, hours@library.example");
        visitor.get("/consultations/hours/poster.svg").await.is(200).says("Questions?");
        staff.post(CONTACT, &[("name", ""), ("email", ""), ("phone", "")]).await.is(303);
        visitor.get("/consultations/hours").await.says("your local library").does_not_say("Engagement team");
    }

    async fn a_contact_that_nobody_could_reach_is_refused_with_all_that_was_typed(site) {
        let mut staff = site.person(Role::Staff).await;
        site.consultation("hours", |_| {}).await;
        for (fields, words) in [
            ([("name", "Jo"), ("email", ""), ("phone", "")], "Enter an email address or a telephone number"),
            ([("name", ""), ("email", "a@b.example"), ("phone", "")], "Enter a name or a role"),
            ([("name", "Jo"), ("email", "nowhere"), ("phone", "")], "Enter an email address like"),
            ([("name", "Jo"), ("email", ""), ("phone", "call me")], "Enter a telephone number like"),
            ([("name", "Jo"), ("email", "x@y.example\r\nBcc: z@y.example"), ("phone", "")], "Enter an email address like"),
        ] {
            staff.post(CONTACT, &fields).await.is(422).says(words);
        }
        let long = "x".repeat(121);
        staff.post(CONTACT, &[("name", &long), ("email", "a@b.example")]).await.is(422).says("1 too many").says(&long);
        staff.post(CONTACT, &[("name", "<b>Jo</b>"), ("email", "a@b.example")]).await.is(303);
        site.visitor().get("/consultations/hours").await.says("&lt;b&gt;Jo&lt;/b&gt;").does_not_say("<b>Jo</b>");
    }

    async fn a_colleagues_contact_is_not_written_over(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        let mut bo = site.colleague("Bo Marsh", Role::Staff).await;
        site.consultation("hours", |_| {}).await;
        let page = ann.get(CONTACT).await.is(200).body;
        let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        bo.post(CONTACT, &[("name", "Bo’s desk"), ("email", "bo@library.example")]).await.is(303);
        let late = [("name", "Ann’s desk"), ("email", "ann@library.example"), ("seen", seen.as_str())];
        ann.post(CONTACT, &late).await.is(409).says("Bo Marsh").says("Ann’s desk").says("Bo’s desk");
    }
}
