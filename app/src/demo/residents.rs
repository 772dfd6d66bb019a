//! The demo's six hundred residents: which libraries they use, and how eager they are to take part.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha20Rng;

use crate::branches::import::BranchRow;

/// How many residents there are, the one with a sign-in among them.
pub const RESIDENTS: usize = 600;

/// Somebody who lives here.
pub(super) struct Resident {
    /// The branches they use, the main one first; places in the list of branches.
    pub(super) branches: Vec<usize>,
    /// How often they answer when asked: from hardly ever (near 0) to always (near 1).
    pub(super) eager: f64,
}

/// How many of a thousand residents use each branch most.
const USERS: [(&str, u32); 8] = [
    ("kesterley-central-library", 235),
    ("wendlebridge-library", 185),
    ("harmsgate-library", 190),
    ("tanners-row-library", 120),
    ("staithe-road-library", 100),
    ("great-peverill-library", 70),
    ("ottersey-library", 45),
    ("cotters-end-mobile-stop", 55),
];

/// Invents them. The first is the one whose sign-in is shown.
pub(super) fn invent(random: &mut ChaCha20Rng, branches: &[BranchRow]) -> Vec<Resident> {
    let users: Vec<u32> = branches
        .iter()
        .map(|branch| USERS.iter().find(|(slug, _)| *slug == branch.slug).map_or(50, |(_, users)| *users))
        .collect();
    let all: u32 = users.iter().sum();
    let pick = |random: &mut ChaCha20Rng| {
        let mut left = random.random_range(0..all.max(1));
        users
            .iter()
            .position(|users| {
                let here = left < *users;
                left = left.saturating_sub(*users);
                here
            })
            .unwrap_or(0)
    };
    let others: Vec<usize> = (0..branches.len()).collect();
    (0..RESIDENTS)
        .map(|number| {
            let main = if number == 0 { 0 } else { pick(random) };
            let mut mine = vec![main];
            let more = match random.random_range(0..10) {
                0..5 => 0,
                5..8 => 1,
                _ => 2,
            };
            for _ in 0..more {
                if let Some(other) = others.choose(random)
                    && !mine.contains(other)
                {
                    mine.push(*other);
                }
            }
            let luck: f64 = random.random();
            Resident { branches: mine, eager: 0.05 + 0.95 * luck * luck }
        })
        .collect()
}
