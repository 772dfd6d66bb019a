//! Turns a view into HTML.

use std::sync::Arc;

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

/// Renders a view that has all its data. Islands come out as `leptos-island` elements for the loader to find.
pub fn html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let cleanup = Cleanup(Some(owner.clone()));
    let html = owner.with(|| view().to_html());
    drop(cleanup);
    html
}
