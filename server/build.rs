//! The program carries the browser bundle inside it, and Cargo cannot see that by itself: built again
//! whenever `cargo xtask` has published new files.

fn main() {
    println!("cargo:rerun-if-changed=../dist/manifest.json");
}
