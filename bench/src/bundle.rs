//! How much of the published files a browser fetches.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};

use crate::report::{Report, Wanted, kilobytes};

/// The heaviest that the browser program and its script may be together, in kilobytes.
const LIMIT: f64 = 150.0;

/// Reports the size of the browser program, and gives that of the style sheet, in bytes, compressed with Brotli.
///
/// # Errors
/// When the files were not built.
pub(crate) fn sizes(dist: &Path, report: &mut Report) -> Result<usize> {
    let size = |name| size(dist, name);
    let program = size("app.wasm")? + size("app.js")? + size("loader.js")?;
    let wanted = Wanted::AtMost(LIMIT, program as f64 / 1_000.0);
    report.plain("browser program and its scripts, Brotli", kilobytes(program), wanted);
    style_sheet(dist)
}

/// The size of the style sheet, in bytes, compressed with Brotli.
///
/// # Errors
/// When it was not built.
pub(crate) fn style_sheet(dist: &Path) -> Result<usize> {
    size(dist, "style.css")
}

fn size(dist: &Path, name: &str) -> Result<usize> {
    let path = dist.join("manifest.json");
    let list = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let names: HashMap<String, String> = serde_json::from_slice(&list)?;
    let published = names.get(name).with_context(|| format!("there is no {name} in {}", dist.display()))?;
    let path = dist.join(format!("{published}.br"));
    let about = std::fs::metadata(&path).with_context(|| format!("looking at {}", path.display()))?;
    Ok(usize::try_from(about.len())?)
}
