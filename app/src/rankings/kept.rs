//! Counts kept until the next ballot: a big election is counted once for each change of it, however many people
//! look, and whatever else is written to the record meanwhile.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::count::{Counted, count};
use super::model::{Choice, Ranking};
use super::store;
use crate::db::Db;
use crate::site::Fault;

/// How many counts are kept.
const COUNTS: usize = 200;

/// Counts by the ranking's seed (its own, drawn by chance) and the number of changes they have seen. Such a count is
/// never out of date, so unlike what `site::kept` holds it outlives changes elsewhere in the record.
pub struct Counts {
    on: bool,
    kept: Cache<(String, i64), Arc<Counted>>,
}

impl Counts {
    /// No count yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        Self { on, kept: Cache::new(COUNTS) }
    }

    /// The count of a ranking, as the record is now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(&self, db: &Db, ranking: &Ranking, options: &[Choice]) -> Result<Arc<Counted>, Fault> {
        let work = work_out(db, ranking, options);
        if !self.on {
            return work.await;
        }
        // Ballots that come between reading `changes` and counting are in the count a little early, which harms nobody.
        self.kept.get_or_insert_async(&(ranking.seed.clone(), ranking.changes), work).await
    }
}

async fn work_out(db: &Db, ranking: &Ranking, options: &[Choice]) -> Result<Arc<Counted>, Fault> {
    let same = store::orders(db, ranking.id).await?;
    let mut orders: Vec<_> =
        same.into_iter().map(|same| (same.ranked, u64::try_from(same.people).unwrap_or(0))).collect();
    orders.sort();
    let (options, seed) = (options.to_vec(), ranking.seed.clone());
    // A hundred thousand ballots take a moment: not on a thread that answers others.
    let counted = tokio::task::spawn_blocking(move || count(&options, &seed, &orders)).await;
    Ok(Arc::new(counted.map_err(Fault::broken)?.map_err(Fault::broken)?))
}
