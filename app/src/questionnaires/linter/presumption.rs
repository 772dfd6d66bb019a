//! What a question takes for granted: that somebody uses, likes or remembers something, that they were asked
//! something before, or that they know what "the proposals" are.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::offered::OptionRole;
use super::phrases::{PhraseList, phrases};
use super::rule::LintRule;
use super::words::sentences;

phrases! {
    /// A way out within the question.
    IF_ANY:
    "if anything|any|anyone|anybody|anywhere|ever|applicable|at|so", "if you have|do|did|are|were|use|used|can|know",
    "what if anything",
}

phrases! {
    /// What is supposed to be so.
    SUPPOSED:
    "why do|did|have|don't|didn't|haven't|would|are|aren't|were|do|does you", "why you",
    "what made|makes|stopped|stops|prevented|prevents|put|keeps|kept you", "how much do|did|have you",
    "what did you like|dislike|enjoy|learn|gain|miss", "what do you dislike|hate|miss",
    "what have you learned|enjoyed|gained|liked|disliked",
    "as a|an .. user|users|member|members|visitor|visitors|reader|readers|borrower",
    "as a|an .. borrowers|parent|parents|carer|customer|volunteer|resident|student|pensioner",
    "when you come|visit|use|used|visited|came|last|first|were|go|went|borrow|attended|attend", "last time you",
    "your last|latest|most|recent|first|previous .. visit|session|loan|event|course|group|booking",
    "what|which problems|problem|difficulties|difficulty|trouble have|has|did|do|does|are|you",
    "what|which issues|improvement|improvements|benefits|benefit have|has|did|do|does|are|you",
    "how|how_much|how_far has|have|did the|our|this|your|it .. changed|helped|improved",
    "how|how_much|how_far has|have|did the|our|this|your|it .. affected|benefited|changed|made",
    "which of our|your .. did|do you enjoy|like|prefer", "what is|was your favourite", "how did you enjoy|like",
    "how did you find the|our|your", "who do|did you come|bring|visit|go",
    "what age|ages is|are your child|children|son|daughter|grandchildren",
    "how old is|are your child|children|son|daughter|grandchildren",
    "your child's|children's school|age|ages|favourite", "which school does|do",
    "how often do you take|bring|read_to your", "how would|do you rate|describe your last|recent|latest",
    "how has your use", "have you stopped", "since you joined|stopped|started", "what prompted",
}
phrases! {
    /// What everybody can say something about.
    OPEN_TO_ALL:
    "why do|did you think|say|feel|believe", "as a resident", "why do you say|think|feel",
    "how much do you agree|support|know|care", "how much would you", "how much did you spend",
    "how much do you think|know|worry|agree|support",
}
phrases! {
    /// Telling more of an answer that was given just before.
    FOLLOWING:
    "why is|was that", "why do|did you say|think|feel|answer|choose|give",
    "your answer|reason|reasons|choice|score|rating", "tell us more|why", "please explain", "explain your",
    "for this|your",
}

fn says(asked: &AskedQuestion<'_>, phrases: &PhraseList) -> bool {
    asked.sentences.iter().any(|sentence| phrases.find(sentence).is_some())
}

/// `assumption`. `earlier` are the questions before it.
pub(super) fn assumption(asked: &AskedQuestion<'_>, earlier: &[AskedQuestion<'_>], findings: &mut FindingList<'_>) {
    let free = asked.conditional
        || asked.equality
        || says(asked, &IF_ANY)
        || outs(asked)
        || skips(asked.help)
        || asked.form == AnswerForm::Nothing;
    if free {
        return;
    }
    let better = |what: &str| {
        format!(
            "First ask whether {what}, and put this only to those who say yes; or add an option such as “This \
                does not apply to me”."
        )
    };
    if super::ranges::begins_at_one(asked) {
        findings.add(
            asked,
            LintRule::Assumption,
            asked.asking.text(),
            "Begin the options with “None”, or first ask whether there are any.",
        );
        return;
    }
    if asked.form == AnswerForm::OneOf
        && USING.find(&asked.asking).is_some()
        && asked.opening == Opening::Open
        && asked.plain().count() >= 2
        && !asked.offers(OptionRole::Other)
    {
        if !is_filtered(asked, earlier) {
            findings.add(
                asked,
                LintRule::Assumption,
                asked.asking.text(),
                "Add an option for those who do not, such as “I do not use a library”.",
            );
        }
        return;
    }
    for sentence in &asked.sentences {
        let Some((from, to)) = SUPPOSED.find(sentence) else { continue };
        if OPEN_TO_ALL.at(sentence, from).is_some()
            || OPEN_TO_ALL.find(sentence).is_some()
            || is_filtered(asked, earlier)
        {
            continue;
        }
        // Who ticks nothing, or "none", says that there is none: that is for another rule.
        if asked.form == AnswerForm::SeveralOf && !matches!(sentence.lower(from), "as" | "when" | "your") {
            continue;
        }
        // What one does with a number can be nought.
        if asked.form == AnswerForm::Amount && !matches!(sentence.lower(from), "as" | "why") {
            continue;
        }
        findings.add(asked, LintRule::Assumption, sentence.between(from, to), better("this is so"));
        return;
    }
}

phrases! {
    /// Asks which one somebody uses, where some use none.
    USING:
    "which|what library|branch do|did you use|visit|go|borrow|belong|like|prefer",
    "how often do|did you use|visit|borrow|attend|come|go|volunteer|bring|take",
}

fn outs(asked: &AskedQuestion<'_>) -> bool {
    asked.options.iter().any(|option| matches!(option.role, OptionRole::None | OptionRole::Outside))
        || (asked.form == AnswerForm::OneOf && super::offered::says_rarely_or_less(&asked.options))
}

fn skips(help: &str) -> bool {
    let words = super::words::lower_words(help);
    words.iter().any(|word| matches!(word.as_str(), "skip" | "leave" | "blank" | "empty"))
        && words.iter().any(|word| matches!(word.as_str(), "if" | "otherwise"))
}

/// Whether an earlier question asked whether it is so, or this one follows straight on an answer.
fn is_filtered(asked: &AskedQuestion<'_>, earlier: &[AskedQuestion<'_>]) -> bool {
    let own = &asked.stems;
    let before = earlier.last();
    let closed = |other: &AskedQuestion<'_>| {
        matches!(
            other.form,
            AnswerForm::YesNo
                | AnswerForm::OneOf
                | AnswerForm::SeveralOf
                | AnswerForm::Scale
                | AnswerForm::Matrix
                | AnswerForm::Rank
        )
    };
    // "Why do you say that?" after any question.
    if says(asked, &FOLLOWING) && before.is_some_and(closed) && asked.form == AnswerForm::Text {
        return true;
    }
    earlier.iter().any(|other| {
        if !closed(other) {
            return false;
        }
        let theirs = &other.stems;
        let shared = own.intersection(theirs).count();
        shared >= 1 && (shared * 2 >= own.len().min(theirs.len())) && (other.form == AnswerForm::YesNo || outs(other))
    })
}

phrases! {
    CONDITION_SAID:
    "if yes|no|not|so", "if you answered|said|ticked|chose|selected|responded|replied|marked",
    "if you have|do|don't|use|used|visit|visited|are",
    "if you aren't|were|need|bring|brought|borrow|borrowed|attend|attended",
    "if you come|came|work|study|live|own|know|belong|volunteer",
    "if you went|go|drive|stopped|cannot|can't|haven't|did|didn't",
    "if your child|children|answer|library|organisation|group|household", "if the|this answer", "for those who|of",
    "only answer|complete if", "answer|complete this question? only if", "if applicable|relevant", "parents only",
    "where applicable",
}
phrases! {
    /// An invitation, or a supposition about what is to come.
    INVITING:
    "if you have any|anything|other|further|more|comments|something|questions|ideas|suggestions",
    "if you want|wish|would_like|like|prefer", "if you have time", "if you are able|happy|willing",
    "if you do not want|wish|mind", "if you know", "if you need to|more|space", "if you have nothing",
}

/// `missing-condition`.
pub(super) fn condition(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.conditional || asked.equality || asked.form == AnswerForm::Nothing {
        return;
    }
    let would = says(asked, &WOULD);
    for sentence in &asked.sentences {
        let found = CONDITION_SAID.find_all(sentence).into_iter().find(|(from, to)| {
            let spoken = matches!(sentence.lower(from + 1), "yes" | "no" | "not" | "so")
                || sentence.lower(from + 1) == "you"
                    && matches!(
                        sentence.lower(to - 1),
                        "answered" | "said" | "ticked" | "chose" | "selected" | "responded" | "replied" | "marked"
                    );
            let begins = *from == 0 || sentence.words.get(from - 1).is_some_and(|word| word.mark == ',') && *from > 2;
            let invites = INVITING.at(sentence, *from).is_some()
                && sentence.lower(*from + 1) == "you"
                && NEEDING.at(sentence, *from).is_none();
            begins
                && (spoken || !(invites || (would && sentence.lower(*from) == "if")))
                && (spoken || !asked.options.iter().any(|option| matches!(option.role, OptionRole::Outside)))
        });
        if let Some((from, to)) = found {
            findings.add(
                asked,
                LintRule::MissingCondition,
                sentence.between(from, to),
                "Give the question a condition on the earlier answer, and take these words out: only those whom \
                it concerns will then be asked.",
            );
            return;
        }
    }
}

phrases! {
    WOULD:
    "would", "could", "might", "will",
}
phrases! {
    NEEDING:
    "if you need help to",
}

phrases! {
    /// What is spoken of as known.
    POINTING:
    "the|our|these|this|those|any|the_council's|both proposal|proposals|plan|plans|change",
    "the|our|these|this|those|any|the_council's|both changes|scheme|strategy|options|proposed_changes|savings",
    "the|our|these|this|those|any|the_council's|both measures|approach|ideas|reforms|cuts|closures",
    "the|our|these|this restructure|review|recommendation|recommendations|findings|conclusions",
    "those|any|the_council's|both restructure|review|recommendation|recommendations|findings|conclusions",
    "the|our|these|council's proposed|new|draft|planned|suggested change|changes|proposal|proposals|plan",
    "the|our|these|council's proposed|new|draft|planned|suggested plans|model|strategy|approach|arrangements",
    "the|our|these|council's proposed|new|draft|planned|suggested hours|service|times|charges|fees",
    "the|our|these|council's proposed|new|draft|planned|suggested options|policy|timetable|measures|structure",
    "described|outlined|set_out|mentioned|listed|shown|explained|given above|below|earlier|overleaf",
    "option|proposal|plan|scenario|model a|b|c|1|2|3|one|two|three", "which|what|preferred option|proposal|scenario",
    "as above|described|proposed|outlined", "this|that proposal|change|idea|plan|option",
}
phrases! {
    /// What says what it is: "the proposal to open on Sundays".
    SAYING:
    "to|for|of|that|about|on|in|at|from|where|by|with|between *",
}

/// `missing-context`. `informed` says whether anything was explained before.
pub(super) fn context(asked: &AskedQuestion<'_>, informed: bool, findings: &mut FindingList<'_>) {
    if informed
        || asked.form == AnswerForm::Nothing
        || asked.equality
        || sentences(asked.help).iter().map(|sentence| sentence.words.len()).sum::<usize>() >= 8
        || !asked.preamble().is_empty()
    {
        return;
    }
    let described = asked.plain().any(|option| option.sentence.words.len() >= 3);
    let found = POINTING.find_all(&asked.asking).into_iter().find(|(from, to)| {
        let sentence = &asked.asking;
        let last = sentence.lower(to - 1);
        let choice = (*from..*to).any(|at| matches!(sentence.lower(at), "option" | "options" | "scenario" | "model"));
        if choice && described {
            return false;
        }
        if matches!(last, "above" | "below" | "earlier" | "overleaf" | "out") {
            return true;
        }
        // "the changes to the timetable" says which; "the proposals in general", "the proposals for the library"
        // hardly do.
        let told = SAYING.at(sentence, *to).is_some()
            && !matches!(
                sentence.lower(to + 1),
                "general" | "full" | "question" | "principle" | "you" | "your" | "whole"
            );
        let generic = matches!(sentence.lower(*from), "any" | "what" | "which") && !choice;
        let already =
            sentence.words.get(..*from).is_some_and(|words| words.iter().any(super::words::LabelWord::has_digit));
        !told && !generic && !already
    });
    if let Some((from, to)) = found {
        let words = asked.asking.between(from, to);
        findings.add(
            asked,
            LintRule::MissingContext,
            words,
            format!(
                "Say what “{words}” is: what would change, where and from when, in the sentence below the question or \
            on a page of information before it."
            ),
        );
    }
}
