//! What takes a while to work out of many answers, such as the count of a ranking or the outcome of a budget vote: kept until
//! an answer changes it, and while answers still come in for some seconds more. A big vote is not counted again for everybody
//! who looks, nor after every ballot; once no more ballots come, none is shown but the one that has seen them all.
//!
//! However many look at once, it is worked out for one of them. That it could not be worked out is kept for the same seconds,
//! so that not everybody who looks tries again.

use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quick_cache::sync::Cache;
use tokio::sync::OwnedMutexGuard;

use super::fault::Fault;
use crate::time::Time;

/// How old it may be while answers still come in, in milliseconds.
pub const FRESH: i64 = 15_000;

/// How many of a kind are kept.
const MOST: usize = 200;

/// How long anybody waits for somebody else's work.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How long a page waits for what goes on beside it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a page can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachedValue<V> {
    /// What the answers as they are come to.
    Now(V),
    /// While answers come in: what they came to some seconds ago.
    Earlier(V),
    /// There is none that may be shown yet; it is being worked out.
    Pending,
}

/// What is known of one.
struct Attempts<V> {
    latest: Option<WorkedOut<V>>,
    /// When the last try to work it out ended.
    tried_at: Option<Time>,
    /// The reference under which it failed, if it did.
    failed: Option<String>,
}

#[derive(Clone)]
struct WorkedOut<V> {
    /// How many changes it has seen.
    changes: i64,
    value: V,
}

struct CacheSlot<V> {
    known: Mutex<Attempts<V>>,
    working: Arc<tokio::sync::Mutex<()>>,
}

impl<V> Default for CacheSlot<V> {
    fn default() -> Self {
        let known = Attempts { latest: None, tried_at: None, failed: None };
        Self { known: Mutex::new(known), working: Arc::default() }
    }
}

impl<V: Clone> CacheSlot<V> {
    /// The latest, if it has seen so many changes.
    fn now(&self, changes: i64) -> Option<V> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.latest.as_ref().filter(|made| made.changes >= changes).map(|made| made.value.clone())
    }

    fn latest(&self) -> Option<V> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.latest.as_ref().map(|made| made.value.clone())
    }

    /// What can be said without working it out again, if that was tried just now; `earlier` may be shown.
    fn rests(&self, earlier: Option<&V>, now: Time) -> Option<Result<CachedValue<V>, Fault>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.tried_at.filter(|at| now.0 - at.0 < FRESH)?;
        match (earlier, &known.failed) {
            (Some(earlier), _) => Some(Ok(CachedValue::Earlier(earlier.clone()))),
            (None, Some(reference)) => Some(Err(Fault::Broken(reference.clone()))),
            (None, None) => None,
        }
    }

    /// Works it out, and keeps it or that it failed.
    async fn work_out(&self, work: impl Future<Output = Worked<V>>, now: impl Fn() -> Time) -> Result<V, Fault> {
        let worked = work.await;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match worked {
            Ok((changes, value)) => {
                let latest = Some(WorkedOut { changes, value: value.clone() });
                *known = Attempts { latest, tried_at: Some(now()), failed: None };
                Ok(value)
            }
            Err(Fault::Broken(reference)) => {
                known.tried_at = Some(now());
                known.failed = Some(reference.clone());
                Err(Fault::Broken(reference))
            }
            // The record is out of reach: whoever asks next finds out.
            Err(fault) => Err(fault),
        }
    }
}

/// What working it out gives: how many changes it has seen, counted before anything else was read, and what came of it.
pub type Worked<V> = Result<(i64, V), Fault>;

/// Things by key, each kept for a while.
pub struct CachedAwhile<K, V> {
    on: bool,
    places: Cache<K, Arc<CacheSlot<V>>>,
}

/// What there is to know before it can be said whether one that is kept will do.
#[derive(Clone, Copy)]
pub struct Looking {
    /// How many changes there have been.
    pub changes: i64,
    /// Whether answers still come in.
    pub open: bool,
}

/// What looking for one gives.
pub enum Looked<V> {
    /// It is there, or why it is not.
    Done(Result<CachedValue<V>, Fault>),
    /// It has to be worked out.
    ToDo(ToDo<V>),
}

/// One that has to be worked out.
pub struct ToDo<V> {
    place: Option<Arc<CacheSlot<V>>>,
    looking: Looking,
    earlier: Option<V>,
}

impl<K: Eq + Hash + Clone, V: Clone> CachedAwhile<K, V> {
    /// Nothing yet; never anything when it is off.
    pub fn new(on: bool) -> Self {
        Self { on, places: Cache::new(MOST) }
    }

    /// Looks for the one with this key. `stands` says whether an earlier one is still about what is asked: what was withdrawn
    /// must go at once.
    ///
    /// # Errors
    /// When `stands` cannot tell.
    pub async fn look(
        &self,
        key: K,
        looking: Looking,
        now: Time,
        stands: impl AsyncFnOnce(&V) -> Result<bool, Fault>,
    ) -> Result<Looked<V>, Fault> {
        if !self.on {
            return Ok(Looked::ToDo(ToDo { place: None, looking, earlier: None }));
        }
        let place = self.places.get_or_insert_with(&key, || Ok::<_, Fault>(Arc::default()))?;
        if let Some(value) = place.now(looking.changes) {
            return Ok(Looked::Done(Ok(CachedValue::Now(value))));
        }
        let earlier = match place.latest().filter(|_| looking.open) {
            Some(known) if stands(&known).await? => Some(known),
            _ => None,
        };
        Ok(match place.rests(earlier.as_ref(), now) {
            Some(found) => Looked::Done(found),
            None => Looked::ToDo(ToDo { place: Some(place), looking, earlier }),
        })
    }
}

impl<V: Clone + Send + Sync + 'static> ToDo<V> {
    /// Works it out while the page waits.
    ///
    /// # Errors
    /// When it cannot be worked out, and there is no earlier one that may be shown.
    pub async fn at_once(
        self,
        now: impl Fn() -> Time,
        work: impl Future<Output = Worked<V>>,
    ) -> Result<CachedValue<V>, Fault> {
        let Some(place) = self.place else { return work.await.map(|(_, value)| CachedValue::Now(value)) };
        // Whoever is before us may be waiting for a record that does not answer.
        let _turn = tokio::time::timeout(LONGEST_WAIT, place.working.lock()).await.ok();
        // Somebody else may have done it, or failed, while this waited.
        if let Some(value) = place.now(self.looking.changes) {
            return Ok(CachedValue::Now(value));
        }
        if let Some(found) = place.rests(self.earlier.as_ref(), now()) {
            return found;
        }
        shown(place.work_out(work, now).await, self.earlier)
    }

    /// Works it out beside the page, which does not wait for long: until it is done there is an earlier one, or none. It goes
    /// on by itself; whoever looks later finds it.
    ///
    /// # Errors
    /// When it could not be worked out while the page waited.
    pub async fn beside(
        self,
        now: impl Fn() -> Time + Send + 'static,
        work: impl Future<Output = Worked<V>> + Send + 'static,
    ) -> Result<CachedValue<V>, Fault> {
        let Some(place) = self.place else { return work.await.map(|(_, value)| CachedValue::Now(value)) };
        let meanwhile = self.earlier.clone().map_or(CachedValue::Pending, CachedValue::Earlier);
        let Ok(turn): Result<OwnedMutexGuard<()>, _> = place.working.clone().try_lock_owned() else {
            return Ok(meanwhile);
        };
        let mut working = tokio::spawn(async move {
            let worked = place.work_out(work, now).await;
            drop(turn);
            worked
        });
        match tokio::time::timeout(PATIENCE, &mut working).await {
            Ok(done) => shown(done.map_err(Fault::broken)?, self.earlier),
            Err(_) => Ok(meanwhile),
        }
    }
}

/// What is shown of what was worked out: where that failed, an earlier one.
fn shown<V>(worked: Result<V, Fault>, earlier: Option<V>) -> Result<CachedValue<V>, Fault> {
    match (worked, earlier) {
        (Ok(value), _) => Ok(CachedValue::Now(value)),
        (Err(Fault::Busy | Fault::Broken(_)), Some(earlier)) => Ok(CachedValue::Earlier(earlier)),
        (Err(fault), _) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const OPEN: bool = true;
    const CLOSED: bool = false;

    /// A count with the number of times it was made.
    struct Count {
        kept: CachedAwhile<&'static str, u32>,
        made: AtomicU32,
    }

    fn count() -> Count {
        Count { kept: CachedAwhile::new(true), made: AtomicU32::new(0) }
    }

    impl Count {
        /// Looks at a moment, after so many changes.
        async fn at(&self, now: i64, changes: i64, open: bool) -> Result<CachedValue<u32>, Fault> {
            self.comes_to(now, changes, open, true, Ok(())).await
        }

        async fn comes_to(
            &self,
            now: i64,
            changes: i64,
            open: bool,
            stands: bool,
            outcome: Result<(), Fault>,
        ) -> Result<CachedValue<u32>, Fault> {
            let now = Time(now);
            match self.kept.look("one", Looking { changes, open }, now, async |_| Ok(stands)).await? {
                Looked::Done(found) => found,
                Looked::ToDo(todo) => {
                    let work = async {
                        tokio::task::yield_now().await;
                        outcome.map(|()| (changes, self.made.fetch_add(1, Ordering::SeqCst) + 1))
                    };
                    todo.at_once(move || now, work).await
                }
            }
        }
    }

    fn is(found: Result<CachedValue<u32>, Fault>) -> CachedValue<u32> {
        found.unwrap_or_else(|_| panic!("it was not found"))
    }

    #[tokio::test]
    async fn it_is_worked_out_again_once_some_seconds_are_over_and_at_once_when_no_more_answers_come() {
        let count = count();
        assert_eq!(is(count.at(0, 1, OPEN).await), CachedValue::Now(1));
        assert_eq!(is(count.at(10 * FRESH, 1, OPEN).await), CachedValue::Now(1), "nothing changed");
        assert_eq!(is(count.at(10 * FRESH, 2, OPEN).await), CachedValue::Now(2), "it was old");
        assert_eq!(is(count.at(11 * FRESH - 1, 3, OPEN).await), CachedValue::Earlier(2), "it is fresh enough");
        assert_eq!(is(count.at(11 * FRESH, 3, OPEN).await), CachedValue::Now(3));
        assert_eq!(
            is(count.at(11 * FRESH, 4, CLOSED).await),
            CachedValue::Now(4),
            "none but the one that has seen them all"
        );
    }

    #[tokio::test]
    async fn what_is_not_asked_any_more_goes_at_once() {
        let count = count();
        assert_eq!(is(count.at(0, 1, OPEN).await), CachedValue::Now(1));
        assert_eq!(is(count.comes_to(1, 2, OPEN, false, Ok(())).await), CachedValue::Now(2));
    }

    #[tokio::test]
    async fn however_many_look_at_once_it_is_worked_out_for_one_of_them() {
        let count = count();
        let found = futures::future::join_all((0..20).map(|_| count.at(0, 1, OPEN))).await;
        assert!(found.into_iter().all(|found| is(found) == CachedValue::Now(1)));
        assert_eq!(count.made.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn that_it_failed_is_kept_for_the_same_seconds_and_an_earlier_one_is_shown_while_answers_come_in() {
        let count = count();
        let fails = || Err(Fault::Broken("A1".to_owned()));
        assert_eq!(is(count.at(0, 1, OPEN).await), CachedValue::Now(1));
        assert_eq!(is(count.comes_to(FRESH, 2, OPEN, true, fails()).await), CachedValue::Earlier(1));
        let same = |found: Result<CachedValue<u32>, Fault>| matches!(found, Err(Fault::Broken(reference)) if reference == "A1");
        assert!(same(count.comes_to(3 * FRESH, 2, CLOSED, true, fails()).await));
        assert!(same(count.at(4 * FRESH - 1, 2, CLOSED).await), "it would work now, but nobody tries yet");
        assert_eq!(is(count.at(4 * FRESH, 2, CLOSED).await), CachedValue::Now(2));
    }

    #[tokio::test]
    async fn a_record_out_of_reach_is_asked_again_by_whoever_looks_next() {
        let count = count();
        assert!(matches!(count.comes_to(0, 1, CLOSED, true, Err(Fault::Busy)).await, Err(Fault::Busy)));
        assert_eq!(is(count.at(0, 1, CLOSED).await), CachedValue::Now(1));
        assert_eq!(is(count.comes_to(FRESH, 2, OPEN, true, Err(Fault::Busy)).await), CachedValue::Earlier(1));
        assert_eq!(is(count.at(FRESH, 2, OPEN).await), CachedValue::Now(2));
    }

    #[tokio::test]
    async fn what_takes_long_goes_on_beside_the_page_and_is_found_later() {
        let kept: CachedAwhile<&str, u32> = CachedAwhile::new(true);
        let look =
            async || match kept.look("one", Looking { changes: 1, open: true }, Time(0), async |_| Ok(true)).await {
                Ok(Looked::ToDo(todo)) => todo,
                _ => panic!("it is there already"),
            };
        let (done, wait) = tokio::sync::oneshot::channel();
        let work = async move {
            let _ = wait.await;
            Ok((1, 7))
        };
        let first = tokio::spawn(look().await.beside(|| Time(0), work));
        tokio::task::yield_now().await;
        // Whoever comes meanwhile does not begin it again.
        let second = look().await.beside(|| Time(0), async { panic!("it was begun twice") }).await;
        assert_eq!(is(second), CachedValue::Pending);
        done.send(()).unwrap();
        assert_eq!(is(first.await.unwrap()), CachedValue::Now(7));
        let third = kept.look("one", Looking { changes: 1, open: true }, Time(0), async |_| Ok(true)).await;
        assert!(matches!(third, Ok(Looked::Done(Ok(CachedValue::Now(7))))));
    }

    #[tokio::test]
    async fn nothing_is_kept_where_keeping_is_off() {
        let count = Count { kept: CachedAwhile::new(false), made: AtomicU32::new(0) };
        assert_eq!(is(count.at(0, 1, OPEN).await), CachedValue::Now(1));
        assert_eq!(is(count.at(0, 1, OPEN).await), CachedValue::Now(2));
    }
}
