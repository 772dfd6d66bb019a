//! Questions to which one answer is respectable, and statements of which nobody is against.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::LabelSentence;

phrases! {
    /// What one does not like to admit, or ought to do.
    RESPECTABLE:
    "do|did|have you .. read|talk|sing|listen to|with your child|children|son|daughter|grandchildren|family",
    "return .. on time", "late returning", "have you ever .. damaged|lost|stolen|kept|written|torn|lied|dropped",
    "have you ever .. spoiled|broken|cheated|ignored|eaten|taken|sneaked|forgotten|avoided",
    "do you .. care|worry about", "do you vote|recycle|donate|volunteer|exercise", "did you vote",
    "do you keep quiet|to",
    "do you .. respect|follow|obey .. the? other|others|rules|books|staff|people|environment",
    "do you .. observe|look_after|take_care_of|keep_to .. the? other|others|rules",
    "do you .. observe|look_after|take_care_of|keep_to .. the? books|staff|people|environment",
    "do you support|value|believe_in .. equal|equality|literacy|diversity",
    "do you support|value|believe_in .. disabled|fairness|inclusion|education|learning",
    "do you think|believe that? it|children|reading|literacy|education|libraries .. important|should_read",
    "do you always|usually? pay|return|tidy|wash|switch|turn .. your? fines|fee|fees|books|on|others|staff",
    "do you always|usually? clean|clear|thank|help|respect|treat .. your? fines|fee|fees",
    "do you always|usually? clean|clear|thank|help|respect|treat .. your? books|on|others|staff",
    "do you always|usually? pay|return|tidy|wash|switch|turn .. your? neighbours|people|everyone",
    "do you always|usually? pay|return|tidy|wash|switch|turn .. your? hands|rubbish|litter|phone",
    "do you always|usually? clean|clear|thank|help|respect|treat .. your? neighbours|people|everyone",
    "do you always|usually? clean|clear|thank|help|respect|treat .. your? hands|rubbish|litter|phone",
    "do you .. help|treat|support|welcome .. neighbours|strangers|everyone|disabled",
    "do you .. help|treat|support|welcome .. others|refugees|people|elderly|older",
    "are you a good|responsible|caring|considerate parent|neighbour|citizen|reader|person|user",
    "is|are reading|literacy|education important", "do you read enough|regularly|books|newspapers|every|as",
    "how many books|newspapers do|did|have you read", "do you .. racist|racism|prejudice|prejudiced",
    "are you .. racist|prejudiced|honest|considerate|polite|lonely|struggling", "do you drop|leave litter|rubbish",
    "do you try|aim to", "do you want .. children|young_people|people .. to read|succeed|learn|do_well",
    "do you limit|monitor|supervise", "do you take pride|an? interest in", "do you keep up with",
    "do you make sure|an effort", "would|do you mind|object to? sharing|helping", "do you wash",
    "have you ever failed", "do you speak|talk quietly|politely", "do you owe", "do you find it hard to read",
    "are you able to read",
}

/// `socially-desirable`.
pub(super) fn desirable(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let told = matches!(asked.form, AnswerForm::YesNo | AnswerForm::Scale)
        || (asked.form == AnswerForm::OneOf && asked.opening == Opening::Closed);
    if !told || asked.equality || asked.asking.words.first().is_some_and(|word| word.lower == "how") {
        return;
    }
    let Some((from, to)) = RESPECTABLE.find(&asked.asking) else { return };
    let proposal = asked.asking.has(&["plan", "plans", "proposal", "proposals", "library's", "instead"]);
    // A count with a period is a plain report of what was done.
    let reported = asked.sentences.iter().find_map(super::supposing::period).is_some()
        || asked.asking.has(&["days", "weeks", "months"]);
    if proposal || reported {
        return;
    }
    findings.add(
        asked,
        LintRule::SociallyDesirable,
        asked.asking.between(from, to),
        "Make every answer an ordinary one (“Many people are short of time for this”), and ask how often it was \
        so in the last week, with “never” as one option among others.",
    );
}

/// Words of which nobody is against.
const WELCOME: &[&str] = &[
    "support",
    "supports",
    "supporting",
    "engage",
    "engages",
    "engaging",
    "engagement",
    "promote",
    "promotes",
    "promoting",
    "encourage",
    "encourages",
    "improve",
    "improves",
    "improving",
    "enhance",
    "enhances",
    "quality",
    "high-quality",
    "excellent",
    "modern",
    "welcoming",
    "inclusive",
    "accessible",
    "community",
    "communities",
    "wellbeing",
    "well-being",
    "health",
    "value",
    "needs",
    "heart",
    "literacy",
    "learning",
    "opportunities",
    "opportunity",
    "partners",
    "partnership",
    "partnerships",
    "best",
    "better",
    "lives",
    "vibrant",
    "safe",
    "friendly",
    "efficient",
    "effective",
    "sustainable",
    "fair",
    "equal",
    "equality",
    "diverse",
    "diversity",
    "everyone",
    "everybody",
    "innovative",
    "creative",
    "culture",
    "enjoyment",
    "enjoy",
    "love",
    "experience",
    "good",
    "great",
    "people's",
    "potential",
    "aspirations",
    "helpful",
    "respect",
    "trusted",
    "responsive",
    "listen",
    "listening",
    "empower",
    "thrive",
    "flourish",
    "strong",
    "local",
    "service",
    "services",
    "work",
    "together",
    "serve",
    "meet",
    "deliver",
    "provide",
    "people",
    "residents",
    "libraries",
    "library",
    "council",
    "education",
    "withstand",
    "withstands",
    "challenges",
    "current",
    "future",
    "financial",
    "resilient",
    "resilience",
    "reading",
    "future",
    "all",
    "customers",
];
/// Those of them that are aims in themselves.
const AIMS: &[&str] = &[
    "support",
    "supports",
    "engage",
    "engages",
    "engagement",
    "promote",
    "promotes",
    "encourage",
    "improve",
    "improves",
    "enhance",
    "enhances",
    "quality",
    "high-quality",
    "excellent",
    "modern",
    "welcoming",
    "inclusive",
    "accessible",
    "wellbeing",
    "well-being",
    "needs",
    "heart",
    "literacy",
    "opportunities",
    "partners",
    "partnership",
    "partnerships",
    "best",
    "better",
    "lives",
    "efficient",
    "effective",
    "sustainable",
    "equality",
    "diversity",
    "innovative",
    "culture",
    "potential",
    "aspirations",
    "responsive",
    "listen",
    "empower",
    "thrive",
    "flourish",
    "value",
    "respect",
    "trusted",
    "safe",
    "friendly",
    "good",
    "withstand",
    "withstands",
    "resilient",
    "resilience",
];
/// Words by which something costs something, or is instead of something.
const PRICED: &[&str] = &[
    "instead", "rather", "even", "if", "than", "pay", "cost", "costs", "tax", "fewer", "less", "reduce", "reduced",
    "close", "closing", "cut", "charge", "charges", "fee", "fees", "before", "after", "until", "from", "between", "by",
    "replace", "move", "not", "without", "unless", "because", "when",
];

/// `platitude`.
pub(super) fn platitude(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if !asked.is_judged() || asked.equality {
        return;
    }
    let agreeing = asked.points.iter().any(|point| point.has(&["agree", "important", "support", "unimportant"]))
        || asked.form == AnswerForm::YesNo;
    if !agreeing {
        return;
    }
    let told: Vec<&LabelSentence<'_>> =
        if asked.opening == Opening::Statement { asked.sentences.iter().collect() } else { vec![&asked.asking] };
    let rows = asked.plain().map(|row| &row.sentence).filter(|_| asked.form == AnswerForm::Matrix);
    for sentence in told.into_iter().chain(rows) {
        if is_platitude(sentence, asked) {
            findings.add(
                asked,
                LintRule::Platitude,
                sentence.text(),
                "Say what it would cost, where, from when or instead of what: “Should we buy fewer books so \
                    that … ?”",
            );
            return;
        }
    }
}

fn is_platitude(sentence: &LabelSentence<'_>, asked: &AskedQuestion<'_>) -> bool {
    const FRAME: &[&str] = &[
        "how",
        "important",
        "unimportant",
        "or",
        "is",
        "it",
        "that",
        "to",
        "you",
        "do",
        "agree",
        "disagree",
        "extent",
        "what",
        "far",
        "should",
        "must",
        "we",
        "our",
        "the",
        "a",
        "an",
        "and",
        "of",
        "in",
        "at",
        "for",
        "with",
        "their",
        "its",
        "are",
        "be",
        "will",
        "they",
        "your",
        "on",
        "need",
        "needs",
        "which",
        "as",
        "think",
        "strongly",
        "this",
        "can",
        "more",
        "these",
        "by",
        "help",
        "make",
        "keep",
        "continue",
        "new",
        "offer",
        "give",
        "build",
        "create",
        "ensure",
        "want",
        "wants",
        "provides",
        "provide",
        "delivers",
        "money",
        "council's",
        "role",
        "plan",
        "aim",
        "vision",
        "key",
        "part",
        "place",
        "places",
    ];
    let normative =
        sentence.has(&["should", "must", "important", "need", "needs", "ought", "essential", "aim", "want", "vision"])
            || asked.points.iter().any(|point| point.has(&["important"]));
    // What somebody says of their own library as it is ("My library is welcoming") can be denied.
    if !normative || sentence.words.iter().any(|word| word.has_digit() || word.is(PRICED)) || sentence.lower(0) == "my"
    {
        return false;
    }
    let content: Vec<_> = sentence.words.iter().filter(|word| !word.is(FRAME)).collect();
    let welcome = content.iter().filter(|word| word.is(WELCOME)).count();
    let aims = content.iter().filter(|word| word.is(AIMS)).count();
    let named = sentence.words.iter().skip(1).any(|word| word.is_capital() && word.lower != "i");
    aims >= 1 && content.len() >= 2 && welcome * 4 >= content.len() * 3 && !named
}
