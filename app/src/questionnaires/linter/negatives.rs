//! Negatives that people stumble over, and words that allow of no exception.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::LabelSentence;

const NOTS: &[&str] = &["not", "never", "no", "nobody", "nothing", "none", "neither", "nor", "nowhere", "cannot"];
const REFUSALS: &[&str] = &[
    "disagree",
    "oppose",
    "opposed",
    "object",
    "against",
    "refuse",
    "deny",
    "disapprove",
    "stop",
    "ban",
    "prevent",
    "prohibit",
    "without",
    "unless",
    "avoid",
    "abolish",
    "reject",
    "fail",
    "fails",
    "failed",
    "lack",
    "lacks",
];
/// Words that begin with un-, in- or dis- and turn their meaning round.
const TURNED: &[&str] = &[
    "unable",
    "unacceptable",
    "unattractive",
    "unavailable",
    "uncomfortable",
    "unclear",
    "unclean",
    "unfair",
    "unfriendly",
    "unhappy",
    "unhelpful",
    "unimportant",
    "uninteresting",
    "uninviting",
    "unlikely",
    "unnecessary",
    "unpleasant",
    "unpopular",
    "unreasonable",
    "unreliable",
    "unsafe",
    "unsatisfied",
    "unsatisfactory",
    "unsuitable",
    "untidy",
    "unusual",
    "unwanted",
    "unwelcome",
    "unwelcoming",
    "unwilling",
    "unwise",
    "inaccessible",
    "inadequate",
    "inappropriate",
    "inconvenient",
    "inconsiderate",
    "ineffective",
    "insufficient",
    "impossible",
    "impractical",
    "dissatisfied",
    "displeased",
    "discouraged",
    "disorganised",
    "irrelevant",
    "undesirable",
    "unaffordable",
    "unjustified",
];

/// The negatives in a sentence, each with its place. The two ends of a scale ("satisfied or dissatisfied") are none.
fn negatives(sentence: &LabelSentence<'_>) -> Vec<(usize, Strength)> {
    let mut found = Vec::new();
    for (at, word) in sentence.words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |before| sentence.lower(before));
        let next = sentence.lower(at + 1);
        let end_of_scale = before == "or"
            || next == "or"
            || (matches!(before, "very" | "too" | "fairly")
                && sentence.words.get(..at).unwrap_or_default().iter().any(|word| word.lower == "or"));
        if word.bracketed || end_of_scale {
            continue;
        }
        let lower = word.lower.as_str();
        // "No more than", "not only", "no longer", "why not" and "if not" say nothing that has to be turned round.
        let plain_not = (lower == "no"
            && matches!(next, "longer" | "more" | "matter" | "less" | "fewer" | "later" | "earlier" | "10"))
            || (lower == "not" && matches!(next, "only" | "just" | "applicable" | "sure"))
            || (lower == "nothing" && matches!(next, "but"))
            || matches!(before, "why" | "if")
            || (lower == "no" && before == "say");
        if (NOTS.contains(&lower) || lower.ends_with("n't")) && !plain_not {
            found.push((at, Strength::Not));
        } else if TURNED.contains(&lower) {
            found.push((at, Strength::Turned));
        } else if REFUSALS.contains(&lower) {
            found.push((at, Strength::Refusal));
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    Not,
    Turned,
    Refusal,
}

phrases! {
    /// An opening that leads; its "n't" is part of that.
    OPENED:
    "don't|doesn't|didn't|isn't|aren't|wasn't|weren't|haven't|hasn't|shouldn't|wouldn't|couldn't|can't|won't",
}

/// `negative` and `double-negative`.
pub(super) fn check(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let judged = asked.is_judged() || (asked.form == AnswerForm::OneOf && asked.opening == Opening::Closed);
    if !judged || asked.equality {
        return;
    }
    if asked.opening != Opening::Open || asked.form != AnswerForm::YesNo {
        let told: Vec<&LabelSentence<'_>> = match asked.opening {
            Opening::Statement => asked.sentences.iter().collect(),
            _ => vec![&asked.asking],
        };
        for sentence in told {
            if in_sentence(asked, sentence, findings) {
                return;
            }
        }
    }
    if asked.form == AnswerForm::Matrix {
        for row in asked.plain() {
            if in_sentence(asked, &row.sentence, findings) {
                return;
            }
        }
    }
}

fn in_sentence(asked: &AskedQuestion<'_>, sentence: &LabelSentence<'_>, findings: &mut FindingList<'_>) -> bool {
    let mut found = negatives(sentence);
    if OPENED.at(sentence, 0).is_some() {
        found.retain(|(at, _)| *at != 0);
    }
    // What people are asked about in a relative clause is not what they say yes or no to.
    let doubled = found.iter().enumerate().find_map(|(place, (at, strength))| {
        let (next, other) = found.get(place + 1)?;
        let counts = *strength == Strength::Not
            || *other == Strength::Not
            || (*strength == Strength::Refusal && *other == Strength::Turned && next - at <= 4);
        counts.then_some((*at, *next))
    });
    // "Not a bad idea".
    let softened = found.iter().filter(|(_, strength)| *strength == Strength::Not).find_map(|(at, _)| {
        let bad = |at: usize| matches!(sentence.lower(at), "bad" | "wrong" | "worse" | "hard" | "difficult");
        let before = (at.saturating_sub(2)..*at).find(|before| bad(*before)).map(|before| (before, *at));
        before.or_else(|| (at + 1..at + 4).find(|next| bad(*next)).map(|next| (*at, next)))
    });
    if let Some((at, next)) = doubled.or(softened) {
        let words = sentence.between(at, next + 1);
        findings.add(
            asked,
            LintRule::DoubleNegative,
            words,
            "Say it with no negative at all, so that “yes” means that it happens.",
        );
        return true;
    }
    let single = found.iter().find(|(_, strength)| matches!(strength, Strength::Not | Strength::Turned));
    if let Some((at, strength)) = single {
        let words = sentence.between(*at, at + 1);
        let better = match strength {
            Strength::Turned => format!(
                "Ask about the opposite of “{words}”, or name both: “{} or {words}”.",
                opposite(&sentence.words.get(*at).map_or(String::new(), |word| word.lower.clone()))
            ),
            _ => without(sentence, *at),
        };
        findings.add(asked, LintRule::Negative, words, better);
        return true;
    }
    false
}

fn opposite(word: &str) -> String {
    ["un", "dis", "in", "im", "ir"].iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(word).to_owned()
}

/// The sentence without its "not".
fn without(sentence: &LabelSentence<'_>, at: usize) -> String {
    let Some(word) = sentence.words.get(at) else { return String::new() };
    let (from, to) =
        (sentence.words.first().map_or(0, |word| word.start), sentence.words.last().map_or(0, |word| word.end));
    let before = sentence.whole.get(from..word.start).unwrap_or_default().trim_end();
    let after = sentence.whole.get(word.end..to).unwrap_or_default().trim_start();
    let instead = match word.lower.as_str() {
        "cannot" => "can",
        "nobody" => "anybody",
        "nothing" => "anything",
        "won't" => "will",
        "can't" => "can",
        other => other.strip_suffix("n't").unwrap_or_default(),
    };
    let parts: Vec<&str> = [before, instead, after].into_iter().filter(|part| !part.is_empty()).collect();
    format!("Say it without the “{}”: “{}{}”", word.text, parts.join(" "), if sentence.asks { "?" } else { "" })
}

phrases! {
    ABSOLUTE:
    "always", "never",
    "all the? our|your|my|their? staff|libraries|librarians|people|residents|children|books|events|services",
    "all the? our|your|my|their? users|visitors|branches|computers|rooms",
    "all the? our|your|my|their? schools|adults|parents|volunteers|times",
    "all the? our|your|my|their? areas|ages|of|council|library|public|local|new|buildings",
    "all the? our|your|my|their? families|members|fees|fines|charges",
    "all the? our|your|my|their? communities|toilets|needs|information|activities", "all the time", "at all times",
    "only", "none of",
    "every library|branch|event|child|person|resident|librarian|member|book|school|time|one|adult|single|part",
    "every aspect|community|room|user|visitor|family|village",
    "every town|area|session|visit|activity|building|household|home", "everyone|everybody", "nobody|no-one",
    "no one", "each and every", "entirely|completely|totally|absolutely", "any circumstances", "nothing but",
    "without exception", "whenever", "everything", "everywhere",
}

/// `absolute`.
pub(super) fn absolutes(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let judged = asked.is_judged() || (asked.form == AnswerForm::OneOf && asked.opening == Opening::Closed);
    if !judged || asked.equality {
        return;
    }
    let told = if asked.opening == Opening::Statement {
        asked.sentences.as_slice()
    } else {
        std::slice::from_ref(&asked.asking)
    };
    let rows: Vec<LabelSentence<'_>> = if asked.form == AnswerForm::Matrix {
        asked.plain().map(|row| row.sentence.clone()).collect()
    } else {
        Vec::new()
    };
    for sentence in told.iter().chain(&rows) {
        let found = ABSOLUTE.find_all(sentence).into_iter().find(|(from, to)| {
            let before = from.checked_sub(1).map_or("", |before| sentence.lower(before));
            let two_before = from.checked_sub(2).map_or("", |before| sentence.lower(before));
            // "not all", "the only library in town", "of all these", "for everyone" as a plain group, "all of the
            // following".
            let named = matches!(sentence.lower(*from), "only")
                && matches!(before, "the" | "is" | "our" | "your" | "not" | "if" | "an");
            let pointing = (*from..*to).any(|at| sentence.lower(at) == "all")
                && matches!(before, "of" | "at" | "in" | "not" | "above" | "after" | "for" | "first");
            let following = sentence.lower(*to).starts_with("follow")
                || (sentence.lower(to - 1) == "of" && matches!(sentence.lower(*to), "these" | "this" | "the"));
            let only_where = sentence.lower(*from) == "only"
                && matches!(sentence.lower(from + 1), "if" | "when" | "where" | "once" | "one");
            let group = matches!(sentence.lower(*from), "everyone" | "everybody" | "everything")
                && (matches!(before, "for" | "to" | "with" | "by") || two_before == "for");
            let double = sentence.lower(*from) == "nobody" || before == "or";
            let age_or_doubt = sentence.words.get(*from).is_some_and(|word| word.bracketed);
            !(named || pointing || following || only_where || group || double || age_or_doubt)
        });
        if let Some((from, to)) = found {
            let words = sentence.between(from, to);
            let better = match sentence.lower(from) {
                "always" => "Ask how often, with options from “every time” to “never”.".to_owned(),
                "never" => "Ask how often, with “never” among the options.".to_owned(),
                "only" => "Ask what else it should do, or offer “this and other things” as an option.".to_owned(),
                _ => format!("Ask about “most” or “how many”, or about one in particular, in place of “{words}”."),
            };
            findings.add(asked, LintRule::Absolute, words, better);
            return;
        }
    }
}
