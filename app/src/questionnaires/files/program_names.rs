//! Names of variables for programs that are strict about them: ASCII letters, digits and underscores, at most 60 of them, a
//! letter first, no word of the language, no two the same whatever their case. A name is made from the name of the column.
//! Where two columns would have the same, the one that came in an earlier version keeps it, so that a name never changes.

use std::collections::HashSet;

use super::columns::ColumnPlan;

/// The longest name: SPSS allows 64 bytes, and some is left for a number.
const LONGEST: usize = 60;

/// Words that SPSS keeps for itself.
const TAKEN: [&str; 13] = ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"];

/// The names of the columns, and of what is added to them.
#[derive(Clone, Debug)]
pub struct ProgramNames {
    names: Vec<String>,
    taken: HashSet<String>,
}

impl ProgramNames {
    /// The names of all columns.
    pub fn of(plan: &ColumnPlan<'_>) -> Self {
        let version = |number: i64| plan.versions().iter().position(|(own, _)| *own == number);
        let mut order: Vec<usize> = (0..plan.columns().len()).collect();
        order
            .sort_by_key(|place| plan.columns().get(*place).map(|column| (version(column.first), column.name.clone())));
        let mut all = Self { names: vec![String::new(); plan.columns().len()], taken: HashSet::new() };
        for place in order {
            let Some(column) = plan.columns().get(place) else { continue };
            let name = all.another(&column.name);
            if let Some(own) = all.names.get_mut(place) {
                *own = name;
            }
        }
        all
    }

    /// The name of the column at a place.
    pub fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// A name that nothing has yet, made from a text.
    pub fn another(&mut self, text: &str) -> String {
        let plain: String = text
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
            .take(LONGEST)
            .collect();
        let plain = plain.trim_matches('_');
        let begins = plain.starts_with(|first: char| first.is_ascii_alphabetic());
        let plain = if begins && !TAKEN.contains(&plain.to_lowercase().as_str()) {
            plain.to_owned()
        } else {
            format!("v_{plain}").trim_end_matches('_').to_owned()
        };
        let numbered = (2..).map(|number: usize| format!("{plain}_{number}"));
        let free =
            std::iter::once(plain.clone()).chain(numbered).find(|name| !self.taken.contains(&name.to_lowercase()));
        let name = free.unwrap_or(plain);
        self.taken.insert(name.to_lowercase());
        name
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::questionnaires::definition::arbitrary;
    use crate::questionnaires::definition::key::Key;
    use crate::questionnaires::definition::question::{Question, QuestionKind};
    use crate::questionnaires::files::made;

    #[test]
    fn names_are_made_fit_and_told_apart() {
        let mut names = ProgramNames { names: Vec::new(), taken: HashSet::new() };
        let made: Vec<String> =
            ["use/other/text", "use-other.text", "by", "ö", "_1", "USE_OTHER_TEXT", &"x".repeat(90), "日本"]
                .into_iter()
                .map(|text| names.another(text))
                .collect();
        let long = "x".repeat(60);
        assert_eq!(
            made,
            ["use_other_text", "use_other_text_2", "v_by", "v", "v_1", "USE_OTHER_TEXT_3", long.as_str(), "v_2"]
        );
    }

    #[test]
    fn what_came_first_keeps_a_name_that_two_would_have() {
        let mut versions = made::two_versions();
        let late = Key::new("use.books").expect("a key");
        versions[1].1.pages[0].questions.insert(0, Question::new(late, QuestionKind::Branch));
        let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
        let names = ProgramNames::of(&plan);
        let named = |column: &str| names.name(plan.columns().iter().position(|own| own.name == column).expect(column));
        assert_eq!((named("use/books"), named("use.books")), ("use_books", "use_books_2"));
    }

    proptest! {
        #[test]
        fn a_later_version_changes_no_name(seed in any::<u64>()) {
            let first = arbitrary::questionnaire(seed);
            let second = made::amended(&first, seed);
            let versions = [(1, first), (2, second)];
            let before = ColumnPlan::of(&versions[..1], BTreeMap::new()).unwrap();
            let after = ColumnPlan::of(&versions, BTreeMap::new()).unwrap();
            let (early, late) = (ProgramNames::of(&before), ProgramNames::of(&after));
            for (place, column) in before.columns().iter().enumerate() {
                let now = after.columns().iter().position(|other| other.name == column.name).unwrap();
                prop_assert_eq!(early.name(place), late.name(now));
            }
            let distinct: HashSet<String> = (0..after.columns().len())
                .map(|place| late.name(place).to_lowercase())
                .collect();
            prop_assert_eq!(distinct.len(), after.columns().len());
        }
    }
}
