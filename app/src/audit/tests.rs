//! Reading the record of acts, and finding out when somebody changed it behind the program's back.

use crate::audit::store;
use crate::db::Statement;
use crate::db::testing::On;
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::test_both;

const WORDS: [(&str, &str); 3] = [("name", "Fenmarch Libraries"), ("tagline", "Say it"), ("contact", "the desk")];

/// Three acts by an administrator.
async fn acts(site: &Site) -> crate::site::testing::Browser {
    site.branch("mill", "Mill Library").await;
    let mut admin = site.person(Role::Administrator).await;
    admin.post("/staff/settings", &WORDS).await.is(303);
    for address in ["203.0.113.7", "2001:db8::7"] {
        admin.post("/staff/branches/mill/addresses", &[("network", address)]).await.is(303);
    }
    admin
}

test_both! {
    async fn the_record_reads_in_plain_words_by_role_and_by_name_for_administrators(site) {
        site.person(Role::Councillor).await.get("/staff/audit").await.is(403);
        site.visitor().get("/staff/audit").await.is(401);
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff/audit").await.is(200).says("Nothing is recorded yet");
        let mut admin = acts(site).await;
        admin.get("/staff/audit").await.is(200).says("Somebody (administrator)")
            .says("added a network address of the library").says("Mill Library").says("changed the words of the service");
        staff.get("/staff/audit").await.is(200).says("Administrator").does_not_say("Somebody (")
            .does_not_say("203.0.113.7");
        staff.get("/staff/audit?kind=settings").await.is(200).says("changed the words").does_not_say("Mill Library");
        staff.get("/staff/audit?kind=nonsense").await.is(200).says("Mill Library");
        staff.get("/staff/audit?before=2").await.is(200).says("changed the words").does_not_say("Mill Library")
            .says("Back to the first page");
        staff.get("/staff/audit?check=yes").await.is(200).says("The record is whole.").says("All 3 entries fit");
    }

    async fn a_long_record_goes_on_page_by_page(site) {
        let mut admin = site.person(Role::Administrator).await;
        let mut tx = site.app.db.begin().await.unwrap();
        for number in 1..=60 {
            let act = store::NewEntry { actor: None, action: "branch.import", subject_kind: "branch", subject_id: number, detail: &[] };
            store::append(&mut tx, &act, site.app.clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        admin.get("/staff/audit").await.is(200).says("number 60").says("number 11)").does_not_say("number 10)")
            .says("before=11").says("The operator, at the machine");
        admin.get("/staff/audit?before=11").await.is(200).says("number 10)").does_not_say("number 11)").does_not_say("before=");
    }
}

/// Runs a statement that is no part of the program.
async fn meddle(site: &Site, statement: &'static str) -> Result<u64, crate::db::DbError> {
    let mut tx = site.app.db.begin().await.unwrap();
    let changed = Statement::new(statement).run(&mut tx).await?;
    tx.commit().await.unwrap();
    Ok(changed)
}

#[tokio::test]
async fn a_change_behind_the_programs_back_is_found_on_sqlite() {
    let site = Site::new(On::Sqlite).await;
    let mut admin = acts(&site).await;
    let change = "UPDATE audit_log SET subject_id = 9 WHERE seq = 2";
    assert!(meddle(&site, change).await.is_err(), "the trigger should refuse it");
    assert!(store::verify(&site.app.db).await.unwrap().is_ok());
    meddle(&site, "DROP TRIGGER audit_log_never_changes").await.unwrap();
    assert_eq!(meddle(&site, change).await.unwrap(), 1);
    let broken = store::verify(&site.app.db).await.unwrap().unwrap_err();
    assert_eq!(broken.seq, 2);
    admin.get("/staff/audit?check=yes").await.is(200).says("The record does not fit from entry 2 on.");
    site.finish().await;
}
