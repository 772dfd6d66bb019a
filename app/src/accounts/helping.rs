//! What an administrator does for somebody who cannot sign in any more: takes a lost second step off, or begins a change of
//! address in place of an old one that is gone. Each needs a reason, is recorded, and its owner hears of it.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::person::{begin, crumbs, record};
use super::store;
use super::{address_change, second_factor};
use crate::identity::model::{Account, Role};
use crate::identity::{rules, sessions};
use crate::ids::AccountId;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, error_summary};

/// Longest reason, in characters.
const REASON_LONGEST: usize = 500;

/// What the record of acts keeps of a reason: a hash, as of all words.
fn hashed(reason: &str) -> [(&'static str, String); 1] {
    [("reason", hex::encode(Sha256::digest(reason.as_bytes())))]
}

fn reason_field(typed: &str, errors: &FormErrors) -> AnyView {
    Field::new("reason", "Why?")
        .kind(FieldKind::Lines(3))
        .hint("They read it in the message about it.")
        .value(typed)
        .show(errors)
}

/// Whom it is about, if this administrator may.
async fn person(visit: &Visit, id: i64) -> Result<Account, Fault> {
    let person = store::by_id(&visit.app.db, AccountId(id)).await?.ok_or(Fault::Missing)?;
    rules::may_change(visit.own_account()?, &person)?;
    Ok(person)
}

/// `GET /staff/people/{id}/second-step`
pub async fn ask_second_step(visit: Visit, Path(id): Path<i64>) -> Page {
    let person = person(&visit, id).await?;
    second_step_form(&visit, &person, "", &FormErrors::none())
}

fn second_step_form(visit: &Visit, person: &Account, typed: &str, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let path = format!("/staff/people/{}", person.id);
    visit.page("Take off a second step?").area(Area::Staff).status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(&person.name)}
            <header class="title"><h1>"Take their second step off?"</h1><p class="lede" dir="auto">{format!("{} ({})", person.name, person.email)}</p></header>
            <div class="note warn">
                <p>"All their second steps and recovery codes stop working, and they are signed out everywhere. They then sign in with their password alone, until they set up a new one."</p>
                <p>"Somebody who wants to break in would ask you for just this. Make sure that it is them."</p>
            </div>
            <form method="post" action=format!("{path}/second-step") novalidate>
                {reason_field(typed, errors)}
                <p class="actions"><button class="button warn">"Take it off"</button> <a href=path.clone()>"Leave it"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/people/{id}/second-step`
pub async fn second_step(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Page {
    let asked = person(&visit, id).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["reason"], &mut errors);
    let reason = fields.text("reason").to_owned();
    errors.check("reason", length(&reason, "why", true, REASON_LONGEST));
    if !errors.is_empty() {
        return second_step_form(&visit, &asked, &reason, &errors);
    }
    let (mut tx, administrator, person) = match begin(&visit, id).await {
        Ok(begun) => begun,
        Err(answer) => return answer,
    };
    if second_factor::store::has(&mut tx, person.id).await? {
        second_factor::take_off_all(&mut tx, &visit, &person, &reason).await?;
        sessions::end_all(&mut tx, person.id, None).await?;
        sessions::forget_known(&mut tx, person.id).await?;
        let act = "second-factor.reset";
        record(&mut tx, administrator, act, person.id, &hashed(&reason), visit.now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/people/{id}?done=second-step"))
}

/// `GET /staff/people/{id}/address`
pub async fn ask_address(visit: Visit, Path(id): Path<i64>) -> Page {
    let person = works_here(&visit, id).await?;
    address_form(&visit, &person, ("", ""), &FormErrors::none(), StatusCode::OK)
}

/// A colleague: residents change their address themselves, or register anew.
async fn works_here(visit: &Visit, id: i64) -> Result<Account, Fault> {
    let person = person(visit, id).await?;
    if person.role == Role::Resident { Err(Fault::Missing) } else { Ok(person) }
}

fn address_form(
    visit: &Visit,
    person: &Account,
    (email, reason): (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let path = format!("/staff/people/{}", person.id);
    visit.page("Change an address").area(Area::Staff).status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(&person.name)}
            <header class="title"><h1>"Change their address"</h1><p class="lede" dir="auto">{format!("{} ({})", person.name, person.email)}</p></header>
            <p>"You stand in for the old address, which cannot answer any more. The new one gets a link, and the change takes place when its owner has opened it and pressed the button. The old address is told all the same, and can stop it."</p>
            <form method="post" action=format!("{path}/address") novalidate>
                {Field::new("email", "Their new email address").kind(FieldKind::Email).value(email).autocomplete("off").show(errors)}
                {reason_field(reason, errors)}
                <p class="actions"><button class="button">"Send the link"</button> <a href=path.clone()>"Leave it"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/people/{id}/address`
pub async fn address(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Page {
    let asked = works_here(&visit, id).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "reason"], &mut errors);
    let (typed, reason) = (fields.text("email").to_owned(), fields.text("reason").to_owned());
    errors.check("reason", length(&reason, "why", true, REASON_LONGEST));
    let new = errors.check("email", rules::email(&typed));
    let (Some(new), true) = (new, errors.is_empty()) else {
        return address_form(&visit, &asked, (&typed, &reason), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (mut tx, administrator, person) = match begin(&visit, id).await {
        Ok(begun) => begun,
        Err(answer) => return answer,
    };
    // Administrators see who has an address, so here it can be said.
    if store::by_email(&mut tx, &new).await?.is_some() {
        tx.rollback().await?;
        errors.add("email", "This address has an account already");
        return address_form(&visit, &asked, (&typed, &reason), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    address_change::begin_for(&mut tx, &visit, &person, &new, &reason).await?;
    record(&mut tx, administrator, "account.address", person.id, &hashed(&reason), visit.now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/people/{id}?done=address"))
}
