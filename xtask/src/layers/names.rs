//! One word, one meaning: how often each name of a type is defined in the application, so that whoever reads `Row` or
//! `Typed` need not find out first which of fourteen it is.
//!
//! Counted are structures, enumerations, traits and names for types in `app/src`, also those inside functions; left out
//! are tests, and what an implementation has to call so (`type Error = …`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::imports::{gather, is, module, past_tests, test_module};

/// The most places in which one name may be defined: a thing and what the read API tells of it, for instance.
const MOST: usize = 2;

/// Names that say nothing of what they hold, and so are nobody's.
const SAY_NOTHING: [&str; 12] =
    ["About", "Act", "Asked", "Found", "Kept", "Known", "Place", "Row", "Shown", "Told", "Typed", "Words"];

/// What is wrong with the names, in words; nothing if each has one meaning.
///
/// # Errors
/// When a file cannot be read as Rust.
pub(super) fn faults(repository: &Path) -> Result<String> {
    let mut texts = BTreeMap::new();
    gather(&repository.join("app/src"), "", &mut texts)?;
    Ok(wrong(&definitions(&texts)?))
}

fn wrong(defined: &BTreeMap<String, Vec<String>>) -> String {
    let mut faults = String::new();
    for (name, files) in defined {
        if SAY_NOTHING.contains(&name.as_str()) {
            let _ = writeln!(faults, "`{name}` says nothing of what it holds: {}", files.join(", "));
        } else if files.len() > MOST {
            let _ = writeln!(faults, "`{name}` is defined {} times: {}", files.len(), files.join(", "));
        }
    }
    faults
}

/// The files in which each name of a type is defined, once for each definition.
fn definitions(texts: &BTreeMap<String, String>) -> Result<BTreeMap<String, Vec<String>>> {
    let mut files = Vec::new();
    let mut for_tests = BTreeSet::new();
    for (file, text) in texts {
        let tokens: TokenStream = text.parse().map_err(|error| anyhow!("{file}: {error}"))?;
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for at in 0..tokens.len() {
            if let Some(name) = past_tests(&tokens, at).and_then(|after| test_module(&tokens, after)) {
                for_tests.insert([&module(file)[..], &[name]].concat());
            }
        }
        files.push((file, tokens));
    }
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, tokens) in files {
        let path = module(file);
        if (0..=path.len()).any(|depth| for_tests.contains(&path[..depth])) {
            continue;
        }
        let mut names = Vec::new();
        gather_names(&tokens, false, &mut names);
        for name in names {
            found.entry(name).or_default().push(file.clone());
        }
    }
    Ok(found)
}

/// The names of types that tokens define. Inside an implementation or a trait `type` only says what something is there.
fn gather_names(tokens: &[TokenTree], implementation: bool, into: &mut Vec<String>) {
    // Whether an implementation or a trait has begun whose body is still to come.
    let mut begun = false;
    let mut at = 0;
    while at < tokens.len() {
        if let Some(after) = past_tests(tokens, at) {
            at = after;
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(word) => {
                let next = tokens.get(at + 1);
                let defines = match word.to_string().as_str() {
                    "struct" | "enum" | "trait" => true,
                    "type" => !implementation,
                    _ => false,
                };
                if defines && let Some(TokenTree::Ident(name)) = next {
                    into.push(name.to_string());
                }
                // `impl Trait` in a signature has no body of its own: an item begins a line of the file or follows another.
                let first = at == 0
                    || is(&tokens[at - 1], ";")
                    || is(&tokens[at - 1], "unsafe")
                    || is(&tokens[at - 1], "pub")
                    || matches!(&tokens[at - 1], TokenTree::Group(_));
                begun |= first && (word == "impl" || word == "trait");
            }
            TokenTree::Group(group) => {
                let body = group.delimiter() == Delimiter::Brace;
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                gather_names(&inside, body && begun, into);
                begun &= !body;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_type_has_one_meaning() {
        let faults = faults(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap();
        assert!(faults.is_empty(), "\n{faults}\nCall each what it holds: `CommentForm`, `SessionRow`, `CachedPage`.");
    }

    fn names(text: &str) -> Vec<String> {
        let tokens: TokenStream = text.parse().unwrap();
        let mut names = Vec::new();
        gather_names(&tokens.into_iter().collect::<Vec<_>>(), false, &mut names);
        names
    }

    #[test]
    fn definitions_are_found_wherever_they_stand() {
        assert_eq!(
            names("pub struct A; enum B { C } pub(super) trait D { type E; } type F<'a> = G<'a>; fn f() { struct H; }"),
            ["A", "B", "D", "F", "H"]
        );
        assert_eq!(names("impl From<A> for B { type Error = C; fn f() {} } type D = E;"), ["D"]);
        assert_eq!(names("fn f(a: impl Fn()) -> impl Iterator { type A = B; }"), ["A"]);
    }

    #[test]
    fn tests_may_call_things_as_they_like() {
        assert_eq!(names("struct A; #[cfg(test)] mod tests { struct B; }"), ["A"]);
        let texts = [
            ("a.rs", "struct A; #[cfg(test)] mod trial;"),
            ("a/trial.rs", "struct B;"),
            ("a/trial/on.rs", "struct C;"),
        ];
        let texts = texts.map(|(file, text)| (file.to_owned(), text.to_owned()));
        assert_eq!(definitions(&texts.into()).unwrap().keys().collect::<Vec<_>>(), ["A"]);
    }

    #[test]
    fn a_name_used_up_and_one_that_says_nothing_are_faults() {
        let in_files = |files: &[&str]| files.iter().map(|file| (*file).to_owned()).collect::<Vec<_>>();
        let found = wrong(&BTreeMap::from([
            ("Branch".to_owned(), in_files(&["a.rs", "b.rs"])),
            ("Counts".to_owned(), in_files(&["a.rs", "a.rs", "b.rs"])),
            ("Typed".to_owned(), in_files(&["c.rs"])),
        ]));
        assert_eq!(
            found,
            "`Counts` is defined 3 times: a.rs, a.rs, b.rs\n`Typed` says nothing of what it holds: c.rs\n"
        );
    }
}
