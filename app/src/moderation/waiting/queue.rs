//! `/staff/moderation`: what waits, of every kind, the most urgent first, as a list beside the one that is open. Which one is
//! open, and which of them are listed, stands in the address; a narrow window shows the list, or the one that is open.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::beside::BesideList;
use super::desk;
use super::rules::{SEVERAL_DONE, Ticked};
use super::store::{self as waiting, QueuePosition, QueuedWriting, WaitingFilter, WaitingPlace};
use crate::moderation::earlier;
use crate::moderation::store as moderation;
use crate::moderation::view;
use crate::moderation::writing::{Writing, WritingItem, WritingWords, Writings};
use crate::numbers::Noun;
use crate::site::{Area, Fault, FormErrors, Page, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::{done_note, error_summary, pager::pager};

/// A line of the queue: what it is, since when it waits, what was reported, and the latest decision about it.
pub(super) struct QueueLine {
    /// Its kind.
    pub writing: &'static dyn Writing,
    /// What it is.
    pub item: WritingItem,
    /// Since when it waits, and how urgent it is.
    pub waiting: QueuedWriting,
    /// What was reported.
    pub reports: Vec<moderation::Report>,
    /// The number of the latest decision.
    pub last: i64,
}

impl QueueLine {
    /// Its name in addresses: `comment-12`.
    pub(super) fn name(&self) -> String {
        format!("{}-{}", self.waiting.kind, self.item.id)
    }

    /// What is sent for it when it is ticked.
    pub(super) fn ticked(&self) -> Ticked {
        Ticked { kind: self.waiting.kind.clone(), id: self.item.id, seen: self.last }
    }
}

async fn lines(visit: &Visit, waiting: &[QueuedWriting]) -> Result<Vec<QueueLine>, Fault> {
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
        let reports = moderation::open_reports(db, kind, &ids).await?;
        let last = moderation::last_decisions(db, kind, &ids).await?;
        let corrections = earlier::corrections(db, kind, &ids).await?;
        for item in items {
            let Some(waiting) = of_kind().find(|one| one.subject_id == item.id).cloned() else { continue };
            let own = reports.iter().filter(|report| report.about == item.id).cloned().collect();
            let of =
                |counted: &[(i64, i64)]| counted.iter().find(|(id, _)| *id == item.id).map_or(0, |(_, number)| *number);
            let last = earlier::mark(of(&last), of(&corrections));
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

/// What was ticked and chosen for several, as it was sent.
#[derive(Clone, Debug, Default)]
pub(in crate::moderation) struct SeveralForm {
    /// What was ticked.
    pub ticked: Vec<Ticked>,
    /// A reason's word.
    pub reason: String,
}

/// What came of a form for several: how many were decided, and why each of the others was not, beside its name.
#[derive(Clone, Debug, Default)]
pub(in crate::moderation) struct SeveralOutcome {
    /// How many were decided.
    pub done: i64,
    /// What was left as it was.
    pub left: Vec<(String, String)>,
}

impl SeveralOutcome {
    fn show(self) -> AnyView {
        let title = match self.done {
            0 => "Nothing was decided.".to_owned(),
            some => format!("{} decided.", Noun { one: "is", many: "are" }.count(some)),
        };
        let lines: Vec<AnyView> = self
            .left
            .into_iter()
            .map(|(name, why)| view! { <li><strong>{name}": "</strong>{why}</li> }.into_any())
            .collect();
        view! { <div class="note warn" role="status" id="done"><p><strong>{title}</strong>" These are as they were:"</p><ul>{lines}</ul></div> }
            .into_any()
    }
}

/// How a form for several came out.
pub(in crate::moderation) struct SeveralSent<'a> {
    /// What was typed.
    pub typed: &'a SeveralForm,
    /// What is wrong with it.
    pub errors: &'a FormErrors,
    /// What was done, and what could not be.
    pub outcome: Option<SeveralOutcome>,
    /// The list that it stands beside.
    pub beside: BesideList,
    /// The answer's status.
    pub status: StatusCode,
}

/// `GET /staff/moderation?kind=&consultation=&item=&after=`
pub(in crate::moderation) async fn show(visit: Visit) -> Page {
    of(&visit, None, None).await
}

fn filters(
    beside: &BesideList,
    action: String,
    one_kind: bool,
    writings: &Writings,
    places: &[WaitingPlace],
) -> AnyView {
    let none = FormErrors::none();
    let kinds = std::iter::once(FieldOption::new("", "Everything"))
        .chain(writings.0.iter().map(|one| FieldOption::new(one.words().kind, one.words().plural)))
        .collect();
    let consultations = std::iter::once(FieldOption::new("", "All consultations"))
        .chain(places.iter().map(|place| FieldOption::new(place.slug.clone(), place.title.clone())))
        .collect();
    view! {
        <form class="filters wide" method="get" action=action role="search" aria-label="Narrow the list">
            {(!one_kind).then(|| select("kind", "Show", kinds, &beside.kind, &none))}
            {select("consultation", "In", consultations, &beside.consultation, &none)}
            <button class="button quiet">"Show"</button>
        </form>
    }
    .into_any()
}

/// What waits, of one kind or of every kind; with what came of a form for several.
///
/// # Errors
/// When the record cannot be reached.
pub(in crate::moderation) async fn of(
    visit: &Visit,
    only: Option<&'static dyn Writing>,
    sent: Option<SeveralSent<'_>>,
) -> Page {
    let only = only.map(Writing::words);
    let mut beside = sent.as_ref().map_or_else(|| BesideList::asked(visit), |sent| sent.beside.clone());
    if let Some(words) = only {
        words.kind.clone_into(&mut beside.kind);
    }
    let db = &visit.app.db;
    let writings = visit.app.warm::<Writings>();
    let places = waiting::places(db).await?;
    // A consultation in which nothing waits any more narrows the list to nothing.
    let consultation = match beside.consultation.as_str() {
        "" => 0,
        slug => places.iter().find(|place| place.slug == slug).map_or(-1, |place| place.id),
    };
    let after: Option<QueuePosition> = visit.query_value("after").parse().ok();
    let filter = WaitingFilter { kind: &beside.kind, consultation };
    let (waits, next) = waiting::waiting(db, filter, after.as_ref()).await?;
    let lines = lines(visit, &waits).await?;
    let backlog = moderation::backlog(db, &writings).await?;
    let done = visit.query_value("done");
    let item = visit.query_value("item");
    let chosen = lines.iter().position(|line| line.name() == item);
    let open = chosen.unwrap_or(0);
    if let Some(line) = lines.get(open + 1).or_else(|| lines.first().filter(|_| open > 0)) {
        beside.next = line.name();
    }
    let address = only.map_or_else(|| "/staff/moderation".to_owned(), WritingWords::queue);
    let here = after.as_ref().map(ToString::to_string).unwrap_or_default();
    let narrowed = consultation != 0 || (only.is_none() && !beside.kind.is_empty());
    let (status, none, typed) = (StatusCode::OK, FormErrors::none(), SeveralForm::default());
    let (typed, errors, status, outcome) = match sent {
        Some(sent) => (sent.typed.clone(), sent.errors.clone(), sent.status, sent.outcome),
        None => (typed, none, status, None),
    };
    let next = next.map(|place| beside.address(&[("after", &place.to_string())]));
    let first = after.as_ref().map(|_| beside.address(&[]));
    visit.page("Waiting for a moderator").status(status).area(Area::Staff).show(|| {
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
            {error_summary(&errors)}
            {outcome.map(SeveralOutcome::show)}
            {view::title("Waiting for you", "What people wrote that somebody reported, or that waits to be read. What may harm somebody is first, then what has waited longest.")}
            {view::tabs(visit, &writings, &backlog)}
            {writings.0.iter().map(|writing| done_note(&done, writing.words().done)).collect::<Vec<_>>()}
            {done_note(&done, &[SEVERAL_DONE, crate::accounts::WELCOME])}
            {(!places.is_empty()).then(|| filters(&beside, address.clone(), only.is_some(), &writings, &places))}
            {if lines.is_empty() && after.is_none() {
                let (title, words) = if narrowed {
                    ("Nothing is waiting here", "Nothing of what you chose waits. Other things may: show everything in all consultations.")
                } else {
                    ("Nothing is waiting", "Whatever is reported comes here, and what is read before it is shown: words that seem to hold a phone number, an email address or several links, and new statements where a consultation reads them first.")
                };
                view! { <div class="empty"><h2>{title}</h2><p>{words}</p></div> }.into_any()
            } else {
                desk::desk(&desk::ShownDesk { lines: &lines, open, chosen: chosen.is_some(), beside: &beside, here: &here, typed: &typed, errors: &errors })
            }}
            {pager("More that waits", first, next)}
            <p>"Criticism stays, however sharp. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count."</p>
            <details class="why"><summary>"Why?"</summary><p>"People have to be able to tell the council that it is wrong, and a consultation that hides what people think can be challenged in court. If you are unsure, hold it and ask a colleague: nothing is lost. Every decision can be changed later."</p></details>
            {guidance}
        }
        .into_any()
    })
}
