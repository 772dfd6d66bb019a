//! An opinion map, and whether it may be shown.

use soundings_analysis::groups::Report;

use crate::time::Time;

/// The last map of a consultation.
#[derive(Clone, Debug)]
pub struct Map {
    /// When it was worked out.
    pub made_at: Time,
    /// Whether it was worked out afresh after closing.
    pub last: bool,
    /// How many people answered anything.
    pub people: i64,
    /// How many answers they gave.
    pub answers: i64,
    /// What was found. Statements go by their number in the consultation, participants by their response.
    pub report: Report,
}

/// The fewest people in every group before groups are shown, so that no group is a person or two.
pub const FEWEST_IN_A_GROUP: usize = 5;
/// The fewest people who must be placed before groups are shown.
pub const FEWEST_PLACED: usize = 20;

impl Map {
    /// Whether its groups can be shown: enough people are placed, and none of the groups is so small that a group's
    /// answers would be somebody's.
    pub fn has_groups_to_show(&self) -> bool {
        let sizes = || self.report.groups.iter().map(|group| group.people);
        !self.report.groups.is_empty()
            && sizes().sum::<usize>() >= FEWEST_PLACED
            && sizes().all(|people| people >= FEWEST_IN_A_GROUP)
    }
}
