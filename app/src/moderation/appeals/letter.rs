//! What an author is told of their appeal.

use super::model::AppealOutcome;
use crate::db::Tx;
use crate::moderation::writing::{Writing, WritingItem};
use crate::notices::store::{Message, post};
use crate::site::{Fault, Visit};

/// Tells the author what came of their appeal, if they can be reached.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn send(
    tx: &mut Tx,
    visit: &Visit,
    (writing, item): (&'static dyn Writing, &WritingItem),
    (outcome, answer): (AppealOutcome, &str),
) -> Result<(), Fault> {
    let Some((account, address)) = writing.author(&mut *tx, item.id).await? else { return Ok(()) };
    let kind = writing.words().kind;
    let subject = format!("Your appeal about your {kind} on “{}”", item.title);
    let what = match outcome {
        AppealOutcome::Upheld => "You were right to ask. It is shown again as you wrote it.",
        AppealOutcome::Refused | AppealOutcome::Ended => "The decision stands.",
    };
    let answer = if answer.is_empty() { String::new() } else { format!("They say:\n\n{answer}\n\n") };
    let rest = match outcome {
        AppealOutcome::Upheld => "Thank you for telling us.".to_owned(),
        AppealOutcome::Refused | AppealOutcome::Ended => format!(
            "{} If you are still not satisfied you can complain to the council, as about any of its services. Questions: {}",
            writing.words().untouched,
            visit.service.contact
        ),
    };
    let link = |path: &str| visit.app.config.link(path);
    let body = format!(
        "Hello,\n\nYou asked {} to look again at the {kind} you {} {} “{}”. Somebody who had not decided about it before \
         has done so.\n\n{what}\n\n{answer}{rest}\n\nWhere it was sent:\n{}\n\nOur moderation policy:\n{}\n",
        visit.service.name,
        writing.words().sent,
        writing.words().about,
        item.title,
        link(&item.href),
        link("/moderation-policy"),
    );
    let message = Message { account: Some(account), recipient: &address, subject: &subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}
