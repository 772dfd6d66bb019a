//! Running a consultation, from the first title to the closing minute, through the real router.

use crate::audit;
use crate::consultations::model::Showing;
use crate::consultations::store::{by_slug, notices};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, content};
use crate::test_both;
use crate::time::Time;

const BASE: &str = "/staff/consultations/hours";

/// Everything a form needs, as typed; `change` replaces values.
fn typed<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title", "Saturday hours"),
        ("slug", "hours"),
        ("summary", "Two more hours on Saturdays."),
        ("background", "People asked for **longer** hours."),
        ("level", "consult"),
        ("results", "hidden"),
        ("opens_date", "2026-03-09"),
        ("opens_time", "09:00"),
        ("closes_date", "2026-06-01"),
        ("closes_time", "17:00"),
        ("decision_due", "2026-07-13"),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

const PROPOSAL: &[(&str, &str)] = &[
    ("title", "Open until six"),
    ("summary", "Two more hours."),
    ("body", "Because people work."),
    ("fixed", "The budget."),
    ("open", "Which hours."),
    ("alternative_title_0", "Sundays"),
    ("alternative_why_0", "No buses run."),
    ("cost_item_0", "Staff"),
    ("cost_amount_0", "£1,200.50"),
];

async fn draft(staff: &mut Browser, change: &[(&str, &str)]) {
    staff.post("/staff/consultations/new", &typed(change)).await.is(303);
    staff.post(&format!("{BASE}/proposals/new"), PROPOSAL).await.is(303);
}

async fn audited(site: &Site, action: &str) -> i64 {
    assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok(), "the record of acts holds");
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = $1", action)
        .number(&site.app.db)
        .await
        .unwrap()
}

/// The hidden `seen` field of a form.
fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

test_both! {
    async fn a_text_is_shown_as_it_will_be_read_and_nothing_of_it_is_kept(site) {
        let mut staff = site.person(Role::Staff).await;
        let text = "People asked for **longer** hours.\n\n- one\n\n<script>alert(1)</script>";
        let shown = staff.post("/staff/as-read", &[("text", text)]).await.is(200);
        shown.says("<strong>longer</strong>").says("<li>one</li>").says("&lt;script&gt;").does_not_say("<script");
        staff.post("/staff/as-read", &[]).await.is(200);
        site.resident("rita@example.org").await.post("/staff/as-read", &[("text", text)]).await.is(403);
        assert_ne!(site.visitor().post("/staff/as-read", &[("text", text)]).await.status, 200);
    }

    async fn the_staff_list_teaches_when_empty_and_then_says_what_to_do_next(site) {
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff").await.is(200).says("No consultations yet").says("Start a consultation");
        draft(&mut staff, &[]).await;
        site.consultation("open", |_| {}).await;
        let now = site.app.clock.now();
        site.consultation("over", |new| new.closes_at = Some(now.plus(-Time::MINUTE))).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/open/proposals/1/vote", &[("choice", "support")]).await.is(303);
        let page = staff.get("/staff").await.is(200);
        let page = page.says("Ready: check it and publish").says("30 days left").says("1<span class=\"vh\"> <!>response");
        page.says("/staff/consultations/over/decision").says("Waiting for a decision");
    }

    async fn a_consultation_that_is_not_there_is_missed(site) {
        site.person(Role::Staff).await.get("/staff/consultations/nothing").await.is(404);
    }

    async fn starting_needs_a_title_and_a_promise_and_keeps_what_was_typed(site) {
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff/consultations/new").await.is(200).says("2026-06-08").says("84 days");
        let fields = typed(&[("title", ""), ("level", ""), ("background", "Kept <b> & all")]);
        let page = staff.post("/staff/consultations/new", &fields).await.is(422);
        let page = page.says("Enter a title").says("Choose what you promise").says("Kept &lt;b&gt; &amp; all");
        page.says("value=\"2026-06-01\"").says("value=\"hours\"");
        staff.post("/staff/consultations/new", &typed(&[("level", "shout")])).await.is(422).says("Choose what you promise");
        staff.post("/staff/consultations/new", &typed(&[("colour", "red")])).await.is(422).says("no field called “colour”");
        staff.post("/staff/consultations/new", &typed(&[("branch", "nowhere")])).await.is(422).says("not in the list");
        let long = "x".repeat(201);
        staff.post("/staff/consultations/new", &typed(&[("title", &long)])).await.is(422).says("1 too many");
        assert_eq!(audited(site, "consultation.create").await, 0);
    }

    async fn the_address_is_made_from_the_title_and_is_never_shared(site) {
        let mut staff = site.person(Role::Staff).await;
        for expected in ["saturday-hours", "saturday-hours-2", "saturday-hours-3"] {
            let done = staff.post("/staff/consultations/new", &typed(&[("slug", "")])).await.is(303);
            assert_eq!(done.location(), format!("/staff/consultations/{expected}?done=created"));
            // Long enough to be meant.
            site.app.clock.advance(crate::site::once::WINDOW);
        }
        staff.post("/staff/consultations/new", &typed(&[("slug", "saturday-hours")])).await.is(422).says("another");
        staff.post("/staff/consultations/new", &typed(&[("slug", "Saturday Hours")])).await.is(422).says("small letters");
        staff.post("/staff/consultations/new", &typed(&[("slug", "new")])).await.is(422);
    }

    async fn every_wrong_date_is_explained(site) {
        let mut staff = site.person(Role::Staff).await;
        for (change, words) in [
            (&[("closes_date", "2026-02-31")][..], "closing date as year"),
            (&[("closes_time", "25:00")], "closing time as hours"),
            (&[("closes_time", "")], "closing time too"),
            (&[("opens_date", "")], "opening date as year"),
            (&[("opens_date", "2026-03-29"), ("opens_time", "01:30")], "clocks go forward"),
            (&[("closes_date", "2026-03-09"), ("closes_time", "09:00")], "after the opening"),
            (&[("decision_due", "2026-06-01")], "after the closing date"),
            (&[("decision_due", "soon")], "decision date as year"),
        ] {
            staff.post("/staff/consultations/new", &typed(change)).await.is(422).says(words);
        }
    }

    async fn a_draft_is_edited_and_a_colleagues_change_is_not_overwritten_unseen(site) {
        site.branch("millbrook", "Millbrook").await;
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[]).await;
        let page = staff.get(&format!("{BASE}/edit")).await.is(200).says("value=\"17:00\"");
        let first = seen(&page.body);
        let fields = typed(&[("title", "Longer Saturdays"), ("branch", "millbrook"), ("seen", &first)]);
        staff.post(&format!("{BASE}/edit"), &fields).await.is(303);
        staff.get(&format!("{BASE}/edit")).await.says("Longer Saturdays").says("value=\"millbrook\" checked");
        let late = typed(&[("title", "Written meanwhile"), ("seen", &first)]);
        let page = staff.post(&format!("{BASE}/edit"), &late).await.is(409);
        let page = page.says("You saved this consultation in another window").says("Written meanwhile");
        let page = page.says("What differs").says("Longer Saturdays").says("Save mine").does_not_say("<h3>Summary");
        let second = seen(&page.body);
        let late = typed(&[("title", "Written meanwhile"), ("seen", &second)]);
        staff.post(&format!("{BASE}/edit"), &late).await.is(303);
    }

    async fn publishing_waits_for_what_must_be_written(site) {
        let mut staff = site.person(Role::Staff).await;
        staff.post("/staff/consultations/new", &typed(&[("background", "")])).await.is(303);
        staff.get(BASE).await.is(200).says("Still to write: the background").says("Not ready to publish");
        let page = staff.post(&format!("{BASE}/publish"), &[("anyway", "1"), ("because", "Hurry")]).await.is(422);
        page.says("Still to write: the background").says("Nothing is asked yet");
        site.visitor().get("/consultations/hours").await.is(404);
        assert_eq!(audited(site, "consultation.publish").await, 0);
    }

    async fn publishing_against_advice_needs_a_reason_that_people_see(site) {
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[("closes_date", "2026-03-30")]).await;
        staff.get(BASE).await.says("People would have 21 days").says("Publish anyway");
        staff.post(&format!("{BASE}/publish"), &[]).await.is(422).says("Tick “Publish anyway”");
        let because = [("because", "The grant ends in April.")];
        staff.post(&format!("{BASE}/publish"), &because).await.is(422).says("The grant ends in April.");
        staff.post(&format!("{BASE}/publish"), &[("anyway", "1"), ("because", "The grant ends in April.")]).await.is(303);
        site.visitor().get("/consultations/hours").await.is(200).says("The grant ends in April.");
        let detail: (String,) = crate::sql!("SELECT detail FROM audit_log WHERE action = 'consultation.publish'")
            .one(&site.app.db).await.unwrap();
        assert!(detail.0.contains("reason_sha256") && !detail.0.contains("grant"), "{}", detail.0);
        assert_eq!(audited(site, "consultation.publish").await, 1);
    }

    async fn publishing_makes_version_one_and_lets_people_find_it(site) {
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[]).await;
        staff.get("/consultations/hours").await.is(200).says("Preview.").says("Open until six");
        staff.post(&format!("{BASE}/publish"), &[]).await.is(303);
        staff.post(&format!("{BASE}/publish"), &[("anyway", "1")]).await.is(409).says("published already");
        let page = site.visitor().get("/consultations/hours/proposals/1").await.is(200);
        page.says("Version 1, published Monday 2 March 2026").says("£1,200.50").says("No buses run.");
        for words in ["saturday", "buses", "budget"] {
            site.visitor().get(&format!("/consultations?q={words}")).await.says("Saturday hours");
        }
        let drafts: i64 = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM proposal_drafts").number(&site.app.db).await.unwrap();
        assert_eq!(drafts, 0);
    }

    async fn it_opens_and_closes_at_the_minute_stated_in_london(site) {
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[]).await;
        staff.post(&format!("{BASE}/publish"), &[]).await.is(303);
        let vote = "/consultations/hours/proposals/1/vote";
        let to = |date, time| crate::clock::moment(date, time).unwrap().0 - site.app.clock.now().0;
        site.app.clock.advance(to("2026-03-09", "09:00") - 1);
        let mut ann = site.resident("ann@example.org").await;
        ann.post(vote, &[("choice", "support")]).await.is(409);
        site.app.clock.advance(1);
        ann.post(vote, &[("choice", "support")]).await.is(303);
        // Summer time began in between.
        site.app.clock.advance(to("2026-06-01", "17:00") - 1);
        let mut ann = site.resident("bea@example.org").await;
        ann.post(vote, &[("choice", "oppose")]).await.is(303);
        site.app.clock.advance(1);
        ann.post(vote, &[("choice", "support")]).await.is(409).says("has closed");
        assert_eq!(crate::clock::machine(site.app.clock.now()), "2026-06-01T16:00:00Z");
    }

    async fn one_that_was_to_open_earlier_opens_when_it_is_published(site) {
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[("opens_date", "2026-02-02")]).await;
        staff.get(BASE).await.says("It opens as soon as you publish it");
        staff.post(&format!("{BASE}/publish"), &[]).await.is(303);
        let published = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        assert_eq!(published.dates.opens_at, Some(site.app.clock.now()));
    }

    async fn a_published_consultation_changes_its_words_with_a_notice_and_nothing_else(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get(&format!("{BASE}/edit")).await.is(200).does_not_say("name=\"opens_date\"");
        let mark = seen(&page.body);
        let mut fields = vec![("title", "Opening hours"), ("summary", "One sentence."), ("background", "Why, better told."), ("seen", &*mark)];
        staff.post(&format!("{BASE}/edit"), &fields).await.is(422).says("Enter what changes and why");
        fields.push(("change", "We explain the budget better."));
        fields.push(("closes_date", "2026-03-03"));
        staff.post(&format!("{BASE}/edit"), &fields).await.is(422).says("no field called “closes_date”");
        fields.pop();
        staff.post(&format!("{BASE}/edit"), &fields).await.is(303);
        site.visitor().get("/consultations/hours").await.says("Why, better told.").says("We explain the budget better.");
        assert_eq!(notices(&site.app.db, id).await.unwrap().len(), 1);
        site.app.clock.advance(31 * Time::DAY);
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        staff.get(&format!("{BASE}/edit")).await.is(200).does_not_say("name=\"background\"").says("decision_due");
    }

    async fn a_consultation_is_extended_but_never_shortened(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{BASE}/extend")).await.is(200).says("Wednesday 1 April 2026 at 11am");
        let earlier = [("closes_date", "2026-03-20"), ("closes_time", "17:00"), ("reason", "Snow kept people away.")];
        let page = staff.post(&format!("{BASE}/extend"), &earlier).await.is(422);
        page.says("later than Wednesday 1 April 2026").says("Snow kept people away.");
        let later = [("closes_date", "2026-04-20"), ("closes_time", "17:00")];
        staff.post(&format!("{BASE}/extend"), &later).await.is(422).says("Enter the reason");
        let later = [later[0], later[1], ("reason", "Snow kept people away.")];
        staff.post(&format!("{BASE}/extend"), &later).await.is(303);
        let page = site.visitor().get("/consultations/hours").await;
        page.says("it now closes on Monday 20 April 2026 at 5pm").says("Extended");
        site.app.clock.advance(40 * Time::DAY);
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(303);
        site.app.clock.advance(20 * Time::DAY);
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        staff.post(&format!("{BASE}/extend"), &later).await.is(409).says("has closed");
        assert_eq!(notices(&site.app.db, id).await.unwrap().len(), 1);
        assert_eq!(audited(site, "consultation.extend").await, 1);
    }

    async fn an_end_at_midnight_is_told_as_the_evening_before_everywhere(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{BASE}/extend")).await.is(200).says("Midnight, 00:00, is the end of the day before.");
        let fields = [
            ("closes_date", "2027-01-20"), ("closes_time", "00:00"), ("decision_due", "2027-01-20"), ("reason", "Snow."),
        ];
        let late = [fields[0], fields[1], ("decision_due", "2027-01-19"), fields[3]];
        staff.post(&format!("{BASE}/extend"), &late).await.is(422).says("choose a later date");
        staff.post(&format!("{BASE}/extend"), &fields).await.is(303);
        let mut ann = site.resident("ann@example.org").await;
        let page = ann.get("/consultations/hours").await.is(200).does_not_say("Wednesday 20 January").does_not_say("midnight");
        let page = page.says("Open until Tuesday 19 January 2027 at 11:59pm.").says("Tuesday, at 11:59pm").says(">19 Jan 2027<");
        page.says("it now closes on Tuesday 19 January 2027 at 11:59pm instead of");
        ann.get("/consultations/hours/proposals/1").await.says("until Tuesday 19 January 2027 at 11:59pm").does_not_say("midnight");
        ann.get("/consultations/hours/results").await.says("closes on Tuesday 19 January 2027 at 11:59pm");
        for path in ["/consultations", "/", "/staff", "/council"] {
            let mut reader = site.signed_in(site.account(&format!("r{}@example.org", path.len()), Role::Administrator).await).await;
            reader.get(path).await.is(200).says("Tuesday 19 January 2027").does_not_say("Wednesday 20 January 2027");
        }
        let form = staff.get(&format!("{BASE}/extend")).await.is(200);
        form.says("closes on Tuesday 19 January 2027 at 11:59pm").says("value=\"23:59\"").says("value=\"2027-01-20\"");
        // Nothing changes about the moment itself, which programs are told.
        let told = site.visitor().get("/api/v1/consultations/hours").await.json();
        assert_eq!(told["closes_at"], "2027-01-20T00:00:00Z");
        let end = crate::clock::moment("2027-01-20", "00:00").unwrap();
        site.app.clock.advance(end.0 - site.app.clock.now().0 - 1);
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        staff.get("/staff").await.says("closes today at 11:59pm");
        let mut bob = site.resident("bob@example.org").await;
        bob.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(303);
        site.app.clock.advance(1);
        bob.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(409);
        let page = site.visitor().get("/consultations/hours").await;
        page.says("<time datetime=\"2027-01-19T23:59:00Z\">19 Jan 2027<");
        assert_eq!(notices(&site.app.db, id).await.unwrap().len(), 1);
    }

    async fn an_overdue_decision_is_called_so_on_the_slip_the_lists_and_the_front_page(site) {
        let now = site.app.clock.now();
        site.consultation("hours", |new| {
            new.closes_at = Some(now.plus(Time::DAY));
        }).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET decision_due_at = $1", now.plus(10 * Time::DAY)).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.app.clock.advance(2 * Time::DAY);
        let due = "Decision due by <time datetime=\"2026-03-12T10:00:00Z\">Thursday 12 March 2026";
        site.visitor().get("/").await.says("Waiting for a decision").says(due).does_not_say("overdue");
        site.app.clock.advance(9 * Time::DAY);
        let late = "Decision overdue: it was due by <time datetime=\"2026-03-12T10:00:00Z\">Thursday 12 March 2026";
        let mut staff = site.person(Role::Staff).await;
        for path in ["/", "/consultations", "/staff", BASE] {
            staff.get(path).await.is(200).says(late);
        }
        site.visitor().get("/consultations/hours").await.says("<small>overdue<!></small>").says(late);
        site.visitor().get("/consultations/hours/decision").await.says("was due by Thursday 12 March 2026 and is overdue");
    }

    async fn a_draft_whose_dates_have_passed_is_not_stamped(site) {
        let now = site.app.clock.now();
        site.consultation("hours", |new| {
            new.published_at = None;
            new.closes_at = Some(now.plus(-Time::DAY));
        }).await;
        let page = site.person(Role::Staff).await.get(BASE).await.is(200);
        page.says("this date has passed").does_not_say(">Closed<").does_not_say("stamped");
    }

    async fn withdrawing_takes_a_reason_and_a_tick_and_ends_it(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let page = staff.post(&format!("{BASE}/withdraw"), &[("reason", "The building is sold.")]).await.is(422);
        page.says("Tick the box").says("The building is sold.");
        staff.post(&format!("{BASE}/withdraw"), &[("sure", "1")]).await.is(422).says("Enter the reason");
        staff.post(&format!("{BASE}/withdraw"), &[("sure", "1"), ("reason", "The building is sold.")]).await.is(303);
        site.visitor().get("/consultations/hours").await.says("was withdrawn").says("The building is sold.");
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/hours/proposals/1/vote", &[("choice", "support")]).await.is(409);
        staff.post(&format!("{BASE}/withdraw"), &[("sure", "1"), ("reason", "Again")]).await.is(409);
        assert_eq!(audited(site, "consultation.withdraw").await, 1);
    }

    async fn showing_results_live_is_told_with_a_reason(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let path = format!("{BASE}/showing");
        staff.get(&path).await.is(200).says("value=\"hidden\" checked");
        staff.post(&path, &[("results", "live")]).await.is(422).says("Enter the reason");
        staff.post(&path, &[("results", "loud"), ("reason", "x")]).await.is(422);
        staff.post(&path, &[("results", "live"), ("reason", "People asked to see them.")]).await.is(303);
        assert_eq!(by_slug(&site.app.db, "hours").await.unwrap().unwrap().results, Showing::Live);
        site.visitor().get("/consultations/hours").await.says("People asked to see them.");
        site.app.clock.advance(31 * Time::DAY);
        let mut staff = site.signed_in(site.account("late@library.example.org", Role::Staff).await).await;
        staff.post(&path, &[("results", "hidden"), ("reason", "Oops")]).await.is(409);
        assert_eq!(audited(site, "consultation.show-results").await, 1);
    }

    async fn what_is_missing_is_named_by_proposal(site) {
        let mut unready = content("No reasons");
        unready.body.clear();
        site.consultation("hours", |new| {
            new.published_at = None;
            new.proposals = vec![content("Ready"), unready];
        }).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(BASE).await.is(200).says("Proposal 2 gives no reasons.").says("Why?");
    }

    async fn setting_up_what_else_is_asked_does_not_get_in_the_way_of_who_writes_the_texts(site) {
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[]).await;
        let seen = seen(&staff.get(&format!("{BASE}/edit")).await.is(200).body);
        staff.post(&format!("{BASE}/statements"), &[("question", "What matters?"), ("own", "before")]).await.is(303);
        staff.post(&format!("{BASE}/edit"), &typed(&[("title", "Longer Saturdays"), ("seen", &seen)])).await.is(303);
        staff.get(BASE).await.is(200).says("Longer Saturdays");
    }

    async fn a_draft_that_would_have_opened_already_opens_when_it_is_published(site) {
        let mut staff = site.person(Role::Staff).await;
        let past = crate::clock::date_input(site.app.clock.now().plus(-3 * Time::DAY));
        draft(&mut staff, &[("opens_date", &past)]).await;
        staff.get(BASE).await.is(200).says("as soon as it is published").does_not_say("Opened");
    }

    async fn a_draft_is_deleted_after_a_question_with_everything_that_hangs_on_it(site) {
        let mut staff = site.person(Role::Staff).await;
        draft(&mut staff, &[]).await;
        staff.post(&format!("{BASE}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
        staff.post(&format!("{BASE}/statements/add"), &[("texts", "Mondays matter most.")]).await.is(303);
        let ranking = [("question", "Which?"), ("method", "schulze"), ("option_title_0", "A"), ("option_title_1", "B")];
        staff.post(&format!("{BASE}/rankings/new"), &ranking).await.is(303);
        let budget = [("title", "Money"), ("total", "500"), ("ballot", "approve-any"), ("caps", "none"),
            ("completion", "none"), ("ties", "lot")];
        staff.post(&format!("{BASE}/budget"), &budget).await.is(303);
        let project = [("title", "A bench"), ("summary", "Oak."), ("cost", "5")];
        staff.post(&format!("{BASE}/budget/projects/new"), &project).await.is(303);
        let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        let new = crate::proposals::documents::store::NewDocument {
            consultation: consultation.id, proposal: None, title: "Visits", file_name: "visits.pdf",
            kind: crate::files::sniff::FileKind::Pdf,
            sha256: &[7; 32], bytes: b"%PDF-1.7".to_vec(),
        };
        crate::proposals::documents::store::add(&mut tx, new, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        staff.get(BASE).await.says("Delete the draft");
        let page = staff.get(&format!("{BASE}/delete")).await.is(200).says("This cannot be undone.");
        let page = page.says("1 proposal, 1 document, its statements, its rankings, its budget vote");
        let asked = seen(&page.body);
        // A colleague writes on: nothing goes that nobody was asked about.
        staff.post(&format!("{BASE}/statements/add"), &[("texts", "Tuesdays matter more.")]).await.is(303);
        staff.post(&format!("{BASE}/delete"), &[("seen", &asked)]).await.is(409).says("still there");
        let asked = seen(&staff.get(&format!("{BASE}/delete")).await.body);
        let done = staff.post(&format!("{BASE}/delete"), &[("seen", &asked)]).await.is(303);
        staff.get(done.location()).await.says("The draft is deleted.").says("No consultations yet");
        staff.get(BASE).await.is(404);
        for left in [
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM proposals"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM proposal_drafts"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM documents"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM document_contents"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM statements"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM rankings"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budgets"),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_projects"),
        ] {
            assert_eq!(left.number(&site.app.db).await.unwrap(), 0);
        }
        assert_eq!(audited(site, "consultation.delete").await, 1);
        // The next one is another one, in the record of acts too.
        draft(&mut staff, &[]).await;
        assert!(by_slug(&site.app.db, "hours").await.unwrap().unwrap().id.0 > consultation.id.0);
        staff.get("/staff/audit").await.is(200).says("deleted the draft of a consultation");
    }

    async fn what_was_ever_published_is_not_deleted(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(BASE).await.is(200).does_not_say("Delete the draft");
        staff.get(&format!("{BASE}/delete")).await.is(409).says("stays on the record");
        staff.post(&format!("{BASE}/delete"), &[]).await.is(409).says("stays on the record");
        site.visitor().get("/consultations/hours").await.is(200);
    }

    async fn every_act_that_cannot_be_undone_asks_on_a_page_of_its_own(site) {
        let mut staff = site.person(Role::Administrator).await;
        draft(&mut staff, &[]).await;
        staff.post(&format!("{BASE}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
        staff.post(&format!("{BASE}/statements/add"), &[("texts", "Mondays matter most.")]).await.is(303);
        let ranking = [("question", "Which?"), ("method", "schulze"), ("option_title_0", "A"), ("option_title_1", "B")];
        staff.post(&format!("{BASE}/rankings/new"), &ranking).await.is(303);
        let budget = [("title", "Money"), ("total", "500"), ("ballot", "approve-any"), ("caps", "none"),
            ("completion", "none"), ("ties", "lot")];
        staff.post(&format!("{BASE}/budget"), &budget).await.is(303);
        let project = [("title", "A bench"), ("summary", "Oak."), ("cost", "5")];
        staff.post(&format!("{BASE}/budget/projects/new"), &project).await.is(303);
        // Where the act is offered, and the page that asks; the button is on that page only.
        for (from, ask, about) in [
            ("", "/delete", "Saturday hours"),
            ("", "/proposals/1/delete", "Open until six"),
            ("/statements", "/statements/stop", "What matters?"),
            ("/statements/1", "/statements/1/delete", "Mondays matter most."),
            ("/rankings", "/rankings/1/delete", "Which?"),
            ("/budget", "/budget/delete", "Money"),
            ("/budget/projects/1", "/budget/projects/1/delete", "A bench (£5)"),
        ] {
            let action = format!("action=\"{BASE}{ask}\"");
            let page = staff.get(&format!("{BASE}{from}")).await.is(200);
            let page = page.says(&format!("href=\"{BASE}{ask}\"")).does_not_say(&action);
            drop(page);
            let asked = staff.get(&format!("{BASE}{ask}")).await.is(200).says("This cannot be undone.").says(about).says(&action);
            assert_eq!(asked.body.matches("class=\"button warn\"").count(), 1);
        }
        let ann = site.account("ann@example.org", Role::Resident).await;
        let close = format!("/staff/people/{ann}/close");
        staff.get(&format!("/staff/people/{ann}")).await.does_not_say(&format!("action=\"{close}\""));
        staff.get(&close).await.is(200).says("Close this account?").says("ann@example.org");
        staff.post(&close, &[]).await.is(303);
    }

    async fn a_forms_address_opened_as_a_page_leads_to_the_page_it_is_on(site) {
        site.consultation("hours", |_| {}).await;
        let mut visitor = site.visitor();
        let proposal = "/consultations/hours/proposals/1";
        assert_eq!(visitor.get(&format!("{proposal}/vote")).await.is(303).location(), proposal);
        assert_eq!(visitor.get("/sign-out").await.is(303).location(), "/");
        // Of whatever kind the form is.
        let budget = "/consultations/hours/budget";
        assert_eq!(visitor.get(&format!("{budget}/vote")).await.is(303).location(), budget);
        visitor.post("/consultations/hours", &[]).await.is(405);
    }
}
