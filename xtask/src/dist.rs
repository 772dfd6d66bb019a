//! `dist/`: the published files, and the list that says what each is called.
//!
//! Every file carries the hash of its content in its name, so browsers may keep it for ever and
//! never see a stale one. Beside it lie the same bytes compressed with Brotli and gzip, made once
//! here rather than at every request. `manifest.json` maps plain names to published ones and is
//! written last: whoever reads it finds the files it names.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::bundle::Effort;

const MANIFEST: &str = "manifest.json";
/// Remembers which compiled program the published one was made from; not served.
const SOURCE: &str = "program-source";

/// The folder of published files while it is being filled.
pub(crate) struct Dist {
    folder: PathBuf,
    effort: Effort,
    /// Plain name to published name.
    names: BTreeMap<String, String>,
    /// Sizes to report: plain name, plain bytes, Brotli bytes.
    sizes: Vec<(String, usize, Option<usize>)>,
}

impl Dist {
    /// Opens the folder, keeping an earlier build's browser program until a new one replaces it.
    ///
    /// # Errors
    /// When the folder cannot be made or its list cannot be read.
    pub(crate) fn open(folder: PathBuf, effort: Effort) -> Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let mut names = BTreeMap::new();
        if let Ok(list) = std::fs::read_to_string(folder.join(MANIFEST)) {
            let earlier: BTreeMap<String, String> =
                serde_json::from_str(&list).with_context(|| format!("reading {}", folder.join(MANIFEST).display()))?;
            for (name, published) in earlier {
                let kept = matches!(name.as_str(), "app.js" | "app.wasm");
                if kept && folder.join(&published).exists() {
                    names.insert(name, published);
                }
            }
        }
        Ok(Self { folder, effort, names, sizes: Vec::new() })
    }

    /// Whether the published program was made from this very compiler output.
    pub(crate) fn holds_program(&self, fingerprint: &str) -> bool {
        self.names.contains_key("app.js")
            && self.names.contains_key("app.wasm")
            && std::fs::read_to_string(self.folder.join(SOURCE)).is_ok_and(|made| made == fingerprint)
    }

    /// Publishes the browser program and remembers what it was made from.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(crate) fn put_program(&mut self, fingerprint: &str, script: &[u8], wasm: &[u8]) -> Result<()> {
        self.put("app.js", script)?;
        self.put("app.wasm", wasm)?;
        self.write(SOURCE, fingerprint.as_bytes())
    }

    /// The published name of a file put here by its plain name.
    pub(crate) fn published(&self, name: &str) -> Option<String> {
        self.names.get(name).cloned()
    }

    /// Publishes one file: `style.css` as `style.1a2b3c4d.css`, with compressed copies beside it
    /// unless its format is compressed already.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let published = hashed_name(name, bytes)?;
        self.write(&published, bytes)?;
        let mut squeezed = None;
        if !name.ends_with(".woff2") && !name.ends_with(".png") {
            let brotli = brotli(bytes, self.effort)?;
            squeezed = Some(brotli.len());
            self.write(&format!("{published}.br"), &brotli)?;
            self.write(&format!("{published}.gz"), &gzip(bytes, self.effort)?)?;
        }
        self.sizes.push((name.to_owned(), bytes.len(), squeezed));
        self.names.insert(name.to_owned(), published);
        Ok(())
    }

    /// Writes the list, removes what earlier builds left, and says what was made.
    ///
    /// # Errors
    /// When the list cannot be written or an old file cannot be removed.
    pub(crate) fn finish(self, begun: Instant) -> Result<()> {
        let list = serde_json::to_string_pretty(&self.names).context("writing the list of files")?;
        self.write(MANIFEST, format!("{list}\n").as_bytes())?;
        self.remove_leftovers()?;

        for (name, plain, squeezed) in &self.sizes {
            match squeezed {
                Some(squeezed) => {
                    println!("  {name:<14} {:>9} kB {:>9} kB with Brotli", kilobytes(*plain), kilobytes(*squeezed));
                }
                None => println!("  {name:<14} {:>9} kB", kilobytes(*plain)),
            }
        }
        println!("dist/ is ready ({:.1} s)", begun.elapsed().as_secs_f32());
        Ok(())
    }

    fn remove_leftovers(&self) -> Result<()> {
        let entries = std::fs::read_dir(&self.folder).with_context(|| format!("listing {}", self.folder.display()))?;
        for entry in entries {
            let path = entry.with_context(|| format!("listing {}", self.folder.display()))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let current = name.is_some_and(|name| {
                let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
                let plain = plain.unwrap_or(&name);
                name == MANIFEST || name == SOURCE || self.names.values().any(|kept| kept == plain)
            });
            if !current && path.is_file() {
                std::fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Writes beside and renames, so that a running server never reads half a file.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        let partial = self.folder.join(format!("{name}.partial"));
        std::fs::write(&partial, bytes)
            .and_then(|()| std::fs::rename(&partial, &path))
            .with_context(|| format!("writing {}", path.display()))
    }
}

/// `serif.woff2` and its bytes give `serif.0a1b2c3d.woff2`.
fn hashed_name(name: &str, bytes: &[u8]) -> Result<String> {
    let Some((stem, extension)) = name.rsplit_once('.') else {
        bail!("{name} has no extension, so browsers would not know what it is");
    };
    let hash = hex::encode(Sha256::digest(bytes));
    Ok(format!("{stem}.{}.{extension}", &hash[..8]))
}

fn brotli(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let quality = match effort {
        Effort::Quick => 5,
        Effort::Smallest => 11,
    };
    let mut squeezed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut squeezed, 4096, quality, 22);
    writer.write_all(bytes).context("compressing with Brotli")?;
    drop(writer);
    Ok(squeezed)
}

fn gzip(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => Compression::fast(),
        Effort::Smallest => Compression::best(),
    };
    let mut writer = GzEncoder::new(Vec::new(), level);
    writer.write_all(bytes).context("compressing with gzip")?;
    writer.finish().context("compressing with gzip")
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_hash_of_the_content() {
        let first = hashed_name("serif.woff2", b"one").ok();
        let second = hashed_name("serif.woff2", b"two").ok();
        assert_eq!(first.as_deref(), Some("serif.7692c3ad.woff2"));
        assert_ne!(first, second);
    }

    #[test]
    fn compressed_copies_open_to_the_same_bytes() {
        use std::io::Read;
        let text = b"what happened to what I said? ".repeat(100);
        for effort in [Effort::Quick, Effort::Smallest] {
            let mut opened = Vec::new();
            let squeezed = brotli(&text, effort).unwrap();
            brotli::Decompressor::new(&squeezed[..], 4096).read_to_end(&mut opened).unwrap();
            assert_eq!(opened, text);

            let mut opened = Vec::new();
            let squeezed = gzip(&text, effort).unwrap();
            flate2::read::GzDecoder::new(&squeezed[..]).read_to_end(&mut opened).unwrap();
            assert_eq!(opened, text);
        }
    }

    #[test]
    fn a_new_build_replaces_the_old_files_and_keeps_the_program() {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("dist");
        let mut first = Dist::open(folder.clone(), Effort::Quick).unwrap();
        first.put_program("made-from", b"script", b"wasm").unwrap();
        first.put("style.css", b"old").unwrap();
        first.finish(Instant::now()).unwrap();

        let mut second = Dist::open(folder.clone(), Effort::Quick).unwrap();
        assert!(second.holds_program("made-from"));
        assert!(!second.holds_program("made-from-another"));
        second.put("style.css", b"new").unwrap();
        second.finish(Instant::now()).unwrap();

        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with("style") || name.starts_with("app"))
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                hashed_name("app.js", b"script").unwrap(),
                hashed_name("app.js", b"script").unwrap() + ".br",
                hashed_name("app.js", b"script").unwrap() + ".gz",
                hashed_name("app.wasm", b"wasm").unwrap(),
                hashed_name("app.wasm", b"wasm").unwrap() + ".br",
                hashed_name("app.wasm", b"wasm").unwrap() + ".gz",
                hashed_name("style.css", b"new").unwrap(),
                hashed_name("style.css", b"new").unwrap() + ".br",
                hashed_name("style.css", b"new").unwrap() + ".gz",
            ]
        );
    }
}
