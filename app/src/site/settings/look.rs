//! What the service looks like, as the settings have it: its accent, and which file is its logo.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ui::colour::{Accent, Colour};

/// How high a logo is shown, in CSS pixels.
const HIGH: f64 = 56.0;
/// How wide a logo is shown at most.
const WIDE: f64 = 280.0;

/// The look of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Its accent; ours when there is none.
    pub accent: Option<Accent>,
    /// Its logo.
    pub logo: Option<Logo>,
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// What its file is called: named after what is in it.
    pub file: String,
    /// How wide it is shown, in CSS pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
    /// Whether the name can be read in it, so that it need not stand beside it.
    pub has_name: bool,
}

impl Logo {
    /// A logo with this in its file, which ends in `ending`, of this shape.
    pub fn of(content: &[u8], ending: &str, (width, height): (f64, f64), has_name: bool) -> Self {
        let mark = hex::encode(Sha256::digest(content)).chars().take(16).collect::<String>();
        let scale = (HIGH / height).min(WIDE / width);
        let dots = |length: f64| (length * scale).round().max(1.0) as u32;
        Self { file: format!("logo-{mark}.{ending}"), width: dots(width), height: dots(height), has_name }
    }

    /// Where it is served.
    pub fn address(&self) -> String {
        format!("/look/{}", self.file)
    }
}

impl Look {
    /// Reads one setting, if it is one of the look.
    pub(super) fn read(&mut self, name: &str, value: &str) {
        match name {
            "accent" => self.accent = Colour::parse(value).and_then(|colour| Accent::of(colour).ok()),
            "logo" => self.logo = serde_json::from_str(value).ok(),
            _ => {}
        }
    }

    /// What the logo's setting holds.
    ///
    /// # Errors
    /// Never; the type is the library's.
    pub fn logo_setting(&self) -> Result<String, serde_json::Error> {
        self.logo.as_ref().map_or_else(|| Ok(String::new()), serde_json::to_string)
    }

    /// The style sheet that sets the accent, with what it is called; none when the accent is ours.
    pub fn style_sheet(&self) -> Option<(String, String)> {
        let accent = self.accent?;
        let rule = |accent: Colour, on: Colour| format!(":root{{--accent:{accent};--on-accent:{on};--stamp:{accent}}}");
        let sheet = format!(
            ":root{{--accent-on-paper:{}}}\n{}\n@media screen and (prefers-color-scheme:dark){{{}}}\n",
            accent.light,
            rule(accent.light, accent.on_light),
            rule(accent.dark, accent.on_dark)
        );
        // Its colours are all there is in it, so they are its name; every page says it, and nothing is worked out for that.
        let colours = [accent.light, accent.on_light, accent.dark, accent.on_dark].map(|colour| hex::encode(colour.0));
        Some((format!("accent-{}.css", colours.join("-")), sheet))
    }

    /// The accent on paper: what is drawn in it.
    pub fn ink(&self) -> Colour {
        self.accent.map_or(Colour([0x0e, 0x4b, 0x37]), |accent| accent.light)
    }
}
