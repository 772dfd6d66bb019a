//! A picture on a page.

use leptos::prelude::*;

use super::model::{Picture, Pictured};
use super::store;
use crate::db::{DbError, On};

/// The picture of something, ready to be shown; none where there is none.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, pictured: Pictured) -> Result<Option<Picture>, DbError> {
    store::of(on, pictured).await
}

impl Picture {
    /// The address of the large one.
    pub fn address(&self) -> String {
        format!("/pictures/{}", self.name)
    }

    /// The address of the small one.
    pub fn small_address(&self) -> String {
        let (stem, ending) = self.name.rsplit_once('.').unwrap_or((&self.name, "jpg"));
        format!("/pictures/{stem}-small.{ending}")
    }

    /// As a figure, with who made it under it.
    pub fn show(&self) -> AnyView {
        let both = format!("{} {}w, {} {}w", self.small_address(), self.small_width, self.address(), self.width);
        view! {
            <figure class="picture">
                <img src=self.address() srcset=both sizes="(min-width: 64rem) 42rem, 100vw" width=self.width.to_string() height=self.height.to_string() alt=self.alt.clone()/>
                {(!self.credit.is_empty()).then(|| view! { <figcaption dir="auto">{self.credit.clone()}</figcaption> })}
            </figure>
        }
        .into_any()
    }
}
