//! How long it takes to read and to decide budget votes: `cargo bench -p soundings-analysis --bench budgets`. The votes
//! are the real ones in the folder that `SOUNDINGS_REAL_DATA` names, or else the made-up ones of the tests.

#[path = "../tests/real_data/mod.rs"]
mod real_data;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use soundings_analysis::budgets::{Rule, Settings, decide, pabulib};

/// The files, each with its name, in the order of their names.
fn files() -> Vec<(String, Vec<u8>)> {
    let made_up = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/budgets");
    let folder = real_data::real_data("budgets", "real budget votes").unwrap_or_else(made_up);
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("a file in the folder can be read"))
    };
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "pb")).map(read).collect();
    files.sort();
    files
}

fn budgets(criterion: &mut Criterion) {
    for (name, bytes) in files() {
        criterion.bench_function(&format!("read/{name}"), |bencher| {
            bencher.iter(|| pabulib::parse(&name, black_box(&bytes)).map(|file| file.election.ballots.len()));
        });
        let Ok(file) = pabulib::parse(&name, &bytes) else { panic!("{name} should be readable") };
        let increment = file.minor_units("1").ok();
        for (label, rule) in [
            ("greedy", Rule::Greedy),
            ("equal-shares", Rule::EqualShares { increment: None, then_greedily: false }),
            ("equal-shares-add1", Rule::EqualShares { increment, then_greedily: false }),
        ] {
            let settings = Settings { utility: file.utility(), ..Settings::new(rule) };
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
