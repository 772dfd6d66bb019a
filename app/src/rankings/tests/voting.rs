//! Residents putting options in order.

use super::{PAGE, RESULTS, VOTE, add, orders, publish_ranking, rank, words};
use crate::accounts::store as accounts;
use crate::assembly::PERSONS;
use crate::identity::model::Role;
use crate::rankings::store::{self, ballots};
use crate::responses::store as responses;
use crate::responses::taking_part::{TakingPart, Who};
use crate::responses::writer::Writer;
use crate::test_both;
use crate::time::Time;

/// Text that is there, whatever markup stands around it.
fn flat(html: &str) -> String {
    html.replace("<!>", "")
}

test_both! {
    async fn an_order_is_recorded_shown_with_its_receipt_and_can_be_changed(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(PAGE).await.is(200).says("Which site is best?").says("<strong>one</strong>").says("Every two options are compared")
            .does_not_say("Schulze").does_not_say("seed").does_not_say("sha256").does_not_say("chains")
            .says("Send my order").does_not_say("Your order now");
        let answer = rank(&mut ann, "31").await.is(303);
        assert_eq!(answer.location(), "/consultations/hours/rankings/1?done=ranking#done");
        let page = ann.get("/consultations/hours/rankings/1?done=ranking").await;
        let page = page.says("Your order is recorded").says("/receipts/").says("Your order now").says("Change my order");
        let html = flat(&page.body);
        assert!(html.contains("<ol><li><bdi>School</bdi></li><li><bdi>Park</bdi></li></ol>"), "{html}");
        assert!(html.contains("Left out: “Quay”, “Square”."), "{html}");
        assert_eq!(orders(site, ranking).await, [("3,1".to_owned(), 1)]);
        site.app.clock.advance(Time::HOUR);
        rank(&mut ann, "4213").await.is(303);
        assert_eq!(orders(site, ranking).await, [("4,2,1,3".to_owned(), 1)]);
        let (first, last): (i64, i64) =
            crate::sql!("SELECT first_cast_at, cast_at FROM ranking_ballots").one(&site.app.db).await.unwrap();
        assert_eq!(last - first, Time::HOUR);
    }

    async fn the_form_remembers_the_order_and_the_options_stand_in_the_same_order_each_time(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        rank(&mut ann, "24").await.is(303);
        let first = ann.get(PAGE).await.is(200);
        let again = ann.get(PAGE).await.is(200);
        assert_eq!(first.body, again.body);
        let html = flat(&first.body);
        let quay = html.split("id=\"option_2\"").nth(1).unwrap().split("</select>").next().unwrap();
        assert!(quay.contains("<option value=\"1\" selected"), "{quay}");
        let park = html.split("id=\"option_1\"").nth(1).unwrap().split("</select>").next().unwrap();
        assert!(!park.contains("selected"), "{park}");
    }

    async fn a_visitors_page_does_not_show_that_an_order_came_in(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let before = site.visitor().get(PAGE).await.is(200);
        let mut ann = site.resident("ann@example.org").await;
        for order in ["31", "13", "2", "4321"] {
            rank(&mut ann, order).await.is(303);
            let after = site.visitor().get(PAGE).await.is(200);
            assert_eq!(before.body, after.body);
            assert_eq!(before.headers["etag"], after.headers["etag"]);
        }
        assert_eq!(orders(site, ranking).await.len(), 1);
    }

    async fn a_visitors_page_is_shuffled_anew_at_the_full_hour_though_it_is_kept(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let names = ["Ash", "Beech", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Yew"];
        add(site, consultation, &words("schulze", &names)).await;
        let over = site.app.clock.now().0.rem_euclid(Time::HOUR);
        let first = site.visitor().get(PAGE).await.is(200).body;
        site.app.clock.advance(Time::HOUR - over - 1);
        assert_eq!(site.visitor().get(PAGE).await.body, first);
        site.app.clock.advance(1);
        assert_ne!(site.visitor().get(PAGE).await.body, first);
    }

    async fn the_same_order_sent_again_changes_nothing_that_is_counted(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let changes = async || store::by_number(&site.app.db, hours.id, 1).await.unwrap().unwrap().changes;
        let mut ann = site.resident("ann@example.org").await;
        rank(&mut ann, "31").await.is(303);
        let before = changes().await;
        rank(&mut ann, "31").await.is(303);
        assert_eq!(changes().await, before);
        rank(&mut ann, "13").await.is(303);
        assert_eq!(changes().await, before + 1);
    }

    async fn two_tabs_at_once_count_as_one_person(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let ann = site.resident("ann@example.org").await;
        let (mut one, mut two) = (ann.clone(), ann);
        let (first, second) = tokio::join!(rank(&mut one, "12"), rank(&mut two, "21"));
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
        let orders = orders(site, ranking).await;
        assert_eq!(orders.len(), 1);
        assert_eq!(orders[0].1, 1);
    }

    async fn many_residents_at_once_are_all_counted(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let mut browsers = Vec::new();
        for number in 0..30 {
            browsers.push(site.resident(&format!("r{number}@example.org")).await);
        }
        let sent = browsers.iter_mut().enumerate().map(|(number, browser)| async move {
            rank(browser, ["12", "21", "3"][number % 3]).await.is(303)
        });
        futures::future::join_all(sent).await;
        let expected = [("1,2".to_owned(), 10), ("2,1".to_owned(), 10), ("3".to_owned(), 10)];
        assert_eq!(orders(site, ranking).await, expected);
    }

    async fn slips_are_told_beside_the_field_and_everything_typed_is_kept(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let page = ann.post(VOTE, &[("option_1", "1"), ("option_2", "1"), ("option_4", "3")]).await.is(422);
        let page = page.says("are both your 1st choice").says("There is a problem").says("aria-invalid=\"true\"");
        let html = flat(&page.body);
        for (option, place) in [(1, 1), (2, 1), (4, 3)] {
            let own = html.split(&format!("id=\"option_{option}\"")).nth(1).unwrap().split("</select>").next().unwrap();
            assert!(own.contains(&format!("<option value=\"{place}\" selected")), "option {option}: {own}");
        }
        ann.post(VOTE, &[("option_1", "1"), ("option_4", "3")]).await.is(422).says("You have a 3rd choice but no 2nd");
        ann.post(VOTE, &[]).await.is(422).says("Choose at least the option you want most");
        ann.post(VOTE, &[("option_1", "5")]).await.is(422).says("Choose a place from 1st to 4th");
        ann.post(VOTE, &[("option_1", "one")]).await.is(422).says("Choose a place from 1st to 4th");
        ann.post(VOTE, &[("option_9", "1")]).await.is(422).says("no field called “option_9”");
        ann.post(VOTE, &[("option_1", "1"), ("weight", "9")]).await.is(422).says("no field called “weight”");
        ann.post(VOTE, &[("option_1", "1\0")]).await.is(422).says("NUL");
        ann.post(VOTE, &[("option_1", &"1".repeat(5_000))]).await.is(422).says("Choose a place");
        assert_eq!(orders(site, ranking).await, []);
    }

    async fn nobody_ranks_before_opening_or_after_closing_or_in_a_draft(site) {
        let now = site.app.clock.now();
        let ranking = publish_ranking(site, "schulze", |shape| shape.closes_at = Some(now.plus(Time::MINUTE))).await;
        let sites = words("schulze", &["Park", "Quay"]);
        for (slug, status) in [("later", 409), ("draft", 404), ("gone", 409)] {
            let id = site.consultation(slug, |shape| match slug {
                "later" => shape.opens_at = Some(now.plus(Time::DAY)),
                "draft" => shape.published_at = None,
                _ => shape.withdrawn_at = Some(now),
            })
            .await;
            add(site, id, &sites).await;
            let mut ann = site.resident(&format!("{slug}@example.org")).await;
            ann.post(&format!("/consultations/{slug}/rankings/1/vote"), &[("option_1", "1")]).await.is(status);
        }
        site.visitor().get("/consultations/later/rankings/1").await.is(200).says("Not open yet").does_not_say("<select");
        site.visitor().get("/consultations/draft/rankings/1").await.is(404);
        site.visitor().get("/consultations/gone/rankings/1").await.is(200).says("This has closed");
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/hours/rankings/2/vote", &[("option_1", "1")]).await.is(404);
        ann.post("/consultations/hours/rankings/x/vote", &[("option_1", "1")]).await.is(404);
        site.app.clock.advance(Time::MINUTE - 1);
        rank(&mut ann, "1").await.is(303);
        site.app.clock.advance(1);
        rank(&mut ann, "2").await.is(409).says("has closed");
        assert_eq!(orders(site, ranking).await, [("1".to_owned(), 1)]);
        ann.get(PAGE).await.says("This has closed").says("Your order").does_not_say("<select");
    }

    async fn staff_and_councillors_do_not_rank(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        for role in [Role::Staff, Role::Councillor, Role::Administrator, Role::Moderator, Role::Analyst] {
            let mut person = site.person(role).await;
            person.get(PAGE).await.is(200).says("Only residents rank");
            rank(&mut person, "1").await.is(403);
        }
        assert_eq!(orders(site, ranking).await, []);
    }

    async fn an_order_sent_before_signing_in_is_kept_and_recorded_afterwards(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        site.account("ann@example.org", Role::Resident).await;
        let mut browser = site.visitor();
        let page = rank(&mut browser, "42").await.is(401).says("name=\"carry\"");
        let carried = page.body.split("name=\"carry\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let carried = carried.replace("&amp;", "&");
        let fields = [
            ("email", "ann@example.org"),
            ("password", "correct horse battery"),
            ("continue_to", VOTE),
            ("carry", &carried),
        ];
        browser.post("/sign-in", &fields).await.is(303);
        assert_eq!(orders(site, ranking).await, [("4,2".to_owned(), 1)]);
    }

    async fn an_order_sent_before_the_address_is_confirmed_waits_until_it_is(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let hash = site.app.passwords.hash("correct horse battery".to_owned()).await.unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        let new = accounts::NewAccount {
            email: "ann@example.org",
            name: "Ann",
            password_hash: &hash,
            role: Role::Resident,
            confirmed_at: None,
        };
        let ann = accounts::create(&mut tx, &new, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut ann = site.signed_in(ann).await;
        rank(&mut ann, "42").await.is(403).says("Your order of the options").says("What you sent is kept");
        assert_eq!(orders(site, ranking).await, []);
        ann.post("/account/confirm-again", &[]).await.is(303);
        let link = crate::accounts::tests::confirming_link(site).await;
        ann.post(&link, &[]).await.is(303);
        assert_eq!(orders(site, ranking).await, [("4,2".to_owned(), 1)]);
    }

    async fn a_withdrawn_response_counts_no_more(site) {
        let ranking = publish_ranking(site, "schulze", |shape| shape.results = "live").await;
        let ann = site.account("ann@example.org", Role::Resident).await;
        let mut browser = site.signed_in(ann).await;
        rank(&mut browser, "12").await.is(303);
        let mut bob = site.resident("bob@example.org").await;
        rank(&mut bob, "21").await.is(303);
        site.alike(4, VOTE, &[("option_1", "1")]).await;
        site.visitor().get(RESULTS).await.says("6 people put the options in order");
        let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let response = responses::live(&site.app.db, ann, consultation.id).await.unwrap().unwrap();
        let mut tx = site.app.db.begin().await.unwrap();
        assert!(responses::withdraw(&mut tx, PERSONS, response, site.app.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(orders(site, ranking).await, [("1".to_owned(), 4), ("2,1".to_owned(), 1)]);
        site.app.clock.advance(crate::site::cached_awhile::FRESH);
        site.visitor().get(RESULTS).await.says("5 people put the options in order");
        assert_eq!(ballots::people(&site.app.db, consultation.id).await.unwrap(), [(ranking, 5)]);
    }

    async fn deleting_the_account_takes_the_order_out_while_it_is_open(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        rank(&mut ann, "12").await.is(303);
        ann.post("/account/delete", &[("password", "correct horse battery")]).await.is(303);
        assert_eq!(orders(site, ranking).await, []);
    }

    async fn a_person_finds_their_order_in_their_own_data(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        rank(&mut ann, "41").await.is(303);
        let data = ann.get("/account/data").await.is(200).json();
        let ranking = &data["responses"][0]["rankings"][0];
        assert_eq!(ranking["question"], "Which site is best?");
        assert_eq!(ranking["order"], serde_json::json!(["Square", "Park"]));
        ann.get("/account").await.says("Square, then Park");
    }

    async fn an_option_withdrawn_meanwhile_is_told_and_the_other_choices_are_kept(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let mut tx = site.app.db.begin().await.unwrap();
        store::withdraw_option(&mut tx, ranking, 2, "It was sold.", 2, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let page = rank(&mut ann, "321").await.is(409).says("An option was withdrawn while you were choosing");
        let html = flat(&page.says("It was sold.").body);
        for (option, place) in [(3, 1), (1, 2)] {
            let own = html.split(&format!("id=\"option_{option}\"")).nth(1).unwrap().split("</select>").next().unwrap();
            assert!(own.contains(&format!("<option value=\"{place}\" selected")), "option {option}: {own}");
        }
        assert!(!html.contains("id=\"option_2\""));
        assert_eq!(orders(site, ranking).await, []);
        rank(&mut ann, "31").await.is(303);
    }

    async fn a_ranking_changed_meanwhile_is_told_and_what_was_chosen_is_kept(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let seen = site.app.clock.now();
        let said = seen.0.to_string();
        ann.get(PAGE).await.says(&format!("name=\"seen\" value=\"{said}\""));
        let mut tx = site.app.db.begin().await.unwrap();
        let others = words("schulze", &["Quay", "Park", "School", "Square"]);
        assert!(store::rewrite(&mut tx, ranking, &others, "seed", seen, seen).await.unwrap());
        tx.commit().await.unwrap();
        for old in [said.as_str(), "", "soon"] {
            let page = ann.post(VOTE, &[("seen", old), ("option_3", "1"), ("option_1", "2")]).await.is(409);
            let html = flat(&page.says("were changed while you were choosing").body);
            for (option, place) in [(3, 1), (1, 2)] {
                let own = html.split(&format!("id=\"option_{option}\"")).nth(1).unwrap().split("</select>").next().unwrap();
                assert!(own.contains(&format!("<option value=\"{place}\" selected")), "option {option}: {own}");
            }
        }
        // And not by going past the page either.
        use crate::rankings::desk::Rank;
        use crate::responses::writer::{Refusal, Submission};
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let submission = Submission {
            part: TakingPart::online(Who::Account(site.account("bob@example.org", Role::Resident).await), site.app.clock.now()),
            consultation: hours.id,
            contribution: Box::new(Rank { ranking, order: crate::rankings::model::RankedOrder::new(vec![1]).unwrap(), seen }),
        };
        assert!(matches!(site.app.warm::<Writer>().submit(submission).await, Err(Refusal::Unfit(_))));
        assert_eq!(orders(site, ranking).await, []);
        let latest = store::by_number(&site.app.db, hours.id, 1).await.unwrap().unwrap().updated_at.0.to_string();
        ann.post(VOTE, &[("seen", &latest), ("option_3", "1")]).await.is(303);
    }

    async fn a_ranking_of_another_consultation_is_not_reached_through_this_one(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        let other = site.consultation("other", |_| {}).await;
        let account = site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.signed_in(account).await;
        ann.get("/consultations/other/rankings/1").await.is(404);
        ann.get("/consultations/other/rankings").await.is(404);
        ann.post("/consultations/other/rankings/1/vote", &[("option_1", "1")]).await.is(404);
        // And not by going past the page either.
        use crate::rankings::desk::Rank;
        use crate::responses::writer::{Refusal, Submission};
        let seen = site.app.clock.now();
        let submission = |consultation, order: Vec<i64>| Submission {
            part: TakingPart::online(Who::Account(account), site.app.clock.now()),
            consultation,
            contribution: Box::new(Rank { ranking, order: crate::rankings::model::RankedOrder::new(order).unwrap(), seen }),
        };
        assert_eq!(site.app.warm::<Writer>().submit(submission(other, vec![1])).await, Err(Refusal::Missing));
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        assert_eq!(site.app.warm::<Writer>().submit(submission(hours.id, vec![9])).await, Err(Refusal::Missing));
        assert_eq!(orders(site, ranking).await, []);
    }

    async fn the_consultation_leads_to_its_ranking_and_a_list_to_each_of_several(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        let mut visitor = site.visitor();
        visitor.get("/consultations/hours").await.says("Put them in order").says("/consultations/hours/rankings/1");
        let only = visitor.get("/consultations/hours/rankings").await.is(303);
        assert_eq!(only.location(), PAGE);
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        add(site, hours.id, &words("instant-runoff", &["Red", "Blue"])).await;
        visitor.get("/consultations/hours/rankings").await.is(200).says("/rankings/1\"").says("/rankings/2\"");
        visitor.get("/consultations/hours/rankings/2").await.is(200).says("First choices are counted").says("Red");
        site.consultation("plain", |_| {}).await;
        visitor.get("/consultations/plain").await.is(200).does_not_say("/rankings");
    }
}
