//! A form that is sent twice, one after the other or in the same moment, makes one thing; what may be done again is.

use super::WINDOW;
use crate::identity::model::Role;
use crate::ids::ConsultationId;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::sql;
use crate::test_both;
use crate::time::Time;

const PAGE: &str = "/consultations/hours/proposals/1";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const STAFF: &str = "/staff/consultations/hours";

async fn number(site: &Site, statement: crate::db::Statement) -> i64 {
    statement.number(&site.app.db).await.unwrap()
}

async fn comments(site: &Site) -> i64 {
    number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments")).await
}

async fn notices(site: &Site) -> i64 {
    number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM consultation_notices")).await
}

/// Presses a button twice in the same moment and once more after it (as after Back), and gives where that led, which
/// must be the same each time.
async fn pressed(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let (mut one, mut other, mut back) = (browser.clone(), browser.clone(), browser.clone());
    let (first, second) = tokio::join!(one.post(path, fields), other.post(path, fields));
    let (first, second) = (first.is(303), second.is(303));
    assert_eq!(first.location(), second.location(), "{path}");
    let third = back.post(path, fields).await.is(303);
    assert_eq!(first.location(), third.location(), "{path}, after Back");
    first.location().to_owned()
}

async fn upload(browser: &mut Browser, title: &str, bytes: &[u8]) -> TestResponse {
    browser.upload(&format!("{STAFF}/documents"), &[("title", title)], "visits.pdf", bytes).await
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n";

const DRAFT: &[(&str, &str)] = &[
    ("title", "Saturday hours"),
    ("summary", "Two more hours on Saturdays."),
    ("level", "consult"),
    ("results", "hidden"),
    ("opens_date", "2026-03-09"),
    ("opens_time", "09:00"),
    ("closes_date", "2026-06-01"),
    ("closes_time", "17:00"),
];

/// A consultation that only staff see.
async fn draft(site: &Site) -> ConsultationId {
    site.consultation("hours", |new| {
        new.published_at = None;
        new.proposals.clear();
    })
    .await
}

test_both! {
    async fn a_comment_pressed_twice_is_one_comment_with_one_receipt(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let text = [("body", "Saturdays would help me.")];
        let led = pressed(&ann, COMMENTS, &text).await;
        assert!(led.starts_with(&format!("{PAGE}?done=comment&comment=")) && led.ends_with("#done"), "{led}");
        assert_eq!(comments(site).await, 1);
        let id = number(site, sql!("SELECT id FROM comments")).await;
        // A reply in another place is another one, and so is what somebody else says in the same words.
        let reply = [text[0], ("reply_to", &id.to_string())];
        pressed(&ann, COMMENTS, &reply).await;
        pressed(&site.resident("bob@example.org").await, COMMENTS, &text).await;
        assert_eq!(comments(site).await, 3);
        assert_eq!(number(site, sql!("SELECT comments FROM proposals")).await, 3);
        // With JavaScript too; and after a while it is meant.
        assert_eq!(ann.post_for_json(COMMENTS, &text).await.is(200).json()["comment"], id);
        site.app.clock.advance(WINDOW);
        ann.post(COMMENTS, &text).await.is(303);
        assert_eq!(comments(site).await, 4);
    }

    async fn a_second_press_just_after_closing_is_not_told_that_nothing_was_recorded(site) {
        let closes = site.app.clock.now().plus(Time::MINUTE);
        site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        let mut ann = site.resident("ann@example.org").await;
        let text = [("body", "Saturdays would help me.")];
        ann.post(COMMENTS, &text).await.is(303);
        site.app.clock.advance(Time::MINUTE);
        ann.post(COMMENTS, &text).await.is(303);
        ann.post(COMMENTS, &[("body", "And Sundays.")]).await.is(409);
        assert_eq!(comments(site).await, 1);
    }

    async fn of_many_comments_in_the_same_moment_no_more_are_recorded_than_one_person_can_post(site) {
        site.consultation("hours", |_| {}).await;
        let ann = site.resident("ann@example.org").await;
        let all = (0..57).map(|number| {
            let mut ann = ann.clone();
            async move { ann.post(COMMENTS, &[("body", &format!("Comment number {number}"))]).await }
        });
        let answers = futures::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|answer| answer.status.as_u16() == 303).count(), 20);
        for refused in answers.iter().filter(|answer| answer.status.as_u16() != 303) {
            assert_eq!(refused.status.as_u16(), 429);
            assert!(refused.body.contains("as many as one person can") && refused.body.contains("Comment number"));
        }
        assert_eq!(comments(site).await, 20);
        // The last one pressed again is answered with the first, though no other would be taken.
        let (last,): (String,) = sql!("SELECT body FROM comments ORDER BY id DESC LIMIT 1").one(&site.app.db).await.unwrap();
        ann.clone().post(COMMENTS, &[("body", &last)]).await.is(303);
        assert_eq!(comments(site).await, 20);
    }

    async fn what_changes_and_changes_back_is_never_taken_for_a_second_press(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let choice = async || -> String {
            let (choice,): (String,) = sql!("SELECT choice FROM votes").one(&site.app.db).await.unwrap();
            choice
        };
        for word in ["support", "oppose", "support"] {
            ann.post(&format!("{PAGE}/vote"), &[("choice", word)]).await.is(303);
            assert_eq!(choice().await, word);
        }
        site.resident("bob@example.org").await.post(COMMENTS, &[("body", "Me too.")]).await.is(303);
        let id = number(site, sql!("SELECT id FROM comments")).await;
        for (agree, agrees) in [("1", 1), ("0", 0), ("1", 1), ("1", 1)] {
            ann.post(&format!("{COMMENTS}/{id}/agree"), &[("agree", agree)]).await.is(303);
            assert_eq!(number(site, sql!("SELECT agrees FROM comments")).await, agrees);
        }
        let mut staff = site.person(Role::Staff).await;
        for results in ["live", "hidden", "live"] {
            let fields = [("results", results), ("reason", "People asked for it.")];
            pressed(&staff, &format!("{STAFF}/showing"), &fields).await;
            let (now,): (String,) = sql!("SELECT results FROM consultations").one(&site.app.db).await.unwrap();
            assert_eq!(now, results);
        }
        assert_eq!(notices(site).await, 3, "one for each change");
        staff.get(STAFF).await.is(200);
    }

    async fn a_report_pressed_twice_is_one_also_from_a_stranger(site) {
        site.consultation("hours", |_| {}).await;
        site.resident("ann@example.org").await.post(COMMENTS, &[("body", "Saturdays!")]).await.is(303);
        let id = number(site, sql!("SELECT id FROM comments")).await;
        let report = [("reason", "other"), ("detail", "It names my neighbour.")];
        pressed(&site.visitor(), &format!("{COMMENTS}/{id}/report"), &report).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM reports")).await, 1);
        pressed(&site.resident("bob@example.org").await, &format!("{COMMENTS}/{id}/report"), &report).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM reports")).await, 2);
    }

    async fn what_staff_write_is_made_once_whatever_it_is(site) {
        let id = draft(site).await;
        let mut staff = site.person(Role::Staff).await;
        let administrator = site.person(Role::Administrator).await;
        let twice = async |path: &str, fields: &[(&str, &str)]| pressed(&staff, path, fields).await;

        twice("/staff/consultations/new", DRAFT).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM consultations WHERE id <> $1", id)).await, 1);

        twice(&format!("{STAFF}/proposals/new"), &[("title", "Open until six"), ("summary", "Two more hours.")]).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM proposals")).await, 1);

        let ranking = [
            ("question", "Which site is best?"),
            ("method", "instant-runoff"),
            ("option_title_0", "Park"),
            ("option_title_1", "Quay"),
        ];
        twice(&format!("{STAFF}/rankings/new"), &ranking).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM rankings")).await, 1);

        let statements = [("question", "What matters most?"), ("own", "off")];
        twice(&format!("{STAFF}/statements"), &statements).await;
        twice(&format!("{STAFF}/statements/add"), &[("texts", "Sundays matter most.\nEvenings matter most.")]).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM statements")).await, 2);

        let budget = [
            ("title", "£500 for us"),
            ("total", "500"),
            ("ballot", "approve-any"),
            ("caps", "none"),
            ("completion", "raise-then-greedy"),
            ("ties", "lot"),
            ("seen", "0"),
        ];
        twice(&format!("{STAFF}/budget"), &budget).await;
        let project = [("title", "A bench"), ("summary", "Of oak."), ("cost", "100")];
        twice(&format!("{STAFF}/budget/projects/new"), &project).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects")).await, 1);

        let person = [("name", "Pat Lee"), ("email", "pat@library.example.org"), ("role", "moderator")];
        pressed(&administrator, "/staff/people/new", &person).await;
        let mails = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE recipient = 'pat@library.example.org'");
        assert_eq!(number(site, mails).await, 1);
        let pat = number(site, sql!("SELECT id FROM accounts WHERE email = 'pat@library.example.org'")).await;
        pressed(&administrator, &format!("/staff/people/{pat}/invite"), &[]).await;
        let mails = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE recipient = 'pat@library.example.org'");
        assert_eq!(number(site, mails).await, 2, "the invitation asked for again is another one, once");

        let library = [("name", "Millbrook"), ("kind", "static"), ("postcode", "B27 7XH")];
        pressed(&administrator, "/staff/branches/new", &library).await;
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM branches")).await, 1);

        upload(&mut staff, "Visits", PDF).await.is(303);
        upload(&mut staff, "Visits", PDF).await.is(303);
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM documents")).await, 1);
        upload(&mut staff, "Visits", &[PDF, b" "].concat()).await.is(303);
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM documents")).await, 2, "another file");
    }

    async fn the_public_is_told_once_of_what_was_pressed_twice(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        upload(&mut staff, "Visits", PDF).await.is(303);
        upload(&mut staff, "Visits", PDF).await.is(303);
        assert_eq!(notices(site).await, 1);
        let longer = [("closes_date", "2026-05-04"), ("closes_time", "17:00"), ("reason", "Many asked for more time.")];
        pressed(&staff, &format!("{STAFF}/extend"), &longer).await;
        assert_eq!(notices(site).await, 2);
        pressed(&staff, &format!("{STAFF}/withdraw"), &[("reason", "The question has gone away."), ("sure", "1")]).await;
        assert_eq!(notices(site).await, 3);
    }

    async fn an_edit_pressed_twice_is_not_told_that_somebody_else_changed_it(site) {
        draft(site).await;
        let mut staff = site.person(Role::Staff).await;
        let new = format!("{STAFF}/proposals/new");
        staff.post(&new, &[("title", "Open until six"), ("summary", "Two more hours.")]).await.is(303);
        let edit = format!("{STAFF}/proposals/1/edit");
        let seen = async |staff: &mut Browser| -> String {
            let page = staff.get(&edit).await.is(200);
            page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        for title in ["Open until seven", "Open until eight", "Open until seven"] {
            site.app.clock.advance(Time::MINUTE);
            let seen = seen(&mut staff).await;
            pressed(&staff, &edit, &[("title", title), ("summary", "More hours."), ("seen", &seen)]).await;
            staff.get(&edit).await.says(title);
        }
        // A colleague's change in between is told as before.
        let old = seen(&mut staff).await;
        site.app.clock.advance(Time::MINUTE);
        let mut colleague = site.person(Role::Administrator).await;
        colleague.post(&edit, &[("title", "Closed"), ("summary", "None."), ("seen", &old)]).await.is(303);
        let late = [("title", "Open until nine"), ("summary", "More."), ("seen", old.as_str())];
        staff.post(&edit, &late).await.is(409).says("while you were writing");
    }

    async fn what_was_taken_away_may_be_made_again_at_once(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        upload(&mut staff, "Visits", PDF).await.is(303);
        let id = number(site, sql!("SELECT id FROM documents")).await;
        staff.post(&format!("{STAFF}/documents/{id}/remove"), &[]).await.is(303);
        upload(&mut staff, "Visits", PDF).await.is(303);
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM documents WHERE removed_at IS NULL")).await, 1);
    }

    async fn nothing_is_kept_of_a_form_that_was_refused_and_old_ones_go(site) {
        draft(site).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post("/staff/consultations/new", &[("title", "")]).await.is(422);
        let kept = async || number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM made_once")).await;
        assert_eq!(kept().await, 0);
        staff.post("/staff/consultations/new", DRAFT).await.is(303);
        assert_eq!(kept().await, 1);
        site.app.clock.advance(2 * Time::DAY);
        staff.post("/staff/consultations/new", DRAFT).await.is(303);
        assert_eq!(kept().await, 1, "the first is gone");
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM consultations")).await, 3);
    }
}
