//! How often people are told another group while answers come in and nobody changes their mind.

use soundings_analysis::groups::{Settings, VoteMatrix, analyse};

use crate::conversation::{Conversation, Plan};
use crate::groups::share_moved;

/// As many conversations of each kind, from seeds 1, 2, ….
pub(crate) const CONVERSATIONS: u64 = 8;
/// How many times answers come in.
const UPDATES: usize = 60;
/// How many answers come in each time, as a share of those there at first: 1 of this many.
const NEW_ANSWERS: usize = 200;

/// Over all updates of all conversations.
pub(crate) struct Figures {
    /// How many times there was another number of groups.
    pub changes: usize,
    /// The share of people whose group got another label, on average over the updates.
    pub moved: f64,
    /// The same with the worst update.
    pub moved_most: f64,
    /// In how many conversations there are in the end as many groups as a run from scratch then finds.
    pub as_from_scratch: usize,
}

/// What happens in conversations like `plan` when another number of groups must be better by `margin` standard errors.
pub(crate) fn figures(plan: Plan, margin: f64) -> Figures {
    let settings = Settings { steady_margin: margin, ..Settings::default() };
    let mut figures = Figures { changes: 0, moved: 0.0, moved_most: 0.0, as_from_scratch: 0 };
    for seed in 1..=CONVERSATIONS {
        let mut conversation = Conversation::made_up(Plan { seed, ..plan });
        let new_answers = conversation.votes.len() / NEW_ANSWERS;
        let mut matrix = VoteMatrix::new(&conversation.votes, &[]);
        let mut report = analyse(&matrix, &settings, None);
        for _ in 0..UPDATES {
            matrix = matrix.updated(&conversation.further(new_answers), &[]);
            let next = analyse(&matrix, &settings, Some(&report));
            let moved = share_moved(&report, &next);
            figures.changes += usize::from(next.groups.len() != report.groups.len());
            figures.moved += moved / (CONVERSATIONS as usize * UPDATES) as f64;
            figures.moved_most = figures.moved_most.max(moved);
            report = next;
        }
        let from_scratch = analyse(&matrix, &settings, None);
        figures.as_from_scratch += usize::from(from_scratch.groups.len() == report.groups.len());
    }
    figures
}
