//! The people an administrator manages.

use super::{acts, messages};
use crate::audit::store::verify;
use crate::identity::model::Role;
use crate::test_both;

test_both! {
    async fn people_are_found_by_part_of_a_name_or_address_and_by_role(site) {
        site.account("ann@example.org", Role::Resident).await;
        site.account("elodie_m@example.org", Role::Councillor).await;
        let mut administrator = site.person(Role::Administrator).await;
        administrator.get("/staff/people?q=ANN@").await.says("ann@example.org").does_not_say("elodie_m");
        administrator.get("/staff/people?role=councillor").await.says("elodie_m@").does_not_say("ann@example.org");
        administrator
            .get("/staff/people?q=someBODY&role=resident")
            .await
            .says("ann@example.org")
            .does_not_say("elodie_m@");
        // The marks that patterns are made of stand for themselves.
        administrator.get("/staff/people?q=%25").await.says("Nobody found");
        administrator.get("/staff/people?q=e_m%40").await.says("elodie_m@");
        administrator.get("/staff/people?q=elo_ie").await.says("Nobody found");
    }

    async fn people_are_found_by_a_plain_keyboard(site) {
        let id = site.account("zoe@example.org", Role::Resident).await;
        site.account("ann@example.org", Role::Resident).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE accounts SET name = 'Zoë Müller-Łódź O’Brien' WHERE id = $1", id).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut administrator = site.person(Role::Administrator).await;
        for words in ["MULLER", "lodz", "o%27brien", "obrien", "O%E2%80%99BRIEN", "zoe+brien", "brien+zoe", "M%C3%BCller-%C5%81%C3%B3d%C5%BA", "zoe%40"] {
            let page = administrator.get(&format!("/staff/people?q={words}")).await.is(200);
            page.says("zoe@example.org").does_not_say("ann@example.org");
        }
        administrator.get("/staff/people?q=zoe+nobody").await.says("Nobody found");
    }

    async fn a_long_list_goes_on_page_by_page_and_shows_everybody_once(site) {
        for number in 0..60 {
            site.account(&format!("reader{number:02}@example.org"), Role::Resident).await;
        }
        let mut administrator = site.person(Role::Administrator).await;
        let first = administrator.get("/staff/people?role=resident").await.is(200);
        let first = first.says("reader59@").says("reader10@").does_not_say("reader09@");
        let start = first.body.find("rel=\"next\"").expect("no next page");
        let href = first.body[start..].split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        administrator.get(&href).await.is(200).says("reader09@").says("reader00@").does_not_say("reader10@");
    }

    async fn looking_at_personal_data_is_recorded_once_for_each_page(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        let mut administrator = site.person(Role::Administrator).await;
        administrator.get("/staff/people?q=ann").await.is(200);
        administrator.get(&format!("/staff/people/{id}")).await.is(200).says("ann@example.org");
        assert_eq!(acts(site).await, [("people.look".to_owned(), 0), ("people.look".to_owned(), id.0)]);
        assert!(verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn a_person_is_added_with_an_invitation_and_mistakes_are_named(site) {
        let mut administrator = site.person(Role::Administrator).await;
        administrator
            .post("/staff/people/new", &[("name", ""), ("email", "sam"), ("role", "king")])
            .await
            .is(422)
            .says("Enter their name")
            .says("like name@example.org")
            .says("Choose what they will do")
            .says("value=\"sam\"");
        let person = [("name", "Sam Stacks"), ("email", "sam@library.example.org"), ("role", "moderator")];
        administrator.post("/staff/people/new", &person).await.is(303);
        administrator.get("/staff/people?done=added").await.says("Sam Stacks").says("Address not confirmed");
        assert_eq!(messages(site).await, 1);
        let other = [person[0], person[1], ("role", "staff")];
        administrator.post("/staff/people/new", &other).await.is(422).says("has an account already").says("Sam Stacks");
        assert_eq!(acts(site).await[0].0, "account.add");
    }

    async fn a_new_role_holds_at_once_and_the_person_is_told(site) {
        let id = site.account("sam@library.example.org", Role::Resident).await;
        let mut sam = site.signed_in(id).await;
        let mut administrator = site.person(Role::Administrator).await;
        let path = format!("/staff/people/{id}");
        administrator.post(&format!("{path}/role"), &[("role", "king")]).await.is(422).says("one of the six roles");
        administrator.post(&format!("{path}/role"), &[("role", "staff")]).await.is(303);
        sam.get("/account").await.is(401);
        administrator.get(&path).await.is(200).says("<dd>Staff");
        assert_eq!(messages(site).await, 1);
        assert!(acts(site).await.contains(&("account.role".to_owned(), id.0)));
        assert!(verify(&site.app.db).await.unwrap().is_ok());
        administrator.post("/staff/people/999999/role", &[("role", "staff")]).await.is(404);
    }

    async fn a_closed_account_cannot_sign_in_until_it_is_opened_again(site) {
        let id = site.account("ann@example.org", Role::Resident).await;
        let mut ann = site.signed_in(id).await;
        let mut administrator = site.person(Role::Administrator).await;
        let path = format!("/staff/people/{id}");
        let right = [("email", "ann@example.org"), ("password", "correct horse battery")];
        administrator.post(&format!("{path}/close"), &[]).await.is(303);
        ann.get("/account").await.is(401);
        site.visitor().post("/sign-in", &right).await.is(422);
        administrator.get(&path).await.says("Closed on").says("Open this account again");
        administrator.post(&format!("{path}/reopen"), &[]).await.is(303);
        site.visitor().post("/sign-in", &right).await.is(303);
        let done: Vec<String> = acts(site).await.into_iter().map(|act| act.0).collect();
        assert_eq!(done, ["account.close", "people.look", "account.reopen"]);
    }

    async fn an_administrator_cannot_change_themselves(site) {
        let id = site.account("nell@library.example.org", Role::Administrator).await;
        site.account("other@library.example.org", Role::Administrator).await;
        let mut nell = site.signed_in(id).await;
        let path = format!("/staff/people/{id}");
        nell.get(&path).await.is(200).says("This is you").does_not_say("Close this account");
        nell.post(&format!("{path}/role"), &[("role", "resident")]).await.is(409).says("cannot change your own role");
        nell.post(&format!("{path}/close"), &[]).await.is(409).says("cannot change your own role");
        nell.get("/staff/people").await.is(200);
    }

    async fn two_administrators_who_remove_each_other_at_once_leave_one(site) {
        let one = site.account("one@library.example.org", Role::Administrator).await;
        let two = site.account("two@library.example.org", Role::Administrator).await;
        let (mut first, mut second) = (site.signed_in(one).await, site.signed_in(two).await);
        let (path_one, path_two) = (format!("/staff/people/{one}/close"), format!("/staff/people/{two}/close"));
        let (a, b) = tokio::join!(first.post(&path_two, &[]), second.post(&path_one, &[]));
        assert!(a.status.as_u16() < 500 && b.status.as_u16() < 500, "{} {}", a.body, b.body);
        let left = crate::accounts::store::people::administrators(&site.app.db).await.unwrap();
        assert_eq!(left, 1);
    }
}
