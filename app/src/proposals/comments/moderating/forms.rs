//! What happens when a moderator decides about a comment, or looks at words that were taken down.

use axum::extract::Path;
use axum::http::StatusCode;

use super::pages;
use super::store::{self, NewDecision, Outcome};
use super::view as parts;
use crate::audit::store::{Act as Audited, append};
use crate::clock;
use crate::db::Tx;
use crate::identity::rules::Act;
use crate::ids::CommentId;
use crate::moderation::model::State;
use crate::moderation::model::{Action, NOTE_LONGEST, Reason};
use crate::moderation::rules;
use crate::moderation::view::Typed;
use crate::notices::store::{Message, post};
use crate::proposals::comments::model::LONGEST;
use crate::proposals::comments::shown;
use crate::proposals::comments::shown::Kept;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Visit, once};

/// `POST /staff/moderation/{id}` (action: publish, hold, remove, redact or keep).
pub async fn decide(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let by = visit.require(Act::Moderate)?.id;
    let item = pages::item(&visit, &id).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["action", "reason", "note", "text", "seen"], &mut errors);
    let typed = Typed {
        reason: fields.text("reason").to_owned(),
        note: fields.raw_text("note").to_owned(),
        text: fields.raw_text("text").to_owned(),
        redacting: fields.text("action") == Action::Redact.word(),
    };
    let word = fields.text("action");
    let action = Action::from_word(word);
    if action.is_none() && word != "keep" {
        errors.add("form", "Choose what to do with the comment");
    }
    let reason = Reason::from_word(&typed.reason);
    let reason_id = format!("reason-{}", item.id);
    if !typed.reason.is_empty() && reason.is_none() {
        errors.add(reason_id, "Choose a reason from the list");
    } else if reason.is_none() && action.is_some_and(Action::needs_reason) {
        errors.add(reason_id, "Choose a reason from the policy: the author and the public are told it");
    }
    errors.check(&format!("note-{}", item.id), length(&typed.note, "the note to the author", false, NOTE_LONGEST));
    errors.check(&format!("text-{}", item.id), length(&typed.text, "the text", false, LONGEST));
    let Some(seen) = fields.number("seen") else {
        errors.add("form", "The form is not complete: please decide again on this page");
        return pages::show(&visit, item, None, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if !errors.is_empty() {
        return pages::show(&visit, item, None, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let note = fields.text("note");
    // A reason belongs to what is held back, not to what is published.
    let reason = reason.filter(|_| action.is_some_and(Action::needs_reason));
    let new = NewDecision { comment: item.id, action, reason, note, redacted: fields.text("text"), seen, by };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    match store::decide(&mut tx, &new, visit.now).await? {
        Outcome::Missing => Err(Fault::Missing),
        Outcome::Erased => Err(Fault::Conflict(
            "The author had this comment erased, so there is nothing left to decide about.".to_owned(),
        )),
        Outcome::Stale => {
            tx.rollback().await?;
            stale(&visit, item.id, &typed).await
        }
        Outcome::Unfit(why) => {
            tx.rollback().await?;
            errors.add(format!("text-{}", item.id), why);
            let typed = Typed { redacting: true, ..typed };
            pages::show(&visit, item, None, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Outcome::Made { id, action, before, same_text } => {
            if rules::author_hears(before.state, action, same_text) {
                tell_author(&visit, &mut tx, &before, action, reason, note, &item.title).await?;
            }
            let mut detail = vec![("decision", id.to_string()), ("was", before.state.word().to_owned())];
            if let Some(reason) = reason {
                detail.push(("reason", reason.word().to_owned()));
            }
            let name = format!("comment.{}", action.word());
            let act = Audited {
                actor: Some(by),
                action: &name,
                subject_kind: "comment",
                subject_id: item.id.0,
                detail: &detail,
            };
            append(&mut tx, &act, visit.now).await?;
            // Whoever reported it may do so again, and what was taken down may be written again.
            once::forget(&mut tx, ("comment", item.id.0)).await?;
            let done = format!("/staff/moderation?done={word}");
            once.keep(&mut tx, ("moderation", item.id.0), &done).await?;
            tx.commit().await?;
            visit.go(&done)
        }
    }
}

/// The page again when somebody else decided meanwhile: what they decided, and what was typed.
async fn stale(visit: &Visit, id: CommentId, typed: &Typed) -> Page {
    let item = pages::item(visit, &id.to_string()).await?;
    let decisions = store::decisions_of(&visit.app.db, id).await?;
    let what = decisions.first().map(parts::decision).unwrap_or_default();
    let mut errors = FormErrors::none();
    errors.add(
        "form",
        format!(
            "Somebody else decided about this comment while you were reading, so your decision is not recorded. \
             {what} What you typed is below: send it again if it is still what you think."
        ),
    );
    pages::show(visit, item, None, typed, &errors, StatusCode::CONFLICT).await
}

/// Tells the author what was done, why, and how to appeal. Nobody is told about an official reply.
async fn tell_author(
    visit: &Visit,
    tx: &mut Tx,
    comment: &Kept,
    action: Action,
    reason: Option<Reason>,
    note: &str,
    title: &str,
) -> Result<(), Fault> {
    let Some(author) = shown::author(tx, comment.id).await? else { return Ok(()) };
    let subject = format!("About your comment on “{title}”");
    let body = author_message(visit, comment, action, reason, note, title);
    let message = Message { account: Some(author.id), recipient: &author.email, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

fn author_message(
    visit: &Visit,
    comment: &Kept,
    action: Action,
    reason: Option<Reason>,
    note: &str,
    title: &str,
) -> String {
    let what = match (action, comment.state) {
        (Action::Publish, State::Held) => "It is published now. Thank you for waiting.",
        (Action::Publish, _) => "We looked at it again, and it is shown again as you wrote it.",
        (Action::Hold, _) => "It is hidden until somebody has looked at it again.",
        (Action::Remove, _) => "We took it down. A line in its place says so and gives the reason. Replies to it stay.",
        (Action::Redact, _) => "It is shown, but we took some words out. A mark stands in their place.",
    };
    let mut text = format!(
        "Hello,\n\nA moderator of {} looked at the comment you posted on {} about “{title}”.\n\n{what}\n\n",
        visit.service.name,
        clock::long_date(comment.posted_at),
    );
    if let Some(reason) = reason {
        text.push_str(&format!("Why: {}.\n{}\n\n", reason.title(), reason.to_author()));
    }
    if !note.is_empty() {
        text.push_str(&format!("The moderator adds:\n\n{note}\n\n"));
    }
    if reason.is_some() {
        text.push_str(&format!(
            "Your vote is not touched. Criticism is welcome: while the consultation is open you can post another \
             comment.\n\nIf you think we are wrong, write to {}, give the number of the comment, which is {}, and \
             ask for somebody else to look at it again. What was decided about a comment can be changed.\n\n",
            visit.service.contact, comment.id,
        ));
    }
    text.push_str(&format!("Our moderation policy:\n{}\n", visit.app.config.link("/moderation-policy")));
    text
}

/// `POST /staff/moderation/{id}/original`: shows words that were taken down, and records the look.
pub async fn see_original(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let by = visit.require(Act::Moderate)?.id;
    let item = pages::item(&visit, &id).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&[], &mut errors);
    if !errors.is_empty() {
        return Err(Fault::Unreadable("The form has a field that we do not know.".to_owned()));
    }
    let mut tx = visit.app.db.begin().await?;
    let kept = shown::keep(&mut tx, item.id).await?.ok_or(Fault::Missing)?;
    let act = Audited {
        actor: Some(by),
        action: "comment.see-original",
        subject_kind: "comment",
        subject_id: item.id.0,
        detail: &[],
    };
    append(&mut tx, &act, visit.now).await?;
    // Nobody sees the words before the look is safely recorded.
    tx.commit().await?;
    let typed = Typed { text: kept.body.clone(), ..Typed::default() };
    pages::show(&visit, item, Some(&kept.body), &typed, &errors, StatusCode::OK).await
}
