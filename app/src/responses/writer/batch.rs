//! One batch in one transaction: judge every submission, make the responses that are missing, write the votes
//! and what they do to the counts, then the comments and agreements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::asked::Asked;
use super::book::{Book, Live, Vote};
use super::comments::Comments;
use super::{About, Act, Outcome, Recorded, Refusal, Submission};
use crate::consultations::rules::closed_to_answers;
use crate::db::{Db, DbError, Tx, dialect};
use crate::ids::{AccountId, ConsultationId, ParticipantId, ProposalId, ResponseId, VersionId};
use crate::proposals;
use crate::proposals::comments;
use crate::proposals::votes;
use crate::proposals::votes::model::Choice;
use crate::responses::code::ReceiptCode;
use crate::responses::model::Channel;
use crate::responses::store::{TallyKey, change_tallies};
use crate::sql_rows;
use crate::time::Time;

type Key = (AccountId, ConsultationId);

/// Writes a batch and says what came of each submission, in order, once the change is made to last.
///
/// # Errors
/// When the record fails the batch as a whole; nothing of it was recorded then.
pub(super) async fn prepare(db: &Db, secret: &[u8], batch: &[Submission]) -> Result<(Tx, Vec<Outcome>), DbError> {
    let mut tx = db.begin().await?;
    // A response must not be withdrawn between reading it and counting its votes.
    dialect::lock_counts(&mut tx).await?;
    let mut book = Book::read(&mut tx, batch).await?;
    let mut asked = Asked::read(&mut tx, batch).await?;
    let mut comments = Comments::read(&mut tx, batch).await?;
    let judged: Vec<Result<Key, Refusal>> = batch
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let key = match judge(&book, &asked, one) {
                Err(Refusal::Closed(_) | Refusal::Gone) if comments.repeats(one) => {
                    (one.account, book.place(one.about).ok_or(Refusal::Missing)?.0)
                }
                key => key?,
            };
            comments.judge(place, one)?;
            Ok(key)
        })
        .collect();
    open_responses(&mut tx, secret, &mut book, batch, &judged).await?;
    let older: BTreeSet<i64> = accepted(&book, batch, &judged)
        .filter(|(one, live)| !live.new && matches!(one.about, About::Proposal(_)))
        .map(|(_, live)| live.id.0)
        .collect();
    book.read_votes(&mut tx, older).await?;

    let mut ballot = Ballot::default();
    for (one, key) in batch.iter().zip(&judged) {
        if let (Ok(key), About::Proposal(proposal), Act::Vote { version, choice }) = (key, one.about, &one.act)
            && let Some(live) = book.response_of(key)
            && let Some(version) = version.or(book.proposals.get(&proposal).and_then(|known| known.current_version_id))
        {
            ballot.cast(&mut book.votes, live, (proposal, version), *choice, one.received_at);
        }
    }
    ballot.write(&mut tx).await?;
    asked.read_answers(&mut tx, accepted(&book, batch, &judged)).await?;

    let mut outcomes = Vec::with_capacity(batch.len());
    let mut posted: BTreeMap<ProposalId, i64> = BTreeMap::new();
    for (place, (one, key)) in batch.iter().zip(&judged).enumerate() {
        let outcome = match key {
            Err(refusal) => Err(refusal.clone()),
            Ok(key) => match book.response_of(key) {
                None => Err(Refusal::Busy),
                Some(live) => {
                    let made = match one.about {
                        About::Proposal(proposal) => {
                            let about = (key.1, proposal);
                            // Sent twice: answered with the first.
                            let made = match comments.there(place, one.account) {
                                Some(same) => Some(same),
                                None => write_comment(&mut tx, &book, one, about, live, &mut posted).await?,
                            };
                            if let Some(made) = made {
                                comments.note(place, one.account, made);
                            }
                            Ok(made.map(|id| id.0))
                        }
                        About::Consultation(consultation) => asked.write(&mut tx, consultation, live.id, one).await?,
                    };
                    made.map(|made| Recorded {
                        response: live.id,
                        code: ReceiptCode::for_response(secret, live.id.0).to_string(),
                        made,
                    })
                }
            },
        };
        outcomes.push(outcome);
    }
    for (proposal, count) in posted {
        proposals::store::add_comments(&mut tx, proposal, count).await?;
    }
    asked.finish(&mut tx).await?;
    Ok((tx, outcomes))
}

/// The submissions that were accepted, each with the response it becomes part of.
fn accepted<'a>(
    book: &'a Book,
    batch: &'a [Submission],
    judged: &'a [Result<Key, Refusal>],
) -> impl Iterator<Item = (&'a Submission, Live)> + Clone {
    batch.iter().zip(judged).filter_map(|(one, key)| Some((one, book.response_of(key.as_ref().ok()?)?)))
}

/// Whether a submission may be recorded, by the rules and by what the record says now.
fn judge(book: &Book, asked: &Asked, one: &Submission) -> Result<Key, Refusal> {
    if !book.accounts.contains_key(&one.account) {
        return Err(Refusal::Account);
    }
    let (consultation, dates) = book.place(one.about).ok_or(Refusal::Missing)?;
    // What belongs to a proposal needs one that is published.
    let standing = match one.about {
        About::Proposal(proposal) => {
            let current = book.proposals.get(&proposal).and_then(|known| known.current_version_id);
            Some((proposal, current.ok_or(Refusal::Missing)?))
        }
        About::Consultation(_) => None,
    };
    if let Some(why) = closed_to_answers(dates, one.received_at) {
        return Err(Refusal::Closed(why));
    }
    let key = (one.account, consultation);
    match standing {
        Some((proposal, current)) => judge_on_proposal(book, one, key, proposal, current)?,
        None => asked.judge((consultation, dates), one)?,
    }
    Ok(key)
}

/// Whether a vote, a comment or an agreement may be recorded.
fn judge_on_proposal(
    book: &Book,
    one: &Submission,
    key: Key,
    proposal: ProposalId,
    current: VersionId,
) -> Result<(), Refusal> {
    let shown = |comment: &super::book::Comment| {
        comment.proposal_id == proposal && matches!(comment.state.as_str(), "published" | "redacted")
    };
    match &one.act {
        Act::Vote { version: None, .. } | Act::Comment { reply_to: None, .. } => {}
        Act::Vote { version: Some(version), .. } => {
            let seen = book.seen.get(version).filter(|seen| seen.proposal_id == proposal).ok_or(Refusal::Missing)?;
            if seen.amended > 0 {
                return Err(Refusal::Superseded { current });
            }
        }
        Act::Comment { reply_to: Some(parent), .. } => {
            let parent = book.comments.get(parent).ok_or(Refusal::Missing)?;
            // One level of replies: a reply to a reply has nowhere to stand.
            if !shown(parent) || parent.reply_to.is_some() {
                return Err(Refusal::Gone);
            }
        }
        Act::Agree { comment, .. } => {
            let comment = book.comments.get(comment).ok_or(Refusal::Missing)?;
            if !shown(comment) {
                return Err(Refusal::Gone);
            }
            let own = book.response_of(&key);
            if own.is_some_and(|live| Some(live.id) == comment.response_id) {
                return Err(Refusal::OwnComment);
            }
        }
        _ => return Err(Refusal::Missing),
    }
    Ok(())
}

/// Makes the participants and responses that accepted submissions still lack, with their receipts.
async fn open_responses(
    tx: &mut Tx,
    secret: &[u8],
    book: &mut Book,
    batch: &[Submission],
    judged: &[Result<Key, Refusal>],
) -> Result<(), DbError> {
    // The first submission of each person without a live response; it gives the channel and the time.
    let mut missing: BTreeMap<Key, &Submission> = BTreeMap::new();
    for (one, key) in batch.iter().zip(judged) {
        if let Ok(key) = key {
            let live = book.participants.get(key).is_some_and(|participant| book.live.contains_key(participant));
            if !live {
                missing.entry(*key).or_insert(one);
            }
        }
    }
    let without: Vec<Key> = missing.keys().filter(|key| !book.participants.contains_key(key)).copied().collect();
    let mut rows = sql_rows!("INSERT INTO participants (consultation_id) VALUES", 1, "RETURNING id, consultation_id");
    for key in &without {
        rows.push([key.1.into()]);
    }
    let mut fresh: HashMap<ConsultationId, Vec<ParticipantId>> = HashMap::new();
    for (participant, consultation) in rows.returning::<(ParticipantId, ConsultationId)>(tx).await? {
        fresh.entry(consultation).or_default().push(participant);
    }
    let mut links =
        sql_rows!("INSERT INTO account_participants (account_id, consultation_id, participant_id) VALUES", 3, "");
    for key in without {
        let participant = fresh.get_mut(&key.1).and_then(Vec::pop).ok_or(DbError::RowNotFound)?;
        links.push([key.0.into(), key.1.into(), participant.into()]);
        book.participants.insert(key, participant);
    }
    links.run(tx).await?;

    let mut rows = sql_rows!(
        "INSERT INTO responses (consultation_id, participant_id, channel, branch_id, received_at) VALUES",
        5,
        "RETURNING id, participant_id"
    );
    let mut about: HashMap<ParticipantId, (Channel, Option<crate::ids::BranchId>)> = HashMap::new();
    for (key, one) in missing {
        let participant = *book.participants.get(&key).ok_or(DbError::RowNotFound)?;
        let branch = book.accounts.get(&one.account).copied().flatten();
        rows.push([key.1.into(), participant.into(), one.channel.word().into(), branch.into(), one.received_at.into()]);
        about.insert(participant, (one.channel, branch));
    }
    let mut receipts = sql_rows!("INSERT INTO receipts (response_id, code) VALUES", 2, "");
    for (id, participant) in rows.returning::<(ResponseId, ParticipantId)>(tx).await? {
        receipts.push([id.into(), ReceiptCode::for_response(secret, id.0).canonical().into()]);
        let (channel, branch) = about.get(&participant).copied().ok_or(DbError::RowNotFound)?;
        book.live.insert(participant, Live { id, channel, branch, new: true });
    }
    receipts.run(tx).await
}

/// The votes of a batch: the last one each, and what they do to the counts.
#[derive(Default)]
struct Ballot {
    changed: BTreeMap<(ResponseId, ProposalId), (Vote, Time)>,
    tallies: BTreeMap<TallyKey, i64>,
    /// Responses that voted before, whose comments carry the vote.
    revoted: BTreeSet<i64>,
}

impl Ballot {
    fn cast(
        &mut self,
        votes: &mut HashMap<(ResponseId, ProposalId), Vote>,
        live: Live,
        (proposal, version_id): (ProposalId, VersionId),
        choice: Choice,
        received_at: Time,
    ) {
        let key = (live.id, proposal);
        let tally = |version_id, choice| TallyKey {
            proposal,
            version: version_id,
            choice,
            channel: live.channel,
            branch: live.branch,
        };
        let before = votes.get(&key).copied();
        if let Some(before) = before {
            *self.tallies.entry(tally(before.version_id, before.choice)).or_default() -= 1;
        }
        *self.tallies.entry(tally(version_id, choice)).or_default() += 1;
        if !live.new {
            self.revoted.insert(live.id.0);
        }
        let vote = Vote {
            response_id: live.id,
            proposal_id: proposal,
            version_id,
            choice,
            first_cast_at: before.map_or(received_at, |before| before.first_cast_at),
        };
        votes.insert(key, vote);
        self.changed.insert(key, (vote, received_at));
    }

    async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let rows: Vec<votes::store::NewVote> = self
            .changed
            .into_values()
            .map(|(vote, cast_at)| votes::store::NewVote {
                response: vote.response_id,
                proposal: vote.proposal_id,
                version: vote.version_id,
                choice: vote.choice,
                first_cast_at: vote.first_cast_at,
                cast_at,
            })
            .collect();
        votes::store::write(tx, &rows).await?;
        change_tallies(tx, self.tallies).await?;
        comments::store::carry_votes(tx, self.revoted).await
    }
}

/// Writes what is not a vote.
async fn write_comment(
    tx: &mut Tx,
    book: &Book,
    one: &Submission,
    (consultation, proposal): (ConsultationId, ProposalId),
    live: Live,
    posted: &mut BTreeMap<ProposalId, i64>,
) -> Result<Option<crate::ids::CommentId>, DbError> {
    match &one.act {
        Act::Agree { comment, agree } => {
            comments::store::agree(tx, *comment, live.id, *agree, one.received_at).await?;
            Ok(Some(*comment))
        }
        Act::Comment { reply_to, body, html, show_branch, held } => {
            let new = comments::store::NewComment {
                response: live.id,
                consultation,
                proposal,
                reply_to: *reply_to,
                body,
                html,
                held: *held,
                branch: if *show_branch { live.branch } else { None },
                choice: book.votes.get(&(live.id, proposal)).map(|vote| vote.choice),
            };
            let id = comments::store::post(tx, &new, one.received_at).await?;
            if !held {
                *posted.entry(proposal).or_default() += 1;
            }
            Ok(Some(id))
        }
        _ => Ok(None),
    }
}
