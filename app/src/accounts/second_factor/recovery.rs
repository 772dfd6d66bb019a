//! Recovery codes: ten, for paper, each good once in place of the second factor. Only keyed hashes of them are kept.

use crate::App;
use crate::accounts::seal::keyed;
use crate::ids::AccountId;
use crate::random::Random;

/// How many somebody gets.
pub(super) const MANY: usize = 10;
/// Digits and letters without those that are taken for others: thirty-two.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How many letters a code has: eighty random bits.
const LENGTH: usize = 16;

/// New codes, as they are written on paper: `7m2k-q0xd-…`.
pub(super) fn new(random: &Random) -> Vec<String> {
    (0..MANY)
        .map(|_| {
            let letters: Vec<char> = random
                .bytes::<LENGTH>()
                .iter()
                .filter_map(|byte| LETTERS.get(usize::from(byte % 32)).map(|letter| char::from(*letter)))
                .collect();
            letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
        })
        .collect()
}

/// What was typed as a recovery code: whatever its case and spaces, and letters taken for others; nothing when it cannot be one.
pub(super) fn as_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            letter => letter,
        })
        .collect();
    (code.len() == LENGTH && code.bytes().all(|letter| LETTERS.contains(&letter))).then_some(code)
}

/// What is kept of a code.
pub(super) fn hash(app: &App, account: AccountId, code: &str) -> Option<[u8; 32]> {
    keyed(&app.secret, "recovery code", format!("{account} {}", as_code(code)?).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{MANY, as_code, new};
    use crate::random::Random;

    #[test]
    fn codes_are_read_as_people_write_them() {
        let codes = new(&Random::from_seed(1));
        assert_eq!(codes.len(), MANY);
        for code in &codes {
            assert_eq!(as_code(&code.to_uppercase().replace('-', " ")), as_code(code));
            assert_eq!(as_code(code), Some(code.replace('-', "")));
        }
        assert_eq!(as_code("OIL0-OIL0-OIL0-OIL0"), Some("0110011001100110".to_owned()));
        for wrong in ["", "123456", "abcd-efgh-jkmn", "abcd-efgh-jkmn-pqru"] {
            assert_eq!(as_code(wrong), None, "{wrong}");
        }
    }
}
