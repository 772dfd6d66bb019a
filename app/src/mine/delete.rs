//! Deleting one's account. In consultations still open what the person said is withdrawn, or registering again
//! would count them twice; in those that have closed it stays, with nothing left that leads to the person.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use crate::accounts::forms::{sign_out_cookie, with_cookie};
use crate::accounts::password;
use crate::accounts::store;
use crate::accounts::store::people;
use crate::audit::store::{NewEntry, append};
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::db::{DbError, Tx, dialect};
use crate::identity::model::{Account, Role};
use crate::identity::rules::{self, PersonFixed};
use crate::mine::store as took_part;
use crate::mine::store::OwnResponse;
use crate::reason::WhyNot;
use crate::responses;
use crate::responses::person::Persons;
use crate::site::{Fields, FormErrors, Page, Visit, once};
use crate::time::Time;
use crate::ui::{Field, FieldKind, FieldOption, error_summary, form};

/// Whether what a response holds is withdrawn when the account goes: while it can still be changed.
fn goes_with_account(response: &OwnResponse, now: Time) -> bool {
    response.live() && stage(&response.dates, now) == Stage::Open
}

/// `GET /account/delete`
pub async fn get(visit: Visit) -> Page {
    render(&visit, "", &FormErrors::none(), StatusCode::OK).await
}

async fn render(visit: &Visit, chosen: &str, errors: &FormErrors, status: StatusCode) -> Page {
    let account = visit.own_account()?;
    let responses = took_part::responses(&visit.app.db, account.id).await?;
    let written = written(visit, &responses).await?;
    let (open, closed): (Vec<_>, Vec<_>) =
        responses.iter().filter(|one| one.live()).partition(|one| goes_with_account(one, visit.now));
    let titles = |list: &[&OwnResponse]| {
        let items: Vec<AnyView> =
            list.iter().map(|response| view! { <li dir="auto">{response.title.clone()}</li> }.into_any()).collect();
        (!items.is_empty()).then(|| view! { <ul>{items}</ul> })
    };
    visit.page("Delete your account").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title">
                <h1>"Delete your account"</h1>
                <p class="lede">"This cannot be undone. Here is what happens to each thing we hold."</p>
            </header>
            <h2>"Your name, your address and your sign-ins"</h2>
            <p>"They are erased at once, and so are the libraries you named, the messages we wrote to you, and answers that you saved with your address and did not send. Backups made before today are kept for a while and then overwritten."</p>
            {(account.role != Role::Resident).then(|| view! {
                <h2>"What you did with colleagues"</h2>
                <p>"Notes you left stay where they are, without your name, and so do approvals you gave. Consultations you look after say that nobody does until a colleague takes them over: hand them over first, if you can."</p>
            })}
            <h2>"What you said in consultations that are open"</h2>
            <p>"Your votes, your answers, orders and choices and your “agree” marks are withdrawn and are not counted any more. If you register again you can answer again, and you are counted once."</p>
            {titles(&open)}
            <h2>"What you said in consultations that have closed"</h2>
            <p>"Your votes and answers stay in the counts, because the results have been read and may have been decided on. But the link between you and them is deleted: from then on nobody, we included, can tell that they were yours. Your receipts keep working, so note their codes first if you want them."</p>
            {titles(&closed)}
            <form method="post" action="/account/delete" novalidate>
                {(written > 0).then(|| comments_question(written, chosen, errors))}
                {Field::new("password", "Your password").kind(FieldKind::Password).hint("So that nobody else can do this on a computer you left.").autocomplete("current-password").show(errors)}
                <p class="actions"><button class="button warn">"Delete my account"</button> <a href="/account">"Keep it"</a></p>
            </form>
            <p class="quiet">"You can "<a href="/account/data">"download everything"</a>" first."</p>
        }
        .into_any()
    })
}

/// How many texts somebody wrote that others can read.
async fn written(visit: &Visit, responses: &[OwnResponse]) -> Result<usize, DbError> {
    let ids: BTreeSet<_> = responses.iter().map(|response| response.response_id).collect();
    let mut written = 0;
    for person in Persons::of(&visit.app).all() {
        written += person.written(&visit.app.db, &ids).await?;
    }
    Ok(written)
}

fn comments_question(count: usize, chosen: &str, errors: &FormErrors) -> AnyView {
    let legend = if count == 1 {
        "What should happen to what you wrote?".to_owned()
    } else {
        format!("What should happen to the {count} things you wrote?")
    };
    let choices = vec![
        FieldOption::new("keep", "Leave them")
            .hint("They stay as they are now, without a name, and nothing leads to you."),
        FieldOption::new("remove", "Remove them").hint(
            "The words of your comments, statements, ideas and answers are erased everywhere, and so are files you sent with \
             answers. A line says that a comment was removed, so that replies still make sense. Statements that others can \
             still answer are taken out; where a consultation has closed, what others answered stays counted, without your \
             words.",
        ),
    ];
    form::radios("comments", &legend, choices, chosen, errors)
}

/// `POST /account/delete`
pub async fn post(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?.clone();
    let mut errors = FormErrors::none();
    fields.expect_only(&["comments", "password"], &mut errors);
    let chosen = fields.text("comments").to_owned();
    let held = took_part::responses(&visit.app.db, account.id).await?;
    let said = written(&visit, &held).await?;
    if !(matches!(chosen.as_str(), "keep" | "remove") || chosen.is_empty() && said == 0) {
        errors.add("comments", "Choose what should happen to what you wrote");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if errors.is_empty() {
        let proof = password::prove(&visit, &account, "password", fields.raw_text("password"), &mut errors).await?;
        if proof != StatusCode::OK {
            status = proof;
        }
    }
    if !errors.is_empty() {
        return render(&visit, &chosen, &errors, status).await;
    }
    let mut tx = visit.app.db.begin().await?;
    if let Err(why) = erase(&mut tx, Persons::of(&visit.app), &account, chosen == "remove", visit.now).await? {
        drop(tx);
        errors.add("form", why.words());
        return render(&visit, &chosen, &errors, StatusCode::CONFLICT).await;
    }
    tx.commit().await?;
    Ok(with_cookie(Redirect::to("/sign-in?done=deleted").into_response(), &sign_out_cookie(&visit)))
}

/// Erases a person, all in one transaction. Gives the reason when they cannot go yet; the transaction should
/// then be dropped.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn erase(
    tx: &mut Tx,
    persons: Persons,
    account: &Account,
    with_comments: bool,
    now: Time,
) -> Result<Result<(), PersonFixed>, DbError> {
    // Before anything is read: a vote on its way is counted before this, or finds no account after it.
    dialect::lock_counts(&mut *tx).await?;
    let held = took_part::responses(&mut *tx, account.id).await?;
    for response in held.iter().filter(|response| goes_with_account(response, now)) {
        responses::store::withdraw(&mut *tx, persons, response.response_id, now).await?;
    }
    if with_comments {
        let all: BTreeSet<_> = held.iter().map(|response| response.response_id).collect();
        for person in persons.all() {
            person.erase(&mut *tx, &all, now).await?;
        }
    }
    // While it is known whose it is.
    for person in persons.all() {
        person.erase_unsent(&mut *tx, account).await?;
    }
    responses::store::unlink(&mut *tx, account.id).await?;
    if account.role == Role::Administrator {
        // Two administrators leaving at once must not both find the other still there.
        dialect::lock_audit_log(&mut *tx).await?;
    }
    store::delete(&mut *tx, account.id).await?;
    // Their address may be invited again.
    once::forget(&mut *tx, ("people", 0)).await?;
    if account.role == Role::Administrator
        && let Err(why) = rules::administrators_left(people::administrators(&mut *tx).await?)
    {
        return Ok(Err(why));
    }
    if account.role != Role::Resident {
        let entry = NewEntry {
            actor: Some(account.id),
            action: "account.delete",
            subject_kind: "account",
            subject_id: account.id.0,
            detail: &[("role", account.role.word().to_owned())],
        };
        append(tx, &entry, now).await?;
    }
    Ok(Ok(()))
}
