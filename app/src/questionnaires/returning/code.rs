//! The code on paper that opens saved answers: twenty letters and digits in fours, such as `7H3K-M9QX-2C4D-VW5T-0B8N`. The
//! alphabet and the check character are those of the receipt; a receipt has sixteen characters, so neither is taken for the
//! other. Nineteen are drawn by chance, which is 95 bits: nobody finds one by trying.

use std::fmt;

use crate::random::Random;
use crate::responses::code::{ALPHABET, is_separator, value_of, weighted_sum};

/// Characters that are drawn by chance.
const DRAWN: usize = 19;
/// Characters in a whole code, the check character included.
const LENGTH: usize = DRAWN + 1;
/// Characters in a receipt, for whoever types that one here.
const OF_RECEIPT: usize = 16;

/// A code whose check character is right. `Debug` does not show it, so that it stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnCode(String);

/// Why something typed is no such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadReturnCode {
    /// Nothing was typed.
    Nothing,
    /// Too few or too many characters, spaces and hyphens not counted: so many.
    Length(usize),
    /// A character that no code has.
    Character(char),
    /// Something was misread or swapped.
    Check,
}

impl From<BadReturnCode> for String {
    /// How it is said beside the field.
    fn from(why: BadReturnCode) -> Self {
        match why {
            BadReturnCode::Nothing => "Enter the code that you wrote down or printed".to_owned(),
            BadReturnCode::Length(OF_RECEIPT) => format!(
                "A code for saved answers has {LENGTH} letters and digits. This one has {OF_RECEIPT}, as a receipt has: \
                 it shows that answers were sent, and opens none"
            ),
            BadReturnCode::Length(found) => {
                format!("The code has {LENGTH} letters and digits. What you entered has {found}")
            }
            BadReturnCode::Character(letter) => format!("Codes do not contain “{letter}”. Look at that letter again"),
            BadReturnCode::Check => {
                "This is not quite right. One letter or digit may be wrong, or two may be swapped".to_owned()
            }
        }
    }
}

impl ReturnCode {
    /// A code that nobody had before.
    pub fn fresh(random: &Random) -> Self {
        // Five of the eight bits of each byte, so every character is as likely as any other.
        let mut values = random.bytes::<DRAWN>().map(|byte| byte & 31).to_vec();
        values.push(weighted_sum(&values));
        Self::from_values(&values)
    }

    /// Reads a code as people type it: lower case, spaces and hyphens anywhere, O for 0, I or L for 1.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(typed: &str) -> Result<Self, BadReturnCode> {
        let mut values = Vec::with_capacity(LENGTH);
        let mut found = 0;
        for letter in typed.chars().filter(|letter| !is_separator(*letter)) {
            let value = value_of(letter).ok_or(BadReturnCode::Character(letter))?;
            if found < LENGTH {
                values.push(value);
            }
            found += 1;
        }
        match (found, values.split_last()) {
            (0, _) => Err(BadReturnCode::Nothing),
            (LENGTH, Some((check, drawn))) if weighted_sum(drawn) == *check => Ok(Self::from_values(&values)),
            (LENGTH, _) => Err(BadReturnCode::Check),
            (found, _) => Err(BadReturnCode::Length(found)),
        }
    }

    /// All its characters without hyphens: what the record has the hash of.
    pub fn canonical(&self) -> &str {
        &self.0
    }

    fn from_values(values: &[u8]) -> Self {
        Self(values.iter().map(|value| char::from(ALPHABET[usize::from(value & 31)])).collect())
    }
}

/// Shows the code in fours.
impl fmt::Display for ReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(seed: u64) -> ReturnCode {
        ReturnCode::fresh(&Random::from_seed(seed))
    }

    #[test]
    fn a_code_is_shown_in_fours_and_in_no_log() {
        let code = code(1);
        assert_eq!(code.to_string().split('-').map(str::len).collect::<Vec<_>>(), [4; 5]);
        assert!(!format!("{code:?}").contains(&code.canonical()[..4]));
    }

    #[test]
    fn a_code_has_at_least_eighty_bits_by_chance_and_each_is_another() {
        const { assert!(DRAWN * 5 >= 80) };
        assert_ne!(code(1), code(2));
        let random = Random::from_seed(3);
        assert_ne!(ReturnCode::fresh(&random), ReturnCode::fresh(&random));
    }

    #[test]
    fn a_receipt_is_not_taken_for_a_code_and_that_is_said() {
        let receipt = crate::responses::code::ReceiptCode::for_response(b"key", 1).to_string();
        let why = ReturnCode::parse(&receipt).unwrap_err();
        assert_eq!(why, BadReturnCode::Length(16));
        assert!(String::from(why).contains("as a receipt has"));
    }

    proptest! {
        #[test]
        fn a_code_reads_back_however_it_is_typed(seed: u64, lower: bool, dash in "[ \\-–—\u{a0}]{0,3}", zero in "[0Oo]", one in "[1IiLl]") {
            let code = code(seed);
            let mut typed = code.to_string().replace('-', &dash);
            if lower {
                typed = typed.to_lowercase();
            }
            prop_assert_eq!(ReturnCode::parse(&format!(" {} ", typed.replace('0', &zero).replace('1', &one))), Ok(code));
        }

        #[test]
        fn every_wrong_character_and_every_swap_is_caught(seed: u64) {
            let right = code(seed);
            let letters: Vec<char> = right.canonical().chars().collect();
            for first in 0..LENGTH {
                for wrong in ALPHABET.iter().map(|letter| char::from(*letter)).filter(|wrong| *wrong != letters[first]) {
                    let mut typed = letters.clone();
                    typed[first] = wrong;
                    prop_assert_eq!(ReturnCode::parse(&typed.iter().collect::<String>()), Err(BadReturnCode::Check));
                }
                for second in (first + 1..LENGTH).filter(|second| letters[first] != letters[*second]) {
                    let mut typed = letters.clone();
                    typed.swap(first, second);
                    prop_assert_eq!(ReturnCode::parse(&typed.iter().collect::<String>()), Err(BadReturnCode::Check));
                }
            }
        }

        #[test]
        fn nothing_typed_can_panic(typed: String) {
            if let Ok(code) = ReturnCode::parse(&typed) {
                prop_assert_eq!(code.canonical().len(), LENGTH);
            }
        }
    }
}
