//! Numbers as people read them: shares in whole per cent that add up to 100, thousands with a comma, and no
//! "0%" for somebody who did answer.

/// Below this many people a percentage says more than is known, and only counts are shown.
pub const FEWEST_FOR_PERCENT: u64 = 5;

/// Whole per cents for counts that make up a whole: they add up to 100, and each is less than one away from
/// its exact share. All are 0 when there is nothing to share.
///
/// Every share is rounded down, and the per cents left over go to those that lost most by it; when two lost
/// the same, to the larger, and then to the earlier.
pub fn percentages(counts: &[u64]) -> Vec<u64> {
    apportion(100, counts)
}

/// Shares out `whole` in proportion to `counts`, in whole numbers.
pub fn apportion(whole: u64, counts: &[u64]) -> Vec<u64> {
    let total: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let exact = counts.iter().map(|count| u128::from(*count) * u128::from(whole));
    let (mut shares, remainders): (Vec<u64>, Vec<u128>) =
        exact.map(|share| (u64::try_from(share / total).unwrap_or(whole), share % total)).unzip();
    let mut by_loss: Vec<usize> = (0..counts.len()).collect();
    by_loss.sort_by_key(|place| std::cmp::Reverse((remainders[*place], counts[*place])));
    let left = whole.saturating_sub(shares.iter().sum());
    for place in by_loss.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[place] += 1;
    }
    shares
}

/// One count's share of a total, rounded to the nearest whole per cent; 0 of nothing.
pub fn percentage(count: u64, total: u64) -> u64 {
    let (count, total) = (u128::from(count), u128::from(total));
    if total == 0 { 0 } else { u64::try_from((count * 200 + total) / (total * 2)).unwrap_or(u64::MAX) }
}

/// A per cent in figures, honest at both ends: "under 1%" for a few, "over 99%" for nearly all.
pub fn percent_words(percent: u64, count: u64, total: u64) -> String {
    if percent == 0 && count > 0 {
        "under 1%".to_owned()
    } else if percent >= 100 && count < total {
        "over 99%".to_owned()
    } else {
        format!("{percent}%")
    }
}

/// A number with a comma at the thousands: 1,284.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Exact share of a whole, 0 to 100, for lengths in drawings; 0 of nothing.
pub(super) fn exact(count: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { count as f64 * 100.0 / total as f64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thirds_add_up_to_a_hundred() {
        assert_eq!(percentages(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(percentages(&[0, 0]), [0, 0]);
        assert_eq!(percentages(&[7]), [100]);
        assert_eq!(percentages(&[]), Vec::<u64>::new());
    }

    #[test]
    fn a_single_share_is_rounded_to_the_nearest() {
        assert_eq!((percentage(1, 3), percentage(2, 3), percentage(1, 200), percentage(0, 0)), (33, 67, 1, 0));
        assert_eq!(percentage(u64::MAX, u64::MAX), 100);
    }

    #[test]
    fn nobody_who_answered_is_rounded_away() {
        assert_eq!(percent_words(0, 1, 1000), "under 1%");
        assert_eq!(percent_words(100, 999, 1000), "over 99%");
        assert_eq!(percent_words(0, 0, 1000), "0%");
        assert_eq!(percent_words(100, 10, 10), "100%");
    }

    #[test]
    fn thousands_have_commas() {
        let written: Vec<String> = [0, 12, 999, 1000, 1_284_000].into_iter().map(thousands).collect();
        assert_eq!(written, ["0", "12", "999", "1,000", "1,284,000"]);
    }

    proptest! {
        #[test]
        fn percentages_add_up_and_each_is_within_one_of_its_share(counts in proptest::collection::vec(0..5000u64, 1..9)) {
            let total: u64 = counts.iter().sum();
            let shares = percentages(&counts);
            prop_assert_eq!(shares.iter().sum::<u64>(), if total == 0 { 0 } else { 100 });
            for (count, share) in counts.iter().zip(&shares) {
                prop_assert!((exact(*count, total) - *share as f64).abs() < 1.0);
            }
        }

        #[test]
        fn more_people_never_have_a_smaller_share(counts in proptest::collection::vec(0..50u64, 2..9)) {
            let shares = percentages(&counts);
            for (a, share_a) in counts.iter().zip(&shares) {
                for (b, share_b) in counts.iter().zip(&shares) {
                    prop_assert!(a <= b || share_a >= share_b);
                }
            }
        }

        #[test]
        fn the_largest_counts_there_are_do_not_overflow(counts in proptest::collection::vec(any::<u64>(), 1..9)) {
            prop_assume!(counts.iter().any(|count| *count > 0));
            prop_assert_eq!(percentages(&counts).iter().sum::<u64>(), 100);
        }
    }
}
