//! The writer with a kind of its own, made for these tests: what is true of every kind.

use futures::future::FutureExt;

use super::desk::{Accepted, Desk, Desks, OpensDesk, Place};
use super::{Refusal, Submission, Writer};
use crate::assembly::DESKS;
use crate::consultations::instrument::Later;
use crate::db::Tx;
use crate::ids::{AccountId, ConsultationId};
use crate::responses::model::Channel;
use crate::site::testing::Site;
use crate::{sql, test_both};

/// Shakes hands, or trembles so much that the program has a fault.
struct Hand(bool);

struct Shaky;

struct AtWork;

impl OpensDesk for Shaky {
    fn open<'a>(&'a self, _tx: &'a mut Tx, _batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async { Ok(Box::new(AtWork) as Box<dyn Desk>) }.boxed()
    }
}

impl Desk for AtWork {
    fn takes(&self, one: &Submission) -> bool {
        one.act::<Hand>().is_some()
    }

    fn judge(&mut self, _place: Place<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        let Hand(trembles) = one.act().ok_or(Refusal::Missing)?;
        assert!(!trembles, "a fault of the program");
        Ok(())
    }

    fn read<'a>(&'a mut self, _tx: &'a mut Tx, _accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        async { Ok(()) }.boxed()
    }

    fn write<'a>(&'a mut self, _tx: &'a mut Tx, _one: Accepted<'a>) -> Later<'a, Result<Option<i64>, Refusal>> {
        async { Ok(Ok(None)) }.boxed()
    }

    fn finish<'a>(self: Box<Self>, _tx: &'a mut Tx) -> Later<'a, ()> {
        async { Ok(()) }.boxed()
    }
}

async fn people(site: &Site, many: usize) -> Vec<AccountId> {
    for number in 0..many {
        site.resident(&format!("person{number}@example.org")).await;
    }
    sql!("SELECT id FROM accounts WHERE email LIKE 'person%' ORDER BY email")
        .all::<(AccountId,)>(&site.app.db)
        .await
        .unwrap()
        .into_iter()
        .map(|(id,)| id)
        .collect()
}

fn hand(site: &Site, account: AccountId, consultation: ConsultationId, trembles: bool) -> Submission {
    let received_at = site.app.clock.now();
    Submission { account, channel: Channel::Online, received_at, consultation, act: Box::new(Hand(trembles)) }
}

test_both! {
    async fn a_fault_in_one_submission_ends_neither_its_neighbours_nor_the_writer(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let people = people(site, 3).await;
        let writer = Writer::start(site.app.db.clone(), site.app.secret.clone(), Desks(&[&Shaky]));
        let (one, two, three) = tokio::join!(
            writer.submit(hand(site, people[0], consultation, false)),
            writer.submit(hand(site, people[1], consultation, true)),
            writer.submit(hand(site, people[2], consultation, false)),
        );
        assert!(one.is_ok() && three.is_ok(), "{one:?} {three:?}");
        assert_eq!(two, Err(Refusal::Busy));
        assert!(writer.submit(hand(site, people[1], consultation, false)).await.is_ok());
        let responses = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM responses").number(&site.app.db).await.unwrap();
        assert_eq!(responses, 3);
    }

    async fn what_no_kind_takes_is_refused_and_makes_no_response(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let people = people(site, 1).await;
        let writer = Writer::start(site.app.db.clone(), site.app.secret.clone(), DESKS);
        assert_eq!(writer.submit(hand(site, people[0], consultation, false)).await, Err(Refusal::Missing));
        let responses = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM responses").number(&site.app.db).await.unwrap();
        assert_eq!(responses, 0);
    }

    async fn each_kind_is_refused_after_closing_whatever_it_is(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let people = people(site, 1).await;
        site.app.clock.advance(400 * crate::time::Time::DAY);
        let writer = Writer::start(site.app.db.clone(), site.app.secret.clone(), Desks(&[&Shaky]));
        let refused = writer.submit(hand(site, people[0], consultation, false)).await;
        assert!(matches!(refused, Err(Refusal::Closed(_))), "{refused:?}");
    }
}
