//! Dividing people into opinion groups: first into at most a hundred base clusters of people who stand close
//! together, then those into two to five groups, the number that sets them best apart. At the end everyone joins
//! the group whose centre is nearest, so that nobody is in a group only because of the neighbours they were bundled
//! with (in Polis people stay with their base cluster).
//!
//! When there was a run before, everything begins where it ended, groups keep their numbers, and another number
//! of groups has to be clearly better several runs in a row before it is taken: what people saw yesterday should still
//! be there today unless opinions really moved. For the comparison every number is given its best fresh division: that
//! the one on show is the one of the run before, which may have grown a little stale, does not count against its
//! number.

use super::clusters::{self, Clustering, Weighted};
use super::draws::Draws;
use super::projection::Point;
use super::report::{BaseCluster, GroupCount, Steadiness};
use super::silhouette::{Division, Silhouette, silhouettes};
use super::steadiness::{Standing, Steady, choose};

const BASE_ROUNDS: usize = 10;
/// After an earlier run: people to the centres, centres to the people. The next run goes on from there.
const BASE_ROUNDS_AFTER: usize = 1;
const GROUP_ROUNDS: usize = 100;
/// Starts tried for each number of groups; the tightest result is kept.
const STARTS: usize = 20;
/// The same after an earlier run.
const STARTS_AFTER: usize = 5;
/// Starts whose clusters are looser than the tightest by up to a hundredth also stand for choice, by silhouette.
const AS_TIGHT: f64 = 1.01;
/// Results whose looseness differs by no more than this, as a share, are one and the same.
const SAME: f64 = 1e-9;
/// The groups of the run before are kept while no new start is tighter by more than a twentieth.
const LOYALTY: f64 = 0.95;
/// Up to this many people the silhouette is taken over all of them; beyond, between base clusters.
const COMPARED: usize = 1_000;

/// Limits of one run, from the settings.
pub(super) struct Limits {
    pub base_clusters: usize,
    pub groups: usize,
    pub steady: Steady,
}

/// What the run before left: where its base clusters and groups were.
pub(super) struct Before<'a> {
    pub base_centres: Vec<Point>,
    pub group_centres: Vec<Point>,
    pub steadiness: &'a Steadiness,
}

/// Base clusters and groups of the people who were placed.
#[derive(Default)]
pub(super) struct Grouping {
    /// Each with the number of its group (0, 1, …: not yet a stable id).
    pub base: Vec<BaseCluster>,
    /// For each point, the number of its group; empty if people could not be divided.
    pub group_of: Vec<usize>,
    /// Centres of the groups.
    pub centres: Vec<Point>,
    /// How many people are in each group.
    pub sizes: Vec<usize>,
    pub silhouette: Option<f64>,
    /// What was tried.
    pub counts: Vec<GroupCount>,
    pub steadiness: Steadiness,
}

pub(super) fn divide(points: &[Point], limits: &Limits, draws: &mut Draws, before: Option<&Before<'_>>) -> Grouping {
    let ones = vec![1.0; points.len()];
    let people = Weighted { points, weights: &ones };
    let base = match before.filter(|before| !before.base_centres.is_empty()) {
        Some(before) => clusters::from_earlier(&people, &before.base_centres, limits.base_clusters, BASE_ROUNDS_AFTER),
        None => clusters::from_scratch(&people, limits.base_clusters, BASE_ROUNDS, draws),
    };
    let mut weights = vec![0.0; base.centres.len()];
    base.labels.iter().for_each(|&label| weights[label] += 1.0);
    let bundled = Weighted { points: &base.centres, weights: &weights };

    let tried = try_counts(&people, &bundled, &base.labels, limits.groups, draws, before);
    let standings: Vec<Standing<'_>> = tried.iter().map(Tried::standing).collect();
    let (choice, steadiness) = choose(&standings, &weights, limits.steady, before.map(|before| before.steadiness));
    let counts: Vec<GroupCount> = (standings.iter())
        .map(|standing| GroupCount { groups: standing.groups, silhouette: standing.silhouette })
        .collect();
    let chosen = choice.and_then(|choice| tried.into_iter().nth(choice));
    let (groups, silhouette) = match chosen {
        Some(Tried { shown, .. }) => (join_nearest(&people, &shown.centres), Some(shown.silhouette)),
        None => (Clustering::default(), None),
    };
    let mut sizes = vec![0; groups.centres.len()];
    groups.labels.iter().for_each(|&group| sizes[group] += 1);
    let base = (base.centres.iter().zip(&weights))
        .map(|(&centre, weight)| BaseCluster {
            centre,
            people: *weight as usize,
            group: clusters::nearest(centre, &groups.centres),
        })
        .collect();
    Grouping { base, group_of: groups.labels, centres: groups.centres, sizes, silhouette, counts, steadiness }
}

/// A division of everybody, and how well apart it sets them.
struct Measured {
    centres: Vec<Point>,
    silhouette: f64,
    /// The silhouettes of the people in each base cluster, added up.
    by_base_cluster: Vec<f64>,
}

/// What was tried for some number of groups.
struct Tried {
    /// The division to show if this number is taken.
    shown: Measured,
    /// A fresh division that sets people better apart, where the one to show is that of the run before.
    better: Option<Measured>,
}

impl Tried {
    /// What this number is compared with the others by. Those have no division to be loyal to.
    fn standing(&self) -> Standing<'_> {
        let Measured { centres, silhouette, by_base_cluster } = self.better.as_ref().unwrap_or(&self.shown);
        Standing { groups: centres.len(), silhouette: *silhouette, by_base_cluster }
    }
}

/// What can be done with each number of groups. A number is passed over when there are not more people than groups, or
/// not that many different places. `base` gives everyone's base cluster, the places of which are `bundled`.
fn try_counts(
    people: &Weighted<'_>,
    bundled: &Weighted<'_>,
    base: &[usize],
    most: usize,
    draws: &mut Draws,
    before: Option<&Before<'_>>,
) -> Vec<Tried> {
    let numbers = 2..=most.min(bundled.points.len()).min(people.points.len().saturating_sub(1));
    let candidates: Vec<Candidate> = numbers.flat_map(|groups| candidates(bundled, groups, draws, before)).collect();
    let silhouettes = measured(bundled, candidates.iter().map(|candidate| &candidate.division));
    // For each number the division of the run before, if it stands for choice, and then the best of the fresh ones.
    let mut found: Vec<(Candidate, Silhouette)> = Vec::new();
    for (silhouette, candidate) in silhouettes.into_iter().zip(candidates) {
        let Some(silhouette) = silhouette else { continue };
        match found.last_mut().filter(|(last, _)| last.stands_for() == candidate.stands_for()) {
            Some((_, best)) if silhouette.mean <= best.mean => {}
            Some(last) => *last = (candidate, silhouette),
            None => found.push((candidate, silhouette)),
        }
    }
    let mut tried: Vec<Tried> = Vec::new();
    for division in over_everybody(people, bundled, base, found) {
        match tried.last_mut().filter(|tried| tried.shown.centres.len() == division.centres.len()) {
            Some(kept) => kept.better = Some(division).filter(|fresh| fresh.silhouette > kept.shown.silhouette),
            None => tried.push(Tried { shown: division, better: None }),
        }
    }
    tried
}

/// The divisions with silhouettes over all people or, where there are too many of them, those between base clusters.
fn over_everybody(
    people: &Weighted<'_>,
    bundled: &Weighted<'_>,
    base: &[usize],
    found: Vec<(Candidate, Silhouette)>,
) -> Vec<Measured> {
    if people.points.len() > COMPARED {
        let added = |each: &[f64]| each.iter().zip(bundled.weights).map(|(each, people)| each * people).collect();
        return (found.into_iter())
            .map(|(Candidate { division, .. }, Silhouette { mean, each })| Measured {
                centres: division.centres,
                silhouette: mean,
                by_base_cluster: added(&each),
            })
            .collect();
    }
    let joined: Vec<Clustering> =
        found.iter().map(|(candidate, _)| join_nearest(people, &candidate.division.centres)).collect();
    (measured(people, &joined).into_iter().zip(found))
        .filter_map(|(silhouette, (Candidate { division, .. }, _))| {
            let Silhouette { mean, each } = silhouette?;
            let mut by_base_cluster = vec![0.0; bundled.points.len()];
            base.iter().zip(&each).for_each(|(&base, each)| by_base_cluster[base] += each);
            Some(Measured { centres: division.centres, silhouette: mean, by_base_cluster })
        })
        .collect()
}

/// How well apart the groups are in each of `divisions`.
fn measured<'a>(points: &Weighted<'_>, divisions: impl IntoIterator<Item = &'a Clustering>) -> Vec<Option<Silhouette>> {
    let divisions =
        divisions.into_iter().map(|Clustering { labels, centres, .. }| Division { labels, groups: centres.len() });
    silhouettes(points, &divisions.collect::<Vec<_>>())
}

/// A division between base clusters that stands for choice.
struct Candidate {
    division: Clustering,
    /// From where the groups of the run before were.
    kept: bool,
}

impl Candidate {
    /// Those that stand for the same are chosen from by silhouette.
    fn stands_for(&self) -> (usize, bool) {
        (self.division.centres.len(), self.kept)
    }
}

/// The divisions into just so many groups that stand for choice; that of the run before, if it does, comes first.
fn candidates(bundled: &Weighted<'_>, groups: usize, draws: &mut Draws, before: Option<&Before<'_>>) -> Vec<Candidate> {
    let starts = if before.is_some() { STARTS_AFTER } else { STARTS };
    let starts: Vec<Clustering> =
        (0..starts).map(|_| clusters::from_scratch(bundled, groups, GROUP_ROUNDS, draws)).collect();
    let tightest = starts.iter().map(|start| start.spread).fold(f64::INFINITY, f64::min);
    let kept = (before.filter(|before| before.group_centres.len() == groups))
        .map(|before| clusters::from_earlier(bundled, &before.group_centres, groups, GROUP_ROUNDS))
        .filter(|kept| kept.centres.len() == groups && kept.spread * LOYALTY <= tightest);
    let mut fresh = tight_and_different(starts, tightest);
    fresh.retain(|start| start.centres.len() == groups);
    // Mostly the starts end where the groups were; then there is nothing fresh about them.
    fresh.retain(|start| kept.as_ref().is_none_or(|kept| (start.spread - kept.spread).abs() > SAME * kept.spread));
    let kept = kept.into_iter().map(|division| Candidate { division, kept: true });
    kept.chain(fresh.into_iter().map(|division| Candidate { division, kept: false })).collect()
}

/// The starts that are nearly as tight as the tightest, each result once.
fn tight_and_different(mut starts: Vec<Clustering>, tightest: f64) -> Vec<Clustering> {
    starts.retain(|start| start.spread <= AS_TIGHT * tightest);
    starts.sort_by(|a, b| a.spread.total_cmp(&b.spread));
    starts.dedup_by(|next, kept| next.spread <= kept.spread * (1.0 + SAME));
    starts
}

/// Everyone to the nearest centre, with the centres following their people as long as none is deserted.
fn join_nearest(people: &Weighted<'_>, centres: &[Point]) -> Clustering {
    let settled = clusters::from_earlier(people, centres, centres.len(), GROUP_ROUNDS);
    if settled.centres.len() == centres.len() {
        return settled;
    }
    clusters::from_earlier(people, centres, centres.len(), 1)
}

/// Ids for the groups of this run. A group gets the id of the earlier group it shares most people with; the rest
/// get the lowest ids left, the largest group first. `shared` lists (group, earlier id) once per person in both.
pub(super) fn stable_ids(grouping: &Grouping, shared: impl IntoIterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut overlaps: Vec<((usize, usize), usize)> = Vec::new();
    for pair in shared {
        match overlaps.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, people)) => *people += 1,
            None => overlaps.push((pair, 1)),
        }
    }
    overlaps.sort_by(|(a, shared_a), (b, shared_b)| shared_b.cmp(shared_a).then(a.cmp(b)));
    let mut ids: Vec<Option<usize>> = vec![None; grouping.centres.len()];
    for ((group, earlier), _) in overlaps {
        if ids.get(group) == Some(&None) && !ids.contains(&Some(earlier)) {
            ids[group] = Some(earlier);
        }
    }
    let mut left: Vec<usize> = (0..ids.len()).filter(|group| ids[*group].is_none()).collect();
    left.sort_by(|&a, &b| {
        let (one, other) = (grouping.centres[a], grouping.centres[b]);
        let places = one[0].total_cmp(&other[0]).then(one[1].total_cmp(&other[1]));
        grouping.sizes[b].cmp(&grouping.sizes[a]).then(places)
    });
    for group in left {
        let free = (0..).find(|id| !ids.contains(&Some(*id)));
        ids[group] = free;
    }
    ids.into_iter().map(|id| id.unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five people in each corner of an oblong that is wider than high by a fiftieth.
    fn corners() -> (Vec<Point>, Vec<Point>) {
        let places = vec![[0.0, 0.0], [1.02, 0.0], [0.0, 1.0], [1.02, 1.0]];
        (places.iter().flat_map(|place| [*place; 5]).collect(), places)
    }

    fn two_groups(before: Option<Vec<Point>>) -> Grouping {
        let (people, places) = corners();
        let limits = Limits { base_clusters: 100, groups: 2, steady: Steady { runs: 4, margin: 2.0 } };
        let steadiness = Steadiness { groups: 2, winner: 2, runs: 9 };
        let before =
            before.map(|group_centres| Before { base_centres: places, group_centres, steadiness: &steadiness });
        divide(&people, &limits, &mut Draws::new(0), before.as_ref())
    }

    #[test]
    fn the_division_on_show_stays_but_its_number_stands_with_the_best_fresh_one() {
        let apart = |grouping: &Grouping, one: usize, other: usize| grouping.group_of[one] != grouping.group_of[other];
        let fresh = two_groups(None);
        assert!(apart(&fresh, 0, 5) && !apart(&fresh, 0, 10), "left and right");
        assert_eq!(Some(fresh.counts[0].silhouette), fresh.silhouette);
        // Low and high was shown, which is looser by a twenty-fifth.
        let kept = two_groups(Some(vec![[0.51, 0.0], [0.51, 1.0]]));
        assert!(!apart(&kept, 0, 5) && apart(&kept, 0, 10), "low and high");
        assert!(kept.silhouette < fresh.silhouette);
        assert_eq!(kept.counts, fresh.counts);
        // What is shown counts if it is the better.
        let kept = two_groups(Some(vec![[0.0, 0.5], [1.02, 0.5]]));
        assert_eq!((kept.silhouette, &kept.counts), (fresh.silhouette, &fresh.counts));
    }
}
