//! Any bytes as a list of libraries: read or refused with the line, never a panic; every row that is read can be written.
//! Good seeds: `cargo fuzz run branches fuzz/corpus/branches app/src/branches/import/fixtures`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::branches::import::parse;

fuzz_target!(|bytes: &[u8]| {
    if let Err(errors) = parse(bytes) {
        assert!(!errors.is_empty(), "a list is refused for a reason");
    }
});
