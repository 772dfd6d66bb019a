//! What moderators see and decide with, whatever was written.

use leptos::prelude::*;

use super::backlog::Backlog;
use super::model::{NOTE_LONGEST, Reason, report_title};
use super::store::Report;
use crate::clock;
use crate::identity::model::Role;
use crate::site::{FormErrors, Visit};
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

/// A field of several lines in such a form, with its hint.
pub fn lines(
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
