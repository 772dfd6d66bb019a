//! The page on which somebody checks what they answered before it is sent: what will be sent, what will be left out, and a
//! way to change each.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{DraftAt, DraftPage};
use crate::clock;
use crate::consultations::rules::closed_to_answers;
use crate::numbers::Noun;
use crate::questionnaires::sent_files::is_file;
use crate::questionnaires::view::file::kept;
use crate::questionnaires::words::answer_words;
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

/// `GET …/answers/{key}/check`
pub async fn check(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    let opened = DraftPage::find(&visit, &at).await?;
    if let Some(sent) = opened.sent_already() {
        return visit.go(&sent);
    }
    let mut errors = FormErrors::none();
    if visit.query_value("done") == "more" {
        errors.add(
            "form",
            "Your answers were sent as you had checked them. Meanwhile another window changed some: they are below, and not \
             sent yet. Send them again if they are right",
        );
    }
    show(&visit, &opened, &errors, StatusCode::OK)
}

/// The page, with what keeps the answers from being sent.
pub(super) fn show(visit: &Visit, opened: &DraftPage, errors: &FormErrors, status: StatusCode) -> Page {
    let route = opened.route();
    let asked = opened.asked(visit.now);
    let form = asked.form;
    if !form.questions().any(|question| question.asks()) {
        return Err(Fault::Missing);
    }
    let mut sections: Vec<AnyView> = Vec::new();
    for place in opened.pages(&route) {
        for question in route.on_page(place).into_iter().filter(|question| question.asks()) {
            let answer = route.answer(&question.key);
            let label = asked.said(&question.label, &route);
            let words = answer.map(|answer| answer_words(question, answer, &asked));
            let change = format!("{}?to=check#{}", opened.page_path(place), question.first_field());
            let missing = answer.is_none() && question.required;
            let file = kept(&opened.files, question).filter(|_| is_file(question));
            let link = match (&file, missing) {
                (Some(_), _) => "Replace or remove",
                (None, true) => "Answer",
                (None, false) => "Change",
            };
            let shown = match words {
                _ if file.is_some() => file.into_any(),
                Some(words) => {
                    let lines: Vec<AnyView> =
                        words.into_iter().map(|line| view! { <p dir="auto">{line}</p> }.into_any()).collect();
                    lines.into_any()
                }
                None if missing => {
                    view! { <p class="error">"Not answered yet, and an answer is needed"</p> }.into_any()
                }
                None => view! { <p class="none">"Not answered"</p> }.into_any(),
            };
            let hidden = format!(" “{label}”");
            sections.push(
                view! { <div><dt dir="auto">{label}</dt><dd class="given">{shown}</dd><dd class="change"><a href=change>{link}<span class="vh">{hidden}</span></a></dd></div> }.into_any(),
            );
        }
    }
    let out: Vec<AnyView> = route
        .left_out(&opened.given)
        .into_iter()
        .filter_map(|key| {
            let question = form.question(key.as_str())?;
            let answer = opened.given.get(key)?;
            let words = answer_words(question, answer, &asked).join("; ");
            let label = asked.said(&question.label, &route);
            Some(view! { <li><bdi>{label}</bdi>": "<bdi>{words}</bdi></li> }.into_any())
        })
        .collect();
    let new: Vec<AnyView> = opened
        .new_questions()
        .into_iter()
        .map(|question| view! { <li dir="auto">{asked.said(&question.label, &route)}</li> }.into_any())
        .collect();
    let amended = opened.begun_with.is_some().then(|| opened.shown.version.summary.clone());
    let closes = opened.shown.consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    let closed = closed_to_answers(&opened.shown.consultation.dates, visit.now).is_some();
    let signed_in = visit.account().is_some();
    // What is read again by whoever has to sign in first: how much waits, and of what.
    let answered =
        route.asked().filter(|(_, question)| question.asks() && route.answer(&question.key).is_some()).count();
    let answers = Noun { one: "answer", many: "answers" }.count(answered);
    let checked = format!("{answers} to “{}”", opened.shown.record.title);
    let pages = opened.pages(&route);
    let back = pages.last().map_or_else(|| opened.shown.path(), |last| opened.page_path(*last));
    visit.page(format!("Check your answers – {}", opened.shown.record.title)).status(status).private().show(|| {
        view! {
            <p class="back"><a href=back>"Back"</a></p>
            {error_summary(errors)}
            <header class="title">
                <p class="over" dir="auto">{opened.shown.record.title.clone()}</p>
                <h1>"Check your answers"</h1>
                <p class="lede">"Nothing is sent yet."</p>
            </header>
            {amended.map(|summary| view! {
                <div class="note warn"><p><strong>"The questionnaire was amended since you began."</strong>" All your answers are kept. "<bdi>{summary}</bdi></p>{(!new.is_empty()).then(|| view! { <p>"New questions:"</p><ul>{new}</ul> })}</div>
            })}
            <dl class="check-answers">{sections}</dl>
            {(!out.is_empty()).then(|| view! {
                <section class="note"><h2>"Not sent"</h2><p>"You answered these too, but after what you answered elsewhere they are not asked of you. They are not sent and not counted."</p><ul>{out}</ul></section>
            })}
            {if closed {
                view! { <div class="note warn"><p><strong>"This has closed."</strong>" Answers cannot be sent any more, and these are not counted."</p></div> }.into_any()
            } else {
                view! {
                    <form method="post" action=format!("{}/send", opened.path()) novalidate>
                        <input type="hidden" name="version" value=opened.shown.version.number.to_string()/>
                        <input type="hidden" name="seen" value=super::mark_of(&opened.draft)/>
                        <input type="hidden" name="checked" value=checked.clone()/>
                        <p class="actions"><button class="button">"Send my answers"</button>" "<a class="button quiet" href=format!("{}/save", opened.path())>"Save and finish later"</a></p>
                        <p class="meta">{(!signed_in).then_some("You will be asked to sign in, so that each person counts once. ")}{format!("You can change your answers until {closes}. Unsent answers are not counted when it closes.")}</p>
                    </form>
                }.into_any()
            }}
        }
        .into_any()
    })
}
