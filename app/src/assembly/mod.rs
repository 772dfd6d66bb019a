//! Where the rooms are put together to one site: the program's parts, the router that every address hangs on, and what is
//! worked out anew when a new version of the program starts.

#[cfg(test)]
mod authority_tests;
#[cfg(test)]
mod codes_tests;
#[cfg(test)]
mod contract;
pub mod instruments;
#[cfg(test)]
mod old_record;
pub mod refresh;
pub mod router;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use crate::accounts::presence;
use crate::clock::Clock;
use crate::consultations;
use crate::consultations::instrument::{Instrument, Instruments};
use crate::db::Db;
use crate::db::DbError;
use crate::decisions::promises;
use crate::events;
use crate::moderation::writing::Writings;
use crate::notices::delivery;
use crate::random::Random;
use crate::running::digest;
use crate::site::app::{Frame, StartError};
use crate::site::assets::Assets;
use crate::site::field_words::FieldWords;
use crate::time::Time;
use crate::{App, Config};
use futures::future::{BoxFuture, FutureExt};

pub use instruments::{DESKS, INSTRUMENTS, InstrumentLists, LISTS, PERSONS};
pub use router::router;

/// Puts the program together over a record whose tables are up to date.
///
/// # Errors
/// When the record cannot be read, or the machine cannot do what the configuration asks of it.
pub async fn open(db: Db, clock: Clock, random: Random, config: Config, assets: Assets) -> Result<App, StartError> {
    open_with(LISTS, db, clock, random, config, assets).await
}

/// The same with lists of other kinds.
///
/// # Errors
/// When the record cannot be read, or the machine cannot do what the configuration asks of it.
pub async fn open_with(
    lists: InstrumentLists,
    db: Db,
    clock: Clock,
    random: Random,
    config: Config,
    assets: Assets,
) -> Result<App, StartError> {
    let frame = Frame { banner: delivery::banner, warning: presence::warning, field, act, next_change };
    let app = App::new(db, clock, random, config, assets, frame).await?;
    app.keep(lists.instruments);
    app.keep(lists.desks);
    app.keep(lists.persons);
    app.keep(Writings(lists.instruments.all().flat_map(|one| one.writings().iter().copied()).collect()));
    Ok(app)
}

/// The words of a field in the forms of a kind of thing that is asked.
fn field(app: &App, name: &str) -> Option<&'static FieldWords> {
    Instruments::of(app).all().flat_map(|one| one.words().fields).find(|known| known.is(name))
}

/// The words for an act of the staff in a kind of thing that is asked.
fn act(app: &App, action: &str) -> Option<&'static str> {
    Instruments::of(app)
        .all()
        .flat_map(|one| one.words().acts)
        .find(|(known, _)| *known == action)
        .map(|(_, words)| *words)
}

/// The next moment after now at which a page changes by itself.
fn next_change(app: App, now: Time) -> BoxFuture<'static, Result<Option<Time>, DbError>> {
    async move {
        let mut moments = vec![
            consultations::store::next_change(&app.db, now).await?,
            promises::store::next_change(&app.db, now).await?,
            events::shared::next_change(&app.db, now).await?,
        ];
        for instrument in Instruments::of(&app).all() {
            moments.push(instrument.next_change(&app.db, now).await?);
        }
        Ok(moments.into_iter().flatten().min())
    }
    .boxed()
}

/// What kinds of things do beside the site, and who is told what waits, as long as the program runs.
pub fn background(app: &App) -> Vec<BoxFuture<'static, ()>> {
    let work = |one: &'static dyn Instrument| {
        let (app, work) = (app.clone(), one.background()?);
        Some(steadily(one.words().key, move || work(app.clone())).boxed())
    };
    let told = app.clone();
    let digest = steadily("the message of the day", move || digest::run(told.clone())).boxed();
    Instruments::of(app).all().filter_map(work).chain([digest]).collect()
}

/// How long work beside the site rests after a sudden end.
const REST: Duration = Duration::from_secs(5);

/// Works beside the site: a fault of the program in it (a panic) is logged, and it begins again a little later, because
/// nobody would notice that it is gone.
pub async fn steadily<F: Future<Output = ()>>(what: &'static str, work: impl FnMut() -> F) {
    again_after(REST, what, work).await;
}

async fn again_after<F: Future<Output = ()>>(rest: Duration, what: &str, mut work: impl FnMut() -> F) {
    while AssertUnwindSafe(work()).catch_unwind().await.is_err() {
        tracing::error!("{what} came to a sudden end; it begins again in {rest:?}");
        tokio::time::sleep(rest).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{Duration, again_after};

    #[tokio::test]
    async fn work_beside_the_site_begins_again_after_a_sudden_end() {
        let begun = AtomicUsize::new(0);
        again_after(Duration::ZERO, "a test", || async {
            assert!(begun.fetch_add(1, Ordering::Relaxed) >= 2, "a fault of the program");
        })
        .await;
        assert_eq!(begun.load(Ordering::Relaxed), 3);
    }
}
