//! Names that are different from each other, as near as can be to what was wanted.

use std::collections::{BTreeMap, BTreeSet};

/// The names that are taken so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Distinct {
    taken: BTreeSet<String>,
    /// How often each name was wanted, so that the thousandth is not tried a thousand times.
    wanted: BTreeMap<String, usize>,
}

impl Distinct {
    /// Takes a name. Says whether it was free.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    /// The name that was wanted, if it is free, or else the first of its numbered ones that is. `as_compared` is how names
    /// are told apart: in small letters, say.
    pub(super) fn name(
        &mut self,
        near: &str,
        numbered: impl Fn(usize) -> String,
        as_compared: impl Fn(&str) -> String,
    ) -> String {
        if self.taken.insert(as_compared(near)) {
            return near.to_owned();
        }
        let number = self.wanted.entry(as_compared(near)).or_insert(1);
        loop {
            *number += 1;
            let name = numbered(*number);
            if self.taken.insert(as_compared(&name)) {
                return name;
            }
        }
    }
}
