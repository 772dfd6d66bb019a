//! Dividing people into opinion groups: first into at most a hundred base clusters of people who stand close
//! together, then those into two to five groups, the number that sets them best apart. At the end everyone joins
//! the group whose centre is nearest, so that nobody is in a group only because of the neighbours they were bundled
//! with (in Polis people stay with their base cluster).
//!
//! When there was a run before, everything begins where it ended, groups keep their numbers, and another number
//! of groups has to be clearly better several runs in a row before it is taken: what people saw yesterday should still
//! be there today unless opinions really moved.

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
        Some(tried) => (join_nearest(&people, &tried.centres), Some(tried.silhouette)),
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

/// The best division into some number of groups.
struct Tried {
    centres: Vec<Point>,
    silhouette: f64,
    /// The silhouettes of the people in each base cluster, added up.
    by_base_cluster: Vec<f64>,
}

impl Tried {
    fn standing(&self) -> Standing<'_> {
        let Tried { centres, silhouette, by_base_cluster } = self;
        Standing { groups: centres.len(), silhouette: *silhouette, by_base_cluster }
    }
}

/// The best division into each number of groups. A number is passed over when there are not more people than groups,
/// or not that many different places. `base` gives everyone's base cluster, the places of which are `bundled`.
fn try_counts(
    people: &Weighted<'_>,
    bundled: &Weighted<'_>,
    base: &[usize],
    most: usize,
    draws: &mut Draws,
    before: Option<&Before<'_>>,
) -> Vec<Tried> {
    let numbers = 2..=most.min(bundled.points.len()).min(people.points.len().saturating_sub(1));
    let candidates: Vec<Clustering> = numbers.flat_map(|groups| candidates(bundled, groups, draws, before)).collect();
    let mut found: Vec<(Vec<Point>, Silhouette)> = Vec::new();
    for (silhouette, candidate) in measured(bundled, &candidates).into_iter().zip(candidates) {
        let Some(silhouette) = silhouette else { continue };
        match found.last_mut().filter(|(centres, _)| centres.len() == candidate.centres.len()) {
            Some((_, best)) if silhouette.mean <= best.mean => {}
            Some(last) => *last = (candidate.centres, silhouette),
            None => found.push((candidate.centres, silhouette)),
        }
    }
    if people.points.len() > COMPARED {
        let added = |each: &[f64]| each.iter().zip(bundled.weights).map(|(each, people)| each * people).collect();
        return (found.into_iter())
            .map(|(centres, Silhouette { mean, each })| Tried {
                centres,
                silhouette: mean,
                by_base_cluster: added(&each),
            })
            .collect();
    }
    let joined: Vec<Clustering> = found.iter().map(|(centres, _)| join_nearest(people, centres)).collect();
    (measured(people, &joined).into_iter().zip(found))
        .filter_map(|(silhouette, (centres, _))| {
            let Silhouette { mean, each } = silhouette?;
            let mut by_base_cluster = vec![0.0; bundled.points.len()];
            base.iter().zip(&each).for_each(|(&base, each)| by_base_cluster[base] += each);
            Some(Tried { centres, silhouette: mean, by_base_cluster })
        })
        .collect()
}

/// How well apart the groups are in each of `divisions`.
fn measured(points: &Weighted<'_>, divisions: &[Clustering]) -> Vec<Option<Silhouette>> {
    let divisions =
        divisions.iter().map(|Clustering { labels, centres, .. }| Division { labels, groups: centres.len() });
    silhouettes(points, &divisions.collect::<Vec<_>>())
}

/// The divisions into just so many groups that stand for choice.
fn candidates(
    bundled: &Weighted<'_>,
    groups: usize,
    draws: &mut Draws,
    before: Option<&Before<'_>>,
) -> Vec<Clustering> {
    let starts = if before.is_some() { STARTS_AFTER } else { STARTS };
    let starts: Vec<Clustering> =
        (0..starts).map(|_| clusters::from_scratch(bundled, groups, GROUP_ROUNDS, draws)).collect();
    let tightest = starts.iter().map(|start| start.spread).fold(f64::INFINITY, f64::min);
    let kept = (before.filter(|before| before.group_centres.len() == groups))
        .map(|before| clusters::from_earlier(bundled, &before.group_centres, groups, GROUP_ROUNDS))
        .filter(|kept| kept.centres.len() == groups && kept.spread * LOYALTY <= tightest);
    let mut candidates = match kept {
        Some(kept) => vec![kept],
        None => tight_and_different(starts, tightest),
    };
    candidates.retain(|candidate| candidate.centres.len() == groups);
    candidates
}

/// The starts that are nearly as tight as the tightest, each result once.
fn tight_and_different(mut starts: Vec<Clustering>, tightest: f64) -> Vec<Clustering> {
    starts.retain(|start| start.spread <= AS_TIGHT * tightest);
    starts.sort_by(|a, b| a.spread.total_cmp(&b.spread));
    starts.dedup_by(|next, kept| next.spread <= kept.spread * (1.0 + 1e-9));
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
