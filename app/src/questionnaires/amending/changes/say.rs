//! Changes in words: for staff with everything, for residents with what they can see.

use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::logic::{in_words, title};
use crate::questionnaires::definition::piping;
use crate::questionnaires::definition::question::{DateLimit, Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::ui::first_letter::capitalised;

use super::{ChangedPart, FormChange, HowChanged};

impl FormChange {
    /// A sentence for staff, with the numbers of the later version.
    pub fn for_staff(&self, before: &Questionnaire, after: &Questionnaire) -> String {
        let named = capitalised(&self.named(before, after, None));
        match &self.how {
            HowChanged::Reworded { text, language, before: was, after: is } => {
                let noun = text.noun();
                let which = if after.languages.len() > 1 { format!(" ({language})") } else { String::new() };
                match (was.is_empty(), is.is_empty()) {
                    (true, _) => format!("{named}: {noun}{which} now says “{is}”."),
                    (_, true) => format!("{named}: {noun}{which} says nothing any more; it said “{was}”."),
                    _ => format!("{named}: {noun}{which} said “{was}” and now says “{is}”."),
                }
            }
            HowChanged::Added if matches!(self.part, ChangedPart::Question(_) | ChangedPart::Page(_)) => {
                format!("{named} is new. {}", self.asked_of(after))
            }
            HowChanged::Added => format!("{named} is new."),
            HowChanged::Retired => match self.part {
                ChangedPart::Question(_) => format!("{named} is not asked any more. It keeps its columns."),
                _ => format!("{named} cannot be chosen any more. It keeps its column."),
            },
            HowChanged::BroughtBack => match self.part {
                ChangedPart::Question(_) => format!("{named} is asked again."),
                _ => format!("{named} can be chosen again."),
            },
            HowChanged::Deleted => format!("{named} is gone."),
            HowChanged::Moved { to_page: Some(page) } => {
                format!("{named} is on another page now: {}.", page_words(after, page.as_str(), after.first_language()))
            }
            HowChanged::Moved { to_page: None } => format!("{named} stands in another place."),
            HowChanged::ForOthers { before: was, after: is } => {
                let offered = matches!(self.part, ChangedPart::Option(..) | ChangedPart::Column(..));
                let verb = if offered { "offered to" } else { "asked of" };
                format!(
                    "{named} was {verb} {}. Now it is {verb} {}.",
                    people(before, was.as_ref()),
                    people(after, is.as_ref())
                )
            }
            HowChanged::Required(true) => format!("{named} has to be answered now."),
            HowChanged::Required(false) => format!("{named} can be left empty now."),
            HowChanged::Otherwise(words) => format!("{named} {words}."),
        }
    }

    /// A sentence for residents, with labels in their language; none where they see nothing of it: a note for staff, what is
    /// said about a mistake, the order, or a text in another language than theirs.
    pub fn for_residents(&self, before: &Questionnaire, after: &Questionnaire, language: &Language) -> Option<String> {
        let named = capitalised(&self.named(before, after, Some(language)));
        Some(match &self.how {
            HowChanged::Reworded { text, language: of, before: was, after: is } => {
                let seen = text.is_for_residents() && !matches!(text, super::TextPlace::Error(_));
                if !seen || of != language || super::text_place::same_words(was, is) {
                    return None;
                }
                let place = text.noun();
                match (was.is_empty(), is.is_empty()) {
                    (true, _) => format!("{named}: {place} now says “{is}”."),
                    (_, true) => format!("{named}: {place} no longer says “{was}”."),
                    _ => format!("{named}: {place} said “{was}” and now says “{is}”."),
                }
            }
            HowChanged::Added => match self.part {
                ChangedPart::Question(_) => format!("{named} is a new question."),
                ChangedPart::Option(..) | ChangedPart::Column(..) => format!("{named} can be chosen now."),
                _ => return None,
            },
            HowChanged::Retired => match self.part {
                ChangedPart::Question(_) => format!("{named} is not asked any more. What was answered is kept."),
                _ => format!("{named} cannot be chosen any more."),
            },
            HowChanged::BroughtBack => match self.part {
                ChangedPart::Question(_) => format!("{named} is asked again."),
                _ => format!("{named} can be chosen again."),
            },
            HowChanged::ForOthers { .. } => match self.part {
                ChangedPart::Question(_) => format!("{named} is now asked of other people than before."),
                ChangedPart::Page(_) => format!(
                    "The questions of {} are now asked of other people.",
                    self.named(before, after, Some(language))
                ),
                ChangedPart::Option(..) => format!("{named} is now offered to other people than before."),
                _ => return None,
            },
            HowChanged::Required(true) => format!("{named} has to be answered now."),
            HowChanged::Required(false) => format!("{named} can be left empty now."),
            HowChanged::Otherwise(words) if matches!(self.part, ChangedPart::Question(_)) => {
                format!("{named} {words}.")
            }
            HowChanged::Deleted | HowChanged::Moved { .. } | HowChanged::Otherwise(_) => return None,
        })
    }

    fn asked_of(&self, after: &Questionnaire) -> String {
        let place = match &self.part {
            ChangedPart::Question(key) => {
                after.places().find(|(_, _, question)| question.key == *key).map(|(page, _, question)| {
                    let page = after.pages.get(page).and_then(|page| page.when.clone());
                    Condition::both(page, question.when.clone())
                })
            }
            ChangedPart::Page(key) => after.pages.iter().find(|page| page.key == *key).map(|page| page.when.clone()),
            _ => None,
        };
        format!("It is asked of {}.", people(after, place.flatten().as_ref()))
    }

    /// What changed, as it is named: with its number for staff, by its words alone for residents.
    fn named(&self, before: &Questionnaire, after: &Questionnaire, language: Option<&Language>) -> String {
        let question = |key: &str| {
            let form = if after.question(key).is_some() { after } else { before };
            match (form.question(key), language) {
                (Some(question), None) => title(form, question),
                (Some(question), Some(language)) => quoted(form, &question.label, language, key),
                (None, _) => format!("“{key}”"),
            }
        };
        let option = |key: &str, code: &str, columns: bool| {
            let form =
                if after.question(key).is_some_and(|question| has(question, code, columns)) { after } else { before };
            let first = language.unwrap_or_else(|| form.first_language());
            let label = form.question(key).and_then(|question| label(question, code, columns));
            let words = label.map_or_else(|| format!("“{code}”"), |label| quoted(form, label, first, code));
            format!("{words} in {}", question(key))
        };
        match &self.part {
            ChangedPart::Whole => "the questionnaire".to_owned(),
            ChangedPart::Page(key) => {
                let form = if after.pages.iter().any(|page| page.key == *key) { after } else { before };
                page_words(form, key.as_str(), language.unwrap_or_else(|| form.first_language()))
            }
            ChangedPart::Question(key) => question(key.as_str()),
            ChangedPart::Option(key, code) => option(key.as_str(), code, false),
            ChangedPart::Column(key, code) => option(key.as_str(), code, true),
        }
    }
}

fn label<'a>(question: &'a Question, code: &str, columns: bool) -> Option<&'a Wording> {
    let options = match &question.kind {
        QuestionKind::Matrix { columns: points, .. } if columns => points,
        _ => question.options(),
    };
    options.iter().find(|option| option.code == code).map(|option| &option.label)
}

fn has(question: &Question, code: &str, columns: bool) -> bool {
    label(question, code, columns).is_some()
}

fn quoted(form: &Questionnaire, wording: &Wording, language: &Language, otherwise: &str) -> String {
    let words = piping::for_everybody(wording.read(language, &form.languages));
    format!("“{}”", if words.is_empty() { otherwise } else { &words })
}

/// A page by its heading, or by its key if it has none.
fn page_words(form: &Questionnaire, key: &str, language: &Language) -> String {
    let page = form.pages.iter().find(|page| page.key.as_str() == key);
    page.map_or_else(
        || format!("the page “{key}”"),
        |page| format!("the page {}", quoted(form, &page.title, language, key)),
    )
}

fn people(form: &Questionnaire, when: Option<&Condition>) -> String {
    when.map_or_else(|| "everybody".to_owned(), |when| format!("people who {}", in_words(form, when)))
}

/// What else is different about how a question is asked, each as the end of a sentence.
pub(super) fn otherwise(old: &Question, new: &Question) -> Vec<String> {
    let mut found = Vec::new();
    for (was, is, words) in [
        (old.dont_know, new.dont_know, "“I don’t know”"),
        (old.prefer_not_to_say, new.prefer_not_to_say, "“I prefer not to say”"),
    ] {
        if was != is {
            found.push(format!("{} {words}", if is { "now offers" } else { "does not offer any more" }));
        }
    }
    if old.kind.word() != new.kind.word() {
        found.push(format!("is of the type {} now", new.kind.word()));
        return found;
    }
    if let (Some(was), Some(is)) = (old.list(), new.list())
        && was.shuffled != is.shuffled
    {
        let words = if is.shuffled {
            "now shows its options in an order of chance"
        } else {
            "now shows its options in one order"
        };
        found.push(words.to_owned());
    }
    match (&old.kind, &new.kind) {
        (QuestionKind::SeveralOf { least, most, .. }, QuestionKind::SeveralOf { least: from, most: to, .. }) => {
            limit(least.as_ref(), from.as_ref(), "fewest ticks", u32::to_string, &mut found);
            limit(most.as_ref(), to.as_ref(), "most ticks", u32::to_string, &mut found);
        }
        (QuestionKind::Rank { most, .. }, QuestionKind::Rank { most: to, .. }) => {
            limit(most.as_ref(), to.as_ref(), "number of places", u32::to_string, &mut found);
        }
        (QuestionKind::Scale { points }, QuestionKind::Scale { points: now }) if points.len() != now.len() => {
            found.push(format!("has {} points now, not {}", now.len(), points.len()));
        }
        (QuestionKind::Matrix { every_row, .. }, QuestionKind::Matrix { every_row: now, .. }) if every_row != now => {
            let words = if *now {
                "needs an answer in every row where it has to be answered"
            } else {
                "can be answered in some rows"
            };
            found.push(words.to_owned());
        }
        (
            QuestionKind::Number { places, least, most, .. },
            QuestionKind::Number { places: now, least: from, most: to, .. },
        ) => {
            if places != now {
                found.push(format!("takes {now} decimal places now, not {places}"));
            }
            limit(least.as_ref(), from.as_ref(), "smallest number", ToString::to_string, &mut found);
            limit(most.as_ref(), to.as_ref(), "largest number", ToString::to_string, &mut found);
        }
        (QuestionKind::Money { least, most }, QuestionKind::Money { least: from, most: to }) => {
            let pounds = |pence: &i64| crate::money::pounds(*pence);
            limit(least.as_ref(), from.as_ref(), "smallest amount", pounds, &mut found);
            limit(most.as_ref(), to.as_ref(), "largest amount", pounds, &mut found);
        }
        (QuestionKind::Split { total, money, .. }, QuestionKind::Split { total: now, .. }) if total != now => {
            let words = |total: i64| if *money { crate::money::pounds(total) } else { total.to_string() };
            found.push(format!("shares out {} now, not {}", words(*now), words(*total)));
        }
        (QuestionKind::Text { published, .. }, QuestionKind::Text { published: now, .. }) => {
            if old.longest() != new.longest() {
                found.push(format!("takes up to {} characters now, not {}", new.longest(), old.longest()));
            }
            if published != now {
                let words = if *now {
                    "may have what is written from now on published, once it was read"
                } else {
                    "is read by staff alone now: nothing that is written is published"
                };
                found.push(words.to_owned());
            }
        }
        (
            QuestionKind::Date { partial, earliest, latest },
            QuestionKind::Date { partial: now, earliest: from, latest: to },
        ) => {
            if partial != now {
                let words = if *now { "can be answered with a month or a year alone" } else { "needs the whole date" };
                found.push(words.to_owned());
            }
            let day = |limit: &DateLimit| match limit {
                DateLimit::On(date) => date.to_string(),
                DateLimit::Today => "the day it is answered".to_owned(),
            };
            limit(earliest.as_ref(), from.as_ref(), "first date", day, &mut found);
            limit(latest.as_ref(), to.as_ref(), "last date", day, &mut found);
        }
        _ => {}
    }
    found
}

fn limit<T: PartialEq>(
    old: Option<&T>,
    new: Option<&T>,
    what: &str,
    words: impl Fn(&T) -> String,
    found: &mut Vec<String>,
) {
    match (old, new) {
        (old, new) if old == new => {}
        (_, Some(new)) => found.push(format!("has another limit now: the {what} is {}", words(new))),
        (_, None) => found.push(format!("has no limit now for the {what}")),
    }
}
