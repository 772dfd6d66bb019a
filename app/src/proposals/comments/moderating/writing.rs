//! Comments and replies as moderators see them: published, held, removed, or shown with words taken out.

use futures::future::FutureExt;

use super::store::{self, ModeratedComment};
use crate::db::{On, Tx};
use crate::ids::{AccountId, CommentId};
use crate::moderation::model::{Action, WritingState};
use crate::moderation::rules::{self, BadRedaction};
use crate::moderation::view::Button;
use crate::moderation::writing::{DecisionRefused, Later, Writing, WritingItem, WritingWords};
use crate::proposals::comments::locked::{self, LockedComment};
use crate::reason;
use crate::responses::store as responses;
use crate::ui::prose::{self, Author};

/// Comments, replies and official replies.
pub struct Comments;

const WORDS: WritingWords = WritingWords {
    kind: "comment",
    title: "Comment",
    many: "comments",
    plural: "Comments",
    path: "",
    sent: "posted",
    about: "about",
    no_reason: "Choose a reason (not needed to publish)",
    removed: "removed",
    removed_title: "Removed",
    untouched: "Your vote is not touched. Criticism is welcome: while the consultation is open you can post another comment.",
    done: &[
        ("comment-publish", "It is published.", "Everybody can read it as it was written."),
        ("comment-keep", "It stays as it is.", "The reports about it are closed."),
        ("comment-hold", "It is held.", "Nobody sees it until a moderator decides again."),
        ("comment-remove", "It is removed.", "A line in its place gives the reason, and its author is told."),
        ("comment-redact", "It is published without these words.", "Its author is told."),
    ],
    guidance: None,
};

impl From<ModeratedComment> for WritingItem {
    fn from(row: ModeratedComment) -> Self {
        let erased = row.erased.0;
        let hidden = !erased && matches!(row.state, WritingState::Removed | WritingState::Redacted);
        Self {
            id: row.id.0,
            state: row.state,
            erased,
            on: match (row.official.0, row.reply_to) {
                (true, _) => "Our reply on ".to_owned(),
                (false, Some(to)) => format!("Reply to comment {to} on "),
                (false, None) => "Comment on ".to_owned(),
            },
            title: row.title,
            href: format!("/consultations/{}/proposals/{}#c{}", row.slug, row.number, row.id),
            facts: row.branch.into_iter().collect(),
            posted_at: row.posted_at,
            heading: String::new(),
            html: if row.state == WritingState::Removed { String::new() } else { row.html },
            plain: String::new(),
            body: Some(row.body),
            hidden,
            answers: Some(row.answers).filter(|html| !html.is_empty()),
        }
    }
}

impl Writing for Comments {
    fn words(&self) -> &'static WritingWords {
        &WORDS
    }

    fn items<'a>(&'a self, on: On<'a>, ids: &'a [i64]) -> Later<'a, Vec<WritingItem>> {
        async move { Ok(store::rows(on, ids).await?.into_iter().map(WritingItem::from).collect()) }.boxed()
    }

    fn buttons(&self, state: WritingState) -> &'static [Button] {
        match state {
            WritingState::Published => &[
                ("keep", "button small", "Leave it as it is"),
                ("hold", "button small quiet", "Hold"),
                ("remove", "button small warn", "Remove"),
            ],
            WritingState::Held => &[("publish", "button small", "Publish"), ("remove", "button small warn", "Remove")],
            WritingState::Redacted => &[
                ("keep", "button small", "Leave it as it is"),
                ("publish", "button small quiet", "Publish the original words"),
                ("hold", "button small quiet", "Hold"),
                ("remove", "button small warn", "Remove"),
            ],
            WritingState::Removed => {
                &[("keep", "button small", "Leave it removed"), ("publish", "button small quiet", "Publish it again")]
            }
        }
    }

    fn hold<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(WritingState, bool)>> {
        async move {
            let kept = locked::keep(tx, CommentId(id)).await?;
            Ok(kept.map(|kept| (kept.state, !kept.body.is_empty())))
        }
        .boxed()
    }

    fn show<'a>(
        &'a self,
        tx: &'a mut Tx,
        id: i64,
        action: Action,
        redacted: &'a str,
    ) -> Later<'a, Result<bool, DecisionRefused>> {
        async move {
            let Some(kept) = locked::keep(tx, CommentId(id)).await? else {
                return Ok(Err(DecisionRefused::Conflict(reason!(
                    "comment-gone",
                    CONFLICT,
                    Staff,
                    "The comment is not there any more",
                    "That comment is not there any more."
                ))));
            };
            let (html, words) = match show(&kept, action, redacted) {
                Ok(shown) => shown,
                Err(why) => return Ok(Err(DecisionRefused::Unfit(why))),
            };
            locked::show_as(tx, &kept, action.state(), &html, words.as_deref()).await?;
            Ok(Ok(html == kept.html))
        }
        .boxed()
    }

    fn author<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(AccountId, String)>> {
        async move {
            let response = locked::response_of(tx, CommentId(id)).await?;
            responses::reached(tx, response).await
        }
        .boxed()
    }

    fn as_written<'a>(&'a self, on: On<'a>, id: i64) -> Later<'a, Option<String>> {
        store::as_written(on, CommentId(id)).boxed()
    }

    fn news(&self, was: WritingState, action: Action) -> &'static str {
        match (action, was) {
            (Action::Publish, WritingState::Held) => "It is published now. Thank you for waiting.",
            (Action::Publish, _) => "We looked at it again, and it is shown again as you wrote it.",
            (Action::Hold, _) => "It is hidden until somebody has looked at it again.",
            (Action::Remove, _) => {
                "We took it down. A line in its place says so and gives the reason. Replies to it stay."
            }
            (Action::Redact, _) => "It is shown, but we took some words out. A mark stands in their place.",
        }
    }
}

/// The HTML an action leaves, and the words the comment can then be found by.
fn show(kept: &LockedComment, action: Action, redacted: &str) -> Result<(String, Option<String>), BadRedaction> {
    Ok(match action {
        Action::Publish => (kept.original_html(), Some(prose::plain(&kept.body))),
        Action::Remove => (String::new(), None),
        // Moderators have to see what they hold.
        Action::Hold if kept.html.is_empty() => (kept.original_html(), None),
        Action::Hold => (kept.html.clone(), None),
        Action::Redact => {
            rules::redaction(&kept.body, redacted)?;
            let author = if kept.official { Author::Service } else { Author::Resident };
            let html = rules::set_marks_apart(prose::render(redacted, author).as_str());
            (html, Some(prose::plain(redacted)))
        }
    })
}
