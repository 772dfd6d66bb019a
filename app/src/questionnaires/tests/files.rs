//! Files that residents send in answer to a question: choosing, replacing and taking away, what is refused, sending, changing
//! and erasing.

use super::{PAGE, begin, fill, miscounted, publish, recorded};
use crate::identity::model::Role;
use crate::questionnaires::model::{FILE_LARGEST, FILES_TOGETHER};
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;
use crate::time::Time;

pub(super) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /About (a ramp at the side door) >>\nendobj\n%%EOF\n";
const OTHER_PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /About (another ramp) >>\nendobj\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// Asks for a file beside other things, and for one more of those who say so.
pub(super) const WITH_FILES: &str = r#"
title = "Getting in"

[[page]]
key = "way"
[[page.question]]
key = "trouble"
type = "one-of"
label = "Is it hard to get in?"
required = true
option = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]

[[page]]
key = "show"
title = "Show us"
[[page.question]]
key = "words"
type = "short-text"
label = "Where is it hard?"
required = true
[[page.question]]
key = "picture"
type = "file"
label = "A picture of the place"
required = true
prefer-not-to-say = true

[[page]]
key = "more"
when = 'trouble = "yes"'
[[page.question]]
key = "plan"
type = "file"
label = "A plan"
"#;

/// Asks for seven files.
fn seven() -> String {
    let one = |n: usize| {
        format!("[[page]]\nkey = \"p{n}\"\n[[page.question]]\nkey = \"f{n}\"\ntype = \"file\"\nlabel = \"File {n}\"\n")
    };
    format!("title = \"Seven\"\n{}", (1..=7).map(one).collect::<String>())
}

/// Sends a page with a file in answer to one of its questions.
pub(super) async fn choose(
    browser: &mut Browser,
    draft: &str,
    (page, question): (&str, &str),
    fields: &[(&str, &str)],
    (name, bytes): (&str, &[u8]),
) -> TestResponse {
    let field = format!("q-{question}");
    browser.send_parts(&format!("{draft}/pages/{page}"), fields, &[(&field, name, bytes)]).await
}

const SHOW: (&str, &str) = ("show", "picture");
const WORDS: [(&str, &str); 1] = [("q-words", "At the side door")];

/// Answers everything with a picture, up to the check page.
pub(super) async fn answered(browser: &mut Browser, name: &str, bytes: &[u8]) -> String {
    let draft = begin(browser).await;
    browser.post(&format!("{draft}/pages/way"), &[("q-trouble", "no")]).await.is(303);
    choose(browser, &draft, SHOW, &WORDS, (name, bytes)).await.is(303);
    draft
}

/// How many files the record holds: with drafts, and with responses.
pub(super) async fn held(site: &Site) -> (i64, i64) {
    let (drafts,): (i64,) =
        crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_files WHERE draft_id IS NOT NULL")
            .one(&site.app.db)
            .await
            .unwrap();
    let (sent,): (i64,) =
        crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_files WHERE response_id IS NOT NULL")
            .one(&site.app.db)
            .await
            .unwrap();
    (drafts, sent)
}

/// What the record holds that cannot be.
async fn impossible(site: &Site) -> i64 {
    let mut all = 0;
    for (_, question) in crate::questionnaires::store::impossible() {
        let (count, _): (i64, i64) = question.one(&site.app.db).await.unwrap();
        all += count;
    }
    all
}

test_both! {
    async fn a_file_is_chosen_seen_again_and_sent_without_a_script(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        ann.get(&format!("{draft}/pages/way")).await.is(200).does_not_say("multipart/form-data");
        ann.post(&format!("{draft}/pages/way"), &[("q-trouble", "yes")]).await.is(303);
        let page = ann.get(&format!("{draft}/pages/show")).await.is(200).says("multipart/form-data").says("type=\"file\"");
        page.says("at most 10 MB").says("never published").says("health or private life").does_not_say("Remove this file");
        let on = choose(&mut ann, &draft, SHOW, &WORDS, ("C:\\pictures\\side door.PDF", PDF)).await.is(303);
        assert_eq!(on.location(), format!("{draft}/pages/more"));
        let page = ann.get(&format!("{draft}/pages/show")).await.is(200);
        page.says("side door.pdf").says("PDF, 1 kB").says("Remove this file").says("At the side door");
        ann.get(&format!("{draft}/check")).await.is(200).says("side door.pdf").says("PDF, 1 kB").says("Replace or remove");
        let file = ann.get(&format!("{draft}/files/picture")).await.is(200);
        assert_eq!(file.bytes, PDF);
        assert_eq!(held(site).await, (1, 0));
        // Pressing Continue again with nothing chosen keeps it.
        choose(&mut ann, &draft, SHOW, &WORDS, ("", b"")).await.is(303);
        ann.post(&format!("{draft}/pages/show"), &WORDS).await.is(303);
        ann.post(&format!("{draft}/pages/more"), &[]).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(held(site).await, (0, 1));
        assert!(recorded(site).await[0].contains("\"name\":\"side door.pdf\""));
        assert!(miscounted(site).await.is_empty());
        assert_eq!(impossible(site).await, 0);
        // The address of the draft leads to it no more, whoever sent it finds it.
        ann.get(&format!("{draft}/files/picture")).await.is(404);
        assert_eq!(ann.get(&format!("{PAGE}/files-of-mine/picture")).await.is(200).bytes, PDF);
        ann.get(&format!("{PAGE}/files-of-mine/plan")).await.is(404);
        site.resident("bob@example.org").await.get(&format!("{PAGE}/files-of-mine/picture")).await.is(404);
        ann.get("/account/data").await.is(200).says("side door.pdf").says("/files-of-mine/picture");
    }

    async fn what_is_no_file_we_take_comes_back_with_everything_typed(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        let polyglot = [PNG, b"<script>alert(1)</script>"].concat();
        for (name, bytes, why) in [
            ("door.pdf", &b"<html><script>alert(1)</script></html>"[..], "This is not a PDF or a picture"),
            ("door.html", PNG, "does not match"),
            ("letter.docx", b"PK\x03\x04rest", "Save it as a PDF"),
            ("door.png", b"", "This file is empty"),
            ("door.png", &polyglot, "hidden inside"),
        ] {
            let page = choose(&mut ann, &draft, SHOW, &WORDS, (name, bytes)).await.is(422);
            page.says(why).says("At the side door").says("href=\"#q-picture\"").says("aria-invalid=\"true\"");
        }
        let mut large = PDF.to_vec();
        large.resize(FILE_LARGEST + 1, b' ');
        let page = choose(&mut ann, &draft, SHOW, &WORDS, ("door.pdf", &large)).await.is(422);
        page.says("larger than 10 MB").says("At the side door");
        large.resize(FILES_TOGETHER + 1, b' ');
        choose(&mut ann, &draft, SHOW, &WORDS, ("door.pdf", &large)).await.is(422).says("larger than 10 MB");
        large.resize(3 * FILES_TOGETHER, b' ');
        let page = choose(&mut ann, &draft, SHOW, &WORDS, ("door.pdf", &large)).await.is(413);
        page.says("too large").says("At the side door");
        // Only a name, two files for one question, and fields that the page does not have.
        let page = ann.post(&format!("{draft}/pages/show"), &[("q-words", "There"), ("q-picture", "1 door.pdf")]).await;
        page.is(422).says("only its name arrived");
        let path = format!("{draft}/pages/show");
        let two: [(&str, &str, &[u8]); 2] = [("q-picture", "a.pdf", PDF), ("q-picture", "b.pdf", PDF)];
        ann.send_parts(&path, &WORDS, &two).await.is(422).says("only one can be sent");
        ann.send_parts(&path, &WORDS, &[("q-plan", "a.pdf", PDF)]).await.is(422).says("no field called");
        // Needed, unless somebody would rather not.
        choose(&mut ann, &draft, SHOW, &WORDS, ("", b"")).await.is(422).says("Answer “A picture of the place”");
        assert_eq!(held(site).await, (0, 0));
        let blank = [WORDS[0], ("q-picture/blank", "prefer-not-to-say")];
        choose(&mut ann, &draft, SHOW, &blank, ("", b"")).await.is(303);
        choose(&mut ann, &draft, SHOW, &blank, ("a.pdf", PDF)).await.is(422).says("not both at once");
        // A form that is too large without a file is too large here as anywhere.
        ann.post(&path, &[("q-words", "x".repeat(300 * 1024).as_str())]).await.is(413);
        assert_eq!(held(site).await, (0, 0));
    }

    async fn a_good_file_is_kept_though_something_else_on_the_page_is_wrong(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "way", &[("q-trouble", "yes")]).await.is(303);
        let page = choose(&mut ann, &draft, SHOW, &[("q-words", "")], ("door.pdf", PDF)).await.is(422);
        page.says("Answer “Where is it hard?”").says("door.pdf").says("Remove this file").does_not_say("hoose the file again");
        assert_eq!(held(site).await, (1, 0));
        // Nothing has to be chosen again, and what was said of the page before stays as it was.
        choose(&mut ann, &draft, SHOW, &WORDS, ("", b"")).await.is(303);
        assert_eq!(ann.get(&format!("{draft}/files/picture")).await.is(200).bytes, PDF);
        assert_eq!(held(site).await, (1, 0));
        // A better one in its place, beside a mistake, takes its place at once.
        choose(&mut ann, &draft, SHOW, &[("q-words", "")], ("other.pdf", OTHER_PDF)).await.is(422).says("other.pdf");
        assert_eq!(ann.get(&format!("{draft}/files/picture")).await.is(200).bytes, OTHER_PDF);
        ann.get(&format!("{draft}/pages/show")).await.is(200).says("At the side door").says("other.pdf");
        assert_eq!(held(site).await, (1, 0));
    }

    async fn a_file_is_replaced_and_taken_away_again(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann, "door.pdf", PDF).await;
        choose(&mut ann, &draft, SHOW, &WORDS, ("other.pdf", OTHER_PDF)).await.is(303);
        assert_eq!(held(site).await, (1, 0));
        assert_eq!(ann.get(&format!("{draft}/files/picture")).await.is(200).bytes, OTHER_PDF);
        // One that will not do takes nothing away.
        choose(&mut ann, &draft, SHOW, &WORDS, ("x.pdf", b"")).await.is(422).says("other.pdf");
        let removed = [WORDS[0], ("q-picture/remove", "1")];
        choose(&mut ann, &draft, SHOW, &removed, ("", b"")).await.is(422).says("Answer “A picture");
        assert_eq!(held(site).await, (1, 0));
        // Whoever leaves in the middle may leave a gap.
        let leaving = [WORDS[0], ("q-picture/remove", "1"), ("save", "later")];
        choose(&mut ann, &draft, SHOW, &leaving, ("", b"")).await.is(303);
        assert_eq!(held(site).await, (0, 0));
        ann.get(&format!("{draft}/files/picture")).await.is(404);
        ann.get(&format!("{draft}/check")).await.is(200).says("Not answered yet").does_not_say("other.pdf");
        choose(&mut ann, &draft, SHOW, &WORDS, ("door.png", PNG)).await.is(303);
        // Deleting the answers takes the file along.
        ann.post(&format!("{draft}/delete"), &[]).await.is(303);
        assert_eq!(held(site).await, (0, 0));
    }

    async fn five_files_are_taken_and_a_sixth_is_not(site) {
        publish(site, &seven(), |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        for n in 1..=5 {
            choose(&mut ann, &draft, (&format!("p{n}"), &format!("f{n}")), &[], ("a.pdf", PDF)).await.is(303);
        }
        choose(&mut ann, &draft, ("p6", "f6"), &[], ("a.pdf", PDF)).await.is(422).says("have sent 5. Remove one first");
        // One in place of another is no sixth.
        choose(&mut ann, &draft, ("p1", "f1"), &[], ("b.pdf", OTHER_PDF)).await.is(303);
        choose(&mut ann, &draft, ("p2", "f2"), &[("q-f2/remove", "1")], ("", b"")).await.is(303);
        choose(&mut ann, &draft, ("p6", "f6"), &[], ("a.pdf", PDF)).await.is(303);
        assert_eq!(held(site).await, (5, 0));
        let mut large = PDF.to_vec();
        large.resize(FILE_LARGEST, b' ');
        choose(&mut ann, &draft, ("p1", "f1"), &[], ("a.pdf", &large)).await.is(303);
        choose(&mut ann, &draft, ("p3", "f3"), &[], ("a.pdf", &large)).await.is(422).says("together are larger than 20 MB");
    }

    async fn nobody_sends_a_file_that_somebody_else_chose(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        answered(&mut ann, "ann.pdf", PDF).await;
        let (theirs,): (i64,) = crate::sql!("SELECT id FROM questionnaire_files").one(&site.app.db).await.unwrap();
        let mut bob = site.resident("bob@example.org").await;
        let draft = answered(&mut bob, "bob.pdf", OTHER_PDF).await;
        let forged = format!("{theirs} ann.pdf");
        let sent = [WORDS[0], ("q-picture", forged.as_str())];
        bob.post(&format!("{draft}/pages/show"), &sent).await.is(422).says("only its name arrived").does_not_say("ann.pdf");
        bob.send_parts(&format!("{draft}/pages/show"), &sent, &[]).await.is(422);
        let all = [("q-trouble", "no"), WORDS[0], ("q-picture", forged.as_str())];
        bob.post(&format!("{PAGE}/answers"), &all).await.is(422).says("cannot be sent with a form that has all the questions");
        // Even where the record itself says so.
        let mut tx = site.app.db.begin().await.unwrap();
        let written = format!("{{\"trouble\":\"no\",\"words\":\"There\",\"picture\":{{\"id\":{theirs},\"name\":\"ann.pdf\"}}}}");
        crate::sql!("UPDATE questionnaire_drafts SET answers = $1 WHERE answers LIKE '%bob.pdf%'", written).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        bob.get(&format!("{draft}/files/picture")).await.is(404);
        bob.get(&format!("{draft}/check")).await.is(200).does_not_say("ann.pdf");
        bob.post(&format!("{draft}/send"), &[]).await.is(422).says("Answer “A picture of the place”");
        assert!(recorded(site).await.is_empty());
    }

    async fn the_writer_takes_no_file_that_is_not_the_drafts_or_the_responses(site) {
        use crate::questionnaires::definition::answer::{Answer, Given};
        use crate::questionnaires::definition::key::Key;
        use crate::responses::taking_part::{TakingPart, Who};
        use crate::responses::writer::{Refusal, Submission, Writer};
        let id = publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        answered(&mut ann, "ann.pdf", PDF).await;
        let (theirs, draft): (i64, i64) = crate::sql!("SELECT id, draft_id FROM questionnaire_files").one(&site.app.db).await.unwrap();
        let bob = site.account("bob@example.org", Role::Resident).await;
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let version = std::sync::Arc::new(crate::questionnaires::store::version(&site.app.db, id, 1).await.unwrap().unwrap());
        let submission = |key: &str, draft: Option<i64>, send_key: i64| Submission {
            part: TakingPart::online(Who::Account(bob), site.app.clock.now()),
            consultation: hours.id,
            contribution: Box::new(crate::questionnaires::desk::SendAnswers {
                questionnaire: id,
                version: version.clone(),
                given: Given::from([(Key::new(key).unwrap(), Answer::File { id: theirs, name: "ann.pdf".to_owned() })]),
                order_seed: None,
                draft: draft.map(crate::ids::QuestionnaireDraftId),
                send_key,
            }),
        };
        let writer = site.app.warm::<Writer>();
        for (key, from) in [("picture", None), ("picture", Some(draft + 1)), ("plan", Some(draft))] {
            let refused = writer.submit(submission(key, from, draft + 70)).await;
            assert!(matches!(refused, Err(Refusal::Unfit(why)) if why.code.code == "answers-file-gone"));
        }
        assert_eq!(held(site).await, (1, 0));
        writer.submit(submission("picture", Some(draft), 99)).await.unwrap();
        assert_eq!(held(site).await, (0, 1));
    }

    async fn a_file_that_another_window_took_away_is_missed_before_anything_is_sent(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = answered(&mut ann, "door.pdf", PDF).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("DELETE FROM questionnaire_files").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ann.get(&format!("{draft}/check")).await.is(200).says("Not answered yet");
        ann.post(&format!("{draft}/send"), &[]).await.is(422).says("Answer “A picture of the place”");
        assert!(recorded(site).await.is_empty());
    }

    async fn a_file_off_the_route_is_erased_when_the_answers_are_sent(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        ann.post(&format!("{draft}/pages/way"), &[("q-trouble", "yes")]).await.is(303);
        choose(&mut ann, &draft, SHOW, &WORDS, ("door.pdf", PDF)).await.is(303);
        choose(&mut ann, &draft, ("more", "plan"), &[], ("plan.png", PNG)).await.is(303);
        ann.post(&format!("{draft}/pages/way"), &[("q-trouble", "no")]).await.is(303);
        ann.get(&format!("{draft}/check")).await.is(200).says("Not sent").says("plan.png");
        assert_eq!(held(site).await, (2, 0));
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(held(site).await, (0, 1));
        assert!(!recorded(site).await[0].contains("plan"));
    }

    async fn a_change_begins_with_the_file_that_was_sent_and_keeps_or_replaces_it(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = answered(&mut ann, "door.pdf", PDF).await;
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        site.app.clock.advance(Time::HOUR);
        let draft = begin(&mut ann).await;
        ann.get(&format!("{draft}/pages/show")).await.is(200).says("door.pdf");
        assert_eq!(ann.get(&format!("{draft}/files/picture")).await.is(200).bytes, PDF);
        site.resident("bob@example.org").await.get(&format!("{draft}/files/picture")).await.is(410);
        site.visitor().get(&format!("{draft}/files/picture")).await.is(410);
        choose(&mut ann, &draft, SHOW, &[("q-words", "At the front door")], ("", b"")).await.is(303);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(held(site).await, (0, 1));
        assert!(recorded(site).await[0].contains("At the front door") && recorded(site).await[0].contains("door.pdf"));
        // Replaced in a draft, the old one counts until that is sent.
        site.app.clock.advance(Time::HOUR);
        let draft = begin(&mut ann).await;
        choose(&mut ann, &draft, SHOW, &WORDS, ("new.pdf", OTHER_PDF)).await.is(303);
        assert_eq!(held(site).await, (1, 1));
        assert_eq!(ann.get(&format!("{PAGE}/files-of-mine/picture")).await.is(200).bytes, PDF);
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        assert_eq!(held(site).await, (0, 1));
        assert_eq!(ann.get(&format!("{PAGE}/files-of-mine/picture")).await.is(200).bytes, OTHER_PDF);
        assert!(miscounted(site).await.is_empty());
        assert_eq!(impossible(site).await, 0);
    }

    async fn what_expires_takes_its_files_along(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.visitor();
        answered(&mut ann, "door.pdf", PDF).await;
        assert_eq!(held(site).await, (1, 0));
        site.app.clock.advance(28 * Time::DAY + 1);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::questionnaires::store::drafts::erase_old(&mut tx, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(held(site).await, (0, 0));
    }

    async fn a_deleted_account_takes_its_files_along_while_the_consultation_is_open(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = answered(&mut ann, "door.pdf", PDF).await;
        ann.post(&format!("{draft}/send"), &[]).await.is(303);
        delete_account(&mut ann, "keep").await;
        assert_eq!(held(site).await, (0, 0));
        assert_eq!(impossible(site).await, 0);
    }

    async fn after_the_end_a_file_goes_with_its_name_if_its_owner_wants_what_they_wrote_erased(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut accounts = Vec::new();
        for name in ["ann", "bob"] {
            let account = site.account(&format!("{name}@example.org"), Role::Resident).await;
            let mut one = site.signed_in(account).await;
            let draft = answered(&mut one, &format!("{name}.pdf"), PDF).await;
            one.post(&format!("{draft}/send"), &[]).await.is(303);
            accounts.push(account);
        }
        site.app.clock.advance(40 * Time::DAY);
        for (account, what) in accounts.into_iter().zip(["keep", "remove"]) {
            let mut one = site.signed_in(account).await;
            one.get("/account/delete").await.is(200).says("What should happen to");
            delete_account(&mut one, what).await;
        }
        assert_eq!(held(site).await, (0, 1));
        let recorded = recorded(site).await.join("\n");
        assert!(recorded.contains("ann.pdf") && !recorded.contains("bob.pdf") && recorded.contains("[erased]"), "{recorded}");
        assert!(miscounted(site).await.is_empty());
    }

    async fn a_form_with_all_the_questions_says_how_a_file_is_sent(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let all = format!("{PAGE}/answers");
        let page = ann.post(&all, &[("q-trouble", "yes"), WORDS[0]]).await.is(422);
        page.says("“A picture of the place” asks for a file").says("Answer page by page, with a file").says("At the side door");
        // Where none is needed none is missed.
        ann.post(&all, &[("q-trouble", "yes"), WORDS[0], ("q-picture/blank", "prefer-not-to-say")]).await.is(303);
        assert_eq!(recorded(site).await.len(), 1);
    }

    async fn the_questions_to_read_say_what_to_do_with_a_file_on_paper(site) {
        publish(site, WITH_FILES, |_| {}).await;
        let page = site.visitor().get(&format!("{PAGE}/questions")).await.is(200);
        page.says("On paper: bring it to the desk, or send it with the form.").does_not_say("type=\"file\"");
    }
}

async fn delete_account(browser: &mut Browser, what: &str) {
    let fields = [("password", "correct horse battery"), ("comments", what)];
    browser.post("/account/delete", &fields).await.is(303);
}
