//! The browser bundle, inside the program: style, type, script and the compiled interactive parts, as
//! `cargo xtask bundle` made them. A debug build reads them from the folder instead.

use std::collections::HashMap;

use bytes::Bytes;
use rust_embed::Embed;
use soundings_app::site::assets::Assets;

#[derive(Embed)]
#[folder = "../dist/"]
#[allow_missing = true]
struct Bundle;

fn read(name: &str) -> Option<Bytes> {
    Bundle::get(name).map(|file| match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

/// The files of the bundle; none, with a warning, when it was not built.
pub(crate) fn load() -> Assets {
    let manifest: HashMap<String, String> = match read("manifest.json") {
        Some(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::error!(%error, "the browser bundle's manifest cannot be read");
            HashMap::new()
        }),
        None => {
            tracing::warn!("there is no browser bundle: pages have no style; run `cargo xtask bundle` and build again");
            HashMap::new()
        }
    };
    Assets::new(manifest, read)
}
