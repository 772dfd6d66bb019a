//! Replying under a comment as the library service: open, marked as official, and in nobody's name. The author of
//! the comment is told. It works after the consultation has closed too.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::locked::{self, Replied};
use super::model::{Comment, LONGEST};
use super::{rules, store};
use crate::audit::store::{NewEntry, append};
use crate::consultations::pages::crumbs;
use crate::ids::CommentId;
use crate::notices::store::{Message, post_notice};
use crate::proposals::pages::{CurrentProposal, find};
use crate::reason::WhyNot;
use crate::responses::store as responses;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::ui::error_summary;
use crate::ui::form::{Field, FieldKind};

/// The comment at an address.
async fn comment(visit: &Visit, shown: &CurrentProposal, id: &str) -> Result<Comment, Fault> {
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    store::one(&visit.app.db, shown.place.id, CommentId(id)).await?.ok_or(Fault::Missing)
}

fn page(
    visit: &Visit,
    shown: &CurrentProposal,
    comment: &Comment,
    typed: &str,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let base = format!("/consultations/{}/proposals/{}", shown.consultation.slug, shown.place.number);
    let id = comment.id;
    visit.page("Reply as the library service").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(&shown.consultation))}
            <header class="title">
                <p class="over" dir="auto">{shown.version.content.title.clone()}</p>
                <h1>"Reply as the library service"</h1>
                <p class="lede">"Everybody can read it, marked as official. Your name is not shown. The author of the comment gets an email."</p>
            </header>
            {if comment.html.is_empty() { ().into_any() } else {
                view! { <h2>"The comment"</h2><blockquote dir="auto" inner_html=comment.html.clone()></blockquote> }.into_any()
            }}
            <form method="post" action=format!("{base}/comments/{id}/reply") data-keep=errors.keeping()>
                {Field::new("body", "Your reply")
                    .kind(FieldKind::Lines(8))
                    .hint(format!("Thank them, answer the question, say what happens next. At most {LONGEST} characters. Once posted it cannot be edited."))
                    .value(typed)
                    .show(errors)}
                <p class="actions"><button class="button">"Post the reply"</button>" "<a href=format!("{base}#c{id}")>"Back to the proposal"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /consultations/{slug}/proposals/{number}/comments/{id}/reply`
pub async fn ask(visit: Visit, Path((slug, number, id)): Path<(String, String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let comment = comment(&visit, &shown, &id).await?;
    rules::may_be_replied_to(&comment)?;
    page(&visit, &shown, &comment, "", &FormErrors::none(), StatusCode::OK)
}

/// `POST /consultations/{slug}/proposals/{number}/comments/{id}/reply`
pub async fn send(visit: Visit, Path((slug, number, id)): Path<(String, String, String)>, fields: Fields) -> Page {
    let by = visit.actor()?;
    let shown = find(&visit, &slug, &number).await?;
    let comment = comment(&visit, &shown, &id).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["body"], &mut errors);
    let typed = fields.raw_text("body").to_owned();
    if let Some(taken_up) = fields.taken_up() {
        return page(&visit, &shown, &comment, &typed, &taken_up, StatusCode::OK);
    }
    let body = errors.check("body", length(fields.text("body"), "your reply", true, LONGEST));
    let (Some(body), true) = (body, errors.is_empty()) else {
        return page(&visit, &shown, &comment, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    if let Err(why) = rules::may_be_replied_to(&comment) {
        errors.add("form", format!("{} What you wrote is below.", why.words()));
        return page(&visit, &shown, &comment, &typed, &errors, StatusCode::CONFLICT);
    }
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let kept = locked::keep(&mut tx, comment.id).await?.ok_or(Fault::Missing)?;
    if !kept.state.shown() {
        tx.rollback().await?;
        errors.add(
            "form",
            "That comment was taken down while you were writing, so nobody can reply to it. What you wrote is below.",
        );
        return page(&visit, &shown, &comment, &typed, &errors, StatusCode::CONFLICT);
    }
    let base = format!("/consultations/{slug}/proposals/{number}");
    let led = |reply: CommentId| format!("{base}?done=reply&comment={reply}#done");
    let reply = match locked::reply_officially(&mut tx, &kept, by, &body, visit.now).await? {
        Replied::Already(reply) => {
            tx.rollback().await?;
            reply
        }
        Replied::Posted(reply) => {
            let author = match comment.response_id {
                Some(response) => responses::author(&mut tx, response).await?,
                None => None,
            };
            if let Some(author) = author.filter(|author| author.notify.0) {
                let subject = format!("{} replied to your comment", visit.service.name);
                let body = reply_message(&visit, &shown, &body, reply);
                let message =
                    Message { account: Some(author.id), recipient: &author.email, subject: &subject, body: &body };
                post_notice(&mut tx, &message, visit.now).await?;
            }
            let entry = NewEntry {
                actor: Some(by),
                action: "comment.reply",
                subject_kind: "comment",
                subject_id: reply.0,
                detail: &[("reply-to", comment.id.to_string())],
            };
            append(&mut tx, &entry, visit.now).await?;
            once.keep(&mut tx, ("comment", reply.0), &led(reply)).await?;
            tx.commit().await?;
            reply
        }
    };
    visit.go(&led(reply))
}

fn reply_message(visit: &Visit, shown: &CurrentProposal, body: &str, reply: CommentId) -> String {
    let path = format!("/consultations/{}/proposals/{}#c{reply}", shown.consultation.slug, shown.place.number);
    format!(
        "Hello,\n\n{} replied to the comment you posted about “{}”:\n\n{body}\n\nYou can read it beside your comment \
         here:\n{}\n",
        visit.service.name,
        shown.version.content.title,
        visit.app.config.link(&path),
    )
}
