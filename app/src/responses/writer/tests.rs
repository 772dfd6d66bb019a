//! The writer with a kind of its own, made for these tests: what is true of every kind.

use futures::future::FutureExt;

use super::desk::{Accepted, Desk, Desks, OpenConsultation, OpensDesk};
use super::{Refusal, Submission, Writer};
use crate::App;
use crate::assembly::DESKS;
use crate::consultations::instrument::{Later, nothing};
use crate::consultations::model::Consultation;
use crate::db::Tx;
use crate::identity::model::Role;
use crate::ids::{AccountId, ConsultationId, OrganisationId, ParticipantId, ResponseId};
use crate::responses::form::AnswerForm;
use crate::responses::model::Channel;
use crate::responses::taking_part::{TakingPart, Who};
use crate::site::testing::Site;
use crate::time::Time;
use crate::{sql, test_both};

/// Shakes hands, or trembles so much that the program has a fault.
struct Hand(bool);

struct Shaky;

struct AtWork;

impl OpensDesk for Shaky {
    fn open<'a>(&'a self, _tx: &'a mut Tx, _batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async { Ok(Box::new(AtWork) as Box<dyn Desk>) }.boxed()
    }

    fn forms<'a>(&'a self, _app: &'a App, _of: &'a Consultation, _now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        nothing()
    }
}

impl Desk for AtWork {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<Hand>().is_some()
    }

    fn judge(&mut self, _place: OpenConsultation<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        let Hand(trembles) = one.contribution().ok_or(Refusal::Missing)?;
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
    let part = TakingPart::online(Who::Account(account), site.app.clock.now());
    Submission { part, consultation, contribution: Box::new(Hand(trembles)) }
}

/// The same from whoever it is.
fn from(site: &Site, who: Who, consultation: ConsultationId) -> Submission {
    Submission {
        part: TakingPart::online(who, site.app.clock.now()),
        consultation,
        contribution: Box::new(Hand(false)),
    }
}

/// What is kept of who took part and how: channel, branch, kind, source, language and assurance, and whether anybody's
/// account leads to it.
type KeptRow = (String, Option<i64>, String, String, String, String, i64);

async fn kept(site: &Site, response: ResponseId) -> KeptRow {
    sql!(
        "SELECT channel, branch_id, kind, source, language, assurance, \
                CAST((SELECT COUNT(*) FROM account_participants WHERE participant_id = responses.participant_id) AS BIGINT) \
         FROM responses WHERE id = $1",
        response
    )
    .one(&site.app.db)
    .await
    .unwrap()
}

async fn participant(site: &Site, response: ResponseId) -> Option<ParticipantId> {
    let (id,): (ParticipantId,) =
        sql!("SELECT participant_id FROM responses WHERE id = $1", response).one(&site.app.db).await.unwrap();
    Some(id)
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

    async fn a_guest_has_one_response_of_their_own_and_nobody_elses(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let other = site.consultation("books", |_| {}).await;
        let account = people(site, 1).await[0];
        let writer = Writer::start(site.app.db.clone(), site.app.secret.clone(), Desks(&[&Shaky]));
        // Two who come at the same moment are two.
        let guest = |participant| from(site, Who::Guest(participant), consultation);
        let (one, two) = tokio::join!(writer.submit(guest(None)), writer.submit(guest(None)));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_ne!(one.response, two.response);
        assert_ne!(one.code, two.code);
        let again = writer.submit(guest(participant(site, one.response).await)).await.unwrap();
        assert_eq!((again.response, &again.code), (one.response, &one.code));
        let own = writer.submit(hand(site, account, consultation, false)).await.unwrap();
        // Nobody goes on with somebody's account, in another consultation, or as nobody.
        for (who, place) in [
            (Who::Guest(participant(site, own.response).await), consultation),
            (Who::Guest(participant(site, one.response).await), other),
            (Who::Guest(Some(ParticipantId(999))), consultation),
        ] {
            assert_eq!(writer.submit(from(site, who, place)).await, Err(Refusal::Account), "{who:?}");
        }
        let row = |assurance: &str, accounts| {
            ("online".to_owned(), None, "person".to_owned(), String::new(), "en".to_owned(), assurance.to_owned(), accounts)
        };
        assert_eq!(kept(site, one.response).await, row("none", 0));
        assert_eq!(kept(site, own.response).await, row("account", 1));
    }

    async fn what_staff_key_in_is_somebodys_response_by_the_way_it_came(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let branch = site.branch("millbrook", "Millbrook").await;
        let staff = site.account("keys@library.example.org", Role::Staff).await;
        let councillor = site.account("council@example.org", Role::Councillor).await;
        let writer = Writer::start(site.app.db.clone(), site.app.secret.clone(), Desks(&[&Shaky]));
        let received_at = site.app.clock.now();
        let keyed = |by, participant| {
            let who = Who::KeyedIn { by, participant };
            let part = TakingPart {
                channel: Channel::Paper,
                branch: Some(branch),
                language: "cy".to_owned(),
                source: "leaflet-7".to_owned(),
                ..TakingPart::online(who, received_at)
            };
            Submission { part, consultation, contribution: Box::new(Hand(false)) }
        };
        // Keyed in after closing, from paper that was there before.
        site.app.clock.advance(400 * crate::time::Time::DAY);
        let first = writer.submit(keyed(staff, None)).await.unwrap();
        let second = writer.submit(keyed(staff, None)).await.unwrap();
        assert_ne!(first.response, second.response);
        let same = writer.submit(keyed(staff, participant(site, first.response).await)).await.unwrap();
        assert_eq!(same.response, first.response);
        assert_eq!(
            kept(site, first.response).await,
            ("paper".to_owned(), Some(branch.0), "person".to_owned(), "leaflet-7".to_owned(), "cy".to_owned(), "desk".to_owned(), 0)
        );
        // Only those who run consultations key in, and staff do not take part themselves.
        assert_eq!(writer.submit(keyed(councillor, None)).await, Err(Refusal::Account));
        let own = from(site, Who::Account(staff), consultation);
        assert_eq!(writer.submit(own).await, Err(Refusal::Account));
        let late = from(site, Who::KeyedIn { by: staff, participant: None }, consultation);
        assert!(matches!(writer.submit(late).await, Err(Refusal::Closed(_))));
    }

    async fn an_organisation_answers_as_one(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        let account = people(site, 1).await[0];
        let mut tx = site.app.db.begin().await.unwrap();
        let organisation = sql!("INSERT INTO organisations (name, created_at) VALUES ('Friends of Millbrook', 1) RETURNING id")
            .number(&mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let writer = Writer::start(site.app.db.clone(), site.app.secret.clone(), Desks(&[&Shaky]));
        let part = TakingPart {
            organisation: Some(OrganisationId(organisation)),
            ..TakingPart::online(Who::Account(account), site.app.clock.now())
        };
        let recorded = writer.submit(Submission { part, consultation, contribution: Box::new(Hand(false)) }).await.unwrap();
        assert_eq!(kept(site, recorded.response).await.2, "organisation");
    }
}
