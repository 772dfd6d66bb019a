//! Every body of the API as it was when somebody last looked at it: a change in what programs are sent, or are told of it,
//! is a change of a file beside this one, and is read there. `INSTA_UPDATE=always` writes them anew.

use super::{RESULTS, VOTE};
use crate::identity::model::Role;
use crate::proposals::model::CostLine;
use crate::site::testing::{Site, TestResponse, content};
use crate::test_both;
use crate::time::Time;

/// Fails unless an answer is as it was.
#[track_caller]
fn is_as_it_was(name: &str, answer: &TestResponse) {
    let body = serde_json::to_string_pretty(&answer.json()).unwrap();
    let mut settings = insta::Settings::new();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| insta::assert_snapshot!(name, body));
}

/// A consultation that asks everything there is, about one library, answered by two people.
async fn answered(site: &Site) {
    let closes = site.app.clock.now().plus(2 * Time::HOUR);
    let id = site
        .consultation("hours", |new| {
            (new.published_at, new.closes_at) = (None, Some(closes));
            new.proposals = vec![crate::proposals::model::ProposalContent {
                costs: vec![CostLine { item: "Staff".to_owned(), amount_pence: 120_050, ..CostLine::default() }],
                ..content("Open on Saturday afternoons")
            }];
        })
        .await;
    let quay = site.branch("quay", "Quay Library").await;
    let mut tx = site.app.db.begin().await.unwrap();
    crate::sql!("INSERT INTO consultation_branches (consultation_id, branch_id) VALUES ($1, $2)", id, quay)
        .run(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut staff = site.person(Role::Staff).await;
    let base = "/staff/consultations/hours";
    staff.post(&format!("{base}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
    let texts = [("texts", "Sundays matter.\nQuiet matters.")];
    staff.post(&format!("{base}/statements/add"), &texts).await.is(303);
    let ranking = [
        ("question", "Where?"),
        ("method", "schulze"),
        ("option_title_0", "Park"),
        ("option_title_1", "Quay"),
        ("option_title_2", "Mill"),
    ];
    staff.post(&format!("{base}/rankings/new"), &ranking).await.is(303);
    let budget = [
        ("title", "£500 to spend"),
        ("total", "500"),
        ("ballot", "approve-any"),
        ("caps", "none"),
        ("completion", "none"),
        ("ties", "lot"),
    ];
    staff.post(&format!("{base}/budget"), &budget).await.is(303);
    for (title, cost) in [("A bench", "200"), ("A samovar", "450")] {
        let project = [("title", title), ("summary", "For the reading room."), ("cost", cost)];
        staff.post(&format!("{base}/budget/projects/new"), &project).await.is(303);
    }
    staff.post(&format!("{base}/publish"), &[("anyway", "yes"), ("because", "It is urgent.")]).await.is(303);
    for (email, choice, first, second) in
        [("ann@example.org", "support", "option_1", "option_3"), ("bob@example.org", "oppose", "option_2", "option_1")]
    {
        let mut person = site.resident(email).await;
        person.post(VOTE, &[("choice", choice)]).await.is(303);
        person.post("/consultations/hours/statements/1/answer", &[("answer", "agree")]).await.is(303);
        person.post("/consultations/hours/rankings/1/vote", &[(first, "1"), (second, "2")]).await.is(303);
        person.post("/consultations/hours/budget/vote", &[("project", "1")]).await.is(303);
    }
    // Nothing is told of a vote of fewer than five.
    site.alike(3, "/consultations/hours/rankings/1/vote", &[("option_1", "1"), ("option_3", "2")]).await;
    site.alike(3, "/consultations/hours/budget/vote", &[("project", "1")]).await;
    site.resident("cat@example.org")
        .await
        .post("/consultations/hours/proposals/1/comments", &[("body", "Good.")])
        .await
        .is(303);
}

test_both! {
    async fn what_programs_are_sent_is_as_it_was(site) {
        answered(site).await;
        site.consultation("plain", |new| (new.results, new.proposals) = ("live", Vec::new())).await;
        let mut program = site.visitor();
        for (name, path) in [
            ("list", "/api/v1/consultations"),
            ("consultation", "/api/v1/consultations/hours"),
            ("branches", "/api/v1/branches"),
            ("results-hidden", RESULTS),
            ("results-of-nothing-asked", "/api/v1/consultations/plain/results"),
            ("description", "/api/openapi.json"),
        ] {
            is_as_it_was(name, &program.get(path).await.is(200));
        }
        is_as_it_was("problem-missing", &program.get("/api/v1/consultations/none").await.is(404));
        is_as_it_was("problem-unreadable", &program.get("/api/v1/consultations?stage=soon").await.is(400));
        site.app.clock.advance(2 * Time::HOUR);
        crate::statements::map::catch_up(&site.app).await.unwrap();
        let mut answer = program.get(RESULTS).await.is(200);
        // What a budget vote buys is worked out a moment after it closed.
        for _ in 0..200 {
            if !answer.json()["budget"]["projects"].is_null() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            answer = program.get(RESULTS).await.is(200);
        }
        is_as_it_was("results-shown", &answer);
    }
}
