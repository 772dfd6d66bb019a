//! Names that never change: the key of a question or a page, and the code of an option.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::files::serving::NAME;

/// The longest key, in characters.
pub const LONGEST_KEY: usize = 64;
/// The longest code, in characters.
pub const LONGEST_CODE: usize = 64;

/// What a question or a page is called in conditions, columns and programs: a letter or underscore, then letters, digits,
/// `_`, `-` and `.`; at most 64 characters. It is not shown to residents and never changes or comes back for something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

impl Key {
    /// A key, or why the text cannot be one.
    ///
    /// # Errors
    /// A sentence that names the text.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut letters = text.chars();
        let fits = letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
            && text.chars().count() <= LONGEST_KEY;
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "{text:?} cannot be a key: a key begins with a letter, has only letters, digits, “_”, “-” and “.”, and is at \
             most {LONGEST_KEY} characters long"
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as it stands in an address.
    pub fn in_address(&self) -> String {
        in_address(&self.0)
    }
}

/// A key, or any other text, as it stands in an address.
pub fn in_address(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, NAME).to_string()
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text)
    }
}

impl std::borrow::Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Whether a text can be the code of an option: 1 to 64 characters, none of them a space, a slash (which parts a question
/// from its option in the name of a column), a quotation mark or a control character.
pub fn can_be_code(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_CODE
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control() || matches!(letter, '/' | '"'))
}
