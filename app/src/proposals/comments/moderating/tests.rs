//! Moderation, from the report to the log.

use crate::audit;
use crate::db::dialect;
use crate::identity::model::Role;
use crate::ids::ConsultationId;
use crate::moderation::model::PolicyReason;
use crate::proposals::store::place;
use crate::site::testing::{Browser, Site};
use crate::time::Time;
use crate::{sql, test_both};

const PAGE: &str = "/consultations/hours/proposals/1";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const QUEUE: &str = "/staff/moderation";

async fn say(browser: &mut Browser, body: &str) -> i64 {
    browser.post_for_json(COMMENTS, &[("body", body)]).await.is(200).json()["comment"].as_i64().unwrap()
}

fn report(comment: i64) -> String {
    format!("{COMMENTS}/{comment}/report")
}

fn decide(comment: i64) -> String {
    format!("{QUEUE}/{comment}")
}

async fn counted(site: &Site, consultation: ConsultationId) -> i64 {
    let place = place(&site.app.db, consultation, 1).await.unwrap().unwrap();
    crate::proposals::store::comments(&site.app.db, place.id).await.unwrap()
}

/// Whom mail went to and what it said, oldest first.
async fn mails(site: &Site) -> Vec<(String, String)> {
    sql!("SELECT recipient, body FROM outbox ORDER BY id").all(&site.app.db).await.unwrap()
}

async fn acts(site: &Site) -> Vec<String> {
    let rows: Vec<(String,)> = sql!("SELECT action FROM audit_log ORDER BY seq").all(&site.app.db).await.unwrap();
    assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok());
    rows.into_iter().map(|row| row.0).collect()
}

async fn open_reports(site: &Site) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM reports WHERE resolved_at IS NULL").number(&site.app.db).await.unwrap()
}

/// The number of the latest decision that a form was made for.
fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

test_both! {
    async fn the_policy_lists_every_reason_and_promises_that_criticism_stays(site) {
        let page = site.visitor().get("/moderation-policy").await.is(200).says("Criticism").says("ask for somebody else to look at it again").does_not_say("working days");
        for reason in PolicyReason::ALL {
            assert!(page.body.contains(&format!("id=\"{}\"", reason.word())), "{}", reason.word());
        }
    }

    async fn anybody_can_report_a_comment_and_moderators_see_why(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "Buy my sheds").await;
        let mut visitor = site.visitor();
        visitor.get(PAGE).await.says(&report(comment));
        visitor.get(&report(comment)).await.is(200).says("Buy my sheds").says("Report a comment");
        let fields = [("reason", "advertising"), ("detail", "It sells <b>sheds</b>")];
        let answer = visitor.post(&report(comment), &fields).await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/proposals/1?done=report#done");
        visitor.get("/consultations/hours/proposals/1?done=report").await.says("a moderator will look at it");
        visitor.post(&report(comment), &fields).await.is(303);
        site.resident("bob@example.org").await.post(&report(comment), &[("reason", "off-topic")]).await.is(303);
        assert_eq!(open_reports(site).await, 2, "the same form sent twice is one report");
        let page = site.person(Role::Moderator).await.get(QUEUE).await.is(200).says("Buy my sheds");
        let page = page.says("reported 2 times").says("Advertising").says("It sells &lt;b&gt;sheds&lt;/b&gt;");
        page.does_not_say("ann@example.org").does_not_say("bob@example.org");
        site.visitor().get(PAGE).await.says("Buy my sheds");
    }

    async fn several_reports_of_a_comment_by_one_stranger_count_once(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "Close them all.").await;
        let mut stranger = site.visitor();
        for detail in ["It is rude.", "It is very rude.", "Really."] {
            stranger.post(&report(comment), &[("reason", "other"), ("detail", detail)]).await.is(303);
        }
        assert_eq!(open_reports(site).await, 3, "the words of each are kept");
        let mut moderator = site.person(Role::Moderator).await;
        moderator.get(QUEUE).await.is(200).says("reported once").says("It is very rude.");
        let mut ben = site.resident("ben@example.org").await;
        ben.post(&report(comment), &[("reason", "other"), ("detail", "I mind it.")]).await.is(303);
        moderator.get(QUEUE).await.is(200).says("reported 2 times");
    }

    async fn a_bad_report_comes_back_with_everything_typed(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "A comment").await;
        let mut visitor = site.visitor();
        visitor.post(&report(comment), &[("detail", "typed words")]).await.is(422).says("Choose what is wrong").says("typed words");
        visitor.post(&report(comment), &[("reason", "ugly")]).await.is(422).says("one of the reasons");
        visitor.post(&report(comment), &[("reason", "other")]).await.is(422).says("Say in a few words");
        let long = "x".repeat(1_001);
        let page = visitor.post(&report(comment), &[("reason", "abuse"), ("detail", &long)]).await.is(422);
        let page = page.says("1 too many").says(&long);
        assert!(page.body.contains("value=\"abuse\" checked"), "the reason is kept");
        visitor.post(&report(comment), &[("reason", "abuse"), ("detail", "a\0b")]).await.is(422);
        visitor.post(&report(comment), &[("reason", "abuse"), ("who", "me")]).await.is(422).says("no field called");
        for nowhere in ["999999", "none", "1.5"] {
            visitor.post(&format!("{COMMENTS}/{nowhere}/report"), &[("reason", "abuse")]).await.is(404);
        }
        assert_eq!(open_reports(site).await, 0);
    }

    async fn what_cannot_be_reported_says_why(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let own = say(&mut ann, "My own").await;
        let held = say(&mut ann, "ring 01632 960001").await;
        ann.get(&report(own)).await.is(200).says("You wrote it yourself");
        ann.post(&report(own), &[("reason", "abuse")]).await.is(409).says("You wrote it yourself");
        let mut visitor = site.visitor();
        visitor.get(&report(held)).await.is(200).says("not shown at the moment").does_not_say("01632");
        visitor.post(&report(held), &[("reason", "abuse")]).await.is(409).does_not_say("01632");
        assert_eq!(open_reports(site).await, 0);
    }

    async fn only_moderators_and_staff_moderate(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(&mut ann, "A comment").await;
        let remove = [("action", "remove"), ("reason", "abuse"), ("seen", "0")];
        let original = format!("{}/original", decide(comment));
        let pages = [QUEUE.to_owned(), format!("{QUEUE}/comments"), format!("{QUEUE}/log"), format!("{QUEUE}/log.csv"), decide(comment)];
        let (mut councillor, mut analyst) = (site.person(Role::Councillor).await, site.person(Role::Analyst).await);
        let mut nobody = site.visitor();
        for (person, status) in [(&mut ann, 403), (&mut councillor, 403), (&mut analyst, 403), (&mut nobody, 401)] {
            for page in &pages {
                person.get(page).await.is(status);
            }
            person.post(&decide(comment), &remove).await.is(status);
            person.post(&original, &[]).await.is(status);
        }
        assert_eq!(acts(site).await, [""; 0]);
        for role in [Role::Moderator, Role::Staff, Role::Administrator] {
            let mut person = site.person(role).await;
            for page in &pages {
                person.get(page).await.is(200);
            }
            person.get(&decide(999_999)).await.is(404);
        }
    }

    async fn a_removed_comment_leaves_its_reason_and_its_replies(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(&mut ann, "Mrs Smith of Mill Lane is lazy").await;
        let reply = [("body", "That is unfair"), ("reply_to", &comment.to_string())];
        site.resident("bob@example.org").await.post(COMMENTS, &reply).await.is(303);
        site.visitor().post(&report(comment), &[("reason", "personal-information")]).await.is(303);
        assert_eq!(counted(site, consultation).await, 2);
        let mut moderator = site.person(Role::Moderator).await;
        let fields = [("action", "remove"), ("reason", "personal-information"), ("note", "Please leave her out."), ("seen", "0")];
        let answer = moderator.post(&decide(comment), &fields).await.is(303);
        assert_eq!(answer.location(), "/staff/moderation?done=comment-remove");
        moderator.get("/staff/moderation?done=comment-remove").await.says("It is removed.").says("Nothing is waiting");
        let page = site.visitor().get(PAGE).await.says("it named a private person").says("That is unfair");
        page.says("/moderation-policy#personal-information").does_not_say("Mrs Smith");
        assert_eq!((counted(site, consultation).await, open_reports(site).await), (1, 0));
        assert_eq!(dialect::find_comments(&site.app.db, "smith", 9).await.unwrap(), [0_i64; 0]);
        let kept: (String, String) =
            sql!("SELECT body, html FROM comments WHERE id = $1", comment).one(&site.app.db).await.unwrap();
        assert_eq!(kept, ("Mrs Smith of Mill Lane is lazy".to_owned(), String::new()));
        let sent = mails(site).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, "ann@example.org");
        for told in [PolicyReason::PersonalInformation.to_author(), "Please leave her out.", "Somebody who has not decided about it before looks at it again", &comment.to_string()] {
            assert!(sent[0].1.contains(told), "{told:?} in {}", sent[0].1);
        }
        assert!(!sent[0].1.contains("Mrs Smith"));
        assert_eq!(acts(site).await, ["comment.remove"]);
        let page = moderator.get(&decide(comment)).await.does_not_say("Mrs Smith").says("Removed on Monday 2 March 2026");
        let again = [("action", "publish"), ("seen", &*seen(&page.body))];
        moderator.post(&decide(comment), &again).await.is(303);
        site.visitor().get(PAGE).await.says("Mrs Smith of Mill Lane is lazy").does_not_say("was removed here");
        assert_eq!(counted(site, consultation).await, 2);
        assert_eq!(dialect::find_comments(&site.app.db, "smith", 9).await.unwrap(), [comment]);
        assert_eq!(mails(site).await.len(), 2);
    }

    async fn a_redacted_comment_is_shown_without_the_words_taken_out(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(&mut ann, "Ask **Mrs Smith** about Saturdays.").await;
        let mut moderator = site.person(Role::Moderator).await;
        let redact = |text: &'static str| [("action", "redact"), ("reason", "personal-information"), ("text", text), ("seen", "0")];
        for bad in ["Ask **Mrs Smith** about Saturdays.", "", "Never mind.", "[removed: name] says: close it."] {
            let page = moderator.post(&decide(comment), &redact(bad)).await.is(422).says("There is a problem");
            page.says("value=\"personal-information\" selected");
        }
        moderator.post(&decide(comment), &redact("Ask [removed: name] on Mondays.")).await.is(422).says("[removed: name] on Mondays.");
        moderator.post(&decide(comment), &redact("Ask [removed: name] about Saturdays.")).await.is(303);
        let page = site.visitor().get(PAGE).await.says("Ask <span class=\"redacted\">[removed: name]</span> about Saturdays.");
        page.says("A moderator took some words out").does_not_say("Smith");
        assert_eq!(counted(site, consultation).await, 1);
        assert_eq!(dialect::find_comments(&site.app.db, "smith", 9).await.unwrap(), [0_i64; 0]);
        assert_eq!(dialect::find_comments(&site.app.db, "saturdays", 9).await.unwrap(), [comment]);
        assert_eq!(mails(site).await.len(), 1);
        // Reported again and found to be all right: it stays redacted, and its author hears nothing new.
        site.visitor().post(&report(comment), &[("reason", "abuse")]).await.is(303);
        let page = moderator.get(QUEUE).await.does_not_say("Smith");
        moderator.post(&decide(comment), &[("action", "keep"), ("seen", &seen(&page.body))]).await.is(303);
        site.visitor().get(PAGE).await.says("[removed: name]").does_not_say("Smith").says("#personal-information");
        assert_eq!((mails(site).await.len(), open_reports(site).await), (1, 0));
        assert_eq!(acts(site).await, ["comment.redact", "comment.redact"]);
    }

    async fn what_a_decision_lacks_is_asked_for_and_nothing_typed_is_lost(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "A comment").await;
        let mut moderator = site.person(Role::Moderator).await;
        let path = decide(comment);
        for action in ["hold", "remove", "redact"] {
            let page = moderator.post(&path, &[("action", action), ("note", "kept note"), ("seen", "0")]).await.is(422);
            page.says("Choose a reason from the policy").says("kept note").says(&format!("href=\"#reason-{comment}\""));
        }
        moderator.post(&path, &[("action", "burn"), ("seen", "0")]).await.is(422).says("Choose what to do");
        moderator.post(&path, &[("action", "remove"), ("reason", "dislike"), ("seen", "0")]).await.is(422);
        moderator.post(&path, &[("action", "remove"), ("reason", "abuse")]).await.is(422).says("not complete");
        let long = "n".repeat(1_001);
        let fields = [("action", "remove"), ("reason", "abuse"), ("note", &*long), ("seen", "0")];
        moderator.post(&path, &fields).await.is(422).says("1 too many").says(&long);
        moderator.post(&path, &[("action", "publish"), ("seen", "0"), ("who", "me")]).await.is(422);
        site.visitor().get(PAGE).await.says("A comment");
        assert_eq!((acts(site).await.len(), mails(site).await.len()), (0, 0));
    }

    async fn a_decision_on_what_somebody_else_decided_meanwhile_is_not_made(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "A comment").await;
        let mut first = site.person(Role::Moderator).await;
        let mut second = site.person(Role::Staff).await;
        first.post(&decide(comment), &[("action", "remove"), ("reason", "off-topic"), ("seen", "0")]).await.is(303);
        let late = [("action", "hold"), ("reason", "legal"), ("note", "my careful note"), ("seen", "0")];
        let page = second.post(&decide(comment), &late).await.is(409).says("Somebody else decided");
        let page = page.says("Not about what was asked").says("my careful note").says("value=\"legal\" selected");
        assert_eq!(acts(site).await, ["comment.remove"]);
        let again = [("action", "publish"), ("seen", &*seen(&page.body))];
        second.post(&decide(comment), &again).await.is(303);
        assert_eq!(acts(site).await, ["comment.remove", "comment.publish"]);
    }

    async fn two_moderators_at_the_same_moment_make_one_decision(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "A comment").await;
        let (mut one, mut two) = (site.person(Role::Moderator).await, site.person(Role::Staff).await);
        let path = decide(comment);
        let remove = [("action", "remove"), ("reason", "abuse"), ("seen", "0")];
        let (first, second) = tokio::join!(one.post(&path, &remove), two.post(&path, &remove));
        let mut answers = [first.status.as_u16(), second.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [303, 409]);
        assert_eq!((counted(site, consultation).await, mails(site).await.len()), (0, 1));
    }

    async fn a_held_comment_is_published_by_a_moderator_and_then_counts(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let comment = say(&mut ann, "The desk’s number is 01632 960001").await;
        let mut moderator = site.person(Role::Moderator).await;
        moderator.get(QUEUE).await.says("01632 960001").says("held: not shown");
        moderator.post(&decide(comment), &[("action", "publish"), ("seen", "0")]).await.is(303);
        site.visitor().get(PAGE).await.says("01632 960001");
        assert_eq!(counted(site, consultation).await, 1);
        assert!(mails(site).await[0].1.contains("It is published now"));
        moderator.get(QUEUE).await.says("Nothing is waiting");
    }

    async fn leaving_a_reported_comment_as_it_is_closes_the_reports_quietly(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "This is a bad plan").await;
        site.visitor().post(&report(comment), &[("reason", "abuse")]).await.is(303);
        site.person(Role::Moderator).await.post(&decide(comment), &[("action", "keep"), ("seen", "0")]).await.is(303);
        site.visitor().get(PAGE).await.says("This is a bad plan");
        assert_eq!((open_reports(site).await, mails(site).await.len()), (0, 0));
        assert_eq!(acts(site).await, ["comment.publish"]);
    }

    async fn seeing_words_that_were_taken_down_is_recorded(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "Dreadful words").await;
        let mut moderator = site.person(Role::Moderator).await;
        moderator.post(&decide(comment), &[("action", "remove"), ("reason", "abuse"), ("seen", "0")]).await.is(303);
        for page in [decide(comment), QUEUE.to_owned(), format!("{QUEUE}/comments"), format!("{QUEUE}/comments?q={comment}")] {
            moderator.get(&page).await.is(200).does_not_say("Dreadful");
        }
        assert_eq!(acts(site).await, ["comment.remove"]);
        moderator.post(&format!("{}/original", decide(comment)), &[]).await.is(200).says("Dreadful words").says("is recorded");
        assert_eq!(acts(site).await, ["comment.remove", "comment.see-original"]);
    }

    async fn what_waits_longest_is_first_and_each_is_on_one_page(site) {
        site.consultation("hours", |_| {}).await;
        let mut comments = Vec::new();
        for number in 0..25 {
            let mut person = site.resident(&format!("r{number}@example.org")).await;
            comments.push(say(&mut person, &format!("me{number}@example.org writes")).await);
            site.app.clock.advance(Time::MINUTE);
        }
        let mut moderator = site.person(Role::Moderator).await;
        let ids = |page: &str| -> Vec<i64> {
            let picks = page.split("name=\"pick\" value=\"comment-").skip(1);
            picks.filter_map(|part| part.split('-').next().and_then(|id| id.parse().ok())).collect()
        };
        let first = moderator.get(QUEUE).await.is(200);
        let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        let second = moderator.get(&next).await.is(200);
        assert_eq!([ids(&first.body), ids(&second.body)].concat(), comments);
        assert!(!second.body.contains("rel=\"next\""));
    }

    async fn all_comments_can_be_searched_and_narrowed(site) {
        site.consultation("hours", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let sheds = say(&mut ann, "Garden sheds").await;
        say(&mut ann, "Library chairs").await;
        let mut moderator = site.person(Role::Moderator).await;
        let all = format!("{QUEUE}/comments");
        moderator.get(&all).await.says("Garden sheds").says("Library chairs");
        moderator.get(&format!("{all}?q=shed")).await.says("Garden sheds").does_not_say("Library chairs");
        moderator.get(&format!("{all}?q=%23{sheds}")).await.says("Garden sheds").does_not_say("Library chairs");
        moderator.get(&format!("{all}?q=zebra")).await.says("No comments found");
        moderator.post(&decide(sheds), &[("action", "hold"), ("reason", "advertising"), ("seen", "0")]).await.is(303);
        moderator.get(&format!("{all}?state=held")).await.says("Garden sheds").does_not_say("Library chairs");
        let page = moderator.get(&format!("{all}?q=%22%3E%3Cscript%3Ealert(1)")).await.is(200);
        page.does_not_say("<script>alert");
        moderator.get(&format!("{all}?state=nonsense")).await.is(200).says("Library chairs");
    }

    async fn the_log_names_nobody_holds_no_text_and_no_formula(site) {
        site.consultation("hours", |_| {}).await;
        let comment = say(&mut site.resident("ann@example.org").await, "=HYPERLINK(1) words").await;
        let mut moderator = site.person(Role::Moderator).await;
        let fields = [("action", "remove"), ("reason", "legal"), ("note", "=SECRET()"), ("seen", "0")];
        moderator.post(&decide(comment), &fields).await.is(303);
        // A reason that found its way into the record from elsewhere must not become a formula either.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!(
            "INSERT INTO moderation_decisions (kind, subject_id, action, reason, at) VALUES ('comment', $1, 'hold', '=1+1', $2)",
            comment,
            site.app.clock.now()
        )
        .run(&mut tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let page = moderator.get(&format!("{QUEUE}/log")).await.is(200).says("Against the law").says("Moderator");
        page.does_not_say("SECRET").does_not_say("HYPERLINK").does_not_say("ann@example.org");
        let file = moderator.get(&format!("{QUEUE}/log.csv")).await.is(200);
        assert_eq!(file.headers.get("content-type").unwrap(), "text/csv; charset=utf-8");
        assert_eq!(
            file.body,
            format!(
                "decided_at,about,number,action,reason,role\n\
                 2026-03-02T10:00:00Z,comment,{comment},hold,'=1+1,\n\
                 2026-03-02T10:00:00Z,comment,{comment},remove,legal,moderator\n"
            )
        );
    }

    async fn nobody_is_mailed_about_an_official_reply_or_after_leaving(site) {
        site.consultation("hours", |_| {}).await;
        let account = site.account("ann@example.org", Role::Resident).await;
        let comment = say(&mut site.signed_in(account).await, "A comment").await;
        let mut staff = site.person(Role::Staff).await;
        let answer = staff.post(&format!("{COMMENTS}/{comment}/reply"), &[("body", "An answer")]).await.is(303);
        let reply: i64 = answer.location().split_once("comment=").unwrap().1.trim_end_matches("#done").parse().unwrap();
        assert_eq!(mails(site).await.len(), 1);
        staff.post(&decide(reply), &[("action", "remove"), ("reason", "duplicate"), ("seen", "0")]).await.is(303);
        assert_eq!(mails(site).await.len(), 1);
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("DELETE FROM account_participants WHERE account_id = $1", account).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.post(&decide(comment), &[("action", "remove"), ("reason", "abuse"), ("seen", "0")]).await.is(303);
        assert_eq!(mails(site).await.len(), 1);
        site.visitor().get(PAGE).await.says("it attacked a person");
    }

    async fn what_its_author_had_erased_cannot_be_brought_back(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let account = site.account("ann@example.org", Role::Resident).await;
        let comment = say(&mut site.signed_in(account).await, "Take this back").await;
        let response = crate::responses::store::live(&site.app.db, account, consultation).await.unwrap().unwrap();
        let mut moderator = site.person(Role::Moderator).await;
        let page = moderator.get(&decide(comment)).await;
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::proposals::comments::store::erase(&mut tx, &[response].into(), now).await.unwrap();
        tx.commit().await.unwrap();
        let publish = [("action", "publish"), ("seen", &*seen(&page.body))];
        moderator.post(&decide(comment), &publish).await.is(409).says("had this comment erased");
        moderator.get(&decide(comment)).await.is(200).says("no words left").does_not_say("name=\"action\"");
        site.visitor().get(PAGE).await.says("withdrawn here by its author");
        assert_eq!((counted(site, consultation).await, acts(site).await.len()), (0, 0));
    }

    async fn the_log_is_read_page_by_page_without_gaps_or_repeats(site) {
        let id = site.consultation("hours", |_| {}).await;
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::statements::store::set_up(&mut tx, id, "What matters?", crate::statements::model::OwnStatementsRule::Off, now).await.unwrap();
        let state = crate::statements::model::StatementState::Published;
        crate::statements::store::add(&mut tx, id, None, "Sundays matter.", state, now).await.unwrap();
        tx.commit().await.unwrap();
        let comment = say(&mut site.resident("ann@example.org").await, "Some words").await;
        let mut tx = site.app.db.begin().await.unwrap();
        // Several in one moment, of both kinds.
        for number in 0..120i64 {
            let at = now.plus(number / 7);
            let statement = if number % 3 == 0 {
                sql!("INSERT INTO moderation_decisions (kind, subject_id, action, reason, at) VALUES ('statement', 1, 'hold', 'abuse', $1)", at)
            } else {
                sql!("INSERT INTO moderation_decisions (kind, subject_id, action, reason, at) VALUES ('comment', $2, 'hold', 'abuse', $1)", at, comment)
            };
            statement.run(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut before = None;
        let mut seen = Vec::new();
        loop {
            let page = crate::moderation::store::log(&site.app.db, before, 50).await.unwrap();
            seen.extend(page.iter().map(|one| (one.at, one.id)));
            match page.last() {
                Some(last) => before = Some((last.at, last.id)),
                None => break,
            }
        }
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        sorted.reverse();
        sorted.dedup();
        assert_eq!((seen.len(), &seen), (120, &sorted));
        let mut moderator = site.person(Role::Moderator).await;
        let first = moderator.get(&format!("{QUEUE}/log")).await.is(200);
        let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        let second = moderator.get(&next).await.is(200);
        // Above the first page stand the counts of each year.
        let rows = |page: &str| page.split("Decided by").nth(1).unwrap_or_default().matches("<tr>").count();
        assert_eq!([rows(&first.body), rows(&second.body)], [50, 50]);
        assert_eq!(moderator.get(&format!("{QUEUE}/log.csv")).await.body.lines().count(), 121);
    }
}
