//! Staff lose no text: while they type, when their sign-in ends, and when two write the same thing.

use axum::body::Body;
use axum::http::{Request, header};

use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::site::unsent::rules::KeptForms;
use crate::test_both;
use crate::time::Time;

const EDIT: &str = "/staff/consultations/hours/proposals/1/edit";
const BODY: &str = "The room <upstairs> seats thirty.\nIt is warm & dry.";
const PASSWORD: &str = "correct horse battery";

async fn keep(browser: &mut Browser, form: &str, fields: &[(&str, &str)]) -> TestResponse {
    let at = serde_urlencoded::to_string([("form", form)]).unwrap();
    browser.post_for_json(&format!("/staff/unsent?{at}"), fields).await
}

async fn draft(site: &Site) -> Browser {
    site.consultation("hours", |new| {
        new.published_at = None;
        new.proposals = Vec::new();
    })
    .await;
    let mut staff = site.person(Role::Staff).await;
    staff.post("/staff/consultations/hours/proposals/new", &[("title", "First")]).await.is(303);
    staff
}

async fn acts(site: &Site) -> i64 {
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log").number(&site.app.db).await.unwrap()
}

/// Signs in as people do, for twenty minutes.
async fn signed_in(site: &Site, email: &str) -> Browser {
    let mut browser = site.visitor();
    browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await.is(303);
    browser
}

/// What a sign-in form carries out of sight.
fn hidden(page: &str) -> Vec<(String, String)> {
    let form = page.split("action=\"/sign-in\"").nth(1).unwrap().split("</form>").next().unwrap();
    let unescape = |text: &str| {
        text.replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#x27;", "'")
            .replace("&amp;", "&")
    };
    form.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|input| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            (name.to_owned(), unescape(rest.split('"').next().unwrap()))
        })
        .collect()
}

/// Signs in on the page that asked for it, so that what waits is sent on.
async fn sign_in_on(browser: &mut Browser, page: &TestResponse, email: &str) -> TestResponse {
    let mut fields = hidden(&page.body);
    fields.push(("email".to_owned(), email.to_owned()));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/sign-in", &fields).await
}

fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

test_both! {
    async fn a_form_is_kept_while_somebody_types_and_offered_when_they_open_it_again(site) {
        let mut staff = draft(site).await;
        let typed = [("title", "Upstairs"), ("body", BODY), ("seen", "0")];
        assert_eq!(keep(&mut staff, EDIT, &typed).await.is(200).json()["at"], "10:00");
        site.app.clock.advance(5 * Time::MINUTE);
        assert_eq!(keep(&mut staff, EDIT, &typed).await.is(200).json()["at"], "10:05");
        let page = staff.get(EDIT).await.is(200).says("You have unsent text from 10:05.").says("Take it up");
        page.says("Throw it away").says("The room &lt;upstairs&gt; seats thirty.").says("value=\"First\"");
        // It is nobody else's, and on no other page.
        site.colleague("Bea Boateng", Role::Staff).await.get(EDIT).await.is(200).does_not_say("unsent").does_not_say("upstairs");
        staff.get("/staff/consultations/hours").await.does_not_say("unsent text");
        // Taken up, it is in the form, and nothing is saved.
        let before = acts(site).await;
        let page = staff.post(EDIT, &[typed[0], typed[1], typed[2], ("taken-up", "own")]).await.is(200);
        let page = page.says("It is not saved yet").says("value=\"Upstairs\"").says("data-keep=\"unsaved\"");
        page.says("The room &lt;upstairs&gt; seats thirty.").does_not_say("There is a problem");
        assert_eq!(acts(site).await, before);
        staff.get(EDIT).await.says("value=\"First\"").says("data-keep=\"saved\"").says("unsent text");
        // Sent and taken, it is kept no longer.
        staff.post(EDIT, &[("title", ""), ("body", BODY)]).await.is(422);
        staff.get(EDIT).await.says("unsent text");
        // The hidden fields of the offer come first on the page, and those of the form after them.
        let mark = staff.get(EDIT).await.body.rsplit("name=\"seen\" value=\"").next().unwrap().split('"').next().unwrap().to_owned();
        staff.post(EDIT, &[typed[0], typed[1], ("seen", &mark)]).await.is(303);
        staff.get(EDIT).await.is(200).says("value=\"Upstairs\"").does_not_say("unsent text");
    }

    async fn unsent_text_is_thrown_away_after_a_question_and_goes_by_itself_after_thirty_days(site) {
        let mut staff = draft(site).await;
        keep(&mut staff, EDIT, &[("title", "Upstairs")]).await.is(200);
        keep(&mut staff, "/staff/consultations/new", &[("title", "Something new")]).await.is(200);
        let ask = format!("/staff/unsent/throw-away?form={EDIT}");
        let page = staff.get(&ask).await.is(200).says("Throw the text away?").says("This cannot be undone.");
        let mark = seen(&page.body);
        site.app.clock.advance(1);
        keep(&mut staff, EDIT, &[("title", "Upstairs, written on")]).await.is(200);
        staff.post("/staff/unsent/throw-away", &[("form", EDIT), ("seen", &mark)]).await.is(409).says("still there");
        let mark = seen(&staff.get(&ask).await.body);
        let done = staff.post("/staff/unsent/throw-away", &[("form", EDIT), ("seen", &mark)]).await.is(303);
        assert_eq!(done.location(), EDIT);
        staff.get(EDIT).await.does_not_say("unsent text");
        staff.get("/staff/unsent").await.is(200).says("Something new").does_not_say("Upstairs");
        // The form says by itself that it holds nothing new any more.
        keep(&mut staff, EDIT, &[("title", "Again")]).await.is(200);
        staff.post_for_json(&format!("/staff/unsent/left?form={EDIT}"), &[]).await.is(200);
        staff.get(EDIT).await.does_not_say("unsent text");
        site.app.clock.advance(29 * Time::DAY);
        staff.get("/staff/consultations/new").await.says("You have unsent text from 10:00 on Monday 2 March 2026.");
        site.app.clock.advance(Time::DAY);
        staff.get("/staff/consultations/new").await.does_not_say("unsent text");
        keep(&mut staff, EDIT, &[("title", "Later")]).await.is(200);
        let kept: i64 = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM unsent_forms").number(&site.app.db).await.unwrap();
        assert_eq!(kept, 1, "what is too old is erased");
    }

    async fn only_forms_of_the_staff_are_kept_and_never_a_secret(site) {
        let mut staff = draft(site).await;
        keep(&mut staff, "/staff/consultations/hours/publish", &[("title", "x")]).await.is(404);
        keep(&mut staff, "https://evil.example/staff/settings", &[("title", "x")]).await.is(404);
        keep(&mut staff, EDIT, &[("password", "hunter2hunter2")]).await.is(400);
        keep(&mut site.visitor(), EDIT, &[("title", "x")]).await.is(401);
        keep(&mut site.resident("ann@example.org").await, EDIT, &[("title", "x")]).await.is(403);
        site.resident("bea@example.org").await.get("/staff/unsent").await.is(403);
        let kept: i64 = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM unsent_forms").number(&site.app.db).await.unwrap();
        assert_eq!(kept, 0);
    }

    async fn every_form_that_keeps_itself_can_be_taken_up_without_anything_being_recorded(site) {
        draft(site).await;
        site.branch("quay", "Quay").await;
        let now = site.app.clock.now();
        site.consultation("open", |_| {}).await;
        site.consultation("over", |new| new.closes_at = Some(now.plus(-Time::MINUTE))).await;
        let mut admin = site.person(Role::Administrator).await;
        let base = "/staff/consultations/hours";
        admin.post(&format!("{base}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
        let ranking = [("question", "Which?"), ("method", "schulze"), ("option_title_0", "A"), ("option_title_1", "B")];
        admin.post(&format!("{base}/rankings/new"), &ranking).await.is(303);
        let questionnaire = [("definition", crate::questionnaires::EXAMPLE)];
        admin.post(&format!("{base}/questionnaires/new"), &questionnaire).await.is(303);
        crate::questionnaires::publish_example(site, "open").await;
        let amended = crate::questionnaires::EXAMPLE.replace("Why do you come?", "What brings you here?");
        admin.post("/staff/consultations/open/questionnaires/1/edit", &[("definition", &amended)]).await.is(303);
        let budget = [("title", "Money"), ("total", "500"), ("ballot", "approve-any"), ("caps", "none"), ("completion", "none"),
            ("ties", "lot")];
        admin.post(&format!("{base}/budget"), &budget).await.is(303);
        admin.post(&format!("{base}/budget/projects/new"), &[("title", "A bench"), ("summary", "Oak."), ("cost", "5")]).await.is(303);
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/open/proposals/1/comments", &[("body", "Please do.")]).await.is(303);
        admin.post("/staff/consultations/open/proposals/1/edit", &[("title", "Changed")]).await.is(303);
        site.consultation("decided", |new| new.closes_at = Some(now.plus(-Time::MINUTE))).await;
        let decision = [
            ("outcome", "Saturdays are kept."), ("outcome-1", "adopted"), ("version-1", "1"), ("decided-by", "Cabinet"),
            ("decided-on", "2026-03-02"), ("we-asked", "About Saturdays."), ("you-said", "Keep them."), ("we-did", "We do."),
            ("reasons", "People work in the week."), ("theme-1", "Work"), ("weighed-1", "Great weight."), ("act", "preview"),
        ];
        admin.post("/staff/consultations/decided/decision", &decision).await.is(303);
        admin.post("/staff/consultations/decided/decision", &[("act", "publish"), ("confirm", "1")]).await.is(303);
        let event = [
            ("title", "Hours"), ("kind", "meeting"), ("consultation", ""), ("library", ""), ("place", "St Anne’s church hall"),
            ("address", "Mill Lane, Millbrook, MB1 2AB"), ("starts_date", "2026-03-12"), ("starts_time", "14:00"),
            ("ends_date", ""), ("ends_time", "16:00"), ("about", "Come and talk."), ("access_notes", "One step."),
        ];
        admin.post("/staff/events/new", &event).await.is(303);
        admin.post("/staff/events/hours/announce", &[]).await.is(303);
        let earlier = [("title", "Then"), ("summary", "It was."), ("closed", "2019-03-14")];
        admin.post("/staff/archive/new", &earlier).await.is(303);
        let before = acts(site).await;
        let forms = site.app.warm::<KeptForms>();
        assert!(forms.all().len() >= 20, "{forms:?}");
        for pattern in forms.all().iter().map(|known| known.form.as_str()) {
            let slug = match pattern {
                _ if pattern.ends_with("/decision/correct") => "decided",
                _ if pattern.starts_with("/staff/events/") => "hours",
                _ if pattern.starts_with("/staff/archive/") => "then",
                _ if pattern.ends_with("/extend") || pattern.ends_with("/amend") || pattern.ends_with("/withdraw") => "open",
                _ if pattern.ends_with("/reply") => "open",
                _ if pattern.ends_with("/decision") => "over",
                _ if pattern.starts_with("/staff/branches/") => "quay",
                _ => "hours",
            };
            let key = if pattern.contains("/pages/") { "two" } else { "why" };
            let path = pattern.replacen("{slug}", slug, 1).replace("{number}", "1").replace("{id}", "1").replace("{key}", key).replace("{page}", "terms");
            let page = admin.post(&path, &[("taken-up", "own"), ("title", "Kept title"), ("body", "Kept title")]).await;
            assert_eq!(page.status.as_u16(), 200, "{path}: {}", page.body);
            let page = page.says("It is not saved yet").says("data-keep=\"unsaved\"").does_not_say("There is a problem");
            // Where the form has such a field, what was typed is in it.
            let has = page.body.contains("name=\"title\"") || page.body.contains("name=\"body\"");
            assert!(!has || page.body.contains("Kept title"), "{path}");
            // And the page it stands on offers it.
            keep(&mut admin, &path, &[("title", "Kept title")]).await.is(200);
            let page = admin.get(forms.page_of(&path)).await;
            assert!(page.body.contains(&format!("data-unsent=\"{path}\"")), "{path}: {}", page.body);
        }
        assert_eq!(acts(site).await, before, "nothing was recorded");
    }

    async fn unsent_text_follows_a_draft_that_gets_another_address_and_survives_its_deletion(site) {
        let mut staff = draft(site).await;
        let base = "/staff/consultations";
        staff.post(&format!("{base}/hours/proposals/new"), &[("title", "Second")]).await.is(303);
        keep(&mut staff, &format!("{base}/hours/proposals/1/edit"), &[("title", "About the first")]).await.is(200);
        keep(&mut staff, &format!("{base}/hours/proposals/2/edit"), &[("title", "About the second")]).await.is(200);
        let words = [("title", "Hours"), ("slug", "longer-hours"), ("level", "consult"), ("results", "hidden")];
        staff.post(&format!("{base}/hours/edit"), &words).await.is(303);
        staff.get(&format!("{base}/longer-hours/proposals/1/edit")).await.is(200).says("About the first");
        // The second moves up, and its text with it; what was typed about the first is still its author's to read.
        staff.post(&format!("{base}/longer-hours/proposals/1/delete"), &[]).await.is(303);
        let page = staff.get(&format!("{base}/longer-hours/proposals/1/edit")).await.is(200);
        page.says("About the second").does_not_say("About the first");
        staff.get("/staff/unsent").await.says("About the first");
        staff.post(&format!("{base}/longer-hours/delete"), &[]).await.is(303);
        staff.get("/staff/unsent").await.says("About the first").says("About the second");
    }

    async fn a_staff_form_sent_after_the_sign_in_ended_is_saved_once_its_author_is_back(site) {
        draft(site).await;
        let mut staff = signed_in(site, "staff@library.example.org").await;
        let mark = seen(&staff.get(EDIT).await.is(200).body);
        site.app.clock.advance(21 * Time::MINUTE);
        let page = staff.post(EDIT, &[("title", "Upstairs"), ("body", BODY), ("seen", &mark)]).await.is(401);
        let page = page.says("Nothing is lost: what you sent is kept");
        let done = sign_in_on(&mut staff, &page, "staff@library.example.org").await.is(303);
        assert!(done.location().contains("done=draft"), "{}", done.location());
        staff.get(EDIT).await.is(200).says("value=\"Upstairs\"").says("The room &lt;upstairs&gt; seats thirty.");
    }

    async fn a_staff_form_comes_back_to_be_looked_at_when_somebody_else_signs_in_or_a_colleague_saved_meanwhile(site) {
        draft(site).await;
        site.colleague("Bea Boateng", Role::Staff).await;
        let mut browser = signed_in(site, "staff@library.example.org").await;
        let mark = seen(&browser.get(EDIT).await.is(200).body);
        site.app.clock.advance(21 * Time::MINUTE);
        let before = acts(site).await;
        let typed = [("title", "Upstairs"), ("body", BODY), ("seen", &*mark)];
        let page = browser.post(EDIT, &typed).await.is(401);
        let looked = sign_in_on(&mut browser, &page, "bea.boateng@library.example.org").await.is(200);
        looked.says("perhaps by somebody else").says("value=\"Upstairs\"").says("The room &lt;upstairs&gt; seats thirty.");
        assert_eq!(acts(site).await, before, "nothing was saved under another name");
        // The draft changed while its author was signed out: the form's own rules say so, and keep what was typed.
        let mut browser = signed_in(site, "staff@library.example.org").await;
        site.app.clock.advance(21 * Time::MINUTE);
        let page = browser.post(EDIT, &typed).await.is(401);
        site.colleague("Col Cox", Role::Staff).await.post(EDIT, &[("title", "Downstairs"), ("seen", &mark)]).await.is(303);
        let page = sign_in_on(&mut browser, &page, "staff@library.example.org").await.is(409);
        page.says("Col Cox saved this proposal").says("Downstairs").says("value=\"Upstairs\"").says("Save mine");
    }

    async fn an_act_that_waited_for_a_sign_in_is_not_done_by_somebody_else_unseen(site) {
        let ann = site.account("ann@example.org", Role::Resident).await;
        site.person(Role::Administrator).await;
        site.colleague("Bea Boateng", Role::Administrator).await;
        let path = format!("/staff/people/{ann}/role");
        let mut browser = signed_in(site, "administrator@library.example.org").await;
        site.app.clock.advance(21 * Time::MINUTE);
        let page = browser.post(&path, &[("role", "moderator")]).await.is(401);
        let looked = sign_in_on(&mut browser, &page, "bea.boateng@library.example.org").await.is(409);
        looked.says("Look at this before you send it").says(&path).says("name=\"role\" value=\"moderator\"").says("Send it again");
        assert_eq!(acts(site).await, 0);
        // A vote that waited is sent on as ever.
        site.consultation("hours", |_| {}).await;
        let mut visitor = site.visitor();
        let page = visitor.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(401);
        sign_in_on(&mut visitor, &page, "ann@example.org").await.is(303);
    }

    async fn what_was_written_beside_a_file_comes_back_after_signing_in(site) {
        site.consultation("hours", |_| {}).await;
        site.person(Role::Staff).await;
        let mut browser = signed_in(site, "staff@library.example.org").await;
        site.app.clock.advance(21 * Time::MINUTE);
        let path = "/staff/consultations/hours/documents";
        let part = |name: &str, value: &str| format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!(
            "{}{}--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\r\n--cut--\r\n",
            part("title", "Visits & loans by hour"), part("proposal", "1")
        );
        let upload = |body: String| {
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut").body(Body::from(body)).unwrap()
        };
        let page = browser.send(upload(body.clone())).await.is(401).says("Nothing is lost: what you sent is kept");
        let page = sign_in_on(&mut browser, &page, "staff@library.example.org").await.is(422);
        page.says("Choose the file again").says("Visits &amp; loans by hour").says("value=\"1\" selected");
        // Of a stranger nothing is read.
        site.visitor().send(upload(body)).await.is(401).does_not_say("Visits");
    }

    async fn words_in_a_form_that_is_refused_outright_are_on_the_page_to_be_copied(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let new = "/staff/consultations/hours/proposals/new";
        let page = staff.post(new, &[("title", "Upstairs"), ("body", BODY), ("seen", "0")]).await.is(409);
        page.says("a consultation of its own").says("What you wrote").says("The room &lt;upstairs&gt; seats thirty.").says("Upstairs");
        let mut moderator = site.person(Role::Moderator).await;
        moderator.post(EDIT, &[("body", BODY)]).await.is(403).says("The room &lt;upstairs&gt; seats thirty.");
    }

    async fn staff_at_their_own_desk_stay_signed_in_for_a_working_day(site) {
        site.person(Role::Staff).await;
        site.account("ann@example.org", Role::Resident).await;
        let at_desk = async |email: &str| {
            let mut browser = site.visitor();
            let fields = [("email", email), ("password", PASSWORD), ("own_desk", "1")];
            let answer = browser.post("/sign-in", &fields).await.is(303);
            let cookie = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap().to_owned();
            assert!(!cookie.contains("Max-Age"), "it goes when the browser closes: {cookie}");
            browser
        };
        site.visitor().get("/sign-in").await.says("this is my own desk");
        let mut staff = at_desk("staff@library.example.org").await;
        let mut ann = at_desk("ann@example.org").await;
        assert_eq!(staff.get("/account/time-left").await.is(200).json()["seconds"], 10 * 60 * 60);
        assert_eq!(ann.get("/account/time-left").await.is(200).json()["seconds"], 20 * 60, "only for those who work here");
        site.app.clock.advance(9 * Time::HOUR);
        ann.get("/account").await.is(401);
        staff.get("/staff").await.is(200);
        assert_eq!(staff.get("/account/still-here").await.is(200).json()["seconds"], 10 * 60 * 60);
        site.app.clock.advance(10 * Time::HOUR);
        staff.get("/staff").await.is(401);
    }
}
