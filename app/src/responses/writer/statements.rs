//! What a batch does to statements: answers, and residents' own statements. Read with a handful of set queries,
//! judged, written with multi-row statements, and the counts changed once for each statement.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::book::Live;
use super::{About, Act, Refusal, Submission};
use crate::db::{DbError, Tx};
use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::statements::model::{Answer, Own, State};
use crate::statements::rules::{FULL, MOST, MOST_OWN, OWN_REACHED, same_words};
use crate::statements::store::{self, Given, Known, Room};

/// What a batch knows of statements, and what it will write.
pub(super) struct Statements {
    known: HashMap<StatementId, Known>,
    rooms: HashMap<ConsultationId, Room>,
    /// What the responses that add a statement have added before.
    own: HashMap<ResponseId, Vec<(StatementId, String)>>,
    answers: HashMap<(ResponseId, StatementId), Given>,
    changed: BTreeSet<(ResponseId, StatementId)>,
    counts: BTreeMap<(StatementId, Answer), i64>,
    touched: BTreeSet<ConsultationId>,
}

impl Statements {
    /// Reads the statements that a batch answers and the sets it adds to.
    pub async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let answered = batch.iter().filter_map(|one| match one.act {
            Act::Answer { statement, .. } => Some(statement),
            _ => None,
        });
        let known = store::known(tx, answered).await?;
        let added_to = batch.iter().filter_map(|one| match (one.about, &one.act) {
            (About::Consultation(consultation), Act::Statement { .. }) => Some(consultation),
            _ => None,
        });
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
    pub fn judge(&self, consultation: ConsultationId, act: &Act) -> Result<(), Refusal> {
        match act {
            Act::Answer { statement, .. } => {
                let known = self.known.get(statement).filter(|known| known.consultation_id == consultation);
                let known = known.ok_or(Refusal::Missing)?;
                if known.state == State::Published { Ok(()) } else { Err(Refusal::Gone) }
            }
            Act::Statement { .. } => match self.rooms.get(&consultation) {
                None => Err(Refusal::Missing),
                Some(Room { own: Own::Off, .. }) => Err(Refusal::Unfit(
                    "This consultation does not take statements from residents, so nothing was recorded.".to_owned(),
                )),
                Some(_) => Ok(()),
            },
            _ => Err(Refusal::Missing),
        }
    }

    /// Reads the answers that accepted submissions would change, and what those who add a statement have added before.
    pub async fn read_answers(
        &mut self,
        tx: &mut Tx,
        accepted: impl Iterator<Item = (&Submission, Live)> + Clone,
    ) -> Result<(), DbError> {
        let adding = accepted.clone().filter(|(one, live)| !live.new && matches!(one.act, Act::Statement { .. }));
        for added in store::own::added_in(&mut *tx, adding.map(|(_, live)| live.id)).await? {
            self.own.entry(added.response_id).or_default().push((added.id, added.text));
        }
        let wanted = accepted.filter(|(_, live)| !live.new).filter_map(|(one, live)| match one.act {
            Act::Answer { statement, .. } => Some((live.id, statement)),
            _ => None,
        });
        let found = store::answers_at(tx, wanted).await?;
        self.answers.extend(found.into_iter().map(|given| ((given.response_id, given.statement_id), given)));
        Ok(())
    }

    /// Notes an answer, to be written at the end; writes a resident's own statement at once, with its author's
    /// agreement. The same words sent twice are one statement. Gives the statement, or why there is none.
    pub async fn write(
        &mut self,
        tx: &mut Tx,
        consultation: ConsultationId,
        response: ResponseId,
        one: &Submission,
    ) -> Result<Result<StatementId, Refusal>, DbError> {
        let (statement, answer) = match &one.act {
            Act::Answer { statement, answer } => (*statement, *answer),
            Act::Statement { text, held } => {
                let own = self.own.entry(response).or_default();
                if let Some((same, _)) = own.iter().find(|(_, known)| same_words(known, text)) {
                    return Ok(Ok(*same));
                }
                if own.len() as i64 >= MOST_OWN {
                    return Ok(Err(Refusal::Unfit(OWN_REACHED.to_owned())));
                }
                let Some(room) = self.rooms.get_mut(&consultation) else { return Ok(Err(Refusal::Missing)) };
                if room.statements >= MOST {
                    return Ok(Err(Refusal::Unfit(FULL.to_owned())));
                }
                room.statements += 1;
                // Judged by the rule as it is now, not as it was when the form was read.
                let state = if *held || room.own == Own::Before { State::Held } else { State::Published };
                let added = store::add(tx, consultation, Some(response), text, state, one.received_at).await?;
                own.push((added.id, text.clone()));
                (added.id, Answer::Agree)
            }
            _ => return Ok(Err(Refusal::Missing)),
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
            first_answered_at: before.map_or(one.received_at, |before| before.first_answered_at),
            answered_at: one.received_at,
        };
        self.answers.insert(key, given);
        self.changed.insert(key);
        self.touched.insert(consultation);
        Ok(Ok(statement))
    }

    /// Writes every answer noted, the latest of each, and what they do to the counts.
    pub async fn finish(self, tx: &mut Tx) -> Result<(), DbError> {
        let answers = self.changed.iter().filter_map(|key| self.answers.get(key));
        store::write_answers(tx, answers).await?;
        store::change_counts(tx, &self.counts).await?;
        store::note_changes(tx, self.touched).await
    }
}
