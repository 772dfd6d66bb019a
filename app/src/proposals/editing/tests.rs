//! Writing proposals, through the real router.

use crate::identity::model::Role;
use crate::site::testing::{Site, content};
use crate::test_both;

const NEW: &str = "/staff/consultations/hours/proposals/new";
const EDIT: &str = "/staff/consultations/hours/proposals/1/edit";

async fn draft_consultation(site: &Site) {
    site.consultation("hours", |new| {
        new.published_at = None;
        new.proposals = Vec::new();
    })
    .await;
}

fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

test_both! {
    async fn a_draft_is_saved_half_finished_and_previewed(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get(NEW).await.is(200).says("alternative_title_1").does_not_say("alternative_title_2");
        let done = staff.post(NEW, &[("title", "Open until six"), ("then", "preview")]).await.is(303);
        let page = staff.get(done.location()).await.is(200);
        page.says("preview-band").says("Open until six").says("No summary yet");
        let fields = [("title", "Open until six"), ("body", "## Reasons\n\n**Work** ends at five."), ("cost_item_0", "Heat"), ("cost_amount_0", "-500")];
        staff.post(EDIT, &fields).await.is(303);
        let page = staff.get("/staff/consultations/hours/proposals/1/preview").await;
        page.says("<strong>Work</strong>").says("−£500");
        site.visitor().get("/consultations/hours/proposals/1").await.is(404);
        site.visitor().get("/staff/consultations/hours/proposals/1/preview").await.is(401);
    }

    async fn more_rows_come_without_script_and_lose_nothing(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        let fields = [
            ("title", ""), ("body", "Kept & safe"), ("alternative_title_1", "Sundays"), ("cost_amount_0", "lots"), ("rows", "more"),
        ];
        let page = staff.post(NEW, &fields).await.is(200).does_not_say("There is a problem");
        let page = page.says("Kept &amp; safe").says("value=\"Sundays\"").says("value=\"lots\"");
        page.says("alternative_title_6").does_not_say("alternative_title_7").says("cost_item_6");
    }

    async fn every_mistake_is_named_and_everything_typed_is_kept(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        let long = "x".repeat(20_003);
        let fields = [
            ("title", ""), ("summary", "Kept summary"), ("body", &*long),
            ("alternative_title_0", "Sundays"), ("cost_item_0", "Staff"), ("cost_amount_0", "1,20"),
            ("cost_amount_1", "5"), ("price", "5"),
        ];
        let page = staff.post(NEW, &fields).await.is(422);
        let page = page.says("Enter a title").says("3 too many").says("Kept summary").says("value=\"1,20\"");
        let page = page.says("Enter why not, for alternative 1").says("Cost 1: check the commas");
        page.says("Enter what cost 2 is for").says("no field called “price”").says("#cost_amount_0");
    }

    async fn what_is_paid_once_and_each_year_is_told_apart_from_the_form_to_the_results(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        let fields = [
            ("title", "Doors"), ("summary", "New doors."), ("body", "They stick."),
            ("cost_item_0", "Doors"), ("cost_amount_0", "£50k"), ("cost_period_0", "once"),
            ("cost_item_1", "Upkeep"), ("cost_amount_1", "£6,200 a year"), ("cost_period_1", ""),
            ("cost_item_2", "Heat"), ("cost_amount_2", "-200"), ("cost_period_2", "each-year"),
            ("cost_item_3", "Signs"), ("cost_amount_3", "none"), ("cost_period_3", ""),
            ("cost_item_4", "Paint"), ("cost_amount_4", "80"), ("cost_period_4", ""), ("cost_note_4", "Once"),
        ];
        staff.post(NEW, &fields).await.is(303);
        let page = staff.get("/staff/consultations/hours/proposals/1/preview").await.is(200);
        let page = page.says("<td>Each year<!></td><td class=\"num\">£6,200<!></td>").says("<td>Once<!></td><td class=\"num\">£50,000<!></td>");
        page.says("<td>Once<!></td><td class=\"num\">£50,080<!></td>")
            .says("<td>Each year<!></td><td class=\"num\">£6,000<!></td>").does_not_say("£56,080");
        let form = staff.get(EDIT).await.is(200);
        form.says("value=\"6200\"").says("<option value=\"each-year\" selected");
    }

    async fn an_amount_that_may_be_meant_otherwise_is_refused_with_the_right_reason(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        let fields = |amount: &'static str, period: &'static str| {
            [("title", "Doors"), ("cost_item_0", "Doors"), ("cost_amount_0", amount), ("cost_period_0", period)]
        };
        for (amount, period, reason) in [
            ("£50,000 once and £6,200 a year", "", "Cost 1: enter one amount in each row"),
            ("£500 a month", "", "that is £6,000 a year"),
            ("1,5", "once", "Cost 1: check the commas"),
            ("6200", "", "Cost 1: choose whether it is paid once or each year"),
            ("£6,200 a year", "once", "The amount says “each year” and the list says “once”"),
        ] {
            let reason = reason.replace("Cost 1: The", "Cost 1: the");
            let page = staff.post(NEW, &fields(amount, period)).await.is(422);
            let page = page.says(&format!("value=\"{amount}\""));
            assert!(page.body.to_lowercase().contains(&reason.to_lowercase()), "{amount}: {reason}");
        }
    }

    async fn results_the_council_and_the_api_say_what_a_proposal_costs(site) {
        use crate::proposals::model::CostLine;
        use crate::money::Period;
        let cost = |item: &str, amount_pence, period| CostLine { item: item.to_owned(), amount_pence, period, note: String::new() };
        site.consultation("hours", |new| {
            new.results = "live";
            new.proposals[0].costs = vec![cost("Doors", 5_000_000, Period::Once), cost("Upkeep", 620_000, Period::EachYear)];
        }).await;
        let said = "What it costs: £50,000 once and £6,200 each year";
        site.visitor().get("/consultations/hours/results/proposals/1").await.is(200).says(said);
        let mut councillor = site.person(Role::Councillor).await;
        councillor.get("/council/consultations/hours/proposals/1").await.is(200).says(said);
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff/consultations/hours/results/proposals/1").await.is(200).says(said);
        let file = staff.get("/staff/consultations/hours/export.csv?sheet=costs").await.is(200);
        file.says("1,Open on Saturday afternoons,Upkeep,620000,each-year,");
        let told = site.visitor().get("/api/v1/consultations/hours").await.json();
        assert_eq!(told["proposals"][0]["costs"][1], serde_json::json!({"item": "Upkeep", "amount_pence": 620_000, "period": "each-year", "note": ""}));
    }

    async fn two_colleagues_do_not_overwrite_each_other_unseen(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post(NEW, &[("title", "First")]).await.is(303);
        let mark = seen(&staff.get(EDIT).await.body);
        let mut bea = site.colleague("Bea Boateng", Role::Staff).await;
        bea.post(EDIT, &[("title", "Second"), ("cost_item_0", "Heat"), ("cost_amount_0", "5"), ("seen", &mark)]).await.is(303);
        let page = staff.post(EDIT, &[("title", "Third"), ("seen", &mark)]).await.is(409);
        let page = page.says("Bea Boateng saved this proposal on Monday 2 March 2026 at 10am, while you were writing.");
        let page = page.says("As Bea Boateng saved it").says("<h3>Cost 1<!>").says("Second").says("value=\"Third\"");
        staff.post(EDIT, &[("title", "Third"), ("seen", &seen(&page.body))]).await.is(303);
        staff.get(EDIT).await.says("value=\"Third\"");
    }

    async fn a_draft_proposal_is_deleted_and_the_numbers_close_up(site) {
        draft_consultation(site).await;
        let mut staff = site.person(Role::Staff).await;
        for title in ["One", "Two", "Three"] {
            staff.post(NEW, &[("title", title)]).await.is(303);
        }
        staff.get("/staff/consultations/hours/proposals/1/delete").await.is(200).says("Delete this proposal?").says("One");
        staff.post("/staff/consultations/hours/proposals/1/delete", &[]).await.is(303);
        staff.get(EDIT).await.says("value=\"Two\"");
        staff.get("/staff/consultations/hours/proposals/2/edit").await.says("value=\"Three\"");
        staff.get("/staff/consultations/hours/proposals/3/edit").await.is(404);
    }

    async fn what_is_published_is_neither_deleted_nor_added_to(site) {
        site.consultation("hours", |new| new.proposals = vec![content("One")]).await;
        let mut staff = site.person(Role::Staff).await;
        staff.post("/staff/consultations/hours/proposals/1/delete", &[]).await.is(409).says("stays on the record");
        staff.post(NEW, &[("title", "Another")]).await.is(409).says("a consultation of its own");
    }

    async fn the_changed_draft_of_a_published_proposal_is_thrown_away_after_a_question(site) {
        site.consultation("hours", |new| new.proposals = vec![content("One")]).await;
        let mut staff = site.person(Role::Staff).await;
        let discard = "/staff/consultations/hours/proposals/1/discard";
        staff.get(discard).await.is(409).says("no changed draft");
        staff.post(EDIT, &[("title", "Two")]).await.is(303);
        staff.get("/staff/consultations/hours").await.says("Throw the draft away");
        let asked = seen(&staff.get(discard).await.is(200).says("This cannot be undone.").says("Two").body);
        staff.post(EDIT, &[("title", "Three")]).await.is(303);
        staff.post(discard, &[("seen", &asked)]).await.is(409).says("still there");
        let asked = seen(&staff.get(discard).await.body);
        let done = staff.post(discard, &[("seen", &asked)]).await.is(303);
        staff.get(done.location()).await.says("The changed draft is thrown away.").does_not_say("Throw the draft away");
        staff.get(EDIT).await.says("value=\"One\"");
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }
}
