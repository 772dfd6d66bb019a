//! The browser's half of Soundings: the interactive parts of pages, compiled to WebAssembly.
//!
//! `wasm-bindgen` is used as a library, pinned by the lock file to the version the application was
//! compiled with, so there is no tool to install and no version to match by hand. `wasm-opt`, which
//! takes another third off the size, is used when it has been installed with
//! `npm ci --prefix xtask`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::bundle::Effort;
use crate::scripts;

/// How the program is packaged; another word makes every checkout package it again.
const PACKAGING: &str = "flattened, bare script";

/// What the Rust compiler made, before it is packaged for browsers.
pub(crate) struct Compiled {
    wasm: PathBuf,
    /// Changes whenever the packaged program would: the compiler's output and how it is packaged.
    pub fingerprint: String,
}

/// What browsers receive.
pub(crate) struct BrowserProgram {
    /// The JavaScript that connects the program to the page.
    pub script: Vec<u8>,
    /// The program.
    pub wasm: Vec<u8>,
}

/// Compiles the application for browsers. Cargo does nothing when nothing has changed.
///
/// # Errors
/// When it does not compile; Cargo has then said why on standard error.
pub(crate) fn compile(root: &Path, effort: Effort) -> Result<Compiled> {
    let profile = match effort {
        Effort::Quick => "wasm-dev",
        Effort::Smallest => "wasm",
    };
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["build", "--package", "soundings-app", "--lib"])
        .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
        .args(["--no-default-features", "--features", "hydrate"])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .context("starting cargo")?;
    ensure!(
        output.status.success(),
        "the browser program did not compile (if the target is missing: \
         rustup target add wasm32-unknown-unknown)"
    );

    let wasm =
        artifact(&String::from_utf8_lossy(&output.stdout)).context("cargo built no .wasm file for soundings-app")?;
    let bytes = read(&wasm)?;
    let mut hash = Sha256::new();
    hash.update(&bytes);
    hash.update(profile);
    hash.update(PACKAGING);
    hash.update([u8::from(effort == Effort::Smallest && optimiser(root).is_some())]);
    Ok(Compiled { wasm, fingerprint: hex::encode(hash.finalize()) })
}

/// Finds the `.wasm` file among the messages Cargo prints, one JSON object a line.
fn artifact(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "soundings_app")
        .filter_map(|message| {
            message["filenames"]
                .as_array()?
                .iter()
                .filter_map(|name| name.as_str())
                .find(|name| name.ends_with(".wasm"))
                .map(PathBuf::from)
        })
        .next_back()
}

/// Turns the compiler's output into a script and a program that browsers can load.
///
/// # Errors
/// When `wasm-bindgen` or `wasm-opt` refuses the program, or a file cannot be read or written.
pub(crate) fn package(root: &Path, compiled: &Compiled, effort: Effort) -> Result<BrowserProgram> {
    let folder = compiled.wasm.with_extension("packaged");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }

    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .input_path(&compiled.wasm)
        .out_name("app")
        .typescript(false)
        // The loader always says where the program is.
        .omit_default_module_path(true)
        .remove_name_section(effort == Effort::Smallest)
        .remove_producers_section(true);
    bindgen.generate(&folder).context("packaging the browser program with wasm-bindgen")?;

    // A dependency may bring scripts of its own. None does today; publishing them without a hashed
    // name would be a mistake that only shows in a browser, so say so here.
    if folder.join("snippets").exists() {
        bail!("a dependency brings its own JavaScript, which the bundle cannot carry yet");
    }

    let packaged = folder.join("app_bg.wasm");
    if effort == Effort::Smallest {
        optimise(root, &packaged)?;
    }
    let script = String::from_utf8(read(&folder.join("app.js"))?).context("reading what wasm-bindgen wrote")?;
    Ok(BrowserProgram { script: scripts::bare(&script).into_bytes(), wasm: read(&packaged)? })
}

/// Makes the program smaller in place, if `wasm-opt` is installed.
fn optimise(root: &Path, wasm: &Path) -> Result<()> {
    let Some(optimiser) = optimiser(root) else {
        eprintln!("xtask: wasm-opt is not installed; the browser program stays about a third larger");
        eprintln!("       (to install it: npm ci --prefix xtask)");
        return Ok(());
    };
    // Only what every browser of the last years accepts may be emitted. With all features allowed,
    // wasm-opt writes instructions that Chromium refuses.
    let status = Command::new(&optimiser)
        .args([
            // Control flow taken apart and put together anew; it costs some seconds and saves 1.5 kB.
            "--flatten",
            "--rereloop",
            "-Oz",
            "-Oz",
            "--converge",
            "--enable-bulk-memory",
            "--enable-nontrapping-float-to-int",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-reference-types",
            "--enable-multivalue",
        ])
        .arg(wasm)
        .arg("-o")
        .arg(wasm)
        .status()
        .with_context(|| format!("starting {}", optimiser.display()))?;
    ensure!(status.success(), "wasm-opt refused the browser program");
    Ok(())
}

fn optimiser(root: &Path) -> Option<PathBuf> {
    let path = root.join("xtask/node_modules/.bin/wasm-opt");
    path.exists().then_some(path)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wasm_file_is_found_among_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/t/libserde.rlib"]}
not json
{"reason":"compiler-artifact","target":{"name":"soundings_app"},"filenames":["/t/libsoundings_app.rlib","/t/soundings_app.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(artifact(messages), Some(PathBuf::from("/t/soundings_app.wasm")));
    }

    #[test]
    fn no_wasm_file_is_no_answer() {
        assert_eq!(artifact(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
