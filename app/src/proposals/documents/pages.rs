//! The staff's page of a consultation's documents: what is there, and a form to add one.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::Document;
use super::view::{about, address};
use super::{Filed, load};
use crate::consultations::editing::crumbs;
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::files::sniff::ACCEPTED;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// What is typed to add a document. The file itself cannot be given back to the browser.
#[derive(Clone, Debug, Default)]
pub struct DocumentForm {
    /// What it is.
    pub title: String,
    /// The number of a proposal; empty for the whole consultation.
    pub proposal: String,
}

/// `GET /staff/consultations/{slug}/documents`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let filed = load(&visit, &slug).await?;
    form_page(&visit, &filed, &DocumentForm::default(), &FormErrors::none(), StatusCode::OK)
}

fn line(base: &str, filed: &Filed, document: &Document) -> AnyView {
    let whose = document
        .proposal_id
        .and_then(|id| filed.proposals.iter().find(|working| working.id == id))
        .map_or("the whole consultation".to_owned(), |working| format!("proposal {}", working.number));
    view! {
        <li>
            <a dir="auto" href=address(document)>{document.title.clone()}</a>" "<small>{format!("{}, for {whose}", about(document))}</small>
            <a class="button small quiet warn" href=format!("{base}/documents/{}/remove", document.id)>"Remove"<span class="vh">{format!(" {}", document.title)}</span></a>
        </li>
    }
    .into_any()
}

fn file_field(errors: &FormErrors) -> AnyView {
    let hint =
        "A PDF or a picture (PNG, JPEG, WebP, GIF), at most 20 MB. Take out names and addresses of residents first.";
    Field::new("file", "The file").hint(hint).kind(FieldKind::File(ACCEPTED)).show(errors)
}

/// The page, with what was typed and what is wrong with it.
pub fn form_page(visit: &Visit, filed: &Filed, typed: &DocumentForm, errors: &FormErrors, status: StatusCode) -> Page {
    let base = format!("/staff/consultations/{}", filed.consultation.slug);
    let published = stage(&filed.consultation.dates, visit.now) != Stage::Draft;
    let done = visit.query_value("done");
    let places = std::iter::once(FieldOption::new("", "The whole consultation"))
        .chain(filed.proposals.iter().map(|working| {
            FieldOption::new(
                working.number.to_string(),
                format!("Proposal {}: {}", working.number, working.content().title),
            )
        }))
        .collect();
    visit.page("Documents").status(status).area(Area::Staff).show(|| {
        let items: Vec<AnyView> = filed.documents.iter().map(|document| line(&base, filed, document)).collect();
        view! {
            {error_summary(errors)}
            {crumbs(Some(&filed.consultation))}
            {done_note(&done, &[
                ("added", "The document is added.", "Open it once, to see that it is the right one."),
                ("removed", "The document is removed.", "Nobody can open it any more."),
            ])}
            <header class="title"><h1>"Documents"</h1>
                <p class="lede">"The evidence people need to answer well: figures, plans, the equality impact assessment."</p>
            </header>
            {published.then(|| view! { <div class="note"><p><strong>"This consultation is published."</strong>" Everybody sees a document as soon as you add it, and a notice says what was added or removed."</p></div> })}
            {if items.is_empty() {
                view! { <div class="empty"><h2>"No documents yet"</h2><p>"People trust figures they can check. Add what you relied on, even if few will read it."</p></div> }.into_any()
            } else {
                view! { <h2>"Attached now"</h2><ul class="documents">{items}</ul> }.into_any()
            }}
            <form class="editor" method="post" action=format!("{base}/documents") enctype="multipart/form-data" novalidate>
                <h2>"Add a document"</h2>
                {Field::new("title", "What it is").hint("Such as “Visits by hour, 2025”. People see this, not the file’s name.").value(&typed.title).show(errors)}
                {select("proposal", "What it belongs to", places, &typed.proposal, errors)}
                {file_field(errors)}
                <p class="actions"><button class="button">"Add the document"</button>" "<a href=base.clone()>"Back to the consultation"</a></p>
            </form>
        }
        .into_any()
    })
}
