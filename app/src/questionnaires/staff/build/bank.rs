//! The bank of questions: those that the service asks again and again, kept with their words in every language.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::BuiltQuestionnaire;
use super::outline::kind_name;
use super::question::{QuestionAt, show};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::ids::{AccountId, BankQuestionId};
use crate::questionnaires::definition::question::{QuestionPage, Questionnaire};
use crate::questionnaires::definition::texts::Wording;
use crate::questionnaires::store::making;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::done_note;

const DONE: &[(&str, &str, &str)] = &[("thrown-out", "It is taken out.", "Questionnaires that have it keep it.")];

/// `POST …/build/questions/{key}/bank` (`name`)
pub async fn keep(visit: Visit, Path((slug, number, key)): QuestionAt, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let mut question = building.question(&key)?.clone();
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["name"], &mut errors);
    let name = errors.check("name", length(fields.text("name"), "what it is called", true, 100));
    let (Some(name), true) = (name, errors.is_empty()) else {
        return show(&visit, &building, &key, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // Whom it is asked of hangs on the questionnaire that it comes from.
    question.when = None;
    question.retired = false;
    let mut form = Questionnaire::empty(building.form().first_language().clone());
    form.languages.clone_from(&building.form().languages);
    let page = question.key.clone();
    form.pages = vec![QuestionPage {
        key: page,
        title: Wording::default(),
        when: None,
        shuffled: false,
        questions: vec![question],
    }];
    let mut tx = visit.app.db.begin().await?;
    let now = visit.app.clock.now();
    let id = making::keep(&mut tx, &name, &form, actor, now).await?;
    append(&mut tx, &noted(actor, "question-bank.keep", id), now).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=kept", building.question_path(&key)))
}

fn noted(actor: AccountId, action: &'static str, id: BankQuestionId) -> NewEntry<'static> {
    NewEntry { actor: Some(actor), action, subject_kind: "question-bank", subject_id: id.0, detail: &[] }
}

/// `GET /staff/question-bank`
pub async fn list(visit: Visit) -> Page {
    let bank = making::bank(&visit.app.db).await?;
    visit.page("The bank of questions").area(Area::Staff).show(|| {
        let items: Vec<AnyView> = bank
            .iter()
            .filter_map(|one| {
                let question = one.question()?;
                let words = question.label.read(one.form.first_language(), &one.form.languages).to_owned();
                let name = one.name.clone();
                Some(view! {
                    <li class="notice">
                        <h2 dir="auto">{one.name.clone()}</h2>
                        <p dir="auto">{words}</p>
                        <p class="meta"><span>{kind_name(question)}</span><span>{format!("kept on {}", clock::long_date(one.at))}</span></p>
                        <form method="post" action="/staff/question-bank"><button class="small-act" name="throw-out" value=one.id.0.to_string()>"Take it out"<span class="vh">{format!(": {name}")}</span></button></form>
                    </li>
                }.into_any())
            })
            .collect();
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff">"Staff"</a></li></ol></nav>
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>"The bank of questions"</h1><p class="lede">"Questions that your service asks again and again, so that answers can be compared over the years."</p></header>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"Nothing is kept yet"</h2><p>"On the page of a question, choose “Keep it for other questionnaires”."</p></div> }.into_any()
            } else {
                view! { <ol class="notices">{items}</ol> }.into_any()
            }}
        }
        .into_any()
    })
}

/// `POST /staff/question-bank` (`throw-out`: the number of one)
pub async fn throw_out(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let id = fields.number("throw-out").map(BankQuestionId).ok_or(Fault::Missing)?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    if !making::throw_out(&mut tx, id).await? {
        return Err(Fault::Missing);
    }
    append(&mut tx, &noted(actor, "question-bank.remove", id), now).await?;
    tx.commit().await?;
    visit.go("/staff/question-bank?done=thrown-out")
}
