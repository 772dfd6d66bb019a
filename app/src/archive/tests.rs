//! Earlier consultations as staff enter them, one by one and as lists, and as everybody finds them.

use crate::archive::{ArchiveError, import_file};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site};
use crate::test_both;

const NEW: &str = "/staff/archive/new";
const HOURS: &str = "/staff/archive/opening-hours-2019";

/// A form with all there is to say, with some fields otherwise.
fn filled<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("title", "Opening hours 2019"),
        ("summary", "Whether Millbrook should open later on Thursdays."),
        ("opened", "2019-02-01"),
        ("closed", "2019-03-14"),
        ("run_with", "Paper forms in six libraries"),
        ("answers", "1,412"),
        ("background", "Fewer people came in the mornings."),
        ("link", "https://council.example/reports/2019"),
        ("outcome", "Thursdays until eight. Mornings stay."),
        ("decided_by", "Cabinet"),
        ("decided_on", "2019-05-21"),
        ("you_said", "Evenings help people who work."),
        ("we_did", ""),
        ("reasons", "Two in three asked for it."),
    ];
    let kept = usual.into_iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.chain(others.iter().copied()).collect()
}

async fn entered(site: &Site, others: &[(&str, &str)]) -> Browser {
    let mut staff = site.person(Role::Staff).await;
    staff.post(NEW, &filled(others)).await.is(303);
    staff
}

/// The moment a page's form was drawn from.
async fn seen(staff: &mut Browser, path: &str) -> String {
    let page = staff.get(path).await.is(200);
    let after = page.body.split("name=\"seen\" value=\"").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

async fn refused(site: &Site, file: &str) -> Vec<String> {
    let now = site.app.clock.now();
    match import_file(&site.app.db, file.as_bytes(), None, now).await {
        Err(ArchiveError::Rows(rows)) => rows.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

test_both! {
    async fn what_was_run_elsewhere_is_found_where_everything_else_is(site) {
        site.branch("millbrook", "Millbrook Library").await;
        let mut staff = entered(site, &[("branch", "millbrook")]).await;
        staff.get(&format!("{HOURS}?done=entered")).await.is(200).says("It is on the record.").says("value=\"2019-03-14\"");

        let mut visitor = site.visitor();
        let page = visitor.get("/consultations/opening-hours-2019").await.is(200);
        let page = page.says("Earlier consultation").says("was not run on this site").says("1,412 people and groups answered.");
        let page = page.says("Paper forms in six libraries").says("14 Mar 2019").says("21 May 2019").says("on council.example");
        page.does_not_say("/results").does_not_say("Our promise").does_not_say("Change this entry");
        let decision = visitor.get("/consultations/opening-hours-2019/decision").await.is(200);
        let decision = decision.says("Thursdays until eight.").says("Evenings help people").says("Two in three asked");
        decision.does_not_say("<h2>We did</h2>").does_not_say("<h2>We asked</h2>").does_not_say("See all of it");
        // Lists, the search by any of its words, the library, the feeds, the map of the site, the API.
        for path in ["/consultations?stage=decided", "/consultations?q=evenings", "/consultations?branch=millbrook"] {
            visitor.get(path).await.is(200).says("Opening hours 2019").says("Thursdays until eight.");
        }
        visitor.get("/consultations.atom").await.is(200).says("Opening hours 2019");
        visitor.get("/decisions.atom").await.is(200).says("Thursdays until eight.");
        let told = visitor.get("/api/v1/consultations/opening-hours-2019").await.is(200).json();
        assert_eq!((&told["run_elsewhere"], &told["stage"]), (&serde_json::json!(true), &serde_json::json!("decided")));
        assert_eq!(told["closes_at"], "2019-03-15T00:00:00Z");
        // There is nothing here that people answered, for anybody.
        for path in ["/consultations/opening-hours-2019/results", "/api/v1/consultations/opening-hours-2019/results"] {
            visitor.get(path).await.is(404);
        }
        staff.get("/staff/consultations/opening-hours-2019/results").await.is(404);
        staff.get("/staff/consultations/opening-hours-2019").await.is(303);
        staff.get("/consultations/opening-hours-2019").await.is(200).says("Change this entry");
        let mut councillor = site.person(Role::Councillor).await;
        councillor.get("/council").await.is(200).says("Opening hours 2019");
        councillor.get("/council/consultations/opening-hours-2019").await.is(303);
    }

    async fn an_outcome_that_nobody_knows_is_not_recorded_and_nothing_waits_for_it(site) {
        let none = [("outcome", ""), ("decided_by", ""), ("decided_on", ""), ("you_said", ""), ("reasons", ""), ("opened", ""), ("answers", ""), ("link", "")];
        let mut staff = entered(site, &none).await;
        let mut visitor = site.visitor();
        let page = visitor.get("/consultations/opening-hours-2019").await.is(200);
        page.says("What was decided is not recorded here.").does_not_say("/decision").does_not_say("The decision comes next");
        visitor.get("/consultations/opening-hours-2019/decision").await.is(404);
        visitor.get("/consultations?stage=closed").await.is(200).says("Opening hours 2019");
        visitor.get("/").await.is(200).does_not_say("Opening hours 2019");
        let mut admin = site.person(Role::Administrator).await;
        for path in ["/staff", "/council"] {
            admin.get(path).await.is(200).does_not_say("Opening hours 2019");
        }
        // Nobody decides on it as on one that was run here.
        staff.get("/staff/consultations/opening-hours-2019/decision").await.is(200).says("It cannot be decided now");
        staff.post("/staff/consultations/opening-hours-2019/decision", &[("act", "save"), ("outcome", "x")]).await.is(409);
        staff.get("/staff/consultations/opening-hours-2019/decision/correct").await.is(409);
        // It comes to light later.
        let seen = seen(&mut staff, HOURS).await;
        staff.post(HOURS, &filled(&[("seen", &seen)])).await.is(303);
        visitor.get("/consultations/opening-hours-2019/decision").await.is(200).says("Thursdays until eight.");
        let taken_back = [("seen", self::seen(&mut staff, HOURS).await)];
        let fields: Vec<(&str, &str)> = none.iter().copied().chain([("seen", taken_back[0].1.as_str())]).collect();
        staff.post(HOURS, &filled(&fields)).await.is(303);
        visitor.get("/consultations/opening-hours-2019/decision").await.is(404);
    }

    async fn what_is_wrong_is_said_and_all_that_was_typed_stays(site) {
        let mut staff = site.person(Role::Staff).await;
        let bad = [("closed", "2030-01-01"), ("answers", "many"), ("decided_on", "2018-01-01"), ("branch", "gone")];
        let page = staff.post(NEW, &filled(&bad)).await.is(422);
        let page = page.says("has not come yet").says("as a whole number").says("not in the list any more");
        page.says("Evenings help people who work.").says("value=\"many\"").says("value=\"2018-01-01\"");
        site.visitor().get("/consultations/opening-hours-2019").await.is(404);
    }

    async fn only_those_who_run_consultations_enter_any(site) {
        site.visitor().get("/staff/archive").await.is(401);
        for role in [Role::Moderator, Role::Analyst, Role::Councillor, Role::Resident] {
            let mut person = site.person(role).await;
            person.get(NEW).await.is(403);
            person.post(NEW, &filled(&[])).await.is(403);
            person.upload("/staff/archive/import", &[], "a.csv", b"Title,Summary,Closed\na,b,2019-01-01\n").await.is(403);
        }
    }

    async fn two_colleagues_at_one_entry_do_not_overwrite_each_other(site) {
        let mut staff = entered(site, &[]).await;
        let seen = seen(&mut staff, HOURS).await;
        let mut other = site.colleague("Robin", Role::Staff).await;
        other.post(HOURS, &filled(&[("seen", &seen), ("answers", "1413")])).await.is(303);
        let page = staff.post(HOURS, &filled(&[("seen", &seen), ("title", "Hours, put right")])).await.is(409);
        page.says("Robin").says("Hours, put right");
        site.visitor().get("/consultations/opening-hours-2019").await.is(200).says("1,413");
    }

    async fn an_entry_made_by_mistake_is_taken_off_with_its_documents_and_cannot_be_found(site) {
        let mut staff = entered(site, &[]).await;
        let documents = "/staff/consultations/opening-hours-2019/documents";
        staff.upload(documents, &[("title", "The report")], "report.pdf", b"%PDF-1.7 report").await.is(303);
        let page = site.visitor().get("/consultations/opening-hours-2019").await.is(200).says("The report");
        let link = page.body.split("href=\"/documents/").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let document = format!("/documents/{link}");
        site.visitor().get(&document).await.is(200);

        staff.get(&format!("{HOURS}/delete")).await.is(200).says("Take this off the record?");
        staff.post(&format!("{HOURS}/delete"), &[("seen", "1")]).await.is(409);
        let seen = seen(&mut staff, HOURS).await;
        staff.post(&format!("{HOURS}/delete"), &[("seen", &seen)]).await.is(303);
        for path in ["/consultations/opening-hours-2019", &document] {
            site.visitor().get(path).await.is(404);
        }
        site.visitor().get("/consultations?q=evenings").await.is(200).does_not_say("Opening hours");
        staff.get(HOURS).await.is(404);
        site.person(Role::Administrator).await.get("/staff/audit").await.is(200).says("took an earlier consultation off the record");
    }

    async fn what_was_run_here_is_not_changed_or_taken_off_as_an_entry(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        for path in ["/staff/archive/hours", "/staff/archive/hours/delete"] {
            staff.get(path).await.is(404);
            staff.post(path, &filled(&[])).await.is(404);
        }
        site.visitor().get("/consultations/hours").await.is(200);
    }

    async fn a_list_comes_in_whole_and_sent_again_changes_nothing(site) {
        site.branch("millbrook", "Millbrook Library").await;
        let file = "Title;Summary;Opened;Closed;Responses;Libraries;Outcome;Decision date;Why\n\
                    Hours;Later on Thursdays;1/2/2019;14 March 2019;412;Millbrook;Adopted.;21/5/2019;\"So it is.\n\nAnd so.\"\n\
                    Books;A fund for books;;2/1/2015;;;;;\n";
        let now = site.app.clock.now();
        let came = import_file(&site.app.db, file.as_bytes(), None, now).await.unwrap();
        assert_eq!((came.entered, came.known), (2, 0), "{:?}", came.remarks);
        site.visitor().get("/consultations/hours").await.is(200).says("412 people").says("/branches/millbrook");
        site.visitor().get("/consultations/hours/decision").await.is(200).says("<p>So it is.</p>");
        site.visitor().get("/consultations/books").await.is(200).says("not recorded here").says("All libraries");
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff/archive").await.is(200).says("Hours").says("Not recorded");
        let again = staff.upload("/staff/archive/import", &[], "list.csv", file.as_bytes()).await.is(200);
        again.says("0 consultations entered, 2 there already").says("is on the record already");
        assert_eq!(site.visitor().get("/consultations/hours-2").await.status, 404);
    }

    async fn a_column_that_is_not_read_is_named_and_two_for_the_same_are_refused(site) {
        let now = site.app.clock.now();
        let file = "Title,Summary,Closed,Outcomes,Notes\nHours,Later,2019-01-01,Decided to keep it,From the minutes\n";
        let came = import_file(&site.app.db, file.as_bytes(), None, now).await.unwrap();
        let remarks: Vec<String> = came.remarks.iter().map(ToString::to_string).collect();
        for heading in ["Outcomes: This column (4) is not read", "Notes: This column (5) is not read"] {
            assert!(remarks.iter().any(|one| one.contains(heading)), "{heading}: {remarks:?}");
        }
        let twice = "Title,Summary,Closed,Answers,Number of answers,Responses\nBooks,A fund,2019-01-01,1,2,3\n";
        let said = refused(site, twice).await;
        assert_eq!(said.iter().filter(|one| one.contains("There is another column for “Answers”")).count(), 1, "{said:?}");
    }

    async fn a_list_with_bad_dates_formulas_and_unknown_libraries_leaves_nothing_behind(site) {
        let file = "Title,Summary,Closed,Decided on,Outcome,Libraries\n\
                    Good,A good one,2019-01-01,,,\n\
                    Bad,Its day is not,31/02/2019,,,Atlantis\n\
                    Late,Decided before it closed,2019-03-01,2019-02-01,No.,\n\
                    =HYPERLINK(),To come,2031-01-01,,,\n\
                    Good,The same again,01/01/2019,,,\n";
        let said = refused(site, file).await;
        for (line, words) in [
            (3, "line 3, Closed: There is no such day as “31/02/2019”."),
            (3, "line 3, Libraries: There is no library called “Atlantis”."),
            (4, "line 4, Decided on: It cannot have been decided before it closed."),
            (5, "line 5, Title: “=HYPERLINK()” is a formula"),
            (5, "line 5, Closed: The day on which it closed has not come yet"),
            (6, "line 6, Title: This is on line 2 too"),
        ] {
            assert!(said.iter().any(|one| one.starts_with(words)), "{line}: {words}: {said:?}");
        }
        assert_eq!(said.len(), 6, "{said:?}");
        site.visitor().get("/consultations").await.is(200).does_not_say("A good one");
        let mut staff = site.person(Role::Staff).await;
        let page = staff.upload("/staff/archive/import", &[], "list.csv", file.as_bytes()).await.is(422);
        page.says("Nothing was brought in").says("Line 3, Closed");
        staff.upload("/staff/archive/import", &[], "list.csv", b"").await.is(422).says("Choose a CSV file");
        staff.post("/staff/archive/import", &[]).await.is(422).says("This page takes a file");
    }

    async fn what_was_entered_says_nothing_about_a_site_that_has_asked_nothing_yet(site) {
        entered(site, &[]).await;
        assert!(!crate::consultations::store::any_published(&site.app.db).await.unwrap());
    }
}
