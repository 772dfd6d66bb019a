//! Numbers for options, for programs that know them by nothing else. A point of a scale has its own number. Any other
//! option has the number of its first coming: those of the first version are counted from 1, and what a later version adds
//! goes on from there, so that no number ever changes or is used twice.

use std::collections::HashMap;

use super::columns::{CodeChoice, ColumnPlan};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::QuestionKind;

/// The number of each code of a question, in the order of the options.
pub fn numbers<'b>(plan: &'b ColumnPlan<'_>, key: &Key) -> Vec<(&'b CodeChoice<'b>, usize)> {
    let choices = plan.choices(key);
    let own = matches!(plan.question(key).map(|question| &question.kind), Some(QuestionKind::Scale { .. }));
    if own {
        let numbered = choices.iter().filter_map(|choice| Some((choice, choice.code.parse().ok()?)));
        return numbered.collect();
    }
    let mut by_code: HashMap<&str, usize> = HashMap::new();
    for (_, whole) in plan.versions() {
        let Some(question) = whole.question(key.as_str()) else { continue };
        let options = match &question.kind {
            QuestionKind::Matrix { columns, .. } => columns.as_slice(),
            _ => question.options(),
        };
        for option in options {
            let next = by_code.len() + 1;
            by_code.entry(&option.code).or_insert(next);
        }
    }
    choices.iter().filter_map(|choice| Some((choice, *by_code.get(choice.code.as_str())?))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::questionnaires::files::made;

    #[test]
    fn an_option_that_came_later_takes_no_number_that_was_given() {
        let versions = made::two_versions();
        let numbered = |count: usize| -> Vec<(String, usize)> {
            let plan = ColumnPlan::of(&versions[..count], BTreeMap::new()).expect("versions");
            let key = Key::new("use").expect("a key");
            numbers(&plan, &key).into_iter().map(|(choice, number)| (choice.code.clone(), number)).collect()
        };
        assert_eq!(numbered(1), [("books".to_owned(), 1), ("computers".to_owned(), 2), ("other".to_owned(), 3)]);
        let both = numbered(2);
        assert_eq!(
            both.iter().map(|(code, number)| (code.as_str(), *number)).collect::<Vec<_>>(),
            [("books", 1), ("computers", 2), ("events", 4), ("other", 3)]
        );
    }
}
