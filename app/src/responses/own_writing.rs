//! What somebody wrote stays theirs: they find it again, put it right for a short while, withdraw it while people can still
//! answer, and choose whether their vote stands beside it. Each kind of writing says in its own folder what of this it can;
//! when it may be done is the same for all and stands here.

use super::person::Persons;
use crate::clock;
use crate::consultations::instrument::Later;
use crate::consultations::model::{Dates, Stage};
use crate::consultations::rules::stage;
use crate::db::{On, Tx};
use crate::ids::AccountId;
use crate::moderation::model::WritingState;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// For how long after sending it an author may put a text right: long enough to notice a slip, and short enough that what
/// others read, answer and agree with stays what it was.
pub const CORRECTING: i64 = 15 * Time::MINUTE;

/// How often one text may be put right: each time the words before are kept.
pub const CORRECTIONS_MOST: usize = 10;

/// A piece of writing as its author sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnPiece {
    /// Its number in the record.
    pub id: i64,
    /// As its author wrote it; empty once they withdrew it.
    pub words: String,
    /// What has become of it.
    #[sqlx(try_from = "String")]
    pub state: WritingState,
    /// The title of what it is about.
    pub title: String,
    /// The consultation's name in addresses.
    pub slug: String,
    /// Where it stands, after the consultation's address.
    pub place: String,
    /// When it was sent.
    pub posted_at: Time,
    /// When its author last put it right.
    pub corrected_at: Option<Time>,
    /// Whether its author's vote may stand beside it, where one could: 1 or 0.
    pub vote_shown: Option<i64>,
    /// Whether it became part of what others vote on, and so can be withdrawn no more.
    pub taken_up: crate::db::Flag,
    /// Whether somebody else replied to it or agrees with it, and so with these very words.
    pub answered: crate::db::Flag,
    /// The dates of its consultation.
    #[sqlx(flatten)]
    pub dates: Dates,
}

impl OwnPiece {
    /// Where readers find it.
    pub fn href(&self) -> String {
        format!("/consultations/{}{}", self.slug, self.place)
    }

    /// Whether its author withdrew it.
    pub const fn withdrawn(&self) -> bool {
        self.words.is_empty()
    }

    /// The first moment at which it can be put right no more.
    pub const fn until(&self) -> Time {
        self.posted_at.plus(CORRECTING)
    }
}

/// A kind of writing, for whoever wrote it.
pub trait OwnWriting: Send + Sync {
    /// The kind's word, as moderation has it.
    fn kind(&self) -> &'static str;

    /// What an account wrote, the newest first, before a number; or only the one with this number.
    fn by<'a>(&'a self, on: On<'a>, account: AccountId, before: i64, only: Option<i64>) -> Later<'a, Vec<OwnPiece>>;

    /// The longest text it can be put right to, in characters; none where words never change, because people answer them.
    fn correctable(&self) -> Option<usize> {
        None
    }

    /// Puts other words in its place, which wait for a moderator if `held`.
    fn correct<'a>(&'a self, _tx: &'a mut Tx, _id: i64, _words: &'a str, _held: bool, _now: Time) -> Later<'a, ()> {
        crate::consultations::instrument::nothing()
    }

    /// What happens when it is withdrawn, for whoever is asked whether they mean it.
    fn when_withdrawn(&self) -> &'static [&'static str];

    /// Takes it back: its words go from pages and from the record.
    fn withdraw<'a>(&'a self, tx: &'a mut Tx, id: i64, now: Time) -> Later<'a, ()>;

    /// Shows its author's vote beside it, or no longer.
    fn show_vote<'a>(&'a self, _tx: &'a mut Tx, _id: i64, _shown: bool) -> Later<'a, ()> {
        crate::consultations::instrument::nothing()
    }
}

/// Every kind of writing that an author finds on their page.
pub fn kinds(persons: Persons) -> impl Iterator<Item = &'static dyn OwnWriting> + Send {
    persons.all().filter_map(|person| person.own_writing())
}

/// How many pieces a page shows.
pub const PAGE: usize = 20;

/// Why an author cannot do something with what they wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// Its words never change.
    WordsStay,
    /// The quarter of an hour has gone by.
    TooLate(Time),
    /// A moderator decided about it.
    Decided,
    /// Somebody else replied to it or agrees with it.
    Answered,
    /// It was put right as often as one can.
    OftenEnough,
    /// Nobody can answer any more.
    Closed,
    /// A moderator took it down: the line in its place says why.
    TakenDown,
    /// It became part of what others vote on.
    TakenUp,
    /// It was withdrawn.
    Withdrawn,
}

impl WhyNot for NotNow {
    fn reason(&self) -> Reason {
        match self {
            Self::WordsStay => reason!(
                "own-words-stay",
                CONFLICT,
                Residents,
                "Words of this kind are never changed, because others answer them",
                "These words cannot be changed, because others answer these very words. You can withdraw them and send others."
            ),
            Self::TooLate(until) => reason!(
                "own-words-too-late",
                CONFLICT,
                Residents,
                "An author puts words right within fifteen minutes, and these are older",
                format!(
                    "You could put this right until {}. From then on it stays as it is, so that what others answered and \
                     agreed with does not change under them.",
                    clock::clock_time(*until)
                )
            ),
            Self::Decided => reason!(
                "own-words-decided",
                CONFLICT,
                Residents,
                "A moderator decided about it: its author does not change it any more",
                "A moderator has read this and decided about it, so its words cannot be changed any more."
            ),
            Self::Answered => reason!(
                "own-words-answered",
                CONFLICT,
                Residents,
                "Somebody else replied to it or agrees with it: its author does not change it under them",
                "Somebody has replied to this or agrees with it, and means these very words, so they stay. You can withdraw \
                 them and write others."
            ),
            Self::OftenEnough => reason!(
                "own-words-often-enough",
                CONFLICT,
                Residents,
                "It was put right as often as one text can be",
                "You have changed this ten times, which is as often as one text can be changed."
            ),
            Self::Closed => reason!(
                "own-words-closed",
                CONFLICT,
                Residents,
                "The consultation is not open: what was written there stays",
                "People cannot answer there any more, and what was written has been read, so it stays as it is. If it must \
                 go, please write to the library service."
            ),
            Self::TakenDown => reason!(
                "own-words-taken-down",
                CONFLICT,
                Residents,
                "A moderator took it down: there is nothing to withdraw",
                "A moderator has taken this down, so nobody can read it and there is nothing to withdraw."
            ),
            Self::TakenUp => reason!(
                "own-words-taken-up",
                CONFLICT,
                Residents,
                "It became part of what others vote on, or was decided about",
                "The library service has decided about this, or others vote on it, so it cannot be withdrawn any more."
            ),
            Self::Withdrawn => reason!(
                "own-words-withdrawn",
                CONFLICT,
                Residents,
                "Its author withdrew it",
                "You have withdrawn this: its words are gone."
            ),
        }
    }
}

/// Whether an author may put a text right. `decided` says whether a moderator decided about it, `corrections` how often it
/// was put right.
///
/// # Errors
/// Why not.
pub fn may_correct(
    writing: &dyn OwnWriting,
    piece: &OwnPiece,
    (decided, corrections): (bool, usize),
    now: Time,
) -> Result<(), NotNow> {
    if piece.withdrawn() {
        Err(NotNow::Withdrawn)
    } else if writing.correctable().is_none() {
        Err(NotNow::WordsStay)
    } else if decided || !matches!(piece.state, WritingState::Published | WritingState::Held) {
        Err(NotNow::Decided)
    } else if now >= piece.until() {
        Err(NotNow::TooLate(piece.until()))
    } else if stage(&piece.dates, now) != Stage::Open {
        Err(NotNow::Closed)
    } else if piece.answered.0 {
        Err(NotNow::Answered)
    } else if corrections >= CORRECTIONS_MOST {
        Err(NotNow::OftenEnough)
    } else {
        Ok(())
    }
}

/// Whether an author may withdraw a text.
///
/// # Errors
/// Why not.
pub fn may_withdraw(piece: &OwnPiece, now: Time) -> Result<(), NotNow> {
    if piece.withdrawn() {
        Err(NotNow::Withdrawn)
    } else if stage(&piece.dates, now) != Stage::Open {
        Err(NotNow::Closed)
    } else if piece.taken_up.0 {
        Err(NotNow::TakenUp)
    } else if piece.state == WritingState::Removed {
        Err(NotNow::TakenDown)
    } else {
        Ok(())
    }
}
