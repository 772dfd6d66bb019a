//! The order of rows in a file of answers: it follows nothing but the installation's secret. Not when they came, not whose
//! they are, and not the same in two files; so no row can be laid beside what else is known of a person, such as what they
//! wrote. Every file in which a row is one person's answer takes its order from here.

use sha2::{Digest, Sha256};

use crate::ids::ResponseId;

/// Rows in an order that only the secret gives. `what` names the thing whose answers they are, so that the order is another
/// one for each; rows of one response stay together, in the order they came in.
pub fn shuffled<T>(secret: &[u8], what: &str, mut rows: Vec<T>, response: impl Fn(&T) -> ResponseId) -> Vec<T> {
    let place = |response: ResponseId| {
        let mut hash = Sha256::new();
        hash.update(secret);
        hash.update(format!("{what} {response}"));
        (<[u8; 32]>::from(hash.finalize()), response)
    };
    // Stable: within a response nothing moves.
    rows.sort_by_cached_key(|row| place(response(row)));
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order(secret: &[u8], what: &str, rows: &[(i64, usize)]) -> Vec<(i64, usize)> {
        shuffled(secret, what, rows.to_vec(), |row| ResponseId(row.0))
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_rows_of_one_response_stay_together_as_they_came(ids in prop::collection::vec(1..20i64, 0..60)) {
            let rows: Vec<(i64, usize)> = ids.into_iter().zip(0..).collect();
            let drawn = order(b"secret", "ballot 1", &rows);
            let mut sorted = drawn.clone();
            sorted.sort_by_key(|row| row.1);
            prop_assert_eq!(&sorted, &rows);
            let mut ended = std::collections::BTreeSet::new();
            for pair in drawn.windows(2) {
                if pair[0].0 == pair[1].0 {
                    prop_assert!(pair[0].1 < pair[1].1);
                } else {
                    prop_assert!(ended.insert(pair[0].0), "{} stands in two places", pair[0].0);
                    prop_assert!(!ended.contains(&pair[1].0), "{} stands in two places", pair[1].0);
                }
            }
        }

        #[test]
        fn the_order_does_not_tell_in_which_order_answers_came(
            ids in Just((1..40i64).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let came: Vec<(i64, usize)> = ids.into_iter().map(|id| (id, 0)).collect();
            let in_turn: Vec<(i64, usize)> = (1..40).map(|id| (id, 0)).collect();
            prop_assert_eq!(order(b"secret", "voter", &came), order(b"secret", "voter", &in_turn));
        }
    }

    #[test]
    fn two_files_and_two_installations_have_orders_of_their_own() {
        let rows: Vec<(i64, usize)> = (1..40).map(|id| (id, 0)).collect();
        let first = order(b"secret", "ballot 1", &rows);
        assert_ne!(first, rows);
        assert_ne!(first, order(b"secret", "ballot 2", &rows));
        assert_ne!(first, order(b"another", "ballot 1", &rows));
        assert_eq!(first, order(b"secret", "ballot 1", &rows), "and each always the same");
    }
}
