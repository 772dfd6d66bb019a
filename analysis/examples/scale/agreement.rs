//! How far two ways of dividing the same people agree.

use std::collections::HashMap;

/// The adjusted Rand index (Hubert and Arabie 1985): 1 if the two divisions are the same whatever the groups are
/// called, about 0 if they have no more to do with each other than chance.
pub(crate) fn adjusted_rand_index(pairs: &[(u64, u64)]) -> f64 {
    let mut both: HashMap<(u64, u64), u64> = HashMap::new();
    let (mut left, mut right): (HashMap<u64, u64>, HashMap<u64, u64>) = Default::default();
    for &(one, other) in pairs {
        *both.entry((one, other)).or_default() += 1;
        *left.entry(one).or_default() += 1;
        *right.entry(other).or_default() += 1;
    }
    let together = |people: &u64| (people * people.saturating_sub(1) / 2) as f64;
    let both: f64 = both.values().map(together).sum();
    let left: f64 = left.values().map(together).sum();
    let right: f64 = right.values().map(together).sum();
    let all = together(&(pairs.len() as u64));
    let by_chance = if all > 0.0 { left * right / all } else { 0.0 };
    let most = (left + right) / 2.0;
    if most == by_chance { 1.0 } else { (both - by_chance) / (most - by_chance) }
}

#[cfg(test)]
mod tests {
    use super::adjusted_rand_index;

    #[test]
    fn names_of_groups_do_not_matter() {
        assert!((adjusted_rand_index(&[(0, 7), (0, 7), (1, 3), (2, 5)]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_example_of_scikit_learn_comes_out_the_same() {
        // sklearn.metrics.adjusted_rand_score([0, 0, 1, 2], [0, 0, 1, 1])
        assert!((adjusted_rand_index(&[(0, 0), (0, 0), (1, 1), (2, 1)]) - 0.571_428_571_428_571_4).abs() < 1e-12);
        // adjusted_rand_score([0, 0, 1, 1], [0, 1, 0, 1])
        assert!((adjusted_rand_index(&[(0, 0), (0, 1), (1, 0), (1, 1)]) + 0.5).abs() < 1e-12);
    }

    #[test]
    fn everybody_in_one_group_is_no_agreement_with_two() {
        assert!(adjusted_rand_index(&[(0, 0), (0, 0), (1, 0), (1, 0)]).abs() < 1e-12);
    }
}
