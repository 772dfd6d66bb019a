//! Sends the message of the day. Each colleague is taken in a transaction of their own, which notes the day and puts the
//! message in the outbox: so a program that is started again, or a second one on the same record, tells nobody twice. The
//! day is the calendar's in London, and so are the seven hours, so that the night in which the clocks change is like any
//! other.

use std::time::Duration;

use super::lines::{self, AHEAD, WaitingEverywhere};
use super::store::promises_due;
use crate::App;
use crate::clock;
use crate::consultations::editing::store as consultations;
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::db::DbError;
use crate::ids::{AccountId, ConsultationId};
use crate::moderation::store as moderation;
use crate::moderation::writing::Writings;
use crate::notices::delivery;
use crate::notices::store::{Message, post};
use crate::site::field_notes;
use crate::site::settings::second_person;
use crate::time::Time;
use crate::together::{approval, daily, team};

/// From this time of day on, in London.
const FROM: &str = "07:00";
/// How often it is looked whether the time has come.
const EVERY: Duration = Duration::from_secs(60);
/// How many colleagues are read at a time.
const AT_ONCE: i64 = 100;

/// Reads what waits everywhere, once for everybody.
async fn waiting(app: &App, now: Time) -> Result<WaitingEverywhere, DbError> {
    let db = &app.db;
    let consultations = consultations::under_way(db).await?;
    let ids: Vec<ConsultationId> = consultations.iter().map(|item| item.id).collect();
    let drafts = consultations.iter().filter(|item| stage(&item.dates, now) == Stage::Draft).map(|item| item.id);
    let mut work = Vec::new();
    for instrument in Instruments::of(app).all() {
        let own = instrument.waiting(db.into(), &ids).await?;
        work.extend(own.into_iter().map(|one| (one.consultation, one.words, one.page)));
    }
    let promises = promises_due(db, now.plus(AHEAD)).await?;
    // A promise is of a consultation that is decided, which is not under way any more.
    let looked_after = ids.iter().copied().chain(promises.iter().map(|promise| promise.consultation_id));
    let approvals = match second_person(db).await? {
        true => approval::store::waiting(db, drafts).await?,
        false => Vec::new(),
    };
    Ok(WaitingEverywhere {
        moderation: moderation::backlog(db, &app.warm::<Writings>()).await?.words(),
        team: team::store::of_all(db, looked_after).await?,
        notes: field_notes::store::open_by_author(db, ids.iter().copied()).await?,
        consultations,
        work,
        promises,
        approvals,
    })
}

/// Sends what is due now, and says how many messages were written.
///
/// # Errors
/// When the record cannot be reached; whoever was told is not told again.
pub async fn send_due(app: &App) -> Result<usize, DbError> {
    let now = app.clock.now();
    // A message that reaches nobody would only gather.
    if clock::time_input(now).as_str() < FROM || !delivery(app).leaves() {
        return Ok(0);
    }
    let day = clock::day(now);
    let (mut after, mut sent, mut everything) = (AccountId(0), 0, None);
    loop {
        let people = daily::store::not_told_on(&app.db, &day, after, AT_ONCE).await?;
        let Some(last) = people.last() else { return Ok(sent) };
        after = last.id;
        let everything = match &everything {
            Some(known) => known,
            None => everything.insert(waiting(app, now).await?),
        };
        let service = app.settings.now(&app.db).await;
        for person in &people {
            let lines = lines::for_person(person, everything, now);
            let mut tx = app.db.begin().await?;
            if daily::store::take(&mut tx, person.id, &day).await? && !lines.is_empty() {
                let subject = match lines.len() {
                    1 => "One thing waits for you".to_owned(),
                    many => format!("{many} things wait for you"),
                };
                let body = lines::body(&lines, &service.name, |path| app.config.link(path));
                let message =
                    Message { account: Some(person.id), recipient: &person.email, subject: &subject, body: &body };
                post(&mut tx, &message, now).await?;
                sent += 1;
            }
            // No page shows any of it.
            tx.touches_only([]);
            tx.commit().await?;
        }
    }
}

/// Sends the message of the day for as long as the program runs.
pub async fn run(app: App) {
    loop {
        if let Err(error) = send_due(&app).await {
            tracing::warn!(%error, "the message of the day could not be written; it is tried again");
        }
        tokio::time::sleep(EVERY).await;
    }
}
