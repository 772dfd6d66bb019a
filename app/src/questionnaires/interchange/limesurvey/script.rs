//! LimeSurvey's language for conditions, taken apart: `!is_empty(Q1.NAOK) and (Q2_SQ1 == "Y" or Q3 > 5)`.
//!
//! What binds before what, from the tightest: brackets and functions, `!` and `-`, `*` and `/`, `+` and `-`, the four
//! orders, `==` and `!=`, `and`, `or`. Words and signs mean the same (`&&`, `||`, `eq`, `ne`, `lt`, `le`, `gt`, `ge`).

use super::super::super::definition::condition::Bound;
use super::super::super::definition::decimal::Decimal;

/// The longest equation, in bytes.
const LONGEST: usize = 40_000;
/// How deep brackets and opposites may go.
const DEEPEST: usize = 100;

/// An equation, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Script {
    /// A number.
    Number(Decimal),
    /// A text in quotation marks.
    Text(String),
    /// A variable, with what is said behind its points.
    Name(String),
    /// A function of some things.
    Call(String, Vec<Script>),
    /// The opposite.
    Not(Box<Script>),
    /// All of them.
    All(Vec<Script>),
    /// At least one of them.
    Any(Vec<Script>),
    /// Two things and the sign between them.
    Two(Sign, Box<Script>, Box<Script>),
}

/// A sign between two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// At least one.
    Or,
    /// Both.
    And,
    /// They are the same. The second says whether one sign was written, which sets a variable in LimeSurvey.
    Equal(bool),
    /// They are not.
    Unequal,
    /// One is less or more.
    Ordered(Bound),
    /// A calculation.
    Reckoned(char),
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Number(Decimal),
    Text(String),
    Name(String),
    Sign(Sign),
    Not,
    Open,
    Close,
    Comma,
}

/// Takes an equation apart.
///
/// # Errors
/// What is not understood, in a sentence.
pub(super) fn read(text: &str) -> Result<Script, String> {
    if text.len() > LONGEST {
        return Err(format!("It is longer than {LONGEST} characters."));
    }
    let text = text.trim();
    let bare = text.strip_prefix('{').and_then(|inside| inside.strip_suffix('}'));
    let text = bare.filter(|inside| !inside.contains(['{', '}'])).unwrap_or(text);
    // Markup that an editor made of signs.
    let decoded = if text.contains("&amp;") || text.contains("&lt;") || text.contains("&gt;") || text.contains("&quot;")
    {
        super::plain::decoded(text)
    } else {
        text.to_owned()
    };
    let mut reader = ScriptReader { words: words(&decoded)?, next: 0 };
    let script = reader.any(0)?;
    match reader.words.get(reader.next) {
        None => Ok(script),
        Some(word) => Err(format!("{} stands where nothing was expected.", said(word))),
    }
}

fn said(word: &Word) -> String {
    match word {
        Word::Number(number) => format!("The number {number}"),
        Word::Text(text) => format!("The text “{text}”"),
        Word::Name(name) => format!("“{name}”"),
        Word::Sign(_) => "A sign".to_owned(),
        Word::Not => "“!”".to_owned(),
        Word::Open => "“(”".to_owned(),
        Word::Close => "“)”".to_owned(),
        Word::Comma => "A comma".to_owned(),
    }
}

fn words(text: &str) -> Result<Vec<Word>, String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        let (word, length) = match (letter, next) {
            (letter, _) if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            ('"' | '\'', _) => {
                let (text, length) = quoted(letters.get(at + 1..).unwrap_or_default(), letter)?;
                (Word::Text(text), length + 1)
            }
            ('(', _) => (Word::Open, 1),
            (')', _) => (Word::Close, 1),
            (',', _) => (Word::Comma, 1),
            ('=', Some('=')) if letters.get(at + 2) == Some(&'=') => (Word::Sign(Sign::Equal(false)), 3),
            ('=', Some('=')) => (Word::Sign(Sign::Equal(false)), 2),
            ('=', _) => (Word::Sign(Sign::Equal(true)), 1),
            ('!', Some('=')) if letters.get(at + 2) == Some(&'=') => (Word::Sign(Sign::Unequal), 3),
            ('!', Some('=')) | ('<', Some('>')) => (Word::Sign(Sign::Unequal), 2),
            ('!', _) => (Word::Not, 1),
            ('<', Some('=')) => (Word::Sign(Sign::Ordered(Bound::AtMost)), 2),
            ('>', Some('=')) => (Word::Sign(Sign::Ordered(Bound::AtLeast)), 2),
            ('<', _) => (Word::Sign(Sign::Ordered(Bound::Less)), 1),
            ('>', _) => (Word::Sign(Sign::Ordered(Bound::More)), 1),
            ('&', Some('&')) => (Word::Sign(Sign::And), 2),
            ('|', Some('|')) => (Word::Sign(Sign::Or), 2),
            ('+' | '-' | '*' | '/', _) => (Word::Sign(Sign::Reckoned(letter)), 1),
            (letter, next)
                if letter.is_ascii_digit() || letter == '.' && next.is_some_and(|next| next.is_ascii_digit()) =>
            {
                number_or_column(letters.get(at..).unwrap_or_default())?
            }
            (letter, _) if letter.is_alphabetic() || letter == '_' => name(letters.get(at..).unwrap_or_default()),
            (letter, _) => return Err(format!("“{letter}” means nothing here.")),
        };
        at += length.max(1);
        found.push(word);
    }
    Ok(found)
}

/// A text up to its closing mark, and how many letters that is with the mark.
fn quoted(letters: &[char], mark: char) -> Result<(String, usize), String> {
    let mut text = String::new();
    let mut at = 0;
    loop {
        match (letters.get(at), letters.get(at + 1)) {
            (None, _) => return Err("A text begins with a quotation mark and never ends.".to_owned()),
            (Some('\\'), Some(next)) if *next == mark || *next == '\\' => {
                text.push(*next);
                at += 2;
            }
            (Some(letter), _) if *letter == mark => return Ok((text, at + 1)),
            (Some(letter), _) => {
                text.push(*letter);
                at += 1;
            }
        }
    }
}

/// A number, or the name of a column, which begins with one: `123X4X56SQ1`.
fn number_or_column(letters: &[char]) -> Result<(Word, usize), String> {
    let digits = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
    if letters.get(digits) == Some(&'X') {
        return Ok(name(letters));
    }
    let length = letters.iter().take_while(|letter| letter.is_ascii_digit() || **letter == '.').count();
    let number: String = letters.iter().take(length).collect();
    match number.parse() {
        Ok(parsed) => Ok((Word::Number(parsed), length)),
        Err(_) => Err(format!("{number} is not a number with at most nine digits and six decimals.")),
    }
}

fn name(letters: &[char]) -> (Word, usize) {
    let mut length =
        letters.iter().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.' | ':' | '#')).count();
    // A point at the end belongs to no name.
    while length > 1 && matches!(letters.get(length - 1), Some('.' | ':')) {
        length -= 1;
    }
    let name: String = letters.iter().take(length).collect();
    let sign = match name.to_lowercase().as_str() {
        "and" => Sign::And,
        "or" => Sign::Or,
        "eq" => Sign::Equal(false),
        "ne" => Sign::Unequal,
        "lt" => Sign::Ordered(Bound::Less),
        "le" => Sign::Ordered(Bound::AtMost),
        "gt" => Sign::Ordered(Bound::More),
        "ge" => Sign::Ordered(Bound::AtLeast),
        _ => return (Word::Name(name), length),
    };
    (Word::Sign(sign), length)
}

struct ScriptReader {
    words: Vec<Word>,
    next: usize,
}

impl ScriptReader {
    fn sign(&mut self, fits: impl Fn(Sign) -> bool) -> Option<Sign> {
        match self.words.get(self.next) {
            Some(Word::Sign(sign)) if fits(*sign) => {
                self.next += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn takes(&mut self, word: &Word) -> bool {
        let is = self.words.get(self.next) == Some(word);
        self.next += usize::from(is);
        is
    }

    /// Things with signs of calculation or comparison between them that bind equally, from the left.
    fn chain(
        &mut self,
        deep: usize,
        fits: impl Fn(Sign) -> bool + Copy,
        tighter: impl Fn(&mut Self, usize) -> Result<Script, String>,
    ) -> Result<Script, String> {
        let mut left = tighter(self, deep)?;
        let mut chained = 0;
        while let Some(sign) = self.sign(fits) {
            chained += 1;
            // Each link makes the tree deeper, and nobody compares or adds so many things in a row.
            if chained > 50 {
                return Err("It has more than 50 signs in a row.".to_owned());
            }
            let right = tighter(self, deep)?;
            left = Script::Two(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn any(&mut self, deep: usize) -> Result<Script, String> {
        if deep > DEEPEST {
            return Err(format!("Its brackets go deeper than {DEEPEST}."));
        }
        let mut any = Vec::new();
        loop {
            let mut all = vec![self.same(deep)?];
            while self.sign(|sign| sign == Sign::And).is_some() {
                all.push(self.same(deep)?);
            }
            any.push(if all.len() > 1 { Script::All(all) } else { all.remove(0) });
            if self.sign(|sign| sign == Sign::Or).is_none() {
                return Ok(if any.len() > 1 { Script::Any(any) } else { any.remove(0) });
            }
        }
    }

    fn same(&mut self, deep: usize) -> Result<Script, String> {
        self.chain(
            deep,
            |sign| matches!(sign, Sign::Equal(_) | Sign::Unequal),
            |reader, deep| reader.chain(deep, |sign| matches!(sign, Sign::Ordered(_)), Self::sum),
        )
    }

    fn sum(&mut self, deep: usize) -> Result<Script, String> {
        self.chain(
            deep,
            |sign| matches!(sign, Sign::Reckoned('+' | '-')),
            |reader, deep| reader.chain(deep, |sign| matches!(sign, Sign::Reckoned('*' | '/')), Self::one),
        )
    }

    fn one(&mut self, deep: usize) -> Result<Script, String> {
        if deep > DEEPEST {
            return Err(format!("Its brackets go deeper than {DEEPEST}."));
        }
        if self.takes(&Word::Not) {
            return Ok(Script::Not(Box::new(self.one(deep + 1)?)));
        }
        if let Some(Sign::Reckoned(sign)) = self.sign(|sign| matches!(sign, Sign::Reckoned('+' | '-'))) {
            let inner = self.one(deep + 1)?;
            return match (sign, inner) {
                ('-', Script::Number(number)) => Decimal::default()
                    .minus(number)
                    .map(Script::Number)
                    .ok_or_else(|| "It has a number that is too large.".to_owned()),
                ('-', other) => {
                    let nought = Box::new(Script::Number(Decimal::default()));
                    Ok(Script::Two(Sign::Reckoned('-'), nought, Box::new(other)))
                }
                (_, inner) => Ok(inner),
            };
        }
        let word = self.words.get(self.next).cloned();
        self.next += 1;
        match word {
            Some(Word::Number(number)) => Ok(Script::Number(number)),
            Some(Word::Text(text)) => Ok(Script::Text(text)),
            Some(Word::Open) => {
                let inner = self.any(deep + 1)?;
                if self.takes(&Word::Close) {
                    Ok(inner)
                } else {
                    Err("A bracket is opened and never closed.".to_owned())
                }
            }
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("not") => {
                // LimeSurvey has no such word; those who write it mean the opposite of the comparison behind it.
                let bracket = self.words.get(self.next) == Some(&Word::Open);
                let inner = if bracket { self.one(deep + 1)? } else { self.same(deep + 1)? };
                let compared = |sign: &Sign| !matches!(sign, Sign::And | Sign::Or);
                if matches!(self.words.get(self.next), Some(Word::Sign(sign)) if compared(sign)) {
                    return Err("What “not” turns round is not clear.".to_owned());
                }
                Ok(Script::Not(Box::new(inner)))
            }
            Some(Word::Name(name)) if self.takes(&Word::Open) => {
                let mut of = Vec::new();
                if self.takes(&Word::Close) {
                    return Ok(Script::Call(name, of));
                }
                loop {
                    of.push(self.any(deep + 1)?);
                    if self.takes(&Word::Close) {
                        return Ok(Script::Call(name, of));
                    }
                    if !self.takes(&Word::Comma) {
                        return Err(format!("The brackets of “{name}” are never closed."));
                    }
                }
            }
            Some(Word::Name(name)) => Ok(Script::Name(name)),
            Some(word) => Err(format!("{} stands where a variable or a value was expected.", said(&word))),
            None => Err("It ends where a variable or a value was expected.".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With brackets round everything.
    fn shape(script: &Script) -> String {
        match script {
            Script::Number(number) => number.to_string(),
            Script::Text(text) => format!("'{text}'"),
            Script::Name(name) => name.clone(),
            Script::Call(name, of) => format!("{name}({})", of.iter().map(shape).collect::<Vec<_>>().join(",")),
            Script::Not(inner) => format!("!{}", shape(inner)),
            Script::All(of) => format!("({})", of.iter().map(shape).collect::<Vec<_>>().join(" and ")),
            Script::Any(of) => format!("({})", of.iter().map(shape).collect::<Vec<_>>().join(" or ")),
            Script::Two(sign, one, other) => {
                let sign = match sign {
                    Sign::Or | Sign::And => "?",
                    Sign::Equal(_) => "==",
                    Sign::Unequal => "!=",
                    Sign::Ordered(bound) => bound.sign(),
                    Sign::Reckoned('+') => "+",
                    Sign::Reckoned('-') => "-",
                    Sign::Reckoned('*') => "*",
                    Sign::Reckoned(_) => "/",
                };
                format!("({} {sign} {})", shape(one), shape(other))
            }
        }
    }

    #[test]
    fn signs_bind_as_they_do_in_limesurvey() {
        for (text, wanted) in [
            ("a and b or c and d", "((a and b) or (c and d))"),
            ("a or b or c", "(a or b or c)"),
            ("a or b and c", "(a or (b and c))"),
            ("a AND (b Or c)", "(a and (b or c))"),
            ("a && b || c", "((a and b) or c)"),
            ("!a == b", "(!a == b)"),
            ("!(a == b)", "!(a == b)"),
            ("not a eq b and c", "(!(a == b) and c)"),
            ("not (a ne b) and c", "(!(a != b) and c)"),
            ("a == b > 1 + 2 * 3", "(a == (b > (1 + (2 * 3))))"),
            ("a lt 5 and b ge -1.5", "((a < 5) and (b >= -1.5))"),
            ("Q1_SQ001.NAOK=='Y'", "(Q1_SQ001.NAOK == 'Y')"),
            ("count(that.q1.NAOK) > 0", "(count(that.q1.NAOK) > 0)"),
            ("123X4X56other.NAOK == \"a \\\"b\\\"\"", "(123X4X56other.NAOK == 'a \"b\"')"),
            ("a &gt;= 18 &amp;&amp; b == 1", "((a >= 18) and (b == 1))"),
            ("{a == 1}", "(a == 1)"),
            ("if(a, 1, 0)", "if(a,1,0)"),
        ] {
            assert_eq!(read(text).map(|script| shape(&script)).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_taken_apart_is_refused() {
        for text in
            ["", "a ==", "(a == 1", "a == 1)", "a b", "\"x", "a == “x”", "f(a", "a & b", "not (a) == b", "1e99 > 2"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000))).is_err());
        assert!(read(&"!".repeat(5_000)).is_err());
        assert!(read(&"- ".repeat(5_000)).is_err());
        assert!(read(&"not ".repeat(5_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_stumble(
            text in r#"[a-c()=!<>"'\\{},&| 0-9.+*/-]{0,40}|(and|or|not|a|"x"|[(]|[)]| |==|3|,|count|!){0,30}"#
        ) {
            let _ = read(&text);
        }
    }
}
