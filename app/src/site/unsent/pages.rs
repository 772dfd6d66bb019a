//! Where forms keep themselves, and where their authors take the text up again or throw it away.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::rules::KeptForms;
use super::store::Unsent;
use super::{TakenUp, store};
use crate::clock;
use crate::identity::model::{Account, Role};
use crate::reason;
use crate::reason::Reason;
use crate::site::Routes;
use crate::site::routes::Authority::Colleague;
use crate::site::{Area, Fault, Fields, Page, Question, Visit};
use crate::time::Time;
use crate::ui::overtaken::lines;

/// The addresses of unsent text.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/unsent", Colleague, list)
        .post("/staff/unsent", Colleague, keep)
        .get("/staff/unsent/throw-away", Colleague, ask)
        .post("/staff/unsent/throw-away", Colleague, throw_away)
        .post("/staff/unsent/left", Colleague, left)
}

/// Somebody who works for the service.
fn colleague(visit: &Visit) -> Result<&Account, Fault> {
    let account = visit.account().ok_or(Fault::SignIn)?;
    if account.role == Role::Resident {
        return Err(Fault::Refused(reason!(
            "form-keeps-nothing",
            FORBIDDEN,
            Everybody,
            "Only forms of the service keep themselves while somebody types",
            "Only forms of the library service keep themselves while you type."
        )));
    }
    Ok(account)
}

/// `POST /staff/unsent?form=` (the fields of that form): keeps them. Answers when, as a clock shows it.
async fn keep(visit: Visit, fields: Fields) -> Page {
    let account = colleague(&visit)?.id;
    let form = visit.query_value("form");
    if !visit.app.warm::<KeptForms>().keeps(&form) {
        return Err(Fault::Missing);
    }
    if fields.holds_secret() {
        return Err(Fault::Unreadable("A form with a password is never kept.".to_owned()));
    }
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    store::keep(&mut tx, account, &form, fields.raw(), now).await?;
    tx.commit().await?;
    Ok(private(Json(serde_json::json!({ "at": clock::time_input(now) })).into_response()))
}

/// `POST /staff/unsent/left?form=`: the form stands as it is recorded again, so there is nothing to keep of it.
async fn left(visit: Visit) -> Page {
    let account = colleague(&visit)?.id;
    store::forget(&visit.app.db, account, &visit.query_value("form")).await?;
    Ok(private(Json(serde_json::json!({})).into_response()))
}

fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// "from 14:05", and the day when that is another one.
fn from(kept_at: Time, now: Time) -> String {
    let time = clock::time_input(kept_at);
    if clock::day(kept_at) == clock::day(now) { time } else { format!("{time} on {}", clock::long_date(kept_at)) }
}

/// The fields in which something was written, to be read.
fn written(unsent: &Unsent) -> AnyView {
    let Ok(fields) = Fields::parse(unsent.body.as_bytes()) else { return ().into_any() };
    let items: Vec<AnyView> = fields
        .pairs()
        .iter()
        .filter(|(name, value)| name != "seen" && !value.trim().is_empty())
        .map(|(name, value)| {
            let name = name.replace(['_', '-'], " ");
            view! { <dt>{name}</dt><dd>{lines(value)}</dd> }.into_any()
        })
        .collect();
    view! { <dl>{items}</dl> }.into_any()
}

fn offer(unsent: &Unsent, now: Time) -> AnyView {
    let fields: Vec<AnyView> = Fields::parse(unsent.body.as_bytes())
        .map(|fields| fields.pairs().to_vec())
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect();
    let form = unsent.form.clone();
    let throw_away = format!("/staff/unsent/throw-away?form={form}");
    view! {
        <div class="note" data-unsent=form.clone()>
            <p><strong>{format!("You have unsent text from {}.", from(unsent.kept_at, now))}</strong>" It was kept while you typed, for you alone. It is not saved in this form."</p>
            <details><summary>"Read it"</summary>{written(unsent)}</details>
            <form method="post" action=form.clone()>
                {fields}
                <p class="actions"><button class="button quiet" name=TakenUp::FIELD value=TakenUp::Own.word()>"Take it up"</button>" "<a href=throw_away>"Throw it away"</a></p>
            </form>
        </div>
    }
    .into_any()
}

/// What somebody typed before on the page that is shown, offered to them.
pub fn note(visit: &Visit) -> AnyView {
    visit.unsent.iter().map(|unsent| offer(unsent, visit.now)).collect::<Vec<_>>().into_any()
}

/// `GET /staff/unsent`: everything somebody typed and did not send, with the way to each form.
async fn list(visit: Visit) -> Page {
    let account = colleague(&visit)?.id;
    let all = store::all(&visit.app.db, account, visit.now).await?;
    let done = visit.query_value("done");
    let forms = visit.app.warm::<KeptForms>();
    visit.page("Unsent text").area(Area::Staff).show(|| {
        let items: Vec<AnyView> = all
            .iter()
            .map(|unsent| {
                let page = forms.page_of(&unsent.form).to_owned();
                view! {
                    <li class="notice">
                        <h2><a href=page.clone()>{page.clone()}</a></h2>
                        <p class="meta"><span>{format!("kept at {}", from(unsent.kept_at, visit.now))}</span></p>
                        <details><summary>"Read it"</summary>{written(unsent)}</details>
                        <p class="actions"><a href=format!("/staff/unsent/throw-away?form={}", unsent.form)>"Throw it away"</a></p>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            {crate::ui::done_note(&done, &[("thrown-away", "The text is thrown away.", "")])}
            <header class="title"><h1>"Unsent text"</h1>
                <p class="lede">"What you typed in forms for staff and did not send. Only you can see it. Each goes after 30 days."</p></header>
            {if items.is_empty() {
                view! { <p>"There is none."</p> }.into_any()
            } else {
                view! { <ul class="notices">{items}</ul> }.into_any()
            }}
        }
        .into_any()
    })
}

/// `GET /staff/unsent/throw-away?form=`: only a question.
async fn ask(visit: Visit) -> Page {
    let account = colleague(&visit)?.id;
    let form = visit.query_value("form");
    let Some(unsent) = store::one(&visit.app.db, account, &form, visit.now).await? else {
        return visit.go("/staff/unsent");
    };
    let question = Question {
        title: "Throw the text away?".to_owned(),
        about: format!("What you typed and did not send, kept at {}.", from(unsent.kept_at, visit.now)),
        consequences: vec!["It is only kept here, and nobody else has it.".to_owned()],
        action: "/staff/unsent/throw-away".to_owned(),
        fields: vec![("form", form.clone()), ("seen", unsent.kept_at.0.to_string())],
        button: "Throw it away",
        back: (visit.app.warm::<KeptForms>().page_of(&form).to_owned(), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || ().into_any())
}

/// `POST /staff/unsent/throw-away` (form)
async fn throw_away(visit: Visit, fields: Fields) -> Page {
    let account = colleague(&visit)?.id;
    let form = fields.text("form");
    let Some(unsent) = store::one(&visit.app.db, account, form, visit.now).await? else {
        return visit.go("/staff/unsent");
    };
    if !crate::site::question::as_asked(&fields, &unsent.kept_at.0.to_string()) {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "This text changed since you asked, so it is still there.",
        )));
    }
    store::forget(&visit.app.db, account, form).await?;
    let forms = visit.app.warm::<KeptForms>();
    visit.go(if forms.keeps(form) { forms.page_of(form) } else { "/staff/unsent" })
}
