//! Words in several languages. Keys and codes are shared by all languages, so that *Yes* and *Ie* are one count.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A language, by its code: `en`, `cy`. Lower case, with a region after a hyphen where it matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

impl Language {
    /// The language of a questionnaire that names none.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// A language from its code; none if it cannot be one.
    pub fn new(code: &str) -> Option<Self> {
        let code = code.trim().to_lowercase().replace('_', "-");
        let mut parts = code.split('-');
        let first = parts.next().unwrap_or_default();
        let fits = (2..=3).contains(&first.len())
            && first.bytes().all(|byte| byte.is_ascii_lowercase())
            && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        fits.then_some(Self(code))
    }

    /// Its code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// Whether the rules for English words (reading age, leading words) say anything about it.
    pub fn is_english(&self) -> bool {
        self.0 == "en" || self.0.starts_with("en-")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::new(&code).ok_or_else(|| format!("{code:?} is not a language code such as \"en\" or \"cy\""))
    }
}

/// One text in several languages. An empty text is the same as none.
///
/// In a file it may stand as a plain string: then it is in the questionnaire's first language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Wording(BTreeMap<Language, String>);

impl Wording {
    /// A text in one language.
    pub fn one(language: &Language, text: impl Into<String>) -> Self {
        let mut wording = Self::default();
        wording.set(language, text);
        wording
    }

    /// Sets the text in a language; an empty one is taken out.
    pub fn set(&mut self, language: &Language, text: impl Into<String>) {
        let text = text.into();
        if text.trim().is_empty() {
            self.0.remove(language);
        } else {
            self.0.insert(language.clone(), text);
        }
    }

    /// The text in this very language; none if it is missing.
    pub fn get(&self, language: &Language) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// The text in a language, or else in the first of these that has it, or in any; empty if there is none at all.
    pub fn read<'a>(&'a self, language: &Language, otherwise: &[Language]) -> &'a str {
        self.get(language)
            .or_else(|| otherwise.iter().find_map(|other| self.get(other)))
            .or_else(|| self.0.values().next().map(String::as_str))
            .unwrap_or_default()
    }

    /// Whether there is no text in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every language with its text.
    pub fn all(&self) -> impl Iterator<Item = (&Language, &str)> {
        self.0.iter().map(|(language, text)| (language, text.as_str()))
    }

    /// Changes each text.
    pub fn change(&mut self, with: impl Fn(&str) -> String) {
        for text in self.0.values_mut() {
            *text = with(text);
        }
        self.0.retain(|_, text| !text.trim().is_empty());
    }
}

/// The code under which a text without a language is read, until it is known which language is first.
const NO_LANGUAGE: &str = "und";

impl Wording {
    /// Puts a text that was read without a language under this one.
    pub fn settle(&mut self, first: &Language) {
        if let Some(text) = self.0.remove(&Language(NO_LANGUAGE.to_owned())) {
            self.0.entry(first.clone()).or_insert(text);
        }
    }
}

impl<'de> Deserialize<'de> for Wording {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a text, or a table of texts by language such as { en = \"Yes\", cy = \"Ie\" }")]
        enum Written {
            Plain(String),
            ByLanguage(BTreeMap<String, String>),
        }
        let mut wording = Self::default();
        match Written::deserialize(deserializer)? {
            Written::Plain(text) => wording.set(&Language(NO_LANGUAGE.to_owned()), text),
            Written::ByLanguage(texts) => {
                for (code, text) in texts {
                    wording.set(&Language::try_from(code).map_err(serde::de::Error::custom)?, text);
                }
            }
        }
        Ok(wording)
    }
}
