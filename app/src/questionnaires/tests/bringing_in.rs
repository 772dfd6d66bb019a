//! Questionnaires from other programs' files: shown before anything is recorded, and never with a condition forgotten.

use super::{EXAMPLE, STAFF};
use crate::identity::model::Role;
use crate::questionnaires::definition::document;
use crate::questionnaires::interchange::{WriteFormat, write};
use crate::test_both;

const LIMESURVEY: &str = "class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tmandatory\tother\n\
    S\t\tlanguage\t\ten\t\t\t\t\n\
    SL\t\tsurveyls_title\t\tMobile stops\t\ten\t\t\n\
    G\tG0\tStops\t1\t\t\ten\t\t\n\
    Q\tL\tuses\t1\tDo you use the mobile library?\t\ten\tY\tN\n\
    A\t0\ty\t\tYes\t\ten\t\t\n\
    A\t0\tn\t\tNo\t\ten\t\t\n\
    Q\tT\twhy\tuses.NAOK == \"n\"\tWhy not?\t\ten\tN\tN\n\
    Q\tT\todd\tstrtotime(uses.NAOK) > 5\tAnything odd?\t\ten\tN\tN\n\
    Q\tX\tbye\t1\tThank you\t\ten\tN\tN\n";

/// What a hidden field of a page holds.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let value = page.split(&start).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
    let value = value.split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

test_both! {
    async fn a_file_is_shown_first_and_comes_in_when_it_is_said_so(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(STAFF).await.is(200).says("Bring one in from a file");
        let form = staff.get(&format!("{STAFF}/import")).await.is(200);
        form.says("before anything is");
        let page = staff.upload(&format!("{STAFF}/import"), &[], "stops.txt", LIMESURVEY.as_bytes()).await.is(200)
            .says("Mobile stops").says("Nothing is recorded yet").says("One condition is not understood").says("strtotime")
            .says("Bring it in without these questions").says("is asked of people who chose “No” for question 1.");
        assert!(!page.body.contains("Anything odd?"), "a question whose condition is not understood is not offered");
        staff.get(STAFF).await.is(200).says("No questionnaires yet");
        let definition = hidden(&page.body, "definition");
        let added = staff.post(&format!("{STAFF}/new"), &[("definition", &definition), ("seen", "0")]).await.is(303);
        staff.get(added.location()).await.is(200).says("Mobile stops").says("Everybody gets to the end.");
        let list = staff.get(STAFF).await.is(200);
        list.says("Mobile stops");
    }

    async fn what_is_taken_away_comes_back_as_the_same(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &[("definition", EXAMPLE)]).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("Take the questions away").says("limesurvey.txt");
        let before = document::from_toml(EXAMPLE).unwrap();
        for (name, ..) in WriteFormat::ALL {
            let file = staff.get(&format!("{STAFF}/1/definition/{name}")).await.is(200);
            let disposition = file.headers["content-disposition"].to_str().unwrap().to_owned();
            assert!(disposition.contains(&format!("hours-questionnaire-1-{name}")), "{disposition}");
            let page = staff.upload(&format!("{STAFF}/import"), &[], name, &file.bytes).await.is(200);
            assert_eq!(document::from_toml(&hidden(&page.body, "definition")).unwrap(), before, "{name}");
        }
        staff.get(&format!("{STAFF}/1/definition/other.txt")).await.is(404);
    }

    async fn what_is_no_questionnaire_is_said_to_be_none_and_nothing_is_recorded(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        let to = format!("{STAFF}/import");
        let cut = {
            let mut whole = write(WriteFormat::XlsForm, &document::from_toml(EXAMPLE).unwrap()).unwrap();
            whole.truncate(whole.len() / 2);
            whole
        };
        for (name, file, words) in [
            ("empty.xlsx", &b""[..], "Choose a file"),
            ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "neither a spreadsheet nor a text"),
            ("list.toml", b"title = ", "line 1"),
            ("page.lss", b"<html><body>Hello</body></html>", "LimeSurvey"),
            ("bomb.lss", b"<!DOCTYPE a [<!ENTITY a \"aaaa\">]><a>&a;</a>", "LimeSurvey"),
            ("cut.xlsx", &cut[..], "damaged"),
            ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "."),
        ] {
            let page = staff.upload(&to, &[], name, file).await.is(422);
            assert!(page.body.contains(words), "{name}: {}", page.body);
            page.says("There is a problem").says("See what would come in");
        }
        staff.post(&to, &[("file", "x")]).await.is(422).says("Choose a file");
        staff.get(STAFF).await.is(200).says("No questionnaires yet");
    }

    async fn nothing_comes_into_a_published_consultation(site) {
        crate::questionnaires::tests::publish(site, EXAMPLE, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/import")).await.is(409);
        staff.upload(&format!("{STAFF}/import"), &[], "stops.txt", LIMESURVEY.as_bytes()).await.is(409);
        let mut councillor = site.person(Role::Councillor).await;
        councillor.get(&format!("{STAFF}/import")).await.is(403);
    }
}
