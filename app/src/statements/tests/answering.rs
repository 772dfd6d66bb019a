//! Answering statements, one after the other.

use super::*;

test_both! {
    async fn a_resident_is_asked_one_statement_after_the_other_and_can_go_back(site) {
        let id = asked(site, OwnStatementsRule::Off, &THREE).await;
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
        let id = asked(site, OwnStatementsRule::Off, &THREE).await;
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
        let id = asked(site, OwnStatementsRule::Off, &THREE).await;
        let other = site.consultation("other", |_| {}).await;
        add(site, other, OwnStatementsRule::Off, &["Somewhere else."]).await;
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
        asked(site, OwnStatementsRule::Off, &THREE).await;
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
        add(site, id, OwnStatementsRule::After, &THREE).await;
        let later = site.consultation("later", |new| new.opens_at = Some(now.plus(Time::DAY))).await;
        add(site, later, OwnStatementsRule::After, &THREE).await;
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
        asked(site, OwnStatementsRule::Before, &THREE).await;
        let mut visitor = site.visitor();
        visitor.get(BASE).await.is(200).says("You will be asked to sign in").says("look=1");
        visitor.post(&format!("{BASE}/1/answer"), &[("answer", "agree")]).await.is(401).says("answer=agree");
        visitor.post(BASE, &[("text", "Please open the toilets.")]).await.is(401).says("Please");
    }
}
