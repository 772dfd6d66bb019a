//! A condition as text that is read back as the same condition.

use std::fmt;

use super::{Condition, Measure, Operand, Subject, Test};

/// Words that mean something in a condition: a key that is one of them is written `${key}`.
pub(super) const TAKEN: [&str; 13] = [
    "and",
    "or",
    "not",
    "in",
    "contains",
    "true",
    "false",
    "count",
    "length",
    "answered",
    "unanswered",
    "asked",
    "unasked",
];

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Condition {
    /// `binds` is how tightly what stands around it binds: nothing 0, `or` 1, `and` 2, `not` 3.
    fn write(&self, f: &mut fmt::Formatter<'_>, binds: u8) -> fmt::Result {
        match self {
            Self::Always(always) => write!(f, "{always}"),
            Self::All(inner) => joined(f, inner, " and ", 2, binds),
            Self::Any(inner) => joined(f, inner, " or ", 1, binds),
            Self::Not(inner) => match &**inner {
                Self::Test { of, is: Test::Unanswered } => write!(f, "answered({of})"),
                Self::Test { of, is: Test::Unasked } => write!(f, "asked({of})"),
                Self::Test { of, is: Test::Is(operand) } => write!(f, "{of} != {operand}"),
                other => {
                    f.write_str("not ")?;
                    other.write(f, 3)
                }
            },
            Self::Test { of, is } => match is {
                Test::Is(operand) => write!(f, "{of} = {operand}"),
                Test::IsOneOf(operands) => {
                    write!(f, "{of} in (")?;
                    for (place, operand) in operands.iter().enumerate() {
                        write!(f, "{}{operand}", if place > 0 { ", " } else { "" })?;
                    }
                    f.write_str(")")
                }
                Test::Contains(code) => write!(f, "{of} contains {}", Quoted(code)),
                Test::Ordered(bound, operand) => write!(f, "{of} {} {operand}", bound.sign()),
                Test::Unanswered => write!(f, "unanswered({of})"),
                Test::Unasked => write!(f, "unasked({of})"),
            },
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, inner: &[Condition], word: &str, own: u8, binds: u8) -> fmt::Result {
    if inner.is_empty() {
        // All of nothing holds, any of nothing does not.
        return write!(f, "{}", own == 2);
    }
    let brackets = inner.len() > 1 && binds >= own;
    if brackets {
        f.write_str("(")?;
    }
    for (place, one) in inner.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        one.write(f, if inner.len() > 1 { own } else { binds })?;
    }
    if brackets {
        f.write_str(")")?;
    }
    Ok(())
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_str();
        let plain = |f: &mut fmt::Formatter<'_>| {
            if TAKEN.contains(&key) { write!(f, "${{{key}}}") } else { f.write_str(key) }
        };
        match self.measure {
            Measure::Itself => plain(f)?,
            Measure::Count => {
                f.write_str("count(")?;
                plain(f)?;
                return f.write_str(")");
            }
            Measure::Length => {
                f.write_str("length(")?;
                plain(f)?;
                return f.write_str(")");
            }
        }
        match &self.part {
            Some(part) => write!(f, "/{}", Quoted(part)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", Quoted(text)),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
