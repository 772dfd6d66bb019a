//! Any bytes as a list of consultations that were run elsewhere: read or refused with the line, never a panic.
//! A good seed: any CSV file with the headings Title, Summary and Closed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::archive::parse;

fuzz_target!(|bytes: &[u8]| {
    if let Err(errors) = parse(bytes) {
        assert!(!errors.is_empty(), "a list is refused for a reason");
    }
});
