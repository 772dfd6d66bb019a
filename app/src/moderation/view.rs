//! What moderators see and decide with, whatever was written.

use leptos::prelude::*;

use super::backlog::Backlog;
use super::model::{Action, NOTE_LONGEST, PolicyReason, WritingState, report_title};
use super::store::{ModerationDecision, Report};
use super::waiting::beside::BesideList;
use super::waiting::store::QueuedWriting;
use super::writing::{Writing, WritingItem, WritingWords, Writings};
use crate::clock;
use crate::identity::model::Role;
use crate::site::{FormErrors, Visit};
use crate::ui::form::in_textarea;

/// What is typed in the form.
#[derive(Clone, Debug, Default)]
pub struct ModerationForm {
    /// A reason's word.
    pub reason: String,
    /// The note to the author.
    pub note: String,
    /// The text with words taken out.
    pub text: String,
    /// Whether the part for taking words out stands open.
    pub redacting: bool,
}

/// The head of a page of moderation.
pub fn title(heading: &'static str, lede: &'static str) -> AnyView {
    view! { <header class="title"><p class="over">"Moderation"</p><h1>{heading}</h1><p class="lede">{lede}</p></header> }
        .into_any()
}

/// The moderators' pages, with how much waits.
pub fn tabs(visit: &Visit, writings: &Writings, backlog: &Backlog) -> AnyView {
    let tab = |href: String, label: String, waiting: i64| {
        let waiting = (waiting > 0).then(|| {
            view! { " "<span class="count">{waiting}<span class="vh">" waiting"</span></span> }
        });
        let current = (visit.path == href).then_some("page");
        view! { <li><a href=href aria-current=current>{label}{waiting}</a></li> }.into_any()
    };
    // What waits of one kind alone; the first kind has no address of its own.
    let kinds: Vec<AnyView> = writings
        .0
        .iter()
        .map(|writing| writing.words())
        .filter(|words| !words.path.is_empty())
        .map(|words| tab(words.queue(), words.plural.to_owned(), backlog.of(words.kind)))
        .collect();
    view! {
        <nav class="tabs" aria-label="Moderation">
            <ul>
                {tab("/staff/moderation".to_owned(), "Waiting".to_owned(), backlog.total())}
                {kinds}
                {tab("/staff/moderation/appeals".to_owned(), "Appeals".to_owned(), backlog.appeals)}
                {tab("/staff/moderation/comments".to_owned(), "All comments".to_owned(), 0)}
                {tab("/staff/moderation/log".to_owned(), "Log".to_owned(), 0)}
            </ul>
        </nav>
    }
    .into_any()
}

/// Where and when something was sent, and since when it waits.
pub fn meta(words: &WritingWords, item: &WritingItem, waiting: Option<&QueuedWriting>) -> AnyView {
    let state = match item.state {
        WritingState::Published => None,
        WritingState::Held => Some("held: not shown"),
        WritingState::Removed => Some(words.removed),
        WritingState::Redacted => Some("redacted"),
    };
    let reported = waiting.filter(|waiting| waiting.reports > 0).map(|waiting| match waiting.reports {
        1 => "reported once".to_owned(),
        many => format!("reported {many} times"),
    });
    let facts: Vec<AnyView> =
        item.facts.iter().map(|fact| view! { " "<span>{fact.clone()}</span> }.into_any()).collect();
    view! {
        <p class="meta">
            <span><a href=words.page(item.id)>{format!("Number {}", item.id)}</a></span>
            " "<span>{item.on.clone()}<a dir="auto" href=item.href.clone()>{item.title.clone()}</a></span>
            {facts}
            " "<span>{format!("{} ", words.sent)}<time datetime=clock::machine(item.posted_at)>{clock::long_date_time(item.posted_at)}</time></span>
            {state.map(|state| view! { " "<strong>{state}</strong> })}
            {reported.map(|reported| view! { " "<span>{reported}</span> })}
            {waiting.map(|waiting| view! { " "<span>"waiting since "<time datetime=clock::machine(waiting.since)>{clock::long_date(waiting.since)}</time></span> })}
        </p>
    }
    .into_any()
}

/// What it answers, where that is still to be read.
pub fn answered(item: &WritingItem) -> Option<AnyView> {
    let html = item.answers.clone()?;
    Some(view! { <div class="answered"><p class="meta">"It answers this:"</p><blockquote dir="auto" inner_html=html></blockquote></div> }.into_any())
}

/// What is shown of it.
pub fn text(words: &WritingWords, item: &WritingItem) -> AnyView {
    if item.erased {
        view! { <p class="quiet">"Its author had it erased: there are no words left to decide about."</p> }.into_any()
    } else if item.html.is_empty() && item.plain.is_empty() {
        view! { <p class="quiet">{format!("Nothing is shown of it: it was {}.", words.removed)}</p> }.into_any()
    } else {
        let heading =
            (!item.heading.is_empty()).then(|| view! { <p><strong dir="auto">{item.heading.clone()}</strong></p> });
        let plain = (!item.plain.is_empty()).then(|| view! { <p dir="auto">{item.plain.clone()}</p> });
        let html = (!item.html.is_empty()).then(|| view! { <div dir="auto" inner_html=item.html.clone()></div> });
        view! { <blockquote>{heading}{plain}{html}</blockquote> }.into_any()
    }
}

/// One decision in a sentence: "Removed on Monday 2 March 2026 at 10am (moderator): Advertising."
pub fn decision(words: &WritingWords, decision: &ModerationDecision) -> String {
    let done = match Action::from_word(&decision.action) {
        Some(Action::Remove) => words.removed_title,
        Some(action) => action.done(),
        None => "Decided",
    };
    let reason =
        PolicyReason::from_word(&decision.reason).map(|reason| format!(": {}", reason.title())).unwrap_or_default();
    format!(
        "{done} on {} ({}){reason}.",
        clock::long_date_time(decision.at),
        role_title(decision.role.as_deref()).to_lowercase()
    )
}

/// The form to decide with. Beside a list it leads on to the next one.
pub fn form(
    writing: &dyn Writing,
    item: &WritingItem,
    seen: i64,
    typed: &ModerationForm,
    (errors, beside): (&FormErrors, Option<&BesideList>),
) -> AnyView {
    if item.erased {
        return ().into_any();
    }
    let words = writing.words();
    let deciding =
        Deciding { id: item.id, action: words.page(item.id), seen, no_reason: words.no_reason, typed, errors, beside };
    let redact = item.body.as_ref().map(|body| if typed.text.is_empty() { body.clone() } else { typed.text.clone() });
    let redact = redact.filter(|text| !text.is_empty()).map(|text| {
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
    deciding.form(redact, writing.buttons(item.state))
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

fn problem(errors: &FormErrors, field: &str) -> Option<AnyView> {
    errors.of(field).map(str::to_owned).map(|sentence| {
        view! { <p class="error" id=format!("{field}-error")><span class="vh">"Error: "</span>{sentence}</p> }
            .into_any()
    })
}

fn reason_field(deciding: &Deciding<'_>) -> AnyView {
    let id = format!("reason-{}", deciding.id);
    reason_choice(id, deciding.no_reason, &deciding.typed.reason, deciding.errors)
}

/// The choice of a reason from the policy. `none` stands in the place of one.
pub fn reason_choice(id: String, none: &'static str, chosen: &str, errors: &FormErrors) -> AnyView {
    let bad = errors.of(&id).is_some();
    let described = bad.then(|| format!("{id}-error"));
    let options: Vec<AnyView> = PolicyReason::ALL
        .into_iter()
        .map(|reason| {
            view! { <option value=reason.word() selected=chosen == reason.word()>{reason.title()}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>"Reason from the policy"</label>
            {problem(errors, &id)}
            <select id=id.clone() name="reason" aria-invalid=bad.then_some("true") aria-describedby=described>
                <option value="">{none}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A field of several lines in such a form, with its hint.
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

/// What a moderator's form decides about.
struct Deciding<'a> {
    /// Its number. The field ids carry it, since a page holds many such forms.
    id: i64,
    /// Where the form is sent.
    action: String,
    /// The latest decision about it that was seen.
    seen: i64,
    /// What stands in the place of a reason, and when none is needed.
    no_reason: &'static str,
    /// What is typed.
    typed: &'a ModerationForm,
    /// What is wrong with it.
    errors: &'a FormErrors,
    /// The list that it stands beside.
    beside: Option<&'a BesideList>,
}

/// A button of the form: what it does, its class, and what it says.
pub type Button = (&'static str, &'static str, &'static str);

impl Deciding<'_> {
    /// The form: the reason, the note to the author, whatever else there is to type, and the buttons.
    fn form(&self, more: Option<AnyView>, buttons: &[Button]) -> AnyView {
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
                {self.beside.map(BesideList::fields)}
                {reason_field(self)}
                {lines(self, "note", "A note to the author, if you like", note_hint, 2, &self.typed.note)}
                {more}
                <p class="actions">{buttons}</p>
            </form>
        }
        .into_any()
    }
}
