//! Where staff offer a consultation in other formats.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{LANGUAGES, OfferedFormat, OtherFormat, language};
use super::store;
use super::view::{about, address};
use crate::consultations::editing::{crumbs, find};
use crate::consultations::model::Consultation;
use crate::proposals::documents;
use crate::proposals::documents::model::Document;
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::ui::form::{FieldOption, radios, select};
use crate::ui::{Field, done_note, error_summary};

/// What is typed.
#[derive(Clone, Debug, Default)]
pub(super) struct FormatForm {
    pub(super) format: String,
    pub(super) language: String,
    pub(super) link: String,
    /// The number of a document; empty for none.
    pub(super) document: String,
}

/// What the page needs.
pub(super) struct ManagedFormats {
    pub(super) consultation: Consultation,
    pub(super) offered: Vec<OfferedFormat>,
    /// Its documents, those of single proposals too.
    pub(super) documents: Vec<Document>,
}

/// Loads it.
///
/// # Errors
/// [`Fault::Missing`] when there is no such consultation.
pub(super) async fn load(visit: &Visit, slug: &str) -> Result<ManagedFormats, Fault> {
    let consultation = find(visit, slug).await?;
    let offered = store::all(&visit.app.db, consultation.id).await?;
    let documents = documents::store::of_consultation(&visit.app.db, consultation.id).await?;
    Ok(ManagedFormats { consultation, offered, documents })
}

/// `GET /staff/consultations/{slug}/formats`
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = load(&visit, &slug).await?;
    form_page(&visit, &managed, &FormatForm::default(), &FormErrors::none(), StatusCode::OK)
}

/// The page, with what was typed and what is wrong with it.
pub(super) fn form_page(
    visit: &Visit,
    managed: &ManagedFormats,
    typed: &FormatForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let base = format!("/staff/consultations/{}", managed.consultation.slug);
    visit.page("Other formats").status(status).area(Area::Staff).show(|| {
        let lines: Vec<AnyView> = managed
            .offered
            .iter()
            .map(|one| {
                let english = language(&one.language).map(|(english, _)| format!(", {english}")).unwrap_or_default();
                view! {
                    <li><a href=address(one)>{one.title()}</a>" "<small>{format!("{}{english}", about(one))}</small>
                        <form method="post" action=format!("{base}/formats/{}/remove", one.id)><button class="button small quiet warn">"Remove"<span class="vh">{format!(" {}", one.title())}</span></button></form></li>
                }
                .into_any()
            })
            .collect();
        let formats =
            OtherFormat::ALL.map(|one| FieldOption::new(one.word(), one.title()).hint(one.hint())).into_iter().collect();
        let languages = std::iter::once(FieldOption::new("", "Choose…"))
            .chain(LANGUAGES.map(|(code, english, own)| FieldOption::new(code, format!("{english} ({own})"))))
            .collect();
        let attached = std::iter::once(FieldOption::new("", "None: it is a link"))
            .chain(managed.documents.iter().map(|one| FieldOption::new(one.id.to_string(), one.title.clone())))
            .collect();
        view! {
            {error_summary(errors)}
            {crumbs(Some(&managed.consultation))}
            {done_note(&visit.query_value("done"), &[
                ("added", "The format is offered.", "It stands at the top of the consultation’s page."),
                ("removed", "The format is removed.", "A document stays among the documents."),
            ])}
            <header class="title"><h1>"Other formats"</h1>
                <p class="lede">"Some people cannot use this page as it is. Offer them the same in a way they can, at the top of the page and from the first day."</p></header>
            {if lines.is_empty() {
                view! { <div class="empty"><h2>"None yet"</h2><p>"The law asks public bodies to make what they publish accessible. Easy read is asked for most often, and helps many more people than those who ask."</p></div> }.into_any()
            } else {
                view! { <h2>"Offered now"</h2><ul class="documents">{lines}</ul> }.into_any()
            }}
            <form class="editor" method="post" action=format!("{base}/formats") novalidate>
                <h2>"Offer another"</h2>
                {radios("format", "What it is", formats, &typed.format, errors)}
                {select("language", "Language, for another language", languages, &typed.language, errors)}
                {Field::new("link", "Where it is").hint("The whole address of a video, a recording or a page. Leave it empty if it is one of the documents.").value(&typed.link).show(errors)}
                {select("document", "Or which document it is", attached, &typed.document, errors)}
                <p class="hint">"A file comes in as a "<a href=format!("{base}/documents")>"document"</a>" first."</p>
                <p class="actions"><button class="button">"Offer it"</button>" "<a href=base.clone()>"Back to the consultation"</a></p>
            </form>
        }
        .into_any()
    })
}
