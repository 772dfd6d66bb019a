//! What staff typed is kept whatever a colleague did meanwhile, and saving the same again changes nothing.

use super::staff::{GOOD, changed, draft, draft_to_publish, publish};
use super::*;
use crate::budgets::outcome::Outcomes;
use crate::test_both;

const PROJECT: &[(&str, &str)] =
    &[("title", "A samovar"), ("summary", "For tea on Fridays."), ("cost", "80"), ("category", "Kitchen")];

async fn on_record(site: &Site) -> crate::budgets::model::Budget {
    crate::budgets::store::of(&site.app.db, ConsultationId(1)).await.unwrap().unwrap()
}

async fn acts(site: &Site) -> i64 {
    number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action LIKE 'budget.%'")).await
}

async fn notices(site: &Site) -> i64 {
    number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM consultation_notices")).await
}

test_both! {
    async fn what_was_typed_is_kept_when_a_colleague_deletes_the_budget_vote_meanwhile(site) {
        draft(site).await;
        let mut staff = staff(site).await;
        staff.post(STAFF, GOOD).await.is(303);
        staff.post(&format!("{STAFF}/projects/new"), PROJECT).await.is(303);
        let seen = on_record(site).await.updated_at.0.to_string();
        staff.post(&format!("{STAFF}/delete"), &[]).await.is(303);
        for path in ["new", "1"] {
            let page = staff.post(&format!("{STAFF}/projects/{path}"), PROJECT).await.is(409);
            let page = page.says("A colleague deleted this budget vote while you were writing.").says("it is not saved");
            page.says("id=\"typed\"").says("A samovar").says("For tea on Fridays.").says("80").says("Kitchen");
        }
        // The set-up can be saved anew.
        let page = staff.post(&format!("{STAFF}/edit"), &changed(&[("total", "777"), ("seen", &seen)])).await.is(409);
        let page = page.says("A colleague deleted this budget vote").says("value=\"777\"").says("From the sale of old books.");
        page.says("name=\"seen\" value=\"0\"");
        staff.post(STAFF, &changed(&[("total", "777"), ("seen", "0")])).await.is(303);
        staff.post("/staff/consultations/nowhere/budget/projects/new", PROJECT).await.is(404);
    }

    async fn what_was_typed_is_kept_when_the_budget_vote_is_deleted_while_it_is_being_saved(site) {
        draft(site).await;
        let vote = put(site, ConsultationId(1), |_| {}, &[words("A bench", 20_000)]).await;
        let mut staff = staff(site).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::db::dialect::lock_counts(&mut tx).await.unwrap();
        let deleting = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            editing::delete(&mut tx, vote.budget).await.unwrap();
            tx.commit().await.unwrap();
        };
        let path = format!("{STAFF}/projects/1");
        let (page, ()) = tokio::join!(staff.post(&path, PROJECT), deleting);
        page.is(409).says("A colleague deleted this budget vote").says("For tea on Fridays.");
    }

    async fn a_project_sent_to_the_number_of_an_idea_is_kept_and_shown_the_way(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let closes = site.app.clock.now().plus(DAY);
        put(site, consultation, |set_up| set_up.ideas_close_at = Some(closes), &[words("A bench", 20_000)]).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.post(IDEAS, &[("title", "A kettle"), ("body", "For tea.")]).await.is(303);
        let mut staff = staff(site).await;
        staff.post(&format!("{STAFF}/projects/2"), PROJECT).await.is(409).says("For tea on Fridays.").says(&format!("{STAFF}/ideas/2"));
        staff.post(&format!("{STAFF}/projects/99"), PROJECT).await.is(409).says("For tea on Fridays.");
    }

    async fn limits_that_are_typed_and_not_chosen_are_asked_about(site) {
        draft(site).await;
        let quay = site.branch("quay", "Quay Library").await;
        let cap = format!("cap_branch_{quay}");
        let mut staff = staff(site).await;
        let category = [("cap_name_0", "Furniture"), ("cap_amount_0", "123")];
        let branch = [(cap.as_str(), "234")];
        for (caps, typed, says) in [
            ("none", &category[..], "You entered limits for categories but chose “None”"),
            ("none", &category[1..], "You entered limits for categories but chose “None”"),
            ("none", &branch[..], "You entered limits for libraries but chose “None”"),
            ("category", &[category[0], category[1], branch[0]][..], "You entered limits for libraries but chose “A limit for some categories”"),
            ("branch", &[category[0], category[1], branch[0]][..], "You entered limits for categories but chose “A limit for some libraries”"),
            ("none", &[category[0], branch[0]][..], "You entered limits for libraries and categories but chose “None”"),
        ] {
            let fields = changed(&[&[("caps", caps)], typed].concat());
            let mut page = staff.post(STAFF, &fields).await.is(422).says(says).says("href=\"#caps\"").says("<details open");
            for (_, value) in typed {
                page = page.says(&format!("value=\"{value}\""));
            }
        }
        staff.post(STAFF, &changed(&[("caps", "category"), category[0], category[1]])).await.is(303);
        assert_eq!(on_record(site).await.total, 50_000);
    }

    async fn saving_the_same_again_draws_no_lot_and_tells_nobody(site) {
        let mut staff = staff(site).await;
        draft_to_publish(&mut staff).await;
        let capped = changed(&[
            ("caps", "category"), ("cap_name_0", "Books"), ("cap_amount_0", "100"), ("cap_name_1", "Kitchen"), ("cap_amount_1", "90"),
        ]);
        staff.post(STAFF, &capped).await.is(303);
        staff.post(&format!("{STAFF}/projects/new"), PROJECT).await.is(303);
        let (edit, project) = (format!("{STAFF}/edit"), format!("{STAFF}/projects/1"));
        let before = acts(site).await;
        assert!(staff.post(&edit, &capped).await.is(303).location().ends_with("?done=nothing"));
        assert!(staff.post(&project, PROJECT).await.is(303).location().ends_with("?done=nothing#done"));
        assert_eq!(acts(site).await, before, "nor in a draft");
        publish(&mut staff).await.is(303);
        let (drawn, told) = (on_record(site).await, notices(site).await);
        // The limits in another order, and with a sentence about nothing.
        let turned = changed(&[
            ("caps", "category"), ("cap_name_0", "Kitchen"), ("cap_amount_0", "90"), ("cap_name_1", "Books"), ("cap_amount_1", "100"),
            ("change", "Nothing."),
        ]);
        for same in [&capped, &turned] {
            let answer = staff.post(&edit, same).await.is(303);
            assert_eq!(answer.location(), format!("{STAFF}?done=nothing"));
        }
        let answer = staff.post(&project, &[PROJECT, &[("change", "Nothing.")]].concat()).await.is(303);
        assert_eq!(answer.location(), format!("{STAFF}?done=nothing#done"));
        staff.get(&format!("{STAFF}?done=nothing")).await.says("Nothing was changed.");
        let now = on_record(site).await;
        assert_eq!((now.seed, now.updated_at, now.changes), (drawn.seed, drawn.updated_at, drawn.changes));
        assert_eq!((acts(site).await, notices(site).await), (before, told));
        // Something changed is told, and what staff forgot to end is ended before the next sentence.
        let dearer = [PROJECT[0], PROJECT[1], ("cost", "85"), PROJECT[3], ("change", "Same")];
        staff.post(&project, &dearer).await.is(303);
        assert_eq!((acts(site).await, notices(site).await), (before + 1, told + 1));
        let page = site.visitor().get("/consultations/hours").await;
        page.says("“A samovar” (£85). Same.").does_not_say("The lot that decides");
        staff.post(&edit, &changed(&[("total", "510"), ("change", "More money (“a gift”)")])).await.is(303);
        site.visitor().get("/consultations/hours").await.says("The budget vote changed. More money (“a gift”).");
    }

    async fn only_where_the_seed_was_public_it_is_said_that_an_idea_could_be_timed_by_it(site) {
        let told = "whoever sent one could work out beforehand how the lot treats it";
        let vote = open(site, |set_up| set_up.ties = Ties::Lot).await;
        let change = async |seed: &str| {
            let mut tx = site.app.db.begin().await.unwrap();
            let until = site.app.clock.now().plus(DAY);
            sql!("UPDATE budgets SET ideas_close_at = $2, seed = $3 WHERE id = $1", vote.budget, until, seed).run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        change(SEED).await;
        site.visitor().get(PAGE).await.does_not_say("a lot decides").does_not_say("seed");
        site.visitor().get(RESULTS).await.says("a lot decides").does_not_say(told).does_not_say(SEED);
        change("5be1c09d2f74a638").await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(RESULTS).await.says(told).says("5be1c09d2f74a638");
    }
    async fn a_vote_that_is_published_late_is_not_published_when_ideas_would_be_over(site) {
        let mut staff = staff(site).await;
        draft_to_publish(&mut staff).await;
        let ideas = [("ideas", "1"), ("ideas_close_date", "2026-03-20"), ("ideas_close_time", "17:00")];
        staff.post(STAFF, &changed(&ideas)).await.is(303);
        staff.post(&format!("{STAFF}/projects/new"), PROJECT).await.is(303);
        // It was to open on 9 March; nobody publishes it until the end of that month.
        site.app.clock.advance(28 * DAY);
        let mut staff = site.signed_in(crate::ids::AccountId(1)).await;
        let told = "Ideas could be sent until Friday 20 March 2026 at 5pm, which has passed.";
        staff.get("/staff/consultations/hours").await.says(told);
        publish(&mut staff).await.is(422).says(told);
        let again = changed(&[&ideas[..], &[("total", "600")]].concat());
        staff.post(&format!("{STAFF}/edit"), &again).await.is(422).says("This moment has passed: choose a later one");
        let later = [("ideas", "1"), ("ideas_close_date", "2026-04-20"), ("ideas_close_time", "17:00")];
        staff.post(&format!("{STAFF}/edit"), &changed(&later)).await.is(303);
        publish(&mut staff).await.is(303);
    }

    async fn before_it_opens_nobody_could_have_voted(site) {
        let now = site.app.clock.now();
        let consultation = site.consultation("hours", |shape| shape.opens_at = Some(now.plus(DAY))).await;
        put(site, consultation, |_| {}, &[words("A bench", 20_000)]).await;
        let budget = on_record(site).await;
        let outcome = site.app.warm::<Outcomes>().of(&site.app, &budget, false).await.unwrap();
        let crate::budgets::outcome::ShownOutcome::Now(decided) = outcome else { panic!("not worked out") };
        use crate::consultations::model::Stage;
        for at in [Stage::Draft, Stage::Upcoming] {
            assert_eq!(crate::budgets::results::finding(&decided, at), "People can vote once it opens.");
        }
        assert_eq!(crate::budgets::results::finding(&decided, Stage::Open), "Nobody has voted yet.");
        assert_eq!(crate::budgets::results::finding(&decided, Stage::Closed), "Nobody voted, so no project gets money.");
        staff(site).await.get(&format!("{STAFF}/results")).await.is(200).says("People can vote once it opens.");
    }

    async fn a_withdrawn_project_keeps_its_words_and_what_was_typed_and_offers_no_saving(site) {
        let now = site.app.clock.now();
        let consultation = site.consultation("hours", |shape| shape.opens_at = Some(now.plus(DAY))).await;
        put(site, consultation, |_| {}, &[words("A bench", 20_000), words("Books", 30_000)]).await;
        let mut staff = staff(site).await;
        let path = format!("{STAFF}/projects/1");
        let page = staff.post(&format!("{path}/withdraw"), &[("reason", "It rotted.")]).await.is(422).says("It rotted.");
        page.says("id=\"sure-error\"").says("aria-describedby=\"sure-error\"").says("href=\"#sure\"");
        staff.get(&format!("{path}/withdraw")).await.is(200).does_not_say("sure-error");
        staff.post(&format!("{path}/withdraw"), &[("reason", "It rotted."), ("sure", "1")]).await.is(303);
        let typed = [PROJECT, &[("change", "We like tea.")]].concat();
        let page = staff.post(&path, &typed).await.is(409).says("This project is withdrawn").says("A samovar").says("We like tea.");
        page.does_not_say("Save and tell people").says("Back without saving");
    }

    async fn a_withdrawal_by_somebody_who_has_not_seen_a_colleagues_change_is_asked_again(site) {
        let now = site.app.clock.now();
        let consultation = site.consultation("hours", |shape| shape.opens_at = Some(now.plus(DAY))).await;
        put(site, consultation, |_| {}, &[words("A bench", 20_000), words("Books", 30_000)]).await;
        let mut staff = staff(site).await;
        let path = format!("{STAFF}/projects/1");
        let page = staff.get(&format!("{path}/withdraw")).await.is(200);
        let old = page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        staff.post(&path, &[PROJECT, &[("change", "A samovar instead.")]].concat()).await.is(303);
        let fields = [("reason", "It rotted."), ("sure", "1"), ("seen", old.as_str())];
        let page = staff.post(&format!("{path}/withdraw"), &fields).await.is(409);
        let page = page.says("A colleague changed this project meanwhile.").says("It rotted.").does_not_say(&old);
        let fresh = page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("reason", "It rotted."), ("sure", "1"), ("seen", fresh.as_str())];
        staff.post(&format!("{path}/withdraw"), &fields).await.is(303);
    }
}
