//! What staff may still change at each stage, and why not. The page that hides a button and the handler that
//! refuses the form ask the same function.

use crate::consultations::model::Stage;

/// What the editing form may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything: nobody has seen it.
    Everything,
    /// Words, libraries and the date of the decision; each change is told to the public.
    Words,
    /// Only the date of the decision, told to the public.
    DecisionDue,
}

/// What the editing form may change at a stage.
///
/// # Errors
/// Why nothing.
pub fn scope(stage: Stage) -> Result<Scope, String> {
    match stage {
        Stage::Draft => Ok(Scope::Everything),
        Stage::Upcoming | Stage::Open => Ok(Scope::Words),
        Stage::Closed => Ok(Scope::DecisionDue),
        Stage::Decided => {
            Err("This has been decided. What people answered and what was decided stay as they are.".into())
        }
        Stage::Withdrawn => Err("This consultation was withdrawn, so it stays as it is.".into()),
    }
}

/// Whether proposals can be added.
///
/// # Errors
/// Why not.
pub fn may_add_proposals(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Draft => Ok(()),
        _ => {
            Err("This consultation is published. People rely on knowing everything it asks, so a new proposal needs a \
                  consultation of its own."
                .into())
        }
    }
}

/// Whether proposals can be edited: freely as a draft, by amendment once published.
///
/// # Errors
/// Why not.
pub fn may_edit_proposals(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Closed => Err("This consultation has closed. The proposals stay as people answered them, so that the \
                              decision rests on what they read."
            .into()),
        Stage::Decided => Err("This has been decided, so the proposals stay as they were.".into()),
        Stage::Withdrawn => Err("This consultation was withdrawn, so the proposals stay as they were.".into()),
    }
}

/// Whether a published proposal can be amended or corrected.
///
/// # Errors
/// Why not.
pub fn may_amend(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Draft => Err("Nothing is published yet: edit the draft instead.".into()),
        other => may_edit_proposals(other),
    }
}

/// Whether the closing date can be moved on.
///
/// # Errors
/// Why not.
pub fn may_extend(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Draft => Err("This is a draft: change the dates on its edit page.".into()),
        Stage::Closed => {
            Err("This consultation has closed. Opening it again would be unfair to those who kept to the \
                              date; start a new one if you need to ask again."
                .into())
        }
        Stage::Decided => Err("This has been decided, so it cannot be extended.".into()),
        Stage::Withdrawn => Err("This consultation was withdrawn, so it cannot be extended.".into()),
    }
}

/// Whether it can be withdrawn.
///
/// # Errors
/// Why not.
pub fn may_withdraw(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Upcoming | Stage::Open | Stage::Closed => Ok(()),
        Stage::Draft => Err("Nobody has seen this draft, so there is nothing to withdraw.".into()),
        Stage::Decided => {
            Err("This has been decided. A decision stays on the record; record a new one to change it.".into())
        }
        Stage::Withdrawn => Err("This consultation is withdrawn already.".into()),
    }
}

/// Whether it can be deleted: while it is a draft that nobody outside has seen.
///
/// # Errors
/// Why not.
pub fn may_delete(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Draft => Ok(()),
        _ => {
            Err("This consultation was published, and what was published stays on the record. It can be withdrawn, as \
                  long as it is not decided."
                .into())
        }
    }
}

/// Whether showing or hiding the counts can be changed.
///
/// # Errors
/// Why not.
pub fn may_choose_showing(stage: Stage) -> Result<(), String> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Closed | Stage::Decided => Err("It has closed, so everybody can see the results.".into()),
        Stage::Withdrawn => Err("This consultation was withdrawn, so nothing more is shown or hidden.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: [Stage; 6] =
        [Stage::Draft, Stage::Upcoming, Stage::Open, Stage::Closed, Stage::Decided, Stage::Withdrawn];

    fn where_allowed(rule: impl Fn(Stage) -> bool) -> Vec<Stage> {
        STAGES.into_iter().filter(|stage| rule(*stage)).collect()
    }

    #[test]
    fn each_act_has_its_stages() {
        use Stage::{Closed, Draft, Open, Upcoming};
        assert_eq!(where_allowed(|stage| scope(stage).is_ok()), [Draft, Upcoming, Open, Closed]);
        assert_eq!(where_allowed(|stage| may_add_proposals(stage).is_ok()), [Draft]);
        assert_eq!(where_allowed(|stage| may_edit_proposals(stage).is_ok()), [Draft, Upcoming, Open]);
        assert_eq!(where_allowed(|stage| may_amend(stage).is_ok()), [Upcoming, Open]);
        assert_eq!(where_allowed(|stage| may_extend(stage).is_ok()), [Upcoming, Open]);
        assert_eq!(where_allowed(|stage| may_withdraw(stage).is_ok()), [Upcoming, Open, Closed]);
        assert_eq!(where_allowed(|stage| may_delete(stage).is_ok()), [Draft]);
        assert_eq!(where_allowed(|stage| may_choose_showing(stage).is_ok()), [Draft, Upcoming, Open]);
    }
}
