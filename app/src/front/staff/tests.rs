//! The staff's list of consultations, through the real router.

use crate::identity::model::Role;
use crate::test_both;
use crate::time::Time;

/// Where a title stands on a page.
fn place(page: &str, title: &str) -> usize {
    page.find(title).unwrap_or_else(|| panic!("{title} is not on the page"))
}

test_both! {
    async fn what_needs_somebody_comes_first_and_other_orders_have_addresses(site) {
        let now = site.app.clock.now();
        for (slug, closes) in [("zebra", 40), ("apple", 50), ("mango", 3)] {
            site.consultation(slug, |new| {
                new.title = format!("About {slug}");
                new.closes_at = Some(now.plus(closes * Time::DAY));
            }).await;
        }
        let admin = site.account("owner@library.example.org", Role::Administrator).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("INSERT INTO consultation_team (consultation_id, account_id, owner, since) SELECT id, $1, 1, $2 FROM consultations WHERE slug <> 'apple'", admin, now).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut staff = site.signed_in(admin).await;
        let page = staff.get("/staff").await.is(200).says("Nobody looks after it.").says("/staff/consultations/apple/people").body;
        assert!(place(&page, ">About apple<") < place(&page, ">About mango<"), "nobody looks after it");
        assert!(place(&page, ">About mango<") < place(&page, ">About zebra<"), "it closes within the week");
        let page = staff.get("/staff?sort=title").await.is(200).says("aria-sort=\"ascending\"").says("href=\"/staff?sort=-title\"").body;
        assert!(place(&page, ">About apple<") < place(&page, ">About mango<") && place(&page, ">About mango<") < place(&page, ">About zebra<"));
        let page = staff.get("/staff?sort=-title").await.is(200).says("aria-sort=\"descending\"").body;
        assert!(place(&page, ">About zebra<") < place(&page, ">About apple<"));
        let page = staff.get("/staff?sort=closes").await.is(200).body;
        assert!(place(&page, ">About mango<") < place(&page, ">About zebra<") && place(&page, ">About zebra<") < place(&page, ">About apple<"));
        for odd in ["sort=nonsense", "sort=", "after=x", "from=1-2-3", "stage=nowhere", "mine=maybe"] {
            staff.get(&format!("/staff?{odd}")).await.is(200).says("About apple");
        }
    }

    async fn filters_stand_in_the_address_and_what_is_found_nowhere_is_said(site) {
        let now = site.app.clock.now();
        site.consultation("open", |new| new.title = "About open".to_owned()).await;
        site.consultation("over", |new| {
            new.title = "About over".to_owned();
            new.closes_at = Some(now.plus(-Time::MINUTE));
        }).await;
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff?stage=open").await.is(200).says("About open").does_not_say("About over");
        staff.get("/staff?stage=closed").await.is(200).says("About over").does_not_say("About open");
        staff.get("/staff?q=OVER").await.is(200).says("About over").does_not_say("About open").says("value=\"OVER\"");
        staff.get("/staff?q=%22%3E%3Cb%3E").await.is(200).does_not_say("\"><b>");
        staff.get("/staff?mine=1").await.is(200).says("Nothing here").says("Show what is under way");
        staff.get("/staff?sort=title&q=about%26open").await.is(200).says("About open").says("q=about%26open");
    }

    async fn what_is_over_is_behind_an_address_of_its_own_and_goes_on_page_by_page(site) {
        let now = site.app.clock.now();
        site.consultation("open", |new| new.title = "About open".to_owned()).await;
        let mut tx = site.app.db.begin().await.unwrap();
        for number in 0..53_i64 {
            crate::sql!(
                "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, created_at, updated_at, published_at, opens_at, closes_at, decided_at) \
                 VALUES ($1, $2, '', '', '', 1, 'consult', 'hidden', $3, $3, $3, $3, $4, $5)",
                format!("old-{number}"), format!("Old one {number}."), now.plus(-100 * Time::DAY), now.plus(-60 * Time::DAY), now.plus(-(number + 1) * Time::DAY)
            ).run(&mut tx).await.unwrap();
        }
        let id = crate::sql!("SELECT id FROM consultations WHERE slug = 'old-52'").number(&mut tx).await.unwrap();
        crate::db::dialect::index_consultation(&mut tx, id, "Old one 52.").await.unwrap();
        tx.commit().await.unwrap();
        let mut staff = site.person(Role::Staff).await;
        staff.get("/staff").await.is(200).says("About open").does_not_say("Old one");
        let page = staff.get("/staff?stage=decided").await.is(200).says("Old one 0.").says("Old one 49.").does_not_say("Old one 50.").does_not_say("About open").body;
        let next = page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        staff.get(&next).await.is(200).says("Old one 50.").says("Old one 52.").does_not_say("Old one 49.").does_not_say("rel=\"next\"");
        staff.get("/staff?stage=withdrawn").await.is(200).says("Nothing was withdrawn");
        // Whoever looks for words finds what is over too.
        staff.get("/staff?q=old+52").await.is(200).says("Old one 52.").does_not_say("Old one 51.");
        let mut analyst = site.person(Role::Analyst).await;
        analyst.get("/staff?stage=decided").await.is(200).says("/staff/consultations/old-0/results").does_not_say("Next step");
    }

    async fn more_under_way_than_a_page_goes_on_without_a_gap(site) {
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        for number in 0..60_i64 {
            crate::sql!(
                "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, created_at, updated_at, published_at, opens_at, closes_at) \
                 VALUES ($1, $2, '', '', '', 1, 'consult', 'hidden', $3, $3, $3, $3, $4)",
                format!("run-{number}"), format!("Run {number}."), now.plus(-Time::DAY), now.plus((20 + number) * Time::DAY)
            ).run(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get("/staff?sort=closes").await.is(200).says("Run 0.").says("Run 49.").does_not_say("Run 50.").body;
        let next = page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        staff.get(&next).await.is(200).says("Run 50.").says("Run 59.").does_not_say("Run 49.").says("Back to the first page");
    }
}
