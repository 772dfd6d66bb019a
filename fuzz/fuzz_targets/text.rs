//! Any text that people write: shown without markup of its own, whoever wrote it, and in a time that grows with its
//! length only.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::ui::prose::{Author, normalise, plain, render};

/// What a page may be told to show: the names of tags that the renderer writes.
const TAGS: [&str; 22] = [
    "p", "br", "em", "strong", "del", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "code", "pre",
    "table", "tr", "td", "th",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(text) = normalise(text) else { return };
    for author in [Author::Resident, Author::Service] {
        let html = render(&text, author).into_string();
        for piece in html.split('<').skip(1) {
            let name: String =
                piece.trim_start_matches('/').chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect();
            assert!(TAGS.contains(&name.as_str()) || ["thead", "tbody"].contains(&name.as_str()), "<{name}> in {html}");
        }
        let folded = html.to_lowercase();
        assert!(!folded.contains("href=\"javascript:") && !folded.contains("href=\"data:"), "{html}");
    }
    let _ = plain(&text);
});
