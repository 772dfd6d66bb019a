//! Reading a condition: `uses = "yes" and not (age < 18 or count(groups) > 2)`.
//!
//! `and` binds before `or`, `not` before both, brackets before everything. `=`, `!=`, `<`, `<=`, `>`, `>=` compare with a
//! text in double quotes or a number; `in ("a", "b")` is one of several; `contains "a"` a tick; `answered(q)`,
//! `unanswered(q)`, `asked(q)`, `unasked(q)`; `count(q)` ticks, `length(q)` characters; `q/"row"` a row of a matrix, the
//! place of an option in a rank, the part of an option in a split. A key that is one of these words is written `${not}`.

use std::fmt;
use std::str::FromStr;

use super::super::decimal::Decimal;
use super::super::key::Key;
use super::{Bound, Condition, Measure, Operand, Subject, Test};

/// The longest condition, in bytes.
pub const LONGEST: usize = 20_000;
/// How deep brackets and `not` may go.
pub const DEEPEST: usize = 60;

/// Why a text is not a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACondition {
    /// Where, in characters from 0.
    pub at: usize,
    /// In a sentence.
    pub why: String,
}

impl fmt::Display for NotACondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at character {})", self.why, self.at + 1)
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A word: a key, or one that means something.
    Word(String),
    /// `${key}`: only ever a key.
    Key(String),
    Text(String),
    Number(Decimal),
    Sign(&'static str),
}

impl Token {
    fn words(&self) -> String {
        match self {
            Self::Word(word) => format!("“{word}”"),
            Self::Key(key) => format!("“${{{key}}}”"),
            Self::Text(text) => format!("the text \"{text}\""),
            Self::Number(number) => format!("the number {number}"),
            Self::Sign(sign) => format!("“{sign}”"),
        }
    }
}

fn wrong<T>(at: usize, why: impl Into<String>) -> Result<T, NotACondition> {
    Err(NotACondition { at, why: why.into() })
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, NotACondition> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let start = at;
        let next = letters.get(at + 1).copied();
        let token = match (letter, next) {
            (letter, _) if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            ('"', _) => {
                at += 1;
                let mut quoted = String::new();
                loop {
                    match letters.get(at) {
                        None => return wrong(start, "A text begins with a quotation mark here and never ends"),
                        Some('"') => break,
                        Some('\\') if matches!(letters.get(at + 1), Some('"' | '\\')) => {
                            quoted.push(letters[at + 1]);
                            at += 2;
                        }
                        Some(other) => {
                            quoted.push(*other);
                            at += 1;
                        }
                    }
                }
                at += 1;
                Token::Text(quoted)
            }
            ('$', Some('{')) => {
                let Some(length) = letters[at + 2..].iter().position(|letter| *letter == '}') else {
                    return wrong(start, "A key begins with “${” here and never ends");
                };
                let key: String = letters[at + 2..at + 2 + length].iter().collect();
                at += length + 3;
                Token::Key(key.trim().to_owned())
            }
            (letter, next)
                if letter.is_ascii_digit() || letter == '-' && next.is_some_and(|next| next.is_ascii_digit()) =>
            {
                at += 1;
                while letters.get(at).is_some_and(|letter| letter.is_ascii_digit() || *letter == '.') {
                    at += 1;
                }
                let number: String = letters[start..at].iter().collect();
                match number.parse() {
                    Ok(number) => Token::Number(number),
                    Err(_) => {
                        return wrong(
                            start,
                            format!("{number} is not a number with at most nine digits and six decimals"),
                        );
                    }
                }
            }
            (letter, _) if letter.is_alphabetic() || letter == '_' => {
                while letters
                    .get(at)
                    .is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
                {
                    at += 1;
                }
                Token::Word(letters[start..at].iter().collect())
            }
            _ => {
                let (sign, length) = match (letter, next) {
                    ('!', Some('=')) => ("!=", 2),
                    ('<', Some('=')) => ("<=", 2),
                    ('>', Some('=')) => (">=", 2),
                    ('=', Some('=')) => ("=", 2),
                    ('=', _) => ("=", 1),
                    ('<', _) => ("<", 1),
                    ('>', _) => (">", 1),
                    ('(', _) => ("(", 1),
                    (')', _) => (")", 1),
                    (',', _) => (",", 1),
                    ('/', _) => ("/", 1),
                    _ => return wrong(start, format!("“{letter}” means nothing in a condition")),
                };
                at += length;
                Token::Sign(sign)
            }
        };
        found.push((start, token));
    }
    Ok(found)
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
}

impl FromStr for Condition {
    type Err = NotACondition;

    fn from_str(text: &str) -> Result<Self, NotACondition> {
        if text.len() > LONGEST {
            return wrong(0, format!("A condition is at most {LONGEST} characters long; this one has {}", text.len()));
        }
        let mut reader = Reader { tokens: tokens(text)?, next: 0, end: text.chars().count() };
        let condition = reader.any(0)?;
        match reader.tokens.get(reader.next) {
            // As it is kept it may be longer than as it was typed, and what is kept has to be read again.
            None if condition.to_string().len() > LONGEST => {
                wrong(0, format!("A condition is at most {LONGEST} characters long, with spaces where they belong"))
            }
            None => Ok(condition),
            Some((at, token)) => wrong(*at, format!("“and”, “or” or the end was expected, not {}", token.words())),
        }
    }
}

impl Reader {
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn word(&mut self, word: &str) -> bool {
        let is = matches!(self.tokens.get(self.next), Some((_, Token::Word(found))) if found == word);
        self.next += usize::from(is);
        is
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.tokens.get(self.next), Some((_, Token::Sign(found))) if *found == sign);
        self.next += usize::from(is);
        is
    }

    fn expect(&mut self, sign: &str) -> Result<(), NotACondition> {
        if self.sign(sign) {
            return Ok(());
        }
        self.expected(&format!("“{sign}”"))
    }

    fn expected<T>(&self, what: &str) -> Result<T, NotACondition> {
        match self.tokens.get(self.next) {
            None => wrong(self.end, format!("{what} was expected, but the condition ends")),
            Some((at, token)) => wrong(*at, format!("{what} was expected, not {}", token.words())),
        }
    }

    fn any(&mut self, deep: usize) -> Result<Condition, NotACondition> {
        let first = self.all(deep)?;
        let mut parts = vec![first];
        while self.word("or") {
            parts.push(self.all(deep)?);
        }
        Ok(if parts.len() > 1 { Condition::Any(parts) } else { parts.remove(0) })
    }

    fn all(&mut self, deep: usize) -> Result<Condition, NotACondition> {
        let first = self.not(deep)?;
        let mut parts = vec![first];
        while self.word("and") {
            parts.push(self.not(deep)?);
        }
        Ok(if parts.len() > 1 { Condition::All(parts) } else { parts.remove(0) })
    }

    fn not(&mut self, deep: usize) -> Result<Condition, NotACondition> {
        if deep > DEEPEST {
            return wrong(self.at(), format!("Brackets go deeper than {DEEPEST}"));
        }
        if self.word("not") {
            return Ok(Condition::Not(Box::new(self.not(deep + 1)?)));
        }
        if self.sign("(") {
            let inner = self.any(deep + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.word("true") {
            return Ok(Condition::Always(true));
        }
        if self.word("false") {
            return Ok(Condition::Always(false));
        }
        for (word, is, opposite) in [
            ("unanswered", Test::Unanswered, false),
            ("answered", Test::Unanswered, true),
            ("unasked", Test::Unasked, false),
            ("asked", Test::Unasked, true),
        ] {
            if self.word(word) {
                self.expect("(")?;
                let of = self.subject()?;
                self.expect(")")?;
                let test = Condition::test(of, is);
                return Ok(if opposite { Condition::Not(Box::new(test)) } else { test });
            }
        }
        for (word, measure) in [("count", Measure::Count), ("length", Measure::Length)] {
            if self.word(word) {
                self.expect("(")?;
                let key = self.key()?;
                self.expect(")")?;
                return self.compared(Subject { key, part: None, measure });
            }
        }
        let of = self.subject()?;
        self.compared(of)
    }

    fn key(&mut self) -> Result<Key, NotACondition> {
        let at = self.at();
        let text = match self.tokens.get(self.next) {
            Some((_, Token::Word(word))) if !super::write::TAKEN.contains(&word.as_str()) => word.clone(),
            Some((_, Token::Key(key))) => key.clone(),
            _ => return self.expected("The key of a question"),
        };
        self.next += 1;
        Key::new(&text).map_err(|why| NotACondition { at, why })
    }

    fn subject(&mut self) -> Result<Subject, NotACondition> {
        let key = self.key()?;
        if !self.sign("/") {
            return Ok(Subject::of(&key));
        }
        let part = match self.tokens.get(self.next) {
            Some((_, Token::Word(word) | Token::Text(word))) => word.clone(),
            Some((_, Token::Number(number))) => number.to_string(),
            _ => return self.expected("The code of a row or an option"),
        };
        self.next += 1;
        Ok(Subject::part(&key, part))
    }

    fn operand(&mut self) -> Result<Operand, NotACondition> {
        let operand = match self.tokens.get(self.next) {
            Some((_, Token::Text(text))) => Operand::Text(text.clone()),
            Some((_, Token::Number(number))) => Operand::Number(*number),
            _ => return self.expected("A text in quotation marks or a number"),
        };
        self.next += 1;
        Ok(operand)
    }

    fn compared(&mut self, of: Subject) -> Result<Condition, NotACondition> {
        if self.sign("=") {
            return Ok(Condition::test(of, Test::Is(self.operand()?)));
        }
        if self.sign("!=") {
            return Ok(Condition::Not(Box::new(Condition::test(of, Test::Is(self.operand()?)))));
        }
        for bound in Bound::ALL {
            if self.sign(bound.sign()) {
                return Ok(Condition::test(of, Test::Ordered(bound, self.operand()?)));
            }
        }
        if self.word("in") {
            self.expect("(")?;
            let mut operands = vec![self.operand()?];
            while self.sign(",") {
                operands.push(self.operand()?);
            }
            self.expect(")")?;
            return Ok(Condition::test(of, Test::IsOneOf(operands)));
        }
        if self.word("contains") {
            return match self.operand()? {
                Operand::Text(code) => Ok(Condition::test(of, Test::Contains(code))),
                Operand::Number(number) => Ok(Condition::test(of, Test::Contains(number.to_string()))),
            };
        }
        self.expected("“=”, “<”, “in”, “contains” or another comparison")
    }
}

impl serde::Serialize for Condition {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Condition {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|why| serde::de::Error::custom(format!("the condition {text:?} is not understood: {why}")))
    }
}
