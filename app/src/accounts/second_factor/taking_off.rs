//! Taking a second step off, and making new recovery codes: both ask for the password, so that a computer left signed in is
//! not enough.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::SecondFactor;
use super::{factors, pages, store};
use crate::accounts::password;
use crate::identity::model::Account;
use crate::identity::obligation::Obligation;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, error_summary};

/// Why a second step stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastOneStays;

impl WhyNot for LastOneStays {
    fn reason(&self) -> Reason {
        reason!(
            "last-second-factor",
            CONFLICT,
            Staff,
            "The role needs a second factor, and this is the last one",
            "Your role needs a second step, and this is your last one. Add the new one first, then take this one off."
        )
    }
}

/// The status of a form that is refused, whatever came of its password.
fn refused(password: StatusCode) -> StatusCode {
    if password == StatusCode::OK { StatusCode::UNPROCESSABLE_ENTITY } else { password }
}

/// The field for the password.
fn own_password(errors: &FormErrors) -> AnyView {
    Field::new("current_password", "Your password")
        .kind(FieldKind::Password)
        .hint("So that nobody can do this on a computer you left.")
        .autocomplete("current-password")
        .show(errors)
}

/// A factor of somebody's own, and whether it is the last.
async fn find(visit: &Visit, account: &Account, id: i64) -> Result<(SecondFactor, bool), Fault> {
    let all = store::all(&visit.app.db, account.id).await?;
    let last = all.len() == 1;
    let found = all.into_iter().find(|factor| factor.id == id).ok_or(Fault::Missing)?;
    if last && visit.service.second_factor.of(account.role, visit.now) == Obligation::Now {
        return Err(LastOneStays.into());
    }
    Ok((found, last))
}

/// `GET /account/second-factor/{id}/remove`
pub async fn ask(visit: Visit, Path(id): Path<i64>) -> Page {
    let (factor, last) = find(&visit, visit.own_account()?, id).await?;
    question(&visit, &factor, last, &FormErrors::none(), StatusCode::OK)
}

fn question(visit: &Visit, factor: &SecondFactor, last: bool, errors: &FormErrors, status: StatusCode) -> Page {
    visit.page("Take off a second step?").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {pages::crumbs("Take off")}
            <header class="title"><h1>"Take off this second step?"</h1><p class="lede" dir="auto">{format!("{}: {}", factor.kind.title(), factor.name)}</p></header>
            <div class="note warn">{if last {
                "Your password alone then lets anybody in who knows it, and your recovery codes no longer work."
            } else {
                "You cannot sign in with it any more. Your other second steps stay."
            }}</div>
            <form method="post" action=format!("/account/second-factor/{}/remove", factor.id) novalidate>
                {own_password(errors)}
                <p class="actions"><button class="button warn">"Take it off"</button> <a href="/account/second-factor">"Keep it"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /account/second-factor/{id}/remove`
pub async fn remove(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Page {
    let account = visit.own_account()?.clone();
    let (factor, last) = find(&visit, &account, id).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["current_password"], &mut errors);
    let typed = fields.raw_text("current_password");
    let status = password::prove(&visit, &account, "current_password", typed, &mut errors).await?;
    if !errors.is_empty() {
        return question(&visit, &factor, last, &errors, refused(status));
    }
    let mut tx = visit.app.db.begin().await?;
    factors::remove(&mut tx, &visit, &account, (factor.id, factor.kind, &factor.name)).await?;
    // Two windows that each take one off must not leave somebody without, whose role needs one.
    let none = !store::has(&mut tx, account.id).await?;
    if none && !last && visit.service.second_factor.of(account.role, visit.now) == Obligation::Now {
        tx.rollback().await?;
        return Err(LastOneStays.into());
    }
    tx.commit().await?;
    visit.go("/account/second-factor?done=removed")
}

/// `GET /account/second-factor/codes`
pub async fn ask_codes(visit: Visit) -> Page {
    codes_form(&visit, &FormErrors::none(), StatusCode::OK)
}

fn codes_form(visit: &Visit, errors: &FormErrors, status: StatusCode) -> Page {
    visit.page("New recovery codes").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {pages::crumbs("New recovery codes")}
            <header class="title"><h1>"Make new recovery codes"</h1><p class="lede">"You get ten new codes. Those you have now stop working, so throw that paper away."</p></header>
            <form method="post" action="/account/second-factor/codes" novalidate>
                {own_password(errors)}
                <p class="actions"><button class="button">"Make new codes"</button> <a href="/account/second-factor">"Keep the old ones"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /account/second-factor/codes`
pub async fn codes(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?.clone();
    if !store::has(&visit.app.db, account.id).await? {
        return visit.go("/account/second-factor");
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["current_password"], &mut errors);
    let typed = fields.raw_text("current_password");
    let status = password::prove(&visit, &account, "current_password", typed, &mut errors).await?;
    if !errors.is_empty() {
        return codes_form(&visit, &errors, refused(status));
    }
    let mut tx = visit.app.db.begin().await?;
    let codes = factors::renew_codes(&mut tx, &visit, &account).await?;
    tx.commit().await?;
    pages::show_codes(&visit, &codes)
}
