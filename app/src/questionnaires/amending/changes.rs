//! What changed from one version of a questionnaire to the next, for staff before they publish it and for residents after.

mod say;

use std::collections::{BTreeMap, BTreeSet};

use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, QuestionPage, Questionnaire};
use crate::questionnaires::definition::texts::Language;

use super::text_place::{self, TextPlace};

/// One change, with both versions at hand to be put in words: see [`FormChange::for_staff`] and
/// [`FormChange::for_residents`].
#[derive(Clone, Debug, PartialEq)]
pub struct FormChange {
    /// What changed.
    pub part: ChangedPart,
    /// In which way.
    pub how: HowChanged,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangedPart {
    /// The questionnaire.
    Whole,
    /// A page, by its key.
    Page(Key),
    /// A question, by its key.
    Question(Key),
    /// An option or row of a question, by its code.
    Option(Key, String),
    /// A point of a matrix, by its code.
    Column(Key, String),
}

impl ChangedPart {
    /// The key of the question, if it is about one.
    pub const fn question(&self) -> Option<&Key> {
        match self {
            Self::Whole | Self::Page(_) => None,
            Self::Question(key) | Self::Option(key, _) | Self::Column(key, _) => Some(key),
        }
    }
}

/// In which way something changed.
#[derive(Clone, Debug, PartialEq)]
pub enum HowChanged {
    /// It has other words in a language; empty where there are none.
    Reworded {
        /// Where the text stands.
        text: TextPlace,
        /// The language.
        language: Language,
        /// What it said.
        before: String,
        /// What it says.
        after: String,
    },
    /// It is new.
    Added,
    /// It is asked or offered no longer, and keeps its column.
    Retired,
    /// It was retired and is there again.
    BroughtBack,
    /// It is gone. Only a page or what was never published can be.
    Deleted,
    /// It stands elsewhere. For a question, the key of its page if that is another one now.
    Moved {
        /// The page.
        to_page: Option<Key>,
    },
    /// It is asked of others, or offered to others.
    ForOthers {
        /// Whom before; everybody if there is none.
        before: Option<Condition>,
        /// Whom now.
        after: Option<Condition>,
    },
    /// Whether it, or every row of it, has to be answered.
    Required(bool),
    /// Something else about how it is asked, as the end of a sentence: "takes up to 500 characters".
    Otherwise(String),
}

/// Every change, in the order of the later version; what is gone, last.
pub fn changes(before: &Questionnaire, after: &Questionnaire) -> Vec<FormChange> {
    let mut found = ChangeList(Vec::new());
    found.texts(&ChangedPart::Whole, &whole_texts(before), &whole_texts(after));
    for language in after.languages.iter().filter(|language| !before.languages.contains(language)) {
        found.add(
            ChangedPart::Whole,
            HowChanged::Otherwise(format!("can be answered in another language ({language})")),
        );
    }
    for language in before.languages.iter().filter(|language| !after.languages.contains(language)) {
        found.add(ChangedPart::Whole, HowChanged::Otherwise(format!("cannot be answered in “{language}” any more")));
    }
    let old_pages: BTreeMap<&Key, &QuestionPage> = before.pages.iter().map(|page| (&page.key, page)).collect();
    let moved_pages = moved(
        &before.pages.iter().map(|page| &page.key).collect::<Vec<_>>(),
        &after.pages.iter().map(|page| &page.key).collect::<Vec<_>>(),
    );
    let old_questions: BTreeMap<&Key, (&QuestionPage, &Question)> =
        before.pages.iter().flat_map(|page| page.questions.iter().map(move |one| (&one.key, (page, one)))).collect();
    for page in &after.pages {
        match old_pages.get(&page.key) {
            None => found.add(ChangedPart::Page(page.key.clone()), HowChanged::Added),
            Some(old) => found.page(old, page, moved_pages.contains(&page.key)),
        }
        let old_order = old_pages.get(&page.key).map(|old| keys(old)).unwrap_or_default();
        let moved_here = moved(&old_order, &keys(page));
        for question in &page.questions {
            match old_questions.get(&question.key) {
                None => found.add(ChangedPart::Question(question.key.clone()), HowChanged::Added),
                Some((old_page, old)) => {
                    if old_page.key != page.key {
                        let to_page = Some(page.key.clone());
                        found.add(ChangedPart::Question(question.key.clone()), HowChanged::Moved { to_page });
                    } else if moved_here.contains(&question.key) {
                        found.add(ChangedPart::Question(question.key.clone()), HowChanged::Moved { to_page: None });
                    }
                    found.question(old, question);
                }
            }
        }
    }
    let now: BTreeSet<&Key> = after.questions().map(|question| &question.key).collect();
    for key in before.questions().map(|question| &question.key).filter(|key| !now.contains(key)) {
        found.add(ChangedPart::Question(key.clone()), HowChanged::Deleted);
    }
    for page in before.pages.iter().filter(|page| !after.pages.iter().any(|now| now.key == page.key)) {
        found.add(ChangedPart::Page(page.key.clone()), HowChanged::Deleted);
    }
    found.0
}

/// Whether the words of a question that residents read differ in more than spaces and capitals.
pub fn is_reworded(before: &Question, after: &Question) -> bool {
    let mut list = ChangeList(Vec::new());
    list.texts(
        &ChangedPart::Question(after.key.clone()),
        &text_place::of_question(before),
        &text_place::of_question(after),
    );
    list.0.iter().any(|change| match &change.how {
        HowChanged::Reworded { text, before, after, .. } => {
            text.is_for_residents() && !text_place::same_words(before, after)
        }
        _ => false,
    })
}

struct ChangeList(Vec<FormChange>);

type TextsInPlace<'a> = Vec<(TextPlace, &'a crate::questionnaires::definition::texts::Wording)>;

impl ChangeList {
    fn add(&mut self, part: ChangedPart, how: HowChanged) {
        self.0.push(FormChange { part, how });
    }

    /// Texts that both have, in each language. What is new with its option is no rewording.
    fn texts(&mut self, part: &ChangedPart, before: &TextsInPlace<'_>, after: &TextsInPlace<'_>) {
        let old: BTreeMap<&TextPlace, _> = before.iter().map(|(place, wording)| (place, *wording)).collect();
        for (place, new) in after {
            let Some(old) = old.get(place).filter(|old| *old != new) else { continue };
            let languages: BTreeSet<&Language> = old.all().chain(new.all()).map(|(language, _)| language).collect();
            for language in languages {
                let (was, is) = (old.get(language).unwrap_or_default(), new.get(language).unwrap_or_default());
                if was != is {
                    let part = match place {
                        TextPlace::OptionLabel(key, code) => ChangedPart::Option(key.clone(), code.clone()),
                        TextPlace::ColumnLabel(key, code) => ChangedPart::Column(key.clone(), code.clone()),
                        _ => part.clone(),
                    };
                    let (before, after) = (was.to_owned(), is.to_owned());
                    self.add(
                        part,
                        HowChanged::Reworded { text: place.clone(), language: language.clone(), before, after },
                    );
                }
            }
        }
    }

    fn audience(&mut self, part: ChangedPart, before: Option<&Condition>, after: Option<&Condition>) {
        if before != after {
            self.add(part, HowChanged::ForOthers { before: before.cloned(), after: after.cloned() });
        }
    }

    fn page(&mut self, old: &QuestionPage, new: &QuestionPage, moved: bool) {
        let part = || ChangedPart::Page(new.key.clone());
        if moved {
            self.add(part(), HowChanged::Moved { to_page: None });
        }
        let place = || TextPlace::PageTitle(new.key.clone());
        self.texts(&part(), &vec![(place(), &old.title)], &vec![(place(), &new.title)]);
        self.audience(part(), old.when.as_ref(), new.when.as_ref());
        if old.shuffled != new.shuffled {
            let words = if new.shuffled { "changes places with the pages beside it" } else { "keeps its place" };
            self.add(part(), HowChanged::Otherwise(words.to_owned()));
        }
    }

    fn question(&mut self, old: &Question, new: &Question) {
        let part = || ChangedPart::Question(new.key.clone());
        if old.retired != new.retired {
            self.add(part(), if new.retired { HowChanged::Retired } else { HowChanged::BroughtBack });
        }
        self.texts(&part(), &text_place::of_question(old), &text_place::of_question(new));
        self.audience(part(), old.when.as_ref(), new.when.as_ref());
        if old.required != new.required {
            self.add(part(), HowChanged::Required(new.required));
        }
        for words in say::otherwise(old, new) {
            self.add(part(), HowChanged::Otherwise(words));
        }
        let option = |code: &str| ChangedPart::Option(new.key.clone(), code.to_owned());
        self.options(old.options(), new.options(), option);
        if let (QuestionKind::Matrix { columns: old, .. }, QuestionKind::Matrix { columns, .. }) =
            (&old.kind, &new.kind)
        {
            self.options(old, columns, |code| ChangedPart::Column(new.key.clone(), code.to_owned()));
        }
    }

    fn options(&mut self, old: &[AnswerOption], new: &[AnswerOption], part: impl Fn(&str) -> ChangedPart) {
        let codes = |options: &[AnswerOption]| -> Vec<String> { options.iter().map(|one| one.code.clone()).collect() };
        let (old_codes, new_codes) = (codes(old), codes(new));
        let moved = moved(&old_codes.iter().collect::<Vec<_>>(), &new_codes.iter().collect::<Vec<_>>());
        for option in new {
            let Some(was) = old.iter().find(|was| was.code == option.code) else {
                self.add(part(&option.code), HowChanged::Added);
                continue;
            };
            if was.retired != option.retired {
                self.add(
                    part(&option.code),
                    if option.retired { HowChanged::Retired } else { HowChanged::BroughtBack },
                );
            }
            if moved.contains(&option.code) {
                self.add(part(&option.code), HowChanged::Moved { to_page: None });
            }
            self.audience(part(&option.code), was.when.as_ref(), option.when.as_ref());
            for (was, is, yes, no) in [
                (was.exclusive, option.exclusive, "excludes the others", "can be chosen beside others"),
                (was.write_in, option.write_in, "asks “please say”", "does not ask “please say” any more"),
                (
                    was.fixed,
                    option.fixed,
                    "keeps its place where others change theirs",
                    "changes places with the others",
                ),
            ] {
                if was != is {
                    self.add(part(&option.code), HowChanged::Otherwise(if is { yes } else { no }.to_owned()));
                }
            }
        }
        for code in old_codes.iter().filter(|code| !new_codes.contains(code)) {
            self.add(part(code), HowChanged::Deleted);
        }
    }
}

fn whole_texts(form: &Questionnaire) -> TextsInPlace<'_> {
    vec![
        (TextPlace::Title, &form.title),
        (TextPlace::Introduction, &form.introduction),
        (TextPlace::Thanks, &form.thanks),
    ]
}

fn keys(page: &QuestionPage) -> Vec<&Key> {
    page.questions.iter().map(|question| &question.key).collect()
}

/// Which of the things that both lists have were moved: the fewest that explain the new order. What is added or taken out
/// moves nothing.
fn moved<T: Ord + Clone>(before: &[&T], after: &[&T]) -> BTreeSet<T> {
    let old_place: BTreeMap<&T, usize> = before.iter().enumerate().map(|(at, one)| (*one, at)).collect();
    let shared: Vec<(&T, usize)> = after.iter().filter_map(|one| Some((*one, *old_place.get(*one)?))).collect();
    // The longest run that kept its order stays; the smallest last place of a run of each length finds it.
    let mut ends: Vec<usize> = Vec::new();
    let mut came_after: Vec<Option<usize>> = Vec::with_capacity(shared.len());
    for (at, (_, place)) in shared.iter().enumerate() {
        let ended_at = |end: &usize| shared.get(*end).map_or(0, |(_, place)| *place);
        let length = ends.partition_point(|end| ended_at(end) < *place);
        came_after.push(length.checked_sub(1).and_then(|last| ends.get(last)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stayed = BTreeSet::new();
    let mut at = ends.last().copied();
    while let Some(now) = at {
        stayed.insert(now);
        at = came_after.get(now).copied().flatten();
    }
    shared.iter().enumerate().filter(|(at, _)| !stayed.contains(at)).map(|(_, (one, _))| (*one).clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_fewest_that_explain_the_new_order_were_moved() {
        let named = |before: &str, after: &str| -> String {
            let (before, after): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
            moved(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>()).into_iter().collect()
        };
        for (before, after, wanted) in
            [("abcd", "abcd", ""), ("abcd", "bcda", "a"), ("abcd", "dabc", "d"), ("abcd", "xacyd", ""), ("ab", "", "")]
        {
            assert_eq!(named(before, after), wanted, "{before} {after}");
        }
        assert_eq!(named("abcde", "edcba").chars().count(), 4);
    }
}
