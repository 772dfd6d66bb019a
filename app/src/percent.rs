//! Whole per cents, by one rule everywhere: each is rounded to the nearest on its own, half upwards, in whole numbers,
//! so that anybody with a calculator comes to the same figure. They need not add up to 100. Whoever prints one says
//! what it is a share of.

/// Below this many people a percentage says more than is known, and only counts are shown.
pub const FEWEST: u64 = 5;

/// One count's share of a total, rounded to the nearest whole per cent, half upwards; 0 of nothing.
pub fn rounded(count: u64, total: u64) -> u64 {
    let (count, total) = (u128::from(count), u128::from(total));
    if total == 0 { 0 } else { u64::try_from((count * 200 + total) / (total * 2)).unwrap_or(u64::MAX) }
}

/// The same in figures, honest at both ends: "under 1%" for a few, "over 99%" for nearly all.
pub fn words(count: u64, total: u64) -> String {
    match rounded(count, total) {
        0 if count > 0 => "under 1%".to_owned(),
        100.. if count < total => "over 99%".to_owned(),
        percent => format!("{percent}%"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_share_is_what_a_calculator_says() {
        for (count, total, said) in [
            (230, 374, "61%"),
            (327, 374, "87%"),
            (3, 14, "21%"),
            (1, 3, "33%"),
            (2, 3, "67%"),
            (1, 8, "13%"),
            (3, 8, "38%"),
            (1, 200, "1%"),
            (1, 201, "under 1%"),
            (999, 1000, "over 99%"),
            (199, 200, "over 99%"),
            (0, 1000, "0%"),
            (10, 10, "100%"),
            (0, 0, "0%"),
        ] {
            assert_eq!(words(count, total), said, "{count} of {total}");
        }
        assert_eq!(rounded(u64::MAX, u64::MAX), 100);
    }

    proptest! {
        #[test]
        fn a_share_is_rounded_to_the_nearest_with_half_upwards(total in 1..100_000u64, part in 0.0..=1.0f64) {
            let count = ((total as f64) * part) as u64;
            // The whole number p with p - 1/2 <= 100 × count / total < p + 1/2.
            let (percent, twice) = (rounded(count, total), 200 * count);
            prop_assert!((2 * percent) * total <= twice + total && twice < (2 * percent + 1) * total);
        }

        #[test]
        fn more_people_never_have_a_smaller_share(total in 1..10_000u64, one in 0..10_000u64, other in 0..10_000u64) {
            let (less, more) = (one.min(other).min(total), one.max(other).min(total));
            prop_assert!(rounded(less, total) <= rounded(more, total));
        }
    }
}
