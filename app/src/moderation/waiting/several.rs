//! Deciding about several at once, where the reason is the same: one decision for each, all in one transaction. What cannot be
//! decided, because somebody else did meanwhile or because it does not fit, is said for each, and the others are done.

use axum::http::StatusCode;

use super::beside::BesideList;
use super::queue::{self, SeveralForm, SeveralOutcome, SeveralSent};
use super::rules::{MOST_AT_ONCE, SEVERAL_DONE, Ticked};
use crate::moderation::deciding::{FoundWriting, Unsettled, Wanted, settle};
use crate::moderation::model::{Action, PolicyReason, WritingState};
use crate::moderation::rules;
use crate::moderation::writing::Writings;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Visit};

/// What is done with each of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ForAll {
    /// What is shown stays as it is, and what is held is shown.
    Leave,
    /// Held.
    Hold,
    /// Removed.
    Remove,
}

impl ForAll {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "leave" => Some(Self::Leave),
            "hold" => Some(Self::Hold),
            "remove" => Some(Self::Remove),
            _ => None,
        }
    }

    /// What that is for one in this state, as the word of a button for one alone.
    const fn word_for(self, state: WritingState) -> &'static str {
        match (self, state) {
            (Self::Leave, WritingState::Held) => "publish",
            (Self::Leave, _) => "keep",
            (Self::Hold, _) => "hold",
            (Self::Remove, _) => "remove",
        }
    }
}

/// Reads what was ticked; what is no name of anything is left out.
fn ticked(fields: &Fields) -> Vec<Ticked> {
    let mut ticked: Vec<Ticked> = fields.all("pick").filter_map(|one| one.parse().ok()).collect();
    // Always in the same order, so that two moderators who ticked the same never wait for each other.
    ticked.sort();
    ticked.dedup_by(|one, other| (&one.kind, one.id) == (&other.kind, other.id));
    ticked
}

/// `POST /staff/moderation` (pick: any number; action: leave, hold or remove)
pub(in crate::moderation) async fn decide(visit: Visit, fields: Fields) -> Page {
    visit.actor()?;
    let typed = SeveralForm { ticked: ticked(&fields), reason: fields.text("reason").to_owned() };
    let beside = BesideList::of(&fields);
    let mut errors = FormErrors::none();
    fields.expect_only(&["pick", "reason", "action", "kind", "consultation", "next"], &mut errors);
    let all = ForAll::from_word(fields.text("action"));
    if all.is_none() {
        errors.add("form", "Choose what to do with them");
    }
    let needed = matches!(all, Some(ForAll::Hold | ForAll::Remove));
    let reason = errors.check("reason", rules::reason(&typed.reason, needed)).flatten().filter(|_| needed);
    match typed.ticked.len() {
        0 => errors.add("form", "Tick at least one in the list"),
        many if many > MOST_AT_ONCE => {
            errors.add("form", format!("Tick at most {MOST_AT_ONCE}: nobody reads more at once with care"));
        }
        _ => {}
    }
    let (Some(all), true) = (all, errors.is_empty()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let sent = SeveralSent { typed: &typed, errors: &errors, outcome: None, beside, status };
        return queue::of(&visit, None, Some(sent)).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let mut left: Vec<(String, String)> = Vec::new();
    let mut done = 0_i64;
    for one in &typed.ticked {
        match decide_one(&visit, &mut tx, one, (all, reason)).await {
            Ok(()) => done += 1,
            Err(NotDone::Said(name, why)) => left.push((name, why)),
            Err(NotDone::Fault(fault)) => return Err(fault),
        }
    }
    let address = beside.after(SEVERAL_DONE.0);
    if left.is_empty() {
        once.keep(&mut tx, ("several-moderation", 0), &address).await?;
        tx.commit().await?;
        return visit.go(&address);
    }
    tx.commit().await?;
    let outcome = Some(SeveralOutcome { done, left });
    let sent =
        SeveralSent { typed: &SeveralForm::default(), errors: &errors, outcome, beside, status: StatusCode::CONFLICT };
    queue::of(&visit, None, Some(sent)).await
}

/// Why one of several was not decided about.
enum NotDone {
    /// It is said beside its name, and the others are done.
    Said(String, String),
    /// The record is out of reach, or something is broken: nothing is done.
    Fault(Fault),
}

impl<F: Into<Fault>> From<F> for NotDone {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

async fn decide_one(
    visit: &Visit,
    tx: &mut crate::db::Tx,
    one: &Ticked,
    (all, reason): (ForAll, Option<PolicyReason>),
) -> Result<(), NotDone> {
    let gone = || NotDone::Said(format!("Number {}", one.id), "It is not there any more.".to_owned());
    let writing = visit.app.warm::<Writings>().of_kind(&one.kind).ok_or_else(gone)?;
    let item = writing.items((&mut *tx).into(), &[one.id]).await?.pop().ok_or_else(gone)?;
    let name = format!("{} {}", writing.words().title, one.id);
    let word = all.word_for(item.state);
    if !writing.buttons(item.state).iter().any(|(value, ..)| *value == word) {
        let why = match item.state {
            WritingState::Held => "It is held already.",
            WritingState::Removed => "It is removed already.",
            WritingState::Published | WritingState::Redacted => "That cannot be done with it.",
        };
        return Err(NotDone::Said(name, why.to_owned()));
    }
    let wanted = Wanted { action: Action::from_word(word), reason, note: "", redacted: "", seen: one.seen };
    match settle(visit, tx, &FoundWriting { writing, item }, &wanted).await {
        Ok(()) => Ok(()),
        Err(Unsettled::Meanwhile) => Err(NotDone::Said(
            name,
            "Somebody else decided about it, or its author put it right, while you were reading.".to_owned(),
        )),
        Err(Unsettled::Fault(Fault::Refused(why))) => Err(NotDone::Said(name, why.words.into_owned())),
        Err(Unsettled::Fault(Fault::Missing)) => Err(NotDone::Said(name, "It is not there any more.".to_owned())),
        Err(Unsettled::Fault(fault)) => Err(NotDone::Fault(fault)),
        // Nothing is taken out of several at once.
        Err(Unsettled::Unfit(_)) => Err(NotDone::Said(name, "That cannot be done with it.".to_owned())),
    }
}
