//! What was worked out from the record once, for everybody who asks until the record changes: dashboards,
//! proposals as they stand, comments as everybody reads them.
//!
//! Each thing is kept with the version of the record it was worked out from and never handed out for another,
//! so it is never out of date. What depends on the time of day as well belongs in the key.

use std::hash::Hash;
use std::time::Duration;

use quick_cache::sync::Cache;

use crate::db::Db;

/// How long anybody waits for somebody else to work a thing out.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Things by key, each with the version of the record it was worked out from.
pub struct Kept<K, V> {
    on: bool,
    things: Cache<K, (u64, V)>,
}

impl<K: Eq + Hash + Clone, V: Clone> Kept<K, V> {
    /// Nothing yet; the least asked for go when there are more than `most`. Never anything when it is off.
    pub fn new(on: bool, most: usize) -> Self {
        Self { on, things: Cache::new(most) }
    }

    /// The thing as the record is now: kept, or worked out and kept. However many ask at once after a change, it is
    /// worked out for the first of them and the others wait for it.
    ///
    /// # Errors
    /// When it cannot be worked out. A failure is not kept.
    pub async fn of<E>(&self, db: &Db, key: K, work_out: impl AsyncFnOnce() -> Result<V, E>) -> Result<V, E> {
        if !self.on {
            return work_out().await;
        }
        // Read before the record is: a change meanwhile makes the thing stale at once, never too fresh.
        let version = db.version();
        if let Some((seen, kept)) = self.things.get(&key)
            && seen >= version
        {
            return Ok(kept);
        }
        self.things.remove_if(&key, |(seen, _)| *seen < version);
        match tokio::time::timeout(LONGEST_WAIT, self.things.get_value_or_guard_async(&key)).await {
            Ok(Ok((seen, kept))) if seen >= version => Ok(kept),
            // Begun by somebody else before the change that we know of; or nobody before us comes to an end with it, and
            // when the record does not answer, a hundred who wait for each other would wait a hundred times as long.
            Ok(Ok(_)) | Err(_) => work_out().await,
            Ok(Err(place)) => {
                let fresh = work_out().await?;
                // Refused only when it was taken out meanwhile: then the next visitor works it out.
                let _ = place.insert((version, fresh.clone()));
                Ok(fresh)
            }
        }
    }
}
