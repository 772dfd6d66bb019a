//! The code of an event: six letters and digits on the sheet that lies on the table. It is short because it is typed by
//! thumb, and nothing hangs on it but which event a response is counted with, so it need not be hard to guess.

use crate::random::Random;
use crate::responses::code::ALPHABET;

/// How many letters and digits.
const LENGTH: usize = 6;

/// A new code.
pub fn new(random: &Random) -> String {
    let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).map_or('0', |letter| char::from(*letter));
    random.bytes::<LENGTH>().into_iter().map(letter).collect()
}

/// A code as people type it: in small letters, with spaces or hyphens, O for 0, I or L for 1. None when it cannot be one.
pub fn read(typed: &str) -> Option<String> {
    if typed.len() > 4 * LENGTH {
        return None;
    }
    let mut code = String::new();
    for letter in typed.chars().filter(|letter| !matches!(letter, ' ' | '-')) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let known = u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte));
        if !known {
            return None;
        }
        code.push(letter);
    }
    (code.len() == LENGTH).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["7K2M0Q", "7k2moq", "7k2-m0q", " 7K2 MOQ "] {
            assert_eq!(read(typed).as_deref(), Some("7K2M0Q"), "{typed}");
        }
        for wrong in ["", "7K2M9", "7K2M9QX", "7K2M9U", "7K2M9é", "../../e", &"7".repeat(500)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let made = new(&Random::from_seed(1));
        assert_eq!(read(&made), Some(made));
    }
}
