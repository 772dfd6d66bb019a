//! What an equation of LimeSurvey means here, given what each of its variables is. What cannot be said, or is not
//! understood, is an error with its reason: it never becomes a condition that always holds.
//!
//! Two rules of LimeSurvey's are kept. An empty answer is neither less nor more than a number. And a variable without
//! `.NAOK` makes the whole equation false where its question is not shown.

mod compare;
mod counting;
mod tidy;
mod variables;

use std::collections::BTreeSet;

use super::super::super::definition::condition::{Bound, Condition, Operand, Subject, Test};
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::key::Key;
use super::script::{Script, Sign};
use counting::MOST_TESTS;
use tidy::{tidied, without};
pub(super) use variables::{Compares, Judged, Looked, NamedChoice, OTHER, Variables};
use variables::{keys, only};

/// An equation that is being understood.
pub(super) struct Understanding<'a> {
    variables: &'a Variables,
    /// The code of the question that it belongs to, for `self`.
    own: &'a str,
    /// The group of that question.
    group: Option<usize>,
    /// The questions that have to be shown for the equation to hold.
    shown: BTreeSet<Key>,
    /// What was understood in another way than it is written.
    pub(super) warnings: Vec<String>,
}

/// What a part of an equation is.
#[derive(Clone, Debug)]
enum Meant {
    Truth(Condition),
    Number(Decimal),
    Text(String),
    Looked(Looked),
    /// The words of the answer instead of its code.
    Words(Looked),
    /// Whether it is shown.
    Shown(Key),
    /// How many of these are answered.
    Count(Vec<Looked>),
    /// How many characters it has.
    Length(Looked),
}

impl<'a> Understanding<'a> {
    /// For the equation of a question, by its code in the file and the place of its group.
    pub(super) const fn new(variables: &'a Variables, own: &'a str, group: Option<usize>) -> Self {
        Self { variables, own, group, shown: BTreeSet::new(), warnings: Vec::new() }
    }

    /// The condition that an equation is.
    ///
    /// # Errors
    /// What is not understood or cannot be said, in a sentence.
    pub(super) fn condition(&mut self, script: &Script) -> Result<Condition, String> {
        let meant = self.meant(script)?;
        let mut condition = self.truth(meant)?;
        for key in std::mem::take(&mut self.shown) {
            let Some(judged) = self.variables.judged.get(&key) else { continue };
            let (group, own) = judged.conditional;
            let may_be_hidden = own || group.is_some() && group != self.group;
            if may_be_hidden && without(&condition, &key) != Some(false) {
                let shown = Condition::Not(Box::new(Condition::test(Subject::of(&key), Test::Unasked)));
                condition = Condition::All(vec![shown, condition]);
            }
        }
        let condition = tidied(condition);
        // It has to be one that can be written down and read again.
        match condition.to_string().parse::<Condition>() {
            Ok(_) => Ok(condition),
            Err(why) => Err(format!("Written out it cannot be kept: {}.", why.why)),
        }
    }

    fn meant(&mut self, script: &Script) -> Result<Meant, String> {
        match script {
            Script::Number(number) => Ok(Meant::Number(*number)),
            Script::Text(text) => Ok(Meant::Text(text.clone())),
            Script::Name(name) => self.name(name),
            Script::Call(name, of) => self.call(name, of),
            Script::Not(inner) => {
                let inner = self.meant(inner)?;
                Ok(Meant::Truth(self.truth(inner)?.negated()))
            }
            Script::All(of) => Ok(Meant::Truth(Condition::All(self.truths(of)?))),
            Script::Any(of) => Ok(Meant::Truth(Condition::Any(self.truths(of)?))),
            Script::Two(sign, one, other) => {
                let (one, other) = (self.meant(one)?, self.meant(other)?);
                match sign {
                    Sign::Equal(single) => {
                        if *single {
                            self.warnings.push("“=” was read as “==”.".to_owned());
                        }
                        self.equal(one, other).map(Meant::Truth)
                    }
                    Sign::Unequal => Ok(Meant::Truth(self.equal(one, other)?.negated())),
                    Sign::Ordered(bound) => self.ordered(*bound, one, other).map(Meant::Truth),
                    Sign::Reckoned(sign) => match (one, other) {
                        (Meant::Number(one), Meant::Number(other)) => reckoned(*sign, one, other).map(Meant::Number),
                        _ => Err("It calculates with answers, which conditions here do not.".to_owned()),
                    },
                    Sign::And | Sign::Or => Err("It is not understood.".to_owned()),
                }
            }
        }
    }

    fn truths(&mut self, of: &[Script]) -> Result<Vec<Condition>, String> {
        of.iter().map(|one| self.meant(one).and_then(|meant| self.truth(meant))).collect()
    }

    /// A variable.
    fn name(&mut self, written: &str) -> Result<Meant, String> {
        match written.to_lowercase().as_str() {
            "true" => return Ok(Meant::Truth(Condition::Always(true))),
            "false" => return Ok(Meant::Truth(Condition::Always(false))),
            _ => {}
        }
        let mut parts = written.split('.');
        let first = parts.next().unwrap_or_default();
        let first = first.strip_prefix("INSERTANS:").unwrap_or(first);
        let name = match first {
            "self" | "this" => self.own,
            "that" => parts.next().unwrap_or_default(),
            other => other,
        };
        let mut looked = self.variables.named.get(name).cloned().ok_or_else(|| {
            if name.starts_with("TOKEN") {
                "It looks at a list of participants, which there is none of here.".to_owned()
            } else {
                format!("“{name}” is no question of this survey.")
            }
        })?;
        let (mut naok, mut words, mut shown) = (false, false, false);
        for suffix in parts {
            match suffix {
                "NAOK" => naok = true,
                "code" | "value" | "nocomments" => {}
                "valueNAOK" => naok = true,
                "shown" => words = true,
                "relevanceStatus" => shown = true,
                other => match (other.strip_prefix("sq_"), other.strip_prefix("nosq_")) {
                    (Some(part), _) => looked = only(self.apart(looked)?, part, true),
                    (_, Some(part)) => looked = only(self.apart(looked)?, part, false),
                    _ => return Err(format!("What “.{other}” says of a question cannot be asked here.")),
                },
            }
        }
        if let Looked::Gone(why) = looked {
            return Err(why);
        }
        let keys = keys(&looked);
        if shown {
            return keys.into_iter().next().map(Meant::Shown).ok_or_else(|| format!("“{name}” asks nothing."));
        }
        if !naok {
            self.shown.extend(keys);
        }
        Ok(if words { Meant::Words(looked) } else { Meant::Looked(looked) })
    }

    fn call(&mut self, name: &str, of: &[Script]) -> Result<Meant, String> {
        match (name.to_lowercase().as_str(), of) {
            ("is_empty" | "is_null" | "empty", [one]) => {
                let one = self.meant(one)?;
                self.equal(one, Meant::Text(String::new())).map(Meant::Truth)
            }
            ("count", of) if !of.is_empty() => {
                let mut counted = Vec::new();
                for one in of {
                    if counted.len() > MOST_TESTS / 10 {
                        return Err("It counts more things than can be kept.".to_owned());
                    }
                    match self.meant(one)? {
                        Meant::Looked(Looked::Group(several)) => counted.extend(several),
                        Meant::Looked(looked) => counted.extend(self.several(&looked)?.unwrap_or_else(|| vec![looked])),
                        _ => return Err("“count” counts answers only.".to_owned()),
                    }
                }
                self.spend(counted.len())?;
                counted.iter().try_for_each(|one| match one {
                    Looked::Gone(why) => Err(why.clone()),
                    _ => Ok(()),
                })?;
                Ok(Meant::Count(counted))
            }
            ("strlen", [one]) => match self.meant(one)? {
                Meant::Looked(looked @ Looked::Answer(_)) => Ok(Meant::Length(looked)),
                _ => Err("The length of this is not known here.".to_owned()),
            },
            ("intval" | "floatval" | "trim" | "convert_value", [one]) => self.meant(one),
            ("if", [when, then, otherwise]) => {
                let [when, then, otherwise] = [when, then, otherwise].map(|one| {
                    let meant = self.meant(one)?;
                    self.truth(meant)
                });
                let (when, then, otherwise) = (when?, then?, otherwise?);
                self.spend(when.tests().len())?;
                Ok(Meant::Truth(Condition::Any(vec![
                    Condition::All(vec![when.clone(), then]),
                    Condition::All(vec![when.negated(), otherwise]),
                ])))
            }
            ("in_list" | "in_array", [one, list @ ..]) if !list.is_empty() => {
                let one = self.meant(one)?;
                self.spend(list.len())?;
                let mut any = Vec::new();
                for other in list {
                    let other = self.meant(other)?;
                    any.push(self.equal(one.clone(), other)?);
                }
                Ok(Meant::Truth(Condition::Any(any)))
            }
            (name, _) => {
                Err(format!("The function “{name}” is not known here, or not with these things in its brackets."))
            }
        }
    }

    /// Everything that a question asks, if that is several things.
    fn several(&self, looked: &Looked) -> Result<Option<Vec<Looked>>, String> {
        let Looked::Answer(key) = looked else { return Ok(None) };
        let several = self.variables.judged.get(key).map(|judged| &judged.several);
        let Some(several) = several.filter(|several| !several.is_empty()) else { return Ok(None) };
        self.spend(several.len())?;
        Ok(Some(several.clone()))
    }

    /// All that a question asks as several things.
    fn apart(&self, looked: Looked) -> Result<Looked, String> {
        Ok(self.several(&looked)?.map_or(looked, Looked::Group))
    }

    fn compares(&self, key: &Key) -> &'a Compares {
        self.variables.judged.get(key).map_or(&Compares::Something, |judged| &judged.compares)
    }

    /// Whether something holds that stands alone.
    fn truth(&mut self, meant: Meant) -> Result<Condition, String> {
        match meant {
            Meant::Truth(condition) => Ok(condition),
            Meant::Number(number) => Ok(Condition::Always(number != Decimal::default())),
            Meant::Text(text) => Ok(Condition::Always(!text.is_empty() && text != "0")),
            Meant::Shown(key) => Ok(Condition::test(Subject::of(&key), Test::Unasked).negated()),
            Meant::Looked(looked) | Meant::Words(looked) | Meant::Length(looked) => {
                let filled = self.unanswered(&looked)?.negated();
                // Nought counts as nothing.
                let nought = match &looked {
                    Looked::Answer(key) => Some(Subject::of(key)),
                    Looked::Share(key, part) => Some(Subject::part(key, part)),
                    _ => None,
                };
                let number = nought.as_ref().is_some_and(|of| matches!(self.compares(&of.key), Compares::Number));
                Ok(match nought.filter(|_| number) {
                    Some(of) => {
                        let nought = Condition::test(of, Test::Is(Operand::Number(Decimal::default())));
                        Condition::All(vec![filled, nought.negated()])
                    }
                    None => filled,
                })
            }
            Meant::Count(of) => self.at_least(&of, 1),
        }
    }

    fn unanswered(&self, looked: &Looked) -> Result<Condition, String> {
        let empty = |of: Subject| Condition::test(of, Test::Unanswered);
        match looked {
            Looked::Answer(key) => Ok(empty(Subject::of(key))),
            Looked::Tick(key, code) | Looked::Beside(key, code, _) => Ok(chosen(key, code).negated()),
            Looked::RowOf(key, row) => Ok(empty(Subject::part(key, row))),
            Looked::Share(key, part) => Ok(Condition::Any(vec![
                empty(Subject::of(key)),
                Condition::test(Subject::part(key, part), Test::Is(Operand::Number(Decimal::default()))),
            ])),
            Looked::Placed(key, place) => {
                let place = i64::try_from(*place).ok().and_then(Decimal::whole).unwrap_or_default();
                Ok(Condition::test(Subject::count(key), Test::Ordered(Bound::Less, Operand::Number(place))))
            }
            Looked::Group(of) => Ok(self.at_least(of, 1)?.negated()),
            Looked::Gone(why) => Err(why.clone()),
        }
    }
}

fn chosen(key: &Key, code: &str) -> Condition {
    Condition::test(Subject::of(key), Test::Contains(code.to_owned()))
}

/// A number as LimeSurvey's settings have it: with a point or a comma.
pub(super) fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.replacen(',', ".", 1).parse().ok())
}

fn reckoned(sign: char, one: Decimal, other: Decimal) -> Result<Decimal, String> {
    let large = || "It has a number that is too large or too fine.".to_owned();
    match sign {
        '+' => one.plus(other).ok_or_else(large),
        '-' => one.minus(other).ok_or_else(large),
        '*' => one
            .as_whole()
            .zip(other.as_whole())
            .and_then(|(one, other)| one.checked_mul(other))
            .and_then(Decimal::whole)
            .ok_or_else(large),
        _ => one
            .as_whole()
            .zip(other.as_whole().filter(|other| *other != 0))
            .filter(|(one, other)| one.checked_rem(*other) == Some(0))
            .and_then(|(one, other)| Decimal::whole(one / other))
            .ok_or_else(large),
    }
}
