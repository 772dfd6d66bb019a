//! What a batch does to budget votes: ballots, the latest of each person, and residents' ideas. Read with a few set
//! queries, judged by the moment each arrived, written with multi-row statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::future::FutureExt;

use super::form::BudgetBallot;
use super::ideas::form::BudgetIdea;
use super::instrument::Budgets as Kind;
use super::model::ProjectState;
use super::rules;
use super::rules::BudgetRefused;
use super::store;
use super::store::ballots::{self, BudgetFacts, KnownProject, NewBudgetBallot, NewIdea, SentBefore};
use crate::App;
use crate::consultations::instrument::Later;
use crate::consultations::model::Consultation;
use crate::db::{DbError, Tx};
use crate::ids::{BranchId, BudgetId, ConsultationId, ProjectId, ResponseId};
use crate::reason::WhyNot;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk::{Accepted, Desk, OpenConsultation, OpensDesk};
use crate::responses::writer::{Refusal, Submission};
use crate::time::Time;

/// What a batch knows of budget votes, and what it will write.
struct BudgetsBatch {
    known: HashMap<ConsultationId, BudgetFacts>,
    projects: HashMap<ProjectId, KnownProject>,
    ballots: BTreeMap<ResponseId, NewBudgetBallot>,
    /// How many projects and ideas there are, where ideas are sent to.
    sizes: HashMap<BudgetId, i64>,
    /// What the authors of ideas have sent before.
    own: HashMap<ResponseId, Vec<SentBefore>>,
    touched: BTreeSet<BudgetId>,
}

/// What a resident does in a budget vote.
pub enum BudgetContribution {
    /// Votes, or changes the vote; without marks the vote is taken back.
    Ballot {
        /// The projects with their points; a tick is 1.
        marks: Vec<(ProjectId, i64)>,
    },
    /// Sends an idea.
    Idea {
        /// What it is called.
        title: String,
        /// As written.
        text: String,
        /// As shown.
        html: String,
        /// The library it is for.
        branch: Option<BranchId>,
        /// Whether somebody reads it before it is shown.
        held: bool,
    },
}

impl OpensDesk for Kind {
    fn open<'a>(&'a self, tx: &'a mut Tx, batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async move { Ok(Box::new(BudgetsBatch::read(tx, batch).await?) as Box<dyn Desk>) }.boxed()
    }

    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        async move {
            let Some(budget) = store::of(&app.db, of.id).await? else { return Ok(Vec::new()) };
            let projects = store::in_vote(&app.db, budget.id).await?;
            let takes_ideas = rules::may_send_ideas(budget.ideas_close_at, &of.dates, now).is_ok();
            let mut forms: Vec<Box<dyn AnswerForm>> = Vec::new();
            if !projects.is_empty() {
                forms.push(Box::new(BudgetBallot { budget, projects }));
            }
            if takes_ideas {
                forms.push(Box::new(BudgetIdea { libraries: crate::branches::store::all(&app.db).await? }));
            }
            Ok(forms)
        }
        .boxed()
    }
}

impl Desk for BudgetsBatch {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<BudgetContribution>().is_some()
    }

    fn judge(&mut self, place: OpenConsultation<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        self.may(place, one)
    }

    fn read<'a>(&'a mut self, tx: &'a mut Tx, accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        self.read_ideas(tx, accepted).boxed()
    }

    fn write<'a>(&'a mut self, tx: &'a mut Tx, accepted: Accepted<'a>) -> Later<'a, Result<Option<i64>, Refusal>> {
        self.record(tx, accepted).boxed()
    }

    /// Writes every ballot noted, the latest of each response.
    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()> {
        async move {
            ballots::write(tx, &self.ballots).await?;
            ballots::note_changes(tx, &self.touched).await
        }
        .boxed()
    }
}

impl BudgetsBatch {
    /// Reads the budget votes that a batch is about, and the projects its ballots name.
    async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let about =
            batch.iter().filter(|one| one.contribution::<BudgetContribution>().is_some()).map(|one| one.consultation);
        let known = ballots::facts_of(tx, about).await?;
        let named = batch.iter().flat_map(|one| match one.contribution() {
            Some(BudgetContribution::Ballot { marks }) => marks.as_slice(),
            Some(BudgetContribution::Idea { .. }) | None => &[],
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
    async fn read_ideas(&mut self, tx: &mut Tx, accepted: &[Accepted<'_>]) -> Result<(), DbError> {
        let sent = accepted
            .iter()
            .filter(|accepted| matches!(accepted.one.contribution(), Some(BudgetContribution::Idea { .. })));
        let before = sent.clone().filter(|accepted| !accepted.live.new).map(|accepted| accepted.live.id);
        for idea in ballots::sent_before(&mut *tx, before).await? {
            self.own.entry(idea.asked).or_default().push(idea);
        }
        let sent_to = sent.filter_map(|accepted| self.known.get(&accepted.one.consultation).map(|known| known.id));
        let sizes = ballots::sizes(tx, sent_to).await?;
        self.sizes.extend(sizes.into_iter().map(|size| (size.budget_id, size.projects)));
        Ok(())
    }

    /// Whether a ballot or an idea may be recorded in this consultation.
    fn may(&self, place: OpenConsultation<'_>, one: &Submission) -> Result<(), Refusal> {
        let known = self.known.get(&place.consultation).ok_or(Refusal::Missing)?;
        match one.contribution().ok_or(Refusal::Missing)? {
            BudgetContribution::Ballot { marks } => {
                let standing = self.standing(known, marks)?;
                if standing.is_empty() && !marks.is_empty() {
                    return Err(Refusal::Unfit(BudgetRefused::ChoiceWithdrawn.reason()));
                }
                rules::check(known.ballot, known.most, standing.iter().map(|(_, points)| *points))
                    .map_err(|problem| Refusal::Unfit(BudgetRefused::Ballot(problem).reason()))
            }
            BudgetContribution::Idea { .. } => {
                rules::may_send_ideas(known.ideas_close_at, place.dates, one.part.received_at)
                    .map_err(|why| Refusal::Unfit(why.reason()))
            }
        }
    }

    /// The marks on projects that are in the vote. One that was withdrawn meanwhile is left out; one that never was in
    /// this vote makes the ballot unreadable.
    fn standing(&self, known: &BudgetFacts, marks: &[(ProjectId, i64)]) -> Result<Vec<(ProjectId, i64)>, Refusal> {
        let mut standing = BTreeMap::new();
        for (id, points) in marks {
            let project = self.projects.get(id).filter(|project| project.budget_id == known.id);
            match project.map(|project| project.state) {
                Some(ProjectState::Entered) => {
                    standing.insert(*id, *points);
                }
                Some(ProjectState::Withdrawn) => {}
                _ => return Err(Refusal::Missing),
            }
        }
        Ok(standing.into_iter().collect())
    }

    /// Notes a ballot, to be written at the end; writes an idea at once and gives its number, or why there is none. The
    /// same idea sent twice is one.
    async fn record(
        &mut self,
        tx: &mut Tx,
        Accepted { one, live, .. }: Accepted<'_>,
    ) -> Result<Result<Option<i64>, Refusal>, DbError> {
        let response = live.id;
        let Some(known) = self.known.get(&one.consultation) else { return Ok(Err(Refusal::Missing)) };
        let Some(contribution) = one.contribution() else { return Ok(Err(Refusal::Missing)) };
        match contribution {
            BudgetContribution::Ballot { marks } => {
                let marks = self.standing(known, marks).unwrap_or_default();
                let ballot = NewBudgetBallot {
                    budget: known.id,
                    first_cast_at: one.part.received_at,
                    cast_at: one.part.received_at,
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
            BudgetContribution::Idea { title, text, html, branch, held } => {
                let own = self.own.entry(response).or_default();
                let same = |known: &&SentBefore| {
                    known.response_id == response && known.idea_title == *title && known.idea_text == *text
                };
                if let Some(same) = own.iter().find(same) {
                    return Ok(Ok(Some(same.number)));
                }
                if own.len() as i64 >= rules::IDEAS_EACH {
                    return Ok(Err(Refusal::Unfit(BudgetRefused::IdeasReached.reason())));
                }
                let size = self.sizes.entry(known.id).or_default();
                if *size >= rules::MOST_PROJECTS {
                    return Ok(Err(Refusal::Unfit(BudgetRefused::IdeasFull.reason())));
                }
                *size += 1;
                let idea = NewIdea { budget: known.id, response, title, text, html, branch: *branch, held: *held };
                let number = ballots::add_idea(tx, &idea, one.part.received_at).await?;
                own.push(SentBefore {
                    asked: response,
                    response_id: response,
                    number,
                    idea_title: title.clone(),
                    idea_text: text.clone(),
                });
                Ok(Ok(Some(number)))
            }
        }
    }
}
