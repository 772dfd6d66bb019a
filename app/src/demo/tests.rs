use std::collections::BTreeSet;

use super::*;
use crate::consultations::model::{Dates, Showing, Stage};
use crate::consultations::rules::stage;
use crate::proposals::recount;
use crate::{audit, test_both};

async fn filled(site: &crate::site::testing::Site) -> DemoSummary {
    fill(&site.app.db, &site.app.clock, &site.app.passwords).await.unwrap()
}

async fn count(db: &Db, statement: crate::db::Statement) -> i64 {
    statement.number(db).await.unwrap()
}

test_both! {
    async fn a_large_demo_adds_up_and_is_found_and_shown(site) {
        let size = DemoSize { consultations: 45, responses: 1_230, comments: 700 };
        let (db, app) = (&site.app.db, &site.app);
        let summary = fill_sized(db, &app.clock, &app.passwords, size).await.unwrap();
        assert_eq!((summary.votes, summary.residents), (5_000 + 3 * 1_230, 600 + 1_230));
        assert_eq!(crate::responses::recount::everything_wrong(db, crate::assembly::INSTRUMENTS).await.unwrap(), Vec::<String>::new());
        assert!(audit::store::verify(db).await.unwrap().is_ok());
        assert_eq!(crate::assembly::refresh::refresh(db).await.unwrap(), crate::assembly::refresh::Refreshed::default());
        let beside = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments JOIN responses ON responses.id = response_id \
                           JOIN account_participants ON account_participants.participant_id = responses.participant_id \
                           JOIN accounts ON accounts.id = account_participants.account_id WHERE email LIKE 'c%@demo.example'");
        assert_eq!(count(db, beside).await, 700);
        let stages = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM consultations WHERE decided_at IS NOT NULL");
        assert!(count(db, stages).await > 30);
        let future = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM responses WHERE received_at > $1", site.app.clock.now());
        assert_eq!(count(db, future).await, 0);
        let mut visitor = site.visitor();
        visitor.get("/consultations?q=newspapers").await.is(200).says("Newspapers and magazines at");
        visitor.get("/consultations?stage=decided").await.is(200).says("Opening hours at");
        let decided: Vec<(String,)> =
            sql!("SELECT slug FROM consultations WHERE decided_at IS NOT NULL ORDER BY id DESC LIMIT 1").all(db).await.unwrap();
        visitor.get(&format!("/consultations/{}/decision", decided[0].0)).await.is(200).says("we will do as we proposed");
        let mut analyst = site.person(Role::Analyst).await;
        analyst.get("/staff/consultations/saturday-hours/results").await.is(200).says("Responses");
        analyst.get("/staff/consultations/saturday-hours/results/turnout").await.is(200).says("Over time");
    }

    async fn the_demo_is_as_large_as_promised_and_its_counts_are_right(site) {
        let summary = filled(site).await;
        let db = &site.app.db;
        assert_eq!((summary.votes, summary.residents), (5_000, 600));
        assert!(summary.comments >= 400 && summary.agreements >= 2_000, "{summary:?}");
        assert_eq!(recount::recount(db).await.unwrap(), []);
        assert_eq!(recount::votes_counted(db).await.unwrap(), 5_000);
        let residents = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts WHERE role = 'resident' AND confirmed_at IS NOT NULL");
        assert_eq!(count(db, residents).await, 600);
        let changed = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM votes WHERE cast_at > first_cast_at");
        assert!(count(db, changed).await > 100);
        let held = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments WHERE state = 'held'");
        assert!(count(db, held).await >= 4);
        let reports = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM reports WHERE resolved_at IS NULL");
        assert!(count(db, reports).await >= 3);
        let official = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments WHERE official = 1 AND reply_to IS NOT NULL");
        assert!(count(db, official).await >= 10);
        assert!(audit::store::verify(db).await.unwrap().is_ok());
        assert!(is_demo(db).await.unwrap());
    }

    async fn there_is_a_consultation_in_every_stage_and_results_are_live_in_one_and_hidden_in_another(site) {
        filled(site).await;
        let now = site.app.clock.now();
        let mut stages = BTreeSet::new();
        let mut open = BTreeSet::new();
        for item in &content::read().unwrap().consultations {
            let found: Option<Dates> = sql!(
                "SELECT published_at, opens_at, closes_at, decision_due_at, withdrawn_at, decided_at FROM consultations WHERE slug = $1",
                &item.slug
            )
            .maybe(&site.app.db)
            .await
            .unwrap();
            let at = stage(&found.unwrap(), now);
            assert_eq!(at, item.stage, "{}", item.slug);
            stages.insert(at.word());
            if at == Stage::Open {
                open.insert(item.results == Showing::Live);
            }
        }
        assert_eq!(stages.len(), 6);
        assert_eq!(open.len(), 2);
    }

    async fn nothing_happens_in_the_future_or_outside_its_consultation(site) {
        filled(site).await;
        let now = site.app.clock.now();
        let outside = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM responses JOIN consultations ON consultations.id = consultation_id \
             WHERE received_at < opens_at OR received_at >= closes_at OR received_at >= COALESCE(consultations.withdrawn_at, closes_at) OR received_at > $1",
            now
        );
        assert_eq!(count(&site.app.db, outside).await, 0);
        let late = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM votes JOIN responses ON responses.id = response_id \
             JOIN consultations ON consultations.id = consultation_id \
             WHERE cast_at >= closes_at OR cast_at > $1 OR first_cast_at < received_at OR cast_at < first_cast_at",
            now
        );
        assert_eq!(count(&site.app.db, late).await, 0);
        let early = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM comments LEFT JOIN comments AS parent ON parent.id = comments.reply_to \
             WHERE comments.posted_at > $1 OR comments.posted_at < parent.posted_at",
            now
        );
        assert_eq!(count(&site.app.db, early).await, 0);
        let unlike = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM comments LEFT JOIN votes \
                 ON votes.response_id = comments.response_id AND votes.proposal_id = comments.proposal_id \
             WHERE official = 0 AND COALESCE(votes.choice, '') <> COALESCE(comments.choice, '')"
        );
        assert_eq!(count(&site.app.db, unlike).await, 0);
        let wrong_version = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM votes JOIN proposal_versions ON proposal_versions.id = version_id \
             WHERE cast_at < proposal_versions.published_at OR votes.proposal_id <> proposal_versions.proposal_id"
        );
        assert_eq!(count(&site.app.db, wrong_version).await, 0);
    }

    async fn there_is_an_open_questionnaire_with_answers_and_a_draft_of_one(site) {
        filled(site).await;
        let visitor = &mut site.visitor();
        visitor.get("/consultations/saturday-hours/questionnaires/1").await.is(200).says("How you use the library, and when").says("Start");
        visitor.get("/consultations/saturday-hours/questionnaires/1/results").await.is(200).says("400 people answered");
        assert_eq!(crate::questionnaires::tally::recount((&site.app.db).into()).await.unwrap(), Vec::<String>::new());
        let mut staff = site.person(crate::identity::model::Role::Staff).await;
        staff.get("/staff/consultations/quiet-floor-at-kesterley-central/questionnaires/1").await.is(200)
            .says("Everybody gets to the end.");
        staff.get("/staff/consultations/saturday-hours/questionnaires/1/equality").await.is(200).says("They are asked.");
        staff.get("/staff/audit").await.is(200);
        staff.get("/staff/consultations/saturday-hours/questionnaires/1/words?question=more").await.is(200)
            .says("Not read yet").says("Published").says("Publish those that are ticked");
    }

    async fn there_is_an_open_ranking_and_a_closed_one_in_which_the_two_ways_of_counting_differ(site) {
        filled(site).await;
        let mut visitor = site.visitor();
        visitor.get("/consultations/harmsgate-library-and-health-centre/rankings/1").await.is(200).says("Send my order");
        let page = visitor.get("/consultations/self-service-opening/rankings/1/results").await.is(200);
        page.says("“Evenings” wins: compared").says("Instant-runoff would choose “Sundays” instead.");
        let late = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM ranking_ballots JOIN responses ON responses.id = response_id \
             JOIN consultations ON consultations.id = consultation_id \
             WHERE cast_at >= closes_at OR cast_at > $1 OR cast_at < received_at",
            site.app.clock.now()
        );
        assert_eq!(count(&site.app.db, late).await, 0);
        assert!(count(&site.app.db, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM ranking_ballots")).await > 600);
    }

    async fn a_database_with_something_in_it_is_left_alone(site) {
        site.branch("millbrook", "Millbrook Library").await;
        let refused = fill(&site.app.db, &site.app.clock, &site.app.passwords).await;
        assert!(matches!(refused, Err(FillError::NotEmpty)));
        assert!(!is_demo(&site.app.db).await.unwrap());
        assert_eq!(count(&site.app.db, sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts")).await, 0);
    }

    async fn every_sign_in_that_is_printed_works(site) {
        filled(site).await;
        let lines = sign_in_lines(&site.app.db).await.unwrap();
        assert_eq!(lines.len(), 6);
        for line in lines {
            let words: Vec<&str> = line.strip_prefix("demo sign-in: ").unwrap().split(' ').collect();
            let mut browser = site.visitor();
            browser.post("/sign-in", &[("email", words[1]), ("password", words[2])]).await.is(303);
        }
    }

    async fn its_statements_have_answers_and_its_maps_have_groups(site) {
        filled(site).await;
        let db = &site.app.db;
        assert_eq!(crate::statements::store::recount(db).await.unwrap(), []);
        let late = sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM statement_answers JOIN responses ON responses.id = response_id \
             JOIN consultations ON consultations.id = consultation_id \
             WHERE answered_at >= closes_at OR answered_at > $1 OR answered_at < received_at",
            site.app.clock.now()
        );
        assert_eq!(count(db, late).await, 0);
        assert_eq!(crate::statements::map::catch_up(&site.app).await.unwrap(), 2);
        for slug in ["saturday-hours", "self-service-opening"] {
            let page = site.visitor().get(&format!("/consultations/{slug}/statements/map")).await.is(200);
            page.says("They fall into").says("bring all groups together");
        }
        site.person(Role::Moderator).await.get("/staff/moderation/statements").await.says("Mr Thorne");
    }

    async fn words_in_it_can_be_searched_for(site) {
        filled(site).await;
        site.visitor().get("/consultations?q=makerspace").await.is(200).says("makerspace-at-staithe-road");
    }
}
