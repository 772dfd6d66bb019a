//! Counts kept for a while: a big election is not counted for everybody who looks, nor after every ballot, and whatever
//! else is written to the record meanwhile.

use std::sync::Arc;
use std::time::Duration;

use quick_cache::sync::Cache;
use tokio::sync::Mutex;

use super::count::{Counted, count};
use super::model::{Choice, Ranking};
use super::store;
use crate::App;
use crate::consultations::showing::is_fresh;
use crate::db::Db;
use crate::ids::RankingId;
use crate::site::Fault;
use crate::site::app::Warm;
use crate::time::Time;

/// How many counts are kept.
const COUNTS: usize = 200;

/// A count, and when it was made.
#[derive(Clone)]
pub struct Kept {
    /// The count.
    pub counted: Arc<Counted>,
    /// When it was made.
    pub at: Time,
    /// Whether ballots came in since: it must not be kept in a page.
    pub behind: bool,
    changes: i64,
    seed: String,
}

impl Kept {
    /// Whether it counts these options with this lot. A withdrawn option must go at once.
    fn is_of(&self, ranking: &Ranking, options: &[Choice]) -> bool {
        let standing = options.iter().filter(|option| option.stands()).map(|option| (option.number, &option.title));
        self.seed == ranking.seed
            && self.counted.options.iter().map(|option| (option.number, &option.title)).eq(standing)
    }
}

/// How long anybody waits for somebody else's count.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Counts by ranking. One is made at a time for each ranking; who comes meanwhile waits for it.
pub struct Counts {
    on: bool,
    kept: Cache<RankingId, Arc<Mutex<Option<Kept>>>>,
}

impl Warm for Counts {
    fn open(app: &App) -> Self {
        Self::new(app.config.parts_cache)
    }
}

impl Counts {
    /// No count yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        Self { on, kept: Cache::new(COUNTS) }
    }

    /// The count of a ranking: as the record is now, or, while it is `open`, as it was within the last 15 seconds.
    ///
    /// # Errors
    /// When it has to be counted and the record cannot be reached. While it is open an older count is given instead.
    pub async fn of(
        &self,
        db: &Db,
        (ranking, options): (&Ranking, &[Choice]),
        open: bool,
        now: Time,
    ) -> Result<Kept, Fault> {
        if !self.on {
            return work_out(db, ranking, options, now).await;
        }
        let place = self.kept.get_or_insert_with(&ranking.id, || Ok::<_, Fault>(Arc::default()))?;
        let Ok(mut place) = tokio::time::timeout(LONGEST_WAIT, place.lock()).await else {
            return work_out(db, ranking, options, now).await;
        };
        let known = place.clone().filter(|known| known.is_of(ranking, options));
        if let Some(known) = &known
            && (known.changes >= ranking.changes || (open && is_fresh(known.at, now)))
        {
            return Ok(Kept { behind: known.changes < ranking.changes, ..known.clone() });
        }
        match (work_out(db, ranking, options, now).await, known) {
            (Ok(made), _) => {
                *place = Some(made.clone());
                Ok(made)
            }
            (Err(Fault::Busy | Fault::Broken(_)), Some(known)) if open => Ok(Kept { behind: true, ..known }),
            (Err(fault), _) => Err(fault),
        }
    }
}

async fn work_out(db: &Db, ranking: &Ranking, options: &[Choice], now: Time) -> Result<Kept, Fault> {
    // Ballots that come between reading `changes` and counting are in the count a little early, which harms nobody.
    let same = store::orders(db, ranking.id).await?;
    let mut orders: Vec<_> =
        same.into_iter().map(|same| (same.ranked, u64::try_from(same.people).unwrap_or(0))).collect();
    orders.sort();
    let (options, seed) = (options.to_vec(), ranking.seed.clone());
    // A hundred thousand ballots take a moment: not on a thread that answers others.
    let counted = tokio::task::spawn_blocking(move || count(&options, &seed, &orders)).await;
    Ok(Kept {
        counted: Arc::new(counted.map_err(Fault::broken)?.map_err(Fault::broken)?),
        at: now,
        behind: false,
        changes: ranking.changes,
        seed: ranking.seed.clone(),
    })
}
