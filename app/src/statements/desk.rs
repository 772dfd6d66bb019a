//! What a batch does to statements: answers, and residents' own statements. Read with a handful of set queries,
//! judged, written with multi-row statements, and the counts changed once for each statement.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::future::FutureExt;

use super::form::{OwnStatement, StatementAnswer};
use super::instrument::Statements as Kind;
use super::model::{Answer, OwnStatementsRule, StatementState};
use super::rules::{MOST, MOST_OWN, StatementRefused, same_words};
use super::store::{self, Given, Room, StatementFacts};
use crate::App;
use crate::consultations::instrument::Later;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::db::{DbError, Tx};
use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::reason::WhyNot;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk::{Accepted, Desk, OpenConsultation, OpensDesk};
use crate::responses::writer::{Refusal, Submission};
use crate::time::Time;

/// What a batch knows of statements, and what it will write.
struct StatementsBatch {
    known: HashMap<StatementId, StatementFacts>,
    rooms: HashMap<ConsultationId, Room>,
    /// What the responses that add a statement have added before.
    own: HashMap<ResponseId, Vec<(StatementId, String)>>,
    answers: HashMap<(ResponseId, StatementId), Given>,
    changed: BTreeSet<(ResponseId, StatementId)>,
    counts: BTreeMap<(StatementId, Answer), i64>,
    touched: BTreeSet<ConsultationId>,
}

/// What a resident does with statements.
pub enum StatementContribution {
    /// Answers a statement, or changes the answer.
    Answer {
        /// The statement.
        statement: StatementId,
        /// The answer.
        answer: Answer,
    },
    /// Adds a statement of their own; its author agrees with it.
    Add {
        /// As written.
        text: String,
        /// Whether a moderator looks before it is shown.
        held: bool,
    },
}

impl OpensDesk for Kind {
    fn open<'a>(&'a self, tx: &'a mut Tx, batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async move { Ok(Box::new(StatementsBatch::read(tx, batch).await?) as Box<dyn Desk>) }.boxed()
    }

    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        async move {
            let Some(set) = store::set(&app.db, of.id).await? else { return Ok(Vec::new()) };
            let all = store::all(&app.db, of.id).await?.into_iter();
            let mut forms: Vec<Box<dyn AnswerForm>> = all
                .filter(|statement| statement.state == StatementState::Published)
                .map(|one| StatementAnswer { statement: one.id, number: one.number, text: one.text })
                .map(|form| Box::new(form) as Box<dyn AnswerForm>)
                .collect();
            if set.own != OwnStatementsRule::Off && stage(&of.dates, now) == Stage::Open {
                forms.push(Box::new(OwnStatement));
            }
            Ok(forms)
        }
        .boxed()
    }
}

impl Desk for StatementsBatch {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<StatementContribution>().is_some()
    }

    fn judge(&mut self, place: OpenConsultation<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        self.may(place.consultation, one.contribution().ok_or(Refusal::Missing)?)
    }

    fn read<'a>(&'a mut self, tx: &'a mut Tx, accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        self.read_answers(tx, accepted).boxed()
    }

    fn write<'a>(&'a mut self, tx: &'a mut Tx, accepted: Accepted<'a>) -> Later<'a, Result<Option<i64>, Refusal>> {
        async move {
            let Accepted { one, live, .. } = accepted;
            let written = self.record(tx, one.consultation, live.id, one).await?;
            Ok(written.map(|statement| Some(statement.0)))
        }
        .boxed()
    }

    /// Writes every answer noted, the latest of each, and what they do to the counts.
    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()> {
        async move {
            let answers = self.changed.iter().filter_map(|key| self.answers.get(key));
            store::write_answers(tx, answers).await?;
            store::change_counts(tx, &self.counts).await?;
            store::note_changes(tx, self.touched).await
        }
        .boxed()
    }
}

impl StatementsBatch {
    /// Reads the statements that a batch answers and the sets it adds to.
    async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let answered = batch.iter().filter_map(|one| match one.contribution()? {
            StatementContribution::Answer { statement, .. } => Some(*statement),
            StatementContribution::Add { .. } => None,
        });
        let known = store::facts_of(tx, answered).await?;
        let added_to = batch
            .iter()
            .filter(|one| matches!(one.contribution(), Some(StatementContribution::Add { .. })))
            .map(|one| one.consultation);
        let rooms = store::rooms(tx, added_to).await?;
        Ok(Self {
            known: known.into_iter().map(|known| (known.id, known)).collect(),
            rooms: rooms.into_iter().map(|room| (room.consultation_id, room)).collect(),
            own: HashMap::new(),
            answers: HashMap::new(),
            changed: BTreeSet::new(),
            counts: BTreeMap::new(),
            touched: BTreeSet::new(),
        })
    }

    /// Whether an answer or a statement may be recorded in this consultation.
    fn may(&self, consultation: ConsultationId, contribution: &StatementContribution) -> Result<(), Refusal> {
        match contribution {
            StatementContribution::Answer { statement, .. } => {
                let known = self.known.get(statement).filter(|known| known.consultation_id == consultation);
                let known = known.ok_or(Refusal::Missing)?;
                if known.state == StatementState::Published { Ok(()) } else { Err(Refusal::Gone) }
            }
            StatementContribution::Add { .. } => match self.rooms.get(&consultation) {
                None => Err(Refusal::Missing),
                Some(Room { own: OwnStatementsRule::Off, .. }) => {
                    Err(Refusal::Unfit(StatementRefused::NoneOfTheirs.reason()))
                }
                Some(_) => Ok(()),
            },
        }
    }

    /// Reads the answers that accepted submissions would change, and what those who add a statement have added before.
    async fn read_answers(&mut self, tx: &mut Tx, accepted: &[Accepted<'_>]) -> Result<(), DbError> {
        let before = accepted.iter().filter(|accepted| !accepted.live.new);
        let adding = before
            .clone()
            .filter(|accepted| matches!(accepted.one.contribution(), Some(StatementContribution::Add { .. })));
        for added in store::own::added_in(&mut *tx, adding.map(|accepted| accepted.live.id)).await? {
            self.own.entry(added.response_id).or_default().push((added.id, added.text));
        }
        let wanted = before.filter_map(|accepted| match accepted.one.contribution()? {
            StatementContribution::Answer { statement, .. } => Some((accepted.live.id, *statement)),
            StatementContribution::Add { .. } => None,
        });
        let found = store::answers_at(tx, wanted).await?;
        self.answers.extend(found.into_iter().map(|given| ((given.response_id, given.statement_id), given)));
        Ok(())
    }

    /// Notes an answer, to be written at the end; writes a resident's own statement at once, with its author's
    /// agreement. The same words sent twice are one statement. Gives the statement, or why there is none.
    async fn record(
        &mut self,
        tx: &mut Tx,
        consultation: ConsultationId,
        response: ResponseId,
        one: &Submission,
    ) -> Result<Result<StatementId, Refusal>, DbError> {
        let Some(contribution) = one.contribution() else { return Ok(Err(Refusal::Missing)) };
        let (statement, answer) = match contribution {
            StatementContribution::Answer { statement, answer } => (*statement, *answer),
            StatementContribution::Add { text, held } => {
                let own = self.own.entry(response).or_default();
                if let Some((same, _)) = own.iter().find(|(_, known)| same_words(known, text)) {
                    return Ok(Ok(*same));
                }
                if own.len() as i64 >= MOST_OWN {
                    return Ok(Err(Refusal::Unfit(StatementRefused::TooMany.reason())));
                }
                let Some(room) = self.rooms.get_mut(&consultation) else { return Ok(Err(Refusal::Missing)) };
                if room.statements >= MOST {
                    return Ok(Err(Refusal::Unfit(StatementRefused::Full.reason())));
                }
                room.statements += 1;
                // Judged by the rule as it is now, not as it was when the form was read.
                let state = if *held || room.own == OwnStatementsRule::Before {
                    StatementState::Held
                } else {
                    StatementState::Published
                };
                let added = store::add(tx, consultation, Some(response), text, state, one.part.received_at).await?;
                own.push((added.id, text.clone()));
                (added.id, Answer::Agree)
            }
        };
        let key = (response, statement);
        let before = self.answers.get(&key).copied();
        if let Some(before) = before {
            *self.counts.entry((statement, before.answer)).or_default() -= 1;
        }
        *self.counts.entry((statement, answer)).or_default() += 1;
        let given = Given {
            response_id: response,
            statement_id: statement,
            answer,
            first_answered_at: before.map_or(one.part.received_at, |before| before.first_answered_at),
            answered_at: one.part.received_at,
        };
        self.answers.insert(key, given);
        self.changed.insert(key);
        self.touched.insert(consultation);
        Ok(Ok(statement))
    }
}
