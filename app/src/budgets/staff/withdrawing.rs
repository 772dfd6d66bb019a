//! Taking a project out of a vote: with a reason for everybody, and a message to those who chose it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::ideas::tell_author;
use super::{ManagedBudget, find, project as find_project, seen, sheet};
use crate::audit::store::append;
use crate::budgets::model::{Project, ProjectState};
use crate::budgets::rules;
use crate::budgets::store::{self, editing};
use crate::clock;
use crate::consultations::editing::entry;
use crate::consultations::editing::hash_of_text;
use crate::consultations::rules::stage;
use crate::consultations::store::tell;
use crate::db::Tx;
use crate::money::pounds;
use crate::reason;
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;
use crate::ui::{Field, FieldKind};

/// Why a project cannot be withdrawn now, if it cannot.
fn refused(managed: &ManagedBudget, project: &Project, now: Time) -> Option<Fault> {
    match project.state {
        ProjectState::Entered => rules::may_withdraw(stage(&managed.consultation.dates, now)).err().map(Fault::from),
        ProjectState::Withdrawn => Some(Fault::Refused(reason!(
            "project-withdrawn-already",
            CONFLICT,
            Staff,
            "The project is withdrawn already",
            "This project is withdrawn already."
        ))),
        _ => Some(Fault::Missing),
    }
}

/// `GET /staff/consultations/{slug}/budget/projects/{number}/withdraw`
pub async fn ask(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = find_project(&visit, &managed, &number).await?;
    if let Some(fault) = refused(&managed, &project, visit.now) {
        return Err(fault);
    }
    form(&visit, &managed, &project, "", (&FormErrors::none(), StatusCode::OK))
}

fn form(
    visit: &Visit,
    managed: &ManagedBudget,
    project: &Project,
    reason: &str,
    (errors, status): (&FormErrors, StatusCode),
) -> Page {
    let base = managed.base();
    let seen = seen(project)?;
    sheet(visit, &managed.consultation, format!("Withdraw project {}", project.number), (errors, status), || {
        view! {
            <p><strong dir="auto">{project.title.clone()}</strong>{format!(", {}", pounds(project.cost()))}</p>
            <div class="note warn"><p><strong>"This cannot be undone."</strong>" The project stays on the page with your reason, but nobody can choose it, and it is not funded. Everything else people chose still counts, and those who chose it get a message so that they can choose something else."</p></div>
            <form class="editor" method="post" action=format!("{base}/projects/{}/withdraw", project.number) novalidate>
                <input type="hidden" name="seen" value=seen/>
                {Field::new("reason", "Why it is withdrawn").hint("For everybody to read: “The wall turned out to carry the roof.”").kind(FieldKind::Lines(2)).value(reason).show(errors)}
                {sure(errors)}
                <p class="actions"><button class="button warn">"Withdraw the project"</button>" "<a href=base.clone()>"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// The box that shows that somebody means it, with what is wrong with it.
fn sure(errors: &FormErrors) -> AnyView {
    let error = errors.of("sure").map(str::to_owned);
    let wrong = error.is_some();
    view! {
        {error.map(|error| view! { <p class="error" id="sure-error"><span class="vh">"Error: "</span>{error}</p> })}
        <label class="check">
            <input type="checkbox" id="sure" name="sure" value="1" aria-invalid=wrong.then_some("true") aria-describedby=wrong.then_some("sure-error")/>
            " "<span>"Yes, withdraw it for good"</span>
        </label>
    }
    .into_any()
}

/// Tells the authors of the ideas that are part of a withdrawn project.
async fn tell_authors(
    tx: &mut Tx,
    visit: &Visit,
    managed: &ManagedBudget,
    project: &Project,
    (reason, now): (&str, Time),
) -> Result<(), Fault> {
    for idea in editing::ideas_within(tx, managed.budget.id, project.number).await? {
        let what = if idea.number == project.number {
            format!("It was in the vote as project {}, “{}”, and had to be withdrawn:", project.number, project.title)
        } else {
            format!(
                "It became part of project {}, “{}”. That project had to be withdrawn from the vote:",
                project.number, project.title
            )
        };
        tell_author(tx, visit, managed, &idea, (&format!("{what}\n\n{reason}"), now)).await?;
    }
    Ok(())
}

/// `POST /staff/consultations/{slug}/budget/projects/{number}/withdraw`
pub async fn withdraw(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let before = find(&visit, &slug).await?;
    let project = find_project(&visit, &before, &number).await?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    let (mut tx, managed, now) = before.writing(&visit).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let project = store::project(&mut tx, managed.budget.id, project.number).await?.ok_or(Fault::Missing)?;
    let changed = fields.has("seen") && fields.text("seen") != seen(&project)?;
    let overtaken =
        changed.then(|| Fault::Refused(Reason::changed_meanwhile("A colleague changed this project meanwhile.")));
    match refused(&managed, &project, now).or(overtaken) {
        None => {}
        // What was written stays on the page.
        Some(Fault::Refused(why)) => {
            tx.rollback().await?;
            errors.add("form", rules::not_saved(&why.words));
            return form(&visit, &managed, &project, fields.text("reason"), (&errors, StatusCode::CONFLICT));
        }
        Some(fault) => return Err(fault),
    }
    fields.expect_only(&["reason", "sure", "seen"], &mut errors);
    let reason = errors.check("reason", length(fields.text("reason"), "the reason", true, 500));
    if !fields.ticked("sure") {
        errors.add("sure", "Tick the box to show that you mean it");
    }
    let (Some(reason), true) = (reason, errors.is_empty()) else {
        tx.rollback().await?;
        let bad = StatusCode::UNPROCESSABLE_ENTITY;
        return form(&visit, &managed, &project, fields.text("reason"), (&errors, bad));
    };
    let consultation = &managed.consultation;
    editing::end(&mut tx, managed.budget.id, project.id, (ProjectState::Withdrawn, "", None), &reason, now).await?;
    let notice = format!("Withdrawn from the budget vote: “{}” ({}). {reason}", project.title, pounds(project.cost()));
    tell(&mut tx, consultation.id, "notice", &notice, now).await?;
    let closes = consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    let body = format!(
        "Hello,\n\nYou voted in “{}” and chose the project “{}”. It had to be withdrawn:\n\n{reason}\n\nThe rest of your \
         vote counts as it is. You can choose something else until {closes}:\n{}\n",
        managed.budget.title,
        project.title,
        visit.app.config.link(&format!("/consultations/{slug}/budget")),
    );
    let subject = format!("Withdrawn: {}", project.title);
    let told = editing::tell_supporters(&mut tx, project.id, &subject, &body, now).await?;
    tell_authors(&mut tx, &visit, &managed, &project, (&reason, now)).await?;
    let detail =
        [("project", project.number.to_string()), ("told", told.to_string()), ("reason_sha256", hash_of_text(&reason))];
    append(&mut tx, &entry(actor, "budget.project.withdraw", consultation.id, &detail), now).await?;
    let done = format!("{}?done=withdrawn#done", managed.base());
    once.keep(&mut tx, ("projects", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}
