//! Reporting a comment.

use super::writing::Comments;
use crate::consultations::pages::crumbs;
use crate::ids::CommentId;
use crate::moderation::report::{self, questions, reason_and_detail};
use crate::moderation::store::WritingRef;
use crate::moderation::writing::Writing;
use crate::proposals::comments;
use crate::proposals::comments::model::Comment;
use crate::proposals::pages::{CurrentProposal, find};
use crate::responses;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;
use axum::http::StatusCode;
use leptos::prelude::*;
use std::sync::Arc;

/// A comment, and why it cannot be reported if it cannot.
struct ReportedComment {
    shown: Arc<CurrentProposal>,
    comment: Comment,
    refused: Option<String>,
}

impl ReportedComment {
    async fn find(visit: &Visit, slug: &str, number: &str, id: &str) -> Result<Self, Fault> {
        let shown = find(visit, slug, number).await?;
        let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
        let db = &visit.app.db;
        let comment = comments::store::one(db, shown.place.id, CommentId(id)).await?.ok_or(Fault::Missing)?;
        let own = match visit.account() {
            Some(account) => responses::store::live(db, account.id, shown.consultation.id).await?,
            None => None,
        };
        let refused = if !comment.state.shown() {
            Some("It is not shown at the moment, so there is nothing to report. A moderator has it already.".to_owned())
        } else if comment.official {
            let contact = &visit.service.contact;
            Some(format!("The library service wrote it. If something is wrong with it, please write to {contact}."))
        } else if own.is_some() && own == comment.response_id {
            let contact = &visit.service.contact;
            Some(format!("You wrote it yourself. If you would rather take it back, please write to {contact}."))
        } else {
            None
        };
        Ok(Self { shown, comment, refused })
    }

    fn proposal(&self) -> String {
        format!("/consultations/{}/proposals/{}", self.shown.consultation.slug, self.shown.place.number)
    }
}

fn explanation(visit: &Visit, about: &ReportedComment, why: &str, status: StatusCode) -> Page {
    visit.page("This comment cannot be reported").status(status).private().show(|| {
        view! {
            {crumbs(Some(&about.shown.consultation))}
            <header class="title"><h1>"This comment cannot be reported"</h1><p class="lede">{why.to_owned()}</p></header>
            {visit.posted.then(|| visit.sent.to_copy(&visit.app))}
            <p class="actions"><a class="button" href=format!("{}#comments", about.proposal())>"Back to the comments"</a>" "<a href="/moderation-policy">"Our moderation policy"</a></p>
        }
        .into_any()
    })
}

fn page(
    visit: &Visit,
    about: &ReportedComment,
    reason: &str,
    detail: &str,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    visit.page("Report a comment").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(&about.shown.consultation))}
            <header class="title">
                <p class="over" dir="auto">{about.shown.version.content.title.clone()}</p>
                <h1>"Report a comment"</h1>
                <p class="lede">"A moderator will look at it. They see what you write here; the author does not, and nobody is told who reported."</p>
            </header>
            <h2>"The comment"</h2>
            <blockquote dir="auto" inner_html=about.comment.html.clone()></blockquote>
            <p>"A comment is never taken down because somebody disagrees with it. "<a href="/moderation-policy">"Our policy"</a>" says what is."</p>
            <form method="post" action=format!("{}/comments/{}/report", about.proposal(), about.comment.id)>
                {questions(reason, detail, errors)}
                <p class="actions"><button class="button">"Send the report"</button>" "<a href=format!("{}#c{}", about.proposal(), about.comment.id)>"Back to the comment"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /consultations/{slug}/proposals/{number}/comments/{id}/report`
pub async fn ask(visit: Visit, Path((slug, number, id)): Path<(String, String, String)>) -> Page {
    let about = ReportedComment::find(&visit, &slug, &number, &id).await?;
    match &about.refused {
        Some(why) => explanation(&visit, &about, why, StatusCode::OK),
        None => page(&visit, &about, "", "", &FormErrors::none(), StatusCode::OK),
    }
}

/// `POST /consultations/{slug}/proposals/{number}/comments/{id}/report`
pub async fn send(visit: Visit, Path((slug, number, id)): Path<(String, String, String)>, fields: Fields) -> Page {
    let about = ReportedComment::find(&visit, &slug, &number, &id).await?;
    let mut errors = FormErrors::none();
    let (reason, detail) = reason_and_detail(&fields, &mut errors);
    if let Some(why) = &about.refused {
        return explanation(&visit, &about, why, StatusCode::CONFLICT);
    }
    if !errors.is_empty() {
        return page(&visit, &about, reason, detail, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let about_it = WritingRef { kind: Comments.words().kind, id: about.comment.id.0 };
    let done = format!("{}?done=report#done", about.proposal());
    report::send(&visit, &fields, about_it, (reason, detail), &done).await
}
