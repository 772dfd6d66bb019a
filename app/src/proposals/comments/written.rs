//! Comments as they stand on the page, written straight into it: there are fifty on each page, with up to a thousand
//! replies, and to make a view of each costs more than everything else on the page together.
//!
//! The only words of others in here are a comment's own HTML, made safe when it was posted, and the name of a library.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::model::{Comment, agreeing};
use crate::clock;
use crate::ids::{CommentId, ResponseId};
use crate::moderation::model::WritingState;
use crate::moderation::place::in_place;
use crate::ui::form::escaped;

/// Who reads a comment, and when, as far as it changes what they see.
pub(super) struct Looking<'a> {
    /// The proposal's address.
    pub base: &'a str,
    /// The reader's response.
    pub own: Option<ResponseId>,
    /// The comments the reader agrees with.
    pub agreed: &'a BTreeSet<CommentId>,
    /// Whether the reader is, or may yet sign in as, a resident.
    pub resident: bool,
    /// Whether the reader may answer as the library service.
    pub official: bool,
    /// Whether votes are shown beside comments.
    pub votes_shown: bool,
    /// Whether the consultation is open.
    pub open: bool,
}

/// Adds text made of parts; writing to memory does not fail.
macro_rules! add {
    ($html:expr, $($part:tt)*) => {
        let _ = write!($html, $($part)*);
    };
}

fn meta(html: &mut String, comment: &Comment, votes_shown: bool) {
    let who = if comment.official { "Library service" } else { "Resident" };
    add!(html, "<p class=\"comment-meta\"><strong>{who}</strong>");
    if let Some(branch) = &comment.branch {
        add!(html, " <span>{}</span>", escaped(branch));
    }
    if let Some(choice) = comment.choice.filter(|_| votes_shown && !comment.official) {
        add!(html, " <span>voted {}</span>", choice.title());
    }
    let (machine, date) = (clock::machine(comment.posted_at), clock::long_date(comment.posted_at));
    add!(html, " <span><time datetime=\"{machine}\">{date}</time></span>");
    if comment.corrected_at.is_some() {
        html.push_str(" <span>corrected by its author</span>");
    }
    html.push_str("</p>");
}

/// What stands in the place of a removed comment. One without a reason was withdrawn by its author.
fn removed(html: &mut String, comment: &Comment) {
    add!(html, "<p class=\"comment removed\" id=\"c{}\">", comment.id);
    html.push_str(&match comment.reason {
        None => in_place("A comment was withdrawn here by its author", None),
        reason => in_place("A comment was removed here", reason),
    });
    html.push_str("</p>");
}

/// Says that words were taken out, and why.
fn redacted(html: &mut String, comment: &Comment) {
    html.push_str("<p class=\"meta\">A moderator took some words out.");
    if let Some(reason) = comment.reason {
        add!(html, " <a href=\"/moderation-policy#{}\">{}</a>", reason.word(), reason.title());
    }
    html.push_str("</p>");
}

/// What can be done with a comment: to agree, to reply, to report it.
fn actions(html: &mut String, looking: &Looking<'_>, comment: &Comment) {
    let Looking { base, resident, open, .. } = *looking;
    let id = comment.id;
    let reply = comment.reply_to.is_some();
    let own = comment.response_id.is_some() && comment.response_id == looking.own;
    let agrees = comment.agrees;
    html.push_str("<div class=\"actions\">");
    if comment.official || comment.state == WritingState::Held {
        // Nobody agrees with these.
    } else if open && resident && !own {
        let (pressed, next) = if looking.agreed.contains(&id) { ("true", 0) } else { ("false", 1) };
        add!(
            html,
            "<form method=\"post\" action=\"{base}/comments/{id}/agree\"><input type=\"hidden\" name=\"agree\" \
             value=\"{next}\"><button class=\"agree\" aria-pressed=\"{pressed}\">Agree <span class=\"count\">{agrees}</span>\
             </button></form>"
        );
    } else {
        add!(html, "<span class=\"quiet\">{}</span>", agreeing(agrees));
    }
    html.push(' ');
    if open && resident && !reply && comment.state.shown() {
        add!(html, "<a href=\"{base}?reply_to={id}#comment\">Reply</a>");
    }
    html.push(' ');
    if looking.official && !reply && comment.state.shown() {
        add!(html, "<a href=\"{base}/comments/{id}/reply\">Reply as the library service</a>");
    }
    html.push(' ');
    if !own && !comment.official && comment.state.shown() {
        add!(
            html,
            "<a class=\"report\" href=\"{base}/comments/{id}/report\">Report<span class=\"vh\"> this comment</span></a>"
        );
    }
    html.push_str("</div>");
}

/// Writes one comment or reply.
fn one(html: &mut String, looking: &Looking<'_>, comment: &Comment) {
    if comment.state == WritingState::Removed {
        return removed(html, comment);
    }
    let class = match (comment.state, comment.official, comment.reply_to.is_some()) {
        (WritingState::Held, _, _) => "comment held",
        (_, true, _) => "comment reply official",
        (_, false, true) => "comment reply",
        _ => "comment",
    };
    add!(html, "<article class=\"{class}\" id=\"c{}\">", comment.id);
    meta(html, comment, looking.votes_shown);
    add!(html, "<div dir=\"auto\" class=\"body\">{}</div>", comment.html);
    if comment.state == WritingState::Redacted {
        redacted(html, comment);
    }
    if comment.state == WritingState::Held {
        html.push_str("<p class=\"held-note\">Only you can see this until a moderator has read it.</p>");
    }
    actions(html, looking, comment);
    html.push_str("</article>");
}

/// Writes one comment or reply as a line of a list: also a comment that waits for a moderator, for its author.
pub(super) fn listed(html: &mut String, looking: &Looking<'_>, comment: &Comment) {
    html.push_str("<li>");
    one(html, looking, comment);
    html.push_str("</li>");
}

/// Writes a comment with its replies.
pub(super) fn thread_item(html: &mut String, looking: &Looking<'_>, comment: &Comment, replies: &[Comment]) {
    html.push_str("<li>");
    if comment.state == WritingState::Held {
        // Above replies whose comment is held. Its author sees it above the list, with its text.
        html.push_str("<p class=\"comment removed\">A comment here is hidden until a moderator has looked at it.</p>");
    } else {
        one(html, looking, comment);
    }
    if !replies.is_empty() {
        html.push_str("<ol class=\"replies\">");
        for reply in replies {
            listed(html, looking, reply);
        }
        html.push_str("</ol>");
    }
    html.push_str("</li>");
}
