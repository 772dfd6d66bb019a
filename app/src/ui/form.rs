//! Form fields: a label, a hint, what is wrong, and what was typed. One look and one set of accessibility
//! rules for every form on the site.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;

use crate::site::FormErrors;
use crate::ui::overtaken::Overtaken;

/// How the fields of a form are called on its page: as they are where the form stands alone, and after a word of its own
/// (`vote-1.choice`) where one page holds several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names<'a>(&'a str);

impl<'a> Names<'a> {
    /// Of a form that stands alone.
    pub const ALONE: Names<'static> = Names("");

    /// After a word that tells the form from others on the page.
    pub const fn after(word: &'a str) -> Self {
        Self(word)
    }

    /// What a field is called.
    pub fn of(self, field: &str) -> String {
        if self.0.is_empty() { field.to_owned() } else { format!("{}.{field}", self.0) }
    }

    /// The field that is called so, if it is one of this form.
    pub fn field(self, called: &str) -> Option<&str> {
        if self.0.is_empty() { Some(called) } else { called.strip_prefix(self.0)?.strip_prefix('.') }
    }
}

/// What a text field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    #[default]
    Text,
    /// An email address.
    Email,
    /// A password; never sent back.
    Password,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A whole number or an amount.
    Number,
    /// Several lines; the number is how many are shown.
    Lines(u32),
    /// A file; the words are the endings that a browser offers. It is never sent back.
    File(&'static str),
}

/// What a colleague said about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNote {
    /// The field's name.
    pub field: String,
    /// Who says what.
    pub words: String,
    /// Where it can be answered and settled.
    pub place: String,
}

/// What colleagues said about the fields of the page being put together.
#[derive(Clone, Debug, Default)]
pub struct FieldNotes(pub Vec<FieldNote>);

/// The notes about a field, below its label; nothing on pages that have none.
fn notes_about(field: &str, id: &str) -> Option<AnyView> {
    let notes = use_context::<FieldNotes>()?;
    let own: Vec<AnyView> = notes
        .0
        .iter()
        .filter(|note| note.field == field)
        .map(|note| {
            let what = view! { <span class="vh">"Note by a colleague. "</span> };
            view! { <p>{what}<bdi>{note.words.clone()}</bdi>" "<a href=note.place.clone()>"Answer or settle"</a></p> }
                .into_any()
        })
        .collect();
    (!own.is_empty()).then(|| view! { <div class="field-note" id=format!("{id}-note")>{own}</div> }.into_any())
}

/// A field being put together.
#[derive(Clone, Debug, Default)]
#[must_use = "a field is not on the page until it is shown"]
pub struct Field {
    name: String,
    label: String,
    hint: Option<String>,
    kind: FieldKind,
    value: String,
    autocomplete: Option<&'static str>,
    short: bool,
    class: Option<&'static str>,
    id: Option<&'static str>,
    formatted: bool,
}

impl Field {
    /// A field with this name and label.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// What it takes.
    pub const fn kind(mut self, kind: FieldKind) -> Self {
        self.kind = kind;
        self
    }

    /// A sentence of help under the label.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What it holds.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What the browser may fill in by itself.
    pub const fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// A narrow field, for a date or a number.
    pub const fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// A class on the control itself.
    pub const fn class(mut self, class: &'static str) -> Self {
        self.class = Some(class);
        self
    }

    /// An id of its own, where another form on the page has a field of this name.
    pub const fn id(mut self, id: &'static str) -> Self {
        self.id = Some(id);
        self
    }

    /// A text with paragraphs, lists and links: how it will be read is shown beside it while it is typed
    /// (`app/src/browser/as-read.js`).
    pub const fn formatted(mut self) -> Self {
        self.formatted = true;
        self
    }

    /// Puts it on the page, with what is wrong with it.
    pub fn show(self, errors: &FormErrors) -> AnyView {
        let Self { name, label, hint, kind, value, autocomplete, short, class, id, formatted } = self;
        let error = errors.of(&name).map(str::to_owned);
        let id = id.map_or_else(|| name.clone(), str::to_owned);
        let hint_id = format!("{id}-hint");
        let error_id = format!("{id}-error");
        let notes = notes_about(&name, &id);
        let described: Vec<&str> =
            [hint.is_some().then_some(hint_id.as_str()), error.is_some().then_some(error_id.as_str())]
                .into_iter()
                .flatten()
                .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let invalid = error.is_some().then_some("true");
        let control = match kind {
            FieldKind::Lines(rows) => view! {
                <textarea id=id.clone() name=name rows=rows class=class dir="auto" data-as-read=formatted.then_some("")
                    aria-describedby=described aria-invalid=invalid>
                    {in_textarea(&value)}
                </textarea>
            }
            .into_any(),
            taken => {
                let (kind, value, mode) = match taken {
                    FieldKind::Email => ("email", value, Some("email")),
                    FieldKind::Password => ("password", String::new(), None),
                    FieldKind::File(_) => ("file", String::new(), None),
                    FieldKind::Date => ("date", value, None),
                    FieldKind::Time => ("time", value, None),
                    FieldKind::Number => ("text", value, Some("decimal")),
                    FieldKind::Text | FieldKind::Lines(_) => ("text", value, None),
                };
                let accept = match &taken {
                    FieldKind::File(endings) => Some(*endings),
                    _ => None,
                };
                let value = accept.is_none().then_some(value);
                // Words may run from right to left; dates, numbers and addresses never do.
                let dir = (kind == "text" && mode.is_none()).then_some("auto");
                view! {
                    <input id=id.clone() name=name r#type=kind value=value class=class inputmode=mode dir=dir accept=accept
                        autocomplete=autocomplete aria-describedby=described aria-invalid=invalid/>
                }
                .into_any()
            }
        };
        view! {
            <div class=if short { "field short" } else { "field" }>
                <label for=id>{label}</label>
                {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
                {notes}
                {error.map(|error| view! { <p class="error" id=error_id><span class="vh">"Error: "</span>{error}</p> })}
                {control}
            </div>
        }
        .into_any()
    }
}

/// What a text stands as between `<textarea>` and `</textarea>`. The view macro writes a textarea's content as it
/// is, so every textarea on the site needs this: without it, what somebody typed becomes markup of the page.
pub fn in_textarea(text: &str) -> String {
    // A leading newline is dropped by HTML, so one is given to drop.
    format!("\n{}", escaped(text))
}

/// Text as it is written in HTML, for the few elements whose content the view macro writes as it is.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One of several answers.
#[derive(Clone, Debug)]
pub struct FieldOption {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line of help.
    pub hint: Option<String>,
}

impl FieldOption {
    /// An answer without help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    /// Adds a line of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A question with a few answers, one of which is chosen.
pub fn radios(name: &str, legend: &str, choices: Vec<FieldOption>, chosen: &str, errors: &FormErrors) -> AnyView {
    radios_and_more(name, legend, choices, ("", Vec::new()), chosen, errors)
}

/// The same with more answers behind a fold, for those that few need. It is open when one of them is chosen.
pub fn radios_and_more(
    name: &str,
    legend: &str,
    choices: Vec<FieldOption>,
    (summary, others): (&'static str, Vec<FieldOption>),
    chosen: &str,
    errors: &FormErrors,
) -> AnyView {
    let error = errors.of(name).map(str::to_owned);
    let error_id = format!("{name}-error");
    let radio = |index: usize, choice: FieldOption| {
        // The error summary links to the field's name: the first answer carries it.
        let id = if index == 0 { name.to_owned() } else { format!("{name}-{}", choice.value) };
        let checked = choice.value == chosen;
        view! {
            <label class="check">
                <input type="radio" id=id name=name.to_owned() value=choice.value checked=checked/>
                " "<span dir="auto">{choice.label}{choice.hint.map(|hint| view! { " "<small class="hint">{hint}</small> })}</span>
            </label>
        }
        .into_any()
    };
    let before = choices.len();
    let open = others.iter().any(|choice| choice.value == chosen);
    let options: Vec<AnyView> = choices.into_iter().enumerate().map(|(index, choice)| radio(index, choice)).collect();
    let others: Vec<AnyView> = (before..).zip(others).map(|(index, choice)| radio(index, choice)).collect();
    let others =
        (!others.is_empty()).then(|| view! { <details open=open><summary>{summary}</summary>{others}</details> });
    let described = error.is_some().then(|| error_id.clone());
    view! {
        <fieldset aria-describedby=described>
            <legend>{legend.to_owned()}</legend>
            {notes_about(name, name)}
            {error.map(|error| view! { <p class="error" id=error_id><span class="vh">"Error: "</span>{error}</p> })}
            {options}
            {others}
        </fieldset>
    }
    .into_any()
}

/// A question with many answers, one of which is chosen from a list.
pub fn select(name: &str, label: &str, choices: Vec<FieldOption>, chosen: &str, errors: &FormErrors) -> AnyView {
    select_as(name, name, label, choices, chosen, errors)
}

/// The same with an id of its own, where another part of the page has the name for an id.
pub fn select_as(
    id: &str,
    name: &str,
    label: &str,
    choices: Vec<FieldOption>,
    chosen: &str,
    errors: &FormErrors,
) -> AnyView {
    let error = errors.of(name).map(str::to_owned);
    let error_id = format!("{id}-error");
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.to_owned()>{label.to_owned()}</label>
            {notes_about(name, id)}
            {error.clone().map(|error| view! { <p class="error" id=error_id.clone()><span class="vh">"Error: "</span>{error}</p> })}
            <select id=id.to_owned() name=name.to_owned() aria-invalid=error.is_some().then_some("true")
                aria-describedby=error.is_some().then_some(error_id)>{options}</select>
        </div>
    }
    .into_any()
}

/// A box to tick.
pub fn check(name: &str, label: impl Into<String>, hint: Option<&str>, ticked: bool) -> AnyView {
    check_as(name, name, label, hint, ticked)
}

/// The same with an id of its own, where another form on the page has a box of this name.
pub fn check_as(id: &str, name: &str, label: impl Into<String>, hint: Option<&str>, ticked: bool) -> AnyView {
    let hint = hint.map(str::to_owned);
    view! {
        <label class="check">
            <input type="checkbox" id=id.to_owned() name=name.to_owned() value="1" checked=ticked/>
            " "<span>{label.into()}{hint.map(|hint| view! { " "<small class="hint">{hint}</small> })}</span>
        </label>
    }
    .into_any()
}

/// Whether the page being put together says that something is wrong, so that its title can say it too.
#[derive(Clone, Default)]
pub struct Mistakes(Arc<AtomicBool>);

impl Mistakes {
    /// Watches the view that is made from now on.
    pub fn watch() -> Self {
        let watching = Self::default();
        provide_context(watching.clone());
        watching
    }

    /// Notes that the view has an error summary.
    fn note() {
        if let Some(watching) = use_context::<Self>() {
            watching.0.store(true, Ordering::Relaxed);
        }
    }

    /// Whether there was an error summary in the view.
    pub fn are_shown(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is wrong with a form, first on the page, each line a link to its field.
pub fn error_summary(errors: &FormErrors) -> AnyView {
    if errors.is_empty() {
        return errors
            .note()
            .map(|note| view! { <div class="note" role="status"><p><strong>{note}</strong></p></div> })
            .into_any();
    }
    let lines: Vec<AnyView> = errors
        .iter()
        .map(|(field, sentence)| {
            let sentence = sentence.to_owned();
            if field == "form" {
                view! { <li>{sentence}</li> }.into_any()
            } else {
                view! { <li><a href=format!("#{field}")>{sentence}</a></li> }.into_any()
            }
        })
        .collect();
    view! {
        {problem_box("There is a problem", view! { <ul>{lines}</ul> }.into_any())}
        {errors.overtaken().map(Overtaken::differences)}
    }
    .into_any()
}

/// The box at the top of a page that says what is wrong. The page begins in it: the browser puts the focus there, with
/// JavaScript or without. What is read out is a part of the box and not the box itself, because some screen readers
/// pass over an alert that is given the focus.
pub fn problem_box(title: &'static str, what: AnyView) -> AnyView {
    Mistakes::note();
    view! {
        <div class="error-summary" tabindex="-1" autofocus=true aria-labelledby="errors-title">
            <div role="alert">
                <h2 id="errors-title">{title}</h2>
                {what}
            </div>
        </div>
    }
    .into_any()
}
