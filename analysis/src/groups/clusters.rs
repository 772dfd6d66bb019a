//! Gathering places on the map that lie together: k-means, for points that may stand for several people each.
//!
//! Starting centres are drawn as in k-means++ (Arthur and Vassilvitskii 2007): each next one with a chance in
//! proportion to its squared distance from those already drawn. When there are no more distinct places than
//! centres asked for, every place gets its own centre.

use super::draws::Draws;
use super::projection::Point;

/// Points with the number of people at each.
pub(super) struct Weighted<'a> {
    pub points: &'a [Point],
    pub weights: &'a [f64],
}

/// The outcome of one k-means run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Clustering {
    pub centres: Vec<Point>,
    /// For each point, the place of its centre in `centres`.
    pub labels: Vec<usize>,
    /// The sum of squared distances to the centres, which k-means makes small.
    pub spread: f64,
}

/// k-means from drawn starting centres: at most `k` clusters, fewer when there are fewer distinct points.
pub(super) fn from_scratch(data: &Weighted<'_>, k: usize, rounds: usize, draws: &mut Draws) -> Clustering {
    let first = draws.weighted(data.weights).and_then(|place| data.points.get(place)).copied();
    let mut centres: Vec<Point> = first.into_iter().collect();
    let mut nearest = vec![f64::INFINITY; data.points.len()];
    let mut chances = vec![0.0; data.points.len()];
    while let Some(&newest) = centres.last() {
        if centres.len() >= k {
            break;
        }
        closer(data, newest, &mut nearest);
        for ((chance, near), weight) in chances.iter_mut().zip(&nearest).zip(data.weights) {
            *chance = near * weight;
        }
        let Some(next) = draws.weighted(&chances).and_then(|place| data.points.get(place)) else { break };
        centres.push(*next);
    }
    settle(data, centres, rounds)
}

/// k-means from the centres of an earlier run. Centres nobody is near any more go; while there are fewer than `k`,
/// the point farthest from all becomes one more, as in Polis.
pub(super) fn from_earlier(data: &Weighted<'_>, earlier: &[Point], k: usize, rounds: usize) -> Clustering {
    let mut centres: Vec<Point> = Vec::with_capacity(k);
    for centre in earlier.iter().take(k) {
        if centre.iter().all(|along| along.is_finite()) && !centres.contains(centre) {
            centres.push(*centre);
        }
    }
    if centres.len() < k {
        let mut nearest = vec![f64::INFINITY; data.points.len()];
        centres.iter().for_each(|centre| closer(data, *centre, &mut nearest));
        while centres.len() < k {
            let farthest = (0..nearest.len()).max_by(|a, b| nearest[*a].total_cmp(&nearest[*b]).then(b.cmp(a)));
            let Some(farthest) = farthest.filter(|place| nearest[*place] > 0.0) else { break };
            centres.push(data.points[farthest]);
            closer(data, data.points[farthest], &mut nearest);
        }
    }
    settle(data, centres, rounds)
}

fn closer(data: &Weighted<'_>, centre: Point, nearest: &mut [f64]) {
    for (near, point) in nearest.iter_mut().zip(data.points) {
        *near = near.min(squared_distance(*point, centre));
    }
}

/// Lloyd's rounds: everyone to the nearest centre, every centre to the mean of its people, until no more than one
/// in a thousand moves.
fn settle(data: &Weighted<'_>, mut centres: Vec<Point>, rounds: usize) -> Clustering {
    if centres.is_empty() {
        return Clustering { centres, labels: Vec::new(), spread: 0.0 };
    }
    let mut labels = vec![usize::MAX; data.points.len()];
    let mut spread = 0.0;
    for _ in 0..rounds.max(1) {
        let mut moved = 0;
        let mut sums = vec![[0.0; 3]; centres.len()];
        spread = 0.0;
        let nearby = Nearby::new(&centres);
        for ((label, point), &weight) in labels.iter_mut().zip(data.points).zip(data.weights) {
            let Some((nearest, distance)) = nearby.nearest(*point, *label) else { continue };
            moved += usize::from(*label != nearest);
            *label = nearest;
            spread += weight * distance;
            let sum = &mut sums[nearest];
            sum[0] += weight * point[0];
            sum[1] += weight * point[1];
            sum[2] += weight;
        }
        if moved <= data.points.len() / 1000 {
            break;
        }
        for (centre, [x, y, weight]) in centres.iter_mut().zip(sums) {
            if weight > 0.0 {
                *centre = [x / weight, y / weight];
            }
        }
    }
    drop_deserted(Clustering { centres, labels, spread })
}

fn drop_deserted(mut clustering: Clustering) -> Clustering {
    let mut used = vec![false; clustering.centres.len()];
    for &label in &clustering.labels {
        used[label] = true;
    }
    let mut next = 0;
    let renumbered: Vec<usize> = (used.iter())
        .map(|used| {
            next += usize::from(*used);
            next.saturating_sub(1)
        })
        .collect();
    clustering.labels.iter_mut().for_each(|label| *label = renumbered[*label]);
    let mut used = used.into_iter();
    clustering.centres.retain(|_| used.next().unwrap_or(false));
    clustering
}

/// Finds the nearest of many centres without measuring to each: centres lie by their first coordinate, the search
/// goes outwards from a good guess and stops where that coordinate alone is already too far.
struct Nearby {
    /// Centres by first coordinate, with their places in the caller's list.
    sorted: Vec<(Point, usize)>,
    /// Where each of the caller's centres lies in `sorted`.
    place_of: Vec<usize>,
}

impl Nearby {
    fn new(centres: &[Point]) -> Nearby {
        let mut sorted: Vec<(Point, usize)> = centres.iter().copied().zip(0..).collect();
        sorted.sort_by(|(a, _), (b, _)| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        let mut place_of = vec![0; centres.len()];
        sorted.iter().enumerate().for_each(|(place, (_, centre))| place_of[*centre] = place);
        Nearby { sorted, place_of }
    }

    /// The nearest centre and its squared distance; of equally near ones the one listed first. `guess` is where
    /// the point belonged before, if anywhere.
    fn nearest(&self, point: Point, guess: usize) -> Option<(usize, f64)> {
        let start = self.place_of.get(guess).copied();
        let start = start.unwrap_or_else(|| self.sorted.partition_point(|(centre, _)| centre[0] < point[0]));
        let mut best = (f64::INFINITY, usize::MAX);
        let mut consider = |(centre, place): &(Point, usize)| {
            let candidate = (squared_distance(point, *centre), *place);
            if candidate < best {
                best = candidate;
            }
            best.0
        };
        for entry in self.sorted.iter().skip(start) {
            let beyond = entry.0[0] - point[0];
            if consider(entry) < beyond * beyond && beyond > 0.0 {
                break;
            }
        }
        for entry in self.sorted.iter().take(start).rev() {
            let beyond = point[0] - entry.0[0];
            if consider(entry) < beyond * beyond && beyond > 0.0 {
                break;
            }
        }
        (best.1 != usize::MAX).then_some((best.1, best.0))
    }
}

/// The place of the nearest centre; none if there are none.
pub(super) fn nearest(point: Point, centres: &[Point]) -> Option<usize> {
    let distance = |place: &usize| centres.get(*place).map_or(f64::INFINITY, |centre| squared_distance(point, *centre));
    (0..centres.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

pub(super) fn squared_distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}
