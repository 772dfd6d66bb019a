//! Building in the browser, without a script: outline, questions, options, conditions, undo, remarks, the bank, trying out.

use super::{EXAMPLE, LONGER, PAGE, STAFF, amend, publish};
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::test_both;

/// A draft that begins with this text, and a colleague who builds it.
async fn building(site: &Site, toml: &str) -> Browser {
    site.consultation("hours", |new| new.published_at = None).await;
    let mut staff = site.person(Role::Staff).await;
    staff.post(&format!("{STAFF}/new"), &[("definition", toml)]).await.is(303);
    staff
}

fn build() -> String {
    format!("{STAFF}/1/build")
}

fn field(page: &TestResponse, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.body
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("no {name}: {}", page.body))
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

/// A question that a rule has something important to say about.
const LEADING: &str = "Do you agree that opening hours and staffing should be reduced?";

/// What names the first thing that a rule says strongly.
async fn first_finding(staff: &mut Browser) -> String {
    let page = staff.get(&format!("{STAFF}/1")).await.is(200).body;
    let link = page.split("/reason?finding=").nth(1).unwrap().split('"').next().unwrap();
    percent_encoding::percent_decode_str(link).decode_utf8().unwrap().into_owned()
}

/// The order of the questions on the outline.
async fn order(staff: &mut Browser) -> Vec<String> {
    let page = staff.get(&build()).await.is(200);
    page.body.split("data-question=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

test_both! {
    async fn one_of_ours_is_begun_with_and_says_why_each_question_is_asked_like_this(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/new")).await.is(200).says("Opening hours").says("Mobile library stops").says("from nothing");
        let begun = staff.post(&format!("{STAFF}/new"), &[("start", "opening-hours")]).await.is(303);
        let page = staff.get(begun.location()).await.is(200);
        let first = page.body.split("data-question=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        staff.get(&format!("{}/questions/{first}", build())).await.is(200).says("Why it is asked like this").says("As residents see it");
        staff.get(&format!("{STAFF}/1")).await.is(200).says("Everybody gets to the end.");
        staff.post(&format!("{STAFF}/new"), &[("start", "other")]).await.is(422).says("Choose one");
        staff.post(&format!("{STAFF}/new"), &[("start", "empty"), ("title", "")]).await.is(422).says("There is a problem");
        let empty = staff.post(&format!("{STAFF}/new"), &[("start", "empty"), ("title", "Teens")]).await.is(303);
        staff.get(empty.location()).await.is(200).says("Teens");
        let added = [("page", ""), ("kind", "one-of"), ("label", "How old are you?"), ("paste", "Under 13\n13 to 15\n16 or older")];
        let added = staff.post(&format!("{STAFF}/2/build/add"), &added).await.is(303);
        staff.get(added.location()).await.is(200).says("13 to 15");
    }

    async fn questions_are_moved_duplicated_removed_and_all_of_it_is_taken_back(site) {
        let mut staff = building(site, LONGER).await;
        let before = order(&mut staff).await;
        assert_eq!(before, ["library", "visits", "uses", "ages", "hours", "more"]);
        staff.post(&build(), &[("do", "up hours")]).await.is(303);
        staff.post(&build(), &[("do", "copy visits")]).await.is(303);
        assert!(order(&mut staff).await.contains(&"visits_2".to_owned()));
        staff.post(&build(), &[("do", "remove more")]).await.is(303);
        assert!(!order(&mut staff).await.contains(&"more".to_owned()));
        // Something else hangs on it: that is said, with what does.
        let refused = staff.post(&build(), &[("do", "remove visits")]).await.is(422);
        refused.says("There is a problem");
        staff.get(&format!("{}/history", build())).await.is(200).says("Moved “How well do the hours suit you?” up");
        for _ in 0..3 {
            let page = staff.get(&build()).await.is(200);
            let edit = page.body.split("name=\"edit\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            staff.post(&format!("{}/undo", build()), &[("edit", &edit)]).await.is(303);
        }
        assert_eq!(order(&mut staff).await, before);
        // Twice, or after a colleague did something else: nothing is taken back by mistake.
        staff.post(&format!("{}/undo", build()), &[("edit", "1")]).await.is(409);
        staff.post(&build(), &[("do", "after more library")]).await.is(303);
        assert_eq!(order(&mut staff).await[1], "more");
        staff.post(&build(), &[("do", "fly more")]).await.is(422);
    }

    async fn a_question_is_put_in_words_its_options_pasted_moved_and_taken_out(site) {
        let mut staff = building(site, LONGER).await;
        let at = format!("{}/questions/uses", build());
        let page = staff.get(&at).await.is(200).says("What do you use it for?").says("Children’s times").says("Books");
        let seen = field(&page, "seen");
        let all = [
            ("seen", seen.as_str()), ("label-en", "What do you come for?"), ("label-cy", "Pam ydych chi’n dod?"), ("required", "yes"),
            ("o/other/write", "yes"), ("o/none/alone", "yes"), ("paste", "Computers\n- Warmth\n\nBooks"), ("do", "up o children"), ("most", "3"),
        ];
        staff.post(&at, &all).await.is(303);
        let page = staff.get(&at).await.is(200);
        page.says("Pam ydych chi’n dod?");
        let text = staff.get(&format!("{STAFF}/1/edit")).await.is(200).body;
        let places: Vec<usize> = ["children", "books", "computers", "warmth", "none"].iter()
            .map(|code| text.find(&format!("code = &quot;{code}&quot;")).or_else(|| text.find(&format!("code = \"{code}\""))).unwrap_or_else(|| panic!("{code}: {text}"))).collect();
        assert!(places.is_sorted(), "{places:?} {text}");
        // What cannot be is said beside its field, and everything typed stays.
        let page = staff.get(&at).await;
        let seen = field(&page, "seen");
        let bad = [("seen", seen.as_str()), ("label-en", "And now?"), ("most", "many"), ("o/other/write", "yes"), ("o/none/alone", "yes"), ("required", "yes")];
        staff.post(&at, &bad).await.is(422).says("Enter a whole number").says("And now?");
        staff.post(&at, &[("label-en", "x"), ("colour", "red")]).await.is(422).says("no field called");
    }

    async fn a_colleague_who_changed_the_same_question_is_not_written_over_and_another_question_is_no_matter(site) {
        let mut staff = building(site, LONGER).await;
        let mut colleague = site.colleague("Bea", Role::Staff).await;
        let at = format!("{}/questions/more", build());
        let (mine, theirs) = (staff.get(&at).await, colleague.get(&format!("{}/questions/ages", build())).await);
        let seen = field(&theirs, "seen");
        colleague.post(&format!("{}/questions/ages", build()), &[("seen", &seen), ("label-en", "Age of the youngest?")]).await.is(303);
        let own = field(&mine, "seen");
        staff.post(&at, &[("seen", &own), ("label-en", "What else?")]).await.is(303);
        let old = colleague.post(&at, &[("seen", &own), ("label-en", "Something more?")]).await.is(409);
        old.says("A colleague changed this question").says("Something more?");
        staff.get(&build()).await.is(200).says("What else?").says("Age of the youngest?");
    }

    async fn a_condition_is_picked_from_what_was_asked_before(site) {
        let mut staff = building(site, LONGER).await;
        let at = format!("{}/questions/more/condition", build());
        staff.get(&at).await.is(200).says("Now everybody is asked").says("Choose a question");
        let line = [("join", "all"), ("0-join", "all"), ("0-0-question", "visits"), ("do", "line")];
        staff.post(&at, &line).await.is(200).says("is one of").says("Every week");
        let whole = [
            ("join", "all"), ("0-join", "any"), ("0-0-question", "visits"), ("0-0-is", "is"), ("0-0-value", "never"),
            ("0-1-question", "uses"), ("0-1-is", "includes"), ("0-1-value", "books"), ("do", "save"),
        ];
        staff.post(&at, &whole).await.is(303);
        staff.get(&format!("{}/questions/more", build())).await.is(200).says("chose “Never”");
        let page = staff.get(&at).await.is(200);
        page.says("Now it is asked of people who");
        staff.get(&format!("{STAFF}/1/edit")).await.is(200).says("visits = ");
        let wrong = [("0-0-question", "visits"), ("0-0-is", "is"), ("do", "save")];
        staff.post(&at, &wrong).await.is(422).says("There is a problem");
        staff.post(&at, &[("do", "everybody")]).await.is(303);
        staff.get(&at).await.is(200).says("Now everybody is asked");
        // The first question has nothing before it.
        staff.get(&format!("{}/questions/library/condition", build())).await.is(200).says("Nothing is asked before it");
        staff.get(&format!("{}/pages/what/condition", build())).await.is(200).says("Every week");
    }

    async fn pages_and_the_whole_have_words_in_every_language(site) {
        let mut staff = building(site, LONGER).await;
        staff.post(&format!("{}/pages/what", build()), &[("title-en", "What you do"), ("title-cy", "Beth ydych chi’n ei wneud")]).await.is(303);
        staff.get(&build()).await.is(200).says("What you do");
        staff.post(&format!("{}/about", build()), &[("title-en", "Your library"), ("add-language", "pl")]).await.is(303);
        staff.get(&format!("{}/about", build())).await.is(200).says("Your library").says("Polski");
        staff.post(&format!("{}/about", build()), &[("add-language", "Polish!")]).await.is(422).says("code of a language");
        staff.post(&format!("{}/about", build()), &[("take-away", "pl")]).await.is(303);
        staff.get(&format!("{}/about", build())).await.is(200).does_not_say("Polski");
        staff.post(&build(), &[("do", "split more")]).await.is(303);
        staff.get(&build()).await.is(200).says("Page 6");
    }

    async fn colleagues_say_something_and_settle_it_and_residents_never_see_it(site) {
        let mut staff = building(site, LONGER).await;
        let at = format!("{}/questions/more", build());
        staff.post(&format!("{at}/remarks"), &[("text", "")]).await.is(422);
        // One that is too long comes back with all of it, and the question as it was.
        let long = "Too wide? ".repeat(300);
        let page = staff.post(&format!("{at}/remarks"), &[("text", &long)]).await.is(422);
        page.says(long.trim()).says("Anything else?");
        staff.post(&format!("{at}/remarks"), &[("text", "Is this not too <wide>?")]).await.is(303);
        let page = staff.get(&at).await.is(200).says("Is this not too &lt;wide&gt;?");
        staff.get(&build()).await.is(200).says("1 remark");
        let id = page.body.split("name=\"settle\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        staff.post(&format!("{at}/remarks"), &[("settle", &id)]).await.is(303);
        staff.get(&at).await.is(200).says("Open it again");
        staff.get(&build()).await.is(200).does_not_say("1 remark");
        staff.get("/consultations/hours/questionnaires/1/questions").await.is(200).does_not_say("too &lt;wide");
    }

    async fn the_bank_keeps_a_question_for_another_questionnaire(site) {
        let mut staff = building(site, LONGER).await;
        let long = "How often ".repeat(20);
        let page = staff.post(&format!("{}/questions/visits/bank", build()), &[("name", &long)]).await.is(422).says(long.trim());
        // Its ticks are as they are in the draft: the small form beside it says nothing of them.
        let required = page.body.split("id=\"required\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(required.contains("checked"), "{required}");
        staff.post(&format!("{}/questions/visits/bank", build()), &[("name", "How often")]).await.is(303);
        staff.get("/staff/question-bank").await.is(200).says("How often").says("One of several options");
        staff.post(&format!("{STAFF}/new"), &[("start", "empty"), ("title", "Another")]).await.is(303);
        let page = staff.get(&format!("{STAFF}/2/build/add")).await.is(200).says("that your service keeps");
        let id = page.body.split("name=\"bank\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let added = staff.post(&format!("{STAFF}/2/build/add"), &[("page", ""), ("bank", &id)]).await.is(303);
        staff.get(added.location()).await.is(200).says("Every week");
        staff.post("/staff/question-bank", &[("throw-out", &id)]).await.is(303);
        staff.get("/staff/question-bank").await.is(200).says("Nothing is kept yet");
    }

    async fn it_is_tried_out_as_residents_answer_it_and_nothing_is_recorded(site) {
        let mut staff = building(site, EXAMPLE).await;
        let at = format!("{STAFF}/1/try");
        let page = staff.get(&at).await.is(200).says("How often do you come?");
        let (state, first) = (field(&page, "state"), field(&page, "page"));
        staff.post(&at, &[("state", &state), ("page", &first), ("go", "on")]).await.is(422).says("Answer “How often");
        let page = staff.post(&at, &[("state", &state), ("page", &first), ("q-visits", "often"), ("go", "on")]).await.is(200);
        let page = page.says("Why do you come?");
        let (state, second) = (field(&page, "state").replace("&quot;", "\""), field(&page, "page"));
        let page = staff.post(&at, &[("state", &state), ("page", &second), ("q-why", "To read."), ("go", "on")]).await.is(200);
        page.says("This is what would be sent").says("To read.");
        let (drafts, answers): (i64, i64) = (
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_drafts").number(&site.app.db).await.unwrap(),
            crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_answers").number(&site.app.db).await.unwrap(),
        );
        assert_eq!((drafts, answers), (0, 0));
    }

    async fn what_a_rule_says_strongly_needs_a_reason_which_stands_for_those_words(site) {
        let leading = EXAMPLE.replace("How often do you come?", "Do you agree that opening hours and staffing should be reduced?");
        let mut staff = building(site, &leading).await;
        let page = staff.get(&format!("{STAFF}/1")).await.is(200).says("(important)").says("Keep it and say why");
        staff.get("/staff/consultations/hours").await.is(200).says("important things to say about the wording");
        let link = page.body.split("/reason?finding=").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let identity = percent_encoding::percent_decode_str(&link).decode_utf8().unwrap().into_owned();
        let form = staff.get(&format!("{STAFF}/1/reason?finding={link}")).await.is(200);
        form.says("Why it stays as it is");
        staff.post(&format!("{STAFF}/1/reason"), &[("finding", &identity), ("reason", "The council asked for these words.")]).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("The council asked for these words.");
        staff.post(&format!("{STAFF}/1/reason"), &[("finding", "nothing"), ("reason", "x")]).await.is(404);
    }

    async fn a_reason_is_read_by_everybody_only_where_staff_say_so_and_for_the_words_that_are_asked(site) {
        let id = publish(site, &EXAMPLE.replace("How often do you come?", LEADING), |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let mut visitor = site.visitor();
        let (at, questions) = (format!("{STAFF}/1/reason"), format!("{PAGE}/questions"));
        let finding = first_finding(&mut staff).await;
        let ticked = |page: &TestResponse| page.body.contains("name=\"shown\" value=\"1\" checked");
        let fields = [("finding", finding.as_str()), ("reason", "The council asked for these <words>."), ("shown", "1")];
        // Kept for staff alone, as long as nobody ticks it.
        staff.post(&at, &fields[..2]).await.is(303);
        visitor.get(&questions).await.is(200).does_not_say("The council asked").does_not_say("Why some questions");
        staff.post(&at, &fields).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("Everybody can read this reason");
        let page = visitor.get(&questions).await.is(200).says("Why some questions are worded as they are")
            .says(&format!("Question 1 (“{LEADING}”)")).says("The council asked for these &lt;words&gt;.");
        let who: (String, String) = crate::sql!("SELECT name, email FROM accounts ORDER BY id").one(&site.app.db).await.unwrap();
        page.does_not_say(&who.0).does_not_say(&who.1);
        // A mistake keeps the tick.
        let long = "x".repeat(501);
        assert!(ticked(&staff.post(&at, &[fields[0], ("reason", &long), fields[2]]).await.is(422)));
        // Taken off again, it is for staff alone again.
        staff.post(&at, &fields[..2]).await.is(303);
        visitor.get(&questions).await.is(200).does_not_say("The council asked");
        staff.post(&at, &fields).await.is(303);
        visitor.get(&questions).await.is(200).says("The council asked");
        // It stands for those words: in others there is nothing to explain.
        amend(site, id, EXAMPLE, "Asked in other words.").await;
        visitor.get(&questions).await.is(200).does_not_say("The council asked").does_not_say("Why some questions");
    }

    async fn what_was_published_is_retired_and_not_removed(site) {
        publish(site, LONGER, |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&build()).await.is(200).says("Residents are asked the published version").says("Retire");
        staff.post(&build(), &[("do", "remove more")]).await.is(303);
        staff.get(&build()).await.is(200).says("retired").says("Ask it again");
        let at = format!("{}/questions/ages", build());
        let seen = field(&staff.get(&at).await, "seen");
        // The least may only become smaller: what was answered stays an answer.
        staff.post(&at, &[("seen", &seen), ("label-en", "How old is the youngest?"), ("least", "5"), ("most", "18")]).await.is(422);
        staff.get("/consultations/hours/questionnaires/1/questions").await.is(200).says("Anything else?");
    }

    async fn others_do_not_build(site) {
        publish(site, LONGER, |_| {}).await;
        let mut councillor = site.person(Role::Councillor).await;
        for path in [build(), format!("{}/questions/more", build()), "/staff/question-bank".to_owned(), format!("{STAFF}/1/try")] {
            councillor.get(&path).await.is(403);
        }
        councillor.post(&build(), &[("do", "up more")]).await.is(403);
    }
}
