//! One batch in one transaction: judge every submission, make the responses that are missing, and let each kind's desk
//! write what is its own.

use std::collections::{BTreeMap, HashMap};

use super::desk::{Accepted, Desk, Desks, LiveResponse, OpenConsultation, People, PersonKey};
use super::facts::BatchFacts;
use super::{Recorded, Refusal, Submission, SubmissionOutcome};
use crate::consultations::rules::closed_to_answers;
use crate::db::{Db, DbError, Tx, dialect};
use crate::ids::{ConsultationId, ParticipantId, ResponseId};
use crate::responses::arrivals;
use crate::responses::code::ReceiptCode;
use crate::responses::model::Channel;
use crate::responses::sums::{self, ResponseSumKey};
use crate::responses::taking_part::Person;
use crate::sql_rows;

/// Writes a batch and says what came of each submission, in order, once the change is made to last.
///
/// # Errors
/// When the record fails the batch as a whole; nothing of it was recorded then.
pub(super) async fn prepare(
    db: &Db,
    secret: &[u8],
    desks: Desks,
    batch: &[Submission],
) -> Result<(Tx, Vec<SubmissionOutcome>), DbError> {
    let mut tx = db.begin().await?;
    // A response must not be withdrawn between reading it and counting its votes. Whatever the kind, what somebody sends to
    // a consultation is shown there, and on pages that show any.
    dialect::lock_counts_of(&mut tx, batch.iter().map(|one| one.consultation.0)).await?;
    let mut facts = BatchFacts::read(&mut tx, batch).await?;
    let mut open: Vec<Box<dyn Desk>> = Vec::with_capacity(desks.0.len());
    for desk in desks.0 {
        open.push(desk.open(&mut tx, batch).await?);
    }
    // Which desk each submission belongs to.
    let whose: Vec<Option<usize>> = batch.iter().map(|one| open.iter().position(|desk| desk.takes(one))).collect();
    let mut judged: Vec<Result<PersonKey, Refusal>> = Vec::with_capacity(batch.len());
    for (number, (one, whose)) in batch.iter().zip(&whose).enumerate() {
        let verdict = match whose.and_then(|whose| open.get_mut(whose)) {
            Some(desk) => judge(&facts, desk.as_mut(), number, one),
            None => Err(Refusal::Missing),
        };
        judged.push(verdict);
    }
    open_responses(&mut tx, secret, &mut facts.people, batch, &judged).await?;
    let accepted: Vec<Accepted<'_>> = batch
        .iter()
        .zip(&judged)
        .enumerate()
        .filter_map(|(place, (one, key))| {
            let live = facts.people.response_of(key.as_ref().ok()?)?;
            Some(Accepted { place, one, live })
        })
        .collect();
    for desk in &mut open {
        desk.read(&mut tx, &accepted).await?;
    }

    let mut outcomes: Vec<SubmissionOutcome> =
        judged.iter().map(|key| Err(key.as_ref().err().cloned().unwrap_or(Refusal::Busy))).collect();
    for one in accepted {
        let Some(desk) = whose.get(one.place).copied().flatten().and_then(|whose| open.get_mut(whose)) else {
            continue;
        };
        let made = desk.write(&mut tx, one).await?;
        if let Some(outcome) = outcomes.get_mut(one.place) {
            *outcome = made.map(|made| Recorded {
                response: one.live.id,
                code: ReceiptCode::for_response(secret, one.live.id.0).to_string(),
                made,
            });
        }
    }
    for desk in open {
        desk.finish(&mut tx).await?;
    }
    Ok((tx, outcomes))
}

/// Whether a submission may be recorded, by the rules and by what the record says now.
fn judge(facts: &BatchFacts, desk: &mut dyn Desk, number: usize, one: &Submission) -> Result<PersonKey, Refusal> {
    let key = (one.part.who.person(number), one.consultation);
    if !facts.people.may_take_part(one.part.who, &key) {
        return Err(Refusal::Account);
    }
    let dates = facts.places.get(&one.consultation).ok_or(Refusal::Missing)?;
    let place = OpenConsultation { consultation: one.consultation, dates, live: facts.people.response_of(&key) };
    if let Some(why) = closed_to_answers(dates, one.part.received_at)
        && !desk.repeats(one)
    {
        return Err(Refusal::Closed(why));
    }
    desk.judge(place, number, one)?;
    Ok(key)
}

/// Makes the participants and responses that accepted submissions still lack, with their receipts.
async fn open_responses(
    tx: &mut Tx,
    secret: &[u8],
    people: &mut People,
    batch: &[Submission],
    judged: &[Result<PersonKey, Refusal>],
) -> Result<(), DbError> {
    // The first submission of each person without a live response; it gives the channel and the time.
    let mut missing: BTreeMap<PersonKey, &Submission> = BTreeMap::new();
    for (one, key) in batch.iter().zip(judged) {
        if let Ok(key) = key {
            let live = people.participants.get(key).is_some_and(|participant| people.live.contains_key(participant));
            if !live {
                missing.entry(*key).or_insert(one);
            }
        }
    }
    let without: Vec<PersonKey> =
        missing.keys().filter(|key| !people.participants.contains_key(key)).copied().collect();
    let mut rows = sql_rows!("INSERT INTO participants (consultation_id) VALUES", 1, "RETURNING id, consultation_id");
    for key in &without {
        rows.push([key.1.into()]);
    }
    let mut fresh: HashMap<ConsultationId, Vec<ParticipantId>> = HashMap::new();
    for (participant, consultation) in rows.returning::<(ParticipantId, ConsultationId)>(tx).await? {
        fresh.entry(consultation).or_default().push(participant);
    }
    let mut links =
        sql_rows!("INSERT INTO account_participants (account_id, consultation_id, participant_id) VALUES", 3, "");
    for key in without {
        let participant = fresh.get_mut(&key.1).and_then(Vec::pop).ok_or(DbError::RowNotFound)?;
        // The only link between somebody's account and what they say; others have none.
        if let Person::Account(account) = key.0 {
            links.push([account.into(), key.1.into(), participant.into()]);
        }
        people.participants.insert(key, participant);
    }
    links.run(tx).await?;

    // What led somebody here goes over to the response, and is erased.
    let accounts = missing.keys().filter_map(|key| match key.0 {
        Person::Account(account) => Some(account),
        Person::Participant(_) | Person::New(_) => None,
    });
    let mut arrived = arrivals::of(tx, accounts).await?;
    let mut used = Vec::new();
    let mut rows = sql_rows!(
        "INSERT INTO responses (consultation_id, participant_id, channel, branch_id, received_at, kind, organisation_id, \
             source, language, assurance) VALUES",
        10,
        "RETURNING id, participant_id"
    );
    let mut about: HashMap<ParticipantId, (Channel, Option<crate::ids::BranchId>)> = HashMap::new();
    let mut counted: BTreeMap<ResponseSumKey, i64> = BTreeMap::new();
    for (key, one) in missing {
        let participant = *people.participants.get(&key).ok_or(DbError::RowNotFound)?;
        let part = &one.part;
        let own = part.who.account().and_then(|account| people.accounts.get(&account).copied().flatten());
        let branch = part.branch.or(own);
        let arrival = part.who.account().and_then(|account| {
            used.extend(arrived.contains_key(&(account, key.1)).then_some((account, key.1)));
            arrived.remove(&(account, key.1)).filter(|arrival| arrival.counts(part.received_at))
        });
        let source = match &arrival {
            Some(arrival) if part.source.is_empty() => arrival.source.as_str(),
            _ => part.source.as_str(),
        };
        rows.push([
            key.1.into(),
            participant.into(),
            part.channel.word().into(),
            branch.into(),
            part.received_at.into(),
            part.kind().word().into(),
            part.organisation.into(),
            source.into(),
            part.language.as_str().into(),
            part.assurance.word().into(),
        ]);
        about.insert(participant, (part.channel, branch));
        *counted.entry(ResponseSumKey::new(key.1, part.received_at, part.channel, branch)).or_default() += 1;
    }
    let mut receipts = sql_rows!("INSERT INTO receipts (response_id, code) VALUES", 2, "");
    for (id, participant) in rows.returning::<(ResponseId, ParticipantId)>(tx).await? {
        receipts.push([id.into(), ReceiptCode::for_response(secret, id.0).canonical().into()]);
        let (channel, branch) = about.get(&participant).copied().ok_or(DbError::RowNotFound)?;
        people.live.insert(participant, LiveResponse { id, channel, branch, new: true });
    }
    receipts.run(tx).await?;
    sums::change(tx, counted).await?;
    for (account, consultation) in used {
        arrivals::erase(tx, account, consultation).await?;
    }
    Ok(())
}
