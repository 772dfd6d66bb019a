//! Any bytes as a LimeSurvey survey, as a table and as XML: refused with a reason, or read, and what is read and written is
//! read as the same again. Good seeds: real surveys (.txt, .lss) in a folder of their own.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::questionnaires::interchange::limesurvey;

fuzz_target!(|bytes: &[u8]| {
    for read in [limesurvey::read_tsv(bytes), limesurvey::read_lss(bytes)] {
        match read {
            Ok(read) => {
                let ours = read.without_unclear().questionnaire;
                let again = limesurvey::read_tsv(&limesurvey::write_tsv(&ours)).expect("what we write is read");
                assert!(again.unclear.is_empty(), "{:?}", again.unclear);
                assert_eq!(again.questionnaire, ours);
            }
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
});
