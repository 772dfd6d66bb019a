//! `cargo xtask`: the chores of building Soundings that Cargo alone cannot do.
//!
//! The server sends a style sheet, fonts and, to pages with interactive parts, a small program for
//! the browser. This tool makes those files and lays them in `dist/`, where the server picks them up:
//! read from disk in a debug build, built into the program in a release build.

mod assets;
mod browser;
mod bundle;
mod dist;
mod layers;
mod loader;
mod scripts;
mod style;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  bundle [--release]  Build the browser program, the style sheet and the fonts into dist/.
                      --release builds the smallest files; it takes longer.
  style               Only the style sheet, fonts and pictures (a second or so).
  layers              Which rooms of the application use which, what runs up, circles,
                      and names of types that have several meanings.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();

    let outcome = match words.as_slice() {
        ["bundle"] => bundle::everything(bundle::Effort::Quick),
        ["bundle", "--release"] => bundle::everything(bundle::Effort::Smallest),
        ["style"] => bundle::style_only(),
        ["layers"] => layers::look(Path::new(".")),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };

    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
