//! Lists that go on: each page says where the next begins, so that a list costs the same however long it is.

use leptos::prelude::*;

/// Links to the pages before and after, if there are any. Each is a query, such as `?after=41`.
pub fn pager(label: &str, earlier: Option<String>, later: Option<String>) -> AnyView {
    if earlier.is_none() && later.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="pages" aria-label=label.to_owned()>
            {earlier.map(|href| view! { <a rel="prev" href=href>"Back to the first page"</a> })}
            " "
            {later.map(|href| view! { <a rel="next" href=href>"Next page"</a> })}
        </nav>
    }
    .into_any()
}
