//! Questions about what people would do, and about what was long ago: of neither do people know much.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::counts::whole;
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::LabelSentence;

phrases! {
    /// What somebody would do.
    WOULD_DO:
    "would|might|could you|your .. use|visit|come|attend|borrow|pay|travel|volunteer",
    "would|might|could you|your .. go|join|recommend|buy|bring|drive|walk|cycle|read",
    "would|might|could you|your .. participate|donate|stop|start|switch|help|spend|still",
    "would|might|could you|your .. continue|register|hire|rent|return|make|download|learn|take",
    "would you be likely|willing|prepared|interested|able|more|less|happy|inclined|unlikely|upset|affected",
    "how|more|less likely|often would|are you|be", "how likely|unlikely|often|frequently .. would you|we|your",
    "would you consider", "imagine|suppose|supposing that|you|the|we|your|there|it", "if you were|had|could",
    "if we|the|your|our|it|there|this|a|libraries|library .. closed|opened|were|charged|moved",
    "if we|the|your|our|it|there|this|a|libraries|library .. had|started|offered|introduced|stopped|reduced",
    "if we|the|your|our|it|there|this|a|libraries|library .. cut|became|ran|provided|changed|put",
    "if we|the|your|our|it|there|this|a|libraries|library .. extended|increased|got|shut|lent|did",
    "would it|this|that|these|closing|closure|changing .. affect|make|stop|encourage|help you|your",
    "what would you do", "where would you go", "how would you feel|react|get|manage|travel", "would you have",
    "how much would you|your", "would people|residents|your_family|your_children", "would you personally",
}
phrases! {
    /// A wish for now, an opinion, or an open question about what would help: no supposition about behaviour.
    WISH:
    "would you like|prefer|rather|say|describe|rate|support .. us",
    "would you oppose|mind|agree|welcome|want|choose|recommend .. us",
    "what|which|when|where|how .. would make|help|encourage|improve|suit|be", "would you like", "what would|could",
    "how would you like|rate|describe|prefer|feel about?", "would suit", "if you could change",
    "would that|this|it|they be a|suit",
}

/// `hypothetical`.
pub(super) fn hypothetical(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    for sentence in &asked.sentences {
        let found = WOULD_DO.find_all(sentence).into_iter().find(|(from, to)| {
            let near = from.saturating_sub(4)..*to;
            let wished = near.clone().any(|at| WISH.at(sentence, at).is_some_and(|end| end > *from))
                && !sentence.words.iter().any(|word| word.lower == "if" || word.lower == "more");
            let open = matches!(asked.form, AnswerForm::Text)
                && asked.opening == Opening::Open
                && sentence.lower(*from) == "would"
                && matches!(sentence.lower(0), "what" | "which");
            let present = sentence.lower(*from) == "how" && sentence.lower(from + 2) == "are";
            !wished
                && !open
                && !present
                && (sentence.lower(*from) != "if"
                    || sentence.has(&["would", "could", "might"])
                    || sentence.lower(from + 1) == "you")
        });
        if let Some((from, to)) = found {
            findings.add(
                asked,
                LintRule::Hypothetical,
                sentence.between(from, to),
                "Ask what people did lately (“In the last 4 weeks, have you …?”) or what keeps them from it \
                    now, and what would suit them.",
            );
            return;
        }
    }
}

phrases! {
    COUNTED:
    "how many|often|frequently", "how much .. spend|spent|pay|paid|use|read|borrow", "number of", "how regularly",
    "what times",
}
phrases! {
    LONG_AGO:
    "in|during|over|within? the? last|past|previous year|twelve|decade", "last|previous|past year", "since 2*",
    "in your life|lifetime|childhood", "ever", "so far this year", "in a|an typical|average|normal year",
    "since you joined", "when you were a child|at|young", "before the pandemic|covid|lockdown", "in total since",
}

/// A period in months, with its words: "the last five years".
pub(super) fn period<'a>(sentence: &LabelSentence<'a>) -> Option<(i64, &'a str)> {
    (0..sentence.words.len()).find_map(|at| {
        let back = matches!(sentence.lower(at), "last" | "past" | "previous" | "preceding");
        let number =
            whole(sentence.lower(at + 1)).or_else(|| matches!(sentence.lower(at + 1), "few" | "couple").then_some(3));
        let (number, unit) = match (number, sentence.lower(at + 1)) {
            (Some(number), _) => (number, at + 2),
            (None, "year" | "decade") => (1, at + 1),
            _ => return None,
        };
        let months = match sentence.lower(unit) {
            "year" | "years" => number.checked_mul(12)?,
            "decade" | "decades" => number.checked_mul(120)?,
            "month" | "months" => number,
            "week" | "weeks" => number / 4,
            _ => return None,
        };
        let from = at - usize::from(at > 0 && sentence.lower(at - 1) == "the");
        back.then(|| (months, sentence.between(from, unit + 1)))
    })
}

/// `recall-period`.
pub(super) fn recall(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.equality || asked.form == AnswerForm::Nothing {
        return;
    }
    let better = "Ask about “the last 4 weeks”, or 3 months at most; or ask how often, with “never” among the options.";
    let told = || asked.sentences.iter();
    // "In 2025": a whole year, and which year it is now cannot be known here.
    let in_year = told().find_map(|sentence| {
        let year = |word: &str| word.len() == 4 && whole(word).is_some_and(|year| (1950..2100).contains(&year));
        let at = (1..sentence.words.len())
            .find(|at| year(sentence.lower(*at)) && matches!(sentence.lower(at - 1), "in" | "during" | "since"))?;
        Some(sentence.between(at - 1, at + 1))
    });
    let counted = told().any(|sentence| COUNTED.find(sentence).is_some()) || asked.form == AnswerForm::Amount;
    if let Some((months, words)) = told().find_map(period)
        && (months > 12 || (counted && months > 3))
    {
        findings.add(asked, LintRule::RecallPeriod, words, better);
    } else if counted
        && let Some(words) = LONG_AGO.words_in(&asked.sentences).or(in_year)
        && period_is_none(asked)
    {
        findings.add(asked, LintRule::RecallPeriod, words, better);
    }
}

/// A short period is named, so that "a year" or "ever" beside it is something else.
fn period_is_none(asked: &AskedQuestion<'_>) -> bool {
    let named = asked.sentences.iter().find_map(period).is_some();
    // "How much council tax … a year", "How many hours a week": what is so, not what is remembered.
    let money = asked
        .sentences
        .iter()
        .any(|sentence| sentence.has(&["cost", "costs", "budget", "charge", "fee", "subscription"]));
    !named && !money
}
