//! The other formats at the top of a consultation's page.

use leptos::prelude::*;
use percent_encoding::utf8_percent_encode;
use url::Url;

use super::model::{OfferedFormat, OtherFormat};
use super::store;
use crate::db::{DbError, On};
use crate::files::serving::NAME;
use crate::files::sniff::size;
use crate::ids::ConsultationId;

/// The formats of a consultation, ready to be shown.
#[derive(Debug)]
pub struct Offered(Vec<OfferedFormat>);

/// Reads them.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Offered, DbError> {
    store::all(on, consultation).await.map(Offered)
}

/// Where one leads.
pub(super) fn address(one: &OfferedFormat) -> String {
    match (&one.document_id, &one.file_name) {
        (Some(id), Some(name)) => format!("/documents/{id}/{}", utf8_percent_encode(name, NAME)),
        _ => one.link.clone(),
    }
}

/// "PDF, 240 kB", or "on video.example".
pub(super) fn about(one: &OfferedFormat) -> String {
    match (one.file_kind(), one.size) {
        (Some(kind), Some(bytes)) => format!("{}, {}", kind.label(), size(bytes)),
        _ => Url::parse(&one.link)
            .ok()
            .and_then(|link| link.host_str().map(|host| format!("on {host}")))
            .unwrap_or_default(),
    }
}

impl Offered {
    /// As a row of links; nothing where there are none.
    pub fn show(&self) -> AnyView {
        if self.0.is_empty() {
            return ().into_any();
        }
        let items: Vec<AnyView> = self
            .0
            .iter()
            .map(|one| {
                let code = (one.format == OtherFormat::Language).then(|| one.language.clone());
                view! { <li><a href=address(one) hreflang=code.clone() rel="noreferrer"><bdi lang=code.clone()>{one.title()}</bdi></a>" "<small>{format!("({})", about(one))}</small></li> }
                    .into_any()
            })
            .collect();
        view! { <nav class="formats" aria-label="This consultation in other formats"><p>"Also as"</p><ul>{items}</ul></nav> }.into_any()
    }
}
