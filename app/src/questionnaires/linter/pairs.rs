//! Two questions in one: "and", "or" or a stroke between two things that are judged together. Pairs that are one
//! thing ("terms and conditions"), two ends of a scale ("easy or difficult") and pairs that the options take apart
//! are not.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::counts::number;
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::LabelSentence;

/// Words that begin or end what is joined, in small letters.
const AROUND: &[&str] = &[
    "a", "an", "the", "our", "your", "their", "its", "his", "her", "my", "this", "that", "these", "those", "some",
    "any", "more", "fewer", "less", "of", "in", "on", "at", "for", "to", "with", "from", "by", "about", "into", "near",
    "around", "during", "after", "before", "as", "than", "without", "over", "under", "is", "are", "was", "were", "be",
    "been", "do", "does", "did", "have", "has", "had", "should", "would", "could", "can", "will", "must", "may",
    "might", "we", "you", "they", "it", "i", "people", "if", "when", "where", "which", "who", "how", "what", "why",
    "because", "so", "both", "many", "much", "few", "either", "using", "and", "or",
];
const SUBJECTS: &[&str] =
    &["we", "you", "they", "to", "should", "would", "could", "can", "will", "must", "it", "council", "people", "not"];

/// Words that say something is done, as they stand after "to" or "should".
const DOING: &[&str] = &[
    "add",
    "abolish",
    "ask",
    "attend",
    "become",
    "borrow",
    "book",
    "bring",
    "build",
    "buy",
    "change",
    "charge",
    "choose",
    "close",
    "come",
    "create",
    "cut",
    "drop",
    "end",
    "extend",
    "fill",
    "find",
    "fund",
    "get",
    "give",
    "go",
    "have",
    "help",
    "hire",
    "improve",
    "increase",
    "introduce",
    "invest",
    "join",
    "keep",
    "learn",
    "lend",
    "let",
    "lock",
    "lower",
    "make",
    "meet",
    "merge",
    "move",
    "offer",
    "open",
    "order",
    "pay",
    "print",
    "provide",
    "put",
    "raise",
    "read",
    "reduce",
    "remove",
    "renew",
    "repair",
    "replace",
    "reserve",
    "return",
    "run",
    "save",
    "sell",
    "send",
    "share",
    "shorten",
    "spend",
    "start",
    "stop",
    "support",
    "take",
    "turn",
    "understand",
    "use",
    "visit",
    "work",
    "write",
    "do",
    "recommend",
    "search",
    "see",
    "stay",
    "study",
    "volunteer",
    "travel",
];

phrases! {
    /// Pairs that are one thing.
    ONE_THING:
    "parents|parent|mothers|fathers and|or carers|carer|guardians|guardian|fathers", "terms and conditions",
    "arts and|or crafts|craft", "art|arts and crafts|craft|culture", "health and wellbeing|safety|well-being",
    "friends|friend and|or family|relatives|relative|neighbours", "family and|or friends|friend|relatives",
    "children and|or young people|teenagers|families", "babies and toddlers|children", "black and white",
    "more and more", "up and down", "now and then|again", "in and|or out", "pros and cons", "tea and|or coffee",
    "coffee and|or tea|cake", "men and|or women", "women and|or men|girls", "boys and|or girls", "girls and|or boys",
    "local and family history", "local|family history and|or archives|genealogy",
    "help|advice|information and|or support|advice|guidance|help", "research and development", "to and from",
    "come and go", "go|come|try and *", "and|or so on", "and so|also|then|not|therefore|which|who", "or not",
    "or so|less|more|over|under|fewer|longer|older|above|below|later|earlier|better|worse",
    "and|or other|others|another|any|similar|elsewhere|both",
    "and|or neither|either|none|anyone|anything|anywhere|nothing|all",
    "day|days|date|time|times and|or time|times|date|dates|day|days|place", "place|places and|or time|times|date",
    "opening and closing", "ladies and gentlemen", "sons|son and|or daughters|daughter",
    "brothers|brother and|or sisters|sister", "husband|wife or wife|husband|partner",
    "condition|conditions or illness|illnesses", "name and|or address",
    "question|questions and|or comment|comments|answers|concerns",
    "comment|comments|views|ideas|thoughts|suggestions and|or suggestion|suggestions|views|ideas",
    "comment|comments|views|ideas|thoughts|suggestions and|or comments|questions|concerns|thoughts",
    "one or two|more", "once or twice", "two or three", "kind|type|sort or type|kind|sort",
    "you and|or your|someone|somebody|anyone|another", "yourself and|or your|others|someone|somebody",
    "his|he|him|her|she or her|hers|she|him|his|he", "library|libraries and|or information",
    "hours|week|weeks|day|days|month|months|year|years and|or hours|week|weeks|day|days",
    "hours|week|weeks|day|days|month|months|year|years and|or month|months|year|years|minutes", "england and wales",
    "reading and writing", "rules and regulations", "ins and outs", "here and there", "over and above",
    "back and forth", "bed and breakfast", "cost|costs and|or benefit|benefits", "advantages and|or disadvantages",
    "strengths and|or weaknesses", "learning and skills", "skills and learning", "long-term or|and *",
    "search|seek and rescue", "lost and found", "knit and natter", "rhyme|story|sing and *", "stay and play",
    "drop and go", "click and collect", "pick and mix", "age|ages and|or ability|abilities|gender",
    "peace and quiet", "toddlers|toddler and|or baby|babies|parents|parent", "by and large", "first and foremost",
    "trial and error", "sit and read|work|study", "each and every", "any and all", "safe and sound",
    "shape and size", "sight or|and hearing", "deaf or|and hard", "blind or|and partially",
    "lesbian and gay|bisexual", "if and when", "as and when", "and|or how|why often|much|many|far|long",
}

phrases! {
    /// What follows is only an example.
    EXAMPLES:
    "such as", "for example|instance", "including", "e.g", "like", "i.e", "rather than", "instead of", "so that",
    "because", "compared with|to", "within", "whether|between",
}

/// Whether two words are the ends of one scale, or two sides of one choice.
fn opposite(left: &str, right: &str) -> bool {
    const SIDES: &[(&str, &str)] = &[
        ("easy", "difficult"),
        ("easy", "hard"),
        ("good", "poor"),
        ("good", "bad"),
        ("agree", "disagree"),
        ("support", "oppose"),
        ("favour", "against"),
        ("for", "against"),
        ("better", "worse"),
        ("increase", "decrease"),
        ("increased", "decreased"),
        ("increase", "reduce"),
        ("increased", "reduced"),
        ("improve", "worsen"),
        ("improved", "worsened"),
        ("like", "dislike"),
        ("love", "hate"),
        ("high", "low"),
        ("more", "less"),
        ("more", "fewer"),
        ("longer", "shorter"),
        ("clean", "dirty"),
        ("yes", "no"),
        ("positive", "negative"),
        ("positively", "negatively"),
        ("warm", "cold"),
        ("hot", "cold"),
        ("big", "small"),
        ("quick", "slow"),
        ("happy", "unhappy"),
        ("near", "far"),
        ("strengths", "weaknesses"),
        ("quiet", "noisy"),
        ("early", "late"),
        ("up", "down"),
        ("open", "close"),
        ("open", "closed"),
        ("much", "little"),
        ("many", "few"),
        ("well", "badly"),
        ("clear", "confusing"),
        ("useful", "useless"),
        ("keep", "change"),
        ("approve", "disapprove"),
        ("busy", "quiet"),
        ("helpful", "unhelpful"),
        ("light", "dark"),
        ("male", "female"),
        ("right", "wrong"),
        ("true", "false"),
    ];
    let prefixed = |one: &str, other: &str| {
        ["un", "dis", "in", "im", "ir"].iter().any(|prefix| other.strip_prefix(prefix) == Some(one))
    };
    let listed = |one: &str, other: &str| SIDES.contains(&(one, other));
    prefixed(left, right) || prefixed(right, left) || listed(left, right) || listed(right, left)
}

/// A pair in a sentence: what stands left and right of the joint, as places of words.
struct JoinedPair {
    left: usize,
    joint: usize,
    /// The first word after the joint: the same as the joint where a stroke joins.
    right: usize,
    end: usize,
}

fn pair(asked: &AskedQuestion<'_>, sentence: &LabelSentence<'_>) -> Option<JoinedPair> {
    let words = &sentence.words;
    (0..words.len()).find_map(|at| {
        let word = words.get(at)?;
        let stroke =
            word.mark == '/' && !word.has_digit() && words.get(at + 1).is_some_and(|next| next.start == word.end + 1);
        let (before, joint, right) = if word.lower == "and"
            && word.mark == '/'
            && at > 0
            && sentence.lower(at + 1) == "or"
        {
            (at - 1, at, at + 2)
        } else if word.is(&["and", "or"])
            && at > 0
            && sentence.words.get(at - 1).is_none_or(|before| before.mark != '/')
        {
            (at - 1, at, at + 1)
        } else if stroke || (word.mark == '&' && at + 1 < words.len()) {
            (at, at + 1, at + 1)
        } else if word.lower == "well" && at >= 2 && sentence.lower(at - 1) == "as" && sentence.lower(at + 1) == "as" {
            (at - 2, at - 1, at + 2)
        } else {
            return None;
        };
        is_two(asked, sentence, before, joint, right).then(|| {
            if stroke {
                return JoinedPair { left: before, joint, right, end: right + 1 };
            }
            let left = (0..=before)
                .rev()
                .take_while(|place| {
                    words.get(*place).is_some_and(|word| !word.is(AROUND))
                        && (*place == before || words.get(*place).is_some_and(|word| word.mark == ' '))
                })
                .last()
                .unwrap_or(before);
            let end = (right..words.len())
                .take_while(|place| words.get(*place).is_some_and(|word| *place == right || !word.is(AROUND)))
                .take_while(|place| *place == right || words.get(place - 1).is_some_and(|word| word.mark == ' '))
                .last()
                .unwrap_or(right)
                + 1;
            // "Are the staff friendly and helpful?": what is said of them, not who they are.
            let said = end == words.len()
                && right + 1 == end
                && words.first().is_some_and(|word| word.is(&["is", "are", "was", "were"]));
            JoinedPair { left: if said { before } else { left }, joint, right, end }
        })
    })
}

/// Whether what stands beside a joint is two things that are asked about.
fn is_two(asked: &AskedQuestion<'_>, sentence: &LabelSentence<'_>, before: usize, joint: usize, right: usize) -> bool {
    let (Some(left_word), Some(right_word)) = (sentence.words.get(before), sentence.words.get(right)) else {
        return false;
    };
    if left_word.bracketed || right_word.bracketed {
        return false;
    }
    let (left, next) = (left_word.lower.as_str(), right_word.lower.as_str());
    let numbers = number(left).is_some() || number(next).is_some() || left_word.has_digit() || right_word.has_digit();
    let around_one = (before.saturating_sub(2)..right)
        .any(|from| ONE_THING.at(sentence, from).is_some_and(|to| to > joint.min(right - 1)));
    // "too much, too little or about right", "very good or very poor".
    let degree = |at: usize| {
        if matches!(sentence.lower(at), "too" | "very" | "about" | "fairly" | "been") { at + 1 } else { at }
    };
    let far_left = sentence
        .words
        .get(..before)
        .unwrap_or_default()
        .iter()
        .rev()
        .take(6)
        .any(|word| opposite(&word.lower, sentence.lower(degree(right))));
    let about_right = next == "about" && sentence.lower(right + 1) == "right"
        || (next == "just" && sentence.lower(right + 1) == "right");
    if numbers
        || around_one
        || about_right
        || opposite(left, sentence.lower(degree(right)))
        || (far_left && sentence.lower(joint) == "or")
    {
        return false;
    }
    // "between Monday and Friday" is a span, and examples are not what is judged.
    let earlier = sentence.words.get(..before).unwrap_or_default();
    let span = earlier.iter().rposition(|word| word.lower == "between").is_some_and(|from| {
        !sentence.words.get(from..before).unwrap_or_default().iter().any(|word| word.lower == "and")
    });
    let example = (0..before).any(|from| {
        EXAMPLES.at(sentence, from).is_some_and(|to| to <= before + 1) && !matches!(sentence.lower(from), "like")
            || (sentence.lower(from) == "like"
                && from > 0
                && !matches!(sentence.lower(from - 1), "you" | "would" | "people" | "they" | "we"))
    });
    let named = left_word.is_capital()
        && right_word.is_capital()
        && before > 0
        && !is_day(left)
        && !sentence.lower(right + 1).ends_with('s');
    let contrast = next == "not" || left == "not";
    // "The friendly and welcoming staff": two words for one thing.
    let qualities = before.checked_sub(1).is_some_and(|at| {
        sentence
            .words
            .get(at)
            .is_some_and(|word| word.is(&["the", "our", "these", "those", "this"]) || word.mark == ',')
    }) && super::leaning::is_praise(sentence, before)
        && super::leaning::is_praise(sentence, right);
    // "Current and future challenges": two words before one noun.
    let attributes = is_adjective(left)
        && is_adjective(next)
        && sentence.words.get(right + 1).is_some_and(|word| !word.is(AROUND))
        && right_word.mark == ' ';
    if qualities || attributes {
        return false;
    }
    !(span || example || named || contrast || taken_apart(asked, sentence, before, right))
}

/// Whether a word has the look of an adjective that stands before a noun.
fn is_adjective(word: &str) -> bool {
    const SUCH: &[&str] = &[
        "current", "future", "modern", "new", "old", "young", "big", "small", "safe", "clean", "quiet", "local",
        "national", "physical", "mental", "public", "private", "adult", "printed", "online",
    ];
    let endings = ["able", "ible", "ful", "ive", "ous", "al", "ic", "ant", "ent", "less", "ish"];
    SUCH.contains(&word)
        || (word.len() > 5 && !word.ends_with("ment") && endings.iter().any(|ending| word.ends_with(ending)))
}

fn is_day(word: &str) -> bool {
    word.ends_with("day") || word.ends_with("days")
}

/// Whether the options let people say which of the two they mean.
fn taken_apart(asked: &AskedQuestion<'_>, sentence: &LabelSentence<'_>, before: usize, right: usize) -> bool {
    let listed = !matches!(asked.form, AnswerForm::Scale | AnswerForm::Matrix);
    if listed && asked.options.iter().any(|option| option.has(&["both", "neither", "only"]) && !option.has(&["nor"])) {
        return true;
    }
    let near = |at: usize, step: i64| -> Vec<String> {
        (0..3_i64)
            .filter_map(|ahead| usize::try_from(i64::try_from(at).ok()? + ahead * step).ok())
            .map(|at| super::stems::stem(sentence.lower(at)))
            .filter(|stem| stem.len() > 2)
            .collect()
    };
    let (left, right) = (near(before, -1), near(right, 1));
    let holds = |option: &super::offered::OfferedOption<'_>, stems: &[String]| {
        option.sentence.words.iter().any(|word| stems.contains(&super::stems::stem(&word.lower)))
    };
    let one = asked.options.iter().position(|option| holds(option, &left) && !holds(option, &right));
    let other = asked.options.iter().position(|option| holds(option, &right) && !holds(option, &left));
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

/// The two questions that a pair makes, where they can be made.
fn split(sentence: &LabelSentence<'_>, pair: &JoinedPair) -> (String, String) {
    let words = &sentence.words;
    let byte = |at: usize| words.get(at).map_or(sentence.whole.len(), |word| word.start);
    let before = |at: usize| at.checked_sub(1).and_then(|at| words.get(at)).map_or(0, |word| word.end);
    let begin = words.first().map_or(0, |word| word.start);
    let end = words.last().map_or(0, |word| word.end);
    let piece = |from: usize, to: usize| sentence.whole.get(from..to.max(from)).unwrap_or_default().trim().to_owned();
    let close = if sentence.asks { "?" } else { "." };
    let join =
        |parts: [String; 3]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ") + close;
    let left_end = before(pair.joint);
    let starts = sentence.lower(pair.right);
    let doing = DOING.contains(&starts);
    let that = (starts == "that").then(|| words.iter().position(|word| word.lower == "that")).flatten();
    if let Some(that) = that.filter(|that| *that < pair.joint) {
        return (
            join([piece(begin, left_end), String::new(), String::new()]),
            join([piece(begin, byte(that)), piece(byte(pair.right), end), String::new()]),
        );
    }
    if doing {
        // Two things are done: each has what follows it, unless the first stands alone and shares what follows.
        let from = (0..pair.joint).rev().find(|at| {
            DOING.contains(&sentence.lower(*at))
                && (*at == 0 || words.get(at - 1).is_some_and(|word| word.is(SUBJECTS)))
        });
        if let Some(from) = from {
            let shares = from + 1 == pair.joint;
            let rest = if shares { piece(byte(pair.right + 1), end) } else { String::new() };
            return (
                join([piece(begin, left_end), rest, String::new()]),
                join([piece(begin, byte(from)), piece(byte(pair.right), end), String::new()]),
            );
        }
    }
    let rest = piece(before(pair.end), end);
    (
        join([piece(begin, left_end), rest.clone(), String::new()]),
        join([piece(begin, byte(pair.left)), piece(byte(pair.right), before(pair.end)), rest]),
    )
}

/// `double-barrelled`.
pub(super) fn check(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    if asked.equality {
        return;
    }
    let judged = match asked.form {
        AnswerForm::YesNo | AnswerForm::Scale | AnswerForm::Matrix | AnswerForm::Amount => true,
        AnswerForm::OneOf => asked.opening == Opening::Closed,
        _ => false,
    };
    if judged {
        let statement = asked.opening == Opening::Statement;
        let told = asked.sentences.iter().filter(|sentence| {
            statement || std::ptr::eq(*sentence, &raw const asked.asking) || sentence.words == asked.asking.words
        });
        for sentence in told {
            if let Some(pair) = pair(asked, sentence) {
                let words = sentence.between(pair.left, pair.end);
                // "The shabby and outdated chairs": two words of blame for one thing, which another rule tells.
                if findings.tells_within(asked, LintRule::Loaded, words) {
                    return;
                }
                let (one, other) = split(sentence, &pair);
                findings.add(asked, LintRule::DoubleBarrelled, words, format!("Split it: “{one}” and “{other}”"));
                return;
            }
        }
    }
    if asked.form == AnswerForm::Matrix {
        for row in asked.plain() {
            if let Some(pair) = pair(asked, &row.sentence) {
                let words = row.sentence.between(pair.left, pair.end);
                findings.add(asked, LintRule::DoubleBarrelled, words, format!("Make two rows of “{}”.", row.label));
                return;
            }
        }
    }
}
