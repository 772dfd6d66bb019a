//! Whole numbers wide enough to share money out exactly.
//!
//! When 2,064 people share the cost of a library bench, each pays a fraction of a penny, and what is left in every
//! purse is a fraction too. Each further purchase makes the fractions finer. All purses are therefore kept as whole
//! numbers of one ever smaller coin. Those numbers outgrow a computer word, so the arithmetic runs on a fixed number
//! of words that live on the stack, notices when a result would not fit, and is then done again with wider numbers;
//! the last resort, `BigUint`, has no limit. Nothing is ever rounded and nothing wraps round.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

/// A sum did not fit: start again with wider numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooNarrow;

/// What equal shares needs of a number. All values are at least zero.
pub(super) trait Number: Clone + Ord {
    fn zero() -> Self;
    fn from_u64(value: u64) -> Result<Self, TooNarrow>;
    fn is_zero(&self) -> bool;
    fn times(&self, factor: u64) -> Result<Self, TooNarrow>;
    fn plus(&self, other: &Self) -> Result<Self, TooNarrow>;
    /// The difference, or zero if `other` is the larger.
    fn less(&self, other: &Self) -> Self;
    fn gcd_with(&self, other: u64) -> u64;
    /// The whole part after division; `by` is at least 1.
    fn over(&self, by: u64) -> Self;
    /// `min(cap, self / divisor)`, rounded down; `cap` when the divisor is zero.
    fn quotient_up_to(&self, divisor: &Self, cap: u64) -> u64;
    fn to_big(&self) -> BigUint;

    fn times_wide(&self, factor: u128) -> Result<Self, TooNarrow> {
        let (high, low) = ((factor >> 64) as u64, factor as u64);
        if high == 0 {
            return self.times(low);
        }
        // high × 2^64 = high × 2^32 × 2^32
        let upper = self.times(high)?.times(1 << 32)?.times(1 << 32)?;
        upper.plus(&self.times(low)?)
    }
}

/// `N` words of 64 bits, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wide<const N: usize>([u64; N]);

impl<const N: usize> Wide<N> {
    fn bits(&self) -> u32 {
        for (place, word) in self.0.iter().enumerate().rev() {
            if *word != 0 {
                return 64 * place as u32 + 64 - word.leading_zeros();
            }
        }
        0
    }

    fn doubled(&self) -> Self {
        let mut out = [0; N];
        let mut carry = 0;
        for (to, from) in out.iter_mut().zip(&self.0) {
            *to = (from << 1) | carry;
            carry = from >> 63;
        }
        Wide(out)
    }

    fn halved(&self) -> Self {
        let mut out = [0; N];
        let mut carry = 0;
        for (to, from) in out.iter_mut().zip(&self.0).rev() {
            *to = (from >> 1) | carry;
            carry = from << 63;
        }
        Wide(out)
    }
}

impl<const N: usize> PartialOrd for Wide<N> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> Ord for Wide<N> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl<const N: usize> Number for Wide<N> {
    fn zero() -> Self {
        Wide([0; N])
    }

    fn from_u64(value: u64) -> Result<Self, TooNarrow> {
        let mut words = [0; N];
        *words.first_mut().ok_or(TooNarrow)? = value;
        Ok(Wide(words))
    }

    fn is_zero(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn times(&self, factor: u64) -> Result<Self, TooNarrow> {
        let mut out = [0; N];
        let mut carry = 0_u128;
        for (to, from) in out.iter_mut().zip(&self.0) {
            // (2^64 − 1)² + (2^64 − 1) < 2^128: the sum cannot overflow.
            carry += u128::from(*from) * u128::from(factor);
            *to = carry as u64;
            carry >>= 64;
        }
        if carry == 0 { Ok(Wide(out)) } else { Err(TooNarrow) }
    }

    fn plus(&self, other: &Self) -> Result<Self, TooNarrow> {
        let mut out = [0; N];
        let mut carry = false;
        for ((to, a), b) in out.iter_mut().zip(&self.0).zip(&other.0) {
            let (sum, first) = a.overflowing_add(*b);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *to = sum;
            carry = first || second;
        }
        if carry { Err(TooNarrow) } else { Ok(Wide(out)) }
    }

    fn less(&self, other: &Self) -> Self {
        let mut out = [0; N];
        let mut borrow = false;
        for ((to, a), b) in out.iter_mut().zip(&self.0).zip(&other.0) {
            let (rest, first) = a.overflowing_sub(*b);
            let (rest, second) = rest.overflowing_sub(u64::from(borrow));
            *to = rest;
            borrow = first || second;
        }
        if borrow { Self::zero() } else { Wide(out) }
    }

    fn gcd_with(&self, other: u64) -> u64 {
        if other == 0 {
            return 1;
        }
        let mut rest = 0_u128;
        for word in self.0.iter().rev() {
            rest = ((rest << 64) | u128::from(*word)) % u128::from(other);
        }
        other.gcd(&(rest as u64))
    }

    fn over(&self, by: u64) -> Self {
        let by = u128::from(by.max(1));
        let mut out = [0; N];
        let mut rest = 0_u128;
        for (to, from) in out.iter_mut().zip(&self.0).rev() {
            let part = (rest << 64) | u128::from(*from);
            *to = (part / by) as u64;
            rest = part % by;
        }
        Wide(out)
    }

    fn quotient_up_to(&self, divisor: &Self, cap: u64) -> u64 {
        let (ours, theirs) = (self.bits(), divisor.bits());
        if theirs == 0 || ours > theirs + 64 || divisor.times(cap).is_ok_and(|product| product <= *self) {
            return cap;
        }
        if ours < theirs {
            return 0;
        }
        // Long division, one binary place at a time. The quotient is below the cap, so it fits.
        let mut step = *divisor;
        for _ in theirs..ours {
            step = step.doubled();
        }
        let (mut rest, mut quotient) = (*self, 0_u64);
        for _ in theirs..=ours {
            quotient <<= 1;
            if rest >= step {
                rest = rest.less(&step);
                quotient |= 1;
            }
            step = step.halved();
        }
        quotient.min(cap)
    }

    fn to_big(&self) -> BigUint {
        let bytes: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        BigUint::from_bytes_le(&bytes)
    }
}

impl Number for BigUint {
    fn zero() -> Self {
        Zero::zero()
    }

    fn from_u64(value: u64) -> Result<Self, TooNarrow> {
        Ok(BigUint::from(value))
    }

    fn is_zero(&self) -> bool {
        Zero::is_zero(self)
    }

    fn times(&self, factor: u64) -> Result<Self, TooNarrow> {
        Ok(self * factor)
    }

    fn plus(&self, other: &Self) -> Result<Self, TooNarrow> {
        Ok(self + other)
    }

    fn less(&self, other: &Self) -> Self {
        if self > other { self - other } else { Zero::zero() }
    }

    fn gcd_with(&self, other: u64) -> u64 {
        if other == 0 {
            return 1;
        }
        (self % other).to_u64().map_or(1, |rest| other.gcd(&rest))
    }

    fn over(&self, by: u64) -> Self {
        self / by.max(1)
    }

    fn quotient_up_to(&self, divisor: &Self, cap: u64) -> u64 {
        if Zero::is_zero(divisor) {
            return cap;
        }
        (self / divisor).to_u64().map_or(cap, |quotient| quotient.min(cap))
    }

    fn to_big(&self) -> BigUint {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(words: [u64; 3]) -> (Wide<3>, BigUint) {
        (Wide(words), Wide(words).to_big())
    }

    proptest! {
        #[test]
        fn wide_numbers_agree_with_unlimited_ones(a: [u64; 3], b: [u64; 3], zeros in 0_usize..3, factor: u64, cap: u64) {
            let (mut a, mut b) = (a, b);
            for place in 0..zeros {
                a[2 - place] = 0;
                b[2 - place / 2] = 0;
            }
            let ((a, big_a), (b, big_b)) = (wide(a), wide(b));
            let limit = BigUint::from(1_u8) << 192;
            for (ours, theirs) in [(a.times(factor), &big_a * factor), (a.plus(&b), &big_a + &big_b)] {
                match ours {
                    Ok(ours) => prop_assert_eq!(ours.to_big(), theirs),
                    Err(TooNarrow) => prop_assert!(theirs >= limit),
                }
            }
            prop_assert_eq!(a.less(&b).to_big(), big_a.less(&big_b));
            prop_assert_eq!(a.cmp(&b), big_a.cmp(&big_b));
            prop_assert_eq!(a.over(factor).to_big(), big_a.over(factor));
            prop_assert_eq!(a.gcd_with(factor), big_a.gcd_with(factor));
            prop_assert_eq!(a.quotient_up_to(&b, cap), big_a.quotient_up_to(&big_b, cap));
            let small = Wide([factor >> 20, 0, 0]);
            prop_assert_eq!(a.quotient_up_to(&small, cap), big_a.quotient_up_to(&small.to_big(), cap));
        }
    }
}
