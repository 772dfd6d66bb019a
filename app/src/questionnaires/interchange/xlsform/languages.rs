//! The languages of a form: "English (en)", "French" or "DEUTSCH" as codes, and codes as names for headings.

use super::super::super::definition::texts::Language;

/// Names by which forms call a language, and its code. The first name of a code is the one that we write.
const NAMES: [(&str, &str); 78] = [
    ("English", "en"),
    ("Welsh", "cy"),
    ("Cymraeg", "cy"),
    ("French", "fr"),
    ("Français", "fr"),
    ("Francais", "fr"),
    ("German", "de"),
    ("Deutsch", "de"),
    ("Spanish", "es"),
    ("Español", "es"),
    ("Espanol", "es"),
    ("Portuguese", "pt"),
    ("Português", "pt"),
    ("Italian", "it"),
    ("Italiano", "it"),
    ("Dutch", "nl"),
    ("Nederlands", "nl"),
    ("Polish", "pl"),
    ("Polski", "pl"),
    ("Estonian", "et"),
    ("Eesti", "et"),
    ("Latvian", "lv"),
    ("Lithuanian", "lt"),
    ("Finnish", "fi"),
    ("Suomi", "fi"),
    ("Swedish", "sv"),
    ("Svenska", "sv"),
    ("Norwegian", "no"),
    ("Danish", "da"),
    ("Icelandic", "is"),
    ("Irish", "ga"),
    ("Gaeilge", "ga"),
    ("Scottish Gaelic", "gd"),
    ("Gàidhlig", "gd"),
    ("Gaelic", "gd"),
    ("Scots", "sco"),
    ("Cornish", "kw"),
    ("Manx", "gv"),
    ("Romanian", "ro"),
    ("Bulgarian", "bg"),
    ("Czech", "cs"),
    ("Slovak", "sk"),
    ("Slovenian", "sl"),
    ("Croatian", "hr"),
    ("Serbian", "sr"),
    ("Bosnian", "bs"),
    ("Albanian", "sq"),
    ("Hungarian", "hu"),
    ("Magyar", "hu"),
    ("Greek", "el"),
    ("Turkish", "tr"),
    ("Russian", "ru"),
    ("Русский", "ru"),
    ("Ukrainian", "uk"),
    ("Українська", "uk"),
    ("Arabic", "ar"),
    ("العربية", "ar"),
    ("Hebrew", "he"),
    ("Persian", "fa"),
    ("Farsi", "fa"),
    ("Dari", "prs"),
    ("Pashto", "ps"),
    ("Kurdish", "ku"),
    ("Urdu", "ur"),
    ("Hindi", "hi"),
    ("Punjabi", "pa"),
    ("Gujarati", "gu"),
    ("Bengali", "bn"),
    ("Bangla", "bn"),
    ("Tamil", "ta"),
    ("Nepali", "ne"),
    ("Somali", "so"),
    ("Swahili", "sw"),
    ("Chinese", "zh"),
    ("中文", "zh"),
    ("Japanese", "ja"),
    ("Vietnamese", "vi"),
    ("Tagalog", "tl"),
];

/// The name that a heading has for a language: "Welsh (cy)".
pub(super) fn written(language: &Language) -> String {
    let code = language.code();
    let base = code.split('-').next().unwrap_or(code);
    let name = NAMES.iter().find(|(_, known)| *known == code || *known == base).map_or(code, |(name, _)| *name);
    format!("{name} ({code})")
}

/// The languages of a form, by what it calls them.
#[derive(Clone, Debug, Default)]
pub(super) struct FormLanguages {
    found: Vec<(String, Language)>,
    /// What was decided without a code in the file, each in a sentence.
    pub(super) warnings: Vec<String>,
}

/// What is the same for a form: without case, and with one space where there are several.
fn folded(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

impl FormLanguages {
    /// The language with a name. One that was not met before gets a code: its own, that of a language we know, or one of
    /// those that are free for private use (`qaa` and on).
    pub(super) fn code(&mut self, name: &str) -> Language {
        let folded = folded(name);
        if let Some((_, language)) = self.found.iter().find(|(known, _)| *known == folded) {
            return language.clone();
        }
        let language = self.decided(name, &folded);
        self.found.push((folded, language.clone()));
        language
    }

    /// The language that another sheet names: one that was met, under this or another of its names, or a new one.
    pub(super) fn meant(&mut self, name: &str) -> Language {
        let folded = folded(name);
        let bare = folded.split('(').next().unwrap_or(&folded).trim();
        let in_brackets = folded.rsplit_once('(').map(|(_, code)| code.trim_end_matches(')').trim());
        let known = NAMES.iter().find(|(known, _)| known.to_lowercase() == bare).map(|(_, code)| *code);
        let codes = [in_brackets, known, Some(folded.as_str())];
        let same_code = codes.into_iter().flatten().filter_map(Language::new).find_map(|code| {
            self.found.iter().find(|(_, language)| *language == code).map(|(_, language)| language.clone())
        });
        let same_name = || {
            let named = self.found.iter().find(|(other, _)| other.split('(').next().map(str::trim) == Some(bare));
            named.map(|(_, language)| language.clone())
        };
        match same_code.or_else(same_name) {
            Some(language) if self.known(name).is_none() => {
                self.found.push((folded, language.clone()));
                language
            }
            _ => self.code(name),
        }
    }

    /// The language with a name, if it was met.
    pub(super) fn known(&self, name: &str) -> Option<&Language> {
        let folded = folded(name);
        self.found.iter().find(|(known, _)| *known == folded).map(|(_, language)| language)
    }

    fn decided(&mut self, name: &str, folded: &str) -> Language {
        let taken = |language: &Language| self.found.iter().any(|(_, other)| other == language);
        let in_brackets = folded.rsplit_once('(').map(|(_, code)| code.trim_end_matches(')').trim());
        if let Some(language) = in_brackets.and_then(Language::new).filter(|language| !taken(language)) {
            return language;
        }
        let bare = folded.split('(').next().unwrap_or(folded).trim();
        let named =
            NAMES.iter().find(|(known, _)| known.to_lowercase() == bare).and_then(|(_, code)| Language::new(code));
        if let Some(language) = named.filter(|language| !taken(language)) {
            self.warnings.push(format!("The language “{name}” has no code in the file; “{language}” was taken."));
            return language;
        }
        if let Some(language) = Language::new(folded).filter(|language| !taken(language)) {
            return language;
        }
        let letters = || 'a'..='z';
        let mut free = ('a'..='t').flat_map(|second| letters().map(move |third| format!("q{second}{third}")));
        let language = free.find_map(|code| Language::new(&code).filter(|language| !taken(language)));
        let language = language.unwrap_or_else(Language::english);
        self.warnings.push(format!(
            "The language “{name}” is not known; it was given the code “{language}”, which is free for private use."
        ));
        language
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_own_code_or_one_that_is_known_or_one_of_its_own() {
        let mut languages = FormLanguages::default();
        for (name, code) in [
            ("English (en)", "en"),
            ("english  (EN)", "en"),
            ("Français", "fr"),
            ("DEUTSCH", "de"),
            ("cy", "cy"),
            ("Elvish", "qaa"),
            ("Klingon (x)", "qab"),
            ("Chinese (zh_TW)", "zh-tw"),
        ] {
            assert_eq!(languages.code(name).code(), code, "{name}");
        }
        assert_eq!(languages.warnings.len(), 4, "{:?}", languages.warnings);
        assert!(languages.known("elvish").is_some() && languages.known("Welsh").is_none());
        for (name, code) in [("English", "en"), ("German", "de"), ("Welsh", "cy"), ("klingon", "qab"), ("Manx", "gv")] {
            assert_eq!(languages.meant(name).code(), code, "{name}");
        }
    }

    #[test]
    fn what_we_write_is_read_back() {
        for code in ["en", "cy", "fr", "en-gb", "qaa", "zh-tw", "gd"] {
            let language = Language::new(code).unwrap();
            assert_eq!(FormLanguages::default().code(&written(&language)), language);
        }
        assert_eq!(written(&Language::new("cy").unwrap()), "Welsh (cy)");
    }
}
