//! The loader: the one script a page with interactive parts asks for.
//!
//! It is written by hand in the application (`app/src/browser/loader.js`) and has to know where the
//! browser program was published, under names that change with every build.

use std::path::Path;

use anyhow::{Context, Result, ensure};

const SCRIPT: &str = "__APP_JS__";
const WASM: &str = "__APP_WASM__";

/// The loader's source with the published names of the browser program filled in.
///
/// # Errors
/// When the source cannot be read, or has lost one of its placeholders.
pub(crate) fn with_addresses(root: &Path, script: &str, wasm: &str) -> Result<String> {
    let path = root.join("app/src/browser/loader.js");
    let source = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    fill(&source, script, wasm)
}

fn fill(source: &str, script: &str, wasm: &str) -> Result<String> {
    for placeholder in [SCRIPT, WASM] {
        ensure!(source.matches(placeholder).count() == 1, "the loader must name {placeholder} exactly once");
    }
    Ok(source.replace(SCRIPT, &format!("/static/{script}")).replace(WASM, &format!("/static/{wasm}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_learns_where_the_program_is() {
        let filled = fill("import('__APP_JS__'); fetch('__APP_WASM__')", "app.1.js", "app.2.wasm");
        assert_eq!(filled.ok().as_deref(), Some("import('/static/app.1.js'); fetch('/static/app.2.wasm')"));
    }

    #[test]
    fn a_loader_without_a_placeholder_is_refused() {
        assert!(fill("import('__APP_JS__')", "app.1.js", "app.2.wasm").is_err());
    }
}
