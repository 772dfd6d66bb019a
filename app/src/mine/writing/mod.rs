//! What somebody wrote, on their own page: every comment, statement and idea with what became of it, and what its author can
//! still do. What that is, each kind says (`responses::own_writing`).

pub mod forms;
pub mod pages;
#[cfg(test)]
mod tests;

use crate::ids::AccountId;
use crate::moderation::appeals::{self, model::Appeal};
use crate::moderation::earlier::earlier_of;
use crate::moderation::store::{self as moderation, ModerationDecision, WritingRef};
use crate::moderation::writing::{Writing, Writings};
use crate::responses::own_writing::{NotNow, OwnPiece, OwnWriting, kinds, may_correct};
use crate::responses::person::Persons;
use crate::site::{Fault, Visit};

/// One piece of writing of whoever is signed in, with everything its page says.
pub(super) struct OwnPage {
    /// The kind, for its author.
    pub own: &'static dyn OwnWriting,
    /// The kind, as moderation has it.
    pub writing: &'static dyn Writing,
    /// The piece.
    pub piece: OwnPiece,
    /// What moderators decided about it, the latest first.
    pub decisions: Vec<ModerationDecision>,
    /// The appeals against them.
    pub appeals: Vec<Appeal>,
    /// How often it was put right.
    pub corrections: usize,
}

impl OwnPage {
    /// The one at an address.
    ///
    /// # Errors
    /// [`Fault::Missing`] when there is none, or it is somebody else's.
    pub(super) async fn find(visit: &Visit, kind: &str, id: &str) -> Result<Self, Fault> {
        let account = visit.own_account()?.id;
        let own = kinds(Persons::of(&visit.app)).find(|one| one.kind() == kind).ok_or(Fault::Missing)?;
        let writing = visit.app.warm::<Writings>().of_kind(kind).ok_or(Fault::Missing)?;
        let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
        let db = &visit.app.db;
        let piece = of(own, db.into(), account, id).await?.ok_or(Fault::Missing)?;
        let about = WritingRef { kind: own.kind(), id };
        let decisions = moderation::decisions_of(db, about).await?;
        let corrections = earlier_of(db, about).await?.len();
        let appeals = appeals::store::about(db, about).await?;
        Ok(Self { own, writing, piece, decisions, appeals, corrections })
    }

    /// Whether it can be put right now.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn correctable(&self, visit: &Visit) -> Result<(), NotNow> {
        may_correct(self.own, &self.piece, (!self.decisions.is_empty(), self.corrections), visit.now)
    }

    /// Its own page.
    pub(super) fn href(&self) -> String {
        href(self.own, self.piece.id)
    }
}

/// The address of a piece's own page.
pub(super) fn href(own: &dyn OwnWriting, id: i64) -> String {
    format!("/account/writing/{}/{id}", own.kind())
}

/// One piece of an account.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn of(
    own: &dyn OwnWriting,
    on: crate::db::On<'_>,
    account: AccountId,
    id: i64,
) -> Result<Option<OwnPiece>, crate::db::DbError> {
    Ok(own.by(on, account, i64::MAX, Some(id)).await?.pop())
}
