//! What was worked out from the record once, for everybody who asks until the record changes: dashboards,
//! proposals as they stand, comments as everybody reads them.
//!
//! Each thing is kept with the version of the record it was worked out from, and handed out until a change that touched
//! what it shows; so it is never out of date. What depends on the time of day as well belongs in the key.

use std::hash::Hash;
use std::time::Duration;

use quick_cache::sync::Cache;

use crate::db::{Db, Scope};

/// How long anybody waits for somebody else to work a thing out.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Things by key, each with the version of the record it was worked out from.
pub struct Cached<K, V> {
    on: bool,
    /// What a thing shows, and so which changes make it out of date.
    scope: fn(&K, &V) -> Scope,
    things: Cache<K, (u64, V)>,
}

impl<K: Eq + Hash + Clone, V: Clone> Cached<K, V> {
    /// Nothing yet; the least asked for go when there are more than `most`. Never anything when it is off. Any change
    /// makes what is kept out of date.
    pub fn new(on: bool, most: usize) -> Self {
        Self { on, scope: |_, _| Scope::Everything, things: Cache::new(most) }
    }

    /// The same for things of which it is known what they show.
    pub fn about(self, scope: fn(&K, &V) -> Scope) -> Self {
        Self { scope, ..self }
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
        let good = |seen: u64, kept: &V| seen >= db.last_change((self.scope)(&key, kept)).min(version);
        if let Some((seen, kept)) = self.things.get(&key)
            && good(seen, &kept)
        {
            return Ok(kept);
        }
        self.things.remove_if(&key, |(seen, kept)| !good(*seen, kept));
        match tokio::time::timeout(LONGEST_WAIT, self.things.get_value_or_guard_async(&key)).await {
            Ok(Ok((seen, kept))) if good(seen, &kept) => Ok(kept),
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
