//! Whether a scale is fair to both sides, whether it asks for agreement where the thing itself could be asked about,
//! and whether its words answer the question.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::offered::OptionRole;
use super::rule::LintRule;
use super::scales::{FAMILIES, FREQUENCY, ScaleFamily, Side, Weight, family, family_of, is_scale, points, weight};
use super::words::LabelSentence;
use crate::ui::first_letter::uncapitalised;

/// The side that a question names, where it names one and not the other: "how satisfied".
fn one_sided<'a>(sentence: &LabelSentence<'a>) -> Option<(&'a str, &'static ScaleFamily)> {
    let from = sentence.words.iter().position(|word| word.lower == "how")?;
    let (at, family) = [1, 2].into_iter().find_map(|ahead| {
        let word = sentence.words.get(from + ahead)?;
        let (family, _) = family_of(&word.lower)?;
        Some((from + ahead, family))
    })?;
    if family.both.is_empty() || sentence.lower(at) == "much" {
        return None;
    }
    let side = family_of(sentence.lower(at)).map(|(_, side)| side);
    let both = sentence.words.iter().any(|word| {
        family_of(&word.lower).is_some_and(|(other, other_side)| other.name == family.name && Some(other_side) != side)
    });
    (!both && sentence.lower(at + 1) != "or").then(|| (sentence.between(from, at + 1), family))
}

/// `unbalanced` and `no-neutral`.
pub(super) fn balance(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if !matches!(asked.form, AnswerForm::Scale | AnswerForm::Matrix | AnswerForm::OneOf) {
        return;
    }
    if asked.form == AnswerForm::OneOf && !is_scale(&asked.points) {
        return;
    }
    let labels = || points(&asked.points).iter().map(|point| point.label).collect::<Vec<_>>().join(", ");
    let weighed = weight(&asked.points);
    match weighed {
        Weight::Leans { good, bad } => {
            let better = match (good, bad) {
                (_, 0) => {
                    "None of the options is against it. Offer as many on that side, from the one end to its opposite"
                }
                (0, _) => "None of the options is for it. Offer as many on that side, from the one end to its opposite",
                _ => "Offer as many options on the one side as on the other, from one end to its opposite",
            };
            let example = family(&asked.points)
                .filter(|family| !family.both.is_empty())
                .map_or(String::new(), |family| format!(": “{}”", five_points(family)));
            let counted = format!("{good} on one side and {bad} on the other: ");
            findings.add(
                asked,
                LintRule::Unbalanced,
                labels(),
                format!("{counted}{}{example}.", uncapitalised(better)),
            );
        }
        // "No opinion" in the midst of the points is a middle of a kind.
        // A note that says why is a reason.
        Weight::Fair { middle: false } if !asked.question.note.is_empty() => {}
        Weight::Fair { middle: false }
            if points(&asked.points).len() >= 4
                && !asked.points.iter().rev().skip(1).any(|point| point.role == OptionRole::DontKnow) =>
        {
            let middle = family(&asked.points).filter(|family| {
                !family.both.is_empty() && family.both.contains(" or ") && !family.both.ends_with("or not")
            });
            let middle = middle.map_or("Neither one nor the other".to_owned(), |family| {
                format!("Neither {}", family.both.replacen(" or ", " nor ", 1))
            });
            findings.add(
                asked,
                LintRule::NoNeutral,
                labels(),
                format!("Add “{middle}” in the middle, or say in a note why people should choose a side."),
            );
        }
        Weight::Fair { .. } | Weight::Unsaid => {}
    }
    let opposite = asked
        .points
        .iter()
        .flat_map(|point| &point.sentence.words)
        .any(|word| matches!(family_of(&word.lower), Some((_, Side::Bad))));
    if opposite
        && let Some((words, one_side)) = asked.sentences.iter().find_map(one_sided)
        && family(&asked.points).is_some_and(|scale| scale.name == one_side.name)
    {
        findings.add(
            asked,
            LintRule::Unbalanced,
            words,
            format!(
                "Name both sides: “{}”",
                asked.asking.text().replacen(words, &format!("How {}", one_side.both), 1) + "?”"
            )
            .replace("?””", "?”"),
        );
    }
}

fn five_points(family: &ScaleFamily) -> String {
    let (good, bad) = family.both.split_once(" or ").unwrap_or((family.name, "not"));
    match family.name {
        "agree" | "support" => format!("Strongly {good}, {good}, neither, {bad}, strongly {bad}"),
        _ => format!("Very {good}, fairly {good}, neither, fairly {bad}, very {bad}"),
    }
}

/// `agree-scale`: a statement, or a question whether people agree, with agreement as the answer.
pub(super) fn agreement(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let agreeing = asked.points.iter().any(|point| point.has(&["agree"]))
        && asked.points.iter().any(|point| point.has(&["disagree"]));
    if !agreeing
        || !matches!(asked.form, AnswerForm::Scale | AnswerForm::Matrix | AnswerForm::OneOf | AnswerForm::YesNo)
        || mismatch_of_words(asked).is_some()
        || super::counts::points_differ(asked).is_some()
    {
        return;
    }
    let quality = asked.sentences.iter().flat_map(|sentence| &sentence.words).find_map(|word| {
        family_of(&word.lower).filter(|(family, _)| {
            !matches!(family.name, "agree" | "yes" | "much" | "like" | "support") && !family.both.is_empty()
        })
    });
    let better = quality.map_or_else(
        || {
            "Ask about the thing itself, with its own words as answers: how easy or difficult, how good or poor, \
            too many or too few, how often."
                .to_owned()
        },
        |(family, _)| {
            format!("Ask it straight: “How {} …?”, with “{}” as the answers.", family.both, five_points(family))
        },
    );
    findings.add(
        asked,
        LintRule::AgreeScale,
        points(&asked.points).iter().map(|point| point.label).collect::<Vec<_>>().join(", "),
        better,
    );
}

/// What the question judges, where it says so: "how satisfied", "agree or disagree", "how often".
fn judged<'a>(sentence: &LabelSentence<'a>) -> Option<(&'a str, &'static str)> {
    let words = &sentence.words;
    for (at, word) in words.iter().enumerate() {
        if word.lower == "how" {
            if sentence.lower(at + 1) == "often" {
                return Some((sentence.between(at, at + 2), "often"));
            }
            let ahead = [1, 2].into_iter().find(|ahead| family_of(sentence.lower(at + ahead)).is_some());
            if let Some(ahead) = ahead
                && let Some((family, _)) = family_of(sentence.lower(at + ahead))
                && family.name != "much"
                && family.name != "like"
            {
                return Some((sentence.between(at, at + ahead + 1), family.name));
            }
        }
        if word.lower == "or"
            && let Some((left, one)) = at.checked_sub(1).and_then(|before| family_of(sentence.lower(before)))
            && let Some((right, other)) = family_of(sentence.lower(at + 1))
            && left.name == right.name
            && one != other
        {
            return Some((sentence.between(at - 1, at + 2), left.name));
        }
    }
    None
}

/// The words of the question that judge something else than the options do.
fn mismatch_of_words<'a>(asked: &AskedQuestion<'a>) -> Option<(&'a str, String)> {
    let (words, wanted) = judged(&asked.asking).or_else(|| asked.sentences.iter().find_map(judged))?;
    let frequency = asked.points.iter().filter(|point| point.has(FREQUENCY)).count() * 2 > asked.points.len().max(1);
    let offered = if frequency { "often" } else { family(&asked.points)?.name };
    let same = wanted == offered
        || matches!((wanted, offered), ("useful" | "important" | "confident" | "clear" | "good" | "like", "much"))
        || (offered == "much" && wanted != "often");
    (!same && offered != "yes").then(|| (words, offered.to_owned()))
}

/// `scale-mismatch`.
pub(super) fn mismatch(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if matches!(asked.form, AnswerForm::Scale | AnswerForm::Matrix | AnswerForm::OneOf)
        && asked.points.len() >= 3
        && let Some((words, _)) = mismatch_of_words(asked)
    {
        let better = FAMILIES.iter().find(|family| {
            judged(&asked.asking).is_some_and(|(_, name)| name == family.name && family.both.contains(" or "))
        });
        let better = better.map_or("Make the options answer these words.".to_owned(), |family| {
            format!("Let the options answer these words: “{}”.", five_points(family))
        });
        findings.add(asked, LintRule::ScaleMismatch, words, better);
        return;
    }
    if asked.form == AnswerForm::YesNo
        && asked.opening == Opening::Open
        && !asked.options.iter().any(|option| option.sentence.words.len() > 4)
    {
        let at = asked
            .asking
            .words
            .iter()
            .position(|word| word.is(&["what", "which", "how", "why", "when", "where", "who"]))
            .unwrap_or_default();
        findings.add(
            asked,
            LintRule::ScaleMismatch,
            asked.asking.between(at, at + 2),
            "“Yes” and “no” do not answer this. Offer answers that fit, or ask whether it is so.",
        );
        return;
    }
    super::counts::mismatch(asked, findings);
}
