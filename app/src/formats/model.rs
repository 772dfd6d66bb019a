//! What formats there are, and in which languages.

use crate::files::sniff::FileKind;
use crate::ids::DocumentId;

/// For whom it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherFormat {
    /// Short sentences with a picture beside each.
    EasyRead,
    /// Letters of 18 points and more.
    LargePrint,
    /// A video in British Sign Language.
    Bsl,
    /// To listen to.
    Audio,
    /// In another language.
    Language,
}

impl OtherFormat {
    pub(super) const ALL: [Self; 5] = [Self::EasyRead, Self::Bsl, Self::Audio, Self::LargePrint, Self::Language];

    /// The word used in the record and in forms.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::EasyRead => "easy-read",
            Self::LargePrint => "large-print",
            Self::Bsl => "bsl",
            Self::Audio => "audio",
            Self::Language => "language",
        }
    }

    /// The words as a page shows them.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::EasyRead => "Easy read",
            Self::LargePrint => "Large print",
            Self::Bsl => "British Sign Language",
            Self::Audio => "Audio",
            Self::Language => "Another language",
        }
    }

    /// What it is, for staff.
    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::EasyRead => "Short sentences, a picture beside each, made with people who use it.",
            Self::LargePrint => "18 points and more, on paper that is easy to hold.",
            Self::Bsl => "A video. Interpreting the summary, the proposals and how to answer is enough.",
            Self::Audio => "Somebody reads it aloud. A recording at the desk will do.",
            Self::Language => "A translation. Say how people can answer in that language.",
        }
    }

    /// The format of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}

impl TryFrom<String> for OtherFormat {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not a format"))
    }
}

/// A language by its code, its name in English, and its name in itself.
pub(super) const LANGUAGES: [(&str, &str, &str); 33] = [
    ("ar", "Arabic", "العربية"),
    ("bn", "Bengali", "বাংলা"),
    ("bg", "Bulgarian", "Български"),
    ("zh-Hans", "Chinese (simplified)", "简体中文"),
    ("zh-Hant", "Chinese (traditional)", "繁體中文"),
    ("kw", "Cornish", "Kernewek"),
    ("cs", "Czech", "Čeština"),
    ("fa", "Farsi", "فارسی"),
    ("fr", "French", "Français"),
    ("de", "German", "Deutsch"),
    ("el", "Greek", "Ελληνικά"),
    ("gu", "Gujarati", "ગુજરાતી"),
    ("hi", "Hindi", "हिन्दी"),
    ("hu", "Hungarian", "Magyar"),
    ("ga", "Irish", "Gaeilge"),
    ("it", "Italian", "Italiano"),
    ("ku", "Kurdish", "Kurdî"),
    ("lv", "Latvian", "Latviešu"),
    ("lt", "Lithuanian", "Lietuvių"),
    ("ps", "Pashto", "پښتو"),
    ("pl", "Polish", "Polski"),
    ("pt", "Portuguese", "Português"),
    ("pa", "Punjabi", "ਪੰਜਾਬੀ"),
    ("ro", "Romanian", "Română"),
    ("gd", "Scottish Gaelic", "Gàidhlig"),
    ("sk", "Slovak", "Slovenčina"),
    ("so", "Somali", "Soomaali"),
    ("es", "Spanish", "Español"),
    ("ta", "Tamil", "தமிழ்"),
    ("tr", "Turkish", "Türkçe"),
    ("uk", "Ukrainian", "Українська"),
    ("ur", "Urdu", "اردو"),
    ("cy", "Welsh", "Cymraeg"),
];

/// The names of a language, in English and in itself.
pub(super) fn language(code: &str) -> Option<(&'static str, &'static str)> {
    LANGUAGES.into_iter().find(|(known, ..)| *known == code).map(|(_, english, own)| (english, own))
}

/// The consultation in one other format.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct OfferedFormat {
    pub(super) id: i64,
    #[sqlx(try_from = "String")]
    pub(super) format: OtherFormat,
    /// The code of a language; empty for other formats.
    pub(super) language: String,
    /// A whole address; empty when it is a document.
    pub(super) link: String,
    /// The document.
    pub(super) document_id: Option<DocumentId>,
    pub(super) file_name: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) size: Option<i64>,
}

impl OfferedFormat {
    /// What it is called for those who need it: a language by its own name.
    pub(super) fn title(&self) -> &'static str {
        match self.format {
            OtherFormat::Language => language(&self.language).map_or("Another language", |(_, own)| own),
            other => other.title(),
        }
    }

    /// What kind of file it is.
    pub(super) fn file_kind(&self) -> Option<FileKind> {
        self.kind.clone().and_then(|kind| FileKind::try_from(kind).ok())
    }
}
