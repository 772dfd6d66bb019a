//! Any bytes as a spreadsheet with an XLSForm in it: refused with a reason, or read, and what is read and written is read
//! as the same again. Good seeds: real forms (.xlsx, .xls, .ods) in a folder of their own.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::questionnaires::interchange::xlsform;

fuzz_target!(|bytes: &[u8]| {
    match xlsform::read(bytes) {
        Ok(read) => {
            let ours = read.without_unclear().questionnaire;
            let Ok(written) = xlsform::write(&ours) else { return };
            let again = xlsform::read(&written).expect("what we write is read");
            assert!(again.unclear.is_empty(), "{:?}", again.unclear);
            assert_eq!(again.questionnaire, ours);
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
});
