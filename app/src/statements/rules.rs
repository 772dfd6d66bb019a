//! What may be done with statements at each stage, which words will do, and what is so like another statement
//! that its author is asked to answer that one instead.

use std::collections::BTreeSet;

use super::model::{LONGEST, OwnStatementsRule, QUESTION_LONGEST, Set, Statement, StatementState};
use crate::consultations::checks::{Check, CheckOutcome};
use crate::consultations::model::Stage;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::site::fields::{BadLength, length};

/// The most statements one person may add to a consultation, so that everybody is heard.
pub const MOST_OWN: i64 = 10;
/// The most statements a consultation may have: more than anybody would answer.
pub const MOST: i64 = 1_000;

/// Why a resident's own statement is not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementRefused {
    /// The consultation takes none from residents.
    NoneOfTheirs,
    /// This person has added as many as one may.
    TooMany,
    /// There are as many as there may be.
    Full,
}

impl WhyNot for StatementRefused {
    fn reason(&self) -> Reason {
        match self {
            Self::NoneOfTheirs => reason!(
                "no-own-statements",
                CONFLICT,
                Residents,
                "The consultation takes no statements from residents",
                "This consultation does not take statements from residents, so nothing was recorded."
            ),
            Self::TooMany => reason!(
                "too-many-statements",
                CONFLICT,
                Residents,
                "One person added as many statements as one can",
                "You have added 10 statements, which is as many as one person can, so that everybody is heard."
            ),
            Self::Full => reason!(
                "statements-full",
                CONFLICT,
                Residents,
                "There are as many statements as there can be",
                "There are 1,000 statements already, which is more than anybody can answer. Please answer some of them."
            ),
        }
    }
}

/// How many answers somebody must have given to be told a group, if there are as many statements.
pub const ENOUGH_ANSWERS: usize = 7;
/// The most statements that are offered as alike.
const MOST_SIMILAR: usize = 3;
/// How much of their words two statements must share to be offered as alike.
const ALIKE: f64 = 0.4;

/// Why staff may not change what statements are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementsFixed {
    /// The consultation has closed.
    Closed,
    /// It has been decided.
    Decided,
    /// It was withdrawn.
    Withdrawn,
    /// People answer the very words that are published.
    Published,
    /// Residents would have nothing to answer, and could add nothing.
    NothingToAnswer,
    /// A decision stands beside the groups by the names that people read.
    NamesDecided,
}

impl WhyNot for StatementsFixed {
    fn reason(&self) -> Reason {
        match self {
            Self::Closed => reason!(
                "statements-closed",
                CONFLICT,
                Staff,
                "The consultation has closed: its statements stay as they were",
                "This consultation has closed. What people were asked stays as it was."
            ),
            Self::Decided => reason!(
                "statements-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: its statements stay as they were",
                "This has been decided, so what people were asked stays as it was."
            ),
            Self::Withdrawn => reason!(
                "statements-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: its statements stay as they are",
                "This consultation was withdrawn, so it stays as it is."
            ),
            Self::Published => reason!(
                "statements-published",
                CONFLICT,
                Staff,
                "Statements and their question are reworded in drafts only",
                "People answer these very words, so they stay once the consultation is published. If a statement must go, \
                 a moderator can take it out, with a reason. Then add a better one."
            ),
            Self::NothingToAnswer => reason!(
                "nothing-to-answer",
                UNPROCESSABLE_ENTITY,
                Staff,
                "There are no statements, and residents could add none",
                "There are no statements yet. If residents may not add any, write some first"
            ),
            Self::NamesDecided => reason!(
                "group-names-decided",
                CONFLICT,
                Staff,
                "The consultation has been decided: the groups of its opinion map keep their names",
                "This has been decided, so the groups of its map keep the names that people read."
            ),
        }
    }
}

/// Whether staff may set statements up, add some of the service's own, and change whether residents may add theirs.
///
/// # Errors
/// Why not.
pub const fn may_set_up(stage: Stage) -> Result<(), StatementsFixed> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Closed => Err(StatementsFixed::Closed),
        Stage::Decided => Err(StatementsFixed::Decided),
        Stage::Withdrawn => Err(StatementsFixed::Withdrawn),
    }
}

/// Whether staff may name the groups of the opinion map.
///
/// # Errors
/// Why not.
pub const fn may_name_groups(stage: Stage) -> Result<(), StatementsFixed> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open | Stage::Closed => Ok(()),
        Stage::Decided => Err(StatementsFixed::NamesDecided),
        Stage::Withdrawn => Err(StatementsFixed::Withdrawn),
    }
}

/// Whether residents may be kept from adding statements, when there are so many. Once it is published people must
/// have something to answer.
///
/// # Errors
/// Why not.
pub fn may_have_rule(stage: Stage, own: OwnStatementsRule, statements: usize) -> Result<(), StatementsFixed> {
    if stage != Stage::Draft && own == OwnStatementsRule::Off && statements == 0 {
        return Err(StatementsFixed::NothingToAnswer);
    }
    Ok(())
}

/// Whether so many statements can be published with their consultation.
pub fn to_publish(set: &Set, statements: usize) -> Check {
    let (outcome, found) = match (statements, set.own) {
        (0, OwnStatementsRule::Off) => (
            CheckOutcome::Missing,
            "There are no statements, and residents may not add any, so there would be nothing to answer. Write some, or ask no \
             statements."
                .to_owned(),
        ),
        (0, _) => (
            CheckOutcome::Advised,
            "There are no statements yet. Whoever comes first finds nothing to answer: begin with ten or so."
                .to_owned(),
        ),
        (1, _) => (CheckOutcome::Passed, "There is 1 statement to begin with.".to_owned()),
        (many, _) => (CheckOutcome::Passed, format!("There are {many} statements to begin with.")),
    };
    Check {
        key: "statements",
        task: "Write the first statements",
        outcome,
        found,
        why: "The first statements show people what is meant and set the tone. Cover what supporters and opponents would say, in their words.",
        page: "/statements#texts".to_owned(),
        aside: "there are no statements to begin with".to_owned(),
    }
}

/// Whether the question and the service's own statements can still be reworded or taken away.
///
/// # Errors
/// Why not.
pub const fn may_reword(stage: Stage) -> Result<(), StatementsFixed> {
    match stage {
        Stage::Draft => Ok(()),
        _ => Err(StatementsFixed::Published),
    }
}

/// Why the words of a statement will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadWording {
    /// There are none, or too many.
    Length(BadLength<'static>),
    /// They have the NUL character in them.
    Nul,
    /// There are no letters in them.
    NoWords,
    /// Nobody can agree or disagree with a question.
    Question,
}

impl From<BadLength<'static>> for BadWording {
    fn from(why: BadLength<'static>) -> Self {
        Self::Length(why)
    }
}

impl From<BadWording> for String {
    /// How it is said beside the field.
    fn from(why: BadWording) -> Self {
        match why {
            BadWording::Length(why) => why.into(),
            BadWording::Nul => "Text cannot contain the NUL character: please remove it".to_owned(),
            BadWording::NoWords => "Write your statement in words".to_owned(),
            BadWording::Question => {
                "Write it as a statement, not as a question: people can then agree or disagree with it".to_owned()
            }
        }
    }
}

/// Whether the words of a statement will do; gives them with plain spaces.
///
/// # Errors
/// Why not.
pub fn wording(text: &str) -> Result<String, BadWording> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    length(&plain, "your statement", true, LONGEST)?;
    if plain.contains('\0') {
        return Err(BadWording::Nul);
    }
    if !plain.chars().any(char::is_alphabetic) {
        return Err(BadWording::NoWords);
    }
    if plain.ends_with('?') {
        return Err(BadWording::Question);
    }
    Ok(plain)
}

/// Whether the words of the question will do.
///
/// # Errors
/// Why not.
pub fn question(text: &str) -> Result<String, BadLength<'static>> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    length(&plain, "the question", true, QUESTION_LONGEST)
}

/// Words that most sentences have, so that sharing them says nothing.
const EVERYDAY: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do", "for", "from", "had", "has",
    "have", "i", "if", "in", "is", "it", "its", "me", "more", "must", "my", "need", "needs", "not", "of", "on", "or",
    "our", "should", "so", "some", "than", "that", "the", "their", "them", "there", "they", "this", "to", "too",
    "want", "was", "we", "were", "will", "with", "would", "you", "your",
];

/// The words that say what a statement is about, in lower case and without the commonest endings.
fn telling(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EVERYDAY.contains(word))
        .map(|word| {
            let without = |word: &str, endings: &[&str]| {
                let stem = endings.iter().find_map(|ending| word.strip_suffix(ending));
                stem.filter(|stem| stem.chars().count() >= 3).unwrap_or(word).to_owned()
            };
            without(&without(word, &["s"]), &["ing", "ed", "ie", "e", "y"])
        })
        .collect()
}

/// Whether two statements are the same words, whatever their capitals and full stops.
pub fn same_words(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let letters = text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), " ");
        letters.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    bare(one) == bare(other)
}

/// Statements that say something like a text, most alike first: those that share many of its telling words, as a
/// share of all telling words of both (the Jaccard index). Only what everybody can read.
pub fn similar<'a>(text: &str, statements: &'a [Statement]) -> Vec<&'a Statement> {
    let own = telling(text);
    let mut found: Vec<(f64, &Statement)> = statements
        .iter()
        .filter(|statement| statement.state == StatementState::Published)
        .filter_map(|statement| {
            let theirs = telling(&statement.text);
            let shared = own.intersection(&theirs).count() as f64;
            let all = own.union(&theirs).count() as f64;
            let alike = if same_words(text, &statement.text) { 1.0 } else { shared / all.max(1.0) };
            (alike >= ALIKE).then_some((alike, statement))
        })
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(MOST_SIMILAR).map(|(_, statement)| statement).collect()
}

/// Whether somebody with so many answers is told which group they are in, where so many statements can be answered.
pub fn enough_answers(given: usize, statements: usize) -> bool {
    given >= ENOUGH_ANSWERS.min(statements).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StatementId;
    use crate::time::Time;

    fn statement(number: i64, text: &str) -> Statement {
        Statement {
            id: StatementId(number),
            number,
            response_id: None,
            text: text.to_owned(),
            state: StatementState::Published,
            agree: 0,
            disagree: 0,
            pass: 0,
            extremity: 0,
            posted_at: Time(0),
        }
    }

    #[test]
    fn a_statement_is_one_short_sentence_that_can_be_agreed_with() {
        assert_eq!(
            wording("  The library \n should open on Sundays. "),
            Ok("The library should open on Sundays.".into())
        );
        let said = |text: &str| String::from(wording(text).unwrap_err());
        assert_eq!(said(""), "Enter your statement");
        assert!(said(&"a".repeat(141)).contains("1 too many"));
        assert_eq!(wording("Should it open on Sundays?"), Err(BadWording::Question));
        assert_eq!(wording("!!! 123"), Err(BadWording::NoWords));
        assert_eq!(wording("a\0b"), Err(BadWording::Nul));
        assert!(wording(&"é".repeat(140)).is_ok());
    }

    #[test]
    fn alike_is_what_shares_the_telling_words_and_not_the_everyday_ones() {
        let all = [
            statement(1, "The library should open on Sundays."),
            statement(2, "The library should have a quiet room."),
            statement(3, "Opening on a Sunday would help families."),
        ];
        let numbers = |text: &str| similar(text, &all).iter().map(|one| one.number).collect::<Vec<_>>();
        assert_eq!(numbers("the library should OPEN on sundays"), [1, 3]);
        assert_eq!(numbers("We need the library open Sunday"), [1, 3]);
        assert_eq!(numbers("Sunday opening helps family"), [3, 1]);
        assert_eq!(numbers("There should be more of it in the"), [0; 0]);
        assert_eq!(numbers("Cheaper bus fares"), [0; 0]);
    }

    #[test]
    fn a_statement_that_nobody_can_read_is_not_offered() {
        let mut held = statement(1, "Open on Sundays");
        held.state = StatementState::Held;
        assert!(similar("Open on Sundays", &[held]).is_empty());
    }

    #[test]
    fn whoever_is_told_a_group_has_answered_as_much_as_the_map_asks_of_everybody() {
        assert_eq!(ENOUGH_ANSWERS, soundings_analysis::groups::Settings::default().min_answers);
    }

    #[test]
    fn with_few_statements_few_answers_are_enough() {
        assert!(enough_answers(3, 3) && !enough_answers(2, 3));
        assert!(enough_answers(7, 40) && !enough_answers(6, 40));
        assert!(!enough_answers(0, 0));
    }
}
