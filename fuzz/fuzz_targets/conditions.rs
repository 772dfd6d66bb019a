//! Any text as a condition of a questionnaire: refused with a reason, or read as what it means, and written so that it is
//! read as the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::questionnaires::definition::condition::Condition;

fuzz_target!(|text: &str| {
    match text.parse::<Condition>() {
        Ok(condition) => {
            let written = condition.to_string();
            assert_eq!(written.parse(), Ok(condition), "{written}");
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
});
