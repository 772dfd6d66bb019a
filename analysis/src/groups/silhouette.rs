//! How well apart a division into groups is: 1 when everyone sits with their own and far from the rest, 0 when
//! the groups run into each other, below 0 when people sit nearer to another group than to their own.
//!
//! The silhouette (Rousseeuw 1987) compares everyone with everyone, which for a hundred thousand people is five
//! thousand million pairs. As in Polis it is then taken between base clusters instead, at most a hundred of them.
//! Here each counts as often as it has people, and people of one base cluster lie at distance zero from each other;
//! so while every base cluster is a single place, the figure is exactly the one over all people.

use super::clusters::{Weighted, squared_distance};

/// The mean silhouette over all people; none when there are fewer than two groups, or nobody shares a group.
/// `labels` gives each point's group, numbered from 0 to `groups` − 1.
pub(super) fn silhouette(data: &Weighted<'_>, labels: &[usize], groups: usize) -> Option<f64> {
    let mut people = vec![0.0; groups];
    for (&label, weight) in labels.iter().zip(data.weights) {
        people[label] += weight;
    }
    let total: f64 = people.iter().sum();
    let inhabited = people.iter().filter(|people| **people > 0.0).count();
    if inhabited < 2 || total <= inhabited as f64 {
        return None;
    }
    let mut sum = 0.0;
    let mut far = vec![0.0; groups];
    for ((point, &own), weight) in data.points.iter().zip(labels).zip(data.weights) {
        far.fill(0.0);
        for ((other, &label), weight) in data.points.iter().zip(labels).zip(data.weights) {
            far[label] += weight * squared_distance(*point, *other).sqrt();
        }
        if people[own] <= 1.0 {
            continue; // Alone in a group: 0 by definition.
        }
        let inside = far[own] / (people[own] - 1.0);
        let outside = (0..groups)
            .filter(|&group| group != own && people[group] > 0.0)
            .map(|group| far[group] / people[group])
            .fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        if larger > 0.0 {
            sum += weight * (outside - inside) / larger;
        }
    }
    Some(sum / total + 0.0)
}
