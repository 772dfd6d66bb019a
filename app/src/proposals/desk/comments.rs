//! What a batch does to comments: how many somebody has posted within the hour, and whether one is a second press of
//! the same button. Read with two set queries, and judged in the order in which the comments came, so that neither many
//! at the same moment nor two in one batch get past it.

use std::collections::HashMap;

use super::{OnProposal, ProposalContribution};
use crate::db::{On, Statement};
use crate::ids::{CommentId, ProposalId};
use crate::proposals::comments::rules::{LIMIT, LIMIT_WINDOW, LimitReached};
use crate::proposals::comments::store;
use crate::reason::WhyNot;
use crate::responses::taking_part::Person;
use crate::responses::writer::{Refusal, Submission};
use crate::site::once;
use crate::time::Time;

/// A comment that somebody posted within the hour, or posts with this batch.
struct Posted {
    proposal: ProposalId,
    reply_to: Option<CommentId>,
    body: String,
    at: Time,
    /// Whether the same again is taken for a second press: not once a moderator took it out.
    stands: bool,
    /// None until the batch writes it.
    id: Option<CommentId>,
}

/// What a batch knows of comments, and which it makes.
pub(super) struct CommentsBatch {
    posted: HashMap<Person, Vec<Posted>>,
    /// By the place of a submission in the batch: which of its author's comments it is.
    judged: HashMap<usize, usize>,
}

impl CommentsBatch {
    /// Asks what those who comment have posted within the hour; nothing when nobody comments.
    pub(super) fn recent(on: &On<'_>, batch: &[Submission]) -> Option<Statement> {
        let commenting = batch.iter().filter(|one| {
            one.contribution::<OnProposal>()
                .is_some_and(|on| matches!(on.contribution, ProposalContribution::Comment { .. }))
        });
        let since = commenting.clone().map(|one| one.part.received_at).min()?.plus(-LIMIT_WINDOW);
        store::recent_by(on, commenting.filter_map(|one| one.part.who.account()), since)
    }

    /// What a batch knows of comments before it makes any.
    pub(super) fn of(recent: Vec<store::Recent>) -> Self {
        let mut posted: HashMap<Person, Vec<Posted>> = HashMap::new();
        for row in recent {
            posted.entry(Person::Account(row.account_id)).or_default().push(Posted {
                proposal: row.proposal_id,
                reply_to: row.reply_to,
                body: row.body,
                at: row.posted_at,
                stands: row.state != "removed",
                id: Some(row.id),
            });
        }
        Self { posted, judged: HashMap::new() }
    }

    /// Which of its author's comments a submission says again in the same place.
    fn same(&self, one: &Submission) -> Option<usize> {
        let on = one.contribution::<OnProposal>()?;
        let (proposal, ProposalContribution::Comment { reply_to, body, .. }) = (on.proposal, &on.contribution) else {
            return None;
        };
        self.posted.get(&Person::Account(one.part.who.account()?))?.iter().position(|known| {
            known.stands
                && known.at > one.part.received_at.plus(-once::WINDOW)
                && (known.proposal, known.reply_to) == (proposal, *reply_to)
                && known.body == *body
        })
    }

    /// Whether a submission is the second press of a button whose first press counted. Then it is answered with the
    /// first even if the consultation closed between the two: what is recorded must not be said to be lost.
    pub(super) fn repeats(&self, one: &Submission) -> bool {
        self.same(one).is_some()
    }

    /// Whether a comment may be posted, as far as its author's others are concerned. `place` is its place in the batch.
    pub(super) fn judge(&mut self, place: usize, one: &Submission) -> Result<(), Refusal> {
        let Some(on) = one.contribution::<OnProposal>() else { return Ok(()) };
        let (proposal, ProposalContribution::Comment { reply_to, body, .. }) = (on.proposal, &on.contribution) else {
            return Ok(());
        };
        if let Some(same) = self.same(one) {
            self.judged.insert(place, same);
            return Ok(());
        }
        let posted = self.posted.entry(one.part.who.person(place)).or_default();
        let within = posted.iter().filter(|known| known.at > one.part.received_at.plus(-LIMIT_WINDOW)).count();
        if i64::try_from(within).unwrap_or(i64::MAX) >= LIMIT {
            return Err(Refusal::TooMany(LimitReached.reason()));
        }
        self.judged.insert(place, posted.len());
        posted.push(Posted {
            proposal,
            reply_to: *reply_to,
            body: body.clone(),
            at: one.part.received_at,
            stands: true,
            id: None,
        });
        Ok(())
    }

    /// The comment that a submission posts, if it is there already.
    pub(super) fn there(&self, place: usize, person: Person) -> Option<CommentId> {
        self.posted.get(&person)?.get(*self.judged.get(&place)?)?.id
    }

    /// Notes that it is there now.
    pub(super) fn note(&mut self, place: usize, person: Person, id: CommentId) {
        let posted = self.posted.get_mut(&person).zip(self.judged.get(&place));
        if let Some(comment) = posted.and_then(|(posted, at)| posted.get_mut(*at)) {
            comment.id = Some(id);
        }
    }
}
