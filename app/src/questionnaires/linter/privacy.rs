//! Questions that ask who somebody is: name, address, full postcode, mail, telephone, date of birth.

use super::asked::{AnswerForm, AskedQuestion};
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use crate::questionnaires::definition::question::QuestionKind;

phrases! {
    IDENTIFYING:
    "your full? name|surname|forename|names", "your? first|last|full|family|given name|names",
    "what is your full? name", "name|names of the? person|respondent|your",
    "your .. email|e-mail|phone|telephone|mobile|address|postcode", "email|e-mail address",
    "phone|telephone|mobile|contact number|numbers|details", "home|postal|full address",
    "full|home|your postcode|postcodes", "postcode", "house|door|flat number", "national insurance number",
    "nhs number", "library card|ticket|membership number", "date of birth", "what street|road do you live",
    "signature", "your child's|children's full? name|school|names", "name", "email|e-mail",
    "telephone|address|surname", "how can|may we contact you",
    "twitter|instagram|facebook|social handle|username|account", "your employer", "car registration",
}
phrases! {
    /// Less than what tells one person from others, or somebody else's.
    HARMLESS:
    "first half|part|three|four|few|bit|section|letters|characters|digits of? .. postcode",
    "first half|part|letters|characters of your|the postcode", "postcode area|district|sector", "outward code",
    "start|beginning of your|the postcode", "partial postcode",
    "name of the|your library|libraries|group|organisation|branch|club",
    "name of the|your nearest|event|book|service|company|business",
    "name one|two|three|up|any|the|a|some|your favourite?",
    "library's|group's|organisation's|book's|favourite|new|best name|names", "name should|would|for|do you",
    "prefer- .. name", "by email|e-mail|phone|telephone|post",
    "the email|e-mail|phone|telephone newsletter|newsletters|line|service",
    "email newsletter|newsletters|reminder|reminders|alerts|notices", "our email|website|telephone|phone|address",
    "name the", "do|did|have|has|would|should|is|are|can|does|how|which|when",
}

/// `personal-data`.
pub(super) fn check(asked: &AskedQuestion<'_>, equality_block: bool, findings: &mut FindingList<'_>) {
    let written = match &asked.question.kind {
        QuestionKind::Text { .. } | QuestionKind::Number { .. } => true,
        QuestionKind::Date { .. } => {
            !equality_block && asked.sentences.iter().any(|sentence| sentence.has(&["birth", "born"]))
        }
        _ => false,
    };
    let request = asked.asking.words.first().is_some_and(|word| {
        word.is(&[
            "what",
            "please",
            "your",
            "enter",
            "give",
            "tell",
            "write",
            "type",
            "name",
            "email",
            "e-mail",
            "full",
            "first",
            "last",
            "phone",
            "telephone",
            "mobile",
            "postcode",
            "home",
            "address",
            "surname",
            "contact",
            "date",
            "when",
            "if",
            "who",
            "provide",
            "house",
            "library",
            "could",
            "can",
            "may",
            "signature",
            "how",
            "which",
        ])
    });
    let written_or_file = written && asked.form != AnswerForm::Nothing;
    if !written_or_file || !request {
        return;
    }
    for sentence in &asked.sentences {
        if sentence.words.len() > 14 {
            continue;
        }
        let short = sentence.words.len() <= 4;
        let born = asked.form == AnswerForm::Other && sentence.has(&["birth", "born"]);
        let found = IDENTIFYING
            .find(sentence)
            .filter(|(from, to)| short || *to > from + 1 || sentence.lower(*from) == "postcode");
        let harmless = HARMLESS.find_all(sentence).into_iter().any(|(from, to)| to > from + 1);
        if (born || found.is_some()) && !harmless {
            let (from, to) = found.unwrap_or((0, sentence.words.len()));
            let better = if sentence.has(&["postcode"]) {
                "Ask for the first half of the postcode and the figure after it, which is a kind of question \
                    of its own."
            } else if sentence.has(&["birth", "born"]) {
                "Ask for the age in bands, among the equality questions."
            } else {
                "Take it out. Whoever wants to hear the outcome can leave an address where notices are \
                    ordered, apart from the answers."
            };
            findings.add(asked, LintRule::PersonalData, sentence.between(from, to), better);
            return;
        }
    }
}
