//! Any bytes as a Polis votes file, and as a comments file: read or refused, never a panic; what was read is analysed,
//! whole, and again as answers that came in two halves.
//! Good seeds: `cargo fuzz run polis_votes fuzz/corpus/polis_votes analysis/tests/data/conversations/*`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_analysis::groups::{Settings, VoteMatrix, analyse, parse_comments, parse_votes};

fuzz_target!(|bytes: &[u8]| {
    let statements = parse_comments(bytes, "comments.csv").unwrap_or_default().statements;
    if let Ok(file) = parse_votes(bytes, "votes.csv") {
        let votes = file.votes;
        let settings = Settings::default();
        let whole = VoteMatrix::new(&votes, &statements);
        analyse(&whole, &settings, None);

        // At first only half of the answers; another number of groups may be taken at once.
        let settings = Settings { steady_runs: 1, ..settings };
        let (early, late) = votes.split_at(votes.len() / 2);
        let matrix = VoteMatrix::new(early, &statements);
        let first = analyse(&matrix, &settings, None);
        let matrix = matrix.updated(late, &[]);
        assert_eq!(matrix, whole);
        let second = analyse(&matrix, &settings, Some(&first));
        analyse(&matrix, &settings, Some(&second));
    }
});
