//! Columns that stay where they are.

use proptest::prelude::*;

use super::*;
use crate::questionnaires::definition::arbitrary;
use crate::questionnaires::files::made;

fn names(versions: &[(i64, Questionnaire)]) -> Vec<String> {
    let plan = ColumnPlan::of(versions, BTreeMap::new()).expect("versions");
    plan.columns().iter().map(|column| column.name.clone()).collect()
}

#[test]
fn what_is_gone_stays_behind_what_came_before_it() {
    let order = |versions: &[&str]| -> String {
        let versions: Vec<Vec<char>> = versions.iter().map(|version| version.chars().collect()).collect();
        merged(&versions).into_iter().collect()
    };
    assert_eq!(order(&["abc", "abxc"]), "abxc");
    assert_eq!(order(&["abc", "axc"]), "abxc");
    assert_eq!(order(&["abc", "bc", "bcd"]), "abcd");
    assert_eq!(order(&["abc", "cab"]), "cab");
    assert_eq!(order(&["", "a"]), "a");
}

#[test]
fn columns_are_named_by_key_option_and_what_is_written() {
    let versions = made::two_versions();
    assert_eq!(
        names(&versions)[8..],
        [
            "visits",
            "use",
            "use/books",
            "use/computers",
            "use/events",
            "use/other",
            "use/other/text",
            "why_not",
            "why_not/far/text",
            "rate",
            "judge/staff",
            "judge/hours",
            "judge/wifi",
            "best/mon",
            "best/sat",
            "hours",
            "spend",
            "share/books",
            "share/staff",
            "born",
            "version//answer",
            "order_shown"
        ]
        .map(str::to_owned)
    );
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let told: Vec<(&str, i64, Option<i64>)> = plan
        .columns()
        .iter()
        .filter(|column| column.first != 1 || column.retired_in.is_some())
        .map(|column| (column.name.as_str(), column.first, column.retired_in))
        .collect();
    assert_eq!(
        told,
        [("use/computers", 1, Some(2)), ("use/events", 2, None), ("judge/wifi", 2, None), ("spend", 1, Some(2))]
    );
}

#[test]
fn headings_as_labels_are_told_apart() {
    let versions = made::two_versions();
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let headings = plan.headings(&CellsAs::Labels(Language::english()));
    assert!(headings.contains(&"What do you use?: Something else: in words".to_owned()), "{headings:?}");
    let distinct: HashSet<&String> = headings.iter().collect();
    assert_eq!(distinct.len(), headings.len());
}

proptest! {
    #[test]
    fn a_later_version_keeps_every_column_and_their_order(seed in any::<u64>()) {
        let first = arbitrary::questionnaire(seed);
        let second = made::amended(&first, seed);
        let third = made::amended(&second, seed.wrapping_add(1));
        let before = names(&[(1, first.clone()), (2, second.clone())]);
        let after = names(&[(1, first), (2, second), (3, third)]);
        let kept: Vec<&String> = after.iter().filter(|name| before.contains(name)).collect();
        prop_assert_eq!(kept, before.iter().collect::<Vec<_>>());
        let distinct: HashSet<&String> = after.iter().collect();
        prop_assert_eq!(distinct.len(), after.len());
    }
}
