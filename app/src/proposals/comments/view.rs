//! The list of comments under a proposal, and the form for writing one.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::forms::Typed;
use super::islands::CommentIsland;
use super::kept::Listed;
use super::model::{Comment, LONGEST, Order};
use super::store::Filter;
use crate::clock;
use crate::consultations::model::Consultation;
use crate::identity::model::Role;
use crate::ids::{CommentId, ProposalId, ResponseId};
use crate::moderation::model::State;
use crate::proposals::votes::model::Choice;
use crate::site::{FormErrors, Visit};
use crate::ui::form::{Field, Kind, check};

/// Everything the list shows.
pub struct Thread<'a> {
    /// The consultation.
    pub consultation: &'a Consultation,
    /// The proposal's number in it.
    pub number: i64,
    /// The proposal.
    pub proposal: ProposalId,
    /// How many comments and replies there are.
    pub total: i64,
    /// A page of comments, with their replies.
    pub listed: Arc<Listed>,
    /// The visitor's comments that wait for a moderator.
    pub held: Vec<Comment>,
    /// What was asked for.
    pub filter: Filter,
    /// The comments the visitor agrees with.
    pub agreed: BTreeSet<CommentId>,
    /// The visitor's response.
    pub own: Option<ResponseId>,
    /// What is typed in the form.
    pub typed: Typed,
    /// What is wrong with it.
    pub errors: &'a FormErrors,
}

/// Who reads a comment, and when, as far as it changes what they see.
pub struct Looking<'a> {
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

impl Thread<'_> {
    fn base(&self) -> String {
        format!("/consultations/{}/proposals/{}", self.consultation.slug, self.number)
    }
}

fn meta(comment: &Comment, votes_shown: bool) -> AnyView {
    let who = if comment.official { "Library service" } else { "Resident" };
    let vote = comment.choice.filter(|_| votes_shown && !comment.official);
    view! {
        <p class="comment-meta">
            <strong>{who}</strong>
            {comment.branch.clone().map(|branch| view! { " "<span>{branch}</span> })}
            {vote.map(|choice| view! { " "<span>{format!("voted {}", choice.title())}</span> })}
            " "<span><time datetime=clock::machine(comment.posted_at)>{clock::long_date(comment.posted_at)}</time></span>
        </p>
    }
    .into_any()
}

/// What stands in the place of a removed comment. One without a reason was taken back by its author.
fn removed(comment: &Comment) -> AnyView {
    let id = format!("c{}", comment.id);
    let Some(reason) = comment.reason else {
        return view! { <p class="comment removed" id=id>"A comment was removed here at its author’s wish."</p> }
            .into_any();
    };
    view! {
        <p class="comment removed" id=id>
            {format!("A comment was removed here: {}. ", reason.because())}
            <a href=format!("/moderation-policy#{}", reason.word())>"Our policy"</a>
        </p>
    }
    .into_any()
}

/// What stands above replies whose comment is held. Its author sees it above the list, with its text.
fn waiting() -> AnyView {
    view! { <p class="comment removed">"A comment here is hidden until a moderator has looked at it."</p> }.into_any()
}

/// Says that words were taken out, and why.
fn redacted(comment: &Comment) -> Option<AnyView> {
    (comment.state == State::Redacted).then(|| {
        let why = comment.reason.map(|reason| {
            view! { " "<a href=format!("/moderation-policy#{}", reason.word())>{reason.title()}</a> }
        });
        view! { <p class="meta">"A moderator took some words out."{why}</p> }.into_any()
    })
}

fn one(looking: &Looking<'_>, comment: &Comment) -> AnyView {
    let Looking { base, own, resident, open, .. } = *looking;
    let id = comment.id;
    if comment.state == State::Removed {
        return removed(comment);
    }
    let reply = comment.reply_to.is_some();
    let class = match (comment.state, comment.official, reply) {
        (State::Held, _, _) => "comment held",
        (_, true, _) => "comment reply official",
        (_, false, true) => "comment reply",
        _ => "comment",
    };
    let own = comment.response_id.is_some() && comment.response_id == own;
    let agreed = looking.agreed.contains(&id);
    let agree = if comment.official || comment.state == State::Held {
        ().into_any()
    } else if open && resident && !own {
        view! {
            <form method="post" action=format!("{base}/comments/{id}/agree")>
                <input type="hidden" name="agree" value=if agreed { "0" } else { "1" }/>
                <button class="agree" aria-pressed=if agreed { "true" } else { "false" }>"Agree "<span class="count">{comment.agrees}</span></button>
            </form>
        }
        .into_any()
    } else {
        let words =
            if comment.agrees == 1 { "1 person agrees".to_owned() } else { format!("{} people agree", comment.agrees) };
        view! { <span class="quiet">{words}</span> }.into_any()
    };
    let reply_link = (open && resident && !reply && comment.state.shown())
        .then(|| view! { <a href=format!("{base}?reply_to={id}#comment")>"Reply"</a> });
    let official_link = (looking.official && !reply && comment.state.shown())
        .then(|| view! { <a href=format!("{base}/comments/{id}/reply")>"Reply as the library service"</a> });
    let report = (!own && !comment.official && comment.state.shown()).then(|| {
        view! { <a class="report" href=format!("{base}/comments/{id}/report")>"Report"<span class="vh">" this comment"</span></a> }
    });
    view! {
        <article class=class id=format!("c{id}")>
            {meta(comment, looking.votes_shown)}
            <div class="body" dir="auto" inner_html=comment.html.clone()></div>
            {redacted(comment)}
            {(comment.state == State::Held).then(|| view! { <p class="held-note">"Only you can see this until a moderator has read it."</p> })}
            <div class="actions">{agree}" "{reply_link}" "{official_link}" "{report}</div>
        </article>
    }
    .into_any()
}

/// A comment with its replies.
pub fn thread_item(looking: &Looking<'_>, comment: &Comment, replies: &[Comment]) -> AnyView {
    let replies: Vec<AnyView> =
        replies.iter().map(|reply| view! { <li>{one(looking, reply)}</li> }.into_any()).collect();
    view! {
        <li>
            {if comment.state == State::Held { waiting() } else { one(looking, comment) }}
            {(!replies.is_empty()).then(|| view! { <ol class="replies">{replies}</ol> })}
        </li>
    }
    .into_any()
}

/// The comments as this visitor reads them: as everybody does, but for those they have a part in.
fn items(looking: &Looking<'_>, thread: &Thread<'_>) -> String {
    let mut html: String =
        thread.held.iter().map(|comment| view! { <li>{one(looking, comment)}</li> }.to_html()).collect();
    let as_everybody = looking.resident && !looking.official;
    for item in &thread.listed.items {
        if as_everybody && !item.concerns(looking.own, looking.agreed) {
            html.push_str(&item.html);
        } else {
            html.push_str(&thread_item(looking, &item.comment, &item.replies).to_html());
        }
    }
    html
}

fn order_tabs(thread: &Thread<'_>) -> AnyView {
    let base = thread.base();
    let choice = thread.filter.choice.map(|choice| format!("&vote={}", choice.word())).unwrap_or_default();
    let tab = |order: Order, word: &str, label: &'static str| {
        let here = (thread.filter.order == order).then_some("page");
        view! { <li><a href=format!("{base}?order={word}{choice}#comments") aria-current=here>{label}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label="Order of comments">
            <ul>{tab(Order::Newest, "new", "Newest")}{tab(Order::Agreed, "agreed", "Most agreed with")}</ul>
        </nav>
    }
    .into_any()
}

fn vote_filter(thread: &Thread<'_>) -> AnyView {
    let base = thread.base();
    let order = if thread.filter.order == Order::Agreed { "agreed" } else { "new" };
    let chosen = thread.filter.choice.map_or("", Choice::word);
    let choices = std::iter::once(crate::ui::Choice::new("", "Any vote"))
        .chain(Choice::ALL.map(|choice| crate::ui::Choice::new(choice.word(), format!("Voted {}", choice.title()))))
        .collect();
    view! {
        <form class="filters" method="get" action=format!("{base}#comments")>
            <input type="hidden" name="order" value=order/>
            {crate::ui::form::select_as("filter-vote", "vote", "Show comments by people who", choices, chosen, &FormErrors::none())}
            <button class="button quiet small">"Show"</button>
        </form>
    }
    .into_any()
}

/// The comments of a proposal and the form.
pub fn thread(visit: &Visit, thread: &Thread<'_>) -> AnyView {
    let Listed { votes_shown, open, .. } = *thread.listed;
    let base = thread.base();
    let looking = Looking {
        base: &base,
        own: thread.own,
        agreed: &thread.agreed,
        resident: visit.account().is_none_or(|account| account.role == Role::Resident),
        official: super::rules::may_reply_officially(visit),
        votes_shown,
        open,
    };
    let items = items(&looking, thread);
    let next = thread.listed.next.map(|(agrees, id)| {
        let order = if thread.filter.order == Order::Agreed { "agreed" } else { "new" };
        let choice = thread.filter.choice.map(|choice| format!("&vote={}", choice.word())).unwrap_or_default();
        format!("{base}?order={order}{choice}&after={agrees}-{id}#comments")
    });
    let first = thread.filter.after.map(|_| format!("{base}#comments"));
    let empty = items.is_empty();
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <h2 id="comments-title">"Comments "<span class="count">{thread.total}</span></h2>
            {(thread.total > 1).then(|| order_tabs(thread))}
            {(votes_shown && thread.total > 1).then(|| vote_filter(thread))}
            {if empty && thread.filter.choice.is_some() {
                view! { <div class="empty"><h3>"No comments by people who voted so"</h3><p class="actions"><a class="button quiet" href=format!("{base}#comments")>"Show all comments"</a></p></div> }.into_any()
            } else if empty {
                view! { <div class="empty"><h3>"No comments yet"</h3><p>"What residents say about this proposal will be here, without their names."</p></div> }.into_any()
            } else {
                view! { <ol class="thread" inner_html=items></ol> }.into_any()
            }}
            {crate::ui::pager::pager("More comments", first, next)}
            {if open { comment_form(visit, thread) } else { ().into_any() }}
        </section>
    }
    .into_any()
}

fn comment_form(visit: &Visit, thread: &Thread<'_>) -> AnyView {
    if visit.account().is_some_and(|account| account.role != Role::Resident) {
        return ().into_any();
    }
    let action = format!("{}/comments", thread.base());
    let typed = &thread.typed;
    let replying = typed.reply_to;
    let title = if replying.is_some() { "Write a reply" } else { "Write a comment" };
    view! {
        <form class="comment-form" id="comment" method="post" action=action>
            <h3>{title}</h3>
            {replying.map(|id| view! {
                <p>"You are replying to "<a href=format!("#c{id}")>"this comment"</a>". "<a href=format!("{}#comment", thread.base())>"Write a comment of your own instead"</a></p>
                <input type="hidden" name="reply_to" value=id/>
            })}
            {Field::new("body", "What would you like to say?")
                .kind(Kind::Lines(6))
                .hint(format!("Everybody can read it, with the word “Resident” and your vote, never your name. Please leave out names and phone numbers. At most {LONGEST} characters. **Two stars** on both sides make words bold, and lines that begin with - make a list; everything else appears as you type it."))
                .value(&typed.body)
                .show(thread.errors)}
            <CommentIsland proposal=thread.proposal looking=replying.is_none()/>
            {check("show_branch", "Show which library I use", Some("It comes from your account page."), typed.show_branch)}
            <p class="actions"><button class="button">{if replying.is_some() { "Post my reply" } else { "Post my comment" }}</button> <a href="/moderation-policy">"What is not allowed"</a></p>
        </form>
    }
    .into_any()
}
