//! What waits for a moderator, of every kind, the longest waiting first.

use leptos::prelude::*;

use super::store::{self, QueuePosition, QueuedWriting};
use super::view::{self, ModerationForm};
use super::writing::{Writing, WritingItem, WritingWords, Writings};
use crate::site::{Area, FormErrors, Page, Visit};
use crate::ui::{done_note, pager::pager};

/// A line of the queue: what it is, since when it waits, what was reported, and the latest decision about it.
struct QueueLine {
    writing: &'static dyn Writing,
    item: WritingItem,
    waiting: QueuedWriting,
    reports: Vec<store::Report>,
    last: i64,
}

async fn lines(visit: &Visit, waiting: &[QueuedWriting]) -> Result<Vec<QueueLine>, crate::site::Fault> {
    let db = &visit.app.db;
    let mut found = Vec::new();
    for writing in visit.app.warm::<Writings>().0.iter().copied() {
        let kind = writing.words().kind;
        let of_kind = || waiting.iter().filter(|one| one.kind == kind);
        let ids: Vec<i64> = of_kind().map(|one| one.subject_id).collect();
        if ids.is_empty() {
            continue;
        }
        let items = writing.items(db.into(), &ids).await?;
        let reports = store::open_reports(db, kind, &ids).await?;
        let last = store::last_decisions(db, kind, &ids).await?;
        for item in items {
            let Some(waiting) = of_kind().find(|one| one.subject_id == item.id).cloned() else { continue };
            let own = reports.iter().filter(|report| report.about == item.id).cloned().collect();
            let last = last.iter().find(|(id, _)| *id == item.id).map_or(0, |(_, last)| *last);
            found.push(QueueLine { writing, item, waiting, reports: own, last });
        }
    }
    // As they wait, whatever they are.
    let place = |line: &QueueLine| {
        waiting.iter().position(|one| one.kind == line.waiting.kind && one.subject_id == line.item.id)
    };
    found.sort_by_key(place);
    Ok(found)
}

/// `GET /staff/moderation?after=`
pub(super) async fn show(visit: Visit) -> Page {
    of(&visit, None).await
}

/// What waits, of one kind or of every kind.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn of(visit: &Visit, only: Option<&'static dyn Writing>) -> Page {
    let only = only.map(Writing::words);
    let address = only.map_or_else(|| "/staff/moderation".to_owned(), WritingWords::queue);
    let db = &visit.app.db;
    let writings = visit.app.warm::<Writings>();
    let after: Option<QueuePosition> = visit.query_value("after").parse().ok();
    let (waiting, next) = store::waiting(db, only.map_or("", |words| words.kind), after.as_ref()).await?;
    let lines = lines(visit, &waiting).await?;
    let backlog = store::backlog(db, &writings).await?;
    let done = visit.query_value("done");
    visit.page("Waiting for a moderator").area(Area::Staff).show(|| {
        let items: Vec<AnyView> = lines
            .iter()
            .map(|line| {
                let words = line.writing.words();
                let form = view::form(line.writing, &line.item, line.last, &ModerationForm::default(), &FormErrors::none());
                view! {
                    <li class="queue-item">
                        {view::meta(words, &line.item, Some(&line.waiting))}
                        {view::text(words, &line.item)}
                        {view::reports(&line.reports)}
                        {form}
                    </li>
                }
                .into_any()
            })
            .collect();
        let guidance: Vec<AnyView> = writings
            .0
            .iter()
            .filter(|writing| lines.iter().any(|line| line.waiting.kind == writing.words().kind))
            .filter_map(|writing| writing.words().guidance)
            .map(|(question, answer)| {
                view! { <details class="why"><summary>{question}</summary><p>{answer}</p></details> }.into_any()
            })
            .collect();
        view! {
            {view::title("Waiting for you", "What people wrote that somebody reported, or that waits to be read. What waits longest is first.")}
            {view::tabs(visit, &writings, &backlog)}
            {writings.0.iter().map(|writing| done_note(&done, writing.words().done)).collect::<Vec<_>>()}
            {done_note(&done, &[crate::accounts::WELCOME])}
            <p>"Criticism stays, however sharp. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count."</p>
            <details class="why"><summary>"Why?"</summary><p>"People have to be able to tell the council that it is wrong, and a consultation that hides what people think can be challenged in court. If you are unsure, hold it and ask a colleague: nothing is lost. Every decision can be changed later."</p></details>
            {guidance}
            {if items.is_empty() && after.is_none() {
                view! { <div class="empty"><h2>"Nothing is waiting"</h2><p>"Whatever is reported comes here, and what is read before it is shown: words that seem to hold a phone number, an email address or several links, and new statements where a consultation reads them first."</p></div> }.into_any()
            } else {
                view! { <ul class="queue">{items}</ul> }.into_any()
            }}
            {pager("More that waits", after.as_ref().map(|_| address.clone()), next.map(|place| format!("{address}?after={place}")))}
        }
        .into_any()
    })
}
