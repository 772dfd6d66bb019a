//! Numbers in words and figures, and whether a question counts its own options rightly.

use super::asked::{AnswerForm, AskedQuestion};
use super::findings::FindingList;
use super::offered::OptionRole;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::LabelSentence;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::question::QuestionKind;

const NUMBER_WORDS: &[(&str, i64)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("eighteen", 18),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
    ("hundred", 100),
    ("once", 1),
    ("twice", 2),
];

/// A number in words or figures, without its currency, percent sign or ending: "£1,000", "40%", "three", "50p".
pub(super) fn number(word: &str) -> Option<Decimal> {
    if let Some((_, number)) = NUMBER_WORDS.iter().find(|(known, _)| *known == word) {
        return Decimal::whole(*number);
    }
    let bare = word.strip_prefix('£').unwrap_or(word);
    let bare = bare.strip_suffix('%').or_else(|| bare.strip_suffix('+')).unwrap_or(bare);
    if !bare.bytes().next()?.is_ascii_digit() {
        return None;
    }
    // A comma parts thousands, as in "1,000"; "16,25" is no number.
    let thousands = bare.split('.').next()?.split(',').skip(1).all(|group| group.len() == 3);
    if !thousands {
        return None;
    }
    bare.replace(',', "").parse().ok()
}

/// The same as a whole number.
pub(super) fn whole(word: &str) -> Option<i64> {
    number(word).and_then(Decimal::as_whole)
}

phrases! {
    TICK_ALL:
    "all that apply", "as many as", "all which apply", "more than one if|option|answer", "all options that",
    "any that apply",
}
phrases! {
    TICK_ONE:
    "tick|select|choose|pick|mark only|just one", "tick|select|choose|pick|mark one only|option|answer|box",
    "one option|answer only", "only one option|answer|box",
}

/// "On a scale of 1 to 10", "out of 10": the lowest and highest number, and the words.
fn scale_said<'a>(sentence: &LabelSentence<'a>) -> Option<(i64, i64, &'a str)> {
    let words = &sentence.words;
    for at in 0..words.len() {
        if sentence.lower(at) == "scale" && matches!(sentence.lower(at + 1), "of" | "from") {
            let low = whole(sentence.lower(at + 2));
            let (joint, next) = (sentence.lower(at + 3), whole(sentence.lower(at + 4)));
            match (low, joint, next) {
                (Some(low), "to" | "and", Some(high)) => return Some((low, high, sentence.between(at, at + 5))),
                (Some(low), _, _) => {
                    if let Some(high) = whole(joint) {
                        return Some((low, high, sentence.between(at, at + 4)));
                    }
                }
                _ => {}
            }
        }
        if matches!(sentence.lower(at), "marks" | "stars" | "points" | "score" | "rate" | "mark")
            && let Some(out) = (at + 1..(at + 6).min(words.len()))
                .find(|out| sentence.lower(*out) == "out" && sentence.lower(out + 1) == "of")
            && let Some(high) = whole(sentence.lower(out + 2))
        {
            return Some((1, high, sentence.between(out, out + 3)));
        }
    }
    None
}

/// "These three services": how many are said to be there, and the words.
fn counted<'a>(sentence: &LabelSentence<'a>) -> Option<(i64, &'a str)> {
    (0..sentence.words.len()).find_map(|at| {
        let pointed = matches!(sentence.lower(at), "these" | "following")
            || (sentence.lower(at) == "the"
                && matches!(sentence.lower(at + 2), "options" | "services" | "proposals" | "choices" | "ideas"));
        let said = sentence.lower(at + 1);
        (pointed && !sentence.words.get(at + 1)?.text.starts_with('£'))
            .then(|| whole(said))?
            .map(|number| (number, sentence.between(at, at + 3)))
    })
}

/// "Choose up to three", "your top five": how many are to be chosen.
fn chosen<'a>(sentence: &LabelSentence<'a>) -> Option<(i64, &'a str)> {
    (0..sentence.words.len()).find_map(|at| {
        let asked = matches!(sentence.lower(at), "choose" | "tick" | "select" | "pick" | "rank" | "top");
        let number = if sentence.lower(at + 1) == "up" && sentence.lower(at + 2) == "to" { at + 3 } else { at + 1 };
        let number =
            if sentence.lower(number) == "your" && sentence.lower(number + 1) == "top" { number + 2 } else { number };
        asked
            .then(|| whole(sentence.lower(number)))?
            .filter(|number| *number > 0)
            .map(|said| (said, sentence.between(at, number + 1)))
    })
}

/// Where the question says how many points there are and the options differ: the words, how many it says and how many
/// there are.
pub(super) fn points_differ<'a>(asked: &AskedQuestion<'a>) -> Option<(&'a str, i64, i64)> {
    let there = asked.points.iter().filter(|point| matches!(point.role, OptionRole::Plain)).count();
    let there = i64::try_from(there).ok()?;
    if !matches!(asked.form, AnswerForm::Scale | AnswerForm::Matrix | AnswerForm::OneOf) || there < 2 {
        return None;
    }
    let (low, high, words) = asked.sentences.iter().chain(&asked.instructions).find_map(scale_said)?;
    let largest =
        asked.points.iter().flat_map(|point| &point.sentence.words).filter_map(|word| whole(&word.lower)).max();
    let points = high.saturating_sub(low).saturating_add(1);
    (points != there || largest.is_some_and(|largest| largest != high)).then_some((words, points, there))
}

/// "From 1 (most important) to 5": how many places are to be given.
fn places<'a>(sentence: &LabelSentence<'a>) -> Option<(i64, &'a str)> {
    (0..sentence.words.len()).find_map(|at| {
        let begins = sentence.lower(at) == "1"
            && at
                .checked_sub(1)
                .is_some_and(|before| matches!(sentence.lower(before), "from" | "numbers" | "order" | "with"));
        let to = (at + 1..at + 8).find(|to| sentence.lower(*to) == "to" && whole(sentence.lower(to + 1)).is_some())?;
        begins.then(|| whole(sentence.lower(to + 1)))?.map(|last| (last, sentence.between(at, to + 2)))
    })
}

/// Numbers in the question that differ from the options, and "tick all" where only one can be ticked.
pub(super) fn mismatch(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let everything = || asked.sentences.iter().chain(&asked.instructions);
    // "Both the same" is no third evening.
    let counts = |point: &&super::offered::OfferedOption<'_>| {
        point.role == OptionRole::Plain && !point.has(&["both", "either", "all", "equally"])
    };
    let there = asked.points.iter().filter(counts).count();
    let there_whole = i64::try_from(there).unwrap_or(i64::MAX);
    if let Some((words, points, there)) = points_differ(asked) {
        let better =
            format!("The question speaks of {points} points and there are {there} to choose from. Make them the same.");
        findings.add(asked, LintRule::ScaleMismatch, words, better);
        return;
    }
    if asked.form == AnswerForm::Rank
        && let Some((last, words)) = everything().find_map(places)
        && last != there_whole
    {
        let better = format!("The question says 1 to {last} and there are {there} options. Make them the same.");
        findings.add(asked, LintRule::ScaleMismatch, words, better);
        return;
    }
    if matches!(asked.form, AnswerForm::Rank | AnswerForm::SeveralOf | AnswerForm::OneOf)
        && there > 0
        && let Some((said, words)) = everything().find_map(counted)
        && said != there_whole
    {
        let better = format!("The question says {said} and there are {there} options. Make them the same.");
        findings.add(asked, LintRule::ScaleMismatch, words, better);
        return;
    }
    let most = match &asked.question.kind {
        QuestionKind::SeveralOf { most, .. } | QuestionKind::Rank { most, .. } => most.map(i64::from),
        _ => None,
    };
    if let Some(most) = most
        && let Some((said, words)) = everything().find_map(chosen)
        && said != most
    {
        let better = format!("The question says {said} and {most} can be chosen. Make them the same.");
        findings.add(asked, LintRule::ScaleMismatch, words, better);
        return;
    }
    if asked.form == AnswerForm::Rank
        && let Some((said, words)) = everything().find_map(chosen)
        && said > there_whole
        && there > 0
    {
        let better = format!("The question says {said} and there are {there} options. Make them fit.");
        findings.add(asked, LintRule::ScaleMismatch, words, better);
        return;
    }
    let help = super::words::sentences(asked.help);
    let told = everything().chain(&help).cloned().collect::<Vec<_>>();
    if matches!(asked.form, AnswerForm::OneOf | AnswerForm::YesNo | AnswerForm::Scale)
        && let Some(words) = TICK_ALL.words_in(&told)
    {
        findings.add(
            asked,
            LintRule::ScaleMismatch,
            words,
            "Only one option can be chosen here. Let people choose as many as fit, or take these words out.",
        );
    } else if asked.form == AnswerForm::SeveralOf
        && most != Some(1)
        && let Some(words) = TICK_ONE.words_in(&told)
    {
        findings.add(
            asked,
            LintRule::ScaleMismatch,
            words,
            "Several options can be chosen here. Let people choose one, or take these words out.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_words_and_figures() {
        for (word, read) in [
            ("three", Some("3")),
            ("£1,000", Some("1000")),
            ("40%", Some("40")),
            ("1.50", Some("1.5")),
            ("16,25", None),
            ("a", None),
            ("65+", Some("65")),
            ("50p", None),
        ] {
            assert_eq!(number(word).map(|number| number.to_string()).as_deref(), read, "{word}");
        }
    }
}
