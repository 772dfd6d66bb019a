//! Reading the expressions of a form: `${uses} = 'yes' and not(selected(${groups}, 'knitting'))`. What comes out says what
//! is written, not what it means with us; a thing that is not known here is refused with its name.

use super::super::super::definition::decimal::{Decimal, NotDecimal};

/// The longest expression, in bytes.
const LONGEST: usize = 20_000;
/// How deep brackets may go.
const DEEPEST: usize = 40;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// `'yes'`
    Text(String),
    /// `5`
    Number(Decimal),
    /// `${name}`
    Of(String),
    /// `.`, the answer to the question itself
    Own,
    /// A name by itself: a column of the choices.
    Named(String),
    /// `selected(…, …)`
    Call(String, Vec<Expression>),
    /// Two things compared.
    Compared(Box<Expression>, Comparison, Box<Expression>),
    /// Joined by `and`.
    All(Vec<Expression>),
    /// Joined by `or`.
    Any(Vec<Expression>),
    /// `+`, `-`, `*`, `div`, `mod`
    Sum(Box<Expression>, &'static str, Box<Expression>),
}

/// How two things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// The same with both sides changed over.
    pub(super) const fn turned(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }

    /// Whether an order satisfies it.
    pub(super) const fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum XPathToken {
    Text(String),
    Number(Decimal),
    Of(String),
    Name(String),
    Sign(&'static str),
}

impl XPathToken {
    fn words(&self) -> String {
        match self {
            Self::Text(text) => format!("'{text}'"),
            Self::Number(number) => number.to_string(),
            Self::Of(name) => format!("${{{name}}}"),
            Self::Name(name) => name.clone(),
            Self::Sign(sign) => (*sign).to_owned(),
        }
    }
}

/// Reads an expression.
///
/// # Errors
/// What is not understood, in a sentence.
pub(super) fn read(text: &str) -> Result<Expression, String> {
    if text.len() > LONGEST {
        return Err(format!("It is longer than {LONGEST} characters."));
    }
    let mut reader = XPathReader { tokens: tokens(text)?, next: 0, deep: 0 };
    let expression = reader.any()?;
    match reader.tokens.get(reader.next) {
        None => Ok(expression),
        Some(XPathToken::Sign("/" | "[")) => {
            Err("It points to a place in the form, which means nothing here.".to_owned())
        }
        Some(token) => Err(format!("“{}” was not expected.", token.words())),
    }
}

/// Curly quotation marks and unusual spaces, as word processors put them, made plain.
fn plainly(text: &str) -> Vec<char> {
    let plain = |letter| match letter {
        '‘' | '’' | '‚' | '‛' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '″' => '"',
        '−' | '‐' | '‑' | '–' => '-',
        '\u{feff}' | '\u{200b}' => ' ',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    };
    text.chars().map(plain).collect()
}

fn tokens(text: &str) -> Result<Vec<XPathToken>, String> {
    let plain = plainly(text);
    let original: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&letter) = plain.get(at) {
        let next = plain.get(at + 1).copied();
        let end = |from: usize, fits: &dyn Fn(char) -> bool| {
            plain.iter().skip(from).position(|letter| !fits(*letter)).map_or(plain.len(), |length| from + length)
        };
        let cut = |from: usize, to: usize| original.get(from..to).unwrap_or_default().iter().collect::<String>();
        match (letter, next) {
            (' ', _) => at += 1,
            ('\'' | '"', _) => {
                // A straight mark is closed by the like; a curly one by any that looks alike.
                let straight = original.get(at) == Some(&letter);
                let marks = if straight { &original } else { &plain };
                let closes = marks.iter().skip(at + 1).position(|other| *other == letter);
                let closes = closes
                    .map(|length| at + 1 + length)
                    .ok_or("A text begins with a quotation mark and never ends.")?;
                found.push(XPathToken::Text(cut(at + 1, closes)));
                at = closes + 1;
            }
            ('$', Some('{')) => {
                let closes = end(at + 2, &|letter| letter != '}');
                if closes == plain.len() {
                    return Err("A name begins with “${” and never ends.".to_owned());
                }
                found.push(XPathToken::Of(cut(at + 2, closes).trim().to_owned()));
                at = closes + 1;
            }
            (digit, next)
                if digit.is_ascii_digit() || digit == '.' && next.is_some_and(|next| next.is_ascii_digit()) =>
            {
                let stops = end(at, &|letter| letter.is_ascii_digit() || letter == '.');
                found.push(XPathToken::Number(number(&cut(at, stops))?));
                at = stops;
            }
            (letter, _) if letter.is_alphabetic() || letter == '_' => {
                // A name may have `-`, `.` and `:` in it, as in `count-selected` and `jr:choice-name`.
                let stops = end(at, &|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | ':'));
                found.push(XPathToken::Name(cut(at, stops)));
                at = stops;
            }
            _ => {
                let (sign, length) = sign(letter, next).ok_or_else(|| format!("“{letter}” is not understood."))?;
                found.push(XPathToken::Sign(sign));
                at += length;
            }
        }
    }
    Ok(found)
}

fn sign(letter: char, next: Option<char>) -> Option<(&'static str, usize)> {
    Some(match (letter, next) {
        ('!', Some('=')) => ("!=", 2),
        ('≠', _) => ("!=", 1),
        ('<', Some('=')) => ("<=", 2),
        ('≤', _) => ("<=", 1),
        ('>', Some('=')) => (">=", 2),
        ('≥', _) => (">=", 1),
        ('=', Some('=')) => ("=", 2),
        ('=', _) => ("=", 1),
        ('<', _) => ("<", 1),
        ('>', _) => (">", 1),
        ('(', _) => ("(", 1),
        (')', _) => (")", 1),
        (',', _) => (",", 1),
        ('+', _) => ("+", 1),
        ('-', _) => ("-", 1),
        ('*', _) => ("*", 1),
        ('/', _) => ("/", 1),
        ('[', _) => ("[", 1),
        (']', _) => ("]", 1),
        ('.', Some('.')) => ("..", 2),
        ('.', _) => (".", 1),
        _ => return None,
    })
}

fn number(text: &str) -> Result<Decimal, String> {
    text.parse().map_err(|why| match why {
        NotDecimal::NotANumber => format!("“{text}” is not a number."),
        NotDecimal::TooFine | NotDecimal::TooLarge => {
            format!("The number {text} has more than nine digits or six decimal places.")
        }
    })
}

struct XPathReader {
    tokens: Vec<XPathToken>,
    next: usize,
    deep: usize,
}

impl XPathReader {
    /// Takes a word that joins, in any case.
    fn word(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let Some(XPathToken::Name(name)) = self.tokens.get(self.next) else { return None };
        let found = words.iter().find(|word| name.eq_ignore_ascii_case(word)).copied();
        self.next += usize::from(found.is_some());
        found
    }

    fn sign(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let Some(XPathToken::Sign(sign)) = self.tokens.get(self.next) else { return None };
        let found = signs.iter().find(|wanted| *wanted == sign).copied();
        self.next += usize::from(found.is_some());
        found
    }

    fn any(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.all()?];
        while self.word(&["or"]).is_some() {
            parts.push(self.all()?);
        }
        Ok(if parts.len() > 1 { Expression::Any(parts) } else { parts.remove(0) })
    }

    fn all(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.equality()?];
        while self.word(&["and"]).is_some() {
            parts.push(self.equality()?);
        }
        Ok(if parts.len() > 1 { Expression::All(parts) } else { parts.remove(0) })
    }

    fn equality(&mut self) -> Result<Expression, String> {
        let mut left = self.order()?;
        while let Some(sign) = self.sign(&["=", "!="]) {
            let how = if sign == "=" { Comparison::Equal } else { Comparison::Unequal };
            left = Expression::Compared(Box::new(left), how, Box::new(self.order()?));
        }
        Ok(left)
    }

    fn order(&mut self) -> Result<Expression, String> {
        let mut left = self.sum()?;
        while let Some(sign) = self.sign(&["<=", ">=", "<", ">"]) {
            let how = match sign {
                "<" => Comparison::Less,
                "<=" => Comparison::AtMost,
                ">" => Comparison::More,
                _ => Comparison::AtLeast,
            };
            left = Expression::Compared(Box::new(left), how, Box::new(self.sum()?));
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expression, String> {
        let mut left = self.product()?;
        while let Some(sign) = self.sign(&["+", "-"]) {
            left = Expression::Sum(Box::new(left), sign, Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, String> {
        let mut left = self.signed()?;
        while let Some(sign) = self.sign(&["*"]).or_else(|| self.word(&["div", "mod"])) {
            left = Expression::Sum(Box::new(left), sign, Box::new(self.signed()?));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Expression, String> {
        let mut negative = false;
        while self.sign(&["-"]).is_some() {
            negative = !negative;
        }
        let inner = self.single()?;
        if !negative {
            return Ok(inner);
        }
        match inner {
            Expression::Number(number) => Ok(Expression::Number(Decimal::default().minus(number).unwrap_or_default())),
            other => Ok(Expression::Sum(Box::new(Expression::Number(Decimal::default())), "-", Box::new(other))),
        }
    }

    fn single(&mut self) -> Result<Expression, String> {
        if self.deep > DEEPEST {
            return Err(format!("Brackets go deeper than {DEEPEST}."));
        }
        let Some(token) = self.tokens.get(self.next).cloned() else {
            return Err("It ends where something was expected.".to_owned());
        };
        self.next += 1;
        let single = match token {
            XPathToken::Text(text) => Expression::Text(text),
            XPathToken::Number(number) => Expression::Number(number),
            XPathToken::Of(name) => Expression::Of(name),
            XPathToken::Sign(".") => Expression::Own,
            XPathToken::Sign("(") => {
                self.deep += 1;
                let inner = self.any()?;
                self.deep -= 1;
                self.close()?;
                inner
            }
            XPathToken::Name(name) if matches!(self.tokens.get(self.next), Some(XPathToken::Sign("("))) => {
                self.call(&name)?
            }
            XPathToken::Name(name) => Expression::Named(name),
            XPathToken::Sign("/" | "..") => {
                return Err("It points to a place in the form, which means nothing here.".to_owned());
            }
            other => return Err(format!("“{}” was not expected.", other.words())),
        };
        if matches!(self.tokens.get(self.next), Some(XPathToken::Sign("/" | "["))) {
            return Err("It points to a place in the form, which means nothing here.".to_owned());
        }
        Ok(single)
    }

    fn call(&mut self, name: &str) -> Result<Expression, String> {
        self.next += 1;
        self.deep += 1;
        let mut given = Vec::new();
        if !matches!(self.tokens.get(self.next), Some(XPathToken::Sign(")"))) {
            loop {
                // `position(..)` is the commonest place that is pointed to.
                given.push(self.any().map_err(|why| if name == "position" { position() } else { why })?);
                if self.sign(&[","]).is_none() {
                    break;
                }
            }
        }
        self.deep -= 1;
        self.close()?;
        Ok(Expression::Call(name.to_lowercase(), given))
    }

    fn close(&mut self) -> Result<(), String> {
        if self.sign(&[")"]).is_some() {
            return Ok(());
        }
        match self.tokens.get(self.next) {
            None => Err("A bracket is opened and never closed.".to_owned()),
            Some(XPathToken::Sign("/" | "[")) => {
                Err("It points to a place in the form, which means nothing here.".to_owned())
            }
            Some(token) => Err(format!("“{}” was not expected.", token.words())),
        }
    }
}

fn position() -> String {
    "“position” counts repeats, which are not asked here.".to_owned()
}

/// A text in quotation marks, as an expression has it. What looks like a reference is taken apart, since programs for forms
/// look for them within texts as well.
pub(super) fn quoted(text: &str) -> String {
    if text.contains("${") {
        let parts: Vec<String> = text.split("${").map(quoted).collect();
        return format!("concat({})", parts.join(", '$', '{', "));
    }
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let parts: Vec<String> = text.split('\'').map(|part| format!("'{part}'")).collect();
    format!("concat({})", parts.join(", \"'\", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_before_or_and_comparisons_before_both() {
        for (one, other) in [
            ("1 = 1 or 2 = 2 and 3 = 3", "1 = 1 or (2 = 2 and 3 = 3)"),
            ("1 + 2 * 3 = 7", "(1 + (2 * 3)) = 7"),
            ("${a} = 1 and ${b} < 2", "(${a} = 1) and (${b} < 2)"),
            ("not(${a} = 1) or ${b} = 'x'", "(not(${a} = 1)) or (${b} = 'x')"),
            ("${ a }=‘yes’", "${a} = 'yes'"),
            ("${a} = “yes”", "${a} = \"yes\""),
            ("${a}=1 AND ${b}=2", "${a} = 1 and ${b} = 2"),
            ("selected (., 'no')", "selected(., 'no')"),
        ] {
            assert_eq!(read(one), read(other), "{one}");
            assert!(read(one).is_ok(), "{one}");
        }
        assert_ne!(read("${a} = 1 and (${b} = 2 or ${c} = 3)"), read("${a} = 1 and ${b} = 2 or ${c} = 3"));
    }

    #[test]
    fn a_curly_mark_within_straight_ones_stays() {
        for text in ["'it’s'", "\"it’s\"", "“it’s”"] {
            assert_eq!(read(text), Ok(Expression::Text("it’s".to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (text, words) in [
            ("", "ends"),
            ("${a} =", "ends"),
            ("${a} = 'x", "never ends"),
            ("(${a} = 'x'", "never closed"),
            ("${a} = 'x')", "not expected"),
            ("../a = 1", "place in the form"),
            ("/data/a = 1", "place in the form"),
            ("position(..) = 1", "repeats"),
            ("instance('x')/root/item[name = 1]/label = 1", "place in the form"),
            ("${a} = 12345678901", "nine digits"),
            ("${a} # 2", "“#” is not understood"),
            ("${a", "never ends"),
        ] {
            let why = read(text).expect_err(text);
            assert!(why.contains(words), "{text}: {why}");
        }
        assert!(read(&"(".repeat(15_000)).is_err());
        assert!(read(&"not(".repeat(4_000)).is_err());
    }

    fn joined(expression: &Expression) -> String {
        match expression {
            Expression::Text(text) => text.clone(),
            Expression::Call(name, parts) if name == "concat" => parts.iter().map(joined).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_quoted_text_is_read_as_what_it_was() {
        for text in ["plain", "it's", "say \"x\"", "it's \"x\"", "a ${b}'s \"c\""] {
            let read = read(&quoted(text)).unwrap();
            let words = match read {
                Expression::Text(words) => words,
                other => joined(&other),
            };
            assert_eq!(words, text);
        }
    }
}
