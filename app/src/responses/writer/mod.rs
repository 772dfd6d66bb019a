//! The writer: takes submissions from every request, records many in one transaction, and answers each only
//! once it is safely on disk.
//!
//! What a vote costs is statements, not the disk: so a batch is read, judged and written as a whole, with a
//! handful of statements however many submissions it holds. If a batch fails, it is tried again one by one, so
//! that one bad submission never fails its neighbours.

mod batch;
pub mod desk;
mod facts;
#[cfg(test)]
mod tests;

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures::future::FutureExt;
use tokio::sync::{mpsc, oneshot};

use self::desk::{Contribution, Desks};
use crate::App;
use crate::consultations::rules::Closed;
use crate::db::{Db, DbError, cannot_change, is_unavailable, is_unsure, out_of_reach};
use crate::ids::{ConsultationId, ResponseId, VersionId};
use crate::reason::Reason;
use crate::responses::taking_part::TakingPart;
use crate::site::app::Warm;

/// The most submissions in one transaction.
const BATCH: usize = 256;
/// How long a batch may be worked at before it is made to last.
const MOST: Duration = Duration::from_secs(20);
/// How long a submission may wait for its batch. The record is slow then, and whoever sent it is better told.
const QUEUE: Duration = Duration::from_secs(10);
/// The most submissions waiting; more are told that the service is busy.
const WAITING: usize = 4_096;

/// Something a person sends to a consultation.
pub struct Submission {
    /// Who sends it, and how. A response keeps the way it began.
    pub part: TakingPart,
    /// The consultation it is for.
    pub consultation: ConsultationId,
    /// What it does, in the words of its kind.
    pub contribution: Box<dyn Contribution>,
}

impl Submission {
    /// What it does, if it is of this kind.
    pub fn contribution<T: 'static>(&self) -> Option<&T> {
        (*self.contribution).as_any().downcast_ref()
    }
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The response it became part of.
    pub response: ResponseId,
    /// The receipt.
    pub code: String,
    /// The number of what was made or touched beside the response: a comment, a statement.
    pub made: Option<i64>,
}

/// Why a submission was not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such proposal, version, comment or statement.
    Missing,
    /// The consultation takes no answers now.
    Closed(Closed),
    /// The version seen was amended since.
    Superseded {
        /// The version that stands.
        current: VersionId,
    },
    /// The comment it replies to or agrees with is not shown any more.
    Gone,
    /// Nobody agrees with their own comment.
    OwnComment,
    /// It does not fit what is asked; the kind of thing that is asked says why.
    Unfit(Reason),
    /// Its author has sent as many within the hour as one person can.
    TooMany(Reason),
    /// Whoever sends it may not take part (any more).
    Account,
    /// The record was out of reach or busy.
    Busy,
    /// The record fell silent just as it was to keep it: it may have, or not.
    Unsure,
}

/// What comes of a submission.
pub type SubmissionOutcome = Result<Recorded, Refusal>;

struct Job {
    submission: Submission,
    since: Instant,
    answer: oneshot::Sender<SubmissionOutcome>,
}

/// The way to hand in a submission.
#[derive(Clone)]
pub struct Writer(mpsc::Sender<Job>);

impl Warm for Writer {
    fn open(app: &App) -> Self {
        Self::start(app.db.clone(), app.secret.clone(), *app.warm::<Desks>())
    }
}

impl Writer {
    /// Starts the writer; it stops when the last handle is dropped.
    pub fn start(db: Db, secret: Vec<u8>, desks: Desks) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(run(db, secret, desks, receiver));
        Self(sender)
    }

    /// Hands a submission in and waits until it is safely recorded, or refused.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing of it was recorded.
    pub async fn submit(&self, submission: Submission) -> SubmissionOutcome {
        if cannot_change() {
            return Err(Refusal::Busy);
        }
        let (answer, outcome) = oneshot::channel();
        self.0.try_send(Job { submission, since: Instant::now(), answer }).map_err(|_| Refusal::Busy)?;
        let outcome = outcome.await.unwrap_or(Err(Refusal::Busy));
        if matches!(outcome, Err(Refusal::Busy | Refusal::Unsure)) {
            // Whoever asked has waited enough, and asks the record for nothing else.
            out_of_reach();
        }
        outcome
    }
}

async fn run(db: Db, secret: Vec<u8>, desks: Desks, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut waiting, BATCH).await > 0 {
        let (mut submissions, mut answers) = (Vec::with_capacity(waiting.len()), Vec::with_capacity(waiting.len()));
        for job in waiting.drain(..) {
            if job.since.elapsed() > QUEUE {
                let _ = job.answer.send(Err(Refusal::Busy));
            } else {
                submissions.push(job.submission);
                answers.push(job.answer);
            }
        }
        if submissions.is_empty() {
            continue;
        }
        let (outcomes, reach) = record_all(&db, &secret, desks, &submissions).await;
        if reach == Reach::Out {
            // Those who waited while the record turned out to be out of reach need not find out for themselves.
            while let Ok(job) = jobs.try_recv() {
                let _ = job.answer.send(Err(Refusal::Busy));
            }
        }
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may have gone; what is recorded stays recorded.
            let _ = answer.send(outcome);
        }
    }
}

/// Whether the record could be reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    In,
    Out,
}

/// Records a batch; one by one if it fails as a whole for a reason that one of them may have given.
async fn record_all(
    db: &Db,
    secret: &[u8],
    desks: Desks,
    submissions: &[Submission],
) -> (Vec<SubmissionOutcome>, Reach) {
    let error = match record(db, secret, desks, submissions).await {
        Ok(outcomes) => return (outcomes, Reach::In),
        Err(error) => error,
    };
    // A disk that is full or a server that is gone is nobody's fault, and trying each would make all wait for each.
    if is_unavailable(&error) {
        let refusal = refusal_of(&error);
        return (submissions.iter().map(|_| Err(refusal.clone())).collect(), Reach::Out);
    }
    if submissions.len() == 1 {
        return (vec![Err(refusal_of(&error))], Reach::In);
    }
    tracing::warn!(%error, submissions = submissions.len(), "a batch failed; trying one by one");
    let mut outcomes = Vec::with_capacity(submissions.len());
    let mut reach = Reach::In;
    for submission in submissions {
        if reach == Reach::Out {
            outcomes.push(Err(Refusal::Busy));
            continue;
        }
        outcomes.push(match record(db, secret, desks, std::slice::from_ref(submission)).await {
            Ok(mut outcome) => outcome.pop().unwrap_or(Err(Refusal::Busy)),
            Err(error) => {
                if is_unavailable(&error) {
                    reach = Reach::Out;
                }
                Err(refusal_of(&error))
            }
        });
    }
    (outcomes, reach)
}

/// Records a batch in bounded time, whatever the record does.
async fn record(db: &Db, secret: &[u8], desks: Desks, batch: &[Submission]) -> Result<Vec<SubmissionOutcome>, DbError> {
    // A fault of the program in one submission must not end the writer for all who come after it.
    let mut work = std::pin::pin!(AssertUnwindSafe(batch::prepare(db, secret, desks, batch)).catch_unwind());
    let Ok(prepared) = tokio::time::timeout(MOST, work.as_mut()).await else {
        db.doubt();
        return Err(DbError::PoolTimedOut);
    };
    let (tx, outcomes) = prepared.map_err(|_| DbError::InvalidArgument("a panic while recording".to_owned()))??;
    tx.commit().await?;
    Ok(outcomes)
}

fn refusal_of(error: &DbError) -> Refusal {
    tracing::error!(%error, "a submission could not be recorded");
    if is_unsure(error) { Refusal::Unsure } else { Refusal::Busy }
}
