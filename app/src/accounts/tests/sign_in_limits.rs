//! Wrong passwords from one network address: a branch shares one, so they make it slow, never shut.

use crate::accounts::model::Role;
use crate::site::testing::Site;
use crate::test_both;

const RIGHT: [(&str, &str); 2] = [("email", "ann@example.org"), ("password", "correct horse battery")];

/// Puts so many wrong passwords from this network address in the record, each for another account.
async fn wrong_passwords(site: &Site, count: u32) {
    for number in 0..count {
        let email = format!("guess{number}@example.org");
        site.visitor().post("/sign-in", &[("email", &email), ("password", "not this one")]).await.is(422);
    }
}

test_both! {
    async fn many_wrong_passwords_from_one_address_never_lock_its_other_visitors_out(site) {
        site.account("ann@example.org", Role::Resident).await;
        wrong_passwords(site, 24).await;
        let begun = tokio::time::Instant::now();
        site.visitor().post("/sign-in", &RIGHT).await.is(303);
        // Four more than twenty: a tenth of a second each.
        assert!(begun.elapsed() >= std::time::Duration::from_millis(400), "the address was not slowed down");
    }

    async fn an_address_that_staff_listed_as_a_branch_is_not_slowed_down(site) {
        site.account("ann@example.org", Role::Resident).await;
        let branch = site.branch("millbrook", "Millbrook Library").await;
        let mut tx = site.app.db.begin().await.unwrap();
        let now = site.app.clock.now();
        crate::sql!(
            "INSERT INTO branch_addresses (branch_id, address, created_at) VALUES ($1, 'local', $2)",
            branch,
            now
        )
        .run(&mut tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        // From another address the last twenty of these would take two seconds each.
        wrong_passwords(site, 60).await;
        let begun = tokio::time::Instant::now();
        site.visitor().post("/sign-in", &RIGHT).await.is(303);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "a branch was slowed down");
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
}
