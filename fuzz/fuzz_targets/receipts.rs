//! Anything typed as a receipt code: a code or a reason, and a code reads back as itself however it is written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::responses::code::ReceiptCode;

fuzz_target!(|bytes: &[u8]| {
    let Ok(typed) = std::str::from_utf8(bytes) else { return };
    if let Ok(code) = ReceiptCode::parse(typed) {
        let again = ReceiptCode::parse(&code.to_string()).expect("a code that was read is written so that it can be read");
        assert_eq!(again.canonical(), code.canonical());
        assert_eq!(ReceiptCode::parse(&code.canonical().to_lowercase()).map(|code| code.to_string()), Ok(code.to_string()));
    }
});
