//! Any bytes as a Polis votes file, and as a comments file: read or refused, never a panic; what was read is analysed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_analysis::groups::{Settings, VoteMatrix, analyse, parse_comments, parse_votes};

fuzz_target!(|bytes: &[u8]| {
    let statements = parse_comments(bytes, "comments.csv").unwrap_or_default();
    if let Ok(votes) = parse_votes(bytes, "votes.csv") {
        let matrix = VoteMatrix::new(&votes, &statements);
        let first = analyse(&matrix, &Settings::default(), None);
        analyse(&matrix, &Settings::default(), Some(&first));
    }
});
