//! What a batch does to rankings: people's orders of options. A later order takes the place of an earlier one.

use std::collections::{BTreeMap, HashMap};

use super::{Act, Refusal, Submission};
use crate::db::{DbError, Tx};
use crate::ids::{ConsultationId, RankingId, ResponseId};
use crate::rankings::model::Order;
use crate::rankings::store::{self, Known, NewBallot};
use crate::time::Time;

/// What a batch knows of rankings, and what it will write.
pub(super) struct Rankings {
    known: HashMap<RankingId, Known>,
    ballots: BTreeMap<(ResponseId, RankingId), NewBallot>,
}

impl Rankings {
    /// Reads the rankings that a batch answers.
    pub async fn read(tx: &mut Tx, batch: &[Submission]) -> Result<Self, DbError> {
        let asked = batch.iter().filter_map(|one| match one.act {
            Act::Rank { ranking, .. } => Some(ranking),
            _ => None,
        });
        let known = store::known(tx, asked.collect()).await?;
        Ok(Self { known: known.into_iter().map(|known| (known.id, known)).collect(), ballots: BTreeMap::new() })
    }

    /// Whether an order may be recorded in this consultation.
    pub fn judge(
        &self,
        consultation: ConsultationId,
        ranking: RankingId,
        order: &Order,
        seen: Time,
    ) -> Result<(), Refusal> {
        let known = self.known.get(&ranking).filter(|known| known.consultation_id == consultation);
        let known = known.ok_or(Refusal::Missing)?;
        // The numbers may stand for other options now.
        if known.updated_at != seen {
            let why = "The ranking was changed meanwhile, so your order was not recorded. Please read it again.";
            return Err(Refusal::Unfit(why.to_owned()));
        }
        for number in order.numbers() {
            let option = known.options.iter().find(|option| option.number == *number).ok_or(Refusal::Missing)?;
            if !option.stands() {
                let why = format!("“{}” was withdrawn meanwhile, so your order was not recorded.", option.title);
                return Err(Refusal::Unfit(why));
            }
        }
        Ok(())
    }

    /// Notes an order, to be written at the end.
    pub fn note(&mut self, response: ResponseId, one: &Submission) {
        let Act::Rank { ranking, order, .. } = &one.act else { return };
        let first_cast_at = self.ballots.get(&(response, *ranking)).map_or(one.received_at, |one| one.first_cast_at);
        let ballot =
            NewBallot { response, ranking: *ranking, ranked: order.clone(), first_cast_at, cast_at: one.received_at };
        self.ballots.insert((response, *ranking), ballot);
    }

    /// Writes every order noted, the latest of each.
    pub async fn finish(self, tx: &mut Tx) -> Result<(), DbError> {
        store::write(tx, self.ballots.values()).await
    }
}
