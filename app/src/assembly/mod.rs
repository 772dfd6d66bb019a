//! Where the rooms are put together to one site: the program's parts, the router that every address hangs on, and what is
//! worked out anew when a new version of the program starts.

pub mod instruments;
pub mod refresh;
pub mod router;

use crate::accounts::presence;
use crate::clock::Clock;
use crate::consultations;
use crate::db::Db;
use crate::db::DbError;
use crate::decisions::promises;
use crate::notices::delivery;
use crate::proposals::votes::model::Choice;
use crate::random::Random;
use crate::site::app::{Frame, StartError};
use crate::site::assets::Assets;
use crate::statements::model::Answer;
use crate::time::Time;
use crate::{App, Config};
use futures::future::{BoxFuture, FutureExt};

pub use instruments::{DESKS, INSTRUMENTS, PERSONS};
pub use router::router;

/// Puts the program together over a record whose tables are up to date.
///
/// # Errors
/// When the record cannot be read, or the machine cannot do what the configuration asks of it.
pub async fn open(db: Db, clock: Clock, random: Random, config: Config, assets: Assets) -> Result<App, StartError> {
    let frame = Frame { banner: delivery::banner, warning: presence::warning, answers, act, next_change };
    let app = App::new(db, clock, random, config, assets, frame).await?;
    app.keep(INSTRUMENTS);
    app.keep(DESKS);
    app.keep(PERSONS);
    Ok(app)
}

/// The words in which an answer was offered.
fn answers(name: &str, value: &str) -> Option<&'static str> {
    match name {
        "choice" => Choice::from_word(value).map(Choice::title),
        "answer" => Answer::from_word(value).map(Answer::title),
        _ => None,
    }
}

/// The words for an act of the staff in a kind of thing that is asked.
fn act(action: &str) -> Option<&'static str> {
    INSTRUMENTS.all().flat_map(|one| one.words().acts).find(|(known, _)| *known == action).map(|(_, words)| *words)
}

/// The next moment after now at which a page changes by itself.
fn next_change(app: App, now: Time) -> BoxFuture<'static, Result<Option<Time>, DbError>> {
    async move {
        let mut moments = vec![
            consultations::store::next_change(&app.db, now).await?,
            promises::store::next_change(&app.db, now).await?,
        ];
        for instrument in INSTRUMENTS.all() {
            moments.push(instrument.next_change(&app.db, now).await?);
        }
        Ok(moments.into_iter().flatten().min())
    }
    .boxed()
}

/// Works beside the site, as long as the program runs.
pub fn beside(app: &App) -> Vec<BoxFuture<'static, ()>> {
    INSTRUMENTS.all().filter_map(|one| one.beside(app.clone())).collect()
}
