//! Where an administrator says of which roles a second step is asked, and from when. Whoever sets it has one themselves
//! first, so that nobody locks the service's own door behind them.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::db::dialect;
use crate::identity::model::Role;
use crate::identity::obligation::{ROLES, SecondFactorRule};
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::site::{Area, Fields, FormErrors, Page, Visit, settings};
use crate::ui::overtaken::ReadField;
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// Why nobody can be asked for a second factor yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnOneFirst;

impl WhyNot for OwnOneFirst {
    fn reason(&self) -> Reason {
        reason!(
            "own-second-factor-first",
            CONFLICT,
            Staff,
            "Whoever asks a second factor of others has one themselves first",
            "Set up a second step for your own account first: then you know how it is done, and cannot lock yourself out."
        )
    }
}

/// What a role's field is called.
fn field(role: Role) -> String {
    format!("from-{}", role.word())
}

/// The rule as the form has it: a date for each role, empty for none.
fn written(rule: &SecondFactorRule) -> Vec<String> {
    ROLES.map(|role| rule.from(role).map_or_else(String::new, clock::date_input)).to_vec()
}

fn read(dates: &[String]) -> Vec<ReadField> {
    ROLES.iter().zip(dates).map(|(role, date)| (role.title().to_owned(), date.clone())).collect()
}

/// A mark of the rule as it stands.
fn mark(rule: &SecondFactorRule) -> String {
    hex::encode(Sha256::digest(written(rule).join(",").as_bytes())).chars().take(16).collect()
}

/// `GET /staff/settings/second-factor`
pub async fn get(visit: Visit) -> Page {
    let rule = &visit.service.second_factor;
    page(&visit, &written(rule), &mark(rule), &FormErrors::none(), StatusCode::OK)
}

fn page(visit: &Visit, dates: &[String], seen: &str, errors: &FormErrors, status: StatusCode) -> Page {
    visit.page("Second step for signing in").area(Area::Staff).status(status).show(|| {
        let fields: Vec<AnyView> = ROLES
            .iter()
            .zip(dates)
            .map(|(role, date)| Field::new(field(*role), role.title()).kind(FieldKind::Date).short().value(date).show(errors))
            .collect();
        let own = visit.session.as_deref().is_some_and(|session| session.has_second_factor);
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[("saved", "Saved.", "People without a second step are led to set one up when their day has come.")])}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/settings">"Settings"</a></li><li>"Second step for signing in"</li></ol></nav>
            <header class="title"><h1>"Second step for signing in"</h1>
                <p class="lede">"From a day on, people of a role can be asked for more than their password: a code from an app, or a passkey."</p>
            </header>
            {(!own).then(|| view! { <div class="note"><p><strong>"You have none yourself yet."</strong>" "<a href="/account/second-factor">"Set up your own second step"</a>" before you ask others for one."</p></div> })}
            <details class="why"><summary>"Why give people a day?"</summary>
                <p>"So that nobody stands before a locked door in the middle of their work. Tell them beforehand; until the day comes, they can set it up under “How you sign in” on their account page. From the day on, whoever has none is led there after signing in, and the pages of the service wait until they have one. "<a href="/staff/people">"People"</a>" shows who has one."</p>
            </details>
            <form class="editor" method="post" action="/staff/settings/second-factor" data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=seen.to_owned()/>
                <fieldset>
                    <legend>"From which day must each role have a second step?"</legend>
                    <p class="hint">"Leave a day empty where it is up to each person. Administrators can do most, so begin with them."</p>
                    {fields}
                </fieldset>
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/settings/second-factor`
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    let names: Vec<String> = ROLES.map(field).to_vec();
    let known: Vec<&str> = names.iter().map(String::as_str).chain(["seen"]).collect();
    fields.expect_only(&known, &mut errors);
    let dates: Vec<String> = names.iter().map(|name| fields.text(name).to_owned()).collect();
    let standing = mark(&visit.service.second_factor);
    let seen = if fields.has("seen") { fields.text("seen").to_owned() } else { standing };
    if let Some(taken_up) = fields.taken_up() {
        return page(&visit, &dates, &seen, &taken_up, StatusCode::OK);
    }
    let mut typed = SecondFactorRule::default();
    for ((role, name), date) in ROLES.iter().zip(&names).zip(&dates).filter(|(_, date)| !date.is_empty()) {
        let Some(from) =
            errors.check(name, clock::moment(date, "00:00").map_err(|_| "Enter a date, such as 2026-09-01"))
        else {
            continue;
        };
        typed.take(&SecondFactorRule::setting(*role), &from.0.to_string());
    }
    let own = visit.session.as_deref().is_some_and(|session| session.has_second_factor);
    if errors.is_empty() && !own && typed != SecondFactorRule::default() {
        errors.add("form", OwnOneFirst.words());
        return page(&visit, &dates, &seen, &errors, OwnOneFirst.reason().code.status);
    }
    if !errors.is_empty() {
        return page(&visit, &dates, &seen, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut tx = visit.app.db.begin().await?;
    // From here on no other administrator changes the rule.
    dialect::lock_audit_log(&mut tx).await?;
    let old = settings::load(&mut tx).await?.second_factor;
    if mark(&old) != seen {
        tx.rollback().await?;
        let text =
            StaffText { what: "this rule", kind: "settings", id: 2, acts: &["settings.second-factor"], among: None };
        errors.overtaken_by(overtaken::of(&visit, &text, read(&written(&old)), read(&dates)).await?);
        return page(&visit, &dates, &mark(&old), &errors, StatusCode::CONFLICT);
    }
    if old != typed {
        let mut detail = Vec::new();
        for role in ROLES.into_iter().filter(|role| old.from(*role) != typed.from(*role)) {
            let name = SecondFactorRule::setting(role);
            match typed.from(role) {
                Some(from) => settings::set(&mut tx, &name, &from.0.to_string()).await?,
                None => settings::unset(&mut tx, &name).await?,
            }
            detail.push((role.word(), typed.from(role).map_or_else(|| "none".to_owned(), clock::date_input)));
        }
        let entry = NewEntry {
            actor: Some(actor),
            action: "settings.second-factor",
            subject_kind: "settings",
            subject_id: 2,
            detail: &detail,
        };
        append(&mut tx, &entry, visit.now).await?;
        tx.commit().await?;
    }
    visit.go("/staff/settings/second-factor?done=saved")
}
