//! Turns a view into HTML. What is written already, such as fifty comments that everybody reads alike, goes around the view
//! and into the answer as it is kept, because a page of 90 kB that is copied four times costs more than the rest of it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;

/// Lets go of what a page's view held, also when rendering it panics.
struct Cleanup(Option<Owner>);

impl Drop for Cleanup {
    fn drop(&mut self) {
        if let Some(owner) = self.0.take() {
            owner.unset_with_forced_cleanup();
        }
    }
}

/// What goes around the view that is being rendered, each piece in its parts; its mark has its number.
#[derive(Clone, Default)]
struct AroundView(Arc<Mutex<Vec<Vec<Bytes>>>>);

/// Begins the mark that stands in a view where something goes around it. Nobody outside this program knows it, so nothing
/// that people type can be taken for it.
static MARK: LazyLock<String> = LazyLock::new(|| {
    let part = |salt: u8| RandomState::new().hash_one(salt);
    format!("<!--{:016x}{:016x}", part(0), part(1))
});

/// The mark's number, in eight digits, and its end.
const AFTER_MARK: usize = "00000000-->".len();

/// HTML that is written already and safe, for the `inner_html` of one element of a view.
pub fn written(parts: Vec<Bytes>) -> String {
    match use_context::<AroundView>() {
        Some(around) => {
            let mut around = around.0.lock().unwrap_or_else(PoisonError::into_inner);
            around.push(parts);
            format!("{}{:08x}-->", *MARK, around.len() - 1)
        }
        None => parts.iter().map(|part| String::from_utf8_lossy(part)).collect(),
    }
}

/// Renders a view that has all its data. Islands come out as `leptos-island` elements for the loader to find.
pub fn html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let cleanup = Cleanup(Some(owner.clone()));
    let html = owner.with(|| view().to_html());
    drop(cleanup);
    html
}

/// A whole document in the parts that it is sent in.
pub struct Document(Vec<Bytes>);

impl Document {
    /// Renders a view as a document.
    pub fn of(view: impl FnOnce() -> AnyView) -> Self {
        let around = AroundView::default();
        let beneath = around.clone();
        let html = html(move || {
            provide_context(beneath);
            view()
        });
        let around = std::mem::take(&mut *around.0.lock().unwrap_or_else(PoisonError::into_inner));
        let places: Vec<(usize, usize)> = html
            .match_indices(MARK.as_str())
            .filter_map(|(at, mark)| {
                let number = html.get(at + mark.len()..)?.get(..8)?;
                Some((at, usize::from_str_radix(number, 16).ok()?))
            })
            .collect();
        let html = Bytes::from(html);
        let mut parts = vec![Bytes::from_static(b"<!DOCTYPE html>")];
        let mut begun = 0;
        for (at, number) in places {
            parts.push(html.slice(begun..at));
            debug_assert!(number < around.len(), "a mark of another page");
            parts.extend(around.get(number).into_iter().flatten().cloned());
            begun = at + MARK.len() + AFTER_MARK;
        }
        parts.push(html.slice(begun..));
        Self(parts)
    }

    /// Its length in bytes.
    pub fn length(&self) -> usize {
        self.0.iter().map(Bytes::len).sum()
    }

    /// The body of an answer; its length has to be told beside it.
    pub fn into_body(self) -> Body {
        Body::from_stream(futures::stream::iter(self.0.into_iter().map(Ok::<_, std::convert::Infallible>)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(document: Document) -> String {
        let length = document.length();
        let body = axum::body::to_bytes(document.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body.len(), length);
        without_marks(std::str::from_utf8(&body).unwrap())
    }

    /// Builds for tests have more of the marks that Leptos leaves for itself.
    fn without_marks(html: &str) -> String {
        html.replace("<!>", "")
    }

    fn list(parts: &'static [&'static str]) -> AnyView {
        let parts = written(parts.iter().map(|part| Bytes::from_static(part.as_bytes())).collect());
        view! { <ol inner_html=parts></ol> }.into_any()
    }

    #[tokio::test]
    async fn what_is_written_already_stands_where_the_view_has_its_place() {
        let document = Document::of(|| {
            view! { <main>{list(&["<li>é</li>", "<li>b</li>"])}<p>"between"</p>{list(&[])}{list(&["<li>c</li>"])}</main> }
                .into_any()
        });
        assert_eq!(
            sent(document).await,
            "<!DOCTYPE html><main><ol><li>é</li><li>b</li></ol><p>between</p><ol></ol><ol><li>c</li></ol></main>"
        );
    }

    #[tokio::test]
    async fn each_has_its_own_place_however_the_view_puts_them_in_order_and_whether_it_shows_them() {
        let document = Document::of(|| {
            let (first, unused, second) = (list(&["<li>a</li>"]), list(&["<li>never</li>"]), list(&["<li>b</li>"]));
            drop(unused);
            view! { <main>{second}{first}</main> }.into_any()
        });
        assert_eq!(sent(document).await, "<!DOCTYPE html><main><ol><li>b</li></ol><ol><li>a</li></ol></main>");
    }

    #[tokio::test]
    async fn a_page_without_any_is_as_it_was_and_a_part_of_a_page_holds_what_goes_around() {
        assert_eq!(sent(Document::of(|| view! { <p>"ä"</p> }.into_any())).await, "<!DOCTYPE html><p>ä</p>");
        let part = html(|| list(&["<li>a</li>", "<li>b</li>"]));
        assert_eq!(without_marks(&part), "<ol><li>a</li><li>b</li></ol>");
    }
}
