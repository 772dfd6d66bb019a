//! What an author is told: what was done with their words, why, and how to have somebody else look again.

use super::model::{Action, PolicyReason, WritingState};
use super::writing::{Writing, WritingItem};
use crate::clock;
use crate::db::Tx;
use crate::notices::store::{Message, post};
use crate::site::{Fault, Visit};

/// What there is to tell.
pub(super) struct LetterContent<'a> {
    /// The kind of writing.
    pub writing: &'static dyn Writing,
    /// What was decided about, as it was before.
    pub item: &'a WritingItem,
    /// What it was before.
    pub was: WritingState,
    /// What was done.
    pub action: Action,
    /// Why.
    pub reason: Option<PolicyReason>,
    /// What the moderator adds.
    pub note: &'a str,
}

/// Tells the author, if there is one who can be reached.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn send(tx: &mut Tx, visit: &Visit, told: &LetterContent<'_>) -> Result<(), Fault> {
    let Some((account, address)) = told.writing.author(tx, told.item.id).await? else { return Ok(()) };
    let subject = format!("About your {} on “{}”", told.writing.words().kind, told.item.title);
    let body = body(visit, told);
    let message = Message { account: Some(account), recipient: &address, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

fn body(visit: &Visit, told: &LetterContent<'_>) -> String {
    let (words, item) = (told.writing.words(), told.item);
    let kind = words.kind;
    // Its own words, where they are short and plain.
    let quoted = if item.plain.is_empty() { ".".to_owned() } else { format!(":\n\n“{}”", item.plain) };
    let mut text = format!(
        "Hello,\n\nA moderator of {} looked at the {kind} you {} on {} {} “{}”{quoted}\n\n{}\n\n",
        visit.service.name,
        words.sent,
        clock::long_date(item.posted_at),
        words.about,
        item.title,
        told.writing.news(told.was, told.action),
    );
    if let Some(reason) = told.reason {
        text.push_str(&format!("Why: {}.\n{}\n\n", reason.title(), reason.to_author()));
    }
    if !told.note.is_empty() {
        text.push_str(&format!("The moderator adds:\n\n{}\n\n", told.note));
    }
    if told.reason.is_some() {
        text.push_str(&format!(
            "{}\n\nIf you think we are wrong, write to {}, give the number of the {kind}, which is {}, and ask for \
             somebody else to look at it again. What was decided about it can be changed.\n\n",
            words.untouched, visit.service.contact, item.id,
        ));
    }
    let link = |path: &str| visit.app.config.link(path);
    text.push_str(&format!("Where it was sent:\n{}\n\n", link(&item.href)));
    text.push_str(&format!("Our moderation policy:\n{}\n", link("/moderation-policy")));
    text
}
