//! The story of a build, from sources to `dist/`, told in order.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::assets::{self, Asset};
use crate::browser::{self, BrowserProgram};
use crate::dist::Dist;
use crate::loader::{self, LoadedFiles};
use crate::{scripts, style};

/// How hard to work on small files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For development and tests: minutes matter more than bytes.
    Quick,
    /// For people on a slow line: bytes matter more than minutes.
    Smallest,
}

/// Builds the browser program, style sheet, fonts and pictures, and lays them all in `dist/`.
///
/// # Errors
/// When the browser program does not compile, a style sheet names a missing file, or a file cannot
/// be read or written.
pub(crate) fn everything(effort: Effort) -> Result<()> {
    let begun = Instant::now();
    let root = workspace();
    let mut dist = Dist::open(root.join("dist"), effort)?;

    let compiled = browser::compile(&root, effort)?;
    if !dist.holds_program(&compiled.fingerprint) {
        let BrowserProgram { script, wasm } = browser::package(&root, &compiled, effort)?;
        dist.put_program(&compiled.fingerprint, &script, &wasm)?;
    }
    put_style(&root, &mut dist)?;

    dist.finish(begun)
}

/// Builds the style sheet, fonts and pictures, and leaves the browser program in `dist/` as it is.
///
/// # Errors
/// When a style sheet names a missing file, or a file cannot be read or written.
pub(crate) fn style_only() -> Result<()> {
    let begun = Instant::now();
    let root = workspace();
    let mut dist = Dist::open(root.join("dist"), Effort::Quick)?;
    put_style(&root, &mut dist)?;
    dist.finish(begun)
}

/// The files that need no compiler. The style sheet comes after the fonts and pictures, and the
/// loader after the browser program and the scripts, because each is told the published names of the others.
fn put_style(root: &Path, dist: &mut Dist) -> Result<()> {
    let assets = assets::gather(&root.join("style"))?;
    for Asset { name, bytes } in &assets {
        dist.put(name, bytes)?;
    }
    let sheet = style::sheet(&root.join("style"), |name| dist.published(name))?;
    dist.put("style.css", sheet.as_bytes())?;

    // The scripts of forms need to know no other file.
    for name in ["keep.js", "desk.js", "drag.js", "type-ahead.js", "passkey.js", "as-read.js", "in-place.js"] {
        let path = root.join("app/src/browser").join(name);
        let source = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        dist.put(name, scripts::bare(&source).as_bytes())?;
    }
    let published = |name| dist.published(name);
    if let (Some(script), Some(wasm), Some(type_ahead), Some(in_place)) =
        (published("app.js"), published("app.wasm"), published("type-ahead.js"), published("in-place.js"))
    {
        let files = LoadedFiles { script: &script, wasm: &wasm, type_ahead: &type_ahead, in_place: &in_place };
        let source = loader::with_addresses(root, &files)?;
        dist.put("loader.js", scripts::bare(&source).as_bytes())?;
    }
    Ok(())
}

/// The folder that holds the workspace: the parent of this tool's own.
fn workspace() -> PathBuf {
    // As cargo says it now, not as it was when this was built: a build folder may serve several checkouts.
    let built = Path::new(env!("CARGO_MANIFEST_DIR"));
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| built.to_path_buf(), PathBuf::from);
    here.parent().unwrap_or(&here).to_path_buf()
}
