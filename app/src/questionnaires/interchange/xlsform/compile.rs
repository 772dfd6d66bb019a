//! From what an expression of a form says to a condition of ours. An empty answer is an empty text there and no answer
//! here; comparing it with anything gives false in both, and "is not" gives true in both. What has no counterpart is
//! refused with its reason: it is never taken for "always".

mod answers;

use super::super::super::definition::answer::PartialDate;
use super::super::super::definition::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::key::Key;
use super::meaning::{Answering, Codes, FormNames, NameMeaning};
use super::xpath::{self, Comparison, Expression};

/// What stands in a column of a choice, by the heading in lower case.
pub(super) type ChoiceColumns<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What an expression may refer to.
pub(super) struct FormScope<'a> {
    /// The names of the form.
    pub(super) names: &'a FormNames,
    /// The columns of the choice that is judged, if one is.
    pub(super) columns: Option<&'a ChoiceColumns<'a>>,
}

/// What an expression comes to.
enum XPathValue<'a> {
    Text(String),
    Number(Decimal),
    Truth(bool),
    Of(&'a str, &'a NameMeaning, Measure),
    /// What stands at a place of a rank, from 0.
    At(&'a Key, &'a Codes, i64),
    Holds(Condition),
}

/// A condition, with what should be looked at.
pub(super) struct Compiled {
    /// The condition.
    pub(super) condition: Condition,
    /// What is odd about it, each in a sentence.
    pub(super) notes: Vec<String>,
}

/// Reads a condition.
///
/// # Errors
/// What is not understood, in a sentence.
pub(super) fn condition(text: &str, scope: &FormScope<'_>) -> Result<Compiled, String> {
    // A whole cell may be a plain yes or no, or a box ticked by the spreadsheet.
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" => return Ok(Compiled { condition: Condition::Always(true), notes: Vec::new() }),
        "no" | "false" => return Ok(Compiled { condition: Condition::Always(false), notes: Vec::new() }),
        _ => {}
    }
    compiled(&xpath::read(text)?, scope)
}

/// The condition that an expression is.
///
/// # Errors
/// What is not understood, in a sentence.
pub(super) fn compiled(expression: &Expression, scope: &FormScope<'_>) -> Result<Compiled, String> {
    let mut compiler = ConditionCompiler { scope, notes: Vec::new() };
    let value = compiler.value(expression)?;
    let condition = truth(value)?;
    // What we could not read again ourselves is not taken.
    let again: Result<Condition, _> = condition.to_string().parse();
    again.map_err(|_| "It is too long or too deep.".to_owned())?;
    Ok(Compiled { condition, notes: compiler.notes })
}

/// The value of something that does not depend on any answer: a text, or a number as text.
pub(super) fn constant(expression: &Expression) -> Option<Operand> {
    let names = FormNames::default();
    let mut compiler = ConditionCompiler { scope: &FormScope { names: &names, columns: None }, notes: Vec::new() };
    match compiler.value(expression).ok()? {
        XPathValue::Text(text) => Some(Operand::Text(text)),
        XPathValue::Number(number) => Some(Operand::Number(number)),
        _ => None,
    }
}

struct ConditionCompiler<'a, 'b> {
    scope: &'b FormScope<'a>,
    notes: Vec<String>,
}

fn truth(value: XPathValue<'_>) -> Result<Condition, String> {
    match value {
        XPathValue::Truth(yes) => Ok(Condition::Always(yes)),
        XPathValue::Holds(condition) => Ok(condition),
        XPathValue::Number(number) => Ok(Condition::Always(number != Decimal::default())),
        XPathValue::Text(text) => Ok(Condition::Always(!text.is_empty())),
        XPathValue::Of(name, ..) => Err(format!("It does not say what the answer to “{name}” is compared with.")),
        XPathValue::At(..) => Err("It does not say what is compared.".to_owned()),
    }
}

/// All of some conditions, those left out that hold anyhow.
fn all(parts: Vec<Condition>) -> Condition {
    if parts.contains(&Condition::Always(false)) {
        return Condition::Always(false);
    }
    let mut parts: Vec<Condition> = parts.into_iter().filter(|part| *part != Condition::Always(true)).collect();
    match parts.len() {
        0 => Condition::Always(true),
        1 => parts.remove(0),
        _ => Condition::All(parts),
    }
}

/// Any of some conditions, those left out that never hold.
fn any(parts: Vec<Condition>) -> Condition {
    if parts.contains(&Condition::Always(true)) {
        return Condition::Always(true);
    }
    let mut parts: Vec<Condition> = parts.into_iter().filter(|part| *part != Condition::Always(false)).collect();
    match parts.len() {
        0 => Condition::Always(false),
        1 => parts.remove(0),
        _ => Condition::Any(parts),
    }
}

fn bound(how: Comparison) -> Option<Bound> {
    match how {
        Comparison::Less => Some(Bound::Less),
        Comparison::AtMost => Some(Bound::AtMost),
        Comparison::More => Some(Bound::More),
        Comparison::AtLeast => Some(Bound::AtLeast),
        Comparison::Equal | Comparison::Unequal => None,
    }
}

/// The name that an expression says is left empty, if that is all it says.
fn left_empty(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Compared(left, Comparison::Equal, right) => match (&**left, &**right) {
            (Expression::Of(name), Expression::Text(text)) if text.is_empty() => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The opposite where "is not" was written.
fn sided(how: Comparison, equal: Condition) -> Condition {
    if how == Comparison::Unequal { equal.negated() } else { equal }
}

fn whole(number: usize) -> Operand {
    Operand::Number(i64::try_from(number).ok().and_then(Decimal::whole).unwrap_or_default())
}

fn is_code(raw: &str, wanted: &Operand) -> bool {
    match wanted {
        Operand::Text(text) => raw == text,
        Operand::Number(number) => raw.parse::<Decimal>().is_ok_and(|code| code == *number),
    }
}

fn operand_words(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
    }
}

fn numeric(operand: &Operand) -> Result<Decimal, String> {
    match operand {
        Operand::Number(number) => Ok(*number),
        Operand::Text(text) => text.trim().parse().map_err(|_| format!("“{text}” is not a number.")),
    }
}

impl<'a> ConditionCompiler<'a, '_> {
    fn value(&mut self, expression: &Expression) -> Result<XPathValue<'a>, String> {
        match expression {
            Expression::Text(text) => Ok(XPathValue::Text(text.clone())),
            Expression::Number(number) => Ok(XPathValue::Number(*number)),
            Expression::Of(name) => self.named(name),
            Expression::Own => Err("It asks about the answer to the question itself.".to_owned()),
            Expression::Named(name) => match self.scope.columns {
                None => Err(format!(
                    "“{name}” stands by itself; a question is written ${{{name}}} and a text in quotation marks."
                )),
                Some(columns) => Ok(XPathValue::Text(columns(&name.to_lowercase()).unwrap_or_else(|| {
                    self.notes
                        .push(format!("“{name}” is no column of the choices; it was taken as the text “{name}”."));
                    name.clone()
                }))),
            },
            Expression::Call(name, given) => self.call(name, given),
            Expression::Compared(left, how, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.compared(left, *how, right).map(XPathValue::Holds)
            }
            Expression::All(parts) => {
                // All parts or rows empty: the whole of it is not answered.
                let empty: Option<Vec<&str>> = parts.iter().map(left_empty).collect();
                if let Some(key) = empty.and_then(|names| self.scope.names.whole_of(&names)) {
                    return Ok(XPathValue::Holds(Condition::test(Subject::of(key), Test::Unanswered)));
                }
                Ok(XPathValue::Holds(all(self.each(parts)?)))
            }
            Expression::Any(parts) => Ok(XPathValue::Holds(any(self.each(parts)?))),
            Expression::Sum(left, sign, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                sum(&left, sign, &right).map(XPathValue::Number)
            }
        }
    }

    fn each(&mut self, parts: &[Expression]) -> Result<Vec<Condition>, String> {
        parts.iter().map(|part| self.value(part).and_then(truth)).collect()
    }

    fn named(&self, name: &str) -> Result<XPathValue<'a>, String> {
        let names: &'a FormNames = self.scope.names;
        if name.starts_with("last-saved#") {
            return Err("It asks about an answer that was given another time.".to_owned());
        }
        match names.entry(name) {
            None => Err(format!("There is no question “{name}”.")),
            Some((_, NameMeaning::Gone(what))) => {
                Err(format!("It asks about “{name}” ({what}), which is not taken over."))
            }
            Some((_, NameMeaning::Group)) => Err(format!("“{name}” is a group and has no answer.")),
            Some((_, NameMeaning::Ambiguous)) => Err(format!("Several questions are called “{name}”.")),
            Some((_, NameMeaning::Question(_, Answering::Nothing))) => Err(format!("“{name}” asks nothing.")),
            Some((known, meaning)) => Ok(XPathValue::Of(known, meaning, Measure::Itself)),
        }
    }

    fn call(&mut self, name: &str, given: &[Expression]) -> Result<XPathValue<'a>, String> {
        match (name, given) {
            ("true", []) => Ok(XPathValue::Truth(true)),
            ("false", []) => Ok(XPathValue::Truth(false)),
            ("not", [inner]) => Ok(XPathValue::Holds(truth(self.value(inner)?)?.negated())),
            ("boolean", [inner]) => Ok(XPathValue::Holds(truth(self.value(inner)?)?)),
            ("selected", [of, code]) => {
                let (of, code) = (self.value(of)?, self.value(code)?);
                self.selected(of, code).map(XPathValue::Holds)
            }
            ("count-selected", [of]) => match self.value(of)? {
                XPathValue::Of(name, meaning, Measure::Itself) => Ok(XPathValue::Of(name, meaning, Measure::Count)),
                _ => Err("What is counted is not a question.".to_owned()),
            },
            ("string-length", [of]) => match self.value(of)? {
                XPathValue::Of(name, meaning, Measure::Itself) => Ok(XPathValue::Of(name, meaning, Measure::Length)),
                XPathValue::Text(text) => match whole(text.chars().count()) {
                    Operand::Number(number) => Ok(XPathValue::Number(number)),
                    Operand::Text(_) => Ok(XPathValue::Number(Decimal::default())),
                },
                _ => Err("What is measured is not a question.".to_owned()),
            },
            ("string" | "number" | "normalize-space", [of]) => self.value(of),
            ("date", [of]) => match self.value(of)? {
                XPathValue::Text(text) if text.trim().parse::<PartialDate>().is_ok_and(|date| date.is_whole()) => {
                    Ok(XPathValue::Text(text.trim().to_owned()))
                }
                of @ XPathValue::Of(_, NameMeaning::Question(_, Answering::Date), _) => Ok(of),
                _ => Err("“date” is only understood of a day such as '2027-03-01'.".to_owned()),
            },
            ("coalesce", [of, nought]) => match (self.value(of)?, self.value(nought)?) {
                (of @ XPathValue::Of(_, NameMeaning::Part(..), _), XPathValue::Number(nought))
                    if nought == Decimal::default() =>
                {
                    Ok(of)
                }
                _ => Err("“coalesce” is not understood.".to_owned()),
            },
            ("concat", parts) => {
                let mut text = String::new();
                for part in parts {
                    match self.value(part)? {
                        XPathValue::Text(part) => text.push_str(&part),
                        XPathValue::Number(number) => text.push_str(&number.to_string()),
                        _ => return Err("“concat” joins answers, which cannot be compared here.".to_owned()),
                    }
                }
                Ok(XPathValue::Text(text))
            }
            ("if", [when, then, otherwise]) => {
                let when = truth(self.value(when)?)?;
                let (then, otherwise) = (truth(self.value(then)?)?, truth(self.value(otherwise)?)?);
                let opposite = when.clone().negated();
                Ok(XPathValue::Holds(any(vec![all(vec![when, then]), all(vec![opposite, otherwise])])))
            }
            ("selected-at", [of, place]) => match (self.value(of)?, self.value(place)?) {
                (
                    XPathValue::Of(_, NameMeaning::Question(key, Answering::Rank(codes)), Measure::Itself),
                    XPathValue::Number(place),
                ) => {
                    let place = place.as_whole().filter(|place| (0..1_000).contains(place));
                    Ok(XPathValue::At(key, codes, place.ok_or("A place in the order is a whole number.")?))
                }
                _ => Err("“selected-at” is only understood of options in order.".to_owned()),
            },
            ("today" | "now", _) => Err("It asks which day it is, which conditions here cannot.".to_owned()),
            ("regex", _) => {
                Err("It asks for a pattern in the answer (“regex”), which conditions here cannot.".to_owned())
            }
            (name, _) => Err(format!("The function “{name}” is not understood.")),
        }
    }

    fn compared(&mut self, left: XPathValue<'a>, how: Comparison, right: XPathValue<'a>) -> Result<Condition, String> {
        match (left, right) {
            (XPathValue::Of(one, ..), XPathValue::Of(other, ..)) => Err(format!(
                "It compares the answers to “{one}” and “{other}” with each other, which conditions here cannot."
            )),
            (XPathValue::Of(name, meaning, measure), constant) => {
                self.test(name, meaning, measure, how, &operand(constant)?)
            }
            (constant, of @ XPathValue::Of(..)) => self.compared(of, how.turned(), constant),
            (XPathValue::At(key, codes, place), constant) => {
                let wanted = operand(constant)?;
                let found = codes.iter().find(|(raw, _)| is_code(raw, &wanted));
                let (_, code) = found.ok_or_else(|| format!("“{}” is no option of {key}.", operand_words(&wanted)))?;
                let place = Operand::Number(Decimal::whole(place + 1).unwrap_or_default());
                if bound(how).is_some() {
                    return Err("Options have no size.".to_owned());
                }
                Ok(sided(how, Condition::test(Subject::part(key, code.clone()), Test::Is(place))))
            }
            (constant, at @ XPathValue::At(..)) => self.compared(at, how.turned(), constant),
            (XPathValue::Holds(condition), XPathValue::Holds(Condition::Always(yes)) | XPathValue::Truth(yes))
            | (XPathValue::Holds(Condition::Always(yes)) | XPathValue::Truth(yes), XPathValue::Holds(condition)) => {
                if bound(how).is_some() {
                    return Err("Yes and no have no size.".to_owned());
                }
                Ok(sided(how, if yes { condition } else { condition.negated() }))
            }
            (XPathValue::Holds(condition), XPathValue::Number(number))
            | (XPathValue::Number(number), XPathValue::Holds(condition))
                if bound(how).is_none() =>
            {
                Ok(sided(how, if number == Decimal::default() { condition.negated() } else { condition }))
            }
            (XPathValue::Holds(_), _) | (_, XPathValue::Holds(_)) => {
                Err("It compares a condition with something else.".to_owned())
            }
            (left, right) => Ok(Condition::Always(constants(&left, how, &right))),
        }
    }

    fn selected(&mut self, of: XPathValue<'a>, code: XPathValue<'a>) -> Result<Condition, String> {
        match (of, code) {
            (XPathValue::Of(one, ..), XPathValue::Of(other, ..)) => Err(format!(
                "It compares the answers to “{one}” and “{other}” with each other, which conditions here cannot."
            )),
            (XPathValue::Of(name, meaning, Measure::Itself), code) => {
                let wanted = operand(code)?;
                match meaning {
                    NameMeaning::Question(key, Answering::Several(codes) | Answering::Rank(codes)) => {
                        Ok(self.contains(name, key, codes, &wanted))
                    }
                    NameMeaning::Question(_, Answering::One(_) | Answering::Scale(_)) | NameMeaning::MatrixRow(..) => {
                        self.test(name, meaning, Measure::Itself, Comparison::Equal, &wanted)
                    }
                    _ => Err(format!("“{name}” has no options that could be chosen.")),
                }
            }
            (XPathValue::Text(list), XPathValue::Of(name, meaning, Measure::Itself)) => {
                let each = list.split_whitespace().map(|code| {
                    self.test(name, meaning, Measure::Itself, Comparison::Equal, &Operand::Text(code.to_owned()))
                });
                Ok(any(each.collect::<Result<_, _>>()?))
            }
            (XPathValue::Text(list), code) => {
                let wanted = operand_words(&operand(code)?);
                Ok(Condition::Always(list.split_whitespace().any(|code| code == wanted)))
            }
            _ => Err("“selected” is only understood of a question and an option.".to_owned()),
        }
    }

    fn contains(&mut self, name: &str, key: &Key, codes: &Codes, wanted: &Operand) -> Condition {
        let found = self.codes(name, codes, wanted);
        any(found.into_iter().map(|code| Condition::test(Subject::of(key), Test::Contains(code))).collect())
    }
}

fn operand(value: XPathValue<'_>) -> Result<Operand, String> {
    match value {
        XPathValue::Text(text) => Ok(Operand::Text(text)),
        XPathValue::Number(number) => Ok(Operand::Number(number)),
        XPathValue::Truth(_) | XPathValue::Holds(_) => {
            Err("It compares an answer with a yes or no that no question has.".to_owned())
        }
        XPathValue::Of(..) | XPathValue::At(..) => {
            Err("It compares two answers, which conditions here cannot.".to_owned())
        }
    }
}

/// Arithmetic with numbers that are known.
fn sum(left: &XPathValue<'_>, sign: &str, right: &XPathValue<'_>) -> Result<Decimal, String> {
    let number = |value: &XPathValue<'_>| match value {
        XPathValue::Number(number) => Ok(*number),
        XPathValue::Text(text) => text.trim().parse().map_err(|_| format!("“{text}” is not a number.")),
        XPathValue::Of(name, ..) => {
            Err(format!("It reckons with the answer to “{name}”, which conditions here cannot."))
        }
        _ => Err("It reckons with something that is no number.".to_owned()),
    };
    let (left, right) = (number(left)?, number(right)?);
    let result = match sign {
        "+" => left.plus(right),
        "-" => left.minus(right),
        _ => {
            let (left, right) = (left.as_f64(), right.as_f64());
            let number = match sign {
                "*" => left * right,
                "div" => left / right,
                _ => left % right,
            };
            format!("{number:.6}").parse().ok()
        }
    };
    result.ok_or_else(|| "It reckons with numbers that are too large.".to_owned())
}

/// Two things that are known, compared as the standard says: as numbers if one is a number or their order is asked.
fn constants(left: &XPathValue<'_>, how: Comparison, right: &XPathValue<'_>) -> bool {
    let number = |value: &XPathValue<'_>| match value {
        XPathValue::Number(number) => Some(*number),
        XPathValue::Text(text) => text.trim().parse().ok(),
        XPathValue::Truth(yes) => Decimal::whole(i64::from(*yes)),
        _ => None,
    };
    match (left, right) {
        (XPathValue::Text(left), XPathValue::Text(right)) if bound(how).is_none() => how.holds(left.cmp(right)),
        (XPathValue::Text(left), XPathValue::Text(right))
            if left.parse::<PartialDate>().is_ok() && right.parse::<PartialDate>().is_ok() =>
        {
            how.holds(left.cmp(right))
        }
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => how.holds(left.cmp(&right)),
            _ => how == Comparison::Unequal,
        },
    }
}
