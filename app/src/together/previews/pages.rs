//! The staff's list of private links to a draft, and the form that makes one.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::{self, PreviewLink};
use super::{MOST_DAYS, USUAL_DAYS};
use crate::clock;
use crate::consultations::editing::{crumbs, find};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, done_note, error_summary};

const DONE: &[(&str, &str, &str)] = &[
    (
        "made",
        "The link is made.",
        "It was shown once, and is not kept. If you did not copy it, end it and make another.",
    ),
    ("ended", "The link is ended.", "Whoever opens it is told so."),
];

/// What was typed to make a link.
pub(super) struct PreviewForm {
    pub(super) label: String,
    pub(super) days: String,
}

impl Default for PreviewForm {
    fn default() -> Self {
        Self { label: String::new(), days: USUAL_DAYS.to_string() }
    }
}

/// `GET /staff/consultations/{slug}/previews`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    render(&visit, &consultation, (&PreviewForm::default(), None), &FormErrors::none(), StatusCode::OK).await
}

/// The page, with the link that was just made, or with what was typed and what is wrong with it.
pub(super) async fn render(
    visit: &Visit,
    consultation: &Consultation,
    (typed, made): (&PreviewForm, Option<String>),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let links = store::of(&visit.app.db, consultation.id).await?;
    let base = format!("/staff/consultations/{}/previews", consultation.slug);
    let draft = stage(&consultation.dates, visit.now) == Stage::Draft;
    visit.page("Private links").status(status).area(Area::Staff).private().show(|| {
        let lines: Vec<AnyView> = links.iter().map(|link| line(&base, link, visit, draft)).collect();
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>"Private links"</h1>
                <p class="lede">"Show the draft to people without an account before it is published: a councillor, a friends’ group, a translator. They read it as everybody will, and can send nothing."</p></header>
            {made.map(|link| view! {
                <div class="note success" id="done" role="status" tabindex="-1">
                    <p><strong>"Here is the link. Copy it now: it is shown this once."</strong></p>
                    <p><code>{link}</code></p>
                    <p>"Whoever has it can read the draft, and pass the link on. Give it to people you trust with something that is not public yet."</p>
                </div>
            })}
            {if draft {
                view! {
                    <h2>"Make a link"</h2>
                    <form class="editor" method="post" action=base.clone() novalidate>
                        {Field::new("label", "For whom").hint("For your own list, such as “Friends of Millbrook Library”. You can leave it empty.").value(&typed.label).show(errors)}
                        {Field::new("days", "Days it works").hint(format!("At most {MOST_DAYS}. It ends by itself, at the end of the day.")).kind(FieldKind::Number).value(&typed.days).short().show(errors)}
                        <p class="actions"><button class="button">"Make a link"</button></p>
                    </form>
                }
                .into_any()
            } else {
                view! { <div class="note"><p><strong>"This consultation is published."</strong>" Private links lead to its public page now, and no more are needed."</p></div> }.into_any()
            }}
            {(!lines.is_empty()).then(|| view! { <h2>"Links so far"</h2><ul class="notices">{lines}</ul> })}
        }
        .into_any()
    })
}

fn line(base: &str, link: &PreviewLink, visit: &Visit, draft: bool) -> AnyView {
    let name = if link.label.is_empty() { format!("Link {}", link.id) } else { link.label.clone() };
    let by = link.made_by.clone().unwrap_or_else(|| "somebody whose account is gone".to_owned());
    let works = link.works(visit.now);
    let until = match link.ended_at {
        Some(at) => format!("Ended on {}", clock::long_date(at)),
        None if works => format!("Works until {}", clock::end_date_time(link.expires_at)),
        None => format!("Worked until {}", clock::end_date_time(link.expires_at)),
    };
    let opened = match link.opened_at {
        Some(at) => format!("last opened on {}", clock::long_date_time(at)),
        None => "never opened".to_owned(),
    };
    view! {
        <li class="notice">
            <h3 dir="auto">{name.clone()}</h3>
            <p class="meta"><span>{until}</span>" "<span>{opened}</span>" "<span>{format!("made by {by} on {}", clock::long_date(link.made_at))}</span></p>
            {(works && draft).then(|| view! {
                <form method="post" action=format!("{base}/{}/end", link.id)><p class="actions"><button class="button quiet">"End it"<span class="vh">{format!(": {name}")}</span></button></p></form>
            })}
        </li>
    }
    .into_any()
}
