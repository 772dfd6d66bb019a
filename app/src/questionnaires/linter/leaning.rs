//! Questions that lean to one answer: openings that expect agreement, arguments before the question, praise and
//! blame.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::phrases::{PhraseList, phrases};
use super::rule::LintRule;
use super::words::LabelSentence;

phrases! {
    /// Openings that ask for agreement.
    AGREEMENT:
    "do|would|don't|will you all? not? agree that|with|to",
    "do|would you agree it|we|the|our|libraries|library|this",
    "do|would|can you accept|recognise|acknowledge|appreciate|understand that", "would you not agree|say|think",
    "how much|strongly|far do you agree that|with",
    "don't|wouldn't|won't you think|agree|say|feel|want|like|prefer|support",
    "isn't|aren't|wasn't|shouldn't|wouldn't it|we|there|the|they|this|our|libraries|a|your",
    "couldn't|doesn't|hasn't|haven't|won't|can't it|we|there|the|they|this|our|libraries|a|your",
    "is|are|was|should|would|does|do it|we|there|they|you not the|time|be|true|obvious|better",
    "is|are|was|should|would|does|do it|we|there|they|you not right|fair|agree|think|feel|more", "is it not",
    "surely", "as you know", "as we all know", "as everyone|everybody knows",
    "you will|would|may|probably know|agree that", "of course", "obviously", "clearly", "no doubt", "undoubtedly",
    "needless to say", "it is clear|obvious|well-known|right that", "everyone|everybody agrees|knows|wants",
    "nobody wants", "wouldn't it", "do you share our|the view|belief|concern|concerns", "would you go along with",
    "are you in agreement with|that",
}

phrases! {
    /// What others think or do, before one is asked.
    OTHERS:
    "most|many|more of? people|residents|users|councils|libraries|authorities .. think|want|prefer|agree",
    "most|many|more of? people|residents|users|councils|libraries|authorities .. support|say|believe|feel",
    "most|many|more of? readers|parents|experts|places|areas|towns .. think|want|prefer|agree",
    "most|many|more of? readers|parents|experts|places|areas|towns .. support|say|believe|feel",
    "most|many|more of? people|residents|users|councils|libraries|authorities .. already|have|use|are",
    "most|many|more of? people|residents|users|councils|libraries|authorities .. now|told|welcome|like",
    "most|many|more of? readers|parents|experts|places|areas|towns .. already|have|use|are",
    "most|many|more of? readers|parents|experts|places|areas|towns .. now|told|welcome|like",
    "most people|residents|users", "the majority of|want|think|support",
    "experts|research|studies|evidence|surveys say|says|believe|believes|show|shows|agree",
    "science|professionals|doctors|teachers|librarians say|says|believe|believes|show|shows|agree",
    "experts|research|studies|evidence|surveys agrees|suggest|suggests|recommend|tell|tells|prove|proves",
    "science|professionals|doctors|teachers|librarians agrees|suggest|suggests|recommend",
    "science|professionals|doctors|teachers|librarians tell|tells|prove|proves",
    "other|neighbouring|nearby|similar|most|many councils|authorities|libraries .. have|are|already|now|do",
    "other|neighbouring|nearby|similar|most|many boroughs|counties|areas .. have|are|already|now|do",
    "already .. successfully", "has|have been a|very? great|huge|success|successful", "has|have proved|proven",
    "are|is|have|has|were already", "a growing number", "more and more people|libraries|councils|residents",
    "we all know|agree|want", "popular with", "in line with what people|residents",
}

phrases! {
    /// Reasons that push, before or in the question.
    PUSHING:
    "has|have|need|needs to save|find|make|cut|reduce .. £-", "given that|the|our", "to|in_order_to save money|jobs",
    "in order to protect|save|keep|safeguard|preserve|secure|avoid|survive",
    "to protect|safeguard|save|preserve|secure|avoid .. closing|closure|closures|cuts",
    "to protect|safeguard|save|preserve|secure|avoid .. jobs|services|library|libraries|losing",
    "because of the|government|our? current|government|council|financial? cuts|austerity|funding",
    "because of the|government|our? current|government|council|financial? budget|financial|cost|overspend",
    "in these|today's|such difficult|challenging|hard|tough|current financial? times|climate|circumstances",
    "due to the|government|our? current|government|council|financial|budget? cuts|austerity|funding",
    "due to the|government|our? current|government? pressure|pressures|financial|reduced",
    "due to the|government|our? council|financial|budget? pressure|pressures|financial|reduced",
    "no choice|option|alternative but", "we have to|must save|cut|close|reduce|find|make",
    "the|our council must|has_to|needs_to", "forced to", "cannot|can't afford to", "can no longer afford",
    "if we|libraries are to survive", "in view of the", "faced with", "it makes sense", "only by",
    "without this|these|it", "despite the|our", "bearing in mind", "considering that|the|how", "unsustainable",
    "we believe|think|feel|are convinced", "the benefits of", "would benefit from",
}

phrases! {
    /// Praise.
    PRAISE:
    "wonderful|wonderfully|excellent|fantastic|brilliant", "marvellous|superb|outstanding|amazing|fabulous|terrific",
    "magnificent|splendid|award-winning|world-class|first-class|top-quality",
    "state-of-the-art|cutting-edge|much-loved|well-loved|much-needed|beloved",
    "treasured|cherished|precious|invaluable|priceless|iconic",
    "vibrant|thriving|inspiring|inspirational|exciting|heroic",
    "hard-working|hardworking|dedicated|tireless|devoted|committed",
    "talented|passionate|ever-popular|hugely|incredible|incredibly",
    "vital|essential|crucial|innovative|pioneering|groundbreaking service|services|library",
    "vital|essential|crucial|innovative|pioneering|groundbreaking libraries|role|work|staff",
    "generous|visionary|flagship|improved|modernised|superior service|services|library",
    "generous|visionary|flagship|improved|modernised|superior libraries|role|work|staff",
    "vital|essential|crucial|innovative|pioneering|groundbreaking facility|facilities|resource|resources",
    "vital|essential|crucial|innovative|pioneering|groundbreaking plan|plans|scheme|project",
    "generous|visionary|flagship|improved|modernised|superior facility|facilities|resource|resources",
    "generous|visionary|flagship|improved|modernised|superior plan|plans|scheme|project",
    "vital|essential|crucial|innovative|pioneering|groundbreaking proposal|proposals|volunteers",
    "vital|essential|crucial|innovative|pioneering|groundbreaking librarians|offer|building|part",
    "generous|visionary|flagship|improved|modernised|superior proposal|proposals|volunteers",
    "generous|visionary|flagship|improved|modernised|superior librarians|offer|building|part",
    "vital|essential|crucial|innovative|pioneering|groundbreaking new|community|local|support",
    "vital|essential|crucial|innovative|pioneering|groundbreaking help|events|activities|computers",
    "generous|visionary|flagship|improved|modernised|superior new|community|local|support",
    "generous|visionary|flagship|improved|modernised|superior help|events|activities|computers",
    "much loved|needed|improved|valued", "great|good|lovely|valuable|sensible|important work|job|idea|plan|role",
    "great|good|lovely|valuable|sensible|important opportunity|chance|progress|service|proposal",
    "do|does|did|done|doing a|an|such? great|good|fine|important|excellent|lovely job|work", "hard working",
    "well loved|deserved", "the best library|service|staff",
    "our|the|these|those|this friendly|helpful|welcoming|knowledgeable|beautiful|popular|successful",
    "our|the|these|those|this efficient|high-quality|expert|skilled|caring|professional|attractive|modern",
    "proud of|to|tradition|record", "heart-warming|lifeline|jewel|gem",
}

phrases! {
    /// Blame.
    BLAME:
    "wasteful|wasting|waste|wastes|wasted|squander-|inefficient|bloated",
    "bureaucratic|outdated|old-fashioned|shabby|run-down|failing|failed|dilapidated|crumbling",
    "tatty|dreary|dismal|drab|appalling|dreadful|terrible|terribly|awful",
    "disgraceful|shameful|scandalous|outrageous|ridiculous|absurd|reckless|savage|brutal",
    "draconian|callous|cruel|greedy|lazy|selfish|antisocial|anti-social|rowdy",
    "incompetent|sadly|unfortunately|regrettably|disastrous|devastating|damaging|unfair|unjust",
    "pointless|useless|needless|needlessly|unnecessary|costly|overpriced|extravagant|excessive",
    "sub-standard|substandard|second-rate|soulless|inadequate|poorly-used|underused|under-used|little-used",
    "out of date|touch", "postcode lottery", "run down", "burden on|to", "drain on", "rip off|rip-off",
    "axe|axed|axing|slash|slashed|slashing|gutted|gutting|decimate|decimated",
    "decimating|butchered|destroy|destroyed|destroying|scrapping|ruin|ruined|ruining|plunder|vandalise",
}

phrases! {
    /// An opening with "n't", which expects "yes".
    OPENED:
    "don't|doesn't|didn't|isn't|aren't|wasn't|weren't|haven't|hasn't|shouldn't|wouldn't|couldn't|can't|won't",
}

/// The first place of a list where it is not what people are asked to judge: after "how", or with an "or" and its
/// opposite, a word of praise is a point of a scale.
fn lean<'a>(list: &PhraseList, sentence: &LabelSentence<'a>) -> Option<(usize, usize, &'a str)> {
    let found = list.find_all(sentence);
    found
        .into_iter()
        .find(|(from, to)| {
            let before = from.checked_sub(1).map_or("", |before| sentence.lower(before));
            let judged = sentence.has(&["scale"])
                || matches!(before, "how" | "as" | "too")
                || sentence.lower(*to) == "or"
                || before == "or"
                || (before == "very" && sentence.lower(from.saturating_sub(2)) == "how");
            // "The library does good work": said of it. "Is it a good idea?": that is asked.
            let asked_whether =
                matches!(sentence.lower(*from), "good" | "great" | "lovely" | "sensible" | "valuable" | "important")
                    && (from.saturating_sub(3)..*from)
                        .any(|at| matches!(sentence.lower(at), "is" | "are" | "was" | "be" | "it" | "how"));
            // "the Vital Signs group" is a name.
            let named = *from > 0 && sentence.words.get(*from).is_some_and(super::words::LabelWord::is_capital);
            !judged && !named && !asked_whether
        })
        .map(|(from, to)| (from, to, sentence.between(from, to)))
}

/// `leading` and `loaded`.
pub(super) fn check(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.equality || asked.form == AnswerForm::Nothing {
        return;
    }
    if let Some((words, better)) = leading(asked) {
        findings.add(asked, LintRule::Leading, words, better);
    }
    for sentence in &asked.sentences {
        let found = lean(&PRAISE, sentence).or_else(|| lean(&BLAME, sentence));
        if let Some((from, to, words)) = found {
            let before =
                sentence.whole.get(..sentence.words.get(from).map_or(0, |word| word.start)).unwrap_or_default();
            let after = sentence
                .whole
                .get(sentence.words.get(to.saturating_sub(1)).map_or(0, |word| word.end)..)
                .unwrap_or_default();
            let one_word = to == from + 1
                && sentence.words.get(to).is_some_and(|next| !next.is(&["and", "or"]))
                && !words.ends_with("ing")
                && !matches!(sentence.lower(from), "waste" | "burden");
            let better = if one_word {
                format!("Take “{words}” out: “{}”", format!("{before}{}", after.trim_start()).trim())
            } else {
                format!("Say it without “{words}”, in words that somebody against it would use too.")
            };
            findings.add(asked, LintRule::Loaded, words, better);
            break;
        }
    }
}

fn leading<'a>(asked: &AskedQuestion<'a>) -> Option<(&'a str, String)> {
    let asking = &asked.asking;
    // "To what extent do you agree or disagree", "do you support or oppose" name both sides.
    let both = asking.has(&["disagree", "oppose"]) && asking.has(&["or"]);
    if OPENED.at(asking, 0).is_some() && asked.opening == Opening::Closed {
        return Some((asking.between(0, 2), straight(asking, 0, 2, "")));
    }
    for sentence in &asked.sentences {
        if let Some((from, to)) = AGREEMENT.find(sentence)
            && !(both && sentence.lower(from) != "surely")
        {
            let rest = sentence
                .whole
                .get(sentence.words.get(to).map_or(sentence.whole.len(), |word| word.start)..)
                .unwrap_or_default();
            return Some((sentence.between(from, to), straight(sentence, from, to, rest)));
        }
    }
    // An argument before the question, or woven into it. Plain facts are what people need.
    for sentence in asked.preamble() {
        if let Some(words) = words_of(&OTHERS, sentence).or_else(|| words_of(&PUSHING, sentence)) {
            return Some((
                words,
                "Take the argument out, or give the one on the other side as well, in as many words, on a page of \
                information before the question."
                    .to_owned(),
            ));
        }
    }
    if asked.opening != Opening::Statement
        && !both
        && let Some((from, to)) = PUSHING.find(asking).or_else(|| OTHERS.find(asking))
        && (from == 0
            || asking.words.get(from - 1).is_some_and(|word| word.mark == ',')
            || asking.lower(from) != "already")
        && !asking.words.get(..from)?.iter().any(|word| word.is(&["what", "how", "which", "whether"]))
        && (from > 2 || asking.words.len() > to + 3)
    {
        return Some((
            asking.between(from, to),
            "Ask without the reason. Give the reasons for it and against it before the question.".to_owned(),
        ));
    }
    None
}

fn words_of<'a>(list: &PhraseList, sentence: &LabelSentence<'a>) -> Option<&'a str> {
    list.find(sentence).map(|(from, to)| sentence.between(from, to))
}

/// The same question without its push.
fn straight(sentence: &LabelSentence<'_>, from: usize, to: usize, rest: &str) -> String {
    let rest = rest.trim().trim_end_matches(['?', '.']);
    let last = sentence.lower(to.saturating_sub(1));
    let agrees = (from..to).any(|at| sentence.lower(at).starts_with("agree") || sentence.lower(at) == "accept");
    // "Is it not the case that the budget must be balanced?"
    let clause = (to..(to + 4).min(sentence.words.len())).find(|at| sentence.lower(*at) == "that");
    let clause = clause.and_then(|at| sentence.words.get(at + 1)).zip(sentence.words.last());
    if let Some((first, last)) = clause.filter(|_| !agrees) {
        let said = sentence.whole.get(first.start..last.end).unwrap_or_default();
        return format!("Name both sides: “Do you think that {said}, or not?”");
    }
    // "that the library should close" can be asked the other way round.
    let subject_should = rest.split_once(" should ");
    match (agrees, last, subject_should) {
        (true, "that", Some((subject, action))) if !rest.is_empty() => {
            let verb = action.strip_prefix("be ").map_or(action.to_owned(), |done| format!("be {done}"));
            format!("Ask it straight: “Should {subject} {verb}, or not?”")
        }
        (true, "with", _) if !rest.is_empty() => format!("Name both sides: “Do you support or oppose {rest}?”"),
        (true, _, _) if !rest.is_empty() && last == "that" => {
            format!("Name both sides: “Do you think that {rest}, or not?”")
        }
        (_, "surely", Some((subject, action))) => format!("Ask it straight: “Should {subject} {action}, or not?”"),
        _ => "Ask it straight, as somebody would who does not mind what is answered, and name both sides: “Should \
            we …, or not?”"
            .to_owned(),
    }
}

/// Whether a word praises what it stands before: "friendly", "welcoming".
pub(super) fn is_praise(sentence: &LabelSentence<'_>, at: usize) -> bool {
    const QUALITIES: &[&str] = &[
        "friendly",
        "helpful",
        "welcoming",
        "knowledgeable",
        "beautiful",
        "popular",
        "successful",
        "efficient",
        "high-quality",
        "expert",
        "skilled",
        "caring",
        "professional",
        "attractive",
        "modern",
        "bright",
        "comfortable",
    ];
    let followed =
        sentence.words.get(at + 1).is_some_and(|next| !next.is(&["in", "to", "for", "on", "at", "with", "or"]));
    sentence.words.get(at).is_some_and(|word| word.is(QUALITIES)) && followed
}
