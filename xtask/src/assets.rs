//! Fonts and pictures: files the style sheet and the pages name, published as they are.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// One file to publish, under its own name.
pub(crate) struct Asset {
    /// The plain file name, such as `serif.woff2`.
    pub name: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// What browsers can use. Licences and notes beside the fonts stay at home.
const KINDS: [&str; 4] = ["woff2", "svg", "png", "ico"];

/// Every font and picture in the folders under `style/`, in order of name.
///
/// # Errors
/// When two files share a name (they would share an address), or one cannot be read.
pub(crate) fn gather(style: &Path) -> Result<Vec<Asset>> {
    let mut assets = Vec::new();
    for folder in list(style)?.iter().filter(|path| path.is_dir()) {
        for path in list(folder)? {
            let extension = path.extension().and_then(|extension| extension.to_str());
            let name = path.file_name().and_then(|name| name.to_str());
            let (Some(extension), Some(name)) = (extension, name) else {
                continue;
            };
            if !KINDS.contains(&extension) {
                continue;
            }
            let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            assets.push(Asset { name: name.to_owned(), bytes });
        }
    }
    assets.sort_by(|a, b| a.name.cmp(&b.name));
    for pair in assets.windows(2) {
        ensure!(pair[0].name != pair[1].name, "two files under style/ are named {}", pair[0].name);
    }
    Ok(assets)
}

/// The paths in a folder in order of name; none if there is no such folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.with_context(|| format!("listing {}", folder.display()))?.path());
    }
    paths.sort();
    Ok(paths)
}
