//! Counts kept for a while: a big election is not counted for everybody who looks, nor after every ballot, and whatever
//! else is written to the record meanwhile.

use std::sync::Arc;

use super::count::{Counted, count};
use super::model::{Ranking, RankingOption};
use super::store::ballots;
use crate::App;
use crate::db::Db;
use crate::ids::RankingId;
use crate::site::Fault;
use crate::site::app::Warm;
use crate::site::cached_awhile::{CachedAwhile, CachedValue, Looked, Looking, Worked};
use crate::time::Time;

/// A count, and when it was made.
#[derive(Clone)]
pub struct CachedCount {
    /// The count.
    pub counted: Arc<Counted>,
    /// When it was made.
    pub at: Time,
    /// Whether ballots came in since: it must not be kept in a page.
    pub behind: bool,
}

#[derive(Clone)]
struct Made {
    counted: Arc<Counted>,
    at: Time,
}

impl Made {
    /// Whether it counts these options. A withdrawn option must go at once.
    fn is_of(&self, options: &[RankingOption]) -> bool {
        let standing = options.iter().filter(|option| option.stands()).map(|option| (option.number, &option.title));
        self.counted.options.iter().map(|option| (option.number, &option.title)).eq(standing)
    }
}

/// Counts by ranking and by the lot that decides what comes out level.
pub struct CachedCounts(CachedAwhile<(RankingId, String), Made>);

impl Warm for CachedCounts {
    fn open(app: &App) -> Self {
        Self(CachedAwhile::new(app.config.parts_cache))
    }
}

impl CachedCounts {
    /// The count of a ranking: as the record is now, or, while it is `open`, as it was within the last 15 seconds.
    ///
    /// # Errors
    /// When it has to be counted and the record cannot be reached. While it is open an older count is given instead.
    pub async fn of(
        &self,
        db: &Db,
        (ranking, options): (&Ranking, &[RankingOption]),
        open: bool,
        now: Time,
    ) -> Result<CachedCount, Fault> {
        let key = (ranking.id, ranking.seed.clone());
        let looking = Looking { changes: ranking.changes, open };
        let found = match self.0.look(key, looking, now, async |made: &Made| Ok(made.is_of(options))).await? {
            Looked::Done(found) => found?,
            Looked::ToDo(todo) => todo.at_once(|| now, work_out(db, ranking, options, now)).await?,
        };
        match found {
            CachedValue::Now(Made { counted, at }) => Ok(CachedCount { counted, at, behind: false }),
            CachedValue::Earlier(Made { counted, at }) => Ok(CachedCount { counted, at, behind: true }),
            // Nothing is counted beside the page here.
            CachedValue::Pending => Err(Fault::Busy),
        }
    }
}

async fn work_out(db: &Db, ranking: &Ranking, options: &[RankingOption], now: Time) -> Worked<Made> {
    // Ballots that come between reading `changes` and counting are in the count a little early, which harms nobody.
    let same = ballots::orders(db, ranking.id).await?;
    let mut orders: Vec<_> =
        same.into_iter().map(|same| (same.ranked, u64::try_from(same.people).unwrap_or(0))).collect();
    orders.sort();
    let (options, seed) = (options.to_vec(), ranking.seed.clone());
    // A hundred thousand ballots take a moment: not on a thread that answers others.
    let counted = tokio::task::spawn_blocking(move || count(&options, &seed, &orders)).await;
    let counted = Arc::new(counted.map_err(Fault::broken)?.map_err(Fault::broken)?);
    Ok((ranking.changes, Made { counted, at: now }))
}
