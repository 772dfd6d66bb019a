//! Files that residents sent, as staff find and open them: nobody else, and each opening recorded.

use axum::body::Body;
use axum::http::Request;

use super::files::{PDF, WITH_FILES, answered};
use super::{PAGE, STAFF, publish};
use crate::identity::model::Role;
use crate::site::testing::Site;
use crate::test_both;

const LIST: &str = "/staff/consultations/hours/questionnaires/1/files-sent?question=picture";

/// Somebody sends their answers with a file of this name.
async fn send(site: &Site, who: &str, name: &str) {
    let mut one = site.resident(&format!("{who}@example.org")).await;
    let draft = answered(&mut one, name, PDF).await;
    one.post(&format!("{draft}/send"), &[]).await.is(303);
}

/// Where the first file on the list is opened.
fn address(page: &str) -> String {
    let rest = page.split("/files-sent/").nth(1).unwrap();
    format!("{STAFF}/1/files-sent/{}", rest.split('"').next().unwrap())
}

async fn opened(site: &Site) -> Vec<String> {
    let acts: Vec<(String,)> =
        crate::sql!("SELECT detail FROM audit_log WHERE action = 'questionnaire.file' ORDER BY seq")
            .all(&site.app.db)
            .await
            .unwrap();
    acts.into_iter().map(|(detail,)| detail).collect()
}

test_both! {
    async fn staff_find_the_files_with_the_results_and_get_the_very_bytes(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(LIST).await.is(200).says("No files");
        staff.get(&format!("{STAFF}/1/results?show=all")).await.is(200).does_not_say("/files-sent");
        send(site, "ann", "side door.pdf").await;
        // What is not sent is nobody's to see.
        answered(&mut site.visitor(), "unsent.pdf", PDF).await;
        staff.get(&format!("{STAFF}/1/results?show=all")).await.is(200).says("/files-sent?question=picture").says("See the files that people sent");
        let list = staff.get(LIST).await.is(200).says("side door.pdf").says("PDF, 1 kB").does_not_say("unsent.pdf");
        assert!(!list.body.contains("ann@"));
        assert!(opened(site).await.is_empty());
        let path = address(&list.body);
        let file = staff.get(&path).await.is(200);
        assert_eq!(file.bytes, PDF);
        let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "private, no-store");
        assert!(header("content-disposition").starts_with("attachment; filename=\"side door.pdf\""));
        assert!(header("content-security-policy").contains("sandbox"));
        // It is recorded, with numbers alone.
        let acts = opened(site).await;
        assert!(acts.len() == 1 && acts[0].contains("sha256") && !acts[0].contains("side door"), "{acts:?}");
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
        staff.get("/staff/consultations/hours/questionnaires/1/files-sent?question=words").await.is(404);
        staff.get(&format!("{path}x")).await.is(404);
        staff.get(&format!("{STAFF}/1/files-sent/999/side%20door.pdf")).await.is(404);
    }

    async fn nobody_but_those_who_see_results_opens_a_file(site) {
        publish(site, WITH_FILES, |new| new.results = "live").await;
        send(site, "ann", "door.pdf").await;
        let mut staff = site.person(Role::Staff).await;
        let path = address(&staff.get(LIST).await.is(200).body);
        let mut councillor = site.person(Role::Councillor).await;
        let mut moderator = site.person(Role::Moderator).await;
        let mut bob = site.resident("bob@example.org").await;
        for address in [LIST, path.as_str()] {
            councillor.get(address).await.is(403);
            moderator.get(address).await.is(403);
            bob.get(address).await.is(403);
            site.visitor().get(address).await.is(401);
        }
        site.person(Role::Analyst).await.get(&path).await.is(200);
        // A link on another site makes nobody open one.
        let request = Request::get(&path).header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
        let asked = staff.send(request).await;
        assert_ne!(asked.bytes, PDF);
        assert_eq!(opened(site).await.len(), 1);
        // The public's page of results has nothing of it.
        site.visitor().get(&format!("{PAGE}/results?show=all")).await.does_not_say("door.pdf").does_not_say("files-sent");
    }

    async fn the_list_goes_on_after_twenty_files(site) {
        publish(site, WITH_FILES, |_| {}).await;
        send(site, "ann", "first.pdf").await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!(
            "INSERT INTO questionnaire_files (questionnaire_id, response_id, question, name, kind, size, sha256, arrived_at, bytes) \
             SELECT questionnaire_files.questionnaire_id, questionnaire_files.response_id, questionnaire_files.question, \
                    'more.pdf', questionnaire_files.kind, 2, sha256, arrived_at, bytes \
             FROM questionnaire_files, (SELECT 1 AS one UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS a, \
                  (SELECT 1 AS two UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS b"
        )
        .run(&mut tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get(LIST).await.is(200).says("first.pdf").says("Next page").body;
        assert_eq!(page.matches(">more.pdf<").count(), 19);
        let next = page.split("/files-sent?").find(|rest| rest.contains("after=")).unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let page = staff.get(&format!("{STAFF}/1/files-sent?{next}")).await.is(200).does_not_say("Next page").body;
        assert_eq!(page.matches(">more.pdf<").count(), 6);
    }

    async fn a_questionnaire_that_asks_for_a_file_can_be_published_and_tried_out(site) {
        site.consultation("hours", |new| {
            new.published_at = None;
            new.proposals = Vec::new();
        }).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &[("definition", WITH_FILES)]).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).does_not_say("residents cannot send yet");
        let state = r#"{"trouble":"no"}"#;
        let page = staff.post(&format!("{STAFF}/1/try"), &[("state", state), ("page", "way"), ("q-trouble", "no"), ("go", "on")]).await.is(200);
        page.says("A file is chosen here").does_not_say("type=\"file\"");
        let fields = [("state", state), ("page", "show"), ("q-words", "There"), ("q-picture", "0 example.pdf"), ("go", "on")];
        staff.post(&format!("{STAFF}/1/try"), &fields).await.is(200).says("This is what would be sent").says("example.pdf");
        staff.get(&format!("{STAFF}/1/build/questions/picture")).await.is(200).says("type=\"file\"");
    }
}
