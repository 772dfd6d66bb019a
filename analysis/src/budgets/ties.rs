//! How a tie is decided: by a rule published before the vote, so that nobody can choose the winner afterwards.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The order in which tied projects (or options) are preferred.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// The id that comes first, compared byte by byte: "1148" before "25". This is what pabutools does.
    #[default]
    ById,
    /// The id whose SHA-256 of `seed:id` comes first. With a seed nobody could choose (a lottery draw after voting
    /// has closed, say), it is a fair lot that anybody can draw again: `printf 'SEED:ID' | sha256sum`.
    BySeed(String),
}

impl TieBreak {
    /// The place of each id in the order of preference, the most preferred 0.
    pub fn ranks<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
        let ids: Vec<&str> = ids.into_iter().collect();
        let mut order: Vec<(Vec<u8>, &str, usize)> = ids
            .iter()
            .enumerate()
            .map(|(place, id)| match self {
                TieBreak::ById => (Vec::new(), *id, place),
                TieBreak::BySeed(seed) => (Sha256::digest(format!("{seed}:{id}")).to_vec(), *id, place),
            })
            .collect();
        order.sort();
        let mut ranks = vec![0; ids.len()];
        for (rank, (_, _, place)) in order.iter().enumerate() {
            if let Some(slot) = ranks.get_mut(*place) {
                *slot = rank;
            }
        }
        ranks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_id_that_comes_first_as_text() {
        assert_eq!(TieBreak::ById.ranks(["25", "1148", "B"]), [1, 0, 2]);
    }

    #[test]
    fn a_seeded_tie_can_be_drawn_again_with_sha256sum() {
        // printf 'soundings:a' | sha256sum → f7116f55…, soundings:b → 752702a4…, soundings:c → d929ab70…
        assert_eq!(TieBreak::BySeed("soundings".into()).ranks(["a", "b", "c"]), [2, 0, 1]);
        assert_ne!(
            TieBreak::BySeed("1".into()).ranks(["a", "b", "c", "d", "e"]),
            TieBreak::BySeed("2".into()).ranks(["a", "b", "c", "d", "e"])
        );
    }
}
