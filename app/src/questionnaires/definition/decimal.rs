//! Numbers with a few decimal places, held exactly: people's answers and the numbers in conditions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Decimal places that are held.
pub const PLACES: u32 = 6;
const ONE: i64 = 1_000_000;
/// The largest number, without its sign: larger ones would not come back from a program that reads numbers as floating point.
const LARGEST: i64 = 999_999_999 * ONE + (ONE - 1);

/// A number with at most six decimal places, at most 999,999,999.999999 either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i64);

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDecimal {
    /// It is something else.
    NotANumber,
    /// It has more decimal places than are held.
    TooFine,
    /// It is too large.
    TooLarge,
}

impl Decimal {
    /// A whole number; none if it is too large.
    pub const fn whole(number: i64) -> Option<Self> {
        match number.checked_mul(ONE) {
            Some(scaled) if scaled.unsigned_abs() <= LARGEST.unsigned_abs() => Some(Self(scaled)),
            _ => None,
        }
    }

    /// Pence as pounds; none if there are too many.
    pub const fn pounds(pence: i64) -> Option<Self> {
        match pence.checked_mul(ONE / 100) {
            Some(scaled) if scaled.unsigned_abs() <= LARGEST.unsigned_abs() => Some(Self(scaled)),
            _ => None,
        }
    }

    /// The same number of pounds in pence; none if it has part of a penny.
    pub const fn pence(self) -> Option<i64> {
        if self.0 % (ONE / 100) == 0 { Some(self.0 / (ONE / 100)) } else { None }
    }

    /// The number, if it is a whole one.
    pub const fn as_whole(self) -> Option<i64> {
        if self.0 % ONE == 0 { Some(self.0 / ONE) } else { None }
    }

    /// How many decimal places it needs.
    pub fn places(self) -> u32 {
        let mut rest = (self.0 % ONE).unsigned_abs();
        let mut places = PLACES;
        while places > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        places
    }

    /// The next number up (`by` positive) or down, at this many decimal places; none beyond the largest.
    pub fn step(self, by: i64, places: u32) -> Option<Self> {
        let size = 10_i64.pow(PLACES - places.min(PLACES));
        let scaled = self.0.checked_add(by.checked_mul(size)?)?;
        (scaled.abs() <= LARGEST).then_some(Self(scaled))
    }

    /// As a floating-point number, for means and drawings.
    pub fn as_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "fifteen digits are held exactly")]
        let scaled = self.0 as f64;
        scaled / 1_000_000.0
    }

    /// In millionths, for sums.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// From millionths; none beyond the largest.
    pub const fn from_millionths(millionths: i64) -> Option<Self> {
        if millionths.unsigned_abs() <= LARGEST.unsigned_abs() { Some(Self(millionths)) } else { None }
    }

    /// The sum of two; none beyond the largest.
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::from_millionths(self.0.checked_add(other.0)?)
    }

    /// The difference of two; none beyond the largest.
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::from_millionths(self.0.checked_sub(other.0)?)
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    /// Reads digits with an optional sign and one point. No thousands, currency or exponents: those are for whoever reads
    /// what people typed.
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && part.is_empty() || !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(NotDecimal::NotANumber);
        }
        let part = part.trim_end_matches('0');
        if part.len() > PLACES as usize {
            return Err(NotDecimal::TooFine);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 9 {
            return Err(NotDecimal::TooLarge);
        }
        let mut scaled: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| NotDecimal::NotANumber)? };
        for place in 0..PLACES as usize {
            let digit = part.as_bytes().get(place).map_or(0, |byte| i64::from(byte - b'0'));
            scaled = scaled * 10 + digit;
        }
        Ok(Self(if negative { -scaled } else { scaled }))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let number = self.0.unsigned_abs();
        let (whole, part) = (number / ONE.unsigned_abs(), number % ONE.unsigned_abs());
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let part = format!("{part:06}");
        write!(f, "{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.as_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a number")]
        enum Written {
            Whole(i64),
            Float(f64),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Whole(number) => number.to_string(),
            Written::Float(number) => number.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map_err(|_| {
            serde::de::Error::custom(format!(
                "{text:?} is not a number with at most six decimal places and nine digits before them"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_and_written_exactly() {
        for (text, written) in [
            ("0", "0"),
            ("5", "5"),
            ("-5.50", "-5.5"),
            (".25", "0.25"),
            ("007", "7"),
            ("0.000001", "0.000001"),
            ("+3.", "3"),
        ] {
            assert_eq!(text.parse::<Decimal>().map(|number| number.to_string()).as_deref(), Ok(written), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_too_fine_or_too_large_is_told_apart() {
        for (text, why) in [
            ("", NotDecimal::NotANumber),
            (".", NotDecimal::NotANumber),
            ("1e5", NotDecimal::NotANumber),
            ("1,000", NotDecimal::NotANumber),
            ("٣", NotDecimal::NotANumber),
            ("0.0000001", NotDecimal::TooFine),
            ("1000000000", NotDecimal::TooLarge),
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(why), "{text}");
        }
    }

    #[test]
    fn every_number_comes_back_from_json() {
        for text in ["999999999.999999", "-0.1", "123456.789", "-999999999.999999", "12"] {
            let number: Decimal = text.parse().expect(text);
            let json = serde_json::to_string(&number).expect("numbers can be written");
            assert_eq!(serde_json::from_str::<Decimal>(&json).ok(), Some(number), "{text}: {json}");
        }
    }

    #[test]
    fn the_next_number_is_as_near_as_the_places_allow() {
        let ten = Decimal::whole(10).expect("small");
        assert_eq!(ten.step(-1, 0).map(|near| near.to_string()).as_deref(), Some("9"));
        assert_eq!(ten.step(1, 2).map(|near| near.to_string()).as_deref(), Some("10.01"));
        assert_eq!((ten.places(), "1.25".parse::<Decimal>().map(Decimal::places)), (0, Ok(2)));
    }
}
