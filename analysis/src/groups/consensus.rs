//! What people share and what parts them: statements most people answer alike, statements every group agrees
//! with, and statements that divide one group from another.

use serde::{Deserialize, Serialize};

use super::representative::{PICKED, Side, beyond_chance, probability, proportion_test, two_proportion_test};
use super::tallies::{Tallies, Tally};

/// A statement most of those who answered took one side of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// The statement’s id.
    pub statement: i64,
    /// How many took this side.
    pub count: u32,
    /// How many answered.
    pub answers: u32,
    /// Chance that someone takes this side: (count + 1) / (answers + 2).
    pub probability: f64,
    /// z-score of that chance being above one half.
    pub probability_test: f64,
}

/// Up to five statements most agree with, and up to five most disagree with, the clearest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Consensus {
    /// Those most people agree with.
    pub agree: Vec<Shared>,
    /// Those most people disagree with.
    pub disagree: Vec<Shared>,
}

/// What all participants together are clear about, in a group or not (Polis' `consensus`): taken by more than half
/// with a z-score beyond chance.
pub fn consensus(tallies: &Tallies) -> Consensus {
    Consensus { agree: shared(tallies, Side::Agree), disagree: shared(tallies, Side::Disagree) }
}

fn shared(tallies: &Tallies, side: Side) -> Vec<Shared> {
    let mut list: Vec<Shared> = (tallies.statements.iter().zip(&tallies.everyone))
        .map(|(statement, tally)| {
            let (count, answers) = (on(side, *tally), tally.answers());
            let (probability, probability_test) = (probability(count, answers), proportion_test(count, answers));
            Shared { statement: *statement, count, answers, probability, probability_test }
        })
        .filter(|shared| shared.probability > 0.5 && beyond_chance(shared.probability_test))
        .collect();
    let clearness = |shared: &Shared| shared.probability * shared.probability_test;
    list.sort_by(|a, b| clearness(b).total_cmp(&clearness(a)));
    list.truncate(PICKED);
    list
}

/// How far all groups agree, or all disagree, on a statement: a product over groups, so that one group against
/// pulls it down however small that group is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupAware {
    /// The statement’s id.
    pub statement: i64,
    /// The product over groups of (agree + 1) / (answers + 2): Polis' `group-aware-consensus`.
    pub agree: f64,
    /// The same for disagreeing.
    pub disagree: f64,
}

/// Group-aware consensus for every statement, most agreed first. With no groups everyone counts as one group.
pub fn group_aware_consensus(tallies: &Tallies) -> Vec<GroupAware> {
    let everyone = std::slice::from_ref(&tallies.everyone);
    let groups = if tallies.groups.is_empty() { everyone } else { &tallies.groups[..] };
    let mut list: Vec<GroupAware> = (tallies.statements.iter().enumerate())
        .map(|(column, &statement)| {
            let product = |side| {
                let tallies = groups.iter().filter_map(|list| list.get(column));
                tallies.map(|tally| probability(on(side, *tally), tally.answers())).product()
            };
            GroupAware { statement, agree: product(Side::Agree), disagree: product(Side::Disagree) }
        })
        .collect();
    list.sort_by(|a, b| b.agree.total_cmp(&a.agree));
    list
}

/// A statement that two groups answer differently by more than chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Divide {
    /// The statement’s id.
    pub statement: i64,
    /// The group likeliest to agree, by its place in the list of groups' tallies (in a report: its id).
    pub most: usize,
    /// The group least likely to agree.
    pub least: usize,
    /// How much likelier `most` is to agree than `least`, between 0 and 1.
    pub gap: f64,
    /// z-score of that difference.
    pub test: f64,
    /// Whether more than half of `most` agree while more than half of `least` disagree.
    pub opposed: bool,
}

/// The statements that divide, the widest gap first. This measure is our own: Polis publishes none per statement.
pub fn divides(tallies: &Tallies) -> Vec<Divide> {
    let chance = |tally: Tally| probability(tally.agree, tally.answers());
    let mut list: Vec<Divide> = Vec::new();
    for (column, &statement) in tallies.statements.iter().enumerate() {
        let answered = (tallies.groups.iter().enumerate())
            .filter_map(|(group, list)| Some((group, *list.get(column)?)))
            .filter(|(_, tally)| tally.answers() > 0);
        let mut most: Option<(usize, Tally)> = None;
        let mut least: Option<(usize, Tally)> = None;
        for (group, tally) in answered {
            if most.is_none_or(|(_, best)| chance(tally) > chance(best)) {
                most = Some((group, tally));
            }
            if least.is_none_or(|(_, best)| chance(tally) < chance(best)) {
                least = Some((group, tally));
            }
        }
        let (Some((most, high)), Some((least, low))) = (most, least) else { continue };
        let test = two_proportion_test(high.agree, high.answers(), low.agree, low.answers());
        if most != least && beyond_chance(test) {
            let opposed = 2 * high.agree > high.answers() && 2 * low.disagree > low.answers();
            list.push(Divide { statement, most, least, gap: chance(high) - chance(low), test, opposed });
        }
    }
    list.sort_by(|a, b| b.gap.total_cmp(&a.gap));
    list
}

fn on(side: Side, tally: Tally) -> u32 {
    match side {
        Side::Agree => tally.agree,
        Side::Disagree => tally.disagree,
    }
}
