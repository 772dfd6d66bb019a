//! The libraries: their pages, how an administrator keeps them, and lists that come in whole or not at all.

use super::intake::{ImportError, ImportSummary, import_file};
use super::store;
use crate::audit;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::sql;
use crate::test_both;
use crate::time::Time;

const HEADINGS: &str = "Library name,Address 1,Postcode,Statutory,Type of library,Monday staffed hours,\
    Monday unstaffed hours,Co-located,Co-located with,Special hours,Notes";

fn list(rows: &[&str]) -> String {
    format!("{HEADINGS}\n{}\n", rows.join("\n"))
}

async fn send(browser: &mut Browser, file: &[u8]) -> TestResponse {
    browser.upload("/staff/branches/import", &[], "list.csv", file).await
}

async fn count(site: &Site) -> i64 {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM branches").number(&site.app.db).await.unwrap()
}

const GOOD: [&str; 3] = [
    "Mill Library,1 Mill Lane,b277xh,Yes,LAL,9 to 5,6 to 8,Yes,Leisure centre,,Lift to all floors",
    "Cotters End Mobile Stop,Village hall,B27 7XJ,Yes,LAL,,,No,,Every other Thursday,",
    "Hill Library,2 Hill Road,B27 7XK,No,CRL,,,No,,,",
];

test_both! {
    async fn a_list_comes_in_and_again_changes_only_what_is_new(site) {
        let mut admin = site.person(Role::Administrator).await;
        admin.get("/staff/branches/import").await.is(200).says("CSV UTF-8").says("word “mobile”");
        let mut file = b"\xEF\xBB\xBF".to_vec();
        file.extend_from_slice(list(&GOOD).as_bytes());
        let answer = send(&mut admin, &file).await.is(303);
        admin.get(answer.location()).await.is(200).says("3 added, 0 updated, 0 unchanged.").says("Cotters End");
        let changed = list(&[GOOD[0], GOOD[1], "Hill Library,3 Hill Road,B27 7XK,No,CRL,,,No,,,"]);
        let db = &site.app.db;
        let now = site.app.clock.now();
        let summary = import_file(db, changed.as_bytes(), None, now).await.unwrap().summary;
        assert_eq!(summary, ImportSummary { added: 0, updated: 1, unchanged: 2 });
        let only = list(&GOOD[..1]);
        let summary = import_file(db, only.as_bytes(), None, now).await.unwrap().summary;
        assert_eq!((summary, count(site).await), (ImportSummary { added: 0, updated: 0, unchanged: 1 }, 3));
        let stop = store::by_slug(db, "cotters-end-mobile-stop").await.unwrap().unwrap();
        assert_eq!(stop.about.kind.word(), "mobile");
        assert_eq!(stop.about.notes, "Every other Thursday");
        assert_eq!(store::by_slug(db, "hill-library").await.unwrap().unwrap().about.kind.word(), "community");
        assert_eq!(audit::store::verify(db).await.unwrap().unwrap().count, 3);
    }

    async fn every_bad_row_is_named_with_its_line_and_none_comes_in(site) {
        let mut admin = site.person(Role::Administrator).await;
        let file = list(&[
            GOOD[0],
            "Hill Library,2 Hill Road,B27 7XK,No,XYZ,,,No,,,",
            "Mill Library,9 Other Lane,B27 7XH,Yes,LAL,,,No,,,",
            "Lake Library,1 Lake Road,B27 7XL,Perhaps,LAL,,,No,,,",
        ]);
        send(&mut admin, file.as_bytes()).await.is(422).says("Nothing was brought in")
            .says("Line 3, Type of library: Write LAL")
            .says("Line 4, Library name: Mill Library is already on line 2")
            .says("Line 5, Statutory: Write Yes or No");
        assert_eq!(count(site).await, 0);
        send(&mut admin, b"Library name,Address 1\nMill,1 Mill Lane\n").await.is(422)
            .says("Postcode: This column is missing").says("Statutory: This column is missing").says("Type of library: This column is missing");
        send(&mut admin, b"").await.is(422).says("Choose a CSV file");
        send(&mut admin, b"\xff\xfeL").await.is(422).says("letters cannot be read");
        send(&mut admin, &vec![b'x'; 3 * 1024 * 1024]).await.is(422).says("larger than 2 MB");
        admin.post("/staff/branches/import", &[("file", "x")]).await.is(422).says("takes a file");
        let error = import_file(&site.app.db, file.as_bytes(), None, site.app.clock.now()).await.unwrap_err();
        assert!(matches!(&error, ImportError::Rows(rows) if rows.len() == 3), "{error}");
        assert!(error.to_string().contains("\n  line 3, Type of library: "), "{error}");
        assert_eq!(count(site).await, 0);
        assert_eq!(audit::store::verify(&site.app.db).await.unwrap().unwrap().count, 0);
    }

    async fn a_list_with_odd_cells_comes_in_and_staff_read_what_was_made_of_each(site) {
        let mut admin = site.person(Role::Administrator).await;
        let file = "Library name;Address 1;Postcode;Statutory;Type of library;Year opened;Year closed;Website;Email address\n\
            Mill Library;1 Mill Lane;B27 7XH;Yes;LAL;2018;2016;www.example.org/mill;mailto:mill@example.org\n\
            Hill Library;2 Hill Road;nowhere;No;CRL;;;;https://example.org/contact\n";
        let page = send(&mut admin, file.as_bytes()).await.is(200);
        page.says("The list is in").says("2 added, 0 updated, 0 unchanged").says("6 things to look at")
            .says("Line 1, Website: Read as “URL”.")
            .says("Line 2, Year closed: It closed in 2016 and opened in 2018, so it is taken as reopened: it is open.")
            .says("Line 2, URL: “www.example.org/mill” is read as https://www.example.org/mill")
            .says("Line 2, Email address: “mailto:mill@example.org” is read as mill@example.org")
            .says("Line 3, Postcode: “nowhere” is not a UK postcode, so it is left out.")
            .says("Line 3, Email address: “https://example.org/contact” is a web page");
        let mill = store::by_slug(&site.app.db, "mill-library").await.unwrap().unwrap().about;
        assert_eq!((mill.year_opened, mill.year_closed), (Some(2018), None));
        assert_eq!((mill.url.as_str(), mill.email.as_str()), ("https://www.example.org/mill", "mill@example.org"));
        assert_eq!(mill.notes, "Reopened in 2018, after it had closed in 2016");
        let hill = store::by_slug(&site.app.db, "hill-library").await.unwrap().unwrap().about;
        assert_eq!((hill.email.as_str(), hill.postcode.as_str()), ("", ""));
        assert_eq!(hill.notes, "To write to the library: https://example.org/contact");
        let again = send(&mut admin, file.as_bytes()).await.is(200);
        again.says("0 added, 0 updated, 2 unchanged");
        assert_eq!(count(site).await, 2);
    }

    async fn names_that_differ_only_by_what_cannot_be_seen_are_one_library(site) {
        let mut admin = site.person(Role::Administrator).await;
        send(&mut admin, list(&GOOD[..1]).as_bytes()).await.is(303);
        let twin = list(&["Mill\u{200B} Library,1 Mill Lane,B27 7XH,Yes,LAL,9 to 5,6 to 8,Yes,Leisure centre,,Lift to all floors"]);
        let answer = send(&mut admin, twin.as_bytes()).await.is(303);
        admin.get(answer.location()).await.says("0 added, 0 updated, 1 unchanged");
        let typed = |name| [("name", name), ("kind", "static"), ("postcode", "B27 7XH")];
        for name in ["Mill\u{200B} Library", "Mill\u{A0}Library", "MILL LIBRARY\u{2060}", "Mill\u{200D} Library"] {
            admin.post("/staff/branches/new", &typed(name)).await.is(422).says("There is an open library of that name already");
        }
        admin.post("/staff/branches/new", &typed("Hill\u{200B} Łódź Library")).await.is(303);
        assert_eq!(store::by_slug(&site.app.db, "hill-lodz-library").await.unwrap().unwrap().about.name, "Hill Łódź Library");
    }

    async fn the_demonstrations_own_list_has_a_mobile_stop_and_a_shared_building(site) {
        let file = include_bytes!("../demo/content/branches.csv");
        let summary = import_file(&site.app.db, file, None, site.app.clock.now()).await.unwrap().summary;
        assert_eq!(summary.added, 8);
        let all = store::everything(&site.app.db).await.unwrap();
        assert!(all.iter().any(|branch| branch.about.kind.word() == "mobile"));
        assert!(all.iter().any(|branch| !branch.about.co_located_with.is_empty()));
    }

    async fn a_resident_reads_when_a_library_is_open_and_what_is_asked_about_it(site) {
        site.visitor().get("/branches").await.is(200).says("No libraries are listed yet");
        import_file(&site.app.db, list(&GOOD).as_bytes(), None, site.app.clock.now()).await.unwrap();
        site.visitor().get("/branches").await.is(200).says("Mill Library").says("B27 7XH")
            .says("Mobile library stop").says("Community-run library").says("shared with Leisure centre");
        site.visitor().get("/branches/mill-library").await.is(200).says("1 Mill Lane, B27 7XH").says("9 to 5")
            .says("Without staff, for members").says("6 to 8").says("Closed").says("Nothing so far");
        site.visitor().get("/branches/hill-library").await.is(200).says("No opening hours are given").says("Its community");
        site.visitor().get("/branches/nowhere").await.is(404);
        let mill = store::by_slug(&site.app.db, "mill-library").await.unwrap().unwrap();
        let id = site.consultation("hours", |_| {}).await;
        site.consultation("whole", |new| {
            new.title = "The whole service".to_owned();
            new.closes_at = Some(site.app.clock.now().plus(-Time::MINUTE));
        })
        .await;
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("INSERT INTO consultation_branches (consultation_id, branch_id) VALUES ($1, $2)", id, mill.id)
            .run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.visitor().get("/branches/mill-library").await.is(200).says("Opening hours at Millbrook")
            .says("<h3>Open<").says("<h3>Closed<").says("About all libraries");
        site.visitor().get("/branches/hill-library").await.is(200).does_not_say("Opening hours at Millbrook").says("The whole service");
    }

    async fn an_administrator_adds_and_changes_a_library_and_mistakes_are_named(site) {
        let mut admin = site.person(Role::Administrator).await;
        admin.get("/staff/branches").await.is(200).says("No libraries yet");
        admin.get("/staff/branches/new").await.is(200).says("Monday, with staff");
        let bad = [("name", ""), ("kind", "castle"), ("postcode", "X"), ("url", "javascript:x"), ("email", "no"), ("year-opened", "last"), ("notes", "Kept as typed")];
        admin.post("/staff/branches/new", &bad).await.is(422).says("Enter the name").says("Choose what kind")
            .says("Enter a UK postcode").says("beginning with https://").says("Enter an email address")
            .says("Enter the year alone").says("Kept as typed");
        let mut new = vec![("name", "New"), ("kind", "static"), ("postcode", "b277xh"), ("statutory", "1"), ("staffed-monday", "9 to 5")];
        admin.post("/staff/branches/new", &new).await.is(303);
        admin.post("/staff/branches/new", &new[..3]).await.is(422).says("There is an open library of that name");
        // "new" is a page of its own, so the library is called something else in addresses.
        site.visitor().get("/branches/new-library").await.is(200).says("B27 7XH").says("9 to 5");
        site.branch("hill", "Hill Library").await;
        new[0] = ("name", "hill library");
        admin.post("/staff/branches/new-library", &new).await.is(422).says("There is an open library of that name");
        new[0] = ("name", "New Street Library");
        new.push(("year-closed", "2025"));
        admin.post("/staff/branches/new-library", &new).await.is(303);
        site.visitor().get("/branches/new-library").await.is(200).says("New Street Library").says("This library closed in 2025.");
        let open = store::all(&site.app.db).await.unwrap();
        assert_eq!(open.len(), 1, "a closed library can no longer be chosen");
        // Nothing changed, so there is no act.
        admin.post("/staff/branches/new-library", &new).await.is(303);
        assert_eq!(audit::store::verify(&site.app.db).await.unwrap().unwrap().count, 2);
        // Two administrators at one library: the second is told, and keeps what they typed.
        let page = admin.get("/staff/branches/new-library").await.is(200);
        let mark = page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let with = |change: &[(&'static str, &str)]| -> Vec<(String, String)> {
            let mut fields: Vec<(String, String)> = new.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            for (name, value) in change {
                fields.retain(|(known, _)| known != name);
                fields.push(((*name).to_owned(), (*value).to_owned()));
            }
            fields
        };
        let mut bea = site.colleague("Bea Boateng", Role::Administrator).await;
        let theirs = with(&[("notes", "Lift out of order"), ("seen", &mark)]);
        let theirs: Vec<(&str, &str)> = theirs.iter().map(|(name, value)| (&**name, &**value)).collect();
        bea.post("/staff/branches/new-library", &theirs).await.is(303);
        let mine = with(&[("notes", "Open on Sundays"), ("seen", &mark)]);
        let mine: Vec<(&str, &str)> = mine.iter().map(|(name, value)| (&**name, &**value)).collect();
        let page = admin.post("/staff/branches/new-library", &mine).await.is(409).says("Bea Boateng saved this library");
        page.says("Lift out of order").says("Open on Sundays</textarea>").says("Save mine").does_not_say("<h3>Postcode");
    }

    async fn network_addresses_are_checked_and_known_in_every_spelling(site) {
        site.branch("mill", "Mill Library").await;
        site.branch("hill", "Hill Library").await;
        let mut admin = site.person(Role::Administrator).await;
        let path = "/staff/branches/mill/addresses";
        for bad in ["", "nonsense", "203.0.113.300", "203.0.113.0/24", "0.0.0.0", "::"] {
            admin.post(path, &[("network", bad)]).await.is(422).says("network-error");
        }
        admin.post(path, &[("network", " 203.0.113.7 ")]).await.is(303);
        admin.post(path, &[("network", "2001:DB8:0::7")]).await.is(303);
        admin.post("/staff/branches/hill/addresses", &[("network", "::ffff:203.0.113.7")]).await.is(422)
            .says("A library has that address already");
        let db = &site.app.db;
        for known in ["203.0.113.7", "::ffff:203.0.113.7", "2001:db8::7"] {
            assert!(store::is_branch_address(db, known).await.unwrap(), "{known}");
        }
        assert!(!store::is_branch_address(db, "203.0.113.8").await.unwrap());
        assert!(!store::is_branch_address(db, "local").await.unwrap());
        let branch = store::by_slug(db, "mill").await.unwrap().unwrap();
        let first = store::addresses(db, branch.id).await.unwrap()[0].id;
        admin.get("/staff/branches/mill").await.is(200).says("203.0.113.7").says("2001:db8::7");
        admin.post(&format!("/staff/branches/hill/addresses/{first}/remove"), &[]).await.is(303);
        assert!(store::is_branch_address(db, "203.0.113.7").await.unwrap(), "it is not that library’s");
        admin.post(&format!("{path}/{first}/remove"), &[]).await.is(303);
        assert!(!store::is_branch_address(db, "203.0.113.7").await.unwrap());
        assert_eq!(audit::store::verify(db).await.unwrap().unwrap().count, 3);
    }
}
