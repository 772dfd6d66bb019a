//! Comparisons: what it means that a variable is the same as a value, or less or more.

use super::super::super::super::definition::answer::PartialDate;
use super::super::super::super::definition::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use super::super::super::super::definition::decimal::Decimal;
use super::counting::operand;
use super::variables::{Compares, Looked, NamedChoice};
use super::{Meant, Understanding, chosen, number};

impl Understanding<'_> {
    pub(super) fn equal(&mut self, one: Meant, other: Meant) -> Result<Condition, String> {
        let (one, other) = if is_value(&one) { (other, one) } else { (one, other) };
        match (one, other) {
            (Meant::Number(one), Meant::Number(other)) => Ok(Condition::Always(one == other)),
            (Meant::Text(one), Meant::Text(other)) => Ok(Condition::Always(one == other)),
            (Meant::Text(text), Meant::Number(number)) | (Meant::Number(number), Meant::Text(text)) => {
                Ok(Condition::Always(text.parse() == Ok(number)))
            }
            (Meant::Looked(looked) | Meant::Words(looked), Meant::Text(text)) if text.trim().is_empty() => {
                self.unanswered(&looked)
            }
            (Meant::Looked(looked), value @ (Meant::Text(_) | Meant::Number(_))) => self.looked_equal(&looked, &value),
            (Meant::Words(Looked::Answer(key)), Meant::Text(text)) => match self.compares(&key) {
                Compares::Codes(choices) => {
                    let same =
                        choices.iter().filter(|choice| choice.labels.iter().any(|label| label.trim() == text.trim()));
                    let codes: Vec<Operand> = same.map(|choice| Operand::Text(choice.code.clone())).collect();
                    match codes.as_slice() {
                        [] => Err(format!("No option of {key} is called “{text}”.")),
                        [Operand::Text(code)] => Ok(Condition::is(&key, code)),
                        _ => Ok(Condition::test(Subject::of(&key), Test::IsOneOf(codes))),
                    }
                }
                _ => self.looked_equal(&Looked::Answer(key), &Meant::Text(text)),
            },
            (Meant::Truth(condition), value @ (Meant::Text(_) | Meant::Number(_))) => match plain_truth(&value) {
                Some(true) => Ok(condition),
                Some(false) => Ok(condition.negated()),
                None => Err("Whether something holds is compared with a value.".to_owned()),
            },
            (Meant::Shown(key), value @ (Meant::Text(_) | Meant::Number(_))) => match plain_truth(&value) {
                Some(shown) => {
                    let unasked = Condition::test(Subject::of(&key), Test::Unasked);
                    Ok(if shown { unasked.negated() } else { unasked })
                }
                None => Err("Whether a question is shown is compared with a value.".to_owned()),
            },
            (Meant::Count(of), value) => {
                let number = whole(&value)?;
                if number == 0 {
                    return self.nothing_of(&of);
                }
                match self.count(&of, Test::Is(operand(number))) {
                    Some(count) => Ok(count),
                    None => {
                        Ok(Condition::All(vec![self.at_least(&of, number)?, self.at_least(&of, number + 1)?.negated()]))
                    }
                }
            }
            (Meant::Length(looked), value) => self.length(&looked, &value, Test::Is),
            _ => Err("It compares two answers with each other, which conditions here do not.".to_owned()),
        }
    }

    pub(super) fn looked_equal(&mut self, looked: &Looked, value: &Meant) -> Result<Condition, String> {
        let text = match value {
            Meant::Text(text) => text.clone(),
            Meant::Number(number) => number.to_string(),
            _ => return Err("It is not understood.".to_owned()),
        };
        match looked {
            Looked::Answer(key) => self.answer_equal(Subject::of(key), value, &text),
            Looked::RowOf(key, row) => self.answer_equal(Subject::part(key, row), value, &text),
            Looked::Share(key, part) => {
                Ok(Condition::test(Subject::part(key, part), Test::Is(Operand::Number(figure(value)?))))
            }
            Looked::Tick(key, code) if text == "Y" => Ok(chosen(key, code)),
            Looked::Tick(..) => {
                Err(format!("A tick is compared with “{text}”, which it never is: ticked is “Y”, not ticked is empty."))
            }
            Looked::Beside(..) => {
                Err("It looks at what was written beside an option, which conditions here do not.".to_owned())
            }
            Looked::Placed(key, place) => {
                let named = self.variables.judged.get(key).and_then(|judged| match &judged.compares {
                    Compares::Codes(choices) => choices.iter().find(|choice| choice.named == text),
                    _ => None,
                });
                let option = named.ok_or_else(|| format!("{key} has no option “{text}”."))?;
                let place = i64::try_from(*place).ok().and_then(Decimal::whole).unwrap_or_default();
                Ok(Condition::test(Subject::part(key, &option.code), Test::Is(Operand::Number(place))))
            }
            Looked::Group(_) => Err("It compares several answers at once with one value.".to_owned()),
            Looked::Gone(why) => Err(why.clone()),
        }
    }

    /// The one answer of a question, or of a row, with a code, a number or words.
    pub(super) fn answer_equal(&mut self, of: Subject, value: &Meant, text: &str) -> Result<Condition, String> {
        let judged = self.variables.judged.get(&of.key);
        let several = judged.map_or(&[][..], |judged| judged.several.as_slice());
        let ticked = several.iter().any(|one| matches!(one, Looked::Tick(..)));
        if !ticked && !several.is_empty() && of.part.is_none() {
            return Err(format!("{} has several answers, which are compared with the one value “{text}”.", of.key));
        }
        match self.compares(&of.key) {
            Compares::Codes(choices) => {
                let code = choices.iter().find(|choice| choice.named == text).or_else(|| {
                    let number = text.parse::<Decimal>().ok();
                    let same =
                        |choice: &&NamedChoice| number.is_some() && choice.named.parse::<Decimal>().ok() == number;
                    choices.iter().find(same)
                });
                let mut code = code.map(|choice| choice.code.clone());
                if code.is_none()
                    && let Some(choice) = cut(choices, text)
                {
                    // LimeSurvey cuts longer codes when it imports them, but not those in equations.
                    self.warnings.push(format!(
                        "“{text}” was read as the option “{}” of {}, which was cut short.",
                        choice.named, of.key
                    ));
                    code = Some(choice.code.clone());
                }
                self.spend(choices.len() / 10)?;
                if code.is_none() {
                    self.warnings.push(format!("{} has no option “{text}”, so it is never that.", of.key));
                }
                if ticked && of.part.is_none() {
                    self.warnings.push(format!("“{} == {text}” was read as: {text} was ticked.", of.key));
                    return Ok(chosen(&of.key, &code.unwrap_or_else(|| text.to_owned())));
                }
                let operand = match (code, value) {
                    (Some(code), _) => Operand::Text(code),
                    (None, Meant::Number(number)) => Operand::Number(*number),
                    (None, _) => Operand::Text(text.to_owned()),
                };
                Ok(Condition::test(of, Test::Is(operand)))
            }
            Compares::Number => Ok(Condition::test(of, Test::Is(Operand::Number(figure(value)?)))),
            Compares::Words => Ok(Condition::test(
                of,
                Test::Is(match value {
                    Meant::Number(number) => Operand::Number(*number),
                    _ => Operand::Text(text.to_owned()),
                }),
            )),
            Compares::Date => Ok(Condition::test(of, Test::Is(Operand::Text(day(text)?)))),
            Compares::Something => Err(format!("What was answered to {} cannot be compared with “{text}”.", of.key)),
        }
    }

    pub(super) fn ordered(&mut self, bound: Bound, one: Meant, other: Meant) -> Result<Condition, String> {
        let (bound, one, other) = if is_value(&one) { (turned(bound), other, one) } else { (bound, one, other) };
        match (one, other) {
            (Meant::Number(one), Meant::Number(other)) => Ok(Condition::Always(bound.holds(one.cmp(&other)))),
            (Meant::Looked(looked), value @ (Meant::Text(_) | Meant::Number(_))) => match looked {
                Looked::Answer(key) => self.answer_ordered(Subject::of(&key), bound, &value),
                Looked::RowOf(key, row) => self.answer_ordered(Subject::part(&key, row), bound, &value),
                Looked::Share(key, part) => Ok(Condition::test(
                    Subject::part(&key, part),
                    Test::Ordered(bound, Operand::Number(figure(&value)?)),
                )),
                _ => Err("It asks whether something is less or more that has no order.".to_owned()),
            },
            (Meant::Count(of), value) => {
                let number = figure(&value)?;
                if let Some(count) = self.count(&of, Test::Ordered(bound, Operand::Number(number))) {
                    // "More than none" is "answered".
                    return match (bound, number == Decimal::default()) {
                        (Bound::More, true) => Ok(self.nothing_of(&of)?.negated()),
                        _ => Ok(count),
                    };
                }
                let number = whole(&value)?;
                match bound {
                    Bound::AtLeast => self.at_least(&of, number),
                    Bound::More => self.at_least(&of, number + 1),
                    Bound::Less => Ok(self.at_least(&of, number)?.negated()),
                    Bound::AtMost => Ok(self.at_least(&of, number + 1)?.negated()),
                }
            }
            (Meant::Length(looked), value) => self.length(&looked, &value, |operand| Test::Ordered(bound, operand)),
            _ => Err("It compares two answers with each other, which conditions here do not.".to_owned()),
        }
    }

    pub(super) fn answer_ordered(&mut self, of: Subject, bound: Bound, value: &Meant) -> Result<Condition, String> {
        let nought = matches!(value, Meant::Number(number) if *number == Decimal::default());
        if nought && matches!(bound, Bound::Less | Bound::AtMost) {
            self.warnings.push(format!(
                "LimeSurvey counts an empty answer to {} as nought here; this program does not.",
                of.key
            ));
        }
        match self.compares(&of.key) {
            Compares::Codes(choices) => {
                let Ok(number) = figure(value) else {
                    let Meant::Text(text) = value else { return Err("It is not understood.".to_owned()) };
                    let fits = choices.iter().filter(|choice| bound.holds(choice.named.as_str().cmp(text.as_str())));
                    let codes = fits.map(|choice| Operand::Text(choice.code.clone())).collect();
                    return Ok(Condition::test(of, Test::IsOneOf(codes)));
                };
                let own = |choice: &NamedChoice| choice.named.parse::<Decimal>().ok();
                if choices.iter().all(|choice| own(choice).is_none()) {
                    return Err(format!(
                        "The codes of {} are no numbers, so none is less or more than {number}.",
                        of.key
                    ));
                }
                if choices.iter().all(|choice| own(choice) == choice.code.parse::<Decimal>().ok()) {
                    return Ok(Condition::test(of, Test::Ordered(bound, Operand::Number(number))));
                }
                let fits = choices.iter().filter(|choice| own(choice).is_some_and(|own| bound.holds(own.cmp(&number))));
                let codes = fits.map(|choice| Operand::Text(choice.code.clone())).collect();
                Ok(Condition::test(of, Test::IsOneOf(codes)))
            }
            Compares::Number | Compares::Words => {
                if matches!(value, Meant::Text(_)) {
                    self.warnings.push(format!(
                        "A number in quotation marks that {} is compared with was read as a number.",
                        of.key
                    ));
                }
                Ok(Condition::test(of, Test::Ordered(bound, Operand::Number(figure(value)?))))
            }
            Compares::Date => match value {
                Meant::Text(text) => Ok(Condition::test(of, Test::Ordered(bound, Operand::Text(day(text)?)))),
                _ => Err(format!("{} is a date and is compared with something else.", of.key)),
            },
            Compares::Something => Err(format!("What was answered to {} has no order.", of.key)),
        }
    }

    pub(super) fn length(
        &self,
        looked: &Looked,
        value: &Meant,
        test: impl Fn(Operand) -> Test,
    ) -> Result<Condition, String> {
        match looked {
            Looked::Answer(key) if matches!(self.compares(key), Compares::Words) => {
                let of = Subject { key: key.clone(), part: None, measure: Measure::Length };
                Ok(Condition::test(of, test(Operand::Number(figure(value)?))))
            }
            _ => Err("The length of this is not known here.".to_owned()),
        }
    }
}

/// The option whose code is the beginning of a longer one, as long as LimeSurvey's codes may be; none if there are several.
fn cut<'a>(choices: &'a [NamedChoice], text: &str) -> Option<&'a NamedChoice> {
    const LONGEST: usize = 5;
    let letters: String = text.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
    let short = letters.get(..LONGEST).filter(|_| letters.len() > LONGEST)?;
    let mut fit = choices.iter().filter(|choice| choice.named == short);
    fit.next().filter(|_| fit.next().is_none())
}

const fn is_value(meant: &Meant) -> bool {
    matches!(meant, Meant::Number(_) | Meant::Text(_))
}

/// Whether a value is the one for "it holds" or the one for "it does not".
fn plain_truth(value: &Meant) -> Option<bool> {
    match value {
        Meant::Number(number) if *number == Decimal::default() => Some(false),
        Meant::Number(number) if Decimal::whole(1) == Some(*number) => Some(true),
        Meant::Text(text) if text == "1" => Some(true),
        Meant::Text(text) if text.is_empty() || text == "0" => Some(false),
        _ => None,
    }
}

/// A value as a number; a comma may stand before the decimals.
fn figure(value: &Meant) -> Result<Decimal, String> {
    match value {
        Meant::Number(number) => Ok(*number),
        Meant::Text(text) => {
            number(text).ok_or_else(|| format!("“{text}” is no number, and a number is what it is compared with."))
        }
        _ => Err("It compares two answers with each other, which conditions here do not.".to_owned()),
    }
}

fn whole(value: &Meant) -> Result<usize, String> {
    let number = figure(value)?;
    let whole = number.as_whole().and_then(|whole| usize::try_from(whole).ok()).filter(|whole| *whole < 100_000);
    whole.ok_or_else(|| format!("{number} is not how many of something there can be."))
}

/// A date as LimeSurvey keeps it, with or without midnight.
fn day(text: &str) -> Result<String, String> {
    let text = text.trim();
    let date = text.strip_suffix(" 00:00:00").or_else(|| text.strip_suffix(" 00:00")).unwrap_or(text);
    let wrong = || format!("“{text}” is not a date such as 2027-03-01.");
    date.parse::<PartialDate>().map(|date| date.to_string()).map_err(|_| wrong())
}

const fn turned(bound: Bound) -> Bound {
    match bound {
        Bound::Less => Bound::More,
        Bound::AtMost => Bound::AtLeast,
        Bound::More => Bound::Less,
        Bound::AtLeast => Bound::AtMost,
    }
}
