//! How well apart the divisions into groups are: 1 when everyone sits with their own and far from the rest, 0 when
//! the groups run into each other, below 0 when people sit nearer to another group than to their own.
//!
//! The silhouette (Rousseeuw 1987) compares everyone with everyone, which for a hundred thousand people is five
//! thousand million pairs. As in Polis it is then taken between base clusters instead, at most a hundred of them.
//! Here each counts as often as it has people, and people of one base cluster lie at distance zero from each other;
//! so while every base cluster is a single place, the figure is exactly the one over all people.

use super::clusters::{Weighted, squared_distance};
use super::projection::Point;

/// Some way of putting all points into groups.
pub(super) struct Division<'a> {
    /// Each point's group, numbered from 0 to `groups` − 1.
    pub labels: &'a [usize],
    pub groups: usize,
}

/// How well apart the groups of one division are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Silhouette {
    /// Over all people.
    pub mean: f64,
    /// Of the people at each point.
    pub each: Vec<f64>,
}

/// Points whose distances to all others are worked out together, so that the processor can take several at once.
const TOGETHER: usize = 4;

/// The silhouette of each division; none where there are fewer than two groups, or nobody shares a group.
///
/// Distances do not depend on how people are divided, and they are what takes time: each is worked out once for all
/// divisions.
pub(super) fn silhouettes(data: &Weighted<'_>, divisions: &[Division<'_>]) -> Vec<Option<Silhouette>> {
    let mut measures: Vec<Measure<'_>> = (divisions.iter()).map(|division| Measure::new(data, division)).collect();
    for first in (0..data.points.len()).step_by(TOGETHER) {
        // In the last round there may be fewer; the rest are filled with the last point and not looked at.
        let last = data.points.len() - 1;
        let some: [Point; TOGETHER] = std::array::from_fn(|lane| data.points[(first + lane).min(last)]);
        measures.iter_mut().for_each(|measure| measure.far.fill([0.0; TOGETHER]));
        for (place, (other, weight)) in data.points.iter().zip(data.weights).enumerate() {
            let away = some.map(|point| weight * squared_distance(point, *other).sqrt());
            for measure in &mut measures {
                let far = &mut measure.far[measure.labels[place]];
                (0..TOGETHER).for_each(|lane| far[lane] += away[lane]);
            }
        }
        for lane in 0..TOGETHER.min(data.points.len() - first) {
            measures.iter_mut().for_each(|measure| measure.add(first + lane, lane, data.weights[first + lane]));
        }
    }
    measures.into_iter().map(Measure::result).collect()
}

/// One division while it is being measured.
struct Measure<'a> {
    labels: &'a [usize],
    /// How many people are in each group.
    people: Vec<f64>,
    /// The summed distance of the points in hand from everyone in each group.
    far: Vec<[f64; TOGETHER]>,
    sum: f64,
    each: Vec<f64>,
}

impl Measure<'_> {
    fn new<'a>(data: &Weighted<'_>, division: &Division<'a>) -> Measure<'a> {
        let mut people = vec![0.0; division.groups];
        for (&label, weight) in division.labels.iter().zip(data.weights) {
            people[label] += weight;
        }
        Measure {
            labels: division.labels,
            people,
            far: vec![[0.0; TOGETHER]; division.groups],
            sum: 0.0,
            each: Vec::with_capacity(division.labels.len()),
        }
    }

    /// The silhouette of the people at `place`, from their distances.
    fn add(&mut self, place: usize, lane: usize, weight: f64) {
        let own = self.labels[place];
        let mut silhouette = 0.0;
        // Who is alone in a group has 0 by definition.
        if self.people[own] > 1.0 {
            let inside = self.far[own][lane] / (self.people[own] - 1.0);
            let outside = (0..self.people.len())
                .filter(|&group| group != own && self.people[group] > 0.0)
                .map(|group| self.far[group][lane] / self.people[group])
                .fold(f64::INFINITY, f64::min);
            let larger = inside.max(outside);
            if larger > 0.0 {
                silhouette = (outside - inside) / larger;
                self.sum += weight * (outside - inside) / larger;
            }
        }
        self.each.push(silhouette);
    }

    fn result(self) -> Option<Silhouette> {
        let total: f64 = self.people.iter().sum();
        let inhabited = self.people.iter().filter(|people| **people > 0.0).count();
        (inhabited >= 2 && total > inhabited as f64)
            .then(|| Silhouette { mean: self.sum / total + 0.0, each: self.each })
    }
}
