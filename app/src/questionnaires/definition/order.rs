//! The order in which one person sees options and pages, where it is left to chance. It follows from a seed that is kept
//! with their answers, so that Back, a change and whoever studies order effects see the same order; an option that is added
//! later does not move the others.

use sha2::{Digest, Sha256};

use super::question::{AnswerOption, OptionList, Question, Questionnaire};

/// What the order follows from: drawn once for each draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderSeed(pub i64);

impl OrderSeed {
    /// The place of something among others that were drawn with the same seed.
    fn lot(self, of: &str, code: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.0.to_be_bytes());
        hash.update(of.as_bytes());
        hash.update([0]);
        hash.update(code.as_bytes());
        hash.finalize().into()
    }
}

/// Options in the order in which somebody sees them: those that exclude the others last, in their own order; those that keep
/// their place where they stand; the rest by lot, if the list says so. Without a seed, as on paper, nothing is shuffled.
pub fn options<'a>(of: &str, list: &'a OptionList, seed: Option<OrderSeed>) -> Vec<&'a AnswerOption> {
    let (last, mut shown): (Vec<&AnswerOption>, Vec<&AnswerOption>) =
        list.options.iter().partition(|option| option.exclusive);
    if let Some(seed) = seed.filter(|_| list.shuffled) {
        let mut drawn: Vec<&AnswerOption> = shown.iter().copied().filter(|option| !option.fixed).collect();
        drawn.sort_by_cached_key(|option| seed.lot(of, &option.code));
        let mut drawn = drawn.into_iter();
        for place in &mut shown {
            if !place.fixed {
                // There are as many as there are places that do not keep theirs.
                *place = drawn.next().unwrap_or(place);
            }
        }
    }
    shown.extend(last);
    shown
}

/// Whether anything in a questionnaire is left to chance.
pub fn is_drawn(whole: &Questionnaire) -> bool {
    let drawn = |question: &Question| question.list().is_some_and(|list| list.shuffled);
    whole.pages.iter().any(|page| page.shuffled) || whole.questions().any(drawn)
}

/// The places of the pages in the order in which somebody goes through them: those beside each other that change places do
/// so among themselves.
pub fn pages(whole: &Questionnaire, seed: Option<OrderSeed>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..whole.pages.len()).collect();
    let Some(seed) = seed else { return order };
    let mut start = 0;
    while start < order.len() {
        let shuffled = |place: &usize| whole.pages.get(*place).is_some_and(|page| page.shuffled);
        let length = order[start..].iter().take_while(|place| shuffled(place)).count();
        if length > 1 {
            order[start..start + length]
                .sort_by_cached_key(|place| whole.pages.get(*place).map(|page| seed.lot("", page.key.as_str())));
        }
        start += length.max(1);
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::Key;
    use super::super::question::QuestionPage;
    use super::super::texts::{Language, Wording};
    use super::*;

    fn list(shuffled: bool) -> OptionList {
        let option = |code: &str| AnswerOption::new(code, Wording::default());
        OptionList {
            options: vec![
                AnswerOption { exclusive: true, ..option("none") },
                option("a"),
                option("b"),
                AnswerOption { fixed: true, ..option("middle") },
                option("c"),
                AnswerOption { fixed: true, ..option("other") },
            ],
            shuffled,
        }
    }

    fn codes(list: &OptionList, seed: Option<OrderSeed>) -> Vec<String> {
        options("q", list, seed).into_iter().map(|option| option.code.clone()).collect()
    }

    proptest! {
        #[test]
        fn an_order_has_each_option_once_and_those_that_keep_their_place_keep_it(seed: i64) {
            let list = list(true);
            let shown = codes(&list, Some(OrderSeed(seed)));
            let mut sorted = shown.clone();
            sorted.sort();
            prop_assert_eq!(sorted, ["a", "b", "c", "middle", "none", "other"]);
            prop_assert_eq!((shown[2].as_str(), shown[4].as_str(), shown[5].as_str()), ("middle", "other", "none"));
            prop_assert_eq!(&codes(&list, Some(OrderSeed(seed))), &shown);
            // An option that comes later does not change how the others follow each other.
            let mut longer = list.clone();
            longer.options.push(AnswerOption::new("late", Wording::default()));
            let after: Vec<String> = codes(&longer, Some(OrderSeed(seed)));
            let drawn = |codes: &[String]| -> Vec<String> {
                codes.iter().filter(|code| ["a", "b", "c"].contains(&code.as_str())).cloned().collect()
            };
            prop_assert_eq!(drawn(&after), drawn(&shown));
        }

        #[test]
        fn pages_change_places_only_with_those_beside_them_that_do_too(seed: i64) {
            let mut whole = Questionnaire::empty(Language::english());
            for (number, shuffled) in [false, true, true, true, false, true, false].into_iter().enumerate() {
                whole.pages.push(QuestionPage {
                    key: Key::new(&format!("p{number}")).unwrap(),
                    title: Wording::default(),
                    when: None,
                    shuffled,
                    questions: Vec::new(),
                });
            }
            let order = pages(&whole, Some(OrderSeed(seed)));
            let mut middle = order[1..4].to_vec();
            middle.sort_unstable();
            prop_assert_eq!(middle, [1, 2, 3]);
            prop_assert_eq!((order[0], &order[4..]), (0, &[4, 5, 6][..]));
        }
    }

    #[test]
    fn every_order_is_drawn_about_as_often() {
        let list = list(true);
        let mut first = std::collections::BTreeMap::<String, usize>::new();
        for seed in 0..3_000 {
            *first.entry(codes(&list, Some(OrderSeed(seed))).remove(0)).or_default() += 1;
        }
        assert!(first.values().all(|count| (900..1_100).contains(count)), "{first:?}");
        assert_eq!(codes(&list, None), codes(&super::tests::list(false), Some(OrderSeed(1))));
    }
}
