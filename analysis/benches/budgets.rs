//! How long it takes to read and to decide real budget votes: `cargo bench -p soundings-analysis --bench budgets`.
//! Beside each group stands the time pabutools 1.2.3 took, in tests/data/budgets/expected.json.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use soundings_analysis::budgets::{Rule, Settings, decide, pabulib};

const FILES: [(&str, &[u8]); 6] = [
    ("nowosolna", include_bytes!("../tests/data/budgets/poland_lodz_2020_nowosolna.pb")),
    ("lagiewniki", include_bytes!("../tests/data/budgets/poland_lodz_2022_lagiewniki.pb")),
    ("rejon-a", include_bytes!("../tests/data/budgets/poland_warszawa_2017_rejon-a.pb")),
    ("stara-ochota", include_bytes!("../tests/data/budgets/poland_warszawa_2019_stara-ochota.pb")),
    ("rejon-nr-1", include_bytes!("../tests/data/budgets/poland_wroclaw_2016_rejon-nr-1-250.pb")),
    ("kopernika", include_bytes!("../tests/data/budgets/poland_zabrze_2020_osiedle-mikolaja-kopernika.pb")),
];

fn budgets(criterion: &mut Criterion) {
    for (name, bytes) in FILES {
        criterion.bench_function(&format!("read/{name}"), |bencher| {
            bencher.iter(|| pabulib::parse(name, black_box(bytes)).map(|file| file.election.ballots.len()));
        });
        let Ok(file) = pabulib::parse(name, bytes) else { panic!("{name} should be readable") };
        let increment = file.minor_units("1").ok();
        for (label, rule) in [
            ("greedy", Rule::Greedy),
            ("equal-shares", Rule::EqualShares { increment: None, then_greedily: false }),
            ("equal-shares-add1", Rule::EqualShares { increment, then_greedily: false }),
        ] {
            let settings = Settings::new(rule);
            criterion.bench_function(&format!("{label}/{name}"), |bencher| {
                bencher.iter(|| decide(black_box(&file.election), &settings).map(|outcome| outcome.spend));
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = budgets
}
criterion_main!(benches);
