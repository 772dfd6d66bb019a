//! The outline of a long questionnaire comes in parts, so that its page stays light however many questions there are. Pages
//! stay whole where they can; one that alone is longer than a part goes on in the next.

use std::ops::Range;

use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::Questionnaire;

/// Most questions in a part.
const LONGEST: usize = 100;

/// Some of the questions of a page: which page, from 0, and which of its questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageStretch {
    /// The page, from 0.
    pub(super) page: usize,
    /// Its questions, from 0.
    pub(super) questions: Range<usize>,
}

/// What the outline shows at once.
pub(super) type OutlinePart = Vec<PageStretch>;

/// The parts of a questionnaire's outline, in order; one at least, which is empty when there are no pages.
pub(super) fn of(form: &Questionnaire) -> Vec<OutlinePart> {
    let mut parts = Vec::new();
    let mut part = OutlinePart::new();
    let mut full = 0;
    for (place, page) in form.pages.iter().enumerate() {
        let length = page.questions.len();
        if full > 0 && full + length.max(1) > LONGEST {
            parts.push(std::mem::take(&mut part));
            full = 0;
        }
        let mut from = 0;
        loop {
            let to = length.min(from + LONGEST - full);
            part.push(PageStretch { page: place, questions: from..to });
            // A page without questions takes a line as well.
            full += (to - from).max(1);
            if to == length {
                break;
            }
            parts.push(std::mem::take(&mut part));
            (from, full) = (to, 0);
        }
    }
    if !part.is_empty() || parts.is_empty() {
        parts.push(part);
    }
    parts
}

/// The part that has a question, from 0; the first one when there is no such question.
fn with_question(form: &Questionnaire, key: &Key) -> usize {
    let at = form.pages.iter().enumerate().find_map(|(page, one)| {
        one.questions.iter().position(|question| question.key == *key).map(|question| (page, question))
    });
    let has = |part: &OutlinePart| {
        at.is_some_and(|(page, question)| part.iter().any(|one| one.page == page && one.questions.contains(&question)))
    };
    of(form).iter().position(has).unwrap_or(0)
}

/// The part that a page begins in, from 0; the first one when there is no such page.
fn with_page(form: &Questionnaire, key: &Key) -> usize {
    let at = form.pages.iter().position(|page| page.key == *key);
    of(form).iter().position(|part| at.is_some_and(|at| part.iter().any(|one| one.page == at))).unwrap_or(0)
}

/// What comes after the outline's address to show a part, from 0.
pub(super) fn query(part: usize) -> String {
    if part == 0 { String::new() } else { format!("?part={}", part + 1) }
}

/// What comes after the outline's address to show what was changed, or any other question or page.
pub(super) fn to(form: &Questionnaire, what: &ChangedPart) -> String {
    match what {
        ChangedPart::Whole => String::new(),
        ChangedPart::Page(key) => format!("{}#page-{}", query(with_page(form, key)), key.in_address()),
        ChangedPart::Question(key) | ChangedPart::Option(key, _) | ChangedPart::Column(key, _) => {
            format!("{}#q-{}", query(with_question(form, key)), key.in_address())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::definition::document;

    /// A questionnaire whose pages have so many questions.
    fn made(pages: &[usize]) -> Questionnaire {
        let mut text = "title = \"t\"\n".to_owned();
        let mut number = 0;
        for (place, questions) in pages.iter().enumerate() {
            text += &format!("[[page]]\nkey = \"p{place}\"\n");
            for _ in 0..*questions {
                text += &format!("[[page.question]]\nkey = \"q{number}\"\ntype = \"whole-number\"\nlabel = \"n\"\n");
                number += 1;
            }
        }
        document::from_toml(&text).unwrap()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn every_question_is_in_one_part_in_order_and_no_part_is_too_long(pages in proptest::collection::vec(0usize..260, 0..8)) {
            let form = made(&pages);
            let parts = of(&form);
            let shown: Vec<(usize, usize)> = parts
                .iter()
                .flatten()
                .flat_map(|one| one.questions.clone().map(move |question| (one.page, question)))
                .collect();
            let all: Vec<(usize, usize)> =
                pages.iter().enumerate().flat_map(|(page, length)| (0..*length).map(move |question| (page, question))).collect();
            proptest::prop_assert_eq!(shown, all);
            for part in &parts {
                let lines: usize = part.iter().map(|one| one.questions.len().max(1)).sum();
                proptest::prop_assert!(lines <= LONGEST);
            }
            for page in 0..pages.len() {
                proptest::prop_assert!(parts.iter().flatten().any(|one| one.page == page), "page {} is nowhere", page);
            }
            for (page, stretches) in (0..pages.len()).map(|page| (page, parts.iter().flatten().filter(|one| one.page == page).count())) {
                proptest::prop_assert!(stretches == 1 || pages[page] > LONGEST, "a page that fits is whole");
            }
        }
    }

    #[test]
    fn a_part_is_found_by_its_question_or_page() {
        let form = made(&[60, 60, 0, 250]);
        let key = |text: &str| Key::new(text).unwrap();
        assert_eq!(to(&form, &ChangedPart::Question(key("q0"))), "#q-q0");
        assert_eq!(to(&form, &ChangedPart::Question(key("q60"))), "?part=2#q-q60");
        assert_eq!(to(&form, &ChangedPart::Page(key("p2"))), "?part=2#page-p2");
        assert_eq!(to(&form, &ChangedPart::Page(key("p3"))), "?part=3#page-p3");
        assert_eq!(to(&form, &ChangedPart::Question(key("q369"))), "?part=5#q-q369");
        assert_eq!(to(&form, &ChangedPart::Question(key("gone"))), "#q-gone");
    }
}
