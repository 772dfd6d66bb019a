//! Words that each reads in another way ("often", "nearby"), and questions that do not say for whom.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::LabelSentence;

phrases! {
    /// Amounts that each reads in another way.
    VAGUE:
    "frequent|frequently|regular|regularly|occasional|occasionally|infrequent|infrequently|seldom", "often",
    "recent|recently|lately", "many", "a few|lot|bit|couple|number of?", "lots of", "several", "quite a few|lot",
    "rarely", "sometimes", "much",
    "a long|short|reasonable|fair|decent|sensible|large|small time|distance|wait|walk|way|amount",
    "a long|short|reasonable|fair|decent|sensible|large|small number|sum|charge|fee|price|notice",
    "heavy|light|keen|active|avid user|users|reader|readers|borrower|borrowers|member|library_user", "nearby",
    "near|close_to|close_by|local_to your? home|you|here|where|a_library", "enough time", "long enough", "soon",
    "usually|normally|generally use|visit|come|go|have",
}
phrases! {
    USER:
    "frequent|infrequent|regular|occasional|heavy|light user|users|visitor|visitors|reader|readers",
    "frequent|infrequent|regular|occasional|heavy|light borrower|borrowers|customer",
    "frequent|infrequent|regular|occasional|heavy|light customers|attender|library_user",
}
phrases! {
    /// The same words where they are what is asked, or a name.
    ASKED_FOR:
    "how often|many|much|long|frequently|regularly|recently|frequent|regular|recent",
    "more|less|as|so|too|very often|many|much|frequently|regularly|frequent|regular",
    "as often|much|many|frequently|regularly as", "most recent|recently|often",
    "regular events|event|meetings|meeting|session|sessions|price",
    "regular print|class|classes|hours|opening|newsletter|activities", "too many|much|few", "not many|much",
    "a large print", "every so often", "recent visit|order|change|changes|event|work",
    "recent refurbishment|session|loan|consultation|proposals|opening|newsletter", "nearest", "many thanks",
    "how|too long|short", "a number between|from|1|on",
    "a|much lot|little|bit|more|less|better|worse|longer|shorter more|less|better|worse|easier|harder",
}
const FREQUENCY_WORDS: &[&str] =
    &["often", "sometimes", "rarely", "seldom", "occasionally", "regularly", "frequently", "usually", "hardly"];

/// `vague-quantity`.
pub(super) fn vague(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.equality {
        return;
    }
    let judged = matches!(asked.form, AnswerForm::YesNo | AnswerForm::Scale | AnswerForm::Matrix)
        || (asked.form == AnswerForm::OneOf && asked.opening == Opening::Closed);
    if judged {
        let found = VAGUE.find_all(&asked.asking).into_iter().find(|(from, to)| {
            let sentence = &asked.asking;
            let before = from.checked_sub(1).map_or("", |before| sentence.lower(before));
            let meant =
                (from.saturating_sub(2)..*to).any(|at| ASKED_FOR.at(sentence, at).is_some_and(|end| end > *from));
            let far = matches!(sentence.lower(*from), "near" | "close") && asked.form != AnswerForm::YesNo;
            // A scale of agreement about "the library is often noisy" is vague too; "how much" is not.
            let scale_of_much = asked.form == AnswerForm::Scale && before == "how";
            let opinion = matches!(sentence.lower(*from), "much" | "a") && asked.form != AnswerForm::YesNo;
            !meant
                && !far
                && !scale_of_much
                && !opinion
                && !matches!(before, "how" | "too" | "as" | "more" | "less" | "so" | "not")
                && (sentence.lower(*from) != "much" || before.is_empty())
        });
        if let Some((from, to)) = found {
            let words = asked.asking.between(from, to);
            findings.add(
                asked,
                LintRule::VagueQuantity,
                words,
                format!(
                    "Say how often, how many, how far or since when in figures, in place of “{words}”: “In the last 4 \
                weeks, how many times …?”"
                ),
            );
            return;
        }
    }
    // "As an infrequent user": whatever is asked.
    if !judged && let Some(words) = USER.words_in(&asked.sentences) {
        findings.add(
            asked,
            LintRule::VagueQuantity,
            words,
            format!(
                "Say how often in figures, in place of “{words}”: “If you came less than once in the last 3 months …”"
            ),
        );
        return;
    }
    if matches!(asked.form, AnswerForm::OneOf | AnswerForm::Scale) {
        let vague: Vec<_> = asked
            .options
            .iter()
            .filter(|option| {
                option.has(FREQUENCY_WORDS)
                    && !option.has(&["less", "more"])
                    && !option.sentence.words.iter().any(super::words::LabelWord::has_digit)
                    && !option.has(&["week", "month", "year", "day", "weekly", "monthly", "daily", "once", "twice"])
            })
            .map(|option| option.label)
            .collect();
        if vague.len() >= 2 {
            findings.add(
                asked,
                LintRule::VagueQuantity,
                vague.join(", "),
                "Offer figures: “Most days”, “About once a week”, “About once a month”, “Less often”, “Never”.",
            );
        }
    }
}

phrases! {
    /// Asked of nobody in particular.
    UNSAID_SCOPE:
    "how important|useful|valuable .. is|are", "how important or unimportant|not .. is|are",
    "when|what_time|what_times|which_times|which_day|which_days|which_hours .. should",
    "what_hours|which_evening|which_evenings|what_day|what_days|how_late|how_early|how_long .. should",
    "is|are .. important|useful|valuable|necessary|worthwhile",
    "which|what .. is|are the? most|more important|useful|needed|valuable", "how often should",
    "what is the best time|day", "which|what .. matters most",
}
phrases! {
    /// It is said to whom.
    TO_WHOM:
    "to|for you|your|people|children|families|everybody|everyone|residents|communities",
    "to|for older|young|disabled|us|them|those|adults|teenagers|visitors|the", "you", "yourself|your|yours",
    "in your|the area|town|village|community|view", "for local|the|your|this|our",
}

/// `ambiguous-scope`.
pub(super) fn scope(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if !matches!(
        asked.form,
        AnswerForm::OneOf
            | AnswerForm::SeveralOf
            | AnswerForm::Scale
            | AnswerForm::Matrix
            | AnswerForm::Rank
            | AnswerForm::YesNo
    ) || asked.equality
    {
        return;
    }
    if findings.has(asked, LintRule::ForcedChoice) || findings.has(asked, LintRule::Platitude) {
        return;
    }
    let Some((from, to)) = UNSAID_SCOPE.find(&asked.asking) else { return };
    if asked.sentences.iter().any(|sentence| TO_WHOM.find(sentence).is_some()) {
        return;
    }
    // A choice between given times with "no preference" asks for what one prefers.
    let preferred = asked.options.iter().any(|option| option.has(&["preference"]));
    let concrete = asked.asking.has(&["we"]) && preferred;
    if concrete || is_weighed(&asked.asking) {
        return;
    }
    findings.add(
        asked,
        LintRule::AmbiguousScope,
        asked.asking.between(from, to),
        "Say for whom: “… to you”, “… when you would use it”, or “… for your town”.",
    );
}

/// Something in particular is asked about, so that nobody wonders in what sense.
fn is_weighed(sentence: &LabelSentence<'_>) -> bool {
    sentence.has(&["that"]) || sentence.words.iter().any(super::words::LabelWord::has_digit)
}
