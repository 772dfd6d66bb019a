//! A comment as moderators see it, and the form they decide with. The same in the queue and on a page of its own.

use leptos::prelude::*;

use super::backlog::Backlog;
use super::model::{Action, NOTE_LONGEST, Reason, report_title};
use super::store::{Decision, Item, Report};
use crate::clock;
use crate::identity::model::Role;
use crate::proposals::comments::model::State;
use crate::site::{FormErrors, Visit};
use crate::time::Time;
use crate::ui::form::in_textarea;

/// What is typed in the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// A reason's word.
    pub reason: String,
    /// The note to the author.
    pub note: String,
    /// The text with words taken out.
    pub text: String,
    /// Whether the part for taking words out stands open.
    pub redacting: bool,
}

/// The moderators' pages, with how much waits.
pub fn tabs(visit: &Visit, backlog: Backlog) -> AnyView {
    let tab = |href: &'static str, label: &'static str, waiting: i64| {
        let waiting = (waiting > 0).then(|| {
            view! { " "<span class="count">{waiting}<span class="vh">" waiting"</span></span> }
        });
        view! { <li><a href=href aria-current=(visit.path == href).then_some("page")>{label}{waiting}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label="Moderation">
            <ul>
                {tab("/staff/moderation", "Waiting", backlog.comments)}
                {tab("/staff/moderation/comments", "All comments", 0)}
                {tab("/staff/moderation/statements", "Statements", backlog.statements)}
                {tab("/staff/moderation/log", "Log", 0)}
            </ul>
        </nav>
    }
    .into_any()
}

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

/// What people said is wrong with it.
pub fn reports(reports: &[Report]) -> AnyView {
    if reports.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> = reports
        .iter()
        .map(|report| {
            let detail = (!report.detail.is_empty()).then(|| view! { ": "<q dir="auto">{report.detail.clone()}</q> });
            let settled = report.resolved_at.map(|at| format!(", decided about on {}", clock::short_date(at)));
            view! {
                <li><strong>{report_title(&report.reason)}</strong>{detail}" "<small>{clock::long_date(report.at)}{settled}</small></li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="plain">{lines}</ul> }.into_any()
}

/// A role as the log shows it.
pub fn role_title(role: Option<&str>) -> &'static str {
    role.and_then(|word| Role::try_from(word.to_owned()).ok()).map_or("Account closed", Role::title)
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

fn problem(errors: &FormErrors, field: &str) -> Option<AnyView> {
    errors.of(field).map(str::to_owned).map(|sentence| {
        view! { <p class="error" id=format!("{field}-error")><span class="vh">"Error: "</span>{sentence}</p> }
            .into_any()
    })
}

fn reason_field(deciding: &Deciding<'_>) -> AnyView {
    let Deciding { typed, errors, .. } = deciding;
    let id = format!("reason-{}", deciding.id);
    let bad = errors.of(&id).is_some();
    let described = bad.then(|| format!("{id}-error"));
    let options: Vec<AnyView> = Reason::ALL
        .into_iter()
        .map(|reason| {
            view! { <option value=reason.word() selected=typed.reason == reason.word()>{reason.title()}</option> }
                .into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>"Reason from the policy"</label>
            {problem(errors, &id)}
            <select id=id.clone() name="reason" aria-invalid=bad.then_some("true") aria-describedby=described>
                <option value="">{deciding.no_reason}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn lines(
    deciding: &Deciding<'_>,
    name: &'static str,
    label: &'static str,
    hint: String,
    rows: u32,
    value: &str,
) -> AnyView {
    let errors = deciding.errors;
    let id = format!("{name}-{}", deciding.id);
    let bad = errors.of(&id).is_some();
    let hint_id = format!("{id}-hint");
    let described = if bad { format!("{hint_id} {id}-error") } else { hint_id.clone() };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            {problem(errors, &id)}
            <textarea id=id.clone() name=name rows=rows dir="auto" aria-invalid=bad.then_some("true") aria-describedby=described>
                {in_textarea(value)}
            </textarea>
        </div>
    }
    .into_any()
}

/// What a moderator's form decides about: a comment or a statement.
pub struct Deciding<'a> {
    /// Its number. The field ids carry it, since a page holds many such forms.
    pub id: i64,
    /// Where the form is sent.
    pub action: String,
    /// The latest decision about it that was seen.
    pub seen: i64,
    /// What stands in the place of a reason, and when none is needed.
    pub no_reason: &'static str,
    /// What is typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub errors: &'a FormErrors,
}

/// A button of the form: what it does, its class, and what it says.
pub type Button = (&'static str, &'static str, &'static str);

impl Deciding<'_> {
    /// The form: the reason, the note to the author, whatever else there is to type, and the buttons.
    pub fn form(&self, more: Option<AnyView>, buttons: &[Button]) -> AnyView {
        let note_hint = format!(
            "They are told the reason and how to appeal anyway. At most {NOTE_LONGEST} characters; we send it as you write it."
        );
        let buttons: Vec<AnyView> = buttons
            .iter()
            .map(|(value, class, label)| {
                view! { <button class=*class name="action" value=*value>{*label}</button>" " }.into_any()
            })
            .collect();
        view! {
            <form method="post" action=self.action.clone()>
                <input type="hidden" name="seen" value=self.seen/>
                {reason_field(self)}
                {lines(self, "note", "A note to the author, if you like", note_hint, 2, &self.typed.note)}
                {more}
                <p class="actions">{buttons}</p>
            </form>
        }
        .into_any()
    }
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
