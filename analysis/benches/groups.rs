//! How long opinion groups take: a middling conversation, a large one, and the large one again after a thousand
//! more answers. The data are made up from a seed, with four groups planted in them.
//!
//! `cargo bench -p soundings-analysis --bench groups`

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use soundings_analysis::groups::{Choice, Settings, Vote, VoteMatrix, analyse};

const GROUPS: u64 = 4;

/// Votes of `people` on `statements`, each pair answered with a chance of `filled` in a thousand. Each group has
/// its own mind about each statement, and its people share it four times out of five.
fn made_up(people: i64, statements: i64, filled: u64, seed: u64) -> Vec<Vote> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let minds: Vec<Vec<u64>> = (0..GROUPS).map(|_| (0..statements).map(|_| chance.next_u64() % 3).collect()).collect();
    let mut votes = Vec::new();
    for participant in 0..people {
        let mind = &minds[(chance.next_u64() % GROUPS) as usize];
        for statement in 0..statements {
            let draw = chance.next_u64();
            if draw % 1000 < filled {
                let own = (draw >> 10) % 5 == 0;
                let answer = if own { (draw >> 20) % 3 } else { mind[statement as usize] };
                let choice = [Choice::Agree, Choice::Disagree, Choice::Pass][answer as usize];
                votes.push(Vote { participant, statement, choice });
            }
        }
    }
    votes
}

/// A thousand answers by people already there, to statements already there.
fn further(people: i64, statements: i64) -> Vec<Vote> {
    let mut chance = ChaCha8Rng::seed_from_u64(99);
    (0..1000)
        .map(|_| Vote {
            participant: (chance.next_u64() % people as u64) as i64,
            statement: (chance.next_u64() % statements as u64) as i64,
            choice: if chance.next_u64() % 2 == 0 { Choice::Agree } else { Choice::Disagree },
        })
        .collect()
}

fn measure(criterion: &mut Criterion, name: &str, people: i64, statements: i64, filled: u64) {
    let settings = Settings::default();
    let votes = made_up(people, statements, filled, 1);
    let more = further(people, statements);
    let mut group = criterion.benchmark_group(format!("groups/{name}"));
    group.sample_size(10);
    group.bench_function("cold", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                let matrix = VoteMatrix::new(&votes, &[]);
                let report = analyse(&matrix, &settings, None);
                (matrix, report)
            },
            BatchSize::PerIteration,
        );
    });
    let matrix = VoteMatrix::new(&votes, &[]);
    let report = analyse(&matrix, &settings, None);
    group.bench_function("warm, 1,000 new answers", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                let matrix = matrix.updated(&more, &[]);
                let report = analyse(&matrix, &settings, Some(&report));
                (matrix, report)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn middling(criterion: &mut Criterion) {
    measure(criterion, "2,000 x 900", 2_000, 900, 100);
}

fn large(criterion: &mut Criterion) {
    measure(criterion, "100,000 x 1,000 at 5 %", 100_000, 1_000, 50);
}

criterion_group!(benches, middling, large);
criterion_main!(benches);
