//! The form in which staff write a consultation.

use axum::http::StatusCode;
use leptos::prelude::*;

use crate::branches;
use crate::branches::choice::libraries;
use crate::clock;
use crate::consultations::checks::{FEWEST_DAYS, USUAL_DAYS};
use crate::consultations::editing::form::ConsultationForm;
use crate::consultations::editing::rules::{EditingScope, scope};
use crate::consultations::editing::{crumbs, find};
use crate::consultations::guidance;
use crate::consultations::model::{Consultation, Level, Showing};
use crate::consultations::rules::stage;
use crate::consultations::store;
use crate::numbers::Noun;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::contents::{FormPart, part, with_contents};
use crate::ui::form::{FieldOption, radios};
use crate::ui::{Field, FieldKind, error_summary};

/// `GET /staff/consultations/new`
pub async fn new(visit: Visit) -> Page {
    form_page(&visit, None, &ConsultationForm::usual(visit.now), &FormErrors::none(), StatusCode::OK).await
}

/// `GET /staff/consultations/{slug}/edit`
pub async fn edit(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    if consultation.parts.elsewhere() {
        return visit.go(&format!("/staff/archive/{slug}"));
    }
    scope(stage(&consultation.dates, visit.now))?;
    let about = store::branches_of(&visit.app.db, [consultation.id]).await?;
    let typed = ConsultationForm::of(&consultation, about.into_iter().map(|branch| branch.slug).collect());
    form_page(&visit, Some(&consultation), &typed, &FormErrors::none(), StatusCode::OK).await
}

/// The choice between showing counts while open and hiding them.
pub fn showing(chosen: &str, errors: &FormErrors) -> AnyView {
    let choices = vec![
        FieldOption::new(Showing::Hidden.word(), "Hidden until it closes")
            .hint("Recommended: nobody votes with the crowd, and nobody is discouraged by early numbers."),
        FieldOption::new(Showing::Live.word(), "Shown live").hint("Everybody sees the counts as they come in."),
    ];
    radios("results", "Vote counts while it is open", choices, chosen, errors)
}

/// A part of the form that most people leave as it is: folded, with what holds now in its head. Open when something is wrong
/// in it.
fn folded(title: &'static str, now: &str, open: bool, part: AnyView) -> AnyView {
    view! {
        <details class="optional" open=open>
            <summary>{title}": "<span class="now">{now.to_owned()}</span></summary>
            {part}
        </details>
    }
    .into_any()
}

fn words(typed: &ConsultationForm, draft: bool, errors: &FormErrors) -> AnyView {
    view! {
        {Field::new("title", "Title").hint("What it is about, in words people use: “Saturday hours at Millbrook Library”.").value(&typed.title).show(errors)}
        {Field::new("summary", "Summary").hint("One or two sentences: what may change, and for whom.").kind(FieldKind::Lines(2)).value(&typed.summary).show(errors)}
        {Field::new("background", "Why you are asking").hint("What has happened, what you must decide, and what will happen with the answers. Leave a line empty between paragraphs; begin lines with - for a list and with ## for a heading; **strong**, [a link](https://…). Everything else appears as you type it.").formatted().kind(FieldKind::Lines(12)).class("tall").value(&typed.background).show(errors)}
        {draft.then(|| {
            let now = if typed.slug.is_empty() { "made from the title".to_owned() } else { format!("/consultations/{}", typed.slug) };
            let field = Field::new("slug", "Address").hint("The last part of the page’s address. Leave it empty to make one from the title. It cannot change once published, because people share it.").value(&typed.slug).show(errors);
            folded("The page’s address", &now, errors.of("slug").is_some(), field)
        })}
    }
    .into_any()
}

fn level(typed: &ConsultationForm, errors: &FormErrors) -> AnyView {
    let levels = Level::ALL
        .map(|level| FieldOption::new(level.word(), level.title()).hint(level.promise()))
        .into_iter()
        .collect();
    view! {
        <h2 id="part-promise">"What you promise"</h2>
        {radios("level", "Your promise to the public", levels, &typed.level, errors)}
        <details class="why"><summary>"Which promise is right?"</summary><p>"These are the five levels of public participation (IAP2). The promise is printed on the consultation’s page. Choose the highest you can keep. If the decision is made already, choose Inform: asking people then would not be honest, or lawful."</p></details>
    }
    .into_any()
}

fn moment(name: &str, legend: &'static str, typed: &(String, String), errors: &FormErrors) -> AnyView {
    view! {
        <fieldset>
            <legend>{legend}</legend>
            {(name == "closes").then(|| view! { <p class="hint">"Midnight, 00:00, is the end of the day before."</p> })}
            <div class="field-row">
                {Field::new(format!("{name}_date"), "Date").kind(FieldKind::Date).value(&typed.0).short().show(errors)}
                {Field::new(format!("{name}_time"), "Time").kind(FieldKind::Time).value(&typed.1).short().show(errors)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// How many days people have by the dates in the form; nothing if those are no dates.
fn days_given(typed: &ConsultationForm) -> Option<i64> {
    let moment = |(date, time): &(String, String)| clock::moment(date, time).ok();
    let (opens, closes) = (moment(&typed.opens)?, moment(&typed.closes)?);
    Some((closes.0 - opens.0 + Time::DAY / 2) / Time::DAY).filter(|days| *days > 0)
}

fn dates(typed: &ConsultationForm, errors: &FormErrors) -> AnyView {
    let filled_in = days_given(typed).map_or_else(
        || format!("{USUAL_DAYS} days (twelve weeks) are usual."),
        |days| {
            let usual = if days == USUAL_DAYS { " (twelve weeks, which is usual)" } else { "" };
            format!("The dates filled in give people {}{usual}.", Noun { one: "day", many: "days" }.count(days))
        },
    );
    view! {
        <h2 id="part-dates">"The dates"</h2>
        <p>{format!("It opens and closes by itself, at the minute you state. {filled_in} Under {FEWEST_DAYS} days (six weeks) you will be asked to say why.")}</p>
        {moment("opens", "Opens", &typed.opens, errors)}
        {moment("closes", "Closes", &typed.closes, errors)}
        <details class="why"><summary>"Why six weeks?"</summary><p>"People need enough time to hear of it, understand it and answer (the third Gunning principle). The law names no number, but courts look at how many people are affected and how much they stand to lose. Groups meet once a month; school holidays and elections count against you. Twelve weeks is usual for changes that matter."</p></details>
    }
    .into_any()
}

/// The parts of the form, and whether each is written.
fn contents(typed: &ConsultationForm, scope: EditingScope) -> Vec<FormPart> {
    let draft = scope == EditingScope::Everything;
    let words = part("part-words", "What it is about", &[&typed.title, &typed.summary, &typed.background]);
    let mut parts = Vec::new();
    if scope != EditingScope::DecisionDue {
        parts.push(words);
    }
    if draft {
        parts.push(part("part-promise", "What you promise", &[&typed.level]));
        parts.push(part("part-dates", "The dates", &[&typed.opens.0, &typed.closes.0, &typed.decision_due]));
        parts.push(part("part-results", "Results", &[&typed.results]));
    } else {
        parts.push(part("part-tell", "Tell people", &[&typed.change]));
    }
    parts
}

/// The form, with what was typed and what is wrong with it. `consultation` is none for a new one.
pub async fn form_page(
    visit: &Visit,
    consultation: Option<&Consultation>,
    typed: &ConsultationForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let all = branches::store::all(&visit.app.db).await?;
    let scope = match consultation {
        None => EditingScope::Everything,
        Some(consultation) => scope(stage(&consultation.dates, visit.now))?,
    };
    let draft = scope == EditingScope::Everything;
    let (title, action, back) = match consultation {
        None => ("Start a consultation", "/staff/consultations/new".to_owned(), "/staff".to_owned()),
        Some(consultation) => {
            let base = format!("/staff/consultations/{}", consultation.slug);
            ("Edit the consultation", format!("{base}/edit"), base)
        }
    };
    let margin = match consultation {
        Some(of) => guidance::beside(&visit.app.db, of, guidance::CONSULTATION, visit.now).await?,
        None => Vec::new(),
    };
    visit.page(title).status(status).area(Area::Staff).show(|| {
        let form = view! {
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=typed.seen.to_string()/>
                {(scope != EditingScope::DecisionDue).then(|| view! {
                    <h2 id="part-words">"What it is about"</h2>
                    {words(typed, draft, errors)}
                    {libraries("Which libraries is it about?", "Tick none if it is about the whole service.", &typed.branches, &all, errors)}
                })}
                {draft.then(|| view! { {level(typed, errors)} {dates(typed, errors)} })}
                {Field::new("decision_due", "Decision due by").hint("The day by which you mean to decide: after it closes, with time to weigh what people said.").kind(FieldKind::Date).value(&typed.decision_due).short().show(errors)}
                {draft.then(|| view! { <h2 id="part-results">"Results"</h2> {folded(
                    "Vote counts while it is open",
                    if typed.results == Showing::Live.word() { "shown live" } else { "hidden until it closes, as is usual" },
                    errors.of("results").is_some(),
                    showing(&typed.results, errors),
                )} })}
                {(!draft).then(|| view! {
                    <h2 id="part-tell">"Tell people"</h2>
                    {Field::new("change", "What changes, and why").hint("One sentence. It appears on the consultation’s page with today’s date.").kind(FieldKind::Lines(2)).value(&typed.change).show(errors)}
                })}
                <p class="actions"><button class="button">{errors.save(if draft { "Save the draft" } else { "Save and tell people" }).to_owned()}</button>" "<a href=back>"Back without saving"</a></p>
            </form>
        };
        view! {
            {error_summary(errors)}
            {crumbs(consultation)}
            <header class="title"><h1>{title}</h1>
                {consultation.is_none().then(|| view! { <p class="lede">"You can also "<a href="/staff/templates">"start from a template or an earlier consultation"</a>". Only the title and the promise are needed to start. Residents see nothing until you publish, and before that a list shows what is still missing."</p> })}
            </header>
            {(!draft).then(|| view! {
                <div class="note"><p><strong>"This consultation is published."</strong>" Its address, promise and dates stay, because people rely on them. You can extend it, but not shorten it. What you change here is shown to residents at once, with the sentence you write at the end."</p></div>
            })}
            {with_contents(guidance::with_margin(form.into_any(), &margin), &contents(typed, scope))}
        }
        .into_any()
    })
}
