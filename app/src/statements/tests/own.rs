//! Residents' own statements: read, offered others like them, reported, taken out, erased.

use super::*;

test_both! {
    async fn a_statement_of_ones_own_is_read_first_and_its_author_is_told(site) {
        let id = asked(site, OwnStatementsRule::Before, &THREE).await;
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
        let id = asked(site, OwnStatementsRule::After, &THREE).await;
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
        let id = asked(site, OwnStatementsRule::After, &THREE).await;
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
        let id = asked(site, OwnStatementsRule::After, &[]).await;
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
        let id = asked(site, OwnStatementsRule::Before, &THREE).await;
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
        let id = asked(site, OwnStatementsRule::After, &THREE).await;
        let account = site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.signed_in(account).await;
        ann.post(BASE, &[("text", "Toilets should be open to everybody.")]).await.is(303);
        let mut ben = site.resident("ben@example.org").await;
        answer(&mut ben, 4, "disagree").await.is(303);
        site.app.clock.advance(31 * Time::DAY);
        map::catch_up(&site.app).await.unwrap();
        let mut ann = site.signed_in(account).await;
        ann.get("/account/delete").await.says("What should happen to what you wrote?");
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(422).says("Choose what should happen");
        ann.post("/account/delete", &[("password", "correct horse battery"), ("comments", "remove")]).await.is(303);
        assert_eq!(counts(site, id).await[3], (1, 1, 0), "what was answered stays counted");
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0, "the map stays");
        site.visitor().get(&format!("{BASE}/all")).await.says("words erased").does_not_say("Toilets");
    }

    async fn where_the_service_takes_none_no_statement_can_be_added(site) {
        asked(site, OwnStatementsRule::Off, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(BASE).await.does_not_say("Add your own");
        ann.get(&format!("{BASE}/new")).await.is(200).says("No statement can be added");
        ann.post(BASE, &[("text", "A bus stop is missing.")]).await.is(409).says("does not take statements");
    }

    async fn somebody_who_leaves_takes_their_answers_with_them(site) {
        let id = asked(site, OwnStatementsRule::After, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        answer(&mut ann, 1, "agree").await.is(303);
        ann.post(BASE, &[("text", "Toilets should be open to everybody.")]).await.is(303);
        let taken = ann.get("/account/data").await.is(200).json();
        assert_eq!(taken["responses"][0]["statements_answered"][0]["statement"], "Sundays matter most.");
        assert_eq!(taken["responses"][0]["statements_added"][0]["text"], "Toilets should be open to everybody.");
        let account: (i64,) = crate::sql!("SELECT id FROM accounts WHERE email = 'ann@example.org'").one(&site.app.db).await.unwrap();
        let account = crate::accounts::store::by_id(&site.app.db, crate::ids::AccountId(account.0)).await.unwrap().unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::mine::delete::erase(&mut tx, crate::assembly::PERSONS, &account, true, site.app.clock.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(counts(site, id).await, [(0, 0, 0); 4]);
        let all = store::all(&site.app.db, id).await.unwrap();
        assert_eq!((all[3].state, all[3].text.as_str()), (StatementState::Removed, ""));
        assert_eq!(store::recount(&site.app.db).await.unwrap(), []);
        assert_eq!(store::live_answers(&site.app.db, id).await.unwrap().len(), 0);
        site.visitor().get(&format!("{BASE}/all")).await.does_not_say("Toilets");
    }

    async fn an_author_withdraws_a_statement_and_never_rewords_it(site) {
        let id = asked(site, OwnStatementsRule::After, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut ben = site.resident("ben@example.org").await;
        ann.post(BASE, &[("text", "A bus stop is missing here.")]).await.is(303);
        answer(&mut ben, 4, "agree").await.is(303);
        let own = crate::sql!("SELECT id FROM statements WHERE number = 4").number(&site.app.db).await.unwrap();
        let own = format!("/account/writing/statement/{own}");
        ann.get("/account").await.says("A bus stop is missing here.").says(&own);
        ann.get(&own).await.is(200).says("others answer these very words").does_not_say("Put it right");
        ann.post(&own, &[("words", "Two bus stops are missing.")]).await.is(409);
        ben.post(&format!("{own}/withdraw"), &[]).await.is(404);
        ann.get(&format!("{own}/withdraw")).await.is(200).says("Withdraw this statement?").says("do not count any more");
        ann.post(&format!("{own}/withdraw"), &[]).await.is(303);
        ben.get(&format!("{BASE}/all")).await.is(200).does_not_say("bus stop");
        ann.get(&own).await.is(200).says("You withdrew it");
        assert_eq!(store::recount(&site.app.db).await.unwrap(), []);
        assert_eq!(counts(site, id).await.len(), 4);
        // It may be added again.
        ann.post(BASE, &[("text", "A bus stop is missing here.")]).await.is(303);
    }
}
