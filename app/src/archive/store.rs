//! Putting a consultation that was run elsewhere on the record: each room writes what is its own.

use super::form::EarlierText;
use crate::audit::store::{NewEntry, append};
use crate::consultations::earlier::{self, RunElsewhere};
use crate::consultations::editing::form::slug_of;
use crate::consultations::editing::hash_of;
use crate::consultations::editing::store::{self as consultations, ConsultationText};
use crate::consultations::model::{Level, Showing};
use crate::db::{DbError, Tx, dialect};
use crate::decisions;
use crate::ids::{AccountId, ConsultationId};
use crate::proposals::documents;
use crate::site::Fault;
use crate::time::Time;
use crate::ui::prose;

/// What a consultation says that was run elsewhere. It promises nothing any more: the level is never shown.
fn words(text: &EarlierText, slug: String) -> ConsultationText {
    ConsultationText {
        slug,
        title: text.title.clone(),
        summary: text.summary.clone(),
        background: text.background.clone(),
        level: Level::Consult,
        results: Showing::Hidden,
        opens_at: text.opens_at,
        closes_at: Some(text.closes_at),
        decision_due_at: None,
        branches: text.branches.clone(),
    }
}

/// What belongs to it beside the words: its mark, its place in time, its outcome, and the words it is found by.
async fn beside(
    tx: &mut Tx,
    id: ConsultationId,
    text: &EarlierText,
    entered_at: Time,
    now: Time,
) -> Result<(), DbError> {
    let own =
        RunElsewhere { run_with: text.run_with.clone(), answers: text.answers, link: text.link.clone(), entered_at };
    earlier::keep(tx, id, &own).await?;
    let outcome = text.outcome.as_ref().map(|(content, on)| (content, *on));
    decisions::store::record(tx, id, outcome, now).await?;
    earlier::place(tx, id, text.opens_at.unwrap_or(text.closes_at), outcome.map(|(_, on)| on)).await?;
    let mut found_by = vec![text.title.clone(), text.summary.clone(), prose::plain(&text.background)];
    found_by.push(text.run_with.clone());
    if let Some((content, _)) = &text.outcome {
        found_by.push(content.outcome.clone());
        found_by.extend([&content.you_said, &content.we_did, &content.reasons].map(|part| prose::plain(part)));
    }
    dialect::index_consultation(tx, id.0, &found_by.join("\n")).await
}

async fn act(
    tx: &mut Tx,
    (actor, action): (Option<AccountId>, &str),
    id: ConsultationId,
    detail: &[(&str, String)],
    now: Time,
) -> Result<(), DbError> {
    append(tx, &NewEntry { actor, action, subject_kind: "consultation", subject_id: id.0, detail }, now).await.map(drop)
}

/// Enters one. Gives its number and its name in addresses.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn enter(
    tx: &mut Tx,
    text: &EarlierText,
    actor: Option<AccountId>,
    now: Time,
) -> Result<(ConsultationId, String), Fault> {
    let slug = consultations::free_slug(&mut *tx, &slug_of(&text.title), None).await?;
    let id = consultations::create(tx, &words(text, slug.clone()), now).await?;
    beside(tx, id, text, now, now).await?;
    act(tx, (actor, "consultation.enter"), id, &[("content_sha256", hash_of(text)?)], now).await?;
    Ok((id, slug))
}

/// Changes one. False when somebody changed it since `seen`.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn change(
    tx: &mut Tx,
    (id, slug, own): (ConsultationId, &str, &RunElsewhere),
    text: &EarlierText,
    (actor, seen): (AccountId, Time),
    now: Time,
) -> Result<bool, Fault> {
    if !consultations::save(tx, id, &words(text, slug.to_owned()), seen, now).await? {
        return Ok(false);
    }
    beside(tx, id, text, own.entered_at, now).await?;
    act(tx, (Some(actor), "consultation.enter-again"), id, &[("content_sha256", hash_of(text)?)], now).await?;
    Ok(true)
}

/// Takes one off the record, with its documents. False when it changed since `seen`.
///
/// # Errors
/// When the record refuses it.
pub(super) async fn delete(
    tx: &mut Tx,
    id: ConsultationId,
    (actor, seen): (AccountId, Time),
    now: Time,
) -> Result<bool, DbError> {
    documents::store::forget_of_consultation(tx, id).await?;
    dialect::forget_consultation(tx, id.0).await?;
    if !earlier::delete(tx, id, seen).await? {
        return Ok(false);
    }
    act(tx, (Some(actor), "consultation.take-off"), id, &[], now).await?;
    Ok(true)
}
