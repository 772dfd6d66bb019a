//! Who uses what: reads each file as tokens (so that comments and texts are left out, and what stands in a page's markup
//! is seen) and follows every path to the file that defines what it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path of names, from the root of the crate.
pub(super) type Names = Vec<String>;

/// One file of the application.
#[derive(Default)]
struct Source {
    /// Paths as they are written, absolute from the crate's root.
    paths: BTreeSet<Names>,
    /// Names it only hands on, and where they come from.
    hands_on: BTreeMap<String, Names>,
    /// Macros it defines, which the crate's root hands on.
    macros: BTreeSet<String>,
    /// Its modules that are compiled for tests only.
    for_tests: BTreeSet<Names>,
}

/// For each file, which files it uses and the names it takes from them.
///
/// # Errors
/// When a file cannot be read as Rust.
pub(super) fn arrows(folder: &Path) -> Result<BTreeMap<String, BTreeMap<String, BTreeSet<String>>>> {
    let mut texts = BTreeMap::new();
    gather(folder, "", &mut texts)?;
    let modules: BTreeMap<Names, String> = texts.keys().map(|file| (module(file), file.clone())).collect();
    let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
    for (file, text) in &texts {
        let tokens: TokenStream = text.parse().map_err(|error| anyhow!("{file}: {error}"))?;
        let mut reader =
            Reader { modules: &modules, place: module(file), source: Source::default(), bound: BTreeMap::new() };
        reader.uses(&tokens);
        reader.paths(&tokens);
        sources.insert(file, reader.source);
    }
    let macros: Vec<(String, Names)> = sources
        .iter()
        .flat_map(|(file, source)| {
            source.macros.iter().map(|name| (name.clone(), [module(file), vec![name.clone()]].concat()))
        })
        .collect();
    if let Some(root) = sources.get_mut("lib.rs") {
        root.hands_on.extend(macros);
    }
    let for_tests: BTreeSet<Names> = sources.values().flat_map(|source| source.for_tests.clone()).collect();
    let mut found = BTreeMap::new();
    for (file, source) in &sources {
        if for_tests.contains(&module(file)) {
            continue;
        }
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in &source.paths {
            if let Some((to, name)) = follow(path, &modules, &sources, 0)
                && to != *file
            {
                uses.entry(to.to_owned()).or_default().insert(name);
            }
        }
        found.insert((*file).to_owned(), uses);
    }
    Ok(found)
}

/// The files of the application with what is in them, tests left out.
pub(super) fn gather(folder: &Path, under: &str, into: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{under}{name}");
        if entry.file_type()?.is_dir() {
            if name != "tests" {
                gather(&entry.path(), &format!("{path}/"), into)?;
            }
        } else if name.ends_with(".rs") && name != "tests.rs" && name != "testing.rs" && path != "lib.rs" {
            into.insert(path, std::fs::read_to_string(entry.path())?);
        }
    }
    if under.is_empty() {
        into.insert("lib.rs".to_owned(), std::fs::read_to_string(folder.join("lib.rs"))?);
    }
    Ok(())
}

/// `rankings/staff/mod.rs` and `rankings/staff.rs` are both `rankings::staff`.
pub(super) fn module(file: &str) -> Names {
    let path = file.strip_suffix("/mod.rs").or_else(|| file.strip_suffix(".rs")).unwrap_or(file);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The file that defines what a path names, and the name.
fn follow<'a>(
    path: &[String],
    modules: &'a BTreeMap<Names, String>,
    sources: &BTreeMap<&str, Source>,
    steps: usize,
) -> Option<(&'a str, String)> {
    let depth = (0..=path.len()).rev().find(|depth| modules.contains_key(&path[..*depth]))?;
    let file = modules.get(&path[..depth])?;
    let Some(name) = path.get(depth) else { return Some((file, "(module)".to_owned())) };
    match sources.get(file.as_str()).and_then(|source| source.hands_on.get(name)) {
        Some(origin) if steps < 8 => {
            let mut origin = origin.clone();
            origin.extend_from_slice(&path[depth + 1..]);
            follow(&origin, modules, sources, steps + 1)
        }
        _ => Some((file, name.clone())),
    }
}

struct Reader<'a> {
    modules: &'a BTreeMap<Names, String>,
    /// The module that is being read.
    place: Names,
    source: Source,
    /// Modules that the file calls by a short name.
    bound: BTreeMap<String, Names>,
}

impl Reader<'_> {
    /// First pass: what the file imports, and what it hands on.
    fn uses(&mut self, tokens: &TokenStream) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if let Some(after) = past_tests(&tokens, at) {
                if let Some(name) = test_module(&tokens, after) {
                    self.source.for_tests.insert([&self.place[..], &[name]].concat());
                }
                at = after;
                continue;
            }
            if is(&tokens[at], "macro_rules") && at + 2 < tokens.len() {
                self.source.macros.insert(tokens[at + 2].to_string());
            }
            if is(&tokens[at], "use") {
                let public = at > 0 && (is(&tokens[at - 1], "pub") || matches!(&tokens[at - 1], TokenTree::Group(_)));
                let end = (at..tokens.len()).find(|end| is(&tokens[*end], ";")).unwrap_or(tokens.len());
                let mut named = Vec::new();
                tree(&tokens[at + 1..end], &Vec::new(), &mut named);
                for (written, called) in named {
                    self.import(&written, called, public);
                }
                at = end;
            } else if let TokenTree::Group(group) = &tokens[at] {
                let inside = at > 1 && is(&tokens[at - 2], "mod") && group.delimiter() == Delimiter::Brace;
                if inside {
                    self.place.push(tokens[at - 1].to_string());
                }
                self.uses(&group.stream());
                if inside {
                    self.place.pop();
                }
            }
            at += 1;
        }
    }

    fn import(&mut self, written: &[String], called: String, public: bool) {
        let Some(path) = self.absolute(written) else { return };
        if public {
            self.source.hands_on.insert(called, path);
        } else if self.modules.contains_key(&path) {
            self.bound.insert(called, path);
        } else {
            self.source.paths.insert(path);
        }
    }

    /// Second pass: paths in the code, also by the short name of a module.
    fn paths(&mut self, tokens: &TokenStream) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if let Some(after) = past_tests(&tokens, at) {
                at = after;
                continue;
            }
            match &tokens[at] {
                TokenTree::Ident(_) if is(&tokens[at], "use") => {
                    at = (at..tokens.len()).find(|end| is(&tokens[*end], ";")).unwrap_or(tokens.len());
                }
                TokenTree::Ident(_) if at < 2 || !is(&tokens[at - 1], ":") || !is(&tokens[at - 2], ":") => {
                    let mut path = vec![tokens[at].to_string()];
                    let mut end = at + 1;
                    while end + 2 < tokens.len() && is(&tokens[end], ":") && is(&tokens[end + 1], ":") {
                        let TokenTree::Ident(next) = &tokens[end + 2] else { break };
                        path.push(next.to_string());
                        end += 3;
                    }
                    if path.len() > 1
                        && let Some(path) = self.absolute(&path)
                    {
                        self.source.paths.insert(path);
                    }
                    at = end - 1;
                }
                // `pub(in super::super)` says how far a name is seen, and uses nothing.
                TokenTree::Group(_) if at > 0 && is(&tokens[at - 1], "pub") => {}
                TokenTree::Group(group) => {
                    let inside = at > 1 && is(&tokens[at - 2], "mod") && group.delimiter() == Delimiter::Brace;
                    if inside {
                        self.place.push(tokens[at - 1].to_string());
                    }
                    self.paths(&group.stream());
                    if inside {
                        self.place.pop();
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// A path from the crate's root; none for what comes from elsewhere.
    fn absolute(&self, written: &[String]) -> Option<Names> {
        let first = written.first()?.as_str();
        match first {
            "crate" => Some(written[1..].to_vec()),
            "self" => Some([&self.place[..], &written[1..]].concat()),
            "super" => {
                let up = written.iter().take_while(|word| *word == "super").count();
                let stay = self.place.len().checked_sub(up)?;
                Some([&self.place[..stay], &written[up..]].concat())
            }
            _ => {
                if let Some(module) = self.bound.get(first) {
                    return Some([&module[..], &written[1..]].concat());
                }
                let child = [&self.place[..], &written[..1]].concat();
                self.modules.contains_key(&child).then(|| [&self.place[..], written].concat())
            }
        }
    }
}

/// Whether a token is this word or sign.
pub(super) fn is(token: &TokenTree, word: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Punct(sign) => word.len() == 1 && word.starts_with(sign.as_char()),
        _ => false,
    }
}

/// Where to go on, if what begins here is only compiled for tests.
pub(super) fn past_tests(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let TokenTree::Group(attribute) = tokens.get(at + 1).filter(|_| is(&tokens[at], "#"))? else { return None };
    let text = attribute.stream().to_string().replace(' ', "");
    if !(text.starts_with("cfg(test") || text.starts_with("cfg(all(test")) {
        return None;
    }
    let end = (at + 2..tokens.len()).find(|end| {
        is(&tokens[*end], ";")
            || matches!(&tokens[*end], TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
    })?;
    Some(end + 1)
}

/// The module of another file that was declared before this place and is only compiled for tests: `mod tests;`.
pub(super) fn test_module(tokens: &[TokenTree], after: usize) -> Option<String> {
    match tokens.get(after.checked_sub(2)?).filter(|_| is(&tokens[after - 1], ";")) {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    }
}

/// The paths of a `use`, each with the name it is called by afterwards.
fn tree(tokens: &[TokenTree], before: &Names, into: &mut Vec<(Names, String)>) {
    for branch in tokens.split(|token| is(token, ",")) {
        let mut path = before.clone();
        let mut called = None;
        let mut words = branch.iter().peekable();
        while let Some(token) = words.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    called = words.next().map(ToString::to_string);
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    tree(&group.stream().into_iter().collect::<Vec<_>>(), &path, into);
                    path.clear();
                }
                TokenTree::Punct(sign) if sign.as_char() == '*' => called = Some("*".to_owned()),
                _ => {}
            }
        }
        if let Some(last) = path.last() {
            let called = called.unwrap_or_else(|| last.clone());
            into.push((path, called));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let found = arrows(folder.path()).unwrap();
        let mut told = Vec::new();
        for (from, uses) in found {
            for (to, names) in uses {
                told.push(format!("{from} -> {to}: {}", names.into_iter().collect::<Vec<_>>().join(", ")));
            }
        }
        told
    }

    #[test]
    fn a_name_that_a_face_hands_on_is_followed_to_where_it_is_defined() {
        let found = house(&[
            ("lib.rs", "pub use site::Visit;"),
            ("site/mod.rs", "mod visit;\npub use visit::Visit;"),
            ("site/visit.rs", "pub struct Visit;"),
            ("votes/mod.rs", "use crate::Visit;\nuse crate::site;\nfn a(v: site::Visit) {}"),
        ]);
        assert_eq!(found, ["votes/mod.rs -> site/visit.rs: Visit"]);
    }

    #[test]
    fn a_module_called_by_its_short_name_counts_for_what_is_used_of_it() {
        let found = house(&[
            ("lib.rs", ""),
            ("votes/mod.rs", "pub mod rules;"),
            ("votes/rules.rs", "pub fn may() {}"),
            ("votes/pages.rs", "use super::rules;\nfn page() { view! { <p>{rules::may()}</p> } }"),
            ("rankings/mod.rs", "use crate::votes::{self, rules::{may as might}};\nfn a() { votes::rules::may() }"),
        ]);
        assert_eq!(found, ["rankings/mod.rs -> votes/rules.rs: may", "votes/pages.rs -> votes/rules.rs: may"]);
    }

    #[test]
    fn what_is_only_for_tests_and_what_is_only_said_in_comments_is_left_out() {
        let found = house(&[
            ("lib.rs", ""),
            ("a.rs", "/// See [`crate::b::two`].\npub fn one() {}\n#[cfg(test)]\nmod tests { use crate::b::two; }"),
            ("b.rs", "pub fn two() { let text = \"crate::a::one\"; }\n#[cfg(test)]\nmod proofs;"),
            ("b/proofs.rs", "use crate::a::one;"),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_macro_of_the_whole_crate_belongs_to_the_file_that_writes_it() {
        let found = house(&[
            ("lib.rs", ""),
            ("db.rs", "#[macro_export]\nmacro_rules! sql { () => {} }"),
            ("votes.rs", "use crate::sql;\nfn a() { crate::sql!() }"),
        ]);
        assert_eq!(found, ["votes.rs -> db.rs: sql"]);
    }

    #[test]
    fn super_means_what_it_means_where_it_stands() {
        let found = house(&[
            ("lib.rs", ""),
            ("a/mod.rs", "pub mod b;\npub mod c;\nmod inner { use super::b::two; }"),
            ("a/b.rs", "pub fn two() {}"),
            ("a/c.rs", "fn x() { super::super::d::four() }"),
            ("d.rs", "pub fn four() {}"),
        ]);
        assert_eq!(found, ["a/c.rs -> d.rs: four", "a/mod.rs -> a/b.rs: two"]);
    }
    #[test]
    fn how_far_a_name_is_seen_is_no_use_of_what_sees_it() {
        let found = house(&[
            ("lib.rs", ""),
            ("a/mod.rs", "pub mod b;\nuse b::one;"),
            ("a/b.rs", "pub(in super::super) fn one() {}\npub(super) struct Two(pub(super) u8);"),
        ]);
        assert_eq!(found, ["a/mod.rs -> a/b.rs: one"]);
    }
}
