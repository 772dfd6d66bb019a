//! Wrong passwords from one network address: a branch shares one, so they make it slow, never shut.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};

use crate::accounts::limits::address_wait;
use crate::identity::model::Role;
use crate::identity::rules;
use crate::site::testing::{Site, TestResponse};
use crate::test_both;
use crate::time::Time;

const RIGHT: [(&str, &str); 2] = [("email", "ann@example.org"), ("password", "correct horse battery")];

/// The network address that the wrong passwords come from.
const ADDRESS: &str = "203.0.113.7";

/// Sends the sign-in form from that address.
async fn sign_in(site: &Site, fields: &[(&str, &str)]) -> TestResponse {
    let from: SocketAddr = format!("{ADDRESS}:40000").parse().unwrap();
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(ConnectInfo(from))
        .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
        .unwrap();
    site.visitor().send(request).await
}

/// Sends so many wrong passwords, each for another account.
async fn wrong_passwords(site: &Site, count: u32) {
    for number in 0..count {
        let email = format!("guess{number}@example.org");
        sign_in(site, &[("email", &email), ("password", "not this one")]).await.is(422);
    }
}

/// How long the visitors of these tests wait now, in milliseconds.
async fn wait(site: &Site) -> u64 {
    address_wait(&site.app, ADDRESS, site.app.clock.now()).await.unwrap()
}

#[test]
fn the_wait_grows_with_wrong_passwords_and_ends_at_two_seconds() {
    let waits = [0, 20, 21, 40, 100_000].map(|failures| rules::address_wait(failures, false));
    assert_eq!(waits, [0, 0, 100, 2_000, 2_000]);
    assert_eq!(rules::address_wait(100_000, true), 0);
}

test_both! {
    async fn many_wrong_passwords_from_one_address_never_lock_its_other_visitors_out(site) {
        site.account("ann@example.org", Role::Resident).await;
        assert_eq!(wait(site).await, 0);
        wrong_passwords(site, 24).await;
        assert_eq!(wait(site).await, 400);
        sign_in(site, &RIGHT).await.is(303);
        site.app.clock.advance(16 * Time::MINUTE);
        assert_eq!(wait(site).await, 0);
    }

    async fn an_address_that_staff_listed_as_a_branch_is_not_slowed_down(site) {
        wrong_passwords(site, 24).await;
        let branch = site.branch("millbrook", "Millbrook Library").await;
        let mut tx = site.app.db.begin().await.unwrap();
        let now = site.app.clock.now();
        crate::sql!(
            "INSERT INTO branch_addresses (branch_id, address, created_at) VALUES ($1, '203.0.113.7', $2)",
            branch,
            now
        )
        .run(&mut tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(wait(site).await, 0);
    }

    async fn waiting_for_one_account_does_not_hold_up_another(site) {
        site.account("ann@example.org", Role::Resident).await;
        site.account("ben@example.org", Role::Resident).await;
        let ben = |password| [("email", "ben@example.org"), ("password", password)];
        for _ in 0..10 {
            site.visitor().post("/sign-in", &ben("not this one")).await.is(422);
        }
        site.visitor().post("/sign-in", &ben("correct horse battery")).await.is(429);
        site.visitor().post("/sign-in", &RIGHT).await.is(303);
    }

    async fn a_hundred_guesses_at_the_same_moment_are_no_more_than_ten(site) {
        site.account("ann@example.org", Role::Resident).await;
        let wrong = [("email", "ann@example.org"), ("password", "not this one")];
        let tries: Vec<_> = (0..100).map(|_| async { site.visitor().post("/sign-in", &wrong).await.status.as_u16() }).collect();
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|status| **status == 422).count(), 10, "{answers:?}");
        assert!(answers.iter().all(|status| matches!(status, 422 | 429)));
    }

    async fn a_stranger_s_guesses_do_not_lock_the_owner_out_on_a_device_that_signed_in_before(site) {
        site.account("ann@example.org", Role::Resident).await;
        let mut own = site.visitor();
        own.post("/sign-in", &[RIGHT[0], RIGHT[1], ("own_device", "1")]).await.is(303);
        own.post("/sign-out", &[]).await.is(303);
        own.get("/account").await.is(401);
        let wrong = [RIGHT[0], ("password", "not this one")];
        for _ in 0..10 {
            site.visitor().post("/sign-in", &wrong).await.is(422);
        }
        site.visitor().post("/sign-in", &RIGHT).await.is(429);
        own.post("/sign-in", &RIGHT).await.is(303);
        // Guesses on the known device itself have an end too.
        let mut own = own.clone();
        for _ in 0..10 {
            own.post("/sign-in", &wrong).await.is(422);
        }
        own.post("/sign-in", &RIGHT).await.is(429);
    }

    async fn signing_out_on_a_shared_computer_leaves_no_mark(site) {
        site.account("ann@example.org", Role::Resident).await;
        let mut shared = site.visitor();
        shared.post("/sign-in", &RIGHT).await.is(303);
        shared.post("/sign-out", &[]).await.is(303);
        assert_eq!(shared.cookie("session"), None);
    }

    async fn many_registrations_from_one_address_are_slowed_and_never_refused(site) {
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        let subject = crate::accounts::limits::registering(&site.app, ADDRESS);
        for _ in 0..30 {
            crate::accounts::store::note_try(&mut tx, &subject, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(crate::accounts::limits::registering_wait(&site.app, ADDRESS, now).await.unwrap(), 1_000);
    }
}
