//! The form in which staff write a decision, with the reason behind each part of it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{DecisionContent, Ruling, RulingOutcome, called, ending};
use super::rules::ROWS_MOST;
use crate::clock;
use crate::consultations::instrument::Finding;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::crumbs;
use crate::responses::suppression::what_staff_can_do;
use crate::site::{Area, FormErrors, Page, Visit};
use crate::ui::contents::{FormPart, part, with_contents};
use crate::ui::first_letter::capitalised;
use crate::ui::form::{Field, FieldKind, FieldOption, radios, select};
use crate::ui::{done_note, error_summary};

/// Empty rows beyond those that are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// For themes.
    pub themes: usize,
    /// For promises.
    pub promises: usize,
}

/// A decision being written.
pub struct DecisionEditor<'a> {
    /// The consultation.
    pub consultation: &'a Consultation,
    /// What is typed.
    pub content: &'a DecisionContent,
    /// What was asked, what came of it, and the versions put to residents.
    pub asked: &'a [Finding],
    /// When the draft that the form began from was saved; 0 for none.
    pub seen: i64,
    /// Empty rows asked for.
    pub more: More,
}

/// One line about the law, and a longer answer for who wants it.
pub fn law(line: &'static str, question: &'static str, answer: &'static str) -> AnyView {
    view! {
        <p class="quiet">{line}</p>
        <details class="why"><summary>{question}</summary><p>{answer}</p></details>
    }
    .into_any()
}

/// How many rows to show: the filled ones, two empty ones, and those asked for.
fn rows(filled: usize, more: usize) -> usize {
    (filled + 2 + more).min(ROWS_MOST)
}

fn ruling(writing: &DecisionEditor<'_>, about: &Finding, errors: &FormErrors) -> AnyView {
    let (name, ending) = (called(about, writing.asked), ending(about));
    let ruling = writing.content.rulings.iter().find(|ruling| ruling.is_about(about)).cloned();
    let ruling = ruling.unwrap_or_else(|| Ruling::about(about));
    let of_text = !about.put.is_empty();
    // A proposal's text and votes are on everybody's page; whatever has a page of results has one for the staff.
    let staff = if of_text { "" } else { "/staff" };
    let href = format!("{staff}/consultations/{}{}", writing.consultation.slug, about.page);
    let head = view! {
        <h3 dir="auto">{format!("{}: {}", capitalised(&name), about.title)}</h3>
        <p class="quiet">{about.counted.clone().unwrap_or_else(|| about.sentence.clone())}" "<a href=href>"See all of it"<span class="vh">{format!(": {name}")}</span></a></p>
        {about.too_few.then(|| view! { <p>{what_staff_can_do(Stage::Closed)}</p> })}
    };
    let changes = |label: &'static str, hint: &'static str| {
        Field::new(format!("changes-{ending}"), label)
            .hint(hint)
            .kind(FieldKind::Lines(3))
            .value(&ruling.changes)
            .show(errors)
    };
    if !about.adoptable {
        let field = changes(
            "What was made of it?",
            "Say which views were common to all, which divided people, and how they counted.",
        );
        return view! { {head}{field} }.into_any();
    }
    let outcomes = RulingOutcome::ALL.into_iter().map(|outcome| {
        let hint = if of_text { outcome.meaning() } else { outcome.meaning_of_outcome() };
        FieldOption::new(outcome.word(), outcome.title()).hint(hint)
    });
    let outcome = radios(
        &format!("outcome-{ending}"),
        if of_text { "What was decided about it?" } else { "What was decided about its outcome?" },
        outcomes.collect(),
        ruling.outcome.map_or("", RulingOutcome::word),
        errors,
    );
    let version = of_text.then(|| {
        let versions = about.put.iter().map(|put| {
            let label = format!("Version {}, published {}", put.version, clock::short_date(put.published_at));
            FieldOption::new(put.version.to_string(), label)
        });
        let chosen = ruling.version.map(|version| version.to_string()).unwrap_or_default();
        select(&format!("version-{ending}"), "If it was adopted, which version?", versions.collect(), &chosen, errors)
    });
    let differs = match of_text {
        true => "Say how it differs from the version people were asked about, and what they said that led to it.",
        false => "Say how it differs from what people chose, and why.",
    };
    let changes = changes("If it was adopted with changes, what changes?", differs);
    view! { {head}{outcome}{version}{changes} }.into_any()
}

/// What was decided: in a sentence, by whom and when, and about each thing that was asked.
pub(super) fn decided(writing: &DecisionEditor<'_>, errors: &FormErrors) -> AnyView {
    let content = writing.content;
    let rulings: Vec<AnyView> = writing.asked.iter().map(|about| ruling(writing, about, errors)).collect();
    view! {
        <h2 id="part-decided">"What was decided"</h2>
        {Field::new("outcome", "The decision in a sentence or two").hint("This is the first thing people read, in their message too.").kind(FieldKind::Lines(3)).value(&content.outcome).show(errors)}
        <div class="field-row">
            {Field::new("decided-by", "Decided by").hint("The body or the person in office, such as “Cabinet”.").value(&content.decided_by).show(errors)}
            {Field::new("decided-on", "Decided on").hint("The day of the meeting.").kind(FieldKind::Date).value(&content.decided_on).short().show(errors)}
        </div>
        {rulings}
        {writing.asked.iter().any(|about| !about.put.is_empty()).then(|| law("Only a version that residents were asked about can be adopted.", "Why?", "People answered one text. In Moseley v Haringey (2014) the Supreme Court held that a fair consultation tells people enough to give an intelligent answer. If something else is adopted, nobody was asked about it: say what changes and why it follows from what people said, or ask again."))}
    }
    .into_any()
}

/// What was asked, said and done, and the reasons.
pub(super) fn told(content: &DecisionContent, errors: &FormErrors) -> AnyView {
    let hint = "You can use **bold**, lists and [links](https://…). Everything else appears as you type it.";
    let field = |name: &'static str, label: &'static str, lines: u32, value: &String| {
        let field = Field::new(name, label).hint(hint).formatted().kind(FieldKind::Lines(lines)).value(value);
        // What was asked is short; the rest takes room.
        if lines > 4 { field.class("tall").show(errors) } else { field.show(errors) }
    };
    view! {
        <h2 id="part-told">"We asked, you said, we did"</h2>
        {field("we-asked", "We asked", 4, &content.we_asked)}
        {field("you-said", "You said", 8, &content.you_said)}
        {field("we-did", "We did", 8, &content.we_did)}
        {law("Say what people who disagreed said, too, and what you did about it.", "Why?", "The fourth Gunning principle: what people say must be taken into account with an open mind before the decision is made. Somebody whose view did not carry the day should find it here, stated as they would state it.")}
        <h2 id="part-reasons">"Reasons"</h2>
        {field("reasons", "Why this was decided", 10, &content.reasons)}
        {law("Say how the decision affects people with protected characteristics.", "Why? The equality duty", "Section 149 of the Equality Act 2010 asks a public body to have due regard to ending discrimination, advancing equality of opportunity and fostering good relations, when it decides and not afterwards. Name the groups affected, what you found and what you will do to soften the effect.")}
        {law("Say how people will still have a comprehensive and efficient library service.", "Why? The library duty", "Section 7 of the Public Libraries and Museums Act 1964 asks a library authority to provide a comprehensive and efficient service for everybody who lives, works or studies full time in its area and wishes to use it. Say what need you found and how the decision meets it.")}
    }
    .into_any()
}

/// The themes in what people said, and how each was weighed.
pub(super) fn themes(writing: &DecisionEditor<'_>, action: &str, errors: &FormErrors) -> AnyView {
    let themes = &writing.content.themes;
    let fields: Vec<AnyView> = (1..=rows(themes.len(), writing.more.themes))
        .map(|row| {
            let theme = themes.get(row - 1).cloned().unwrap_or_default();
            view! {
                {Field::new(format!("theme-{row}"), format!("Theme {row}")).value(theme.theme).show(errors)}
                {Field::new(format!("weighed-{row}"), format!("How theme {row} was weighed")).kind(FieldKind::Lines(2)).value(theme.weight_given).show(errors)}
            }
            .into_any()
        })
        .collect();
    let action = format!("{action}#themes");
    view! {
        <h2 id="themes">"Themes, and how each was weighed"</h2>
        <p>"Name what many people said, and how much it counted: great, some or little weight, and why. Rows left empty are not shown."</p>
        {law("This is the evidence that people were heard.", "Why?", "Gunning 4 again: conscientious consideration is shown by weighing, not by counting. A theme with little weight and a good reason is stronger evidence than no mention of it at all.")}
        {fields}
        <p class="actions"><button class="button quiet small" name="act" value="add-themes" formaction=action>"Add rows for themes"</button></p>
    }
    .into_any()
}

fn promises(writing: &DecisionEditor<'_>, action: &str, errors: &FormErrors) -> AnyView {
    let promises = &writing.content.promises;
    let fields: Vec<AnyView> = (1..=rows(promises.len(), writing.more.promises))
        .map(|row| {
            let promise = promises.get(row - 1).cloned().unwrap_or_default();
            view! {
                {Field::new(format!("promise-{row}"), format!("Promise {row}")).kind(FieldKind::Lines(2)).value(promise.text).show(errors)}
                {Field::new(format!("due-{row}"), format!("Promise {row} is due by")).kind(FieldKind::Date).value(promise.due).short().show(errors)}
            }
            .into_any()
        })
        .collect();
    let action = format!("{action}#promises");
    view! {
        <h2 id="promises">"Promises"</h2>
        <p>"What you will do, each with a date. They are pencilled on the date slip, and stamped when you mark them as kept."</p>
        {fields}
        <p class="actions"><button class="button quiet small" name="act" value="add-promises" formaction=action>"Add rows for promises"</button></p>
    }
    .into_any()
}

/// The parts of the form, and whether each is written. Promises are made if there are any to make.
pub(super) fn parts(writing: &DecisionEditor<'_>) -> Vec<FormPart> {
    let content = writing.content;
    let mut decided = vec![content.outcome.as_str(), &content.decided_by, &content.decided_on];
    decided.extend(writing.asked.iter().map(|about| {
        match content.rulings.iter().find(|ruling| ruling.is_about(about)) {
            Some(ruling) if about.adoptable => ruling.outcome.map_or("", RulingOutcome::word),
            // What nothing can be adopted of is told in words.
            Some(ruling) => &ruling.changes,
            None => "",
        }
    }));
    let themes: Vec<&str> =
        content.themes.first().map_or_else(|| vec![""], |theme| vec![theme.theme.as_str(), &theme.weight_given]);
    vec![
        part("part-decided", "What was decided", &decided),
        part("part-told", "We asked, you said, we did", &[&content.we_asked, &content.you_said, &content.we_did]),
        part("part-reasons", "Reasons", &[&content.reasons]),
        part("themes", "Themes and their weight", &themes),
    ]
}

/// The form.
///
/// # Errors
/// Never; the type is a handler's.
pub fn show(visit: &Visit, writing: &DecisionEditor<'_>, errors: &FormErrors, status: StatusCode) -> Page {
    let consultation = writing.consultation;
    let action = format!("/staff/consultations/{}/decision", consultation.slug);
    visit.page(format!("Decision: {}", consultation.title)).area(Area::Staff).status(status).show(|| {
        let mut parts = parts(writing);
        parts.push(part("promises", "Promises", &[]));
        let form = view! {
            <form class="editor" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=writing.seen/>
                {decided(writing, errors)}
                {told(writing.content, errors)}
                {themes(writing, &action, errors)}
                {promises(writing, &action, errors)}
                <h2>"Save or go on"</h2>
                <p class="actions">
                    <button class="button" name="act" value="preview">"Save and preview"</button>
                    " "<button class="button quiet" name="act" value="save">{errors.save("Save as a draft").to_owned()}</button>
                </p>
                <p class="quiet">"You publish from the preview, once you have read it as residents will."</p>
            </form>
        };
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[("saved", "Your draft is saved.", "Nobody but staff can see it.")])}
            {crumbs(Some(consultation))}
            <header class="title"><p class="over">"Record the decision"</p><h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede">"Write down what was decided and why. Save it as often as you like; nobody else sees it until you publish it."</p></header>
            {with_contents(form.into_any(), &parts)}
        }
        .into_any()
    })
}
