//! What the writer needs of a kind of thing that is asked: a *desk* for each batch. It knows what its kind needs to know of
//! the batch, judges each submission of its kind, and writes them together. The writer itself knows people, consultations,
//! responses and receipts, and no kind.

use std::any::Any;
use std::collections::{HashMap, HashSet};

use super::{Refusal, Submission};
use crate::App;
use crate::consultations::instrument::Later;
use crate::consultations::model::{Consultation, Dates};
use crate::db::Tx;
use crate::ids::{AccountId, BranchId, ConsultationId, ParticipantId, ResponseId};
use crate::responses::form::AnswerForm;
use crate::responses::model::Channel;
use crate::responses::taking_part::{Person, Who};
use crate::site::app::Warm;
use crate::time::Time;

/// What a submission does, in the words of its own kind. Only the desk that knows the type takes it.
pub trait Contribution: Any + Send + Sync {
    /// The same as any type, for the desk to look at.
    fn as_any(&self) -> &dyn Any;
}

impl<T: Any + Send + Sync> Contribution for T {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A response somebody has in a consultation.
#[derive(Clone, Copy, Debug)]
pub struct LiveResponse {
    /// Its number.
    pub id: ResponseId,
    /// The way it came in.
    pub channel: Channel,
    /// The branch it is counted under.
    pub branch: Option<BranchId>,
    /// Made by this batch, so nothing hangs on it yet.
    pub new: bool,
}

/// The consultation that a submission is about, which takes answers at that moment.
#[derive(Clone, Copy)]
pub struct OpenConsultation<'a> {
    /// The consultation.
    pub consultation: ConsultationId,
    /// Its dates.
    pub dates: &'a Dates,
    /// The response its author has there already.
    pub live: Option<LiveResponse>,
}

/// A submission that is recorded, with the response it becomes part of.
#[derive(Clone, Copy)]
pub struct Accepted<'a> {
    /// Its place in the batch.
    pub place: usize,
    /// What was sent.
    pub one: &'a Submission,
    /// The response.
    pub live: LiveResponse,
}

/// Opens the desk of a kind: for a batch of submissions, and for whoever wants its forms.
pub trait OpensDesk: Send + Sync {
    /// Reads what the desk has to know before it can judge, with one statement for each kind of thing.
    fn open<'a>(&'a self, tx: &'a mut Tx, batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>>;

    /// What a consultation asks of the kind, as forms to fill in.
    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>>;
}

/// What one kind knows of a batch, and what it will write.
pub trait Desk: Send {
    /// Whether a submission is of this kind.
    fn takes(&self, one: &Submission) -> bool;

    /// Whether a submission is the second press of a button whose first press counted. Then it is answered with the first
    /// even if the consultation closed between the two: what is recorded must not be said to be lost.
    fn repeats(&self, _one: &Submission) -> bool {
        false
    }

    /// Whether a submission may be recorded; `number` is its place in the batch. Asked in the order in which they came.
    ///
    /// # Errors
    /// Why not.
    fn judge(&mut self, place: OpenConsultation<'_>, number: usize, one: &Submission) -> Result<(), Refusal>;

    /// Reads what accepted submissions would change. Those of other kinds are among them.
    fn read<'a>(&'a mut self, tx: &'a mut Tx, accepted: &'a [Accepted<'a>]) -> Later<'a, ()>;

    /// Notes or writes one submission. Gives the number of what was made, or why it was not recorded after all.
    fn write<'a>(&'a mut self, tx: &'a mut Tx, accepted: Accepted<'a>) -> Later<'a, Result<Option<i64>, Refusal>>;

    /// Writes what was noted.
    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()>;
}

/// The desks of every kind. The assembly puts the list in.
#[derive(Clone, Copy, Default)]
pub struct Desks(pub &'static [&'static dyn OpensDesk]);

impl Warm for Desks {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

/// Who takes part in a batch.
pub(super) struct People {
    /// Accounts that may take part, with the branch their responses are counted under.
    pub accounts: HashMap<AccountId, Option<BranchId>>,
    /// Members of staff who may key in what others answered.
    pub keying: HashSet<AccountId>,
    /// Participants by person and consultation.
    pub participants: HashMap<PersonKey, ParticipantId>,
    /// Their live responses.
    pub live: HashMap<ParticipantId, LiveResponse>,
}

/// A person in a consultation.
pub(super) type PersonKey = (Person, ConsultationId);

impl People {
    /// The response that somebody has in a consultation.
    pub(super) fn response_of(&self, key: &PersonKey) -> Option<LiveResponse> {
        self.participants.get(key).and_then(|participant| self.live.get(participant)).copied()
    }

    /// Whether somebody may take part: residents with an account, guests, and those whose answer staff key in. Whoever says
    /// that they are a participant has to be one, of this consultation and without an account.
    pub(super) fn may_take_part(&self, who: Who, key: &PersonKey) -> bool {
        let known = who.participant().is_none() || self.participants.contains_key(key);
        match who {
            Who::Account(account) => self.accounts.contains_key(&account),
            Who::Guest(_) => known,
            Who::KeyedIn { by, .. } => known && self.keying.contains(&by),
        }
    }
}
