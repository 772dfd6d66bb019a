//! Trying a questionnaire out as residents would answer it. Nothing is recorded: what was answered goes from page to page in
//! the form itself, and is gone when the page is closed.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::super::{At, ManagedQuestionnaire, find};
use crate::branches;
use crate::consultations::editing;
use crate::questionnaires::definition::answer::Given;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::definition::reading;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::form::{missing, read_question};
use crate::questionnaires::view::{AskedOf, FilesHere, question_fields};
use crate::questionnaires::words::answer_words;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;
use crate::ui::form::Names;

/// `GET /staff/consultations/{slug}/questionnaires/{number}/try`
pub async fn begin(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let route_start = Given::new();
    let first = Route::of(&managed.form, &route_start).pages().first().copied();
    show(&visit, &managed, first, &Given::new(), None, &FormErrors::none(), StatusCode::OK).await
}

async fn show(
    visit: &Visit,
    managed: &ManagedQuestionnaire,
    page: Option<usize>,
    given: &Given,
    filled: Option<&Fields>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let form = &managed.form;
    let branches = branches::store::all(&visit.app.db).await?;
    let (language, files) = (form.first_language(), FilesHere::TriedOut);
    let asked = AskedOf { form, language, branches: &branches, order_seed: None, now: visit.now, files };
    let route = Route::of(form, given);
    let action = format!("{}/try", managed.base());
    let state = reading::to_json(given);
    visit.page(format!("Try it out: {}", managed.record.title)).status(status).area(Area::Staff).show(|| {
        let body = match page {
            Some(place) => {
                let questions = route.on_page(place);
                let alone = questions.len() == 1;
                let title = form.pages.get(place).map(|page| asked.said(&page.title, &route)).unwrap_or_default();
                let held = || {
                    let answered = questions.iter().filter_map(|question| Some((question, route.answer(&question.key)?)));
                    Fields::from_pairs(answered.flat_map(|(question, answer)| question.written_fields(answer)))
                };
                let kept = filled.cloned().unwrap_or_else(held);
                let fields: Vec<AnyView> = questions
                    .iter()
                    .map(|question| question_fields(question, &asked, &route, Names::ALONE, &kept, errors, alone))
                    .collect();
                let key = form.pages.get(place).map(|page| page.key.to_string()).unwrap_or_default();
                view! {
                    <div class="one-thing">
                        {match (alone, title.is_empty()) {
                            (true, _) => ().into_any(),
                            (false, false) => view! { <h1 dir="auto">{title}</h1> }.into_any(),
                            (false, true) => view! { <h1 class="vh">{managed.record.title.clone()}</h1> }.into_any(),
                        }}
                        <form method="post" action=action.clone() novalidate>
                            <input type="hidden" name="state" value=state.clone()/>
                            <input type="hidden" name="page" value=key/>
                            {fields}
                            <p class="actions"><button class="button" name="go" value="on">"Continue"</button>" "<button class="button quiet" name="go" value="back">"Back"</button></p>
                        </form>
                    </div>
                }.into_any()
            }
            None => {
                let lines: Vec<AnyView> = route
                    .asked()
                    .filter(|(_, question)| question.asks())
                    .map(|(_, question)| {
                        let words = route.answer(&question.key).map(|answer| answer_words(question, answer, &asked).join("; "));
                        view! { <div><dt dir="auto">{asked.said(&question.label, &route)}</dt><dd dir="auto">{words.unwrap_or_else(|| "Not answered".to_owned())}</dd></div> }.into_any()
                    })
                    .collect();
                view! {
                    <h1>"This is what would be sent"</h1>
                    <p>"Nothing was recorded."</p>
                    <dl class="check-answers">{lines}</dl>
                    <p class="actions"><a class="button" href=action.clone()>"Try it again"</a>" "<a href=managed.base()>"Back to the questionnaire"</a></p>
                }.into_any()
            }
        };
        view! {
            {error_summary(errors)}
            {editing::crumbs(Some(&managed.consultation))}
            <aside class="preview-band" aria-label="Trying it out"><strong>"Trying it out."</strong>" Nothing is recorded. "<a href=managed.base()>"Back to the questionnaire"</a></aside>
            {body}
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/try` (`state`, `page`, the fields of its questions, `go`)
pub async fn on(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let form = &managed.form;
    let mut given = reading::from_json(fields.text("state"), form).unwrap_or_default();
    let place = form.pages.iter().position(|page| page.key.as_str() == fields.text("page")).ok_or(Fault::Missing)?;
    let branches = branches::store::all(&visit.app.db).await?;
    let (language, files) = (form.first_language(), FilesHere::TriedOut);
    let asked = AskedOf { form, language, branches: &branches, order_seed: None, now: visit.now, files };
    let mut errors = FormErrors::none();
    let back = fields.text("go") == "back";
    let on_page: Vec<&Question> = Route::of(form, &given).on_page(place);
    let on_page: Vec<Question> = on_page.into_iter().filter(|question| question.asks()).cloned().collect();
    for question in &on_page {
        let route = Route::of(form, &given);
        let answer = read_question(question, &fields, &asked, &route, &mut errors);
        match answer {
            Some(answer) => {
                given.insert(question.key.clone(), answer);
            }
            None => {
                given.remove(&question.key);
                if question.required && errors.of(&question.first_field()).is_none() {
                    errors.add(question.first_field(), missing(question, &asked));
                }
            }
        }
    }
    if !errors.is_empty() && !back {
        return show(&visit, &managed, Some(place), &given, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    let route = Route::of(form, &given);
    let pages = route.pages();
    let next = if back {
        pages.iter().rev().find(|page| **page < place).or(pages.first()).copied()
    } else {
        pages.iter().find(|page| **page > place).copied()
    };
    show(&visit, &managed, next, &given, None, &FormErrors::none(), StatusCode::OK).await
}
