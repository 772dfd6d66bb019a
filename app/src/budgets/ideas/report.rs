//! Reporting an idea: anybody may ask a moderator to look, signed in or not.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::pages::place;
use super::writing::Ideas;
use crate::budgets::model::Project;
use crate::budgets::pages::{PublicBudget, public_budget};
use crate::budgets::{store, view};
use crate::moderation::report::{self, questions, reason_and_detail};
use crate::moderation::store::WritingRef;
use crate::moderation::writing::Writing;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

/// An idea whose words everybody can read; there is nothing to report about others.
async fn about(visit: &Visit, slug: &str, number: &str) -> Result<(PublicBudget, Project), Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let shown = public_budget(visit, slug).await?;
    let idea = store::project(&visit.app.db, shown.budget.id, number).await?;
    let readable = |idea: &Project| idea.from_resident() && idea.is_shown() && !idea.idea_title.is_empty();
    let idea = idea.filter(readable).ok_or(Fault::Missing)?;
    Ok((shown, idea))
}

fn page(
    visit: &Visit,
    (shown, idea): (&PublicBudget, &Project),
    (reason, detail): (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let slug = &shown.consultation.slug;
    let lede =
        "A moderator will look at it. They see what you write here; nobody else does, and nobody is told who reported.";
    visit.page("Report an idea").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {view::head(visit, &shown.consultation, "Budget vote", "Report an idea".to_owned(), lede.to_owned())}
            <blockquote><p><strong dir="auto">{idea.idea_title.clone()}</strong></p><div dir="auto" inner_html=idea.idea_html.clone()></div></blockquote>
            <p>"An idea is never taken down because somebody disagrees with it, or because it cannot be done. "<a href="/moderation-policy">"Our policy"</a>" says what is."</p>
            <form class="editor" method="post" action=format!("/consultations/{slug}/budget/ideas/{}/report", idea.number) novalidate>
                {questions(reason, detail, errors)}
                <p class="actions"><button class="button">"Send the report"</button>" "<a href=place(slug, idea.number)>"Back to the idea"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /consultations/{slug}/budget/ideas/{number}/report`
pub async fn ask(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (shown, idea) = about(&visit, &slug, &number).await?;
    page(&visit, (&shown, &idea), ("", ""), &FormErrors::none(), StatusCode::OK)
}

/// `POST /consultations/{slug}/budget/ideas/{number}/report`
pub async fn send(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (shown, idea) = about(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    let (reason, detail) = reason_and_detail(&fields, &mut errors);
    if !errors.is_empty() {
        return page(&visit, (&shown, &idea), (reason, detail), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let about = WritingRef { kind: Ideas.words().kind, id: idea.id.0 };
    let done = format!("/consultations/{slug}/budget/ideas?done=report#done");
    report::send(&visit, &fields, about, (reason, detail), &done).await
}
