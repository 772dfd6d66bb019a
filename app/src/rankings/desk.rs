//! What a batch does to rankings: people's orders of options. A later order takes the place of an earlier one.

use std::collections::{BTreeMap, HashMap};

use futures::future::FutureExt;

use super::form::RankingOrder;
use super::instrument::Rankings as Kind;
use super::model::RankedOrder;
use super::pages;
use super::rules::OrderRefused;
use super::store::ballots::{self, NewRankingBallot, RankingFacts};
use crate::App;
use crate::consultations::instrument::Later;
use crate::consultations::model::Consultation;
use crate::db::Tx;
use crate::ids::{RankingId, ResponseId};
use crate::reason::WhyNot;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk::{Accepted, Desk, OpenConsultation, OpensDesk};
use crate::responses::writer::{Refusal, Submission};
use crate::time::Time;

/// What a batch knows of rankings, and what it will write.
struct RankingsBatch {
    known: HashMap<RankingId, RankingFacts>,
    ballots: BTreeMap<(ResponseId, RankingId), NewRankingBallot>,
}

/// Puts the options of a ranking in order, or changes the order.
pub struct Rank {
    /// The ranking.
    pub ranking: RankingId,
    /// The order.
    pub order: RankedOrder,
    /// When the ranking that was seen had last been changed.
    pub seen: Time,
}

impl OpensDesk for Kind {
    fn open<'a>(&'a self, tx: &'a mut Tx, batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async move {
            let asked = batch.iter().filter_map(|one| Some(one.contribution::<Rank>()?.ranking));
            let known = ballots::facts_of(tx, asked.collect()).await?;
            let known = known.into_iter().map(|known| (known.id, known)).collect();
            Ok(Box::new(RankingsBatch { known, ballots: BTreeMap::new() }) as Box<dyn Desk>)
        }
        .boxed()
    }

    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        async move {
            let asked = pages::rankings_of(app, of).await?.into_iter();
            Ok(asked
                .map(|(ranking, options)| Box::new(RankingOrder { ranking, options, now }) as Box<dyn AnswerForm>)
                .collect())
        }
        .boxed()
    }
}

impl Desk for RankingsBatch {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<Rank>().is_some()
    }

    fn judge(&mut self, place: OpenConsultation<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        let Rank { ranking, order, seen } = one.contribution().ok_or(Refusal::Missing)?;
        let known = self.known.get(ranking).filter(|known| known.consultation_id == place.consultation);
        let known = known.ok_or(Refusal::Missing)?;
        // The numbers may stand for other options now.
        if known.updated_at != *seen {
            return Err(Refusal::Unfit(OrderRefused::Changed.reason()));
        }
        for number in order.numbers() {
            let option = known.options.iter().find(|option| option.number == *number).ok_or(Refusal::Missing)?;
            if !option.stands() {
                return Err(Refusal::Unfit(OrderRefused::OptionWithdrawn(option.title.clone()).reason()));
            }
        }
        Ok(())
    }

    fn read<'a>(&'a mut self, _tx: &'a mut Tx, _accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        async { Ok(()) }.boxed()
    }

    fn write<'a>(
        &'a mut self,
        _tx: &'a mut Tx,
        Accepted { one, live, .. }: Accepted<'a>,
    ) -> Later<'a, Result<Option<i64>, Refusal>> {
        if let Some(Rank { ranking, order, .. }) = one.contribution() {
            let key = (live.id, *ranking);
            let first_cast_at = self.ballots.get(&key).map_or(one.part.received_at, |before| before.first_cast_at);
            let ranked = order.clone();
            let ballot = NewRankingBallot {
                response: live.id,
                ranking: *ranking,
                ranked,
                first_cast_at,
                cast_at: one.part.received_at,
            };
            self.ballots.insert(key, ballot);
        }
        async { Ok(Ok(None)) }.boxed()
    }

    /// Writes every order noted, the latest of each.
    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()> {
        async move { ballots::write(tx, self.ballots.values()).await }.boxed()
    }
}
