//! Deciding about a piece of writing: its page with everything that was reported and decided, and what happens when a
//! moderator decides. The same for every kind: what is shown changes, the reports are closed, the decision is entered in the
//! log and in the record of acts, and the author is told, all in one transaction.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::letter::{self, LetterContent};
use super::model::{Action, NOTE_LONGEST, PolicyReason, WritingState};
use super::rules::BadRedaction;
use super::store::{self, NewDecision, WritingRef};
use super::view::{self, ModerationForm};
use super::waiting::beside::BesideList;
use super::waiting::queue;
use super::writing::{DecisionRefused, Writing, WritingItem, Writings};
use super::{appeals, earlier, rules};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::db::Tx;
use crate::reason;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit, once};
use crate::ui::error_summary;

/// The longest text with words taken out, in characters: longer than anything people can write.
const TEXT_LONGEST: usize = 20_000;

/// A piece of writing with its kind.
#[derive(Clone)]
pub struct FoundWriting {
    /// The kind.
    pub writing: &'static dyn Writing,
    /// What it is.
    pub item: WritingItem,
}

impl FoundWriting {
    fn about(&self) -> WritingRef<'static> {
        WritingRef { kind: self.writing.words().kind, id: self.item.id }
    }
}

/// The piece of writing at a moderator's address.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub async fn find(visit: &Visit, path: &str, id: &str) -> Result<FoundWriting, Fault> {
    let writing = visit.app.warm::<Writings>().at(path).ok_or(Fault::Missing)?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let item = writing.items((&visit.app.db).into(), &[id]).await?.pop().ok_or(Fault::Missing)?;
    Ok(FoundWriting { writing, item })
}

/// `GET /staff/moderation/{number}`; or what waits of a kind, at its address.
pub async fn first(visit: Visit, Path(what): Path<String>) -> Page {
    if let Some(writing) = visit.app.warm::<Writings>().at(&what) {
        return queue::of(&visit, Some(writing), None).await;
    }
    one(&visit, "", &what).await
}

/// `GET /staff/moderation/{kind}/{number}`
pub async fn other(visit: Visit, Path((what, id)): Path<(String, String)>) -> Page {
    one(&visit, &what, &id).await
}

async fn one(visit: &Visit, path: &str, id: &str) -> Page {
    let found = find(visit, path, id).await?;
    show(visit, &found, None, (&ModerationForm::default(), &FormErrors::none(), StatusCode::OK)).await
}

/// The page of one; with the original words once somebody's look at them is recorded.
pub async fn show(
    visit: &Visit,
    found: &FoundWriting,
    original: Option<&str>,
    (typed, errors, status): (&ModerationForm, &FormErrors, StatusCode),
) -> Page {
    let (words, item) = (found.writing.words(), &found.item);
    let reports = store::reports_of(&visit.app.db, found.about()).await?;
    let decisions = store::decisions_of(&visit.app.db, found.about()).await?;
    let appeal = appeals::store::waiting_about(&visit.app.db, found.about()).await?;
    let words_before = earlier::earlier_of(&visit.app.db, found.about()).await?;
    let corrections = i64::try_from(words_before.len()).unwrap_or(i64::MAX);
    let last = earlier::mark(decisions.first().map_or(0, |decision| decision.id), corrections);
    let name = format!("{} {}", words.title, item.id);
    visit.page(name.clone()).area(Area::Staff).status(status).show(|| {
        let history: Vec<AnyView> = decisions
            .iter()
            .map(|one| {
                let note = (!one.note.is_empty()).then(|| view! { " The author was also told: "<q dir="auto">{one.note.clone()}</q> });
                view! { <li>{view::decision(words, one)}{note}</li> }.into_any()
            })
            .collect();
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/moderation">"Moderation"</a></li></ol></nav>
            <header class="title"><p class="over">"Moderation"</p><h1>{name.clone()}</h1></header>
            {view::meta(words, item, None)}
            {view::answered(item)}
            {view::text(words, item)}
            {original.map(|body| view! {
                <section aria-labelledby="original"><h2 id="original">"As it was written"</h2>
                <blockquote class="original" dir="auto" inner_html=crate::ui::prose::render(body, crate::ui::prose::Author::Resident).into_string()></blockquote>
                {words_before.iter().map(|one| view! {
                    <h3>{format!("Until its author put it right on {}", clock::long_date_time(one.at))}</h3>
                    <blockquote class="original" dir="auto" inner_html=crate::ui::prose::render(&one.words, crate::ui::prose::Author::Resident).into_string()></blockquote>
                }).collect::<Vec<_>>()}
                <p class="quiet">"That you saw these words is recorded."</p></section>
            })}
            {(!words_before.is_empty() && original.is_none()).then(|| view! {
                <p>"Its author put it right after sending it. What was reported may have been the words before: you can ask to see them."</p>
            })}
            {((item.hidden || !words_before.is_empty()) && original.is_none()).then(|| view! {
                <form method="post" action=format!("{}/original", words.page(item.id))>
                    <p class="actions"><button class="button quiet">"See what was written"</button></p>
                    <p class="hint">"Words that were taken down may hurt somebody, so each look at them is recorded. You need them only to answer an appeal or to redact again."</p>
                </form>
            })}
            {(!reports.is_empty()).then(|| view! { <h2>"Reports"</h2> })}
            {view::reports(&reports)}
            {(!history.is_empty()).then(|| view! { <h2>"Decided so far"</h2><ul>{history}</ul> })}
            {(!item.erased).then(|| view! {
                <h2>"Decide"</h2>
                {appeal.map(|appeal| view! {
                    <div class="note"><p><strong>"Its author appeals."</strong>" Whether it is shown again is decided "<a href=format!("/staff/moderation/appeals/{appeal}")>"there"</a>", by somebody who has not decided about it before."</p></div>
                })}
                <p>"Criticism stays. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count."</p>
                {view::form(found.writing, item, last, typed, (errors, None))}
            })}
        }
        .into_any()
    })
}

/// `POST /staff/moderation/{number}` (action: publish, hold, remove, redact or keep).
pub async fn decide_first(visit: Visit, Path(what): Path<String>, fields: Fields) -> Page {
    decide(&visit, "", &what, &fields).await
}

/// `POST /staff/moderation/{kind}/{number}`
pub async fn decide_other(visit: Visit, Path((what, id)): Path<(String, String)>, fields: Fields) -> Page {
    decide(&visit, &what, &id, &fields).await
}

/// What a moderator wants: what to do (nothing leaves it as it is), why, and what the author is told.
pub(super) struct Wanted<'a> {
    /// What to do; none leaves it as it is.
    pub action: Option<Action>,
    /// Why.
    pub reason: Option<PolicyReason>,
    /// What the author is told beside the reason.
    pub note: &'a str,
    /// The text with words taken out.
    pub redacted: &'a str,
    /// The number of the latest decision that was seen.
    pub seen: i64,
}

fn read<'a>(
    found: &FoundWriting,
    fields: &'a Fields,
    typed: &ModerationForm,
    errors: &mut FormErrors,
) -> Option<Wanted<'a>> {
    fields.expect_only(&["action", "reason", "note", "text", "seen", "next", "kind", "consultation"], errors);
    let (words, id) = (found.writing.words(), found.item.id);
    let word = fields.text("action");
    // Only what one of this kind's buttons says in some state.
    let known = super::model::WritingState::ALL
        .into_iter()
        .any(|state| found.writing.buttons(state).iter().any(|(value, ..)| *value == word))
        || (word == Action::Redact.word() && found.item.body.is_some());
    let action = Action::from_word(word);
    if !known {
        errors.add("form", format!("Choose what to do with the {}", words.kind));
    }
    let needed = action.is_some_and(Action::needs_reason);
    let reason = errors.check(&format!("reason-{id}"), rules::reason(&typed.reason, needed)).flatten();
    errors.check(&format!("note-{id}"), length(&typed.note, "the note to the author", false, NOTE_LONGEST));
    errors.check(&format!("text-{id}"), length(&typed.text, "the text", false, TEXT_LONGEST));
    let seen = fields.number("seen");
    if seen.is_none() {
        errors.add("form", "The form is not complete: please decide again on this page");
    }
    // A reason belongs to what is held back, not to what is published.
    let reason = reason.filter(|_| action.is_some_and(Action::needs_reason));
    let wanted = Wanted { action, reason, note: fields.text("note"), redacted: fields.text("text"), seen: seen? };
    errors.is_empty().then_some(wanted)
}

async fn decide(visit: &Visit, path: &str, id: &str, fields: &Fields) -> Page {
    let found = find(visit, path, id).await?;
    visit.actor()?;
    let (words, about) = (found.writing.words(), found.about());
    let typed = ModerationForm {
        reason: fields.text("reason").to_owned(),
        note: fields.raw_text("note").to_owned(),
        text: fields.raw_text("text").to_owned(),
        redacting: fields.text("action") == Action::Redact.word(),
    };
    let mut errors = FormErrors::none();
    let Some(wanted) = read(&found, fields, &typed, &mut errors) else {
        return show(visit, &found, None, (&typed, &errors, StatusCode::UNPROCESSABLE_ENTITY)).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    match settle(visit, &mut tx, &found, &wanted).await {
        Ok(()) => {}
        Err(Unsettled::Meanwhile) => {
            tx.rollback().await?;
            return stale(visit, &found, path, &typed).await;
        }
        Err(Unsettled::Unfit(why)) => {
            tx.rollback().await?;
            errors.add(format!("text-{}", about.id), why);
            let typed = ModerationForm { redacting: true, ..typed };
            return show(visit, &found, None, (&typed, &errors, StatusCode::UNPROCESSABLE_ENTITY)).await;
        }
        Err(Unsettled::Fault(fault)) => return Err(fault),
    }
    let word = format!("{}-{}", words.kind, fields.text("action"));
    let done = BesideList::of(fields).after(&word);
    once.keep(&mut tx, (&format!("{}-moderation", words.kind), about.id), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// Why nothing was decided about one.
pub(super) enum Unsettled {
    /// Somebody else decided about it since it was read.
    Meanwhile,
    /// The text with words taken out will not do.
    Unfit(BadRedaction),
    /// It cannot be, or the record refused it.
    Fault(Fault),
}

impl<F: Into<Fault>> From<F> for Unsettled {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// Decides about one: takes hold of it, changes what is shown, and enters the decision. Nothing is changed when it cannot be.
///
/// # Errors
/// Why nothing was decided.
pub(super) async fn settle(
    visit: &Visit,
    tx: &mut Tx,
    found: &FoundWriting,
    wanted: &Wanted<'_>,
) -> Result<(), Unsettled> {
    let (writing, words, about) = (found.writing, found.writing.words(), found.about());
    let Some((was, words_left)) = writing.hold(&mut *tx, about.id).await? else { return Err(Fault::Missing.into()) };
    if !words_left {
        let why = format!("The author had this {} erased, so there is nothing left to decide about.", words.kind);
        return Err(Unsettled::Fault(Fault::Refused(reason!(
            "words-erased",
            CONFLICT,
            Staff,
            "The author had the words erased: there is nothing left to decide about",
            why
        ))));
    }
    if appeals::store::waiting_about(&mut *tx, about).await?.is_some() {
        appeals::rules::beside_an_appeal(was, wanted.action).map_err(Fault::from)?;
    }
    let (last, last_reason) = store::last_decision(&mut *tx, about).await?.unwrap_or_default();
    let corrections = earlier::corrections(&mut *tx, about.kind, &[about.id]).await?;
    if earlier::mark(last, corrections.first().map_or(0, |(_, times)| *times)) != wanted.seen {
        return Err(Unsettled::Meanwhile);
    }
    let (action, reason, same_text) = match wanted.action {
        None => (Action::that_keeps(was), last_reason, true),
        Some(action) => match writing.show(&mut *tx, about.id, action, wanted.redacted).await? {
            Ok(same) => (action, wanted.reason.map_or("", PolicyReason::word).to_owned(), same),
            Err(DecisionRefused::Conflict(why)) => return Err(Unsettled::Fault(Fault::Refused(why))),
            Err(DecisionRefused::Unfit(why)) => return Err(Unsettled::Unfit(why)),
        },
    };
    let made = LetterContent { writing, item: &found.item, was, action, reason: wanted.reason, note: wanted.note };
    enter(visit, tx, &made, &reason, same_text).await?;
    Ok(())
}

/// Enters what was decided: in the log, where it also closes the reports; in a letter to the author; and in the record of
/// acts. `reason` is the word in the log, which stays when something is left as it is.
async fn enter(
    visit: &Visit,
    tx: &mut Tx,
    made: &LetterContent<'_>,
    reason: &str,
    same_text: bool,
) -> Result<(), Fault> {
    let by = visit.actor()?;
    let (kind, id) = (made.writing.words().kind, made.item.id);
    let new = NewDecision { about: WritingRef { kind, id }, action: made.action, reason, note: made.note, by };
    let decision = store::enter(&mut *tx, &new, visit.now).await?;
    if rules::author_hears(made.was, made.action, same_text) {
        letter::send(&mut *tx, visit, made, decision).await?;
    }
    let mut detail = vec![("decision", decision.to_string()), ("was", made.was.word().to_owned())];
    if let Some(reason) = made.reason {
        detail.push(("reason", reason.word().to_owned()));
    }
    let name = format!("{kind}.{}", made.action.word());
    let act = NewEntry { actor: Some(by), action: &name, subject_kind: kind, subject_id: id, detail: &detail };
    append(&mut *tx, &act, visit.now).await?;
    // Whoever reported it may do so again, and what was taken down may be written again.
    once::forget(tx, (kind, id)).await?;
    Ok(())
}

/// Publishes some of what waits, as it was written: what a moderator has read in a list. What is no longer there, or was
/// decided about meanwhile, is left alone. Gives how many were published.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn publish_some(
    visit: &Visit,
    tx: &mut Tx,
    writing: &'static dyn Writing,
    ids: &[i64],
) -> Result<usize, Fault> {
    let mut published = 0;
    for item in writing.items((&mut *tx).into(), ids).await? {
        let action = Action::Publish;
        let about = WritingRef { kind: writing.words().kind, id: item.id };
        if appeals::store::waiting_about(&mut *tx, about).await?.is_some() {
            continue;
        }
        let Some((was @ WritingState::Held, true)) = writing.hold(&mut *tx, item.id).await? else { continue };
        let Ok(same_text) = writing.show(&mut *tx, item.id, action, "").await? else { continue };
        let made = LetterContent { writing, item: &item, was, action, reason: None, note: "" };
        enter(visit, &mut *tx, &made, "", same_text).await?;
        published += 1;
    }
    Ok(published)
}

/// The page again when somebody else decided meanwhile: what they decided, and what was typed.
async fn stale(visit: &Visit, found: &FoundWriting, path: &str, typed: &ModerationForm) -> Page {
    let decisions = store::decisions_of(&visit.app.db, found.about()).await?;
    let meanwhile = match decisions.first() {
        Some(one) => format!(
            "Somebody else decided about this {} while you were reading, so your decision is not recorded. {}",
            found.writing.words().kind,
            view::decision(found.writing.words(), one)
        ),
        None => "Its author put it right while you were reading, so your decision is not recorded: it would have been about \
                 words that you have not read. They are above."
            .to_owned(),
    };
    let found = find(visit, path, &found.item.id.to_string()).await?;
    let mut errors = FormErrors::none();
    errors.add("form", format!("{meanwhile} What you typed is below: send it again if it is still what you think."));
    show(visit, &found, None, (typed, &errors, StatusCode::CONFLICT)).await
}
