//! Setting a budget vote up, and what is fixed from when on.

use super::*;
use crate::budgets::model::ProjectState;
use crate::test_both;

pub(super) const GOOD: &[(&str, &str)] = &[
    ("title", "£500 for Millbrook"),
    ("about", "From the sale of old books."),
    ("total", "500"),
    ("ballot", "approve-any"),
    ("caps", "none"),
    ("completion", "raise-then-greedy"),
    ("ties", "lot"),
];

/// The good form with some fields changed.
pub(super) fn changed<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> =
        GOOD.iter().filter(|(name, _)| !fields.iter().any(|(other, _)| other == name)).copied().collect();
    all.extend(fields);
    all
}

pub(super) async fn draft(site: &Site) {
    site.consultation("hours", |shape| {
        let now = shape.opens_at.unwrap();
        (shape.published_at, shape.opens_at) = (None, Some(now.plus(2 * DAY)));
    })
    .await;
}

/// A draft with everything that publishing asks for; it opens in a week.
pub(super) async fn draft_to_publish(staff: &mut Browser) {
    let draft = [
        ("title", "Five hundred pounds"),
        ("slug", "hours"),
        ("summary", "What to buy."),
        ("background", "Old books were sold."),
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
        ("title", "Spend it together"),
        ("summary", "On what residents choose."),
        ("body", "Because it is theirs."),
        ("fixed", "The sum."),
        ("open", "What it buys."),
    ];
    staff.post("/staff/consultations/hours/proposals/new", &proposal).await.is(303);
}

pub(super) async fn publish(staff: &mut Browser) -> TestResponse {
    staff.post("/staff/consultations/hours/publish", &[("anyway", "1"), ("because", "It is a test.")]).await
}

test_both! {
    async fn staff_set_a_vote_up_add_projects_and_publish_it(site) {
        draft(site).await;
        let mut staff = staff(site).await;
        staff.get("/staff/consultations/hours").await.says("Set up a budget vote");
        staff.get(STAFF).await.is(200).says("Set up a budget vote").says("When is a budget vote right?");
        let answer = staff.post(STAFF, GOOD).await.is(303);
        assert_eq!(answer.location(), format!("{STAFF}?done=set-up"));
        staff.get(STAFF).await.says("£500").says("No projects yet").says("By lot, which is drawn when this is published");
        let new = format!("{STAFF}/projects/new");
        let project = [("title", "A bench"), ("summary", "In the **sun**."), ("cost", "1,200.50"), ("category", "Furniture")];
        staff.post(&new, &project).await.is(422).says("There is only £500").says("In the **sun**.");
        let project = [("title", "A bench"), ("summary", "In the **sun**."), ("cost", "£120.50"), ("category", "Furniture")];
        staff.post(&new, &project).await.is(303);
        staff.get(STAFF).await.says("only one project").says("£120.50").says("Furniture");
        let project = [("title", "Books"), ("summary", "In Polish."), ("cost", "400"), ("category", "furniture")];
        staff.post(&new, &project).await.is(303);
        staff.get(&format!("{STAFF}/projects/2")).await.says("value=\"Furniture\"").says("value=\"400\"");
        // A draft's projects can be changed and deleted, and the total too.
        let project = [("title", "Books"), ("summary", "In Polish."), ("cost", "450"), ("category", "Books")];
        staff.post(&format!("{STAFF}/projects/2"), &project).await.is(303);
        staff.post(&format!("{STAFF}/edit"), &changed(&[("total", "300")])).await.is(422).says("Project 2 costs £450, more than this total");
        staff.post(&format!("{STAFF}/edit"), &changed(&[("total", "600")])).await.is(303);
        let budget = crate::budgets::store::of(&site.app.db, ConsultationId(1)).await.unwrap().unwrap();
        assert_eq!(budget.total, 60_000);
        staff.get(PAGE).await.is(200).says("Preview.").says("In the <strong>sun</strong>");
        site.visitor().get(PAGE).await.is(404);
        staff.post(&format!("{STAFF}/projects/2/delete"), &[]).await.is(303);
        staff.get(&format!("{STAFF}/projects/2")).await.is(404);
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[]).await.is(409).says("delete the project instead");
        let acts = number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action LIKE 'budget.%'")).await;
        assert_eq!(acts, 6);
        staff.post(&format!("{STAFF}/delete"), &[]).await.is(303);
        staff.get(PAGE).await.is(404);
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn the_lot_is_drawn_and_sealed_when_it_is_published_and_stays_when_something_is_changed(site) {
        let mut staff = staff(site).await;
        draft_to_publish(&mut staff).await;
        staff.post(STAFF, GOOD).await.is(303);
        let new = format!("{STAFF}/projects/new");
        let project = [("title", "A bench"), ("summary", "In the sun."), ("cost", "400"), ("change", "We forgot it.")];
        staff.post(&new, &project[..3]).await.is(303);
        staff.post(&new, &[("title", "Books"), ("summary", "In Polish."), ("cost", "200")]).await.is(303);
        staff.post(&format!("{STAFF}/edit"), &changed(&[("total", "450")])).await.is(303);
        let seed = async || crate::budgets::store::of(&site.app.db, ConsultationId(1)).await.unwrap().unwrap().seed;
        assert_eq!(seed().await, "", "nobody can order the projects by it");
        staff.get(STAFF).await.says("By lot, which is drawn when this is published").does_not_say("eed is ");
        staff.get(PAGE).await.is(200).does_not_say("sha256sum");
        staff.get(RESULTS).await.says("The lot is drawn by chance when this is published.");
        staff.get(&format!("{STAFF}/election.pb")).await.is(200).does_not_say("--tie-seed");
        publish(&mut staff).await.is(303);
        let drawn = seed().await;
        assert!(crate::consultations::lot::is_sealed(&drawn), "{drawn}");
        let print = crate::consultations::lot::fingerprint(&drawn);
        site.visitor().get(RESULTS).await.says(&print).does_not_say(&drawn);
        site.visitor().get(PAGE).await.says("/budget/results#how-counted").does_not_say(&drawn);
        staff.get(STAFF).await.says("By lot, which is drawn already").does_not_say(&drawn);
        staff.get(&format!("{STAFF}/election.pb")).await.is(200).does_not_say(&drawn);
        // Whoever changes it now does not know the lot, so it stays, and its fingerprint with it.
        staff.post(&new, &project).await.is(303);
        let cheaper = [project[0], project[1], ("cost", "390"), project[3]];
        staff.post(&format!("{STAFF}/projects/1"), &cheaper).await.is(303);
        staff.post(&format!("{STAFF}/edit"), &changed(&[("total", "460"), ("change", "More.")])).await.is(303);
        assert_eq!(seed().await, drawn);
        site.visitor().get("/consultations/hours").await.says("We forgot it.").does_not_say("drawn");
        // One that an older program showed is drawn anew.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE budgets SET seed = '5be1c09d2f74a638'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.post(&format!("{STAFF}/edit"), &changed(&[("total", "470"), ("change", "Still more.")])).await.is(303);
        let anew = seed().await;
        site.visitor().get("/consultations/hours").await.says("Still more. The lot that decides between projects that are exactly as good was drawn, and sealed.");
        for (action, seed) in [("consultation.publish", &drawn), ("budget.set-up", &anew)] {
            let detail: Vec<(String,)> =
                sql!("SELECT detail FROM audit_log WHERE action = $1 ORDER BY seq", action).all(&site.app.db).await.unwrap();
            let (last, print) = (&detail.last().unwrap().0, crate::consultations::lot::fingerprint(seed));
            assert!(last.contains(&print) && !last.contains(seed.as_str()), "{detail:?}");
        }
        // Once people vote it stays.
        site.app.clock.advance(7 * DAY);
        let mut staff = site.signed_in(crate::ids::AccountId(1)).await;
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "It rotted."), ("sure", "1")]).await.is(303);
        assert_eq!(seed().await, anew);
        site.app.clock.advance(100 * DAY);
        let mut staff = site.signed_in(crate::ids::AccountId(1)).await;
        site.visitor().get(RESULTS).await.says(&anew);
        staff.get(&format!("{STAFF}/election.pb")).await.says(&format!("--tie-seed {anew}"));
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn what_is_wrong_with_a_set_up_is_said_beside_its_field(site) {
        draft(site).await;
        let branch = site.branch("quay", "Quay Library").await;
        let mut staff = staff(site).await;
        let mut wrong = async |fields: &[(&str, &str)], says: &str| {
            staff.post(STAFF, &changed(fields)).await.is(422).says(says).says("From the sale of old books.");
        };
        wrong(&[("title", "")], "Enter a title").await;
        wrong(&[("total", "")], "Enter the total in pounds").await;
        wrong(&[("total", "0")], "must be more than nothing").await;
        wrong(&[("total", "-50")], "without a minus").await;
        wrong(&[("total", "5.005")], "at most two digits").await;
        wrong(&[("total", "99999999999999")], "too much money").await;
        wrong(&[("ballot", "shout")], "Choose how people vote").await;
        wrong(&[("ballot", "approve-up-to"), ("up_to", "0")], "Enter a whole number from 1 to 500").await;
        wrong(&[("ballot", "divide-points"), ("points", "1.5")], "Enter a whole number from 1 to 10000").await;
        wrong(&[("caps", "category")], "Enter a limit for at least one category").await;
        wrong(&[("caps", "category"), ("cap_name_0", "Books"), ("cap_amount_0", "600")], "limits nothing").await;
        wrong(&[("caps", "category"), ("cap_name_0", "Books, maps"), ("cap_amount_0", "60")], "without a comma").await;
        wrong(
            &[("caps", "category"), ("cap_name_0", "Books"), ("cap_amount_0", "60"), ("cap_name_1", "books"), ("cap_amount_1", "70")],
            "has a limit already",
        )
        .await;
        wrong(&[("caps", "branch")], "Enter a limit for at least one library").await;
        wrong(&[("caps", "branch"), ("cap_branch_999", "5")], "not in the list any more").await;
        wrong(&[("completion", "")], "Choose what happens with money that is left").await;
        wrong(&[("ties", "coin")], "Choose how a tie is decided").await;
        wrong(&[("ideas", "1")], "Enter until when residents can send ideas").await;
        wrong(&[("ideas", "1"), ("ideas_close_date", "2026-03-03"), ("ideas_close_time", "09:00")], "once the consultation is open").await;
        wrong(&[("ideas", "1"), ("ideas_close_date", "2027-03-03"), ("ideas_close_time", "09:00")], "The consultation closes on").await;
        wrong(&[("colour", "red")], "no field called “colour”").await;
        wrong(&[("title", "a\0b")], "NUL").await;
        let long = "é".repeat(10_001);
        staff.post(STAFF, &changed(&[("about", &long)])).await.is(422).says("has 1 too many");
        let cap = format!("cap_branch_{branch}");
        staff.post(STAFF, &changed(&[("caps", "branch"), (&cap, "250")])).await.is(303);
        staff.get(PAGE).await.says("At most £250 for Quay Library");
    }

    async fn once_published_changes_are_told_and_once_open_there_are_none(site) {
        let now = site.app.clock.now();
        let consultation = site.consultation("hours", |shape| shape.opens_at = Some(now.plus(DAY))).await;
        put(site, consultation, |_| {}, &[words("A bench", 20_000), words("Books", 30_000)]).await;
        let mut staff = staff(site).await;
        let edit = format!("{STAFF}/edit");
        staff.get(STAFF).await.says("nobody has voted yet");
        staff.post(&edit, &changed(&[("total", "700")])).await.is(422).says("Enter what changes, and why");
        staff.post(&edit, &changed(&[("total", "700"), ("change", "A donor gave £200 more.")])).await.is(303);
        site.visitor().get("/consultations/hours").await.says("The budget vote changed. A donor gave £200 more.");
        let project = [("title", "Chairs"), ("summary", "Blue."), ("cost", "80"), ("change", "We forgot them.")];
        staff.post(&format!("{STAFF}/projects/new"), &project).await.is(303);
        site.visitor().get("/consultations/hours").await.says("New in the budget vote: “Chairs” (£80). We forgot them.");
        staff.post(&format!("{STAFF}/projects/1/delete"), &[]).await.is(409).says("nothing is deleted");
        staff.post(&format!("{STAFF}/delete"), &[]).await.is(409);
        site.app.clock.advance(DAY);
        let mut staff = site.signed_in(crate::ids::AccountId(number(site, sql!("SELECT MAX(id) FROM accounts")).await)).await;
        staff.get(STAFF).await.is(200).says("People are voting.").does_not_say("Add a project");
        staff.get(&edit).await.is(409);
        staff.post(&edit, &changed(&[("total", "800"), ("change", "More.")])).await.is(409).says("People are voting.");
        staff.post(&format!("{STAFF}/projects/new"), &project).await.is(409);
        staff.post(&format!("{STAFF}/projects/1"), &project).await.is(409);
        staff.get(&format!("{STAFF}/projects/1/withdraw")).await.is(200).says("This cannot be undone");
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "It rotted.")]).await.is(422).says("Tick the box").says("It rotted.");
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("sure", "1")]).await.is(422).says("Enter the reason");
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "It rotted."), ("sure", "1")]).await.is(303);
        staff.post(&format!("{STAFF}/projects/1/withdraw"), &[("reason", "Again."), ("sure", "1")]).await.is(409).says("Again.");
        staff.get(&format!("{STAFF}/projects/99/withdraw")).await.is(404);
        staff.get(&format!("{STAFF}/projects/x")).await.is(404);
    }

    async fn a_colleagues_change_is_not_overwritten_unseen(site) {
        draft(site).await;
        let mut one = staff(site).await;
        one.post(STAFF, GOOD).await.is(303);
        let seen = crate::budgets::store::of(&site.app.db, ConsultationId(1)).await.unwrap().unwrap().updated_at.0.to_string();
        site.app.clock.advance(1000);
        let edit = format!("{STAFF}/edit");
        one.post(&edit, &changed(&[("total", "600"), ("seen", &seen)])).await.is(303);
        one.post(&edit, &changed(&[("total", "700"), ("seen", &seen)])).await.is(409).says("You saved this budget vote in another window")
            .says("What differs").says("Save mine").says("value=\"700\"");
        // Two who set it up at the same moment: the second is told.
        one.post(STAFF, &changed(&[("seen", "0")])).await.is(409);
    }

    async fn what_is_published_or_opened_while_staff_save_is_asked_again(site) {
        draft(site).await;
        let id = ConsultationId(1);
        let now = site.app.clock.now();
        put(site, id, |_| {}, &[words("A bench", 20_000), words("Books", 15_000)]).await;
        let staff = staff(site).await;
        let [mut one, mut two, mut three, mut four, mut five] = [(); 5].map(|()| staff.clone());
        // All read a draft, then wait; it is published before they may write.
        let mut tx = site.app.db.begin().await.unwrap();
        crate::db::dialect::lock_counts(&mut tx).await.unwrap();
        let publishing = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            sql!("UPDATE consultations SET published_at = $2, opens_at = $3 WHERE id = $1", id, now, now.plus(DAY))
                .run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let project = [("title", "A samovar"), ("summary", "For tea."), ("cost", "80")];
        let edited = changed(&[("total", "777")]);
        let (edit, new, first) = (format!("{STAFF}/edit"), format!("{STAFF}/projects/new"), format!("{STAFF}/projects/1"));
        let (delete, delete_first) = (format!("{STAFF}/delete"), format!("{STAFF}/projects/1/delete"));
        let (set_up, added, reworded, gone, first_gone, ()) = tokio::join!(
            one.post(&edit, &edited),
            two.post(&new, &project),
            three.post(&first, &project),
            four.post(&delete, &[]),
            five.post(&delete_first, &[]),
            publishing
        );
        set_up.is(409).says("A colleague published this").says("value=\"777\"").says("What changes, and why");
        added.is(409).says("A colleague published this").says("A samovar").says("What changes, and why");
        reworded.is(409).says("A colleague published this").says("A samovar");
        gone.is(409).says("nothing is deleted");
        first_gone.is(409).says("nothing is deleted");
        // It opens while they save, and closes while a project is withdrawn.
        let opening = async |by: i64| {
            let mut tx = site.app.db.begin().await.unwrap();
            crate::db::dialect::lock_counts(&mut tx).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            site.app.clock.advance(by);
            tx.rollback().await.unwrap();
        };
        let told = [("title", "A samovar"), ("summary", "For tea."), ("cost", "80"), ("change", "We forgot it.")];
        let later = async { tokio::time::sleep(std::time::Duration::from_millis(100)).await };
        let edited = changed(&[("total", "777"), ("change", "A gift.")]);
        let ((), (set_up, added)) = tokio::join!(opening(DAY), async {
            later.await;
            tokio::join!(one.post(&edit, &edited), two.post(&new, &told))
        });
        set_up.is(409).says("People are voting.").says("value=\"777\"").says("not saved");
        added.is(409).says("People are voting.").says("A samovar");
        let mut staff = site.signed_in(crate::ids::AccountId(1)).await;
        let withdraw = format!("{STAFF}/projects/1/withdraw");
        let sure = [("reason", "The wall carries the roof."), ("sure", "1")];
        let later = async { tokio::time::sleep(std::time::Duration::from_millis(100)).await };
        let ((), withdrawn) = tokio::join!(opening(30 * DAY), async {
            later.await;
            staff.post(&withdraw, &sure).await
        });
        withdrawn.is(409).says("Voting has ended").says("The wall carries the roof.");
        let vote = crate::budgets::store::of(&site.app.db, id).await.unwrap().unwrap();
        let left = crate::budgets::store::in_vote(&site.app.db, vote.id).await.unwrap();
        let left: Vec<_> = left.iter().map(|project| (project.title.as_str(), project.state)).collect();
        assert_eq!((vote.total, left), (50_000, vec![("A bench", ProjectState::Entered), ("Books", ProjectState::Entered)]));
        assert_eq!(number(site, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action LIKE 'budget.%'")).await, 0);
    }

    async fn a_form_that_did_not_see_a_colleagues_project_does_not_replace_it(site) {
        draft(site).await;
        put(site, ConsultationId(1), |_| {}, &[words("A bench", 20_000)]).await;
        site.branch("quay", "Quay Library").await;
        let mut staff = staff(site).await;
        let path = format!("{STAFF}/projects/1");
        let seen = async |staff: &mut Browser| {
            let page = staff.get(&path).await.is(200);
            page.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let good = [("title", "A bench"), ("summary", "What A bench is."), ("cost", "200"), ("category", ""), ("branch", "")];
        // Whatever the colleague changed: the words, the kind of thing, the library, the cost.
        for change in [("summary", "Of oak."), ("category", "Furniture"), ("branch", "quay"), ("cost", "201"), ("title", "Two benches")] {
            let old = seen(&mut staff).await;
            let theirs: Vec<_> = good.iter().map(|field| if field.0 == change.0 { change } else { *field }).collect();
            staff.post(&path, &theirs).await.is(303);
            let mine = [&good[1..], &[("title", "A throne"), ("seen", &old)]].concat();
            let page = staff.post(&path, &mine).await.is(409).says("You saved this project in another window").says("What differs").says("value=\"A throne\"");
            assert!(!page.body.contains(&format!("value=\"{old}\"")), "saving again is allowed then");
            staff.post(&format!("{path}/delete"), &[("seen", &old)]).await.is(409).says("nothing was deleted");
            staff.post(&path, &good).await.is(303);
        }
        let old = crate::budgets::store::of(&site.app.db, ConsultationId(1)).await.unwrap().unwrap().updated_at.0.to_string();
        staff.post(&format!("{STAFF}/edit"), GOOD).await.is(303);
        staff.post(&format!("{STAFF}/delete"), &[("seen", &old)]).await.is(409).says("nothing was deleted");
        let fresh = seen(&mut staff).await;
        let mine = [&good[1..], &[("title", "A throne"), ("seen", &fresh)]].concat();
        staff.post(&path, &mine).await.is(303);
        // One who deletes it while another writes: what is written is not lost.
        staff.post(&format!("{path}/delete"), &[]).await.is(303);
        staff.get(&path).await.is(404);
        let page = staff.post(&path, &mine).await.is(409).says("A colleague deleted this project").says("value=\"A throne\"");
        page.says(&format!("action=\"{STAFF}/projects/new\""));
    }

    async fn categories_are_offered_and_each_keeps_one_spelling(site) {
        draft(site).await;
        let mut staff = staff(site).await;
        staff.post(STAFF, GOOD).await.is(303);
        let new = format!("{STAFF}/projects/new");
        staff.get(&new).await.is(200).does_not_say("<select id=\"category\"");
        let project = |category: &'static str, other: &'static str| {
            [("title", "A chair"), ("summary", "In the sun."), ("cost", "90"), ("category", category), ("category_other", other)]
        };
        staff.post(&new, &project("Soft  furniture", "")).await.is(303);
        staff.get(&new).await.says("<select id=\"category\"").says("<option value=\"Soft furniture\">");
        staff.post(&new, &project(";another", "SOFT furniture")).await.is(303);
        staff.post(&new, &project("soft FURNITURE", "")).await.is(303);
        staff.post(&new, &project(";another", "Café")).await.is(303);
        staff.post(&new, &project("Cafe\u{301}", "")).await.is(303);
        staff.post(&new, &project(";another", "")).await.is(422).says("Enter the name of the category, or choose one").says("In the sun.");
        staff.post(&new, &project("Café", "Books")).await.is(422).says("You chose “Café” and wrote “Books”").says("value=\"Books\"");
        staff.post(&new, &project(";another", "Books; maps")).await.is(422).says("without a comma or semicolon").says("#category_other");
        // Limits take the spelling that projects have.
        let capped = changed(&[("caps", "category"), ("cap_name_0", "soft Furniture"), ("cap_amount_0", "100")]);
        staff.post(&format!("{STAFF}/edit"), &capped).await.is(303);
        staff.get(PAGE).await.says("At most £100 for Soft furniture");
        let vote = crate::budgets::store::of(&site.app.db, ConsultationId(1)).await.unwrap().unwrap();
        let named = crate::budgets::store::in_vote(&site.app.db, vote.id).await.unwrap();
        let named: Vec<_> = named.iter().map(|project| project.category.as_str()).collect();
        assert_eq!(named, ["Soft furniture", "Soft furniture", "Soft furniture", "Café", "Café"]);
        staff.get(&format!("{STAFF}/projects/4")).await.says("<option value=\"Café\" selected>");
        // With limits by category each needs one, and none may cost more than its limit.
        staff.post(&new, &project("", "")).await.is(422).says("Choose or enter a category");
        let dear = [("title", "A throne"), ("summary", "Of oak."), ("cost", "100.01"), ("category", "SOFT FURNITURE")];
        staff.post(&new, &dear).await.is(422).says("There is at most £100 for Soft furniture").says("Of oak.");
        let low = changed(&[("caps", "category"), ("cap_name_0", "soft Furniture"), ("cap_amount_0", "89.99")]);
        staff.post(&format!("{STAFF}/edit"), &low).await.is(422).says("Project 3 costs £90, more than this limit");
    }

    async fn a_limit_for_what_no_project_has_is_told_before_publishing_and_prevents_nothing(site) {
        let mut staff = staff(site).await;
        draft_to_publish(&mut staff).await;
        let capped = changed(&[("caps", "category"), ("cap_name_0", "Funriture"), ("cap_amount_0", "100")]);
        staff.post(STAFF, &capped).await.is(303);
        let new = format!("{STAFF}/projects/new");
        for title in ["A bench", "A table"] {
            let project = [("title", title), ("summary", "Of oak."), ("cost", "400"), ("category", "Furniture")];
            staff.post(&new, &project).await.is(303);
        }
        let told = "No project has the category “Funriture”, so its limit holds nothing back.";
        staff.get(STAFF).await.says(told);
        staff.get("/staff/consultations/hours").await.says("Look over the budget vote").says(told);
        staff.post("/staff/consultations/hours/publish", &[]).await.is(422).says("Publish anyway");
        publish(&mut staff).await.is(303);
        let detail: (String,) =
            sql!("SELECT detail FROM audit_log WHERE action = 'consultation.publish'").one(&site.app.db).await.unwrap();
        assert!(detail.0.contains("budget"), "{detail:?}");
        // The limit that is right is found, however it is written.
        let mended = changed(&[("caps", "category"), ("cap_name_0", "FURNITURE"), ("cap_amount_0", "450"), ("change", "A slip.")]);
        staff.post(&format!("{STAFF}/edit"), &mended).await.is(303);
        staff.get(STAFF).await.does_not_say("holds nothing back").says("The limits together come to £450");
    }

    async fn a_limit_for_a_library_that_closes_is_kept_when_the_set_up_is_saved_again(site) {
        draft(site).await;
        let quay = site.branch("quay", "Quay Library").await;
        let mut staff = staff(site).await;
        let cap = format!("cap_branch_{quay}");
        let capped = changed(&[("caps", "branch"), (&cap, "250")]);
        staff.post(STAFF, &capped).await.is(303);
        let project = [("title", "A bench"), ("summary", "Of oak."), ("cost", "90"), ("branch", "quay")];
        staff.post(&format!("{STAFF}/projects/new"), &project).await.is(303);
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE branches SET year_closed = 2026").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        staff.get(&format!("{STAFF}/edit")).await.is(200).says("Quay Library").says("value=\"250\"");
        staff.post(&format!("{STAFF}/edit"), &capped).await.is(303);
        staff.get(PAGE).await.says("At most £250 for Quay Library");
        staff.get(&format!("{STAFF}/projects/1")).await.says("<option value=\"quay\" selected>");
        staff.post(&format!("{STAFF}/projects/1"), &project).await.is(303);
        // It is not offered to another project; and no library has two limits.
        staff.get(&format!("{STAFF}/projects/new")).await.does_not_say("<option value=\"quay\"");
        let twice = changed(&[("caps", "branch"), (&cap, "250"), (&cap, "260")]);
        let twice: Vec<_> = twice.into_iter().chain([(cap.as_str(), "250")]).collect();
        staff.post(&format!("{STAFF}/edit"), &twice).await.is(422).says("Quay Library has two limits");
    }

    async fn dates_that_leave_no_time_for_ideas_are_told_before_publishing(site) {
        let mut staff = staff(site).await;
        draft_to_publish(&mut staff).await;
        let ideas = [("ideas", "1"), ("ideas_close_date", "2026-05-01"), ("ideas_close_time", "17:00")];
        staff.post(STAFF, &changed(&ideas)).await.is(303);
        let mut tx = site.app.db.begin().await.unwrap();
        let closes = crate::clock::moment("2026-04-27", "17:00").unwrap();
        sql!("UPDATE consultations SET closes_at = $1", closes).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let told = "Ideas could be sent until Friday 1 May 2026 at 5pm, but the consultation closes on Monday 27 April 2026 at 5pm.";
        staff.get("/staff/consultations/hours").await.says(told);
        publish(&mut staff).await.is(422).says(told);
    }

    async fn a_budget_vote_holds_only_so_many_projects(site) {
        draft(site).await;
        let vote = put(site, ConsultationId(1), |_| {}, &[words("A bench", 100)]).await;
        let mut tx = site.app.db.begin().await.unwrap();
        for number in 2..=crate::budgets::rules::MOST_PROJECTS {
            sql!(
                "INSERT INTO budget_projects (budget_id, number, state, title, renderer, pence, posted_at, entered_at) \
                 VALUES ($1, $2, 'entered', 'A chair', 1, 100, 0, 0)",
                vote.budget,
                number
            )
            .run(&mut tx)
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let project = [("title", "A samovar"), ("summary", "For tea."), ("cost", "90")];
        let mut staff = staff(site).await;
        staff.post(&format!("{STAFF}/projects/new"), &project).await.is(422).says("as many as it can hold").says("A samovar");
        staff.post(&format!("{STAFF}/projects/1"), &project).await.is(303);
    }

    async fn an_analyst_sees_the_numbers_of_a_budget_vote_and_takes_them_away(site) {
        open(site, |_| {}).await;
        let mut analyst = site.person(Role::Analyst).await;
        analyst.get(&format!("{STAFF}/results")).await.is(200);
        analyst.get(&format!("{STAFF}/election.pb")).await.is(200);
    }

    async fn a_vote_without_anything_to_vote_on_is_not_published(site) {
        draft(site).await;
        let mut staff = staff(site).await;
        staff.post(STAFF, GOOD).await.is(303);
        staff.post("/staff/consultations/hours/publish", &[("anyway", "1"), ("because", "Because.")]).await.is(422).says("The budget vote has no projects");
    }
}
