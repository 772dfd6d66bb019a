//! Colours as numbers: how well one is read on another, and the darker or lighter form of a colour that is read well enough.
//!
//! Contrast is that of WCAG 2.2 (from 1, the same, to 21, black on white). Forms of a colour are found in Oklab (Björn
//! Ottosson, 2020), in which the same step looks the same for every hue.

use std::fmt;

/// The least contrast of text on its ground: that of WCAG's level AAA, so that it holds for small text too.
pub const LEAST_CONTRAST: f64 = 7.0;

/// What accents are read on in light, as `style/00-tokens.css` has it: paper, what is raised from it, and the date slip.
const LIGHT_GROUNDS: [Colour; 3] = [Colour([0xfb, 0xf9, 0xf4]), Colour([0xff, 0xfe, 0xfb]), Colour([0xf5, 0xee, 0xda])];
/// The same in dark.
const DARK_GROUNDS: [Colour; 3] = [Colour([0x17, 0x19, 0x16]), Colour([0x1e, 0x21, 0x1d]), Colour([0x26, 0x27, 0x1f])];
/// What stands on the accent in light.
const ON_LIGHT: Colour = Colour([0xfd, 0xfc, 0xf8]);
/// How much of the accent is in its tints.
const TINT: f64 = 0.08;

/// A colour: red, green, blue, each from 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub [u8; 3]);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Colour {
    /// Reads `#0e4b37`, `0E4B37` or `#abc`.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let digits = typed.strip_prefix('#').unwrap_or(typed);
        let whole = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let bytes: [u8; 3] = hex::decode(whole).ok()?.try_into().ok()?;
        Some(Self(bytes))
    }

    /// Red, green and blue as amounts of light, from 0 to 1.
    fn light(self) -> [f64; 3] {
        self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn of_light(light: [f64; 3]) -> Self {
        Self(light.map(|part| {
            let part = part.clamp(0.0, 1.0);
            let part = if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
            (part * 255.0).round() as u8
        }))
    }

    /// How bright it is, from 0 to 1 (WCAG's relative luminance).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.light();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well one is read on the other, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// Lightness, and the two axes of colour.
    fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.light();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    fn of_oklab([lightness, a, b]: [f64; 3]) -> Self {
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        Self::of_light([
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ])
    }

    /// This colour with so much of another in it (0 to 1), as `color-mix(in oklab, …)` mixes them.
    fn mixed(self, other: Self, part: f64) -> Self {
        let (one, two) = (self.oklab(), other.oklab());
        let mut mixed = one;
        for (into, to) in mixed.iter_mut().zip(two) {
            *into += (to - *into) * part;
        }
        Self::of_oklab(mixed)
    }

    /// The same hue at another lightness (0 to 1), with so much of its strength.
    fn at(self, lightness: f64, strength: f64) -> Self {
        let [_, a, b] = self.oklab();
        Self::of_oklab([lightness, a * strength, b * strength])
    }

    /// How well it is read where it is read worst: on these grounds and on its own tint of the first.
    fn worst_on(self, grounds: &[Self]) -> f64 {
        let tint = grounds.first().map(|paper| paper.mixed(self, TINT));
        grounds.iter().copied().chain(tint).map(|ground| self.contrast(ground)).fold(f64::MAX, f64::min)
    }
}

/// An accent that is read well enough wherever it stands, in light and in dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accent {
    /// On paper, as the service chose it.
    pub light: Colour,
    /// What stands on it.
    pub on_light: Colour,
    /// The form of it for dark screens.
    pub dark: Colour,
    /// What stands on that.
    pub on_dark: Colour,
}

/// Why a colour cannot be an accent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooFaint {
    /// How well it is read where it is read worst.
    pub contrast: f64,
    /// The nearest darker form that is read well enough.
    pub instead: Colour,
}

impl Accent {
    /// The accent of a colour.
    ///
    /// # Errors
    /// When it is not read well enough on paper.
    pub fn of(light: Colour) -> Result<Self, TooFaint> {
        let contrast = light.worst_on(&LIGHT_GROUNDS);
        if contrast < LEAST_CONTRAST {
            return Err(TooFaint { contrast, instead: darker(light) });
        }
        let dark = lighter(light);
        let on_dark = dark.at(0.2, 0.35);
        Ok(Self { light, on_light: ON_LIGHT, dark, on_dark })
    }

    /// How well it is read where it is read worst, in light and in dark.
    pub fn contrasts(&self) -> (f64, f64) {
        let light = self.light.worst_on(&LIGHT_GROUNDS).min(self.light.contrast(self.on_light));
        (light, self.dark.worst_on(&DARK_GROUNDS).min(self.dark.contrast(self.on_dark)))
    }
}

/// The nearest darker form of a colour that is read well enough on paper: black at the end, which is.
fn darker(colour: Colour) -> Colour {
    let [lightness, ..] = colour.oklab();
    let steps = (0..=200).map(|step| lightness * f64::from(200 - step) / 200.0);
    let forms = steps.map(|lightness| colour.at(lightness, 1.0));
    forms.into_iter().find(|form| form.worst_on(&LIGHT_GROUNDS) >= LEAST_CONTRAST).unwrap_or(Colour([0; 3]))
}

/// The form of a colour for dark screens: the same hue, as little lighter as it takes, and not glaring.
fn lighter(colour: Colour) -> Colour {
    let [_, a, b] = colour.oklab();
    let strength = (0.11 / a.hypot(b).max(1e-6)).min(1.0);
    let forms = (0..=80).map(|step| colour.at(0.6 + f64::from(step) / 200.0, strength));
    forms.into_iter().find(|form| form.worst_on(&DARK_GROUNDS) >= LEAST_CONTRAST + 0.5).unwrap_or(Colour([0xff; 3]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (black, white) = (Colour([0; 3]), Colour([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // The examples of WCAG's own understanding documents: #767676 is the lightest grey of 4.5:1 on white.
        assert!(Colour([0x76; 3]).contrast(white) >= 4.5 && Colour([0x77; 3]).contrast(white) < 4.5);
    }

    #[test]
    fn colours_are_read_however_they_are_typed() {
        for typed in ["#0e4b37", "0E4B37", " #0E4b37 "] {
            assert_eq!(Colour::parse(typed), Some(Colour([0x0e, 0x4b, 0x37])), "{typed}");
        }
        assert_eq!(Colour::parse("#fa0").unwrap().to_string(), "#ffaa00");
        for typed in ["", "#", "#12", "#12345", "#1234567", "green", "#ggg", "rgb(0,0,0)", "#é00", "#0e4b37;}body{"] {
            assert_eq!(Colour::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_faint_colour_is_refused_with_a_darker_one_in_its_place() {
        let faint = Accent::of(Colour::parse("#ffcc00").unwrap()).unwrap_err();
        assert!(faint.contrast < 2.0, "{faint:?}");
        assert!(Accent::of(faint.instead).is_ok());
        assert!(Accent::of(Colour::parse("#0e4b37").unwrap()).is_ok());
    }

    proptest! {
        #[test]
        fn every_accent_is_read_well_enough_in_light_and_in_dark(red: u8, green: u8, blue: u8) {
            let colour = Colour([red, green, blue]);
            prop_assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
            let accent = match Accent::of(colour) {
                Ok(accent) => accent,
                Err(faint) => {
                    prop_assert!(faint.contrast < LEAST_CONTRAST);
                    Accent::of(faint.instead).map_err(|again| TestCaseError::fail(format!("{again:?}")))?
                }
            };
            let (light, dark) = accent.contrasts();
            prop_assert!(light >= LEAST_CONTRAST && dark >= LEAST_CONTRAST, "{accent:?}: {light:.2}, {dark:.2}");
        }

        #[test]
        fn a_colour_comes_back_from_oklab_as_it_was(red: u8, green: u8, blue: u8) {
            let colour = Colour([red, green, blue]);
            let back = Colour::of_oklab(colour.oklab());
            let off = back.0.iter().zip(colour.0).map(|(one, two)| one.abs_diff(two)).max();
            prop_assert!(off <= Some(1), "{} became {}", colour, back);
        }
    }
}
