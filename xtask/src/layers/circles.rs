//! Circles: places that reach each other by following arrows (strongly connected components, after Kosaraju).

use std::collections::{BTreeMap, BTreeSet};

/// The circles of more than one place, the largest first, each in the order of its names.
pub(super) fn find(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let mut back: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut places: BTreeSet<&str> = BTreeSet::new();
    for (from, to) in arrows {
        places.insert(from);
        for to in to {
            places.insert(to);
            back.entry(to).or_default().push(from);
        }
    }
    let on = |place: &str| arrows.get(place).into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for place in &places {
        walk(place, &on, &mut seen, &mut order);
    }
    let backwards = |place: &str| back.get(place).cloned().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for place in order.iter().rev() {
        let mut circle = Vec::new();
        walk(place, &backwards, &mut seen, &mut circle);
        if circle.len() > 1 {
            let mut names: Vec<String> = circle.into_iter().map(str::to_owned).collect();
            names.sort();
            circles.push(names);
        }
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

/// Adds a place and all that it leads to, those first, each once.
fn walk<'a>(
    start: &'a str,
    next: &dyn Fn(&str) -> Vec<&'a str>,
    seen: &mut BTreeSet<&'a str>,
    order: &mut Vec<&'a str>,
) {
    if !seen.insert(start) {
        return;
    }
    let mut stack = vec![(start, next(start))];
    while let Some((place, ways)) = stack.last_mut() {
        match ways.pop() {
            Some(way) if seen.insert(way) => stack.push((way, next(way))),
            Some(_) => {}
            None => {
                order.push(place);
                stack.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(pairs: &[(&str, &str)]) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in pairs {
            found.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        found
    }

    #[test]
    fn a_way_down_has_no_circle() {
        assert!(find(&arrows(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    }

    #[test]
    fn circles_are_found_apart_from_each_other() {
        let found =
            find(&arrows(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "d"), ("e", "f")]));
        assert_eq!(found, [vec!["a", "b", "c"], vec!["d", "e"]]);
    }
}
