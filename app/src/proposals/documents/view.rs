//! Documents as a page lists them.

use leptos::prelude::*;
use percent_encoding::utf8_percent_encode;

use super::model::Document;
use crate::files::serving::NAME;
use crate::files::sniff::size;

/// Where a document is read.
pub fn address(document: &Document) -> String {
    format!("/documents/{}/{}", document.id, utf8_percent_encode(&document.file_name, NAME))
}

/// "PDF, 240 kB".
pub fn about(document: &Document) -> String {
    format!("{}, {}", document.kind.label(), size(document.size))
}

/// The mark and the heading of the documents on a page.
pub const HEADING: (&str, &str) = ("documents", "Documents");

/// The documents, under a heading; nothing when there are none.
pub fn list(documents: &[Document]) -> AnyView {
    if documents.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = documents
        .iter()
        .map(|document| {
            view! { <li><a dir="auto" href=address(document)>{document.title.clone()}</a>" "<small>{about(document)}</small></li> }
                .into_any()
        })
        .collect();
    view! { <h2 id=HEADING.0>{HEADING.1}</h2><ul class="documents">{items}</ul> }.into_any()
}
