//! The staff's pages for writing a proposal: the form, the preview, and the question before deleting.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::form::{AlternativeRow, CostRow, ProposalForm, SPARE};
use super::store::{self, Working};
use crate::consultations::editing::{self, rules};
use crate::consultations::guidance;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages as consultation_pages;
use crate::consultations::rules::stage;
use crate::ids::VersionId;
use crate::money::Period;
use crate::proposals::documents;
use crate::proposals::model::{Version, VersionKind};
use crate::proposals::pages::reading;
use crate::proposals::store::rendered;
use crate::reason;
use crate::site::{Area, Fault, FormErrors, Page, Path, Question, Visit};
use crate::ui::contents::{FormPart, part, with_contents};
use crate::ui::form::select;
use crate::ui::{Field, FieldKind, FieldOption, done_note, error_summary};

/// Where advice for this form stands among that of a consultation.
const PLACE: &str = "proposals";

/// The consultation and the proposal at a staff address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<(Consultation, Working), Fault> {
    let consultation = editing::find(visit, slug).await?;
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let working = store::one(&visit.app.db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    Ok((consultation, working))
}

/// `GET /staff/consultations/{slug}/proposals/new`
pub async fn new(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add_proposals(stage(&consultation.dates, visit.now))?;
    let typed = ProposalForm::of(&crate::proposals::model::ProposalContent::default(), 0);
    form_page(&visit, &consultation, None, &typed, &FormErrors::none(), StatusCode::OK).await
}

/// `GET /staff/consultations/{slug}/proposals/{number}/edit`
pub async fn edit(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    rules::may_edit_proposals(stage(&consultation.dates, visit.now))?;
    let typed = ProposalForm::of(&working.content(), working.seen());
    form_page(&visit, &consultation, Some(&working), &typed, &FormErrors::none(), StatusCode::OK).await
}

fn alternative_row(index: usize, row: &AlternativeRow, errors: &FormErrors) -> AnyView {
    view! {
        <fieldset>
            <legend>{format!("Alternative {}", index + 1)}</legend>
            {Field::new(format!("alternative_title_{index}"), "What else could be done").value(&row.title).show(errors)}
            {Field::new(format!("alternative_why_{index}"), "Why you do not propose it").kind(FieldKind::Lines(3)).value(&row.why_not).show(errors)}
        </fieldset>
    }
    .into_any()
}

fn cost_row(index: usize, row: &CostRow, errors: &FormErrors) -> AnyView {
    let choice = |period: Period| FieldOption::new(period.word(), period.title());
    let periods = vec![FieldOption::new("", "Choose…"), choice(Period::Once), choice(Period::EachYear)];
    view! {
        <fieldset>
            <legend>{format!("Cost {}", index + 1)}</legend>
            <div class="field-row">
                {Field::new(format!("cost_item_{index}"), "What for").value(&row.item).show(errors)}
                {Field::new(format!("cost_amount_{index}"), "Pounds").value(&row.amount).short().show(errors)}
                {select(&format!("cost_period_{index}"), "Paid", periods, row.period.as_deref().unwrap_or(""), errors)}
            </div>
            {Field::new(format!("cost_note_{index}"), "A note, if it needs one").value(&row.note).show(errors)}
        </fieldset>
    }
    .into_any()
}

fn words(typed: &ProposalForm, errors: &FormErrors) -> AnyView {
    view! {
        <h2 id="part-title">"What it is called"</h2>
        {Field::new("title", "Title").hint("What would happen, in a few words: “Open until 4pm on Saturdays”.").value(&typed.title).show(errors)}
        {Field::new("summary", "Summary").hint("One or two sentences. Lists show it under the title.").kind(FieldKind::Lines(2)).value(&typed.summary).show(errors)}
        <h2 id="part-reasons">"What you propose, and why"</h2>
        {Field::new("body", "The proposal and its reasons").hint("Give enough reasons for people to answer well. Leave a line empty between paragraphs; begin lines with - for a list and with ## for a heading; **strong**, [a link](https://…). Everything else appears as you type it.").formatted().kind(FieldKind::Lines(14)).class("tall").value(&typed.body).show(errors)}
        {Field::new("fixed", "What is already fixed").hint("What this consultation cannot change, and who decided it. Saying so is honest, and keeps people from answering a question nobody asked.").formatted().kind(FieldKind::Lines(5)).value(&typed.fixed).show(errors)}
        {Field::new("open", "What is still open").hint("What their answers can change.").formatted().kind(FieldKind::Lines(5)).value(&typed.open).show(errors)}
        <details class="why"><summary>"Why say what is fixed and what is open?"</summary><p>"A consultation is lawful only while minds are still open (the first Gunning principle). Courts have quashed decisions that were made before people were asked. If everything is fixed, inform people instead of consulting them."</p></details>
        {Field::new("impact", "Who it affects").hint("Who gains, who loses, and what you know about people with protected characteristics (the equality duty).").formatted().kind(FieldKind::Lines(6)).value(&typed.impact).show(errors)}
    }
    .into_any()
}

/// The rows with what is written, and the first empty one; the other empty ones folded away, until more are asked for.
fn folded(mut rows: Vec<AnyView>, filled: usize, label: &'static str) -> AnyView {
    let spare = rows.split_off((filled + usize::from(filled == 0)).min(rows.len()));
    let asked_for = spare.len() > SPARE;
    view! {
        {rows}
        {(!spare.is_empty()).then(|| view! { <details open=asked_for><summary>{label}</summary>{spare}</details> })}
    }
    .into_any()
}

/// The parts of the form, and whether each is written.
fn contents(typed: &ProposalForm) -> Vec<FormPart> {
    let alternatives: Vec<&str> =
        typed.alternatives.iter().take(1).flat_map(|row| [row.title.as_str(), row.why_not.as_str()]).collect();
    let costs: Vec<&str> = typed.costs.iter().take(1).map(|row| row.item.as_str()).collect();
    vec![
        part("part-title", "What it is called", &[&typed.title, &typed.summary]),
        part("part-reasons", "What you propose, and why", &[&typed.body, &typed.fixed, &typed.open]),
        part("alternatives", "What else you considered", &alternatives),
        part("costs", "What it costs", &costs),
    ]
}

fn rows(typed: &ProposalForm, errors: &FormErrors) -> AnyView {
    let alternatives: Vec<AnyView> =
        typed.alternatives.iter().enumerate().map(|(index, row)| alternative_row(index, row, errors)).collect();
    let filled_alternatives = typed.alternatives.iter().filter(|row| **row != AlternativeRow::default()).count();
    let filled_costs = typed.costs.iter().filter(|row| !row.is_empty()).count();
    let costs: Vec<AnyView> = typed.costs.iter().enumerate().map(|(index, row)| cost_row(index, row, errors)).collect();
    view! {
        <section id="alternatives">
            <h2>"What else you considered"</h2>
            <p>"At least one, with why not. Rows you leave empty are left out."</p>
            {folded(alternatives, filled_alternatives, "Room for another alternative")}
            <details class="why"><summary>"Why list what you do not propose?"</summary><p>"People can only judge a proposal beside its alternatives, and sometimes the law requires them to be shown (the second Gunning principle). It also answers the question every meeting asks first: did you think of…?"</p></details>
        </section>
        <section id="costs">
            <h2>"What it costs"</h2>
            <p>"A row for each amount: what is paid once and what is paid each year are added up apart. A saving has a minus, like -500. Does it cost nothing? Write one line that says so, with the amount 0."</p>
            {folded(costs, filled_costs, "Room for another cost")}
        </section>
        <p class="actions"><button class="button quiet" name="rows" value="more">"Add more rows"</button></p>
    }
    .into_any()
}

/// The form, with what was typed and what is wrong with it.
pub async fn form_page(
    visit: &Visit,
    consultation: &Consultation,
    working: Option<&Working>,
    typed: &ProposalForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let base = format!("/staff/consultations/{}", consultation.slug);
    let (title, action) = match working {
        Some(working) => {
            (format!("Edit proposal {}", working.number), format!("{base}/proposals/{}/edit", working.number))
        }
        None => ("Write a proposal".to_owned(), format!("{base}/proposals/new")),
    };
    let published = working.is_some_and(|working| working.published.is_some());
    let margin = guidance::beside(&visit.app.db, consultation, PLACE, visit.now).await?;
    visit.page(title.clone()).status(status).area(Area::Staff).show(|| {
        let form = view! {
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                // Enter in a field presses the first button of a form: it must be the one that saves.
                <button class="vh" tabindex="-1" aria-hidden="true">"Save the draft"</button>
                <input type="hidden" name="seen" value=typed.seen.to_string()/>
                {words(typed, errors)}
                {rows(typed, errors)}
                <p class="actions">
                    <button class="button">{errors.save("Save the draft").to_owned()}</button>" "
                    <button class="button quiet" name="then" value="preview">"Save and preview"</button>" "
                    {published.then(|| view! { <button class="button quiet" name="then" value="amend">"Save and compare with the published text"</button> })}" "
                    <a href=base>"Back without saving"</a>
                </p>
            </form>
        };
        view! {
            {error_summary(errors)}
            {editing::crumbs(Some(consultation))}
            <header class="title"><h1>{title}</h1></header>
            {published.then(|| view! {
                <div class="note"><p><strong>"This proposal is published."</strong>" What you save here is a draft: residents keep seeing the published text until you publish the change. You will see every difference first, and say whether people should be asked again."</p></div>
            })}
            {with_contents(guidance::with_margin(form.into_any(), &margin), &contents(typed))}
        }
        .into_any()
    })
}

/// A proposal of a draft, for whoever has a private link to it.
pub async fn by_private_link(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    consultation_pages::may_see(&visit, &consultation)?;
    let attached = documents::store::of_proposal(&visit.app.db, consultation.id, working.id).await?;
    let version = as_version(&working, &visit);
    visit.page(version.content.title.clone()).private().show(|| {
        view! {
            {consultation_pages::crumbs(Some(&consultation))}
            {head(&working, &version)}
            <article class="proposal">
                {reading(&version)}
                {documents::view::list(&attached)}
            </article>
            <div class="note"><p><strong>"Once it is published, people answer here."</strong>" They say whether they are for or against it, and write what they think."</p></div>
        }
        .into_any()
    })
}

/// What a proposal would say if it were published now.
fn as_version(working: &Working, visit: &Visit) -> Version {
    let content = working.content();
    let (id, count) = working.published.as_ref().map_or((VersionId(0), 0), |(id, version, _)| (*id, *version));
    let is_draft = working.draft.is_some();
    Version {
        id,
        proposal_id: working.id,
        version: if is_draft { count + 1 } else { count },
        kind: VersionKind::Original,
        html: rendered(&content),
        content,
        change_summary: String::new(),
        published_at: visit.now,
    }
}

/// Its heading.
fn head(working: &Working, version: &Version) -> AnyView {
    let summary = if version.content.summary.is_empty() {
        view! { <p class="lede quiet">"No summary yet."</p> }.into_any()
    } else {
        view! { <p class="lede" dir="auto">{version.content.summary.clone()}</p> }.into_any()
    };
    view! {
        <header class="title">
            <p class="over">{format!("Proposal {} ", working.number)}</p>
            <h1 dir="auto">{version.content.title.clone()}</h1>
            {summary}
        </header>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/proposals/{number}/preview`
pub async fn preview(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    let attached = documents::store::of_proposal(&visit.app.db, consultation.id, working.id).await?;
    let version = as_version(&working, &visit);
    let is_draft = working.draft.is_some();
    let base = format!("/staff/consultations/{}", consultation.slug);
    let may_edit = rules::may_edit_proposals(stage(&consultation.dates, visit.now)).is_ok();
    let done = visit.query_value("done");
    visit.page(format!("Preview: {}", version.content.title)).area(Area::Staff).show(|| {
        view! {
            <aside class="preview-band" aria-label="Preview">
                <strong>"Preview."</strong>
                {if is_draft { " Residents cannot see this text yet. " } else { " This is the published text. " }}
                {may_edit.then(|| view! { <a href=format!("{base}/proposals/{}/edit", working.number)>"Back to editing"</a>" " })}
                {(working.published.is_some() && is_draft).then(|| view! { <a href=format!("{base}/proposals/{}/amend", working.number)>"Compare and publish"</a>" " })}
                <a href=base.clone()>"The consultation"</a>
            </aside>
            {done_note(&done, &[("draft", "Your draft is saved.", "This is how residents will see it.")])}
            {head(&working, &version)}
            <article class="proposal">
                {reading(&version)}
                {documents::view::list(&attached)}
            </article>
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/proposals/{number}/delete`: only a question.
pub async fn delete(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    may_delete(&visit, &consultation, &working)?;
    let base = format!("/staff/consultations/{}", consultation.slug);
    let question = Question {
        title: "Delete this proposal?".to_owned(),
        about: working.content().title,
        consequences: vec![
            "The draft and the documents attached to it go. Nobody but staff has seen them.".to_owned(),
            "Proposals after it move up one number.".to_owned(),
        ],
        action: format!("{base}/proposals/{}/delete", working.number),
        fields: vec![("seen", working.seen().to_string())],
        button: "Delete the draft",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || editing::crumbs(Some(&consultation)))
}

/// `GET /staff/consultations/{slug}/proposals/{number}/discard`: only a question.
pub async fn discard(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    may_discard(&visit, &consultation, &working)?;
    let base = format!("/staff/consultations/{}", consultation.slug);
    let question = Question {
        title: "Throw the changed draft away?".to_owned(),
        about: working.content().title,
        consequences: vec![
            "What was changed since the published text goes, for all your colleagues.".to_owned(),
            "Residents see no difference: the published text stays as it is.".to_owned(),
        ],
        action: format!("{base}/proposals/{}/discard", working.number),
        fields: vec![("seen", working.seen().to_string())],
        button: "Throw the draft away",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || editing::crumbs(Some(&consultation)))
}

/// Whether there is a changed draft of a published proposal to throw away.
///
/// # Errors
/// [`Fault::Refused`] when there is none.
pub fn may_discard(visit: &Visit, consultation: &Consultation, working: &Working) -> Result<(), Fault> {
    rules::may_edit_proposals(stage(&consultation.dates, visit.now))?;
    if working.published.is_some() && working.draft.is_some() {
        return Ok(());
    }
    Err(Fault::Refused(reason!(
        "no-changed-draft",
        CONFLICT,
        Staff,
        "There is no changed draft of a published proposal",
        "There is no changed draft of a published proposal here to throw away."
    )))
}

/// Whether a proposal can still be deleted.
///
/// # Errors
/// [`Fault::Refused`] once it is published.
pub fn may_delete(visit: &Visit, consultation: &Consultation, working: &Working) -> Result<(), Fault> {
    if stage(&consultation.dates, visit.now) == Stage::Draft && working.published.is_none() {
        return Ok(());
    }
    Err(Fault::Refused(reason!(
        "proposal-published",
        CONFLICT,
        Staff,
        "Proposals are deleted as drafts only",
        "This proposal is published, and what was published stays on the record. You can amend it, or withdraw the \
         consultation."
    )))
}
