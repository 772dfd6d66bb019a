//! Who looks after a consultation: begun, handed over, added, taken away, gone.

use crate::identity::model::Role;
use crate::ids::AccountId;
use crate::site::testing::{Browser, Site};
use crate::{sql, test_both};

const PEOPLE: &str = "/staff/consultations/hours/people";

/// A draft that somebody began.
async fn begun(by: &mut Browser) {
    let fields = [("title", "Saturday hours"), ("slug", "hours"), ("level", "consult"), ("results", "hidden")];
    by.post("/staff/consultations/new", &fields).await.is(303);
}

async fn number(site: &Site, name: &str) -> String {
    sql!("SELECT id FROM accounts WHERE name = $1", name).number(&site.app.db).await.unwrap().to_string()
}

async fn mails(site: &Site, to: &str) -> i64 {
    let id = AccountId(number(site, to).await.parse().unwrap());
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE account_id = $1", id).number(&site.app.db).await.unwrap()
}

test_both! {
    async fn whoever_begins_a_consultation_looks_after_it_and_can_hand_it_over(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        let mut bo = site.colleague("Bo Marsh", Role::Administrator).await;
        begun(&mut ann).await;
        bo.get("/staff/consultations/hours").await.is(200).says("Ann Reed looks after it.");
        let bo_id = number(site, "Bo Marsh").await;
        ann.post(&format!("{PEOPLE}/owner"), &[("owner", "")]).await.is(422).says("Choose somebody from the list");
        ann.post(&format!("{PEOPLE}/owner"), &[("owner", "999")]).await.is(422).says("Choose somebody from the list");
        ann.post(&format!("{PEOPLE}/owner"), &[("owner", &bo_id)]).await.is(303);
        assert_eq!(mails(site, "Bo Marsh").await, 1);
        let page = ann.get(PEOPLE).await.is(200).says("Bo Marsh").says("looks after this consultation.");
        page.says("Take away<span class=\"vh\"> Ann Reed");
        bo.get("/staff/audit").await.is(200).says("made somebody the owner of the consultation");
    }

    async fn colleagues_are_added_once_and_taken_away(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        let mut cy = site.colleague("Cy Lane", Role::Staff).await;
        begun(&mut ann).await;
        let (ann_id, cy_id) = (number(site, "Ann Reed").await, number(site, "Cy Lane").await);
        for _ in 0..2 {
            ann.post(&format!("{PEOPLE}/add"), &[("colleague", &cy_id)]).await.is(303);
            site.app.clock.advance(crate::site::once::WINDOW);
        }
        assert_eq!(mails(site, "Cy Lane").await, 1);
        cy.get("/account/data").await.is(200).says("\"looks_after\"").says("\"consultation\": \"hours\"");
        ann.get(PEOPLE).await.says("Take away<span class=\"vh\"> Cy Lane");
        ann.post(&format!("{PEOPLE}/{ann_id}/remove"), &[]).await.is(409).says("Hand it over to somebody else first");
        ann.post(&format!("{PEOPLE}/{cy_id}/remove"), &[]).await.is(303);
        ann.get(PEOPLE).await.says("Nobody else works on it yet.");
        // Taking away is no locking out.
        cy.get(PEOPLE).await.is(200);
    }

    async fn only_somebody_who_runs_consultations_is_put_on_a_team(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        begun(&mut ann).await;
        for (name, role) in [("Mo Dell", Role::Moderator), ("Res Ident", Role::Resident), ("Cou Ncil", Role::Councillor)] {
            site.colleague(name, role).await;
            let id = number(site, name).await;
            for (address, field) in [("owner", "owner"), ("add", "colleague")] {
                ann.post(&format!("{PEOPLE}/{address}"), &[(field, &id)]).await.is(409).says("cannot run consultations now");
            }
        }
        site.visitor().get(PEOPLE).await.is(401);
        site.resident("res@example.org").await.get(PEOPLE).await.is(403);
        site.person(Role::Moderator).await.get(PEOPLE).await.is(403);
    }

    async fn an_owner_who_left_is_not_the_owner_any_more(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        let mut admin = site.colleague("Bo Marsh", Role::Administrator).await;
        begun(&mut ann).await;
        site.consultation("open", |_| {}).await;
        let ann_id = number(site, "Ann Reed").await;
        admin.get("/staff").await.is(200).says("/staff/consultations/open/people");
        admin.post(&format!("/staff/people/{ann_id}/role"), &[("role", "moderator")]).await.is(303);
        let page = admin.get("/staff/consultations/hours").await.is(200);
        page.says("Nobody looks after it: Ann Reed has a role that does not run consultations.").says("Say who looks after it");
        admin.get("/staff").await.says("Nobody looks after it.");
        admin.post(&format!("/staff/people/{ann_id}/role"), &[("role", "staff")]).await.is(303);
        admin.get("/staff/consultations/hours").await.says("Ann Reed looks after it.");
        admin.post(&format!("/staff/people/{ann_id}/close"), &[]).await.is(303);
        admin.get("/staff/consultations/hours").await.says("Nobody looks after it: Ann Reed cannot sign in any more.");
        // Whoever takes over does not keep somebody who is gone beside them.
        let own = number(site, "Bo Marsh").await;
        admin.post(&format!("{PEOPLE}/owner"), &[("owner", &own)]).await.is(303);
        admin.get(PEOPLE).await.says("looks after this consultation.").does_not_say("Ann Reed");
        assert_eq!(mails(site, "Bo Marsh").await, 0, "nobody is told what they did themselves");
    }

    async fn a_deleted_account_leaves_nobody_behind(site) {
        let mut ann = site.colleague("Ann Reed", Role::Staff).await;
        let mut bo = site.colleague("Bo Marsh", Role::Administrator).await;
        begun(&mut ann).await;
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        bo.get("/staff/consultations/hours").await.is(200).says("Nobody looks after it: whoever did has no account any more.");
        bo.get(PEOPLE).await.is(200).does_not_say("Ann Reed");
    }
}
