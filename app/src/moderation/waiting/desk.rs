//! The list of what waits, and beside it the one that is open with the form to decide about it.

use leptos::prelude::*;

use super::beside::BesideList;
use super::queue::{QueueLine, SeveralForm};
use super::rules::{KEYS, Urgency};
use crate::clock;
use crate::moderation::view::{self, ModerationForm};
use crate::moderation::writing::WritingItem;
use crate::site::FormErrors;
use crate::ui::shortened::shortened;

/// The longest beginning of a text in the list, in characters.
const BEGINNING: usize = 110;

/// What the desk shows.
pub(super) struct ShownDesk<'a> {
    /// What waits.
    pub lines: &'a [QueueLine],
    /// The place of the one that is open.
    pub open: usize,
    /// Whether somebody chose it, and did not just come to the list.
    pub chosen: bool,
    /// The list as it is narrowed, and which one is next.
    pub beside: &'a BesideList,
    /// The place at which this page of the list begins, as addresses have it.
    pub here: &'a str,
    /// What was ticked and chosen for several.
    pub typed: &'a SeveralForm,
    /// What is wrong with that.
    pub errors: &'a FormErrors,
}

/// How a text begins.
fn beginning(item: &WritingItem) -> String {
    let words = match (&item.heading, &item.plain, &item.body) {
        (heading, ..) if !heading.is_empty() => heading.as_str(),
        (_, plain, _) if !plain.is_empty() => plain.as_str(),
        (.., Some(body)) if !body.is_empty() => body.as_str(),
        _ if item.erased => "Its author had it erased",
        _ => "Words were taken out of it",
    };
    shortened(&words.split_whitespace().collect::<Vec<_>>().join(" "), BEGINNING)
}

fn reported(line: &QueueLine) -> Option<String> {
    match line.waiting.reports {
        0 => None,
        1 => Some("reported once".to_owned()),
        many => Some(format!("reported {many} times")),
    }
}

fn list_item(desk: &ShownDesk<'_>, place: usize, line: &QueueLine) -> AnyView {
    let name = line.name();
    let href = format!("{}#open", desk.beside.address(&[("after", desk.here), ("item", &name)]));
    let words = line.writing.words();
    let ticked = line.ticked();
    let is_ticked = desk.typed.ticked.iter().any(|one| (&one.kind, one.id) == (&ticked.kind, ticked.id));
    let urgency = line.waiting.urgency();
    let tag = (urgency == Urgency::Harm).then(|| view! { <strong class="urgent">{urgency.words()}</strong>" " });
    let state = (urgency != Urgency::Harm && urgency != Urgency::Reported).then(|| urgency.words());
    view! {
        <li data-open=(place == desk.open).then_some("")>
            <label class="pick"><input type="checkbox" name="pick" value=ticked.to_string() checked=is_ticked/><span class="vh">{format!("{} {}", words.title, line.item.id)}</span></label>
            <a href=href aria-current=(place == desk.open).then_some("true")>
                <span class="begins" dir="auto">{beginning(&line.item)}</span>
                <span class="meta">{tag}<span>{format!("{} {}", words.title, line.item.id)}</span>{state.map(|state| view! { " "<span>{state}</span> })}{reported(line).map(|said| view! { " "<span>{said}</span> })}" "<span>{format!("since {}", clock::short_date(line.waiting.since))}</span></span>
            </a>
        </li>
    }
    .into_any()
}

/// What is chosen for several at once. It stands after the list, since it is about what is ticked there.
fn several(desk: &ShownDesk<'_>) -> AnyView {
    let open = !desk.errors.is_empty() || !desk.typed.ticked.is_empty();
    view! {
        <details class="several" open=open>
            <summary>"Decide about several at once"</summary>
            <p>"Tick those above to which the same reason applies. Each author is told, as if you had decided one by one."</p>
            {view::reason_choice("reason".to_owned(), "Choose a reason (not needed to leave or show them)", &desk.typed.reason, desk.errors)}
            <p class="actions">
                <button class="button small quiet" name="action" value="leave">"Leave or show them"</button>" "
                <button class="button small quiet" name="action" value="hold">"Hold them"</button>" "
                <button class="button small quiet" name="action" value="remove">"Remove them"</button>
            </p>
        </details>
    }
    .into_any()
}

fn open_one(desk: &ShownDesk<'_>, line: &QueueLine) -> AnyView {
    let words = line.writing.words();
    let (typed, none) = (ModerationForm::default(), FormErrors::none());
    let form = view::form(line.writing, &line.item, line.last, &typed, (&none, Some(desk.beside)));
    let back = desk.beside.address(&[("after", desk.here)]);
    view! {
        <section class="desk-open" id="open" tabindex="-1" aria-labelledby="open-title">
            <p class="desk-back"><a href=back>"Back to the list"</a></p>
            <h2 id="open-title">{format!("{} {}", words.title, line.item.id)}</h2>
            {view::meta(words, &line.item, Some(&line.waiting))}
            {view::answered(&line.item)}
            {view::text(words, &line.item)}
            {view::reports(&line.reports)}
            {form}
            <p class="actions"><a href=words.page(line.item.id)>"Everything that was decided about it"</a></p>
        </section>
    }
    .into_any()
}

/// The keys, which the script shows where it runs.
fn keys() -> AnyView {
    let all: Vec<AnyView> =
        KEYS.into_iter().map(|(key, does)| view! { <li><kbd>{key}</kbd>" "{does}</li> }.into_any()).collect();
    view! {
        <details class="keys" hidden=true>
            <summary>"Keys"</summary>
            <p>"They work while the list or the open one has the focus, and not while you type."</p>
            <ul class="plain">{all}</ul>
        </details>
    }
    .into_any()
}

/// The desk: the list, and the one that is open.
pub(super) fn desk(desk: &ShownDesk<'_>) -> AnyView {
    let items: Vec<AnyView> = desk.lines.iter().enumerate().map(|(place, line)| list_item(desk, place, line)).collect();
    view! {
        <div class="desk wide" data-chosen=desk.chosen.then_some("")>
            <section class="desk-list" aria-labelledby="what-waits">
                <h2 id="what-waits">"What waits"</h2>
                <form method="post" action="/staff/moderation">
                    {desk.beside.fields()}
                    <ol>{items}</ol>
                    {several(desk)}
                </form>
                {keys()}
            </section>
            {desk.lines.get(desk.open).map(|line| open_one(desk, line))}
        </div>
    }
    .into_any()
}
