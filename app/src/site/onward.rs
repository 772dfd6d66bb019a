//! Addresses to go on to: where somebody is led after signing in, or where a form that waited is sent. They come
//! from forms and links, so anybody can write them. Each is taken apart, judged and written anew, here and nowhere
//! else, so that no link of ours ever leads to another site, and nothing waits where a form cannot wait.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::fields::Fields;

/// The longest address that is gone on to, in bytes.
const LONGEST: usize = 2_000;

/// What stands for itself in an address; everything else is written as `%XX`.
const WRITTEN_OUT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The first words of addresses that somebody can be led to.
const PAGES: [&str; 12] = [
    "consultations",
    "branches",
    "events",
    "e",
    "receipts",
    "account",
    "staff",
    "council",
    "privacy",
    "accessibility",
    "moderation-policy",
    "terms",
];

/// The first words of addresses that take a form somebody may have to sign in for. None of them signs anybody in, so a
/// form that waits for one never makes another form wait.
const FORMS: [&str; 5] = ["consultations", "branches", "account", "staff", "council"];

/// An address on this site, written by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onward(String);

impl Onward {
    /// A page to go on to, with its query; nothing when it is not one of ours.
    pub fn page(typed: &str) -> Option<Self> {
        let (path, query) = match typed.split_once('?') {
            Some((path, query)) => (path, query),
            None => (typed, ""),
        };
        let rebuilt = rebuild(path, &PAGES)?;
        if query.is_empty() {
            return Some(Self(rebuilt));
        }
        let fields = Fields::parse(query.split('#').next().unwrap_or("").as_bytes()).ok()?;
        let pairs: Vec<String> = fields
            .pairs()
            .iter()
            .filter(|(name, value)| !name.chars().chain(value.chars()).any(char::is_control))
            .map(|(name, value)| format!("{}={}", written(name), written(value)))
            .collect();
        let whole = if pairs.is_empty() { rebuilt } else { format!("{rebuilt}?{}", pairs.join("&")) };
        (whole.len() <= LONGEST).then_some(Self(whole))
    }

    /// An address that a form can be sent to once its author has signed in; nothing when no form can wait for it.
    pub fn form(typed: &str) -> Option<Self> {
        rebuild(typed, &FORMS).map(Self)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn written(text: &str) -> String {
    utf8_percent_encode(text, WRITTEN_OUT).to_string()
}

/// The path, taken apart and written anew; nothing when it does not begin with one of these words or holds what a
/// browser and a server may read differently.
fn rebuild(path: &str, roots: &[&str]) -> Option<String> {
    if path.len() > LONGEST {
        return None;
    }
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return (roots == PAGES).then(|| "/".to_owned());
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        let plain = percent_decode_str(segment).decode_utf8().ok()?;
        let misread = plain.is_empty()
            || plain == "."
            || plain == ".."
            || plain.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\' | '?' | '#'));
        if misread {
            return None;
        }
        segments.push(written(&plain));
    }
    let known = segments.first().is_some_and(|first| roots.contains(&first.as_str()));
    let whole = format!("/{}", segments.join("/"));
    (known && whole.len() <= LONGEST).then_some(whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Onward;

    #[test]
    fn our_own_addresses_are_kept() {
        for ours in [
            "/",
            "/consultations",
            "/consultations?stage=open&q=%C2%A350%2C000",
            "/consultations/saturday-hours/proposals/1",
            "/branches/millbrook",
            "/staff/consultations/hours/decision",
            "/council",
        ] {
            assert_eq!(Onward::page(ours).map(|address| address.0), Some(ours.to_owned()));
        }
        let vote = "/consultations/hours/proposals/1/vote";
        assert_eq!(Onward::form(vote).map(|address| address.0), Some(vote.to_owned()));
    }

    #[test]
    fn what_a_browser_could_read_as_another_site_is_not_gone_on_to() {
        for foreign in [
            "",
            "//evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/%09/evil.example",
            "/\n/evil.example",
            "/\\evil.example",
            "/%5cevil.example",
            "/%2f/evil.example",
            "/consultations/%2f%2fevil.example",
            "/consultations/../../evil",
            "/consultations/%2e%2e/sign-in",
            "/consultations//evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/evil.example",
            "/sign-in",
            "/sign-out",
            "/register",
            "/consultations/\u{7f}",
            "/consultations /x",
        ] {
            assert_eq!(Onward::page(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn no_form_waits_where_people_sign_in() {
        for way_in in
            ["/sign-in", "/register", "/reset", "/reset/token", "/confirm/token", "/invite/token", "/sign-out", "/"]
        {
            assert_eq!(Onward::form(way_in), None, "{way_in}");
        }
        assert_eq!(Onward::form("/%73ign-in"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_leads_nowhere_else(typed in ".{0,60}") {
            for address in [Onward::page(&typed), Onward::form(&typed)].into_iter().flatten() {
                let path = address.as_str();
                prop_assert!(path.starts_with('/') && !path.starts_with("//"));
                prop_assert!(path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\'));
            }
        }

        #[test]
        fn an_address_written_anew_stays_as_it_is(
            rest in "[a-zä /%.~?=&#0-9]{0,40}",
        ) {
            if let Some(once) = Onward::page(&format!("/consultations/{rest}")) {
                prop_assert_eq!(Onward::page(once.as_str()), Some(once.clone()));
            }
        }
    }
}
