//! What a question is about, as far as the rules have to know: whether it belongs to equality monitoring.

use super::asked::AnswerForm;
use super::phrases::phrases;
use super::words::LabelSentence;

phrases! {
    EQUALITY:
    "your religion|faith", "religion or belief", "ethnic group|origin|background|groups", "your|an ethnicity",
    "sexual orientation", "is your sex|gender", "male or female", "gender identity", "gender you identify",
    "registered at birth", "trans history", "transgender", "your race", "mental health condition|conditions|illness",
    "long-term|long-standing|longstanding illness|condition|conditions|disability",
    "long_term|long_standing illness|condition|disability",
    "are|do|consider you|yourself .. disabled|neurodivergent|deaf|transgender|trans", "have a disability",
    "have any disabilities|disability", "reduce your ability", "day-to-day activities",
    "health problem|problems or disability|disabilities", "limited because of", "how old are you", "your age",
    "age group|band|range are|do|is|best|applies", "your age group|band|range", "what age are you",
    "your date of birth", "marital status", "civil partnership status", "legal marital", "are you married",
    "are you pregnant", "pregnant or on", "on maternity leave", "are you a carer|unpaid", "look after or give",
    "give any help or support", "national identity", "your nationality", "your ethnic-", "your disability",
    "your sexuality", "sex registered", "same as your sex", "best describes your gender", "your gender", "your sex",
}

/// Whether it is a question of equality monitoring: about a protected characteristic of the person who answers.
pub(super) fn is_equality(sentences: &[LabelSentence<'_>], form: AnswerForm) -> bool {
    // What people say in their own words of, say, provision for their age group is an ordinary question.
    form != AnswerForm::Scale
        && form != AnswerForm::Matrix
        && form != AnswerForm::Rank
        && sentences.iter().any(|sentence| EQUALITY.find(sentence).is_some())
}
