//! The outcome: both rules side by side, why, who gets something, and what is not given away.

use super::*;
use crate::budgets::outcome;
use crate::budgets::outcome::Outcomes;
use crate::site::cached_awhile::FRESH;
use crate::test_both;

/// So many people of a library with these marks: projects by place, with points.
pub(super) type Alike<'a> = (i64, Option<i64>, &'a [(usize, i64)]);

/// Ballots straight into the record, as if so many people had voted alike.
pub(super) async fn ballots(site: &Site, vote: &Vote, groups: &[Alike<'_>]) {
    let now = site.app.clock.now();
    let mut tx = site.app.db.begin().await.unwrap();
    for (people, branch, marks) in groups {
        for _ in 0..*people {
            let participant =
                sql!("INSERT INTO participants (consultation_id) VALUES ($1) RETURNING id", vote.consultation)
                    .number(&mut tx)
                    .await
                    .unwrap();
            let response = sql!(
                "INSERT INTO responses (consultation_id, participant_id, channel, branch_id, received_at) \
                 VALUES ($1, $2, 'online', $3, $4) RETURNING id",
                vote.consultation,
                participant,
                *branch,
                now
            )
            .number(&mut tx)
            .await
            .unwrap();
            sql!(
                "INSERT INTO budget_ballots (response_id, budget_id, first_cast_at, cast_at) VALUES ($1, $2, $3, $3)",
                response,
                vote.budget,
                now
            )
            .run(&mut tx)
            .await
            .unwrap();
            for (project, points) in *marks {
                sql!(
                    "INSERT INTO budget_marks (response_id, project_id, points) VALUES ($1, $2, $3)",
                    response,
                    vote.projects[*project],
                    *points
                )
                .run(&mut tx)
                .await
                .unwrap();
            }
        }
    }
    sql!("UPDATE budgets SET changes = changes + 1 WHERE id = $1", vote.budget).run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// £500: a majority of six wants the chairs and the bench, four want the books. Most votes first spends all on the six.
async fn divided(site: &Site, with: impl FnOnce(&mut SetUp)) -> Vote {
    let vote = open(site, with).await;
    ballots(site, &vote, &[(6, None, &[(0, 1), (2, 1)]), (4, None, &[(1, 1)])]).await;
    vote
}

async fn staff_page(site: &Site) -> TestResponse {
    staff(site).await.get(&format!("{STAFF}/results")).await.is(200)
}

test_both! {
    async fn equal_shares_gives_a_minority_its_part_and_most_votes_first_does_not(site) {
        let vote = divided(site, |_| {}).await;
        let decided = outcome::work_out(&site.app, vote.consultation, site.app.clock.now()).await.unwrap();
        let numbers = |winners: &[usize]| {
            let mut numbers: Vec<i64> = winners.iter().map(|place| decided.projects[*place].number).collect();
            numbers.sort_unstable();
            numbers
        };
        assert_eq!(numbers(&decided.shares.winners), [1, 2]);
        assert_eq!(numbers(&decided.greedy.winners), [1, 3]);
        site.app.clock.advance(31 * DAY);
        let page = site.visitor().get(RESULTS).await.is(200)
            .says("The money buys 2 projects for £350 of £500: 100% of the 10 people who voted get at least one they chose.")
            .says("Simply taking the most votes would buy 2 projects, and 60% of them would get one.")
            .says("Both ways side by side")
            .says("10 of 10 people get at least one project they chose. If the projects with most votes were simply taken, it would be 6.")
            .says("Not funded: it costs £300, but only £150 of the budget was left when its turn came.")
            .says("Not funded: nobody chose it.")
            .says("Round by round: who paid what")
            .says("The one with the lower number goes first.");
        let (before, _) = page.body.split_once("<summary>How this was counted, and how to check it").unwrap();
        for word in ["Equal shares", "Most votes first", "side by side", "SHA", "seed"] {
            assert!(!before.contains(word), "{word}");
        }
        assert!(page.body.contains("<svg class=\"stack\"") || page.body.contains("class=\"stack\""), "there is a chart");
        assert!(!page.body.contains("style="));
    }

    async fn hidden_means_hidden_until_it_closes(site) {
        divided(site, |_| {}).await;
        let mut visitor = site.visitor();
        visitor.get(RESULTS).await.is(200).says("hidden until the consultation closes").does_not_say("side by side").does_not_say("10 people");
        visitor.get(PAGE).await.does_not_say("See how the vote stands");
        let mut councillor = site.person(Role::Councillor).await;
        councillor.get(RESULTS).await.does_not_say("side by side");
        let mut staff = staff(site).await;
        staff.get(RESULTS).await.says("For staff:").does_not_say("side by side");
        staff.get(&format!("{STAFF}/results")).await.says("The public cannot see these numbers.").says("side by side");
        site.app.clock.advance(31 * DAY);
        visitor.get(RESULTS).await.says("side by side");
        visitor.get(PAGE).await.says("See what the money buys, and why");
        visitor.get("/consultations/hours/results").await.says("The money buys").says(RESULTS);
    }

    async fn live_results_follow_every_vote(site) {
        let consultation = site.consultation("hours", |shape| shape.results = "live").await;
        put(site, consultation, |_| {}, &[words("A bench", 20_000), words("Books", 30_000), words("Chairs", 45_000)]).await;
        let mut visitor = site.visitor();
        visitor.get(RESULTS).await.says("Nobody has voted");
        let mut ann = site.resident("ann@example.org").await;
        ticks(&mut ann, &["1"]).await.is(303);
        site.alike(4, VOTE, &[("project", "1")]).await;
        site.app.clock.advance(FRESH);
        visitor.get(RESULTS).await.says("As it stands, the money buys 1 project for £200 of £500: 100% of the 5 people who voted");
        ticks(&mut ann, &["1", "2"]).await.is(303);
        site.app.clock.advance(FRESH);
        visitor.get(RESULTS).await.says("2 projects for £500 of £500");
        visitor.get(PAGE).await.says("See how the vote stands");
    }

    async fn the_outcome_is_worked_out_again_only_after_some_seconds_while_people_vote_and_at_once_after(site) {
        let consultation = site.consultation("hours", |shape| shape.results = "live").await;
        let vote = put(site, consultation, |_| {}, &[words("A bench", 20_000), words("Books", 30_000)]).await;
        ballots(site, &vote, &[(5, None, &[(0, 1)])]).await;
        let mut visitor = site.visitor();
        visitor.get(RESULTS).await.says("5 people who voted").does_not_say("This is how it stood");
        ballots(site, &vote, &[(1, None, &[(0, 1)])]).await;
        site.app.clock.advance(FRESH - 1);
        visitor.get(RESULTS).await.says("5 people who voted").says("This is how it stood at 10:00:00.");
        site.app.clock.advance(1);
        visitor.get(RESULTS).await.says("6 people who voted").does_not_say("This is how it stood");
        // What is withdrawn goes at once.
        ballots(site, &vote, &[(5, None, &[(1, 1)])]).await;
        visitor.get(RESULTS).await.says("6 people who voted").says("A bench");
        let mut staff = staff(site).await;
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "It rotted."), ("sure", "1")]).await.is(303);
        visitor.get(RESULTS).await.says("5 people who voted").does_not_say("A bench");
        // The last ballots come a moment before closing, and the page looks a moment after.
        site.app.clock.advance(30 * DAY - FRESH - 1);
        ballots(site, &vote, &[(1, None, &[(1, 1)])]).await;
        visitor.get(RESULTS).await.says("As it stands").says("6 people who voted");
        ballots(site, &vote, &[(3, None, &[(1, 1)])]).await;
        visitor.get(RESULTS).await.says("6 people who voted");
        site.app.clock.advance(1);
        visitor.get(RESULTS).await.says("9 people who voted").does_not_say("As it stands").does_not_say("This is how it stood");
    }

    async fn an_outcome_that_cannot_be_worked_out_is_not_tried_for_everybody_who_looks(site) {
        let consultation = site.consultation("hours", |shape| shape.results = "live").await;
        let vote = put(site, consultation, |_| {}, &[words("A bench", 20_000), words("Books", 30_000)]).await;
        ballots(site, &vote, &[(5, None, &[(0, 1), (1, 1)])]).await;
        let mut visitor = site.visitor();
        visitor.get(RESULTS).await.is(200).says("5 people who voted");
        let spoil = async |points: i64| {
            let mut tx = site.app.db.begin().await.unwrap();
            sql!("UPDATE budget_marks SET points = $1", points).run(&mut tx).await.unwrap();
            sql!("UPDATE budgets SET changes = changes + 1").run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        spoil(i64::MAX).await;
        site.app.clock.advance(FRESH);
        // While people vote there is the one from before.
        visitor.get(RESULTS).await.is(200).says("5 people who voted").says("This is how it stood at 10:00:00.");
        site.app.clock.advance(30 * DAY);
        let page = visitor.get(RESULTS).await.is(500);
        let reference = |page: &str| page.split("reference").nth(1).map(|rest| rest.chars().take(40).collect::<String>());
        // It would work now, but nobody knows yet: the same answer under the same reference, and nothing is worked out.
        spoil(1).await;
        let again = visitor.get(RESULTS).await.is(500);
        assert!(reference(&page.body).is_some());
        assert_eq!(reference(&page.body), reference(&again.body));
        site.app.clock.advance(FRESH);
        visitor.get(RESULTS).await.is(200).says("5 people who voted");
    }

    async fn nobody_and_one_project_and_ballots_that_lost_everything(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let vote = put(site, consultation, |_| {}, &[words("A bench", 50_000)]).await;
        staff_page(site).await.says("Nobody has voted");
        ballots(site, &vote, &[(5, None, &[(0, 1)])]).await;
        site.app.clock.advance(FRESH);
        let mut staff = site.signed_in(crate::ids::AccountId(1)).await;
        staff.get(&format!("{STAFF}/results")).await.says("1 project for £500 of £500").says("Simply taking the most votes would buy the same projects.");
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "It rotted."), ("sure", "1")]).await.is(303);
        staff.get(&format!("{STAFF}/results")).await.is(200).says("Nobody has voted");
        site.visitor().get(PAGE).await.is(200).says("Every project was withdrawn").says("It rotted.").does_not_say("No projects yet");
    }

    async fn nothing_is_shown_of_fewer_than_five_people_but_that_they_are_few(site) {
        let consultation = site.consultation("hours", |shape| shape.results = "live").await;
        let vote = put(site, consultation, |set_up| set_up.ties = Ties::Lot, &[words("A bench", 20_000), words("Books", 30_000)]).await;
        ballots(site, &vote, &[(4, None, &[(0, 1)])]).await;
        let few = "Fewer than five people have voted so far, so nothing about how they voted is shown yet.";
        let mut staff = staff(site).await;
        for page in [site.visitor().get(RESULTS).await, staff.get(&format!("{STAFF}/results")).await] {
            let page = page.is(200).says(few).does_not_say("the money buys 1").does_not_say("<figure").does_not_say("£200");
            page.does_not_say("4 people").does_not_say("Why each project").does_not_say("side by side");
        }
        staff.get(&format!("{STAFF}/results")).await.says("Tell more people about it").says("open it for nothing else");
        site.app.clock.advance(31 * DAY);
        let page = site.visitor().get(RESULTS).await.says("Fewer than five people voted, so nothing about how they voted is shown.");
        page.does_not_say("£200").says(SEED).says("A bench");
    }

    async fn small_libraries_are_not_shown_in_public_and_cannot_be_worked_out(site) {
        let vote = open(site, |_| {}).await;
        let central = site.branch("central", "Central Library").await;
        let hill = site.branch("hill", "Hill Library").await;
        let quay = site.branch("quay", "Quay Library").await;
        ballots(site, &vote, &[(20, Some(central.0), &[(0, 1)]), (8, Some(hill.0), &[(1, 1)]), (3, Some(quay.0), &[(1, 1)])]).await;
        staff_page(site).await.says("Quay Library").says("Hill Library");
        site.app.clock.advance(31 * DAY);
        // Quay alone would be what is missing from the total: so Hill joins it.
        site.visitor().get(RESULTS).await
            .says("Central Library")
            .says("All other libraries: too few voters to show one by one")
            .does_not_say("Quay Library")
            .does_not_say("Hill Library");
    }

    async fn limits_bind_and_are_explained(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let furniture = |title: &str, pence| ProjectText { category: "Furniture".to_owned(), ..words(title, pence) };
        let cap = |set_up: &mut SetUp| {
            set_up.caps = Caps::Category;
            set_up.category_caps = vec![("Furniture".to_owned(), 25_000)];
        };
        let vote = put(site, consultation, cap, &[furniture("A bench", 20_000), furniture("Chairs", 20_000), words("Books", 10_000)]).await;
        ballots(site, &vote, &[(9, None, &[(0, 1), (1, 1), (2, 1)])]).await;
        site.app.clock.advance(31 * DAY);
        site.visitor().get(RESULTS).await
            .says("At most £250 for Furniture")
            .says("at most £250 may be spent on “Furniture”. Only £50 of that was left, and it costs £200.");
    }

    async fn a_limit_binds_however_its_category_is_written(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let of = |title: &str, category: &str| ProjectText { category: category.to_owned(), ..words(title, 20_000) };
        let caps = |set_up: &mut SetUp| {
            set_up.caps = Caps::Category;
            // As records hold it that were written before spellings were compared by more than their letters.
            set_up.category_caps = vec![("CAFE\u{301}  chairs".to_owned(), 25_000), ("café Chairs".to_owned(), 30_000)];
        };
        let projects = [of("Armchairs", "Café chairs"), of("Stools", " cafe\u{301}\u{a0}CHAIRS "), of("Books", "Books")];
        let vote = put(site, consultation, caps, &projects).await;
        ballots(site, &vote, &[(9, None, &[(0, 1), (1, 1), (2, 1)])]).await;
        site.app.clock.advance(31 * DAY);
        site.visitor().get(RESULTS).await.is(200).says("Only £50 of that was left, and it costs £200.");
        let decided = outcome::work_out(&site.app, vote.consultation, site.app.clock.now()).await.unwrap();
        assert_eq!(decided.shares.spend, 40_000);
    }

    async fn a_large_vote_is_decided_in_time_and_kept(site) {
        let vote = open(site, |_| {}).await;
        let people = 2_500;
        ballots(site, &vote, &[(people / 2, None, &[(0, 1), (2, 1)]), (people / 2, None, &[(1, 1)])]).await;
        site.app.clock.advance(31 * DAY);
        let budget = crate::budgets::store::of(&site.app.db, vote.consultation).await.unwrap().unwrap();
        let first = match site.app.warm::<Outcomes>().of(&site.app, &budget, false).await.unwrap() {
            outcome::ShownOutcome::Now(decided) => decided,
            other => panic!("{other:?}"),
        };
        let outcome::ShownOutcome::Now(again) = site.app.warm::<Outcomes>().of(&site.app, &budget, false).await.unwrap() else { panic!("not kept") };
        assert!(std::sync::Arc::ptr_eq(&first, &again), "worked out once");
        assert_eq!(first.shares.coverage.voters, 2_500);
        site.visitor().get(RESULTS).await.is(200).says("2,500 people");
    }
}
