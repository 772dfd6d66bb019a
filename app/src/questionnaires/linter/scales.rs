//! Scales of answers: which side each point is on, whether both sides weigh the same, and what is being judged.

use super::offered::{OfferedOption, OptionRole};

/// On which side of a scale a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Good,
    Middle,
    Bad,
}

/// What a scale judges: its good words and its bad ones.
pub(super) struct ScaleFamily {
    pub(super) name: &'static str,
    pub(super) good: &'static [&'static str],
    pub(super) bad: &'static [&'static str],
    /// How the question is best put.
    pub(super) both: &'static str,
}

pub(super) const FAMILIES: &[ScaleFamily] = &[
    ScaleFamily {
        name: "satisfied",
        good: &["satisfied", "happy", "pleased", "content"],
        bad: &["dissatisfied", "unsatisfied", "unhappy", "displeased"],
        both: "satisfied or dissatisfied",
    },
    ScaleFamily { name: "agree", good: &["agree"], bad: &["disagree"], both: "agree or disagree" },
    ScaleFamily {
        name: "support",
        good: &["support", "favour", "approve", "for"],
        bad: &["oppose", "against", "disapprove", "object"],
        both: "support or oppose",
    },
    ScaleFamily { name: "easy", good: &["easy", "easily"], bad: &["difficult", "hard"], both: "easy or difficult" },
    ScaleFamily {
        name: "good",
        good: &[
            "good",
            "excellent",
            "well",
            "outstanding",
            "great",
            "brilliant",
            "fantastic",
            "amazing",
            "superb",
            "wonderful",
            "perfect",
        ],
        bad: &["poor", "bad", "badly", "poorly", "terrible", "awful"],
        both: "good or poor",
    },
    ScaleFamily {
        name: "likely",
        good: &["likely", "definitely", "probably", "certainly"],
        bad: &["unlikely"],
        both: "likely or unlikely",
    },
    ScaleFamily {
        name: "important",
        good: &["important", "essential"],
        bad: &["unimportant"],
        both: "important or unimportant",
    },
    ScaleFamily {
        name: "useful",
        good: &["useful", "helpful", "valuable"],
        bad: &["useless", "unhelpful"],
        both: "useful or not",
    },
    ScaleFamily { name: "clear", good: &["clear"], bad: &["unclear", "confusing"], both: "clear or unclear" },
    ScaleFamily { name: "clean", good: &["clean", "tidy"], bad: &["dirty", "untidy"], both: "clean or dirty" },
    ScaleFamily { name: "safe", good: &["safe"], bad: &["unsafe"], both: "safe or unsafe" },
    ScaleFamily {
        name: "fair",
        good: &["fair", "reasonable"],
        bad: &["unfair", "unreasonable"],
        both: "fair or unfair",
    },
    ScaleFamily {
        name: "comfortable",
        good: &["comfortable"],
        bad: &["uncomfortable"],
        both: "comfortable or uncomfortable",
    },
    ScaleFamily {
        name: "convenient",
        good: &["convenient", "suitable"],
        bad: &["inconvenient", "unsuitable"],
        both: "convenient or inconvenient",
    },
    ScaleFamily {
        name: "welcoming",
        good: &["welcoming", "welcome", "friendly"],
        bad: &["unwelcoming", "unwelcome", "unfriendly"],
        both: "welcoming or unwelcoming",
    },
    ScaleFamily { name: "like", good: &["like", "love", "enjoy"], bad: &["dislike", "hate"], both: "like or dislike" },
    ScaleFamily {
        name: "confident",
        good: &["confident", "interested", "aware", "familiar", "concerned", "worried"],
        bad: &["unaware", "unfamiliar", "unconcerned"],
        both: "",
    },
    ScaleFamily { name: "accessible", good: &["accessible"], bad: &["inaccessible"], both: "accessible or not" },
    ScaleFamily { name: "quick", good: &["quick", "fast", "quickly"], bad: &["slow", "slowly"], both: "quick or slow" },
    ScaleFamily {
        name: "better",
        good: &["better", "improved", "positive", "positively"],
        bad: &["worse", "negative", "negatively"],
        both: "better or worse",
    },
    ScaleFamily { name: "yes", good: &["yes"], bad: &["no"], both: "" },
    ScaleFamily {
        name: "much",
        good: &["lot", "deal", "much", "amount", "completely", "totally", "entirely", "mostly", "mainly"],
        bad: &[],
        both: "",
    },
];

pub(super) const FREQUENCY: &[&str] = &[
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "often",
    "sometimes",
    "rarely",
    "never",
    "always",
    "occasionally",
    "once",
    "twice",
    "seldom",
    "usually",
    "frequently",
    "regularly",
];
const MIDDLE: &[&str] = &[
    "neither",
    "neutral",
    "average",
    "fair",
    "ok",
    "okay",
    "acceptable",
    "adequate",
    "mixed",
    "indifferent",
    "satisfactory",
    "perhaps",
    "possibly",
    "maybe",
    "reasonable",
];
const MIDDLES: &[&str] =
    &["about right", "about the same", "no difference", "no change", "stay the same", "both equally", "in between"];
const TURNING: &[&str] = &["not", "don't", "doesn't", "isn't", "never", "no", "do not", "hardly", "barely"];

pub(super) fn family_of(word: &str) -> Option<(&'static ScaleFamily, Side)> {
    FAMILIES.iter().find_map(|family| {
        if family.good.contains(&word) {
            Some((family, Side::Good))
        } else if family.bad.contains(&word) {
            Some((family, Side::Bad))
        } else {
            None
        }
    })
}

/// On which side an option is, and what it judges; none if it is not a point of a scale.
fn side(option: &OfferedOption<'_>) -> Option<(Side, Option<&'static ScaleFamily>)> {
    let words = &option.sentence.words;
    let lower: Vec<&str> = words.iter().map(|word| word.lower.as_str()).collect();
    let first = *lower.first()?;
    if first == "neither" {
        return Some((Side::Middle, lower.iter().find_map(|word| family_of(word)).map(|(family, _)| family)));
    }
    let joined = lower.join(" ");
    if MIDDLES.iter().any(|middle| joined.contains(middle)) {
        return Some((Side::Middle, None));
    }
    if MIDDLE.contains(&first) && lower.len() == 1 {
        return Some((Side::Middle, None));
    }
    if matches!(first, "nothing" | "none") {
        return Some((Side::Bad, FAMILIES.iter().find(|family| family.name == "much")));
    }
    if first == "no" {
        return Some((Side::Bad, FAMILIES.iter().find(|family| family.name == "yes")));
    }
    // "Much worse" is worse; "not very much" says no more than "much".
    let amount = |word: &&str| family_of(word).is_some_and(|(family, _)| family.name == "much");
    let other = lower.iter().any(|word| !amount(word) && family_of(word).is_some());
    let mut turned = false;
    for word in lower.iter().filter(|word| !(other && amount(word))) {
        if TURNING.contains(word) {
            turned = true;
        } else if let Some((family, side)) = family_of(word) {
            let side = match (side, turned) {
                (Side::Good, true) => Side::Bad,
                (Side::Bad, true) => Side::Good,
                (side, _) => side,
            };
            return Some((side, Some(family)));
        }
    }
    if joined.ends_with("not at all") || joined == "a little" || joined == "slightly" {
        return Some((Side::Bad, None));
    }
    None
}

/// Whether a list of options is a scale: three or more answers, each of them on a side or in the middle.
pub(super) fn is_scale(options: &[OfferedOption<'_>]) -> bool {
    let points = points(options);
    mirrored(&points).is_some()
        || points.len() >= 3
            && points.iter().all(|point| point.sentence.words.len() <= 6 && side(point).is_some())
            && points.iter().filter(|point| matches!(side(point), Some((Side::Good | Side::Bad, _)))).count() >= 2
}

/// The options that are points: not "don't know"; "neither" is one.
pub(super) fn points<'o, 'a>(options: &'o [OfferedOption<'a>]) -> Vec<&'o OfferedOption<'a>> {
    // "Nothing at all" ends a scale that begins with "A great deal".
    let measured = options.first().is_some_and(|first| first.has(&["deal", "lot", "much"]));
    let point = |option: &&OfferedOption<'_>| match option.role {
        OptionRole::Plain => true,
        OptionRole::None => option.sentence.lower(0) == "neither" || (measured && option.has(&["nothing", "none"])),
        OptionRole::Outside | OptionRole::DontKnow => {
            // "Do not like them", "Maybe" on a scale; "I have not used it" is none of it.
            option.sentence.lower(0) != "i"
                && side(option).is_some_and(|(side, family)| side == Side::Middle || family.is_some())
                && !option.has(&[
                    "know",
                    "sure",
                    "used",
                    "use",
                    "apply",
                    "applicable",
                    "tried",
                    "visited",
                    "opinion",
                    "view",
                    "mind",
                ])
        }
        _ => false,
    };
    options.iter().filter(point).collect()
}

/// Whether the first half of some points says one thing and the second half another, each with the same degrees:
/// "Very warm, fairly warm, fairly cold, very cold"; and whether there is a middle. Words that are in no list are
/// understood so.
fn mirrored(points: &[&OfferedOption<'_>]) -> Option<bool> {
    const DEGREES: &[&str] = &[
        "very",
        "fairly",
        "quite",
        "rather",
        "somewhat",
        "slightly",
        "a",
        "bit",
        "little",
        "extremely",
        "strongly",
        "too",
        "much",
        "far",
    ];
    let bare = |point: &&OfferedOption<'_>| {
        point
            .sentence
            .words
            .iter()
            .filter(|word| !word.is(DEGREES))
            .map(|word| word.lower.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let half = points.len() / 2;
    let (first, last) = (points.get(..half)?, points.get(points.len() - half..)?);
    let one = bare(first.first()?);
    let other = bare(last.last()?);
    let graded = first.iter().chain(last).all(|point| point.sentence.words.len() >= 2 || points.len() <= 5);
    let same =
        half >= 2 && first.iter().all(|point| bare(point) == one) && last.iter().all(|point| bare(point) == other);
    let differs = one != other && !one.is_empty() && !other.is_empty() && !other.starts_with("not");
    (same && differs && graded).then_some(points.len() % 2 == 1)
}

/// How far up a point is, where a scale goes from much of a thing to nothing of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Degree {
    High,
    Mid,
    Low,
}

fn degree(option: &OfferedOption<'_>) -> Degree {
    if option.has(&["not", "slightly", "little", "hardly", "barely", "don't", "never"]) {
        Degree::Low
    } else if option.has(&["fairly", "quite", "moderately", "somewhat", "reasonably", "partly"]) {
        Degree::Mid
    } else {
        Degree::High
    }
}

/// How a scale is weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Fair {
        middle: bool,
    },
    Leans {
        good: usize,
        bad: usize,
    },
    /// It cannot be told: its points have no words.
    Unsaid,
}

pub(super) fn weight(options: &[OfferedOption<'_>]) -> Weight {
    let points = points(options);
    if let Some(middle) = mirrored(&points) {
        return Weight::Fair { middle };
    }
    let sides: Vec<_> = points.iter().map(|point| side(point)).collect();
    if points.len() < 3 || sides.iter().flatten().count() < points.len() {
        // Where only the ends have words, they are opposite or they are not.
        let ends = (sides.first().copied().flatten(), sides.last().copied().flatten());
        let numbered = points.len() >= 3
            && points
                .iter()
                .skip(1)
                .rev()
                .skip(1)
                .all(|point| point.sentence.words.iter().all(super::words::LabelWord::has_digit));
        return match ends {
            (Some((one, _)), Some((other, _))) if numbered && one != other => {
                Weight::Fair { middle: points.len() % 2 == 1 }
            }
            (Some((one, _)), Some((other, _))) if numbered && one == other => {
                if one == Side::Good {
                    Weight::Leans { good: 2, bad: 0 }
                } else {
                    Weight::Leans { good: 0, bad: 2 }
                }
            }
            _ => Weight::Unsaid,
        };
    }
    let count = |wanted: Side| sides.iter().flatten().filter(|(side, _)| *side == wanted).count();
    let (good, middle, bad) = (count(Side::Good), count(Side::Middle), count(Side::Bad));
    if good == bad && good > 0 {
        return Weight::Fair { middle: middle > 0 };
    }
    let opposite = points.iter().any(|point| {
        point.sentence.words.iter().any(|word| matches!(family_of(&word.lower), Some((_, Side::Bad))))
            || point.sentence.lower(0) == "no"
    });
    let ends_in_nothing =
        points.iter().any(|point| degree(point) == Degree::Low && point.has(&["not", "don't", "never"]));
    if !opposite && middle == 0 && ends_in_nothing {
        let count = |wanted: Degree| points.iter().filter(|point| degree(point) == wanted).count();
        let (high, mid, low) = (count(Degree::High), count(Degree::Mid), count(Degree::Low));
        if points.len() % 2 == 1 && mid == 1 && high == low {
            return Weight::Fair { middle: true };
        }
        if points.len().is_multiple_of(2) && high + mid == low {
            return Weight::Fair { middle: false };
        }
    }
    Weight::Leans { good, bad }
}

/// What the points of a scale judge, if all that say it say the same.
pub(super) fn family(options: &[OfferedOption<'_>]) -> Option<&'static ScaleFamily> {
    let mut found: Option<&'static ScaleFamily> = None;
    for point in points(options) {
        if let Some((_, Some(family))) = side(point) {
            match found {
                Some(other) if other.name != family.name => return None,
                _ => found = Some(family),
            }
        }
    }
    found
}

/// Whether points begin with the better end ("very good" to "very bad"), as far as their words tell.
pub(super) fn begins_well(options: &[OfferedOption<'_>]) -> bool {
    let of = |option: Option<&OfferedOption<'_>>| option.and_then(side).map(|(side, _)| side);
    of(options.first()) == Some(Side::Good) && of(options.last()) == Some(Side::Bad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::definition::question::AnswerOption;
    use crate::questionnaires::definition::texts::{Language, Wording};

    fn weighed(labels: &[&str]) -> Weight {
        let english = Language::english();
        let options: Vec<_> =
            labels.iter().map(|label| AnswerOption::new("a", Wording::one(&english, *label))).collect();
        weight(&super::super::offered::columns(&options, &english))
    }

    #[test]
    fn a_scale_with_as_many_points_on_each_side_is_fair() {
        assert_eq!(
            weighed(&[
                "Very easy",
                "Fairly easy",
                "Neither easy nor difficult",
                "Fairly difficult",
                "Very difficult",
                "I don't know"
            ]),
            Weight::Fair { middle: true }
        );
        assert_eq!(
            weighed(&["Very clean", "Fairly clean", "Fairly dirty", "Very dirty"]),
            Weight::Fair { middle: false }
        );
        assert_eq!(weighed(&["Excellent", "Good", "Fair", "Poor", "Very poor"]), Weight::Fair { middle: true });
        assert_eq!(weighed(&["1 Very poor", "2", "3", "4", "5 Very good"]), Weight::Fair { middle: true });
    }

    #[test]
    fn a_scale_from_much_to_nothing_is_fair_where_both_halves_are() {
        assert_eq!(
            weighed(&["Extremely useful", "Very useful", "Moderately useful", "Slightly useful", "Not at all useful"]),
            Weight::Fair { middle: true }
        );
        assert_eq!(
            weighed(&["Very satisfied", "Satisfied", "Fairly satisfied", "Not satisfied"]),
            Weight::Leans { good: 3, bad: 1 }
        );
        assert_eq!(
            weighed(&["Very important", "Important", "Fairly important", "Not important"]),
            Weight::Leans { good: 3, bad: 1 }
        );
    }

    #[test]
    fn a_scale_that_leans_is_told() {
        assert_eq!(weighed(&["Definitely", "Probably", "Perhaps"]), Weight::Leans { good: 2, bad: 0 });
        assert_eq!(weighed(&["Excellent", "Very good", "Good", "Fair", "Poor"]), Weight::Leans { good: 3, bad: 1 });
        assert_eq!(
            weighed(&["Love them", "Like them", "Quite like them", "Do not like them"]),
            Weight::Leans { good: 3, bad: 1 }
        );
    }

    #[test]
    fn points_without_words_say_nothing() {
        assert_eq!(weighed(&["", "", "", "", ""]), Weight::Unsaid);
    }
}
