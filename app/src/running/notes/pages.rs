//! The page of a consultation's notes between colleagues.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{may_write, places};
use crate::clock;
use crate::consultations::editing::{crumbs, find};
use crate::consultations::instrument::{Instruments, NotedForm};
use crate::consultations::model::Consultation;
use crate::consultations::rules::stage;
use crate::ids::AccountId;
use crate::site::field_notes::store::{self, DraftNote, LEFT};
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::{Field, FieldKind, done_note, error_summary};

const DONE: &[(&str, &str, &str)] = &[
    ("written", "Your note is there.", "Colleagues see it here and beside the field, and in their message of the day."),
    ("settled", "Settled.", "It is not shown beside the field any more."),
    ("opened", "Open again.", ""),
    ("deleted", "Your note is deleted.", ""),
];

/// What was typed.
#[derive(Default)]
pub(super) struct NoteForm {
    /// The form and the field, as `/edit#summary`.
    pub(super) place: String,
    /// The note.
    pub(super) text: String,
}

/// `GET /staff/consultations/{slug}/notes?form=`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    render(&visit, &consultation, &NoteForm::default(), &FormErrors::none(), StatusCode::OK).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn render(
    visit: &Visit,
    consultation: &Consultation,
    typed: &NoteForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let db = &visit.app.db;
    let notes = store::of(db, consultation.id).await?;
    let places = places(db, Instruments::of(&visit.app), consultation).await?;
    let may = may_write(stage(&consultation.dates, visit.now));
    let base = format!("/staff/consultations/{}", consultation.slug);
    let form = visit.query_value("form");
    // Whoever comes from a form has its first field chosen.
    let first = places.iter().find(|one| one.path == form).and_then(|one| Some((one, one.fields.first()?)));
    let chosen = match (typed.place.as_str(), first) {
        ("", Some((one, (field, _)))) => format!("{}#{field}", one.path),
        (place, _) => place.to_owned(),
    };
    let own = visit.account().map(|account| account.id);
    visit.page("Notes between colleagues").status(status).area(Area::Staff).show(|| {
        let line = |note: &DraftNote| line(&base, note, own, may.is_ok());
        let open: Vec<AnyView> = notes.iter().filter(|note| note.settled_at.is_none()).map(line).collect();
        let settled: Vec<AnyView> = notes.iter().filter(|note| note.settled_at.is_some()).map(line).collect();
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>"Notes between colleagues"</h1>
                <p class="lede">"What you want to say to each other about a field, without writing it into the text. Only people who run consultations see it. It is never published."</p></header>
            {match &may {
                Ok(()) => writing(&base, &places, &chosen, typed, errors),
                Err(why) => view! { <div class="note"><p>{crate::reason::WhyNot::words(why)}</p></div> }.into_any(),
            }}
            <section class="remarks"><h2 id="open-notes">"Open"</h2>
                {if open.is_empty() { view! { <p>"Nothing is open."</p> }.into_any() } else { view! { <ol>{open}</ol> }.into_any() }}
            </section>
            {(!settled.is_empty()).then(|| view! { <section class="remarks"><h2>"Settled"</h2><ol>{settled}</ol></section> })}
        }
        .into_any()
    })
}

fn writing(base: &str, places: &[NotedForm], chosen: &str, typed: &NoteForm, errors: &FormErrors) -> AnyView {
    let mut choices = vec![FieldOption::new("", "Choose a field")];
    for form in places {
        let of_form = form.fields.iter().map(|(field, called)| {
            FieldOption::new(format!("{}#{field}", form.path), format!("{}: {called}", form.called))
        });
        choices.extend(of_form);
    }
    view! {
        <form class="editor" method="post" action=format!("{base}/notes") novalidate>
            {select("place", "Beside which field", choices, chosen, errors)}
            {Field::new("text", "Your note").kind(FieldKind::Lines(3)).value(&typed.text).show(errors)}
            <p class="actions"><button class="button">"Leave the note"</button></p>
        </form>
    }
    .into_any()
}

fn line(base: &str, note: &DraftNote, own: Option<AccountId>, may: bool) -> AnyView {
    let by = note.author.clone().unwrap_or_else(|| LEFT.to_owned());
    let settled = note.settled_at.map(|at| {
        let who = note.settled_name.clone().unwrap_or_else(|| LEFT.to_owned());
        view! { " "<span>{format!("settled by {who} on {}", clock::long_date(at))}</span> }
    });
    let action = format!("{base}/notes/{}", note.id);
    let (what, word) = if note.settled_at.is_some() { ("open", "Open it again") } else { ("settle", "Settled") };
    let about = format!(": {}", note.text);
    let mine = note.account_id.is_some() && note.account_id == own;
    view! {
        <li id=format!("note-{}", note.id) class=if note.settled_at.is_some() { "settled" } else { "" }>
            <p class="meta"><span><a href=format!("{base}{}#{}", note.form, note.field)>{note.label.clone()}</a></span>" "<span dir="auto">{by}</span>" "<span>{clock::long_date_time(note.at)}</span>{settled}</p>
            <p dir="auto">{note.text.clone()}</p>
            {may.then(|| view! {
                <form method="post" action=action>
                    <button class="small-act" name="do" value=what>{word}<span class="vh">{about.clone()}</span></button>
                    {mine.then(|| view! { " "<button class="small-act" name="do" value="delete">"Delete"<span class="vh">{about.clone()}</span></button> })}
                </form>
            })}
        </li>
    }
    .into_any()
}
