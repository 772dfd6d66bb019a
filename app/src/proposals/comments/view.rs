//! The list of comments under a proposal, and the form for writing one.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use leptos::prelude::*;

use super::cached::CommentsPage;
use super::form::CommentForm;
use super::islands::CommentIsland;
use super::model::{Comment, CommentOrder, LONGEST};
use super::store::CommentFilter;
use super::written::{Looking, listed, thread_item};
use crate::consultations::model::Consultation;
use crate::identity::model::Role;
use crate::ids::{CommentId, ProposalId, ResponseId};
use crate::proposals::votes::model::Choice;
use crate::site::{FormErrors, Visit, render};
use crate::ui::form::{Field, FieldKind, check};

/// Everything the list shows.
pub struct Thread<'a> {
    /// The consultation.
    pub consultation: &'a Consultation,
    /// The proposal's number in it.
    pub number: i64,
    /// The proposal.
    pub proposal: ProposalId,
    /// A page of comments, with their replies.
    pub listed: Arc<CommentsPage>,
    /// The visitor's comments that wait for a moderator.
    pub held: &'a [Comment],
    /// What was asked for.
    pub filter: CommentFilter,
    /// The comments the visitor agrees with.
    pub agreed: &'a BTreeSet<CommentId>,
    /// The visitor's response.
    pub own: Option<ResponseId>,
    /// What is typed in the form.
    pub typed: CommentForm,
    /// What is wrong with it.
    pub errors: &'a FormErrors,
}

impl Thread<'_> {
    fn base(&self) -> String {
        format!("/consultations/{}/proposals/{}", self.consultation.slug, self.number)
    }
}

/// The comments as this visitor reads them: as everybody does, but for those they have a part in.
fn items(looking: &Looking<'_>, thread: &Thread<'_>) -> Vec<Bytes> {
    let CommentsPage { items, html, .. } = &*thread.listed;
    let mut parts = Vec::new();
    let mut own = String::new();
    for comment in thread.held {
        listed(&mut own, looking, comment);
    }
    let as_everybody = looking.resident && !looking.official;
    // How far the page as everybody reads it is taken over.
    let mut taken = 0;
    for item in items {
        if as_everybody && !item.concerns(looking.own, looking.agreed) {
            if !own.is_empty() {
                parts.push(Bytes::from(std::mem::take(&mut own)));
                taken = item.at.start;
            }
        } else {
            if taken < item.at.start && own.is_empty() {
                parts.push(html.slice(taken..item.at.start));
            }
            thread_item(&mut own, looking, &item.comment, &item.replies);
            taken = item.at.end;
        }
    }
    if !own.is_empty() {
        parts.push(own.into());
    }
    parts.push(html.slice(taken..));
    parts
}

fn order_tabs(thread: &Thread<'_>) -> AnyView {
    let base = thread.base();
    let choice = thread.filter.choice.map(|choice| format!("&vote={}", choice.word())).unwrap_or_default();
    let tab = |order: CommentOrder, word: &str, label: &'static str| {
        let here = (thread.filter.order == order).then_some("page");
        view! { <li><a href=format!("{base}?order={word}{choice}#comments") aria-current=here>{label}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label="Order of comments">
            <ul>{tab(CommentOrder::Newest, "new", "Newest")}{tab(CommentOrder::Agreed, "agreed", "Most agreed with")}</ul>
        </nav>
    }
    .into_any()
}

fn vote_filter(thread: &Thread<'_>) -> AnyView {
    let base = thread.base();
    let order = if thread.filter.order == CommentOrder::Agreed { "agreed" } else { "new" };
    let chosen = thread.filter.choice.map_or("", Choice::word);
    let choices = std::iter::once(crate::ui::FieldOption::new("", "Any vote"))
        .chain(
            Choice::ALL.map(|choice| crate::ui::FieldOption::new(choice.word(), format!("Voted {}", choice.title()))),
        )
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
    let CommentsPage { votes_shown, open, total, .. } = *thread.listed;
    let base = thread.base();
    let looking = Looking {
        base: &base,
        own: thread.own,
        agreed: thread.agreed,
        resident: visit.account().is_none_or(|account| account.role == Role::Resident),
        official: super::rules::may_reply_officially(visit),
        votes_shown,
        open,
    };
    let items = items(&looking, thread);
    let next = thread.listed.next.map(|(agrees, id)| {
        let order = if thread.filter.order == CommentOrder::Agreed { "agreed" } else { "new" };
        let choice = thread.filter.choice.map(|choice| format!("&vote={}", choice.word())).unwrap_or_default();
        format!("{base}?order={order}{choice}&after={agrees}-{id}#comments")
    });
    let first = thread.filter.after.map(|_| format!("{base}#comments"));
    let empty = items.iter().all(Bytes::is_empty);
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <h2 id="comments-title">"Comments "<span class="count">{total}</span></h2>
            {(total > 1).then(|| order_tabs(thread))}
            {(votes_shown && total > 1).then(|| vote_filter(thread))}
            {if empty && thread.filter.choice.is_some() {
                view! { <div class="empty"><h3>"No comments by people who voted so"</h3><p class="actions"><a class="button quiet" href=format!("{base}#comments")>"Show all comments"</a></p></div> }.into_any()
            } else if empty {
                view! { <div class="empty"><h3>"No comments yet"</h3><p>"What residents say about this proposal will be here, without their names."</p></div> }.into_any()
            } else {
                view! { <ol class="thread" inner_html=render::written(items)></ol> }.into_any()
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
                .kind(FieldKind::Lines(6))
                .hint(format!("Everybody can read it, with the word “Resident” and, unless you leave it out below, your vote; never your name. Please leave out names and phone numbers. At most {LONGEST} characters. **Two stars** on both sides make words bold, and lines that begin with - make a list; everything else appears as you type it."))
                .value(&typed.body)
                .show(thread.errors)}
            <CommentIsland proposal=thread.proposal looking=replying.is_none()/>
            {check("show_branch", "Show which library I use", Some("It comes from your account page."), typed.show_branch)}
            {check("hide_vote", "Do not show how I voted beside it", Some("You can change this later on your account page."), typed.hide_vote)}
            <p class="actions"><button class="button">{if replying.is_some() { "Post my reply" } else { "Post my comment" }}</button> <a href="/moderation-policy">"What is not allowed"</a></p>
        </form>
    }
    .into_any()
}
