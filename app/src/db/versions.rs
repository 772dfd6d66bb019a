//! What a change touched: so that a vote in one consultation does not make the pages of all others out of date.
//!
//! Every change gives the record the next number. Of each change it is known whether it may have touched anything, or
//! only some consultations because whoever made it said so ([`Tx::touches_only`](super::Tx::touches_only)). Nobody has
//! to say anything: a change that is not described touches everything, so what is forgotten costs time and never shows
//! an old page.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

/// What something that was worked out from the record shows, and so which changes make it out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It may show anything: every change counts.
    Everything,
    /// One consultation by its number, with what belongs to none (names, accounts, settings): what came in to other
    /// consultations does not count.
    Consultation(i64),
    /// Nothing that comes in to a consultation: settings, who is signed in, dates.
    Site,
}

/// The number of the last change, and of the last that touched each scope.
#[derive(Clone)]
pub(super) struct Versions {
    now: watch::Sender<u64>,
    last: Arc<RwLock<Last>>,
}

/// The numbers of changes.
struct Last {
    /// The last that may have touched anything.
    everything: u64,
    /// The last that touched only some consultations, this among them, since the last that touched everything.
    consultations: HashMap<i64, u64>,
}

impl Versions {
    pub(super) fn new() -> Self {
        let last = Last { everything: 1, consultations: HashMap::new() };
        Self { now: watch::Sender::new(1), last: Arc::new(RwLock::new(last)) }
    }

    /// The number of the last change.
    pub(super) fn now(&self) -> u64 {
        *self.now.borrow()
    }

    /// The number of the last change that touched what is in scope.
    pub(super) fn last(&self, scope: Scope) -> u64 {
        if scope == Scope::Everything {
            return self.now();
        }
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        match scope {
            Scope::Consultation(id) => last.consultations.get(&id).copied().unwrap_or(last.everything),
            Scope::Everything | Scope::Site => last.everything,
        }
    }

    /// Wakes whenever the record changes.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.now.subscribe()
    }

    /// Takes note of a change that touched these consultations only, or that may have touched anything.
    pub(super) fn changed(&self, only: Option<&[i64]>) {
        self.now.send_modify(|now| {
            *now += 1;
            let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
            match only {
                None => {
                    last.everything = *now;
                    last.consultations.clear();
                }
                Some(only) => last.consultations.extend(only.iter().map(|&id| (id, *now))),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_says_nothing_touches_everything_and_others_only_what_they_name() {
        let versions = Versions::new();
        let all = |versions: &Versions| {
            [Scope::Everything, Scope::Consultation(1), Scope::Consultation(2), Scope::Site]
                .map(|scope| versions.last(scope))
        };
        assert_eq!(all(&versions), [1, 1, 1, 1]);
        versions.changed(Some(&[2]));
        assert_eq!(all(&versions), [2, 1, 2, 1]);
        versions.changed(Some(&[]));
        assert_eq!(all(&versions), [3, 1, 2, 1]);
        versions.changed(None);
        assert_eq!(all(&versions), [4, 4, 4, 4]);
        versions.changed(Some(&[1, 2]));
        assert_eq!(all(&versions), [5, 5, 5, 4]);
    }
}
