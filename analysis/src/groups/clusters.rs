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
        let nearby = Nearby::new(&centres, data.points);
        for ((label, point), &weight) in labels.iter_mut().zip(data.points).zip(data.weights) {
            let (nearest, distance) = nearby.nearest(*point);
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

/// Finds the nearest of many centres without measuring to each: the map is cut into squares, and each square knows
/// the few centres that can be nearest to a place in it.
struct Nearby<'a> {
    centres: &'a [Point],
    low: Point,
    /// Squares per unit of the map, along each axis.
    scale: Point,
    /// The centres that matter to a square, ascending; none at all when squares are not worth their trouble.
    squares: Vec<Vec<u32>>,
}

impl Nearby<'_> {
    /// Squares along each side of the map.
    const SIDE: usize = 48;

    fn new<'a>(centres: &'a [Point], points: &[Point]) -> Nearby<'a> {
        let mut nearby = Nearby { centres, low: [0.0; 2], scale: [0.0; 2], squares: Vec::new() };
        if points.len() < Self::SIDE * Self::SIDE || centres.len() < 8 {
            return nearby;
        }
        let mut high = [f64::NEG_INFINITY; 2];
        nearby.low = [f64::INFINITY; 2];
        for point in points {
            for axis in 0..2 {
                nearby.low[axis] = nearby.low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let step: Point = std::array::from_fn(|axis| (high[axis] - nearby.low[axis]) / Self::SIDE as f64);
        if !step.iter().all(|step| *step > 0.0) {
            return nearby;
        }
        nearby.scale = step.map(|step| 1.0 / step);
        // A hair wider on every side than it is, so that rounding never puts a place outside its square.
        let reach = step.map(|step| step * (0.5 + 1e-9));
        let mut bounds: Vec<(f64, f64)> = Vec::with_capacity(centres.len());
        for row in 0..Self::SIDE {
            for column in 0..Self::SIDE {
                let middle =
                    [nearby.low[0] + (column as f64 + 0.5) * step[0], nearby.low[1] + (row as f64 + 0.5) * step[1]];
                bounds.clear();
                bounds.extend(centres.iter().map(|centre| nearest_and_farthest(*centre, middle, reach)));
                let surely = bounds.iter().map(|(_, farthest)| *farthest).fold(f64::INFINITY, f64::min);
                let matter = (0..).zip(&bounds).filter(|(_, (nearest, _))| *nearest <= surely);
                nearby.squares.push(matter.map(|(centre, _)| centre).collect());
            }
        }
        nearby
    }

    /// The nearest centre and its squared distance; of equally near ones the one listed first.
    fn nearest(&self, point: Point) -> (usize, f64) {
        let mut best = (0, f64::INFINITY);
        let mut consider = |place: usize| {
            let distance = squared_distance(point, self.centres[place]);
            if distance < best.1 {
                best = (place, distance);
            }
        };
        if self.squares.is_empty() {
            (0..self.centres.len()).for_each(consider);
        } else {
            let [column, row] = std::array::from_fn(|axis| {
                (((point[axis] - self.low[axis]) * self.scale[axis]) as usize).min(Self::SIDE - 1)
            });
            self.squares[row * Self::SIDE + column].iter().for_each(|place| consider(*place as usize));
        }
        best
    }
}

/// The least and the greatest squared distance from `centre` to anywhere in a rectangle.
fn nearest_and_farthest(centre: Point, middle: Point, reach: Point) -> (f64, f64) {
    let away: Point = std::array::from_fn(|axis| (centre[axis] - middle[axis]).abs());
    let least = (away[0] - reach[0]).max(0.0).powi(2) + (away[1] - reach[1]).max(0.0).powi(2);
    (least, (away[0] + reach[0]).powi(2) + (away[1] + reach[1]).powi(2))
}

/// The place of the nearest centre; none if there are none.
pub(super) fn nearest(point: Point, centres: &[Point]) -> Option<usize> {
    let distance = |place: &usize| centres.get(*place).map_or(f64::INFINITY, |centre| squared_distance(point, *centre));
    (0..centres.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

pub(super) fn squared_distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}
