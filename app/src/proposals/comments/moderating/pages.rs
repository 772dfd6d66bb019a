//! All comments, for moderators to search and to decide about again.

use leptos::prelude::*;

use super::store::{self, Search};
use super::writing::Comments;
use crate::moderation::model::WritingState;
use crate::moderation::store as moderation;
use crate::moderation::view;
use crate::moderation::writing::{Writing, WritingItem, Writings};
use crate::site::{Area, FormErrors, Page, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::pager::pager;

/// `GET /staff/moderation/comments?q=&state=&before=`
pub async fn all(visit: Visit) -> Page {
    let search = Search {
        words: visit.query_value("q").chars().take(200).collect(),
        state: WritingState::try_from(visit.query_value("state")).ok(),
        before: visit.query_value("before").parse().ok(),
    };
    let (ids, next) = store::find(&visit.app.db, &search).await?;
    let items: Vec<WritingItem> = store::rows(&visit.app.db, &ids).await?.into_iter().map(WritingItem::from).collect();
    let words = Comments.words();
    let state = search.state.map_or("", WritingState::word);
    let writings = visit.app.warm::<Writings>();
    let backlog = moderation::backlog(&visit.app.db, &writings).await?;
    visit.page("All comments").area(Area::Staff).show(|| {
        let lines: Vec<AnyView> = items
            .iter()
            .map(|item| {
                view! {
                    <li class="queue-item">
                        {view::meta(words, item, None)}
                        {view::text(words, item)}
                        <p class="actions"><a class="button small quiet" href=words.page(item.id)>"Decide"<span class="vh">{format!(" about comment {}", item.id)}</span></a></p>
                    </li>
                }
                .into_any()
            })
            .collect();
        let choices = vec![
            FieldOption::new("", "Any"),
            FieldOption::new("published", "Published"),
            FieldOption::new("held", "Held"),
            FieldOption::new("removed", "Removed"),
            FieldOption::new("redacted", "Redacted"),
        ];
        view! {
            {view::title("All comments", "Newest first. Names and votes are not shown here either.")}
            {view::tabs(&visit, &writings, &backlog)}
            <form class="filters" method="get" role="search" aria-label="Find comments">
                <div class="field"><label for="q">"Words, or a comment’s number"</label><input id="q" name="q" type="search" dir="auto" value=search.words.clone()/></div>
                {select("state", "What became of them", choices, state, &FormErrors::none())}
                <button class="button quiet">"Show"</button>
            </form>
            <details class="why"><summary>"Which words can be searched?"</summary><p>"Only words that everybody can read. Text that was held, removed or taken out is not searched, and with words given the second box is not used."</p></details>
            {if lines.is_empty() {
                view! { <div class="empty"><h2>"No comments found"</h2><p>"Try fewer words, or the number of a comment."</p></div> }.into_any()
            } else {
                view! { <ul class="queue">{lines}</ul> }.into_any()
            }}
            {pager(
                "More comments",
                search.before.map(|_| format!("/staff/moderation/comments?state={state}")),
                next.map(|before| format!("/staff/moderation/comments?state={state}&before={before}")),
            )}
        }
        .into_any()
    })
}
