//! What a consultation asks beside its proposals: statements, rankings, a budget vote. Each kind has a file of its own;
//! here a submission finds the one it is for.

use super::book::Live;
use super::budgets::Budgets;
use super::rankings::Rankings;
use super::statements::Statements;
use super::{Act, Refusal, Submission};
use crate::consultations::model::Dates;
use crate::db::{DbError, Tx};
use crate::ids::{ConsultationId, ResponseId};

/// What a batch knows of them, and what it will write.
pub(super) struct Asked {
    statements: Statements,
    rankings: Rankings,
    budgets: Budgets,
}

impl Asked {
    /// Reads what a batch is about.
    pub async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        Ok(Self {
            statements: Statements::read(&mut *tx, batch).await?,
            rankings: Rankings::read(&mut *tx, batch).await?,
            budgets: Budgets::read(tx, batch).await?,
        })
    }

    /// Whether a submission may be recorded in this consultation, which is open.
    pub fn judge(&self, place: (ConsultationId, &Dates), one: &Submission) -> Result<(), Refusal> {
        match &one.act {
            Act::Answer { .. } | Act::Statement { .. } => self.statements.judge(place.0, &one.act),
            Act::Rank { ranking, order, seen } => self.rankings.judge(place.0, *ranking, order, *seen),
            Act::Ballot { .. } | Act::Idea { .. } => self.budgets.judge(place, &one.act, one.received_at),
            Act::Vote { .. } | Act::Comment { .. } | Act::Agree { .. } => Err(Refusal::Missing),
        }
    }

    /// Reads what accepted submissions would change.
    pub async fn read_answers(
        &mut self,
        tx: &mut Tx,
        accepted: impl Iterator<Item = (&Submission, Live)> + Clone,
    ) -> Result<(), DbError> {
        self.statements.read_answers(&mut *tx, accepted.clone()).await?;
        self.budgets.read_ideas(tx, accepted).await
    }

    /// Notes or writes one submission. Gives the number of what was made, or why it was not recorded after all.
    pub async fn write(
        &mut self,
        tx: &mut Tx,
        consultation: ConsultationId,
        response: ResponseId,
        one: &Submission,
    ) -> Result<Result<Option<i64>, Refusal>, DbError> {
        match &one.act {
            Act::Answer { .. } | Act::Statement { .. } => {
                let written = self.statements.write(tx, consultation, response, one).await?;
                Ok(written.map(|statement| Some(statement.0)))
            }
            Act::Rank { .. } => {
                self.rankings.note(response, one);
                Ok(Ok(None))
            }
            Act::Ballot { .. } | Act::Idea { .. } => self.budgets.write(tx, consultation, response, one).await,
            Act::Vote { .. } | Act::Comment { .. } | Act::Agree { .. } => Ok(Err(Refusal::Missing)),
        }
    }

    /// Writes what was noted.
    pub async fn finish(self, tx: &mut Tx) -> Result<(), DbError> {
        self.statements.finish(&mut *tx).await?;
        self.rankings.finish(&mut *tx).await?;
        self.budgets.finish(tx).await
    }
}
