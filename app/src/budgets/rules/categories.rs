//! Which categories are the same, and which limit a project falls under.

use unicode_normalization::UnicodeNormalization;

use crate::budgets::model::Cap;
use crate::ids::BranchId;

/// A category as it is compared: capitals, white space and the way Unicode writes an accent make no difference.
pub fn folded(category: &str) -> String {
    let composed: String = category.nfkc().collect();
    // Both ways, since one small letter may stand for two capitals, as "ß" does.
    let small: String = composed.to_uppercase().to_lowercase().nfkc().collect();
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each category once, in the spelling that comes first; without those that are empty.
pub fn once<'a>(named: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut once: Vec<(String, String)> = Vec::new();
    for category in named {
        let folded = folded(category);
        if !folded.is_empty() && once.iter().all(|(known, _)| *known != folded) {
            once.push((folded, category.clone()));
        }
    }
    once.into_iter().map(|(_, category)| category).collect()
}

/// A category as it is spelled among those known, or else as it is.
pub fn spelled(category: &str, known: &[String]) -> String {
    let own = folded(category);
    known.iter().find(|known| folded(known) == own).cloned().unwrap_or_else(|| category.to_owned())
}

/// The limit that a project of this category, for this library, falls under.
pub fn limit_for<'a>(caps: &'a [Cap], category: &str, branch: Option<BranchId>) -> Option<&'a Cap> {
    let own = folded(category);
    caps.iter()
        .filter(|cap| match cap.branch_id {
            Some(library) => Some(library) == branch,
            None => folded(&cap.category) == own,
        })
        .min_by_key(|cap| cap.pence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("Furniture", "FURNITURE"),
            ("Furniture", "  furniture "),
            ("Books and maps", "Books  and\u{a0}maps"),
            // Composed, and letter by letter.
            ("Café", "Cafe\u{301}"),
            ("Straße", "STRASSE"),
            ("Ffyrdd Cymru", "Ｆfyrdd  CYMRU"),
        ] {
            assert_eq!(folded(one), folded(other), "{one:?} {other:?}");
        }
        for (one, other) in [("Cafe", "Café"), ("Books", "Book"), ("Booksand maps", "Books and maps")] {
            assert_ne!(folded(one), folded(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn the_first_spelling_is_kept() {
        let named = ["Furniture", "", "furniture", "Books", "BOOKS "].map(str::to_owned);
        assert_eq!(once(named.iter()), ["Furniture", "Books"]);
        assert_eq!(spelled("BOOKS", &once(named.iter())), "Books");
        assert_eq!(spelled("Lamps", &once(named.iter())), "Lamps");
    }
}
