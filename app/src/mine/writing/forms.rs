//! What happens when somebody puts right or withdraws what they wrote, or chooses whether their vote stands beside it.

use axum::http::StatusCode;

use super::pages::{crumbs, show};
use super::{OwnPage, of};
use crate::db::Tx;
use crate::moderation::earlier::earlier_of;
use crate::moderation::screening::why_held;
use crate::moderation::store as moderation;
use crate::moderation::store::WritingRef;
use crate::reason::WhyNot;
use crate::responses::own_writing::{may_correct, may_withdraw};
use crate::site::fields::length;
use crate::site::shell::Area;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Question, Visit, once};

/// Takes hold of a piece, so that no moderator decides about it meanwhile, and reads it again.
async fn held(tx: &mut Tx, visit: &Visit, found: &mut OwnPage) -> Result<(), Fault> {
    let account = visit.own_account()?.id;
    let id = found.piece.id;
    found.writing.hold(&mut *tx, id).await?.ok_or(Fault::Missing)?;
    found.piece = of(found.own, (&mut *tx).into(), account, id).await?.ok_or(Fault::Missing)?;
    let about = WritingRef { kind: found.own.kind(), id };
    found.decisions = moderation::decisions_of(&mut *tx, about).await?;
    found.corrections = earlier_of(tx, about).await?.len();
    Ok(())
}

/// `POST /account/writing/{kind}/{id}`: other words in its place.
pub async fn correct(visit: Visit, Path((kind, id)): Path<(String, String)>, fields: Fields) -> Page {
    let mut found = OwnPage::find(&visit, &kind, &id).await?;
    let typed = fields.raw_text("words").to_owned();
    let mut errors = FormErrors::none();
    fields.expect_only(&["words"], &mut errors);
    let longest = found.own.correctable().unwrap_or_default();
    let words = errors.check("words", length(fields.text("words"), "your words", true, longest));
    if let Err(why) = found.correctable(&visit) {
        return refused(&visit, &found, &typed, &why);
    }
    let (Some(words), true) = (words, errors.is_empty()) else {
        return show(&visit, &found, Some(&typed), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    if words == found.piece.words {
        return visit.go(&found.href());
    }
    let mut tx = visit.app.db.begin().await?;
    held(&mut tx, &visit, &mut found).await?;
    let before = (!found.decisions.is_empty(), found.corrections);
    if let Err(why) = may_correct(found.own, &found.piece, before, visit.now) {
        tx.rollback().await?;
        return refused(&visit, &found, &typed, &why);
    }
    let waits = why_held(&words).is_some();
    found.own.correct(&mut tx, found.piece.id, &words, waits, visit.now).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done={}#done", found.href(), if waits { "held" } else { "corrected" }))
}

/// The page again, with what was typed, to be copied.
fn refused(visit: &Visit, found: &OwnPage, typed: &str, why: &dyn WhyNot) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", format!("{} What you typed is not saved; it is below, so that you can copy it.", why.words()));
    let typed = found.own.correctable().map(|_| typed);
    show(visit, found, typed, &errors, StatusCode::CONFLICT)
}

/// `GET /account/writing/{kind}/{id}/withdraw`
pub async fn ask(visit: Visit, Path((kind, id)): Path<(String, String)>) -> Page {
    let found = OwnPage::find(&visit, &kind, &id).await?;
    may_withdraw(&found.piece, visit.now)?;
    let question = Question {
        title: format!("Withdraw this {kind}?"),
        about: found.piece.title.clone(),
        consequences: found.own.when_withdrawn().iter().map(|one| (*one).to_owned()).collect(),
        action: format!("{}/withdraw", found.href()),
        button: "Withdraw it",
        back: (found.href(), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Public, crumbs)
}

/// `POST /account/writing/{kind}/{id}/withdraw`
pub async fn withdraw(visit: Visit, Path((kind, id)): Path<(String, String)>, fields: Fields) -> Page {
    let mut found = OwnPage::find(&visit, &kind, &id).await?;
    fields.require_only(&[])?;
    let done = format!("{}?done=withdrawn#done", found.href());
    if found.piece.withdrawn() {
        // Pressed twice.
        return visit.go(&done);
    }
    let mut tx = visit.app.db.begin().await?;
    held(&mut tx, &visit, &mut found).await?;
    may_withdraw(&found.piece, visit.now)?;
    let id = found.piece.id;
    found.own.withdraw(&mut tx, id, visit.now).await?;
    // The same words may be sent again.
    once::forget(&mut tx, (found.own.kind(), id)).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /account/writing/{kind}/{id}/vote` (`show` is 1 or 0)
pub async fn vote(visit: Visit, Path((kind, id)): Path<(String, String)>, fields: Fields) -> Page {
    let mut found = OwnPage::find(&visit, &kind, &id).await?;
    fields.require_only(&["show"])?;
    if found.piece.vote_shown.is_none() || found.piece.withdrawn() {
        return Err(Fault::Missing);
    }
    let shown = fields.ticked("show");
    let mut tx = visit.app.db.begin().await?;
    held(&mut tx, &visit, &mut found).await?;
    found.own.show_vote(&mut tx, found.piece.id, shown && !found.piece.withdrawn()).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=vote-{}#done", found.href(), u8::from(shown)))
}
