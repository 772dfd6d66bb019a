//! Reporting a statement: anybody may ask a moderator to look, signed in or not.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::pages::{StatementsPage, find};
use super::writing::Texts;
use super::{model::Statement, view};
use crate::moderation::report::{self, questions, reason_and_detail};
use crate::moderation::store::WritingRef;
use crate::moderation::writing::Writing;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

async fn about(visit: &Visit, slug: &str, number: &str) -> Result<(StatementsPage, Statement), Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let found = find(visit, slug).await?;
    let statement = found.readable(number).cloned().ok_or(Fault::Missing)?;
    Ok((found, statement))
}

fn page(
    visit: &Visit,
    found: &StatementsPage,
    statement: &Statement,
    (reason, detail): (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    visit.page("Report a statement").status(status).private().show(|| {
        let base = found.base();
        view! {
            {error_summary(errors)}
            {view::head(visit, found, "Report a statement", "/report")}
            <p class="lede">"A moderator will look at it. They see what you write here; nobody else does, and nobody is told who reported."</p>
            <blockquote><p dir="auto">{statement.text.clone()}</p></blockquote>
            <p>"A statement is never taken out because somebody disagrees with it. If you disagree, "<a href=format!("{base}?n={}#deck", statement.number)>"answer it"</a>". "<a href="/moderation-policy">"Our policy"</a>" says what is taken out."</p>
            <form class="editor" method="post" action=format!("{base}/{}/report", statement.number) novalidate>
                {questions(reason, detail, errors)}
                <p class="actions"><button class="button">"Send the report"</button>" "<a href=found.base()>"Back to the statements"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /consultations/{slug}/statements/{number}/report`
pub async fn ask(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (found, statement) = about(&visit, &slug, &number).await?;
    page(&visit, &found, &statement, ("", ""), &FormErrors::none(), StatusCode::OK)
}

/// `POST /consultations/{slug}/statements/{number}/report`
pub async fn send(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (found, statement) = about(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    let (reason, detail) = reason_and_detail(&fields, &mut errors);
    if !errors.is_empty() {
        return page(&visit, &found, &statement, (reason, detail), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let about_it = WritingRef { kind: Texts.words().kind, id: statement.id.0 };
    let done = format!("{}?done=report#done", found.base());
    report::send(&visit, &fields, about_it, (reason, detail), &done).await
}
