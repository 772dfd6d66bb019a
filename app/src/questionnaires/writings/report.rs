//! Reporting what somebody wrote in answer to a question: anybody may ask a moderator to look, signed in or not.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::moderated::PublishedWords;
use super::public::{href, may_read, quoted};
use super::store::{self, ListedText};
use crate::consultations::pages::crumbs;
use crate::moderation::report::{self, questions, reason_and_detail};
use crate::moderation::store::WritingRef;
use crate::moderation::writing::Writing;
use crate::questionnaires::pages::{QuestionnairePage, find};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

type TextAt = Path<(String, String, String)>;

/// The text at an address, with its questionnaire and the page on which it is read.
struct ReadableText {
    shown: QuestionnairePage,
    text: ListedText,
    list: String,
}

async fn about(visit: &Visit, (slug, number, id): (&str, &str, &str)) -> Result<ReadableText, Fault> {
    let shown = find(visit, slug, number).await?;
    let id = id.parse().map_err(|_| Fault::Missing)?;
    let (question, text) = store::readable(&visit.app.db, shown.record.id, id).await?.ok_or(Fault::Missing)?;
    may_read(visit, &shown, &question).await?;
    let list = href(&shown.path(), &question);
    Ok(ReadableText { shown, text, list })
}

fn page(
    visit: &Visit,
    found: &ReadableText,
    (reason, detail): (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    visit.page("Report an answer").status(status).private().show(|| {
        let action = format!("{}/words/{}/report", found.shown.path(), found.text.id);
        view! {
            {error_summary(errors)}
            {crumbs(Some(&found.shown.consultation))}
            <header class="title"><h1>"Report an answer"</h1>
                <p class="lede">"A moderator will look at it. They see what you write here; nobody else does, and nobody is told who reported."</p></header>
            {quoted(&found.text)}
            <p>"An answer is never taken down because somebody disagrees with it. "<a href="/moderation-policy">"Our policy"</a>" says what is."</p>
            <form class="editor" method="post" action=action novalidate>
                {questions(reason, detail, errors)}
                <p class="actions"><button class="button">"Send the report"</button>" "<a href=found.list.clone()>"Back to what people wrote"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /consultations/{slug}/questionnaires/{number}/words/{id}/report`
pub async fn ask(visit: Visit, Path((slug, number, id)): TextAt) -> Page {
    let found = about(&visit, (&slug, &number, &id)).await?;
    page(&visit, &found, ("", ""), &FormErrors::none(), StatusCode::OK)
}

/// `POST /consultations/{slug}/questionnaires/{number}/words/{id}/report`
pub async fn send(visit: Visit, Path((slug, number, id)): TextAt, fields: Fields) -> Page {
    let found = about(&visit, (&slug, &number, &id)).await?;
    let mut errors = FormErrors::none();
    let (reason, detail) = reason_and_detail(&fields, &mut errors);
    if !errors.is_empty() {
        return page(&visit, &found, (reason, detail), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let about_it = WritingRef { kind: PublishedWords.words().kind, id: found.text.id };
    let done = format!("{}&done=report", found.list);
    report::send(&visit, &fields, about_it, (reason, detail), &done).await
}
