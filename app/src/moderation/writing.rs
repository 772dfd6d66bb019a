//! What moderation needs to know of a kind of thing that people write: a comment, a statement, an idea. Each kind says it in
//! its own room, one list names them all, and reports, the queue, decisions and the log are the same for every kind. So a
//! new kind of writing is never forgotten by moderators.

use futures::future::BoxFuture;

use super::model::{Action, WritingState};
use super::rules::BadRedaction;
use super::view::Button;
use crate::App;
use crate::db::{DbError, On, Tx};
use crate::ids::AccountId;
use crate::reason::Reason;
use crate::site::app::Warm;
use crate::time::Time;

/// Something that is known or done a little later.
pub type Later<'a, T> = BoxFuture<'a, Result<T, DbError>>;

/// Words and names of a kind of writing that never change.
pub struct WritingWords {
    /// What it is called in the record, in the log's file and before an act: `comment`.
    pub kind: &'static str,
    /// The same at the beginning of a line.
    pub title: &'static str,
    /// The same for several.
    pub many: &'static str,
    /// The same at the beginning of a line.
    pub plural: &'static str,
    /// The part of a moderator's address before its number; empty for the kind that has none.
    pub path: &'static str,
    /// What people do with it: "the comment you *posted*".
    pub sent: &'static str,
    /// What stands before the title of what it is about, in a letter to its author: `about`, `to`.
    pub about: &'static str,
    /// What stands in the place of a reason, and when none is needed.
    pub no_reason: &'static str,
    /// What a moderator reads of one that is removed: "removed", "taken out".
    pub removed: &'static str,
    /// The same at the beginning of a sentence: "Removed on Monday".
    pub removed_title: &'static str,
    /// What an author is told is not touched, and what they can still do.
    pub untouched: &'static str,
    /// What a page says after a decision: `kind-action`, in strong words, and the rest.
    pub done: &'static [(&'static str, &'static str, &'static str)],
    /// What moderators often ask about this kind, and the answer.
    pub guidance: Option<(&'static str, &'static str)>,
}

impl WritingWords {
    /// Where those of this kind wait for a moderator.
    pub fn queue(&self) -> String {
        match self.path {
            "" => "/staff/moderation".to_owned(),
            path => format!("/staff/moderation/{path}"),
        }
    }

    /// Where a moderator sees the one with this number.
    pub fn page(&self, id: i64) -> String {
        match self.path {
            "" => format!("/staff/moderation/{id}"),
            path => format!("/staff/moderation/{path}/{id}"),
        }
    }
}

/// A piece of writing as moderators see it: the words, where and when; never who wrote it or how they voted.
#[derive(Clone, Debug)]
pub struct WritingItem {
    /// Its number in the record.
    pub id: i64,
    /// What has become of it.
    pub state: WritingState,
    /// Whether its author had it erased: there are no words left to decide about.
    pub erased: bool,
    /// What it is: "Comment on ", "Reply to comment 4 on ".
    pub on: String,
    /// The title of what it is about, and where readers find it.
    pub title: String,
    /// The address where readers find it.
    pub href: String,
    /// What else a moderator may know, such as the library its author agreed to show.
    pub facts: Vec<String>,
    /// When it was sent.
    pub posted_at: Time,
    /// Its own heading; empty when it has none.
    pub heading: String,
    /// As shown, or as it would be: safe HTML; or plain words.
    pub html: String,
    /// Plain words, of a kind that has no formatting.
    pub plain: String,
    /// As written, where words can be taken out of it.
    pub body: Option<String>,
    /// Whether words were taken down that a moderator can ask to see.
    pub hidden: bool,
    /// What it answers, as readers see that: safe HTML. None when it answers nothing, or nothing of that is shown.
    pub answers: Option<String>,
}

/// Why a decision cannot be made.
pub enum DecisionRefused {
    /// It does not fit what has become of it.
    Conflict(Reason),
    /// The text with words taken out will not do.
    Unfit(BadRedaction),
}

/// A kind of thing that people write.
pub trait Writing: Send + Sync {
    /// Words that never change.
    fn words(&self) -> &'static WritingWords;

    /// These, in any order; numbers that are none's, and what is not public yet, are left out.
    fn items<'a>(&'a self, on: On<'a>, ids: &'a [i64]) -> Later<'a, Vec<WritingItem>>;

    /// What can be decided in a state.
    fn buttons(&self, state: WritingState) -> &'static [Button];

    /// Takes hold of one, so that nobody else decides about it meanwhile: its state, and whether there are words left. None
    /// when there is no such one.
    fn hold<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(WritingState, bool)>>;

    /// Changes what is shown of it, and says whether the text that is shown stays the same.
    fn show<'a>(
        &'a self,
        tx: &'a mut Tx,
        id: i64,
        action: Action,
        redacted: &'a str,
    ) -> Later<'a, Result<bool, DecisionRefused>>;

    /// Whoever wrote it, if they can still be reached: their account and address.
    fn author<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(AccountId, String)>>;

    /// One as its author wrote it, whatever has become of it: for them, and for whoever decides about their appeal.
    fn as_written<'a>(&'a self, on: On<'a>, id: i64) -> Later<'a, Option<String>>;

    /// What its author is told was done.
    fn news(&self, was: WritingState, action: Action) -> &'static str;
}

/// Every kind of writing. The assembly puts the list in.
#[derive(Clone, Default)]
pub struct Writings(pub Vec<&'static dyn Writing>);

impl Warm for Writings {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

impl Writings {
    /// The kind with this word in the record.
    pub fn of_kind(&self, kind: &str) -> Option<&'static dyn Writing> {
        self.0.iter().copied().find(|one| one.words().kind == kind)
    }

    /// The kind with this part of an address.
    pub fn at(&self, path: &str) -> Option<&'static dyn Writing> {
        self.0.iter().copied().find(|one| one.words().path == path)
    }
}
