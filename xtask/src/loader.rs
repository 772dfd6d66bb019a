//! The loader: the one script that every page asks for.
//!
//! It is written by hand in the application (`app/src/browser/loader.js`) and has to know where the
//! browser program and the scripts for long lists and other orders were published, under names that change with every build.

use std::path::Path;

use anyhow::{Context, Result, ensure};

const SCRIPT: &str = "__APP_JS__";
const WASM: &str = "__APP_WASM__";
const TYPE_AHEAD: &str = "__TYPE_AHEAD_JS__";
const IN_PLACE: &str = "__IN_PLACE_JS__";

/// The names under which the files were published that the loader fetches where a page needs them.
pub(crate) struct LoadedFiles<'a> {
    /// The script of the browser program.
    pub(crate) script: &'a str,
    /// The browser program.
    pub(crate) wasm: &'a str,
    /// The script that finds an option of a long list by typing.
    pub(crate) type_ahead: &'a str,
    /// The script that puts another order on the page.
    pub(crate) in_place: &'a str,
}

/// The loader's source with the published names filled in.
///
/// # Errors
/// When the source cannot be read, or has lost one of its placeholders.
pub(crate) fn with_addresses(root: &Path, files: &LoadedFiles<'_>) -> Result<String> {
    let path = root.join("app/src/browser/loader.js");
    let source = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    fill(&source, files)
}

fn fill(source: &str, files: &LoadedFiles<'_>) -> Result<String> {
    let mut filled = source.to_owned();
    let names =
        [(SCRIPT, files.script), (WASM, files.wasm), (TYPE_AHEAD, files.type_ahead), (IN_PLACE, files.in_place)];
    for (placeholder, name) in names {
        ensure!(source.matches(placeholder).count() == 1, "the loader must name {placeholder} exactly once");
        filled = filled.replace(placeholder, &format!("/static/{name}"));
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: LoadedFiles<'_> = LoadedFiles {
        script: "app.1.js",
        wasm: "app.2.wasm",
        type_ahead: "type-ahead.3.js",
        in_place: "in-place.4.js",
    };

    #[test]
    fn the_loader_learns_where_the_other_files_are() {
        let filled = fill(
            "import('__APP_JS__'); fetch('__APP_WASM__'); import('__TYPE_AHEAD_JS__'); import('__IN_PLACE_JS__')",
            &FILES,
        );
        let expected = "import('/static/app.1.js'); fetch('/static/app.2.wasm'); import('/static/type-ahead.3.js'); import('/static/in-place.4.js')";
        assert_eq!(filled.ok().as_deref(), Some(expected));
    }

    #[test]
    fn a_loader_without_a_placeholder_is_refused() {
        assert!(fill("import('__APP_JS__'); fetch('__APP_WASM__')", &FILES).is_err());
    }
}
