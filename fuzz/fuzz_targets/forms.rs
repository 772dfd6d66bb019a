//! Any bytes as the body of a form: read or refused. Whatever is in it, a form that waits leads to one of our own
//! addresses that takes one and signs nobody in, carries no password, and nothing goes on to another site.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soundings_app::accounts::waiting::AwaitingSignIn;
use soundings_app::site::{Fields, Onward};

fuzz_target!(|bytes: &[u8]| {
    let Ok(fields) = Fields::parse(bytes) else { return };
    let waiting = AwaitingSignIn::from_fields(&fields);
    if let Some(body) = &waiting.body {
        let address = Onward::form(&waiting.path).expect("a form waits for an address that takes one");
        assert_eq!(address.as_str(), waiting.path, "an address is written anew once");
        let inner = Fields::parse(body.as_bytes()).expect("a form that waits can be read");
        assert!(inner.pairs().iter().all(|(name, _)| !name.contains("password")));
        let again = AwaitingSignIn::form_at(&waiting.path, body.clone());
        assert_eq!(again.body, waiting.body, "it waits as it is through a second try");
    } else if !waiting.path.is_empty() {
        let page = Onward::page(&waiting.path).expect("a page to go on to is one of ours");
        assert_eq!(page.as_str(), waiting.path);
    }
    for path in [&waiting.path] {
        assert!(path.is_empty() || path.starts_with('/') && !path.starts_with("//"));
        assert!(path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\'));
        assert!(!path.starts_with("/sign-in") && !path.starts_with("/register") && !path.starts_with("/confirm"));
    }
});
