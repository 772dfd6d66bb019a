//! Any bytes as a file that staff attach or a resident sends, under any name: a kind we take or a reason, and a name that is safe to give it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::files::sniff::{kind_of, safe_name};

fuzz_target!(|input: (&str, &[u8])| {
    let (name, bytes) = input;
    if let Ok(kind) = kind_of(bytes, name) {
        let safe = safe_name(name, kind);
        assert!(!safe.is_empty() && !safe.starts_with('.'));
        assert!(!safe.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\' | '"')));
        assert!(safe.ends_with(&format!(".{}", kind.extension())), "{safe}");
    }
});
