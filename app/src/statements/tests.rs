//! Statements, from setting them up to the opinion map.

use soundings_analysis::groups::{Report, Settings, VoteMatrix, analyse, parse_comments, parse_votes};

use super::model::{Own, State};
use super::{export, map, store};
use crate::accounts::model::Role;
use crate::ids::ConsultationId;
use crate::site::testing::{Browser, Site};
use crate::test_both;
use crate::time::Time;

const BASE: &str = "/consultations/hours/statements";
const STAFF: &str = "/staff/consultations/hours/statements";

/// A consultation with these statements by the library service.
async fn asked(site: &Site, own: Own, texts: &[&str]) -> ConsultationId {
    let id = site.consultation("hours", |_| {}).await;
    add(site, id, own, texts).await;
    id
}

async fn add(site: &Site, id: ConsultationId, own: Own, texts: &[&str]) {
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    store::set_up(&mut tx, id, "What matters about opening hours?", own, now).await.unwrap();
    for text in texts {
        store::add(&mut tx, id, None, text, State::Published, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn answer(browser: &mut Browser, number: i64, answer: &str) -> crate::site::testing::Answer {
    browser.post(&format!("{BASE}/{number}/answer"), &[("answer", answer)]).await
}

async fn counts(site: &Site, id: ConsultationId) -> Vec<(i64, i64, i64)> {
    let all = store::all(&site.app.db, id).await.unwrap();
    all.iter().map(|one| (one.agree, one.disagree, one.pass)).collect()
}

const THREE: [&str; 3] = ["Sundays matter most.", "Evenings matter most.", "The library should be open longer."];

test_both! {
    async fn a_resident_is_asked_one_statement_after_the_other_and_can_go_back(site) {
        let id = asked(site, Own::Off, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut seen = Vec::new();
        for round in 0..3 {
            let page = ann.get(BASE).await.is(200).says(&format!("{round} answered of 3"));
            let page = page.says("From the library service").says("What matters about opening hours?");
            let number: i64 = page.body.split("/statements/").filter_map(|part| part.split_once("/answer")?.0.parse().ok()).next().unwrap();
            assert!(!seen.contains(&number), "each is asked once");
            seen.push(number);
            // Looking twice asks the same.
            ann.get(BASE).await.says(&format!("/statements/{number}/answer"));
            site.app.clock.advance(1_000);
            assert_eq!(answer(&mut ann, number, "agree").await.is(303).location(), format!("{BASE}#deck"));
        }
        ann.get(BASE).await.says("You have answered all of them").says("/receipts/");
        let last = seen[2];
        let page = ann.get(&format!("{BASE}?n={last}")).await.says("Your answer now: <strong>Agree").says(&format!("{BASE}?n={}#deck", seen[1]));
        assert!(page.body.contains("aria-pressed=\"true\""));
        answer(&mut ann, last, "disagree").await.is(303);
        let mine = ann.get(&format!("{BASE}/all?only=mine")).await;
        mine.says("You disagree").says("You agree");
        let total = counts(site, id).await;
        assert_eq!(total.iter().map(|one| one.0).sum::<i64>(), 2);
        assert_eq!(total[last as usize - 1], (0, 1, 0));
        assert_eq!(store::recount(&site.app.db).await.unwrap(), []);
    }

    async fn many_residents_and_two_tabs_are_counted_once_each(site) {
        let id = asked(site, Own::Off, &THREE).await;
        let mut browsers = Vec::new();
        for number in 0..20 {
            browsers.push(site.resident(&format!("r{number}@example.org")).await);
        }
        let mut tabs: Vec<Browser> = browsers.iter().flat_map(|one| [one.clone(), one.clone()]).collect();
        let sent = tabs.iter_mut().map(|tab| async { answer(tab, 2, "pass").await.is(303) });
        futures::future::join_all(sent).await;
        assert_eq!(counts(site, id).await, [(0, 0, 0), (0, 0, 20), (0, 0, 0)]);
        assert_eq!(store::recount(&site.app.db).await.unwrap(), []);
    }

    async fn what_is_not_an_answer_is_refused_and_nothing_is_recorded(site) {
        let id = asked(site, Own::Off, &THREE).await;
        let other = site.consultation("other", |_| {}).await;
        add(site, other, Own::Off, &["Somewhere else."]).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(&format!("{BASE}/1/answer"), &[]).await.is(422).says("Choose agree, disagree or pass").says("Sundays matter most.");
        answer(&mut ann, 1, "maybe").await.is(422);
        ann.post(&format!("{BASE}/1/answer"), &[("answer", "agree"), ("weight", "2")]).await.is(422).says("no field called");
        answer(&mut ann, 9, "agree").await.is(404);
        ann.post(&format!("{BASE}/x/answer"), &[("answer", "agree")]).await.is(404);
        ann.post("/consultations/none/statements/1/answer", &[("answer", "agree")]).await.is(404);
        let refused = ann.post_for_json(&format!("{BASE}/1/answer"), &[]).await.is(422).json();
        assert_eq!(refused["errors"]["form"], "Choose agree, disagree or pass");
        assert_eq!(counts(site, id).await, [(0, 0, 0); 3]);
        // A consultation without statements has no such page.
        site.consultation("plain", |_| {}).await;
        ann.get("/consultations/plain/statements").await.is(404);
        ann.get("/consultations/plain").await.is(200).does_not_say(">Statements<");
    }

    async fn an_interactive_deck_is_dealt_the_next_statement_in_json(site) {
        asked(site, Own::Off, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post_for_json(&format!("{BASE}/2/answer"), &[("answer", "pass")]).await.is(200).json();
        let card = done["deck"]["html"].as_str().unwrap();
        assert!(card.contains("1 answered of 3") && card.contains("?n=2#deck"), "{card}");
        assert_ne!(done["deck"]["action"], format!("{BASE}/2/answer"));
        assert!(done["receipt"].as_str().is_some_and(|code| code.len() > 15));
        site.visitor().post_for_json(&format!("{BASE}/1/answer"), &[("answer", "agree")]).await.is(401);
    }

    async fn nobody_answers_before_opening_or_after_closing_and_staff_never_do(site) {
        let now = site.app.clock.now();
        let id = site.consultation("hours", |new| new.closes_at = Some(now.plus(Time::MINUTE))).await;
        add(site, id, Own::After, &THREE).await;
        let later = site.consultation("later", |new| new.opens_at = Some(now.plus(Time::DAY))).await;
        add(site, later, Own::After, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get("/consultations/later/statements").await.says("You can answer from").says("/statements/all");
        ann.post("/consultations/later/statements/1/answer", &[("answer", "agree")]).await.is(409).says("not open yet");
        ann.post("/consultations/later/statements", &[("text", "A bus stop is missing.")]).await.is(409);
        for role in [Role::Staff, Role::Councillor, Role::Moderator] {
            let mut person = site.person(role).await;
            person.get(BASE).await.is(200).says("Only residents answer");
            answer(&mut person, 1, "agree").await.is(403);
        }
        site.app.clock.advance(Time::MINUTE - 1);
        answer(&mut ann, 1, "agree").await.is(303);
        site.app.clock.advance(1);
        answer(&mut ann, 2, "agree").await.is(409).says("has closed");
        ann.post(BASE, &[("text", "A bus stop is missing.")]).await.is(409).says("has closed");
        assert_eq!(counts(site, id).await[..2], [(1, 0, 0), (0, 0, 0)]);
    }

    async fn what_a_stranger_sends_waits_until_they_have_signed_in(site) {
        asked(site, Own::Before, &THREE).await;
        let mut visitor = site.visitor();
        visitor.get(BASE).await.is(200).says("You will be asked to sign in").says("look=1");
        visitor.post(&format!("{BASE}/1/answer"), &[("answer", "agree")]).await.is(401).says("answer=agree");
        visitor.post(BASE, &[("text", "Please open the toilets.")]).await.is(401).says("Please");
    }

    async fn a_statement_of_ones_own_is_read_first_and_its_author_is_told(site) {
        let id = asked(site, Own::Before, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post(BASE, &[("text", "Toilets should be open to everybody.")]).await.is(303);
        assert!(done.location().contains("done=held"));
        ann.get(&format!("{BASE}?done=held")).await.says("a moderator will read it first").says("only you can see it");
        site.visitor().get(&format!("{BASE}/all")).await.does_not_say("Toilets");
        let mut ben = site.resident("ben@example.org").await;
        answer(&mut ben, 4, "agree").await.is(409).says("not asked any more");

        let mut moderator = site.person(Role::Moderator).await;
        let queue = moderator.get("/staff/moderation/statements").await.says("Toilets should be open").says("From a resident");
        assert!(!queue.body.contains("ann@example.org"), "nobody is named");
        let statement = store::by_number(&site.app.db, id, 4).await.unwrap().unwrap();
        let path = format!("/staff/moderation/statements/{}", statement.id);
        moderator.post(&path, &[("action", "remove"), ("seen", "0")]).await.is(422).says("Choose a reason from the policy");
        moderator.post(&path, &[("action", "publish"), ("seen", "0")]).await.is(303);
        moderator.get("/staff/moderation/statements").await.says("Nothing is waiting");
        let again = moderator.post(&path, &[("action", "remove"), ("reason", "abuse"), ("note", "Sorry"), ("seen", "0")]).await.is(409);
        again.says("Somebody else decided").says("Sorry");
        site.visitor().get(&format!("{BASE}/all")).await.says("Toilets").says("From a resident");
        answer(&mut ben, 4, "disagree").await.is(303);
        // Its author agrees with it.
        assert_eq!(counts(site, id).await[3], (1, 1, 0));
        let mail: Vec<(String, String)> = crate::sql!("SELECT recipient, body FROM outbox ORDER BY id").all(&site.app.db).await.unwrap();
        assert!(mail.iter().any(|(to, body)| to == "ann@example.org" && body.contains("It is shown now")), "{mail:?}");
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn a_statement_taken_out_counts_nothing_and_cannot_be_answered(site) {
        let id = asked(site, Own::After, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        let done = ann.post(BASE, &[("text", "Mrs Smith is a fool.")]).await.is(303);
        assert!(done.location().contains("done=own"));
        let mut ben = site.resident("ben@example.org").await;
        ben.get(&format!("{BASE}/4/report")).await.is(200).says("Mrs Smith is a fool.");
        ben.post(&format!("{BASE}/4/report"), &[]).await.is(422).says("Choose what is wrong");
        for _ in 0..2 {
            ben.post(&format!("{BASE}/4/report"), &[("reason", "abuse"), ("detail", "It names somebody.")]).await.is(303);
        }
        let mut moderator = site.person(Role::Moderator).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff").await.says("1 statement waits for a moderator.");
        let page = moderator.get("/staff/moderation/statements").await.says("reported once").says("It names somebody.");
        page.says("1<span class=\"vh\"> waiting");
        let statement = store::by_number(&site.app.db, id, 4).await.unwrap().unwrap();
        let path = format!("/staff/moderation/statements/{}", statement.id);
        moderator.post(&path, &[("action", "remove"), ("reason", "abuse"), ("seen", "0")]).await.is(303);
        answer(&mut ben, 4, "agree").await.is(409);
        let next = ben.post_for_json(&format!("{BASE}/4/answer"), &[("answer", "agree")]).await.is(409).json();
        assert!(next["deck"]["action"].as_str().is_some_and(|action| action != format!("{BASE}/4/answer")), "{next}");
        site.visitor().get(&format!("{BASE}/all")).await.does_not_say("Mrs Smith");
        ann.get(BASE).await.says("A moderator took it out");
        site.visitor().get(&format!("{BASE}/4/report")).await.is(404);
        map::catch_up(&site.app).await.unwrap();
        let map = map::last(&site.app, id).await.unwrap().unwrap();
        let figures = map.report.statements.iter().find(|figures| figures.id == 4).unwrap();
        assert!(figures.moderated_out && figures.counts.answers() == 0);
        moderator.get(&path).await.says("Taken out on");
        // The log has it beside what is decided about comments, without its words.
        let log = moderator.get("/staff/moderation/log").await.says(&format!("Statement {}", statement.id)).says(&path);
        log.does_not_say("Mrs Smith");
        let file = moderator.get("/staff/moderation/log.csv").await.body;
        assert!(file.contains(&format!(",statement,{},remove,abuse,moderator", statement.id)), "{file}");
        staff.get("/staff").await.does_not_say("for a moderator.");
        ben.get(&path).await.is(403);
    }

    async fn a_statement_like_another_is_offered_that_one_first(site) {
        let id = asked(site, Own::After, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(&format!("{BASE}/new")).await.is(200).says("Add a statement");
        let page = ann.post(BASE, &[("text", "Sundays matter to families.")]).await.is(200);
        page.says("Is it one of these?").says("Sundays matter most.").says("Sundays matter to families.").says("anyway");
        ann.post(BASE, &[("text", "sundays MATTER most"), ("anyway", "1")]).await.is(422).says("is here already");
        ann.post(BASE, &[("text", "Sundays matter to families."), ("anyway", "1")]).await.is(303);
        assert_eq!(store::all(&site.app.db, id).await.unwrap().len(), 4);
        for (text, why) in [("", "Enter your statement"), ("Why not on Sundays?", "not as a question"), ("a\0b", "NUL")] {
            ann.post(BASE, &[("text", text)]).await.is(422).says(why);
        }
        let long = "long words ".repeat(14);
        ann.post(BASE, &[("text", &long)]).await.is(422).says("13 too many").says("long words long words");
        ann.post(BASE, &[("text", "Fine words."), ("number", "1")]).await.is(422).says("no field called").says("Fine words.");
    }

    async fn private_details_wait_for_a_moderator_and_ten_statements_are_enough(site) {
        let id = asked(site, Own::After, &[]).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(BASE).await.says("No statements yet").says("Write the first statement");
        let held = ann.post(BASE, &[("text", "Ring me on 01632 960001 about it.")]).await.is(303);
        assert!(held.location().contains("done=held"));
        let words = ["Chairs", "Lamps", "Toys", "Maps", "Plants", "Films", "Games", "Tea", "Music"];
        for word in words {
            ann.post(BASE, &[("text", &format!("{word} would be lovely.")), ("anyway", "1")]).await.is(303);
        }
        ann.post(BASE, &[("text", "Zebras ought to visit."), ("anyway", "1")]).await.is(409).says("as many as one person can").says("Zebras");
        // However many are sent at once.
        let mut ben = site.resident("ben@example.org").await;
        ben.get(BASE).await.is(200);
        let mut tabs: Vec<Browser> = (0..14).map(|_| ben.clone()).collect();
        let sent = tabs.iter_mut().enumerate().map(|(place, tab)| async move {
            tab.post(BASE, &[("text", &format!("Thing{place} matters{place} greatly{place}.")), ("anyway", "1")]).await.status.as_u16()
        });
        let statuses = futures::future::join_all(sent).await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 10, "{statuses:?}");
        assert_eq!(store::all(&site.app.db, id).await.unwrap().len(), 20);
    }

    async fn the_same_statement_sent_twice_is_one(site) {
        let id = asked(site, Own::Before, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        for text in ["Toilets should be open to everybody.", "toilets should be open to everybody"] {
            ann.post(BASE, &[("text", text)]).await.is(303);
        }
        let mut tabs = [ann.clone(), ann.clone(), ann];
        let sent = tabs.iter_mut().map(|tab| async { tab.post(BASE, &[("text", "Lamps would help readers.")]).await.is(303) });
        futures::future::join_all(sent).await;
        assert_eq!(store::all(&site.app.db, id).await.unwrap().len(), 5);
        assert_eq!(store::recount(&site.app.db).await.unwrap(), []);
    }

    async fn words_erased_after_closing_leave_the_result_as_it_was(site) {
        let id = asked(site, Own::After, &THREE).await;
        let account = site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.signed_in(account).await;
        ann.post(BASE, &[("text", "Toilets should be open to everybody.")]).await.is(303);
        let mut ben = site.resident("ben@example.org").await;
        answer(&mut ben, 4, "disagree").await.is(303);
        site.app.clock.advance(31 * Time::DAY);
        map::catch_up(&site.app).await.unwrap();
        let mut ann = site.signed_in(account).await;
        ann.get("/account/delete").await.says("the comment or statement you wrote");
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(422).says("Choose what should happen");
        ann.post("/account/delete", &[("password", "correct horse battery"), ("comments", "remove")]).await.is(303);
        assert_eq!(counts(site, id).await[3], (1, 1, 0), "what was answered stays counted");
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0, "the map stays");
        site.visitor().get(&format!("{BASE}/all")).await.says("words erased").does_not_say("Toilets");
    }

    async fn a_group_is_never_a_person_or_two(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        add(site, id, Own::Off, &THREE).await;
        for people in [3, 14] {
            for person in 0..people {
                let mut browser = site.resident(&format!("r{people}-{person}@example.org")).await;
                for number in 1..=3 {
                    let word = if person % 3 == 0 { "disagree" } else { "agree" };
                    answer(&mut browser, number, word).await.is(303);
                }
            }
            map::catch_up(&site.app).await.unwrap();
            let map = map::last(&site.app, id).await.unwrap().unwrap();
            assert!(!map.report.groups.is_empty() && !map.has_groups_to_show());
            let page = site.visitor().get(&format!("{BASE}/map")).await.is(200);
            page.says("No groups to show").says("What most people agree on").does_not_say("Group A").does_not_say("class=\"opinion\"");
        }
    }

    async fn the_files_say_nothing_of_what_was_taken_down_nor_who_wrote_what(site) {
        let id = asked(site, Own::Before, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        answer(&mut ann, 1, "agree").await.is(303);
        ann.post(BASE, &[("text", "Mrs Smith is a fool.")]).await.is(303);
        let consultation = crate::consultations::store::by_id(&site.app.db, id).await.unwrap().unwrap();
        let votes = String::from_utf8(export::votes_file(&site.app, &consultation).await.unwrap()).unwrap();
        let comments = String::from_utf8(export::comments_file(&site.app, &consultation).await.unwrap()).unwrap();
        assert_eq!(votes.lines().count(), 2, "an answer to what waits is its author's alone: {votes}");
        assert!(!comments.contains("Smith"), "{comments}");
        assert!(comments.lines().any(|line| line.contains(",4,resident,,,-1,")), "{comments}");
        let moments: std::collections::BTreeSet<&str> =
            votes.lines().chain(comments.lines()).filter(|line| !line.starts_with("timestamp")).map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(moments.len(), 1, "no line says when it was given");
    }

    async fn where_the_service_takes_none_no_statement_can_be_added(site) {
        asked(site, Own::Off, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(BASE).await.does_not_say("Add your own");
        ann.get(&format!("{BASE}/new")).await.is(200).says("No statement can be added");
        ann.post(BASE, &[("text", "A bus stop is missing.")]).await.is(409).says("does not take statements");
    }

    async fn somebody_who_leaves_takes_their_answers_with_them(site) {
        let id = asked(site, Own::After, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        answer(&mut ann, 1, "agree").await.is(303);
        ann.post(BASE, &[("text", "Toilets should be open to everybody.")]).await.is(303);
        let taken = ann.get("/account/data").await.is(200).json();
        assert_eq!(taken["responses"][0]["statements_answered"][0]["statement"], "Sundays matter most.");
        assert_eq!(taken["responses"][0]["statements_added"][0]["text"], "Toilets should be open to everybody.");
        let account: (i64,) = crate::sql!("SELECT id FROM accounts WHERE email = 'ann@example.org'").one(&site.app.db).await.unwrap();
        let account = crate::accounts::store::by_id(&site.app.db, crate::ids::AccountId(account.0)).await.unwrap().unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::accounts::delete::erase(&mut tx, &account, true, site.app.clock.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counts(site, id).await, [(0, 0, 0); 4]);
        let all = store::all(&site.app.db, id).await.unwrap();
        assert_eq!((all[3].state, all[3].text.as_str()), (State::Removed, ""));
        assert_eq!(store::recount(&site.app.db).await.unwrap(), []);
        assert_eq!(store::live_answers(&site.app.db, id).await.unwrap().len(), 0);
        site.visitor().get(&format!("{BASE}/all")).await.does_not_say("Toilets");
    }

    async fn staff_set_statements_up_and_reword_them_only_in_a_draft(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let account = site.account("staff@library.example.org", Role::Staff).await;
        let mut staff = site.signed_in(account).await;
        staff.get("/staff/consultations/hours").await.says("Ask statements too");
        staff.get(STAFF).await.is(200).says("Begin with statements");
        staff.post(STAFF, &[("question", ""), ("own", "before")]).await.is(422).says("Enter the question");
        staff.post(STAFF, &[("question", "What matters?"), ("own", "perhaps")]).await.is(422).says("What matters?");
        staff.post(STAFF, &[("question", "What matters?"), ("own", "before")]).await.is(303);
        let add = format!("{STAFF}/add");
        staff.post(&add, &[("texts", "")]).await.is(422).says("Write at least one statement");
        let bad = staff.post(&add, &[("texts", "Good one.\nIs this one?\ngood one")]).await.is(422);
        bad.says("Line 2: Write it as a statement").says("Line 3: this statement is here already").says("Is this one?");
        staff.post(&add, &[("texts", "Sundays matter.\n\nEvenings matter.\n")]).await.is(303);
        staff.get(&format!("{STAFF}/1")).await.is(200).says("Sundays matter.");
        staff.post(&format!("{STAFF}/1"), &[("text", "Sundays matter?")]).await.is(422).says("Sundays matter?");
        staff.post(&format!("{STAFF}/1"), &[("text", "Sundays matter a lot.")]).await.is(303);
        staff.post(&format!("{STAFF}/2/delete"), &[]).await.is(303);
        staff.get(STAFF).await.says("The statements (1)").says("Sundays matter a lot.");
        site.visitor().get(BASE).await.is(404);
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET published_at = $1 WHERE slug = 'hours'", site.app.clock.now()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.post(&format!("{STAFF}/1"), &[("text", "Something else.")]).await.is(409).says("these very words");
        staff.post(&format!("{STAFF}/1/delete"), &[]).await.is(409);
        // The question stays; what residents may do can change, and everybody is told.
        staff.post(STAFF, &[("question", "Another?"), ("own", "off")]).await.is(303);
        let page = site.visitor().get("/consultations/hours").await;
        page.says("No more statements can be added").says(">Statements<");
        site.visitor().get(BASE).await.says("What matters?").does_not_say("Another?");
        staff.post(&add, &[("texts", "Mornings matter.")]).await.is(303);
        for role in [Role::Resident, Role::Moderator, Role::Councillor] {
            let mut person = site.person(role).await;
            person.get(STAFF).await.is(403);
            person.post(&add, &[("texts", "Mine.")]).await.is(403);
        }
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
        site.app.clock.advance(40 * Time::DAY);
        let mut staff = site.signed_in(account).await;
        staff.get(STAFF).await.is(200).says("has closed");
        staff.post(&add, &[("texts", "Too late.")]).await.is(409);
    }
}

/// Forty residents in two camps that answer ten statements: they part on all but the last two.
async fn two_camps(site: &Site, id: ConsultationId) -> Vec<Browser> {
    let texts: Vec<String> = (1..=10).map(|number| format!("Statement about matter {number}.")).collect();
    add(site, id, Own::Off, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut people = Vec::new();
    for person in 0..40 {
        let mut browser = site.resident(&format!("r{person}@example.org")).await;
        for number in 1..=10 {
            let same = number > 8;
            // One in ten sees one thing otherwise, so that nobody is a copy of all others.
            let stray = (person + number) % 11 == 0;
            let word = if same || ((person % 2 == 0) ^ stray) { "agree" } else { "disagree" };
            answer(&mut browser, number, word).await.is(303);
        }
        people.push(browser);
    }
    people
}

test_both! {
    async fn the_map_shows_the_camps_what_they_share_and_where_one_sits(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        let mut people = two_camps(site, id).await;
        let mut visitor = site.visitor();
        visitor.get(&format!("{BASE}/map")).await.is(200).says("No map yet");
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 1);
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0, "nothing changed");
        let page = visitor.get(&format!("{BASE}/map")).await.is(200);
        let page = page.says("40 people gave 400 answers").says("They fall into 2 groups").says("Worked out on");
        let page = page.says("Where all groups take the same side").says("Statement about matter 9.").says("class=\"opinion\"");
        page.says("What sets each group apart").says("What divides people").does_not_say("You sit in").does_not_say("style=");
        let (one, other) = (people[0].get(&format!("{BASE}/map")).await, people[1].get(&format!("{BASE}/map")).await);
        let seat = |page: &str| page.split("You sit in group ").nth(1).unwrap().chars().next().unwrap();
        assert_ne!(seat(&one.body), seat(&other.body));
        one.says(">You<");
        let mut newcomer = site.resident("new@example.org").await;
        answer(&mut newcomer, 1, "agree").await.is(303);
        newcomer.get(&format!("{BASE}/map")).await.says("once you have answered 7 statements").does_not_say("You sit in");
        // The last map stays on show until the next is ready.
        visitor.get(&format!("{BASE}/map")).await.says("40 people gave 400 answers");
        map::catch_up(&site.app).await.unwrap();
        visitor.get(&format!("{BASE}/map")).await.says("41 people gave 401 answers");
        visitor.get(&format!("{BASE}/all")).await.says(" agree, ");
    }

    async fn a_hidden_map_is_hidden_from_all_but_staff_until_closing_and_can_then_be_checked(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut people = two_camps(site, id).await;
        map::catch_up(&site.app).await.unwrap();
        let council = site.account("councillor@library.example.org", Role::Councillor).await;
        let mut councillor = site.signed_in(council).await;
        for page in [people[0].get(&format!("{BASE}/map")).await, councillor.get(&format!("{BASE}/map")).await] {
            page.is(200).says("hidden until the consultation closes").does_not_say("class=\"opinion\"");
        }
        people[0].get(BASE).await.does_not_say("Opinion map");
        people[0].get(&format!("{BASE}/all")).await.does_not_say(" disagree, ");
        councillor.get(&format!("{STAFF}/map")).await.is(403);
        let account = site.account("staff@library.example.org", Role::Staff).await;
        let mut staff = site.signed_in(account).await;
        staff.get(&format!("{STAFF}/map")).await.is(200).says("40 people gave 400 answers").says("cannot see this yet");

        site.app.clock.advance(31 * Time::DAY);
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 1, "worked out once more after closing");
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0);
        site.visitor().get(&format!("{BASE}/map")).await.says("Final map");
        // Anybody with the files gets the same groups.
        let (mut staff, mut councillor) = (site.signed_in(account).await, site.signed_in(council).await);
        let mut resident = site.resident("late@example.org").await;
        let consultation = crate::consultations::store::by_id(&site.app.db, id).await.unwrap().unwrap();
        let votes = staff.get(&format!("{STAFF}/votes.csv")).await.is(200);
        let comments = staff.get(&format!("{STAFF}/comments.csv")).await.is(200);
        assert_eq!(votes.bytes, export::votes_file(&site.app, &consultation).await.unwrap());
        let matrix = VoteMatrix::new(
            &parse_votes(&votes.bytes, "votes.csv").unwrap(),
            &parse_comments(&comments.bytes, "comments.csv").unwrap(),
        );
        // Written down and read again, as the map is.
        let checked = serde_json::to_vec(&analyse(&matrix, &Settings::default(), None)).unwrap();
        let checked: Report = serde_json::from_slice(&checked).unwrap();
        let map = map::last(&site.app, id).await.unwrap().unwrap();
        assert!(map.last);
        assert_eq!(checked.statements, map.report.statements);
        assert_eq!(checked.groups, map.report.groups);
        let groups = |report: &Report| {
            let mut places: Vec<_> = report.participants.iter().map(|one| format!("{:?} {:?}", one.group, one.projection)).collect();
            places.sort();
            places
        };
        assert_eq!(groups(&checked), groups(&map.report));
        resident.get(&format!("{STAFF}/votes.csv")).await.is(403);
        councillor.get(&format!("{STAFF}/votes.csv")).await.is(403);
    }

    async fn a_map_of_nobody_or_one_person_or_one_mind_is_an_honest_page(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        add(site, id, Own::Off, &THREE).await;
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0, "nobody has answered");
        let mut ann = site.resident("ann@example.org").await;
        answer(&mut ann, 1, "agree").await.is(303);
        map::catch_up(&site.app).await.unwrap();
        ann.get(&format!("{BASE}/map")).await.says("1 person gave 1 answer.").says("No groups to show");
        for person in 0..6 {
            let mut browser = site.resident(&format!("r{person}@example.org")).await;
            for number in 1..=3 {
                answer(&mut browser, number, "agree").await.is(303);
            }
        }
        map::catch_up(&site.app).await.unwrap();
        let page = ann.get(&format!("{BASE}/map")).await.is(200);
        page.says("7 people gave 19 answers").says("What most people agree on").does_not_say("NaN");
    }
}
