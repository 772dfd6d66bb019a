//! The words of answers that LimeSurvey has built in and writes into no file: *Yes*, *No*, *Other* and so on, in the languages
//! in which we know them.

use super::super::super::definition::texts::{Language, Wording};

/// An answer that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BuiltIn {
    Yes,
    No,
    Uncertain,
    Female,
    Male,
    Increase,
    Same,
    Decrease,
    Other,
}

/// By language: yes, no, uncertain, female, male, increase, same, decrease, other.
const WORDS: [(&str, [&str; 9]); 9] = [
    ("en", ["Yes", "No", "Uncertain", "Female", "Male", "Increase", "Same", "Decrease", "Other"]),
    ("cy", ["Ie", "Na", "Ansicr", "Benyw", "Gwryw", "Cynyddu", "Yr un peth", "Lleihau", "Arall"]),
    ("de", ["Ja", "Nein", "Unsicher", "Weiblich", "Männlich", "Zunahme", "Gleich", "Abnahme", "Sonstiges"]),
    ("fr", ["Oui", "Non", "Incertain", "Féminin", "Masculin", "Augmentation", "Identique", "Diminution", "Autre"]),
    ("es", ["Sí", "No", "No estoy seguro", "Femenino", "Masculino", "Aumentar", "Igual", "Disminuir", "Otro"]),
    ("it", ["Sì", "No", "Incerto", "Femmina", "Maschio", "Aumento", "Uguale", "Diminuzione", "Altro"]),
    ("nl", ["Ja", "Nee", "Onzeker", "Vrouw", "Man", "Toename", "Gelijk", "Afname", "Anders"]),
    ("pt", ["Sim", "Não", "Incerto", "Feminino", "Masculino", "Aumento", "Igual", "Diminuição", "Outro"]),
    ("et", ["Jah", "Ei", "Ebakindel", "Naine", "Mees", "Suurenenud", "Sama", "Vähenenud", "Muu"]),
];

/// What an answer is called in each of these languages; in English where we know no word for it in any.
pub(super) fn wording(word: BuiltIn, languages: &[Language]) -> Wording {
    let mut wording = Wording::default();
    for language in languages {
        let first = language.code().split('-').next().unwrap_or_default();
        if let Some((_, words)) = WORDS.iter().find(|(code, _)| *code == first) {
            wording.set(language, words.get(word as usize).copied().unwrap_or_default());
        }
    }
    if let (true, Some(first)) = (wording.is_empty(), languages.first()) {
        let english = WORDS.first().and_then(|(_, words)| words.get(word as usize)).copied().unwrap_or_default();
        wording.set(first, english);
    }
    wording
}
