//! Amounts that may be a fraction of a penny, kept exactly.
//!
//! "Each of 405 supporters pays 150,000 ÷ 405" is a fraction, not a decimal. It is stored as two whole numbers, so two
//! such amounts can be compared without a rounding error; rounding happens only when an amount is shown.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact amount of at least zero, in minor units (pence, or whatever the smallest coin of the election is), in its
/// lowest terms. In JSON: `{"numerator": "10000", "denominator": "27"}`, as text because the numbers may be longer
/// than a JSON reader's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exact {
    numerator: BigUint,
    denominator: BigUint,
}

impl Exact {
    pub(crate) fn new(numerator: BigUint, denominator: BigUint) -> Self {
        if denominator.is_zero() {
            return Exact { numerator: BigUint::zero(), denominator: BigUint::one() };
        }
        let common = numerator.gcd(&denominator);
        if common.is_one() || common.is_zero() {
            return Exact { numerator, denominator };
        }
        Exact { numerator: numerator / &common, denominator: denominator / common }
    }

    /// `numerator / denominator`; zero when the denominator is zero.
    pub fn ratio(numerator: u64, denominator: u64) -> Self {
        Exact::new(BigUint::from(numerator), BigUint::from(denominator))
    }

    /// Nothing.
    pub fn zero() -> Self {
        Exact::ratio(0, 1)
    }

    /// The numerator in lowest terms, in decimal digits.
    pub fn numerator(&self) -> String {
        self.numerator.to_string()
    }

    /// The denominator in lowest terms, in decimal digits.
    pub fn denominator(&self) -> String {
        self.denominator.to_string()
    }

    /// The nearest whole minor unit, halves up; the largest `u64` if it is larger than that.
    pub fn rounded(&self) -> u64 {
        let doubled = &self.numerator * 2_u8 + &self.denominator;
        (doubled / (&self.denominator * 2_u8)).to_u64().unwrap_or(u64::MAX)
    }

    pub(crate) fn times(&self, factor: u64) -> Exact {
        Exact::new(&self.numerator * factor, self.denominator.clone())
    }

    pub(crate) fn plus(&self, other: &Exact) -> Exact {
        Exact::new(
            &self.numerator * &other.denominator + &other.numerator * &self.denominator,
            &self.denominator * &other.denominator,
        )
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl Default for Exact {
    fn default() -> Self {
        Exact::zero()
    }
}

/// `10000/27`, or `500` for a whole number.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator.is_one() {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

#[derive(Serialize, Deserialize)]
struct AsText {
    numerator: String,
    denominator: String,
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        AsText { numerator: self.numerator(), denominator: self.denominator() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = AsText::deserialize(deserializer)?;
        let read = |digits: &str| digits.parse::<BigUint>().map_err(serde::de::Error::custom);
        let (numerator, denominator) = (read(&text.numerator)?, read(&text.denominator)?);
        if denominator.is_zero() {
            return Err(serde::de::Error::custom("the denominator of an amount is zero"));
        }
        Ok(Exact::new(numerator, denominator))
    }
}

/// An amount in pence as pounds, rounded to the nearest penny: `£1,234.50`, or `£1,234` when the pence are nought.
pub fn pounds(pence: &Exact) -> String {
    let pence = pence.rounded();
    let mut whole = String::new();
    let digits = (pence / 100).to_string();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            whole.push(',');
        }
        whole.push(digit);
    }
    if pence.is_multiple_of(100) { format!("£{whole}") } else { format!("£{whole}.{:02}", pence % 100) }
}

/// An amount in minor units as a decimal number of whole units with `decimals` places, rounded to the nearest minor
/// unit, without needless noughts: 123450 with two decimals is `1234.5`.
pub fn decimal(minor: &Exact, decimals: u32) -> String {
    let minor = minor.rounded();
    let Some(unit) = 10_u64.checked_pow(decimals) else { return minor.to_string() };
    if minor.is_multiple_of(unit) {
        return (minor / unit).to_string();
    }
    let text = format!("{}.{:0places$}", minor / unit, minor % unit, places = decimals as usize);
    text.trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_as_people_write_them() {
        assert_eq!(pounds(&Exact::ratio(123_456_700, 1)), "£1,234,567");
        assert_eq!(pounds(&Exact::ratio(10_000, 27)), "£3.70");
        assert_eq!(pounds(&Exact::ratio(5, 1)), "£0.05");
        assert_eq!(decimal(&Exact::ratio(123_450, 1), 2), "1234.5");
        assert_eq!(decimal(&Exact::ratio(96_248_800, 1), 2), "962488");
        assert_eq!(decimal(&Exact::ratio(5, 1), 2), "0.05");
    }

    #[test]
    fn amounts_are_kept_in_lowest_terms_and_survive_json() {
        let amount = Exact::ratio(150_000, 405);
        assert_eq!(amount.to_string(), "10000/27");
        let json = serde_json::to_string(&amount).unwrap();
        assert_eq!(json, r#"{"numerator":"10000","denominator":"27"}"#);
        assert_eq!(serde_json::from_str::<Exact>(&json).unwrap(), amount);
        assert!(serde_json::from_str::<Exact>(r#"{"numerator":"1","denominator":"0"}"#).is_err());
        assert!(Exact::ratio(1, 3) < Exact::ratio(1, 2));
        assert_eq!(Exact::ratio(1, 2).rounded(), 1);
    }
}
