//! The linter: it reads a draft as a colleague would who has written many questionnaires, and says what people will
//! stumble over, in which words, and how to say it better. It never changes anything. What it says firmly must be
//! mended or answered with a reason before the questionnaire is published; the rest is advice.
//!
//! It is as important that it is silent about a good question as that it speaks about a bad one: staff who are told
//! of faults that are none stop reading. Both are measured on labelled questions (`fixtures/labelled.tsv`). Rules
//! about words are for English alone.

mod asked;
mod balance;
mod calendar;
mod choices;
mod counts;
mod figures;
mod finding;
mod findings;
mod labelled;
mod leaning;
mod length;
mod measures;
mod negatives;
mod offered;
mod pairs;
mod phrases;
mod presumption;
mod printing;
mod privacy;
mod ranges;
mod respectable;
mod rule;
mod scales;
mod stems;
mod strength;
mod structure;
mod supposing;
mod topics;
mod translation;
mod vagueness;
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

pub use finding::{LintFinding, LintPlace};
pub use labelled::{LabelledQuestion, read_labelled};
pub use rule::LintRule;
pub use strength::LintStrength;

use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::Language;
use asked::AskedQuestion;
use findings::FindingList;

/// What the linter has to know beside the questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LintContext {
    /// Whether it can be answered on paper, so that what cannot be printed is a fault.
    pub paper: bool,
    /// Whether it is the block of equality questions: it comes after everything and concerns the person.
    pub equality_block: bool,
    /// Words that the service's glossary explains.
    pub glossary: Vec<String>,
}

/// Whether the points of a scale, or of the lines of a matrix, begin with the better end, as far as their words tell.
pub fn better_first(question: &Question, language: &Language) -> bool {
    match &question.kind {
        QuestionKind::Matrix { columns, .. } => scales::begins_well(&offered::columns(columns, language)),
        _ => scales::begins_well(&offered::offered(question, language)),
    }
}

/// Reads a draft. The findings are in the order of the questionnaire: first those about the whole, then by question.
pub fn lint(questionnaire: &Questionnaire, context: &LintContext) -> Vec<LintFinding> {
    let english = questionnaire.languages.iter().find(|language| language.is_english());
    let language = english.unwrap_or_else(|| questionnaire.first_language());
    let mut findings = FindingList::new(language);
    translation::check(questionnaire, &mut findings);
    if context.paper {
        printing::check(questionnaire, &mut findings);
    }
    if let Some(english) = english {
        let asked = asked::asked(questionnaire, english);
        let mut explained = asked::text(&questionnaire.introduction, english).to_owned();
        for (at, one) in asked.iter().enumerate() {
            let earlier = asked.get(..at).unwrap_or_default();
            question(one, earlier, context, &explained, &mut findings);
            if matches!(one.question.kind, QuestionKind::Information) {
                explained.push('\n');
                explained.push_str(one.label);
                explained.push('\n');
                explained.push_str(one.help);
            }
        }
        structure::duplicates(&asked, &mut findings);
        structure::order(&asked, context.equality_block, |key| is_used(questionnaire, key), &mut findings);
        structure::reading_age(questionnaire, english, &mut findings);
    }
    structure::whole(questionnaire, language, &mut findings);
    findings.sorted()
}

/// Every rule about one question. `explained` is what was said in the introduction and on pages of information before
/// it.
fn question(
    asked: &AskedQuestion<'_>,
    earlier: &[AskedQuestion<'_>],
    context: &LintContext,
    explained: &str,
    findings: &mut FindingList<'_>,
) {
    if !asked.question.asks() {
        figures::check(asked, findings);
        return;
    }
    leaning::check(asked, findings);
    pairs::check(asked, findings);
    balance::agreement(asked, findings);
    balance::balance(asked, findings);
    balance::mismatch(asked, findings);
    negatives::check(asked, findings);
    negatives::absolutes(asked, findings);
    vocabulary::check(asked, context, explained, findings);
    length::check(asked, findings);
    ranges::check(asked, findings);
    figures::check(asked, findings);
    choices::concession(asked, findings);
    choices::unknown(asked, findings);
    choices::lists(asked, findings);
    choices::reticence(asked, context.equality_block, findings);
    presumption::assumption(asked, earlier, findings);
    presumption::condition(asked, findings);
    presumption::context(asked, explained.split_whitespace().count() >= 20, findings);
    supposing::hypothetical(asked, findings);
    supposing::recall(asked, findings);
    vagueness::vague(asked, findings);
    respectable::platitude(asked, findings);
    vagueness::scope(asked, findings);
    respectable::desirable(asked, findings);
    structure::many(asked, findings);
    privacy::check(asked, context.equality_block, findings);
}

/// Whether a condition of the questionnaire looks at a question.
fn is_used(questionnaire: &Questionnaire, key: &str) -> bool {
    let pages = questionnaire.pages.iter().filter_map(|page| page.when.as_ref());
    let questions = questionnaire.questions().filter_map(|question| question.when.as_ref());
    pages.chain(questions).any(|condition| condition.tests().iter().any(|(of, _)| of.key.as_str() == key))
}
