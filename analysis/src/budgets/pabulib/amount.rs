//! Decimal numbers as files write them, read without rounding.

use std::fmt;

/// `±digits / 10^decimals`, with no needless noughts after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    negative: bool,
    digits: u64,
    pub decimals: u32,
}

impl Amount {
    /// Reads `1500`, `1500.00`, `1500,50` or `-3`; nothing if it is not a number or has more digits than can be kept.
    pub(super) fn read(text: &str) -> Option<Amount> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let part = part.trim_end_matches('0');
        let mut digits = 0_u64;
        let mut any = false;
        for digit in whole.chars().chain(part.chars()) {
            digits = digits.checked_mul(10)?.checked_add(u64::from(digit.to_digit(10)?))?;
            any = true;
        }
        // "0.00" and ".00" have lost their noughts above; "." and "" had none.
        let any = any || text.contains('0');
        any.then_some(Amount { negative: negative && digits > 0, digits, decimals: u32::try_from(part.len()).ok()? })
    }

    pub(super) fn whole(digits: u64) -> Amount {
        Amount { negative: false, digits, decimals: 0 }
    }

    pub(super) fn is_negative(self) -> bool {
        self.negative
    }

    pub(super) fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// In units of `1 / 10^decimals`, and the next one up where there is a remainder; nothing if it would not fit or is
    /// negative.
    pub(super) fn scaled_up(self, decimals: u32) -> Option<u64> {
        if self.negative {
            return None;
        }
        match self.decimals.checked_sub(decimals) {
            None | Some(0) => u64::try_from(self.scaled(decimals)?).ok(),
            Some(coarser) => Some(self.digits.div_ceil(10_u64.checked_pow(coarser)?)),
        }
    }

    /// The whole number of units of `1 / 10^decimals`; nothing if there is a remainder or it would not fit.
    pub(super) fn scaled(self, decimals: u32) -> Option<i64> {
        let finer = decimals.checked_sub(self.decimals)?;
        let scaled = i64::try_from(self.digits.checked_mul(10_u64.checked_pow(finer)?)?).ok()?;
        Some(if self.negative { -scaled } else { scaled })
    }
}

/// As a file would write it, with a point.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let places = self.decimals as usize;
        let digits = format!("{:0width$}", self.digits, width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        if places == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        for (text, decimals, expected) in [
            ("150000.00", 2, Some(15_000_000)),
            ("12,5", 2, Some(1250)),
            ("-3", 0, Some(-3)),
            ("0", 0, Some(0)),
            ("0.00", 2, Some(0)),
            (" +7 ", 1, Some(70)),
            ("1.234", 2, None),
            ("9223372036854775807", 0, Some(i64::MAX)),
            ("9223372036854775807", 2, None),
        ] {
            assert_eq!(Amount::read(text).unwrap().scaled(decimals), expected, "{text}");
        }
        for (text, decimals, expected) in
            [("2.5", 0, Some(3)), ("2", 1, Some(20)), ("0.25", 1, Some(3)), ("-1", 0, None)]
        {
            assert_eq!(Amount::read(text).unwrap().scaled_up(decimals), expected, "{text}");
        }
        for text in ["0", "12", "-3", "0.05", "12.5"] {
            assert_eq!(Amount::read(text).unwrap().to_string(), text);
        }
        for text in ["", ".", "-", "1e5", "1 000", "12.5.1", "NaN", "99999999999999999999", "½"] {
            assert_eq!(Amount::read(text), None, "{text}");
        }
    }
}
