//! Staff writing rankings, and withdrawing options.

use super::{PAGE, RESULTS, SEED, STAFF, VOTE, add, orders, publish_ranking, rank, words};
use crate::assembly::INSTRUMENTS;
use crate::audit;
use crate::consultations::lot;
use crate::consultations::store::{by_slug, notices};
use crate::db::dialect;
use crate::identity::model::Role;
use crate::rankings::store;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

/// Everything the form needs, as typed; `change` replaces values.
fn typed<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("question", "Which site is best?"),
        ("about", "Only one can be had."),
        ("method", "instant-runoff"),
        ("option_title_0", "Park"),
        ("option_summary_0", "By the lake."),
        ("option_title_1", "Quay"),
        ("option_title_3", "School"),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn audited(site: &Site, action: &str) -> i64 {
    assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok(), "the record of acts holds");
    crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = $1", action)
        .number(&site.app.db)
        .await
        .unwrap()
}

/// What the options of the first ranking are called.
async fn titles(site: &Site) -> Vec<String> {
    let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
    let ranking = store::by_number(&site.app.db, consultation.id, 1).await.unwrap().unwrap();
    store::options(&site.app.db, [ranking.id]).await.unwrap().into_iter().map(|option| option.title).collect()
}

/// What the lots of the rankings are drawn from.
async fn seeds(site: &Site) -> Vec<String> {
    let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
    store::all(&site.app.db, consultation.id).await.unwrap().into_iter().map(|ranking| ranking.seed).collect()
}

test_both! {
    async fn staff_write_change_preview_and_delete_a_ranking_while_it_is_a_draft(site) {
        site.consultation("hours", |shape| shape.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff/consultations/hours").await.says("/staff/consultations/hours/rankings");
        staff.get(STAFF).await.is(200).says("No rankings yet").says("When is a ranking right?");
        staff.get(&format!("{STAFF}/new")).await.is(200).says("Which way of counting decides?").says("The usual way").says("<details><summary>Another way of counting");
        let saved = staff.post(&format!("{STAFF}/new"), &typed(&[])).await.is(303);
        assert_eq!(saved.location(), "/staff/consultations/hours/rankings?done=added");
        staff.get(saved.location()).await.says("The ranking is saved").says("Counted: round by round");
        assert_eq!(titles(site).await, ["Park", "Quay", "School"]);
        let preview = staff.get(PAGE).await.is(200).says("Preview.").says("By the lake.");
        preview.does_not_say("sha256sum").does_not_say("#how-counted\">How this");
        staff.get(RESULTS).await.is(200).says("The lot is drawn by chance when this is published.");
        site.visitor().get(PAGE).await.is(404);
        staff.get(&format!("{STAFF}/1/edit")).await.is(200).says("value=\"Park\"").says("<details open><summary>Another way of counting");
        staff.post(&format!("{STAFF}/1/edit"), &typed(&[("option_title_1", ""), ("option_title_2", "Tower")])).await.is(303);
        assert_eq!(titles(site).await, ["Park", "Tower", "School"]);
        staff.get(&format!("{STAFF}/1/delete")).await.is(200).says("Delete the ranking?");
        staff.post(&format!("{STAFF}/1/delete"), &[]).await.is(303);
        staff.get(&format!("{STAFF}/1/edit")).await.is(404);
        for action in ["ranking.create", "ranking.edit", "ranking.delete"] {
            assert_eq!(audited(site, action).await, 1, "{action}");
        }
        let mut administrator = site.person(Role::Administrator).await;
        administrator.get("/staff/audit").await.is(200).says("wrote a ranking in the consultation");
    }

    async fn mistakes_show_the_form_again_with_everything_typed(site) {
        site.consultation("hours", |shape| shape.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        let new = format!("{STAFF}/new");
        let page = staff.post(&new, &typed(&[("question", ""), ("method", "")])).await.is(422);
        page.says("Enter the question").says("Choose how it is decided").says("value=\"Park\"").says("By the lake.");
        let page = staff.post(&new, &typed(&[("option_title_1", ""), ("option_title_3", "")])).await.is(422);
        page.says("Enter at least two options").says("#option_title_1");
        staff.post(&new, &typed(&[("option_title_1", "PARK")])).await.is(422).says("is there twice");
        staff.post(&new, &typed(&[("option_summary_1", "x"), ("option_title_1", "")])).await.is(422).says("a name for option 2");
        let long = "x".repeat(201);
        staff.post(&new, &typed(&[("question", &long)])).await.is(422).says("has 1 too many");
        staff.post(&new, &typed(&[("option_title_0", &long)])).await.is(422).says("too many");
        staff.post(&new, &typed(&[("option_summary_0", &"x".repeat(501))])).await.is(422).says("has 1 too many");
        staff.post(&new, &typed(&[("about", &"x".repeat(10_001))])).await.is(422).says("has 1 too many");
        staff.post(&new, &typed(&[("about", "a\0b")])).await.is(422).says("NUL");
        staff.post(&new, &typed(&[("method", "lottery")])).await.is(422).says("Choose how it is decided");
        staff.post(&new, &typed(&[("colour", "red")])).await.is(422).says("no field called “colour”");
        let more = staff.post(&new, &typed(&[("rows", "more")])).await.is(200);
        more.says("option_title_8").does_not_say("There is a problem");
        assert_eq!(audited(site, "ranking.create").await, 0);
    }

    async fn two_people_editing_do_not_overwrite_each_other(site) {
        site.consultation("hours", |shape| shape.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(&format!("{STAFF}/new"), &typed(&[])).await.is(303);
        let seen = site.app.clock.now().0.to_string();
        site.app.clock.advance(1_000);
        let edit = format!("{STAFF}/1/edit");
        staff.post(&edit, &typed(&[("seen", &seen), ("option_title_0", "Pier")])).await.is(303);
        let page = staff.post(&edit, &typed(&[("seen", &seen), ("option_title_0", "Plaza")])).await.is(409);
        page.says("You saved this ranking in another window").says("As you typed it").says("value=\"Plaza\"");
        assert_eq!(titles(site).await[0], "Pier");
        staff.post(&format!("{STAFF}/1/delete"), &[("seen", &seen)]).await.is(409).says("nothing was deleted");
    }

    async fn what_is_published_or_closed_while_staff_save_is_asked_again(site) {
        let id = site.consultation("hours", |shape| shape.published_at = None).await;
        add(site, id, &words("schulze", &["Park", "Quay", "School"])).await;
        let now = site.app.clock.now();
        let staff = site.person(Role::Staff).await;
        let [mut one, mut two, mut three, mut four] = [(); 4].map(|()| staff.clone());
        // All four read a draft, then wait; it is published before they may write.
        let mut tx = site.app.db.begin().await.unwrap();
        dialect::lock_counts(&mut tx).await.unwrap();
        let publishing = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            crate::sql!("UPDATE consultations SET published_at = $2, opens_at = $3 WHERE id = $1", id, now, now.plus(Time::DAY))
                .run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let (new, edit, delete) = (format!("{STAFF}/new"), format!("{STAFF}/1/edit"), format!("{STAFF}/1/delete"));
        let changed = typed(&[("option_title_0", "Pier")]);
        let first = typed(&[]);
        let (added, edited, deleted, ()) =
            tokio::join!(one.post(&new, &first), two.post(&edit, &changed), three.post(&delete, &[]), publishing);
        added.is(409).says("is published");
        edited.is(409).says("value=\"Pier\"").says("What changes, and why");
        deleted.is(409).says("is published");
        assert_eq!(titles(site).await, ["Park", "Quay", "School"]);
        // It closes while an option is withdrawn, and opens while one is reworded.
        let mut tx = site.app.db.begin().await.unwrap();
        dialect::lock_counts(&mut tx).await.unwrap();
        let closing = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            site.app.clock.advance(31 * Time::DAY);
            tx.rollback().await.unwrap();
        };
        let reworded = typed(&[("option_title_0", "Pier"), ("change", "It is a pier.")]);
        let path = format!("{STAFF}/1/options/1/withdraw");
        let sure = [("reason", "Sold."), ("sure", "1")];
        let (reworded, withdrawn, ()) = tokio::join!(one.post(&edit, &reworded), four.post(&path, &sure), closing);
        reworded.is(409);
        withdrawn.is(409).says("has closed");
        assert_eq!(titles(site).await, ["Park", "Quay", "School"]);
        for action in ["ranking.create", "ranking.edit", "ranking.delete", "ranking.withdraw-option"] {
            assert_eq!(audited(site, action).await, 0, "{action}");
        }
    }

    async fn the_lot_is_drawn_when_the_consultation_is_published(site) {
        let mut staff = site.person(Role::Staff).await;
        let draft = [
            ("title", "Saturday hours"),
            ("slug", "hours"),
            ("summary", "Two more hours on Saturdays."),
            ("background", "People asked for longer hours."),
            ("level", "consult"),
            ("results", "hidden"),
            ("opens_date", "2026-03-09"),
            ("opens_time", "09:00"),
            ("closes_date", "2026-06-01"),
            ("closes_time", "17:00"),
            ("decision_due", "2026-07-13"),
        ];
        staff.post("/staff/consultations/new", &draft).await.is(303);
        let proposal = [
            ("title", "Open until six"),
            ("summary", "Two more hours."),
            ("body", "Because people work."),
            ("fixed", "The budget."),
            ("open", "Which hours."),
            ("alternative_title_0", "Sundays"),
            ("alternative_why_0", "No buses run."),
            ("cost_item_0", "Staff"),
            ("cost_amount_0", "£1,200.50"),
        ];
        staff.post("/staff/consultations/hours/proposals/new", &proposal).await.is(303);
        staff.post(&format!("{STAFF}/new"), &typed(&[])).await.is(303);
        staff.post(&format!("{STAFF}/new"), &typed(&[("question", "And which colour?")])).await.is(303);
        staff.post(&format!("{STAFF}/1/edit"), &typed(&[("option_title_0", "Pier")])).await.is(303);
        assert_eq!(seeds(site).await, ["", ""], "nobody can know it before");
        let path = "/staff/consultations/hours/publish";
        staff.post(path, &[("anyway", "1"), ("because", "It is a test.")]).await.is(303);
        let drawn = seeds(site).await;
        assert!(drawn[0] != drawn[1] && drawn.iter().all(|seed| lot::is_sealed(seed)), "{drawn:?}");
        site.visitor().get(RESULTS).await.is(200).says(&lot::fingerprint(&drawn[0])).does_not_say(&drawn[0]);
        let detail: (String,) = crate::sql!("SELECT detail FROM audit_log WHERE action = 'consultation.publish'")
            .one(&site.app.db)
            .await
            .unwrap();
        for (number, seed) in (1..).zip(&drawn) {
            let noted = format!("\"ranking_{number}_seed_sha256\":\"{}\"", lot::fingerprint(seed));
            assert!(detail.0.contains(&noted) && !detail.0.contains(seed), "{}", detail.0);
        }
        assert_eq!(audited(site, "consultation.publish").await, 1);
    }

    async fn whoever_publishes_notices_that_a_ranking_changed(site) {
        site.consultation("hours", |shape| shape.published_at = None).await;
        let version = async || {
            let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
            crate::running::readiness::of(&site.app.db, INSTRUMENTS, &consultation, site.app.clock.now()).await.unwrap()
        };
        let mut staff = site.person(Role::Staff).await;
        let mut before = version().await;
        let first = typed(&[]);
        let other = typed(&[("option_title_0", "Pier")]);
        for (path, fields) in [("/new", &first[..]), ("/1/edit", &other[..]), ("/1/delete", &[])] {
            site.app.clock.advance(1);
            staff.post(&format!("{STAFF}{path}"), fields).await.is(303);
            let after = version().await;
            assert!(after != before, "{path}");
            before = after;
        }
    }

    async fn once_published_a_change_is_told_and_once_open_there_is_none(site) {
        let now = site.app.clock.now();
        publish_ranking(site, "schulze", |shape| shape.opens_at = Some(now.plus(Time::DAY))).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(&format!("{STAFF}/new")).await.is(409).says("is published");
        staff.post(&format!("{STAFF}/new"), &typed(&[])).await.is(409);
        staff.post(&format!("{STAFF}/1/delete"), &[]).await.is(409);
        let edit = format!("{STAFF}/1/edit");
        staff.post(&edit, &typed(&[])).await.is(422).says("what changes and why");
        staff.post(&edit, &typed(&[("change", "The square was sold.")])).await.is(303);
        let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let told = notices(&site.app.db, consultation.id).await.unwrap();
        assert!(told[0].text.ends_with("The square was sold."), "{}", told[0].text);
        // Nobody knows the lot, so it stays, and with it the fingerprint that people may have written down.
        assert_eq!(seeds(site).await, [SEED]);
        // One that an older program showed is drawn anew.
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE rankings SET seed = '5be1c09d2f74a638'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.post(&edit, &typed(&[("change", "And the park."), ("option_title_0", "Pier")])).await.is(303);
        let told = notices(&site.app.db, consultation.id).await.unwrap();
        let ending = "And the park. The lot that decides between options that are level was drawn anew, and sealed.";
        assert!(told.iter().any(|one| one.text.ends_with(ending)), "{told:?}");
        let seed = seeds(site).await.remove(0);
        assert!(lot::is_sealed(&seed), "{seed}");
        let detail: String = crate::sql!("SELECT detail FROM audit_log WHERE action = 'ranking.edit' ORDER BY seq DESC LIMIT 1")
            .one::<(String,)>(&site.app.db)
            .await
            .unwrap()
            .0;
        assert!(detail.contains(&lot::fingerprint(&seed)) && !detail.contains(&seed), "{detail}");
        site.app.clock.advance(Time::DAY);
        staff.get(&edit).await.is(409).says("people have ranked these options");
        staff.post(&edit, &typed(&[("change", "Another.")])).await.is(409);
        staff.get(STAFF).await.is(200).does_not_say("/1/edit").says("/options/1/withdraw");
    }

    async fn an_option_is_withdrawn_with_a_reason_and_ballots_keep_their_other_places(site) {
        let ranking = publish_ranking(site, "instant-runoff", |shape| shape.results = "live").await;
        let (mut ann, mut bob) = (site.resident("ann@example.org").await, site.resident("bob@example.org").await);
        rank(&mut ann, "213").await.is(303);
        rank(&mut bob, "2").await.is(303);
        site.alike(4, VOTE, &[("option_1", "1")]).await;
        let mut staff = site.person(Role::Staff).await;
        let path = format!("{STAFF}/1/options/2/withdraw");
        staff.get(&path).await.is(200).says("Withdraw “Quay”");
        staff.post(&path, &[("reason", "It was sold.")]).await.is(422).says("Tick the box").says("It was sold.");
        staff.post(&path, &[("sure", "1")]).await.is(422).says("Enter the reason");
        staff.post(&path, &[("sure", "1"), ("reason", &"x".repeat(501))]).await.is(422).says("has 1 too many");
        staff.post(&path, &[("reason", "It was sold."), ("sure", "1")]).await.is(303);
        staff.post(&path, &[("reason", "It was sold again."), ("sure", "1")]).await.is(409).says("withdrawn already").says("sold again");
        staff.get(&format!("{STAFF}/1/options/9/withdraw")).await.is(404);
        assert_eq!(audited(site, "ranking.withdraw-option").await, 1);
        site.visitor().get("/consultations/hours").await.says("the option “Quay” was withdrawn. It was sold.");
        site.visitor().get(PAGE).await.says("“Quay” was withdrawn on Monday 2 March 2026.").does_not_say("id=\"option_2\"");
        ann.get(PAGE).await.says("withdrawn: your next choices move up");
        // Ann's next choice moves up; Bob ranked nothing else.
        assert_eq!(orders(site, ranking).await, [("1".to_owned(), 4), ("2".to_owned(), 1), ("2,1,3".to_owned(), 1)]);
        let results = site.visitor().get(RESULTS).await;
        results.says("“Park” is ahead so far").says("1 ranked only options that were withdrawn later");
        // Two must be left.
        staff.post(&format!("{STAFF}/1/options/1/withdraw"), &[("reason", "Gone."), ("sure", "1")]).await.is(303);
        staff.post(&format!("{STAFF}/1/options/3/withdraw"), &[("reason", "Gone."), ("sure", "1")]).await.is(409).says("Only two options are left");
        site.app.clock.advance(31 * Time::DAY);
        site.visitor().get(PAGE).await.says("your other choices stay").does_not_say("You can change your order");
        let mut administrator = site.person(Role::Administrator).await;
        administrator.get(&format!("{STAFF}/1/options/3/withdraw")).await.is(409).says("has closed");
    }

    async fn a_ranking_that_is_not_there_is_missed(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        for path in ["/9/edit", "/x/edit", "/9/results", "/9/ballots.csv"] {
            staff.get(&format!("{STAFF}{path}")).await.is(404);
        }
    }

    async fn a_ranking_goes_with_a_draft_that_has_no_answers(site) {
        let id = site.consultation("hours", |shape| shape.published_at = None).await;
        add(site, id, &words("schulze", &["Park", "Quay"])).await;
        let mut tx = site.app.db.begin().await.unwrap();
        let found = store::all(&mut tx, id).await.unwrap();
        assert!(store::delete(&mut tx, found[0].id, found[0].updated_at).await.unwrap());
        tx.commit().await.unwrap();
        assert!(store::options(&site.app.db, [found[0].id]).await.unwrap().is_empty());
    }
}
