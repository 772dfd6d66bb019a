//! Setting statements up.

use super::*;

test_both! {
    async fn what_is_published_or_added_while_staff_save_statements_is_asked_again(site) {
        let id = site.consultation("hours", |new| new.published_at = None).await;
        add(site, id, OwnStatementsRule::Off, &THREE).await;
        let mut staff = site.person(Role::Staff).await;
        let mut colleague = staff.clone();
        let now = site.app.clock.now();
        // Both read a draft, then wait; it is published, with another statement, before they may write.
        let mut tx = site.app.db.begin().await.unwrap();
        crate::db::dialect::lock_counts(&mut tx).await.unwrap();
        let publishing = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            store::add(&mut tx, id, None, "Mondays matter most.", StatementState::Published, now).await.unwrap();
            crate::sql!("UPDATE consultations SET published_at = $2 WHERE id = $1", id, now).run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let more = format!("{STAFF}/add");
        let (reworded, added, ()) = tokio::join!(
            staff.post(STAFF, &[("question", "Something else?"), ("own", "before")]),
            colleague.post(&more, &[("texts", "Tuesdays matter most.\nmondays matter MOST")]),
            publishing
        );
        reworded.is(409).says("went on to its next stage meanwhile").says("What matters about opening hours?");
        added.is(409).says("Line 2: this statement is here already").says("Tuesdays matter most.");
        let set = store::set(&site.app.db, id).await.unwrap().unwrap();
        assert_eq!((set.question.as_str(), set.own), ("What matters about opening hours?", OwnStatementsRule::Off));
        assert_eq!(store::all(&site.app.db, id).await.unwrap().len(), 4);
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
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
        site.app.clock.advance(40 * Time::DAY);
        let mut staff = site.signed_in(account).await;
        staff.get(STAFF).await.is(200).says("has closed");
        staff.post(&add, &[("texts", "Too late.")]).await.is(409);
    }

    async fn a_draft_can_do_without_statements_again_and_what_is_published_keeps_something_to_answer(site) {
        let id = site.consultation("hours", |new| new.published_at = None).await;
        add(site, id, OwnStatementsRule::Before, &THREE).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(STAFF).await.says("Ask no statements after all");
        let seen = |page: &str| page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let old = seen(&staff.get(&format!("{STAFF}/stop")).await.is(200).says("its 3 statements").body);
        staff.post(&format!("{STAFF}/add"), &[("texts", "Mondays matter most.")]).await.is(303);
        staff.post(&format!("{STAFF}/stop"), &[("seen", &old)]).await.is(409).says("Look at them again first").says("Mondays matter most.");
        // Nobody moderates what is not published: it would stand in the way.
        let statement = store::by_number(&site.app.db, id, 1).await.unwrap().unwrap();
        let decide = [("action", "remove"), ("reason", "abuse"), ("seen", "0")];
        staff.post(&format!("/staff/moderation/statements/{}", statement.id), &decide).await.is(404);
        let new = seen(&staff.get(&format!("{STAFF}/stop")).await.body);
        let stopped = staff.post(&format!("{STAFF}/stop"), &[("seen", &new)]).await.is(303);
        assert_eq!(stopped.location(), format!("{STAFF}?done=stopped"));
        staff.get(&format!("{STAFF}?done=stopped")).await.says("No statements are asked.").says("Begin with statements");
        assert!(store::set(&site.app.db, id).await.unwrap().is_none());
        assert_eq!(store::all(&site.app.db, id).await.unwrap().len(), 0);
        staff.post(&format!("{STAFF}/stop"), &[]).await.is(404);
        add(site, id, OwnStatementsRule::Before, &[]).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET published_at = $1 WHERE slug = 'hours'", site.app.clock.now()).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.post(&format!("{STAFF}/stop"), &[]).await.is(409);
        staff.get(STAFF).await.does_not_say("Ask no statements after all");
        staff.post(STAFF, &[("own", "off")]).await.is(422).says("write some first");
        assert_eq!(store::set(&site.app.db, id).await.unwrap().unwrap().own, OwnStatementsRule::Before);
    }

    async fn what_is_typed_too_late_is_not_lost_with_the_page(site) {
        let id = asked(site, OwnStatementsRule::Off, &THREE).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/1"), &[("text", "Fridays matter most.")]).await.is(409).says("Fridays matter most.");
        site.app.clock.advance(31 * Time::DAY);
        let account = site.account("second@library.example.org", Role::Staff).await;
        let mut staff = site.signed_in(account).await;
        let late = staff.post(&format!("{STAFF}/add"), &[("texts", "Fridays matter most.\nCafés matter most.")]).await.is(409);
        late.says("has closed").says("What you typed").says("Cafés matter most.");
        staff.post(STAFF, &[("question", "What matters to you?"), ("own", "before")]).await.is(409).says("What matters to you?");
        assert_eq!(store::all(&site.app.db, id).await.unwrap().len(), 3);
    }
}
