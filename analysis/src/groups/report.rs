//! What a run finds, as plain data: written as JSON for analysts, kept for the pages, and handed to the next run
//! as its starting point.

use serde::{Deserialize, Serialize};

use super::components::Components;
use super::consensus::{Consensus, Divide, GroupAware};
use super::hull::convex_hull;
use super::projection::{Point, project_one};
use super::representative::Representative;
use super::tallies::Tally;
use super::votes::Choice;

/// One run over one conversation. Every number in it is finite.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Everyone who answered anything, by ascending id.
    pub participants: Vec<Participant>,
    /// Every statement, by ascending id; those moderated out or about people themselves are listed and count nothing.
    pub statements: Vec<StatementFigures>,
    /// The two principal components, each with one loading per entry of `statements`.
    pub components: [Vec<f64>; 2],
    /// The mean answer (agree +1, pass 0, disagree −1) per entry of `statements`.
    pub centre: Vec<f64>,
    /// How well apart the groups are, −1 to 1; none while there are no groups. Over all people who are in a group,
    /// or, with more than a thousand of them, between base clusters.
    pub silhouette: Option<f64>,
    /// The numbers of groups that were tried.
    pub group_counts: Vec<GroupCount>,
    /// The opinion groups by ascending id. Ids are labels: kept from run to run, with gaps when a group went.
    pub groups: Vec<Group>,
    /// Up to a hundred places where people stand close together: enough to draw a map of a large conversation.
    pub base_clusters: Vec<BaseCluster>,
    /// What all participants together are clear about.
    pub consensus: Consensus,
    /// How far all groups agree on each statement that counts, most agreed first.
    pub group_aware_consensus: Vec<GroupAware>,
    /// Statements that divide one group from another, the widest gap first.
    pub divides: Vec<Divide>,
    /// How settled the number of groups is.
    pub steadiness: Steadiness,
}

/// Where a participant sits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// Their id in the votes.
    pub id: i64,
    /// How many statements that count they answered.
    pub answers: u32,
    /// Their place on the map.
    pub projection: Point,
    /// The id of their group; none if they answered too little to be placed, or there are no groups.
    pub group: Option<usize>,
}

/// What people answered to one statement, and its part in the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementFigures {
    /// Its id in the votes.
    pub id: i64,
    /// Whether moderators took it out, so that it does not count.
    pub moderated_out: bool,
    /// About who people are and not what they think: it has no part in the map and counts nothing.
    #[serde(default)]
    pub is_meta: bool,
    /// Answers by everyone, in a group or not; the latest answer of each.
    pub counts: Tally,
    /// Answers within each group, in the order of the report's `groups`.
    pub group_counts: Vec<Tally>,
    /// How much the statement weighs in each component.
    pub loadings: [f64; 2],
    /// How far from the middle of the map agreeing with this statement alone takes somebody.
    pub extremity: f64,
    /// Its weight when choosing what to show next; 0 if it does not count.
    pub priority: f64,
}

/// An opinion group: people who answer alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Its label, kept from run to run, with gaps when a group went: not its place in [`Report::groups`].
    pub id: usize,
    /// How many participants are in it.
    pub people: usize,
    /// Its centre on the map.
    pub centre: Point,
    /// Up to five statements that set it apart, those it agrees with first.
    pub representative: Vec<Representative>,
}

/// People who stand close together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaseCluster {
    /// Where its centre is on the map.
    pub centre: Point,
    /// How many participants are in it.
    pub people: usize,
    /// The id of the group they belong to.
    pub group: Option<usize>,
}

/// A number of groups that was tried, with the best silhouette it gave. For the number on show that can be more than
/// [`Report::silhouette`], when the division of the run before was kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupCount {
    /// How many groups there would be.
    pub groups: usize,
    /// How well they are told apart, from -1 to 1; more is better.
    pub silhouette: f64,
}

/// What keeps the number of groups from changing at every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steadiness {
    /// The number of groups taken; 0 for none.
    pub groups: usize,
    /// The number that is to be taken next if it goes on like this: one that is better than the number taken by more
    /// than chance explains, or else the number taken itself.
    pub winner: usize,
    /// For how many runs in a row it has been that number.
    pub runs: u32,
}

impl Report {
    /// Where a participant of this run sits.
    pub fn participant(&self, id: i64) -> Option<&Participant> {
        let place = self.participants.binary_search_by_key(&id, |participant| participant.id).ok()?;
        self.participants.get(place)
    }

    /// Where somebody with these answers would stand on this map, and the group with the nearest centre: for a person
    /// who has answered since the last run. Statements this run did not count are passed over. Whether they have
    /// answered enough to be told a group is for the caller to judge by `min_answers`.
    pub fn place(&self, answers: &[(i64, Choice)]) -> (Point, Option<usize>) {
        let counts = |statement: &StatementFigures| !statement.moderated_out && !statement.is_meta;
        let counted = || self.statements.iter().enumerate().filter(|(_, statement)| counts(statement));
        let columns: Vec<i64> = counted().map(|(_, statement)| statement.id).collect();
        let components = Components {
            centre: counted().map(|(place, _)| self.centre.get(place).copied().unwrap_or_default()).collect(),
            directions: std::array::from_fn(|slot| counted().map(|(_, statement)| statement.loadings[slot]).collect()),
            answered: counted().filter(|(_, statement)| statement.counts.answers() > 0).count(),
        };
        let answers: Vec<(usize, Choice)> =
            answers.iter().filter_map(|(id, choice)| Some((columns.binary_search(id).ok()?, *choice))).collect();
        let point = project_one(&answers, &components);
        let distance = |group: &&Group| super::clusters::squared_distance(group.centre, point);
        let nearest = self.groups.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        (point, nearest.map(|group| group.id))
    }

    /// The outline of a group on the map; empty if there is no such group. See [`convex_hull`].
    pub fn outline(&self, group: usize) -> Vec<Point> {
        let members = self.participants.iter().filter(|participant| participant.group == Some(group));
        convex_hull(members.map(|participant| participant.projection))
    }
}
