//! What may not change about a question of each kind, and why.

use crate::questionnaires::definition::answer::PartialDate;
use crate::questionnaires::definition::question::{AnswerOption, DateLimit, Question, QuestionKind};
use crate::questionnaires::definition::texts::Wording;

use super::text_place::same_words;

/// A published thing that is changed in a way that it may not be: what is wrong, and what to do instead, both as the end of
/// a sentence that begins with the question.
pub(super) struct Forbidden {
    /// "cannot become a scale", …
    pub(super) cannot: String,
    /// A sentence.
    pub(super) instead: &'static str,
}

const NEW_ONE: &str = "Retire it and add a new question.";
const WIDER: &str = "Answers that were taken before have to be takeable still: leave the limit or widen it.";

/// What is forbidden about how a question of the same key differs from what was published.
pub(super) fn forbidden(old: &Question, new: &Question) -> Vec<Forbidden> {
    let mut found = Vec::new();
    let mut cannot = |what: &str, instead| found.push(Forbidden { cannot: what.to_owned(), instead });
    if old.kind.word() != new.kind.word() {
        let what = format!("was asked as the type {} and cannot become {}", old.kind.word(), new.kind.word());
        cannot(&what, NEW_ONE);
        return found;
    }
    for (was, is, words) in [
        (old.dont_know, new.dont_know, "“I don’t know”"),
        (old.prefer_not_to_say, new.prefer_not_to_say, "“I prefer not to say”"),
    ] {
        if was && !is {
            cannot(&format!("cannot stop offering {words}"), "People answered so. Leave it, or add a new question.");
        }
    }
    match (&old.kind, &new.kind) {
        (
            QuestionKind::SeveralOf { least: fewest, most, .. },
            QuestionKind::SeveralOf { least: new_fewest, most: new_most, .. },
        ) => {
            // A lower limit that is not said is one; nobody ticks none.
            if new_fewest.unwrap_or(1).max(1) > fewest.unwrap_or(1).max(1) {
                cannot("cannot ask for more ticks than before", WIDER);
            }
            if narrower_top(most.as_ref(), new_most.as_ref()) {
                cannot("cannot allow fewer ticks than before", WIDER);
            }
        }
        (QuestionKind::Scale { points }, QuestionKind::Scale { points: new_points }) => {
            if points.len() == new_points.len() {
                if points.iter().enumerate().any(|(at, was)| takes_over(at, was, points, new_points)) {
                    cannot(
                        "cannot have its points change places",
                        "A 1 that was sent would mean something else. Leave their order.",
                    );
                }
            } else {
                let what = format!("has {} points and cannot have {}", points.len(), new_points.len());
                cannot(&what, "A 3 of 5 is no 3 of 7. Retire the question and add a new one.");
            }
        }
        (QuestionKind::Matrix { columns, .. }, QuestionKind::Matrix { columns: new_columns, .. })
            // The points of a matrix are a scale: each is judged beside the others, so there may be no more and no fewer.
            if standing(columns) != standing(new_columns) => {
                cannot(
                    "cannot have other points than before, or the same in another order",
                    "Each point was chosen beside the others. Retire the question and add a new one; rows can come and go.",
                );
            }
        (QuestionKind::Rank { list, most }, QuestionKind::Rank { list: new_list, most: new_most }) => {
            // A third place of three is the last, of seven a good one.
            let (was, is) = (rank_places(&list.options, *most), rank_places(&new_list.options, *new_most));
            if was != is {
                let what = format!("gave {was} places and cannot give {is}");
                cannot(&what, "The third of three is not the third of seven. Retire the question and add a new one.");
            }
        }
        (
            QuestionKind::Number { places, least, most, unit },
            QuestionKind::Number { places: new_places, least: new_least, most: new_most, unit: new_unit },
        ) => {
            if places != new_places {
                cannot("cannot have another number of decimal places", NEW_ONE);
            }
            if another_unit(unit, new_unit) {
                cannot(
                    "cannot change what it counts (its unit)",
                    "A 3 that was sent would mean something else. Retire the question and add a new one.",
                );
            }
            limits(
                narrower_bottom(least.as_ref(), new_least.as_ref()),
                narrower_top(most.as_ref(), new_most.as_ref()),
                &mut cannot,
            );
        }
        (QuestionKind::Money { least, most }, QuestionKind::Money { least: new_least, most: new_most }) => {
            limits(
                narrower_bottom(least.as_ref(), new_least.as_ref()),
                narrower_top(most.as_ref(), new_most.as_ref()),
                &mut cannot,
            );
        }
        (QuestionKind::Split { options, total, .. }, QuestionKind::Split { options: new, total: new_total, .. }) => {
            if total != new_total {
                cannot(
                    "cannot share out another total",
                    "What was sent came to the old one. Retire the question and add a new one.",
                );
            }
            // A part says how much was left for the others.
            let sorted = |options| {
                let mut codes = standing(options);
                codes.sort_unstable();
                codes
            };
            if sorted(options) != sorted(new) {
                cannot(
                    "cannot share out among other options than before",
                    "A share among three is not a share among four. Retire the question and add a new one.",
                );
            }
        }
        (QuestionKind::Text { .. }, QuestionKind::Text { .. })
            if new.longest() < old.longest() => {
                cannot("cannot take fewer characters than before", WIDER);
            }
        (
            QuestionKind::Date { partial, earliest, latest },
            QuestionKind::Date { partial: new_partial, earliest: new_earliest, latest: new_latest },
        ) => {
            if *partial && !new_partial {
                cannot(
                    "cannot insist on the whole date",
                    "People gave a month or a year alone. Leave it, or add a new question.",
                );
            }
            limits(
                another_day(earliest.as_ref(), new_earliest.as_ref(), |was, is| is.compared(was).is_gt()),
                another_day(latest.as_ref(), new_latest.as_ref(), |was, is| is.compared(was).is_lt()),
                &mut cannot,
            );
        }
        _ => {}
    }
    found
}

fn limits(bottom: bool, top: bool, cannot: &mut impl FnMut(&str, &'static str)) {
    if bottom {
        cannot("cannot begin higher or later than before", WIDER);
    }
    if top {
        cannot("cannot end lower or earlier than before", WIDER);
    }
}

/// What is forbidden about how an option, a row or a point of the same code differs from what was published. `as_asked` is
/// what it was when it could last be chosen.
pub(super) fn forbidden_of_option(
    old: &AnswerOption,
    new: &AnswerOption,
    as_asked: Option<&AnswerOption>,
    all_old: &[AnswerOption],
) -> Vec<Forbidden> {
    let mut found = Vec::new();
    let mut cannot = |what: &str, instead| found.push(Forbidden { cannot: what.to_owned(), instead });
    if old.exclusive != new.exclusive {
        cannot(
            if new.exclusive { "cannot exclude the others now" } else { "cannot be chosen beside others now" },
            "What was ticked was ticked under the other rule. Retire it and add a new option.",
        );
    }
    if old.write_in && !new.write_in {
        cannot(
            "cannot stop asking “please say”",
            "What people wrote has a column of its own. Leave it, or retire the option.",
        );
    }
    let has_new_words_of_another = all_old.iter().any(|other| {
        other.code != old.code && same_text(&other.label, &new.label) && !same_text(&old.label, &new.label)
    });
    if has_new_words_of_another {
        cannot(
            "cannot take the words of another option",
            "Answers that were sent for the one would be counted as the other. Leave the words with their codes.",
        );
    }
    if let Some(asked) = as_asked.filter(|_| old.retired && !new.retired)
        && !agree(&asked.label, &new.label)
    {
        cannot(
            "was retired and cannot come back for something else",
            "Bring it back in its old words, or add a new option.",
        );
    }
    found
}

/// Whether a question that is asked again after it was retired is still what it was when it was last asked.
pub(super) fn agree(asked: &Wording, new: &Wording) -> bool {
    asked.all().all(|(language, text)| new.get(language).is_some_and(|now| same_words(text, now)))
}

/// Whether they say the same in some language, and in none something else.
fn same_text(one: &Wording, other: &Wording) -> bool {
    let mut shared = one.all().filter_map(|(language, text)| Some((text, other.get(language)?))).peekable();
    shared.peek().is_some() && shared.all(|(text, now)| same_words(text, now))
}

/// Whether a point got the words that another point had, and does not have its own any more.
fn takes_over(at: usize, was: &Wording, old: &[Wording], new: &[Wording]) -> bool {
    let Some(now) = new.get(at) else { return false };
    !same_text(was, now) && old.iter().enumerate().any(|(other, point)| other != at && same_text(point, now))
}

fn standing(options: &[AnswerOption]) -> Vec<&str> {
    options.iter().filter(|option| !option.retired).map(|option| option.code.as_str()).collect()
}

fn rank_places(options: &[AnswerOption], most: Option<u32>) -> usize {
    let standing = standing(options).len();
    most.map_or(standing, |most| standing.min(most as usize))
}

/// A unit that is added in another language is the same unit.
fn another_unit(old: &Wording, new: &Wording) -> bool {
    old.is_empty() != new.is_empty() || !agree(old, new)
}

fn narrower_bottom<T: Ord>(old: Option<&T>, new: Option<&T>) -> bool {
    new.is_some_and(|new| old.is_none_or(|old| new > old))
}

fn narrower_top<T: Ord>(old: Option<&T>, new: Option<&T>) -> bool {
    new.is_some_and(|new| old.is_none_or(|old| new < old))
}

/// Whether a limit of dates takes away days. "Today" moves and a day does not, so neither can be told to be wider.
fn another_day(
    old: Option<&DateLimit>,
    new: Option<&DateLimit>,
    narrower: impl Fn(&PartialDate, &PartialDate) -> bool,
) -> bool {
    match (old, new) {
        (_, None) | (Some(DateLimit::Today), Some(DateLimit::Today)) => false,
        // A limit that is named in more detail may cut a part of the year off.
        (Some(DateLimit::On(was)), Some(DateLimit::On(is))) => {
            was != is && (narrower(was, is) || was.compared(is).is_eq())
        }
        _ => true,
    }
}
