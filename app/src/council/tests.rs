//! What councillors see, and when.

use super::rules::figures_visible;
use crate::consultations::store::by_slug;
use crate::identity::model::Role;
use crate::test_both;
use crate::time::Time;

const VOTE: &str = "/consultations/hours/proposals/1/vote";
const PAGE: &str = "/council/consultations/hours";

test_both! {
    async fn councillors_see_hidden_results_only_after_closing_and_are_told_why(site) {
        let closes = site.app.clock.now().plus(Time::HOUR);
        site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        site.resident("ann@example.org").await.post(VOTE, &[("choice", "support")]).await.is(303);
        let mut councillor = site.person(Role::Councillor).await;
        let page = councillor.get(PAGE).await.is(200).says("This holds for councillors too");
        page.says("hidden until the consultation closes").does_not_say("<figure").does_not_say("supports this");
        councillor.get("/council").await.is(200).says("Opening hours at Millbrook").does_not_say("supports this");
        let consultation = by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        assert!(!figures_visible(&consultation, closes.plus(-1)));
        assert!(figures_visible(&consultation, closes));
        site.app.clock.advance(Time::HOUR);
        let page = councillor.get(PAGE).await.is(200).says("Only 1 person gave a view, and supports this.");
        page.says("This waits for a decision").does_not_say("export");
        let page = councillor.get("/council").await.is(200).says("Waiting for a decision");
        page.says("Only 1 person gave a view, and supports this.").says("class=\"slip small\"");
    }

    async fn live_results_are_live_for_councillors_too(site) {
        site.consultation("hours", |new| new.results = "live").await;
        site.resident("ann@example.org").await.post(VOTE, &[("choice", "oppose")]).await.is(303);
        site.person(Role::Councillor).await.get(PAGE).await.is(200).says("opposes this").says("still open");
    }

    async fn only_councillors_and_those_who_run_consultations_see_the_overview(site) {
        site.consultation("hours", |_| {}).await;
        site.consultation("draft", |new| new.published_at = None).await;
        for path in ["/council", PAGE] {
            site.visitor().get(path).await.is(401);
        }
        for (role, status) in [
            (Role::Resident, 403), (Role::Moderator, 403), (Role::Analyst, 403), (Role::Councillor, 200),
            (Role::Staff, 200), (Role::Administrator, 200),
        ] {
            let mut person = site.person(role).await;
            person.get("/council").await.is(status).does_not_say("/council/consultations/draft");
            person.get(PAGE).await.is(status);
        }
        site.signed_in(site.account("c@example.org", Role::Councillor).await).await
            .get("/council/consultations/draft").await.is(404);
    }

    async fn an_empty_overview_says_what_will_be_there(site) {
        let page = site.person(Role::Councillor).await.get("/council").await.is(200);
        page.says("Nothing waits for a decision").says("Nothing is open").says("No decisions yet");
    }
}
