//! What a batch does to budget votes: ballots, the latest of each person, and residents' ideas. Read with a few set
//! queries, judged by the moment each arrived, written with multi-row statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::book::Live;
use super::{About, Act, Refusal, Submission};
use crate::budgets::model::State;
use crate::budgets::rules;
use crate::budgets::store::ballots::{self, Known, KnownProject, NewBallot, NewIdea, SentBefore};
use crate::consultations::model::Dates;
use crate::db::{DbError, Tx};
use crate::ids::{BudgetId, ConsultationId, ProjectId, ResponseId};
use crate::time::Time;

/// What a batch knows of budget votes, and what it will write.
pub(super) struct Budgets {
    known: HashMap<ConsultationId, Known>,
    projects: HashMap<ProjectId, KnownProject>,
    ballots: BTreeMap<ResponseId, NewBallot>,
    /// How many projects and ideas there are, where ideas are sent to.
    sizes: HashMap<BudgetId, i64>,
    /// What the authors of ideas have sent before.
    own: HashMap<ResponseId, Vec<SentBefore>>,
    touched: BTreeSet<BudgetId>,
}

impl Budgets {
    /// Reads the budget votes that a batch is about, and the projects its ballots name.
    pub async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let about = batch.iter().filter_map(|one| match (one.about, &one.act) {
            (About::Consultation(consultation), Act::Ballot { .. } | Act::Idea { .. }) => Some(consultation),
            _ => None,
        });
        let known = ballots::known(tx, about).await?;
        let named = batch.iter().flat_map(|one| match &one.act {
            Act::Ballot { marks } => marks.as_slice(),
            _ => &[],
        });
        let projects = ballots::known_projects(tx, named.map(|(project, _)| *project)).await?;
        Ok(Self {
            known: known.into_iter().map(|known| (known.consultation_id, known)).collect(),
            projects: projects.into_iter().map(|known| (known.id, known)).collect(),
            ballots: BTreeMap::new(),
            sizes: HashMap::new(),
            own: HashMap::new(),
            touched: BTreeSet::new(),
        })
    }

    /// Reads what those who send an idea have sent before, and how full the budget votes are that they send it to.
    pub async fn read_ideas(
        &mut self,
        tx: &mut Tx,
        accepted: impl Iterator<Item = (&Submission, Live)>,
    ) -> Result<(), DbError> {
        let sent: Vec<(&Submission, Live)> = accepted.filter(|(one, _)| matches!(one.act, Act::Idea { .. })).collect();
        let before = sent.iter().filter(|(_, live)| !live.new).map(|(_, live)| live.id);
        for idea in ballots::sent_before(&mut *tx, before).await? {
            self.own.entry(idea.asked).or_default().push(idea);
        }
        let sent_to = sent.iter().filter_map(|(one, _)| match one.about {
            About::Consultation(consultation) => self.known.get(&consultation).map(|known| known.id),
            About::Proposal(_) => None,
        });
        let sizes = ballots::sizes(tx, sent_to).await?;
        self.sizes.extend(sizes.into_iter().map(|size| (size.budget_id, size.projects)));
        Ok(())
    }

    /// Whether a ballot or an idea may be recorded in this consultation.
    pub fn judge(
        &self,
        (consultation, dates): (ConsultationId, &Dates),
        act: &Act,
        received_at: Time,
    ) -> Result<(), Refusal> {
        let known = self.known.get(&consultation).ok_or(Refusal::Missing)?;
        match act {
            Act::Ballot { marks } => {
                let standing = self.standing(known, marks)?;
                if standing.is_empty() && !marks.is_empty() {
                    return Err(Refusal::Unfit(
                        "What you chose was withdrawn from the vote meanwhile, so nothing was recorded. Please look at \
                         the projects again."
                            .to_owned(),
                    ));
                }
                rules::check(known.ballot, known.most, standing.iter().map(|(_, points)| *points))
                    .map_err(Refusal::Unfit)
            }
            Act::Idea { .. } => rules::may_send_ideas(known.ideas_close_at, dates, received_at).map_err(Refusal::Unfit),
            _ => Err(Refusal::Missing),
        }
    }

    /// The marks on projects that are in the vote. One that was withdrawn meanwhile is left out; one that never was in
    /// this vote makes the ballot unreadable.
    fn standing(&self, known: &Known, marks: &[(ProjectId, i64)]) -> Result<Vec<(ProjectId, i64)>, Refusal> {
        let mut standing = BTreeMap::new();
        for (id, points) in marks {
            let project = self.projects.get(id).filter(|project| project.budget_id == known.id);
            match project.map(|project| project.state) {
                Some(State::Entered) => {
                    standing.insert(*id, *points);
                }
                Some(State::Withdrawn) => {}
                _ => return Err(Refusal::Missing),
            }
        }
        Ok(standing.into_iter().collect())
    }

    /// Notes a ballot, to be written at the end; writes an idea at once and gives its number, or why there is none. The
    /// same idea sent twice is one.
    pub async fn write(
        &mut self,
        tx: &mut Tx,
        consultation: ConsultationId,
        response: ResponseId,
        one: &Submission,
    ) -> Result<Result<Option<i64>, Refusal>, DbError> {
        let Some(known) = self.known.get(&consultation) else { return Ok(Err(Refusal::Missing)) };
        match &one.act {
            Act::Ballot { marks } => {
                let marks = self.standing(known, marks).unwrap_or_default();
                let ballot = NewBallot {
                    budget: known.id,
                    first_cast_at: one.received_at,
                    cast_at: one.received_at,
                    marks: marks.into_iter().filter(|(_, points)| *points > 0).collect(),
                };
                self.touched.insert(known.id);
                self.ballots
                    .entry(response)
                    .and_modify(|before| {
                        // Sent twice in one batch: what came last stands, and it was first sent with the first.
                        before.marks.clone_from(&ballot.marks);
                        before.cast_at = ballot.cast_at;
                    })
                    .or_insert(ballot);
                Ok(Ok(None))
            }
            Act::Idea { title, text, html, branch, held } => {
                let own = self.own.entry(response).or_default();
                let same = |known: &&SentBefore| {
                    known.response_id == response && known.idea_title == *title && known.idea_text == *text
                };
                if let Some(same) = own.iter().find(same) {
                    return Ok(Ok(Some(same.number)));
                }
                if own.len() as i64 >= rules::IDEAS_EACH {
                    return Ok(Err(Refusal::Unfit(rules::IDEAS_REACHED.to_owned())));
                }
                let size = self.sizes.entry(known.id).or_default();
                if *size >= rules::MOST_PROJECTS {
                    return Ok(Err(Refusal::Unfit(rules::IDEAS_FULL.to_owned())));
                }
                *size += 1;
                let idea = NewIdea { budget: known.id, response, title, text, html, branch: *branch, held: *held };
                let number = ballots::add_idea(tx, &idea, one.received_at).await?;
                own.push(SentBefore {
                    asked: response,
                    response_id: response,
                    number,
                    idea_title: title.clone(),
                    idea_text: text.clone(),
                });
                Ok(Ok(Some(number)))
            }
            _ => Ok(Err(Refusal::Missing)),
        }
    }

    /// Writes every ballot noted, the latest of each response.
    pub async fn finish(self, tx: &mut Tx) -> Result<(), DbError> {
        ballots::write(tx, &self.ballots).await?;
        ballots::note_changes(tx, &self.touched).await
    }
}
