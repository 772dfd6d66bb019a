//! How long opinion groups take: a middling conversation, a large one, and the large one again after a thousand
//! more answers. The data are made up from a seed, with four groups planted in them.
//!
//! `cargo bench -p soundings-analysis --bench groups`; `make bench` runs it too and finds the figures by these names.

#[path = "../examples/scale/conversation.rs"]
mod conversation;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use soundings_analysis::groups::{Settings, VoteMatrix, analyse};

use crate::conversation::{Conversation, Plan};

fn measure(criterion: &mut Criterion, name: &str, plan: Plan) {
    let settings = Settings::default();
    let mut conversation = Conversation::made_up(plan);
    let more = conversation.further(1_000);
    let votes = conversation.votes;
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
    measure(criterion, "2,000 x 900", Plan::plain(2_000, 900, 100));
}

fn large(criterion: &mut Criterion) {
    measure(criterion, "100,000 x 1,000 at 5 %", Plan::plain(100_000, 1_000, 50));
}

criterion_group!(benches, middling, large);
criterion_main!(benches);
