//! What a batch does to proposals: votes and what they do to the counts, comments, replies and agreements. Read with a
//! handful of set queries, judged in the order in which they came, written with multi-row statements.

mod comments;
mod votes;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::future::FutureExt;

use self::comments::CommentsBatch;
use self::votes::{Standing, VotesBatch};
use super::comments::form::ProposalComment;
use super::comments::store as thread;
use super::model::ListedProposal;
use super::store;
use super::sums::{Reach, SumChanges};
use super::votes::form::ProposalVote;
use super::votes::model::Choice;
use crate::App;
use crate::consultations::instrument::Later;
use crate::consultations::model::Consultation;
use crate::db::{DbError, On, Tx, together};
use crate::ids::{CommentId, ConsultationId, ProposalId, ResponseId, VersionId};
use crate::moderation::model::WritingState;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk::{self, Accepted, Desk, OpenConsultation, OpensDesk};
use crate::responses::writer::{Refusal, Submission};
use crate::sql_in;
use crate::time::Time;

/// The kind.
pub struct Proposals;

/// Something a resident does on a proposal.
pub struct OnProposal {
    /// The proposal.
    pub proposal: ProposalId,
    /// What they do.
    pub contribution: ProposalContribution,
}

impl OnProposal {
    /// For a submission.
    pub fn boxed(proposal: ProposalId, contribution: ProposalContribution) -> Box<dyn desk::Contribution> {
        Box::new(Self { proposal, contribution })
    }
}

/// What a resident does on a proposal.
pub enum ProposalContribution {
    /// Votes, or changes the vote.
    Vote {
        /// The version that was seen; none means the one that stands.
        version: Option<VersionId>,
        /// The answer.
        choice: Choice,
    },
    /// Posts a comment or a reply.
    Comment {
        /// The comment it replies to.
        reply_to: Option<CommentId>,
        /// As written.
        body: String,
        /// As shown.
        html: String,
        /// Whether the author agreed to show their branch.
        show_branch: bool,
        /// Whether the author would rather not have their vote beside it.
        hide_vote: bool,
        /// Whether a moderator looks before it is shown.
        held: bool,
    },
    /// Agrees with a comment, or no longer.
    Agree {
        /// The comment.
        comment: CommentId,
        /// Whether the person agrees.
        agree: bool,
    },
}

/// A proposal that somebody answers.
#[derive(Clone, sqlx::FromRow)]
struct AnsweredProposal {
    id: ProposalId,
    consultation_id: ConsultationId,
    current_version_id: Option<VersionId>,
}

/// A version somebody saw.
#[derive(Clone, sqlx::FromRow)]
struct SeenVersion {
    id: VersionId,
    proposal_id: ProposalId,
    /// Amendments since. A correction does not ask anybody again.
    amended: i64,
}

/// A comment somebody replies to or agrees with.
#[derive(Clone, sqlx::FromRow)]
struct AnsweredComment {
    id: CommentId,
    proposal_id: ProposalId,
    reply_to: Option<CommentId>,
    #[sqlx(try_from = "String")]
    state: WritingState,
    response_id: Option<ResponseId>,
}

/// What a batch knows of proposals, and what it will write.
struct ProposalsBatch {
    proposals: HashMap<ProposalId, AnsweredProposal>,
    seen: HashMap<VersionId, SeenVersion>,
    comments: HashMap<CommentId, AnsweredComment>,
    said: CommentsBatch,
    votes: Standing,
    /// How far each response came: before the batch, and with it.
    reached: HashMap<ResponseId, (ConsultationId, Reach, Reach)>,
    sums: SumChanges,
    /// Comments that everybody sees at once, by proposal.
    posted: BTreeMap<ProposalId, i64>,
}

impl OpensDesk for Proposals {
    fn open<'a>(&'a self, tx: &'a mut Tx, batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async move { Ok(Box::new(ProposalsBatch::read(tx, batch).await?) as Box<dyn Desk>) }.boxed()
    }

    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, _now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        async move {
            let mut forms: Vec<Box<dyn AnswerForm>> = Vec::new();
            for ListedProposal { id, number, version_id, title, .. } in store::listed(&app.db, of.id).await? {
                let vote = ProposalVote { proposal: id, number, title: title.clone(), version: version_id };
                forms.push(Box::new(vote));
                forms.push(Box::new(ProposalComment { proposal: id, number, title }));
            }
            Ok(forms)
        }
        .boxed()
    }
}

impl ProposalsBatch {
    async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let own = || batch.iter().filter_map(|one| one.contribution::<OnProposal>());
        let proposals: BTreeSet<i64> = own().map(|on| on.proposal.0).collect();
        let versions = own().filter_map(|on| match on.contribution {
            ProposalContribution::Vote { version: Some(version), .. } => Some(version.0),
            _ => None,
        });
        let named = own().filter_map(|on| match on.contribution {
            ProposalContribution::Comment { reply_to: Some(comment), .. }
            | ProposalContribution::Agree { comment, .. } => Some(comment.0),
            _ => None,
        });
        let on = On::Tx(tx);
        let proposals =
            sql_in!("SELECT id, consultation_id, current_version_id FROM proposals WHERE id IN", proposals, "")
                .statement(&on);
        let seen = sql_in!(
            "SELECT id, proposal_id, CAST((SELECT COUNT(*) FROM proposal_versions AS later \
                WHERE later.proposal_id = proposal_versions.proposal_id AND later.version > proposal_versions.version \
                AND later.kind = 'amendment') AS BIGINT) AS amended \
             FROM proposal_versions WHERE id IN",
            versions,
            ""
        )
        .statement(&on);
        let comments =
            sql_in!("SELECT id, proposal_id, reply_to, state, response_id FROM comments WHERE id IN", named, "")
                .statement(&on);
        let recent = CommentsBatch::recent(&on, batch);
        let [proposals, seen, comments, recent] = together(tx, [proposals, seen, comments, recent]).await?;
        Ok(Self {
            proposals: proposals.all::<AnsweredProposal>()?.into_iter().map(|row| (row.id, row)).collect(),
            seen: seen.all::<SeenVersion>()?.into_iter().map(|row| (row.id, row)).collect(),
            comments: comments.all::<AnsweredComment>()?.into_iter().map(|row| (row.id, row)).collect(),
            said: CommentsBatch::of(recent.all()?),
            votes: HashMap::new(),
            reached: HashMap::new(),
            sums: SumChanges::default(),
            posted: BTreeMap::new(),
        })
    }

    /// The version of a proposal that stands, if the proposal is published and of this consultation.
    fn standing(&self, one: &Submission, proposal: ProposalId) -> Option<VersionId> {
        self.proposals.get(&proposal).filter(|known| known.consultation_id == one.consultation)?.current_version_id
    }

    /// Whether a vote, a comment or an agreement may be recorded, apart from how many its author sent.
    fn may(&self, place: OpenConsultation<'_>, one: &Submission, on: &OnProposal) -> Result<(), Refusal> {
        let current = self.standing(one, on.proposal).ok_or(Refusal::Missing)?;
        let shown = |comment: &AnsweredComment| comment.proposal_id == on.proposal && comment.state.shown();
        match &on.contribution {
            ProposalContribution::Vote { version: None, .. } | ProposalContribution::Comment { reply_to: None, .. } => {
            }
            ProposalContribution::Vote { version: Some(version), .. } => {
                let seen = self.seen.get(version).filter(|seen| seen.proposal_id == on.proposal);
                if seen.ok_or(Refusal::Missing)?.amended > 0 {
                    return Err(Refusal::Superseded { current });
                }
            }
            ProposalContribution::Comment { reply_to: Some(parent), .. } => {
                let parent = self.comments.get(parent).ok_or(Refusal::Missing)?;
                // One level of replies: a reply to a reply has nowhere to stand.
                if (!shown(parent) || parent.reply_to.is_some()) && !self.said.repeats(one) {
                    return Err(Refusal::Gone);
                }
            }
            ProposalContribution::Agree { comment, .. } => {
                let comment = self.comments.get(comment).ok_or(Refusal::Missing)?;
                if !shown(comment) {
                    return Err(Refusal::Gone);
                }
                if place.live.is_some_and(|live| Some(live.id) == comment.response_id) {
                    return Err(Refusal::OwnComment);
                }
            }
        }
        Ok(())
    }

    /// Writes what is not a vote, and gives the comment that was made or touched.
    async fn record(&mut self, tx: &mut Tx, accepted: Accepted<'_>) -> Result<Option<i64>, DbError> {
        let Accepted { place, one, live } = accepted;
        let Some(on) = one.contribution::<OnProposal>() else { return Ok(None) };
        // Sent twice: answered with the first.
        if let Some(same) = self.said.there(place, one.part.who.person(place)) {
            return Ok(Some(same.0));
        }
        match &on.contribution {
            ProposalContribution::Vote { .. } => Ok(None),
            ProposalContribution::Agree { comment, agree } => {
                thread::agree(tx, *comment, live.id, *agree, one.part.received_at).await?;
                Ok(Some(comment.0))
            }
            ProposalContribution::Comment { reply_to, body, html, show_branch, hide_vote, held } => {
                let beside = self.votes.get(&(live.id, on.proposal)).map(|vote| vote.choice);
                let new = thread::NewComment {
                    response: live.id,
                    consultation: one.consultation,
                    proposal: on.proposal,
                    reply_to: *reply_to,
                    body,
                    html,
                    held: *held,
                    branch: if *show_branch { live.branch } else { None },
                    choice: beside,
                    vote_shown: !hide_vote,
                };
                let id = thread::post(tx, &new, one.part.received_at).await?;
                if let Some((_, _, now)) = self.reached.get_mut(&live.id) {
                    now.wrote = true;
                }
                let state = if *held { WritingState::Held } else { WritingState::Published };
                let beside = beside.filter(|_| !hide_vote);
                self.sums.posted(on.proposal, beside, state, one.part.received_at);
                if !held {
                    *self.posted.entry(on.proposal).or_default() += 1;
                }
                self.said.note(place, one.part.who.person(place), id);
                Ok(Some(id.0))
            }
        }
    }
}

impl Desk for ProposalsBatch {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<OnProposal>().is_some()
    }

    fn repeats(&self, one: &Submission) -> bool {
        self.said.repeats(one)
    }

    fn judge(&mut self, place: OpenConsultation<'_>, number: usize, one: &Submission) -> Result<(), Refusal> {
        self.may(place, one, one.contribution().ok_or(Refusal::Missing)?)?;
        self.said.judge(number, one)
    }

    /// Reads the votes that stand, and writes the new ones: comments carry their author's vote.
    fn read<'a>(&'a mut self, tx: &'a mut Tx, accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        async move {
            let own =
                || accepted.iter().filter_map(|accepted| Some((accepted, accepted.one.contribution::<OnProposal>()?)));
            let before = own().filter(|(accepted, _)| !accepted.live.new).map(|(accepted, _)| accepted.live.id.0);
            let (votes, reached) = votes::standing(tx, before.collect()).await?;
            self.votes = votes;
            for (accepted, _) in own() {
                let before = reached.get(&accepted.live.id).copied().unwrap_or_default();
                self.reached.entry(accepted.live.id).or_insert((accepted.one.consultation, before, before));
            }
            let mut cast = VotesBatch::default();
            for (accepted, on) in own() {
                if let ProposalContribution::Vote { version, choice } = &on.contribution
                    && let Some(version) = version.or_else(|| self.standing(accepted.one, on.proposal))
                {
                    let about = (on.proposal, version);
                    let (live, at) = (accepted.live, accepted.one.part.received_at);
                    let Some((_, _, now)) = self.reached.get_mut(&live.id) else { continue };
                    if cast.cast((&mut self.votes, now), live, about, *choice, at) {
                        self.sums.first_vote(on.proposal, at);
                    }
                }
            }
            cast.write(tx).await
        }
        .boxed()
    }

    fn write<'a>(&'a mut self, tx: &'a mut Tx, accepted: Accepted<'a>) -> Later<'a, Result<Option<i64>, Refusal>> {
        async move { self.record(tx, accepted).await.map(Ok) }.boxed()
    }

    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()> {
        async move {
            let mut sums = self.sums;
            for (of, before, now) in self.reached.into_values() {
                sums.came(of, before, now);
            }
            sums.write(&mut *tx).await?;
            for (proposal, count) in self.posted {
                store::add_comments(&mut *tx, proposal, count).await?;
            }
            Ok(())
        }
        .boxed()
    }
}
