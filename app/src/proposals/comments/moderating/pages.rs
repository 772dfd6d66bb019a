//! The moderators' pages: what waits, all comments, and one comment with everything that was decided about it.

use axum::extract::Path;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::{self, Item, Search};
use super::view as parts;
use crate::identity::rules::Act;
use crate::ids::CommentId;
use crate::moderation::backlog;
use crate::moderation::model::State;
use crate::moderation::view::{self as shared, Typed};
use crate::site::{Area, Fault, FormErrors, Page, Visit};
use crate::ui::form::{Choice, select};
use crate::ui::{done_note, error_summary, pager::pager};

/// What a page of the queue says after a decision.
const DONE: &[(&str, &str, &str)] = &[
    ("publish", "It is published.", "Everybody can read it as it was written."),
    ("keep", "It stays as it is.", "The reports about it are closed."),
    ("hold", "It is held.", "Nobody sees it until a moderator decides again."),
    ("remove", "It is removed.", "A line in its place gives the reason, and its author is told."),
    ("redact", "It is published without these words.", "Its author is told."),
];

/// Two numbers joined by a hyphen, as a page's address carries them.
fn pair(text: &str) -> Option<(i64, i64)> {
    let (first, second) = text.split_once('-')?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

fn title(heading: &'static str, lede: &'static str) -> AnyView {
    view! { <header class="title"><p class="over">"Moderation"</p><h1>{heading}</h1><p class="lede">{lede}</p></header> }
        .into_any()
}

/// `GET /staff/moderation`
pub async fn queue(visit: Visit) -> Page {
    visit.require(Act::Moderate)?;
    let db = &visit.app.db;
    let after = pair(&visit.asked("after"));
    let (waiting, next) = store::waiting(db, after).await?;
    let ids: Vec<CommentId> = waiting.iter().map(|one| one.comment_id).collect();
    let items = store::items(db, &ids).await?;
    let reports = store::open_reports(db, &ids).await?;
    let backlog = backlog::count(db).await?;
    let rows: Vec<_> = items
        .into_iter()
        .filter_map(|item| {
            let since = waiting.iter().find(|one| one.comment_id == item.id)?;
            let own: Vec<_> = reports.iter().filter(|report| report.about == item.id.0).cloned().collect();
            Some((item, (since.since, since.reports), own))
        })
        .collect();
    visit.page("Comments waiting for a moderator").area(Area::Staff).show(|| {
        let lines: Vec<AnyView> = rows
            .iter()
            .map(|(item, since, reports)| {
                view! {
                    <li class="queue-item">
                        {parts::meta(item, Some(*since))}
                        {parts::text(item)}
                        {shared::reports(reports)}
                        {parts::form(item, &Typed::default(), &FormErrors::none())}
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            {title("Waiting for you", "Comments that somebody reported, or that wait to be read. The one that waits longest is first.")}
            {shared::tabs(&visit, backlog)}
            {done_note(&visit.asked("done"), DONE)}
            {done_note(&visit.asked("done"), &[crate::accounts::WELCOME])}
            <p>"Criticism stays, however sharp. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count."</p>
            <details class="why"><summary>"Why?"</summary><p>"People have to be able to tell the council that it is wrong, and a consultation that hides what people think can be challenged in court. If you are unsure, hold the comment and ask a colleague: nothing is lost. Every decision can be changed later."</p></details>
            {if lines.is_empty() && after.is_none() {
                view! { <div class="empty"><h2>"Nothing is waiting"</h2><p>"Reported comments come here, and comments that seem to hold a phone number, an email address or several links."</p></div> }.into_any()
            } else {
                view! { <ul class="queue">{lines}</ul> }.into_any()
            }}
            {pager("More waiting comments", after.map(|_| "/staff/moderation".to_owned()), next.map(|(since, id)| format!("/staff/moderation?after={since}-{id}")))}
        }
        .into_any()
    })
}

/// `GET /staff/moderation/comments?q=&state=&before=`
pub async fn all(visit: Visit) -> Page {
    visit.require(Act::Moderate)?;
    let search = Search {
        words: visit.asked("q").chars().take(200).collect(),
        state: State::try_from(visit.asked("state")).ok(),
        before: visit.asked("before").parse().ok(),
    };
    let (ids, next) = store::find(&visit.app.db, &search).await?;
    let items = store::items(&visit.app.db, &ids).await?;
    let state = search.state.map_or("", State::word);
    let backlog = backlog::count(&visit.app.db).await?;
    visit.page("All comments").area(Area::Staff).show(|| {
        let lines: Vec<AnyView> = items
            .iter()
            .map(|item| {
                view! {
                    <li class="queue-item">
                        {parts::meta(item, None)}
                        {parts::text(item)}
                        <p class="actions"><a class="button small quiet" href=format!("/staff/moderation/{}", item.id)>"Decide"<span class="vh">{format!(" about comment {}", item.id)}</span></a></p>
                    </li>
                }
                .into_any()
            })
            .collect();
        let choices = vec![
            Choice::new("", "Any"),
            Choice::new("published", "Published"),
            Choice::new("held", "Held"),
            Choice::new("removed", "Removed"),
            Choice::new("redacted", "Redacted"),
        ];
        view! {
            {title("All comments", "Newest first. Names and votes are not shown here either.")}
            {shared::tabs(&visit, backlog)}
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

/// The comment at an address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn item(visit: &Visit, id: &str) -> Result<Item, Fault> {
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    store::items(&visit.app.db, &[CommentId(id)]).await?.pop().ok_or(Fault::Missing)
}

/// `GET /staff/moderation/{id}`
pub async fn one(visit: Visit, Path(id): Path<String>) -> Page {
    visit.require(Act::Moderate)?;
    let item = item(&visit, &id).await?;
    show(&visit, item, None, &Typed::default(), &FormErrors::none(), StatusCode::OK).await
}

/// The page of one comment; with the original words once somebody's look at them is recorded.
pub async fn show(
    visit: &Visit,
    item: Item,
    original: Option<&str>,
    typed: &Typed,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let reports = store::reports_of(&visit.app.db, item.id).await?;
    let decisions = store::decisions_of(&visit.app.db, item.id).await?;
    let hidden = !item.erased.0 && matches!(item.state, State::Removed | State::Redacted);
    visit.page(format!("Comment {}", item.id)).area(Area::Staff).status(status).show(|| {
        let history: Vec<AnyView> = decisions
            .iter()
            .map(|one| {
                let note = (!one.note.is_empty()).then(|| view! { " The author was also told: "<q dir="auto">{one.note.clone()}</q> });
                view! { <li>{parts::decision(one)}{note}</li> }.into_any()
            })
            .collect();
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/moderation">"Moderation"</a></li></ol></nav>
            <header class="title"><p class="over">"Moderation"</p><h1>{format!("Comment {}", item.id)}</h1></header>
            {parts::meta(&item, None)}
            {parts::text(&item)}
            {original.map(|body| view! {
                <section aria-labelledby="original"><h2 id="original">"As it was written"</h2>
                <blockquote class="original" dir="auto" inner_html=crate::ui::prose::render(body, crate::ui::prose::Author::Resident).into_string()></blockquote>
                <p class="quiet">"That you saw these words is recorded."</p></section>
            })}
            {(hidden && original.is_none()).then(|| view! {
                <form method="post" action=format!("/staff/moderation/{}/original", item.id)>
                    <p class="actions"><button class="button quiet">"See what was written"</button></p>
                    <p class="hint">"Words that were taken down may hurt somebody, so each look at them is recorded. You need them only to answer an appeal or to redact again."</p>
                </form>
            })}
            {(!reports.is_empty()).then(|| view! { <h2>"Reports"</h2> })}
            {shared::reports(&reports)}
            {(!history.is_empty()).then(|| view! { <h2>"Decided so far"</h2><ul>{history}</ul> })}
            {(!item.erased.0).then(|| view! {
                <h2>"Decide"</h2>
                <p>"Criticism stays. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count."</p>
                {parts::form(&item, typed, errors)}
            })}
        }
        .into_any()
    })
}
