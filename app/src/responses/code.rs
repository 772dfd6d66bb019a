//! The receipt code: sixteen letters and digits that prove a response was recorded, such as
//! `7H3K-M9QX-2C4D-VW5T`. It is shown on the screen, printed on a slip, written on a card at the desk
//! and read out over the telephone, so it avoids letters that look or sound like digits, forgives
//! lower case, spaces and hyphens, and notices when one character was misread or two were swapped.
//!
//! The first fifteen characters are 75 bits of an HMAC-SHA256 of the response's number under the
//! installation's own key: nobody can guess a neighbour's code, and the same response always has the
//! same code. The sixteenth is a check character.
//!
//! # The check character
//!
//! Each character stands for an element of the field with 32 elements (5 bits, arithmetic modulo
//! x⁵ + x² + 1). With α = x, a code c₀ … c₁₅ is valid when c₀·α¹ + c₁·α² + … + c₁₄·α¹⁵ + c₁₅·α⁰ = 0.
//! The sixteen weights are all different and none is zero, so replacing any one character, swapping
//! any two different characters (neighbours or not), or misreading a doubled letter always breaks the
//! equation. The check character comes from the same alphabet as the rest, so there is nothing
//! special to read aloud.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Crockford's base 32: no I, L, O (mistaken for 1 and 0) and no U. Every code that people read and type is written in it.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters that carry the MAC.
const DATA: usize = 15;

/// Characters in a whole code, the check character included.
const LENGTH: usize = DATA + 1;

/// A receipt code whose check character has been verified.
///
/// `Debug` does not show the code: whoever holds it can see that a response was counted, so codes stay
/// out of logs.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReceiptCode(String);

/// Why something typed is not a receipt code, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing was typed.
    #[error("Enter your receipt code.")]
    Empty,
    /// Too few or too many characters, spaces and hyphens not counted.
    #[error("A receipt code has 16 letters and digits. This one has {found}.")]
    Length {
        /// How many letters and digits were typed.
        found: usize,
    },
    /// A character no code contains.
    #[error("Receipt codes do not contain the character ‘{0}’. Check that letter again.")]
    Character(char),
    /// The check character does not fit: something was misread or swapped.
    #[error("This is not quite right. One letter or digit may be wrong, or two may be swapped.")]
    Check,
}

impl ReceiptCode {
    /// The code for a response: the same every time for the same key.
    ///
    /// `key` is the installation's receipt key (any length; 32 random bytes are made at first start and
    /// kept in backups), `response_id` the number of the response.
    pub fn for_response(key: &[u8], response_id: i64) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(format!("receipt:{response_id}").as_bytes());
        let digest = mac.finalize().into_bytes();
        // The first ten bytes are 80 bits; the last five of them are dropped.
        let bits = digest[..10].iter().fold(0u128, |bits, byte| (bits << 8) | u128::from(*byte)) >> 5;
        let mut values = [0u8; LENGTH];
        for (place, value) in values[..DATA].iter_mut().enumerate() {
            *value = ((bits >> (5 * (DATA - 1 - place))) & 31) as u8;
        }
        values[DATA] = weighted_sum(&values[..DATA]);
        Self::from_values(values)
    }

    /// Reads a code as people type it: lower case, spaces and hyphens anywhere, O for 0, I or L for 1.
    ///
    /// # Errors
    ///
    /// Says whether it is empty, too short or long, contains a character no code has, or fails its check
    /// character.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut values = [0u8; LENGTH];
        let mut found = 0;
        for typed in typed.chars().filter(|c| !is_separator(*c)) {
            let value = value_of(typed).ok_or(CodeError::Character(typed))?;
            if let Some(place) = values.get_mut(found) {
                *place = value;
            }
            found += 1;
        }
        match found {
            0 => Err(CodeError::Empty),
            LENGTH if weighted_sum(&values[..DATA]) == values[DATA] => Ok(Self::from_values(values)),
            LENGTH => Err(CodeError::Check),
            _ => Err(CodeError::Length { found }),
        }
    }

    /// The sixteen characters without hyphens: the form stored and looked up.
    pub fn canonical(&self) -> &str {
        &self.0
    }

    fn from_values(values: [u8; LENGTH]) -> Self {
        Self(values.iter().map(|value| char::from(ALPHABET[usize::from(value & 31)])).collect())
    }
}

/// Shows the code in fours: `XXXX-XXXX-XXXX-XXXX`.
impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}

impl std::str::FromStr for ReceiptCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        Self::parse(typed)
    }
}

/// Spaces of every kind and the dashes that word processors put in place of a hyphen.
pub fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}' | '\u{FEFF}' | '\u{AD}')
}

/// The place of a character in the alphabet, however it is typed: lower case, O for 0, I or L for 1.
pub fn value_of(typed: char) -> Option<u8> {
    let letter = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == letter).and_then(|place| u8::try_from(place).ok())
}

/// The check character of up to 30 others: c₀·α¹ + c₁·α² + … over the field with 32 elements, by Horner's rule from the far
/// end. The powers of α repeat after 31, so for that many characters all weights are different.
pub fn weighted_sum(values: &[u8]) -> u8 {
    values.iter().rev().fold(0, |sum, value| times_alpha(sum ^ value))
}

/// Multiplies a field element by α: a shift, and x⁵ replaced by x² + 1.
fn times_alpha(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &[u8] = b"an installation's own key";

    fn code(id: i64) -> ReceiptCode {
        ReceiptCode::for_response(KEY, id)
    }

    #[test]
    fn a_code_never_changes_between_releases() {
        // HMAC-SHA256("key", "receipt:1"), computed independently, begins a148c67133063381eeb3.
        assert_eq!(ReceiptCode::for_response(b"key", 1).to_string(), "M54C-CW9K-0RSR-3VNR");
    }

    #[test]
    fn the_same_response_has_the_same_code_and_another_key_gives_another() {
        assert_eq!(code(42), code(42));
        assert_ne!(code(42), code(43));
        assert_ne!(code(42), ReceiptCode::for_response(b"another installation", 42));
    }

    #[test]
    fn the_weights_are_sixteen_different_elements_and_none_is_zero() {
        // What every guarantee of the check character rests on.
        let mut weight = 1u8;
        let mut weights = vec![weight];
        for _ in 0..DATA {
            weight = times_alpha(weight);
            weights.push(weight);
        }
        assert!(!weights.contains(&0));
        weights.sort_unstable();
        weights.dedup();
        assert_eq!(weights.len(), LENGTH);
    }

    #[test]
    fn a_code_is_shown_in_fours_and_kept_without_hyphens() {
        let code = code(7);
        let shown = code.to_string();
        assert_eq!(shown.len(), 19);
        assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert_eq!(shown.replace('-', ""), code.canonical());
    }

    #[test]
    fn a_code_does_not_appear_in_logs() {
        let code = code(7);
        assert!(!format!("{code:?}").contains(&code.canonical()[..4]));
    }

    #[test]
    fn what_is_wrong_is_said_kindly() {
        assert_eq!(ReceiptCode::parse("  - "), Err(CodeError::Empty));
        assert_eq!(ReceiptCode::parse("ABCD"), Err(CodeError::Length { found: 4 }));
        assert_eq!(ReceiptCode::parse(&"A".repeat(1000)), Err(CodeError::Length { found: 1000 }));
        assert_eq!(ReceiptCode::parse("ABCU"), Err(CodeError::Character('U')));
        assert_eq!(ReceiptCode::parse("AB\0D"), Err(CodeError::Character('\0')));
        assert!(CodeError::Length { found: 4 }.to_string().contains("This one has 4"));
    }

    proptest! {
        #[test]
        fn a_shown_code_reads_back(id: i64, key: Vec<u8>) {
            let code = ReceiptCode::for_response(&key, id);
            prop_assert_eq!(ReceiptCode::parse(&code.to_string()), Ok(code.clone()));
            prop_assert_eq!(ReceiptCode::parse(code.canonical()), Ok(code));
        }

        #[test]
        fn a_code_reads_back_however_it_was_typed(id: i64, lower: bool, dash in "[ \\-–—\u{a0}]{0,3}", zero in "[0Oo]", one in "[1IiLl]") {
            let code = code(id);
            let mut typed = code.to_string().replace('-', &dash);
            if lower {
                typed = typed.to_lowercase();
            }
            let typed = format!("  {} ", typed.replace('0', &zero).replace('1', &one));
            prop_assert_eq!(ReceiptCode::parse(&typed), Ok(code));
        }

        #[test]
        fn every_single_wrong_character_is_caught(id: i64) {
            let right = code(id);
            for place in 0..LENGTH {
                for wrong in ALPHABET {
                    let mut typed = right.canonical().as_bytes().to_vec();
                    if typed[place] == *wrong {
                        continue;
                    }
                    typed[place] = *wrong;
                    let typed: String = typed.into_iter().map(char::from).collect();
                    prop_assert_eq!(ReceiptCode::parse(&typed), Err(CodeError::Check));
                }
            }
        }

        #[test]
        fn every_swap_of_two_different_characters_is_caught(id: i64) {
            let right = code(id);
            for first in 0..LENGTH {
                for second in first + 1..LENGTH {
                    let mut typed: Vec<char> = right.canonical().chars().collect();
                    if typed[first] == typed[second] {
                        continue;
                    }
                    typed.swap(first, second);
                    let typed: String = typed.into_iter().collect();
                    prop_assert_eq!(ReceiptCode::parse(&typed), Err(CodeError::Check));
                }
            }
        }

        #[test]
        fn nothing_typed_can_panic(typed: String) {
            if let Ok(code) = ReceiptCode::parse(&typed) {
                prop_assert_eq!(code.canonical().len(), LENGTH);
            }
        }
    }
}
