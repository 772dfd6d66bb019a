//! A comment as moderators see it, and the form they decide with. The same in the queue and on a page of its own.

use leptos::prelude::*;

use super::store::{Decision, Item};
use crate::clock;
use crate::moderation::model::{Action, Reason, State};
use crate::moderation::view::{Button, Deciding, Typed, lines, role_title};
use crate::site::FormErrors;
use crate::time::Time;

/// Where and when a comment was posted, and since when it waits.
pub fn meta(item: &Item, waiting: Option<(Time, i64)>) -> AnyView {
    let on = format!("/consultations/{}/proposals/{}#c{}", item.slug, item.number, item.id);
    let kind = match (item.official.0, item.reply_to) {
        (true, _) => "Our reply on ".to_owned(),
        (false, Some(to)) => format!("Reply to comment {to} on "),
        (false, None) => "Comment on ".to_owned(),
    };
    let state = match item.state {
        State::Published => None,
        State::Held => Some("held: not shown"),
        State::Removed => Some("removed"),
        State::Redacted => Some("redacted"),
    };
    let reported = waiting.filter(|(_, reports)| *reports > 0).map(|(_, reports)| match reports {
        1 => "reported once".to_owned(),
        many => format!("reported {many} times"),
    });
    view! {
        <p class="meta">
            <span><a href=format!("/staff/moderation/{}", item.id)>{format!("Number {}", item.id)}</a></span>
            " "<span>{kind}<a dir="auto" href=on>{item.title.clone()}</a></span>
            {item.branch.clone().map(|branch| view! { " "<span>{branch}</span> })}
            " "<span>"posted "<time datetime=clock::machine(item.posted_at)>{clock::long_date_time(item.posted_at)}</time></span>
            {state.map(|state| view! { " "<strong>{state}</strong> })}
            {reported.map(|reported| view! { " "<span>{reported}</span> })}
            {waiting.map(|(since, _)| view! { " "<span>"waiting since "<time datetime=clock::machine(since)>{clock::long_date(since)}</time></span> })}
        </p>
    }
    .into_any()
}

/// What is shown of it.
pub fn text(item: &Item) -> AnyView {
    if item.erased.0 {
        view! { <p class="quiet">"Its author had it erased: there are no words left to decide about."</p> }.into_any()
    } else if item.state == State::Removed {
        view! { <p class="quiet">"Nothing is shown of it: it was removed."</p> }.into_any()
    } else {
        view! { <blockquote dir="auto" inner_html=item.html.clone()></blockquote> }.into_any()
    }
}

/// One decision in a sentence: "Removed on Monday 2 March 2026 at 10am by a moderator: Advertising."
pub fn decision(decision: &Decision) -> String {
    let done = Action::from_word(&decision.action).map_or("Decided", Action::done);
    let reason = Reason::from_word(&decision.reason).map(|reason| format!(": {}", reason.title())).unwrap_or_default();
    format!(
        "{done} on {} ({}){reason}.",
        clock::long_date_time(decision.at),
        role_title(decision.role.as_deref()).to_lowercase()
    )
}

/// The form to decide about a comment with.
pub fn form(item: &Item, typed: &Typed, errors: &FormErrors) -> AnyView {
    let deciding = Deciding {
        id: item.id.0,
        action: format!("/staff/moderation/{}", item.id),
        seen: item.last_decision,
        no_reason: "Choose a reason (not needed to publish)",
        typed,
        errors,
    };
    let text = if typed.text.is_empty() { item.body.clone() } else { typed.text.clone() };
    let redact = (!text.is_empty()).then(|| {
        let hint = "Replace what must not be shown with a mark in square brackets, such as [removed: phone number] or \
                    [removed: name]. You can only take words out. Choose a reason above too.";
        view! {
            <details open=typed.redacting>
                <summary>"Take words out (redact)"</summary>
                {lines(&deciding, "text", "The text as everybody will see it", hint.to_owned(), 6, &text)}
                <p class="actions"><button class="button small" name="action" value="redact">"Publish without these words"</button></p>
            </details>
        }
        .into_any()
    });
    let buttons: &[Button] = match item.state {
        State::Published => &[
            ("keep", "button small", "Leave it as it is"),
            ("hold", "button small quiet", "Hold"),
            ("remove", "button small warn", "Remove"),
        ],
        State::Held => &[("publish", "button small", "Publish"), ("remove", "button small warn", "Remove")],
        State::Redacted => &[
            ("keep", "button small", "Leave it as it is"),
            ("publish", "button small quiet", "Publish the original words"),
            ("hold", "button small quiet", "Hold"),
            ("remove", "button small warn", "Remove"),
        ],
        State::Removed => {
            &[("keep", "button small", "Leave it removed"), ("publish", "button small quiet", "Publish it again")]
        }
    };
    deciding.form(redact, buttons)
}
