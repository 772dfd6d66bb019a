//! What an author is told: what was done with their words, why, and how to have somebody else look again.

use super::appeals;
use super::appeals::model::{WINDOW, WINDOW_WORDS};
use super::model::{Action, PolicyReason, WritingState};
use super::writing::{Writing, WritingItem};
use crate::clock;
use crate::db::Tx;
use crate::identity::sessions::token_hash;
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

/// Tells the author, with a link to appeal against what is held back, if there is one who can be reached.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn send(tx: &mut Tx, visit: &Visit, told: &LetterContent<'_>, decision: i64) -> Result<(), Fault> {
    let Some((account, address)) = told.writing.author(tx, told.item.id).await? else { return Ok(()) };
    let appeal = match told.reason {
        None => None,
        Some(_) => {
            let key = visit.app.random.token();
            appeals::store::link(&mut *tx, decision, &token_hash(&key)).await?;
            Some(visit.app.config.link(&format!("/appeals/{key}")))
        }
    };
    let subject = format!("About your {} on “{}”", told.writing.words().kind, told.item.title);
    let body = body(visit, told, appeal.as_deref());
    let message = Message { account: Some(account), recipient: &address, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

fn body(visit: &Visit, told: &LetterContent<'_>, appeal: Option<&str>) -> String {
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
    if let Some(appeal) = appeal {
        text.push_str(&format!(
            "{}\n\nIf you think we are wrong, open this link within {WINDOW_WORDS}, until {}, and say why. Somebody who has \
             not decided about it before looks at it again and writes to you. The link is yours alone, so please do not pass \
             it on:\n{appeal}\n\nYou can also write to {}: give the number of the {kind}, which is {}. What was decided \
             about it can be changed.\n\n",
            words.untouched,
            clock::end_date_time(visit.now.plus(WINDOW)),
            visit.service.contact,
            item.id,
        ));
    }
    let link = |path: &str| visit.app.config.link(path);
    text.push_str(&format!("Where it was sent:\n{}\n\n", link(&item.href)));
    text.push_str(&format!("Our moderation policy:\n{}\n", link("/moderation-policy")));
    text
}
