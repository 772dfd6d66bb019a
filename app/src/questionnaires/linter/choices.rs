//! What is missing among the options: a way to say "I don't know", "none of these", "something else", "prefer not to
//! say", or "leave it as it is".

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::offered::OptionRole;
use super::phrases::{PhraseList, phrases};
use super::rule::LintRule;
use super::scales;
use super::strength::LintStrength;

fn says(asked: &AskedQuestion<'_>, phrases: &PhraseList) -> bool {
    asked.sentences.iter().any(|sentence| phrases.find(sentence).is_some())
}

phrases! {
    /// What people think, want or expect.
    OPINION:
    "should", "do you think|feel|believe|prefer|want|support|favour", "your view|opinion|preference", "would",
    "in your view|opinion", "do you agree", "ought", "must we|the", "shall we", "acceptable|unacceptable",
    "are you in favour|for|against",
}
phrases! {
    /// What everybody knows of themselves.
    OF_ONESELF:
    "are you answering|responding|replying|completing|filling", "are you 16|18|over|under|aged|a or",
    "would you like|be_happy|mind us|to|if", "do you want to|us",
    "may|can we contact|write|use|quote|publish|share|keep", "do you consent|give", "i|we consent|agree|confirm",
    "have you read|finished|answered|seen the|this|our", "are you happy for|to",
}
phrases! {
    /// What is outside: other people and things may be otherwise than one thinks.
    WORLD:
    "how far is|are", "how many|much .. does|do|is|are|has|have the|your library|service|council",
    "when does|did|do the|your", "does|do|is|are|has|have|did the|your|our|there|this|library|libraries",
}

/// `no-dont-know`: of a fact it is strong, of an opinion advice.
pub(super) fn unknown(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.equality
        || asked.options.is_empty() && asked.points.is_empty()
        || asked.has_way_out()
        || says(asked, &OF_ONESELF)
    {
        return;
    }
    let opinion = says(asked, &OPINION);
    // "None" and "never" answer a question about facts; of an opinion they are one more.
    if !opinion && (asked.has_none() || asked.offers(OptionRole::PreferNotToSay) || asked.question.prefer_not_to_say) {
        return;
    }
    let wanted = match asked.form {
        AnswerForm::YesNo | AnswerForm::Scale | AnswerForm::Matrix => true,
        AnswerForm::OneOf => {
            !asked.offers(OptionRole::Other)
                && !asked.offers(OptionRole::Branches)
                && (opinion || WORLD.at(&asked.asking, 0).is_some())
                || (opinion && !asked.offers(OptionRole::Branches))
        }
        _ => false,
    };
    if !wanted {
        return;
    }
    let judged = opinion || matches!(asked.form, AnswerForm::Scale | AnswerForm::Matrix);
    let strength = if judged { LintStrength::Advice } else { LintStrength::Strong };
    let better = match (asked.form, judged) {
        (AnswerForm::OneOf, true) => "Add “I don’t know” or “No preference” as the last option.",
        _ => "Add “I don’t know” as the last option.",
    };
    findings.add_with(asked, LintRule::NoDontKnow, strength, asked.asking.text(), better);
}

phrases! {
    /// Lists that are complete: of days, times, and what the question itself names.
    CLOSED_LIST:
    "of these|the|our|this|them|those", "following|listed|below|above", "do you prefer", "two|three|four|five|both",
}
const TIMES: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "weekdays",
    "weekends",
    "weekday",
    "weekend",
    "morning",
    "mornings",
    "afternoon",
    "afternoons",
    "evening",
    "evenings",
    "lunchtime",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "day",
    "days",
    "week",
    "month",
    "year",
    "often",
    "sometimes",
    "rarely",
    "never",
    "always",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "spring",
    "weeks",
    "months",
    "years",
    "ago",
    "hours",
    "minutes",
    "summer",
    "autumn",
    "winter",
    "once",
    "twice",
    "today",
    "yesterday",
    "night",
];
const MEASURES: &[&str] = &[
    "more", "less", "fewer", "longer", "shorter", "earlier", "later", "same", "too", "much", "most", "half", "quarter",
    "yourself", "myself", "support", "oppose", "agree", "disagree", "keep", "right", "male", "female", "yes", "no",
];

/// Whether the options are a complete list by what they are: times, ranges, libraries, degrees.
fn is_complete(asked: &AskedQuestion<'_>) -> bool {
    let plain: Vec<_> = asked.plain().collect();
    let all = |words: &[&str]| {
        !plain.is_empty() && plain.iter().filter(|option| option.has(words)).count() * 3 >= plain.len() * 2
    };
    // "Which library …": the service knows its own.
    let own = (0..asked.asking.words.len()).any(|at| {
        matches!(asked.asking.lower(at), "which" | "what")
            && matches!(asked.asking.lower(at + 1), "library" | "branch" | "libraries" | "branches")
    });
    asked.offers(OptionRole::Branches)
        || own
        || super::ranges::are_ranges(asked)
        || plain.iter().all(|option| option.sentence.words.iter().any(super::words::LabelWord::has_digit))
        || all(TIMES)
        || all(MEASURES)
        || plain.len() < 2
        || plain.iter().all(|option| super::offered::is_place_name(option))
}

/// `no-none` and `no-other`.
pub(super) fn lists(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.equality {
        return;
    }
    let several = asked.form == AnswerForm::SeveralOf;
    if several && asked.plain().count() > 0 {
        let none = asked.has_way_out() || asked.has_none() || asked.offers(OptionRole::PreferNotToSay);
        if !none {
            findings.add(
                asked,
                LintRule::NoNone,
                asked.asking.text(),
                "Add “None of these” as the last option, which goes with no other.",
            );
        }
    }
    let one = asked.form == AnswerForm::OneOf && asked.opening == Opening::Open;
    if !(several || one) || asked.offers(OptionRole::Other) || findings.has(asked, LintRule::ForcedChoice) {
        return;
    }
    let judged = says(asked, &OPINION) && one;
    if judged || says(asked, &CLOSED_LIST) || is_complete(asked) || scales::is_scale(&asked.options) {
        return;
    }
    findings.add(asked, LintRule::NoOther, asked.asking.text(), "Add “Something else (please say)” after the others.");
}

/// `missing-prefer-not-to-say`.
pub(super) fn reticence(asked: &AskedQuestion<'_>, equality_block: bool, findings: &mut FindingList<'_>) {
    let concerns = asked.equality || equality_block;
    let closed =
        matches!(asked.form, AnswerForm::YesNo | AnswerForm::OneOf | AnswerForm::SeveralOf | AnswerForm::Scale);
    if concerns
        && closed
        && !asked.options.is_empty()
        && !asked.question.prefer_not_to_say
        && !asked.offers(OptionRole::PreferNotToSay)
    {
        findings.add(
            asked,
            LintRule::MissingPreferNotToSay,
            asked.asking.text(),
            "Add “Prefer not to say” as the last option.",
        );
    }
}

phrases! {
    /// A loss or a price that the question takes as settled.
    SETTLED:
    "should|shall|could|might|will|would|must|do|can .. close|closed|cut|reduce|reduced",
    "should|shall|could|might|will|would|must|do|can .. stop|stopped|end|lose|charge|merge",
    "should|shall|could|might|will|would|must|do|can .. merged|sell|sold|shut|remove|removed",
    "should|shall|could|might|will|would|must|do|can .. save|drop|scrap|shorten|raise|increase",
    "should|shall|could|must we|the_council|you close|cut|reduce|stop|end|lose|charge|merge",
    "should|shall|could|must we|the_council|you sell|shut|remove|save|drop|scrap|shorten|raise|increase",
    "rather|prefer .. close|closed|cut|reduce|reduced|stop|stopped|lose|lost|charge|charged|merge",
    "rather|prefer .. merged|sell|sold|shut|save|saved|closing|cutting|reducing|losing|merging|selling",
    "savings|cuts|closures|reductions be|should|would|do",
    "which .. closure|closures|cut|cuts|reduction|reductions|charge|charges|fee|saving|savings",
    "who should run|take|manage|own", "should run|manage|take|own", "how|where|what .. make savings|cuts",
    "make the savings|cuts", "which .. least|less important|needed|useful|miss|used",
    "least important|need|needed|useful|missed|want|mind losing", "could you|we do_without|manage_without",
    "happiest|happy|ready|willing|prepared to lose|give_up|do_without|see",
}
phrases! {
    /// Options that leave things as they are.
    AS_IT_IS:
    "none", "neither", "nothing", "no change|changes|charge|cuts|closures|day|days|library|libraries|reduction",
    "keep|leave|stay|remain|continue|maintain|retain", "not|don't", "never", "stays|remains", "the council", "free",
    "£0", "0p", "as now|at present|today|before|is|it", "unchanged", "same", "against", "oppose", "disagree", "no",
    "other", "another", "something|some|somewhere else", "without", "status quo", "no-one|nobody",
}

/// `forced-choice`: every option accepts a loss that the question takes as settled.
pub(super) fn concession(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if !matches!(asked.form, AnswerForm::OneOf | AnswerForm::SeveralOf | AnswerForm::Rank)
        || asked.plain().count() < 2
        || asked.opening == Opening::Closed && !says(asked, &RATHER)
    {
        return;
    }
    let losses = asked.plain().all(|option| LOSS.find(&option.sentence).is_some());
    if !says(asked, &SETTLED) && !losses {
        return;
    }
    let open = asked
        .options
        .iter()
        .any(|option| AS_IT_IS.find(&option.sentence).is_some() && option.role != OptionRole::DontKnow);
    if open {
        return;
    }
    let better = "Add an option for those who are against it, such as “None of these: leave it as it is”, and room for \
        another idea.";
    findings.add(asked, LintRule::ForcedChoice, asked.option_words(), better);
}

phrases! {
    /// An option that takes something away, or makes it dearer.
    LOSS:
    "close|closing|closure|closures|shut|shutting|cut|cuts|cutting",
    "reduce|reduced|reducing|reduction|fewer|less|shorter|smaller|end",
    "ending|stop|stopping|sell|selling|merge|merging|remove|removing",
    "charge|charging|charges|fees|fee|scrap|lose|losing|lower|drop",
    "volunteer-run|volunteers|self-service|unstaffed|privatise|outsource|outsourcing",
}

phrases! {
    RATHER:
    "would|do you rather|prefer", "which|what|who|how|when|where|whether",
}
