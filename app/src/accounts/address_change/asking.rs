//! Asking for a change of one's own address: the password again, and the second step of those who have one.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store;
use crate::accounts::{limits, password, second_factor};
use crate::clock;
use crate::identity::model::Account;
use crate::identity::rules;
use crate::notices::no_mail_note;
use crate::site::{Fields, FormErrors, Page, Visit};
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// `GET /account/address`
pub async fn get(visit: Visit) -> Page {
    form(&visit, "", &FormErrors::none(), StatusCode::OK).await
}

async fn form(visit: &Visit, typed: &str, errors: &FormErrors, status: StatusCode) -> Page {
    let account = visit.own_account()?;
    let under_way = store::of_account(&visit.app.db, account.id, visit.now).await?;
    let second = second_factor::must_show(visit)?;
    let note = done_note(
        &visit.query_value("done"),
        &[
            (
                "sent",
                "Two messages are on their way.",
                "One to the address you have, one to the new one. Open the link in both, and press the button.",
            ),
            ("stopped", "The change is stopped.", "Your address stays as it is."),
        ],
    );
    visit.page("Change your address").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {note}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/account">"Your account"</a></li><li>"Change your address"</li></ol></nav>
            <header class="title"><h1>"Change your address"</h1>
                <p class="lede">"Both addresses get a message with a link: the one you have, and the new one. Your address changes when you have agreed in both."</p>
            </header>
            {no_mail_note(visit)}
            {under_way.map(|change| view! {
                <div class="note">
                    <p><strong>{format!("A change to {} is under way.", change.email)}</strong>" "{waits_for(&change)}" "{format!("It is given up on {}.", clock::long_date_time(change.expires_at))}</p>
                    <form method="post" action="/account/address/stop"><p class="actions"><button class="button quiet">"Stop this change"</button></p></form>
                </div>
            })}
            <form method="post" action="/account/address" novalidate>
                {Field::new("email", "Your new email address").kind(FieldKind::Email).value(typed).autocomplete("email").show(errors)}
                {Field::new("current_password", "Your password").kind(FieldKind::Password).hint("So that nobody can do this on a computer you left.").autocomplete("current-password").show(errors)}
                {second.then(|| Field::new("one_time_code", "A code of your second step").hint("Six digits from your app, or one of your recovery codes. If you have a passkey alone, sign out and in again: for a quarter of an hour you are not asked.").autocomplete("one-time-code").short().show(errors))}
                <p class="actions"><button class="button">"Send both messages"</button> <a href="/account">"Leave it as it is"</a></p>
            </form>
            <details class="why"><summary>"My old address does not work any more"</summary>
                <p>{if account.role == crate::identity::model::Role::Resident {
                    "Then it cannot agree, and nobody can do it in its place: otherwise anybody could say so and take your account. Register with your new address. What you said before stays counted; to take part again in a consultation that is still open, delete the old account first, so that you are counted once."
                } else {
                    "Then ask an administrator of the library service, who can begin the change for you. They give a reason, and it is recorded."
                }}</p>
            </details>
        }
        .into_any()
    })
}

fn waits_for(change: &store::AddressChange) -> &'static str {
    match (change.old_agreed_at.is_some(), change.new_agreed_at.is_some()) {
        (false, false) => "Neither address has agreed yet.",
        (true, _) => "It waits for the new address.",
        (false, true) => "It waits for the address you have now.",
    }
}

/// `POST /account/address`
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let account: Account = visit.own_account()?.clone();
    let mut errors = FormErrors::none();
    fields.expect_only(&["email", "current_password", "one_time_code"], &mut errors);
    let typed = fields.text("email").to_owned();
    let new = errors.check("email", rules::email(&typed));
    if new.as_ref() == Some(&account.email) {
        errors.add("email", "That is the address you have already");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let secret = fields.raw_text("current_password");
    let proof = password::prove(&visit, &account, "current_password", secret, &mut errors).await?;
    // A code is good once, so it is only looked at when the rest is right.
    let second = if errors.is_empty() {
        let code = fields.text("one_time_code");
        second_factor::prove(&visit, &account, "one_time_code", code, &mut errors).await?
    } else {
        StatusCode::OK
    };
    for too_many in [proof, second] {
        if too_many == StatusCode::TOO_MANY_REQUESTS {
            status = too_many;
        }
    }
    let (Some(new), true) = (new, errors.is_empty()) else { return form(&visit, &typed, &errors, status).await };
    let mut tx = visit.app.db.begin().await?;
    let both =
        limits::may_write(&mut tx, &visit, &account.email).await? && limits::may_write(&mut tx, &visit, &new).await?;
    if !both {
        tx.rollback().await?;
        errors.add(
            "form",
            "We have sent several messages to one of these addresses: at most three an hour, and six a day. Please try again \
             later.",
        );
        return form(&visit, &typed, &errors, StatusCode::TOO_MANY_REQUESTS).await;
    }
    super::begin(&mut tx, &visit, &account, &new).await?;
    tx.commit().await?;
    visit.go("/account/address?done=sent")
}

/// `POST /account/address/stop`
pub async fn stop(visit: Visit) -> Page {
    let account = visit.own_account()?;
    let mut tx = visit.app.db.begin().await?;
    store::stop(&mut tx, account.id).await?;
    tx.commit().await?;
    visit.go("/account/address?done=stopped")
}
